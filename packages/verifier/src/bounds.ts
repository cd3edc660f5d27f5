/**
 * Bounds before arithmetic (protocol §9, ADR 0001 §16): what a verifier agrees to look at. Everything above fails `bundle.bounds`
 * and is treated as absent, so that no later step can be made to run for ever.
 */
export const MAX_FILE_BYTES = 64 * 1024 * 1024
export const MAX_BUNDLE_BYTES = 256 * 1024 * 1024
export const MAX_LINES = 5_000_000
export const MAX_SLOTS = 2 ** 18
export const MAX_JSON_DEPTH = 16

const NEWLINE = 0x0a

/** Number of newlines. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

/** The deepest nesting of brackets outside strings, in one pass and without recursion. */
export function jsonDepth(bytes: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (inString) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}
