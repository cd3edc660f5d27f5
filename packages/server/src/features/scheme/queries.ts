/** 实施方案 — the scheme in force, parsed once per text, and as a readable page. */
import { createHash } from 'node:crypto'
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import type { CheckGround } from '@mingcha/core/followup'
import {
  type AgencyLevel,
  compareDescriptions,
  describeScheme,
  loweredFloors,
  readScheme,
  type Scheme,
  sayClause,
  targetedGrounds,
} from '@mingcha/core/scheme'
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

export interface CheckedScheme {
  readonly scheme: Scheme | null
  /** Every place that is wrong, with its line; empty when the file is a scheme. */
  readonly issues: readonly { readonly line: number; readonly at: string; readonly message: string }[]
}

/** YAML text → the scheme, or everything that is wrong with it. */
export function checkSchemeText(yaml: string): CheckedScheme {
  const sha256 = sha256Hex(yaml)
  const known = parsed.get(sha256)
  if (known) return { scheme: known, issues: [] }
  const file = parseYaml(yaml)
  if (!file.ok) return { scheme: null, issues: [{ line: file.error.line, at: '', message: file.error.why }] }
  const scheme = readScheme(file.value.plain)
  if (!scheme.ok)
    return {
      scheme: null,
      issues: scheme.error.issues
        .map(i => ({ line: file.value.lineOf(i.path), at: i.at, message: i.message }))
        .sort((x, y) => x.line - y.line),
    }
  if (parsed.size > 50) parsed.clear()
  parsed.set(sha256, scheme.value)
  return { scheme: scheme.value, issues: [] }
}

