/**
 * readScheme — the only door from outside text to a `Scheme`. It promises more than the shape: every name a row refers to exists, every grade
 * stands in its list, precedence ranks each class exactly once, every class has a stratum, codes are unique. What it lets through, the
 * classifier may use without asking again.
 */
import { err, ok, type Result } from '../base/result.ts'
import type { Condition, FactTest } from './condition.ts'
import { type FileIssue, fileIssue } from './file-issue.ts'
import { quotaRuleAt } from './quotas.ts'
import { compareRates } from './rate.ts'
import { parseFile } from './schema-issues.ts'
import { findNearest } from './schema-words.ts'
import { type Scheme, type SchemeFact, type SchemeStratum, schemeSchema } from './scheme-schema.ts'
import { COVERED, OUT_OF_RANGE } from './stratify.ts'

/** 方案文件有误: every issue found, in file order; never only the first. */
export interface SchemeInvalid {
  readonly code: 'scheme.invalid'
  readonly issues: readonly FileIssue[]
  readonly [param: string]: unknown
}

/** Plain object (parsed YAML or JSON) → Scheme, or every issue with its path. */
export function readScheme(plain: unknown): Result<Scheme, SchemeInvalid> {
  const parsed = parseFile(schemeSchema, plain)
  if (!parsed.ok) return err({ code: 'scheme.invalid', issues: parsed.issues })
  const issues = findIncoherences(parsed.value)
  return issues.length > 0 ? err({ code: 'scheme.invalid', issues }) : ok(parsed.value)
}

function findIncoherences(scheme: Scheme): FileIssue[] {
  const issues: FileIssue[] = []
  const report = (path: readonly (string | number)[], message: string) => issues.push(fileIssue(path, message))
  const findTwins = (path: string, codes: readonly string[], key = 'code') => {
    codes.forEach((code, i) => {
      if (codes.indexOf(code) < i) report([path, i, key], `“${code}”重复出现；请另取一个，或删去一行`)
    })
  }

  if (scheme.validity.from > scheme.validity.to) report(['validity', 'to'], '有效期的结束日期早于开始日期；请对调或改正')
  findTwins(
    'facets',
    scheme.facets.map(f => f.code),
  )
  findTwins(
    'facts',
    scheme.facts.map(f => f.kind),
    'kind',
  )
  findTwins(
    'windows',
    scheme.windows.map(w => w.code),
  )
  findTwins(
    'classes',
    scheme.classes.map(c => c.code),
  )
  findTwins(
    'strata',
    scheme.strata.map(s => s.code),
  )
  findTwins(
    'eligibility',
    scheme.eligibility.map(e => e.status),
    'status',
  )
  findTwins(
    'stages',
    scheme.stages.map(s => s.code),
  )
  scheme.results.phrases.forEach((phrase, i) => {
    const same = (p: { code: string; text: string }) => p.code === phrase.code || p.text === phrase.text
    if (scheme.results.phrases.findIndex(same) < i) report(['results', 'phrases', i], '结果用语或代码重复出现；每种只写一行')
  })
  scheme.facets.forEach((facet, i) => {
    const list = facet.kind === 'grade' ? facet.grades : facet.kind === 'choice' ? facet.values : []
    if (new Set(list).size !== list.length) report(['facets', i], `“${facet.name}”的取值有重复；删去多余的`)
  })

  const classCodes = scheme.classes.map(c => c.code)
  const isClass = (code: string, path: readonly (string | number)[]) => {
    if (!classCodes.includes(code)) report(path, sayUndefined('类别', code, classCodes, 'classes'))
  }
  for (const code of classCodes) {
    if (scheme.precedence.order.filter(c => c === code).length !== 1)
      report(['precedence', 'order'], `类别 ${code} 应当恰好出现一次，写成 order: [${classCodes.join(', ')}]，先后自定`)
    if (!scheme.strata.some(s => s.class === code))
      report(['strata'], `类别 ${code} 没有任何分层，命中的对象无法抽取；加一行，写 class: ${code}`)
  }
  const residuals = scheme.classes.flatMap((c, i) => (c.residual === undefined ? [] : [i]))
  for (const i of residuals.slice(1)) report(['classes', i, 'residual'], '兜底的类别只能有一个；删去这里的 residual')
  scheme.classes.forEach((c, i) => {
    if (c.grounds.length === 0 && c.residual === undefined)
      report(['classes', i, 'grounds'], '至少写一种情形（grounds），或写明兜底（residual）')
  })
  scheme.precedence.order.forEach((code, i) => {
    isClass(code, ['precedence', 'order', i])
  })
  scheme.strata.forEach((stratum, i) => {
    if ((stratum.class === undefined) === (stratum.list === undefined))
      report(['strata', i], '分层写 class（监管类别）或 list（名单名称），二者必有其一')
    if (stratum.class !== undefined) isClass(stratum.class, ['strata', i, 'class'])
    checkQuota(scheme, stratum, i, report)
  })

  scheme.classes.forEach((c, i) => {
    c.grounds.forEach((ground, j) => {
      checkCondition(scheme, ground.when, ['classes', i, 'grounds', j, 'when'], report)
    })
  })
  scheme.classes.forEach((c, i) => {
    if (c.stays !== undefined) checkCondition(scheme, c.stays.while, ['classes', i, 'stays', 'while'], report)
  })
  const reasons: string[] = [COVERED, OUT_OF_RANGE]
  const takeReason = (code: string, path: readonly (string | number)[]) => {
    if (reasons.includes(code)) report(path, `移出候选库的原因“${code}”重复出现；请另取一个代号`)
    reasons.push(code)
  }
  scheme.eligibility.forEach((e, i) => {
    if (e.effect === 'exclude') takeReason(e.reason, ['eligibility', i, 'reason'])
  })
  scheme.exclusions?.forEach((e, i) => {
    takeReason(e.code, ['exclusions', i, 'code'])
    checkCondition(scheme, e.when, ['exclusions', i, 'when'], report)
  })
  scheme.caps?.forEach((cap, i) => {
    takeReason(cap.code, ['caps', i, 'code'])
    cap.exempt?.forEach((code, j) => {
      isClass(code, ['caps', i, 'exempt', j])
    })
    cap.only?.forEach((code, j) => {
      isClass(code, ['caps', i, 'only', j])
    })
  })
  scheme.joint?.rules?.forEach((rule, i) => {
    if ('ofClass' in rule.need) isClass(rule.need.ofClass, ['joint', 'rules', i, 'need', 'ofClass'])
    if ('of' in rule.need && scheme.joint?.required === undefined)
      report(['joint', 'rules', i, 'need', 'of'], '按领导小组办公室的要求计算的，要在 joint.required 填写年度次数和主体数量')
  })
  if (scheme.joint?.first !== undefined) isClass(scheme.joint.first.class, ['joint', 'first', 'class'])
  findTwins(
    'nonRandom',
    (scheme.nonRandom ?? []).map(g => g.code),
  )
  findTwins(
    'drawForms',
    (scheme.drawForms ?? []).map(f => f.form),
    'form',
  )
  if (scheme.drawForms !== undefined && scheme.drawForms.filter(f => f.usual).length !== 1)
    report(['drawForms'], '应当恰好有一种抽查形式是日常检查采用的（usual: true）')
  scheme.drawForms?.forEach((f, i) => {
    if (f.form === 'untargeted' && f.needs?.includes('range')) report(['drawForms', i, 'needs'], '不定向抽查不设定范围')
  })
  findTwins(
    'reports',
    (scheme.reports ?? []).map(r => r.code),
  )
  scheme.strata.forEach((stratum, i) => {
    if (stratum.when !== undefined) checkCondition(scheme, stratum.when, ['strata', i, 'when'], report)
  })
  const { needs, lacking } = scheme.method.offSite
  if (needs !== undefined) checkCondition(scheme, needs, ['method', 'offSite', 'needs'], report)
  if ((needs === undefined) !== (lacking === undefined))
    report(
      ['method', 'offSite', needs === undefined ? 'needs' : 'lacking'],
      '条件（needs）和不具备条件时的说法（lacking）要么都写，要么都不写',
    )
  scheme.method.offSite.groups.forEach((group, i) => {
    checkCondition(scheme, group.when, ['method', 'offSite', 'groups', i, 'when'], report)
  })
  return issues
}

