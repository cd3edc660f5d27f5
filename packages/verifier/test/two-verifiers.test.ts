/**
 * Two verifiers, one verdict: this one and the plain Python of vectors/reference, held against each other over the vector bundles, over edits
 * made from a fixed seed, and over every bundle of an insider who holds the log's own key. Python starts twice, not once a bundle.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { BUNDLE_FILES } from '@mingcha/core/draw'
import { describe, expect, it } from 'vitest'
import { verifyBundle } from '../src/verify-bundle.ts'
import { type Files, readVector, recompute, textOf, VECTORS, withFile } from './bundles.ts'

const DRIVER = fileURLToPath(new URL('../../../vectors/reference/many.py', import.meta.url))
const runPython = (args: readonly string[], input = ''): string[] =>
  execFileSync('python3', [DRIVER, ...args], { input, encoding: 'utf8', maxBuffer: 2 ** 28 })
    .trimEnd()
    .split('\n')

const readFiles = (files: Record<string, string>): Files =>
  new Map(Object.entries(files).map(([name, text]) => [name, Uint8Array.from(Buffer.from(text, 'base64'))]))
const printFiles = (files: Files): string =>
  JSON.stringify({ files: Object.fromEntries([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')])) })

/** Names of the failing checks; a bug of the verifier is no verdict, and throws here. */
function failing(files: Files, options: Parameters<typeof verifyBundle>[1] = {}): string[] {
  const { checks } = verifyBundle(files, options)
  const bug = checks.find(check => check.evidence.en.startsWith('The verifier failed'))
  if (bug !== undefined) throw new Error(`${bug.name}: ${bug.evidence.en}`)
  return checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)
}

