/** 采用实施方案 — a new version beside the old; earlier draws keep the version they were committed with. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok, type Result } from '@mingcha/core/base'
import type { Tx } from '../../db/tx.ts'
import { readSchemeText, schemeLevel, sha256Hex } from './queries.ts'

const levelNames: Record<string, string> = { province: '省级', city: '市级', county: '县级', district: '区级' }

/** Errors: `scheme.invalid` (with the line), `scheme.agency_level`. */
export async function adoptScheme(tx: Tx, yaml: string): Promise<Result<{ version: number }>> {
  const scheme = readSchemeText(yaml)
  if (!scheme.ok) return scheme
  const agency = await tx.db
    .selectFrom('agency')
    .select(['id', 'level'])
    .where('id', '=', tx.actor.agency)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const expected = [scheme.value.agencyLevel].flat()
  if (!expected.includes(schemeLevel(agency.level)))
    return err({
      code: 'scheme.agency_level',
      expected: expected.map(level => levelNames[level]).join('、'),
      actual: levelNames[agency.level] ?? agency.level,
    })
  const last = await tx.db
    .selectFrom('scheme_version')
    .select('version')
    .where('agency_id', '=', agency.id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const version = (last?.version ?? 0) + 1
  const sha256 = sha256Hex(yaml)
  await tx.db
    .insertInto('scheme_version')
    .values({ agency_id: agency.id, scheme_id: scheme.value.id, version, yaml, sha256, adopted_at: tx.now, actor_id: tx.actor.accountId })
    .execute()
  await tx.emit({ kind: 'scheme.adopted', thing: ['scheme', `${scheme.value.id} v${version}`], payload: { version, sha256 } })
  return ok({ version })
}

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
