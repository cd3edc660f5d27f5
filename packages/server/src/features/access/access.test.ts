import type { Role } from '@mingcha/core/access'
import { TOTP, URI } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshApp, freshApp, signIn, visit } from '../../../test/app.ts'
import { write } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
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

const admin = setup.administrator
const staff = { unitId: null, inspectorCode: null }

/** A bureau of its own with people who have chosen their passwords. */
async function bureau(people: Record<string, Role[]>, env?: (env: Env) => Env) {
  const office = await freshApp({ mode: 'office', ...(env && { env }) })
  await (await visit(office.app)).call('setup.create', { body: setup })
  const ids: Record<string, string> = {}
  for (const [login, roles] of Object.entries(people)) {
    const made = await write({ env: office.env, actor: null }, tx =>
      createAccount(tx, '990102', {
        login,
        name: login,
        roles,
        ...staff,
        password: `songbai-${login}-77`.replace(login, 'xiaolu'),
        mustChangePassword: false,
      }),
    )
    if (!made.ok) throw new Error(made.error.code)
    ids[login] = made.value.id
  }
  return {
    office,
    ids,
    as: (login: string) => signIn(office.app, login, 'songbai-xiaolu-77'),
    admin: () => signIn(office.app, 'gly', admin.password),
  }
}
const events = async (office: FreshApp, kind: string) =>
  (await office.database.owner.query('select payload, actor_id, thing_id from event where kind = $1 order by id', [kind])).rows

describe('修改账号（LY-32、JX-62）', () => {
  let at: Awaited<ReturnType<typeof bureau>>
  beforeAll(async () => {
    at = await bureau({ zhb: ['office'], fzr: ['head'], gl2: ['admin'] })
  })
  afterAll(() => at.office.drop())
  const edit = async (id: string, body: object) => (await at.admin()).call('account.edit', { params: { id }, body })

  it('改角色、姓名、机构：立即生效，事件写明改前改后；没有改动就没有事件；至少留一个角色', async () => {
    const clerk = await at.as('zhb')
    expect((await clerk.call('session.view')).body.may['batch.freeze']).toBe(true)
    const unit = await (await at.admin()).call('unit.create', { body: { name: '法制科' } })
    const body = { name: '张三', roles: ['legal', 'business', 'legal'], unitId: unit.body.id, inspectorCode: null }
    expect((await edit(at.ids.zhb!, body)).status).toBe(200)
    const now = (await clerk.call('session.view')).body
    expect([now.account.name, now.account.roles, now.may['batch.freeze'], now.may['finding.review']]).toEqual([
      '张三',
      ['legal', 'business'],
      false,
      true,
    ])
    expect((await edit(at.ids.zhb!, { ...body, roles: ['legal', 'business'] })).status).toBe(200)
    const told = await events(at.office, 'account.edited')
    expect(told.map(e => e.payload)).toEqual([
      {
        before: { name: 'zhb', roles: ['office'], unitId: null, inspectorCode: null },
        after: { name: '张三', roles: ['legal', 'business'], unitId: unit.body.id, inspectorCode: null },
      },
    ])
    expect((await edit(at.ids.zhb!, { ...body, roles: [] })).body.error.code).toBe('request.invalid')
    expect((await edit(at.ids.zhb!, { ...body, unitId: '00000000-0000-4000-8000-000000000000' })).body.error.code).toBe('request.invalid')
    expect((await edit(at.ids.zhb!, { ...body, inspectorCode: 'ZF-404' })).body.error.code).toBe('access.inspector_unknown')
    expect((await edit('00000000-0000-4000-8000-000000000000', body)).body.error.code).toBe('request.not_found')
    expect((await clerk.call('account.edit', { params: { id: at.ids.fzr! }, body })).body.error.code).toBe('access.role')
  })

  it('最后一个启用的系统管理员不能停用、不能去掉角色；两人同时互相去掉，只成一个', async () => {
    const one = await at.admin()
    const two = await at.as('gl2')
    const { rows } = (await one.call('account.list')).body
    const first = rows.find((r: { login: string }) => r.login === 'gly').id
    const clerk = (name: string) => ({ name, roles: ['office'], unitId: null, inspectorCode: null })
    const [a, b] = await Promise.all([
      one.call('account.edit', { params: { id: at.ids.gl2! }, body: clerk('gl2') }),
      two.call('account.edit', { params: { id: first }, body: clerk('管理员') }),
    ])
    const codes = [a, b].map(r => r.body.error?.code ?? 'ok').sort()
    expect(codes[0]).toMatch(/^access\.(last_admin|role)$/)
    expect(codes[1]).toBe('ok')
    const left = await at.office.env.db.selectFrom('account').select(['id', 'roles']).where('disabled_at', 'is', null).execute()
    const admins = left.filter(r => r.roles.includes('admin'))
    expect(admins).toHaveLength(1)
    const last = await (admins[0]!.id === first ? at.admin() : at.as('gl2'))
    const own = await last.call('account.edit', { params: { id: admins[0]!.id }, body: clerk('末') })
    expect(own.body.error).toMatchObject({ code: 'access.last_admin', sentence: expect.stringContaining('先把另一个账号设为系统管理员') })
    // A disabled administrator does not count.
    const spare = await last.call('account.create', {
      body: { login: 'gl3', name: '备', roles: ['admin'], ...staff, password: 'linjian-xiaolu-3' },
    })
    await last.call('account.disable', { params: { id: spare.body.id } })
    expect((await last.call('account.edit', { params: { id: admins[0]!.id }, body: clerk('末') })).body.error.code).toBe(
      'access.last_admin',
    )
  })
})

