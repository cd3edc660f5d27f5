/** 变更 — properties of substitutes and reassigns over small draws of every shape, and what is refused. The bytes stand in vectors/changes.json. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Result } from '../base/index.ts'
import { encodeUtf8, sha256 } from '../base/index.ts'
import { solveCertified } from './draw-state.ts'
import * as draw from './index.ts'

const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const codeOf = (result: Result<unknown, { code: string }>): string => (result.ok ? 'ok' : result.error.code)
const nonce = '0'.repeat(64)
const EVIDENCE = 'e'.repeat(64)
const idOf = (k: number): string => `91130525MA${String(k).padStart(8, '0')}`
const firmPaper = { evidenceSha256: EVIDENCE, approver: 'S01' } as const

interface Sample {
  readonly lists: draw.DrawnLists
  readonly entries: Uint8Array
}

interface Shape {
  seed: number
  firms: number
  officers: number
  quotas: readonly [number, number]
  limits: readonly number[]
  loads: readonly number[]
  barred: readonly boolean[]
  pairs: readonly boolean[]
  expert: readonly boolean[]
}

/** A drawn batch: two strata of which every second firm stands in both, slots of two or three, limits that bind. */
function sampleDraw(x: Shape): Sample {
  const seed = sha256(encodeUtf8(`changes ${x.seed}`))
  const ids = Array.from({ length: x.firms }, (_, k) => idOf(k))
  const frame = ids.flatMap((id, k) => [
    { id, stratum: 'GEN', tier: 2 as draw.Tier },
    ...(k % 2 === 0 ? [{ id, stratum: 'KEY', tier: 2 as draw.Tier }] : []),
  ])
  const { selected } = draw.selectSubjects(
    frame,
    [
      { code: 'GEN', quota: x.quotas[0], reserve: 3 },
      { code: 'KEY', quota: x.quotas[1], reserve: 1 },
    ],
    seed,
  )
  const codes = Array.from({ length: x.officers }, (_, i) => `A${i}`)
  const cross = (flags: readonly boolean[]) =>
    codes.flatMap((inspector, i) => ids.flatMap((id, k) => (flags[(i * 7 + k) % flags.length] ? [{ inspector, id, nonce }] : [])))
  const slots = ids.flatMap((id, k) =>
    Array.from({ length: k % 4 === 3 ? 3 : 2 }, (_, s) => ({
      id,
      slot: `0${s + 1}`,
      agency: '130525',
      speciality: x.expert[(k + s) % x.expert.length] ? 'AIR' : '-',
      nonce,
    })),
  )
  const roster = codes.map((inspector, i) => ({
    inspector,
    agency: '130525',
    certificate: nonce,
    specialities: i % 2 === 0 ? ['AIR'] : [],
    load: x.loads[i]!,
    limit: x.limits[i]! < 0 ? ('-' as const) : x.limits[i]!,
    nonce,
  }))
  const lists = { draw: '130525-2026-0007', seed, selected, slots, roster, barred: cross(x.barred), pairs: cross(x.pairs) }
  const net = must(draw.buildNetwork(lists))
  const at = draw.solveAssignment(net)
  return {
    lists: { ...lists, assign: draw.listFilling(net, at) },
    entries: draw.printEntries(draw.listUnfilled(net, at, lists.draw).map(draw.printUnfilled)),
  }
}

const arbitraryShape: fc.Arbitrary<Shape> = fc.record({
  seed: fc.nat(),
  firms: fc.integer({ min: 6, max: 9 }),
  officers: fc.integer({ min: 2, max: 5 }),
  quotas: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
  limits: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 5, maxLength: 5 }),
  loads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 }),
  barred: fc.array(
    fc.nat(9).map(n => n === 0),
    { minLength: 11, maxLength: 11 },
  ),
  pairs: fc.array(fc.boolean(), { minLength: 13, maxLength: 13 }),
  expert: fc.array(
    fc.nat(3).map(n => n === 0),
    { minLength: 5, maxLength: 5 },
  ),
})

const PLAIN: Shape = {
  seed: 1,
  firms: 8,
  officers: 5,
  quotas: [3, 2],
  limits: [-1, -1, -1, -1, -1],
  loads: [0, 0, 0, 0, 0],
  barred: [false],
  pairs: [false],
  expert: [false],
}

