/**
 * Assurance — 可信等级: what a draw protects against, from its sources of chance (protocol §3, ADR 0001 §5).
 */
import { DIE_MILLIBITS, GAMES } from './lottery.ts'
import type { Assurance, EntropySource } from './records.ts'
import { sourceKey } from './records.ts'

/** 公共熵：whole bits of chance nobody chooses; the same source twice counts once. */
export function countPublicBits(entropy: readonly EntropySource[]): number {
  let millibits = 0
  const seen = new Set<string>()
  for (const source of entropy) {
    if (source.kind === 'secret' || seen.has(sourceKey(source))) continue
    seen.add(sourceKey(source))
    millibits += source.kind === 'dice' ? DIE_MILLIBITS * source.count : GAMES[source.game].millibits
  }
  return Math.floor(millibits / 1000)
}

/**
 * The first letter that holds. `witnessed`: an outside witness cosigned the commitment before the event. E (drawn elsewhere) is never
 * the answer here: such a draw has no commitment.
 */
export function assessAssurance(entropy: readonly EntropySource[], witnessed: boolean): Assurance {
  const bits = countPublicBits(entropy)
  const parties = new Set(entropy.flatMap(s => (s.kind === 'secret' ? [s.party] : [])))
  if (parties.size >= 1 && bits >= 48 && witnessed) return 'A'
  if (parties.size >= 1 && bits >= 24) return 'B'
  if (parties.size >= 2 && entropy.every(s => s.kind === 'secret')) return 'C'
  return 'D'
}
