/** The SHA-256 of a file, before it is sent: by the browser where it may, else by core — over plain http there is no `crypto.subtle`. */
import { sha256Hex } from '@mingcha/core/base'

export async function hashFile(file: Blob, subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (subtle === undefined) return sha256Hex(bytes)
  return Array.from(new Uint8Array(await subtle.digest('SHA-256', bytes)), b => b.toString(16).padStart(2, '0')).join('')
}
