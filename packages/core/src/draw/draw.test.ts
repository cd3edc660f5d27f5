import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawCoreErrors } from '../api/errors/draw-core.ts'
import type { Result } from '../base/index.ts'
import { encodeUtf8, sha256, sha256Hex } from '../base/index.ts'
import * as draw from './index.ts'

const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const codeOf = (result: Result<unknown, { code: string }>): string => (result.ok ? 'ok' : result.error.code)
const idOf = (k: number): string => `91130525MA${String(k).padStart(8, '0')}`
const SECRET = 'ab'.repeat(32)
const CHECK = { seed: 20260326, numRuns: 60 }

/** A batch of 示例县: `subjects` objects in two strata (every third stands in both), `officers` officers, every fourth for AIR only at slot 01. */
function sampleBatch(subjects: number, officers: number): draw.BatchInput {
  const ids = Array.from({ length: subjects }, (_, k) => idOf(k))
  return {
    draw: '130525-2026-0007',
    replaces: '-',
    agency: '130525',
    period: '2026-Q2',
    tasks: [
      { code: 'LY-2026-Q2-01', plan: '3' },
      { code: 'LY-2026-Q2-02', plan: '3' },
    ],
    scheme: { id: 'longyao-2026', version: '3', sha256: 'a'.repeat(64) },
    snapshot: '5',
    release: 'full',
    balance: 'draw',
    mode: 'sealed',
    committedAt: '2026-03-25T02:00:00Z',
    eventBy: '2026-03-28T16:00:00Z',
    resultBy: '2026-03-28T18:00:00Z',
    openBy: '2026-07-20T16:00:00Z',
    salt: sha256(encodeUtf8('salt')),
    entropy: [
      { kind: 'secret', party: 'server', sha256: sha256Hex(encodeUtf8(SECRET)) },
      { kind: 'lottery', game: 'ssq', issue: '2026033', notBefore: '2026-03-26T13:15:00Z' },
    ],
    frame: [
      ...ids.map((id, k) => ({ id, stratum: 'KEY', tier: (k % 4 === 0 ? 1 : 2) as draw.Tier })),
      ...ids.filter((_, k) => k % 3 === 0).map(id => ({ id, stratum: 'AIR', tier: 2 as draw.Tier })),
    ],
    excluded: [{ id: idOf(9999), stratum: 'KEY', reason: 'SUSPENDED' }],
    slots: ids.flatMap((id, k) => [
      { id, slot: '01', agency: '130525', speciality: k % 4 === 0 ? 'AIR' : '-' },
      { id, slot: '02', agency: '130525', speciality: '-' },
    ]),
    roster: Array.from({ length: officers }, (_, i) => ({
      inspector: `A${String(i).padStart(2, '0')}`,
      agency: '130525',
      certificateNumber: `TEST-${i}`,
      specialities: i % 2 === 0 ? ['WATER', 'AIR'] : [],
      load: 0,
      limit: i % 3 === 0 ? 4 : '-',
    })),
    barred: [{ inspector: 'A01', id: idOf(1) }],
    pairs: [{ inspector: 'A02', id: idOf(2) }],
    strata: [
      { code: 'KEY', task: 'LY-2026-Q2-01', rate: { num: 30, den: 100 }, min: 1 },
      { code: 'AIR', task: 'LY-2026-Q2-02', quota: 2 },
    ],
  }
}

const SSQ = (ball: number): string =>
  `01 02 03 04 05 ${String(6 + (ball % 28)).padStart(2, '0')} ${String(1 + (Math.floor(ball / 28) % 16)).padStart(2, '0')}`

function eventOf(frozen: draw.FrozenBatch, ball: number): Uint8Array {
  return draw.printEvent({
    draw: frozen.commit.draw,
    commit: '7',
    commit_sha256: frozen.sha256,
    at: '2026-03-26T13:40:00Z',
    values: [{ kind: 'lottery', game: 'ssq', issue: '2026033', numbers: SSQ(ball) }],
    evidence: '-',
    signatories: ['S01', 'S02'],
    witnesses: [],
  })
}

const drawWith = (frozen: draw.FrozenBatch, ball = 0): Result<draw.ExecutedDraw> =>
  draw.executeDraw({
    commit: frozen.bytes,
    files: frozen.files,
    secrets: new Map([['server', SECRET]]),
    event: eventOf(frozen, ball),
    eventIndex: '8',
  })

