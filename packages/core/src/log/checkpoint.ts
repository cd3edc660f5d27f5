/**
 * Checkpoints (C2SP tlog-checkpoint) and the witnesses' cosignatures over them (tlog-cosignature, Ed25519, `cosignature/v1`).
 *
 * A checkpoint says how large the log is and what its root is; it carries no time. Only a cosignature does, and its time is what proves to
 * strangers that a commitment stood before the event (protocol §8).
 */
import { decodeBase64, encodeBase64, encodeUtf8 } from '../base/index.ts'
import { err, ok, type Result } from '../base/result.ts'
import { verifyEd25519 } from './ed25519.ts'
import { HASH_LENGTH } from './merkle.ts'
import { COSIGNATURE_V1, type Note, type NoteSignature, parseNote, signaturesBy, type Vkey, verifyNote } from './note.ts'

/** 检查点 — origin (the log's name), number of leaves, root. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly extensions: readonly string[]
}

/** 见证签名 — a witness saw this checkpoint at `time`, in seconds of POSIX. */
export interface Cosignature {
  readonly name: string
  readonly time: bigint
}

/** The note text of a checkpoint, which is what the log signs. */
export function printCheckpoint(checkpoint: Omit<Checkpoint, 'extensions'>): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${encodeBase64(checkpoint.root)}\n`
}

/** Reads a note text as a checkpoint. Errors: `log.malformed_checkpoint`. */
export function parseCheckpoint(text: string): Result<Checkpoint> {
  const malformed = err({ code: 'log.malformed_checkpoint' })
  if (!text.endsWith('\n')) return malformed
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n')
  if (origin === undefined || origin === '' || size === undefined || root === undefined || extensions.includes('')) return malformed
  const count = parseCount(size)
  const hash = decodeBase64(root)
  if (count === undefined || hash === undefined || hash.length !== HASH_LENGTH) return malformed
  return ok({ origin, size: count, root: hash, extensions })
}

/**
 * Reads a signed checkpoint and checks the log's own signature; the origin must be the key's name.
 * Errors: `log.malformed_note`, `log.malformed_checkpoint`, `log.unsigned`, `log.bad_signature`, `log.other_origin`.
 */
export function verifyCheckpoint(bytes: Uint8Array, logKey: Vkey): Result<{ checkpoint: Checkpoint; note: Note }> {
  const note = parseNote(bytes)
  if (!note.ok) return note
  const signed = verifyNote(note.value, logKey)
  if (!signed.ok) return signed
  const checkpoint = parseCheckpoint(signed.value)
  if (!checkpoint.ok) return checkpoint
  if (checkpoint.value.origin !== logKey.name) return err({ code: 'log.other_origin', origin: checkpoint.value.origin })
  return ok({ checkpoint: checkpoint.value, note: note.value })
}

/** The message a witness signs: two lines of its own, then the note text. */
export function cosignatureMessage(time: bigint, text: string): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${time}\n${text}`)
}

/** The signature line of a cosignature: 8 bytes of big-endian time before the 64 of Ed25519. */
export function cosignatureLine(key: Vkey, time: bigint, signature: Uint8Array): NoteSignature {
  const timed = new Uint8Array(8 + signature.length)
  new DataView(timed.buffer).setBigUint64(0, time)
  timed.set(signature, 8)
  return { name: key.name, keyId: key.keyId, signature: timed }
}

/** The cosignatures of the given witnesses, all verified; others are ignored. Errors: `log.bad_signature` where a known witness's line is false. */
export function verifyCosignatures(note: Note, witnesses: readonly Vkey[]): Result<Cosignature[]> {
  const cosignatures: Cosignature[] = []
  for (const witness of witnesses) {
    if (witness.type !== COSIGNATURE_V1) continue
    for (const line of signaturesBy(note, witness)) {
      const time = line.signature.length === 72 ? new DataView(line.signature.slice().buffer).getBigUint64(0) : undefined
      const valid =
        time !== undefined &&
        time < 1n << 63n &&
        verifyEd25519(witness.publicKey, cosignatureMessage(time, note.text), line.signature.subarray(8))
      if (!valid) return err({ code: 'log.bad_signature', key: witness.name })
      cosignatures.push({ name: witness.name, time })
    }
  }
  return ok(cosignatures)
}

/** A plain decimal without leading zeros, below 2^53. */
export function parseCount(text: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined
  const count = Number(text)
  return Number.isSafeInteger(count) ? count : undefined
}
