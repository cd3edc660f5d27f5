/** 登记外部抽取 as the office does it: where and when, the list checked row by row, registered, looked at by a citizen, withdrawn. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forget, openBrowser, type Person, phone, type RunningServer, root, sitDown, startServer } from './browser.ts'
import { signInAt } from './client.ts'

let server: RunningServer
let browser: Browser
let office: Person
beforeAll(async () => {
  server = await startServer('training')
  browser = await openBrowser()
  office = await sitDown(browser, server)
  await office.page.goto('/office/')
  await office.page.getByRole('button', { name: /综合办·方舟/ }).click()
  await office.page.getByRole('navigation', { name: '主导航' }).waitFor()
  const account = JSON.parse(readFileSync(join(root, 'fixtures/示例县/accounts.json'), 'utf8')).find(
    (a: { login: string }) => a.login === 'zonghe',
  )
  const clerk = await signInAt(server.url, 'zonghe', account.password)
  for (const planRowCode of ['P-02', 'P-03']) await clerk.call('task.create', { body: { year: 2026, planRowCode, unitName: '执法一中队' } })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (server) forget(server)
})

const list = (rows: string[]) => ({
  name: '省平台导出结果.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`\uFEFF对象代码,企业名称,检查人员1,检查人员2\r\n${rows.join('\r\n')}\r\n`),
})

it('登记外部抽取：先核对，再登记，公众页写明不可核验，撤回留痕', async () => {
  const { page } = office
  const see = (text: string | RegExp) => page.getByText(text).first().waitFor()
  await page.goto('/office/batches')
  await page.getByRole('button', { name: '登记外部抽取' }).click()
  await page.waitForURL(/batches\/register$/)
  await page.getByLabel('抽取平台').fill('某省“双随机、一公开”统一监管平台')
  await page.getByLabel('抽取时间').fill('2026-03-25T10:30')
  await page.getByLabel('抽取操作人').fill('经办人甲')
  await page.getByLabel('其岗位（公开）').fill('综合办公室经办人')
  const file = page.locator('input[type=file]')
  await file.setInputFiles(list(['SLX-0001,示例县鑫源村级污水处理站,ZF-001,ZF-027', 'SLX-9999,没有这家,ZF-001,ZF-006']))
  await see('三、问题（2 处）')
  expect(await page.getByRole('button', { name: /确认登记/ }).isDisabled()).toBe(true)
  await office.shot('x-01-register-errors')
  await page.setViewportSize(phone)
  await office.shot('x-02-register-phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  await file.setInputFiles(list(['SLX-0001,示例县鑫源村级污水处理站,ZF-001,ZF-006']))
  await page.getByRole('button', { name: '确认登记（1 次检查）' }).click()
  await page.waitForURL(/990101-2026-0001$/)
  await see('E 外部抽取，不可核验')
  await see('撤回登记')
  expect(await page.getByRole('button', { name: /摇号|冻结/ }).count()).toBe(0)
  await office.shot('x-03-batch')
  await page.setViewportSize(phone)
  await office.shot('x-04-batch-phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto('/office/batches')
  await see('E 外部抽取')
  await office.shot('x-05-batches')

  const citizen = await sitDown(browser, server, phone)
  await citizen.page.goto('/draws/990101-2026-0001')
  await citizen.page.getByText('E 外部抽取，不可核验').first().waitFor()
  expect(
    await citizen.page
      .locator('main')
      .getByRole('link', { name: /核验|下载/ })
      .count(),
  ).toBe(0)
  const axe = await new AxeBuilder({ page: citizen.page }).analyze()
  expect(axe.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => v.id)).toEqual([])
  await citizen.shot('x-06-public-phone')
  await citizen.page.setViewportSize({ width: 1440, height: 900 })
  await citizen.shot('x-07-public')

  await page.goto('/office/batches/990101-2026-0001')
  await page.getByRole('button', { name: '撤回登记' }).click()
  await page.getByLabel('说明').fill('传错了文件')
  await page.getByRole('dialog').getByRole('button', { name: '撤回登记' }).click()
  await see('已作废')
  await office.shot('x-08-withdrawn')
  await citizen.page.reload()
  await citizen.page.getByText('登记已撤回').first().waitFor()
  expect([...office.complaints, ...citizen.complaints]).toEqual([])
})