const rowsOf = (drawn: draw.ExecutedDraw) => ({
  selected: must(draw.selectedList.parse(drawn.files.get('selected.txt')!)),
  assign: must(draw.assignList.parse(drawn.files.get('assign.txt')!)),
})

const shuffled = <T>(items: readonly T[], order: number): T[] =>
  items
    .map((item, k) => ({ item, key: Math.imul(k + 1, order * 2 + 0x9e3779b1) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(x => x.item)

describe('冻结 freeze', () => {
  it('rows in any order give the same bytes', () => {
    const batch = sampleBatch(24, 8)
    const frozen = must(draw.freezeBatch(batch))
    fc.assert(
      fc.property(fc.nat(), order => {
        const again = must(
          draw.freezeBatch({
            ...batch,
            frame: shuffled(batch.frame, order),
            slots: shuffled(batch.slots, order + 1),
            roster: shuffled(batch.roster, order + 2).map(o => ({ ...o, specialities: shuffled(o.specialities, order) })),
            strata: shuffled(batch.strata, order),
            tasks: shuffled(batch.tasks, order),
            barred: [...batch.barred, ...batch.barred],
          }),
        )
        expect(again.bytes).toEqual(frozen.bytes)
        expect([...again.files]).toEqual([...frozen.files])
      }),
      CHECK,
    )
  })

  it('A-23: quotas are rounded up exactly; reserve is a fifth of them', () => {
    const { commit } = must(draw.freezeBatch(sampleBatch(24, 8)))
    expect(commit.strata).toMatchObject([
      { code: 'AIR', N: 8, tiers: [0, 0, 8], quota: 2, reserve: 1 },
      { code: 'KEY', N: 24, tiers: [0, 6, 18], quota: 8, reserve: 2, rate: { num: 30, den: 100 }, min: 1 },
    ])
    expect([commit.publicBits, commit.assurance, commit.unstaffable]).toEqual([24, 'B', 0])
  })

  it('A-29: a single officer, or nobody of the speciality, makes ids unstaffable and says how many', () => {
    expect(must(draw.freezeBatch({ ...sampleBatch(12, 1) })).commit.unstaffable).toBe(12)
    const noAir = sampleBatch(12, 6)
    expect(must(draw.freezeBatch({ ...noAir, roster: noAir.roster.map(o => ({ ...o, specialities: [] })) })).commit.unstaffable).toBe(3)
  })

  const refusals: [code: string, change: (b: draw.BatchInput) => Partial<draw.BatchInput>][] = [
    ['draw.certificate_twice', b => ({ roster: b.roster.map((o, i) => (i === 1 ? { ...o, certificateNumber: ' test-0' } : o)) })],
    ['draw.certificate_missing', b => ({ roster: b.roster.map(o => ({ ...o, certificateNumber: ' ' })) })],
    ['draw.inspector_twice', b => ({ roster: [...b.roster, { ...b.roster[0]!, certificateNumber: 'TEST-X' }] })],
    ['draw.frame_twice', b => ({ frame: [...b.frame, { ...b.frame[0]!, tier: 0 }] })],
    ['draw.frame_and_excluded', () => ({ excluded: [{ id: idOf(0), stratum: 'KEY', reason: 'CAP' }] })],
    ['draw.excluded_twice', b => ({ excluded: [...b.excluded, { ...b.excluded[0]!, reason: 'CAP' }] })],
    ['draw.too_few_slots', b => ({ slots: b.slots.slice(1) })],
    ['draw.slot_twice', b => ({ slots: [...b.slots, { ...b.slots[0]!, speciality: '-' }] })],
    ['draw.slot_without_subject', b => ({ slots: [...b.slots, { ...b.slots[0]!, id: idOf(777) }] })],
    ['draw.unknown_stratum', b => ({ frame: [...b.frame, { id: idOf(0), stratum: 'OTHER', tier: 2 }] })],
    ['draw.stratum_twice', b => ({ strata: [...b.strata, b.strata[0]!] })],
    ['draw.unknown_task', b => ({ tasks: b.tasks.slice(1) })],
    ['draw.quota_too_large', b => ({ strata: [b.strata[0]!, { code: 'AIR', task: 'LY-2026-Q2-02', quota: 9 }] })],
    ['draw.reserve_too_large', b => ({ strata: [b.strata[0]!, { code: 'AIR', task: 'LY-2026-Q2-02', quota: 2, reserve: 7 }] })],
    ['draw.empty_frame', () => ({ frame: [] })],
    ['draw.source_twice', b => ({ entropy: [...b.entropy, b.entropy[1]!] })],
    ['draw.no_secret', b => ({ entropy: b.entropy.slice(1) })],
    ['draw.event_before_commitment', () => ({ committedAt: '2026-03-26T13:15:00Z' })],
    ['draw.times', () => ({ eventBy: '2026-03-26T13:00:00Z' })],
    ['draw.times', () => ({ openBy: '2026-03-28T17:00:00Z' })],
    [
      'draw.format',
      b => ({
        frame: b.frame.map(r => ({ ...r, id: r.id.replace('91', '9 ') })),
        slots: b.slots.map(s => ({ ...s, id: s.id.replace('91', '9 ') })),
      }),
    ],
    ['draw.format', () => ({ agency: '隆尧' })],
    ['draw.format', () => ({ period: '2026-Q5' })],
  ]
  it.each(refusals)('refuses with %s', (code, change) => {
    const batch = sampleBatch(12, 6)
    expect(codeOf(draw.freezeBatch(batch))).toBe('ok')
    expect(codeOf(draw.freezeBatch({ ...batch, ...change(batch) }))).toBe(code)
  })
})

describe('抽取 execute', () => {
  const batch = sampleBatch(40, 9)
  const frozen = must(draw.freezeBatch(batch))

  it('the same bytes in, the same bytes out', () => {
    expect(must(drawWith(frozen, 5))).toEqual(must(drawWith(frozen, 5)))
    expect(must(drawWith(frozen, 5)).seed).not.toEqual(must(drawWith(frozen, 6)).seed)
  })

  it('A-29 V-28: two different officers on every visit, never one recused, never above a limit; quotas are met', () => {
    const roster = must(draw.rosterList.parse(frozen.files.get('roster.txt')!))
    const certificate = new Map(roster.map(o => [o.inspector, o.certificate]))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 447 }), ball => {
        const drawn = must(drawWith(frozen, ball))
        const { selected, assign } = rowsOf(drawn)
        for (const s of frozen.commit.strata) {
          const own = selected.filter(r => r.stratum === s.code)
          expect(own.filter(r => r.state === 'drawn').length).toBe(s.quota)
          expect(own.length).toBe(s.quota + s.reserve)
        }
        const visits = draw.groupVisits(selected, must(draw.slotList.parse(frozen.files.get('slots.txt')!)), assign)
        expect(visits.flatMap(v => v.strata).length).toBe(drawn.result.drawn)
        for (const v of visits) {
          expect(new Set(v.team.map(i => certificate.get(i))).size).toBe(v.team.length)
          expect(v.id === idOf(1) && v.team.includes('A01')).toBe(false)
          for (const slot of v.slots) {
            const officer = roster.find(o => o.inspector === slot.inspector)
            if (slot.speciality !== '-' && officer) expect(officer.specialities).toContain(slot.speciality)
          }
        }
        for (const o of roster) {
          const visitsOf = assign.filter(a => a.inspector === o.inspector).length
          if (o.limit !== '-') expect(visitsOf).toBeLessThanOrEqual(o.limit)
        }
        expect(drawn.result.unfilled).toBe(assign.filter(a => a.inspector === '-').length)
      }),
      CHECK,
    )
  })

  it('every eligible object can be drawn, each as often as the theory says (chi-square, fixed seeds)', () => {
    const rows = batch.frame.filter(r => r.stratum === 'KEY').map(r => ({ ...r, tier: 2 as draw.Tier }))
    const runs = 4000
    const quota = 10
    const hits = new Map(rows.map(r => [r.id, 0]))
    for (let k = 0; k < runs; k++) {
      const seed = sha256(encodeUtf8(`run ${k}`))
      for (const r of draw.selectSubjects(rows, [{ code: 'KEY', quota, reserve: 0 }], seed).selected) hits.set(r.id, hits.get(r.id)! + 1)
    }
    const expected = (runs * quota) / rows.length
    let chi = 0
    for (const n of hits.values()) {
      expect(n).toBeGreaterThan(0)
      chi += (n - expected) ** 2 / (expected * (1 - quota / rows.length))
    }
    // 39 degrees of freedom: 72 lies beyond 99.9 %.
    expect(chi).toBeLessThan(72)
  })

  it('the fast selection is the plain sort, for every size around its thresholds', () => {
    for (const count of [1, 2, 3, 31, 32, 33, 1000, 5000]) {
      const rows = Array.from({ length: count }, (_, k) => ({ id: idOf(k), stratum: 'KEY', tier: (k % 3) as draw.Tier }))
      const seed = sha256(encodeUtf8(`size ${count}`))
      const sorted = rows
        .map(r => ({ ...r, ticket: draw.ticketFor(seed, r.id) }))
        .sort((a, b) => a.tier - b.tier || (a.ticket < b.ticket ? -1 : 1))
      for (const quota of [0, 1, Math.floor(count / 3), Math.floor(count / 2), count]) {
        const { selected, cutoffs } = draw.selectSubjects(rows, [{ code: 'KEY', quota, reserve: 0 }], seed)
        expect(selected.map(r => r.ticket)).toEqual(sorted.slice(0, quota).map(r => r.ticket))
        expect(cutoffs[0]!.last?.ticket).toBe(sorted[quota - 1]?.ticket)
      }
    }
  })

  it('tells every firm whether it was rightly drawn or left out', () => {
    const drawn = must(drawWith(frozen, 3))
    const { selected } = rowsOf(drawn)
    const cutoffs = must(draw.cutoffList.parse(drawn.files.get('cutoffs.txt')!))
    const states = batch.frame.flatMap(r => draw.explainTicket(drawn.seed, r.id, batch.frame, cutoffs, selected))
    expect(states.every(s => s.rightly)).toBe(true)
    expect(new Set(states.map(s => s.state))).toEqual(new Set(['drawn', 'reserve', 'not-drawn']))
    const lost = selected.filter(r => r.rank !== 1)
    expect(batch.frame.flatMap(r => draw.explainTicket(drawn.seed, r.id, batch.frame, cutoffs, lost)).every(s => s.rightly)).toBe(false)
    expect(draw.explainTicket(drawn.seed, idOf(9999), batch.frame, cutoffs, selected)).toEqual([])
  })

  it('refuses what does not belong together', () => {
    const input: draw.DrawInput = {
      commit: frozen.bytes,
      files: frozen.files,
      secrets: new Map([['server', SECRET]]),
      event: eventOf(frozen, 0),
      eventIndex: '8',
    }
    const other = must(draw.freezeBatch({ ...batch, snapshot: '6' }))
    const event = must(draw.parseEvent(input.event))
    const code = (change: Partial<draw.DrawInput>) => codeOf(draw.executeDraw({ ...input, ...change }))
    expect(code({})).toBe('ok')
    expect(code({ secrets: new Map() })).toBe('draw.secret_missing')
    expect(code({ secrets: new Map([['server', 'cd'.repeat(32)]]) })).toBe('draw.secret_mismatch')
    expect(code({ event: eventOf(other, 0) })).toBe('draw.event_other_commit')
    expect(code({ event: draw.printEvent({ ...event, at: '2026-03-26T13:14:59Z' }) })).toBe('draw.event_early')
    expect(code({ event: draw.printEvent({ ...event, at: '2026-03-28T16:00:01Z' }) })).toBe('draw.event_late')
    expect(code({ event: draw.printEvent({ ...event, values: [] }) })).toBe('draw.event_values')
    const files = new Map(input.files)
    files.set('barred.txt', new Uint8Array())
    expect(code({ files })).toBe('draw.list_differs')
    files.delete('barred.txt')
    expect(code({ files })).toBe('draw.list_missing')
    const wrong = draw.printCommit({ ...frozen.commit, strata: frozen.commit.strata.map(s => ({ ...s, reserve: s.N })) })
    expect(code({ commit: wrong })).toBe('draw.strata_differ')
  })
})

