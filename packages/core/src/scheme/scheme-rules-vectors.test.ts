/**
 * vectors/scheme-rules.json over the five schemes: every expected value was worked out by hand from the clauses, none by this program. A year is played
 * through the same functions a batch uses, each quarter's draw becoming the checks the next one sees.
 */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate, plainDateOf } from '../base/plain-date.ts'
import { periodStart } from '../calendar/period.ts'
import { addWorkingDays, makeWorkingCalendar, type WorkingCalendar } from '../calendar/working-days.ts'
import { askGates } from '../inspection/gates.ts'
import { emptyRecord, findGaps } from '../inspection/record.ts'
import { judgeAvailability } from '../registry/availability.ts'
import { classifySubject } from './classify.ts'
import type { ClassifiableSubject, DatedFact, FacetValue, PastCheck } from './condition.ts'
import { fieldworkOf } from './fieldwork.ts'
import { mayCarryOut } from './item-list.ts'
import { methodFor } from './method.ts'
import { computeStratumQuota, quotaRuleAt } from './quotas.ts'
import { readScheme } from './read-scheme.ts'
import { drawDays } from './reports.ts'
import type { AgencyLevel, Scheme } from './scheme-schema.ts'
import { stratify } from './stratify.ts'

interface Vector {
  readonly id: string
  readonly law: readonly string[]
  readonly scheme: string
  readonly level?: 'city' | 'county'
  readonly kind: string
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own shape, documented in vectors/README.md
  readonly input: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly expected: any
}
const root = new URL('../../../../', import.meta.url)
const { vectors, calendars } = JSON.parse(readFileSync(new URL('vectors/scheme-rules.json', root), 'utf8')) as {
  vectors: Vector[]
  calendars: Record<string, { holidays: [string, string][]; worked: string[] }>
}
const schemes = new Map<string, Scheme>()
function schemeOf(id: string): Scheme {
  const known = schemes.get(id)
  if (known) return known
  const read = readScheme(parse(readFileSync(new URL(`schemes/${id}.yaml`, root), 'utf8')))
  if (!read.ok) throw new Error(`${id}: ${JSON.stringify(read.error.issues)}`)
  schemes.set(id, read.value)
  return read.value
}
const on = (text: string): PlainDate => parsePlainDate(text)!
const period = (quarter: string) => quarter.replace('Q', '-Q')
const levelOf = (v: Vector): AgencyLevel => v.level ?? 'county'

function calendarOf(year: string): WorkingCalendar {
  const { holidays, worked } = calendars[year]!
  const off: PlainDate[] = []
  for (const [first, last] of holidays)
    for (let d = Date.parse(first); d <= Date.parse(last); d += 86_400_000) off.push(on(new Date(d).toISOString().slice(0, 10)))
  return makeWorkingCalendar([{ year: Number(year), off, work: worked.map(on) }])
}

const ruleOf = (v: Vector) => quotaRuleAt(schemeOf(v.scheme).strata.find(s => s.code === v.input.stratum)!, levelOf(v))!
const quotaOf = (v: Vector, quarter: 1 | 2 | 3 | 4 = 1, base: number = v.input.N, pool = base) =>
  computeStratumQuota({ rule: ruleOf(v), base, pool, quarter, staff: v.input.inspectors ?? 0 })

type VectorFact = { kind: string; on?: string; from?: string; to?: string; detail?: Record<string, string> }
const factOf = (f: VectorFact): DatedFact => ({
  kind: f.kind,
  on: on(f.on ?? f.from ?? ''),
  ...(f.to === undefined ? {} : { to: on(f.to) }),
  // 挂牌督办、通报 of the vectors are the ministry's or the province's, as their page says.
  detail: f.kind === 'supervision' || f.kind === 'notice' ? { by: '省厅', ...f.detail } : (f.detail ?? {}),
})
type VectorCheck = { on: string; kind: PastCheck['kind']; level?: string; outcome: 'clean' | 'violation' }
const checkOf = (c: VectorCheck): PastCheck => ({
  on: on(c.on),
  by: c.level === undefined || c.level === 'county' ? 'own' : 'above',
  kind: c.kind,
  clean: c.outcome === 'clean',
  proof: '示例检〔2025〕1号',
})
const subjectOf = (input: { facets: Record<string, FacetValue>; facts?: VectorFact[] }, more: Partial<ClassifiableSubject> = {}) => ({
  id: 'LOCAL-0001',
  status: 'active' as const,
  facets: input.facets,
  facts: (input.facts ?? []).map(factOf),
  ...more,
})

