import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { treeHash } from './tree-hash.ts'

const oracle = (prefix: number, ...parts: Uint8Array[]) =>
  new Uint8Array(
    createHash('sha256')
      .update(Buffer.concat([Uint8Array.of(prefix), ...parts]))
      .digest(),
  )
const bytes = (length: number, step: number) => Uint8Array.from({ length }, (_, i) => (i * step + length) & 255)

describe('treeHash', () => {
  it('is SHA-256 of the prefix and one text, for every length up to 200', () => {
    for (let length = 0; length <= 200; length++) expect(treeHash(0, bytes(length, 7)), `${length}`).toEqual(oracle(0, bytes(length, 7)))
    expect(treeHash(255, bytes(100_000, 13))).toEqual(oracle(255, bytes(100_000, 13)))
  })

  it('is SHA-256 of the prefix and two texts, whatever their lengths', () => {
    for (let a = 0; a <= 70; a++)
      for (let b = 0; b <= 70; b += 5)
        expect(treeHash(1, bytes(a, 3), bytes(b, 5)), `${a} ${b}`).toEqual(oracle(1, bytes(a, 3), bytes(b, 5)))
  })
})
