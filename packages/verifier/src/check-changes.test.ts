/** 变更 — what a changed entry is told, and that a change is checked by meaning alone, all hashes and signatures made to fit. @law EZ-11 A-32 A-29 */
import { describe, expect, it } from 'vitest'
import { type Files, failing, readVector, recompute, textOf, withFile } from '../test/bundles.ts'
import { verifyBundle } from './verify-bundle.ts'

const substituted = readVector('substituted').files
const reassigned = readVector('reassigned').files
type Entry = Record<string, unknown>

const entriesOf = (files: Files): Entry[] =>
  textOf(files, 'entries.jsonl')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

/** The bundle with other entries, by an insider who signs a log of his own. */
function withEntries(files: Files, entries: readonly Entry[]): Files {
  const text = entries
    .map(entry => JSON.stringify(sortKeys(entry)))
    .map(line => `${line}\n`)
    .join('')
  return recompute(withFile(files, 'entries.jsonl', text), { result: true, publish: true, log: true })
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sortKeys(field)]),
  )
}

const renumber = (entries: readonly Entry[]): Entry[] => entries.map((entry, i) => ({ ...entry, n: String(i + 1) }))
const evidenceOf = (files: Files, name: string) => verifyBundle(files).checks.find(check => check.name === name)!.evidence

describe('变更 changes of a bundle', () => {
  it('says how many there are, who stands, and where the reserve ran out', () => {
    expect(evidenceOf(substituted, 'changes.replay').zh).toBe('变更 6 条，应查 6 家，被替换 4 家，候补不足 1 处')
    expect(evidenceOf(reassigned, 'changes.replay').en).toBe('8 changes, 6 visits stand, 1 substituted, 0 without a reserve')
  })

  const entries = entriesOf(substituted)
  const cases: readonly [what: string, entries: Entry[], zh: string][] = [
    [
      'a reserve passed over',
      entries.with(0, { ...entries[0], in: entries[2]!.in, rank: entries[2]!.rank }),
      '第 1 条：递补的不是名次最前的候补',
    ],
    ['another team', entries.with(0, { ...entries[0], assign: entries[4]!.assign }), '第 1 条：检查组不是规则下的唯一最优解'],
    ['one firm out twice', renumber([...entries, ...entries.slice(0, 2)]), '第 7 条：所涉对象不在应查名单中，或已被替换'],
    ['a stratum forgotten', renumber(entries.toSpliced(1, 1)), '第 2 条：没有按分层依次替换'],
    ['ended in the middle', entries.slice(0, 1), '第 1 条：该家在其他分层的替换没有记录'],
  ]
  it.each(cases)('EZ-11 A-32: %s', (_, bent, zh) => {
    const files = withEntries(substituted, bent)
    expect(failing(files)).toContain('changes.replay')
    expect(evidenceOf(files, 'changes.replay').zh).toBe(zh)
  })

  it('A-29: a reassign that is not the one optimum, and one that lacks the superior', () => {
    const given = entriesOf(reassigned)
    const other = withEntries(reassigned, given.with(0, { ...given[0], changes: [] }))
    expect(evidenceOf(other, 'changes.replay').zh).toBe('第 1 条：改派不是规则下的唯一最优解')
    const unsigned = withEntries(reassigned, given.with(4, { ...given[4], superior: '-' }))
    expect(evidenceOf(unsigned, 'changes.replay').zh).toBe('第 5 条：同一检查变更超过两次，没有上级签字')
  })

  it('a number missing is a fault of form, and what depends on it says so', () => {
    const files = withEntries(substituted, entries.slice(1))
    expect(evidenceOf(files, 'changes.format').zh).toContain('第 1 行：n: not the number of the line')
    expect(evidenceOf(files, 'changes.replay').zh).toContain('无法核验')
  })

  it('EZ-11: one substituted out cannot be undone at the opening, one that came in can', () => {
    const undone = (id: unknown) =>
      recompute(
        withFile(substituted, 'publish.json', textOf(substituted, 'publish.json').replace(/"undone":\[[^\]]*\]/, `"undone":["${id}"]`)),
        {
          publish: true,
          log: true,
        },
      )
    expect(failing(undone(entries[0]!.out))).toEqual(['publish.format'])
    expect(failing(undone(entries[1]!.in))).toEqual([])
  })
})
