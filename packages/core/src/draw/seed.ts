/**
 * Seed — 种子: one transcript of the commitment, the opened secrets and the event, and everything keyed by its hash (protocol §§4, 7).
 */
import type { Problem, Result } from '../base/index.ts'
import { concatBytes, decodeAscii, encodeHex, encodeUtf8, err, hmacSha256Hex, ok, sha256, sha256Hex } from '../base/index.ts'
import { HASH, PARTY } from './grammar.ts'
import type { FormatProblem } from './lists.ts'
import type { EntropySource, EventValue, MacName } from './records.ts'

export interface Seed {
  /** 32 bytes */
  readonly seed: Uint8Array
  /** the bytes of seed.txt */
  readonly transcript: Uint8Array
}

/**
 * The lines of `seed.txt` in the order of `entropy`. Errors: `draw.secret_missing` {party} (the draw is *unresolved*) ·
 * `draw.secret_mismatch` {party} · `draw.event_values` {position}.
 */
export function buildSeed(
  draw: string,
  commitSha256: string,
  entropy: readonly EntropySource[],
  secrets: ReadonlyMap<string, string>,
  values: readonly EventValue[],
): Result<Seed> {
  const lines = ['mingcha/seed/v1', `draw ${draw}`, `commit ${commitSha256}`]
  let next = 0
  for (const source of entropy) {
    if (source.kind === 'secret') {
      const opened = secrets.get(source.party)
      if (opened === undefined) return err<Problem>({ code: 'draw.secret_missing', party: source.party })
      if (!HASH.test(opened) || sha256Hex(encodeUtf8(opened)) !== source.sha256)
        return err<Problem>({ code: 'draw.secret_mismatch', party: source.party })
      lines.push(`secret ${source.party} ${opened}`)
      continue
    }
    const value = values[next++]
    if (value === undefined || value.kind !== source.kind) return err<Problem>({ code: 'draw.event_values', position: next })
    lines.push(value.kind === 'dice' ? `dice ${value.numbers}` : `lottery ${value.game} ${value.issue} ${value.numbers}`)
  }
  const transcript = encodeUtf8(`${lines.join('\n')}\n`)
  return ok({ seed: sha256(transcript), transcript })
}

/**
 * The opened secrets of a published `seed.txt`, party → 64 hex. It reads no more than it needs: whoever checks a bundle rebuilds the whole
 * transcript with `buildSeed` and compares bytes.
 */
export function readSecrets(transcript: Uint8Array): Result<ReadonlyMap<string, string>, FormatProblem> {
  const text = decodeAscii(transcript)
  const secrets = new Map<string, string>()
  for (const [i, line] of (text ?? '').split('\n').entries()) {
    if (!line.startsWith('secret ')) continue
    const [, party, opened, ...rest] = line.split(' ')
    if (!PARTY.test(party ?? '') || !HASH.test(opened ?? '') || rest.length > 0 || secrets.has(party!))
      return err({ code: 'draw.format', file: 'seed.txt', line: i + 1, why: 'secret' })
    secrets.set(party!, opened!)
  }
  return text === undefined ? err({ code: 'draw.format', file: 'seed.txt', line: 0, why: 'not ASCII' }) : ok(secrets)
}

/** `seed_check`: tells that two parties hold the same seed without showing it. */
export const checkSeed = (seed: Uint8Array): string => sha256Hex(encodeUtf8(`seed-check|${encodeHex(seed)}`))

/** The MAC of a sealed file under the seed. */
export const fileMac = (seed: Uint8Array, name: MacName, bytes: Uint8Array): string =>
  hmacSha256Hex(seed, concatBytes(encodeUtf8(`file|${name}.txt|`), bytes))

/** The MAC of a full entry (its line without \n) logged while the draw is sealed. */
export const sealedEntryMac = (seed: Uint8Array, n: string, fullEntry: string): string => hmacSha256Hex(seed, `entry|${n}|${fullEntry}`)
