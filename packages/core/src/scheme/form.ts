/**
 * 方案表单 — the numbers, dates, words and switches of a scheme that a clerk may change in a form; the structure stays in the file. Each field knows the
 * path of its value in the file, so that a change touches that value and nothing else, comments included.
 */
import { exhaustive } from '../base/result.ts'
import { type Cited, sayClause } from './clause.ts'
import { sayQuotaRule } from './quotas.ts'
import { compareRates } from './rate.ts'
import type { AgencyLevel, QuotaRule, Scheme, SchemeStratum } from './scheme-schema.ts'

export type FieldPath = readonly (string | number)[]
export type FieldValue = string | number | boolean

export interface SchemeField {
  readonly path: FieldPath
  readonly section: string
  readonly label: string
  /** rate: 18%; count: a whole number; date; text: one line; switch; choice: one of `choices`. */
  readonly kind: 'rate' | 'count' | 'date' | 'text' | 'switch' | 'choice'
  readonly value: FieldValue
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly law: readonly string[]
  readonly clause: string
}

/** Every field of the form, in the order of the page. */
export function schemeFields(scheme: Scheme): readonly SchemeField[] {
  const fields: SchemeField[] = []
  const add = (
    section: string,
    label: string,
    path: FieldPath,
    kind: SchemeField['kind'],
    value: FieldValue,
    cited: Cited | null,
    choices: SchemeField['choices'] = [],
  ) => fields.push({ path, section, label, kind, value, choices, law: cited?.law ?? [], clause: cited === null ? '' : sayClause(cited) })

  add('方案', '名称', ['name'], 'text', scheme.name, null)
  add('方案', '有效期自', ['validity', 'from'], 'date', scheme.validity.from, null)
  add('方案', '有效期至', ['validity', 'to'], 'date', scheme.validity.to, null)
  scheme.strata.forEach((s, i) => {
    const addRule = (rule: QuotaRule, path: FieldPath, level: string) => {
      const at = (key: string) => [...path, key]
      const name = `${s.name}${level}`
      if (rule.kind === 'percent-floor') {
        add('抽取比例', `${name}：比例`, at('rate'), 'rate', rule.rate, s)
      } else if (rule.kind === 'percent-range') {
        add('抽取比例', `${name}：下限`, at('low'), 'rate', rule.low, s)
        add('抽取比例', `${name}：上限`, at('high'), 'rate', rule.high, s)
      } else if (rule.kind === 'count-range') {
        add('抽取比例', `${name}：最少家数`, at('low'), 'count', rule.low, s)
        add('抽取比例', `${name}：最多家数`, at('high'), 'count', rule.high, s)
      } else if (rule.kind === 'staff-multiple') {
        add('抽取比例', `${name}：每名执法人员对应家数`, at('times'), 'count', rule.times, s)
      }
    }
    for (const [level, rule] of rulesOf(s))
      addRule(rule, ['strata', i, 'quota', ...(level === null ? [] : ['byLevel', level])], sayLevel(level))
    if (s.coverage)
      add('抽取比例', `${s.name}：已查过的`, ['strata', i, 'coverage', 'covered'], 'choice', s.coverage.covered, s.coverage, [
        { value: 'out', label: '本期限内不再抽取' },
        { value: 'last', label: '排在没有查过的之后' },
      ])
  })
  add('抽取比例', '备选数量', ['reserve', 'rate'], 'rate', scheme.reserve.rate, scheme.reserve)
  scheme.caps?.forEach((c, i) => {
    add('频次上限', `${c.name}：次数`, ['caps', i, 'limit'], 'count', c.limit, c)
  })
  scheme.exclusions?.forEach((e, i) => {
    add('不参加抽取', `${e.name}：采用`, ['exclusions', i, 'apply'], 'switch', e.apply, e)
  })
  if (scheme.drawCalendar && scheme.drawCalendar.window.kind !== 'any-day')
    add('抽取', '抽取日期：工作日数', ['drawCalendar', 'window', 'count'], 'count', scheme.drawCalendar.window.count, scheme.drawCalendar)
  add('抽取', '最低保证等级', ['assurance', 'least'], 'choice', scheme.assurance.least, scheme.assurance, [
    ...['A', 'B', 'C', 'D'].map(value => ({ value, label: value })),
  ])
  if (scheme.joint?.required) {
    add(
      '联合抽查',
      '年度联合抽查次数（领导小组办公室）',
      ['joint', 'required', 'runs'],
      'count',
      scheme.joint.required.runs,
      scheme.joint.required,
    )
    add(
      '联合抽查',
      '年度检查主体数量（领导小组办公室）',
      ['joint', 'required', 'subjects'],
      'count',
      scheme.joint.required.subjects,
      scheme.joint.required,
    )
  }
  add('检查人员', '每组人数', ['team', 'officers'], 'count', scheme.team.officers, scheme.team)
  add('检查人员', '避免重复搭配的月数', ['rotation', 'months'], 'count', scheme.rotation.months, scheme.rotation)
  add('检查人员', '工作量', ['balance', 'by'], 'choice', scheme.balance.by, scheme.balance, [
    { value: 'draw', label: '本次抽取内均衡' },
    { value: 'year', label: '按本年度已检查次数均衡' },
  ])
  if (scheme.workload) add('检查人员', '每人每次检查计半日数', ['workload', 'halfDays'], 'count', scheme.workload.halfDays, scheme.workload)
  scheme.stages.forEach((s, i) => {
    if (s.limit.kind === 'working-days') add('环节时限', `${s.name}：工作日`, ['stages', i, 'limit', 'count'], 'count', s.limit.count, s)
  })
  scheme.results.phrases.forEach((p, i) => {
    add('检查结果用语', p.code, ['results', 'phrases', i, 'text'], 'text', p.text, scheme.results)
  })
  add('公示', '起算', ['publicity', 'start'], 'choice', scheme.publicity.start, scheme.publicity, [
    { value: 'determination', label: '作出检查结果认定之日' },
    { value: 'completion', label: '检查完成之日' },
  ])
  add('公示', '期限（工作日）', ['publicity', 'workingDays'], 'count', scheme.publicity.workingDays, scheme.publicity)
  scheme.publicity.withholding?.forEach((w, i) => {
    add('公示', `${w.ground}：应当不公开`, ['publicity', 'withholding', i, 'mandatory'], 'switch', w.mandatory, w)
  })
  const f = scheme.fieldwork
  if (f?.notice)
    add('检查过程', '行政检查通知书', ['fieldwork', 'notice', 'rule'], 'choice', f.notice.rule, f.notice, [
      { value: 'before', label: '检查前送达' },
      { value: 'on-arrival', label: '到场出示' },
    ])
  if (f?.entry) add('检查过程', '扫码入企', ['fieldwork', 'entry', 'scan'], 'switch', f.entry.scan, f.entry)
  if (f?.maxPeople) add('检查过程', '入企人员上限', ['fieldwork', 'maxPeople', 'count'], 'count', f.maxPeople.count, f.maxPeople)
  if (f?.sameFirm) add('检查过程', '同一企业合并的天数', ['fieldwork', 'sameFirm', 'days'], 'count', f.sameFirm.days, f.sameFirm)
  if (f?.rectify) add('后续处置', '整改期限（工作日）', ['fieldwork', 'rectify', 'workingDays'], 'count', f.rectify.workingDays, f.rectify)
  if (f?.returnVisit) {
    add('后续处置', '回访比例（百分数）', ['fieldwork', 'returnVisit', 'percent'], 'count', f.returnVisit.percent, f.returnVisit)
    add('后续处置', '回访期限（工作日）', ['fieldwork', 'returnVisit', 'workingDays'], 'count', f.returnVisit.workingDays, f.returnVisit)
  }
  scheme.reports?.forEach((r, i) => {
    if (r.due.kind === 'month-day' || r.due.kind === 'quarter-day')
      add('报送', `${r.name}：几日`, ['reports', i, 'due', 'day'], 'count', r.due.day, r)
  })
  if (scheme.retention) add('归档', '档案保存年数', ['retention', 'years'], 'count', scheme.retention.years, scheme.retention)
  return fields
}

