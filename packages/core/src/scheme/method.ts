/**
 * 检查方式 — on site or off site. A rule of its own: it never moves a subject out of its class, so a 重点 firm on the positive list keeps
 * its 18 % (A-18).
 */
import { parsePlainDate } from '../base/plain-date.ts'
import { err, ok, type Result } from '../base/result.ts'
import { normaliseWord } from '../registry/text.ts'
import { conditionContext } from './classify.ts'
import { type ClassifiableSubject, compileCondition } from './condition.ts'
import { fieldworkOf } from './fieldwork.ts'
import type { Scheme } from './scheme-schema.ts'

/** 方式及其理由. */
export interface MethodChoice {
  readonly method: 'off-site' | 'on-site'
  readonly why: string
  readonly law: readonly string[]
}

/** The default method for a subject; `asOf` matters only where a scheme's method conditions look at dated facts. @law LY-26 LY-30 A-18 */
export function methodFor(scheme: Scheme, subject: ClassifiableSubject, asOf = parsePlainDate(scheme.validity.from)!): MethodChoice {
  const context = conditionContext(scheme, asOf)
  const { needs, lacking, groups } = scheme.method.offSite
  const met = groups.filter(g => compileCondition(g.when, context).holds(subject))
  if (met.length === 0) return { method: 'on-site', why: '不属于一般采取非现场方式核查的企业，采取现场检查', law: scheme.method.law }
  const law = [...new Set(met.flatMap(g => g.law))]
  const because = met.map(g => g.say).join('、')
  if (needs === undefined) return { method: 'off-site', why: `${because}，一般采取非现场方式核查`, law }
  if (!compileCondition(needs, context).holds(subject)) {
    return { method: 'on-site', why: `${because}，但${lacking}，采取现场检查`, law }
  }
  return { method: 'off-site', why: `${because}，且具备非现场方式，一般采取非现场方式核查`, law }
}

export type Method = 'on-site' | 'off-site' | 'other'

/**
 * May this method be chosen? Where off-site is advised, on-site needs an answer to “why is off-site not enough”; where every item of the visit can be
 * checked without entering the firm, on-site is refused whatever the reason. `items` are those of the visit with the methods their list allows.
 * Errors: `visit.method_reason` {advised}, `visit.off_site_only` {items}. @law JX-04 LY-30 SJZ-44
 */
export function checkMethod(
  scheme: Scheme,
  advised: MethodChoice,
  chosen: Method,
  reason: string | null,
  items: readonly { readonly name: string; readonly methods: readonly string[] }[],
): Result<Method> {
  if (chosen !== 'on-site') return ok(chosen)
  if (items.length > 0 && items.every(i => !i.methods.includes('on-site')))
    return err({ code: 'visit.off_site_only', items: items.map(i => i.name) })
  if (advised.method === 'off-site' && (reason ?? '').trim() === '')
    return err({ code: 'visit.method_reason', advised: fieldworkOf(scheme).methodNames['off-site'] })
  return ok(chosen)
}

/** A method by any word the scheme has for it: its name, or another word of its annexes and ledgers. @law SJZ-42 */
export function methodByWord(scheme: Scheme, word: string): Method | null {
  const said = normaliseWord(word)
  const names = fieldworkOf(scheme).methodNames
  const methods = ['on-site', 'off-site', 'other'] as const
  return (
    methods.find(m => normaliseWord(names[m]) === said) ??
    scheme.fieldwork?.methodNames?.words?.find(w => normaliseWord(w.word) === said)?.method ??
    null
  )
}
