/**
 * The report: a closed list of verdicts. It is data, so that the page, the CLI and the server's public page print the same thing.
 */
import { CHECK_NAMES, CHECKS, type CheckName, type Group } from './catalogue.ts'

export type Verdict = 'pass' | 'fail' | 'not-applicable'

/** A sentence in both languages: the facts a reader could check by hand. */
export interface Sentence {
  readonly zh: string
  readonly en: string
}

export interface Check {
  readonly name: CheckName
  readonly group: Group
  readonly verdict: Verdict
  /** the protocol's section, as `§5` */
  readonly rule: string
  readonly title: Sentence
  readonly evidence: Sentence
}

export interface Summary {
  readonly draw: string
  readonly agency: string
  readonly period: string
  readonly assurance: string
  readonly commitSha256: string
  readonly objects: number
  readonly drawn: number
  readonly strata: number
}

export interface Report {
  /** `pass` only where no check failed */
  readonly verdict: 'pass' | 'fail'
  readonly checks: readonly Check[]
  /** what the bundle says it is, where its commitment can be read */
  readonly summary?: Summary
}

export const say = (zh: string, en: string): Sentence => ({ zh, en })

/** Collects verdicts by name. A name recorded twice keeps the worse verdict; one never recorded fails. Each answers `undefined`, so that a check can return it. */
export interface Findings {
  pass(name: CheckName, evidence: Sentence): undefined
  fail(name: CheckName, evidence: Sentence): undefined
  skip(name: CheckName, evidence: Sentence): undefined
  /** a check whose premise did not hold: it fails, and says which one */
  blocked(name: CheckName, premise: CheckName): undefined
  failed(name: CheckName): boolean
  checks(): Check[]
}

export function collectFindings(): Findings {
  const found = new Map<CheckName, { verdict: Verdict; evidence: Sentence }>()
  const record = (name: CheckName, verdict: Verdict, evidence: Sentence): undefined => {
    if (found.get(name)?.verdict !== 'fail') found.set(name, { verdict, evidence })
  }
  return {
    pass: (name, evidence) => record(name, 'pass', evidence),
    fail: (name, evidence) => record(name, 'fail', evidence),
    skip: (name, evidence) => record(name, 'not-applicable', evidence),
    blocked: (name, premise) =>
      record(name, 'fail', say(`无法核验：“${CHECKS[premise].zh}”没有通过`, `Cannot be checked: ${premise} did not pass`)),
    failed: name => found.get(name)?.verdict === 'fail',
    checks: () =>
      CHECK_NAMES.map(name => {
        const { group, rule, zh, en } = CHECKS[name]
        const finding = found.get(name) ?? { verdict: 'fail' as const, evidence: say('没有核验', 'Not checked') }
        return { name, group, rule, title: say(zh, en), ...finding }
      }),
  }
}
