/**
 * 认定 — may this phrase be the result of this visit? It must be a phrase of the scheme, must not contradict what the two officers recorded, and a
 * problem must have somewhere to go. Free text is beside the phrase, never in its place.
 */
import { err, ok, type Result } from '../base/result.ts'
import type { Outcome } from '../inspection/record.ts'
import { outcomeNames } from '../inspection/record.ts'
import { problemCodes } from '../scheme/fieldwork.ts'

export interface ResultPhrases {
  readonly vocabulary: 'open' | 'closed'
  readonly phrases: readonly { readonly code: string; readonly text: string }[]
}

/** 处理程度; `none` exactly where there is no problem. */
export const severities = ['none', 'minor', 'ordinary', 'serious'] as const
export type Severity = (typeof severities)[number]
export const severityNames: Readonly<Record<Severity, string>> = { none: '无', minor: '轻微', ordinary: '一般', serious: '严重' }

export interface Determination {
  readonly code: string
  readonly severity: Severity
  /** 严重违法失信，联合惩戒. @law JX-56 */
  readonly jointPunishment: boolean
  /** What the officers met with; null for results recorded before there was a record. */
  readonly outcome: Outcome | null
  /** Follow-ups this visit has, and those opened with the determination. */
  readonly followUps: number
}

/** A phrase of the problem kind stands for something wrong. */
export const isProblem = (code: string): boolean => problemCodes.has(code)

/** The phrase each outcome has of its own; a closed vocabulary may lack it (EZ-54). */
const ownPhrase: Readonly<Partial<Record<Outcome, string>>> = {
  unreachable: 'UNREACHABLE',
  refused: 'UNCOOPERATIVE',
  'no-activity': 'NO_ACTIVITY',
}

/** Does the phrase say what the record says? */
export function contradicts(outcome: Outcome, code: string, phrases: readonly { readonly code: string }[]): boolean {
  switch (outcome) {
    case 'clean':
      return code !== 'NO_PROBLEM'
    case 'violation':
      return !isProblem(code)
    case 'refused':
      return !isProblem(code)
    default: {
      const own = ownPhrase[outcome]
      if (phrases.some(p => p.code === own)) return code !== own
      // Nobody looked, so nobody found nothing.
      return code === 'NO_PROBLEM'
    }
  }
}

/** A closed vocabulary that has no phrase for what was met with: no other phrase stands in for it (C.3). @law EZ-54 */
const hasNoPhrase = (results: ResultPhrases, outcome: Outcome): boolean =>
  results.vocabulary === 'closed' &&
  (outcome === 'unreachable' || outcome === 'no-activity') &&
  !results.phrases.some(p => p.code === ownPhrase[outcome])

/**
 * The phrase, or why it may not be determined. Errors: `finding.phrase`, `finding.contradicts`, `finding.severity`, `finding.joint_punishment`,
 * `finding.no_follow_up`, `finding.no_phrase` {outcome}. @law SJZ-66 JX-52 EZ-54 SJZ-88 SJZ-60 LY-02 JX-56
 */
export function mayDetermine(
  results: ResultPhrases,
  d: Determination,
): Result<{ readonly code: string; readonly text: string; readonly problem: boolean }> {
  const phrase = results.phrases.find(p => p.code === d.code)
  if (!phrase) return err({ code: 'finding.phrase', phrases: results.phrases.map(p => `“${p.text}”`) })
  const problem = isProblem(d.code)
  if (d.outcome !== null && hasNoPhrase(results, d.outcome)) return err({ code: 'finding.no_phrase', outcome: outcomeNames[d.outcome] })
  if (d.outcome !== null && contradicts(d.outcome, d.code, results.phrases))
    return err({ code: 'finding.contradicts', outcome: outcomeNames[d.outcome], phrase: phrase.text })
  if (problem === (d.severity === 'none')) return err({ code: 'finding.severity', phrase: phrase.text })
  if (d.jointPunishment && d.severity !== 'serious') return err({ code: 'finding.joint_punishment' })
  if (problem && d.followUps === 0) return err({ code: 'finding.no_follow_up', phrase: phrase.text })
  return ok({ ...phrase, problem })
}
