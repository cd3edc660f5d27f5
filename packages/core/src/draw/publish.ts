/**
 * Publish — 公布: the last entry of a draw binds the SHA-256 of every file of its bundle (protocol §7, ADR 0001 §7).
 */
import type { Problem, Result } from '../base/index.ts'
import { err, ok, sha256Hex } from '../base/index.ts'
import type { Publish } from './records.ts'
import { PUBLISHED_FILES, parsePublish, printPublish } from './records.ts'

export interface PublishInput {
  readonly draw: string
  /** log indexes as decimals */
  readonly commit: string
  readonly event: string
  readonly result: string
  /** every file of the bundle but publish.json and publish.tlog-proof */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** ids that stand on the list after all changes and are not visited yet, any order */
  readonly undone: readonly string[]
}

/** Bytes of publish.json, which are the log leaf. Error `draw.bundle_files` {file} where a file is missing or surplus. */
export function publishEntry(input: PublishInput): Result<{ readonly publish: Publish; readonly bytes: Uint8Array }> {
  for (const name of PUBLISHED_FILES) if (!input.files.has(name)) return err<Problem>({ code: 'draw.bundle_files', file: name })
  for (const name of input.files.keys()) if (!PUBLISHED_FILES.includes(name)) return err<Problem>({ code: 'draw.bundle_files', file: name })
  const publish: Publish = {
    draw: input.draw,
    commit: input.commit,
    commit_sha256: sha256Hex(input.files.get('commit.json')!),
    event: input.event,
    result: input.result,
    result_sha256: sha256Hex(input.files.get('result.json')!),
    files: Object.fromEntries(PUBLISHED_FILES.map(name => [name, sha256Hex(input.files.get(name)!)])),
    undone: [...new Set(input.undone)].sort(),
  }
  const bytes = printPublish(publish)
  const read = parsePublish(bytes)
  return read.ok ? ok({ publish: read.value, bytes }) : read
}
