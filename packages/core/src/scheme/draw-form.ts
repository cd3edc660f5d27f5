/**
 * 抽查形式 — 定向 or 不定向. A routine check sets no range beforehand; a range (industry, area, marks of subject or officer) makes the draw a targeted one,
 * with its period and its reason stated. Strata are no range. A scheme that says nothing of forms asks nothing.
 */
import type { DrawForm, Scheme } from './scheme-schema.ts'

/** What a plan row or a task says of its draw; `range` is the marks the draw is limited to, empty for none. */
export interface AskedForm {
  readonly form: DrawForm['form']
  readonly period: string | null
  readonly range: readonly string[]
  readonly reason: string | null
}

/** `period`, `range`, `reason`: not stated. `no-range`: a range where the form has none. `unknown`: the scheme does not have this form. */
export type FormGap = 'period' | 'range' | 'reason' | 'no-range' | 'unknown'

/** The form of a routine check. @law SJZ-41 */
export const usualForm = (scheme: Scheme): DrawForm | null => scheme.drawForms?.find(f => f.usual) ?? null

/** What is wrong with the form asked, in the order above; empty: nothing. @law SJZ-39 SJZ-40 SJZ-41 A-05 */
export function findFormGaps(scheme: Scheme, asked: AskedForm): readonly FormGap[] {
  if (scheme.drawForms === undefined) return []
  const form = scheme.drawForms.find(f => f.form === asked.form)
  if (form === undefined) return ['unknown']
  const given = { period: isSaid(asked.period), range: asked.range.some(isSaid), reason: isSaid(asked.reason) }
  const gaps: FormGap[] = (['period', 'range', 'reason'] as const).filter(need => form.needs?.includes(need) && !given[need])
  return form.form === 'untargeted' && given.range ? [...gaps, 'no-range'] : gaps
}

const isSaid = (text: string | null): boolean => (text ?? '').trim() !== ''
