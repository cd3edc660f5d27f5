/**
 * Connections to PostgreSQL, and what a value of each column type is in TypeScript. Set once, here, for every client of the product:
 *
 * | SQL | TypeScript | because |
 * |---|---|---|
 * | date | `"2026-03-28"` | a JS Date at local midnight is the day before in UTC |
 * | timestamptz | `"2026-03-28T13:40:00.000Z"` | one spelling of an instant, to the millisecond; columns are `timestamptz(3)` |
 * | timestamp, time, interval | their text | they name no instant |
 * | int8, count(*) | number, or it throws beyond 2^53 | a rounded count is worse than an error |
 * | numeric | `"12.50"` | never a float |
 * | bytea | Buffer | |
 *
 * and arrays of these likewise. An array given as a parameter is a PostgreSQL array: write JSON columns with `JSON.stringify`.
 */
import { err, ok, type Result } from '@mingcha/core/base'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import Cursor from 'pg-cursor'
import type { DB } from './tables.ts'

/** What the connection is for: it shows in `pg_stat_activity` and sets how long one statement may run. */
export interface Use {
  /** e.g. `web`, `worker`, `backup`. */
  readonly name: string
  /** Most connections at once; default 10. */
  readonly max?: number
  /** Milliseconds a statement may run; 0 is without end. Default 30,000. */
  readonly statementTimeout?: number
}

type Parse = (text: string) => unknown

function parseInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a JavaScript number`)
  return value
}

/** `2026-03-28 13:40:00.123456+08` → `2026-03-28T05:40:00.123Z`. `infinity` stays what it is. */
function parseInstant(text: string): string {
  const m = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([+-]\d\d)(?::?(\d\d))?$/.exec(text)
  if (m === null) return text
  const [, year, month, day, clock, fraction = '', hours, minutes = '00'] = m
  return new Date(`${year}-${month}-${day}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}${hours}:${minutes}`).toISOString()
}

const asText: Parse = text => text
const scalars: Record<number, Parse> = {
  20: parseInteger,
  1082: asText,
  1083: asText,
  1114: asText,
  1184: parseInstant,
  1186: asText,
  1700: asText,
}
const arrays: Record<number, Parse> = { 1016: parseInteger, 1182: asText, 1115: asText, 1185: parseInstant, 1187: asText, 1231: asText }

const textArrayOid: number = 1009
const parseTextArray = pg.types.getTypeParser(textArrayOid, 'text') as (text: string) => (string | null)[]

function parserOf(oid: number): Parse | undefined {
  const element = arrays[oid]
  return element ? text => parseTextArray(text).map(item => (item === null ? null : element(item))) : scalars[oid]
}

/** The parsers for `pg`, as a client takes them. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const own = format === 'binary' ? undefined : parserOf(oid)
    return own ?? pg.types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** The settings of one client, for those who need a connection of their own (COPY, LISTEN, advisory locks). */
export function clientConfig(url: string, use: Use): pg.ClientConfig {
  return {
    connectionString: url,
    types,
    application_name: `mingcha-${use.name}`,
    statement_timeout: use.statementTimeout ?? 30_000,
    idle_in_transaction_session_timeout: 120_000,
    connectionTimeoutMillis: 10_000,
    options: '-c timezone=UTC',
  }
}

/**
 * A pool. A connection that dies is dropped and made anew; only the query that meets a dead server fails. `pg` also raises `error` on the client
 * itself, when idle through the pool and when taken out between two queries on the client: unheard, either would end the process.
 */
export function openPool(url: string, use: Use): pg.Pool {
  const pool = new pg.Pool({ ...clientConfig(url, use), max: use.max ?? 10, idleTimeoutMillis: 30_000 })
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

/** One try to connect, so that a wrong address is a sentence at the start. Error: `database.unreachable` {at, reason, variable}; `at` has no password. */
export async function reachDatabase(url: string, variable: string): Promise<Result<void>> {
  const client = new pg.Client(clientConfig(url, { name: 'reach' }))
  client.on('error', () => {})
  try {
    await client.connect()
    return ok(undefined)
  } catch (e) {
    const { message, code } = e as { message?: string; code?: string }
    return err({
      code: 'database.unreachable',
      at: `${client.host}:${client.port}/${client.database ?? ''}`,
      reason: message || code,
      variable,
    })
  } finally {
    await client.end().catch(() => {})
  }
}

/** The typed query builder over a pool. `destroy()` ends the pool. */
export function openDatabase(pool: pg.Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) })
}

/** Where the two roles are reached: a server named by the environment, or none, which means the embedded one. */
export interface DatabaseUrls {
  readonly appUrl: string
  readonly ownerUrl: string
}

/** `DATABASE_URL` (application role) and `DATABASE_OWNER_URL` (owner). Without the second, commands of the owner (migrate, backup, restore) cannot run. */
export function urlsFromEnvironment(
  env: NodeJS.ProcessEnv,
): { readonly appUrl: string; readonly ownerUrl: string | undefined } | undefined {
  return env.DATABASE_URL ? { appUrl: env.DATABASE_URL, ownerUrl: env.DATABASE_OWNER_URL || undefined } : undefined
}
