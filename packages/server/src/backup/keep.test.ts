import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chooseSurplus, pruneBackups } from './keep.ts'

const nameOf = (iso: string) => `mingcha-${iso.replace(/[-:]/g, '').slice(0, 15)}Z.zip`
/** 18:30 UTC is 02:30 of the next day in China. */
const nights = (count: number) =>
  Array.from({ length: count }, (_, i) => nameOf(new Date(Date.parse('2026-05-31T18:30:00Z') - i * 86_400_000).toISOString()))

it('每晚一份：留最近七天各一份、最近五周各一份', () => {
  const names = nights(90)
  const gone = new Set(chooseSurplus(names, { days: 7, weeks: 5 }))
  // 2026-06-01 is a Monday: its week has one backup; the last of each of the four weeks before is its Sunday's.
  expect(names.filter(n => !gone.has(n))).toEqual([
    ...names.slice(0, 7),
    nameOf('2026-05-23T18:30:00Z'),
    nameOf('2026-05-16T18:30:00Z'),
    nameOf('2026-05-09T18:30:00Z'),
  ])
})

it('一天几份留最新的；再少的设置也留最新的一份；别的文件从不删', () => {
  const day = ['2026-05-01T01:00:00Z', '2026-05-01T09:00:00Z', '2026-05-01T15:59:59Z', '2026-05-01T16:00:00Z'].map(nameOf)
  expect(chooseSurplus(day, { days: 2, weeks: 1 })).toEqual([day[1], day[0]])
  expect(chooseSurplus([...day, 'notes.txt', 'mingcha-2026.zip', 'mingcha-20260501T010000Z.zip.bak'], { days: 0, weeks: 0 })).toHaveLength(
    3,
  )
  expect(chooseSurplus([], { days: 7, weeks: 5 })).toEqual([])
})

it('超过一天的残件删去，正在写的留着', () => {
  const dir = mkdtempSync(join(tmpdir(), 'keep-'))
  for (const name of ['mingcha-20260501T010000Z.zip', 'mingcha-20260501T020000Z.zip.part', 'mingcha-20260503T020000Z.zip.part'])
    writeFileSync(join(dir, name), '')
  const old = new Date('2026-05-01T02:00:00Z')
  utimesSync(join(dir, 'mingcha-20260501T020000Z.zip.part'), old, old)
  const fresh = new Date('2026-05-03T02:00:00Z')
  utimesSync(join(dir, 'mingcha-20260503T020000Z.zip.part'), fresh, fresh)
  pruneBackups(dir, { days: 7, weeks: 5 }, '2026-05-03T02:10:00Z')
  expect(readdirSync(dir).sort()).toEqual(['mingcha-20260501T010000Z.zip', 'mingcha-20260503T020000Z.zip.part'])
  rmSync(dir, { recursive: true })
})
