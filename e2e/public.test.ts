/** 公众页 for everybody: with a screen reader, without script, in large type, on a slow line, and for those who type nonsense into the address bar. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forget, openBrowser, phone, type RunningServer, startServer } from './browser.ts'
import { type Client, signInAt } from './client.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let server: RunningServer
let browser: Browser
let draw = ''

/** A committed batch of the filling stations. */
async function commitBatch(office: Client): Promise<string> {
  const must = async (...request: Parameters<Client['call']>) => {
    for (let i = 0; ; i++) {
      const reply = await office.call(...request)
      if (reply?.status === 200) return reply.body
      if (i > 100 || reply?.body.error.code !== 'freeze.snapshot_waiting') throw new Error(`${request[0]}: ${JSON.stringify(reply?.body)}`)
      await sleep(100)
    }
  }
  const task = await must('task.create', { body: { year: 2026, planRowCode: 'P-03', unitName: '执法一中队' } })
  const { code } = await must('batch.create', { body: { tasks: [task.code] } })
  await must('batch.snapshot', { params: { code } })
  const entropy = [{ kind: 'lottery', game: 'ssq', issue: '2026033', notBefore: '2026-03-26T13:15:00Z' }]
  const deadlines = { eventBy: '2026-03-30T16:00:00Z', resultBy: '2026-03-31T16:00:00Z', openBy: '2026-07-20T16:00:00Z' }
  await must('batch.freeze', { params: { code }, body: { entropy, ...deadlines } })
  return code
}

beforeAll(async () => {
  server = await startServer('training')
  browser = await openBrowser()
  draw = await commitBatch(await signInAt(server.url, 'zonghe', 'shilixian-yanlian'))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (server) forget(server)
})

const withContext = async <T>(options: Parameters<Browser['newContext']>[0], run: (context: BrowserContext) => Promise<T>): Promise<T> => {
  const context = await browser.newContext({ baseURL: server.url, locale: 'zh-CN', ...options })
  try {
    return await run(context)
  } finally {
    await context.close()
  }
}

const paths = (): string[] => [
  '/',
  '/results?q=示例县',
  '/results',
  '/checked',
  '/scheme',
  '/open-data',
  '/items',
  '/plans/2026',
  `/draws/${draw}`,
  `/draws/${draw}?id=91990101MA00000001`,
  '/about',
  '/verify',
  '/draws/990101-2026-9999',
]

describe('无障碍', () => {
  it.each([
    ['桌面', { viewport: { width: 1440, height: 900 } }],
    ['手机', { viewport: phone }],
  ])('axe-core 在每个公众页和登录页上没有严重问题（%s）', async (_, options) => {
    await withContext({ ...options, bypassCSP: true }, async context => {
      const page = await context.newPage()
      const found: string[] = []
      for (const path of [...paths(), ...paths().map(p => `${p}${p.includes('?') ? '&' : '?'}type=large`), '/office/']) {
        await page.goto(path)
        if (path === '/office/') await page.getByLabel('密码').waitFor()
        await page.evaluate(axeSource)
        const results: AxeResults = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run())
        for (const v of results.violations)
          if (v.impact === 'serious' || v.impact === 'critical')
            found.push(`${path}: ${v.id} (${v.impact}) ${v.nodes.map(n => n.target.join(' ')).join(' | ')}`)
      }
      expect(found).toEqual([])
    })
  })
})

