import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshApp, freshApp, signIn, visit } from '../../../test/app.ts'
import { write } from '../../db/tx.ts'
import { createAccount, resetPassword } from './commands.ts'

const setup = {
  agency: { id: '990102', name: '示例市生态环境局示例区分局', level: 'county' },
  units: ['综合办公室', '执法一中队'],
  administrator: { login: 'gly', name: '管理员', password: 'songbai-2026-qingshan' },
  scheme: 'longyao-2026',
}

describe('空的正式安装', () => {
  let office: FreshApp
  beforeAll(async () => {
    office = await freshApp({ mode: 'office' })
  })
  afterAll(() => office.drop())

  it('第一次打开只有初始设置；没有已知口令；设置一次之后不能再设', async () => {
    const browser = await visit(office.app)
    const before = await browser.call('session.view')
    expect(before.body).toMatchObject({ mode: 'office', setupNeeded: true, account: null, trainingAccounts: [] })
    const weak = await browser.call('setup.create', {
      body: { ...setup, administrator: { ...setup.administrator, password: 'admin12345' } },
    })
    expect([weak.status, weak.body.error.code]).toEqual([422, 'access.password_weak'])
    const [first, second] = await Promise.all([
      browser.call('setup.create', { body: setup }),
      browser.call('setup.create', {
        body: { ...setup, agency: { ...setup.agency, id: '990103' }, administrator: { ...setup.administrator, login: 'gly2' } },
      }),
    ])
    expect([first.status, second.status].sort()).toEqual([200, 409])
    const again = await visit(office.app)
    expect((await again.call('session.view')).body.setupNeeded).toBe(false)
    const refused = await again.call('setup.create', { body: setup })
    expect(refused.body.error).toMatchObject({ code: 'setup.done', sentence: expect.stringContaining('已完成初始设置') })
  })

  it('演练时钟在正式安装中不存在', async () => {
    const admin = await signIn(office.app, 'gly', setup.administrator.password).catch(() =>
      signIn(office.app, 'gly2', setup.administrator.password),
    )
    const reply = await admin.call('training.advance', { body: { to: '2099-01-01T00:00:00Z' } })
    expect([reply.status, reply.body.error.code]).toEqual([409, 'training.only'])
  })
})

