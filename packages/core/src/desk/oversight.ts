/**
 * 监督 — every departure from the usual course with its reason and who approved it: overrides, changes of people and objects, voids, corrections, and
 * each stage that ran past its day. Breaches are computed from dates, never declared. Nothing here counts people or units against each other: no
 * ranking by checks, problems or fines (X-08).
 * @law LY-20 JX-68 EZ-13 EZ-11
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { WorkingCalendar } from '../calendar/working-days.ts'
import type { DeskFacts } from './facts.ts'
import { countDays, type Deadline, enterDue, inspectDue, publishDue, taskDue } from './stage-due.ts'

export const oversightKinds = {
  method: { zh: '检查方式与建议不同', law: ['JX-04', 'LY-30', 'A-35'] },
  unannounced: { zh: '不发检查通知', law: ['SJZ-87', 'X-07'] },
  'same-firm': { zh: '一周内再次入企', law: ['JX-04', 'A-27'] },
  'no-scan': { zh: '没有扫码入企', law: ['LY-21'] },
  unsigned: { zh: '检查对象没有签字', law: ['SJZ-58'] },
  'off-calendar': { zh: '在规定日期以外抽取', law: ['HS-26', 'X-20'] },
  record: { zh: '划除事实、移出名单', law: ['A-08', 'HS-16'] },
  swap: { zh: '换人', law: ['EZ-11', 'A-29'] },
  substitute: { zh: '递补', law: ['EZ-11', 'A-32'] },
  void: { zh: '作废', law: ['EZ-11', 'A-32'] },
  correction: { zh: '结果更正', law: ['EZ-13'] },
  withheld: { zh: '不予公示或调整方式', law: ['X-10'] },
  'late-task': { zh: '任务制定超期', law: ['LY-20'] },
  'late-inspect': { zh: '开展检查超期', law: ['LY-20', 'SJZ-53', 'HS-27'] },
  'late-enter': { zh: '结果录入超期', law: ['LY-20'] },
  'late-publish': { zh: '审核公示超期', law: ['LY-20', 'EZ-13'] },
  'late-plan': { zh: '年度计划公布超期', law: ['JX-28'] },
  'late-upload': { zh: '上传迟于检查结束 24 小时', law: ['JX-68'] },
} as const satisfies Record<string, { readonly zh: string; readonly law: readonly string[] }>
export type OversightKind = keyof typeof oversightKinds
export const oversightKindIds = Object.keys(oversightKinds) as [OversightKind, ...OversightKind[]]

export interface OversightEntry {
  readonly kind: OversightKind
  readonly on: PlainDate
  /** Number or code of what it happened to. */
  readonly thing: string
  /** Office path of the thing. */
  readonly link: string
  readonly says: string
  readonly reason: string
  /** null: not to be told to the asker (X-04), or nobody in particular. */
  readonly who: string | null
  readonly approver: string | null
  readonly units: readonly string[]
}

export interface BreachFacts extends Pick<DeskFacts, 'stages' | 'publicity'> {
  readonly tasks: readonly {
    readonly code: string
    readonly unit: string
    readonly issuedOn: PlainDate
    /** null: not in a batch yet. */
    readonly batchedOn: PlainDate | null
  }[]
  readonly visits: readonly {
    readonly id: string
    readonly number: string
    readonly issuedOn: PlainDate
    readonly dueOn: PlainDate
    readonly periodEnd: PlainDate | null
    readonly startedOn: PlainDate | null
    /** Day the check ended; null: not yet, or never. */
    readonly completedOn: PlainDate | null
    readonly recordedOn: PlainDate | null
    /** Minutes from the end of the check to the upload; null: not uploaded, or the end is not known. */
    readonly uploadMinutes: number | null
    readonly lateReason: string
    readonly units: readonly string[]
  }[]
  readonly findings: readonly {
    readonly visitId: string
    readonly number: string
    readonly completedOn: PlainDate
    readonly determinedOn: PlainDate | null
    readonly dueOn: PlainDate | null
    readonly provisional: boolean
    readonly publishedOn: PlainDate | null
    readonly lateReason: string
    readonly units: readonly string[]
  }[]
  readonly plans: readonly {
    readonly year: number
    readonly version: number
    readonly draftedOn: PlainDate
    readonly publishedOn: PlainDate | null
  }[]
}

const DAY_MINUTES = 24 * 60

