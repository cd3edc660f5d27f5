/**
 * 不予公开、调整方式和范围 — what a ground allows. The scheme names its grounds, the effect of each and whether it is mandatory. Openness is the
 * rule: without a ground everything is public, a ground allows at most its own effect, and a mandatory one allows nothing less.
 */
import { err, ok, type Result } from '../base/result.ts'
import type { Withholding } from '../scheme/fieldwork.ts'

export const effects = ['full', 'redact', 'restrict', 'withhold'] as const
/** 公开、隐去部分内容、只公开结论、不予公开 — from open to closed. */
export type Effect = (typeof effects)[number]
export const effectNames: Readonly<Record<Effect, string>> = {
  full: '全部公开',
  redact: '隐去部分内容后公开',
  restrict: '调整公开范围，只公开结论',
  withhold: '不予公开',
}
const strength = (e: Effect): number => effects.indexOf(e)

export interface HoldBack {
  readonly effect: Effect
  readonly ground: string | null
  readonly reason: string
  /** What the public reads instead of the summary; only where the effect is `redact`. */
  readonly redacted: string | null
}

/**
 * May this much be held back on this ground? Errors: `finding.ground_missing`, `finding.ground_unknown`, `finding.ground_effect`,
 * `finding.ground_mandatory`, `finding.redaction`. @law SJZ-65 HS-40 JX-51 EZ-53 EZ-56 X-10
 */
export function mayHoldBack(grounds: readonly Withholding[], asked: HoldBack): Result<HoldBack> {
  if (asked.ground === null)
    return asked.effect === 'full' ? ok({ ...asked, reason: '', redacted: null }) : err({ code: 'finding.ground_missing' })
  const ground = grounds.find(g => g.ground === asked.ground)
  if (!ground) return err({ code: 'finding.ground_unknown', grounds: grounds.map(g => g.ground) })
  if (asked.reason === '') return err({ code: 'finding.ground_missing' })
  if (strength(asked.effect) > strength(ground.effect))
    return err({ code: 'finding.ground_effect', ground: ground.ground, effect: effectNames[ground.effect] })
  if (ground.mandatory && asked.effect !== ground.effect)
    return err({ code: 'finding.ground_mandatory', ground: ground.ground, effect: effectNames[ground.effect] })
  // A ground that holds nothing back is no ground.
  if (asked.effect === 'full') return err({ code: 'finding.ground_unused', ground: ground.ground })
  if (asked.effect === 'redact' && (asked.redacted === null || asked.redacted === '')) return err({ code: 'finding.redaction' })
  return ok({ ...asked, redacted: asked.effect === 'redact' ? asked.redacted : null })
}

/** The text the public reads beside the phrase under an effect; null: none. */
export const publicSummary = (effect: Effect, summary: string, redacted: string | null): string | null =>
  effect === 'full' ? summary : effect === 'redact' ? (redacted ?? '') : null

/** The stricter of two effects. */
export const stricter = (a: Effect, b: Effect): Effect => (strength(a) >= strength(b) ? a : b)
