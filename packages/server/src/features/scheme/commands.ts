/**
 * 采用与更换实施方案 — a new version beside the old; earlier draws keep the version they were committed with. The first scheme of an installation is adopted
 * outright; every later one is proposed by one person and decided by another.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { can } from '@mingcha/core/access'
import { err, ok, type Result } from '@mingcha/core/base'
import type { Scheme } from '@mingcha/core/scheme'
import type { Tx } from '../../db/tx.ts'
import { findProposal, readSchemeText, schemeLevel, sha256Hex } from './queries.ts'

const levelNames: Record<string, string> = { province: '省级', city: '市级', county: '县级', district: '区级' }

/** Everyone who changes the scheme of an agency waits here for the one before; gives the agency. */
const lockAgency = (tx: Tx) =>
  tx.db.selectFrom('agency').select(['id', 'level']).where('id', '=', tx.actor.agency).forUpdate().executeTakeFirstOrThrow()

const lastVersion = (tx: Tx) =>
  tx.db
    .selectFrom('scheme_version')
    .select(['version', 'sha256'])
    .where('agency_id', '=', tx.actor.agency)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The file read, and fit for the agency's level. Errors: `scheme.invalid` (with the line), `scheme.agency_level`. */
function readFor(level: string, yaml: string): Result<Scheme> {
  const scheme = readSchemeText(yaml)
  if (!scheme.ok) return scheme
  const expected = [scheme.value.agencyLevel].flat()
  return expected.includes(schemeLevel(level))
    ? scheme
    : err({
        code: 'scheme.agency_level',
        expected: expected.map(name => levelNames[name]).join('、'),
        actual: levelNames[level] ?? level,
      })
}

async function insertVersion(tx: Tx, scheme: Scheme, yaml: string): Promise<number> {
  const version = ((await lastVersion(tx))?.version ?? 0) + 1
  const sha256 = sha256Hex(yaml)
  await tx.db
    .insertInto('scheme_version')
    .values({
      agency_id: tx.actor.agency,
      scheme_id: scheme.id,
      version,
      yaml,
      sha256,
      adopted_at: tx.now,
      actor_id: tx.actor.accountId,
    })
    .execute()
  await tx.emit({ kind: 'scheme.adopted', thing: ['scheme', `${scheme.id} v${version}`], payload: { version, sha256 } })
  return version
}

/** The first scheme of an agency. Errors: those of `readFor`, `scheme.needs_approval`. */
export async function adoptScheme(tx: Tx, yaml: string): Promise<Result<{ version: number }>> {
  const agency = await lockAgency(tx)
  const scheme = readFor(agency.level, yaml)
  if (!scheme.ok) return scheme
  if (await lastVersion(tx)) return err({ code: 'scheme.needs_approval' })
  return ok({ version: await insertVersion(tx, scheme.value, yaml) })
}

/** Errors: those of `readFor`, `scheme.none`, `scheme.same`, `scheme.proposal_waiting` {by}. */
export async function proposeScheme(tx: Tx, yaml: string, reason: string): Promise<Result<{ id: string }>> {
  const agency = await lockAgency(tx)
  const scheme = readFor(agency.level, yaml)
  if (!scheme.ok) return scheme
  const last = await lastVersion(tx)
  if (!last) return err({ code: 'scheme.none' })
  const sha256 = sha256Hex(yaml)
  if (last.sha256 === sha256) return err({ code: 'scheme.same' })
  const waiting = await findProposal(tx.db, tx.scope)
  if (waiting) return err({ code: 'scheme.proposal_waiting', by: waiting.by })
  const { id } = await tx.db
    .insertInto('scheme_proposal')
    .values({ agency_id: agency.id, yaml, sha256, reason, proposed_by: tx.actor.accountId, proposed_at: tx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.emit({ kind: 'scheme.proposed', thing: ['scheme', scheme.value.id], payload: { id, sha256, reason } })
  return ok({ id })
}

/** Errors: `scheme.proposal_gone`. */
export async function withdrawScheme(tx: Tx, id: string): Promise<Result<{ ok: true }>> {
  await lockAgency(tx)
  const waiting = await findProposal(tx.db, tx.scope)
  if (waiting?.id !== id) return err({ code: 'scheme.proposal_gone' })
  await settle(tx, id, { state: 'withdrawn' })
  await tx.emit({ kind: 'scheme.withdrawn', thing: ['scheme', id], payload: { sha256: waiting.sha256 } })
  return ok({ ok: true })
}

/**
 * 批准 or 退回. Nothing that is frozen is looked at again: a batch keeps the version it was committed with.
 * Errors: `scheme.proposal_gone`, `access.drafter_approves`, `scheme.opinion`, those of `readFor`.
 */
export async function decideScheme(tx: Tx, id: string, adopt: boolean, opinion: string): Promise<Result<{ version: number | null }>> {
  const agency = await lockAgency(tx)
  const waiting = await findProposal(tx.db, tx.scope)
  if (waiting?.id !== id) return err({ code: 'scheme.proposal_gone' })
  const allowed = can(tx.actor, 'scheme.decide', { madeBy: waiting.byId })
  if (!allowed.ok) return allowed
  if (!adopt) {
    if (opinion === '') return err({ code: 'scheme.opinion' })
    await settle(tx, id, { state: 'returned', opinion })
    await tx.emit({ kind: 'scheme.returned', thing: ['scheme', id], payload: { sha256: waiting.sha256, opinion } })
    return ok({ version: null })
  }
  const scheme = readFor(agency.level, waiting.yaml)
  if (!scheme.ok) return scheme
  const version = await insertVersion(tx, scheme.value, waiting.yaml)
  await settle(tx, id, { state: 'adopted', opinion, version })
  return ok({ version })
}

const settle = (tx: Tx, id: string, to: { state: 'adopted' | 'returned' | 'withdrawn'; opinion?: string; version?: number }) =>
  tx.db
    .updateTable('scheme_proposal')
    .set({ ...to, decided_by: tx.actor.accountId, decided_at: tx.now })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()

/** The schemes that ship, by file name. */
export function listShippedSchemes(dir: string): { id: string; name: string; level: string }[] {
  return readdirSync(dir)
    .filter(f => f.endsWith('.yaml'))
    .sort()
    .flatMap(f => {
      const scheme = readSchemeText(readFileSync(join(dir, f), 'utf8'))
      return scheme.ok
        ? [{ id: f.replace(/\.yaml$/, ''), name: scheme.value.name, level: [scheme.value.agencyLevel].flat().join('、') }]
        : []
    })
}