/** YAML text → Scheme, the error naming the line. Errors: `scheme.invalid` {line, path, why, more}. */
export function readSchemeText(yaml: string): Result<Scheme> {
  const { scheme, issues } = checkSchemeText(yaml)
  if (scheme !== null) return ok(scheme)
  const [first] = issues
  return err({ code: 'scheme.invalid', line: first?.line ?? 1, path: first?.at ?? '', why: first?.message ?? '', more: issues.length - 1 })
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

const sectionsOf = (scheme: Scheme): ReplyOf<Routes['scheme.view']>['sections'] => {
  const sections = new Map<string, { label: string; value: string; law: string[]; clause: string }[]>()
  for (const row of describeScheme(scheme)) {
    const clause = sayClause(row)
    sections.set(row.section, [...(sections.get(row.section) ?? []), { label: row.label, value: row.value, law: [...row.law], clause }])
  }
  return [...sections].map(([title, rows]) => ({ title, rows }))
}

/** 等待批准的一版, with who proposed it. */
export async function findProposal(db: ReadDb, scope: Scope) {
  const row = await db
    .selectFrom('scheme_proposal')
    .leftJoin('account', join =>
      join.onRef('account.id', '=', 'scheme_proposal.proposed_by').onRef('account.agency_id', '=', 'scheme_proposal.agency_id'),
    )
    .select([
      'scheme_proposal.id',
      'scheme_proposal.yaml',
      'scheme_proposal.sha256',
      'scheme_proposal.reason',
      'scheme_proposal.proposed_by',
      'scheme_proposal.proposed_at',
      'account.name',
    ])
    .where('scheme_proposal.agency_id', 'in', scope.agencies)
    .where('scheme_proposal.state', '=', 'proposed')
    .executeTakeFirst()
  return row === undefined
    ? null
    : { id: row.id, yaml: row.yaml, sha256: row.sha256, reason: row.reason, by: row.name ?? '', byId: row.proposed_by, at: row.proposed_at }
}

/** 退回或撤回的一版, as long as nothing has happened to the scheme since. The order is that of the events: two may share an instant. */
async function findSentBack(db: ReadDb, scope: Scope): Promise<ReplyOf<Routes['scheme.view']>['sentBack']> {
  const last = await db
    .selectFrom('event')
    .select(['kind', 'thing_id'])
    .where('agency_id', 'in', scope.agencies)
    .where('kind', 'in', ['scheme.proposed', 'scheme.withdrawn', 'scheme.returned', 'scheme.adopted'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last?.kind !== 'scheme.returned' && last?.kind !== 'scheme.withdrawn') return null
  const row = await db
    .selectFrom('scheme_proposal')
    .leftJoin('account', join =>
      join.onRef('account.id', '=', 'scheme_proposal.decided_by').onRef('account.agency_id', '=', 'scheme_proposal.agency_id'),
    )
    .select(['yaml', 'reason', 'opinion', 'decided_at', 'account.name'])
    .where('scheme_proposal.agency_id', 'in', scope.agencies)
    .where('scheme_proposal.id', '=', last.thing_id)
    .executeTakeFirst()
  if (row === undefined || row.decided_at === null) return null
  const state = last.kind === 'scheme.returned' ? 'returned' : 'withdrawn'
  return { state, yaml: row.yaml, reason: row.reason, by: row.name ?? '', at: row.decided_at, opinion: row.opinion ?? '' }
}

export async function viewScheme(db: ReadDb, scope: Scope): Promise<Result<ReplyOf<Routes['scheme.view']>>> {
  const current = await currentScheme(db, scope)
  if (!current.ok) return current
  const { scheme, version, sha256, adoptedAt, yaml } = current.value
  const versions = await db
    .selectFrom('scheme_version')
    .leftJoin('account', join =>
      join.onRef('account.id', '=', 'scheme_version.actor_id').onRef('account.agency_id', '=', 'scheme_version.agency_id'),
    )
    .select([
      'scheme_version.version',
      'scheme_version.scheme_id',
      'scheme_version.yaml',
      'scheme_version.sha256',
      'scheme_version.adopted_at',
      'account.name',
    ])
    .where('scheme_version.agency_id', 'in', scope.agencies)
    .orderBy('scheme_version.version', 'desc')
    .limit(100)
    .execute()
  const waiting = await findProposal(db, scope)
  const proposed = waiting && readSchemeText(waiting.yaml)
  return ok({
    id: scheme.id,
    name: scheme.name,
    version,
    sha256,
    adoptedAt,
    yaml,
    sections: sectionsOf(scheme),
    phrases: scheme.results.phrases.map(p => ({ code: p.code, phrase: p.text })),
    leastAssurance: scheme.assurance.least,
    grounds: targetedGrounds(scheme).map(g => ({ ...g, code: g.code as CheckGround, law: [...g.law] })),
    versions: versions.map(v => ({
      version: v.version,
      schemeId: v.scheme_id,
      name: nameOf(v.yaml),
      sha256: v.sha256,
      adoptedAt: v.adopted_at,
      by: v.name,
    })),
    proposal: waiting && {
      ...waiting,
      name: nameOf(waiting.yaml),
      lowered: proposed?.ok ? [...loweredFloors(scheme, proposed.value)] : [],
    },
    sentBack: waiting === null ? await findSentBack(db, scope) : null,
  })
}

const nameOf = (yaml: string): string => {
  const scheme = readSchemeText(yaml)
  return scheme.ok ? scheme.value.name : ''
}

async function versionRow(db: ReadDb, scope: Scope, version: number) {
  return db
    .selectFrom('scheme_version')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** Errors: `scheme.version_unknown`. */
export async function viewSchemeVersion(db: ReadDb, scope: Scope, version: number): Promise<Result<ReplyOf<Routes['scheme.version']>>> {
  const row = await versionRow(db, scope, version)
  if (!row) return err({ code: 'scheme.version_unknown', version })
  const scheme = readSchemeText(row.yaml)
  if (!scheme.ok) return scheme
  return ok({
    version,
    name: scheme.value.name,
    sha256: row.sha256,
    adoptedAt: row.adopted_at,
    yaml: row.yaml,
    sections: sectionsOf(scheme.value),
  })
}

/** What differs between two versions, row by row of the readable page. Errors: `scheme.version_unknown`, `scheme.proposal_gone`. */
export async function compareSchemes(
  db: ReadDb,
  scope: Scope,
  query: { readonly before: string; readonly after: string },
): Promise<Result<ReplyOf<Routes['scheme.compare']>>> {
  const load = async (which: string): Promise<Result<{ scheme: Scheme; title: string }>> => {
    if (which === 'proposal') {
      const waiting = await findProposal(db, scope)
      if (!waiting) return err({ code: 'scheme.proposal_gone' })
      const scheme = readSchemeText(waiting.yaml)
      return scheme.ok ? ok({ scheme: scheme.value, title: '提出的新版' }) : scheme
    }
    const row = await versionRow(db, scope, Number(which))
    if (!row) return err({ code: 'scheme.version_unknown', version: which })
    const scheme = readSchemeText(row.yaml)
    return scheme.ok ? ok({ scheme: scheme.value, title: `第 ${which} 版` }) : scheme
  }
  const before = await load(query.before)
  if (!before.ok) return before
  const after = await load(query.after)
  if (!after.ok) return after
  return ok({
    before: before.value.title,
    after: after.value.title,
    lowered: [...loweredFloors(before.value.scheme, after.value.scheme)],
    rows: compareDescriptions(before.value.scheme, after.value.scheme).map(r => ({ ...r, law: [...r.law] })),
  })
}
