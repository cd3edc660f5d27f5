/**
 * 办理记录 — the steps of a follow-up. Steps are only ever added; one that was wrong is annulled by another (`voided`) and stays readable. State and
 * deadline are what the valid steps add up to, so that no button can set them by itself.
 */
import { z } from 'zod'
import type { FollowUpKind } from './kinds.ts'

const words = (max: number) => z.string().trim().max(max)
const needed = (max: number) => words(max).min(1)
const day = z.iso.date()

export const recheckMethods = ['on-site', 'off-site', 'documents'] as const
export const recheckMethodNames = { 'on-site': '现场复查', 'off-site': '非现场复查', documents: '书面复查' } as const
export const caseOutcomeNames = { penalty: '行政处罚', 'no-penalty': '不予行政处罚', withdrawn: '撤销案件' } as const

/** What a person may enter, by the name of the step. */
export const workSteps = {
  note: z.object({ text: needed(2000) }),
  corrected: z.object({ on: day, text: words(2000).default('') }),
  ordered: z.object({ documentNumber: needed(80), on: day }),
  reported: z.object({ on: day, by: needed(80), text: words(2000).default('') }),
  filed: z.object({ caseNumber: needed(80), on: day }),
  decided: z
    .object({
      outcome: z.enum(['penalty', 'no-penalty', 'withdrawn']),
      documentNumber: needed(80),
      on: day,
      /** 处罚种类. */
      penalty: words(200).default(''),
      /** 罚款金额, in yuan with at most two decimals; empty where no fine was imposed. */
      amount: z
        .string()
        .trim()
        .regex(/^(\d{1,12}(\.\d{1,2})?)?$/, '金额应为数字，最多两位小数')
        .default(''),
    })
    .refine(d => d.outcome !== 'penalty' || d.penalty !== '', { path: ['penalty'], error: '请写明处罚种类' }),
  sent: z.object({ recipient: needed(80), documentNumber: needed(80), on: day }),
  'credit-sent': z.object({ platform: needed(80), on: day }),
  received: z.object({ receipt: needed(120), on: day }),
} as const
export type WorkStep = keyof typeof workSteps

/** 复查. */
export const recheckSchema = z.object({
  on: day,
  method: z.enum(recheckMethods),
  officers: z.array(z.string().max(32)).min(2).max(6),
  result: z.enum(['passed', 'failed']),
  text: needed(2000),
  /** Where it failed: a new deadline, or a case. */
  next: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('again'), dueOn: day }),
    z.object({ kind: z.literal('case') }),
  ]),
})

/** Which steps a kind knows. @law SJZ-60 SJZ-61 SJZ-72 JX-53 JX-69 EZ-55 */
export const stepsOf: Readonly<Record<FollowUpKind, readonly WorkStep[]>> = {
  'on-spot': ['corrected', 'note'],
  rectify: ['ordered', 'reported', 'note'],
  case: ['filed', 'decided', 'credit-sent', 'note'],
  transfer: ['sent', 'received', 'note'],
  judicial: ['sent', 'received', 'note'],
  credit: ['credit-sent', 'received', 'note'],
  'on-site': ['note'],
}

/** Steps that only a command of its own writes. */
export type SystemStep =
  | 'opened'
  | 'rechecked'
  | 'extension-asked'
  | 'extension-decided'
  | 'visit-closed'
  | 'closed'
  | 'reopened'
  | 'cancelled'
  | 'voided'
export type StepAction = WorkStep | SystemStep

export const stepNames: Readonly<Record<StepAction, string>> = {
  opened: '开立',
  note: '情况说明',
  corrected: '当场改正',
  ordered: '送达责令改正文书',
  reported: '企业报告整改完成',
  rechecked: '复查',
  filed: '立案',
  decided: '作出处理决定',
  sent: '移送',
  'credit-sent': '报送信用信息系统',
  received: '收到回执',
  'extension-asked': '申请延期',
  'extension-decided': '延期审批',
  'visit-closed': '所转检查办结',
  closed: '办结',
  reopened: '恢复办理',
  cancelled: '作废',
  voided: '作废一条记录',
}

/** One recorded step. */
export interface Step {
  readonly seq: number
  readonly action: StepAction
  readonly detail: Readonly<Record<string, unknown>>
  readonly evidence: readonly string[]
}

/** Numbers of the steps that a later one annulled. */
export const voidedSteps = (steps: readonly Step[]): ReadonlySet<number> =>
  new Set(steps.filter(s => s.action === 'voided').map(s => Number(s.detail.seq)))