describe('账号与登录', () => {
  let office: FreshApp
  beforeAll(async () => {
    office = await freshApp({ mode: 'office' })
    const browser = await visit(office.app)
    await browser.call('setup.create', { body: setup })
    const made = await write({ env: office.env, actor: null }, tx =>
      createAccount(tx, '990102', {
        login: 'zhb',
        name: '综合办甲',
        roles: ['office'],
        unitId: null,
        inspectorCode: null,
        password: 'zonghe-bangong-1',
        mustChangePassword: false,
      }),
    )
    expect(made.ok).toBe(true)
  })
  afterAll(() => office.drop())

  it('没有会话的请求一律 401；没有 CSRF 令牌的写请求 403，且什么也没写', async () => {
    const reply = await office.app.inject({ method: 'GET', url: '/api/accounts' })
    expect([reply.statusCode, reply.json().error.code]).toEqual([401, 'access.signed_out'])
    const admin = await signIn(office.app, 'gly', setup.administrator.password)
    const before = (await admin.call('unit.list')).body.rows.length
    const naked = await office.app.inject({
      method: 'POST',
      url: '/api/units',
      payload: { name: '新中队' },
      headers: { cookie: 'mc_session=x' },
    })
    expect(naked.json().error.code).toBe('access.signed_out')
    const stranger = await visit(office.app)
    expect((await stranger.call('unit.create', { body: { name: '新中队' } })).body.error.code).toBe('access.signed_out')
    expect((await admin.call('unit.list')).body.rows.length).toBe(before)
  })

  it('别的网站发来的写请求被拒绝', async () => {
    const browser = await visit(office.app)
    const reply = await office.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { login: 'zhb', password: 'zonghe-bangong-1' },
      headers: { 'x-csrf-token': browser.csrf, cookie: `mc_csrf=${browser.csrf}`, origin: 'http://evil.example' },
    })
    expect(reply.json().error.code).toBe('request.csrf')
  })

  it('输错五次锁定十五分钟，未知账号与错口令的回答一样；管理员重置后须改密码', async () => {
    const browser = await visit(office.app)
    const unknown = await browser.call('session.start', { body: { login: 'nobody', password: 'x' } })
    const codes: string[] = []
    for (let i = 0; i < 5; i++)
      codes.push((await browser.call('session.start', { body: { login: 'zhb', password: 'wrong' } })).body.error.code)
    expect(unknown.body.error.code).toBe('access.login')
    expect(codes).toEqual(['access.login', 'access.login', 'access.login', 'access.login', 'access.locked'])
    const right = await browser.call('session.start', { body: { login: 'zhb', password: 'zonghe-bangong-1' } })
    expect([right.status, right.body.error.code]).toEqual([423, 'access.locked'])
    const reset = await write({ env: office.env, actor: null }, tx => resetPassword(tx, 'zhb'))
    if (!reset.ok) throw new Error(reset.error.code)
    const clerk = await signIn(office.app, 'zhb', reset.value.password)
    expect((await clerk.call('plan.view', { query: { year: 2026 } })).body.error.code).toBe('access.password_change')
    expect(
      (await clerk.call('account.changePassword', { body: { current: reset.value.password, next: 'zhb-zhb-zhb' } })).body.error.code,
    ).toBe('access.password_weak')
    expect(
      (await clerk.call('account.changePassword', { body: { current: reset.value.password, next: 'songbai-qingshi-7' } })).status,
    ).toBe(200)
    expect((await clerk.call('plan.view', { query: { year: 2026 } })).status).not.toBe(403)
  })

  it('停用的账号立即失去会话；角色不够的被拒绝并告知谁能办', async () => {
    const admin = await signIn(office.app, 'gly', setup.administrator.password)
    const made = await admin.call('account.create', {
      body: { login: 'zfy', name: '执法员', roles: ['officer'], unitId: null, inspectorCode: null, password: 'linjian-xiaolu-3' },
    })
    expect(made.status).toBe(200)
    expect(
      (
        await admin.call('account.create', {
          body: { login: 'zfy', name: '执法员', roles: ['officer'], unitId: null, inspectorCode: null, password: 'linjian-xiaolu-3' },
        })
      ).body.error.code,
    ).toBe('access.login_taken')
    expect(
      (
        await admin.call('account.create', {
          body: { login: 'zf2', name: '执法员', roles: ['officer'], unitId: null, inspectorCode: 'A99', password: 'linjian-xiaolu-3' },
        })
      ).body.error.code,
    ).toBe('access.inspector_unknown')
    const officer = await signIn(office.app, 'zfy', 'linjian-xiaolu-3')
    await officer.call('account.changePassword', { body: { current: 'linjian-xiaolu-3', next: 'linjian-xiaolu-4' } })
    const denied = await officer.call('account.list')
    expect(denied.body.error).toMatchObject({ code: 'access.role', sentence: expect.stringContaining('系统管理员') })
    await admin.call('account.disable', { params: { id: made.body.id } })
    expect((await officer.call('session.view')).body.account).toBeNull()
  })

  it('操作记录里登录的操作人是登录者本人，账号以登录名显示', async () => {
    const admin = await signIn(office.app, 'gly', setup.administrator.password)
    const { rows } = (await admin.call('event.list', { query: { limit: 200 } })).body
    expect(rows.find((r: { kind: string }) => r.kind === 'session.started')).toMatchObject({ actor: '管理员', thing: 'gly' })
    expect(rows.find((r: { kind: string }) => r.kind === 'account.created')).toMatchObject({ thing: expect.stringMatching(/^[a-z0-9]+$/) })
  })

  it('坏请求得到编号和一句话，从不是 500', async () => {
    const admin = await signIn(office.app, 'gly', setup.administrator.password)
    const bad: [string, { status: number; body: { error: { code: string; sentence: string } } }][] = [
      ['空正文', await admin.call('unit.create', {})],
      ['错类型', await admin.call('unit.create', { body: { name: 42 } })],
      ['太长', await admin.call('unit.create', { body: { name: 'x'.repeat(5000) } })],
      ['坏参数', await admin.call('account.disable', { params: { id: "1' or 1=1" } })],
      ['坏查询', await admin.call('plan.view', { query: { year: 'abc' } })],
    ]
    for (const [what, reply] of bad) expect([what, reply.status, reply.body.error.code]).toEqual([what, 422, 'request.invalid'])
    const malformed = await office.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect([400, 403]).toContain(malformed.statusCode)
    const missing = await office.app.inject({ method: 'GET', url: '/api/nothing' })
    expect(missing.json().error.code).toBe('request.not_found')
    expect(JSON.stringify(bad)).not.toContain('500')
  })

  it('名称中的单引号、尖括号原样保存，不成为 SQL 或标记', async () => {
    const admin = await signIn(office.app, 'gly', setup.administrator.password)
    const name = `中队'); drop table unit;--<b>`
    await admin.call('unit.create', { body: { name } })
    expect((await admin.call('unit.list')).body.rows.map((r: { name: string }) => r.name)).toContain(name)
  })
})

