/**
 * Canonical bytes — the subset of RFC 8785 that the draw protocol allows: objects, arrays, strings, integers below 2^53.
 *
 * Promises: one value has one byte string, and `parseCanonical` accepts exactly the bytes `printCanonical` makes.
 * Refuses: floats, null, booleans, duplicate keys, -0, lone surrogates, white space, keys out of order, depth above 16, with the
 * offset of the first offence. Objects come back without a prototype, so that a key named `__proto__` is only a key.
 */
import { decodeUtf8, encodeUtf8 } from './bytes.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'

export type JsonValue = string | number | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** Where and why bytes are not canonical JSON. `at` counts UTF-16 units from 0. */
export interface CanonicalProblem {
  readonly code: 'base.canonical'
  readonly at: number
  readonly why: string
  readonly [param: string]: unknown
}

export const MAX_DEPTH = 16

/** Value → RFC 8785 bytes, no final newline. An unprintable value (float, null, cycle of depth) is a bug and throws. */
export const printCanonical = (value: JsonValue): Uint8Array => encodeUtf8(canonicalText(value))

/** The same as text. */
export function canonicalText(value: JsonValue, depth = 0): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`not an integer below 2^53: ${value}`)
    return String(value)
  }
  if (depth === MAX_DEPTH) throw new Error('canonical JSON is at most 16 deep')
  if (Array.isArray(value)) return `[${value.map(v => canonicalText(v, depth + 1)).join(',')}]`
  if (typeof value !== 'object' || value === null) throw new Error(`not a canonical JSON value: ${String(value)}`)
  const object = value as JsonObject
  // Array.prototype.sort without a comparator orders by UTF-16 units, which is what RFC 8785 §3.2.3 asks.
  const keys = Object.keys(object).sort()
  return `{${keys.map(k => `${quote(k)}:${canonicalText(object[k]!, depth + 1)}`).join(',')}}`
}

const LONE_SURROGATE = /\p{Surrogate}/u

// JSON.stringify of a string is exactly RFC 8785 §3.2.2.2, except that it escapes a lone surrogate; encodeUtf8 cannot see that one.
function quote(text: string): string {
  if (LONE_SURROGATE.test(text)) throw new Error('lone surrogate in text')
  return JSON.stringify(text)
}

/** Bytes → value, or the first place where they are not canonical. Never throws. */
export function parseCanonical(bytes: Uint8Array): Result<JsonValue, CanonicalProblem> {
  const text = decodeUtf8(bytes)
  if (text === undefined) return err({ code: 'base.canonical', at: 0, why: 'not UTF-8' })
  return parseCanonicalText(text)
}

export function parseCanonicalText(text: string): Result<JsonValue, CanonicalProblem> {
  const cursor = new Cursor(text)
  const value = cursor.value(0)
  if (value === undefined) return err({ code: 'base.canonical', at: cursor.at, why: cursor.why })
  if (cursor.at !== text.length) return err({ code: 'base.canonical', at: cursor.at, why: 'text after the value' })
  return ok(value)
}

const INTEGER = /-?(?:0|[1-9][0-9]{0,15})(?![0-9.eE])/y

/** A recursive-descent reader that keeps its first complaint. `undefined` means refused. */
class Cursor {
  readonly text: string
  at = 0
  why = ''
  constructor(text: string) {
    this.text = text
  }

  refuse(why: string): undefined {
    this.why = why
    return undefined
  }

  value(depth: number): JsonValue | undefined {
    const sign = this.text[this.at]
    if (depth === MAX_DEPTH && (sign === '{' || sign === '[')) return this.refuse('deeper than 16')
    switch (sign) {
      case '{':
        return this.object(depth)
      case '[':
        return this.array(depth)
      case '"':
        return this.string()
      default:
        return this.integer()
    }
  }

  string(): string | undefined {
    let end = this.at + 1
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1
    const raw = this.text.slice(this.at, end + 1)
    let value: unknown
    try {
      value = JSON.parse(raw)
    } catch {
      return this.refuse('not a string')
    }
    if (typeof value !== 'string' || LONE_SURROGATE.test(value) || JSON.stringify(value) !== raw)
      return this.refuse('not a canonical string')
    this.at = end + 1
    return value
  }

  integer(): number | undefined {
    INTEGER.lastIndex = this.at
    const found = INTEGER.exec(this.text)
    if (found === null) return this.refuse('not an object, array, string or integer')
    const value = Number(found[0])
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return this.refuse('not an integer below 2^53')
    this.at += found[0].length
    return value
  }

  array(depth: number): JsonValue[] | undefined {
    const out: JsonValue[] = []
    this.at++
    if (this.text[this.at] === ']') {
      this.at++
      return out
    }
    for (;;) {
      const item = this.value(depth + 1)
      if (item === undefined) return undefined
      out.push(item)
      const sign = this.text[this.at]
      if (sign !== ',' && sign !== ']') return this.refuse('expected , or ]')
      this.at++
      if (sign === ']') return out
    }
  }

  object(depth: number): JsonObject | undefined {
    const out: Record<string, JsonValue> = Object.create(null)
    let last: string | undefined
    this.at++
    if (this.text[this.at] === '}') {
      this.at++
      return out
    }
    for (;;) {
      if (this.text[this.at] !== '"') return this.refuse('expected a key')
      const start = this.at
      const key = this.string()
      if (key === undefined) return undefined
      if (last !== undefined && !(last < key)) {
        this.at = start
        return this.refuse(last === key ? 'duplicate key' : 'keys out of order')
      }
      last = key
      if (this.text[this.at] !== ':') return this.refuse('expected :')
      this.at++
      const item = this.value(depth + 1)
      if (item === undefined) return undefined
      out[key] = item
      const sign = this.text[this.at]
      if (sign !== ',' && sign !== '}') return this.refuse('expected , or }')
      this.at++
      if (sign === '}') return out
    }
  }
}
