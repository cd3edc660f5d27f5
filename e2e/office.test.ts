/**
 * 正式安装 from nothing, as a bureau meets it: an empty machine becomes a bureau with people, registries, items, a plan and a first batch, all
 * through the pages. The clock is the real one, so the dates below follow it. Nothing of 演练 may be here, and neither home opens the other way.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseOption, forget, openBrowser, type Person, phone, type RunningServer, root, sitDown, startServer } from './browser.ts'

const administrator = { login: 'bai.fan', name: '白帆', password: 'xinzhong-de-lu-93' }
const staff = [
  {
    login: 'fang.zhou',
    name: '方舟',
    roles: ['综合办', '名录管理员'],
    unit: '综合办公室',
    first: 'chushi-mima-001',
    password: 'zonghe-ziji-de-41',
  },
  { login: 'shi.chuan', name: '石川', roles: ['监督人（纪检）'], unit: null, first: 'chushi-mima-002', password: 'jiandu-ziji-de-42' },
  { login: 'gao.yuan', name: '高远', roles: ['负责人'], unit: null, first: 'chushi-mima-003', password: 'fuze-ziji-de-43' },
] as const

let server: RunningServer
let browser: Browser
const people: Person[] = []

async function sit(size?: { width: number; height: number }): Promise<Person> {
  const person = await sitDown(browser, server, size)
  people.push(person)
  await person.page.goto('/office/')
  return person
}
const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
const choose = chooseOption
async function signIn(login: string, password: string, size?: { width: number; height: number }): Promise<Person> {
  const person = await sit(size)
  await person.page.getByLabel('账号').fill(login)
  await person.page.getByLabel('密码').fill(password)
  await person.page.getByRole('button', { name: /登\s*录/ }).click()
  return person
}
/** The same page on a desk and on a phone. */
async function shotBoth(person: Person, name: string): Promise<void> {
  await person.shot(name)
  await person.page.setViewportSize(phone)
  await person.shot(`${name}-phone`)
  const wide = await person.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wide, `${name} 在手机上横向溢出`).toBeLessThanOrEqual(0)
  await person.page.setViewportSize({ width: 1440, height: 900 })
}

beforeAll(async () => {
  server = await startServer('office')
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (server) forget(server)
})

