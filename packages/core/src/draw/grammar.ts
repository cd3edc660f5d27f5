/**
 * Grammars of `mingcha/draw/v1` §1 and ADR 0001 §§12, 15. Everything that reaches a file of a draw bundle passes one of these, so
 * every list is ASCII, every field free of tabs, and byte order is text order.
 */
import { parseInstant } from '../base/index.ts'

export const SUBJECT = /^[0-9A-Z-]{6,32}$/
export const INSPECTOR = /^[0-9A-Z-]{2,32}$/
/** agency, stratum, speciality, exclusion reason */
export const CODE = /^[0-9A-Z-]{1,16}$/
export const TASK = /^[0-9A-Z-]{1,40}$/
export const DRAW = /^[0-9A-Z-]{6,40}$/
export const PERIOD = /^[0-9]{4}(-Q[1-4]|-H[12])?$/
export const PARTY = /^[a-z][a-z0-9-]{0,31}$/
export const HASH = /^[0-9a-f]{64}$/
export const ISSUE = /^[0-9]{5,10}$/
export const SLOT = /^(0[1-9]|[1-9][0-9])$/
export const RANK = /^[0-9]{6}$/
/** plain decimal up to 10^9 */
export const COUNT = /^(0|[1-9][0-9]{0,8}|1000000000)$/
/** plain decimal of at most 16 digits */
export const LOG_INDEX = /^(0|[1-9][0-9]{0,15})$/
export const SCHEME_ID = /^[0-9A-Za-z._-]{1,64}$/
export const INTEGER = /^(0|-?[1-9][0-9]{0,15})$/

export const isInstant = (text: string): boolean => parseInstant(text) !== undefined

/** `-` or several specialities joined by `,`, ascending and unique. */
export function parseSpecialities(text: string): readonly string[] | undefined {
  if (text === '-') return []
  const parts = text.split(',')
  for (let i = 0; i < parts.length; i++) {
    if (!CODE.test(parts[i]!) || parts[i] === '-' || (i > 0 && !(parts[i - 1]! < parts[i]!))) return undefined
  }
  return parts
}