/** Every stage that ran past its last day, finished or not, with the reason where one was given. Dated by the first day of being late. */
export function findBreaches(facts: BreachFacts, today: PlainDate, calendar: WorkingCalendar): OversightEntry[] {
  const days = countDays(calendar)
  const found: OversightEntry[] = []
  const judge = (
    kind: OversightKind,
    due: Deadline | null,
    finishedOn: PlainDate | null,
    thing: Pick<OversightEntry, 'thing' | 'link' | 'units'> & { readonly reason?: string },
  ) => {
    const until = finishedOn ?? today
    if (due === null || until <= due.on) return
    const late = Math.max(1, -days.between(until, due.on))
    found.push({
      kind,
      on: due.on,
      thing: thing.thing,
      link: thing.link,
      says: `期限 ${due.on}${due.provisional ? '（暂定）' : ''}，${finishedOn === null ? `至 ${today} 还没有完成` : `${finishedOn} 完成`}，超过 ${late} 个工作日`,
      reason: thing.reason ?? '',
      who: null,
      approver: null,
      units: thing.units,
    })
  }
  for (const t of facts.tasks)
    judge('late-task', taskDue(facts.stages, t.issuedOn, days), t.batchedOn, { thing: t.code, link: '/tasks', units: [t.unit] })
  for (const v of facts.visits) {
    const thing = { thing: v.number, link: `/visits/${v.id}`, units: v.units }
    judge('late-inspect', inspectDue(facts.stages, v, days), v.completedOn, { ...thing, reason: v.lateReason })
    const ended = v.completedOn ?? v.startedOn
    if (ended !== null) judge('late-enter', enterDue(facts.stages, { issuedOn: v.issuedOn, completedOn: ended }, days), v.recordedOn, thing)
    if (v.uploadMinutes !== null && v.uploadMinutes > DAY_MINUTES && v.recordedOn !== null)
      found.push({
        kind: 'late-upload',
        on: v.recordedOn,
        ...thing,
        says: `检查结束后 ${Math.floor(v.uploadMinutes / 60)} 小时 ${v.uploadMinutes % 60} 分才上传`,
        reason: '',
        who: null,
        approver: null,
      })
  }
  for (const f of facts.findings)
    judge('late-publish', publishDue(facts.stages, facts.publicity, f, days), f.publishedOn, {
      thing: f.number,
      link: `/visits/${f.visitId}`,
      units: f.units,
      reason: f.lateReason,
    })
  for (const p of facts.plans)
    judge('late-plan', days.after(p.draftedOn, 20), p.publishedOn, {
      thing: `${p.year} 年计划第 ${p.version} 版`,
      link: '/plan',
      units: [],
    })
  return found
}

export interface OversightFilter {
  readonly kind?: OversightKind | undefined
  readonly from?: PlainDate | undefined
  readonly to?: PlainDate | undefined
  readonly unit?: string | undefined
}

/** Newest first, and how many of each kind lie in the period and unit asked for — of kinds, never of people or units (X-08). */
export function filterOversight(
  entries: readonly OversightEntry[],
  { kind, from, to, unit }: OversightFilter,
): { readonly rows: OversightEntry[]; readonly counts: Record<string, number> } {
  const inside = entries.filter(
    e => (from === undefined || e.on >= from) && (to === undefined || e.on <= to) && (unit === undefined || e.units.includes(unit)),
  )
  const counts: Record<string, number> = {}
  for (const e of inside) counts[e.kind] = (counts[e.kind] ?? 0) + 1
  const rows = inside
    .filter(e => kind === undefined || e.kind === kind)
    .sort((a, b) => (a.on !== b.on ? (a.on > b.on ? -1 : 1) : `${a.kind}${a.thing}` < `${b.kind}${b.thing}` ? -1 : 1))
  return { rows, counts }
}

export const oversightColumns = ['日期', '类别', '对象', '情况', '理由', '办理人', '批准人', '单位', '条款'] as const

/** A row as the page and the file both print it. */
export const oversightCells = (e: OversightEntry): readonly string[] => [
  e.on,
  oversightKinds[e.kind].zh,
  e.thing,
  e.says,
  e.reason,
  e.who ?? '',
  e.approver ?? '',
  e.units.join('、'),
  oversightKinds[e.kind].law.join('、'),
]

/** CSV that opens cleanly in WPS and Excel: BOM, CRLF; a cell that would be read as a formula is kept a text. */
export function printOversightCsv(rows: readonly OversightEntry[]): string {
  const cell = (value: string) => {
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `\uFEFF${[oversightColumns, ...rows.map(oversightCells)].map(line => `${line.map(cell).join(',')}\r\n`).join('')}`
}
