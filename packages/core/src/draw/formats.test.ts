import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../base/index.ts'
import {
  assignList,
  type Commit,
  cutoffList,
  frameList,
  parseCommit,
  parseEntries,
  potentialList,
  printCommit,
  readSecrets,
  rosterList,
} from './index.ts'

const h = (c: string) => c.repeat(64)
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes)

describe('lists', () => {
  const bytes = encodeUtf8(`AAAAAA\tKEY\t2\t${h('a')}\nAAAAAA\tREG\t1\t${h('b')}\n`)
  it('print what they parse', () => {
    const rows = frameList.parse(bytes)
    expect(rows.ok && frameList.print([...rows.value].reverse())).toEqual(bytes)
    expect(frameList.parse(new Uint8Array())).toEqual({ ok: true, value: [] })
  })
  it.each([
    ['\uFEFF', 'not printable ASCII', 1],
    [`AAAAAA\tKEY\t2\t${h('a')}\r\n`, 'carriage return', 1],
    [`AAAAAA\tKEY\t2\t${h('a')}\n\n`, 'blank line', 2],
    [`AAAAAA\tKEY\t2\t${h('a')}`, 'no newline at the end', 1],
    [`AAAAAB\tKEY\t2\t${h('a')}\nAAAAAA\tKEY\t2\t${h('a')}\n`, 'lines out of order', 2],
    [`AAAAAA\tKEY\t2\t${h('a')}\nAAAAAA\tKEY\t2\t${h('a')}\n`, 'line twice', 2],
    [`AAAAAA\tKEY\t1\t${h('a')}\nAAAAAA\tKEY\t2\t${h('a')}\n`, 'the same key twice', 2],
    [`AAAAAA\tKEY\t3\t${h('a')}\n`, 'tier', 1],
    [`AAAAAA\tKEY\t2\t${h('A')}\n`, 'nonce', 1],
    ['AAAAAA\tKEY\t2\n', '3 columns instead of 4', 1],
  ])('refuse %j', (input, why, line) => {
    expect(frameList.parse(encodeUtf8(input))).toEqual({ ok: false, error: { code: 'draw.format', file: 'frame.txt', line, why } })
  })
  it('A-29: one certificate stands once in the roster', () => {
    const roster = encodeUtf8(`I1\tAG\t${h('c')}\t-\t0\t-\t${h('a')}\nI2\tAG\t${h('c')}\tAIR,WATER\t0\t3\t${h('b')}\n`)
    expect(rosterList.parse(roster)).toMatchObject({ ok: false, error: { line: 2 } })
    expect(rosterList.parse(encodeUtf8(`I2\tAG\t${h('c')}\tWATER,AIR\t0\t3\t${h('b')}\n`))).toMatchObject({
      error: { why: 'specialities' },
    })
  })
  it('bound potentials before arithmetic', () => {
    const line = (v: string) => encodeUtf8(`sink\t0\t0\t0\t0\t0\t0\t${v}\n`)
    expect(potentialList.parse(line(String(-(2 ** 51)))).ok).toBe(true)
    for (const bad of ['-0', '+1', '01', '2251799813685249', '99999999999999999999']) expect(potentialList.parse(line(bad)).ok).toBe(false)
  })
  it('cut-offs are - exactly where the quota is 0', () => {
    expect(cutoffList.parse(encodeUtf8('KEY\t3\t0\t-\t-\n')).ok).toBe(true)
    expect(cutoffList.parse(encodeUtf8('KEY\t3\t1\t-\t-\n')).ok).toBe(false)
    expect(cutoffList.parse(encodeUtf8(`KEY\t3\t0\t2\t${h('a')}\n`)).ok).toBe(false)
    expect(assignList.parse(encodeUtf8('AAAAAA\t00\t-\n')).ok).toBe(false)
  })
})

const list = { sha256: h('1'), lines: 0, root: h('2') }
const commit: Commit = {
  draw: '130525-2026-0007',
  replaces: '-',
  agency: '130525',
  period: '2026-Q2',
  tasks: [{ code: 'LY-1', plan: '3' }],
  scheme: { id: 'longyao-2026', version: '3', sha256: h('3') },
  snapshot: '0',
  salt: h('4'),
  release: 'full',
  balance: 'draw',
  files: { barred: list, excluded: list, frame: list, pairs: list, roster: list, slots: list },
  strata: [{ code: 'KEY', task: 'LY-1', N: 137, tiers: [0, 0, 137], rate: { num: 18, den: 100 }, min: 1, quota: 25, reserve: 5 }],
  unstaffable: 0,
  entropy: [
    { kind: 'secret', party: 'server', sha256: h('5') },
    { kind: 'lottery', game: 'ssq', issue: '2026033', notBefore: '2026-03-26T13:15:00Z' },
  ],
  publicBits: 24,
  assurance: 'B',
  mode: 'sealed',
  eventBy: '2026-03-30T00:00:00Z',
  resultBy: '2026-03-31T00:00:00Z',
  openBy: '2026-07-20T16:00:00Z',
}

describe('commit.json', () => {
  it('prints what it parses', () => {
    const bytes = printCommit(commit)
    expect(parseCommit(bytes)).toEqual({ ok: true, value: commit })
    expect(text(bytes)).toContain('"rate":["18","100"]')
  })
  it.each<[string, string, string]>([
    ['"min":1,', '', 'strata[0].min'],
    ['"rate":["18","100"],', '', 'strata[0].min: unknown key'],
    ['"rate":["18","100"]', '"rate":["18","0"]', 'strata[0].rate'],
    ['"ssq"', '"abc"', 'entropy[1].game'],
    ['"kind":"secret","party":"server","sha256"', '"kind":"lottery","game"', 'keys out of order'],
    ['"openBy":"2026-07-20T16:00:00Z"', '"openBy":"2026-02-30T16:00:00Z"', 'openBy'],
    ['"period":"2026-Q2"', '"period":"2026-Q2 "', 'period'],
    ['"N":137', '"N":137.0', 'not an object'],
    ['"N":137', '"N":null', 'not an object'],
    ['"mode":"sealed"', '"mode": "sealed"', 'not an object'],
  ])('refuses %j → %j', (from, to, why) => {
    const changed = text(printCommit(commit)).replace(from, to)
    const parsed = parseCommit(encodeUtf8(changed))
    expect(parsed.ok).toBe(false)
    expect(!parsed.ok && parsed.error.why).toContain(why)
  })
})

describe('seed.txt and entries.jsonl', () => {
  it('give their secrets and lines', () => {
    const seed = encodeUtf8(`mingcha/seed/v1\ndraw X\ncommit ${h('a')}\nsecret server ${h('b')}\ndice 1 2\n`)
    expect(readSecrets(seed)).toEqual({ ok: true, value: new Map([['server', h('b')]]) })
    expect(readSecrets(encodeUtf8(`secret server ${h('B')}\n`))).toMatchObject({ error: { line: 1 } })
    expect(readSecrets(encodeUtf8(`secret a ${h('b')}\nsecret a ${h('b')}\n`))).toMatchObject({ error: { line: 2 } })
    expect(readSecrets(new Uint8Array([0xff])).ok).toBe(false)
    expect(parseEntries(encodeUtf8('{"a":"企业"}\n{"n":"2"}\n'))).toEqual({ ok: true, value: ['{"a":"企业"}', '{"n":"2"}'] })
    for (const bad of ['{}', '\n', '{ }\n', '[]\n', '{"a":1}\r\n']) expect(parseEntries(encodeUtf8(bad)).ok).toBe(false)
    expect(parseEntries(new Uint8Array())).toEqual({ ok: true, value: [] })
  })
})
