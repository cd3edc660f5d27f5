/** 抽取之后、公布之前 — visits as the draw makes and closes them. Whom a visit concerns is sealed until it is done (ADR 0003). */
import type { Scope } from '@mingcha/core/access'
import type { Visit } from '@mingcha/core/draw'
import { moveVisit, type VisitState } from '@mingcha/core/inspection'
import { sql } from 'kysely'
import { z } from 'zod'
import type { ReadDb, Tx } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'
import { inParts } from '../registry/import-ledger.ts'

/** What rests sealed in a visit row. */
export const visitSecret = z.object({
  subject: z.string(),
  name: z.string(),
  slots: z.array(z.object({ slot: z.string(), speciality: z.string(), inspector: z.string().nullable() })),
  strata: z.array(z.object({ stratum: z.string(), rank: z.number() })),
  tasks: z.array(z.string()),
  items: z.array(z.string()),
  /** Why a visit that was not drawn is made; may name the firm. */
  reason: z.string().optional(),
})
export type VisitSecret = z.output<typeof visitSecret>

const purpose = (id: string) => `visit|${id}`
export const openVisit = (seal: Seal, id: string, sealed: Buffer): VisitSecret =>
  visitSecret.parse(JSON.parse(seal.openText(purpose(id), sealed)))
/** Padded with blanks to whole blocks: ciphertext shows its length, and a length could tell a long name from a short one. */
const BLOCK = 4096
export function sealVisit(seal: Seal, id: string, secret: VisitSecret): Buffer {
  const plain = Buffer.from(JSON.stringify(secret))
  return seal.seal(purpose(id), Buffer.concat([plain, Buffer.alloc((BLOCK - (plain.length % BLOCK)) % BLOCK, ' ')]))
}
export const officerMac = (seal: Seal, batch: string, inspector: string): Buffer => seal.mac('visit-officer', `${batch}|${inspector}`)

/** Finds the visits to a firm without naming it. */
export const subjectMac = (seal: Seal, subject: string): Buffer => seal.mac('visit-subject', subject)