type Step = Result<{ state: draw.DrawState }>
/** One change chosen by a number from what stands: most can be made, some are refused. */
function step(state: draw.DrawState, choice: number): Step {
  const visits = [...state.visits.values()]
  const visit = visits[choice % Math.max(visits.length, 1)]
  if (visit === undefined) return draw.planSubstitute(state, { out: idOf(0), ground: 'MOVED', ...firmPaper })
  const who = visit.team[(choice >> 3) % Math.max(visit.team.length, 1)] ?? 'A0'
  const his = visits.filter(v => v.team.includes(who)).map(v => v.id)
  const signed = { ...firmPaper, superior: 'P01' }
  switch ((choice >> 5) % 5) {
    case 0:
    case 1:
      return draw.planSubstitute(state, { out: visit.id, ground: draw.SUBSTITUTE_GROUNDS[choice % 4]!, ...firmPaper })
    case 2:
      return draw.planReassign(state, { kind: 'ILLNESS', inspector: who, ids: his.slice(choice % 2), ...signed })
    case 3:
      return draw.planReassign(state, { kind: 'RECUSAL', inspector: who, ids: [visit.id], ...signed })
    default:
      return draw.planReassign(state, { kind: 'VACANT', inspector: '-', ids: visits.filter(v => v.unfilled > 0).map(v => v.id), ...signed })
  }
}

