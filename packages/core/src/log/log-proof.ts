/**
 * `c2sp.org/tlog-proof@v1` files: an index, an inclusion proof and a signed checkpoint, checkable offline for ever.
 *
 * Promises: one text for one proof (strict decimals, canonical base64), so that no byte of a file can change unseen.
 */
import { concatBytes, decodeBase64, decodeUtf8, encodeBase64, encodeUtf8 } from '../base/index.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type Checkpoint, type Cosignature, parseCount, verifyCheckpoint, verifyCosignatures } from './checkpoint.ts'
import { HASH_LENGTH, leafHash, verifyInclusion } from './merkle.ts'
import type { Vkey } from './note.ts'

const HEADER = 'c2sp.org/tlog-proof@v1'
/** A tree below 2^53 leaves has no longer path. */
const MAX_HASHES = 53
/** ADR 0001 §16 */
const MAX_PROOF_BYTES = 1 << 26

/** 日志证明 — where the entry stands, the path from leaf to root, and the checkpoint's bytes as signed. */
export interface LogProof {
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  readonly checkpoint: Uint8Array
  readonly extra?: Uint8Array
}

/** What a verified proof establishes. */
export interface LoggedEntry {
  readonly index: number
  readonly checkpoint: Checkpoint
  readonly cosignatures: readonly Cosignature[]
}

export function printLogProof({ index, hashes, checkpoint, extra }: LogProof): Uint8Array {
  const lines = [HEADER, ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]), `index ${index}`, ...hashes.map(encodeBase64)]
  return concatBytes(encodeUtf8(`${lines.join('\n')}\n\n`), checkpoint)
}

/** Takes a proof file apart without trusting it. Errors: `log.malformed_proof`. */
export function parseLogProof(bytes: Uint8Array): Result<LogProof> {
  const malformed = err({ code: 'log.malformed_proof' })
  if (bytes.length > MAX_PROOF_BYTES) return malformed
  const text = decodeUtf8(bytes)
  const gap = text?.indexOf('\n\n') ?? -1
  if (text === undefined || gap < 0) return malformed
  const lines = text.slice(0, gap).split('\n')
  if (lines.shift() !== HEADER) return malformed
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()!.slice(6)) : null
  const indexLine = lines.shift()
  const index = indexLine?.startsWith('index ') ? parseCount(indexLine.slice(6)) : undefined
  if (extra === undefined || index === undefined || lines.length > MAX_HASHES) return malformed
  const hashes: Uint8Array[] = []
  for (const line of lines) {
    const hash = decodeBase64(line)
    if (hash === undefined || hash.length !== HASH_LENGTH) return malformed
    hashes.push(hash)
  }
  const checkpoint = encodeUtf8(text.slice(gap + 2))
  return ok(extra === null ? { index, hashes, checkpoint } : { index, hashes, checkpoint, extra })
}

/**
 * Checks that `entry` (its bytes, not its hash) stands in the log of `logKey` as the proof says, and collects the witnesses' times.
 * Errors: `log.malformed_proof`, those of {@link verifyCheckpoint} and {@link verifyCosignatures}, `log.not_included`.
 */
export function verifyLogProof(proof: LogProof, entry: Uint8Array, logKey: Vkey, witnesses: readonly Vkey[] = []): Result<LoggedEntry> {
  const signed = verifyCheckpoint(proof.checkpoint, logKey)
  if (!signed.ok) return signed
  const { checkpoint, note } = signed.value
  if (!verifyInclusion(leafHash(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root)) {
    return err({ code: 'log.not_included', index: proof.index })
  }
  const cosignatures = verifyCosignatures(note, witnesses)
  return cosignatures.ok ? ok({ index: proof.index, checkpoint, cosignatures: cosignatures.value }) : cosignatures
}
