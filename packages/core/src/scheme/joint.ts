/** 联合抽查的数量要求 — how many runs and subjects a rule asks for, exactly. What has been done is counted elsewhere. */
import { sayClause } from './clause.ts'
import { ceilShare, rateOf } from './rate.ts'
import type { JointRule, Scheme } from './scheme-schema.ts'

export interface JointNeed {
  readonly code: string
  readonly name: string
  readonly scope: JointRule['scope']
  readonly what: JointRule['what']
  readonly per: JointRule['per']
  readonly number: number
  /** 3% × 100，向上取整 = 3. */
  readonly sentence: string
  readonly law: readonly string[]
  /** 条款原文, or what we took where the clause is silent. */
  readonly clause: string
}

/** `baseOf`: N of a class. @law SJZ-49 SJZ-50 SJZ-52 HS-32 HS-33 A-06 */
export function jointNeeds(scheme: Scheme, baseOf: (ofClass: string) => number): readonly JointNeed[] {
  // There wherever a rule leans on it: `readScheme` refuses the file otherwise.
  const required = scheme.joint?.required
  return (scheme.joint?.rules ?? []).map(rule => {
    const { code, name, scope, what, per, need, law } = rule
    const whole =
      'count' in need ? null : 'of' in need ? (need.of === 'required-runs' ? required!.runs : required!.subjects) : baseOf(need.ofClass)
    const number = 'count' in need ? need.count : ceilShare(rateOf(need.rate), whole ?? 0)
    // The office's requirement is a number of the bureau's own place: 0 stands for “not filled in yet”, and that is said.
    const sentence =
      'count' in need
        ? `${need.count}`
        : 'of' in need && whole === 0
          ? '领导小组办公室的年度要求还没有填写，请在方案里填写'
          : `${need.rate} × ${whole}，向上取整 = ${number}`
    return { code, name, scope, what, per, number, sentence, law, clause: sayClause(rule) }
  })
}
