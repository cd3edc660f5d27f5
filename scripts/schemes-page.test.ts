/** docs/schemes.md keeps its word: the examples are schemes, the forms it shows are forms, the numbers it computes by hand are the numbers. */
import { readFileSync } from 'node:fs'
import { parsePlainDate } from '@mingcha/core/base'
import { announcedHolidays, makeWorkingCalendar, type Period } from '@mingcha/core/calendar'
import { readSubjectRows } from '@mingcha/core/registry'
import { conditionSchema, ledgerFacets, quotaRuleSchema, readScheme, resolveWindow, schemeSchema, tryScheme } from '@mingcha/core/scheme'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readLedgerFile } from '../packages/server/src/features/registry/ledger-file.ts'
import { facetColumns, schemesPage, undescribedKeys } from './schemes-page.ts'

const text = readFileSync('scripts/schemes-page.md', 'utf8')
const example = (name: string) => {
  const read = readScheme(parse(readFileSync(`docs/examples/${name}.yaml`, 'utf8')))
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
/** What stands in backticks in the first column of a table row. */
const shown = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(m => m[1]!)

describe('怎样写本单位的实施方案', () => {
  test('每个键都有中文含义；每一节页面都讲到', () => {
    expect(undescribedKeys()).toEqual([])
    const page = schemesPage()
    for (const key of Object.keys(schemeSchema.shape)) expect(page, key).toContain(`\`${key}\``)
    expect(page).not.toContain('{{')
    const headings = new Set(
      [...page.matchAll(/^#+ (.+)$/gm)].map(m =>
        m[1]!
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\- ]/gu, '')
          .replaceAll(' ', '-'),
      ),
    )
    for (const [, to] of page.matchAll(/\]\(#([^)]+)\)/g)) expect([...headings], to).toContain(to)
  })

  test('页上的每种条件、每种数量都读得通', () => {
    const conditions = shown.filter(s => /^\{ (facet|fact|list|checked):/.test(s)).map(s => parse(s))
    expect(conditions.length).toBeGreaterThanOrEqual(12)
    for (const c of conditions) expect(conditionSchema.safeParse(c).success, JSON.stringify(c)).toBe(true)
    const quotas = shown.filter(s => s.startsWith('{ kind:')).map(s => parse(s))
    expect(new Set(quotas.map(q => q.kind)).size).toBe(quotaRuleSchema.options.length)
    for (const q of quotas) expect(quotaRuleSchema.safeParse(q).success, JSON.stringify(q)).toBe(true)
  })

  test('页上的时间窗正是那几天', () => {
    const rows = [...text.matchAll(/^\| `(unit: [^`]+)` \| (\S+) 至 (\S+?)（/gm)]
    expect(rows.length).toBe(5)
    for (const [, written, from, to] of rows) {
      const window = { code: 'w', name: '窗', law: ['A-25'], ...parse(`{ ${written} }`) }
      expect(resolveWindow(window, parsePlainDate('2026-04-01')!), written).toMatchObject({ from, to })
    }
  })

  test('联合、计划、非随机的例子加进方案也读得通', () => {
    const snippet = /```yaml\n(joint:[\s\S]+?)```/.exec(text)![1]!
    const plain = parse(readFileSync('docs/examples/shili-district-2026.yaml', 'utf8'))
    const read = readScheme({ ...plain, ...parse(snippet) })
    expect(read.ok ? [] : read.error.issues).toEqual([])
  })

  test('二十几行的方案读得通', () => {
    expect(example('shili-district-small').team).toMatchObject({ officers: 2, law: ['A-29'] })
  })

  test('台账能填的要素，页面和命令行说的一样，台账真的都填', () => {
    expect(facetColumns.map(([code]) => code)).toEqual([...ledgerFacets])
    expect(Object.keys(ledger()[0]!.facets).sort()).toEqual([...ledgerFacets].sort())
  })

  test('A-04 A-20 A-23 示例区对示例县台账：与页上手算的一样', () => {
    const subjects = ledger().map(e => ({ id: e.code, status: e.status, facets: e.facets, facts: e.facts, lists: e.lists }))
    const calendar = makeWorkingCalendar(announcedHolidays)
    const trial = tryScheme(example('shili-district-2026'), { level: 'county', subjects, period: '2026-Q2' as Period, staff: 20, calendar })
    // Counted from the ledger by hand: penalty July to December 2025, credit D, marked → 21; key dischargers, 重点管理 → 66; list and A or B → 17.
    expect(trial.classes.map(c => c.count)).toEqual([21, 66, 17, 373])
    expect(trial.unclassified).toEqual([])
    expect(trial.strata.map(s => [s.code, s.base, s.answer.number, s.year])).toEqual([
      ['RED', 21, 10, [null, 10, 11, 10]],
      ['YELLOW', 66, 9, [null, 9, 9, 9]],
      ['GREEN', 17, 2, [null, 2, 0, 2]],
      ['WHITE', 373, 15, [null, 15, 15, 15]],
      ['GAS', 23, 2, [null, 2, 3, 2]],
    ])
    expect([trial.visits, trial.personDays]).toEqual([38, 38])
    expect(trial.drawDays).toEqual(['2026-04-01', '2026-04-02', '2026-04-03', '2026-04-07', '2026-04-08'])
    const table = [...text.matchAll(/^\| (?:红牌|黄牌|绿牌|白牌|加油站) \| (\d+) \| .+ \| (\d+) \|$/gm)].map(m => [
      Number(m[1]),
      Number(m[2]),
    ])
    expect(table).toEqual(trial.strata.map(s => [s.base, s.answer.number]))
  })
})

function ledger() {
  const file = readLedgerFile(readFileSync('fixtures/示例县/subjects.csv'))
  if (!file.ok) throw new Error(file.error.code)
  const read = readSubjectRows(file.value.rows)
  if (!read.ok) throw new Error(read.error.code)
  return read.value.accepted
}
