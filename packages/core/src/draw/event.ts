/**
 * Event — 公共随机事件: whether an event record answers its commitment (protocol §4, ADR 0001 §3). The record's own grammar is
 * `parseEvent`; here the two are held against each other. The log's order and the evidence file are the caller's.
 */
import type { Problem, Result } from '../base/index.ts'
import { err, ok } from '../base/index.ts'
import { isNumbers } from './lottery.ts'
import type { Commit, DrawEvent, EventValue, PublicSource } from './records.ts'

export const publicSources = (commit: Commit): readonly PublicSource[] => commit.entropy.filter(s => s.kind !== 'secret')

/**
 * Errors: `draw.event_other_commit` (another draw or other commitment bytes) · `draw.event_early` {notBefore} · `draw.event_late` {eventBy} ·
 * `draw.event_values` {position} (missing, surplus, another game, issue or count of dice).
 */
export function validateEvent(commit: Commit, commitSha256: string, event: DrawEvent): Result<readonly EventValue[]> {
  if (event.draw !== commit.draw || event.commit_sha256 !== commitSha256)
    return err<Problem>({ code: 'draw.event_other_commit', draw: event.draw })
  const sources = publicSources(commit)
  for (const s of sources)
    if (event.at < s.notBefore) return err<Problem>({ code: 'draw.event_early', notBefore: s.notBefore, at: event.at })
  if (event.at > commit.eventBy) return err<Problem>({ code: 'draw.event_late', eventBy: commit.eventBy, at: event.at })
  for (let i = 0; i < Math.max(sources.length, event.values.length); i++) {
    const source = sources[i]
    const value = event.values[i]
    if (source === undefined || value === undefined || !answers(source, value))
      return err<Problem>({ code: 'draw.event_values', position: i + 1 })
  }
  return ok(event.values)
}

function answers(source: PublicSource, value: EventValue): boolean {
  if (source.kind === 'dice') return value.kind === 'dice' && isNumbers(source, value.numbers)
  return value.kind === 'lottery' && value.game === source.game && value.issue === source.issue && isNumbers(source, value.numbers)
}
