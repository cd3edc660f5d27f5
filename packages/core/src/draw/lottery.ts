/**
 * Public lotteries and dice — 公共随机事件: what a drawn issue looks like, how much chance it holds, and how to tell a tired supervisor
 * which number he mistyped. Numbers print as in `seed.txt`: two digits each, main balls ascending then special balls ascending;
 * `pl5` and `fc3d` single digits in order; dice 0–9, one for each throw.
 */
import type { Problem, Result } from '../base/index.ts'
import { err, ok } from '../base/index.ts'

export type Game = 'ssq' | 'dlt' | 'pl5' | 'fc3d'

interface GameRule {
  readonly name: string
  readonly millibits: number
  /** groups in order: how many numbers, smallest, largest; balls differ and ascend, digits do not */
  readonly groups: readonly { readonly count: number; readonly least: number; readonly most: number }[]
  readonly balls: boolean
}

/** Thousandths of a bit as the protocol fixes them (§3); the same source twice counts once. */
export const GAMES: Readonly<Record<Game, GameRule>> = {
  ssq: {
    name: '双色球',
    millibits: 24078,
    balls: true,
    groups: [
      { count: 6, least: 1, most: 33 },
      { count: 1, least: 1, most: 16 },
    ],
  },
  dlt: {
    name: '大乐透',
    millibits: 24352,
    balls: true,
    groups: [
      { count: 5, least: 1, most: 35 },
      { count: 2, least: 1, most: 12 },
    ],
  },
  pl5: { name: '排列5', millibits: 16609, balls: false, groups: [{ count: 5, least: 0, most: 9 }] },
  fc3d: { name: '福彩3D', millibits: 9965, balls: false, groups: [{ count: 3, least: 0, most: 9 }] },
}

/** Thousandths of a bit of one throw of a ten-sided die. */
export const DIE_MILLIBITS = 3321

export const isGame = (text: string): text is Game => Object.hasOwn(GAMES, text)

const refuse = (why: 'count' | 'range' | 'twice' | 'sign', params: Record<string, unknown>): Result<never> =>
  err<Problem>({ code: `draw.numbers_${why}`, ...params })

/**
 * Numbers as a person types them (`3 9 14 21 28 33 + 7`, any order inside a group, full-width signs) → the text of `seed.txt`.
 * Errors, `position` counting numbers from 1: `draw.numbers_count` {wanted, found} · `draw.numbers_range` {position, value, least, most} ·
 * `draw.numbers_twice` {position, value} · `draw.numbers_sign` {position, sign}.
 */
export function normalizeNumbers(source: { kind: 'lottery'; game: Game } | { kind: 'dice'; count: number }, typed: string): Result<string> {
  const text = typed.normalize('NFKC').trim()
  const signs = /[^0-9\s,;+|、，；＋:：/.-]/.exec(text)
  if (signs !== null)
    return refuse('sign', {
      sign: signs[0],
      position:
        text
          .slice(0, signs.index)
          .split(/[^0-9]+/)
          .filter(Boolean).length + 1,
    })
  let parts = text.split(/[^0-9]+/).filter(Boolean)
  const rule = source.kind === 'lottery' ? GAMES[source.game] : undefined
  const groups = rule?.groups ?? [{ count: source.kind === 'dice' ? source.count : 0, least: 0, most: 9 }]
  const wanted = groups.reduce((n, g) => n + g.count, 0)
  // Digits may be typed as one block ("90412"), balls as two-digit blocks ("03091421283307").
  if (parts.length === 1 && wanted > 1) {
    const width = rule?.balls ? 2 : 1
    if (parts[0]!.length === wanted * width) parts = parts[0]!.match(width === 2 ? /../g : /./g) ?? []
  }
  if (parts.length !== wanted) return refuse('count', { wanted, found: parts.length, position: Math.min(parts.length, wanted) })
  const out: string[] = []
  let at = 0
  for (const group of groups) {
    const values: number[] = []
    for (let k = 0; k < group.count; k++, at++) {
      const value = Number(parts[at])
      if (parts[at]!.length > 2 || value < group.least || value > group.most)
        return refuse('range', { position: at + 1, value: parts[at], least: group.least, most: group.most })
      if (rule?.balls && values.includes(value)) return refuse('twice', { position: at + 1, value: parts[at] })
      values.push(value)
    }
    if (rule?.balls) values.sort((a, b) => a - b)
    out.push(...values.map(v => (rule?.balls ? String(v).padStart(2, '0') : String(v))))
  }
  return ok(out.join(' '))
}

/** True exactly for the text `normalizeNumbers` prints. */
export function isNumbers(source: { kind: 'lottery'; game: Game } | { kind: 'dice'; count: number }, text: string): boolean {
  if (!/^[0-9]{1,2}( [0-9]{1,2})*$/.test(text)) return false
  const normal = normalizeNumbers(source, text)
  return normal.ok && normal.value === text
}