describe('边界', () => {
  let office: FreshApp
  beforeAll(async () => {
    office = await freshApp({ mode: 'office' })
  })
  afterAll(() => office.drop())

  it('改了数据而没有事件的命令是缺陷：被拒绝，什么也没留下', async () => {
    const bug = write({ env: office.env, actor: null }, async tx => {
      await tx.db.insertInto('agency').values({ id: 'X', name: 'x', level: 'county', created_at: tx.now }).execute()
      return { ok: true, value: 1 }
    })
    await expect(bug).rejects.toThrow('appended no event')
    expect(await office.env.db.selectFrom('agency').select('id').execute()).toEqual([])
  })

  it('应用角色不能改、删事件和日志', async () => {
    for (const table of ['event', 'log_leaf', 'log_checkpoint', 'subject_version'])
      for (const verb of [
        `update ${table} set ${table === 'event' ? 'payload' : table === 'subject_version' ? 'row' : table === 'log_leaf' ? 'kind' : 'note'} = null`,
        `delete from ${table}`,
        `truncate ${table}`,
      ])
        await expect(office.database.pool.query(verb), verb).rejects.toThrow('permission denied')
  })

  it('登记的路由就是路由表；回答带 CSP，脚本只许同源', async () => {
    const listed = office.app.printRoutes({ commonPrefix: false })
    const { routes } = await import('@mingcha/core/api')
    for (const route of Object.values(routes)) expect(office.app.hasRoute({ method: route.method, url: route.path })).toBe(true)
    const apis = listed.match(/\/api\/[^\s(]*/g) ?? []
    const known = new Set(Object.values(routes).map(r => r.path))
    for (const path of new Set(apis))
      expect(
        [...known].some(k => k === path || k.startsWith(`${path}/`)),
        path,
      ).toBe(true)
    const reply = await office.app.inject({ method: 'GET', url: '/api/session' })
    expect(reply.headers['content-security-policy']).toContain("script-src 'self'")
    expect(reply.headers['content-security-policy']).not.toContain("script-src 'self' 'unsafe-inline'")
  })

  it('/openapi.json 描述每一条路由', async () => {
    const { paths } = (await office.app.inject({ method: 'GET', url: '/openapi.json' })).json()
    const { routes } = await import('@mingcha/core/api')
    for (const r of Object.values(routes)) expect(paths[r.path.replace(/:(\w+)/g, '{$1}')]?.[r.method.toLowerCase()], r.path).toBeDefined()
  })
})
