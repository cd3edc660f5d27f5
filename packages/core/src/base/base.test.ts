import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  addQuarters,
  compareBytes,
  concatBytes,
  daysBetween,
  decodeBase64,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeHex,
  encodeUtf8,
  equalBytes,
  hmacSha256Hex,
  lineBytes,
  parseInstant,
  parsePlainDate,
  parseRows,
  plainDateOf,
  printLines,
  quarterCode,
  quarterEnd,
  quarterOf,
  quarterStart,
  sha256Hex,
  weekdayOf,
} from './index.ts'

const FIXED = { seed: 1, numRuns: 300 }
const day = (text: string) => parsePlainDate(text)!

describe('bytes', () => {
  it('text goes to UTF-8 and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(decodeUtf8(encodeUtf8(text))).toBe(text)
        expect(Array.from(encodeUtf8(text))).toEqual(Array.from(new TextEncoder().encode(text)))
      }),
      FIXED,
    )
    const long = '隆尧😀a'.repeat(9000)
    expect(decodeUtf8(encodeUtf8(long))).toBe(long)
    expect(() => encodeUtf8('\ud800')).toThrow()
  })
  it('every byte string that a strict decoder refuses is refused, and no other', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), bytes => {
        let text: string | undefined
        try {
          text = strict.decode(bytes)
        } catch {
          text = undefined
        }
        expect(decodeUtf8(bytes)).toBe(text)
      }),
      { seed: 2, numRuns: 5000 },
    )
  })
  it('hex and base64 have one text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        expect(decodeHex(encodeHex(bytes))).toEqual(bytes)
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes)
        expect(encodeBase64(bytes)).toBe(btoa(String.fromCharCode(...bytes)))
      }),
      FIXED,
    )
    for (const bad of ['A', 'AA', 'AA=', 'AB==', 'AAB=', 'AA-_', 'AA==AA==', '====', 'A===', ' AA=', 'AAA\n'])
      expect(decodeBase64(bad)).toBeUndefined()
    for (const bad of ['a', 'AA', '0g', ' 00']) expect(decodeHex(bad)).toBeUndefined()
  })
  it('order is by bytes, a prefix first', () => {
    expect(compareBytes(encodeUtf8('ab'), encodeUtf8('abc'))).toBeLessThan(0)
    expect(compareBytes(encodeUtf8('b'), encodeUtf8('abc'))).toBeGreaterThan(0)
    expect(equalBytes(concatBytes(encodeUtf8('a'), encodeUtf8('b')), encodeUtf8('ab'))).toBe(true)
  })
  it('hashes are the known ones', () => {
    expect(sha256Hex(encodeUtf8('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(hmacSha256Hex(encodeUtf8('Jefe'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })
})

describe('lists', () => {
  it('are bounded before they are read', () => {
    expect(parseRows(encodeUtf8('a\nb\n'), { columns: 1, maxLines: 1 })).toMatchObject({ error: { why: 'too many lines' } })
    expect(parseRows(encodeUtf8('a\nb\n'), { columns: 1, maxBytes: 3 })).toMatchObject({ error: { why: 'file too large' } })
    expect(parseRows(encodeUtf8('a\tb\nb\tc\n'), { columns: 2 })).toMatchObject({
      value: [
        ['a', 'b'],
        ['b', 'c'],
      ],
    })
  })
  it('lines are views without their newline', () => {
    const bytes = printLines(['b', 'a'])
    expect([...lineBytes(bytes)].map(decodeUtf8)).toEqual(['a', 'b'])
    expect(() => printLines(['a', 'a'])).toThrow()
    expect(() => [...lineBytes(encodeUtf8('a'))]).toThrow()
  })
})

describe('日期 plain dates', () => {
  it('agree with the calendar from 1600 to 2400', () => {
    fc.assert(
      fc.property(fc.integer({ min: -135_000, max: 157_000 }), n => {
        const on = addDays(day('1970-01-01'), n)
        const known = new Date(n * 86_400_000)
        expect(on).toBe(known.toISOString().slice(0, 10))
        expect(daysBetween(day('1970-01-01'), on)).toBe(n)
        expect(weekdayOf(on)).toBe(known.getUTCDay() || 7)
      }),
      FIXED,
    )
  })
  it('refuse days and instants that do not exist', () => {
    for (const bad of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '26-04-01', '2026-4-1', '0000-01-01', '2026-04-01 '])
      expect(parsePlainDate(bad)).toBeUndefined()
    expect(parsePlainDate('2024-02-29')).toBe('2024-02-29')
    for (const bad of [
      '2026-03-26T24:00:00Z',
      '2026-03-26T13:60:00Z',
      '2026-03-26T13:15:00+08:00',
      '2026-03-26T13:15:00.0Z',
      '2026-02-30T00:00:00Z',
    ])
      expect(parseInstant(bad)).toBeUndefined()
    expect(parseInstant('2026-03-26T13:15:00Z')).toBe('2026-03-26T13:15:00Z')
    expect(() => plainDateOf(2026, 2, 29)).toThrow()
  })
  it('count quarters and months', () => {
    const q = quarterOf(day('2026-03-31'))
    expect([quarterCode(q), quarterCode(addQuarters(q, 1)), quarterCode(addQuarters(q, -1))]).toEqual(['2026-Q1', '2026-Q2', '2025-Q4'])
    expect([quarterStart(addQuarters(q, 1)), quarterEnd(addQuarters(q, 3))]).toEqual(['2026-04-01', '2026-12-31'])
    expect([addMonths(day('2026-01-31'), 1), addMonths(day('2026-01-15'), -13)]).toEqual(['2026-02-28', '2024-12-15'])
  })
})