/** The numbers of one stratum: a rule for every level, ranges that are ranges, splits that add up, nothing below the superior's floor. @law JX-82 */
function checkQuota(scheme: Scheme, stratum: SchemeStratum, at: number, report: Report): void {
  const levels = [scheme.agencyLevel].flat()
  for (const level of levels)
    if (quotaRuleAt(stratum, level) === null)
      report(['strata', at, 'quota', 'byLevel'], `没有写 ${level} 一级的抽取数量；不设比例的写 kind: none`)
  const rules = 'byLevel' in stratum.quota ? Object.entries(stratum.quota.byLevel) : [[null, stratum.quota] as const]
  for (const [level, rule] of rules) {
    const path = ['strata', at, 'quota', ...(level === null ? [] : ['byLevel', level])]
    if (rule.kind === 'none') continue
    if (rule.kind === 'percent-range' && compareRates(rule.low, rule.high) > 0)
      report([...path, 'high'], '上限低于下限；请核对 low 和 high')
    if (rule.kind === 'count-range' && rule.low > rule.high) report([...path, 'high'], '上限低于下限；请核对 low 和 high')
    if (rule.split !== undefined && rule.per === 'quarter') report([...path, 'split'], '按季度规定的数量不用再分；删去 split')
    if (Array.isArray(rule.split)) {
      if (rule.per === 'half-year') report([...path, 'split'], '按半年规定的数量只能均分（even）或一次抽完（once）')
      if (rule.split.reduce((a, b) => a + b, 0) !== 100)
        report([...path, 'split'], `四个季度的百分数应当合计 100，现在合计 ${rule.split.reduce((a, b) => a + b, 0)}`)
    }
    const { floor } = stratum
    const least = rule.kind === 'percent-floor' ? rule.rate : rule.kind === 'percent-range' ? rule.low : null
    if (floor !== undefined && least !== null && compareRates(least, floor.rate) < 0)
      report(path, `${least} 低于《${floor.norm}》规定的下限 ${floor.rate}，本级比例只能更高`)
  }
}