describe('内设机构', () => {
  it('改名、停用、恢复各有事件；停用的留着账号与历史，不能再选', async () => {
    const at = await bureau({ zhb: ['office'] })
    const admin = await at.admin()
    const made = await admin.call('unit.create', { body: { name: '执法二中队' } })
    const other = await admin.call('unit.create', { body: { name: '执法三中队' } })
    const params = { id: made.body.id }
    expect((await admin.call('unit.rename', { params, body: { name: '执法三中队' } })).body.error.code).toBe('access.unit_taken')
    expect((await admin.call('unit.rename', { params, body: { name: '直属二中队' } })).status).toBe(200)
    const place = { name: 'zhb', roles: ['office'], unitId: made.body.id, inspectorCode: null }
    expect((await admin.call('account.edit', { params: { id: at.ids.zhb! }, body: place })).status).toBe(200)
    expect((await admin.call('unit.retire', { params })).status).toBe(200)
    expect((await admin.call('unit.retire', { params })).status).toBe(200)
    expect((await admin.call('unit.list')).body.rows.at(-1)).toEqual({ id: made.body.id, name: '直属二中队', retired: true, accounts: 1 })
    // Whoever is in it stays, and may be changed otherwise; nobody new may enter.
    expect((await admin.call('account.edit', { params: { id: at.ids.zhb! }, body: { ...place, name: '李四' } })).status).toBe(200)
    const refused = await admin.call('account.create', {
      body: { login: 'xin', name: '新', roles: ['office'], unitId: made.body.id, inspectorCode: null, password: 'linjian-xiaolu-3' },
    })
    expect(refused.body.error).toMatchObject({ code: 'access.unit_retired', sentence: expect.stringContaining('直属二中队') })
    expect((await admin.call('unit.restore', { params })).status).toBe(200)
    expect((await admin.call('unit.retire', { params: { id: other.body.id } })).status).toBe(200)
    for (const [kind, count] of [
      ['unit.renamed', 1],
      ['unit.retired', 2],
      ['unit.restored', 1],
    ] as const)
      expect((await events(at.office, kind)).length, kind).toBe(count)
    expect((await events(at.office, 'unit.renamed'))[0]!.payload).toEqual({ before: '执法二中队', after: '直属二中队' })
    expect((await (await at.as('zhb')).call('unit.retire', { params })).body.error.code).toBe('access.role')
    await at.office.drop()
  })
})

