/**
 * 敌意请求 — every route of the table, asked by people who may ask, with what no page would send. Whatever comes, the answer is a refusal of the
 * catalogue or a success, never a fault: a 5xx here is a bug. The generator is seeded; HOSTILE_SEED=… looks elsewhere.
 */
import { type RouteName, type Routes, routes } from '@mingcha/core/api'
import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountyApp, countyApp, openBatch, trainingPassword } from '../../test/county-app.ts'

const seed = Number(process.env.HOSTILE_SEED ?? 2026)
const names = Object.keys(routes) as RouteName[]
/** Between them they may do everything. */
const logins = ['zonghe', 'jiandu', 'fuze', 'guanli', 'zf001']

let county: CountyApp
let batch = ''
/** A batch drawn elsewhere: no commitment, no event, no bundle. */
let external = ''
const sessions = new Map<string, Record<string, string>>()
/** The headers of a signed-in browser. */
async function signIn(login: string): Promise<Record<string, string>> {
  const first = await county.app.inject({ method: 'GET', url: '/api/session' })
  const cookieOf = (reply: typeof first) => reply.cookies.map(c => `${c.name}=${c.value}`).join('; ')
  const headers = { cookie: cookieOf(first), 'x-csrf-token': first.json().csrf }
  const reply = await county.app.inject({ method: 'POST', url: '/api/session', headers, payload: { login, password: trainingPassword } })
  return { cookie: cookieOf(reply), 'x-csrf-token': reply.json().csrf }
}
beforeAll(async () => {
  county = await countyApp()
  batch = await openBatch(county, ['P-03'])
  external = await registerExternal()
  for (const login of logins) sessions.set(login, await signIn(login))
})
afterAll(() => county.drop())

async function registerExternal(): Promise<string> {
  const office = await county.as('zonghe')
  const task = await office.call('task.create', { body: { year: 2026, planRowCode: 'P-02', unitName: '执法一中队' } })
  const bytes = Buffer.from(`${list}村级污水处理站,SLX-0001,ZF-001,ZF-002\n`)
  const body = { tasks: [task.body.code], platform: '省平台', drawnAt: '2026-03-25T02:00:00Z', person: '甲', role: '综合办' }
  const send = (step: string, sha256: string | null) =>
    office.call('batch.register', { body: { step, sha256, ...body }, file: { name: '名单.csv', bytes } })
  const reply = await send('apply', (await send('check', null)).body.sha256)
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
  return reply.body.code
}

