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
  'unit.create': ['admin'],
  'training.clock': ['office', 'head', 'supervisor', 'admin'],
  'registry.view': insiders,
  'registry.import': ['registrar', 'office'],
  'registry.reveal': ['registrar', 'head'],
  'scheme.view': everyone,
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
  'visit.own': ['officer'],
  'visit.progress': insiders,
  'visit.record': ['officer'],
  'template.view': insiders,
  'template.edit': ['office', 'legal'],
  'event.list': ['auditor', 'supervisor', 'head', 'admin'],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof actions

/** The things an action may be about; only what a rule needs. */
export interface Thing {
  /** The account that did the step before: 录入人 of the event, drafter of a plan. */
  readonly madeBy?: string | null
}

/** Actions whose second person must differ from the first (operator ≠ event witness, DESIGN §10). */
const separated: Partial<Record<Action, string>> = { 'event.confirm': 'access.same_person' }

/**
 * May this actor do this? The refusal carries the catalogue code and who can.
 * Errors: `access.role` {action, who}, `access.same_person`.
 */
export function can(actor: Actor, action: Action, thing: Thing = {}): Result<true> {
  const allowed: readonly Role[] = actions[action]
  if (!actor.roles.some(r => allowed.includes(r)))
    return err({ code: 'access.role', action, who: allowed.map(r => roleNames[r]).join('、') })
  const code = separated[action]
  if (code && thing.madeBy === actor.accountId) return err({ code })
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
