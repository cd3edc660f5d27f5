/**
 * Hash — SHA-256 and HMAC-SHA256 over @noble/hashes. The batch HMAC for tickets is `ticket-hmac.ts`.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { encodeHex, encodeUtf8 } from './bytes.ts'

export const sha256 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes)
export const sha256Hex = (bytes: Uint8Array): string => encodeHex(nobleSha256(bytes))

/** HMAC-SHA256; text is taken as UTF-8. */
export const hmacSha256 = (key: Uint8Array, message: Uint8Array | string): Uint8Array =>
  hmac(nobleSha256, key, typeof message === 'string' ? encodeUtf8(message) : message)

export const hmacSha256Hex = (key: Uint8Array, message: Uint8Array | string): string => encodeHex(hmacSha256(key, message))
