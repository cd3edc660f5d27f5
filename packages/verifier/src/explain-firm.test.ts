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
