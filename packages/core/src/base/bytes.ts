/**
 * Bytes — every hash of the product is over bytes, so text becomes bytes here and nowhere else.
 *
 * Promises: strict UTF-8 (no overlong form, no surrogate, no replacement character), lower-case hex, byte order.
 * Refuses: anything it would have to guess. Refused text is `undefined`, a lone surrogate handed to `encodeUtf8` is a bug and throws.
 * TextEncoder is not used: core has neither DOM nor node types, and TextDecoder replaces silently by default.
 */

/** Text → UTF-8. Throws on a lone surrogate: no lawful text holds one. */
export function encodeUtf8(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3)
  let n = 0
  for (let i = 0; i < text.length; i++) {
    let c = text.charCodeAt(i)
    if (c < 0x80) {
      out[n++] = c
      continue
    }
    if (c < 0x800) {
      out[n++] = 0xc0 | (c >> 6)
      out[n++] = 0x80 | (c & 0x3f)
      continue
    }
    if (c >= 0xd800 && c <= 0xdfff) {
      const low = text.charCodeAt(i + 1)
      if (c > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) throw new Error('lone surrogate in text')
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00)
      i++
      out[n++] = 0xf0 | (c >> 18)
      out[n++] = 0x80 | ((c >> 12) & 0x3f)
    } else {
      out[n++] = 0xe0 | (c >> 12)
    }
    out[n++] = 0x80 | ((c >> 6) & 0x3f)
    out[n++] = 0x80 | (c & 0x3f)
  }
  return out.slice(0, n)
}

const CHUNK = 8192

/** ASCII bytes → text, `undefined` when a byte is 0x80 or above. The fast path of every list. */
export function decodeAscii(bytes: Uint8Array): string | undefined {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f) return undefined
  return latin(bytes)
}

// A plain array takes the fast path of `apply`; a typed array does not.
const fromUnits = (units: number[]): string => String.fromCharCode.apply(null, units)

function latin(bytes: Uint8Array): string {
  const parts: string[] = []
  const units: number[] = []
  for (let i = 0; i < bytes.length; i += CHUNK) {
    const end = Math.min(bytes.length, i + CHUNK)
    units.length = end - i
    for (let k = i; k < end; k++) units[k - i] = bytes[k]!
    parts.push(fromUnits(units))
  }
  return parts.join('')
}

/** UTF-8 → text, `undefined` when the bytes are not strict UTF-8. A byte order mark is kept as U+FEFF: the caller refuses it. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const ascii = decodeAscii(bytes)
  if (ascii !== undefined) return ascii
  const parts: string[] = []
  let units: number[] = []
  let i = 0
  while (i < bytes.length) {
    const b = bytes[i]!
    const length = b < 0x80 ? 1 : b >= 0xc2 && b < 0xe0 ? 2 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xf0 && b < 0xf5 ? 4 : 0
    if (length === 0 || i + length > bytes.length) return undefined
    let c = length === 1 ? b : b & (0xff >> (length + 1))
    for (let k = 1; k < length; k++) {
      const next = bytes[i + k]!
      if ((next & 0xc0) !== 0x80) return undefined
      c = (c << 6) | (next & 0x3f)
    }
    if ((length === 3 && c < 0x800) || (length === 4 && c < 0x10000) || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return undefined
    if (c >= 0x10000) units.push(0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff))
    else units.push(c)
    i += length
    if (units.length > CHUNK) {
      parts.push(fromUnits(units))
      units = []
    }
  }
  parts.push(fromUnits(units))
  return parts.join('')
}

const HEX = Array.from({ length: 256 }, (_, b) => b.toString(16).padStart(2, '0'))

/** Bytes → lower-case hex. */
export function encodeHex(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i++) out += HEX[bytes[i]!]
  return out
}

/** Lower-case hex → bytes; `undefined` for upper case, odd length or any other sign. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined
  const out = new Uint8Array(text.length / 2)
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return out
}

/** Byte order: negative, zero or positive, a shorter prefix first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    const d = a[i]! - b[i]!
    if (d !== 0) return d
  }
  return a.length - b.length
}

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && compareBytes(a, b) === 0

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const p of parts) length += p.length
  const out = new Uint8Array(length)
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}

/** Order of ASCII texts as their bytes. JavaScript compares UTF-16 units, which is byte order as long as both are ASCII. */
export const compareAscii = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
