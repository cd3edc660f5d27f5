/**
 * 断电 — the server, and then its database, are killed with SIGKILL while a quarter is being drawn. What was acknowledged is there afterwards; what
 * happens once happened once; the log only grows; the published bundle verifies. Moments are chosen by a seed: CRASH_SEED=… repeats or varies a run.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import {
  leafHash,
  parseEntryBundle,
  parseHashTile,
  parseVkey,
  printTilePath,
  rootAt,
  rootOfLeafHashes,
  storeTree,
  verifyCheckpoint,
} from '@mingcha/core/log'
import { unpackZip, verifyBundle } from '@mingcha/verifier'
import { afterEach, describe, expect, it } from 'vitest'
import { forget, freePort, type RunningServer, startServer } from './browser.ts'
import { type Answer, type Client, signInAt } from './client.ts'
import { carryOffSite } from './drawn.ts'

const seed = Number(process.env.CRASH_SEED ?? 20260326)
const password = 'shilixian-yanlian'
/** A server that is not back by then has failed. */
const patience = 20_000

/** mulberry32: the same seed, the same moments. */
function seeded(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

// ---------------------------------------------------------------- the log, as a monitor sees it

interface Seen {
  readonly size: number
  readonly root: Uint8Array
}

/** Keeps every checkpoint it saw; the tree of today must contain each of them as a prefix. */
function watchLog(base: string) {
  const seen: Seen[] = []
  let vkey = ''
  const get = async (path: string) => {
    const reply = await fetch(`${base}/log/${path}`)
    if (!reply.ok) throw new Error(`/log/${path}: ${reply.status}`)
    return new Uint8Array(await reply.arrayBuffer())
  }
  const note = async (): Promise<Seen> => {
    const key = Buffer.from(await get('log.vkey'))
      .toString()
      .trim()
    if (vkey !== '') expect(key, '日志公钥变了').toBe(vkey)
    vkey = key
    const parsed = parseVkey(key)
    if (!parsed.ok) throw new Error('log.vkey')
    const verified = verifyCheckpoint(await get('checkpoint'), parsed.value)
    if (!verified.ok) throw new Error(`checkpoint: ${JSON.stringify(verified.error)}`)
    const { size, root } = verified.value.checkpoint
    const before = seen.at(-1)
    if (before) expect(size, '检查点变小了').toBeGreaterThanOrEqual(before.size)
    if (before?.size !== size) seen.push({ size, root })
    else expect(isDeepStrictEqual(before.root, root), '同样大小的两个检查点').toBe(true)
    return { size, root }
  }
  return {
    vkey: () => vkey,
    count: () => seen.length,
    /** What a monitor would have noted at this moment, if the server answers. */
    glance: async () => {
      const reached = await fetch(`${base}/log/checkpoint`).then(
        r => r.ok,
        () => false,
      )
      if (reached) await note().catch(fault => (fault instanceof TypeError ? undefined : Promise.reject(fault)))
    },
    /** Recomputes the tree from its tiles and entries. Gives the entries. */
    audit: async (): Promise<Uint8Array[]> => {
      const { size, root } = await note()
      const hashes: Uint8Array[] = []
      const entries: Uint8Array[] = []
      for (let index = 0; index * 256 < size; index++) {
        const width = Math.min(256, size - index * 256)
        const tile = parseHashTile(await get(printTilePath({ level: 0, index, width })))
        const bundle = parseEntryBundle(await get(printTilePath({ level: 'entries', index, width })))
        if (!tile.ok || !bundle.ok) throw new Error(`tile ${index}`)
        hashes.push(...tile.value)
        entries.push(...bundle.value)
      }
      expect(hashes.length).toBe(size)
      expect(entries.map(leafHash)).toEqual(hashes)
      expect(rootOfLeafHashes(hashes), '瓦片与检查点不符').toEqual(root)
      const tree = storeTree(hashes)
      for (const old of seen) expect(rootAt(tree, old.size), `大小 ${old.size} 的检查点不是前缀`).toEqual(old.root)
      return entries
    },
  }
}

// ---------------------------------------------------------------- a quarter, step by step

interface Step {
  readonly name: string
  fire(): Promise<Answer | null>
  /** Read from the server: did it happen? */
  done(): Promise<boolean>
}

/** A refusal that only says "not yet": the log has not signed the step before. */
const waiting = new Set(['freeze.snapshot_waiting', 'event.not_logged', 'server.busy', 'request.rate'])
const code = (a: Answer | null): string => a?.body?.error?.code ?? ''

/** Asks until the server answers 200; a server that is away is asked again, a wrong answer is an error. */
async function ask(client: Client, ...request: Parameters<Client['call']>): Promise<Answer['body']> {
  for (const deadline = Date.now() + patience; ; await sleep(60)) {
    const reply = await client.call(...request)
    if (reply?.status === 200) return reply.body
    if (reply !== null && !waiting.has(code(reply))) throw new Error(`${request[0]}: ${reply.status} ${JSON.stringify(reply.body)}`)
    if (Date.now() > deadline) throw new Error(`${request[0]}: no answer in ${patience} ms: ${JSON.stringify(reply?.body ?? null)}`)
  }
}

interface County {
  readonly base: string
  as(login: string): Promise<Client>
}
function people(base: string): County {
  const signedIn = new Map<string, Promise<Client>>()
  return {
    base,
    as: login => {
      const there = signedIn.get(login) ?? signInAt(base, login, password)
      signedIn.set(login, there)
      return there
    },
  }
}

const draws = [
  { row: 'P-03', ssq: '2026033', dlt: '26034', from: '2026-03-26T13:15:00Z', to: '2026-03-28T13:25:00Z', at: '2026-03-28T13:40:00Z' },
  { row: 'P-02', ssq: '2026034', dlt: '26035', from: '2026-03-29T13:15:00Z', to: '2026-03-30T13:25:00Z', at: '2026-03-30T13:40:00Z' },
  { row: 'P-01', ssq: '2026035', dlt: '26036', from: '2026-03-31T13:15:00Z', to: '2026-04-01T13:25:00Z', at: '2026-04-01T13:40:00Z' },
] as const
const numbers = ['03 09 14 21 28 33 07', '02 11 19 27 35 04 09']

const after = (batch: Client, draw: string, states: readonly string[]) => async () =>
  states.includes((await ask(batch, 'batch.view', { params: { code: draw } })).state)

/** A batch of one plan row, snapshot taken, and the once-only steps that lie before it. */
async function prepare(county: County, plan: (typeof draws)[number]): Promise<{ draw: string; steps: Step[] }> {
  const office = await county.as('zonghe')
  const supervisor = await county.as('jiandu')
  const task = await ask(office, 'task.create', { body: { year: 2026, planRowCode: plan.row, unitName: '执法一中队' } })
  const { code: draw } = await ask(office, 'batch.create', { body: { tasks: [task.code] } })
  const params = { code: draw }
  await ask(office, 'batch.snapshot', { params })
  const entropy = [
    { kind: 'lottery', game: 'ssq', issue: plan.ssq, notBefore: plan.from },
    { kind: 'lottery', game: 'dlt', issue: plan.dlt, notBefore: plan.to },
  ]
  const deadlines = { eventBy: '2026-04-10T16:00:00Z', resultBy: '2026-04-11T16:00:00Z', openBy: '2026-07-20T16:00:00Z' }
  const view = () => ask(office, 'batch.view', { params })
  return {
    draw,
    steps: [
      {
        name: 'freeze',
        fire: () => office.call('batch.freeze', { params, body: { entropy, ...deadlines } }),
        done: after(office, draw, ['committed']),
      },
      {
        name: 'event.enter',
        fire: () => supervisor.call('event.enter', { params, body: { numbers, witnesses: [], evidenceSha256: null } }),
        done: async () => (await view()).entered !== null,
      },
      {
        name: 'event.confirm',
        fire: () => office.call('event.confirm', { params, body: { numbers } }),
        done: after(office, draw, ['evented']),
      },
      { name: 'draw', fire: () => office.call('draw.execute', { params }), done: after(office, draw, ['drawn']) },
    ],
  }
}

/** Every visit of the batch carried to the last signature, which submits it: that step is what may be cut off. */
async function visitSteps(county: County, draw: string, on: string): Promise<Step[]> {
  const { rows } = await ask(await county.as('fuze'), 'visit.list', { query: { batch: draw, state: 'waiting' } })
  const steps: Step[] = []
  for (const v of rows) {
    const { last, sign } = await carryOffSite(county.as, ask, v, on)
    steps.push({
      name: `visit ${v.id}`,
      fire: sign,
      done: async () => (await ask(last, 'visit.view', { params: { id: v.id } })).state === 'done',
    })
  }
  return steps
}

/** Something that dies in the middle of a step, and the time until it is back. */
type Kill = () => Promise<void>
interface Deadly {
  readonly run: Kill
  readonly delay: number
  readonly tally: Tally
}

/** What the kills met: that some fell after the answer and some before it is part of the proof. */
interface Tally {
  kills: number
  /** The command was answered with 200 before the kill. */
  acknowledged: number
  /** No answer at all: the sender cannot know. */
  cutOff: number
  /** Milliseconds until it was back. */
  slowest: number
}
const newTally = (): Tally => ({ kills: 0, acknowledged: 0, cutOff: 0, slowest: 0 })

/**
 * Takes the step; with `kill`, its first attempt goes out twice at once (a double click) and the kill falls `delay` ms later. An acknowledged step
 * must be there when the server is back; an unanswered one is repeated until it is done.
 */
async function take(step: Step, log: ReturnType<typeof watchLog>, kill?: Deadly): Promise<void> {
  let doomed = kill
  for (const deadline = Date.now() + 3 * patience; ; await sleep(60)) {
    if (Date.now() > deadline) throw new Error(`${step.name}: not done in time`)
    if (doomed) await log.glance()
    const flying = doomed ? Promise.all([step.fire(), step.fire()]) : Promise.all([step.fire()])
    if (!doomed) {
      const [reply] = await flying
      if (reply?.status === 200) return
      expect(reply === null ? 503 : reply.status, `${step.name}: ${JSON.stringify(reply?.body)}`).not.toBe(500)
      if (await step.done()) return
      if (reply !== null && !waiting.has(code(reply))) throw new Error(`${step.name}: ${reply.status} ${JSON.stringify(reply.body)}`)
      continue
    }
    await sleep(doomed.delay)
    const killed = Date.now()
    await doomed.run()
    const { tally } = doomed
    tally.slowest = Math.max(tally.slowest, Date.now() - killed)
    tally.kills++
    const replies = await flying
    doomed = undefined
    for (const r of replies) expect(r?.status ?? 0, `${step.name}: ${JSON.stringify(r?.body)}`).not.toBe(500)
    const acknowledged = replies.some(r => r?.status === 200)
    if (acknowledged) tally.acknowledged++
    else if (replies.every(r => r === null)) tally.cutOff++
    const done = await step.done()
    if (acknowledged) expect(done, `${step.name}：已回答的命令丢了`).toBe(true)
    await log.audit()
    if (done) return
  }
}

interface Counted {
  readonly kind: string
  readonly thing: string
  readonly logIndex: number | null
}
async function listEvents(county: County): Promise<Counted[]> {
  const head = await county.as('fuze')
  const all: (Counted & { id: number })[] = []
  for (;;) {
    const before = all.at(-1)?.id
    const { rows } = await ask(head, 'event.list', { query: { limit: 200, ...(before !== undefined && { before }) } })
    all.push(...rows)
    if (rows.length < 200) return all
  }
}

/** Each once-only thing happened once, in the events and in the log; the published bundle verifies under the log's own key. */
async function settle(county: County, log: ReturnType<typeof watchLog>, drawn: readonly { draw: string; visits: number }[]): Promise<void> {
  // The last entry gets its checkpoint within a round of the log.
  for (const { draw } of drawn) await untilSigned(county, draw)
  const entries = (await log.audit()).map(e => JSON.parse(Buffer.from(e).toString()))
  const events = await listEvents(county)
  for (const { draw, visits } of drawn) {
    for (const kind of ['batch.created', 'registry.rooted', 'batch.committed', 'event.confirmed', 'draw.executed', 'draw.published'])
      expect(events.filter(e => e.kind === kind && e.thing === draw).length, `${draw} ${kind}`).toBe(1)
    expect(events.filter(e => e.kind === 'event.entered' && e.thing === draw).length).toBeGreaterThan(0)
    for (const type of ['commit', 'event', 'result', 'publish'])
      expect(entries.filter(e => e.type === `mingcha/${type}/v1` && e.draw === draw).length, `日志 ${draw} ${type}`).toBe(1)
    const zip = new Uint8Array(await (await fetch(`${county.base}/draws/${draw}/bundle.zip`)).arrayBuffer())
    const files = unpackZip(zip)
    if (!files.ok) throw new Error(`bundle of ${draw}`)
    const report = verifyBundle(files.value, { trustedVkey: log.vkey() })
    expect(
      report.checks.filter(c => c.verdict === 'fail'),
      draw,
    ).toEqual([])
    expect(report.verdict).toBe('pass')
    expect(visits).toBeGreaterThan(0)
  }
  const recorded = events.filter(e => e.kind === 'visit.submitted').map(e => e.thing)
  expect(recorded.length).toBe(drawn.reduce((n, d) => n + d.visits, 0))
  expect(new Set(recorded).size).toBe(recorded.length)
  const indexes = events.flatMap(e => e.logIndex ?? [])
  expect(new Set(indexes).size).toBe(indexes.length)
  expect([...indexes].sort((a, b) => a - b)).toEqual(entries.map((_, i) => i))
}

/** Until the entry of the last step stands in a signed checkpoint: only then can the next one do more than wait. */
async function untilSigned(county: County, draw: string): Promise<void> {
  const office = await county.as('zonghe')
  for (const deadline = Date.now() + patience; ; await sleep(60)) {
    const b = await ask(office, 'batch.view', { params: { code: draw } })
    const entry = { open: b.snapshot?.index, committed: b.commitLog, evented: b.eventLog, drawn: b.resultLog, published: b.publishLog }
    if ((entry[b.state as keyof typeof entry] ?? null) !== null) return
    if (Date.now() > deadline) throw new Error(`${draw}: the log never signed what made it ${b.state}`)
  }
}

/** Draws one plan row after another; `kills(step)` says which moments are deadly. */
async function liveThrough(
  server: RunningServer,
  plans: readonly (typeof draws)[number][],
  choose: (step: string, visit: number) => Deadly | undefined,
): Promise<void> {
  const county = people(server.url)
  const log = watchLog(server.url)
  await log.audit()
  const drawn: { draw: string; visits: number }[] = []
  for (const plan of plans) {
    const { draw, steps } = await prepare(county, plan)
    for (const step of steps) {
      if (step.name === 'event.enter') await ask(await county.as('zonghe'), 'training.advance', { body: { to: plan.at } })
      await untilSigned(county, draw)
      await take(step, log, choose(step.name, 0))
    }
    const visits = await visitSteps(county, draw, plan.at.slice(0, 10))
    for (const [i, step] of visits.entries()) await take(step, log, choose('visit', i))
    const office = await county.as('zonghe')
    const publish: Step = {
      name: 'publish',
      fire: () => office.call('draw.publish', { params: { code: draw } }),
      done: after(office, draw, ['published']),
    }
    await untilSigned(county, draw)
    await take(publish, log, choose('publish', 0))
    drawn.push({ draw, visits: visits.length })
  }
  await settle(county, log, drawn)
  expect(log.count()).toBeGreaterThanOrEqual(4 * plans.length)
}

const open: RunningServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) {
    await server.stop()
    forget(server)
  }
})