/** A subject that the scheme puts into the class on that day. */
function memberOf(scheme: Scheme, code: string, asOf: PlainDate, more: Partial<ClassifiableSubject> = {}): ClassifiableSubject {
  const penalty: DatedFact = {
    kind: 'penalty',
    on: plainDateOf(
      Number(asOf.slice(0, 4)) - (asOf.slice(5, 7) === '01' ? 1 : 0),
      asOf.slice(5, 7) === '01' ? 11 : Number(asOf.slice(5, 7)) - 2,
      10,
    ),
  }
  const options: ClassifiableSubject[] = [
    subjectOf({ facets: { permitCategory: '登记管理' } }),
    subjectOf({ facets: { permitCategory: '重点管理', keyDischarger: true } }),
    { ...subjectOf({ facets: { permitCategory: '登记管理' } }), facts: [penalty] },
  ]
  const found = options.map(s => ({ ...s, ...more })).find(s => classifySubject(scheme, { ...s, status: 'active' }, asOf).class === code)
  if (found === undefined) throw new Error(`no member of ${code}`)
  return found
}

const withKeyCoverage = (scheme: Scheme, covered: 'out' | 'last'): Scheme => ({
  ...scheme,
  strata: scheme.strata.map(s => (s.code === 'KEY' && s.coverage ? { ...s, coverage: { ...s.coverage, covered } } : s)),
})
/** 信用评价等级低: which grades a bureau means by 低 is its own setting. */
const withLowCredit = (scheme: Scheme, low: readonly string[]): Scheme => ({
  ...scheme,
  classes: scheme.classes.map(c => ({
    ...c,
    grounds: c.grounds.map(g =>
      'facet' in g.when && g.when.facet === 'creditGrade' && c.code === 'KEY' ? { ...g, when: { facet: 'creditGrade', in: [...low] } } : g,
    ),
  })),
})
const withExclusions = (scheme: Scheme, apply: boolean): Scheme => ({
  ...scheme,
  exclusions: (scheme.exclusions ?? []).map(e => ({ ...e, apply })),
})

