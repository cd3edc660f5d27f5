/**
 * 隆尧's quarter as people live it: 综合办, 监督人, officers and a citizen of 示例县, each in a browser of their own, from a ledger to a verified record.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unzipSync, zipSync } from 'fflate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forget, openBrowser, type Person, phone, type RunningServer, root, sitDown, startServer } from './browser.ts'
import { as, ask, loginOf, submitOffSite } from './drawn.ts'

const fixture = (name: string) => join(root, 'fixtures/示例县', name)

let server: RunningServer
let browser: Browser
const people: Person[] = []
let office: Person
let supervisor: Person
let head: Person
let batch = ''
let chosenId = ''

async function signIn(who: string | RegExp): Promise<Person> {
  const person = await sitDown(browser, server)
  people.push(person)
  await person.page.goto('/office/')
  await person.page.getByRole('button', { name: who }).click()
  await person.page.getByRole('navigation', { name: '主导航' }).waitFor()
  return person
}
async function signInOfficer(code: string, size?: { width: number; height: number }): Promise<Person> {
  const person = await sitDown(browser, server, size)
  people.push(person)
  await person.page.goto('/office/')
  await person.page.getByLabel('执法人员').selectOption(code)
  await person.page.locator('.content').waitFor()
  return person
}
const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

/** A POST as somebody without our pages would send it, with his own session. */
async function post(
  person: Person,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: { error?: { code: string } } & Record<string, unknown> }> {
  return person.page.evaluate(
    async ([path, body]) => {
      const { csrf } = await (await fetch('/api/session')).json()
      const reply = await fetch(path as string, {
        method: 'POST',
        headers: { 'x-csrf-token': csrf, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: reply.status, body: await reply.json() }
    },
    [path, body] as const,
  )
}

beforeAll(async () => {
  server = await startServer('training')
  browser = await openBrowser()
  office = await signIn(/综合办·方舟/)
  supervisor = await signIn(/监督人/)
  head = await signIn(/负责人/)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (server) forget(server)
})

describe('隆尧的一个季度：从台账到可核验的记录', () => {
  it('1 台账：GBK 文件里错在哪一行、怎么改都列出来；跳过错行写入其余的（JX-63 LY-10）', async () => {
    const { page } = office
    await office.shot('01-workbench')
    await page.goto('/office/subjects/import')
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '台账.xlsx', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from('PK\x03\x04........') })
    await see(page, /Excel 工作簿/)
    await page.locator('input[type=file]').setInputFiles(fixture('subjects-with-errors.csv'))
    await see(page, '二、检查结果（还没有写入）')
    await see(page, /末位是“.”，按前 17 位应为“.”/)
    await office.shot('02-import-errors')
    expect(await page.getByRole('button', { name: '确认写入' }).isDisabled()).toBe(true)
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: '确认写入' }).click()
    await see(page, '二、已写入')
    await page.goto('/office/subjects')
    await page.getByLabel('搜索检查对象').fill('新增成功')
    await see(page, '示例县新增成功有限公司')
  })

  it('2 方案与归类：每家企业说得清为什么（LY-23 A-01）', async () => {
    const { page } = office
    await page.goto('/office/scheme')
    await see(page, /季度抽取 18%|18%/)
    await office.shot('03-scheme')
    await page.goto('/office/subjects?stratum=SPECIAL')
    await page.locator('.listing button.link').first().click()
    await page.getByRole('tab', { name: '类别及依据' }).click()
    await see(page, /特殊监管对象：/)
    await office.shot('04-subject-why')
  })

  it('3 三个不查：依据昨天失效、不在清单、公布后新增的行各被各的关口拦下；备案公布后第三个放行（JX-07 LY-19 V-27）', async () => {
    const { page } = office
    await page.goto('/office/tasks')
    const row = (name: string) => page.locator('.task-list > li', { hasText: name })
    await row('餐饮油烟专项抽查').getByRole('button', { name: '下达' }).click()
    await see(page, /2026-03-25 之后失效/)
    await office.shot('05-gates')
    const create = (planRowCode: string) => post(office, '/api/tasks', { year: 2026, planRowCode, unitName: '执法一中队' })
    expect((await create('P-04')).body.error?.code).toBe('gate.no_basis')
    expect((await create('P-05')).body.error?.code).toBe('gate.not_listed')
    await page.goto('/office/plan')
    await page.getByRole('button', { name: '新增计划行' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('编号').fill('P-06')
    await dialog.getByLabel('任务名称').fill('涉危险废物单位补充抽查')
    await dialog.getByLabel('抽查事项').click()
    await page.getByTitle(/SX-04/).click()
    await dialog.getByLabel('名单名称').fill('危废重点')
    await dialog.getByLabel('分层代码').fill('WFZD')
    await dialog.getByLabel('抽取数量').fill('4')
    await dialog.getByLabel('发起主体').fill('执法二中队')
    await dialog.getByLabel('检查依据').fill('县局 2026 年补充安排')
    await dialog.getByRole('button', { name: '保存' }).click()
    await see(page, '待公布')
    expect((await create('P-06')).body.error?.code).toBe('gate.not_planned')
    await page.getByRole('button', { name: '备案并公布调整' }).click()
    await page.getByLabel('备案', { exact: true }).fill('示环备〔2026〕3 号')
    await page.getByRole('dialog').getByRole('button', { name: '公布', exact: true }).click()
    await see(page, /第 2 版/)
    await office.shot('06-plan')
    await page.goto('/office/tasks')
    for (const name of [
      '二季度重点、特殊监管对象随机抽查',
      '二季度一般监管对象随机抽查',
      '加油站“一业一查”联合抽查',
      '涉危险废物单位补充抽查',
    ]) {
      await row(name).getByRole('button', { name: '下达' }).click()
      await row(name).getByText('待组批').waitFor()
    }
    await office.shot('07-tasks')
  })

  it('4 组批与冻结：快照入日志，双色球加大乐透，等级 B，承诺可以交出去', async () => {
    const { page } = office
    await page.goto('/office/batches')
    await page.getByRole('button', { name: /组成批次/ }).click()
    await page.waitForURL(/batches\/990101-2026-\d{4}$/)
    batch = page.url().split('/').at(-1) ?? ''
    await page.getByRole('button', { name: '生成名录库快照' }).click()
    await see(page, /与当前名录一致/)
    await page.getByRole('button', { name: '冻结并承诺' }).scrollIntoViewIfNeeded()
    await see(page, /可信等级 B，公共随机 48 比特/)
    await office.shot('08-freeze')
    await page.getByRole('button', { name: '冻结并承诺' }).click()
    await page.getByRole('button', { name: '冻结', exact: true }).click()
    await page.locator('.hash-large').waitFor()
    await see(page, /第 \d+ 条/)
    await office.shot('09-committed')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 commit.json' }).click()
    const commit = JSON.parse(readFileSync(await (await download).path(), 'utf8'))
    expect(commit).toMatchObject({ draw: batch, assurance: 'B', mode: 'sealed' })
    const citizen = await sitDown(browser, server)
    people.push(citizen)
    await citizen.page.goto(`/draws/${batch}`)
    await see(citizen.page, '已承诺，等待公共随机事件')
    await citizen.shot('10-public-committed')
  })

  it('5 公共事件与抽取：开奖前不能录入；监督人录入，另一人核对；抽取只发生一次，刷新、双击、两个页签、第二个人、重启都是同一个结果', async () => {
    const { page } = supervisor
    await page.goto(`/office/batches/${batch}/ceremony`)
    await see(page, /等待：3月28日/)
    await supervisor.shot('11-ceremony-waiting')
    expect(
      (
        await post(supervisor, `/api/batches/${batch}/event`, {
          numbers: ['03 09 14 21 28 33 07', '02 11 19 27 35 04 09'],
          witnesses: [],
          evidenceSha256: null,
        })
      ).body.error?.code,
    ).toBe('event.early')
    expect((await post(office, '/api/training/clock', { to: '2026-03-28T13:40:00Z' })).status).toBe(200)
    const enter = async (on: Page, ssq: string, dlt: string) => {
      for (const [i, n] of ssq.split(' ').entries())
        await on
          .getByRole('group', { name: /双色球/ })
          .getByLabel(`第 ${i + 1} 个号码`)
          .fill(n)
      for (const [i, n] of dlt.split(' ').entries())
        await on
          .getByRole('group', { name: /大乐透/ })
          .getByLabel(`第 ${i + 1} 个号码`)
          .fill(n)
    }
    await page.getByRole('button', { name: '提交，交第二人核对' }).waitFor()
    await enter(page, '03 09 14 21 28 34 07', '02 11 19 27 35 04 09')
    await page.getByRole('button', { name: '提交，交第二人核对' }).click()
    await page.getByRole('alert').waitFor()
    await supervisor.shot('12-ceremony-wrong')
    await enter(page, '03 09 14 21 28 33 07', '02 11 19 27 35 04 09')
    await page.getByRole('button', { name: '提交，交第二人核对' }).click()
    await see(page, /已录入，待核对/)
    const wall = head.page
    await wall.goto(`/office/batches/${batch}/ceremony`)
    await wall.getByRole('button', { name: '核对一致，写入日志' }).waitFor()
    await enter(wall, '03 09 14 21 28 33 07', '02 11 19 27 35 04 09')
    await wall.getByRole('button', { name: '核对一致，写入日志' }).click()
    await wall.getByRole('button', { name: '开始抽取' }).waitFor()
    await head.shot('13-ceremony-ready')
    await wall.getByRole('button', { name: '开始抽取' }).dblclick()
    await wall.locator('.cer-result').waitFor()
    await wall.waitForTimeout(5_000)
    await head.shot('14-ceremony-drawn')
    const result = await wall.locator('.cer-result').innerText()
    const [a, b] = await Promise.all([post(office, `/api/batches/${batch}/draw`), post(supervisor, `/api/batches/${batch}/draw`)])
    expect([a.body.already, b.body.already]).toEqual([true, true])
    expect(a.body.seedCheck).toBe(b.body.seedCheck)
    await wall.reload()
    await wall.locator('.cer-result').waitFor()
    expect(await wall.locator('.cer-result').innerText()).toBe(result)
    const port = Number(new URL(server.url).port)
    await server.stop('SIGKILL')
    server = await startServer('training', { home: server.home, port })
    await wall.reload()
    await wall.locator('.cer-result').waitFor()
    expect(await wall.locator('.cer-result').innerText()).toBe(result)
    expect((await post(office, `/api/batches/${batch}/draw`)).body).toMatchObject({ already: true, seedCheck: a.body.seedCheck })
    for (const [name, size] of [
      ['15-ceremony-phone', phone],
      ['16-ceremony-wall', { width: 1920, height: 1080 }],
    ] as const) {
      await wall.setViewportSize(size)
      await head.shot(name)
    }
    await wall.setViewportSize({ width: 1440, height: 900 })
    writeFileSync(join(import.meta.dirname, 'pictures', '17-record-sheet.pdf'), await wall.pdf({ preferCSSPageSize: true }))
  }, 240_000)

  it('6 检查：执法人员只看见自己的；什么也不预选；各组完成并由两人签名后公布（EZ-50 X-04）', async () => {
    expect((await post(office, '/api/training/clock', { to: '2026-04-20T02:00:00Z' })).status).toBe(200)
    const asHead = await as(server.url, 'fuze')
    const rows: { id: string; subject: { name: string }; team: { code: string }[] }[] = (
      await ask(asHead, 'visit.list', { query: { batch, state: 'waiting' } })
    ).rows
    expect(rows.length).toBeGreaterThan(20)
    const [visit] = rows
    if (!visit) throw new Error('no visit')
    const code = loginOf(visit.team[0]!.code)
    const officer = await signInOfficer(code, phone)
    const { page } = officer
    await page.goto('/office/visits')
    await see(page, visit.subject.name)
    await officer.shot('18-visits-phone')
    const theirs = rows.filter(r => !r.team.some(t => loginOf(t.code) === code))
    for (const r of theirs.slice(0, 5)) expect(await page.getByText(r.subject.name, { exact: true }).count()).toBe(0)
    await page.getByText(visit.subject.name).first().click()
    await page.getByRole('button', { name: '排期并报批' }).click()
    expect(await page.locator('input[type=radio]:checked').count()).toBe(0)
    await officer.shot('19-visit-phone')
    for (const r of rows) await submitOffSite(server.url, r, '2026-04-20')
    await page.goto(`/office/visits/${visit.id}`)
    await see(page, '执法人员签名与校验值')
    await officer.context.close()
    people.splice(people.indexOf(officer), 1)
    const { page: desk } = office
    await desk.goto(`/office/batches/${batch}`)
    await desk.getByRole('button', { name: '公布抽取记录' }).click()
    await see(desk, '已公布')
    await office.shot('20-published')
  }, 240_000)

  it('7 核验：公众页给出票号与分界；网页、单文件、命令行、Python 结论一致；改动一个字节都被发现', async () => {
    const citizen = await sitDown(browser, server)
    people.push(citizen)
    const { page } = citizen
    await page.goto(`/draws/${batch}`)
    await see(page, '已公布，可离线核验')
    await citizen.shot('21-public-draw')
    const zip = Buffer.from(await (await fetch(`${server.url}/draws/${batch}/bundle.zip`)).arrayBuffer())
    const files = unzipSync(new Uint8Array(zip))
    const text = (name: string) => Buffer.from(files[name] ?? []).toString()
    const drawn = new Set(
      text('selected.txt')
        .split('\n')
        .map(l => l.split('\t')[4]),
    )
    const lines = text('frame.txt').trim().split('\n')
    chosenId = lines.map(l => l.split('\t')[0] ?? '').find(id => !drawn.has(id)) ?? ''
    await page.getByLabel('统一社会信用代码').fill(chosenId)
    await page.getByRole('button', { name: '查票号' }).click()
    await see(page, '没有抽中，正确')
    await citizen.shot('22-ticket')
    await page.setViewportSize(phone)
    await citizen.shot('23-ticket-phone')
    await page.setViewportSize({ width: 1440, height: 900 })

    const dir = mkdtempSync(join(tmpdir(), 'citizen-'))
    try {
      const good = join(dir, 'good.zip')
      writeFileSync(good, zip)
      const assign = Buffer.from(files['assign.txt'] ?? [])
      assign[assign.length - 3] = (assign[assign.length - 3] ?? 0) ^ 1
      const bad = join(dir, 'bad.zip')
      writeFileSync(bad, zipSync({ ...files, 'assign.txt': new Uint8Array(assign) }))
      const cli = join(root, 'packages/verifier/dist/mingcha-verify.mjs')
      const run = (command: string, ...args: string[]) => {
        try {
          return { code: 0, out: execFileSync(command, args, { encoding: 'utf8' }) }
        } catch (e) {
          return { code: (e as { status: number }).status, out: String((e as { stdout: string }).stdout) }
        }
      }
      const python = join(root, 'vectors/reference/verify.py')
      expect(run(process.execPath, cli, good).code).toBe(0)
      expect(run(process.execPath, cli, bad).code).toBe(1)
      expect(run('python3', python, good).code).toBe(0)
      expect(run('python3', python, bad).code).toBe(1)

      // The page on the server, and the one file opened from disk.
      await page.goto(`/verify?draw=${batch}`)
      await page.locator('#mingcha-verify').getByText(/通过/).first().waitFor()
      await citizen.shot('24-verify-page')
      const disk = await sitDown(browser, server)
      people.push(disk)
      const html = join(dir, 'verify.html')
      writeFileSync(html, Buffer.from(await (await fetch(`${server.url}/verify.html`)).arrayBuffer()))
      await disk.context.setOffline(true)
      await disk.page.goto(pathToFileURL(html).href)
      await disk.page.locator('input[type=file]').first().setInputFiles(good)
      await disk.page
        .getByText(/全部通过|核验通过/)
        .first()
        .waitFor()
      await disk.shot('25-verify-file')
      await disk.page.reload()
      await disk.page.locator('input[type=file]').first().setInputFiles(bad)
      await disk.page
        .getByText(/没有通过|未通过|不通过/)
        .first()
        .waitFor()
      await disk.shot('26-verify-tampered')
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
    await page.goto('/')
    await citizen.shot('27-public-home')
  }, 120_000)

  it('整段旅程里没有一个页面报错', () => {
    // The server was killed once on purpose; pages that polled it meanwhile say so.
    const complaints = people.flatMap(p => p.complaints).filter(c => !c.includes('ERR_CONNECTION_REFUSED'))
    expect(complaints).toEqual([])
  })
})
