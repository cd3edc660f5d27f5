/**
 * 试算的台账 — the subjects of a trial from files on disk: the subject ledger, and beside it facts, lists and past checks, joined by the object's code as on
 * the first day of the period, as `loadSubjectsForDraw` joins them from the database. Rows that are wrong are left out and told, never counted.
 */
import { readFileSync } from 'node:fs'
import { err, ok, type PlainDate, type Problem, type Result } from '@mingcha/core/base'
import { type LedgerReading, type RowProblem, readCheckRows, readFactRows, readListRows, readSubjectRows } from '@mingcha/core/registry'
import type { ClassifiableSubject } from '@mingcha/core/scheme'
import { readLedgerFile } from './features/registry/ledger-file.ts'
import { addTo, type Listed, markFacets } from './features/registry/load-records.ts'
import { refusal } from './http/respond.ts'

export interface LedgerPaths {
  readonly ledger: string
  readonly facts?: string | undefined
  readonly lists?: string | undefined
  readonly checks?: string | undefined
}
/** A wrong row, with the file it stands in. */
export type RefusedRow = RowProblem & { readonly file: string }

export interface TrialSubjects {
  readonly subjects: readonly (ClassifiableSubject & { readonly name: string })[]
  /** Rows of the subject ledger. */
  readonly rows: number
  readonly refused: readonly RefusedRow[]
  /** Rows of the other files whose object the subject ledger does not have. */
  readonly strangers: number
}

/** What cannot be read at all: a sentence, and whether the file was named wrongly (2) or is no ledger (1). */
export interface Unreadable {
  readonly code: string
  readonly exit: 1 | 2
}

export function readBytes(path: string): Result<Buffer, Unreadable> {
  try {
    return ok(readFileSync(path))
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException
    const why =
      code === 'ENOENT'
        ? `没有文件 ${path}。请核对文件名和目录。`
        : code === 'EISDIR'
          ? `${path} 是目录，请写明文件。`
          : `无法读取 ${path}（${code}）。`
    return err({ code: why, exit: 2 })
  }
}

type ReadRows<T> = (rows: readonly (readonly string[])[], options: { readonly today: PlainDate }) => Result<LedgerReading<T>, Problem>

/** `asOf`: the first day of the period. @law A-08 A-26 HS-16 */
export function readTrialSubjects(paths: LedgerPaths, asOf: PlainDate, today: PlainDate): Result<TrialSubjects, Unreadable> {
  const refused: RefusedRow[] = []
  const readRows = <T>(path: string | undefined, read: ReadRows<T>): Result<LedgerReading<T>, Unreadable> => {
    if (path === undefined) return ok({ accepted: [], problems: [], rows: 0 })
    const bytes = readBytes(path)
    if (!bytes.ok) return bytes
    const file = readLedgerFile(bytes.value)
    if (!file.ok) return err({ code: `${path}：${refusal(file.error).body.error.sentence}`, exit: 1 })
    const found = read(file.value.rows, { today })
    if (!found.ok) return err({ code: `${path}：${refusal(found.error).body.error.sentence}`, exit: 1 })
    refused.push(...found.value.problems.filter(p => p.severity === 'error').map(p => ({ ...p, file: path })))
    return found
  }
  const entries = readRows(paths.ledger, readSubjectRows)
  if (!entries.ok) return entries
  const facts = readRows(paths.facts, readFactRows)
  if (!facts.ok) return facts
  const lists = readRows(paths.lists, readListRows)
  if (!lists.ok) return lists
  const checks = readRows(paths.checks, readCheckRows)
  if (!checks.ok) return checks

  const factsOf = new Map<string, ClassifiableSubject['facts'][number][]>()
  for (const f of facts.value.accepted)
    if (f.struck === null && f.on <= asOf)
      addTo(factsOf, f.code, { kind: f.kind, on: f.on, to: f.to, detail: f.detail as Record<string, string> })
  const listed = new Map<string, Listed>()
  for (const l of lists.value.accepted)
    if (l.from <= asOf) {
      const of = listed.get(l.code) ?? { now: new Set(), ever: new Set() }
      of.ever.add(l.list)
      if (l.to === null || l.to >= asOf) of.now.add(l.list)
      listed.set(l.code, of)
    }
  const checksOf = new Map<string, NonNullable<ClassifiableSubject['checks']>[number][]>()
  for (const c of checks.value.accepted)
    if (c.on <= asOf) addTo(checksOf, c.code, { on: c.on, by: c.by, kind: c.kind, clean: c.clean, proof: c.reference })

  const subjects = entries.value.accepted.map(e => {
    const own = factsOf.get(e.code) ?? []
    // The bare day of the subject ledger, unless the fact ledger tells the same penalty.
    const bare = e.facts.filter(f => f.on <= asOf && !own.some(o => o.kind === f.kind && o.on === f.on))
    return {
      id: e.code,
      name: e.name,
      status: e.status,
      facets: markFacets(e.facets, listed.get(e.code)),
      facts: [...own, ...bare],
      lists: [...new Set([...e.lists, ...(listed.get(e.code)?.now ?? [])])],
      checks: checksOf.get(e.code) ?? [],
    }
  })
  const known = new Set(subjects.map(s => s.id))
  const others = [...facts.value.accepted, ...lists.value.accepted, ...checks.value.accepted]
  return ok({ subjects, rows: entries.value.rows, refused, strangers: others.filter(o => !known.has(o.code)).length })
}
