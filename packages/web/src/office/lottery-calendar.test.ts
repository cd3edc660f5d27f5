import { expect, test } from 'vitest'
import { nextDrawAt, trainingIssue } from './lottery-calendar.ts'
import { dayOfInstant, endOfDay, inputOfInstant, instantOfInput, showDay, showInstant } from './time.ts'

test('双色球周二、四、日 21:15，大乐透周一、三、六 21:25（北京时间）', () => {
  const now = '2026-03-26T02:00:00Z' // 周四 10:00
  expect(nextDrawAt('ssq', now)).toBe('2026-03-26T13:15:00Z')
  expect(nextDrawAt('dlt', now)).toBe('2026-03-28T13:25:00Z')
  expect(nextDrawAt('ssq', '2026-03-26T13:15:00Z')).toBe('2026-03-29T13:15:00Z')
  // 北京时间周五零点后，UTC 仍是周四
  expect(nextDrawAt('ssq', '2026-03-26T17:00:00Z')).toBe('2026-03-29T13:15:00Z')
})

test('演练期号从已知一期往后数，跨年不猜', () => {
  expect(trainingIssue('ssq', '2026-03-26T13:15:00Z')).toBe('2026033')
  expect(trainingIssue('ssq', '2026-03-31T13:15:00Z')).toBe('2026035')
  expect(trainingIssue('dlt', '2026-03-30T13:25:00Z')).toBe('26035')
  expect(trainingIssue('ssq', '2027-01-03T13:15:00Z')).toBeNull()
  expect(trainingIssue('ssq', '2026-01-04T13:15:00Z')).toBeNull()
})

test('时刻按北京时间显示和录入，与电脑时区无关', () => {
  expect(showInstant('2026-03-26T13:15:00Z')).toBe('2026-03-26 21:15')
  expect(instantOfInput('2026-03-26T21:15')).toBe('2026-03-26T13:15:00Z')
  expect(inputOfInstant('2026-07-20T16:00:00Z')).toBe('2026-07-21T00:00')
  expect(endOfDay('2026-07-20')).toBe('2026-07-20T16:00:00Z')
  expect(dayOfInstant('2026-03-26T17:00:00Z')).toBe('2026-03-27')
  expect(showDay('2026-03-26')).toBe('2026年3月26日 星期四')
  expect(instantOfInput('')).toBeNull()
})