describe('匹配 assignment', () => {
  /** Small networks of every shape: two agencies of skills, bars, pairs, limits, two or three slots. */
  const arbitraryInput = fc
    .record({
      visits: fc.integer({ min: 1, max: 3 }),
      slots: fc.integer({ min: 2, max: 3 }),
      officers: fc.integer({ min: 0, max: 4 }),
      limits: fc.array(fc.integer({ min: -3, max: 2 }), { minLength: 4, maxLength: 4 }),
      loads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
      barred: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      pairs: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      expert: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      seed: fc.nat(),
    })
    .map((x): draw.NetworkInput => {
      const nonce = '0'.repeat(64)
      const ids = Array.from({ length: x.visits }, (_, v) => idOf(v))
      const codes = Array.from({ length: x.officers }, (_, i) => `A${i}`)
      const cross = (flags: boolean[]) =>
        codes.flatMap((inspector, i) => ids.flatMap((id, v) => (flags[i * 3 + v] ? [{ inspector, id, nonce }] : [])))
      return {
        seed: sha256(encodeUtf8(`network ${x.seed}`)),
        selected: ids.map((id, v) => ({ stratum: 'KEY', rank: v + 1, tier: 2, ticket: nonce, id, state: 'drawn' })),
        slots: ids.flatMap((id, v) =>
          Array.from({ length: x.slots }, (_, s) => ({
            id,
            slot: `0${s + 1}`,
            agency: '130525',
            speciality: x.expert[v * 3 + s] ? 'AIR' : '-',
            nonce,
          })),
        ),
        roster: codes.map((inspector, i) => ({
          inspector,
          agency: '130525',
          certificate: nonce,
          specialities: i % 2 === 0 ? ['AIR'] : [],
          load: x.loads[i]!,
          limit: x.limits[i]! < 0 ? '-' : x.limits[i]!,
          nonce,
        })),
        barred: cross(x.barred.map((b, k) => b && k % 2 === 0)),
        pairs: cross(x.pairs),
      }
    })

  it('A-29: equals the best of all assignments, tried one by one; the certificate holds and potentials are canonical', () => {
    fc.assert(
      fc.property(arbitraryInput, input => {
        const net = must(draw.buildNetwork(input))
        const at = draw.solveAssignment(net)
        expect(Array.from(at)).toEqual(bruteForce(net))
        const p = draw.computePotentials(net, at)
        expect(draw.checkCertificate(net, at, p)).toEqual({ optimal: true, unique: true, canonical: true })
        expect(must(draw.readFilling(net, draw.listFilling(net, at)))).toEqual(at)
        expect(must(draw.readPotentials(net, draw.listPotentials(net, p)))).toEqual(p)
      }),
      { seed: 7, numRuns: 1000 },
    )
  })

  it('a tie is seen, not broken', () => {
    const input = fc.sample(arbitraryInput, { seed: 1, numRuns: 50 }).find(x => x.roster.length > 2 && x.slots.length > 3)!
    const net = must(
      draw.buildNetwork({ ...input, pairs: [], barred: [], roster: input.roster.map(o => ({ ...o, load: 0, limit: '-' as const })) }),
    )
    net.t.fill(5)
    const at = draw.solveAssignment(net)
    expect(draw.checkCertificate(net, at, draw.computePotentials(net, at))).toMatchObject({ optimal: true, unique: false })
  })

  function bruteForce(net: draw.Network): number[] {
    const I = net.inspectors.length
    const at = new Array<number>(net.slots.length).fill(-1)
    const used = new Array<number>(I).fill(0)
    const sum = [0, 0, 0, 0, 0, 0, 0]
    let best: number[] | undefined
    let bestAt: number[] = []
    const isBetter = (): boolean => {
      if (best === undefined) return true
      for (let c = 0; c < 7; c++) if (sum[c] !== best[c]) return sum[c]! < best[c]!
      return false
    }
    const go = (s: number): void => {
      if (s === net.slots.length) {
        if (isBetter()) {
          best = [...sum]
          bestAt = [...at]
        }
        return
      }
      const v = net.visitOf[s]!
      const step = (cost: number[], sign: number): void => {
        for (const [k, c] of cost.entries()) sum[k]! += sign * c
      }
      const skip = [1, net.weight[v]!, 0, 0, 0, 0, 0]
      step(skip, 1)
      go(s + 1)
      step(skip, -1)
      for (let i = 0; i < I; i++) {
        const k = s * I + i
        if (net.r[k] === draw.NO_ARC || used[i]! >= net.limit[i]! || net.slotsOf[v]!.some(o => o < s && at[o] === i)) continue
        const cost = [0, 0, net.load[i]! + used[i]! + 1, net.r[k]!, net.t[3 * k]!, net.t[3 * k + 1]!, net.t[3 * k + 2]!]
        step(cost, 1)
        used[i]!++
        at[s] = i
        go(s + 1)
        at[s] = -1
        used[i]!--
        step(cost, -1)
      }
    }
    go(0)
    return bestAt
  }
})

