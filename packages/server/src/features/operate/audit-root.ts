/**
 * 操作记录每日根 (audit-root, protocol §8) — most events carry no log leaf of their own. Once a day a Merkle root over salted hashes of every event
 * that no earlier root covers goes into the transparency log, so that a row of `event` changed or removed afterwards, by whoever, is noticed.
 *
 * A leaf is `salt of the event ‖ the event's canonical text`; the salt of an event is HMAC-SHA-256(salt of the root, its id). One event can be shown to
 * an outsider with its own salt and its path, and tells nothing about its neighbours. The log entry holds a number and a root, nothing else.
 * Events are marked one by one, not by ranges of ids: a transaction that commits late has a smaller id than some already covered.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { Actor } from '@mingcha/core/access'
import { ok, printCanonical, type Result } from '@mingcha/core/base'
import { leafHash, proveInclusion, rootOfLeafHashes, storeTree } from '@mingcha/core/log'
import { sql } from 'kysely'
import { chinaDay } from '../../china-time.ts'
import { type ReadDb, read, type Tx, write } from '../../db/tx.ts'
import type { Env } from '../../env.ts'

const part = 1000

/** The event as text: every column, instants to the microsecond, JSON as PostgreSQL prints it. A restored row gives the same text. */
const canonicalEvent = sql<string>`jsonb_build_array(event.id, event.agency_id, event.kind, event.actor_id, event.actor_roles, event.thing_kind, event.thing_id,
  event.payload, to_char(event.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(event.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), event.request_id)::text`

const saltOf = (rootSalt: Uint8Array, id: number) => createHmac('sha256', rootSalt).update(`event|${id}`).digest()
const hashOf = (rootSalt: Uint8Array, id: number, text: string) => leafHash(Buffer.concat([saltOf(rootSalt, id), Buffer.from(text)]))

/** One root for each agency that has none today. Real time, also in a training installation. Gives the number made. */
export async function makeAuditRoots(env: Env): Promise<number> {
  const day = chinaDay(env.systemNow())
  const agencies = await read({ env, actor: null }, ({ db }) => db.selectFrom('agency').select('id').orderBy('id').execute())
  let made = 0
  for (const { id } of agencies) {
    const rooted = await write({ env, actor: null }, tx => rootEvents(tx, id, day))
    if (rooted.ok && rooted.value) made++
  }
  return made
}

async function rootEvents(tx: Tx<Actor | null>, agency: string, day: string): Promise<Result<boolean>> {
  await sql`select pg_advisory_xact_lock(hashtext(${`mingcha.audit-root|${agency}`}))`.execute(tx.db)
  const today = await tx.db
    .selectFrom('audit_root')
    .select('on_day')
    .where('agency_id', '=', agency)
    .where('on_day', '>=', day)
    .executeTakeFirst()
  if (today) return ok(false)
  // The first root of an office that ran for years covers all of it; the limit of a request's statement is not meant for this.
  await sql`set local statement_timeout = 0`.execute(tx.db)
  const salt = randomBytes(32)
  const leaves: { id: number; hash: Uint8Array }[] = []
  // One scan through a cursor: a page at a time would look for the uncovered ones anew for every page.
  const uncovered = tx.db
    .selectFrom('event')
    .select(['event.id', canonicalEvent.as('text')])
    .where('event.agency_id', '=', agency)
    .where(eb =>
      eb.not(eb.exists(eb.selectFrom('audit_leaf').select('audit_leaf.event_id').whereRef('audit_leaf.event_id', '=', 'event.id'))),
    )
    .orderBy('event.id')
    .stream(part)
  for await (const r of uncovered) leaves.push({ id: r.id, hash: hashOf(salt, r.id, r.text) })
  if (leaves.length === 0) return ok(false)
  const root = Buffer.from(rootOfLeafHashes(leaves.map(l => l.hash)))
  const eventId = await tx.emit({
    kind: 'audit.rooted',
    thing: ['audit-root', day],
    payload: { events: leaves.length, root: root.toString('hex') },
    leaf: printCanonical({ type: 'mingcha/audit-root/v1', agency, on: day, events: leaves.length, root: root.toString('hex') }),
    agency,
  })
  await tx.db
    .insertInto('audit_root')
    .values({ agency_id: agency, on_day: day, events: leaves.length, root, salt, event_id: eventId, made_at: tx.env.systemNow() })
    .execute()
  for (let at = 0; at < leaves.length; at += 10 * part) {
    const some = leaves.slice(at, at + 10 * part)
    await sql`insert into audit_leaf (agency_id, on_day, position, event_id, hash)
      select ${agency}, ${day}::date, ${at}::integer + n - 1, id, hash
      from unnest(${some.map(l => l.id)}::bigint[], ${some.map(l => Buffer.from(l.hash))}::bytea[]) with ordinality as leaf(id, hash, n)`.execute(
      tx.db,
    )
  }
  return ok(true)
}

