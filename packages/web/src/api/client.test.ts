import { afterEach, expect, test, vi } from 'vitest'
import { call, keepCsrf, pathOf, type Refusal } from './client.ts'

const reply = (status: number, body: unknown) => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
function answer(...replies: (Response | Error)[]) {
  const sent = vi.fn(async (_path: string, _init: RequestInit) => {
    const next = replies.shift()
    if (next === undefined || next instanceof Error) throw next ?? new Error('nothing left to answer')
    return next
  })
  vi.stubGlobal('fetch', sent)
  return sent
}
const refused = (run: Promise<unknown>) =>
  run.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown as Refusal,
  )
afterEach(() => vi.unstubAllGlobals())

test('拒绝带着服务器的话、谁能解决和编号；没有话就用目录里的', async () => {
  answer(reply(409, { error: { code: 'batch.no_tasks', sentence: '请至少选择一个任务。', who: '综合办' } }))
  const said = await refused(call('batch.create', { body: { tasks: ['A'] } }))
  expect([said.code, said.sentence, said.who, said.status]).toEqual(['batch.no_tasks', '请至少选择一个任务。', '综合办', 409])
  answer(reply(404, { error: { code: 'task.not_found', code_: 1 } }))
  expect((await refused(call('task.withdraw', { params: { code: 'T-1' }, body: { reason: '误下达' } }))).sentence).toMatch(/^没有任务/)
})

test('网络中断和读不懂的回答也有一句话，不是裸的编号', async () => {
  answer(new TypeError('Failed to fetch'))
  expect((await refused(call('scheme.view'))).sentence).toMatch(/连不上服务器/)
  answer(reply(502, '<html>Bad Gateway</html>'))
  expect((await refused(call('scheme.view'))).code).toBe('network.garbled')
})

test('写操作带 CSRF；另一个页签换了令牌时，换新令牌再发一次，只一次', async () => {
  keepCsrf('old')
  const sent = answer(reply(403, { error: { code: 'request.csrf' } }), reply(200, { csrf: 'new' }), reply(200, { ok: true }))
  await call('session.end')
  expect(sent.mock.calls.map(([path, init]) => [path, (init.headers as Record<string, string>)['x-csrf-token']])).toEqual([
    ['/api/session/end', 'old'],
    ['/api/session', undefined],
    ['/api/session/end', 'new'],
  ])
  const again = answer(
    reply(403, { error: { code: 'request.csrf' } }),
    reply(200, { csrf: 'x' }),
    reply(403, { error: { code: 'request.csrf' } }),
  )
  expect((await refused(call('session.end'))).code).toBe('request.csrf')
  expect(again).toHaveBeenCalledTimes(3)
})

test('地址里的参数编码，空的查询不发', () => {
  expect(pathOf('batch.view', { params: { code: 'A/B' } })).toBe('/api/batches/A%2FB')
  expect(pathOf('registry.subjects', { query: { q: '', limit: 50 } })).toBe('/api/registry/subjects?limit=50')
})