type Report = (path: readonly (string | number)[], message: string) => void

function checkCondition(scheme: Scheme, condition: Condition, path: readonly (string | number)[], report: Report): void {
  if ('all' in condition) {
    condition.all.forEach((c, i) => {
      checkCondition(scheme, c, [...path, 'all', i], report)
    })
    return
  }
  if ('any' in condition) {
    condition.any.forEach((c, i) => {
      checkCondition(scheme, c, [...path, 'any', i], report)
    })
    return
  }
  if ('not' in condition) {
    checkCondition(scheme, condition.not, [...path, 'not'], report)
    return
  }
  const checkWindow = (code: string) => {
    const known = scheme.windows.map(w => w.code)
    if (!known.includes(code)) report([...path, 'within'], sayUndefined('时间窗', code, known, 'windows'))
  }
  if ('list' in condition) return
  if ('checked' in condition) {
    checkWindow(condition.within)
    return
  }
  if ('fact' in condition) {
    const fact = scheme.facts.find(f => f.kind === condition.fact)
    if (fact === undefined) {
      const known = scheme.facts.map(f => f.kind)
      report([...path, 'fact'], sayUndefined('事实', condition.fact, known, 'facts'))
    } else checkDetails(fact, condition, path, report)
    if (condition.within !== undefined) checkWindow(condition.within)
    return
  }
  const facet = scheme.facets.find(f => f.code === condition.facet)
  if (facet === undefined) {
    const known = scheme.facets.map(f => f.code)
    report([...path, 'facet'], sayUndefined('要素', condition.facet, known, 'facets'))
    return
  }
  if ('equals' in condition) {
    if (facet.kind === 'flag' ? typeof condition.equals !== 'boolean' : typeof condition.equals !== 'string')
      report(
        [...path, 'equals'],
        facet.kind === 'flag' ? `“${facet.name}”只能与 true 或 false 比较` : `“${facet.name}”只能与文字比较；“是”“否”的要素写成 kind: flag`,
      )
    else if (typeof condition.equals === 'string') checkListed(facet, condition.equals, [...path, 'equals'], report)
    return
  }
  if ('in' in condition) {
    condition.in.forEach((value, i) => {
      checkListed(facet, value, [...path, 'in', i], report)
    })
    return
  }
  if ('marked' in condition) {
    if (facet.kind !== 'mark') report([...path, 'marked'], `“${facet.name}”不是人工标记；是或否的用 equals: true`)
    return
  }
  const [key, grade] = 'atLeast' in condition ? (['atLeast', condition.atLeast] as const) : (['below', condition.below] as const)
  if (facet.kind !== 'grade') report([...path, key], `“${facet.name}”没有等级次序；要比高低，把它写成 kind: grade，否则用 equals 或 in`)
  else checkListed(facet, grade, [...path, key], report)
}

/** The details a condition asks of a fact are the fact's own. */
function checkDetails(fact: SchemeFact, test: FactTest, path: readonly (string | number)[], report: Report): void {
  const names = `“${fact.name}”的细目只有：${fact.details?.map(d => d.code).join('、') || '（没有）'}`
  for (const [key, values] of Object.entries(test.where ?? {})) {
    const detail = fact.details?.find(d => d.code === key)
    if (detail === undefined) report([...path, 'where', key], names)
    else
      values.forEach((value, i) => {
        if (detail.values !== undefined && !detail.values.includes(value))
          report([...path, 'where', key, i], `“${value}”不在“${detail.name}”的取值内（${detail.values.join('、')}）`)
      })
  }
  if (test.per !== undefined && !fact.details?.some(d => d.code === test.per)) report([...path, 'per'], names)
}

/** A name that stands for nothing: the nearest one there is, or what there is, or where to define it. */
function sayUndefined(what: string, code: string, known: readonly string[], section: string): string {
  const near = findNearest(code, known)
  const rest = near === null ? (known.length === 0 ? '' : `；已定义的有 ${known.join('、')}`) : `，是不是 ${near}`
  return `没有定义${what} ${code}${rest}；新的要先写进 ${section}`
}

function checkListed(facet: Scheme['facets'][number], value: string, path: readonly (string | number)[], report: Report): void {
  const list = facet.kind === 'grade' ? facet.grades : facet.kind === 'choice' ? facet.values : []
  if (list.includes(value)) return
  if (facet.kind === 'flag' || facet.kind === 'mark')
    report(path, facet.kind === 'flag' ? `“${facet.name}”是或否，写 equals: true` : `“${facet.name}”是人工标记，写 marked: true`)
  else if (/[，、]/.test(value)) report(path, `列表里用半角逗号隔开：写成 [${value.split(/[，、]\s*/).join(', ')}]`)
  else report(path, `“${value}”不在“${facet.name}”的取值内（${list.join('、')}）`)
}
