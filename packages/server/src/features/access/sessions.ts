/** 登录会话 — a random token in an HttpOnly cookie, its SHA-256 in the database; 12 hours idle, 7 days at most. Real time, not the training clock. */
import { createHash, randomBytes } from 'node:crypto'
import type { Actor, Role } from '@mingcha/core/access'
import type { Tx } from '../../db/tx.ts'
import type { Env } from '../../env.ts'

const idleMs = 12 * 3_600_000
const longestMs = 7 * 24 * 3_600_000
const touchMs = 5 * 60_000

export interface Session {
  readonly actor: Actor
  readonly csrf: string
  readonly mustChangePassword: boolean
}

const digest = (token: string) => createHash('sha256').update(token).digest()

/** The live session of a token, or null. Touches `last_seen_at` at most every five minutes. */
export async function findSession(env: Env, token: string): Promise<Session | null> {
  if (!/^[\w-]{20,100}$/.test(token)) return null
  const row = await env.db
    .selectFrom('session')
    .innerJoin('account', join => join.onRef('account.agency_id', '=', 'session.agency_id').onRef('account.id', '=', 'session.account_id'))
    .select([
      'session.csrf',
      'session.last_seen_at',
      'session.expires_at',
      'account.id',
      'account.agency_id',
      'account.login',
      'account.name',
      'account.roles',
      'account.unit_id',
      'account.inspector_code',
      'account.must_change_password',
      'account.disabled_at',
    ])
    .where('session.token_sha256', '=', digest(token))
    .executeTakeFirst()
  if (!row || row.disabled_at !== null) return null
  const now = env.systemNow()
  const idle = Date.parse(now) - Date.parse(row.last_seen_at)
  if (now >= row.expires_at || idle > idleMs) return null
  if (idle > touchMs) await env.db.updateTable('session').set({ last_seen_at: now }).where('token_sha256', '=', digest(token)).execute()
  return {
    actor: {
      accountId: row.id,
      agency: row.agency_id,
      login: row.login,
      name: row.name,
      roles: row.roles as Role[],
      unitId: row.unit_id,
      inspectorCode: row.inspector_code,
    },
    csrf: row.csrf,
    mustChangePassword: row.must_change_password,
  }
}

/** Open a session in this transaction. Old ones of the account that have ended are swept away with it. */
export async function startSession(
  tx: Tx<Actor | null>,
  account: { id: string; agency_id: string },
): Promise<{ token: string; csrf: string; expiresAt: string }> {
  const token = randomBytes(32).toString('base64url')
  const csrf = randomBytes(24).toString('base64url')
  const now = tx.env.systemNow()
  const expiresAt = new Date(Date.parse(now) + longestMs).toISOString()
  await tx.db.deleteFrom('session').where('account_id', '=', account.id).where('expires_at', '<', now).execute()
  await tx.db
    .insertInto('session')
    .values({
      token_sha256: digest(token),
      agency_id: account.agency_id,
      account_id: account.id,
      csrf,
      created_at: now,
      last_seen_at: now,
      expires_at: expiresAt,
    })
    .execute()
  return { token, csrf, expiresAt }
}

export async function endSession(tx: Tx<Actor | null>, token: string): Promise<void> {
  await tx.db.deleteFrom('session').where('token_sha256', '=', digest(token)).execute()
}

/** Every session of an account, when its password changes or it is disabled. */
export async function endSessionsOf(tx: Tx<Actor | null>, accountId: string, except?: string): Promise<void> {
  let query = tx.db.deleteFrom('session').where('account_id', '=', accountId)
  if (except) query = query.where('token_sha256', '!=', digest(except))
  await query.execute()
}
