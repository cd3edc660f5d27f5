/**
 * 方案表单 — the numbers, dates, words and switches of a scheme that a clerk may change in a form; the structure stays in the file. Each field knows the
 * path of its value in the file, so that a change touches that value and nothing else, comments included.
 */
import { type Cited, sayClause } from './clause.ts'
import { compareRates } from './rate.ts'
import type { AgencyLevel, QuotaRule, Scheme } from './scheme-schema.ts'

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
    if ('byLevel' in s.quota)
      for (const [level, rule] of Object.entries(s.quota.byLevel))
        addRule(rule, ['strata', i, 'quota', 'byLevel', level], `（${LEVEL[level as AgencyLevel]}）`)
    else addRule(s.quota, ['strata', i, 'quota'], '')
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

/** 抽取比例下降 — numbers of the new scheme that are lower than the old one's, in words: an approver must not overlook them. @law HS-20 */
export function loweredFloors(before: Scheme, after: Scheme): readonly string[] {
  const floors = (scheme: Scheme) =>
    new Map(
      schemeFields(scheme)
        .filter(f => f.section === '抽取比例' && f.path[0] === 'strata' && f.kind !== 'choice' && !f.path.includes('high'))
        .map(f => [f.label, f.value] as const),
    )
  const now = floors(after)
  return [...floors(before)].flatMap(([label, was]) => {
    const is = now.get(label)
    if (is === undefined) return [`${label}：原为 ${was}，新版没有`]
    const lower =
      typeof was === 'number' ? typeof is === 'number' && is < was : typeof is === 'string' && compareRates(String(is), String(was)) < 0
    return lower ? [`${label}：由 ${was} 降为 ${is}`] : []
  })
}