const LEVEL: Readonly<Record<AgencyLevel, string>> = { province: '省级', city: '市级', county: '县级' }

const sayLevel = (level: AgencyLevel | null): string => (level === null ? '' : `（${LEVEL[level]}）`)

/** The rules of a stratum, each with its level; null: one for all. */
const rulesOf = ({ quota }: SchemeStratum): readonly (readonly [AgencyLevel | null, QuotaRule])[] =>
  'byLevel' in quota ? Object.entries(quota.byLevel).map(([level, rule]) => [level as AgencyLevel, rule]) : [[null, quota]]

/** Quarters a number is for; a rule without numbers asks nothing in a year. */
const SPAN = { quarter: 1, 'half-year': 2, year: 4 } as const

/** What a rule asks at the least, so that two can be held against each other: a share, a count (家数, 至少几家, 倍数), and for how many quarters. @law HS-20 */
function leastOf(rule: QuotaRule): { readonly rate: string; readonly count: number; readonly quarters: number } {
  if (rule.kind === 'none') return { rate: '0%', count: 0, quarters: SPAN.year }
  const quarters = SPAN[rule.per]
  switch (rule.kind) {
    case 'percent-floor':
      return { rate: rule.rate, count: rule.min, quarters }
    case 'percent-range':
      return { rate: rule.low, count: 1, quarters }
    case 'count-range':
      return { rate: '0%', count: rule.low, quarters }
    case 'staff-multiple':
      return { rate: '0%', count: rule.times, quarters }
    case 'all':
      return { rate: '100%', count: Number.POSITIVE_INFINITY, quarters }
    default:
      return exhaustive(rule)
  }
}

