/**
 * Ed25519 verification (RFC 8032, strict: canonical encodings, no small-order key) without WebCrypto, so that it runs in core, in a page opened
 * from disk and in old browsers alike. Signing needs a private key and therefore lives with whoever holds one, never here.
 */
import { ed25519 } from '@noble/curves/ed25519.js'

export const PUBLIC_KEY_LENGTH = 32
export const SIGNATURE_LENGTH = 64

// No table of base-point multiples: it pays for itself only after a dozen signatures, and a bundle has four.
ed25519.Point.BASE.precompute(1)

/** Whether `signature` over `message` is valid under `publicKey`. Any input is allowed. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== PUBLIC_KEY_LENGTH || signature.length !== SIGNATURE_LENGTH) return false
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}