/** A failure with what the server printed. */
const telling = async (life: Promise<void>, output: () => string): Promise<void> =>
  life.catch(fault => {
    fault.message += `\n${output()}`
    throw fault
  })

/** Half of the moments fall within 25 ms of the request, which is how long most commands take; all within 400. */
const moment = (random: () => number): number => Math.floor(400 * random() ** 4)

describe('断电：已回答的不丢，只发生一次的只发生一次', () => {
  it('服务器进程在二十个时刻被 kill -9', async () => {
    const random = seeded(seed)
    const port = await freePort()
    let server = await startServer('training', { port })
    const { home } = server
    open.push(server)
    const run: Kill = async () => {
      await server.stop('SIGKILL')
      open.pop()
      const begun = Date.now()
      server = await startServer('training', { home, port })
      open.push(server)
      const took = Date.now() - begun
      if (took > patience) throw new Error(`重启用了 ${took} 毫秒:\n${server.output()}`)
    }
    // Each of the five once-only steps of three batches, and five visits.
    const tally = newTally()
    let visitsLeft = 5
    const choose = (step: string, visit: number) => {
      if (step === 'visit' && (visitsLeft === 0 || visit === 0 || random() > 0.6)) return undefined
      if (step === 'visit') visitsLeft--
      return { run, delay: moment(random), tally }
    }
    await telling(liveThrough(server, draws, choose), () => server.output())
    console.log('kill -9 of the server', tally)
    expect(tally.kills).toBe(20)
    expect(tally.acknowledged).toBeGreaterThan(0)
    expect(tally.cutOff).toBeGreaterThan(0)
  }, 240_000)

  it('数据库的 postmaster 在十个时刻被 kill -9，服务器活着', async () => {
    // Two installations side by side, five kills each: a sixth within one minute is, by design, given up on.
    const tally = newTally()
    const one = async (n: number, plan: (typeof draws)[number]) => {
      const random = seeded(seed + n)
      const server = await startServer('training')
      open.push(server)
      const pidFile = join(server.home, 'pg', 'postmaster.pid')
      const readPid = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0)
      const run: Kill = async () => {
        const pid = readPid()
        process.kill(pid, 'SIGKILL')
        for (const deadline = Date.now() + patience; ; await sleep(30)) {
          const back = await fetch(`${server.url}/healthz`).then(
            r => r.ok,
            () => false,
          )
          // For a moment the orphaned backends still answer; back means another postmaster.
          if (back && readPid() !== pid) break
          if (Date.now() > deadline || server.process.exitCode !== null)
            throw new Error(`数据库 ${patience} 毫秒内没有回来:\n${server.output()}`)
        }
      }
      const choose = (step: string, visit: number) => {
        const deadly =
          n === 1 ? ['freeze', 'event.confirm', 'draw', 'visit', 'publish'] : ['freeze', 'event.enter', 'draw', 'visit', 'publish']
        return deadly.includes(step) && (step !== 'visit' || visit === 1) ? { run, delay: moment(random), tally } : undefined
      }
      await telling(liveThrough(server, [plan], choose), () => server.output())
    }
    await Promise.all([one(1, draws[0]), one(2, draws[1])])
    console.log('kill -9 of PostgreSQL', tally)
    expect(tally.kills).toBe(10)
    expect(tally.acknowledged).toBeGreaterThan(0)
    expect(tally.acknowledged).toBeLessThan(10)
  }, 240_000)
})
