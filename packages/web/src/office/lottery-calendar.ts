/**
 * 开奖时间 — when 双色球 and 大乐透 are next drawn, to propose a `notBefore`. The timetable is core's; it knows nothing of the Spring Festival
 * pause, so the person checks the issue and time against the publisher's notice. Issue numbers are proposed in training only.
 */
import { parseInstant } from '@mingcha/core/base'
import { nextLotteryDraw, type TimetabledGame } from '@mingcha/core/calendar'

export type Drawn = TimetabledGame

/** One known issue of the training year for each game, from which later ones are counted. */
const ANCHOR: Readonly<Record<Drawn, { readonly at: string; readonly issue: number }>> = {
  ssq: { at: '2026-03-26T13:15:00Z', issue: 2026033 },
  dlt: { at: '2026-03-28T13:25:00Z', issue: 26034 },
}

/** The first draw after this instant, as a UTC instant; fractions of a second are dropped. */
export function nextDrawAt(game: Drawn, after: string): string {
  const instant = parseInstant(after.replace(/\.[0-9]+Z$/, 'Z'))
  if (instant === undefined) throw new Error(`not an instant: ${after}`)
  return nextLotteryDraw(game, instant)
}

/** 演练示例期号 for the draw at this instant; null outside the anchor's year, where counting would only be a guess. */
export function trainingIssue(game: Drawn, at: string): string | null {
  const anchor = ANCHOR[game]
  if (at.slice(0, 4) !== anchor.at.slice(0, 4) || at < anchor.at) return null
  let issue = anchor.issue
  for (let t = anchor.at; t < at; issue++) t = nextDrawAt(game, t)
  return String(issue)
}
