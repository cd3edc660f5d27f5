/**
 * 方案说明 — a scheme as rows for a page people read: each number beside its clause, each reading marked as ours. The page and the printed
 * scheme come from here, so that nothing is said of a scheme that is not in its data.
 */
import type { CheckTest, Condition, FactTest } from './condition.ts'
import { findMisquote } from './misquotes.ts'
import { sayQuotaRule } from './quotas.ts'
import { sayReportDue } from './reports.ts'
import type { AgencyLevel, Scheme, SchemeStratum, SchemeWindow } from './scheme-schema.ts'

export interface SchemeRow {
  readonly section: string
  readonly label: string
  readonly value: string
  readonly law: readonly string[]
  /** 条款原文. */
  readonly quote: string | null
  /** 采用的理解. */
  readonly reading: string | null
}

type Cited = { readonly law: readonly string[]; readonly quote?: string | undefined; readonly reading?: string | undefined }

const RISK = { high: '高风险', normal: '常规', low: '低风险' } as const
const START = { determination: '作出检查结果认定之日', completion: '检查完成之日' } as const
const STAGE_FROM = { drawn: '抽取完成', issued: '任务下达', completed: '检查完成', determined: '作出认定' } as const
const BALANCE = { draw: '本次抽取内均衡', year: '按本年度已检查次数均衡' } as const

const EFFECT = { withhold: '不予公开', redact: '去掉相关内容后公开', restrict: '限制公开范围' } as const
const DOCUMENT = { checklist: '现场检查表', minutes: '现场检查笔录', interview: '询问笔录' } as const
const OUTCOME = {
  clean: '未发现问题',
  violation: '发现问题',
  unreachable: '无法联系',
  refused: '拒绝或不配合',
  'no-activity': '未开展相关经营',
} as const

