/**
 * 认定 → 审核 → 公示 as the head, a reviewer and 综合办 live it in their browsers; then what a citizen reads, on the web and from a folder on a disk.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPool } from '../packages/server/src/db/connect.ts'
import { runLogOnce } from '../packages/server/src/features/log/log-loop.ts'
import { seedTraining } from '../packages/server/src/features/training/seed.ts'
import { buildApp } from '../packages/server/src/http/app.ts'
import { handlers } from '../packages/server/src/http/handlers.ts'
import { type Installation, openInstallation } from '../packages/server/src/installation.ts'
import { registerLogRoutes } from '../packages/server/src/public/log-routes.ts'
import { registerPublicPages } from '../packages/server/src/public/pages.ts'
import { signIn as signInClient } from '../packages/server/test/app.ts'
import { advance, type CountyApp, drawnBatch, trainingPassword } from '../packages/server/test/county-app.ts'
import { type SubmittedVisit, submitVisits } from '../packages/server/test/done-visits.ts'
import { freePort, openBrowser, type Person, phone, root, sitDown } from './browser.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let home = ''
let site = ''
let at: Installation
let app: FastifyInstance
let owner: ReturnType<typeof openPool>
let browser: Browser
let server: { url: string }
let visits: SubmittedVisit[]
const people: Person[] = []

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'mingcha-results-'))
  site = mkdtempSync(join(tmpdir(), 'mingcha-site-'))
  // As root the database runs under another account, which must be able to enter.
  chmodSync(home, 0o755)
  const port = await freePort()
  server = { url: `http://localhost:${port}` }
  const opened = await openInstallation({ mode: 'training', home, publicUrl: server.url, fillLog: false })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  at = opened.value
  const { env } = at
  owner = openPool(at.ownerUrl ?? '', { name: 'results-e2e' })
  await seedTraining(env)
  app = await buildApp(env, { handlers, pages: [registerPublicPages, registerLogRoutes] })
  await app.listen({ port, host: '127.0.0.1' })
  const log = { runOnce: () => runLogOnce({ db: env.db, home, publicUrl: server.url, systemNow: env.systemNow }) }
  await log.runOnce()
  const county = {
    env,
    app,
    log,
    database: { owner },
    as: (login: string) => signInClient(app, login, trainingPassword),
  } as unknown as CountyApp
  const batch = await drawnBatch(county)
  visits = await submitVisits(county, batch, ['clean', 'violation', 'clean', 'clean', 'unreachable', 'clean', 'violation'])
  await advance(county, '2026-04-21T02:00:00Z')
  browser = await openBrowser()
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await owner?.end()
  await at?.close()
  rmSync(home, { recursive: true, force: true })
  rmSync(site, { recursive: true, force: true })
})

async function signIn(who: RegExp, size?: { width: number; height: number }): Promise<Person> {
  const person = await sitDown(browser, server, size)
  // Other suites share the machine.
  person.page.setDefaultTimeout(20_000)
  people.push(person)
  await person.page.goto('/office/')
  await person.page.getByRole('button', { name: who }).click()
  await person.page.locator('.content').waitFor()
  return person
}
const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
// A picture stops the motion that takes the sign of waiting out of a button; its name is then “loading 认定” for a while.
const determineButton = /^(loading\s*)?认定$/
const open = async (person: Person, i: number) => {
  await person.page.goto(`/office/findings/${visits[i]!.id}`)
  await see(person.page, visits[i]!.name)
}
async function examine(page: Page, where: string): Promise<string[]> {
  await page.evaluate(axeSource)
  const results: AxeResults = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run())
  return results.violations
    .filter(v => v.impact === 'serious' || v.impact === 'critical')
    .map(v => `${where}: ${v.id} ${v.nodes.map(n => n.target.join(' ')).join(' | ')}`)
}

let head: Person
let office: Person
let reviewer: Person

describe('办公端', () => {
  it('SJZ-66 负责人认定：没有预先选中，与记录相反的选不了，有问题先开后续处置', async () => {
    head = await signIn(/负责人/)
    await head.page.getByRole('link', { name: '公示', exact: true }).click()
    await see(head.page, '待认定 7')
    await see(head.page, '待您办理')
    await head.shot('results-1-list')
    await open(head, 0)
    expect(await head.page.locator('input[type=radio]:checked').count()).toBe(0)
    expect(await head.page.getByRole('radio', { name: /发现问题已责令改正/ }).isDisabled()).toBe(true)
    await head.page.getByRole('radio', { name: /^未发现问题/ }).check()
    await head.page.getByRole('button', { name: determineButton }).click()
    await see(head.page, '2026-05-21 前公示')
    await open(head, 1)
    await head.page.getByRole('radio', { name: /发现问题已责令改正/ }).check()
    await head.page.getByRole('radio', { name: '一般' }).check()
    await head.page.getByLabel('公开摘要').fill('危废间标识缺失，电话 139 0000 1111，已责令改正。')
    await see(head.page, '公开的文字里有个人信息')
    await head.page.getByLabel('公开摘要').fill('危废间标识缺失，已责令改正。')
    await head.page.getByRole('button', { name: determineButton }).click()
    await see(head.page, '还没有后续处置')
    await head.page.getByRole('button', { name: '添加后续处置' }).click()
    await head.page.getByLabel('处置方式').selectOption('责令整改')
    await head.page.getByLabel('承办机构').selectOption('执法一中队')
    await head.page.getByLabel('处置要求').fill('补设危废标识')
    await head.shot('results-2-determine')
    await head.page.getByRole('button', { name: determineButton }).click()
    await see(head.page, '已认定')
    for (const i of [2, 3, 5]) {
      await open(head, i)
      await head.page.getByRole('radio', { name: /^未发现问题/ }).check()
      await head.page.getByRole('button', { name: determineButton }).click()
      await see(head.page, '已认定')
    }
  })
  it('SJZ-59 HS-40 SJZ-65 由另一人审核：看到公众将读到的样子，选理由后随之改变', async () => {
    await open(head, 1)
    await see(head.page, '您是认定人，须由另一人审核')
    reviewer = await signIn(/综合办·林溪/)
    const { page } = reviewer
    const review = async (i: number, choose: () => Promise<unknown>) => {
      await open(reviewer, i)
      expect(await page.locator('input[type=radio]:checked').count()).toBe(0)
      await choose()
      await page.getByLabel('审核意见').fill('文字准确')
    }
    await review(1, () => page.getByRole('radio', { name: '没有，全部公开' }).check())
    await see(page, '公众将读到')
    await reviewer.shot('results-3-review')
    await page.getByRole('button', { name: '审核通过' }).click()
    await see(page, '待公示')
    await review(2, async () => {
      await page.getByRole('radio', { name: /^国家秘密/ }).check()
      await page.getByLabel('哪一部分、为什么').fill('某法某条')
    })
    await see(page, '公众只看到编号')
    await page.getByRole('button', { name: '审核通过' }).click()
    await see(page, '审核通过，待公示')
    for (const i of [0, 3, 5]) {
      await review(i, () => page.getByRole('radio', { name: '没有，全部公开' }).check())
      await page.getByRole('button', { name: '审核通过' }).click()
      await see(page, '审核通过，待公示')
    }
  })
  it('EZ-13 综合办成批公示；公示后有版本、渠道；导出、回执、更正、答复都能办', async () => {
    office = await signIn(/综合办·方舟/)
    const { page } = office
    await page.goto('/office/findings')
    await page.getByRole('tab', { name: /待公示 5/ }).click()
    await see(page, visits[1]!.name)
    await page.getByRole('checkbox', { name: 'Select all' }).or(page.locator('thead input[type=checkbox]')).first().check()
    await office.shot('results-4-publish')
    await page.getByRole('button', { name: /公示所选 5 项/ }).click()
    await see(page, '已公示 4 项，不予公示 1 项')
    await page.getByRole('tab', { name: '渠道' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '导出待推送' }).first().click()
    expect((await download).suggestedFilename()).toMatch(/^公示_.*\.csv$/)
    await see(page, '已导出 4')
    await office.shot('results-5-channels')
    await page.getByRole('tab', { name: '台账' }).click()
    await see(page, '抽查方案')
    await office.shot('results-6-ledger')
    await open(office, 3)
    await page.getByLabel('收到日期').fill('2026-04-21')
    await page.getByLabel(/由谁提出/).fill('环保负责人')
    await page.getByLabel(/答复内容/).fill('我公司对检查结果无异议。')
    await page.getByRole('button', { name: '登记答复' }).click()
    await see(page, '企业答复已登记')
    await page.getByRole('button', { name: '提出更正' }).click()
    await page.getByLabel('提出更正的理由').fill('摘要有误')
    await page.locator('form.withdraw').getByRole('button', { name: '提出更正' }).click()
    await see(page, '更正：已退回')
    await open(head, 3)
    await head.page.getByRole('radio', { name: /^未发现问题/ }).check()
    await head.page.getByLabel('公开摘要').fill('更正后的摘要。')
    await head.page.getByRole('button', { name: determineButton }).click()
    await see(head.page, '已认定')
    await open(reviewer, 3)
    await reviewer.page.getByRole('radio', { name: '没有，全部公开' }).check()
    await reviewer.page.getByLabel('审核意见').fill('准确')
    await reviewer.page.getByRole('button', { name: '审核通过' }).click()
    await see(reviewer.page, '审核通过，待公示')
    await open(office, 3)
    await page.getByRole('button', { name: '公示', exact: true }).click()
    await see(page, '已公示 1 项')
    await open(office, 3)
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(root, 'e2e/pictures/results-7-finding.png'), fullPage: true })
    const small = await signIn(/综合办·方舟/, phone)
    await small.page.goto('/office/findings')
    await see(small.page, '待认定')
    await small.shot('results-8-phone-list')
    await small.page.goto(`/office/findings/${visits[1]!.id}`)
    await see(small.page, '检查记录')
    await small.shot('results-9-phone-finding')
    for (const p of people) expect(p.complaints).toEqual([])
  })
})

const publicPaths = () => ['/', '/results', `/firms/${visits[3]!.subject}`, '/checked', '/scheme', '/open-data']

describe('公众', () => {
  it.each([
    ['桌面', { width: 1440, height: 900 }],
    ['手机', phone],
  ])('axe-core 在新的公众页上没有严重问题，不用脚本也完整，手机上不横向滚动（%s）', async (name, viewport) => {
    const context = await browser.newContext({ baseURL: server.url, viewport, bypassCSP: true, locale: 'zh-CN' })
    const page = await context.newPage()
    const found: string[] = []
    for (const path of publicPaths()) {
      for (const type of ['normal', 'large']) {
        await page.goto(`${path}?type=${type}`)
        expect(await page.locator('h1').count(), path).toBe(1)
        expect((await page.locator('body').boundingBox())?.width ?? 0, path).toBeLessThanOrEqual(viewport.width)
        found.push(...(await examine(page, `${path} ${type}`)))
      }
      await page.goto(`${path}?type=normal`)
      await page.screenshot({
        path: join(root, `e2e/pictures/public-${name === '桌面' ? 'desk' : 'phone'}-${path.split('/')[1] || 'home'}.png`),
        fullPage: true,
      })
    }
    expect(found).toEqual([])
    await context.close()
  })
  it('JX-50 EZ-13 公民从首页查到企业，读到结果、更正、答复；不予公示的查不到', async () => {
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto('/')
    await page.getByLabel('企业名称或统一社会信用代码').fill(visits[3]!.subject)
    await page.getByRole('button', { name: '查询' }).click()
    await page.getByRole('link', { name: visits[3]!.name }).click()
    await see(page, '更正后的摘要。')
    await see(page, '我公司对检查结果无异议。')
    await see(page, /已更正：.*第 1 版/)
    await page.goto(`/results?q=${encodeURIComponent(visits[2]!.name)}`)
    await see(page, '没有找到公示的检查结果')
    await context.close()
  })
  it('HS-39 导出的静态网站断网从磁盘打开：四类公开、企业页、样式都在，链接都能走', async () => {
    const said = execFileSync(process.execPath, ['packages/server/src/cli.ts', 'export-public', site, '--mode', 'training'], {
      cwd: root,
      env: { ...process.env, MINGCHA_HOME: home, PUBLIC_URL: server.url },
      encoding: 'utf8',
    })
    expect(said).toMatch(/已导出 \d+ 个文件/)
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
    await context.setOffline(true)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', e => complaints.push(e.message))
    page.on('requestfailed', r => complaints.push(r.url()))
    await page.goto(pathToFileURL(join(site, 'index.html')).href)
    expect(await page.locator('header.site').evaluate(e => getComputedStyle(e).backgroundColor)).toBe('rgb(255, 255, 255)')
    await page.screenshot({ path: join(root, 'e2e/pictures/static-home.png') })
    for (const [link, heading] of [
      ['检查结果', '检查结果'],
      ['实施方案', /实施方案/],
      ['事项清单', '随机抽查事项清单'],
      ['年度计划', /年度抽查计划/],
      ['开放数据', '开放数据'],
      ['首页', /双随机、一公开/],
    ] as const) {
      await page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click()
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      expect(page.url()).toMatch(/^file:/)
    }
    await page.getByRole('navigation').getByRole('link', { name: '检查结果', exact: true }).click()
    await page.getByRole('link', { name: visits[1]!.name }).first().click()
    await see(page, '发现问题已责令改正')
    await page.getByRole('link', { name: '首页' }).first().click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(page.url()).toBe(pathToFileURL(join(site, 'index.html')).href)
    expect(complaints).toEqual([])
    await context.close()
  })
})
