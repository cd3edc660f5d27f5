/**
 * Strict base64 (RFC 4648 §4) — the same bytes have one text. Proofs, notes and keys are compared as text by strangers,
 * so missing padding, non-zero trailing bits, white space and the URL alphabet are refused.
 */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUE = new Map([...ALPHABET].map((c, i) => [c, i]))

export function encodeBase64(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const v = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    out +=
      ALPHABET[v >> 18]! + ALPHABET[(v >> 12) & 63]! + (left > 1 ? ALPHABET[(v >> 6) & 63]! : '=') + (left > 2 ? ALPHABET[v & 63]! : '=')
  }
  return out
}

/** Base64 → bytes, `undefined` for every text that `encodeBase64` does not print. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const out = new Uint8Array((text.length / 4) * 3 - padding)
  let n = 0
  for (let i = 0; i < text.length; i += 4) {
    const last = i + 4 === text.length ? padding : 0
    let v = 0
    for (let k = 0; k < 4; k++) {
      const d = k >= 4 - last ? 0 : VALUE.get(text[i + k]!)
      if (d === undefined) return undefined
      v = (v << 6) | d
    }
    if ((last === 1 && (v & 0xff) !== 0) || (last === 2 && (v & 0xffff) !== 0)) return undefined
    out[n++] = v >> 16
    if (last < 2) out[n++] = (v >> 8) & 0xff
    if (last < 1) out[n++] = v & 0xff
  }
  return out
}