export function describeScheme(scheme: Scheme): SchemeRow[] {
  const rows: SchemeRow[] = []
  const add = (section: string, label: string, value: string, cited: Cited) =>
    rows.push({ section, label, value, law: cited.law, quote: cited.quote ?? null, reading: cited.reading ?? null })
  const className = (code: string) => scheme.classes.find(c => c.code === code)?.name ?? code

  for (const b of scheme.basis) {
    const warning = findMisquote(b.title, b.number)
    add(
      '制定依据',
      b.title,
      b.number,
      warning === null ? b : { ...b, reading: b.reading === undefined ? warning : `${b.reading}；${warning}` },
    )
  }
  for (const c of scheme.classes) {
    add('监管类别', c.name, RISK[c.risk], c)
    for (const g of c.grounds) add('监管类别', `${c.name}的情形`, `${g.say}（${sayCondition(scheme, g.when)}）`, g)
    if (c.stays)
      add(
        '监管类别',
        `${c.name}的退出`,
        `上一期在本类、${c.stays.say}（${sayCondition(scheme, c.stays.while)}）的留在本类，否则自动退出`,
        c.stays,
      )
    if (c.residual) add('监管类别', `${c.name}兜底`, c.residual.say, c.residual)
  }
  add('监管类别', '同时符合多类时', scheme.precedence.order.map(className).join(' > '), scheme.precedence)
  for (const w of scheme.windows) add('监管类别', w.name, sayWindow(w), w)
  for (const s of scheme.strata) {
    for (const [level, said] of sayQuotas(s)) add('抽取比例', level === null ? s.name : `${s.name}（${LEVEL[level]}）`, said, s)
    if (s.floor) add('抽取比例', `${s.name}的上级下限`, `不低于 ${s.floor.rate}（${s.floor.norm}）`, s.floor)
    if (s.coverage) add('抽取比例', `${s.name}的重复与覆盖`, sayCoverage(s.coverage), s.coverage)
  }
  for (const c of scheme.caps ?? [])
    add(
      '频次上限',
      c.name,
      `${SPAN[c.window]}内不超过 ${c.limit} 次，计 ${c.counts.by.map(b => BY[b]).join('、')}的${c.counts.kinds.map(k => KIND[k]).join('、')}` +
        `${c.exempt?.length ? `；${c.exempt.map(className).join('、')}不受约束` : ''}${c.only?.length ? `；只约束${c.only.map(className).join('、')}` : ''}`,
      c,
    )
  for (const e of scheme.exclusions ?? [])
    add('不参加抽取', e.name, `${sayCondition(scheme, e.when)}的移出候选库，仍计入基数${e.apply ? '' : '（方案允许，本单位不采用）'}`, e)
  for (const e of scheme.eligibility)
    add('不参加抽取', e.name, e.effect === 'exclude' ? `移出候选库和基数，公开原因 ${e.reason}` : '不列入', e)
  const { needs } = scheme.method.offSite
  add(
    '检查方式',
    '非现场核查',
    `${scheme.method.offSite.groups.map(g => g.say).join('、') || '没有规定，一律现场检查'}${needs === undefined ? '' : `；须${sayCondition(scheme, needs)}`}`,
    scheme.method,
  )
  for (const g of scheme.method.offSite.groups) add('检查方式', '一般采取非现场方式的企业', g.say, g)
  for (const k of scheme.method.other?.kinds ?? [])
    add(
      '检查方式',
      k.name,
      `${k.allowed ? (scheme.method.other!.approval ? '其他方式，须经批准' : '其他方式') : '不采用'}${k.why ? `：${k.why}` : ''}`,
      scheme.method.other!,
    )
  for (const g of scheme.nonRandom ?? []) add('非随机检查', g.text, NEEDS[g.needs], g)
  if (scheme.planned)
    add(
      '非随机检查',
      '计划性检查',
      `${scheme.planned.random.join('、')}一律随机抽查${scheme.planned.exempt?.length ? `；${scheme.planned.exempt.join('、')}可以除外` : ''}`,
      scheme.planned,
    )
  add('检查人员', '每组人数', `不少于 ${scheme.team.officers} 名持证执法人员，证号各不相同`, scheme.team)
  add('检查人员', '避免重复搭配', `${scheme.rotation.months} 个月内检查过同一对象的人员靠后`, scheme.rotation)
  add('检查人员', '工作量', BALANCE[scheme.balance.by], scheme.balance)
  add('抽取', '备选数量', `抽取数量的 ${scheme.reserve.rate}，向上取整`, scheme.reserve)
  add('抽取', '最低保证等级', scheme.assurance.least, scheme.assurance)
  if (scheme.drawCalendar) add('抽取', '抽取日期', sayDrawCalendar(scheme.drawCalendar.window), scheme.drawCalendar)
  for (const f of scheme.drawForms ?? [])
    add(
      '抽取',
      f.name,
      `${f.usual ? '日常检查采用' : '需要时采用'}${f.needs ? `，须写明${f.needs.map(n => FORM_NEEDS[n]).join('、')}` : ''}`,
      f,
    )
  const { joint } = scheme
  if (joint?.required)
    add('联合抽查', '领导小组办公室的年度要求', `${joint.required.runs} 次、${joint.required.subjects} 家`, joint.required)
  for (const r of joint?.rules ?? []) add('联合抽查', r.name, sayJointRule(scheme, r), r)
  if (joint?.first) add('联合抽查', '优先', className(joint.first.class), joint.first)
  if (joint?.byDefault) add('联合抽查', '以联合检查为原则的行业', joint.byDefault.industries.join('、'), joint.byDefault)
  if (scheme.workload) add('检查人员', '工作量计算', `每名执法人员每次检查计 ${scheme.workload.halfDays / 2} 人日`, scheme.workload)
  for (const s of scheme.stages)
    add('环节时限', s.name, s.limit.kind === 'period-end' ? '本季度末以前' : `${STAGE_FROM[s.from]}后 ${s.limit.count} 个工作日内`, s)
  add('检查结果', '规范用语', scheme.results.phrases.map(p => `“${p.text}”`).join(''), scheme.results)
  add('公示', '期限', `${START[scheme.publicity.start]}起 ${scheme.publicity.workingDays} 个工作日内`, scheme.publicity)
  add('公示', '渠道', scheme.publicity.channels.join('、'), scheme.publicity)
  if (scheme.publicity.kinds) add('公示', '公开内容', scheme.publicity.kinds.join('、'), scheme.publicity)
  for (const w of scheme.publicity.withholding ?? [])
    add('公示', `涉及${w.ground}`, `${EFFECT[w.effect]}${w.mandatory ? '（应当）' : '（可以，须经审核）'}`, w)
  const f = scheme.fieldwork
  if (f?.documents)
    for (const set of f.documents.sets)
      add(
        '检查过程',
        `检查情况为${set.outcomes.map(o => OUTCOME[o]).join('、')}`,
        set.required.length === 0 ? '不要求文书' : set.required.map(d => DOCUMENT[d]).join('、'),
        f.documents,
      )
  if (f?.notice) add('检查过程', '行政检查通知书', f.notice.rule === 'before' ? '检查前送达' : '到场出示并签收', f.notice)
  if (f?.entry) add('检查过程', '扫码入企', f.entry.scan ? '须扫码，不能扫码的写明原因' : '不要求', f.entry)
  if (f?.maxPeople) add('检查过程', '入企人员', `不超过 ${f.maxPeople.count} 人`, f.maxPeople)
  if (f?.methodNames)
    add('检查过程', '检查方式的称呼', `${f.methodNames['on-site']}、${f.methodNames['off-site']}、${f.methodNames.other}`, f.methodNames)
  if (f?.sameFirm) add('检查过程', '同一企业的另一次检查', `${f.sameFirm.days} 日内应当合并，不能合并的写明理由`, f.sameFirm)
  if (f?.rectify) add('后续处置', '整改期限', `没有另行写明的，${f.rectify.workingDays} 个工作日`, f.rectify)
  if (f?.returnVisit)
    add('后续处置', '回访', `每批次 ${f.returnVisit.percent}%，至少一家，${f.returnVisit.workingDays} 个工作日内`, f.returnVisit)
  for (const r of scheme.reports ?? [])
    add('报送', r.name, `${sayReportDue(r.due)}${r.from ? `，${r.from}` : ''}报${r.to.join('、')}${r.content ? `：${r.content}` : ''}`, r)
  if (scheme.retention) add('归档', '档案保存', `不少于 ${scheme.retention.years} 年`, scheme.retention)
  return rows
}

