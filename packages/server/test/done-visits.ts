/** Submitted visits for tests of what comes after them: sealed visits of a drawn batch, opened and given a record as the owner of the database may. */
import type { Actor } from '@mingcha/core/access'
import { printCanonical, sha256Hex } from '@mingcha/core/base'
import { type Outcome, recordSchema } from '@mingcha/core/inspection'
import { write } from '../src/db/tx.ts'
import { openFinding } from '../src/features/results/for-visits.ts'
import { openVisit } from '../src/features/visits/for-batch.ts'
import type { CountyApp } from './county-app.ts'

export interface SubmittedVisit {
  readonly id: string
  readonly subject: string
  readonly name: string
  readonly inspectors: readonly string[]
}

const officer: Actor = {
  accountId: '00000000-0000-4000-8000-000000000001',
  agency: '990101',
  login: '-',
  name: '检查人员',
  roles: ['officer'],
  unitId: null,
  inspectorCode: null,
}

/** Submits `outcomes.length` visits of the batch, in the order of their numbers. */
export async function submitVisits(
  county: CountyApp,
  batch: string,
  outcomes: readonly Outcome[],
  doneOn = '2026-04-20',
): Promise<SubmittedVisit[]> {
  const { rows } = await county.database.owner.query<{ id: string; sealed: Buffer }>(
    "select id, sealed from visit where batch_code = $1 and state = 'waiting' order by number limit $2",
    [batch, outcomes.length],
  )
  if (rows.length < outcomes.length) throw new Error(`only ${rows.length} visits wait`)
  const made: SubmittedVisit[] = []
  for (const [i, row] of rows.entries()) {
    const secret = openVisit(county.env.seal, row.id, row.sealed)
    const outcome = outcomes[i]!
    const [item = 'SX-01'] = secret.items
    const record = recordSchema.parse({
      outcome,
      answers:
        outcome === 'violation'
          ? { [`${item}|1`]: { value: 'no', text: '危废间标识缺失', files: ['ab'.repeat(32)] } }
          : outcome === 'clean'
            ? Object.fromEntries(secret.items.map(code => [`${code}|1`, { value: 'yes' }]))
            : {},
      outcomeText: outcome === 'clean' || outcome === 'violation' ? '' : '到场情况的说明',
    })
    const inspectors = secret.slots.flatMap(s => s.inspector ?? [])
    await county.database.owner.query(
      `update visit set state = 'done', subject_code = $2, subject_name = $3, inspectors = $4, done_on = $5, recorded_at = $6, ended_at = $6,
         method = 'on-site', record = $7, record_sha256 = $8 where id = $1`,
      [
        row.id,
        secret.subject,
        secret.name,
        inspectors,
        doneOn,
        `${doneOn}T08:00:00Z`,
        JSON.stringify(record),
        sha256Hex(printCanonical(i)),
      ],
    )
    const opened = await write({ env: county.env, actor: officer }, async tx => {
      await openFinding(tx, row.id)
      await tx.emit({ kind: 'visit.submitted', thing: ['visit', row.id], payload: {} })
      return { ok: true, value: true }
    })
    if (!opened.ok) throw new Error(JSON.stringify(opened.error))
    made.push({ id: row.id, subject: secret.subject, name: secret.name, inspectors })
  }
  return made
}
