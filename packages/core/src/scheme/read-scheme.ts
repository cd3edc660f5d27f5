/**
 * readScheme — the only door from outside text to a `Scheme`. It promises more than the shape: every name a row refers to exists, every grade
 * stands in its list, precedence ranks each class exactly once, every class has a stratum, codes are unique. What it lets through, the
 * classifier may use without asking again.
 */
import { err, ok, type Result } from '../base/result.ts'
import type { Condition } from './condition.ts'
import { type FileIssue, fileIssue, issuesOf } from './schema-issues.ts'
import { type Scheme, schemeSchema } from './scheme-schema.ts'

/** 方案文件有误: every issue found, in file order; never only the first. */
export interface SchemeInvalid {
  readonly code: 'scheme.invalid'
  readonly issues: readonly FileIssue[]
  readonly [param: string]: unknown
}

/** Plain object (parsed YAML or JSON) → Scheme, or every issue with its path. */
export function readScheme(plain: unknown): Result<Scheme, SchemeInvalid> {
  const parsed = schemeSchema.safeParse(plain)
  if (!parsed.success) return err({ code: 'scheme.invalid', issues: issuesOf(parsed.error) })
  const issues = findIncoherences(parsed.data)
  return issues.length > 0 ? err({ code: 'scheme.invalid', issues }) : ok(parsed.data)
}

function findIncoherences(scheme: Scheme): FileIssue[] {
  const issues: FileIssue[] = []
  const report = (path: readonly (string | number)[], message: string) => issues.push(fileIssue(path, message))
  const findTwins = (path: string, codes: readonly string[], key = 'code') => {
    codes.forEach((code, i) => {
      if (codes.indexOf(code) < i) report([path, i, key], `“${code}”重复出现`)
    })
  }

  if (scheme.validity.from > scheme.validity.to) report(['validity', 'to'], '有效期的结束日期早于开始日期')
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
    if (scheme.results.phrases.findIndex(same) < i) report(['results', 'phrases', i], '结果用语或代码重复出现')
  })
  scheme.facets.forEach((facet, i) => {
    const list = facet.kind === 'grade' ? facet.grades : facet.kind === 'choice' ? facet.values : []
    if (new Set(list).size !== list.length) report(['facets', i], `“${facet.name}”的取值有重复`)
  })

  const classCodes = scheme.classes.map(c => c.code)
  for (const code of classCodes) {
    if (scheme.precedence.order.filter(c => c === code).length !== 1) report(['precedence', 'order'], `类别 ${code} 应当恰好出现一次`)
    if (!scheme.strata.some(s => s.class === code)) report(['strata'], `类别 ${code} 没有任何分层，命中的对象无法抽取`)
  }
  scheme.precedence.order.forEach((code, i) => {
    if (!classCodes.includes(code)) report(['precedence', 'order', i], `没有定义类别 ${code}`)
  })
  scheme.strata.forEach((stratum, i) => {
    if (!classCodes.includes(stratum.class)) report(['strata', i, 'class'], `没有定义类别 ${stratum.class}`)
  })

  scheme.classes.forEach((c, i) => {
    c.grounds.forEach((ground, j) => {
      checkCondition(scheme, ground.when, ['classes', i, 'grounds', j, 'when'], report)
    })
  })
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
  if ('fact' in condition) {
    if (!scheme.facts.some(f => f.kind === condition.fact)) report([...path, 'fact'], `没有定义事实 ${condition.fact}`)
    if (!scheme.windows.some(w => w.code === condition.within)) report([...path, 'within'], `没有定义时间窗 ${condition.within}`)
    return
  }
  const facet = scheme.facets.find(f => f.code === condition.facet)
  if (facet === undefined) {
    report([...path, 'facet'], `没有定义要素 ${condition.facet}`)
    return
  }
  if ('equals' in condition) {
    if (facet.kind === 'flag' ? typeof condition.equals !== 'boolean' : typeof condition.equals !== 'string')
      report([...path, 'equals'], facet.kind === 'flag' ? `“${facet.name}”只能与 true 或 false 比较` : `“${facet.name}”只能与文字比较`)
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
    if (facet.kind !== 'mark') report([...path, 'marked'], `“${facet.name}”不是人工标记`)
    return
  }
  const [key, grade] = 'atLeast' in condition ? (['atLeast', condition.atLeast] as const) : (['below', condition.below] as const)
  if (facet.kind !== 'grade') report([...path, key], `“${facet.name}”没有等级次序`)
  else checkListed(facet, grade, [...path, key], report)
}

function checkListed(facet: Scheme['facets'][number], value: string, path: readonly (string | number)[], report: Report): void {
  const list = facet.kind === 'grade' ? facet.grades : facet.kind === 'choice' ? facet.values : []
  if (!list.includes(value)) report(path, `“${value}”不在“${facet.name}”的取值内${list.length > 0 ? `（${list.join('、')}）` : ''}`)
}