const nasty = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '👩‍👩‍👧‍👦🏴‍☠️',
  "'; drop table event; --",
  "' or 1=1 --",
  '%27%20or%201=1',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '\ud800',
  '\u202e反向\u202c',
  '١٢٣',
  '1e400',
  '-0',
  'NaN',
  '__proto__',
  'constructor',
  '9007199254740993',
  '-9223372036854775809',
  '0000-00-00',
  '2026-02-30',
  '+275760-09-13T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '-000001-01-01T00:00:00Z',
  '2026-13',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(20_000),
  '查'.repeat(5_000),
  '%s%s%n',
  '\r\nSet-Cookie: a=b',
]
const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`

const word = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 40 }))
const value: fc.Arbitrary<unknown> = fc.oneof(
  word,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, [], {}, [[[[]]]], { __proto__: null, a: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Fields a route knows, so that many requests get past the first check. `def` is zod's own description of itself. */
function fieldsOf(schema: unknown): string[] {
  const shape = (schema as { def?: { shape?: Record<string, unknown> } } | undefined)?.def?.shape
  return shape ? Object.keys(shape) : []
}
/** Well-formed where a page would be, so that one bad field at a time reaches the command behind the validation. */
const likely: Record<string, unknown> = {
  login: 'zonghe',
  password: 'x-1234567890',
  current: 'x',
  next: 'x-1234567890',
  name: '名称',
  roles: ['officer'],
  unitId: null,
  inspectorCode: null,
  yaml: 'a: 1',
  year: 2026,
  code: 'P-77',
  kind: 'targeted',
  itemCodes: ['SX-04'],
  period: '2026-Q2',
  scope: { kind: 'list', list: '危废重点', stratum: 'WFZD', count: 4 },
  dueOn: '2026-06-30',
  drawOn: '三月',
  initiator: '执法一中队',
  basis: '依据',
  filing: '备案',
  planRowCode: 'P-03',
  unitName: '执法一中队',
  reason: '理由',
  tasks: ['990101-2026Q2-01'],
  sha256: '0'.repeat(64),
  entropy: [],
  eventBy: '2026-03-30T16:00:00Z',
  resultBy: '2026-03-31T16:00:00Z',
  openBy: '2026-07-20T16:00:00Z',
  numbers: ['01 02 03 04 05 06 07'],
  witnesses: [],
  evidenceSha256: null,
  secret: '0'.repeat(64),
  to: '2026-03-26T03:00:00Z',
  resultCode: 'NO_PROBLEM',
  checkedOn: '2026-04-20',
  method: 'on-site',
  methodReason: null,
  note: null,
  version: null,
  certificateNumber: '99010199999',
  certificateValidTo: '2029-12-31',
  specialities: ['HF'],
  recusals: [],
  idNumber: null,
  phone: null,
  status: 'leave',
  leaveFrom: '2026-05-01',
  leaveTo: null,
  step: 'check',
  platform: '省平台',
  drawnAt: '2026-03-25T02:00:00Z',
  person: '甲',
  role: '综合办',
}

const body = (fields: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...fields, '__proto__', 'extra'), value)
        .map(([k, v]) => JSON.stringify({ ...Object.fromEntries(fields.map(f => [f, likely[f] ?? '甲'])), [k]: v })),
    },
    { weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...fields, 'constructor'), value).map(o => JSON.stringify(o)) },
    { weight: 1, arbitrary: value.map(v => JSON.stringify(v) ?? 'undefined') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '{',
        '{"a":',
        '[}',
        'null',
        '"\u0000"',
        '\ufeff{}',
        '{"a":1e999}',
        '{"__proto__":{"admin":true}}',
        deep(2_000),
        deep(20_000),
        `{"a":"${'x'.repeat(100_000)}"}`,
      ),
    },
  )
const media = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      '',
      '💥',
      'application/json;;;',
    ),
  },
)
const list = '企业名称,统一社会信用代码,检查人员1,检查人员2\n'
const junk = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(
    new Uint8Array(),
    new Uint8Array(5_000),
    Buffer.from('PK\x03\x04........'),
    Buffer.from('企业名称,统一社会信用代码\r\n"'),
    Buffer.from('\ufeff'),
    Buffer.from(`企业名称,统一社会信用代码\n${'a,b,c\n'.repeat(500)}`),
    Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x00, 0xd8]),
    Buffer.from(`${list}甲,91990101MA00010016,ZF-001,ZF-002\n乙,-,ZF-001,ZF-001\n,,,\n丙,__proto__,constructor,toString\n`),
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0, 0, 0, 0, 0]),
  ),
)
const multipart = (fields: string[]) =>
  fc
    .tuple(junk, word, fc.constantFrom('file', 'x', '__proto__', ''), fc.boolean(), fields.length > 0 ? body(fields) : fc.constant(''))
    .map(([bytes, name, field, whole, data]) =>
      Buffer.concat([
        Buffer.from(fields.length > 0 ? `--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n${data}\r\n` : ''),
        Buffer.from(
          `--b\r\nContent-Disposition: form-data; name="${field}"; filename="${name.replace(/[\r\n"]/g, '')}"\r\nContent-Type: text/csv\r\n\r\n`,
        ),
        bytes,
        Buffer.from(whole ? '\r\n--b--\r\n' : ''),
      ]),
    )

