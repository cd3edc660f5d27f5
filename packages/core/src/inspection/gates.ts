/**
 * 三个不查 — no legal basis, no check; not in the published list, no check; not in the published plan, no check. Asked when a task is made and
 * again at the freeze. Each refusal is a code of its own with the clause and the person who can clear it.
 */
import { errors, fillSentence } from '../api/errors.ts'
import type { Gate } from '../api/routes/shared.ts'
import type { PlainDate } from '../base/plain-date.ts'
import type { Problem } from '../base/result.ts'

export interface GateBasis {
  readonly law: string
  readonly article: string
  readonly from: PlainDate
  readonly to: PlainDate | null
}
export interface GateQuestion {
  /** The day the question is asked: 三个不查 hold on that day. */
  readonly on: PlainDate
  /** Items of the plan row, as the newest list (published or draft) knows them. */
  readonly items: readonly {
    readonly code: string
    readonly name: string
    readonly listed: boolean
    readonly bases: readonly GateBasis[]
  }[]
  readonly listVersion: number | null
  readonly planRow: { readonly code: string; readonly published: boolean }
}

export const isBasisInForce = (basis: GateBasis, on: PlainDate): boolean => basis.from <= on && (basis.to === null || on <= basis.to)

/** Why a basis does not carry a check on that day; empty when it does. */
export function sayBasis(basis: GateBasis, on: PlainDate): string {
  const name = `${basis.law}${basis.article === '-' ? '' : basis.article}`
  if (basis.from > on) return `${name} ${basis.from} 起才生效`
  if (basis.to !== null && basis.to < on) return `${name} ${basis.to} 之后失效`
  return ''
}

/**
 * The first problem of each gate, or null. @law JX-07 EZ-03 JX-80 LY-18 LY-19
 * Errors: `gate.no_basis` {item, on, why, who} · `gate.not_listed` {item, version, who} · `gate.not_planned` {row, who}.
 */
export function askGates({ on, items, listVersion, planRow }: GateQuestion): {
  readonly basis: Problem | null
  readonly list: Problem | null
  readonly plan: Problem | null
} {
  const baseless = items.find(item => !item.bases.some(b => isBasisInForce(b, on)))
  const unlisted = items.find(item => !item.listed)
  return {
    basis: baseless
      ? {
          code: 'gate.no_basis',
          item: baseless.name,
          on,
          why: baseless.bases.map(b => sayBasis(b, on)).join('；') || '清单中没有写依据',
          who: errors['gate.no_basis'].who,
        }
      : null,
    list: unlisted ? { code: 'gate.not_listed', item: unlisted.name, version: listVersion ?? 0, who: errors['gate.not_listed'].who } : null,
    plan: planRow.published ? null : { code: 'gate.not_planned', row: planRow.code, who: errors['gate.not_planned'].who },
  }
}

/** The three gates as a page shows them: satisfied or not, with clause and person. */
export function showGates(question: GateQuestion): Gate[] {
  const asked = askGates(question)
  const gate = (key: string, title: string, fine: string, law: readonly string[], problem: Problem | null): Gate => ({
    key,
    title,
    ok: problem === null,
    code: problem?.code ?? null,
    sentence: problem ? fillSentence((errors as Record<string, { zh: string }>)[problem.code]!.zh, problem) : fine,
    law: [...law],
    who: problem ? String(problem.who) : null,
  })
  return [
    gate('basis', '有法律依据', `全部事项在 ${question.on} 都有有效的检查依据`, ['JX-07', 'JX-80'], asked.basis),
    gate('list', '在公布的事项清单', `全部事项都在已公布的清单（第 ${question.listVersion ?? 0} 版）中`, ['JX-07', 'EZ-03'], asked.list),
    gate('plan', '在公布的年度计划', `计划行 ${question.planRow.code} 已公布`, ['JX-07', 'LY-18', 'LY-19'], asked.plan),
  ]
}
