/** The language-neutral vectors of `vectors/*.json`: the same cases the Python reference answers. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { JsonValue, Result } from '../base/index.ts'
import {
  decodeHex,
  encodeHex,
  encodeUtf8,
  hmacSha256Hex,
  lineBytes,
  parseCanonical,
  printCanonical,
  printLines,
  sha256Hex,
} from '../base/index.ts'
import { merkleRoot } from '../log/merkle.ts'
import * as draw from './index.ts'

interface Case {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: neutral JSON, each file has its own shape
  readonly input: any
  // biome-ignore lint/suspicious/noExplicitAny: neutral JSON, each file has its own shape
  readonly expected: any
}
const VECTORS = new URL('../../../../vectors/', import.meta.url)
const readJson = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, VECTORS), 'utf8')) as T
const cases = (name: string): Case[] => readJson<{ cases: Case[] }>(`${name}.json`).cases
const bytesOf = (input: { text?: string; hex?: string }) => (input.hex === undefined ? encodeUtf8(input.text!) : decodeHex(input.hex)!)
const text = (bytes: Uint8Array): string => Array.from(bytes, b => String.fromCharCode(b)).join('')
const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const LISTS: Record<string, draw.BundleList<never>> = Object.fromEntries(
  [
    draw.frameList,
    draw.excludedList,
    draw.slotList,
    draw.rosterList,
    draw.barredList,
    draw.pairList,
    draw.selectedList,
    draw.cutoffList,
    draw.assignList,
    draw.potentialList,
  ].map(list => [list.file, list as unknown as draw.BundleList<never>]),
)

describe('vectors: canonical bytes', () => {
  it.each(cases('canonical'))('$name', ({ input, expected }) => {
    if ('value' in input) {
      if (expected.refused) return expect(() => printCanonical(input.value as JsonValue)).toThrow()
      const bytes = printCanonical(input.value as JsonValue)
      expect([encodeUtf8(expected.canonical), sha256Hex(bytes)]).toEqual([bytes, expected.sha256])
      expect(must(parseCanonical(bytes))).toEqual(input.value)
      return
    }
    const parsed = parseCanonical(bytesOf(input))
    expect(parsed.ok).toBe(expected.refused !== true)
    if (parsed.ok) expect(sha256Hex(printCanonical(parsed.value))).toBe(expected.sha256)
  })
})

describe('vectors: quotas', () => {
  it.each(cases('quotas'))('A-23 $name', ({ input, expected }) => {
    const rate = input.rate && draw.parseRate(input.rate[0], input.rate[1])
    expect(input.rate !== undefined && rate === undefined).toBe(expected.refused === true)
    if (expected.refused) return
    const quota = rate ? draw.computeQuota(input.N, rate, input.min) : input.quota
    expect({ quota, reserve: draw.defaultReserve(input.N, quota) }).toEqual(expected)
  })
})

describe('vectors: lists', () => {
  it.each(cases('lists'))('$name', ({ input, expected }) => {
    let bytes: Uint8Array
    if (input.rows) {
      const salt = decodeHex(input.salt)!
      bytes = printLines(input.rows.map((row: string) => `${row}\t${draw.nonceOf(salt, input.file, row)}`))
      expect(text(bytes)).toBe(expected.text)
    } else bytes = bytesOf(input)
    const parsed = LISTS[input.file]!.parse(bytes)
    expect(parsed.ok).toBe(expected.refused !== true)
    if (!parsed.ok) return
    expect(LISTS[input.file]!.print(parsed.value)).toEqual(bytes)
    expect([sha256Hex(bytes), parsed.value.length, encodeHex(merkleRoot(lineBytes(bytes)))]).toEqual([
      expected.sha256,
      expected.lines,
      expected.root,
    ])
  })
})

describe('vectors: seeds', () => {
  it.each(cases('seeds'))('$name', ({ input, expected }) => {
    const result = buildFromVector(input)
    expect(result.ok).toBe(expected.refused !== true)
    if (!result.ok) return
    expect({
      transcript: text(result.value.transcript),
      seed: encodeHex(result.value.seed),
      seed_check: draw.checkSeed(result.value.seed),
      publicBits: draw.countPublicBits(input.entropy),
      assurance: draw.assessAssurance(input.entropy, false),
    }).toEqual(expected)
  })

  function buildFromVector(input: Case['input']): Result<draw.Seed, unknown> {
    const dice = input.values.some((v: { kind: string }) => v.kind === 'dice')
    const event = draw.parseEvent(
      printCanonical({
        type: 'mingcha/event/v1',
        draw: input.draw,
        commit: '7',
        commit_sha256: input.commit_sha256,
        at: '2026-04-01T00:00:00Z',
        values: input.values,
        evidence: dice ? 'a'.repeat(64) : '-',
        signatories: ['A1', 'A2'],
        witnesses: dice ? ['a'.repeat(64), 'b'.repeat(64)] : [],
      }),
    )
    if (!event.ok) return event
    const commit = { draw: input.draw, entropy: input.entropy, eventBy: '2026-04-02T00:00:00Z' } as draw.Commit
    const values = draw.validateEvent(commit, input.commit_sha256, event.value)
    if (!values.ok) return values
    return draw.buildSeed(input.draw, input.commit_sha256, input.entropy, new Map(Object.entries(input.secrets)), values.value)
  }
})

describe('vectors: tickets', () => {
  it.each(cases('tickets'))('$name', ({ input, expected }) => {
    expect(draw.ticketFor(decodeHex(input.seed)!, input.id)).toBe(expected.ticket)
  })
})

describe('vectors: selection', () => {
  it.each(cases('selection'))('$name', ({ input, expected }) => {
    const rows = input.frame.map(([id, stratum, tier]: string[]) => ({ id: id!, stratum: stratum!, tier: Number(tier) as draw.Tier }))
    const { selected, cutoffs } = draw.selectSubjects(rows, input.strata, decodeHex(input.seed)!)
    expect({
      selected: text(draw.selectedList.print(selected)),
      cutoffs: text(draw.cutoffList.print(cutoffs)),
      order: draw.orderVisits(selected),
    }).toEqual(expected)
  })
})

const readNetwork = (input: Case['input']): draw.Network =>
  must(
    draw.buildNetwork({
      seed: decodeHex(input.seed)!,
      selected: must(draw.selectedList.parse(encodeUtf8(input.selected))),
      slots: must(draw.slotList.parse(encodeUtf8(input.slots))),
      roster: must(draw.rosterList.parse(encodeUtf8(input.roster))),
      barred: must(draw.barredList.parse(encodeUtf8(input.barred))),
      pairs: must(draw.pairList.parse(encodeUtf8(input.pairs))),
    }),
  )

describe('vectors: assignments', () => {
  it.each(cases('assignments'))('$name', ({ input, expected }) => {
    const net = readNetwork(input)
    const at = draw.solveAssignment(net)
    const p = draw.computePotentials(net, at)
    const entries = draw.listUnfilled(net, at, input.draw)
    expect({
      assign: text(draw.assignList.print(draw.listFilling(net, at))),
      potentials: text(draw.potentialList.print(draw.listPotentials(net, p))),
      entries: text(draw.printEntries(entries.map(draw.printUnfilled))),
      unfilled: entries.length,
      unstaffable: draw.countUnstaffable(
        must(draw.slotList.parse(encodeUtf8(input.slots))),
        must(draw.rosterList.parse(encodeUtf8(input.roster))),
        must(draw.barredList.parse(encodeUtf8(input.barred))),
      ),
    }).toEqual(expected)
    expect(draw.checkCertificate(net, at, p)).toEqual({ optimal: true, unique: true, canonical: true })
  })
})

describe('vectors: certificates', () => {
  it.each(cases('certificates'))('$name', ({ input, expected }) => {
    const net = readNetwork(input)
    const verdict = (() => {
      const assign = draw.assignList.parse(encodeUtf8(input.assign))
      const potentials = draw.potentialList.parse(encodeUtf8(input.potentials))
      if (!assign.ok || !potentials.ok) return { refused: true }
      const at = draw.readFilling(net, assign.value)
      const p = draw.readPotentials(net, potentials.value)
      if (!at.ok || !p.ok) return { refused: true }
      const { witness: _, ...letters } = draw.checkCertificate(net, at.value, p.value)
      return letters
    })()
    expect(verdict).toEqual(expected)
  })
})

describe('vectors: changes', () => {
  const listsOf = (input: Case['input']): draw.DrawnLists & { entries: Uint8Array } => {
    const net = readNetwork(input)
    const at = draw.solveAssignment(net)
    return {
      draw: input.draw,
      seed: decodeHex(input.seed)!,
      selected: must(draw.selectedList.parse(encodeUtf8(input.selected))),
      slots: must(draw.slotList.parse(encodeUtf8(input.slots))),
      roster: must(draw.rosterList.parse(encodeUtf8(input.roster))),
      barred: must(draw.barredList.parse(encodeUtf8(input.barred))),
      pairs: must(draw.pairList.parse(encodeUtf8(input.pairs))),
      assign: draw.listFilling(net, at),
      entries: draw.printEntries(draw.listUnfilled(net, at, input.draw).map(draw.printUnfilled)),
    }
  }
  const plan = (state: draw.DrawState, order: Case['input']): Result<{ state: draw.DrawState }> => {
    const { evidence: evidenceSha256, ...rest } = order
    return 'out' in order ? draw.planSubstitute(state, { ...rest, evidenceSha256 }) : draw.planReassign(state, { ...rest, evidenceSha256 })
  }
  const answer = (input: Case['input']): unknown => {
    const { entries, ...lists } = listsOf(input)
    const start = draw.replayChanges(lists, 'entries' in input ? encodeUtf8(input.entries) : entries)
    if (!start.ok) return { refused: true }
    let state = start.value
    for (const order of input.orders ?? []) {
      const planned = plan(state, order)
      if (!planned.ok) return { refused: true }
      state = planned.value.state
    }
    const full = Buffer.concat([entries, draw.printEntries(state.entries.map(draw.printChange))]).toString()
    const visits = [...state.visits.values()]
    return {
      sealed: state.entries.map(entry => text(draw.sealChange(lists.seed, entry))),
      visits: Object.fromEntries(visits.map(v => [v.id, Object.fromEntries(v.slots.map(s => [s.slot, s.inspector ?? '-']))])),
      credits: Object.fromEntries(visits.map(v => [v.id, v.strata.map(s => `${s.stratum} ${draw.printRank(s.rank)}`).sort()])),
      out: [...state.out].sort(),
      ill: [...state.ill].sort(),
      ...(input.orders && { entries: full }),
    }
  }
  it.each(cases('changes'))('EZ-11 A-32 $name', ({ input, expected }) => expect(answer(input)).toEqual(expected))
})

describe('vectors: digests', () => {
  it.each(cases('digests'))('$name', ({ input, expected }) => {
    const key = (hex: string) => decodeHex(hex)!
    const hex = (() => {
      switch (input.what) {
        case 'seed_check':
          return draw.checkSeed(key(input.seed))
        case 'file':
          return draw.fileMac(key(input.seed), input.name.replace('.txt', ''), encodeUtf8(input.text))
        case 'entry':
          return draw.sealedEntryMac(key(input.seed), input.n, input.text)
        case 'certificate':
          return draw.certificateMac(key(input.salt), input.number)
        case 'witness':
          return draw.witnessMac(key(input.salt), input.name)
        case 'salt':
          return sha256Hex(key(input.salt))
        case 'secret':
          return sha256Hex(encodeUtf8(input.secret))
        default:
          return hmacSha256Hex(key(input.seed), '')
      }
    })()
    expect(hex).toBe(expected.hex)
  })
})

interface Bundle {
  readonly name: string
  readonly files: Record<string, string>
  readonly salt: string
  readonly certificates: Record<string, string>
  readonly expected: string
}
const bundles = readdirSync(new URL('bundles/', VECTORS))
  .filter(name => name.endsWith('.json'))
  .map(name => readJson<Bundle>(`bundles/${name}`))

describe('vectors: bundles', () => {
  const passing = bundles.filter(b => b.expected === 'pass')
  const bytes = (b: Bundle, name: string) => encodeUtf8(b.files[name]!)
  const commitOf = (b: Bundle) => must(draw.parseCommit(bytes(b, 'commit.json')))
  const lists = (b: Bundle) => new Map(draw.LIST_NAMES.map(name => [`${name}.txt`, bytes(b, `${name}.txt`)]))

  it.each(passing)('$name: the draw comes out again, byte for byte', bundle => {
    const secrets = must(draw.readSecrets(bytes(bundle, 'seed.txt')))
    const drawn = must(
      draw.executeDraw({
        commit: bytes(bundle, 'commit.json'),
        files: lists(bundle),
        secrets,
        event: bytes(bundle, 'event.json'),
        eventIndex: must(draw.parseResult(bytes(bundle, 'result.json'))).event,
      }),
    )
    const unfilled = must(draw.parseEntries(bytes(bundle, 'entries.jsonl'))).filter(line => line.includes('mingcha/unfilled'))
    for (const [name, file] of drawn.files)
      expect(text(file), name).toBe(name === 'entries.jsonl' ? unfilled.map(l => `${l}\n`).join('') : bundle.files[name])
    expect(text(drawn.resultBytes)).toBe(bundle.files['result.json'])
    expect(drawn.unfilledLogEntries.length).toBe(unfilled.length)
  })

  it.each(passing)('$name: the batch freezes again, byte for byte, from rows in another order', bundle => {
    const commit = commitOf(bundle)
    const rows = <Row>(list: draw.BundleList<Row>) => must(list.parse(bytes(bundle, list.file))).reverse()
    const frozen = must(
      draw.freezeBatch({
        ...commit,
        committedAt: '2026-01-01T00:00:00Z',
        salt: decodeHex(bundle.salt)!,
        strata: commit.strata.map(s => ({
          code: s.code,
          task: s.task,
          reserve: s.reserve,
          ...(s.rate ? { rate: s.rate, min: s.min! } : { quota: s.quota }),
        })),
        frame: rows(draw.frameList),
        excluded: rows(draw.excludedList),
        slots: rows(draw.slotList),
        roster: rows(draw.rosterList).map(r => ({ ...r, certificateNumber: bundle.certificates[r.inspector]! })),
        barred: rows(draw.barredList),
        pairs: rows(draw.pairList),
      }),
    )
    for (const [name, file] of frozen.files) expect(text(file), name).toBe(bundle.files[name])
    expect(text(frozen.bytes)).toBe(bundle.files['commit.json'])
  })

  it.each(passing)('$name: publish.json comes out again', bundle => {
    const given = must(draw.parsePublish(bytes(bundle, 'publish.json')))
    const files = new Map(draw.PUBLISHED_FILES.map(name => [name, bytes(bundle, name)]))
    expect(text(must(draw.publishEntry({ ...given, files })).bytes)).toBe(bundle.files['publish.json'])
  })
})

it('vectors are there', () => {
  expect(bundles.length).toBeGreaterThan(5)
  for (const name of ['canonical', 'quotas', 'lists', 'seeds', 'tickets', 'selection', 'assignments', 'certificates', 'digests'])
    expect(cases(name).length, name).toBeGreaterThan(0)
})
