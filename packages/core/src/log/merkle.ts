/**
 * The Merkle tree of RFC 6962 §2.1: roots, inclusion proofs, consistency proofs, over SHA-256.
 *
 * Used twice: the lists of a commitment are committed by the root over their lines (protocol §2), and the log is one such tree (protocol §8).
 * Promises: verification answers `false` for anything hostile (wrong lengths, surplus or missing hashes, sizes beyond 2^53) and never throws;
 * leaf and node hashes carry different prefixes, so that a node can never be passed off as a leaf.
 * Refuses: to prove what is not in the tree. Asking for a proof outside it is a bug of the caller and throws.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { equalBytes } from '../base/bytes.ts'
import { treeHash } from '../base/tree-hash.ts'

const LEAF_PREFIX = 0
const NODE_PREFIX = 1
export const HASH_LENGTH = 32

/** SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return treeHash(LEAF_PREFIX, entry)
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return treeHash(NODE_PREFIX, left, right)
}

/** The root over entries in order, in one pass and O(log n) memory. The empty tree is SHA-256 of nothing. */
export function merkleRoot(leaves: Iterable<Uint8Array>): Uint8Array {
  const frontier: (Uint8Array | undefined)[] = []
  for (const leaf of leaves) carry(frontier, leafHash(leaf))
  return foldFrontier(frontier)
}

/** The same over leaf hashes already computed. */
export function rootOfLeafHashes(leafHashes: Iterable<Uint8Array>): Uint8Array {
  const frontier: (Uint8Array | undefined)[] = []
  for (const hash of leafHashes) carry(frontier, hash)
  return foldFrontier(frontier)
}

/** A binary counter of perfect subtrees: slot k holds the pending subtree of 2^k leaves. */
function carry(frontier: (Uint8Array | undefined)[], hash: Uint8Array): void {
  let level = 0
  let node = hash
  for (let pending = frontier[level]; pending !== undefined; pending = frontier[level]) {
    node = nodeHash(pending, node)
    frontier[level] = undefined
    level++
  }
  frontier[level] = node
}

function foldFrontier(frontier: readonly (Uint8Array | undefined)[]): Uint8Array {
  let root: Uint8Array | undefined
  for (const pending of frontier) {
    if (pending !== undefined) root = root === undefined ? pending : nodeHash(pending, root)
  }
  return root ?? sha256(new Uint8Array(0))
}

/** Reads the root of the perfect subtree of 2^level leaves that starts at leaf index·2^level. */
export type NodeAt = (level: number, index: number) => Uint8Array

/** All perfect subtrees over these leaf hashes, kept in memory (2n hashes). */
export function storeTree(leafHashes: readonly Uint8Array[]): NodeAt {
  const levels: Uint8Array[][] = [leafHashes.slice()]
  for (let below = levels[0]!; below.length > 1; below = levels[levels.length - 1]!) {
    const level: Uint8Array[] = []
    for (let i = 0; i + 1 < below.length; i += 2) level.push(nodeHash(below[i]!, below[i + 1]!))
    levels.push(level)
  }
  return (level, index) => {
    const node = levels[level]?.[index]
    if (node === undefined) throw new RangeError(`no perfect subtree at level ${level}, index ${index}`)
    return node
  }
}

/** The root of the tree of the first `size` leaves. */
export function rootAt(nodeAt: NodeAt, size: number): Uint8Array {
  return size === 0 ? sha256(new Uint8Array(0)) : subtreeRoot(nodeAt, 0, size)
}

/** The inclusion proof of leaf `index` in the tree of the first `size` leaves, from the leaf's sibling upwards. */
export function proveInclusion(nodeAt: NodeAt, index: number, size: number): Uint8Array[] {
  if (!isCount(index) || !isCount(size) || index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size}`)
  const proof: Uint8Array[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    if (index < middle) {
      proof.push(subtreeRoot(nodeAt, middle, end))
      end = middle
    } else {
      proof.push(subtreeRoot(nodeAt, start, middle))
      start = middle
    }
  }
  return proof.reverse()
}

/** The consistency proof between the first `oldSize` and the first `newSize` leaves; empty where the old tree is empty or the same. */
export function proveConsistency(nodeAt: NodeAt, oldSize: number, newSize: number): Uint8Array[] {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) throw new RangeError(`${oldSize} does not precede ${newSize}`)
  if (oldSize === 0 || oldSize === newSize) return []
  const proof: Uint8Array[] = []
  let start = 0
  let end = newSize
  let wholeOld = true
  while (oldSize !== end) {
    const middle = start + splitPoint(end - start)
    if (oldSize <= middle) {
      proof.push(subtreeRoot(nodeAt, middle, end))
      end = middle
    } else {
      proof.push(subtreeRoot(nodeAt, start, middle))
      start = middle
      wholeOld = false
    }
  }
  if (!wholeOld) proof.push(subtreeRoot(nodeAt, start, end))
  return proof.reverse()
}

/** Whether `proof` leads from this leaf at `index` to `root` in a tree of `size`. Any input is allowed. */
export function verifyInclusion(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, root]) || !areHashes(proof)) return false
  let fn = index
  let sn = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && equalBytes(hash, root)
}

/** Whether the tree of `newSize` with `newRoot` only appended to the tree of `oldSize` with `oldRoot`. Any input is allowed. */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  proof: readonly Uint8Array[],
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
): boolean {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize || !areHashes([oldRoot, newRoot]) || !areHashes(proof)) return false
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot)
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, sha256(new Uint8Array(0)))
  let fn = oldSize - 1
  let sn = newSize - 1
  while (isOdd(fn)) {
    fn = half(fn)
    sn = half(sn)
  }
  // An old tree that is a perfect subtree needs no seed hash: its root is one.
  const path = fn === 0 ? [oldRoot, ...proof] : [...proof]
  const seed = path.shift()
  if (seed === undefined) return false
  let oldHash = seed
  let newHash = seed
  for (const sibling of path) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      oldHash = nodeHash(sibling, oldHash)
      newHash = nodeHash(sibling, newHash)
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else {
      newHash = nodeHash(newHash, sibling)
    }
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot)
}

/** The root over leaves [start, end), start being a multiple of the largest power of two in the range. */
function subtreeRoot(nodeAt: NodeAt, start: number, end: number): Uint8Array {
  const count = end - start
  let left = 1
  let level = 0
  while (left * 2 <= count) {
    left *= 2
    level++
  }
  const node = nodeAt(level, start / left)
  return left === count ? node : nodeHash(node, subtreeRoot(nodeAt, start + left, end))
}

/** The largest power of two smaller than n (n > 1). */
function splitPoint(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
const isOdd = (n: number): boolean => n % 2 === 1
const half = (n: number): number => Math.floor(n / 2)
const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every(hash => hash.length === HASH_LENGTH)