/** One hostile request to a route, as its sender's browser would carry it. */
function hostile(name: RouteName): fc.Arbitrary<{ login: string; options: InjectOptions }> {
  const route: Routes[RouteName] & { params?: unknown; query?: unknown; body?: unknown; bodyKind?: string } = routes[name]
  const param = fc.oneof({ weight: 2, arbitrary: fc.constantFrom('(batch)', '(external)') }, { weight: 3, arbitrary: word })
  const query = fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...fieldsOf(route.query), 'x', 'limit'), word), { maxLength: 4 })
        .map(pairs => pairs.map(([k, v]) => `${k}=${encodeURIComponent(Buffer.from(v).toString())}`).join('&')),
    },
    { weight: 1, arbitrary: fc.constantFrom('%', '%E0%A4%A', '=&=&=', 'a[]=1&a[b]=2', `step=check&${'q=1&'.repeat(500)}`) },
  )
  return fc
    .record({
      login: fc.constantFrom(...logins),
      params: fc.array(param, { minLength: 3, maxLength: 3 }),
      query,
      payload: route.bodyKind === 'upload' ? multipart(fieldsOf(route.body)) : body(fieldsOf(route.body)),
      media:
        route.bodyKind === 'upload' ? fc.oneof({ weight: 6, arbitrary: fc.constant('multipart/form-data; boundary=b') }, media) : media,
    })
    .map(({ login, params, query, payload, media }) => {
      let i = 0
      const path = route.path.replace(/:\w+/g, () => {
        const p = params[i++ % params.length] ?? ''
        return p === '(batch)' ? batch : p === '(external)' ? external : encodeURIComponent(Buffer.from(p).toString())
      })
      return {
        login,
        options: {
          method: route.method,
          url: `${path}${query === '' ? '' : `?${query}`}`,
          ...(route.method !== 'GET' && { payload, headers: { 'content-type': media } }),
        } as InjectOptions,
      }
    })
}

/** Sends it under the sender's session. */
async function send(login: string, options: InjectOptions): Promise<{ status: number; text: string }> {
  const reply = await county.app.inject({ ...options, headers: { ...options.headers, ...sessions.get(login) } })
  return { status: reply.statusCode, text: reply.body }
}

/** Signing out, or locking oneself out, would end the siege early; they are besieged without a session. */
const ends = new Set<RouteName>(['session.end', 'account.changePassword', 'account.disable', 'session.start'])

describe('敌意请求：每一条接口，从不出现 5xx', () => {
  it.each(names)('%s', async name => {
    await fc.assert(
      fc.asyncProperty(hostile(name), async ({ login, options }) => {
        const reply = ends.has(name) ? await county.app.inject(options) : null
        const answer = reply ? { status: reply.statusCode, text: reply.body } : await send(login, options)
        expect(
          answer.status,
          `${options.method} ${options.url}\n${String(options.payload).slice(0, 300)}\n${answer.text.slice(0, 300)}`,
        ).toBeLessThan(500)
        if (answer.status >= 400) expect(JSON.parse(answer.text).error.sentence.length).toBeGreaterThan(4)
      }),
      { seed, numRuns: 60 },
    )
  })

  it('路径很长、很深、含 NUL 与残缺的转义：一句话，不是故障', async () => {
    for (const path of [
      `/api/${'a/'.repeat(3_000)}`,
      `/api/batches/${'x'.repeat(9_000)}`,
      '/api/batches/%00',
      '/api/batches/%E0%A4%A',
      '/api/%2e%2e/%2e%2e/etc/passwd',
      '/office/../../../package.json',
      '/office/%2e%2e/%2e%2e/package.json',
      '/api/visits/%F0%9F%92%A5',
    ])
      for (const login of ['zonghe', 'zf001']) {
        const { status, text } = await send(login, { method: 'GET', url: path })
        expect(status, path.slice(0, 60)).toBeLessThan(500)
        expect(status, path.slice(0, 60)).toBeGreaterThanOrEqual(400)
        expect(text).not.toMatch(/"workspaces"|root:/)
      }
  })

  it('围攻之后一切照旧：批次还在，账号没有多出权限', async () => {
    expect((await send('zonghe', { method: 'GET', url: `/api/batches/${batch}` })).status).toBe(200)
    const body = JSON.parse((await send('zonghe', { method: 'GET', url: '/api/session' })).text)
    expect(body.account.roles).toEqual(['office', 'registrar'])
  })
})
