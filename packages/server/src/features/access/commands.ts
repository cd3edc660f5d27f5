/** 单位、机构、账号、登录 — the commands. Each writes its change and one event in the transaction it is given. */
import type { Actor, Role } from '@mingcha/core/access'
import { err, ok, type Result } from '@mingcha/core/base'
import { sql } from 'kysely'
import type { Tx } from '../../db/tx.ts'
import { checkPassword, decoyHash, hashPassword, oneTimePassword, verifyPassword } from './passwords.ts'
import { endSession, endSessionsOf, startSession } from './sessions.ts'

type AnyTx = Tx<Actor | null>
const triesBeforeLock = 5
const lockMs = 15 * 60_000

export interface NewAgency {
  readonly id: string
  readonly name: string
  readonly level: 'province' | 'city' | 'county' | 'district'
  readonly units: readonly string[]
}

/** 建立单位 with its 内设机构. Once for an installation; a second call is refused. */
export async function createAgency(tx: AnyTx, agency: NewAgency): Promise<Result<true>> {
  // Two browsers setting up at once: the second waits here and is then refused.
  await sql`select pg_advisory_xact_lock(hashtext('mingcha.setup'))`.execute(tx.db)
  const exists = await tx.db.selectFrom('agency').select('id').executeTakeFirst()
  if (exists) return err({ code: 'setup.done' })
  await tx.db.insertInto('agency').values({ id: agency.id, name: agency.name, level: agency.level, created_at: tx.now }).execute()
  const units = [...new Set(agency.units.map(u => u.trim()).filter(u => u !== ''))]
  if (units.length > 0)
    await tx.db
      .insertInto('unit')
      .values(units.map(name => ({ agency_id: agency.id, name })))
      .execute()
  await tx.emit({
    kind: 'agency.created',
    thing: ['agency', agency.id],
    payload: { name: agency.name, level: agency.level, units },
    agency: agency.id,
  })
  return ok(true)
}

export interface NewAccount {
  readonly login: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly unitId: string | null
  readonly inspectorCode: string | null
  readonly password: string
  readonly mustChangePassword: boolean
}