describe('正式安装：从空到第一个批次', () => {
  let admin: Person
  let office: Person

  it('空的安装只给出初始设置，没有演练账号和演练时钟', async () => {
    admin = await sit()
    const { page } = admin
    await see(page, '初始设置')
    expect(await page.getByText('演练').count()).toBe(0)
    await shotBoth(admin, 'o-01-setup')
    await page.getByLabel('单位名称').fill('示例市生态环境局示例县分局')
    await page.getByLabel('单位代码').fill('990101')
    await page.getByLabel('内设机构（每行一个）').fill('综合办公室\n法制股\n执法一中队\n执法二中队')
    await page.getByLabel('姓名').fill(administrator.name)
    await page.getByLabel('账号').fill(administrator.login)
    await page.getByLabel('密码', { exact: true }).fill(administrator.password)
    await page.getByLabel('再输一遍').fill('bu-yiyang-de-mima')
    await page.getByLabel('采用哪一份').click()
    await page.locator('.ant-select-item-option', { hasText: '隆尧' }).click()
    await page.getByRole('button', { name: '完成设置' }).click()
    await see(page, '两次输入不一致')
    await page.getByLabel('再输一遍').fill(administrator.password)
    await page.getByRole('button', { name: '完成设置' }).click()
    await page.getByRole('navigation', { name: '主导航' }).waitFor()
    await admin.shot('o-02-after-setup')
    expect(await page.locator('.training-bar').count()).toBe(0)
  })

  it('设置只有一次；没有任何已知口令能登录', async () => {
    const stranger = await sit()
    const { page } = stranger
    await page.getByRole('button', { name: /登\s*录/ }).waitFor()
    expect(await page.getByText('演练').count()).toBe(0)
    await shotBoth(stranger, 'o-03-sign-in')
    await page.getByLabel('账号').fill('zonghe')
    await page.getByLabel('密码').fill('shilixian-yanlian')
    await page.getByRole('button', { name: /登\s*录/ }).click()
    await see(page, /账号或密码/)
    const again = await page.evaluate(async () => {
      const { csrf, trainingAccounts, mode } = await (await fetch('/api/session')).json()
      const post = async (path: string, body: unknown) => {
        const reply = await fetch(path, {
          method: 'POST',
          headers: { 'x-csrf-token': csrf, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        return { status: reply.status, code: (await reply.json()).error?.code }
      }
      return {
        mode,
        trainingAccounts,
        setup: await post('/api/setup', {
          agency: { id: '990102', name: '又一个', level: 'county' },
          units: [],
          administrator: { login: 'second', name: '第二', password: 'di-er-ge-mima-99' },
          scheme: null,
        }),
        clock: await post('/api/training/clock', { to: '2030-01-01T00:00:00Z' }),
      }
    })
    expect(again).toMatchObject({
      mode: 'office',
      trainingAccounts: [],
      setup: { status: 409, code: 'setup.done' },
      clock: { status: 401 },
    })
    const clock = await admin.page.evaluate(async () => {
      const { csrf } = await (await fetch('/api/session')).json()
      const reply = await fetch('/api/training/clock', {
        method: 'POST',
        headers: { 'x-csrf-token': csrf, 'content-type': 'application/json' },
        body: JSON.stringify({ to: '2030-01-01T00:00:00Z' }),
      })
      return reply.status
    })
    expect(clock).toBeGreaterThanOrEqual(400)
    expect(clock).toBeLessThan(500)
  })

  it('管理员建立账号；首次登录先改密码，之前什么也做不了', async () => {
    const { page } = admin
    await page.goto('/office/settings')
    for (const who of staff) {
      await page.getByRole('button', { name: '新建账号' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('账号', { exact: true }).fill(who.login)
      await dialog.getByLabel('姓名').fill(who.name)
      await choose(page, '角色', ...who.roles)
      await dialog.getByLabel('姓名').click()
      if (who.unit) await choose(page, '机构', who.unit)
      await dialog.getByLabel('初始密码').fill(who.first)
      if (who === staff[0]) await admin.shot('o-04-new-account')
      await dialog.getByRole('button', { name: /建\s*立/ }).click()
      await dialog.waitFor({ state: 'hidden' })
      await see(page, who.login)
    }
    await shotBoth(admin, 'o-05-settings')
    for (const who of staff) {
      const person = await signIn(who.login, who.first)
      await see(person.page, '请先修改密码')
      if (who === staff[0]) await shotBoth(person, 'o-06-first-password')
      const before = await person.page.evaluate(async () => (await fetch('/api/batches')).json())
      expect(before.error.code).toBe('access.password_change')
      await person.page.getByLabel('原密码').fill(who.first)
      await person.page.getByLabel('新密码').fill(who.password)
      await person.page.getByLabel('再输一遍').fill(who.password)
      await person.page.getByRole('button', { name: '修改密码' }).click()
      await person.page.getByRole('navigation', { name: '主导航' }).waitFor()
      if (who === staff[0]) office = person
    }
    const old = await signIn(staff[0].login, staff[0].first)
    await see(old.page, /账号或密码/)
  })

  it('两份台账经由页面导入', async () => {
    const { page } = office
    await shotBoth(office, 'o-07-empty-workbench')
    for (const [path, file] of [
      ['/office/subjects/import', 'subjects.csv'],
      ['/office/inspectors/import', 'inspectors.csv'],
    ] as const) {
      await page.goto(path)
      await page.locator('input[type=file]').setInputFiles(join(root, 'fixtures/示例县', file))
      await see(page, '二、检查结果（还没有写入）')
      const skip = page.getByRole('checkbox')
      if ((await skip.count()) > 0) await skip.check()
      await shotBoth(office, `o-08-${file.slice(0, -4)}`)
      await page.getByRole('button', { name: '确认写入' }).click()
      await see(page, '二、已写入')
    }
    await page.goto('/office/inspectors')
    await page.locator('.listing').first().waitFor()
    await shotBoth(office, 'o-09-inspectors')
  })

  it('事项清单经由页面导入并公布', async () => {
    const { page } = office
    await page.goto('/office/items')
    await see(page, '还没有事项')
    await page.locator('input[type=file]').setInputFiles(join(root, 'schemes/items/longyao-2026-items.yaml'))
    await page.getByRole('button', { name: /公布第 1 版/ }).click()
    await see(page, /第 1 版，.*公布/)
    await shotBoth(office, 'o-10-items')
  })

  it('年度计划：新增一行并公布，下达任务，组成批次，分层说得清数量', async () => {
    const { page } = office
    await page.goto('/office/plan')
    await page.getByRole('button', { name: '新增计划行' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('编号').fill('P-01')
    await dialog.getByLabel('任务名称').fill('重点监管对象随机抽查')
    await choose(page, '抽查类型', '不定向')
    await dialog.getByLabel('抽查事项').click()
    await page.getByTitle(/SX-01/).click()
    await dialog.getByLabel('任务名称').click()
    await choose(page, '对象范围', '方案的分层，按方案比例')
    await choose(page, '分层', '重点监管对象', '特殊监管对象')
    await dialog.getByLabel('任务名称').click()
    // The page proposes the coming quarter and its usual dates.
    expect(await dialog.getByLabel('抽查期').inputValue()).toMatch(/^\d{4}-Q[1-4]$/)
    await dialog.getByLabel('发起主体').fill('执法一中队')
    await dialog.getByLabel('检查依据').fill('隆尧 2026 年方案二（四）')
    await shotBoth(office, 'o-11-plan-form')
    await dialog.getByRole('button', { name: /保\s*存/ }).click()
    await see(page, '待公布')
    await page.getByRole('button', { name: '公布计划' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '公布', exact: true }).click()
    await see(page, /第 1 版/)
    await shotBoth(office, 'o-12-plan')
    await page.goto('/office/tasks')
    await page.getByRole('button', { name: '下达' }).click()
    await see(page, '待组批')
    await shotBoth(office, 'o-13-tasks')
    await page.goto('/office/batches')
    await page.getByRole('button', { name: /组成批次/ }).click()
    await page.waitForURL(/batches\/990101-\d{4}-0001$/)
    await see(page, /向上取整 = \d+/)
    await shotBoth(office, 'o-14-batch')
    expect(await page.locator('.training-bar').count()).toBe(0)
    await page.getByRole('button', { name: '生成名录库快照' }).click()
    await see(page, /与当前名录一致/)
  })

  it('负责人看得到操作记录：每一步都有人名', async () => {
    const head = await signIn(staff[2].login, staff[2].password)
    await head.page.getByRole('navigation', { name: '主导航' }).waitFor()
    await head.page.goto('/office/events')
    await see(head.page, '组成批次')
    await shotBoth(head, 'o-15-events')
  })

  it('没有一个页面报错', () => expect(people.flatMap(p => p.complaints)).toEqual([]))
})

describe('一个数据目录只属于一种安装', () => {
  const open = (mode: 'training' | 'office', home: string) => {
    const run = spawnSync(process.execPath, ['packages/server/src/main.ts', 'serve', '--mode', mode], {
      cwd: root,
      env: { ...process.env, MINGCHA_HOME: home, PORT: '1' },
      encoding: 'utf8',
      timeout: 30_000,
    })
    return { code: run.status, said: `${run.stdout}${run.stderr}` }
  }

  it('正式的目录，演练拒绝打开；演练的目录，正式拒绝打开；都说一句怎么办', async () => {
    const refused = open('training', server.home)
    expect(refused.code).toBe(1)
    expect(refused.said).toMatch(/属于另一种安装（office），不能以 training 打开。请换一个目录/)
    const training = await startServer('training')
    await training.stop()
    try {
      const other = open('office', training.home)
      expect(other.code).toBe(1)
      expect(other.said).toMatch(/属于另一种安装（training），不能以 office 打开。请换一个目录/)
    } finally {
      forget(training)
    }
  })
})