/** What of one rule is less in another, in words; where their kind or span differs, both rules are said. @law HS-20 */
function sayLower(was: QuotaRule, is: QuotaRule): readonly string[] {
  const [before, after] = [leastOf(was), leastOf(is)]
  const [lowerRate, lowerCount] = [compareRates(after.rate, before.rate) < 0, after.count < before.count]
  if (was.kind === is.kind && before.quarters === after.quarters)
    return [
      ...(lowerRate ? [`${RATE[was.kind]}：由 ${before.rate} 降为 ${after.rate}`] : []),
      ...(lowerCount ? [`${COUNT[was.kind]}：由 ${before.count} 降为 ${after.count}`] : []),
    ]
  return lowerRate || lowerCount || after.quarters > before.quarters ? [`由“${sayQuotaRule(was)}”改为“${sayQuotaRule(is)}”`] : []
}

/** The names the form has for those numbers. */
const RATE: Partial<Record<QuotaRule['kind'], string>> = { 'percent-floor': '比例', 'percent-range': '下限' }
const COUNT: Partial<Record<QuotaRule['kind'], string>> = {
  'percent-floor': '至少家数',
  'count-range': '最少家数',
  'staff-multiple': '每名执法人员对应家数',
}

/**
 * 抽取比例下降 — what the new scheme asks less of than the old one, in words: an approver must not overlook it. A smaller share or
 * count, a longer span, a level or stratum that is gone; in doubt it is said. By the code of the stratum: two may bear one name. @law HS-20
 */
export function loweredFloors(before: Scheme, after: Scheme): readonly string[] {
  const rules = (scheme: Scheme) =>
    new Map(
      scheme.strata.flatMap(s =>
        rulesOf(s).map(([level, rule]) => [`${s.code}.${level}`, { name: `${s.name}${sayLevel(level)}`, rule }] as const),
      ),
    )
  const now = rules(after)
  return [...rules(before)].flatMap(([key, { name, rule: was }]) => {
    const is = now.get(key)?.rule
    if (is === undefined) return [`${name}：原为“${sayQuotaRule(was)}”，新版没有`]
    return sayLower(was, is).map(lower => `${name}：${lower}`)
  })
}