/** A row that two schemes do not share: `before` null is new, `after` null is gone. */
export interface ChangedRow {
  readonly section: string
  readonly label: string
  readonly before: string | null
  readonly after: string | null
  readonly law: readonly string[]
}

/** 两版之差 — rows of the readable page that differ, in the order of the later scheme, what is gone at the end. Rows of one label are paired in order. */
export function compareDescriptions(before: Scheme, after: Scheme): ChangedRow[] {
  const keyed = (scheme: Scheme) => {
    const seen = new Map<string, number>()
    return new Map(
      describeScheme(scheme).map(row => {
        const name = `${row.section}|${row.label}`
        const nth = seen.get(name) ?? 0
        seen.set(name, nth + 1)
        return [`${name}|${nth}`, row] as const
      }),
    )
  }
  const [old, next] = [keyed(before), keyed(after)]
  const changed = [...next].flatMap(([key, row]): ChangedRow[] => {
    const was = old.get(key)
    return was?.value === row.value
      ? []
      : [{ section: row.section, label: row.label, before: was?.value ?? null, after: row.value, law: row.law }]
  })
  const gone = [...old].flatMap(([key, row]): ChangedRow[] =>
    next.has(key) ? [] : [{ section: row.section, label: row.label, before: row.value, after: null, law: row.law }],
  )
  return [...changed, ...gone]
}

const LEVEL: Readonly<Record<AgencyLevel, string>> = { province: '省级', city: '市级', county: '县级' }
const SPAN = { quarter: '同一季度', 'half-year': '同一半年', year: '同一年度' } as const
const BY = { own: '本级', above: '上级', other: '其他部门' } as const
const KIND = { random: '随机抽查', cause: '线索核查', campaign: '专项检查', recheck: '复查' } as const
const NEEDS = { evidence: '须附佐证', order: '须有署名的书面交办单', approval: '须写明情况并经批准' } as const
const FORM_NEEDS = { period: '时段', range: '范围', reason: '理由' } as const
const UNIT = { quarter: '季度', 'half-year': '半年', year: '年度' } as const

const sayWindow = (w: SchemeWindow): string =>
  `${w.back === 0 ? `本${UNIT[w.unit]}` : `往前第 ${w.back} 个${UNIT[w.unit]}`}${(w.span ?? 1) > 1 ? `起的 ${w.span} 个${UNIT[w.unit]}` : ''}`

