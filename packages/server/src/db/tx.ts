/**
 * The one place that opens a transaction. A GET gets a `Reader` (a READ ONLY transaction, select only by type); a write gets a `Tx`, and is
 * answered only after commit. A command that changed a row and appended no event is a bug and is refused here.
 */
import { randomUUID } from 'node:crypto'
import type { Actor, Scope } from '@mingcha/core/access'
import { scopeOf } from '@mingcha/core/access'
import { type EventName, eventKinds } from '@mingcha/core/api'
import { ok, type PlainDate, type Result } from '@mingcha/core/base'
import { type Kysely, type KyselyPlugin, sql } from 'kysely'
import { chinaDay } from '../china-time.ts'
import type { Env } from '../env.ts'
import type { DB } from './tables.ts'

/** Only what can read. */
export type ReadDb = Pick<Kysely<DB>, 'selectFrom' | 'with' | 'fn' | 'dynamic'>

/** A request that reads. `A` is `Actor` behind a session, `null` on a public route without one. */
export interface Reader<A extends Actor | null = Actor> {
  readonly db: ReadDb
  readonly actor: A
  /** What the actor may see; `agencies: []` without an actor. */
  readonly scope: Scope
  readonly env: Env
  /** Domain time of this request, ISO 8601 UTC: the training clock, or the real one. */
  readonly now: string
  /** Legal day of `now` in China. */
  readonly today: PlainDate
  readonly requestId: string
}

export interface NewEvent {
  readonly kind: EventName
  /** 所涉事物: its kind and id, e.g. `batch`, `990101-2026-0001`. */
  readonly thing: readonly [kind: string, id: string]
  readonly payload: unknown
  /** Bytes of the log entry, exactly where the catalogue names a leaf. */
  readonly leaf?: Uint8Array
  /** Only where no actor is signed in (setup, failed login). */
  readonly agency?: string
}

/** A request that writes. */
export interface Tx<A extends Actor | null = Actor> extends Omit<Reader<A>, 'db'> {
  readonly db: Kysely<DB>
  /** Append an event in this transaction; returns its id. */
  emit(event: NewEvent): Promise<number>
  /** Run after commit, never on rollback (cookies, waking the log loop). Must not write to the database. */
  afterCommit(run: () => void): void
  /** Commit what was written although the answer is a refusal (failed log-in counters). */
  keepOnRefusal(): void
}

const writes = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode', 'MergeQueryNode'])

/** Notices that a command changed something, so that a change without an event can be refused. */
function watchWrites(seen: { wrote: boolean }): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      if (writes.has(node.kind)) seen.wrote = true
      return node
    },
    transformResult: async ({ result }) => result,
  }
}

async function readNow(db: Kysely<DB>, env: Env): Promise<string> {
  if (env.mode === 'office') return env.systemNow()
  const row = await db.selectFrom('training_clock').select('now_at').executeTakeFirst()
  return row ? row.now_at : env.systemNow()
}

const nobody: Scope = { agencies: [], units: null, officer: null }

interface Open<A extends Actor | null> {
  readonly env: Env
  readonly actor: A
  readonly requestId?: string
}

/** Run a read in one READ ONLY snapshot. */
export async function read<A extends Actor | null, T>(open: Open<A>, run: (reader: Reader<A>) => Promise<T>): Promise<T> {
  return open.env.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async db => {
      await sql`select set_config('mingcha.agency', ${open.actor?.agency ?? '*'}, true)`.execute(db)
      const now = await readNow(db, open.env)
      return run({
        db,
        actor: open.actor,
        scope: open.actor ? scopeOf(open.actor) : nobody,
        env: open.env,
        now,
        today: chinaDay(now),
        requestId: open.requestId ?? randomUUID(),
      })
    })
}

/** Thrown inside to roll back a refused command; never leaves this file. */
class Refused {
  readonly result: unknown
  constructor(result: unknown) {
    this.result = result
  }
}

/** Run one command in one transaction: commit when ok, roll back when refused or thrown. */
export async function write<A extends Actor | null, T>(open: Open<A>, run: (tx: Tx<A>) => Promise<Result<T>>): Promise<Result<T>> {
  const { env, actor } = open
  const requestId = open.requestId ?? randomUUID()
  const after: (() => void)[] = []
  let logged = false
  const result = await env.db
    .transaction()
    .execute(async raw => {
      const seen = { wrote: false }
      let emitted = 0
      let keep = false
      await sql`select set_config('mingcha.agency', ${actor?.agency ?? '*'}, true)`.execute(raw)
      const now = await readNow(raw, env)
      const tx: Tx<A> = {
        db: raw.withPlugin(watchWrites(seen)),
        actor,
        scope: actor ? scopeOf(actor) : nobody,
        env,
        now,
        today: chinaDay(now),
        requestId,
        afterCommit: fn => {
          after.push(fn)
        },
        keepOnRefusal: () => {
          keep = true
        },
        emit: async event => {
          const agency = event.agency ?? actor?.agency
          if (agency === undefined) throw new Error(`event ${event.kind} has no agency`)
          const leafKind = eventKinds[event.kind].leaf
          if ((leafKind === null) !== (event.leaf === undefined))
            throw new Error(`event ${event.kind}: a leaf is given exactly where the catalogue names one`)
          const { id } = await raw
            .insertInto('event')
            .values({
              agency_id: agency,
              kind: event.kind,
              actor_id: actor?.accountId ?? null,
              actor_roles: [...(actor?.roles ?? [])],
              thing_kind: event.thing[0],
              thing_id: event.thing[1],
              payload: JSON.stringify(event.payload),
              occurred_at: now,
              request_id: requestId,
            })
            .returning('id')
            .executeTakeFirstOrThrow()
          if (event.leaf && leafKind) {
            await raw
              .insertInto('log_pending')
              .values({ event_id: id, kind: leafKind, entry: Buffer.from(event.leaf) })
              .execute()
            logged = true
          }
          emitted++
          return id
        },
      }
      const outcome = await run(tx)
      if (!outcome.ok && !keep) throw new Refused(outcome)
      if (seen.wrote && emitted === 0) throw new Error('a command changed something and appended no event')
      return outcome
    })
    .catch((thrown: unknown) => {
      if (thrown instanceof Refused) return thrown.result as Result<T>
      throw thrown
    })
  if (result.ok) for (const fn of after) fn()
  if (logged && result.ok) env.wakeLog()
  return result
}

/** A write without a user: seeding, jobs, the command line. The same rules hold. */
export const actAs = write
export { ok }