describe('没有脚本也完整', () => {
  it('每个公众页有标题、正文和一个主区；抽取页的查票号表单能用；手机上不横向滚动', async () => {
    await withContext({ javaScriptEnabled: false, viewport: phone }, async context => {
      const page = await context.newPage()
      for (const path of paths()) {
        await page.goto(path)
        expect(await page.title(), path).toMatch(/\S/)
        expect(await page.locator('h1').count(), path).toBe(1)
        expect(await page.locator('main').count(), path).toBe(1)
        expect((await page.locator('main').innerText()).length, path).toBeGreaterThan(30)
        const width = (await page.locator('body').boundingBox())?.width ?? 0
        expect(width, `${path} 在手机上比屏幕宽`).toBeLessThanOrEqual(phone.width)
      }
      await page.goto(`/draws/${draw}`)
      await page.getByText('已承诺，等待公共随机事件').first().waitFor()
      await page.getByLabel('统一社会信用代码').fill('91990101MA00000001')
      await page.getByRole('button', { name: '查票号' }).click()
      await page.getByText('结果尚在封存期，公布后即可查询').waitFor()
      expect(new URL(page.url()).searchParams.get('id')).toBe('91990101MA00000001')
    })
  })

  it('大字版是一个链接，记住选择，也能回来', async () => {
    await withContext({ javaScriptEnabled: false }, async context => {
      const page = await context.newPage()
      const size = async () =>
        Number.parseFloat(await (await page.locator('main p').first().elementHandle())!.evaluate(e => getComputedStyle(e).fontSize))
      await page.goto('/about')
      const normal = await size()
      await page.getByRole('link', { name: /大字|大号/ }).click()
      const large = await size()
      expect(large).toBeGreaterThanOrEqual(normal * 1.2)
      await page.goto('/about')
      expect(await size()).toBe(large)
      await page.getByRole('link', { name: /标准|普通|常规|正常/ }).click()
      expect(await size()).toBe(normal)
    })
  })
})

describe('乱填的地址', () => {
  const nonsense = [
    '%00',
    '%F0%9F%92%A5',
    "' or 1=1 --",
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'x'.repeat(3_000),
    '../../etc/passwd',
    '__proto__',
    '-1',
    '%E0%A4%A',
    '%',
  ]
  it('没有的抽取、年度、文件：404 加一句话', async () => {
    for (const path of ['/draws/990101-2026-9999', '/draws/x', '/plans/1999', '/firms/91990101MA00000001', '/plans/abc', '/nowhere']) {
      const reply = await fetch(`${server.url}${path}`)
      expect(reply.status, path).toBe(404)
      expect(await reply.text(), path).toMatch(/[\u4e00-\u9fff]{4}/)
    }
  })
  it.each(nonsense)('%s', async text => {
    const raw = text.startsWith('%') ? text : encodeURIComponent(text)
    for (const path of [
      `/?x=${raw}`,
      `/results?q=${raw}`,
      `/results?q=${raw}&q=${raw}`,
      `/results?q[a]=${raw}`,
      `/draws/${draw}?id=${raw}`,
      `/draws/${draw}?id=${raw}&id=2`,
      `/draws/${raw}`,
      `/draws/${raw}/bundle.zip`,
      `/draws/${draw}/files/${raw}`,
      `/firms/${raw}`,
      `/open-data/${raw}`,
      `/plans/${raw}`,
      `/verify?draw=${raw}`,
      `/about?type=${raw}`,
      `/log/tile/${raw}`,
      `/log/tile/0/${raw}`,
      `/office/${raw}`,
    ]) {
      const reply = await fetch(`${server.url}${path}`, { headers: { cookie: `mc_type=${encodeURIComponent(text)}; mc_session=${raw}` } })
      const body = await reply.text()
      expect(reply.status, `${path}\n${body.slice(0, 200)}`).toBeLessThan(500)
      expect(body).not.toMatch(/<script>alert|<img src=x/)
      if (reply.status >= 400) expect(body, path).toMatch(/[\u4e00-\u9fff]{4}/)
    }
  })
})

it('核验页连同脚本，压缩后不超过 120 KB', async () => {
  const page = Buffer.from(await (await fetch(`${server.url}/verify`)).arrayBuffer())
  const scripts = [...page.toString().matchAll(/<script[^>]+src="([^"]+)"/g)].map(m => m[1] ?? '')
  expect(scripts.length).toBeGreaterThan(0)
  let weight = gzipSync(page).length
  for (const src of scripts) weight += gzipSync(Buffer.from(await (await fetch(new URL(src, server.url))).arrayBuffer())).length
  console.log(`/verify and its script: ${weight} bytes gzipped`)
  expect(weight).toBeLessThanOrEqual(120 * 1024)
})
