/** Every waiting visit of a batch, dated, approved and recorded off site on one day, up to the signature of the second officer. */
import { createHash } from 'node:crypto'
import type { RouteName } from '@mingcha/core/api'
import type { Answer, Client } from './client.ts'

type Request = Parameters<Client['call']>[1]
// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Ask = (client: Client, name: RouteName, request?: Request) => Promise<any>

export interface CarriedVisit {
  readonly id: string
  readonly second: Client
  /** The last signature: the visit is submitted. */
  sign(): Promise<Answer | null>
}

const login = (inspector: string) => `zf${inspector.slice(-3)}`

/** `ask` answers with the body of a 200, or throws. The clock stands on `on`. */
export async function carryVisits(as: (login: string) => Promise<Client>, ask: Ask, draw: string, on: string): Promise<CarriedVisit[]> {
  const head = await as('fuze')
  const { rows } = await ask(head, 'visit.list', { query: { batch: draw, state: 'waiting' } })
  const carried: CarriedVisit[] = []
  for (const v of rows as { id: string; team: { code: string }[] }[]) {
    const params = { id: v.id }
    const [first, second] = [await as(login(v.team[0]!.code)), await as(login(v.team[1]!.code))]
    await ask(first, 'visit.schedule', { params, body: { on, half: 'am', method: 'off-site', notice: 'on-arrival' } })
    await ask(head, 'visit.approve', { body: { ids: [v.id], opinion: '同意' } })
    await ask(first, 'visit.start', { params, body: { opening: null } })
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(v.id)])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await ask(first, 'visit.attach', { params, query: { sha256, purpose: 'document' }, file: { name: '数据.jpg', bytes } })
    const offSite = { means: ['网络监测'], from: '2026-01-01', to: '2026-03-01', text: '数据正常', files: [sha256] }
    const { version } = await ask(first, 'visit.save', { params, body: { version: 1, record: { offSite, outcome: 'clean' } } })
    const { recordSha256 } = await ask(first, 'visit.sendToSign', { params, body: { version } })
    await ask(first, 'visit.sign', { params, body: { recordSha256 } })
    carried.push({ id: v.id, second, sign: () => second.call('visit.sign', { params, body: { recordSha256 } }) })
  }
  return carried
}
