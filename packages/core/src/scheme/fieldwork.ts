/**
 * 检查、公示、后续处置的方案设置 — what a scheme may say of the work after the draw. Every part has a default with its ground, so that a scheme that is
 * silent still runs; a scheme that speaks is taken at its word.
 */
import type { Scheme } from './scheme-schema.ts'

type Outcome = 'clean' | 'violation' | 'unreachable' | 'refused' | 'no-activity'
export interface Documents {
  readonly sets: readonly { readonly outcomes: readonly Outcome[]; readonly required: readonly ('checklist' | 'minutes' | 'interview')[] }[]
  readonly law: readonly string[]
}
export interface Withholding {
  readonly ground: string
  readonly effect: 'withhold' | 'redact' | 'restrict'
  readonly mandatory: boolean
  readonly law: readonly string[]
}
export interface Fieldwork {
  readonly documents: Documents
  /** 通知: before the visit, on arrival; who is exempt is told by a ground. */
  readonly notice: {
    readonly rule: 'before' | 'on-arrival'
    readonly exempt: readonly { readonly code: string; readonly text: string }[]
    readonly law: readonly string[]
  }
  readonly entry: { readonly scan: boolean; readonly law: readonly string[] }
  readonly maxPeople: { readonly count: number; readonly law: readonly string[] }
  readonly methodNames: Readonly<Record<'on-site' | 'off-site' | 'other', string>>
  /** 两个单位一周内先后检查同一家: days within which a second visit needs a reason or the same day. */
  readonly sameFirm: { readonly days: number; readonly law: readonly string[] }
  readonly withholding: readonly Withholding[]
  /** Working days to put right, where the officers name no day. */
  readonly rectify: { readonly workingDays: number; readonly law: readonly string[] }
  /** Share of the visits of a batch that are called back, in whole percent. */
  readonly returnVisit: { readonly percent: number; readonly workingDays: number; readonly law: readonly string[] }
}

/** 现场检查可以不发通知的情形（八种）. @law SJZ-87 SJZ-43 */
export const unannouncedGrounds = [
  { code: 'incomplete-facilities', text: '“非现场”监管设施不完备' },
  { code: 'complaint', text: '投诉举报' },
  { code: 'assigned', text: '领导交办（须有署名的书面交办单）' },
  { code: 'superior', text: '上级部门转办交办' },
  { code: 'handed-over', text: '其他部门移送案件' },
  { code: 'emergency', text: '突发环境事件' },
  { code: 'nuclear', text: '核安全检查' },
  { code: 'data', text: '数据分析或“非现场”监管设施发现的问题线索' },
] as const

/** The scheme's own settings over the defaults. @law JX-48 JX-49 X-07 X-10 LY-21 LY-33 JX-05 SJZ-42 */
export function fieldworkOf(scheme: Scheme): Fieldwork {
  const own = scheme.fieldwork
  return {
    documents: own?.documents ?? {
      sets: [
        { outcomes: ['violation'], required: ['checklist', 'minutes', 'interview'] },
        { outcomes: ['clean', 'no-activity', 'refused'], required: ['checklist'] },
        { outcomes: ['unreachable'], required: [] },
      ],
      law: ['JX-48', 'JX-49', 'X-11'],
    },
    notice: own?.notice
      ? { rule: own.notice.rule, exempt: own.notice.exempt ?? unannouncedGrounds, law: own.notice.law }
      : { rule: 'on-arrival', exempt: unannouncedGrounds, law: ['X-07'] },
    entry: own?.entry ?? { scan: true, law: ['LY-21'] },
    maxPeople: own?.maxPeople ?? { count: 6, law: ['JX-05'] },
    methodNames: own?.methodNames ?? { 'on-site': '现场检查', 'off-site': '非现场检查', other: '其他方式' },
    sameFirm: own?.sameFirm ?? { days: 7, law: ['JX-04'] },
    withholding: scheme.publicity.withholding ?? [
      { ground: '国家秘密', effect: 'withhold', mandatory: true, law: ['X-10'] },
      { ground: '商业秘密', effect: 'redact', mandatory: false, law: ['X-10'] },
      { ground: '个人隐私', effect: 'redact', mandatory: false, law: ['X-10'] },
      { ground: '国家安全', effect: 'withhold', mandatory: false, law: ['X-10'] },
      { ground: '公共安全', effect: 'withhold', mandatory: false, law: ['X-10'] },
      { ground: '保密', effect: 'withhold', mandatory: false, law: ['X-10'] },
      { ground: '法律明确不予公开', effect: 'withhold', mandatory: true, law: ['X-10'] },
    ],
    rectify: own?.rectify ?? { workingDays: 15, law: ['SJZ-72'] },
    returnVisit: own?.returnVisit ?? { percent: 10, workingDays: 20, law: ['LY-33'] },
  }
}

/** Result codes that say something was wrong: they need a follow-up. @law SJZ-60 LY-02 */
export const problemCodes: ReadonlySet<string> = new Set([
  'ORDERED',
  'CASE',
  'PENDING',
  'UNCOOPERATIVE',
  'NOT_DISCLOSED',
  'FALSE_DISCLOSED',
])
