/**
 * 存得下的文字 — PostgreSQL holds no NUL in text, and JSON columns no half of a surrogate pair. Both can be sent in any field of any request, so they
 * are refused here once, before a handler runs. Uploaded bytes are not looked at; whoever reads them answers for them.
 */

/** Path of the first text that cannot be stored, such as `body.items.0`; undefined when all can. */
export function findUnstorable(value: unknown, at = ''): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : at
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const path = at === '' ? key : `${at}.${key}`
    if (!isStorable(key)) return at
    const found = findUnstorable(inner, path)
    if (found !== undefined) return found
  }
  return undefined
}

/** With `u`, a whole pair is one character and no surrogate: only halves match. */
const half = /\p{Surrogate}/u

export const isStorable = (text: string): boolean => !text.includes('\u0000') && !half.test(text)