const facts = (state: draw.DrawState) => ({
  visits: [...state.visits.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  out: [...state.out].sort(),
  ill: [...state.ill].sort(),
  recused: [...state.recused].sort(),
  next: state.next,
  entries: state.entries,
})

/** Walks the choices and gives every change that was made, with the states around it. */
function walk(sample: Sample, choices: readonly number[]): { before: draw.DrawState; after: draw.DrawState; made: draw.ChangeEntry[] }[] {
  let state = must(draw.replayChanges(sample.lists, sample.entries))
  const out = []
  for (const choice of choices) {
    const next = step(state, choice)
    if (!next.ok) {
      expect(next.error.code).toMatch(/^draw\.(change_|superior_)/)
      continue
    }
    const after = next.value.state
    out.push({ before: state, after, made: after.entries.slice(state.entries.length) })
    state = after
  }
  return out
}

const linesOf = (sample: Sample, state: draw.DrawState): Uint8Array =>
  Uint8Array.from([...sample.entries, ...draw.printEntries(state.entries.map(draw.printChange))])

const arbitraryWalk = fc.tuple(arbitraryShape, fc.array(fc.nat(1023), { minLength: 1, maxLength: 7 }))
const RUNS = { seed: 20261123, numRuns: 400 }
const each = (check: (sample: Sample, steps: ReturnType<typeof walk>) => void) =>
  fc.assert(
    fc.property(arbitraryWalk, ([shape, choices]) => {
      const sample = sampleDraw(shape)
      check(sample, walk(sample, choices))
    }),
    RUNS,
  )

describe('变更 changes', () => {
  it('EZ-11: what was planned comes out again from its bytes, and nothing given was altered', () => {
    let made = 0
    each((sample, steps) => {
      const bare = facts(must(draw.replayChanges(sample.lists, sample.entries)))
      if (steps.length > 0) expect(facts(steps[0]!.before)).toEqual(bare)
      for (const { after } of steps) {
        expect(facts(must(draw.replayChanges(sample.lists, linesOf(sample, after))))).toEqual(facts(after))
        made++
      }
    })
    expect(made).toBeGreaterThan(700)
  })

  it('A-29 LY-11: nobody twice on a visit, nobody ill, recused, barred, of another speciality or above his limit is newly sent', () => {
    each((sample, steps) => {
      const roster = new Map(sample.lists.roster.map(o => [o.inspector, o]))
      const barred = new Set(sample.lists.barred.map(p => `${p.inspector}\t${p.id}`))
      for (const { before, after } of steps) {
        const held = new Map<string, number>()
        for (const visit of after.visits.values()) {
          expect(new Set(visit.team).size).toBe(visit.team.length)
          for (const [i, slot] of visit.slots.entries()) {
            if (slot.inspector === undefined) continue
            held.set(slot.inspector, (held.get(slot.inspector) ?? 0) + 1)
            const officer = roster.get(slot.inspector)!
            expect(draw.canFill(slot, officer)).toBe(true)
            expect(barred.has(`${slot.inspector}\t${visit.id}`)).toBe(false)
            expect(after.recused.has(`${slot.inspector}\t${visit.id}`)).toBe(false)
            if (before.visits.get(visit.id)?.slots[i]?.inspector !== slot.inspector) expect(after.ill.has(slot.inspector)).toBe(false)
          }
        }
        for (const [inspector, visits] of held) {
          const { limit } = roster.get(inspector)!
          if (limit !== '-') expect(visits).toBeLessThanOrEqual(limit)
        }
        expect(new Map([...after.held].filter(([, n]) => n > 0))).toEqual(held)
      }
    })
  })

  it('EZ-11 A-32: the lowest unused rank of the stratum comes in, in every stratum of the one that leaves, at its position', () => {
    each((sample, steps) => {
      for (const { before, after, made } of steps) {
        const [first] = made
        if (first?.type !== draw.SUBSTITUTE_TYPE) continue
        const leaving = before.visits.get(first.out)!
        expect(made.map(e => e.type === draw.SUBSTITUTE_TYPE && e.stratum)).toEqual(leaving.strata.map(s => s.stratum).sort())
        expect(after.visits.has(first.out)).toBe(false)
        for (const entry of made) {
          if (entry.type !== draw.SUBSTITUTE_TYPE) throw new Error('a reassign in a substitute')
          const used = before.entries.flatMap(e => ('in' in e && e.stratum === entry.stratum ? [e.rank] : []))
          const due = sample.lists.selected
            .filter(
              r => r.stratum === entry.stratum && r.state === 'reserve' && !after.out.has(r.id) && !used.includes(draw.printRank(r.rank)),
            )
            .sort((a, b) => a.rank - b.rank)[0]
          expect([entry.in, entry.rank]).toEqual(due === undefined ? ['-', '-'] : [due.id, draw.printRank(due.rank)])
          if (due === undefined) continue
          expect(after.visits.get(due.id)!.strata).toContainEqual({ stratum: entry.stratum, rank: due.rank })
          if (!before.visits.has(due.id)) expect(after.visits.get(due.id)!.position).toBe(leaving.position)
        }
      }
    })
  })

  it('EZ-11: everything a change does not name stays as it was', () => {
    each((_, steps) => {
      for (const { before, after, made } of steps) {
        const named = new Set(made.flatMap(e => (e.type === draw.SUBSTITUTE_TYPE ? [e.out] : e.ids)))
        for (const [id, visit] of before.visits) {
          if (!named.has(id)) expect(after.visits.get(id)!.slots).toEqual(visit.slots)
        }
        for (const entry of made) {
          if (entry.type !== draw.REASSIGN_TYPE) continue
          for (const id of entry.ids) {
            for (const [i, slot] of before.visits.get(id)!.slots.entries()) {
              const isOpen = slot.inspector === undefined || slot.inspector === entry.inspector
              if (!isOpen) expect(after.visits.get(id)!.slots[i]).toEqual(slot)
            }
          }
        }
      }
    })
  })

  it('EZ-37: the open slots are filled as far as they can be, by every way tried one by one', () => {
    each((sample, steps) => {
      for (const { before, after, made } of steps) {
        if (made.some(e => e.type === draw.SUBSTITUTE_TYPE) && made.length > 1) continue
        const [entry] = made
        const isOpen = (id: string, inspector?: string): boolean =>
          entry!.type === draw.SUBSTITUTE_TYPE
            ? entry!.in === id && !before.visits.has(id)
            : entry!.ids.includes(id) && (inspector === undefined || inspector === entry!.inspector)
        const teams = [...after.visits.values()].map(visit => ({
          id: visit.id,
          slots: visit.slots.map((slot, i) => ({ slot, open: isOpen(visit.id, before.visits.get(visit.id)?.slots[i]?.inspector) })),
        }))
        const left = teams.flatMap(t => t.slots.filter(s => s.open && s.slot.inspector === undefined)).length
        expect(left).toBe(fewestUnfilled(sample.lists, after, teams))
      }
    })
  })

  function fewestUnfilled(
    lists: draw.DrawnLists,
    after: draw.DrawState,
    teams: readonly { id: string; slots: readonly { slot: draw.VisitSlot; open: boolean }[] }[],
  ): number {
    const room = new Map(lists.roster.map(o => [o.inspector, o.limit === '-' ? 99 : o.limit]))
    const barred = new Set(lists.barred.map(p => `${p.inspector}\t${p.id}`))
    const taken = new Set<string>()
    for (const { id, slots } of teams) {
      for (const { slot, open } of slots) {
        if (open || slot.inspector === undefined) continue
        room.set(slot.inspector, room.get(slot.inspector)! - 1)
        taken.add(`${slot.inspector}\t${id}`)
      }
    }
    const open = teams.flatMap(({ id, slots }) => slots.flatMap(s => (s.open ? [{ id, slot: s.slot }] : [])))
    const go = (k: number): number => {
      if (k === open.length) return 0
      const { id, slot } = open[k]!
      let best = 1 + go(k + 1)
      for (const officer of lists.roster) {
        const key = `${officer.inspector}\t${id}`
        if (best === 0 || !draw.canFill(slot, officer) || barred.has(key) || taken.has(key) || after.recused.has(key)) continue
        if (after.ill.has(officer.inspector) || room.get(officer.inspector)! <= 0) continue
        taken.add(key)
        room.set(officer.inspector, room.get(officer.inspector)! - 1)
        best = Math.min(best, go(k + 1))
        room.set(officer.inspector, room.get(officer.inspector)! + 1)
        taken.delete(key)
      }
      return best
    }
    return go(0)
  }
})

describe('拒绝 refusals', () => {
  const sample = sampleDraw(PLAIN)
  const start = must(draw.replayChanges(sample.lists, sample.entries))
  const [first] = [...start.visits.values()]
  const { id } = first!
  const [a, b] = first!.team as [string, string]
  const paper = { ...firmPaper, superior: '-' }
  const recuse = (state: draw.DrawState, inspector: string, superior = '-') =>
    draw.planReassign(state, { kind: 'RECUSAL', inspector, ids: [id], ...paper, superior })

  it('EZ-11: more than two changes of one visit need the superior, who is another person', () => {
    const two = must(recuse(must(recuse(start, a)).state, b)).state
    const third = two.visits.get(id)!.team[0]!
    expect(recuse(two, third)).toMatchObject({ error: { code: 'draw.superior_needed', id, changes: 3 } })
    expect(codeOf(recuse(two, third, 'S01'))).toBe('draw.superior_same')
    const signed = must(recuse(two, third, 'P01'))
    expect(signed.entry.superior).toBe('P01')
    expect(signed.state.changed.get(id)).toBe(3)
  })

  it('A-29: a recused officer does not come back to this visit, an ill one to none', () => {
    const without = must(recuse(start, a)).state
    expect(without.visits.get(id)!.team).not.toContain(a)
    const his = [...start.visits.values()].filter(v => v.team.includes(a)).map(v => v.id)
    let state = must(draw.planReassign(start, { kind: 'ILLNESS', inspector: a, ids: his, ...paper })).state
    for (const out of [...state.visits.keys()].slice(0, 2))
      state = must(draw.planSubstitute(state, { out, ground: 'SUSPENDED', ...firmPaper })).state
    expect([...state.visits.values()].flatMap(v => v.team)).not.toContain(a)
  })

  it('A-32: only who stands can be replaced, and once', () => {
    const reserve = sample.lists.selected.find(r => r.state === 'reserve' && !start.visits.has(r.id))!.id
    const replace = (state: draw.DrawState, out: string) => draw.planSubstitute(state, { out, ground: 'MOVED', ...firmPaper })
    expect(codeOf(replace(start, reserve))).toBe('draw.change_not_standing')
    const planned = must(replace(start, id))
    expect(codeOf(replace(planned.state, id))).toBe('draw.change_not_standing')
    expect(planned.added.map(v => v.id)).toEqual(
      [...new Set(planned.entries.map(e => e.in))].filter(x => x !== '-' && !start.visits.has(x)),
    )
    expect(draw.entersTierZero('SUSPENDED') && draw.entersTierZero('FORCE-MAJEURE')).toBe(true)
    expect(draw.entersTierZero('MOVED') || draw.entersTierZero('DEREGISTERED')).toBe(false)
  })

  it('what was typed reaches no entry outside its grammar', () => {
    const order = { out: id, ground: 'MOVED' as const, ...firmPaper }
    for (const change of [{ evidenceSha256: 'E'.repeat(64) }, { approver: '张三' }, { approver: '-' }, { ground: 'BUSY' as 'MOVED' }])
      expect(codeOf(draw.planSubstitute(start, { ...order, ...change }))).toBe('draw.format')
    expect(codeOf(draw.planReassign(start, { kind: 'RECUSAL', inspector: a, ids: [id], ...paper, superior: 'x' }))).toBe('draw.format')
  })

  it('ids come in any order and twice, and stand in byte order once', () => {
    const his = [...start.visits.values()].filter(v => v.team.includes(a)).map(v => v.id)
    const { entry } = must(draw.planReassign(start, { kind: 'ILLNESS', inspector: a, ids: [...his, ...his].reverse(), ...paper }))
    expect(entry.ids).toEqual([...his].sort())
  })

  it('the log holds only type, draw, number and MAC', () => {
    const { entry } = must(recuse(start, a))
    const sealed = must(draw.parseSealedEntry(draw.sealChange(sample.lists.seed, entry)))
    expect(sealed).toEqual({
      type: 'mingcha/reassign/v1',
      draw: entry.draw,
      n: entry.n,
      mac: draw.sealedEntryMac(sample.lists.seed, entry.n, draw.printChange(entry)),
    })
    expect(must(draw.parseChange(draw.printChange(entry)))).toEqual(entry)
  })

  it('an assignment that is not of these visits is refused, and so is work beyond the bound', () => {
    const { assign } = sample.lists
    for (const wrong of [assign.slice(1), [...assign, assign[0]!], assign.map(r => ({ ...r, slot: '09' }))])
      expect(codeOf(draw.applyChanges({ ...sample.lists, assign: wrong }, []))).toBe('draw.assign_refused')
    const officer = sample.lists.roster[0]!
    const crowd = Array.from({ length: 2 ** 11 + 1 }, (_, i) => ({ ...officer, inspector: `Z${i}` }))
    const among = (roster: readonly draw.RosterRow[]) =>
      must(draw.applyChanges({ ...sample.lists, roster: [...sample.lists.roster, ...roster] }, []))
    expect(codeOf(recuse(among(crowd), a))).toBe('draw.too_large')
    // Those of another agency are not counted.
    expect(codeOf(recuse(among(crowd.map(o => ({ ...o, agency: '130500' }))), a))).toBe('ok')
  })

  it('a tie is refused, not broken', () => {
    const net = must(draw.buildNetwork(sample.lists))
    net.t.fill(5)
    expect(solveCertified(net)).toMatchObject({ ok: false, error: { code: 'draw.tie' } })
  })

  it('never throws and never accepts, whatever stands in a changed entry', () => {
    const { state } = must(draw.planSubstitute(must(recuse(start, a)).state, { out: id, ground: 'MOVED', ...firmPaper }))
    const lines = state.entries.map(draw.printChange)
    const odd = fc.oneof(
      fc.constantFrom('"-"', '""', '[]', '{}', '0', 'null', '"A1"', `"${id}"`, '[{"inspector":"-","slot":"01"}]'),
      fc.json(),
    )
    fc.assert(
      fc.property(fc.nat(), fc.nat(), odd, (l, f, value) => {
        const line = lines[l % lines.length]!
        const fields = [...line.matchAll(/"[a-z]+":("[^"]*"|\[[^\]]*\])/g)].map(m => m[0])
        const field = fields[f % fields.length]!
        const bent = line.replace(field, `${field.slice(0, field.indexOf(':'))}:${value}`)
        fc.pre(bent !== line)
        const result = draw.replayChanges(sample.lists, draw.printEntries(lines.with(l % lines.length, bent)))
        // Ground, evidence and who signed are facts of the office: another value in its grammar is another change.
        if (result.ok) expect(field).toMatch(/^"(approver|superior|evidence|ground)"/)
      }),
      { seed: 3, numRuns: 600 },
    )
  })
})