const sayQuotas = (s: SchemeStratum): (readonly [AgencyLevel | null, string])[] =>
  'byLevel' in s.quota
    ? Object.entries(s.quota.byLevel).map(([level, rule]) => [level as AgencyLevel, sayQuotaRule(rule)] as const)
    : [[null, sayQuotaRule(s.quota)]]

function sayCoverage(c: NonNullable<SchemeStratum['coverage']>): string {
  const turn = { any: '检查过', random: '抽查过', own: '由本单位抽查过' }[c.by]
  const since = c.from > 1 ? `，自第 ${c.from} 个季度起` : ''
  return c.covered === 'out' ? `${SPAN[c.window]}内${turn}的不再抽取${since}` : `${SPAN[c.window]}内没有${turn}的先抽${since}`
}

function sayDrawCalendar(window: NonNullable<Scheme['drawCalendar']>['window']): string {
  switch (window.kind) {
    case 'last-working-days-before':
      return `上一季度的最后 ${window.count} 个工作日；其他日期抽取的写明理由`
    case 'first-working-days':
      return `本季度的头 ${window.count} 个工作日；其他日期抽取的写明理由`
    case 'any-day':
      return '不限'
  }
}

type JointRule = NonNullable<NonNullable<Scheme['joint']>['rules']>[number]
function sayJointRule(scheme: Scheme, { scope, what, per, need }: JointRule): string {
  const unit = what === 'runs' ? '次' : '家'
  const least =
    'count' in need
      ? `不少于 ${need.count} ${unit}`
      : 'of' in need
        ? `不低于领导小组办公室规定的年度${need.of === 'required-runs' ? '次数' : '检查主体数量'}的 ${need.rate}`
        : `不低于${scheme.classes.find(c => c.code === need.ofClass)?.name ?? need.ofClass}数量的 ${need.rate}`
  return `${scope === 'internal' ? '内部联合' : '跨部门联合'}，${per === 'year' ? '每年' : '每季度'}${least}`
}

/** A condition in words: 大气绩效等级低于 B. */
export function sayCondition(scheme: Scheme, condition: Condition): string {
  if ('all' in condition) return condition.all.map(c => sayCondition(scheme, c)).join('且')
  if ('any' in condition) return condition.any.map(c => sayCondition(scheme, c)).join('或')
  if ('not' in condition) return `并非（${sayCondition(scheme, condition.not)}）`
  if ('fact' in condition) return sayFactTest(scheme, condition)
  if ('list' in condition) return `在“${condition.list}”名单内`
  if ('checked' in condition) return sayCheckTest(scheme, condition)
  const facet = scheme.facets.find(f => f.code === condition.facet)!
  if ('equals' in condition)
    return condition.equals === true ? facet.name : condition.equals === false ? `非${facet.name}` : `${facet.name}为${condition.equals}`
  if ('in' in condition) return `${facet.name}为${condition.in.join('、')}之一`
  if ('marked' in condition) return `已标记“${facet.name}”并写明理由`
  if ('atLeast' in condition) return `${facet.name}在 ${condition.atLeast} 级以上（含）`
  return `${facet.name}低于 ${condition.below} 级`
}

const windowName = (scheme: Scheme, code: string): string => scheme.windows.find(w => w.code === code)?.name ?? code

function sayFactTest(scheme: Scheme, test: FactTest): string {
  const fact = scheme.facts.find(f => f.kind === test.fact)!
  const detail = (key: string) => fact.details?.find(d => d.code === key)?.name ?? key
  const when = test.within === undefined ? '有仍然有效的' : `${windowName(scheme, test.within)}有`
  const where = Object.entries(test.where ?? {}).map(([key, values]) => `${detail(key)}为${values.join('或')}的`)
  const often = (test.atLeast ?? 1) > 1 ? ` ${test.atLeast} 次以上（含）` : ''
  return `${test.per === undefined ? '' : `同一${detail(test.per)}`}${when}${where.join('、')}${fact.name}${often}`
}

function sayCheckTest(scheme: Scheme, { checked, within }: CheckTest): string {
  const by = checked.by?.map(b => BY[b]).join('、') ?? ''
  const kinds = checked.kinds?.map(k => KIND[k]).join('、') ?? '检查'
  return `${windowName(scheme, within)}已由${by || '任何一级'}${kinds}${checked.clean ? '且未发现问题' : ''}${checked.proof ? '，有佐证' : ''}`
}