describe('号码 numbers', () => {
  const ssq = { kind: 'lottery', game: 'ssq' } as const
  it.each([
    ['33 3 9 14 28 21 + 7', '03 09 14 21 28 33 07'],
    ['03091421283307', '03 09 14 21 28 33 07'],
    ['０３，０９、14 21 28 33｜07', '03 09 14 21 28 33 07'],
  ])('%s', (typed, text) => expect(draw.normalizeNumbers(ssq, typed)).toEqual({ ok: true, value: text }))
  it.each([
    ['3 9 14 21 28 34 7', { code: 'draw.numbers_range', position: 6, value: '34', least: 1, most: 33 }],
    ['3 9 14 21 28 33 17', { code: 'draw.numbers_range', position: 7, most: 16 }],
    ['3 9 14 9 28 33 7', { code: 'draw.numbers_twice', position: 4, value: '9' }],
    ['3 9 14 21 28 33', { code: 'draw.numbers_count', wanted: 7, found: 6 }],
    ['3 9 x 21 28 33 7', { code: 'draw.numbers_sign', sign: 'x', position: 3 }],
  ])('%s names what is wrong', (typed, error) => expect(draw.normalizeNumbers(ssq, typed)).toMatchObject({ ok: false, error }))
  it('digits and dice', () => {
    expect(draw.normalizeNumbers({ kind: 'lottery', game: 'pl5' }, '90412')).toEqual({ ok: true, value: '9 0 4 1 2' })
    expect(draw.normalizeNumbers({ kind: 'dice', count: 3 }, '7 0 10')).toMatchObject({ ok: false, error: { position: 3 } })
    expect(draw.isNumbers(ssq, '09 03 14 21 28 33 07')).toBe(false)
  })
})

