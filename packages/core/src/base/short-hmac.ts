/**
 * Short HMAC — HMAC-SHA256 of millions of short ASCII messages under one key, for tickets and pair costs (protocol §§5, 6).
 *
 * Why not @noble/hashes: its clone allocates three objects a message; four million tickets must fit in seconds. Here both key pads are
 * hashed once (midstates), a message of up to 55 bytes costs two compressions and no allocation. Tested against @noble/hashes on every
 * message length up to 200. It is not constant-time: the messages are public ids, and it never authenticates a stranger's bytes.
 */
import { sha256 } from './hash.ts'

/** Writes the eight big-endian words of HMAC(key, text) to `out[at…at+7]`. A character above 0x7f is a bug and throws. */
export type ShortHmac = (text: string, out: Uint32Array, at: number) => void

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2).
// biome-ignore format: a table
const K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
])

// biome-ignore format: a table
export const INITIAL = new Int32Array([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19])

/** One compression (FIPS 180-4 §6.2.2): state `from` and the block in `w[0…15]` → state `to`. `w` has room for 64 words. */
export function compress(from: Int32Array, to: Int32Array, w: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!
    const y = w[i - 2]!
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0
  }
  let a = from[0]!
  let b = from[1]!
  let c = from[2]!
  let d = from[3]!
  let e = from[4]!
  let f = from[5]!
  let g = from[6]!
  let h = from[7]!
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + K[i]! + w[i]!) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  to[0] = (from[0]! + a) | 0
  to[1] = (from[1]! + b) | 0
  to[2] = (from[2]! + c) | 0
  to[3] = (from[3]! + d) | 0
  to[4] = (from[4]! + e) | 0
  to[5] = (from[5]! + f) | 0
  to[6] = (from[6]! + g) | 0
  to[7] = (from[7]! + h) | 0
}

/** HMAC-SHA256 under `key` of `prefix` + text; the prefix is ASCII and the same for every message. */
export function shortHmac(key: Uint8Array, prefix: string): ShortHmac {
  const pad = new Uint8Array(64)
  pad.set(key.length > 64 ? sha256(key) : key)
  const w = new Int32Array(64)
  const inner = new Int32Array(8)
  const outer = new Int32Array(8)
  for (const [state, mask] of [
    [inner, 0x36363636],
    [outer, 0x5c5c5c5c],
  ] as const) {
    for (let i = 0; i < 16; i++) w[i] = ((pad[4 * i]! << 24) | (pad[4 * i + 1]! << 16) | (pad[4 * i + 2]! << 8) | pad[4 * i + 3]!) ^ mask
    compress(INITIAL, state, w)
  }
  if (prefix.length >= 56) throw new Error('a prefix is short')
  const head = new Int32Array(16)
  for (let i = 0; i < prefix.length; i++) head[i >> 2]! |= prefix.charCodeAt(i) << (24 - 8 * (i & 3))
  const state = new Int32Array(8)

  return (text, out, at) => {
    const length = prefix.length + text.length
    for (let i = 0; i < 16; i++) w[i] = head[i]!
    let from = inner
    let n = prefix.length
    let high = 0
    for (let k = 0; k < text.length; k++) {
      const c = text.charCodeAt(k)
      high |= c
      w[n >> 2]! |= c << (24 - 8 * (n & 3))
      if (++n === 64) {
        compress(from, state, w)
        from = state
        for (let i = 0; i < 16; i++) w[i] = 0
        n = 0
      }
    }
    if (high > 0x7f) throw new Error('tickets are over ASCII')
    w[n >> 2]! |= 0x80 << (24 - 8 * (n & 3))
    if (n >= 56) {
      compress(from, state, w)
      from = state
      for (let i = 0; i < 16; i++) w[i] = 0
    }
    // The pad block counts: (64 + length) bytes in bits, far below 2^32.
    w[15] = (64 + length) * 8
    compress(from, state, w)
    for (let i = 0; i < 8; i++) w[i] = state[i]!
    w[8] = 0x80000000 | 0
    for (let i = 9; i < 15; i++) w[i] = 0
    w[15] = (64 + 32) * 8
    compress(outer, state, w)
    for (let i = 0; i < 8; i++) out[at + i] = state[i]!
  }
}

const DIGITS = Uint8Array.from('0123456789abcdef', c => c.charCodeAt(0))
const BATCH = 16

/**
 * Eight words at each of these places → 64 hex characters each. Sixteen are made as one text and cut, from a plain array of units: half the
 * time of joining digits or of spreading a typed array.
 */
export function hexOfAll(words: Uint32Array, places: ArrayLike<number>): string[] {
  const out: string[] = new Array(places.length)
  const units: number[] = []
  for (let first = 0; first < places.length; first += BATCH) {
    const end = Math.min(places.length, first + BATCH)
    let n = 0
    for (let k = first; k < end; k++) {
      const at = places[k]!
      for (let i = at; i < at + 8; i++) {
        const v = words[i]!
        for (let shift = 28; shift >= 0; shift -= 4) units[n++] = DIGITS[(v >>> shift) & 15]!
      }
    }
    units.length = n
    const text = String.fromCharCode.apply(null, units)
    for (let k = first; k < end; k++) out[k] = text.slice(64 * (k - first), 64 * (k - first) + 64)
  }
  return out
}

/** Eight words → 64 hex characters. */
export const hexOfWords = (words: Uint32Array, at: number): string => hexOfAll(words, [at])[0]!
