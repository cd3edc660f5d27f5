/** 实施方案 — the scheme in force, parsed once per text, and as a readable page. */
import { createHash } from 'node:crypto'
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { type AgencyLevel, describeScheme, readScheme, type Scheme } from '@mingcha/core/scheme'
import type { ReadDb } from '../../db/tx.ts'
import { parseYaml } from '../yaml-file.ts'

export interface CurrentScheme {
  readonly scheme: Scheme
  /** 本单位的层级, by which a scheme of several levels gives its numbers. */
  readonly level: AgencyLevel
  readonly version: number
  readonly sha256: string
  readonly yaml: string
  readonly adoptedAt: string
}

export const sha256Hex = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/** Parsed schemes by the hash of their text: a scheme is read many times a request and changes once a year. */
const parsed = new Map<string, Scheme>()

/** YAML text → Scheme, the error naming the line. Errors: `scheme.invalid` {line, path, why, more}. */
export function readSchemeText(yaml: string): Result<Scheme> {
  const sha256 = sha256Hex(yaml)
  const known = parsed.get(sha256)
  if (known) return ok(known)
  const file = parseYaml(yaml)
  if (!file.ok) return err({ code: 'scheme.invalid', line: file.error.line, path: '', why: file.error.why })
  const scheme = readScheme(file.value.plain)
  if (!scheme.ok) {
    const first = scheme.error.issues[0]
    return err({
      code: 'scheme.invalid',
      line: file.value.lineOf(first?.path ?? []),
      path: first?.at ?? '',
      why: first?.message ?? '',
      more: scheme.error.issues.length - 1,
    })
  }
  if (parsed.size > 50) parsed.clear()
  parsed.set(sha256, scheme.value)
  return scheme
}

/** A district branch works by a county's numbers (EZ-42, HS). */
export const schemeLevel = (level: string): AgencyLevel => (level === 'province' || level === 'city' ? level : 'county')

/** The scheme in force for the agency. Errors: `scheme.none`. */
export async function currentScheme(db: ReadDb, scope: Scope): Promise<Result<CurrentScheme>> {
  const row = await db
    .selectFrom('scheme_version')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return err({ code: 'scheme.none' })
  const scheme = readSchemeText(row.yaml)
  if (!scheme.ok) return scheme
  const agency = await db.selectFrom('agency').select('level').where('id', '=', row.agency_id).executeTakeFirstOrThrow()
  return ok({
    scheme: scheme.value,
    level: schemeLevel(agency.level),
    version: row.version,
    sha256: row.sha256,
    yaml: row.yaml,
    adoptedAt: row.adopted_at,
  })
}

export async function viewScheme(db: ReadDb, scope: Scope): Promise<Result<ReplyOf<Routes['scheme.view']>>> {
  const current = await currentScheme(db, scope)
  if (!current.ok) return current
  const { scheme, version, sha256, adoptedAt, yaml } = current.value
  const sections = new Map<string, { label: string; value: string; law: string[]; clause: string }[]>()
  for (const row of describeScheme(scheme)) {
    const clause = [row.quote, row.reading && `（理解）${row.reading}`].filter(Boolean).join(' ')
    sections.set(row.section, [...(sections.get(row.section) ?? []), { label: row.label, value: row.value, law: [...row.law], clause }])
  }
  return ok({
    id: scheme.id,
    name: scheme.name,
    version,
    sha256,
    adoptedAt,
    yaml,
    sections: [...sections].map(([title, rows]) => ({ title, rows })),
    phrases: scheme.results.phrases.map(p => ({ code: p.code, phrase: p.text })),
    leastAssurance: scheme.assurance.least,
  })
}
