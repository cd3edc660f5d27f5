/**
 * 开奖时间 — when 双色球 and 大乐透 are next drawn, to propose a `notBefore`. Weekly timetable of the two publishers; it knows nothing of the
 * Spring Festival pause, so the person checks the issue and time against the publisher's notice. Issue numbers are proposed in training only.
 */
import { isoSeconds } from './time.ts'

export type Drawn = 'ssq' | 'dlt'
interface Timetable {
  /** 0 Sunday … 6 Saturday. */
  readonly weekdays: readonly number[]
  readonly hour: number
  readonly minute: number
  /** One known issue of the training year, from which later ones are counted. */
  readonly anchor: { readonly at: string; readonly issue: number }
}

const TIMETABLE: Readonly<Record<Drawn, Timetable>> = {
  ssq: { weekdays: [0, 2, 4], hour: 21, minute: 15, anchor: { at: '2026-03-26T13:15:00Z', issue: 2026033 } },
  dlt: { weekdays: [1, 3, 6], hour: 21, minute: 25, anchor: { at: '2026-03-28T13:25:00Z', issue: 26034 } },
}
const HOUR = 3600_000
const DAY = 24 * HOUR

/** The first draw after this instant, as a UTC instant. */
export function nextDrawAt(game: Drawn, after: string): string {
  const table = TIMETABLE[game]
  const from = Date.parse(after)
  const midnight = Math.floor((from + 8 * HOUR) / DAY) * DAY - 8 * HOUR
  for (let day = 0; day < 8; day++) {
    const start = midnight + day * DAY
    const weekday = new Date(start + 8 * HOUR).getUTCDay()
    const at = start + table.hour * HOUR + table.minute * 60_000
    if (table.weekdays.includes(weekday) && at > from) return isoSeconds(at)
  }
  throw new Error('a week without a draw')
}

/** 演练示例期号 for the draw at this instant; null outside the anchor's year, where counting would only be a guess. */
export function trainingIssue(game: Drawn, at: string): string | null {
  const { anchor } = TIMETABLE[game]
  if (at.slice(0, 4) !== anchor.at.slice(0, 4) || at < anchor.at) return null
  let issue = anchor.issue
  for (let t = anchor.at; t < at; issue++) t = nextDrawAt(game, t)
  return String(issue)
}
