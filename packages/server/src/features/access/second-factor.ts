/**
 * 动态码 (TOTP, RFC 6238) — an optional second factor an account's owner switches on. Works without a network: only the clocks must agree, one step
 * of 30 seconds either way. The secret is sealed under the key the database does not hold; ten recovery codes are kept as keyed fingerprints.
 *
 * Refuses: a code of a step that was accepted before or lies before it (a code seen over the shoulder is worth nothing), and, like a wrong
 * password, every wrong code counts into the lock-out.
 */
import { randomInt } from 'node:crypto'
import type { Actor } from '@mingcha/core/access'
import { err, ok, type Result } from '@mingcha/core/base'
import { Secret, TOTP } from 'otpauth'
import type { Tx } from '../../db/tx.ts'
import type { Seal } from '../../ports/seal.ts'

type AnyTx = Tx<Actor | null>
const stepSeconds = 30
const recoveryCount = 10

export interface FactorAccount {
  readonly id: string
  readonly agency_id: string
  readonly login: string
  readonly totp_sealed: Buffer | null
  readonly totp_confirmed_at: string | null
  readonly totp_counter: number
}

const purpose = (a: { id: string; agency_id: string }) => `account.totp|${a.agency_id}|${a.id}`
const totpOf = (secret: string, login = '') =>
  new TOTP({ issuer: '明查', label: login, algorithm: 'SHA1', digits: 6, period: stepSeconds, secret: Secret.fromBase32(secret) })
const recoveryMac = (seal: Seal, a: { id: string; agency_id: string }, code: string) =>
  seal.mac(`account.recovery|${a.agency_id}|${a.id}`, code.toLowerCase().replace(/[^a-z0-9]/g, ''))

/** The step a code belongs to, or null when it belongs to none near `now`. */
function stepOf(secret: string, code: string, now: string): number | null {
  const at = Date.parse(now)
  const delta = totpOf(secret).validate({ token: code, timestamp: at, window: 1 })
  return delta === null ? null : Math.floor(at / 1000 / stepSeconds) + delta
}

/** A new secret, not in force until a code of it is given. */
export async function beginTotp(tx: Tx, account: FactorAccount): Promise<Result<{ secret: string; uri: string }>> {
  if (account.totp_confirmed_at !== null) return err({ code: 'access.totp_on' })
  const secret = new Secret({ size: 20 }).base32
  await tx.db
    .updateTable('account')
    .set({ totp_sealed: tx.env.seal.seal(purpose(account), secret), totp_counter: 0 })
    .where('id', '=', account.id)
    .execute()
  await tx.emit({ kind: 'account.totp_begun', thing: ['account', account.id], payload: {} })
  return ok({ secret, uri: totpOf(secret, account.login).toString() })
}

/** The first code puts the secret in force. Gives the recovery codes, once. */
export async function confirmTotp(tx: Tx, account: FactorAccount, code: string): Promise<Result<{ recoveryCodes: string[] }>> {
  if (account.totp_confirmed_at !== null) return err({ code: 'access.totp_on' })
  if (account.totp_sealed === null) return err({ code: 'access.totp_off' })
  const now = tx.env.systemNow()
  const step = stepOf(tx.env.seal.openText(purpose(account), account.totp_sealed), code, now)
  if (step === null) return err({ code: 'access.totp_unconfirmed' })
  await tx.db.updateTable('account').set({ totp_confirmed_at: now, totp_counter: step }).where('id', '=', account.id).execute()
  const recoveryCodes = Array.from({ length: recoveryCount }, recoveryCode)
  await tx.db.deleteFrom('account_recovery_code').where('account_id', '=', account.id).execute()
  await tx.db
    .insertInto('account_recovery_code')
    .values(recoveryCodes.map(c => ({ agency_id: account.agency_id, account_id: account.id, mac: recoveryMac(tx.env.seal, account, c) })))
    .execute()
  await tx.emit({ kind: 'account.totp_enabled', thing: ['account', account.id], payload: { recoveryCodes: recoveryCount } })
  return ok({ recoveryCodes })
}

/**
 * Is this the account's code, now, for the first time? Remembers that it was given. The caller counts a refusal into the lock-out.
 * Errors without `left`: `access.totp_wrong`, `access.totp_used`.
 */
export async function takeCode(tx: AnyTx, account: FactorAccount, code: string): Promise<Result<'code' | 'recovery'>> {
  const now = tx.env.systemNow()
  const typed = code.replace(/[\s-]/g, '')
  if (/^\d{6}$/.test(typed) && account.totp_sealed !== null) {
    const step = stepOf(tx.env.seal.openText(purpose(account), account.totp_sealed), typed, now)
    if (step === null) return err({ code: 'access.totp_wrong' })
    if (step <= account.totp_counter) return err({ code: 'access.totp_used' })
    await tx.db.updateTable('account').set({ totp_counter: step }).where('id', '=', account.id).execute()
    return ok('code')
  }
  const used = await tx.db
    .updateTable('account_recovery_code')
    .set({ used_at: now })
    .where('agency_id', '=', account.agency_id)
    .where('account_id', '=', account.id)
    .where('mac', '=', recoveryMac(tx.env.seal, account, typed))
    .where('used_at', 'is', null)
    .executeTakeFirst()
  if (used.numUpdatedRows !== 1n) return err({ code: 'access.totp_wrong' })
  await tx.emit({ kind: 'account.recovery_used', thing: ['account', account.id], payload: {}, agency: account.agency_id })
  return ok('recovery')
}

/** Off, with its recovery codes. The caller has decided that it may be. */
export async function clearTotp(tx: Tx, accountId: string, kind: 'account.totp_disabled' | 'account.totp_removed'): Promise<void> {
  await tx.db
    .updateTable('account')
    .set({ totp_sealed: null, totp_confirmed_at: null, totp_counter: 0 })
    .where('id', '=', accountId)
    .execute()
  await tx.db.deleteFrom('account_recovery_code').where('account_id', '=', accountId).execute()
  await tx.emit({ kind, thing: ['account', accountId], payload: {} })
}

/** `k7mq2-x9ptc`: fifty bits, no look-alike characters. */
function recoveryCode(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  return Array.from({ length: 11 }, (_, i) => (i === 5 ? '-' : alphabet[randomInt(alphabet.length)])).join('')
}
