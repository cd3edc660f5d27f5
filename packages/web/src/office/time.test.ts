import { expect, test } from 'vitest'
import { comingQuarter, usualDates } from './time.ts'

test('第四季度办公时，下一季度和它的计划都是明年的', () => {
  expect(comingQuarter('2026-03-26')).toEqual({ code: '2026-Q2', year: 2026 })
  expect(comingQuarter('2026-11-23')).toEqual({ code: '2027-Q1', year: 2027 })
})

test('计划行的完成期限是季度最后一天，抽取在前一个月的最后五个工作日（HS-26）', () => {
  expect(usualDates('2026-Q2')).toEqual({ dueOn: '2026-06-30', drawOn: '3月最后五个工作日' })
  expect(usualDates('2027-Q1')).toEqual({ dueOn: '2027-03-31', drawOn: '12月最后五个工作日' })
})
