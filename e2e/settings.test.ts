/**
 * 设置与人员 as an administrator and a clerk meet them: roles, units, backup, 动态码 with its second step at the log-in, an officer changed and on leave.
 */
import { TOTP } from 'otpauth'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseOption, forget, openBrowser, type Person, phone, type RunningServer, sitDown, startServer } from './browser.ts'

const password = 'shilixian-yanlian'
let server: RunningServer
let browser: Browser
const people: Person[] = []
beforeAll(async () => {
  server = await startServer('training')
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (server) forget(server)
})

async function typePassword(login: string): Promise<Person> {
  const person = await sitDown(browser, server)
  people.push(person)
  await person.page.goto('/office/')
  await person.page.getByRole('textbox', { name: '账号' }).fill(login)
  await person.page.getByRole('textbox', { name: '密码' }).fill(password)
  await person.page.getByRole('button', { name: /登\s*录$/ }).click()
  return person
}
async function signIn(login: string): Promise<Person> {
  const person = await typePassword(login)
  await person.page.getByRole('navigation', { name: '主导航' }).waitFor()
  return person
}
/** On the desk and on a phone, where nothing may stand out sideways. */
async function shotBoth(person: Person, name: string): Promise<void> {
  await person.shot(name)
  await person.page.setViewportSize(phone)
  await person.shot(`${name}-phone`)
  const wide = await person.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wide, `${name} 在手机上横向溢出`).toBeLessThanOrEqual(0)
  await person.page.setViewportSize({ width: 1440, height: 900 })
}

describe('设置与人员', () => {
  let admin: Person

  it('改角色、停用与恢复机构，各自可以当场撤回', async () => {
    admin = await signIn('guanli')
    const { page } = admin
    await page.goto('/office/settings')
    await page.getByRole('button', { name: 'zonghe2', exact: true }).click()
    const panel = page.getByRole('dialog')
    await panel.getByLabel('角色').click()
    await page.locator('.ant-select-item-option[title="法制"]').click()
    await panel.getByRole('button', { name: /^保\s*存$/ }).click()
    await page.getByText('账号已修改，立即生效').waitFor()
    await shotBoth(admin, 's-01-account')
    await page.getByRole('button', { name: '修改账号' }).click()
    await page.getByText('已修改账号').waitFor()
    await page.goto('/office/settings/units')
    await page
      .getByRole('row', { name: /法制股/ })
      .getByRole('button', { name: /^停\s*用$/ })
      .click()
    await page.getByRole('row', { name: /法制股.*已停用/ }).waitFor()
    await page.getByRole('button', { name: '恢复内设机构' }).click()
    await page.getByRole('row', { name: /法制股.*在用/ }).waitFor()
    await shotBoth(admin, 's-02-units')
  })

  it('开机已自动备份；立即备份做完自己显示；密钥在哪里写得明白', async () => {
    const { page } = admin
    await page.goto('/office/settings/backup')
    await page.getByRole('row', { name: /每晚.*成功/ }).waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: '立即备份' }).click()
    await page.getByRole('row', { name: /页面.*成功/ }).waitFor({ timeout: 60_000 })
    await page.getByText('密钥不在备份里').waitFor()
    await shotBoth(admin, 's-03-backup')
  })

  it('启用动态码之后，登录要第二步；错的码说得清，恢复码也能进', async () => {
    const { page } = admin
    await page.goto('/office/settings/me')
    await page.getByRole('button', { name: '启用动态码' }).click()
    await page.getByLabel('先输入登录密码').fill(password)
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByAltText('动态码密钥的二维码').waitFor()
    const secret = (await page.locator('.once-code code').innerText()).replaceAll(' ', '')
    const totp = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 })
    // The step before is accepted too, so that the next log-in need not wait half a minute.
    await page.getByLabel(/输入手机上显示的 6 位动态码/).fill(totp.generate({ timestamp: Date.now() - 30_000 }))
    await page.getByRole('button', { name: /^启\s*用$/ }).click()
    const first = await page.locator('.recovery-codes code').first().innerText()
    await page.getByRole('button', { name: '我已保存' }).click()
    await page.getByText('还有 10 个恢复码可用').waitFor()

    const again = await typePassword('guanli')
    await again.page.getByLabel('动态码').fill('12345x')
    await again.page.getByRole('button', { name: /登\s*录$/ }).click()
    await again.page.getByText(/动态码或恢复码不正确/).waitFor()
    await shotBoth(again, 's-04-second-step')
    await again.page.getByLabel('动态码').fill(totp.generate())
    await again.page.getByRole('button', { name: /登\s*录$/ }).click()
    await again.page.getByRole('navigation', { name: '主导航' }).waitFor()

    const lost = await typePassword('guanli')
    await lost.page.getByLabel('动态码').fill(first)
    await lost.page.getByRole('button', { name: /登\s*录$/ }).click()
    await lost.page.getByRole('navigation', { name: '主导航' }).waitFor()
    await lost.page.goto('/office/settings/me')
    await lost.page.getByText('还有 9 个恢复码可用').waitFor()
  })

  it('检查人员：新增、一证两用被拒（A-29）、请假与撤回', async () => {
    const clerk = await signIn('zonghe')
    const { page } = clerk
    await page.goto('/office/inspectors')
    await page.getByRole('button', { name: /^新\s*增$/ }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('人员编号').fill('ZF-088')
    await form.getByLabel('姓名').fill('林新来')
    await chooseOption(form, '单位部门', '执法一中队')
    await form.getByLabel('执法证号').fill('990101026011')
    await form.getByLabel('执法证有效期至').fill('2030-12-31')
    await form.getByRole('button', { name: /^新\s*增$/ }).click()
    await form.getByText(/已登记在甲建国（ZF-001）名下/).waitFor()
    await shotBoth(clerk, 's-05-certificate')
    await form.getByLabel('执法证号').fill('990101029988')
    // A picture stops the button's own animation, and its sign of work stays in its name.
    await form.getByRole('button', { name: /新\s*增$/ }).click()
    const panel = page.getByRole('dialog', { name: '检查人员', exact: true })
    await panel.getByText('持证在岗').waitFor()
    await panel.getByRole('button', { name: /^请\s*假$/ }).click()
    await page.getByLabel('从', { exact: true }).fill('2026-05-01')
    await page.getByRole('button', { name: /^登\s*记$/ }).click()
    await panel.getByText(/请假 2026-05-01至未定/).waitFor()
    await shotBoth(clerk, 's-06-leave')
    await panel.getByRole('button', { name: /^销\s*假$/ }).click()
    await panel.getByText('持证在岗').waitFor()
  })

  it('没有一页报错', () => {
    expect(people.flatMap(p => p.complaints)).toEqual([])
  })
})
