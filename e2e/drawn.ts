/** 示例县 with one drawn batch, over the routes alone: where the journeys of the work after the draw begin. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Client, signInAt } from './client.ts'

export const trainingPassword = 'shilixian-yanlian'
const numbers = ['03 09 14 21 28 33 07', '02 11 19 27 35 04 09']
const entropy = [
  { kind: 'lottery', game: 'ssq', issue: '2026033', notBefore: '2026-03-26T13:15:00Z' },
  { kind: 'lottery', game: 'dlt', issue: '26034', notBefore: '2026-03-28T13:25:00Z' },
]
const deadlines = { eventBy: '2026-03-30T16:00:00Z', resultBy: '2026-03-31T16:00:00Z', openBy: '2026-07-20T16:00:00Z' }
/** Refusals that only say: the log has not signed the step before. */
const waiting = new Set(['freeze.snapshot_waiting', 'event.not_logged', 'server.busy', 'request.rate'])

/** Asks until it is answered; a lawful refusal is an error of the test. */
export async function ask(client: Client, ...request: Parameters<Client['call']>): Promise<Answer['body']> {
  for (const deadline = Date.now() + 60_000; ; await sleep(80)) {
    const reply = await client.call(...request)
    if (reply?.status === 200) return reply.body
    if (reply !== null && !waiting.has(reply.body?.error?.code))
      throw new Error(`${request[0]}: ${reply.status} ${JSON.stringify(reply.body)}`)
    if (Date.now() > deadline) throw new Error(`${request[0]}: no answer`)
  }
}

export const as = (base: string, login: string): Promise<Client> => signInAt(base, login, trainingPassword)
export const loginOf = (inspector: string): string => `zf${inspector.slice(-3)}`

/** Tasks of these plan rows drawn; the clock stands at 2026-03-28. Gives the batch's code. */
export async function drawBatch(base: string, rows: readonly string[] = ['P-01', 'P-02', 'P-03']): Promise<string> {
  const office = await as(base, 'zonghe')
  const supervisor = await as(base, 'jiandu')
  const tasks: string[] = []
  for (const planRowCode of rows)
    tasks.push((await ask(office, 'task.create', { body: { year: 2026, planRowCode, unitName: '执法一中队' } })).code)
  const { code } = await ask(office, 'batch.create', { body: { tasks } })
  const params = { code }
  await ask(office, 'batch.snapshot', { params })
  await ask(office, 'batch.freeze', { params, body: { entropy, ...deadlines } })
  await ask(office, 'training.advance', { body: { to: '2026-03-28T13:40:00Z' } })
  await ask(supervisor, 'event.enter', { params, body: { numbers, witnesses: [], evidenceSha256: null } })
  await ask(office, 'event.confirm', { params, body: { numbers } })
  await ask(office, 'draw.execute', { params })
  return code
}

type Ask = typeof ask
interface DrawnVisit {
  readonly id: string
  readonly team: readonly { readonly code: string }[]
}

/**
 * One visit done at the desk by its own team, from its day up to the last signature, which is given back: it submits. The clock stands on `on` or
 * later; `asks` may be one that outlives a killed server.
 */
export async function carryOffSite(
  clientOf: (login: string) => Promise<Client>,
  asks: Ask,
  visit: DrawnVisit,
  on: string,
): Promise<{ readonly last: Client; sign(): Promise<Answer | null> }> {
  const params = { id: visit.id }
  const team: Client[] = []
  for (const t of visit.team) team.push(await clientOf(loginOf(t.code)))
  const [officer, last] = [team[0]!, team.at(-1)!]
  await asks(officer, 'visit.schedule', { params, body: { on, half: 'am', method: 'off-site', notice: 'exempt' } })
  await asks(await clientOf('fuze'), 'visit.approve', { body: { ids: [visit.id], opinion: '同意' } })
  await asks(officer, 'visit.start', { params, body: { opening: null } })
  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(visit.id)])
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await asks(officer, 'visit.attach', { params, query: { sha256, purpose: 'document' }, file: { name: '数据.jpg', bytes } })
  const { means, workVersion } = await asks(officer, 'visit.view', { params })
  const offSite = { means: [means[0]], from: '2026-01-01', to: '2026-03-31', text: '核对自动监控数据，未见异常。', files: [sha256] }
  const saved = await asks(officer, 'visit.save', { params, body: { version: workVersion, record: { offSite, outcome: 'clean' } } })
  const { recordSha256 } = await asks(officer, 'visit.sendToSign', { params, body: { version: saved.version } })
  for (const member of team.slice(0, -1)) await asks(member, 'visit.sign', { params, body: { recordSha256 } })
  return { last, sign: () => last.call('visit.sign', { params, body: { recordSha256 } }) }
}

export async function submitOffSite(base: string, visit: DrawnVisit, on: string): Promise<void> {
  const { sign } = await carryOffSite(login => as(base, login), ask, visit, on)
  const reply = await sign()
  if (reply?.status !== 200) throw new Error(`visit.sign: ${JSON.stringify(reply?.body)}`)
}
