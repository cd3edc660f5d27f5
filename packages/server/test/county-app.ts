/** 示例县 as `npm start` has it, over a database of its own, with the steps of a quarter as functions. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mode } from '../src/env.ts'
import { runLogOnce } from '../src/features/log/log-loop.ts'
import { seedTraining } from '../src/features/training/seed.ts'
import { type Client, type FreshApp, freshApp, signIn } from './app.ts'

export const trainingPassword = 'shilixian-yanlian'

export interface CountyApp extends FreshApp {
  /** One round of the log loop: entries get their index and a signed checkpoint. Nothing runs behind the test's back. */
  readonly log: { runOnce(): Promise<unknown> }
  as(login: string): Promise<Client>
}

export async function countyApp({ scheme, ...options }: { readonly mode?: Mode; readonly scheme?: string } = {}): Promise<CountyApp> {
  const fresh = await freshApp(options)
  const log = {
    runOnce: () => runLogOnce({ db: fresh.env.db, home: fresh.env.home, publicUrl: fresh.env.publicUrl, systemNow: fresh.env.systemNow }),
  }
  await seedTraining(fresh.env, scheme === undefined ? {} : { scheme })
  await log.runOnce()
  // One session an account: a password takes its time to check.
  const sessions = new Map<string, Promise<Client>>()
  const as = (login: string) => {
    const known = sessions.get(login) ?? signIn(fresh.app, login, trainingPassword)
    sessions.set(login, known)
    return known
  }
  return { ...fresh, log, as }
}

export const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../../fixtures/示例县', name))

export const lottery = [
  { kind: 'lottery', game: 'ssq', issue: '2026033', notBefore: '2026-03-26T13:15:00Z' },
  { kind: 'lottery', game: 'dlt', issue: '26034', notBefore: '2026-03-28T13:25:00Z' },
] as const
export const numbers = ['03 09 14 21 28 33 07', '02 11 19 27 35 04 09']
export const deadlines = { eventBy: '2026-03-30T16:00:00Z', resultBy: '2026-03-31T16:00:00Z', openBy: '2026-07-20T16:00:00Z' }

const must = (reply: { status: number; body: unknown }) => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
}

/** Tasks P-01…P-03 issued and put into one batch. */
export async function openBatch(county: CountyApp, rows: readonly string[] = ['P-01', 'P-02', 'P-03']): Promise<string> {
  const office = await county.as('zonghe')
  const tasks: string[] = []
  for (const planRowCode of rows) {
    const reply = await office.call('task.create', { body: { year: 2026, planRowCode, unitName: '执法一中队' } })
    must(reply)
    tasks.push(reply.body.code)
  }
  const batch = await office.call('batch.create', { body: { tasks } })
  must(batch)
  return batch.body.code
}

export async function freezeBatch(county: CountyApp, code: string, entropy: readonly unknown[] = lottery): Promise<void> {
  const office = await county.as('zonghe')
  must(await office.call('batch.snapshot', { params: { code } }))
  await county.log.runOnce()
  must(await office.call('batch.freeze', { params: { code }, body: { entropy, ...deadlines } }))
  await county.log.runOnce()
}

export async function advance(county: CountyApp, to: string): Promise<void> {
  must(await (await county.as('zonghe')).call('training.advance', { body: { to } }))
}

export async function logEvent(county: CountyApp, code: string, typed: readonly string[] = numbers): Promise<void> {
  const supervisor = await county.as('jiandu')
  const office = await county.as('zonghe')
  must(await supervisor.call('event.enter', { params: { code }, body: { numbers: typed, witnesses: [], evidenceSha256: null } }))
  must(await office.call('event.confirm', { params: { code }, body: { numbers: typed } }))
  await county.log.runOnce()
}

/** From an empty quarter to a drawn batch. */
export async function drawnBatch(county: CountyApp, rows?: readonly string[]): Promise<string> {
  const code = await openBatch(county, rows)
  await freezeBatch(county, code)
  await advance(county, '2026-03-28T13:40:00Z')
  await logEvent(county, code)
  must(await (await county.as('zonghe')).call('draw.execute', { params: { code } }))
  await county.log.runOnce()
  return code
}
