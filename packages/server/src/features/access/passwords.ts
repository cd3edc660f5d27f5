/** 口令 — argon2id (19 MiB, t=2), at least ten characters, none of the commonest. */
import { randomInt } from 'node:crypto'
import { err, ok, type Result } from '@mingcha/core/base'
import { hash, verify } from '@node-rs/argon2'

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const common = /^(?:password|passw0rd|qwerty|admin|root|welcome|letmein|mingcha|12345|11111|00000|abc123|iloveyou|woaini)/i

export const hashPassword = (password: string): Promise<string> => hash(password, cost)
export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password)

/** A hash of nothing, verified when the login is unknown, so that an unknown login takes as long as a wrong password. */
export const decoyHash: Promise<string> = hashPassword('decoy-for-unknown-logins')

export function checkPassword(password: string, login: string): Result<true> {
  const weak =
    password.length < 10 || common.test(password) || password.toLowerCase().includes(login.toLowerCase()) || new Set(password).size < 5
  return weak ? err({ code: 'access.password_weak' }) : ok(true)
}

/** A one-time password to read over the phone: no look-alike characters. */
export function oneTimePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  return Array.from({ length: 14 }, (_, i) => (i % 5 === 4 ? '-' : alphabet[randomInt(alphabet.length)])).join('')
}
