/** 已公布的年度计划 — for the public page. */
import type { Reader } from '../../db/tx.ts'
import { loadStratumNames, sayScope } from './queries.ts'

export async function publicPlan({ db }: Reader<null>, year: number) {
  const version = await db
    .selectFrom('plan_version')
    .select(['agency_id', 'version', 'published_at'])
    .where('year', '=', year)
    .where('state', '=', 'published')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!version) return { version: null, publishedAt: null, rows: [] }
  const rows = await db
    .selectFrom('plan_row')
    .selectAll()
    .where('agency_id', '=', version.agency_id)
    .where('year', '=', year)
    .where('since_version', '<=', version.version)
    .where(eb => eb.or([eb('until_version', 'is', null), eb('until_version', '>', version.version)]))
    .orderBy('code')
    .execute()
  const names = await loadStratumNames(db, { agencies: [version.agency_id], units: null, officer: null })
  return {
    version: version.version,
    publishedAt: version.published_at,
    rows: rows.map(r => ({
      code: r.code,
      name: r.name,
      period: r.period,
      scopeText: sayScope(r.scope, names),
      drawOn: r.draw_on,
      initiator: r.initiator,
      basis: r.basis,
    })),
  }
}
