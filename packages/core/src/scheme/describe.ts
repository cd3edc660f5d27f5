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
  add(
    '检查方式',
    '非现场核查',
    `${scheme.method.offSite.groups.map(g => g.say).join('、')}；须${sayCondition(scheme, scheme.method.offSite.needs)}`,
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
