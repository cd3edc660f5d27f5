/**
 * 检查方式 — on site or off site. A rule of its own: it never moves a subject out of its class, so a 重点 firm on the positive list keeps
 * its 18 % (A-18).
 */
import { parsePlainDate } from '../base/plain-date.ts'
import { conditionContext } from './classify.ts'
import { type ClassifiableSubject, compileCondition } from './condition.ts'
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
  if (!compileCondition(needs, context).holds(subject)) {
    return { method: 'on-site', why: `${because}，但${lacking}，采取现场检查`, law }
  }
  return { method: 'off-site', why: `${because}，且具备非现场方式，一般采取非现场方式核查`, law }
}
