/**
 * 方案说明 — a scheme as rows for a page people read: each number beside its clause, each reading marked as ours. The page and the printed
 * scheme come from here, so that nothing is said of a scheme that is not in its data.
 */
import type { Condition } from './condition.ts'
import { findMisquote } from './misquotes.ts'
import type { Scheme } from './scheme-schema.ts'

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
  }
  add('监管类别', '同时符合多类时', scheme.precedence.order.map(className).join(' > '), scheme.precedence)
  for (const w of scheme.windows) add('监管类别', w.name, w.unit === 'quarter' ? `往前第 ${w.back} 个季度` : `往前第 ${w.back} 个年度`, w)
  for (const s of scheme.strata)
    add('抽取比例', s.name, `每季度不低于 ${s.quota.rate}，向上取整${s.quota.min > 0 ? `，有对象即至少 ${s.quota.min} 家` : ''}`, s)
  for (const e of scheme.eligibility)
    add('不参加抽取', e.name, e.effect === 'exclude' ? `移出候选库和基数，公开原因 ${e.reason}` : '不列入', e)
  const { needs } = scheme.method.offSite
  add(
    '检查方式',
    '非现场核查',
    `${scheme.method.offSite.groups.map(g => g.say).join('、')}${needs === undefined ? '' : `；须${sayCondition(scheme, needs)}`}`,
    scheme.method,
  )
  for (const g of scheme.method.offSite.groups) add('检查方式', '一般采取非现场方式的企业', g.say, g)
  add('检查人员', '每组人数', `不少于 ${scheme.team.officers} 名持证执法人员，证号各不相同`, scheme.team)
  add('检查人员', '避免重复搭配', `${scheme.rotation.months} 个月内检查过同一对象的人员靠后`, scheme.rotation)
  add('检查人员', '工作量', BALANCE[scheme.balance.by], scheme.balance)
  add('抽取', '备选数量', `抽取数量的 ${scheme.reserve.rate}，向上取整`, scheme.reserve)
  add('抽取', '最低保证等级', scheme.assurance.least, scheme.assurance)
  for (const s of scheme.stages)
    add('环节时限', s.name, s.limit.kind === 'period-end' ? '本季度末以前' : `${STAGE_FROM[s.from]}后 ${s.limit.count} 个工作日内`, s)
  add('检查结果', '规范用语', scheme.results.phrases.map(p => `“${p.text}”`).join(''), scheme.results)
  add('公示', '期限', `${START[scheme.publicity.start]}起 ${scheme.publicity.workingDays} 个工作日内`, scheme.publicity)
  add('公示', '渠道', scheme.publicity.channels.join('、'), scheme.publicity)
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
  return rows
}

/** A condition in words: 大气绩效等级低于 B. */
export function sayCondition(scheme: Scheme, condition: Condition): string {
  if ('all' in condition) return condition.all.map(c => sayCondition(scheme, c)).join('且')
  if ('any' in condition) return condition.any.map(c => sayCondition(scheme, c)).join('或')
  if ('not' in condition) return `并非（${sayCondition(scheme, condition.not)}）`
  if ('fact' in condition) {
    const fact = scheme.facts.find(f => f.kind === condition.fact)!
    return `${scheme.windows.find(w => w.code === condition.within)!.name}有${fact.name}`
  }
  const facet = scheme.facets.find(f => f.code === condition.facet)!
  if ('equals' in condition)
    return condition.equals === true ? facet.name : condition.equals === false ? `非${facet.name}` : `${facet.name}为${condition.equals}`
  if ('in' in condition) return `${facet.name}为${condition.in.join('、')}之一`
  if ('marked' in condition) return `已标记“${facet.name}”并写明理由`
  if ('atLeast' in condition) return `${facet.name}在 ${condition.atLeast} 级以上（含）`
  return `${facet.name}低于 ${condition.below} 级`
}
