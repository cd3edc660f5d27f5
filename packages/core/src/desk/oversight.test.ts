import { describe, expect, it } from 'vitest'
import type { PlainDate } from '../base/plain-date.ts'
import { announcedHolidays } from '../calendar/announced-holidays.ts'
import { makeWorkingCalendar } from '../calendar/working-days.ts'
import {
  type BreachFacts,
  filterOversight,
  findBreaches,
  type OversightEntry,
  oversightKinds,
  printOversightCsv,
  type Stage,
} from './index.ts'

const calendar = makeWorkingCalendar(announcedHolidays)
const day = (text: string) => text as PlainDate
const today = day('2026-05-12')
const limit = (code: Stage['code'], from: Stage['from'], count: number): Stage => ({
  code,
  name: code,
  from,
  limit: { kind: 'working-days', count },
  law: ['LY-20'],
})
const nothing: BreachFacts = {
  stages: [limit('task', 'issued', 5), limit('inspect', 'issued', 30), limit('enter', 'completed', 5), limit('publish', 'determined', 20)],
  publicity: { start: 'determination', workingDays: 20 },
  tasks: [],
  visits: [],
  findings: [],
  plans: [],
}
const visit = (more: Partial<BreachFacts['visits'][number]> = {}): BreachFacts['visits'][number] => ({
  id: 'v1',
  number: 'J-1',
  issuedOn: day('2026-03-28'),
  dueOn: day('2026-06-30'),
  periodEnd: day('2026-06-30'),
  startedOn: null,
  completedOn: null,
  recordedOn: null,
  uploadMinutes: null,
  lateReason: '',
  units: ['执法一中队'],
  ...more,
})
const breaches = (facts: Partial<BreachFacts>, on = today) => findBreaches({ ...nothing, ...facts }, on, calendar)

describe('监督：四个环节的超期由日期算出', () => {
  it('LY-20 任务制定：期限当天完成不算，次日算；没有完成的按今天算', () => {
    const task = (batchedOn: string | null) => ({
      tasks: [{ code: 'T-1', unit: '执法一中队', issuedOn: day('2026-04-29'), batchedOn: batchedOn === null ? null : day(batchedOn) }],
    })
    expect(breaches(task('2026-05-09'))).toEqual([])
    expect(breaches(task('2026-05-11'))[0]?.says).toBe('期限 2026-05-09，2026-05-11 完成，超过 1 个工作日')
    expect(breaches(task(null))[0]?.says).toBe('期限 2026-05-09，至 2026-05-12 还没有完成，超过 2 个工作日')
  })

  it('LY-20 SJZ-53 HS-27 开展检查：方案的 30 个工作日与任务的日期取早者；理由照录', () => {
    // 3 月 28 日起 30 个工作日：5 月 13 日
    expect(breaches({ visits: [visit()] })).toEqual([])
    const [late] = breaches({ visits: [visit({ lateReason: '企业停产检修' })] }, day('2026-05-15'))
    expect(late).toMatchObject({ kind: 'late-inspect', on: '2026-05-13', thing: 'J-1', reason: '企业停产检修', units: ['执法一中队'] })
    expect(breaches({ visits: [visit({ completedOn: day('2026-05-13'), recordedOn: day('2026-05-13') })] }, day('2026-05-20'))).toEqual([])
    expect(breaches({ visits: [visit({ dueOn: day('2026-05-08') })] })[0]?.on).toBe('2026-05-08')
  })

  it('LY-20 结果录入：从检查结束起算；没有送签的从开始之日起算', () => {
    const done = visit({ startedOn: day('2026-04-24'), completedOn: day('2026-04-24'), recordedOn: day('2026-05-07') })
    expect(breaches({ visits: [done] }).map(b => [b.kind, b.on])).toEqual([['late-enter', '2026-05-06']])
    expect(breaches({ visits: [{ ...done, recordedOn: day('2026-05-06') }] })).toEqual([])
    expect(breaches({ visits: [{ ...done, completedOn: null, recordedOn: null }] }).map(b => b.kind)).toEqual(['late-enter'])
  })

  it('LY-20 EZ-13 审核公示：逾期公示与至今未公示都列出，理由来自公示时所写', () => {
    const finding = (publishedOn: string | null, lateReason = '') => ({
      findings: [
        {
          visitId: 'v1',
          number: 'J-1',
          completedOn: day('2026-04-01'),
          determinedOn: day('2026-04-02'),
          dueOn: day('2026-05-08'),
          provisional: false,
          publishedOn: publishedOn === null ? null : day(publishedOn),
          lateReason,
          units: [],
        },
      ],
    })
    expect(breaches(finding('2026-05-08'))).toEqual([])
    expect(breaches(finding('2026-05-11', '系统故障'))).toMatchObject([{ kind: 'late-publish', reason: '系统故障' }])
    expect(breaches(finding(null))).toHaveLength(1)
  })

  it('JX-68 上传迟于检查结束 24 小时：1440 分钟不算，1441 分钟算', () => {
    const done = (uploadMinutes: number) => visit({ startedOn: today, completedOn: today, recordedOn: today, uploadMinutes })
    expect(breaches({ visits: [done(1440)] })).toEqual([])
    expect(breaches({ visits: [done(1441)] })).toMatchObject([{ kind: 'late-upload', says: '检查结束后 24 小时 1 分才上传' }])
  })

  it('JX-28 年度计划制定后二十个工作日', () => {
    const plan = (publishedOn: string) => ({
      plans: [{ year: 2026, version: 2, draftedOn: day('2026-04-13'), publishedOn: day(publishedOn) }],
    })
    expect(breaches(plan('2026-05-13'), day('2026-06-01'))).toEqual([])
    expect(breaches(plan('2026-05-14'), day('2026-06-01'))).toMatchObject([{ kind: 'late-plan', thing: '2026 年计划第 2 版' }])
  })
})