describe('重置密码与解锁', () => {
  it('另一个管理员重置：只显示一次、须改、旧会话失效；不能重置自己的；锁定的可以解锁', async () => {
    const at = await bureau({ zhb: ['office'], gl2: ['admin'] })
    const clerk = await at.as('zhb')
    const admin = await at.as('gl2')
    expect((await admin.call('account.resetPassword', { params: { id: at.ids.gl2! } })).body.error.code).toBe('access.reset_self')
    expect((await clerk.call('account.resetPassword', { params: { id: at.ids.gl2! } })).body.error.code).toBe('access.role')
    const reset = await admin.call('account.resetPassword', { params: { id: at.ids.zhb! } })
    expect(reset.body.password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
    expect((await clerk.call('session.view')).body.account).toBeNull()
    const again = await signIn(at.office.app, 'zhb', reset.body.password)
    expect((await again.call('plan.view', { query: { year: 2026 } })).body.error.code).toBe('access.password_change')
    const told = await events(at.office, 'account.password_reset')
    expect(told.map(e => [e.actor_id, e.thing_id])).toEqual([[at.ids.gl2, at.ids.zhb]])
    expect(JSON.stringify(told)).not.toContain(reset.body.password)
    expect((await admin.call('account.unlock', { params: { id: at.ids.zhb! } })).body.error.code).toBe('access.not_locked')
    const browser = await visit(at.office.app)
    for (let i = 0; i < 5; i++) await browser.call('session.start', { body: { login: 'zhb', password: 'wrong' } })
    expect((await browser.call('session.start', { body: { login: 'zhb', password: reset.body.password } })).status).toBe(423)
    expect((await admin.call('account.list')).body.rows.find((r: { login: string }) => r.login === 'zhb')).toMatchObject({ locked: true })
    expect((await admin.call('account.unlock', { params: { id: at.ids.zhb! } })).status).toBe(200)
    expect((await browser.call('session.start', { body: { login: 'zhb', password: reset.body.password } })).status).toBe(200)
    await at.office.drop()
  })
})

describe('动态码', () => {
  const password = 'songbai-xiaolu-77'
  let at: Awaited<ReturnType<typeof bureau>>
  let clock = Date.parse('2026-05-06T01:00:07.000Z')
  let totp = new TOTP()
  let recovery: string[] = []
  const later = (seconds: number) => {
    clock += seconds * 1000
  }
  const codeNow = () => totp.generate({ timestamp: clock })
  const wrongCode = () => String((Number(totp.generate({ timestamp: clock + 3_600_000 })) + 1) % 1_000_000).padStart(6, '0')
  const start = async (body: object) => (await visit(at.office.app)).call('session.start', { body: { login: 'zhb', password, ...body } })
  beforeAll(async () => {
    at = await bureau({ zhb: ['office'], gl2: ['admin'] }, env => ({ ...env, systemNow: () => new Date(clock).toISOString() }))
  })
  afterAll(() => at.office.drop())

  it('启用要密码与一个动态码；确认之前不起作用；密钥在库里是密文，恢复码只有指纹', async () => {
    const clerk = await at.as('zhb')
    expect((await clerk.call('totp.confirm', { body: { code: '123456' } })).body.error.code).toBe('access.totp_off')
    expect((await clerk.call('totp.begin', { body: { password: 'wrong' } })).body.error.code).toBe('access.password_wrong')
    const begun = await clerk.call('totp.begin', { body: { password } })
    expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\//)
    expect((await start({})).status).toBe(200)
    totp = URI.parse(begun.body.uri) as TOTP
    expect(totp.secret.base32).toBe(begun.body.secret)
    expect((await clerk.call('totp.confirm', { body: { code: wrongCode() } })).body.error.code).toBe('access.totp_unconfirmed')
    const confirmed = await clerk.call('totp.confirm', { body: { code: codeNow() } })
    recovery = confirmed.body.recoveryCodes
    expect(new Set(recovery).size).toBe(10)
    expect((await clerk.call('session.view')).body.account).toMatchObject({ totp: true, recoveryLeft: 10 })
    expect((await clerk.call('totp.begin', { body: { password } })).body.error.code).toBe('access.totp_on')
    const { rows } = await at.office.database.owner.query(
      'select a::text as all from account a union all select r::text from account_recovery_code r union all select e::text from event e',
    )
    const all = rows.map(r => r.all).join('\n')
    expect(all).not.toContain(begun.body.secret)
    expect(all).not.toContain(Buffer.from(begun.body.secret).toString('hex'))
    for (const code of recovery) expect(all).not.toContain(code)
  })

  it('登录先密码后动态码：只有密码没有会话，同一个码不能用第二次，早一步的码之后也不行', async () => {
    later(60)
    const before = await at.office.env.db.selectFrom('session').select('csrf').execute()
    const half = await start({})
    expect([half.status, half.body.error.code]).toEqual([401, 'access.totp_needed'])
    expect(half.headers['set-cookie']).toBeUndefined()
    expect(await at.office.env.db.selectFrom('session').select('csrf').execute()).toEqual(before)
    const code = codeNow()
    expect((await start({ code })).status).toBe(200)
    expect((await start({ code })).body.error).toMatchObject({ code: 'access.totp_used', left: 4 })
    expect((await start({ code: totp.generate({ timestamp: clock - 30_000 }) })).body.error.code).toBe('access.totp_used')
    later(30)
    expect((await start({ code: codeNow() })).status).toBe(200)
  })

  it('手机时钟差一步可以，差两步不行', async () => {
    later(300)
    expect((await start({ code: totp.generate({ timestamp: clock - 30_000 }) })).status).toBe(200)
    later(300)
    expect((await start({ code: totp.generate({ timestamp: clock + 60_000 }) })).body.error.code).toBe('access.totp_wrong')
    expect((await start({ code: totp.generate({ timestamp: clock + 30_000 }) })).status).toBe(200)
  })

  it('恢复码各用一次，大小写与短横线不论', async () => {
    expect((await start({ code: recovery[0]!.toUpperCase().replace('-', '') })).status).toBe(200)
    expect((await start({ code: recovery[0] })).body.error.code).toBe('access.totp_wrong')
    const both = await Promise.all([start({ code: recovery[1] }), start({ code: recovery[1] })])
    expect(both.map(r => r.status).sort()).toEqual([200, 401])
    const clerk = await visit(at.office.app)
    expect((await clerk.call('session.start', { body: { login: 'zhb', password, code: recovery[2] } })).body.account.recoveryLeft).toBe(7)
  })

  it('错的码与错的密码合计五次锁定；对的密码不清零', async () => {
    later(120)
    expect((await start({ code: codeNow() })).status).toBe(200)
    const codes: string[] = []
    for (const body of [
      { code: wrongCode() },
      { password: 'wrong' },
      {},
      { code: wrongCode() },
      { code: 'nosuchcode' },
      { code: wrongCode() },
    ])
      codes.push((await start(body)).body.error.code)
    expect(codes).toEqual([
      'access.totp_wrong',
      'access.login',
      'access.totp_needed',
      'access.totp_wrong',
      'access.totp_wrong',
      'access.locked',
    ])
    later(60)
    expect((await start({ code: codeNow() })).status).toBe(423)
    later(16 * 60)
    expect((await start({ code: codeNow() })).status).toBe(200)
  })

  it('本人停用要密码加动态码；手机丢了由另一位管理员移除，有事件；管理员不能移除自己的', async () => {
    later(120)
    const browser = await visit(at.office.app)
    await browser.call('session.start', { body: { login: 'zhb', password, code: codeNow() } })
    expect((await browser.call('totp.disable', { body: { password, code: wrongCode() } })).body.error).toMatchObject({
      code: 'access.totp_wrong',
      left: 4,
    })
    later(60)
    expect((await browser.call('totp.disable', { body: { password: 'wrong', code: codeNow() } })).body.error.code).toBe(
      'access.password_wrong',
    )
    expect((await browser.call('totp.disable', { body: { password, code: codeNow() } })).status).toBe(200)
    expect((await start({})).status).toBe(200)
    expect((await at.office.database.owner.query('select mac from account_recovery_code')).rows).toEqual([])
    const again = await browser.call('totp.begin', { body: { password } })
    totp = URI.parse(again.body.uri) as TOTP
    expect((await browser.call('totp.confirm', { body: { code: codeNow() } })).status).toBe(200)
    const admin = await at.as('gl2')
    expect((await admin.call('account.removeTotp', { params: { id: at.ids.gl2! } })).body.error.code).toBe('access.totp_remove_self')
    expect((await admin.call('account.list')).body.rows.find((r: { login: string }) => r.login === 'zhb').totp).toBe(true)
    expect((await admin.call('account.removeTotp', { params: { id: at.ids.zhb! } })).status).toBe(200)
    expect((await admin.call('account.removeTotp', { params: { id: at.ids.zhb! } })).body.error.code).toBe('access.totp_off')
    expect((await start({})).status).toBe(200)
    expect((await events(at.office, 'account.totp_removed')).map(e => [e.actor_id, e.thing_id])).toEqual([[at.ids.gl2, at.ids.zhb]])
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