export interface AuditFinding {
  readonly roots: number
  readonly events: number
  /** The first thing that is not as it was, in Chinese; null: all as it was. */
  readonly fault: string | null
}

/** Every root again from the events as they stand, against what the transparency log holds. Reads a thousand rows at a time. */
export async function examineAuditRoots(db: ReadDb): Promise<AuditFinding> {
  const roots = await db
    .selectFrom('audit_root')
    .leftJoin('log_leaf', 'log_leaf.event_id', 'audit_root.event_id')
    .leftJoin('log_pending', 'log_pending.event_id', 'audit_root.event_id')
    .select(['audit_root.agency_id', 'on_day', 'events', 'root', 'salt', 'log_leaf.entry as logged', 'log_pending.entry as waiting'])
    .orderBy('on_day')
    .execute()
  let events = 0
  for (const r of roots) {
    const entry = r.logged ?? r.waiting
    if (entry === null) return { roots: roots.length, events, fault: `${r.on_day} 的根不在透明日志里` }
    const hashes: Uint8Array[] = []
    let changed: number | null = null
    for (let after = -1; ; ) {
      const rows = await leavesAfter(db, r.agency_id, r.on_day, after)
      for (const leaf of rows) {
        const hash = leaf.id === null || leaf.text === null ? new Uint8Array(32) : hashOf(r.salt, leaf.id, leaf.text)
        if (changed === null && Buffer.compare(leaf.hash, hash) !== 0) changed = leaf.event_id
        hashes.push(hash)
      }
      const last = rows.at(-1)
      if (!last || rows.length < part) break
      after = last.position
    }
    const root = Buffer.from(rootOfLeafHashes(hashes)).toString('hex')
    const said = Buffer.from(
      printCanonical({ type: 'mingcha/audit-root/v1', agency: r.agency_id, on: r.on_day, events: hashes.length, root }),
    )
    if (Buffer.compare(said, entry) !== 0)
      return {
        roots: roots.length,
        events,
        fault: changed === null ? `${r.on_day} 的操作记录与透明日志里的根不符` : `第 ${changed} 号操作记录在 ${r.on_day} 之后被改过或删除`,
      }
    events += hashes.length
  }
  return { roots: roots.length, events, fault: null }
}

const leavesAfter = (db: ReadDb, agency: string, day: string, after: number) =>
  db
    .selectFrom('audit_leaf')
    .leftJoin('event', 'event.id', 'audit_leaf.event_id')
    .select(['audit_leaf.position', 'audit_leaf.event_id', 'audit_leaf.hash', 'event.id', canonicalEvent.as('text')])
    .where('audit_leaf.agency_id', '=', agency)
    .where('audit_leaf.on_day', '=', day)
    .where('audit_leaf.position', '>', after)
    .orderBy('audit_leaf.position')
    .limit(part)
    .execute()

/** What shows one event to somebody outside: `leafHash(salt ‖ text)` with this path gives the root that the log holds at `logIndex`. */
export interface EventProof {
  readonly text: string
  readonly salt: string
  readonly position: number
  readonly size: number
  readonly path: readonly string[]
  readonly root: string
  readonly on: string
  readonly logIndex: number | null
}

/** Null: the event does not exist, or no root covers it yet. */
export async function proveEvent(db: ReadDb, eventId: number): Promise<EventProof | null> {
  const row = await db
    .selectFrom('audit_leaf')
    .innerJoin('audit_root', join =>
      join.onRef('audit_root.agency_id', '=', 'audit_leaf.agency_id').onRef('audit_root.on_day', '=', 'audit_leaf.on_day'),
    )
    .innerJoin('event', 'event.id', 'audit_leaf.event_id')
    .leftJoin('log_leaf', 'log_leaf.event_id', 'audit_root.event_id')
    .select(['audit_leaf.agency_id', 'audit_leaf.on_day', 'audit_leaf.position', 'events', 'root', 'salt', 'log_leaf.index'])
    .select(canonicalEvent.as('text'))
    .where('audit_leaf.event_id', '=', eventId)
    .executeTakeFirst()
  if (!row) return null
  const leaves = await db
    .selectFrom('audit_leaf')
    .select('hash')
    .where('agency_id', '=', row.agency_id)
    .where('on_day', '=', row.on_day)
    .orderBy('position')
    .execute()
  const tree = storeTree(leaves.map(l => new Uint8Array(l.hash)))
  return {
    text: row.text,
    salt: saltOf(row.salt, eventId).toString('hex'),
    position: row.position,
    size: row.events,
    path: proveInclusion(tree, row.position, row.events).map(h => Buffer.from(h).toString('hex')),
    root: row.root.toString('hex'),
    on: row.on_day,
    logIndex: row.index,
  }
}
