/**
 * Fields — 记录的逐项读取: how a JSON record of a draw is read, field by field, each in its grammar.
 *
 * Promises: canonical bytes only, exactly the keys that were asked for; the first complaint names the path of the field and why.
 * Refusal: `draw.format` with the file's name.
 */
import type { JsonObject, JsonValue, Result } from '../base/index.ts'
import { err, ok, parseCanonical } from '../base/index.ts'
import type { FormatProblem } from './lists.ts'

/** Largest count of a record: any integer JSON may hold here (protocol §1). Files bound what they count; 10^9 is the bound of rates and loads. */
const MAX_COUNT = Number.MAX_SAFE_INTEGER

const refuse = (file: string, why: string) => err<FormatProblem>({ code: 'draw.format', file, line: 0, why })

/** Reads one object, keeps the first complaint, and goes on with harmless values: the caller asks once at the end. */
export class FieldReader {
  readonly value: JsonObject
  readonly path: string
  readonly complaints: string[]
  readonly taken = new Set<string>()

  constructor(value: JsonValue | undefined, path = '', complaints: string[] = []) {
    this.path = path
    this.complaints = complaints
    if (typeof value === 'object' && !Array.isArray(value)) this.value = value as JsonObject
    else {
      this.value = {}
      this.complain('', 'not an object')
    }
  }

  complain(key: string, why: string): void {
    this.complaints.push(`${this.path}${key}: ${why}`)
  }

  has(key: string): boolean {
    return Object.hasOwn(this.value, key)
  }

  take(key: string): JsonValue | undefined {
    this.taken.add(key)
    return this.has(key) ? this.value[key] : undefined
  }

  text(key: string, grammar: RegExp | ((text: string) => boolean)): string {
    const v = this.take(key)
    if (typeof v !== 'string' || !(typeof grammar === 'function' ? grammar(v) : grammar.test(v))) {
      this.complain(key, v === undefined ? 'missing' : 'outside its grammar')
      return ''
    }
    return v
  }

  choice<const T extends string>(key: string, choices: readonly T[]): T {
    const v = this.take(key)
    if (typeof v !== 'string' || !choices.includes(v as T)) {
      this.complain(key, `not one of ${choices.join(', ')}`)
      return choices[0]!
    }
    return v as T
  }

  count(key: string, least = 0, most = MAX_COUNT): number {
    return this.readCount(this.take(key), key, least, most)
  }

  readCount(v: JsonValue | undefined, key: string, least = 0, most = MAX_COUNT): number {
    if (typeof v !== 'number' || v < least || v > most) {
      this.complain(key, `not an integer from ${least} to ${most}`)
      return least
    }
    return v
  }

  object(key: string): FieldReader {
    return new FieldReader(this.take(key), `${this.path}${key}.`, this.complaints)
  }

  array(key: string, least: number, most: number): readonly JsonValue[] {
    const v = this.take(key)
    if (!Array.isArray(v) || v.length < least || v.length > most) {
      this.complain(key, `not an array of ${least} to ${most}`)
      return []
    }
    return v
  }

  objects<T>(key: string, least: number, most: number, read: (field: FieldReader) => T): T[] {
    return this.array(key, least, most).map((item, i) => {
      const field = new FieldReader(item, `${this.path}${key}[${i}].`, this.complaints)
      const out = read(field)
      field.close()
      return out
    })
  }

  texts(key: string, least: number, most: number, grammar: RegExp): string[] {
    return this.array(key, least, most).map((item, i) => {
      if (typeof item === 'string' && grammar.test(item)) return item
      this.complain(`${key}[${i}]`, 'outside its grammar')
      return ''
    })
  }

  /** No key may be left over. */
  close(): void {
    for (const key of Object.keys(this.value)) if (!this.taken.has(key)) this.complain(key, 'unknown key')
  }
}

export function parseRecord<T>(
  file: string,
  type: string | undefined,
  bytes: Uint8Array,
  read: (r: FieldReader) => T,
): Result<T, FormatProblem> {
  const parsed = parseCanonical(bytes)
  if (!parsed.ok) return refuse(file, `${parsed.error.why} at ${parsed.error.at}`)
  const r = new FieldReader(parsed.value)
  if (type !== undefined) r.choice('type', [type])
  const out = read(r)
  r.close()
  return r.complaints.length > 0 ? refuse(file, r.complaints[0]!) : ok(out)
}

export const isAscending = (texts: readonly string[]): boolean => texts.every((t, i) => i === 0 || texts[i - 1]! < t)
export const isDashOr = (grammar: RegExp) => (text: string) => text === '-' || grammar.test(text)
