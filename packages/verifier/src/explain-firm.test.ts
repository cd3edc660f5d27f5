/** 我没被抽中，对吗？ */
import { describe, expect, it } from 'vitest'
import { type Files, readVector, textOf, VECTORS, withFile } from '../test/bundles.ts'
import { explainFirm } from './explain-firm.ts'

const linesOf = (files: Files, name: string): string[][] =>
  textOf(files, name)
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map(line => line.split('\t'))

describe('every object of every bundle', () => {
  it.each(VECTORS)('%s: the explanation agrees, and says what selected.txt says', name => {
    const { files } = readVector(name)
    const state = new Map(linesOf(files, 'selected.txt').map(([stratum, , , , id, value]) => [`${id} ${stratum}`, value]))
    for (const [id, stratum, tier] of linesOf(files, 'frame.txt')) {
      const explanation = explainFirm(files, id!)
      const row = explanation.rows.find(found => found.stratum === stratum)
      expect(explanation).toMatchObject({ id, known: true, agrees: true })
      expect(row).toMatchObject({ tier: Number(tier), outcome: state.get(`${id} ${stratum}`) ?? 'not-drawn', agrees: true })
    }
    for (const [id, stratum, reason] of linesOf(files, 'excluded.txt')) {
      const row = explainFirm(files, id!).rows.find(found => found.stratum === stratum)
      expect(row).toMatchObject({ outcome: 'excluded', agrees: true })
      expect(row?.sentence.zh).toContain(reason)
    }
  })

  it('ranks the whole stratum from 1 to N, each place once', () => {
    const { files } = readVector('tiers')
    const ids = linesOf(files, 'frame.txt')
      .filter(([, stratum]) => stratum === 'KEY')
      .map(([id]) => id!)
    const places = ids.map(id => explainFirm(files, id).rows.find(row => row.stratum === 'KEY')!.position!)
    expect(places.sort((a, b) => a - b)).toEqual(ids.map((_, i) => i + 1))
  })
})

describe('words', () => {
  const { files } = readVector('tiers')

  it('a firm in two strata is one visit, with its team', () => {
    const { sentence, team } = explainFirm(files, '91130525MA9425619Y')
    expect(sentence.zh).toBe('91130525MA9425619Y 抽中，在 2 层抽中，只查一次；重算一致。')
    expect(team.length).toBe(2)
  })

  it('a stratum decided by its tiers is not called a draw', () => {
    const row = explainFirm(files, '91130525MA9425619Y').rows.find(({ stratum }) => stratum === 'SPC')
    expect(row?.sentence.zh).toContain('由覆盖要求决定，不靠抽取')
  })

  it('a reserve is told its place', () => {
    expect(explainFirm(files, '91130525MA7331037M').rows[0]?.sentence.zh).toContain('列为候补第 1 位')
  })

  it('EZ-11 A-32: one substituted out is told why and for whom, one that came in its place, both with the draw they had', () => {
    const { files } = readVector('substituted')
    const lines = linesOf(files, 'entries.jsonl').map(([line]) => JSON.parse(line!))
    const [gen, key] = lines
    const out = explainFirm(files, gen.out)
    expect(out).toMatchObject({ known: true, agrees: true, team: [] })
    expect(out.sentence.zh).toBe(`${gen.out} 在名单上，后被替换，不再检查；重算一致。`)
    expect(out.rows.map(row => [row.stratum, row.outcome, row.change])).toEqual([
      ['GEN', 'drawn', 'out'],
      ['KEY', 'drawn', 'out'],
    ])
    expect(out.rows[0]!.sentence.zh).toContain(`第 1 条变更：因停产被替换，由 ${gen.in} 递补。`)
    expect(out.rows[1]!.sentence.en).toContain(`Change 2: substituted for suspended production; ${key.in} came in.`)

    const came = explainFirm(files, key.in)
    expect(came.sentence.zh).toBe(`${key.in} 原为候补，后依次递补，应当检查；重算一致。`)
    expect(came.team).toEqual(key.assign)
    expect(came.rows.find(row => row.stratum === 'KEY')).toMatchObject({
      outcome: 'reserve',
      change: 'in',
      outcomeWords: { zh: '候补递补' },
    })
    // It came in and went out again: the last of the two counts, both are told.
    const both = explainFirm(files, gen.in)
    expect(both).toMatchObject({ team: [], agrees: true })
    expect(both.rows.find(row => row.stratum === 'GEN')!.sentence.zh).toMatch(/依次递补，应当检查。第 5 条变更：因迁出被替换/)
    const last = lines.at(-1)
    expect(explainFirm(files, last.out).rows.find(row => row.stratum === last.stratum)!.sentence.zh).toContain('候补已用完')
  })

  it('EZ-11: the team shown is that after all changes, and none where they do not come out again', () => {
    const { files } = readVector('reassigned')
    const [change] = linesOf(files, 'entries.jsonl').map(([line]) => JSON.parse(line!))
    const { id, from } = change.changes[1]
    expect(explainFirm(files, id).team.map(slot => slot.inspector)).not.toContain(from)
    const bent = textOf(files, 'entries.jsonl').replace(`"to":"${change.changes[0].to}"`, '"to":"-"')
    expect(explainFirm(withFile(files, 'entries.jsonl', bent), id).team).toEqual([])
  })

  it('an unknown code, an absurd code, and a bundle that cannot be read', () => {
    expect(explainFirm(files, '91130525MA99999999')).toMatchObject({ known: false, agrees: false, rows: [] })
    expect(explainFirm(files, '位'.repeat(9000)).known).toBe(false)
    expect(explainFirm(new Map(), '91130525MA9425619Y').sentence.zh).toContain('读不出来')
    expect(explainFirm(withFile(files, 'frame.txt', 'x'), '91130525MA9425619Y').known).toBe(false)
  })

  it('says no where the published order contradicts the ticket', () => {
    const text = textOf(files, 'selected.txt').replace('drawn', 'x').replace('reserve', 'drawn').replace('\tx', '\treserve')
    const edited = withFile(files, 'selected.txt', text)
    const contradicted = linesOf(files, 'frame.txt')
      .map(([id]) => explainFirm(edited, id!))
      .filter(({ agrees }) => !agrees)
    expect(new Set(contradicted.map(({ id }) => id)).size).toBe(2)
    for (const { sentence } of contradicted) expect(sentence.zh).toMatch(/^不对/)
  })
})
