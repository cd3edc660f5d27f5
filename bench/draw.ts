/**
 * `node bench/draw.ts` — the bars of the draw: tickets and selection as a ratio to the bare HMAC loop in the same run, assignment and its
 * certificate in milliseconds. Only the ratio decides the exit code: milliseconds depend on the machine, and are printed beside their bar.
 */
import { shortHmac } from '../packages/core/src/base/index.ts'
import type { PoolRow, RosterRow, SelectedRow, SlotRow } from '../packages/core/src/draw/index.ts'
import {
  buildNetwork,
  checkCertificate,
  computePotentials,
  defaultReserve,
  listFilling,
  listPotentials,
  readFilling,
  readPotentials,
  selectSubjects,
  solveAssignment,
} from '../packages/core/src/draw/index.ts'

const seed = Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 3)
const rows: { work: string; measured: string; bar: string; holds: boolean; decides: boolean }[] = []

function time<T>(work: () => T): [ms: number, value: T] {
  const start = performance.now()
  const value = work()
  return [performance.now() - start, value]
}
const best = (times: readonly number[]): number => Math.min(...times)

function benchSelection(count: number, strata: number): void {
  // As `frameList.parse` gives them: rows of a stratum share one string.
  const codes = Array.from({ length: strata }, (_, k) => `S${String(k).padStart(3, '0')}`)
  const pool: PoolRow[] = Array.from({ length: count }, (_, i) => ({
    id: `91130525MA${String(i).padStart(8, '0')}`,
    stratum: codes[(i * 7919) % strata]!,
    tier: i % 11 === 0 ? 1 : 2,
  }))
  const sizes = new Map<string, number>()
  for (const row of pool) sizes.set(row.stratum, (sizes.get(row.stratum) ?? 0) + 1)
  const cuts = [...sizes].map(([code, N]) => {
    const quota = Math.ceil(N / 5)
    return { code, quota, reserve: defaultReserve(N, quota) }
  })
  const bare = (): void => {
    const words = new Uint32Array(8 * count)
    const hmac = shortHmac(seed, 'subject|')
    for (let i = 0; i < count; i++) hmac(pool[i]!.id, words, 8 * i)
  }
  const loops: number[] = []
  const draws: number[] = []
  for (let round = 0; round < 3; round++) {
    loops.push(time(bare)[0])
    draws.push(time(() => selectSubjects(pool, cuts, seed))[0])
  }
  const ratio = best(draws) / best(loops)
  rows.push({
    work: `tickets + selection, ${count.toLocaleString('en')} in ${strata} strata (loop ${best(loops).toFixed(0)} ms, draw ${best(draws).toFixed(0)} ms)`,
    measured: `${ratio.toFixed(2)} ×`,
    bar: '≤ 1.5 ×',
    holds: ratio <= 1.5,
    decides: true,
  })
}

function benchAssignment(visits: number, inspectors: number, bar: number, checkBar: number): void {
  const id = (v: number) => `91130525MA${String(v).padStart(8, '0')}`
  const selected: SelectedRow[] = Array.from({ length: visits }, (_, v) => ({
    stratum: 'KEY',
    rank: v + 1,
    tier: 2,
    ticket: '0'.repeat(64),
    id: id(v),
    state: 'drawn',
  }))
  const slots: SlotRow[] = selected.flatMap((s, v) =>
    ['01', '02'].map(slot => ({ id: s.id, slot, agency: '130525', speciality: slot === '01' && v % 4 === 0 ? 'AIR' : '-', nonce: '' })),
  )
  const roster: RosterRow[] = Array.from({ length: inspectors }, (_, i) => ({
    inspector: `I${String(i).padStart(4, '0')}`,
    agency: '130525',
    certificate: '',
    specialities: i % 3 === 0 ? ['AIR'] : [],
    load: 0,
    limit: '-',
    nonce: '',
  }))
  const barred = roster.flatMap((o, i) => (i % 5 === 0 ? [{ inspector: o.inspector, id: id((i * 13) % visits), nonce: '' }] : []))
  const pairs = roster.flatMap((o, i) => [0, 1, 2].map(k => ({ inspector: o.inspector, id: id((i * 31 + k * 7) % visits), nonce: '' })))
  const solves: number[] = []
  const whole: number[] = []
  const checks: number[] = []
  let verdict = ''
  for (let round = 0; round < 5; round++) {
    const [building, built] = time(() => buildNetwork({ seed, selected, slots, roster, barred, pairs }))
    if (!built.ok) throw new Error('too large')
    const net = built.value
    const [solving, at] = time(() => solveAssignment(net))
    const [labelling, p] = time(() => computePotentials(net, at))
    const assign = listFilling(net, at)
    const potentials = listPotentials(net, p)
    const [checking, answer] = time(() => {
      const filling = readFilling(net, assign)
      const given = readPotentials(net, potentials)
      if (!filling.ok || !given.ok) throw new Error('refused')
      return checkCertificate(net, filling.value, given.value)
    })
    verdict = JSON.stringify(answer)
    if (!answer.canonical) throw new Error(verdict)
    solves.push(solving)
    whole.push(building + solving + labelling + checking)
    checks.push(checking)
  }
  const name = `${visits} × ${inspectors} × 2`
  const total = best(whole)
  rows.push({
    work: `assignment ${name}, pair costs, solve, potentials, certificate (solve ${best(solves).toFixed(0)} ms)`,
    measured: `${total.toFixed(0)} ms`,
    bar: `≤ ${bar} ms`,
    holds: total <= bar,
    decides: false,
  })
  rows.push({
    work: `certificate check ${name}`,
    measured: `${best(checks).toFixed(1)} ms`,
    bar: `≤ ${checkBar} ms`,
    holds: best(checks) <= checkBar,
    decides: false,
  })
}

benchSelection(1_000_000, 1)
benchSelection(1_000_000, 500)
if (process.argv.includes('--large')) benchSelection(4_000_000, 500)
benchAssignment(60, 30, 50, 100)
benchAssignment(1000, 200, 2000, 100)

for (const row of rows) console.log(`${row.holds ? 'ok  ' : 'MISS'} ${row.measured.padStart(9)}  ${row.bar.padEnd(10)} ${row.work}`)
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`)
if (rows.some(row => row.decides && !row.holds)) process.exitCode = 1
