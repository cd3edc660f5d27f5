import { expect, test } from 'vitest'
import { readBatchSteps } from './batch-steps.ts'

type Batch = Parameters<typeof readBatchSteps>[0]
const lottery = {
  kind: 'lottery',
  title: '双色球 第 2026033 期',
  party: null,
  game: 'ssq',
  issue: '2026033',
  count: null,
  notBefore: '2026-03-26T13:15:00Z',
  sha256: null,
  opened: null,
  numbers: null,
} as const
const batch = (more: Partial<Batch>): Batch => ({
  state: 'open',
  external: null,
  snapshot: null,
  entropy: [],
  progress: null,
  eventBy: null,
  resultBy: null,
  openBy: null,
  committedAt: null,
  tasks: [],
  ...more,
})
const now = (b: Batch, at = '2026-03-26T02:00:00Z') => readBatchSteps(b, at).find(s => s.state === 'now')?.title

test('批次进度：每个状态只有一个“现在”，与服务器的状态一致', () => {
  expect(now(batch({}))).toBe('快照')
  expect(now(batch({ snapshot: { index: null, fresh: true } }))).toBe('快照')
  expect(now(batch({ snapshot: { index: 3, fresh: false } }))).toBe('快照')
  expect(now(batch({ snapshot: { index: 3, fresh: true } }))).toBe('冻结')
  expect(now(batch({ state: 'evented', entropy: [lottery] }))).toBe('抽取')
  expect(now(batch({ state: 'drawn', progress: { visits: 30, done: 29 } }))).toBe('检查')
  expect(now(batch({ state: 'drawn', progress: { visits: 30, done: 30 } }))).toBe('公布')
  expect(now(batch({ state: 'published' }))).toBeUndefined()
})

test('开奖之前先交付承诺，开奖时间一到就该录入事件', () => {
  const committed = batch({ state: 'committed', entropy: [lottery] })
  expect(now(committed, '2026-03-26T13:14:59Z')).toBe('交付承诺')
  expect(now(committed, '2026-03-26T13:15:00.000Z')).toBe('公共事件')
})

test('作废的批次没有“现在”', () => {
  const steps = readBatchSteps(batch({ state: 'void' }), '2026-03-26T02:00:00Z')
  expect(steps.some(s => s.state === 'now')).toBe(false)
  expect(steps.some(s => s.state === 'stop')).toBe(true)
})

test('外部抽取只有登记、检查、公布三步在本平台；撤回后没有“现在”', () => {
  const external = { drawnAt: '2026-03-25T02:30:00Z' } as NonNullable<Batch['external']>
  const drawn = batch({ state: 'drawn', external, progress: { visits: 3, done: 1 } })
  expect(readBatchSteps(drawn, '2026-03-26T02:00:00Z').map(s => [s.title, s.state])).toEqual([
    ['外部抽取', 'done'],
    ['登记', 'done'],
    ['检查', 'now'],
    ['公布', 'wait'],
  ])
  expect(now(batch({ state: 'drawn', external, progress: { visits: 3, done: 3 } }))).toBe('公布')
  expect(now(batch({ state: 'published', external, progress: { visits: 3, done: 2 } }))).toBeUndefined()
  expect(now(batch({ state: 'void', external, progress: { visits: 3, done: 0 } }))).toBeUndefined()
})