/** xorshift32: the same edits every time. */
function makeChance(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

interface Variant {
  readonly label: string
  readonly files: Files
}

/** What hostile JSON holds in place of a number or a text. */
const ODD_VALUES = [
  '9007199254740991', '9007199254740992', '1000000000', '1000000001', '1e3', '1.0', '-0', '-1', '0', 'null', 'true', '[]', '{}', '""', '"-"',
  '"0"', '"00"', '"9007199254740991"', '"999999999999999"', '1'.repeat(400), '"\\ud800"', '"\\u0041"', '"😀"', `${'['.repeat(15)}${']'.repeat(15)}`,
  `${'['.repeat(17)}${']'.repeat(17)}`, `${'['.repeat(20_000)}${']'.repeat(20_000)}`, '"2026-02-29T00:00:00Z"', '"2026-03-28T23:59:60Z"',
  '"0000-01-01T00:00:00Z"', '"A"', '"E"', '"open"', '["1","0"]', '["0","1"]', '["01","100"]', '["1000000000","1"]', '["1000000001","1"]',
] // biome-ignore format: a table of values
const ODD_FIELDS = [
  '-', '', '0', '00', '1', '3', '01', '03', '99', '000000', '000001', '1000000000', '1000000001', '9007199254740993', '-1', '+1', '-0', 'a',
  'ZZ', 'AIR', 'AIR,WATER', 'WATER,AIR', '-,AIR', 'AIR,AIR', 'drawn', 'reserve', ' ', '０', 'é', '\0', '\r', '0'.repeat(64), 'f'.repeat(64), 'F'.repeat(64),
  '2251799813685248', '2251799813685249', '91130525MA000000X', 'sink', 'insp|A01',
] // biome-ignore format: a table of values

function editList(files: Files, chance: (below: number) => number): Variant {
  const names = BUNDLE_FILES.filter(name => name.endsWith('.txt') || name === 'entries.jsonl' || name === 'log.vkey')
  const name = names[chance(names.length)]!
  const lines = textOf(files, name).split('\n').slice(0, -1)
  const at = chance(Math.max(lines.length, 1))
  const print = (next: readonly string[]) => next.map(line => `${line}\n`).join('')
  const field = (): string => {
    const fields = (lines[at] ?? '').split('\t')
    fields[chance(fields.length)] = ODD_FIELDS[chance(ODD_FIELDS.length)]!
    return fields.join('\t')
  }
  const edits: (() => string)[] = [
    () => print(lines.toSpliced(at, 1)),
    () => print(lines.toSpliced(at, 0, lines[at] ?? '')),
    () => print(lines.toReversed()),
    () => print(lines.with(at, field())),
    () => print(lines.with(at, field()).sort()),
    () => print([...lines, field()].sort()),
    () => print([...lines, field()].sort()),
    () => print(lines).replaceAll('\n', '\r\n'),
    () => print(lines).slice(0, -1),
    () => `${print(lines)}\n`,
  ]
  const kind = lines.length === 0 ? 9 : chance(edits.length)
  return { label: `${name} line ${at + 1}, edit ${kind}`, files: withFile(files, name, Buffer.from(edits[kind]!(), 'utf8')) }
}

function editJson(files: Files, chance: (below: number) => number): Variant {
  const names = BUNDLE_FILES.filter(name => name.endsWith('.json'))
  const name = names[chance(names.length)]!
  const text = textOf(files, name)
  const odd = ODD_VALUES[chance(ODD_VALUES.length)]!
  const fields = [...text.matchAll(/("[^"]*"):("[^"]*"|[0-9]+|\[[^\]{]*\])/g)]
  const { 0: whole, 1: key, 2: value, index } = fields[chance(fields.length)]!
  const put = (next: string) => text.slice(0, index) + next + text.slice(index + whole.length)
  const edits = [
    `${key}:${odd}`,
    `${key}:${odd}`,
    `${key}:${odd}`,
    `${whole},${whole}`,
    `${key}: ${value}`,
    `${whole},"zzz":${odd}`,
    `"${key}":${value}`,
  ]
  const kind = chance(edits.length)
  return { label: `${name} ${key} edit ${kind} ${odd.slice(0, 40)}`, files: withFile(files, name, Buffer.from(put(edits[kind]!), 'utf8')) }
}

function editFile(files: Files, chance: (below: number) => number): Variant {
  const name = BUNDLE_FILES[chance(BUNDLE_FILES.length)]!
  const other = BUNDLE_FILES[chance(BUNDLE_FILES.length)]!
  const bytes = files.get(name)!
  const kind = chance(8)
  const flipped = bytes.slice()
  if (flipped.length > 0) flipped[chance(flipped.length)]! ^= 1 << chance(8)
  const next = new Map(files)
  if (kind < 2) next.set(name, flipped)
  else if (kind === 2) next.set(name, bytes.slice(0, chance(bytes.length + 1)))
  else if (kind === 3) next.set(name, new Uint8Array(0))
  else if (kind === 4) next.set(name, files.get(other)!).set(other, bytes)
  else if (kind === 5) next.set(name, Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]))
  else if (kind === 6) next.set(name, Uint8Array.from(Buffer.from(textOf(files, name), 'utf16le')))
  else next.delete(name)
  return { label: `${name} ${other} file edit ${kind}`, files: next }
}

function makeVariants(): Variant[] {
  const chance = makeChance(20260328)
  const bundles = VECTORS.map(name => [name, readVector(name).files] as const)
  const out: Variant[] = bundles.map(([name, files]) => ({ label: name, files }))
  for (let i = 0; i < 720; i++) {
    const [vector, files] = bundles[chance(bundles.length)]!
    const edit = [editList, editList, editJson, editJson, editFile][chance(5)]!
    const edited = edit(files, chance)
    // An edit that only a hash would notice says nothing of the meaning: most are made to fit again, up to a log of the insider's own.
    const reach = chance(4)
    const whole = BUNDLE_FILES.every(name => edited.files.has(name))
    const made =
      reach === 0 || !whole
        ? edited.files
        : reach === 1
          ? recompute(edited.files, { result: true, publish: true, log: true })
          : recompute(edited.files, { commit: true, event: true, seed: true, result: true, publish: true, log: true })
    out.push({ label: `${vector}: ${edited.label}, reach ${reach}`, files: made })
  }
  return out
}

