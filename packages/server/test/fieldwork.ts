/** A visit from 待排期 to 已提交, through the routes and with the accounts of its own team. Nothing is written past the commands. */
import { createHash } from 'node:crypto'
import type { Answer } from './app.ts'
import { advance, type CountyApp } from './county-app.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any

const must = (reply: Answer): Any => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}

/** A picture of its own for every `n`: a JPEG by its first bytes, as the server asks. */
export const picture = (n: number | string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(`picture ${n}`.padEnd(64))])
export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

export const loginOf = (inspectorCode: string): string => `zf${inspectorCode.slice(-3)}`

export async function attach(county: CountyApp, login: string, id: string, bytes: Buffer, purpose = 'photo'): Promise<string> {
  const officer = await county.as(login)
  const sha256 = hashOf(bytes)
  must(await officer.call('visit.attach', { params: { id }, query: { sha256, purpose }, file: { name: 'IMG_0001.jpg', bytes } }))
  return sha256
}

/** The head's list: every visit with its firm and team. */
export async function allVisits(county: CountyApp, state?: string): Promise<Any[]> {
  const head = await county.as('fuze')
  return must(await head.call('visit.list', { query: state ? { state } : {} })).rows
}

export async function schedule(county: CountyApp, id: string, body: Record<string, unknown> = {}): Promise<Answer> {
  const head = await county.as('fuze')
  const visit = must(await head.call('visit.view', { params: { id } }))
  const officer = await county.as(loginOf(visit.members[0].code))
  const offSite = (body.method ?? visit.advised?.method) === 'off-site'
  return officer.call('visit.schedule', {
    params: { id },
    body: { on: '2026-04-20', half: 'am', method: offSite ? 'off-site' : 'on-site', notice: 'on-arrival', sameFirmReason: '测试', ...body },
  })
}

export async function approve(county: CountyApp, ids: readonly string[]): Promise<Answer> {
  const head = await county.as('fuze')
  return head.call('visit.approve', { body: { ids, opinion: '同意' } })
}

export const fullOpening = (visit: Any): Record<string, unknown> => ({
  entry: { kind: 'scan', code: `https://example.invalid/${visit.subject.code}` },
  certificates: visit.members.map((m: Any) => m.code),
  basisTold: true,
  purposeTold: true,
  procedureTold: true,
  rightsTold: true,
  disciplineAcknowledged: true,
  noticeReceivedBy: '门卫某某',
})

/** Approved visit → started; the training clock must stand on the planned day. */
export async function start(county: CountyApp, id: string): Promise<Any> {
  const head = await county.as('fuze')
  const visit = must(await head.call('visit.view', { params: { id } }))
  const officer = await county.as(loginOf(visit.members[0].code))
  must(await officer.call('visit.start', { params: { id }, body: { opening: visit.method === 'on-site' ? fullOpening(visit) : null } }))
  return must(await officer.call('visit.view', { params: { id } }))
}

/** A complete record for what was met with. */
export async function completeRecord(county: CountyApp, visit: Any, outcome: 'clean' | 'violation' = 'clean'): Promise<Any> {
  const login = loginOf(visit.members[0].code)
  const photo = await attach(county, login, visit.id, picture(`${visit.id}-photo`))
  const signature = await attach(county, login, visit.id, picture(`${visit.id}-signature`), 'signature')
  const signed = { kind: 'signed', name: '负责人某某', role: 'person-in-charge', file: signature }
  const keys: string[] = visit.items.flatMap((i: Any) => i.content.map((_: string, n: number) => `${i.code}|${n + 1}`))
  const violation = outcome === 'violation'
  const answers = Object.fromEntries(
    keys.map((key, i) => [key, violation && i === 0 ? { value: 'no', text: '台账缺三月记录', files: [photo] } : { value: 'yes' }]),
  )
  if (visit.method === 'off-site')
    return { offSite: { means: [visit.means[0]], from: '2026-01-01', to: '2026-03-31', text: '核对自动监控数据', files: [photo] }, outcome }
  return {
    answers,
    outcome,
    service: { guidance: '讲解台账记录要求', asked: '', reply: '', repliedOn: null },
    signature: signed,
    ...(violation && {
      minutes: { from: '2026-04-20T01:00:00Z', to: '2026-04-20T02:00:00Z', place: '厂区', text: '现场检查发现台账缺三月记录。' },
      interview: {
        name: '负责人某某',
        role: '厂长',
        identity: '已核对',
        rightsTold: true,
        from: '2026-04-20T02:00:00Z',
        to: '2026-04-20T02:20:00Z',
        questions: [{ ask: '三月的台账在哪里？', answer: '没有记录。' }],
        signature: signed,
      },
    }),
  }
}

/** Started visit with this record → sent to sign → signed by all. */
export async function sign(county: CountyApp, visit: Any, record: Any): Promise<Any> {
  const officer = await county.as(loginOf(visit.members[0].code))
  const saved = must(await officer.call('visit.save', { params: { id: visit.id }, body: { version: visit.workVersion, record } }))
  if (saved.gaps.length > 0) throw new Error(JSON.stringify(saved.gaps))
  const { recordSha256 } = must(await officer.call('visit.sendToSign', { params: { id: visit.id }, body: { version: saved.version } }))
  let last: Any = null
  for (const m of visit.members)
    last = must(await (await county.as(loginOf(m.code))).call('visit.sign', { params: { id: visit.id }, body: { recordSha256 } }))
  return last
}

/** 待排期 → 已提交. The clock stands on `on`. */
export async function submit(
  county: CountyApp,
  id: string,
  outcome: 'clean' | 'violation' = 'clean',
  body: Record<string, unknown> = {},
): Promise<Any> {
  must(await schedule(county, id, body))
  must(await approve(county, [id]))
  const visit = await start(county, id)
  return sign(county, visit, await completeRecord(county, visit, outcome))
}

export const checkDay = '2026-04-20T02:00:00Z'

/** Every visit of the drawn batch submitted on 2026-04-20, all clean. */
export async function submitAll(county: CountyApp): Promise<number> {
  await advance(county, checkDay)
  const waiting = (await allVisits(county, 'waiting')).map(v => v.id as string)
  for (const id of waiting) must(await schedule(county, id))
  if (waiting.length > 0) must(await approve(county, waiting))
  for (const id of waiting) {
    const visit = await start(county, id)
    await sign(county, visit, await completeRecord(county, visit))
  }
  return waiting.length
}