describe('监督：筛选与导出', () => {
  const entry = (more: Partial<OversightEntry>): OversightEntry => ({
    kind: 'void',
    on: day('2026-05-01'),
    thing: 'B-1',
    link: '/batches/B-1',
    says: '作废',
    reason: '=1+1',
    who: '综合办·方舟',
    approver: null,
    units: [],
    ...more,
  })
  const entries = [
    entry({}),
    entry({ kind: 'swap', on: day('2026-05-03'), thing: 'J-2', units: ['执法一中队'], reason: '患病，"住院"' }),
    entry({ kind: 'swap', on: day('2026-04-03'), thing: 'J-3', units: ['执法二中队'] }),
  ]

  it('按类别、日期、单位筛选；计数随日期和单位走，不随类别走', () => {
    expect(filterOversight(entries, {}).rows.map(r => r.thing)).toEqual(['J-2', 'B-1', 'J-3'])
    expect(filterOversight(entries, { kind: 'swap', from: day('2026-05-01') })).toMatchObject({
      rows: [{ thing: 'J-2' }],
      counts: { void: 1, swap: 1 },
    })
    expect(filterOversight(entries, { unit: '执法二中队' }).rows.map(r => r.thing)).toEqual(['J-3'])
    expect(filterOversight(entries, { to: day('2026-04-30') }).rows.map(r => r.thing)).toEqual(['J-3'])
  })

  it('X-08 计数只按类别：键都是类别，没有人名和机构名', () => {
    const kinds = Object.keys(oversightKinds)
    for (const key of Object.keys(filterOversight(entries, {}).counts)) expect(kinds).toContain(key)
  })

  it('CSV：带 BOM、CRLF；引号加倍；像公式的单元格仍是文字', () => {
    const text = printOversightCsv(filterOversight(entries, { from: day('2026-05-01') }).rows)
    expect(text).toBe(
      '\uFEFF日期,类别,对象,情况,理由,办理人,批准人,单位,条款\r\n' +
        '2026-05-03,换人,J-2,作废,"患病，""住院""",综合办·方舟,,执法一中队,EZ-11、A-29\r\n' +
        "2026-05-01,作废,B-1,作废,'=1+1,综合办·方舟,,,EZ-11、A-32\r\n",
    )
  })
})