/** One field of one change set to something odd, or to what another line has there; all made to fit again, up to a log of the insider's own. */
function makeChangeVariants(count: number): Variant[] {
  const chance = makeChance(20261123)
  return Array.from({ length: count }, () => {
    const vector = ['substituted', 'reassigned'][chance(2)]!
    const { files } = readVector(vector)
    const lines = textOf(files, 'entries.jsonl').split('\n').slice(0, -1)
    const at = chance(lines.length)
    const fieldsOf = (line: string) => [...line.matchAll(/"([a-z]+)":("[^"]*"|\[(?:\{[^}]*\},?)*\]|\[[^\]{]*\])/g)]
    const { 0: whole, 1: key } = fieldsOf(lines[at]!)[chance(fieldsOf(lines[at]!).length)]!
    const others = fieldsOf(lines[chance(lines.length)]!).filter(field => field[1] === key)
    const value = others[0]?.[2] ?? ODD_VALUES[chance(ODD_VALUES.length)]!
    const next = lines.with(at, lines[at]!.replace(whole, `"${key}":${chance(3) === 0 ? ODD_VALUES[chance(ODD_VALUES.length)]! : value}`))
    const text = (chance(9) === 0 ? next.toSpliced(chance(next.length), 1) : next).map(line => `${line}\n`).join('')
    const edited = withFile(files, 'entries.jsonl', Buffer.from(text, 'utf8'))
    return {
      label: `${vector} entry ${at + 1} ${key} ${value.slice(0, 60)}`,
      files: recompute(edited, { result: true, publish: true, log: true }),
    }
  })
}

describe('the TypeScript and the Python verifier give one verdict', () => {
  it('EZ-11 A-32: on changes after the draw with one field altered', () => {
    const variants = makeChangeVariants(160)
    const lines = runPython([], variants.map(({ files }) => `${printFiles(files)}\n`).join(''))
    const apart = variants.flatMap(({ label, files }, i) => {
      const [python, typescript]: [string[], string[]] = [JSON.parse(lines[i]!).failed, failing(files)]
      return (python.length === 0) === (typescript.length === 0) ? [] : [`${label}: Python [${python}], TypeScript [${typescript}]`]
    })
    expect(apart).toEqual([])
    expect(lines.length).toBe(variants.length)
  }, 60_000)

  it('on the thirteen bundles and on edits of them', () => {
    const variants = makeVariants()
    const lines = runPython([], variants.map(({ files }) => `${printFiles(files)}\n`).join(''))
    expect(lines.length).toBe(variants.length)
    const apart: string[] = []
    let passed = 0
    for (const [i, { label, files }] of variants.entries()) {
      const python: string[] = JSON.parse(lines[i]!).failed
      const typescript = failing(files)
      if (typescript.length === 0) passed++
      if ((python.length === 0) !== (typescript.length === 0)) apart.push(`${label}: Python [${python}], TypeScript [${typescript}]`)
    }
    expect(apart).toEqual([])
    expect(passed).toBeGreaterThan(13)
  }, 60_000)

  it('on every bundle of an insider who holds the log key: each is caught by both', () => {
    const apart: string[] = []
    const lines = runPython(['--attacks'])
    for (const line of lines) {
      const { label, files, salt, certificates, vkey, failed, expected } = JSON.parse(line)
      const found = failing(readFiles(files), {
        salt: Uint8Array.from(Buffer.from(salt, 'hex')),
        certificates: new Map(Object.entries<string>(certificates)),
        ...(vkey !== '-' && { trustedVkey: vkey }),
      })
      const isChange = expected.startsWith('changes.')
      if ((found.length === 0) !== (failed.length === 0) || (isChange && !found.includes(expected)))
        apart.push(`${label}: Python [${failed}], TypeScript [${found}]`)
    }
    expect(apart).toEqual([])
    expect(lines.length).toBeGreaterThan(150)
  }, 60_000)
})