/** The steps that count: not annulled, and no annulments. */
export function validSteps(steps: readonly Step[]): Step[] {
  const gone = voidedSteps(steps)
  return steps.filter(s => s.action !== 'voided' && !gone.has(s.seq))
}

/** The valid steps since the work was last taken up again. */
export function stepsSinceReopening(steps: readonly Step[]): Step[] {
  const valid = validSteps(steps)
  return valid.slice(valid.findLastIndex(s => s.action === 'reopened') + 1)
}

/** 办理中 or 待复查, by the steps: the firm says it is done, somebody must look; a failed look sends it back. @law SJZ-72 */
export function standingOf(steps: readonly Step[]): 'open' | 'recheck' {
  const last = stepsSinceReopening(steps).findLast(s => s.action === 'reported' || s.action === 'rechecked')
  if (last === undefined) return 'open'
  return last.action === 'reported' || last.detail.result === 'passed' ? 'recheck' : 'open'
}

/** The deadline as opened, extended with approval, or set anew by a failed recheck. */
export function deadlineOf(steps: readonly Step[]): string | null {
  let due: string | null = null
  for (const s of validSteps(steps)) {
    if (s.action === 'opened') due = typeof s.detail.dueOn === 'string' ? s.detail.dueOn : null
    if (s.action === 'extension-decided' && s.detail.approved === true && typeof s.detail.to === 'string') due = s.detail.to
    const next = s.detail.next as { kind?: unknown; dueOn?: unknown } | undefined
    if (s.action === 'rechecked' && next?.kind === 'again' && typeof next.dueOn === 'string') due = next.dueOn
  }
  return due
}

/** An extension that was asked for and not yet decided. */
export function askedExtension(steps: readonly Step[]): Step | null {
  const last = validSteps(steps).findLast(s => s.action === 'extension-asked' || s.action === 'extension-decided')
  return last?.action === 'extension-asked' ? last : null
}

/** May this step be annulled? Decisions that others acted on may not; a recheck that led to a case ends with that case. */
export const isVoidable = (step: Step): boolean =>
  (step.action in workSteps || step.action === 'extension-asked' || step.action === 'rechecked') &&
  (step.detail.next as { kind?: unknown } | undefined)?.kind !== 'case'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A step in words: label and value, in the order of a form. Empty ones are left out. */
export function tellStep(step: Pick<Step, 'action' | 'detail'>): [label: string, value: string][] {
  const d = step.detail
  const rows: [string, string][] = []
  const add = (label: string, value: unknown) => {
    if (text(value) !== '') rows.push([label, text(value)])
  }
  const on = (label: string) => add(label, d.on)
  switch (step.action) {
    case 'opened':
      add('承办机构', d.ownerUnit)
      add('期限', d.dueOn)
      break
    case 'note':
      break
    case 'corrected':
      on('改正日期')
      break
    case 'ordered':
      add('文书编号', d.documentNumber)
      on('送达日期')
      break
    case 'reported':
      add('报告人', d.by)
      on('报告日期')
      break
    case 'rechecked': {
      const next = d.next as { kind?: string; dueOn?: string } | undefined
      on('复查日期')
      add('方式', recheckMethodNames[d.method as keyof typeof recheckMethodNames])
      add('复查人员', Array.isArray(d.names) ? d.names.join('、') : '')
      add('结果', d.result === 'passed' ? '通过' : '未通过')
      if (next?.kind === 'again') add('新的期限', next.dueOn)
      if (next?.kind === 'case') rows.push(['处理', '转立案查处'])
      break
    }
    case 'filed':
      add('案号', d.caseNumber)
      on('立案日期')
      break
    case 'decided':
      add('处理', caseOutcomeNames[d.outcome as keyof typeof caseOutcomeNames])
      add('决定书文号', d.documentNumber)
      on('决定日期')
      add('处罚种类', d.penalty)
      add('罚款金额（元）', d.amount)
      break
    case 'sent':
      add('接收单位', d.recipient)
      add('文号', d.documentNumber)
      on('移送日期')
      break
    case 'credit-sent':
      add('平台', d.platform)
      on('报送日期')
      break
    case 'received':
      add('回执', d.receipt)
      on('回执日期')
      break
    case 'extension-asked':
      add('延至', d.to)
      break
    case 'extension-decided':
      add('审批', d.approved === true ? '同意' : '不同意')
      if (d.approved === true) add('延至', d.to)
      break
    case 'voided':
      rows.push(['作废', `第 ${Number(d.seq)} 条`])
      break
    case 'visit-closed':
    case 'closed':
    case 'reopened':
    case 'cancelled':
      break
  }
  add('说明', d.text)
  add('理由', d.reason)
  return rows
}
