/**
 * 权限 — what an account may do, as one table. `can(actor, action, thing)` answers allow or the reason why not; the web shows buttons by the same
 * table. Rows (which agency, which unit, whose visits) are decided by `scopeOf`, not here.
 */
import { err, ok, type Result } from '../base/result.ts'

/** 角色 — one account may hold several. */
export const roles = ['office', 'business', 'legal', 'officer', 'head', 'supervisor', 'registrar', 'admin', 'auditor'] as const
export type Role = (typeof roles)[number]

export const roleNames: Readonly<Record<Role, string>> = {
  office: '综合办',
  business: '业务科室',
  legal: '法制',
  officer: '执法人员',
  head: '负责人',
  supervisor: '监督人（纪检）',
  registrar: '名录管理员',
  admin: '系统管理员',
  auditor: '审计管理员',
}

/** Who is asking. `inspectorCode` binds an officer's account to his row in 检查人员名录库. */
export interface Actor {
  readonly accountId: string
  readonly agency: string
  readonly login: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly unitId: string | null
  readonly inspectorCode: string | null
}

const everyone = roles
const insiders: readonly Role[] = ['office', 'business', 'legal', 'head', 'supervisor', 'registrar', 'admin', 'auditor']

/** Every action and the roles that may do it. One line each; a test prints it as a table. */
export const actions = {
  'account.list': ['admin', 'head', 'auditor'],
  'account.create': ['admin'],
  'account.change': ['admin'],
  'unit.list': everyone,
  'agency.contact': ['admin', 'office'],
  'unit.create': ['admin'],
  'unit.change': ['admin'],
  'backup.list': ['admin', 'office'],
  'backup.make': ['admin'],
  'training.clock': ['office', 'head', 'supervisor', 'admin'],
  'registry.view': insiders,
  'registry.import': ['registrar', 'office'],
  'registry.edit': ['registrar', 'office'],
  'registry.reveal': ['registrar', 'head'],
  'scheme.view': everyone,
  'scheme.try': insiders,
  'scheme.propose': ['office', 'business', 'legal', 'head'],
  'scheme.decide': ['head'],
  'scheme.adopt': ['head', 'admin'],
  'items.view': everyone,
  'items.edit': ['office', 'business'],
  'items.publish': ['office', 'head'],
  'plan.view': everyone,
  'plan.edit': ['office', 'business'],
  'plan.publish': ['office', 'head'],
  'task.view': insiders,
  'task.create': ['office', 'business'],
  'task.withdraw': ['office', 'business'],
  'batch.view': insiders,
  'batch.create': ['office'],
  'batch.freeze': ['office'],
  'batch.void': ['head'],
  'batch.holdSecret': ['supervisor', 'head', 'auditor'],
  'event.enter': ['supervisor'],
  'event.confirm': ['office', 'head'],
  'draw.execute': ['office', 'head', 'supervisor'],
  'draw.publish': ['office', 'head'],
  'batch.register': ['office'],
  'visit.own': ['officer'],
  'visit.progress': insiders,
  'visit.list': ['office', 'business', 'legal', 'head', 'supervisor'],
  'visit.schedule': ['officer', 'head'],
  'visit.approve': ['head'],
  'visit.record': ['officer'],
  'visit.open': ['office', 'head', 'officer'],
  'change.ask': ['office', 'officer', 'head'],
  'change.decide': ['head'],
  'finding.view': insiders,
  'finding.determine': ['head'],
  'finding.review': ['legal', 'office', 'head'],
  'finding.publish': ['office'],
  'finding.correct': ['head', 'office'],
  'reply.record': ['office'],
  'disclosure.export': ['office'],
  'followup.view': [...insiders, 'officer'],
  'followup.open': ['head', 'office', 'business', 'officer'],
  'followup.work': ['head', 'office', 'business', 'officer'],
  'followup.close': ['head', 'office', 'business'],
  'lead.view': insiders,
  'lead.edit': ['office', 'business', 'head'],
  'returnvisit.record': ['office', 'supervisor', 'legal'],
  'desk.view': everyone,
  'oversight.view': ['supervisor', 'head', 'office', 'legal', 'auditor'],
  'template.view': insiders,
  'template.edit': ['office', 'legal'],
  'event.list': ['auditor', 'supervisor', 'head', 'admin'],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof actions

/** The things an action may be about; only what a rule needs. */
export interface Thing {
  /** The account or accounts that did the steps before: 录入人 of the event, 拟制人 of a visit's approval, the inspectors and 认定人 of a finding. */
  readonly madeBy?: string | null | readonly (string | null)[]
}

/** Actions whose person must differ from everyone who did the steps before (DESIGN §10), and the refusal that says so. */
const separated: Partial<Record<Action, string>> = {
  // operator ≠ event witness
  'event.confirm': 'access.same_person',
  // drafter ≠ approver
  'visit.approve': 'access.drafter_approves',
  'scheme.decide': 'access.drafter_approves',
  // inspector and determiner ≠ reviewer
  'finding.review': 'access.inspector_reviews',
}

/**
 * May this actor do this? The refusal carries the catalogue code and who can. Several roles in one account are lawful; what is refused is the
 * same person on both sides of a step, here, at the point of action.
 * Errors: `access.role` {action, who}, `access.same_person`, `access.drafter_approves`, `access.inspector_reviews`.
 */
export function can(actor: Actor, action: Action, thing: Thing = {}): Result<true> {
  const allowed: readonly Role[] = actions[action]
  if (!actor.roles.some(r => allowed.includes(r)))
    return err({ code: 'access.role', action, who: allowed.map(r => roleNames[r]).join('、') })
  const code = separated[action]
  const before: readonly (string | null)[] = Array.isArray(thing.madeBy) ? thing.madeBy : [thing.madeBy ?? null]
  if (code && before.includes(actor.accountId)) return err({ code })
  return ok(true)
}

/** 范围 — which rows this actor may see and write; an argument of every query. */
export interface Scope {
  readonly agencies: readonly string[]
  /** null = every unit of those agencies. */
  readonly units: readonly string[] | null
  /** Set when only this officer's own visits are in scope. */
  readonly officer: string | null
}

export function scopeOf(actor: Actor): Scope {
  const onlyOfficer = actor.roles.every(r => r === 'officer')
  return { agencies: [actor.agency], units: null, officer: onlyOfficer ? (actor.inspectorCode ?? '-') : actor.inspectorCode }
}