describe('可信等级 assurance', () => {
  const secret = (party: string) => ({ kind: 'secret', party, sha256: '0'.repeat(64) }) as const
  const lottery = (game: draw.Game, issue = '2026033') => ({ kind: 'lottery', game, issue, notBefore: '2026-03-26T13:15:00Z' }) as const
  it.each<[draw.EntropySource[], boolean, string, number]>([
    [[secret('a'), lottery('ssq'), lottery('dlt')], true, 'A', 48],
    [[secret('a'), lottery('ssq'), lottery('dlt')], false, 'B', 48],
    [[secret('a'), lottery('ssq')], true, 'B', 24],
    [[secret('a'), lottery('ssq'), lottery('ssq')], true, 'B', 24],
    [[secret('a'), secret('b')], true, 'C', 0],
    [[secret('a'), lottery('fc3d')], true, 'D', 9],
    [[lottery('ssq'), lottery('dlt')], true, 'D', 48],
    [[secret('a'), { kind: 'dice', count: 20, notBefore: '2026-03-26T13:15:00Z' }], false, 'B', 66],
  ])('%#', (entropy, witnessed, letter, bits) => {
    expect([draw.assessAssurance(entropy, witnessed), draw.countPublicBits(entropy)]).toEqual([letter, bits])
  })
})

describe('错误目录', () => {
  const here = new URL('./', import.meta.url)
  const sources = readdirSync(here)
    .filter(name => !name.endsWith('.test.ts'))
    .map(name => ({ name, text: readFileSync(new URL(name, here), 'utf8') }))
  it('every code this module can give is in the catalogue, and no other', () => {
    const given = new Set(['draw.numbers_count', 'draw.numbers_range', 'draw.numbers_twice', 'draw.numbers_sign'])
    for (const { name, text } of sources) {
      for (const m of text.matchAll(/code: '(draw\.[a-z_]+)'/g)) given.add(m[1]!)
      if (name === 'freeze.ts') for (const m of text.matchAll(/refuse\('([a-z_]+)'/g)) given.add(`draw.${m[1]}`)
    }
    expect([...given].sort()).toEqual(Object.keys(drawCoreErrors).sort())
  })
})
