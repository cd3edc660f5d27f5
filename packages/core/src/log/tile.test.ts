import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leafHash, merkleRoot, rootOfLeafHashes, storeTree } from './merkle.ts'
import {
  parseEntryBundle,
  parseHashTile,
  parseTilePath,
  printEntryBundle,
  printTilePath,
  readHashTile,
  tilesBetween,
  tileWidthAt,
} from './tile.ts'

describe('tile paths', () => {
  it('writes and reads the paths of the specification', () => {
    expect(printTilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067')
    expect(printTilePath({ level: 'entries', index: 0, width: 7 })).toBe('tile/entries/000.p/7')
    expect(printTilePath({ level: 2, index: 999, width: 256 })).toBe('tile/2/999')
    expect(printTilePath({ level: 2, index: 1000, width: 1 })).toBe('tile/2/x001/000.p/1')
    fc.assert(
      fc.property(fc.nat({ max: 63 }), fc.nat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        const coordinate = { level, index, width }
        expect(parseTilePath(printTilePath(coordinate))).toEqual({ ok: true, value: coordinate })
      }),
      { seed: 4 },
    )
  })

  it('refuses every other writing', () => {
    const bad = ['tile/0/0', 'tile/00/000', 'tile/64/000', 'tile/0/x000/001', 'tile/0/001.p/0', 'tile/0/001.p/256', 'tile/0/001.p/01']
    const worse = ['tile/0/../000', 'tile/0/001/002', 'tile/0/x001', '/tile/0/000', 'tile/0/000/', 'tile/entries/000.p/', 'tile/-1/000', '']
    for (const path of [...bad, ...worse]) expect(parseTilePath(path).ok, path).toBe(false)
  })
})

describe('tile contents', () => {
  it('counts the tiles of the specification’s example of 70,000 leaves', () => {
    const tiles = tilesBetween(0, 70_000)
    const at = (level: number | 'entries') => tiles.filter(tile => tile.level === level)
    expect(at(0).length).toBe(274)
    expect(at(0).at(-1)).toEqual({ level: 0, index: 273, width: 112 })
    expect(at('entries').length).toBe(274)
    expect(at(1)).toEqual([
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
    ])
    expect(at(2)).toEqual([{ level: 2, index: 0, width: 1 }])
    expect(tileWidthAt(0, 273, 70_000)).toBe(112)
    expect(tileWidthAt(1, 1, 70_000)).toBe(17)
    expect(tileWidthAt(3, 0, 70_000)).toBe(0)
  })

  it('lists only what grew', () => {
    expect(tilesBetween(256, 256)).toEqual([])
    expect(tilesBetween(255, 256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 'entries', index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ])
    expect(tilesBetween(256, 257)).toEqual([
      { level: 0, index: 1, width: 1 },
      { level: 'entries', index: 1, width: 1 },
    ])
  })

  it('holds at each level the roots of full tiles below', () => {
    const entries = Array.from({ length: 600 }, (_, i) => Uint8Array.of(i >> 8, i & 0xff))
    const nodeAt = storeTree(entries.map(leafHash))
    const leaves = parseHashTile(readHashTile(nodeAt, 0, 1, 256))
    const above = parseHashTile(readHashTile(nodeAt, 1, 0, 2))
    if (!leaves.ok || !above.ok) throw new Error('tiles do not parse')
    expect(rootOfLeafHashes(leaves.value)).toEqual(above.value[1])
    expect(above.value[0]).toEqual(merkleRoot(entries.slice(0, 256)))
  })

  it('round-trips entry bundles and refuses torn ones without throwing', () => {
    const entries = [new Uint8Array(0), Uint8Array.of(1, 2, 3), new Uint8Array(65_535)]
    const bundle = printEntryBundle(entries)
    if (!bundle.ok) throw new Error('no bundle')
    expect(bundle.value.subarray(0, 7)).toEqual(Uint8Array.of(0, 0, 0, 3, 1, 2, 3))
    expect(parseEntryBundle(bundle.value)).toEqual({ ok: true, value: entries })
    expect(parseEntryBundle(bundle.value.subarray(0, -1)).ok).toBe(false)
    expect(parseEntryBundle(Uint8Array.of(0)).ok).toBe(false)
    expect(parseEntryBundle(new Uint8Array(0)).ok).toBe(false)
    expect(parseEntryBundle(new Uint8Array(2 * 257)).ok).toBe(false)
    expect(parseHashTile(new Uint8Array(33)).ok).toBe(false)
    expect(printEntryBundle([new Uint8Array(65_536)])).toMatchObject({ error: { code: 'log.entry_too_large' } })
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        parseEntryBundle(bytes)
        parseHashTile(bytes)
      }),
      { seed: 4 },
    )
  })
})
