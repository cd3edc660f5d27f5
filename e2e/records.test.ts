/** 事实与名单 as a clerk meets them: a ledger is imported, a complaint is struck and taken back, a firm leaves a list, and the firm's own panel shows it. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forget, openBrowser, type Person, phone, type RunningServer, sitDown, startServer } from './browser.ts'

let server: RunningServer
let browser: Browser
let clerk: Person
const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

beforeAll(async () => {
  server = await startServer('training')
  browser = await openBrowser()
  clerk = await sitDown(browser, server)
  await clerk.page.goto('/office/')
  await clerk.page.getByRole('textbox', { name: '账号' }).fill('zonghe')
  await clerk.page.getByRole('textbox', { name: '密码' }).fill('shilixian-yanlian')
  await clerk.page.getByRole('button', { name: /登\s*录$/ }).click()
  await clerk.page.getByRole('navigation', { name: '主导航' }).waitFor()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (server) forget(server)
})

/** On the desk and on a phone, where nothing may stand out sideways; axe finds nothing serious. */
async function shotBoth(name: string): Promise<void> {
  const { page } = clerk
  await clerk.shot(name)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => [v.id, v.nodes[0]?.html])).toEqual([])
  await page.setViewportSize(phone)
  await clerk.shot(`${name}-phone`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wide, `${name} 在手机上横向溢出`).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1440, height: 900 })
}

describe('事实与名单', () => {
  it('导入一份事实台账：名录库里没有的说怎么办，其余写入（JX-63 SJZ-04）', async () => {
    const { page } = clerk
    await page.goto('/office/records')
    await page.locator('.ant-table-row').first().waitFor()
    await shotBoth('r-01-facts')
    await page.getByRole('link', { name: '导入台账' }).click()
    const [first] = await page.evaluate(async () => (await (await fetch('/api/registry/subjects?limit=1')).json()).rows)
    const line = (name: string, code: string) => `${name},${code},,信访举报,2026-03-20,,查实,群众举报,,,示环信〔2026〕99号,信访举报系统,`
    const header = '企业名称,统一社会信用代码,自编代码,情形,日期,终止日期,核查结论,渠道,排口,机关,文号或编号,来源,不计入的理由'
    const text = [header, line(first.name, first.code), line('没有的企业', 'BU-CUNZAI-1')].join('\r\n')
    await page.locator('input[type=file]').setInputFiles({ name: '举报.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await see(page, /检查对象名录库里没有 BU-CUNZAI-1/)
    await shotBoth('r-02-import')
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: '确认写入' }).click()
    await see(page, '二、已写入')
    await page.getByRole('button', { name: '查看记录' }).click()
    await see(page, '示环信〔2026〕99号')
  })

  it('A-08 划除要理由，撤回就恢复', async () => {
    const { page } = clerk
    const row = page.locator('.ant-table-row', { hasText: '示环信〔2026〕99号' })
    await row.getByRole('button', { name: /^划\s*除$/ }).click()
    await page.getByLabel('不计入的理由').fill('举报人书面撤回')
    await page
      .locator('.ant-popover')
      .getByRole('button', { name: /^划\s*除$/ })
      .click()
    await row.getByText('举报人书面撤回').waitFor()
    await page.getByRole('button', { name: '恢复一条事实' }).click()
    await row.getByRole('button', { name: /^划\s*除$/ }).waitFor()
    const struck = page.locator('.ant-table-row', { hasText: '举报人书面撤回，核查未见异常' })
    await struck.getByRole('button', { name: /^恢\s*复$/ }).waitFor()
    await shotBoth('r-03-struck')
  })

  it('HS-16 名单看某一天；移出写明日期和理由', async () => {
    const { page } = clerk
    await page.getByRole('tab', { name: '名单' }).click()
    await page.locator('.ant-table-row', { hasText: '在名单内' }).first().waitFor()
    await shotBoth('r-04-lists')
    const row = page.locator('.ant-table-row', { hasText: '城镇污水处理厂' }).first()
    const name = (await row.locator('td').nth(1).innerText()).split('\n')[0] ?? ''
    await row.getByRole('button', { name: /^移\s*出$/ }).click()
    await page.getByLabel('在名单上的最后一天').fill('2026-03-20')
    await page.getByLabel('移出的理由').fill('已停止运行')
    await page
      .locator('.ant-popover')
      .getByRole('button', { name: /^移\s*出$/ })
      .click()
    await see(page, '已移出，最后一天是 2026-03-20')
    await page.locator('.ant-table-row', { hasText: '城镇污水处理厂' }).filter({ hasText: name }).waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: '检查历史' }).click()
    await see(page, '不能作为剔除的佐证')
    await shotBoth('r-05-checks')

    await page.goto('/office/subjects')
    await page.getByLabel('搜索检查对象').fill(name)
    await page.locator('.listing button.link', { hasText: name }).first().click()
    await page.getByRole('tab', { name: '事实与名单' }).click()
    await see(page, /2026-01-01 至 2026-03-20/)
    await shotBoth('r-06-firm')
    expect(clerk.complaints).toEqual([])
  })
})
