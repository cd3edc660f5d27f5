/**
 * Sealed entries — 封存条目: what happens to a team while the draw is sealed is logged by MAC, its full text kept for the bundle (protocol §7,
 * ADR 0001 §8). Here: the unfilled slots that are part of the result.
 */
import type { Result } from '../base/index.ts'
import { decodeUtf8, encodeUtf8, err, ok, parseCanonicalText } from '../base/index.ts'
import { findCut } from './certificate.ts'
import type { FormatProblem } from './lists.ts'
import type { Network } from './network.ts'
import type { UnfilledEntry } from './records.ts'
import { printSealedEntry, printUnfilled, UNFILLED_TYPE } from './records.ts'
import { sealedEntryMac } from './seed.ts'
import type { Filling } from './solver.ts'

/** One entry for each unfilled slot, in the byte order of (id, slot), numbered from 1. */
export const listUnfilled = (net: Network, at: Filling, draw: string): UnfilledEntry[] =>
  net.slots
    .flatMap((slot, s) => (at[s]! < 0 ? [{ id: slot.id, slot: slot.slot, cut: findCut(net, at, s) }] : []))
    .map((e, k) => ({
      draw,
      n: String(k + 1),
      ...e,
    }))

/** The bytes of `entries.jsonl` for these full lines. */
export const printEntries = (lines: readonly string[]): Uint8Array => encodeUtf8(lines.map(line => `${line}\n`).join(''))

/** `entries.jsonl` → its full entries, each without \n; every line is an object in canonical bytes. Error `draw.format` with the line. */
export function parseEntries(bytes: Uint8Array): Result<string[], FormatProblem> {
  const refuse = (line: number, why: string) => err<FormatProblem>({ code: 'draw.format', file: 'entries.jsonl', line, why })
  const text = decodeUtf8(bytes)
  if (text === undefined) return refuse(0, 'not UTF-8')
  if (text === '') return ok([])
  const lines = text.split('\n')
  if (lines.pop() !== '') return refuse(lines.length + 1, 'no newline at the end')
  for (const [i, line] of lines.entries()) {
    const parsed = parseCanonicalText(line)
    if (!parsed.ok) return refuse(i + 1, parsed.error.why)
    if (!line.startsWith('{')) return refuse(i + 1, 'not an object')
  }
  return ok(lines)
}

/** What the log holds instead of a full entry while the draw is sealed. */
export const sealEntry = (seed: Uint8Array, type: string, draw: string, n: string, fullEntry: string): Uint8Array =>
  printSealedEntry({ type, draw, n, mac: sealedEntryMac(seed, n, fullEntry) })

export const sealUnfilled = (seed: Uint8Array, entry: UnfilledEntry): Uint8Array =>
  sealEntry(seed, UNFILLED_TYPE, entry.draw, entry.n, printUnfilled(entry))
