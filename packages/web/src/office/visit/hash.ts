/** 校验值 — SHA-256 of a file as it was taken, before it travels. Plain http has no `crypto.subtle`; core's own does the same, slower. */
import { encodeHex, sha256Hex } from '@mingcha/core/base'

export async function hashFile(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer()
  // biome-ignore lint/complexity/useOptionalChain: absent on plain http, whatever the type says.
  if (globalThis.crypto && globalThis.crypto.subtle) return encodeHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
  return sha256Hex(new Uint8Array(bytes))
}
