/**
 * 一次现场检查 from its day to its two signatures, as people do it: an officer with a phone in his hand, the head at his desk, the second officer with a
 * phone of his own. In the middle the page is reloaded, the network fails, and the browser is closed without goodbye; nothing may be lost.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forget, openBrowser, openPhone, type Person, phone, type RunningServer, sitDown, startServer } from './browser.ts'
import { as, ask, drawBatch, loginOf } from './drawn.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any
const day = '2026-03-30'
let server: RunningServer
let browser: Browser
const people: Person[] = []
/** The first officer's phone keeps what it has when it is switched off. */
const phoneHome = mkdtempSync(join(tmpdir(), 'mingcha-phone-'))
let first: Person
let head: Person
let visit: Any
let offSite: Any

const see = (on: Page | Locator, text: string | RegExp) => on.getByText(text).first().waitFor()
async function signIn(person: Person, who: string | RegExp): Promise<void> {
  people.push(person)
  const { page } = person
  await page.goto('/office/')
  if (typeof who === 'string') await page.getByLabel('执法人员').selectOption(who)
  else await page.getByRole('button', { name: who }).click()
  await page.locator('.content').waitFor()
}
const next = (page: Page) => page.getByRole('button', { name: /^下一步/ }).click()
/** No box ticked, no answer chosen, anywhere on the page. */
const chosen = (page: Page | Locator) => page.locator('input[type=radio]:checked, input[type=checkbox]:checked').count()
const wide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
async function shot(person: Person, name: string): Promise<void> {
  await person.shot(name)
  expect(await wide(person.page), `${name} 横向溢出`).toBeLessThanOrEqual(0)
}
/** A small picture that differs by `n`. */
const photo = (n: number) => ({
  name: `IMG_000${n}.png`,
  mimeType: 'image/png',
  buffer: Buffer.concat([
    Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
    Buffer.from(`picture ${n}`),
  ]),
})
async function drawSignature(page: Page, name: string, steep: number): Promise<void> {
  const pad = page.getByRole('img', { name })
  await pad.scrollIntoViewIfNeeded()
  const box = (await pad.boundingBox())!
  await page.mouse.move(box.x + 30, box.y + 60)
  await page.mouse.down()
  for (let i = 0; i < 12; i++) await page.mouse.move(box.x + 30 + i * 18, box.y + 60 + (i % 3) * steep)
  await page.mouse.up()
  await page.getByRole('button', { name: '用这个签名' }).click()
}
const usePhone = (): Promise<Person> => openPhone(phoneHome, server)

beforeAll(async () => {
  server = await startServer('training')
  browser = await openBrowser()
  await drawBatch(server.url)
  const rows: Any[] = (await ask(await as(server.url, 'fuze'), 'visit.list', { query: { state: 'waiting' } })).rows
  visit = rows.find(r => r.advised?.method === 'on-site')
  offSite = rows.find(r => r.advised?.method === 'off-site')
  first = await usePhone()
  await signIn(first, loginOf(visit.team[0].code))
  head = await sitDown(browser, server)
  await signIn(head, /负责人/)
}, 180_000)
afterAll(async () => {
  await first?.context.close()
  await browser?.close()
  await server?.stop()
  if (server) forget(server)
  rmSync(phoneHome, { recursive: true, force: true })
})