/** 新建账号. Errors: access.password_weak, access.login_taken, access.inspector_unknown, access.inspector_bound. */
export async function createAccount(tx: AnyTx, agency: string, account: NewAccount): Promise<Result<{ id: string }>> {
  const strong = checkPassword(account.password, account.login)
  if (!strong.ok) return strong
  const taken = await tx.db.selectFrom('account').select('id').where('login', '=', account.login).executeTakeFirst()
  if (taken) return err({ code: 'access.login_taken', login: account.login })
  if (account.inspectorCode !== null) {
    const code = account.inspectorCode
    const known = await tx.db
      .selectFrom('inspector')
      .select('code')
      .where('agency_id', '=', agency)
      .where('code', '=', code)
      .executeTakeFirst()
    if (!known) return err({ code: 'access.inspector_unknown', inspector: code })
    const bound = await tx.db
      .selectFrom('account')
      .select('id')
      .where('agency_id', '=', agency)
      .where('inspector_code', '=', code)
      .where('disabled_at', 'is', null)
      .executeTakeFirst()
    if (bound) return err({ code: 'access.inspector_bound', inspector: code })
  }
  if (account.unitId !== null) {
    const unit = await tx.db
      .selectFrom('unit')
      .select('id')
      .where('agency_id', '=', agency)
      .where('id', '=', account.unitId)
      .executeTakeFirst()
    if (!unit) return err({ code: 'request.invalid', where: 'unitId', why: '没有这个内设机构' })
  }
  const row = await tx.db
    .insertInto('account')
    .values({
      agency_id: agency,
      login: account.login,
      name: account.name,
      roles: [...account.roles],
      unit_id: account.unitId,
      inspector_code: account.inspectorCode,
      password_hash: await hashPassword(account.password),
      must_change_password: account.mustChangePassword,
      created_at: tx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.emit({
    kind: 'account.created',
    thing: ['account', row.id],
    payload: { login: account.login, roles: account.roles, inspectorCode: account.inspectorCode },
    agency,
  })
  return ok({ id: row.id })
}

/** 登录. Five wrong passwords lock the account for 15 minutes; an unknown login answers like a wrong password, in the same time. */
export async function signIn(
  tx: AnyTx,
  login: string,
  password: string,
): Promise<Result<{ token: string; csrf: string; expiresAt: string; accountId: string }>> {
  const account = await tx.db.selectFrom('account').selectAll().where('login', '=', login).forUpdate().executeTakeFirst()
  if (!account) {
    await verifyPassword(await decoyHash, password)
    return err({ code: 'access.login', left: triesBeforeLock - 1 })
  }
  const now = tx.env.systemNow()
  if (account.locked_until !== null && account.locked_until > now)
    return err({ code: 'access.locked', until: chinaTime(account.locked_until) })
  if (!(await verifyPassword(account.password_hash, password))) {
    const failed = account.failed_logins + 1
    const locks = failed >= triesBeforeLock
    const until = new Date(Date.parse(now) + lockMs).toISOString()
    await tx.db
      .updateTable('account')
      .set(locks ? { failed_logins: 0, locked_until: until } : { failed_logins: failed })
      .where('id', '=', account.id)
      .execute()
    await tx.emit({
      kind: locks ? 'account.locked' : 'session.refused',
      thing: ['account', account.id],
      payload: {},
      agency: account.agency_id,
    })
    tx.keepOnRefusal()
    return err(locks ? { code: 'access.locked', until: chinaTime(until) } : { code: 'access.login', left: triesBeforeLock - failed })
  }
  if (account.disabled_at !== null) return err({ code: 'access.disabled' })
  await tx.db.updateTable('account').set({ failed_logins: 0, locked_until: null }).where('id', '=', account.id).execute()
  const session = await startSession(tx, account)
  await tx.emit({ kind: 'session.started', thing: ['account', account.id], payload: {}, agency: account.agency_id })
  return ok({ ...session, accountId: account.id })
}

const chinaTime = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(11, 16)

export async function signOut(tx: Tx, token: string): Promise<Result<{ ok: true }>> {
  await endSession(tx, token)
  await tx.emit({ kind: 'session.ended', thing: ['account', tx.actor.accountId], payload: {} })
  return ok({ ok: true })
}

export async function changePassword(tx: Tx, current: string, next: string, keepToken: string | null): Promise<Result<{ ok: true }>> {
  const account = await tx.db
    .selectFrom('account')
    .select(['password_hash', 'login'])
    .where('id', '=', tx.actor.accountId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (!(await verifyPassword(account.password_hash, current))) return err({ code: 'access.password_wrong' })
  const strong = checkPassword(next, account.login)
  if (!strong.ok) return strong
  await tx.db
    .updateTable('account')
    .set({ password_hash: await hashPassword(next), must_change_password: false })
    .where('id', '=', tx.actor.accountId)
    .execute()
  await endSessionsOf(tx, tx.actor.accountId, keepToken ?? undefined)
  await tx.emit({ kind: 'account.password_changed', thing: ['account', tx.actor.accountId], payload: {} })
  return ok({ ok: true })
}

export async function setDisabled(tx: Tx, id: string, disabled: boolean): Promise<Result<{ ok: true }>> {
  const account = await tx.db
    .selectFrom('account')
    .select('id')
    .where('agency_id', 'in', tx.scope.agencies)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!account) return err({ code: 'request.not_found' })
  await tx.db
    .updateTable('account')
    .set({ disabled_at: disabled ? tx.now : null })
    .where('id', '=', id)
    .execute()
  if (disabled) await endSessionsOf(tx, id)
  await tx.emit({ kind: disabled ? 'account.disabled' : 'account.enabled', thing: ['account', id], payload: {} })
  return ok({ ok: true })
}

export async function createUnit(tx: Tx, name: string): Promise<Result<{ id: string }>> {
  const taken = await tx.db
    .selectFrom('unit')
    .select('id')
    .where('agency_id', '=', tx.actor.agency)
    .where('name', '=', name)
    .executeTakeFirst()
  if (taken) return err({ code: 'access.unit_taken', name })
  const row = await tx.db.insertInto('unit').values({ agency_id: tx.actor.agency, name }).returning('id').executeTakeFirstOrThrow()
  await tx.emit({ kind: 'unit.created', thing: ['unit', row.id], payload: { name } })
  return ok(row)
}

/** 推进演练时钟 — forward only, training only. */
export async function advanceTrainingClock(tx: Tx, to: string): Promise<Result<{ now: string }>> {
  if (tx.env.mode !== 'training') return err({ code: 'training.only' })
  if (to <= tx.now) return err({ code: 'training.backwards', now: tx.now })
  await tx.db.updateTable('training_clock').set({ now_at: to }).execute()
  await tx.emit({ kind: 'training.advanced', thing: ['clock', 'training'], payload: { from: tx.now, to } })
  return ok({ now: to })
}

/** A new one-time password for an account; it must be changed at the next log-in. For the command line and another administrator. */
export async function resetPassword(tx: AnyTx, login: string): Promise<Result<{ password: string }>> {
  const account = await tx.db.selectFrom('account').select(['id', 'agency_id']).where('login', '=', login).forUpdate().executeTakeFirst()
  if (!account) return err({ code: 'request.not_found' })
  const password = oneTimePassword()
  await tx.db
    .updateTable('account')
    .set({ password_hash: await hashPassword(password), must_change_password: true, failed_logins: 0, locked_until: null })
    .where('id', '=', account.id)
    .execute()
  await endSessionsOf(tx, account.id)
  await tx.emit({ kind: 'account.password_reset', thing: ['account', account.id], payload: {}, agency: account.agency_id })
  return ok({ password })
}