const runs: Record<string, (v: Vector) => void> = {
  quota(v) {
    const { count, min, max, per } = v.expected
    const rule = ruleOf(v)
    const answer = quotaOf(v)
    if (per !== undefined) expect(rule.kind === 'none' ? undefined : rule.per).toBe(per)
    const asked = answer.whole?.number ?? answer.floor
    if (count === null) expect(rule.kind).toBe('none')
    else if (count !== undefined) expect(asked).toBe(count)
    if (min !== undefined) expect(asked).toBe(min)
    // The most of a number that is for more than a quarter: asked of the quarter that draws it once.
    if (max !== undefined) {
      const once = rule.kind === 'none' || rule.per === 'quarter' ? rule : { ...rule, split: 'once' as const }
      expect(computeStratumQuota({ rule: once, base: v.input.N, pool: v.input.N, quarter: 1, staff: 0 }).ceiling).toBe(max)
    }
  },
  'year-split'(v) {
    expect(quotaOf(v).whole!.number).toBe(v.expected.year)
    expect([1, 2, 3, 4].map(q => quotaOf(v, q as 1).floor)).toEqual(v.expected.quarters)
  },
  'year-series'(v) {
    const base = schemeOf(v.scheme)
    const scheme = v.input.fill === undefined ? base : withKeyCoverage(base, v.input.fill === 'floor-first' ? 'last' : 'out')
    const year = Number(scheme.validity.from.slice(0, 4))
    const members = Array.from({ length: v.input.N }, (_, i) => ({
      ...memberOf(scheme, v.input.stratum, plainDateOf(year, 1, 1)),
      id: `LOCAL-${String(i).padStart(4, '0')}`,
      checks: [] as PastCheck[],
    }))
    const [drawn, floors, missing, again] = [[], [], [], []] as number[][]
    for (const quarter of [1, 2, 3, 4] as const) {
      const asOf = plainDateOf(year, quarter * 3 - 2, 1)
      const pool = stratify(scheme, members, asOf).strata.find(s => s.code === v.input.stratum)!
      const answer = computeStratumQuota({ rule: ruleOf(v), base: pool.base, pool: pool.ids.length, quarter, staff: 0 })
      const order = [...pool.ids].sort((a, b) => Number(pool.covered?.has(a) ?? false) - Number(pool.covered?.has(b) ?? false))
      const chosen = order.slice(0, answer.number)
      drawn!.push(answer.number)
      floors!.push(answer.floor)
      missing!.push(answer.missing)
      again!.push(chosen.filter(id => members.find(m => m.id === id)!.checks.length > 0).length)
      for (const id of chosen)
        members
          .find(m => m.id === id)!
          .checks.push({ on: plainDateOf(year, quarter * 3 - 1, 15), by: 'own', kind: 'random', clean: true, proof: '' })
    }
    expect(drawn).toEqual(v.expected.quarters)
    if (v.expected.total !== undefined) expect(drawn!.reduce((a, b) => a + b, 0)).toBe(v.expected.total)
    if (v.expected.yearFloor !== undefined) expect(drawn!.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(v.expected.yearFloor)
    if (v.expected.floor !== undefined) expect(floors).toEqual(v.expected.floor)
    if (v.expected.shortfall !== undefined) expect(missing).toEqual(v.expected.shortfall)
    if (v.expected.secondVisits !== undefined) expect(again).toEqual(v.expected.secondVisits)
  },
  classify(v) {
    const scheme = v.input.setting?.lowCredit ? withLowCredit(schemeOf(v.scheme), v.input.setting.lowCredit) : schemeOf(v.scheme)
    const subject = subjectOf(v.input.subject)
    const asOf = on(v.input.asOf)
    const found = classifySubject(scheme, subject, asOf)
    if ('class' in v.expected) expect(found.class).toBe(v.expected.class)
    if ('stratum' in v.expected) expect(found.stratum).toBe(v.expected.stratum)
    if ('method' in v.expected) expect(methodFor(scheme, subject, asOf).method).toBe(v.expected.method)
    if ('matched' in v.expected) {
      const residual = scheme.classes.filter(c => c.residual !== undefined).map(c => `${c.code}|${c.residual!.say}`)
      const stated = found.matched.filter(m => !residual.includes(`${m.class}|${m.condition}`)).map(m => m.class)
      expect([...new Set(stated)]).toEqual(v.expected.matched)
    }
    // The explanation always names the winning clause.
    if (found.winner) expect(found.sentence).toContain(found.winner.law.join('、'))
  },
  'class-series'(v) {
    const subject = subjectOf(v.input.subject, { checks: (v.input.checks ?? []).map(checkOf) })
    const classes = v.input.quarters.map((q: string) => classifySubject(schemeOf(v.scheme), subject, periodStart(period(q))).class)
    expect(classes).toEqual(v.expected.classes)
  },
  'working-day'(v) {
    expect(addWorkingDays(calendarOf(v.input.calendar), on(v.input.from), v.input.workingDays).on).toBe(v.expected.on)
    const { publicity } = schemeOf(v.scheme)
    if (v.input.event === 'determination' || v.input.event === 'completion') {
      expect(publicity.start).toBe(v.input.event)
      if (v.input.workingDays === 20) expect(publicity.workingDays).toBe(20)
    }
  },
  'draw-window'(v) {
    const window = drawDays(schemeOf(v.scheme), period(v.input.quarter), calendarOf(v.input.calendar))!
    if (v.expected.days !== undefined) expect(window.days).toEqual(v.expected.days)
    if (v.expected.inside !== undefined) expect(window.days.includes(on(v.input.on))).toBe(v.expected.inside)
  },
  pool(v) {
    if (v.input.form === 'coverage') return runCoverage(v)
    const scheme = withExclusions(schemeOf(v.scheme), v.input.setting?.excludeCheckedAbove ?? false)
    const asOf = on(v.input.asOf)
    const subject = memberOf(scheme, v.input.class, asOf, { checks: v.input.checks.map(checkOf), status: v.input.status ?? 'active' })
    const cut = stratify(scheme, [subject], asOf)
    const pool = cut.strata.find(s => s.class === v.input.class)!
    expect(pool.ids.length === 1).toBe(v.expected.inPool)
    if (v.expected.inBase !== undefined) expect(pool.base === 1).toBe(v.expected.inBase)
    if (v.expected.reason !== undefined) {
      const [out] = cut.excluded
      const kinds: Record<string, boolean> = {
        cap: (scheme.caps ?? []).some(c => c.code === out?.reason),
        'checked-above': (scheme.exclusions ?? []).some(e => e.code === out?.reason),
        suspended: scheme.eligibility.some(e => e.effect === 'exclude' && e.status === 'suspended' && e.reason === out?.reason),
      }
      expect(kinds[v.expected.reason]).toBe(true)
    }
  },
  gate(v) {
    if (v.input.act === 'plan-item') {
      const body: string = v.input.item.checkingBody
      // As the item lists hold the checking body: the lowest level that may act.
      const level = body.includes('县级以上') ? 'county' : 'city'
      expect(mayCarryOut({ level }, levelOf(v))).toBe(v.expected.allowed)
      const file = new URL(`schemes/items/${v.scheme}-items.yaml`, root)
      if (!existsSync(file)) return
      const { items } = parse(readFileSync(file, 'utf8')) as { items: { objects: string; level: string }[] }
      expect(items.find(i => i.objects.includes(v.input.item.objects))?.level).toBe(level)
    } else {
      const { row } = v.input
      const standing =
        row.origin === 'original' || (row.filedOn !== undefined && row.republishedOn !== undefined && row.republishedOn <= v.input.on)
      const asked = askGates({ on: on(v.input.on), items: [], listVersion: 1, planRow: { code: 'P-01', published: standing } })
      expect(asked.plan === null).toBe(v.expected.allowed)
    }
  },
  documents(v) {
    const has = (name: string) => v.input.documents.includes(name)
    const violation = v.input.outcome === 'violation'
    const signature = v.input.checklistSigned ? signed : null
    const gaps = findGaps({
      ...visit(v),
      questions: [{ key: 'A|1', item: 'A', text: '问' }],
      record: {
        ...emptyRecord,
        outcome: v.input.outcome,
        answers: has('checklist')
          ? { 'A|1': violation ? { value: 'no', text: '有', files: [file] } : { value: 'yes', text: '', files: [] } }
          : {},
        signature,
        minutes: has('minutes') ? { from: '2025-04-20T01:00:00Z', to: '2025-04-20T02:00:00Z', place: '厂区', text: '情况' } : null,
        interview: has('interview')
          ? {
              name: '某某',
              role: '厂长',
              identity: '已核对',
              rightsTold: true,
              from: null,
              to: null,
              questions: [{ ask: '问', answer: '答' }],
              signature: signed,
            }
          : null,
      },
    }).map(g => g.code)
    expect(gaps.length === 0).toBe(v.expected.accepted)
    const codes: Record<string, string> = {
      checklist: 'record.unanswered',
      minutes: 'record.no_minutes',
      interview: 'record.no_interview',
      signature: 'record.unsigned',
    }
    for (const name of v.expected.missing ?? []) expect(gaps).toContain(codes[name])
  },
  certificates(v) {
    const team = v.input.team as { role: 'officer' | 'assistant'; certificate: string | null }[]
    const fit = team.filter(
      p =>
        judgeAvailability(
          {
            kind: p.role,
            status: 'active',
            certificateNumber: p.certificate,
            certificateValidTo: on('2030-12-31'),
            leaveFrom: null,
            leaveTo: null,
          },
          on('2026-04-01'),
          on('2026-06-30'),
        ).available,
    )
    const distinct = new Set(fit.map(p => p.certificate)).size
    const { team: rule } = schemeOf(v.scheme)
    expect(rule.distinctCertificates && distinct >= rule.officers).toBe(v.expected.accepted)
  },
  signature(v) {
    const { confirmedBy, reason, evidence } = v.input
    const signature =
      confirmedBy !== null
        ? signed
        : reason === null && evidence === 0
          ? null
          : { kind: 'unsigned' as const, reason: (reason ?? '').trim(), files: Array.from({ length: evidence }, () => file) }
    const gaps = findGaps({ ...visit(v), questions: [], record: { ...emptyRecord, outcome: 'clean', signature } })
    expect(gaps.length === 0).toBe(v.expected.accepted)
  },
}

const file = '1'.repeat(64)
const signed = { kind: 'signed' as const, name: '某某', role: 'person-in-charge' as const, file }
const visit = (v: Vector) => ({
  method: 'on-site' as const,
  documents: fieldworkOf(schemeOf(v.scheme)).documents,
  files: new Set([file]),
  officers: 2,
  maxPeople: 6,
})

/** @see vectors/README.md `pool`, form `coverage`: who is covered this half has a check in its first quarter. */
function runCoverage(v: Vector): void {
  const scheme = schemeOf(v.scheme)
  const asOf = periodStart(period(v.input.quarter))
  const before = plainDateOf(Number(asOf.slice(0, 4)), asOf.slice(5, 7) === '04' || asOf.slice(5, 7) === '01' ? 2 : 8, 10)
  const members = Array.from({ length: v.input.N }, (_, i) => ({
    ...memberOf(scheme, v.input.stratum, asOf),
    id: `LOCAL-${String(i).padStart(4, '0')}`,
    checks: i < v.input.coveredThisHalf ? [{ on: before, by: 'above' as const, kind: 'cause' as const, clean: true, proof: '' }] : [],
  }))
  const pool = stratify(scheme, members, asOf).strata.find(s => s.code === v.input.stratum)!
  const quarter = Number(v.input.quarter.slice(-1)) as 1 | 2 | 3 | 4
  const { number } = computeStratumQuota({ rule: ruleOf(v), base: pool.base, pool: pool.ids.length, quarter, staff: 0 })
  expect(number).toBe(v.expected.count)
  const covered = pool.ids.filter(id => pool.covered?.has(id)).length
  const uncovered = pool.ids.length - covered
  const tiers =
    pool.covered === null
      ? [{ of: 'all', size: pool.ids.length, drawn: number }]
      : [
          { of: 'uncovered', size: uncovered, drawn: Math.min(number, uncovered) },
          { of: 'covered', size: covered, drawn: Math.max(0, number - uncovered) },
        ]
  expect(tiers).toEqual(v.expected.tiers)
  if (v.expected.leftUncovered !== undefined) expect(Math.max(0, uncovered - number)).toBe(v.expected.leftUncovered)
}

describe('方案规则的向量', () => {
  it('每一种都有人跑，V-01 至 V-30 都在', () => {
    expect([...new Set(vectors.map(v => v.kind))].filter(kind => !(kind in runs))).toEqual([])
    const rows = Array.from({ length: 30 }, (_, i) => `V-${String(i + 1).padStart(2, '0')}`)
    expect(rows.filter(id => !vectors.some(v => v.id === id))).toEqual([])
  })
  it.each(vectors)('$id $law $scheme $kind', v => {
    runs[v.kind]!(v)
  })
})