describe('一次现场检查：从排期到两人签名', () => {
  it('排期：什么也不预选；建议的方式说明理由；不是工作日就在日期处说明；排好后等审批（X-07 LY-30）', async () => {
    const { page } = first
    await page.goto('/office/visits')
    await see(page, visit.subject.name)
    await shot(first, 'f-01-mine-phone')
    await page.getByText(visit.subject.name).first().click()
    await page.getByRole('button', { name: '排期并报批' }).click()
    const form = page.getByRole('dialog')
    await see(form, '方案建议')
    expect(await chosen(form)).toBe(0)
    expect(await form.getByRole('button', { name: '排期并报批' }).isDisabled()).toBe(true)
    await form.getByLabel('检查日期').fill('2026-04-05')
    await form.getByRole('radio', { name: '上午' }).check()
    await form.getByRole('radio', { name: '现场检查', exact: true }).check()
    await form.getByRole('radio', { name: '到场时送达' }).check()
    await form.getByRole('button', { name: '排期并报批' }).click()
    await see(form.getByRole('alert'), /2026-04-05 不是工作日/)
    await shot(first, 'f-02-schedule-refused-phone')
    await form.getByLabel('检查日期').fill(day)
    await form.getByRole('button', { name: '排期并报批' }).click()
    await see(page, '负责人批准之后才能检查。')
  })

  it('X-04 综合办的列表和排期表只见编号和次数，不见企业和人员', async () => {
    const office = await sitDown(browser, server)
    await signIn(office, /综合办·方舟/)
    await office.page.goto('/office/visits')
    await see(office.page, '检查前不公开')
    await shot(office, 'f-03-list-office')
    expect(await office.page.getByText(visit.subject.name).count()).toBe(0)
    await office.page.goto('/office/visits/calendar')
    await office.page.getByRole('button', { name: /3月30日.*1 次检查/ }).waitFor()
    expect(await office.page.getByText(visit.team[0].name).count()).toBe(0)
    expect(await office.page.getByText(visit.subject.name).count()).toBe(0)
  })

  it('审批：一页看清方式、通知、频次；批准之前不能开始（X-07 JX-04）', async () => {
    const { page } = head
    await page.goto('/office/visits/approvals')
    await see(page, visit.subject.name)
    await shot(head, 'f-04-approvals')
    expect(await chosen(page)).toBe(0)
    await page.getByLabel(`选择 ${visit.subject.name}`).check()
    await page.getByLabel('审批意见').fill('同意')
    await page.getByRole('button', { name: /^批准/ }).click()
    await see(page, '已批准 1 次检查')
    expect(await page.getByRole('link', { name: 'PDF' }).first().getAttribute('href')).toContain(`ids=${visit.id}`)
    await page.goto('/office/visits/calendar')
    await page
      .getByRole('link', { name: new RegExp(visit.number) })
      .first()
      .waitFor()
    await shot(head, 'f-05-calendar')
    await ask(await as(server.url, 'zonghe'), 'training.advance', { body: { to: `${day}T01:00:00Z` } })
  })

  it('LY-21 SJZ-54 LY-34 亮证、告知、纪律逐项确认，扫码入企，之后才有检查表；刷新不丢已勾的', async () => {
    const { page } = first
    await page.goto(`/office/visits/${visit.id}`)
    await see(page, '不得以观摩、督导、考察等名义行检查之实')
    expect(await chosen(page)).toBe(0)
    expect(await page.locator('.questions').count()).toBe(0)
    await shot(first, 'f-06-opening-phone')
    const boxes = page.locator('#step-opening input[type=checkbox]')
    for (const box of (await boxes.all()).slice(0, 3)) await box.check()
    await page.reload()
    await boxes.first().waitFor()
    expect(await chosen(page)).toBe(3)
    for (const box of await boxes.all()) await box.check()
    await page.getByLabel('行政检查通知书由谁签收').fill('门卫某某')
    await next(page)
    await page.getByRole('radio', { name: /^扫码/ }).check()
    await page.getByLabel('扫到的码').fill('https://qy.example.invalid/91990101MA0000000X')
    await see(page, /不是这家企业的码/)
    await page.getByRole('button', { name: '开始检查' }).click()
    await see(page.getByRole('alert'), /扫到的码不是这家企业的/)
    await page.getByLabel('扫到的码').fill(`https://qy.example.invalid/${visit.subject.code}`)
    await see(page, '与这家企业、这次检查一致')
    await shot(first, 'f-07-entry-phone')
    await page.getByRole('button', { name: '开始检查' }).click()
    await page.locator('.questions').first().waitFor()
  })

  it('JX-20 EZ-48 检查表：所有事项一张表，没有预先答好的；否要写明并取证；刷新、断网、关掉浏览器都不丢（SJZ-56）', async () => {
    let { page } = first
    expect(await chosen(page)).toBe(0)
    expect(await page.getByRole('button', { name: /全选|全部/ }).count()).toBe(0)
    const all = await page.locator('.questions > li').count()
    const question = (n: number) => page.locator('.questions > li').nth(n)
    await shot(first, 'f-08-checklist-phone')
    await question(0).getByRole('radio', { name: '否' }).check()
    await question(0).getByRole('textbox').fill('危险废物贮存间门口未张贴标识。')
    await question(0).locator('input[type=file]').first().setInputFiles(photo(1))
    await see(question(0), '已上传')
    await question(1).getByRole('radio', { name: '是', exact: true }).check()
    await see(page, /已保存 \d\d:\d\d/)
    await question(0).scrollIntoViewIfNeeded()
    await shot(first, 'f-09-no-phone')

    await page.reload()
    await see(page, '已答')
    expect(await question(0).getByRole('radio', { name: '否' }).isChecked()).toBe(true)
    expect(await question(0).getByRole('textbox').inputValue()).toBe('危险废物贮存间门口未张贴标识。')
    await see(question(0), '已上传')

    // No network: what is answered and photographed now stands on the phone alone.
    await first.context.setOffline(true)
    await question(2).getByRole('radio', { name: '否' }).check()
    await question(2).getByRole('textbox').fill('三月份转移台账缺两次记录。')
    await question(2).locator('input[type=file]').first().setInputFiles(photo(2))
    await see(page, '没有连上，已存在本机')
    await see(question(2), '已存本机，待上传')
    await shot(first, 'f-10-offline-phone')
    await question(3).getByRole('radio', { name: '不涉及' }).check()
    // Switched off in the same moment: not a second for goodbye.
    await first.context.close()

    first = await usePhone()
    people.push(first)
    page = first.page
    await page.goto(`/office/visits/${visit.id}`)
    await page.locator('.questions').first().waitFor()
    expect(await question(2).getByRole('textbox').inputValue()).toBe('三月份转移台账缺两次记录。')
    expect(await question(3).getByRole('radio', { name: '不涉及' }).isChecked()).toBe(true)
    await see(question(2), '已上传')
    await see(page, /已保存 \d\d:\d\d/)
    for (let n = 4; n < all; n++) await question(n).getByRole('radio', { name: '是', exact: true }).check()
    await see(page, `/${all}`)
    await see(page, /已保存 \d\d:\d\d/)
    const stored = await ask(await as(server.url, 'fuze'), 'visit.view', { params: { id: visit.id } })
    expect(Object.keys(stored.record.answers)).toHaveLength(all)
    expect(
      Object.values<Any>(stored.record.answers)
        .filter(a => a.value === 'no')
        .map(a => [a.text !== '', a.files.length]),
    ).toEqual([
      [true, 1],
      [true, 1],
    ])
    expect(stored.files).toHaveLength(2)
  })

  it('LY-29 JX-49 服务与诉求须有回应；发现问题才出现两份笔录；缺什么在送签里逐处列出，点到哪去哪', async () => {
    const { page } = first
    await next(page)
    await see(page, '危险废物贮存间门口未张贴标识。')
    await shot(first, 'f-11-evidence-phone')
    await next(page)
    await page.getByLabel('法律法规政策宣教、合规经营指导').fill('讲解危险废物标识和台账要求')
    await page.getByLabel('企业提出的问题、诉求').fill('转移联单如何网上办理？')
    await next(page)
    expect(await chosen(page)).toBe(0)
    expect(await page.getByText('现场检查笔录').count()).toBe(0)
    await page.getByRole('radio', { name: /^发现问题/ }).check()
    await see(page, '现场检查笔录')
    const minutes = page.getByRole('region', { name: '现场检查笔录' })
    await minutes.getByLabel('开始时间').fill(`${day}T09:10`)
    await minutes.getByLabel('结束时间').fill(`${day}T10:00`)
    await minutes.getByLabel('地点').fill('厂区危险废物贮存间')
    await minutes.getByLabel('现场情况').fill('贮存间门口未张贴标识，三月份转移台账缺两次记录。')
    const interview = page.getByRole('region', { name: '询问笔录' })
    await interview.getByLabel('被询问人姓名').fill('负责人某某')
    await interview.getByLabel('职务').fill('厂长')
    await interview.getByRole('checkbox').check()
    await interview.getByRole('button', { name: '加一问' }).click()
    await interview.getByLabel('问 1').fill('三月份的台账在哪里？')
    await interview.getByLabel('答 1').fill('没有记录。')
    await shot(first, 'f-12-minutes-phone')
    await interview.getByRole('radio', { name: '负责人签', exact: true }).check()
    await interview.getByLabel('签字人姓名').fill('负责人某某')
    await drawSignature(page, '询问笔录签名板', 25)
    await see(interview, '已上传')
    await next(page)
    await next(page)
    await see(page, '企业提出了问题或诉求，请写明回应')
    await see(page, /检查记录须由检查对象签字或盖章/)
    await shot(first, 'f-13-gaps-phone')
    expect(await page.getByRole('button', { name: '送签', exact: true }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: /请写明回应/ }).click()
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
    await page.keyboard.type('已告知网上办理的步骤')
    expect(await page.locator('#at-service-reply textarea').inputValue()).toBe('已告知网上办理的步骤')
  })

  it('SJZ-57 SJZ-58 V-30 没有签字又没有原因的不能送签；签在屏幕上的作为材料上传', async () => {
    const { page } = first
    await page.locator('summary').first().click()
    await page
      .getByRole('button', { name: /^7?送签|送签/ })
      .first()
      .click()
    await page.getByRole('button', { name: /检查记录须由检查对象签字或盖章/ }).click()
    await page.getByRole('radio', { name: /^没有签字/ }).check()
    await next(page)
    await see(page, /检查记录未签字，请注明原因/)
    await see(page, /检查记录未签字，请附至少一份佐证/)
    expect(await page.getByRole('button', { name: '送签', exact: true }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: '上一步' }).click()
    await page.getByRole('radio', { name: '法定代表人签', exact: true }).check()
    await page.getByLabel('签字人姓名').fill('法定代表人某某')
    await drawSignature(page, '检查记录签名板', 31)
    await see(page, '已上传')
    await shot(first, 'f-14-signature-phone')
    await next(page)
    await see(page, '检查记录已经完整')
    await page.getByRole('button', { name: '送签', exact: true }).click()
    await see(page, '核对无误，签名')
    await shot(first, 'f-15-to-sign-phone')
  })

  it('SJZ-56 两名执法人员各用自己的账号签同一份；两人都签了才提交，提交后锁定', async () => {
    const { page } = first
    await page.getByRole('button', { name: '核对无误，签名' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '签名' }).click()
    await see(page, '您已签名。')
    await see(page, `${visit.team[1].name} 待签名`)
    const hash = (await page.locator('.hash-large').innerText()).replace(/\s/g, '')
    const second = await sitDown(browser, server, phone)
    await signIn(second, loginOf(visit.team[1].code))
    await second.page.goto(`/office/visits/${visit.id}`)
    await see(second.page, '核对无误，签名')
    expect((await second.page.locator('.hash-large').first().innerText()).replace(/\s/g, '')).toBe(hash)
    await second.page.getByRole('button', { name: '核对无误，签名' }).click()
    await second.page.getByRole('dialog').getByRole('button', { name: '签名' }).click()
    await see(second.page, '已提交')
    await shot(second, 'f-16-done-phone')
    await page.reload()
    await see(page, '执法人员签名与校验值')
    expect(await page.locator('input, textarea').count()).toBe(0)
    await head.page.goto(`/office/visits/${visit.id}`)
    await see(head.page, '全部材料（4）')
    await see(head.page, '三月份转移台账缺两次记录。')
    await shot(head, 'f-17-done-desk')
    const stored = await ask(await as(server.url, 'fuze'), 'visit.view', { params: { id: visit.id } })
    expect(stored).toMatchObject({ state: 'done', recordSha256: hash })
    // Nothing of the draft stays on the phone.
    expect(await page.evaluate(() => Object.keys(localStorage).filter(k => k.startsWith('mingcha.draft')))).toEqual([])
  })

  it('SJZ-44 LY-30 非现场检查：办公室里完成，没有入企和签字；手段、期间、材料都要有', async () => {
    const login = loginOf(offSite.team[0].code)
    const officer = await as(server.url, login)
    const on = '2026-03-31'
    await ask(officer, 'visit.schedule', { params: { id: offSite.id }, body: { on, half: 'am', method: 'off-site', notice: 'exempt' } })
    await ask(await as(server.url, 'fuze'), 'visit.approve', { body: { ids: [offSite.id], opinion: '同意' } })
    await ask(await as(server.url, 'zonghe'), 'training.advance', { body: { to: `${on}T01:00:00Z` } })
    const desk = await sitDown(browser, server)
    await signIn(desk, login)
    const { page } = desk
    await page.goto(`/office/visits/${offSite.id}`)
    await page.getByRole('button', { name: '开始检查' }).click()
    await see(page, '采取的非现场手段')
    expect(await chosen(page)).toBe(0)
    expect(await page.getByText('检查对象核对记录后签字').count()).toBe(0)
    await page.locator('#step-offSite input[type=checkbox]').first().check()
    await page.getByLabel('所看数据的起始日').fill('2026-01-01')
    await see(page, /已保存 \d\d:\d\d/)
    await page.reload()
    await page.getByLabel('截止日').fill('2026-03-30')
    expect(await page.getByLabel('所看数据的起始日').inputValue()).toBe('2026-01-01')
    await page.getByLabel('核查情况').fill('自动监控数据连续，未见超标。')
    await page.locator('#step-offSite input[type=file]').last().setInputFiles(photo(3))
    await see(page, '已上传')
    await page.getByRole('radio', { name: /^发现问题/ }).check()
    await see(page, '提交之后，系统会为同一小组开立一次现场检查')
    await page.getByRole('radio', { name: '未发现问题' }).check()
    await see(page, '检查记录已经完整')
    await page.evaluate(() => window.scrollTo(0, 0))
    await shot(desk, 'f-18-off-site-desk')
    await page.getByRole('button', { name: '送签', exact: true }).click()
    await see(page, '核对无误，签名')
    await page.getByRole('button', { name: '撤回送签' }).first().click()
    await page.getByLabel(/撤回的理由/).fill('再核对一次')
    await page.locator('form.withdraw').getByRole('button', { name: '撤回送签' }).click()
    await see(page, '检查记录已经完整')
  })

  it('LY-11 EZ-11 申请回避由负责人办理，接替的人不由人挑选', async () => {
    const { page } = head
    const rows: Any[] = (await ask(await as(server.url, 'fuze'), 'visit.list', { query: { state: 'waiting' } })).rows
    const other = rows[0]
    const mate = await sitDown(browser, server, phone)
    await signIn(mate, loginOf(other.team[0].code))
    await mate.page.goto(`/office/visits/${other.id}`)
    await mate.page.getByRole('button', { name: '申请回避' }).click()
    const dialog = mate.page.getByRole('dialog')
    expect(await chosen(dialog)).toBe(0)
    await dialog.getByRole('radio').first().check()
    await dialog.getByLabel('理由').fill('近亲属在该企业任职')
    await shot(mate, 'f-19-recusal-phone')
    await dialog.getByRole('button', { name: '申请', exact: true }).click()
    await see(mate.page, '已申请，由负责人决定')
    await page.goto('/office/changes')
    await see(page, '待决定（1）')
    await shot(head, 'f-20-changes')
    await page.getByRole('button', { name: '办理' }).click()
    const decide = page.getByRole('dialog')
    expect(await chosen(decide)).toBe(0)
    await decide.getByRole('radio', { name: '批准' }).check()
    await decide.getByLabel('意见').fill('情况属实，同意回避')
    await shot(head, 'f-21-decide')
    await decide.getByRole('button', { name: '确定' }).click()
    await see(page, /已批准，1 次检查已调整/)
  })

  it('整段旅程里没有一个页面报错', () => {
    // The phone was without network on purpose.
    const complaints = people.flatMap(p => p.complaints).filter(c => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/.test(c))
    expect(complaints).toEqual([])
  })
})
