/**
 * 时刻 — instants arrive in UTC and are shown, and typed, as the wall clock of Asia/Shanghai (UTC+8 the year round since 1992), whatever the
 * computer's own zone. No locale is asked.
 */
import { addQuarters, type PlainDate, quarterCode, quarterEnd, quarterOf } from '@mingcha/core/base'

const SHANGHAI_MS = 8 * 3600_000
const two = (n: number) => String(n).padStart(2, '0')

/** UTC instant → `2026-03-26 10:00`. */
export function showInstant(iso: string | null | undefined): string {
  const wall = wallClock(iso)
  return wall === null ? '—' : `${wall.day} ${wall.time}`
}

/** UTC instant → `3月26日 10:00`, where the year is plain from the page. */
export function showShort(iso: string | null | undefined): string {
  const wall = wallClock(iso)
  if (wall === null) return '—'
  const [, month, date] = wall.day.split('-')
  return `${Number(month)}月${Number(date)}日 ${wall.time}`
}

function wallClock(iso: string | null | undefined): { day: string; time: string } | null {
  if (!iso) return null
  const at = new Date(Date.parse(iso) + SHANGHAI_MS)
  if (Number.isNaN(at.getTime())) return null
  return {
    day: `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`,
    time: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
  }
}

/** `2026-03-26` → `2026年3月26日 星期四`. */
export function showDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return `${year}年${month}月${date}日 星期${'日一二三四五六'[weekday]}`
}

/** Wall clock as `<input type="datetime-local">` holds it → UTC instant to the second. */
export function instantOfInput(wall: string): string | null {
  const at = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}+08:00`)
  return Number.isNaN(at) ? null : isoSeconds(at)
}

/** UTC instant → the text of `<input type="datetime-local">`. */
export function inputOfInstant(iso: string): string {
  const wall = wallClock(iso)
  return wall === null ? '' : `${wall.day}T${wall.time}`
}

export const isoSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')
export const addHours = (iso: string, hours: number): string => isoSeconds(Date.parse(iso) + hours * 3600_000)
/** Legal day of an instant. */
export const dayOfInstant = (iso: string): string => wallClock(iso)?.day ?? ''
/** Midnight that ends this legal day, as UTC. */
export const endOfDay = (day: string): string => isoSeconds(Date.parse(`${day}T00:00:00+08:00`) + 24 * 3600_000)

/** 下一季度 — the quarter the office draws for today, as its code and the year whose plan it stands in. */
export function comingQuarter(today: string): { code: string; year: number } {
  const next = addQuarters(quarterOf(today as PlainDate), 1)
  return { code: quarterCode(next), year: next.year }
}

/** What a plan row for this quarter usually says: last day of the quarter, drawn in the last days of the month before it. @law HS-26 */
export function usualDates(period: string): { dueOn: string; drawOn: string } {
  const [year, quarter] = period.split('-Q').map(Number) as [number, 1 | 2 | 3 | 4]
  return { dueOn: quarterEnd({ year, quarter }), drawOn: `${quarter === 1 ? 12 : quarter * 3 - 3}月最后五个工作日` }
}
