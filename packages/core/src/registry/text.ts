/**
 * 单元格文字 — ledgers come with full-width digits, ideographic and no-break spaces, byte-order marks and line breaks inside cells. Names keep
 * their full-width punctuation, which is part of the registered name; codes do not.
 */

// BOM, zero-width characters, soft hyphen, bidirectional marks: invisible, and they would make two equal names differ.
const INVISIBLE = /[\uFEFF\u200B-\u200F\u2028-\u202E\u2060\u00AD]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
const CONTROL = /[\u0000-\u001F\u007F\u0085\u00A0\u3000]/g

/** A name or sentence as it stands, white space collapsed and trimmed. */
export const normaliseText = (text: string): string => text.replace(INVISIBLE, '').replace(CONTROL, ' ').replace(/ {2,}/g, ' ').trim()

/** Full-width ！…～ to their ASCII forms. */
export const toHalfWidth = (text: string): string =>
  text.replace(/[\uFF01-\uFF5E]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[−–—‐‑]/g, '-')

/** A code: half-width, upper case, no white space at all. Also drops the leading apostrophe a spreadsheet adds to keep digits as text. */
export const normaliseCode = (text: string): string =>
  toHalfWidth(normaliseText(text))
    .replace(/^['‘’`]/, '')
    .replace(/ /g, '')
    .toUpperCase()

/** A short word to compare with a list: half-width, no white space, upper case letters. */
export const normaliseWord = (text: string): string => toHalfWidth(normaliseText(text)).replace(/ /g, '').toUpperCase()

const BLANK = new Set(['', '-', '/', '\\', '无', '空', '暂无', 'N/A', 'NULL', '#N/A'])
/** The cell says nothing: empty, a dash, 无. */
export const isBlank = (text: string): boolean => BLANK.has(normaliseWord(text))
