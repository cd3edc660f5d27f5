/** 单位、机构、账号、登录 — the commands. Each writes its change and one event in the transaction it is given. */
import type { Actor, Role } from '@mingcha/core/access'
import type { BodyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { sql } from 'kysely'
import type { Tx } from '../../db/tx.ts'
import { checkPassword, decoyHash, hashPassword, oneTimePassword, verifyPassword } from './passwords.ts'
import { beginTotp, clearTotp, confirmTotp, takeCode } from './second-factor.ts'
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

/** One change of an agency's accounts at a time: the last administrator and a bound inspector are judged over several rows. */
const lockAccounts = (tx: AnyTx, agency: string) =>
  sql`select pg_advisory_xact_lock(hashtext(${`mingcha.accounts|${agency}`}))`.execute(tx.db)

/** Where an account may belong. Errors: access.inspector_unknown, access.inspector_bound, access.unit_retired, request.invalid. */
async function checkPlace(
  tx: AnyTx,
  agency: string,
  place: { readonly unitId: string | null; readonly inspectorCode: string | null },
  before?: { readonly id: string; readonly unitId: string | null },
): Promise<Result<true>> {
  if (place.inspectorCode !== null) {
    const code = place.inspectorCode
    const known = await tx.db
      .selectFrom('inspector')
      .select('code')
      .where('agency_id', '=', agency)
      .where('code', '=', code)
      .executeTakeFirst()
    if (!known) return err({ code: 'access.inspector_unknown', inspector: code })
    let others = tx.db
      .selectFrom('account')
      .select('id')
      .where('agency_id', '=', agency)
      .where('inspector_code', '=', code)
      .where('disabled_at', 'is', null)
    if (before) others = others.where('id', '!=', before.id)
    if (await others.executeTakeFirst()) return err({ code: 'access.inspector_bound', inspector: code })
  }
  if (place.unitId !== null && place.unitId !== before?.unitId) {
    const unit = await tx.db
      .selectFrom('unit')
      .select(['name', 'retired_at'])
      .where('agency_id', '=', agency)
      .where('id', '=', place.unitId)
      .executeTakeFirst()
    if (!unit) return err({ code: 'request.invalid', where: 'unitId', why: '没有这个内设机构' })
    if (unit.retired_at !== null) return err({ code: 'access.unit_retired', name: unit.name })
  }
  return ok(true)
}

/** 新建账号. Errors: access.password_weak, access.login_taken, and those of `checkPlace`. */
export async function createAccount(tx: AnyTx, agency: string, account: NewAccount): Promise<Result<{ id: string }>> {
  const strong = checkPassword(account.password, account.login)
  if (!strong.ok) return strong
  await lockAccounts(tx, agency)
  const taken = await tx.db.selectFrom('account').select('id').where('login', '=', account.login).executeTakeFirst()
  if (taken) return err({ code: 'access.login_taken', login: account.login })
  const fits = await checkPlace(tx, agency, account)
  if (!fits.ok) return fits
  const row = await tx.db
    .insertInto('account')
    .values({
      agency_id: agency,
      login: account.login,
      name: account.name,
      roles: [...new Set(account.roles)],
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

/**
 * 登录. Five wrong passwords or codes lock the account for 15 minutes; an unknown login answers like a wrong password, in the same time. Where the
 * account has 动态码, the password alone opens nothing: `access.totp_needed`, and no session before the code.
 */
export async function signIn(
  tx: AnyTx,
  login: string,
  password: string,
  code?: string,
): Promise<Result<{ token: string; csrf: string; expiresAt: string; accountId: string }>> {
  const account = await tx.db.selectFrom('account').selectAll().where('login', '=', login).forUpdate().executeTakeFirst()
  if (!account) {
    await verifyPassword(await decoyHash, password)
    return err({ code: 'access.login', left: triesBeforeLock - 1 })
  }
  const now = tx.env.systemNow()
  if (account.locked_until !== null && account.locked_until > now)
    return err({ code: 'access.locked', until: chinaTime(account.locked_until) })
  if (!(await verifyPassword(account.password_hash, password))) return countFailure(tx, account, 'access.login')
  if (account.disabled_at !== null) return err({ code: 'access.disabled' })
  if (account.totp_confirmed_at !== null) {
    if (code === undefined) return err({ code: 'access.totp_needed' })
    const taken = await takeCode(tx, account, code)
    if (!taken.ok) return countFailure(tx, account, taken.error.code)
  }
  await tx.db.updateTable('account').set({ failed_logins: 0, locked_until: null }).where('id', '=', account.id).execute()
  const session = await startSession(tx, account)
  await tx.emit({ kind: 'session.started', thing: ['account', account.id], payload: {}, agency: account.agency_id })
  return ok({ ...session, accountId: account.id })
}

/** A wrong password or code: one try less, and at the fifth the lock. The count stays although the answer is a refusal. */
async function countFailure(
  tx: AnyTx,
  account: { readonly id: string; readonly agency_id: string; readonly failed_logins: number },
  code: string,
): Promise<Result<never>> {
  const failed = account.failed_logins + 1
  const locks = failed >= triesBeforeLock
  const until = new Date(Date.parse(tx.env.systemNow()) + lockMs).toISOString()
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
  return err(locks ? { code: 'access.locked', until: chinaTime(until) } : { code, left: triesBeforeLock - failed })
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

/** The account of this id in the actor's agency, held until the transaction ends. */
async function holdAccount(tx: Tx, id: string) {
  await lockAccounts(tx, tx.actor.agency)
  return tx.db
    .selectFrom('account')
    .selectAll()
    .where('agency_id', 'in', tx.scope.agencies)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Without this account nobody could administer any more. */
async function isLastAdmin(tx: Tx, account: { id: string; roles: readonly string[]; disabled_at: string | null }): Promise<boolean> {
  if (account.disabled_at !== null || !account.roles.includes('admin')) return false
  const another = await tx.db
    .selectFrom('account')
    .select('id')
    .where('agency_id', 'in', tx.scope.agencies)
    .where('id', '!=', account.id)
    .where('disabled_at', 'is', null)
    .where(sql<boolean>`'admin' = any(roles)`)
    .limit(1)
    .executeTakeFirst()
  return another === undefined
}

/** 停用、启用. Errors: `request.not_found`, `access.last_admin`, and for 启用 `access.inspector_bound` when somebody else has his inspector by now. */
export async function setDisabled(tx: Tx, id: string, disabled: boolean): Promise<Result<{ ok: true }>> {
  const account = await holdAccount(tx, id)
  if (!account) return err({ code: 'request.not_found' })
  if (disabled && (await isLastAdmin(tx, account))) return err({ code: 'access.last_admin' })
  if (!disabled) {
    const fits = await checkPlace(tx, account.agency_id, { unitId: null, inspectorCode: account.inspector_code }, { id, unitId: null })
    if (!fits.ok) return fits
  }
  await tx.db
    .updateTable('account')
    .set({ disabled_at: disabled ? tx.now : null })
    .where('id', '=', id)
    .execute()
  if (disabled) await endSessionsOf(tx, id)
  await tx.emit({ kind: disabled ? 'account.disabled' : 'account.enabled', thing: ['account', id], payload: {} })
  return ok({ ok: true })
}

export interface AccountChange {
  readonly name: string
  readonly roles: readonly Role[]
  readonly unitId: string | null
  readonly inspectorCode: string | null
}

/**
 * 修改账号: name, roles, unit, bound inspector. Holds from the next request on, for sessions that are open too; the event keeps what was before
 * and after. Several roles in one account are lawful; who may not act on his own work is refused at that act. Errors: `request.not_found`,
 * `access.last_admin`, and those of `checkPlace`.
 */
export async function editAccount(tx: Tx, id: string, change: AccountChange): Promise<Result<{ ok: true }>> {
  const account = await holdAccount(tx, id)
  if (!account) return err({ code: 'request.not_found' })
  if (!change.roles.includes('admin') && (await isLastAdmin(tx, account))) return err({ code: 'access.last_admin' })
  const fits = await checkPlace(tx, account.agency_id, change, { id, unitId: account.unit_id })
  if (!fits.ok) return fits
  const before: AccountChange = {
    name: account.name,
    roles: account.roles as Role[],
    unitId: account.unit_id,
    inspectorCode: account.inspector_code,
  }
  const after: AccountChange = {
    name: change.name,
    roles: [...new Set(change.roles)],
    unitId: change.unitId,
    inspectorCode: change.inspectorCode,
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return ok({ ok: true })
  await tx.db
    .updateTable('account')
    .set({ name: after.name, roles: [...after.roles], unit_id: after.unitId, inspector_code: after.inspectorCode })
    .where('id', '=', id)
    .execute()
  await tx.emit({ kind: 'account.edited', thing: ['account', id], payload: { before, after } })
  return ok({ ok: true })
}

/** 重置他人密码. The password is shown once and must be changed at the next log-in. Errors: `access.reset_self`, `request.not_found`. */
export async function resetPasswordOf(tx: Tx, id: string): Promise<Result<{ password: string }>> {
  if (id === tx.actor.accountId) return err({ code: 'access.reset_self' })
  const account = await holdAccount(tx, id)
  return account ? resetPassword(tx, account.login) : err({ code: 'request.not_found' })
}

/** 解锁. Errors: `request.not_found`, `access.not_locked`. */
export async function unlockAccount(tx: Tx, id: string): Promise<Result<{ ok: true }>> {
  const account = await holdAccount(tx, id)
  if (!account) return err({ code: 'request.not_found' })
  if (account.locked_until === null || account.locked_until <= tx.env.systemNow()) return err({ code: 'access.not_locked' })
  await tx.db.updateTable('account').set({ failed_logins: 0, locked_until: null }).where('id', '=', id).execute()
  await tx.emit({ kind: 'account.unlocked', thing: ['account', id], payload: {} })
  return ok({ ok: true })
}

const ownAccount = (tx: Tx) =>
  tx.db.selectFrom('account').selectAll().where('id', '=', tx.actor.accountId).forUpdate().executeTakeFirstOrThrow()

/** 启用动态码, first half. A wrong password counts into the lock-out. */
export async function beginOwnTotp(tx: Tx, password: string): Promise<Result<{ secret: string; uri: string }>> {
  const account = await ownAccount(tx)
  const right = await provePassword(tx, account, password)
  return right.ok ? beginTotp(tx, account) : right
}

export async function confirmOwnTotp(tx: Tx, code: string): Promise<Result<{ recoveryCodes: string[] }>> {
  return confirmTotp(tx, await ownAccount(tx), code)
}

/** 停用自己的动态码, with the password and a code. */
export async function disableOwnTotp(tx: Tx, password: string, code: string): Promise<Result<{ ok: true }>> {
  const account = await ownAccount(tx)
  if (account.totp_confirmed_at === null) return err({ code: 'access.totp_off' })
  const right = await provePassword(tx, account, password)
  if (!right.ok) return right
  const taken = await takeCode(tx, account, code)
  if (!taken.ok) return countFailure(tx, account, taken.error.code)
  await clearTotp(tx, account.id, 'account.totp_disabled')
  return ok({ ok: true })
}

/** Whoever sits at an open session must still know the password; guesses count, and the lock holds here too. */
async function provePassword(
  tx: Tx,
  account: { id: string; agency_id: string; failed_logins: number; locked_until: string | null; password_hash: string },
  password: string,
): Promise<Result<true>> {
  if (account.locked_until !== null && account.locked_until > tx.env.systemNow())
    return err({ code: 'access.locked', until: chinaTime(account.locked_until) })
  return (await verifyPassword(account.password_hash, password)) ? ok(true) : countFailure(tx, account, 'access.password_wrong')
}

/** 移除他人的动态码, when the phone is lost. Errors: `access.totp_remove_self`, `request.not_found`, `access.totp_off`. */
export async function removeTotpOf(tx: Tx, id: string): Promise<Result<{ ok: true }>> {
  if (id === tx.actor.accountId) return err({ code: 'access.totp_remove_self' })
  const account = await holdAccount(tx, id)
  if (!account) return err({ code: 'request.not_found' })
  if (account.totp_confirmed_at === null) return err({ code: 'access.totp_off' })
  await clearTotp(tx, id, 'account.totp_removed')
  return ok({ ok: true })
}

async function unitNameTaken(tx: Tx, name: string, except?: string): Promise<boolean> {
  let query = tx.db.selectFrom('unit').select('id').where('agency_id', '=', tx.actor.agency).where('name', '=', name)
  if (except !== undefined) query = query.where('id', '!=', except)
  return (await query.executeTakeFirst()) !== undefined
}

export async function createUnit(tx: Tx, name: string): Promise<Result<{ id: string }>> {
  if (await unitNameTaken(tx, name)) return err({ code: 'access.unit_taken', name })
  const row = await tx.db.insertInto('unit').values({ agency_id: tx.actor.agency, name }).returning('id').executeTakeFirstOrThrow()
  await tx.emit({ kind: 'unit.created', thing: ['unit', row.id], payload: { name } })
  return ok(row)
}

async function holdUnit(tx: Tx, id: string) {
  return tx.db
    .selectFrom('unit')
    .selectAll()
    .where('agency_id', 'in', tx.scope.agencies)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** 改名. Tasks and inspectors keep the name they were written with. Errors: `request.not_found`, `access.unit_taken`. */
export async function renameUnit(tx: Tx, id: string, name: string): Promise<Result<{ ok: true }>> {
  const unit = await holdUnit(tx, id)
  if (!unit) return err({ code: 'request.not_found' })
  if (unit.name === name) return ok({ ok: true })
  if (await unitNameTaken(tx, name, id)) return err({ code: 'access.unit_taken', name })
  await tx.db.updateTable('unit').set({ name }).where('agency_id', '=', unit.agency_id).where('id', '=', id).execute()
  await tx.emit({ kind: 'unit.renamed', thing: ['unit', id], payload: { before: unit.name, after: name } })
  return ok({ ok: true })
}

/** 停用、恢复. A retired unit keeps its accounts and history; it can no longer be chosen. Doing it twice changes nothing. */
export async function setUnitRetired(tx: Tx, id: string, retired: boolean): Promise<Result<{ ok: true }>> {
  const unit = await holdUnit(tx, id)
  if (!unit) return err({ code: 'request.not_found' })
  if ((unit.retired_at !== null) === retired) return ok({ ok: true })
  await tx.db
    .updateTable('unit')
    .set({ retired_at: retired ? tx.now : null })
    .where('agency_id', '=', unit.agency_id)
    .where('id', '=', id)
    .execute()
  await tx.emit({ kind: retired ? 'unit.retired' : 'unit.restored', thing: ['unit', id], payload: { name: unit.name } })
  return ok({ ok: true })
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

/** 对外联系方式 — on every notice. */
export async function saveContact(tx: Tx, wanted: BodyOf<Routes['agency.saveContact']>): Promise<Result<{ ok: true }>> {
  const { numberPrefix, ...words } = wanted
  const row = { ...words, number_prefix: numberPrefix, actor_id: tx.actor.accountId, at: tx.now }
  await tx.db
    .insertInto('agency_contact')
    .values({ agency_id: tx.actor.agency, ...row })
    .onConflict(on => on.column('agency_id').doUpdateSet(row))
    .execute()
  await tx.emit({ kind: 'agency.contact_changed', thing: ['agency', tx.actor.agency], payload: wanted })
  return ok({ ok: true })
}