/** 检查编号 J-2026-0001, given out in an order that tells nothing. The agency row is locked, so that no number is given twice. */
export async function nextNumbers(tx: Tx, year: number): Promise<(i: number) => string> {
  await tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()
  const prefix = `J-${year}-`
  const last = await tx.db
    .selectFrom('visit')
    .select('number')
    .where('agency_id', '=', tx.actor.agency)
    .where('number', 'like', `${prefix}%`)
    .orderBy(sql`length(number)`, 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const first = Number(last?.number.slice(prefix.length) ?? 0) + 1
  return i => `${prefix}${String(first + i).padStart(4, '0')}`
}

/** Neither done nor out of the draw. */
const ongoing = ['waiting', 'unfilled', 'scheduled', 'approved', 'started', 'signing']

interface TaskOfBatch {
  readonly code: string
  readonly dueOn: string
  readonly row: { readonly itemCodes: readonly string[] }
}

/** Codes of the items a visit credited to these tasks looks at. */
export const itemsOf = (tasks: readonly TaskOfBatch[], credited: readonly string[]) =>
  [...new Set(tasks.filter(t => credited.includes(t.code)).flatMap(t => t.row.itemCodes))].sort()

/** One row for each visit, in an order that tells nothing: by its random id. `strata` says which task each stratum credits. */
export async function createVisits(
  tx: Tx,
  batch: string,
  commit: { readonly strata: readonly { readonly code: string; readonly task: string }[] },
  tasks: readonly TaskOfBatch[],
  visits: readonly Visit[],
  makeId: () => string,
): Promise<void> {
  if (visits.length === 0) return
  const taskOf = new Map(commit.strata.map(s => [s.code, s.task]))
  const names = new Map(
    (
      await tx.db
        .selectFrom('subject')
        .select(['code', 'name'])
        .where('agency_id', '=', tx.actor.agency)
        .where(
          'code',
          'in',
          visits.map(v => v.id),
        )
        .execute()
    ).map(r => [r.code, r.name]),
  )
  const dueOn = tasks.reduce((last, t) => (t.dueOn > last ? t.dueOn : last), '')
  const rows = visits
    .map(v => {
      const id = makeId()
      const credited = [...new Set(v.strata.map(s => taskOf.get(s.stratum) ?? ''))].sort()
      const secret: VisitSecret = {
        subject: v.id,
        name: names.get(v.id) ?? v.id,
        slots: v.slots.map(s => ({ slot: s.slot, speciality: s.speciality, inspector: s.inspector ?? null })),
        strata: v.strata.map(s => ({ ...s })),
        tasks: credited,
        items: itemsOf(tasks, credited),
      }
      return { id, secret, unfilled: v.unfilled > 0 }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const number = await nextNumbers(tx, Number(dueOn.slice(0, 4)))
  const inserted = rows.map((r, i) => ({
    agency_id: tx.actor.agency,
    id: r.id,
    number: number(i),
    batch_code: batch,
    sealed: sealVisit(tx.env.seal, r.id, r.secret),
    subject_mac: subjectMac(tx.env.seal, r.secret.subject),
    state: r.unfilled ? ('unfilled' as const) : ('waiting' as const),
    due_on: dueOn,
  }))
  for (const part of inParts(inserted)) await tx.db.insertInto('visit').values(part).execute()
  const officers = rows.flatMap(r =>
    r.secret.slots.flatMap(s =>
      s.inspector === null ? [] : [{ agency_id: tx.actor.agency, visit_id: r.id, mac: officerMac(tx.env.seal, batch, s.inspector) }],
    ),
  )
  for (const part of inParts(officers)) await tx.db.insertInto('visit_officer').values(part).execute()
}

/**
 * 撤回登记: every visit of a batch that was registered, not drawn, is cancelled; its names stay sealed. Gives how many stand in the way (not waiting any
 * more); if any does, nothing is changed.
 */
export async function cancelVisits(tx: Tx, batch: string): Promise<number> {
  const rows = await tx.db
    .selectFrom('visit')
    .select('state')
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', batch)
    .forUpdate()
    .execute()
  const moved = rows.filter(r => r.state !== 'waiting' || !moveVisit(r.state as VisitState, 'cancelled').ok).length
  if (moved > 0) return moved
  await tx.db
    .updateTable('visit')
    .set({ state: 'cancelled' })
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', batch)
    .execute()
  return 0
}

/** 顺延: visits substituted out because of 停产 or 不可抗力 that no later draw has taken up. For the frame only: names stay sealed everywhere else. */
export async function loadCarried(db: ReadDb, scope: Scope, seal: Seal): Promise<{ visit: string; subject: string }[]> {
  const rows = await db
    .selectFrom('visit')
    .select(['id', 'sealed'])
    .where('agency_id', 'in', scope.agencies)
    .where('carry_over', '=', true)
    .where('carried_in', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(r => ({ visit: r.id, subject: openVisit(seal, r.id, r.sealed).subject }))
}

/** At the freeze: whoever stands in tier 0 of this frame is taken up by this batch. Who does not stand in it waits for the next. */
export async function carryInto(tx: Tx, batch: string, tierZero: ReadonlySet<string>): Promise<void> {
  const taken = (await loadCarried(tx.db, tx.scope, tx.env.seal)).filter(c => tierZero.has(c.subject)).map(c => c.visit)
  for (const part of inParts(taken))
    await tx.db
      .updateTable('visit')
      .set({ carried_in: batch })
      .where('agency_id', '=', tx.actor.agency)
      .where('id', 'in', part)
      .where('carried_in', 'is', null)
      .execute()
}

/** A voided draw served nobody: whom it had taken up waits again. */
export async function giveBackCarried(tx: Tx, batch: string): Promise<void> {
  await tx.db
    .updateTable('visit')
    .set({ carried_in: null })
    .where('agency_id', '=', tx.actor.agency)
    .where('carried_in', '=', batch)
    .execute()
}

export async function countOpenVisits(db: ReadDb, scope: Scope, batch: string): Promise<number> {
  const { n } = await db
    .selectFrom('visit')
    .select(eb => eb.fn.countAll<number>().as('n'))
    .where('agency_id', 'in', scope.agencies)
    .where('batch_code', '=', batch)
    .where('state', 'in', ongoing)
    .executeTakeFirstOrThrow()
  return n
}

/** At publication: whoever was not visited is marked, by name, and listed; whoever was replaced is named as well. Gives the ids of the former. */
export async function closeUndoneVisits(tx: Tx, batch: string): Promise<string[]> {
  const open = await tx.db
    .selectFrom('visit')
    .select(['id', 'sealed', 'state'])
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', batch)
    .where('state', 'in', [...ongoing, 'replaced'])
    .forUpdate()
    .execute()
  const ids: string[] = []
  for (const v of open) {
    const secret = openVisit(tx.env.seal, v.id, v.sealed)
    if (v.state !== 'replaced') ids.push(secret.subject)
    await tx.db
      .updateTable('visit')
      .set({ state: v.state === 'replaced' ? 'replaced' : 'undone', subject_code: secret.subject, subject_name: secret.name })
      .where('agency_id', '=', tx.actor.agency)
      .where('id', '=', v.id)
      .execute()
  }
  return ids
}
