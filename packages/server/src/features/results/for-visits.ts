/** 检查提交之后 — a finding waits for the head from the moment a record is submitted. */
import type { Scope } from '@mingcha/core/access'
import type { ReadDb, Tx } from '../../db/tx.ts'

export async function openFinding(tx: Tx, visitId: string): Promise<void> {
  await tx.db.insertInto('finding').values({ agency_id: tx.actor.agency, visit_id: visitId, version: 1, state: 'submitted' }).execute()
}

export interface FindingShown {
  readonly version: number
  readonly state: string
  readonly phrase: string
  readonly problem: boolean
}
/** The version the public has (published or withheld), and the newest one, which may be a correction under way. */
export async function findingState(
  db: ReadDb,
  scope: Scope,
  visitId: string,
): Promise<{ shown: FindingShown | null; newest: FindingShown | null }> {
  const rows = await db
    .selectFrom('finding')
    .select(['version', 'state', 'phrase', 'problem'])
    .where('agency_id', 'in', scope.agencies)
    .where('visit_id', '=', visitId)
    .where('state', '!=', 'dropped')
    .orderBy('version', 'desc')
    .execute()
  const view = (r: (typeof rows)[number] | undefined): FindingShown | null =>
    r ? { version: r.version, state: r.state, phrase: r.phrase ?? '', problem: r.problem ?? false } : null
  return { shown: view(rows.find(r => r.state === 'published' || r.state === 'withheld')), newest: view(rows[0]) }
}
