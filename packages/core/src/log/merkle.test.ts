import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  leafHash,
  merkleRoot,
  nodeHash,
  proveConsistency,
  proveInclusion,
  rootAt,
  rootOfLeafHashes,
  storeTree,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const sha = (...parts: Uint8Array[]): Uint8Array => createHash('sha256').update(Buffer.concat(parts)).digest()

/** RFC 6962 §2.1 written as the recursion it is, over node:crypto: the oracle. */
function mth(entries: Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha()
  if (entries.length === 1) return sha(Uint8Array.of(0), entries[0]!)
  let k = 1
  while (k * 2 < entries.length) k *= 2
  return sha(Uint8Array.of(1), mth(entries.slice(0, k)), mth(entries.slice(k)))
}

const entriesOf = (n: number): Uint8Array[] => Array.from({ length: n }, (_, i) => new TextEncoder().encode(`entry ${i}`))

describe('RFC 6962 roots', () => {
  it('gives the published root of the empty tree and of the test entries', () => {
    expect(hex(merkleRoot([]))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const leaves = inputs.map(input => Buffer.from(input, 'hex'))
    expect(hex(merkleRoot(leaves.slice(0, 1)))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
    expect(hex(merkleRoot(leaves))).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
  })

  it('agrees with the recursion for every size to 70', () => {
    const entries = entriesOf(70)
    const nodeAt = storeTree(entries.map(leafHash))
    for (let n = 0; n <= 70; n++) {
      const expected = hex(mth(entries.slice(0, n)))
      expect(hex(merkleRoot(entries.slice(0, n)))).toBe(expected)
      expect(hex(rootOfLeafHashes(entries.slice(0, n).map(leafHash)))).toBe(expected)
      expect(hex(rootAt(nodeAt, n))).toBe(expected)
    }
  })
})

describe('inclusion', () => {
  it('proves every leaf of every tree to 40, and refuses the neighbours', () => {
    const hashes = entriesOf(40).map(leafHash)
    const nodeAt = storeTree(hashes)
    for (let size = 1; size <= 40; size++) {
      const root = rootAt(nodeAt, size)
      for (let index = 0; index < size; index++) {
        const proof = proveInclusion(nodeAt, index, size)
        expect(verifyInclusion(hashes[index]!, index, size, proof, root)).toBe(true)
        expect(verifyInclusion(hashes[index]!, index + 1, size, proof, root)).toBe(false)
        expect(verifyInclusion(hashes[(index + 1) % 40]!, index, size, proof, root)).toBe(false)
        expect(verifyInclusion(hashes[index]!, index, size, [...proof, root], root)).toBe(false)
        if (proof.length > 0) expect(verifyInclusion(hashes[index]!, index, size, proof.slice(1), root)).toBe(false)
      }
    }
  })

  it('does not pass a node off as a leaf', () => {
    const [a, b, c, d] = entriesOf(4).map(leafHash) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    const root = nodeHash(nodeHash(a, b), nodeHash(c, d))
    expect(verifyInclusion(leafHash(Buffer.concat([a, b])), 0, 2, [nodeHash(c, d)], root)).toBe(false)
  })

  it('answers false, never throws, whatever it is given', () => {
    const bytes = fc.uint8Array({ maxLength: 40 })
    const count = fc.oneof(fc.maxSafeNat(), fc.double(), fc.integer(), fc.constant(Number.NaN))
    fc.assert(
      fc.property(bytes, count, count, fc.array(bytes, { maxLength: 70 }), bytes, (leaf, index, size, proof, root) => {
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(false)
        expect(typeof verifyConsistency(index, size, proof, leaf, root)).toBe('boolean')
      }),
      { seed: 6962 },
    )
  })
})

describe('consistency', () => {
  it('proves every pair of sizes to 32, and refuses another old tree', () => {
    const hashes = entriesOf(32).map(leafHash)
    const nodeAt = storeTree(hashes)
    const other = storeTree([leafHash(new Uint8Array([9])), ...hashes.slice(1)])
    for (let newSize = 0; newSize <= 32; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const proof = proveConsistency(nodeAt, oldSize, newSize)
        const newRoot = rootAt(nodeAt, newSize)
        expect(verifyConsistency(oldSize, newSize, proof, rootAt(nodeAt, oldSize), newRoot)).toBe(true)
        if (oldSize > 0) {
          expect(verifyConsistency(oldSize, newSize, proof, rootAt(other, oldSize), newRoot)).toBe(false)
          expect(verifyConsistency(oldSize, newSize, [...proof, newRoot], rootAt(nodeAt, oldSize), newRoot)).toBe(false)
        }
      }
    }
  })
})
