/**
 * 开奖时间 — the weekly timetable of the two lotteries a draw may wait for, to propose a `notBefore`. It is a proposal: the publishers pause around
 * 春节 and 国庆, so a person checks the time, and types the issue number, from the publisher's own notice. Issue numbers are never computed here.
 */
import { addDays, type Instant, type PlainDate, parseInstant, weekdayOf } from '../base/plain-date.ts'

export type TimetabledGame = 'ssq' | 'dlt'

/** Days by ISO weekday (1 Monday … 7 Sunday); the hour is Beijing's, written as the same day's UTC hour, eight earlier. */
const TIMETABLE: Readonly<Record<TimetabledGame, { readonly name: string; readonly weekdays: readonly number[]; readonly utc: string }>> = {
  ssq: { name: '双色球', weekdays: [2, 4, 7], utc: '13:15:00' },
  dlt: { name: '大乐透', weekdays: [1, 3, 6], utc: '13:25:00' },
}

/** 双色球 Tue, Thu, Sun 21:15 and 大乐透 Mon, Wed, Sat 21:25 in Beijing: the first draw strictly after the instant, in UTC. */
export function nextLotteryDraw(game: TimetabledGame, after: Instant): Instant {
  const { weekdays, utc } = TIMETABLE[game]
  // 21:15 in Beijing is 13:15 UTC of the same day, so the UTC day has Beijing's weekday at that hour.
  for (let on = after.slice(0, 10) as PlainDate; ; on = addDays(on, 1)) {
    const at = `${on}T${utc}Z`
    if (weekdays.includes(weekdayOf(on)) && at > after) return parseInstant(at)!
  }
}

/** The instant is one of the game's regular draw times; a refusal is a question to the person, not a fact about the publisher. */
export const isLotteryDrawTime = (game: TimetabledGame, at: Instant): boolean =>
  at.slice(11, 19) === TIMETABLE[game].utc && TIMETABLE[game].weekdays.includes(weekdayOf(at.slice(0, 10) as PlainDate))
