/**
 * `node bench/scheme.ts [subjects]` — classification under every scheme that ships: subjects a second on one core beside a bare pass over the same
 * subjects that reads every facet, fact and list once, and the time to explain one subject. The bar is DESIGN's: 500,000 a second, 1 ms an explanation.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { PlainDate } from '../packages/core/src/base/index.ts'
import { type ClassifiableSubject, type FacetValue, prepareClassifier, readScheme } from '../packages/core/src/scheme/index.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const dir = new URL('../schemes/', import.meta.url)
const day = (text: string) => text as PlainDate

function makeSubjects(year: number): ClassifiableSubject[] {
  const pick = <T>(from: readonly T[], n: number): T => from[n % from.length]!
  return Array.from({ length: count }, (_, i): ClassifiableSubject => {
    // A step that shares no factor with the lists' lengths, so that every combination comes up.
    const n = (i * 7919) % 1_000_003
    const facets: Record<string, FacetValue> = {
      permitCategory: pick(['登记管理', '登记管理', '登记管理', '简化管理', '重点管理', '登记管理', '简化管理'], n),
      keyDischarger: n % 23 === 0,
      positiveList: n % 13 === 0,
      airGrade: pick([null, null, 'A', 'B', 'C', '引领性', 'D', null], n),
      creditGrade: pick([null, 'A', 'B', 'B', null, 'C', null, null, 'D'], n),
      offsiteCapable: n % 3 === 0,
      highRisk: n % 211 === 0 ? '涉重金属' : null,
    }
    const facts = [
      ...(n % 41 === 0 ? [{ kind: 'penalty', on: day(`${year}-02-11`) }] : []),
      ...(n % 37 === 0
        ? [{ kind: 'complaint', on: day(`${year}-03-01`), detail: { verified: pick(['查实', '未查实'], n), channel: '群众举报' } }]
        : []),
      ...(n % 97 === 0
        ? Array.from({ length: 6 }, (_, k) => ({ kind: 'exceedance', on: day(`${year}-01-1${k}`), detail: { outlet: `DA00${k % 2}` } }))
        : []),
      ...(n % 53 === 0 ? [{ kind: 'violation', on: day(`${year - 1}-11-05`) }] : []),
    ]
    const checks = n % 5 === 0 ? [{ on: day(`${year}-02-20`), by: 'own' as const, kind: 'random' as const, clean: true, proof: '' }] : []
    return {
      id: `91990101MA${String(i).padStart(8, '0')}`,
      status: 'active',
      facets,
      facts,
      lists: n % 29 === 0 ? ['城镇污水处理厂'] : [],
      checks,
    }
  })
}

const best = (runs: number, work: () => void): number => {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    work()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

let kept = 0
const rows: { scheme: string; perSecond: string; ratio: string; explain: string; holds: boolean }[] = []
for (const file of readdirSync(dir).filter(f => f.endsWith('.yaml'))) {
  const read = readScheme(parse(readFileSync(new URL(file, dir), 'utf8')))
  if (!read.ok) throw new Error(`${file}: ${JSON.stringify(read.error.issues[0])}`)
  const year = Number(read.value.validity.from.slice(0, 4))
  const subjects = makeSubjects(year)
  const classifier = prepareClassifier(read.value, day(`${year}-04-01`))
  const bare = best(3, () => {
    for (const s of subjects) {
      for (const key in s.facets) if (s.facets[key] !== null) kept++
      for (const f of s.facts) if (f.on > '2000-01-01') kept++
      kept += s.lists!.length
    }
  })
  const took = best(3, () => {
    for (const s of subjects) if (classifier.cut(s) !== null) kept++
  })
  const explained = subjects.filter((_, i) => i % Math.ceil(count / 10_000) === 0)
  const explain = best(3, () => {
    for (const s of explained) kept += classifier.classify(s).sentence.length
  })
  const perSecond = Math.round((count / took) * 1000)
  const one = explain / explained.length
  rows.push({
    scheme: read.value.id,
    perSecond: perSecond.toLocaleString('en'),
    ratio: `${(took / bare).toFixed(2)} × a bare pass`,
    explain: `${(one * 1000).toFixed(1)} µs`,
    holds: perSecond >= 500_000 && one <= 1,
  })
}
console.table(rows)
console.log(`${count.toLocaleString('en')} subjects; the bare pass reads every facet, fact and list once (${kept} things counted)`)
if (rows.some(r => !r.holds)) process.exitCode = 1
