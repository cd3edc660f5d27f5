/**
 * Keyed hashes under the draw salt — 盐: what is committed can be checked by auditors and guessed by nobody (protocol §2, ADR 0001 §§3, 10).
 * The salt is 32 random bytes; certificate numbers and witnesses' names never enter a file in clear.
 */
import { hexOfWords, hmacSha256Hex, shortHmac } from '../base/index.ts'

/** The nonce of a list line, from the text before it. */
export const nonceOf = (salt: Uint8Array, file: string, lineBefore: string): string => hmacSha256Hex(salt, `${file}|${lineBefore}`)

/** The same for the millions of lines of one file. */
export function nonceMaker(salt: Uint8Array, file: string): (lineBefore: string) => string {
  const hmac = shortHmac(salt, `${file}|`)
  const words = new Uint32Array(8)
  return lineBefore => {
    hmac(lineBefore, words, 0)
    return hexOfWords(words, 0)
  }
}

/** 执法证号 → the certificate column of the roster. */
export const certificateMac = (salt: Uint8Array, number: string): string => hmacSha256Hex(salt, number)

/** 见证人 → the entry of `witnesses` in the event. */
export const witnessMac = (salt: Uint8Array, name: string): string => hmacSha256Hex(salt, `witness|${name}`)
