/**
 * Signed notes and verifier keys (C2SP signed-note): a text, an empty line, and signature lines.
 *
 * Promises: parsing is strict (UTF-8, no control characters, canonical base64, bounded size); a line under an unknown key is ignored, so that
 * an SM2 or a witness line can stand beside the log's; a line under a known key that does not verify condemns the whole note.
 * Refuses: to trust a text without a valid signature of a key the caller named.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, decodeBase64, decodeUtf8, encodeBase64, encodeHex, encodeUtf8 } from '../base/index.ts'
import { err, ok, type Result } from '../base/result.ts'
import { PUBLIC_KEY_LENGTH, verifyEd25519 } from './ed25519.ts'

/** The signature types of signed-note this log knows: plain Ed25519, and the Ed25519 cosignature of a witness. */
export const ED25519 = 0x01
export const COSIGNATURE_V1 = 0x04
export type SignatureType = typeof ED25519 | typeof COSIGNATURE_V1

/** A note comes inside a file, which is at most 64 MiB (ADR 0001 §16). */
const MAX_NOTE_BYTES = 1 << 26
const MAX_SIGNATURES = 64

/** 验证公钥 — `<name>+<8 hex>+<base64(type ‖ public key)>`, taken apart. `keyId` is 8 hex digits. */
export interface Vkey {
  readonly name: string
  readonly keyId: string
  readonly type: SignatureType
  readonly publicKey: Uint8Array
}

/** One signature line: who claims to sign, and the bytes after the key id. */
export interface NoteSignature {
  readonly name: string
  readonly keyId: string
  readonly signature: Uint8Array
}

/** A note taken apart. `text` includes its final newline; nothing in it is trusted yet. */
export interface Note {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** SHA-256(name ‖ "\n" ‖ type ‖ public key)[:4] in hex. */
export function keyIdOf(name: string, type: SignatureType, publicKey: Uint8Array): string {
  return encodeHex(sha256(concatBytes(encodeUtf8(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, 4))
}

export function makeVkey(name: string, type: SignatureType, publicKey: Uint8Array): Vkey {
  return { name, keyId: keyIdOf(name, type, publicKey), type, publicKey }
}

export function printVkey(vkey: Vkey): string {
  return `${vkey.name}+${vkey.keyId}+${encodeBase64(concatBytes(Uint8Array.of(vkey.type), vkey.publicKey))}`
}

/** Reads a vkey without its newline. Errors: `log.malformed_key`. */
export function parseVkey(text: string): Result<Vkey> {
  const malformed = err({ code: 'log.malformed_key' })
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,128})$/.exec(text)
  if (match === null) return malformed
  const [, name, keyId, encoded] = match as unknown as [string, string, string, string]
  const material = decodeBase64(encoded)
  if (!isKeyName(name) || material === undefined || material.length !== 1 + PUBLIC_KEY_LENGTH) return malformed
  const type = material[0]
  if (type !== ED25519 && type !== COSIGNATURE_V1) return malformed
  const vkey = makeVkey(name, type, material.slice(1))
  return vkey.keyId === keyId ? ok(vkey) : malformed
}

/** Key names are non-empty, without spaces, plus signs and control characters. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && !/[\p{White_Space}+]/u.test(name) && !hasControl(name)
}

/** The bytes of a note: text, empty line, signature lines. `text` must end in a newline. */
export function printNote(text: string, signatures: readonly NoteSignature[]): Uint8Array {
  return encodeUtf8(`${text}\n${signatures.map(printSignature).join('')}`)
}

function printSignature({ name, keyId, signature }: NoteSignature): string {
  const id = keyId.match(/../g)!.map(pair => Number.parseInt(pair, 16))
  return `— ${name} ${encodeBase64(concatBytes(Uint8Array.from(id), signature))}\n`
}

/** Takes a note apart without trusting it. Errors: `log.malformed_note`. */
export function parseNote(bytes: Uint8Array): Result<Note> {
  const malformed = err({ code: 'log.malformed_note' })
  if (bytes.length > MAX_NOTE_BYTES) return malformed
  const whole = decodeUtf8(bytes)
  if (whole === undefined || hasControl(whole.replaceAll('\n', ''))) return malformed
  const gap = whole.lastIndexOf('\n\n')
  if (gap < 0 || !whole.endsWith('\n')) return malformed
  const lines = whole.slice(gap + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) return malformed
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = parseSignature(line)
    if (signature === undefined) return malformed
    signatures.push(signature)
  }
  return ok({ text: whole.slice(0, gap + 1), signatures })
}

function parseSignature(line: string): NoteSignature | undefined {
  const match = /^— ([^ ]+) ([^ ]+)$/.exec(line)
  if (match === null) return undefined
  const [, name, encoded] = match as unknown as [string, string, string]
  const bytes = decodeBase64(encoded)
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined
  return { name, keyId: encodeHex(bytes.subarray(0, 4)), signature: bytes.slice(4) }
}

/** The signature lines that claim to be by this key, by name and id together. */
export function signaturesBy(note: Note, key: Vkey): NoteSignature[] {
  return note.signatures.filter(line => line.name === key.name && line.keyId === key.keyId)
}

/** Checks the plain Ed25519 lines of one key. Errors: `log.unsigned` (no line by it), `log.bad_signature` (one that does not verify). */
export function verifyNote(note: Note, key: Vkey): Result<string> {
  const lines = key.type === ED25519 ? signaturesBy(note, key) : []
  if (lines.length === 0) return err({ code: 'log.unsigned', key: key.name })
  const message = encodeUtf8(note.text)
  if (!lines.every(line => verifyEd25519(key.publicKey, message, line.signature))) return err({ code: 'log.bad_signature', key: key.name })
  return ok(note.text)
}

/** Whether a character below U+0020 is inside. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return true
  return false
}
