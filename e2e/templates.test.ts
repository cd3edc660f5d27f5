/** 文书模板 as 综合办 changes one: mistakes named by line while typing, a field clicked in, saved, looked at as PDF, and taken back. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forget, openBrowser, type Person, phone, type RunningServer, sitDown, startServer } from './browser.ts'

let server: RunningServer
let browser: Browser
let office: Person

beforeAll(async () => {
  server = await startServer('training')
  browser = await openBrowser()
  office = await sitDown(browser, server)
  await office.page.goto('/office/')
  await office.page.getByRole('textbox', { name: '账号' }).fill('zonghe')
  await office.page.getByLabel('密码', { exact: true }).fill('shilixian-yanlian')
  await office.page.getByRole('button', { name: /登\s*录/ }).click()
  await office.page.getByRole('link', { name: '文书模板' }).click()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (server) forget(server)
})

describe('文书模板', () => {
  it('SJZ-57 LY-34：写错逐行指出；改好保存、预览、恢复；手机上不横向溢出', async () => {
    const { page } = office
    await page.getByRole('button', { name: /行政检查通知书/ }).click()
    const text = page.getByLabel('模板正文')
    const save = page.getByRole('button', { name: /^保\s*存$/ })
    await expect.poll(() => text.inputValue()).toContain('1. {五个严禁}')
    await office.shot('t-01-template')
    const before = await text.inputValue()
    await text.fill(before.replace('1. {五个严禁}\n', '').replace('> 编号：{文书编号}', '> 编号：{文书号}'))
    await page.getByText('第 3 行：没有叫“文书号”的字段。您要写的可能是“{文书编号}”').waitFor()
    await page.getByText('这份文书必须印出“五个严禁”').waitFor()
    expect(await save.isDisabled()).toBe(true)
    await office.shot('t-02-mistakes')
    await page.getByText('第 3 行：没有叫“文书号”的字段').click()
    expect(await text.evaluate((a: HTMLTextAreaElement) => a.value.slice(a.selectionStart, a.selectionEnd))).toBe('> 编号：{文书号}')
    await text.fill(`${before}咨询电话：`)
    await page.getByRole('button', { name: '{联系电话}', exact: true }).click()
    expect(await text.inputValue()).toBe(`${before}咨询电话：{联系电话}`)
    await save.click()
    await page.getByText('行政检查通知书已保存，第 1 版').waitFor()
    await page.getByRole('button', { name: /行政检查通知书\s*第 1 版/ }).waitFor()
    const href = await page.getByRole('link', { name: '预览 PDF' }).getAttribute('href')
    const pdf = await page.request.get(href ?? '')
    expect([pdf.status(), pdf.headers()['content-type'], (await pdf.body()).subarray(0, 5).toString()]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ])
    expect(pdf.headers()['content-disposition']).toMatch(/^inline/)
    await page
      .getByRole('row', { name: /默认模板/ })
      .getByRole('button', { name: /恢\s*复/ })
      .click()
    await page.getByText('行政检查通知书已恢复，现为第 2 版').waitFor()
    await expect.poll(() => text.inputValue()).toBe(before)
    await office.shot('t-03-restored')
    await page.getByText('每一行怎么写').click()
    await page.setViewportSize(phone)
    await office.shot('t-04-phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    expect(office.complaints).toEqual([])
  })
})
