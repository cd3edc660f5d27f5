/**
 * Reads a bundle: which files are there, within bounds, and what each says. A file that cannot be read is absent from the reading,
 * and the checks that need it say so; the others go on.
 */
import { type Result, sha256Hex } from '@mingcha/core/base'
import {
  type AssignRow,
  assignList,
  BUNDLE_FILES,
  barredList,
  type Commit,
  type CutoffRow,
  cutoffList,
  type DrawEvent,
  type DrawResult,
  type ExcludedRow,
  excludedList,
  type FormatProblem,
  type FrameRow,
  frameList,
  type PairRow,
  type PotentialRow,
  type Publish,
  pairList,
  parseCommit,
  parseEvent,
  parsePublish,
  parseResult,
  potentialList,
  type RosterRow,
  rosterList,
  type SelectedRow,
  type SlotRow,
  selectedList,
  slotList,
} from '@mingcha/core/draw'
import { countLines, jsonDepth, MAX_BUNDLE_BYTES, MAX_FILE_BYTES, MAX_JSON_DEPTH, MAX_LINES, MAX_SLOTS } from './bounds.ts'
import { type Findings, say } from './report.ts'

export type Files = ReadonlyMap<string, Uint8Array>

/** What could be read, file by file. */
export interface Reading {
  /** only files of a bundle, only within bounds */
  readonly files: Files
  /** SHA-256 of a file in hex, computed once; `undefined` where the file is absent */
  digest(name: string): string | undefined
  readonly commit?: Commit
  readonly event?: DrawEvent
  readonly result?: DrawResult
  readonly publish?: Publish
  readonly frame?: readonly FrameRow[]
  readonly excluded?: readonly ExcludedRow[]
  readonly slots?: readonly SlotRow[]
  readonly roster?: readonly RosterRow[]
  readonly barred?: readonly PairRow[]
  readonly pairs?: readonly PairRow[]
  readonly selected?: readonly SelectedRow[]
  readonly cutoffs?: readonly CutoffRow[]
  readonly assign?: readonly AssignRow[]
  readonly potentials?: readonly PotentialRow[]
  /** why a file could not be read, by file name */
  readonly problems: ReadonlyMap<string, FormatProblem>
}

export function checkFiles(files: Files, findings: Findings): Files {
  const missing = BUNDLE_FILES.filter(name => !files.has(name))
  const surplus = [...files.keys()].filter(name => !(BUNDLE_FILES as readonly string[]).includes(name))
  if (missing.length + surplus.length === 0) findings.pass('bundle.files', say('22 份文件', '22 files'))
  else {
    const list = (names: string[]) => names.slice(0, 30).join(' ') || '-'
    findings.fail(
      'bundle.files',
      say(`缺少：${list(missing)}；多出：${list(surplus)}`, `Missing: ${list(missing)}; surplus: ${list(surplus)}`),
    )
  }
  const bounded = new Map<string, Uint8Array>()
  const beyond: string[] = []
  let total = 0
  for (const name of BUNDLE_FILES) {
    const bytes = files.get(name)
    if (bytes === undefined) continue
    total += bytes.length
    if (isBeyondBounds(name, bytes)) beyond.push(name)
    else bounded.set(name, bytes)
  }
  if (total > MAX_BUNDLE_BYTES) {
    findings.fail('bundle.bounds', say(`共 ${total} 字节，超过 256 MiB`, `${total} bytes in all, above 256 MiB`))
    return new Map()
  }
  if (beyond.length > 0) findings.fail('bundle.bounds', say(`超出限度：${beyond.join(' ')}`, `Beyond bounds: ${beyond.join(' ')}`))
  else findings.pass('bundle.bounds', say(`共 ${total} 字节`, `${total} bytes in all`))
  return bounded
}

function isBeyondBounds(name: string, bytes: Uint8Array): boolean {
  if (bytes.length > MAX_FILE_BYTES) return true
  if (name.endsWith('.json')) return jsonDepth(bytes) > MAX_JSON_DEPTH
  const lines = countLines(bytes)
  return lines > MAX_LINES || (name === 'assign.txt' && lines > MAX_SLOTS)
}

export function readBundle(files: Files): Reading {
  const problems = new Map<string, FormatProblem>()
  const read = <T>(name: string, parse: (bytes: Uint8Array) => Result<T, FormatProblem>): T | undefined => {
    const bytes = files.get(name)
    if (bytes === undefined) return undefined
    const parsed = parse(bytes)
    if (parsed.ok) return parsed.value
    problems.set(name, parsed.error)
    return undefined
  }
  const digests = new Map<string, string>()
  const digest = (name: string): string | undefined => {
    const bytes = files.get(name)
    if (bytes !== undefined && !digests.has(name)) digests.set(name, sha256Hex(bytes))
    return digests.get(name)
  }
  return {
    files,
    digest,
    problems,
    ...present('commit', read('commit.json', parseCommit)),
    ...present('event', read('event.json', parseEvent)),
    ...present('result', read('result.json', parseResult)),
    ...present('publish', read('publish.json', parsePublish)),
    ...present('frame', read('frame.txt', frameList.parse)),
    ...present('excluded', read('excluded.txt', excludedList.parse)),
    ...present('slots', read('slots.txt', slotList.parse)),
    ...present('roster', read('roster.txt', rosterList.parse)),
    ...present('barred', read('barred.txt', barredList.parse)),
    ...present('pairs', read('pairs.txt', pairList.parse)),
    ...present('selected', read('selected.txt', selectedList.parse)),
    ...present('cutoffs', read('cutoffs.txt', cutoffList.parse)),
    ...present('assign', read('assign.txt', assignList.parse)),
    ...present('potentials', read('potentials.txt', potentialList.parse)),
  }
}

function present<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T }
}
