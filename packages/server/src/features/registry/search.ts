/** 找企业 — by two characters of the name or the head of the code, and the cursors of keyset pages. */
import type { Scope } from '@mingcha/core/access'
import { normaliseCode, normaliseText } from '@mingcha/core/registry'
import { sql } from 'kysely'
import type { ReadDb } from '../../db/tx.ts'

/** Keyset cursor: two sort keys of the last row shown. */
export const cursor = (key: readonly string[]) => Buffer.from(JSON.stringify(key)).toString('base64url')
export function readCursor(text: string | undefined): [string, string] | null {
  if (text === undefined) return null
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(key) && key.length === 2 && key.every(k => typeof k === 'string') ? (key as [string, string]) : null
  } catch {
    return null
  }
}

export const likeText = (text: string) => text.replace(/[\\%_]/g, c => `\\${c}`)

/** What a person types, as names are kept: spaces trimmed; brackets in either width, since nobody knows how a name was registered. */
export function spellings(q: string): string[] {
  const text = normaliseText(q)
  return [...new Set([text, text.replace(/\(/g, '（').replace(/\)/g, '）'), text.replace(/（/g, '(').replace(/）/g, ')')])]
}
const pairsOf = (text: string) => {
  const characters = [...text]
  return characters.slice(1).map((c, i) => `${characters[i]}${c}`)
}
/** Codes hold no other characters, and no code is longer. */
export const codePrefix = (q: string) => /^[0-9A-Z-]{2,32}$/.exec(normaliseCode(q))?.[0] ?? null

/**
 * Name contains, or code begins. Each arm of the OR can use an index (pairs of characters, primary key); two characters are enough. One character
 * looks at every name. The code's range is wider than its prefix in any collation, `like` cuts it.
 */
export function searchSubjects(db: ReadDb, scope: Scope, q: string) {
  const byName = spellings(q).map(text => {
    const contains = sql<boolean>`name like ${`%${likeText(text)}%`}`
    const pairs = pairsOf(text)
    return pairs.length === 0 ? contains : sql<boolean>`(zh_bigrams(name) @> ${pairs}::text[] and ${contains})`
  })
  const prefix = codePrefix(q)
  const byCode =
    prefix === null
      ? []
      : [sql<boolean>`(code >= ${prefix} and code <= ${prefix + 'Z'.repeat(32)} and code like ${`${likeText(prefix)}%`})`]
  return db
    .selectFrom('subject')
    .where('agency_id', 'in', scope.agencies)
    .where(sql<boolean>`(${sql.join([...byName, ...byCode], sql` or `)})`)
}
