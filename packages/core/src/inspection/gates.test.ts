import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '../base/plain-date.ts'
import { askGates, type GateQuestion, showGates } from './gates.ts'
import { batchMoves, moveBatch, moveTask, taskMoves } from './states.ts'

const day = (text: string) => parsePlainDate(text)!
const fine: GateQuestion = {
  on: day('2026-03-26'),
  items: [
    {
      code: 'S01',
      name: '排污许可',
      listed: true,
      bases: [{ law: '《排污许可管理条例》', article: '第二十五条', from: day('2021-03-01'), to: null }],
    },
  ],
  listVersion: 1,
  planRow: { code: 'P01', published: true },
}
const withBasis = (from: string, to: string | null): GateQuestion => ({
  ...fine,
  items: [{ ...fine.items[0]!, bases: [{ law: '《示例办法》', article: '-', from: day(from), to: to === null ? null : day(to) }] }],
})

describe('三个不查（JX-07、EZ-03）', () => {
  it('都满足时没有问题，且逐条说明满足', () => {
    expect(askGates(fine)).toEqual({ basis: null, list: null, plan: null })
    expect(showGates(fine).map(g => [g.key, g.ok])).toEqual([
      ['basis', true],
      ['list', true],
      ['plan', true],
    ])
  })
  it('JX-07 JX-80 依据昨天失效：拒绝，说出哪一部、哪天失效、找谁；最后一天当天仍有效', () => {
    expect(askGates(withBasis('2020-01-01', '2026-03-25')).basis).toMatchObject({
      code: 'gate.no_basis',
      why: '《示例办法》 2026-03-25 之后失效',
      who: '业务科室',
    })
    expect(askGates(withBasis('2020-01-01', '2026-03-26')).basis).toBeNull()
  })
  it('JX-80 依据尚未生效也拒绝；多条依据中有一条有效即可', () => {
    expect(askGates(withBasis('2026-03-27', null)).basis).toMatchObject({ why: '《示例办法》 2026-03-27 起才生效' })
    const two = {
      ...fine,
      items: [{ ...fine.items[0]!, bases: [...withBasis('2020-01-01', '2026-03-25').items[0]!.bases, ...fine.items[0]!.bases] }],
    }
    expect(askGates(two).basis).toBeNull()
  })
  it('EZ-03 不在公布的清单：拒绝；没有任何依据的事项也拒绝', () => {
    expect(askGates({ ...fine, items: [{ ...fine.items[0]!, listed: false }] }).list).toMatchObject({
      code: 'gate.not_listed',
      item: '排污许可',
      version: 1,
    })
    expect(askGates({ ...fine, items: [{ ...fine.items[0]!, bases: [] }] }).basis).toMatchObject({
      code: 'gate.no_basis',
      why: '清单中没有写依据',
    })
  })
  it('V-27 LY-19 公布之后新增的计划行：拒绝，公布调整后放行', () => {
    const added = { ...fine, planRow: { code: 'P09', published: false } }
    expect(askGates(added).plan).toMatchObject({ code: 'gate.not_planned', row: 'P09' })
    expect(showGates(added)[2]).toMatchObject({ ok: false, who: '综合办', law: ['JX-07', 'LY-18', 'LY-19'] })
    expect(askGates({ ...added, planRow: { code: 'P09', published: true } }).plan).toBeNull()
  })
})

describe('状态流转', () => {
  it('抽取只向前：冻结之后没有一步回到冻结之前，公布与作废是终点', () => {
    const before = ['open']
    for (const [from, to] of Object.entries(batchMoves)) if (from !== 'open') for (const t of to) expect(before).not.toContain(t)
    expect([batchMoves.published, batchMoves.void]).toEqual([[], []])
    expect(moveBatch('B', 'drawn', 'evented', '重录事件')).toMatchObject({
      ok: false,
      error: { code: 'batch.state', state: '已抽取，检查中' },
    })
  })
  it('已抽取的任务不能撤回', () => {
    expect(moveTask('T', 'drawn', 'withdrawn').ok).toBe(false)
    expect(taskMoves.open).toContain('withdrawn')
  })
})
