/** The page in a real Chromium: opened from disk with no network, and inside a server's page under its policy. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Files, readVector, textOf, withFile, writeFolder, writeZip } from './bundles.ts'

const work = mkdtempSync(join(tmpdir(), 'mingcha-page-'))
const vector = readVector('tiers')
const DRAWN = '91130525MA9425619Y'
const NOT_DRAWN = '91130525MA2094582M'

const swapped = textOf(vector.files, 'selected.txt').replace('drawn', 'x').replace('reserve', 'drawn').replace('\tx', '\treserve')
const tampered: Files = withFile(vector.files, 'selected.txt', swapped)
/** Markup in every text a bundle can bring to the screen. */
const hostile: Files = withFile(vector.files, '<img src=x onerror=document.title="owned">', new Uint8Array(1))

let browser: Browser
let server: Server
let origin: string

beforeAll(async () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../build.ts', import.meta.url)), join(work, 'dist')])
  writeZip(vector.files, join(work, 'good.zip'))
  writeZip(tampered, join(work, 'bad.zip'))
  writeZip(hostile, join(work, 'hostile.zip'))
  writeFolder(vector.files, join(work, 'folder'))
  server = createServer((request, response) => {
    const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'"
    const path = new URL(request.url!, 'http://x').pathname
    if (path === '/verify-page.js')
      return response.setHeader('content-type', 'text/javascript').end(readFileSync(join(work, 'dist', 'verify-page.js')))
    if (path.endsWith('.zip'))
      return path === '/none.zip' ? response.writeHead(404).end() : response.end(readFileSync(join(work, path.slice(1))))
    const bundle = new URL(request.url!, 'http://x').searchParams.get('bundle')
    const attribute = bundle === null ? '' : ` data-bundle="${bundle}"`
    response.setHeader('content-type', 'text/html; charset=utf-8').setHeader('content-security-policy', policy)
    response.end(
      `<!doctype html><title>核验</title><h1>核验一次抽取</h1><div id="mingcha-verify"${attribute}></div><script src="/verify-page.js" defer></script>`,
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
})
afterAll(async () => {
  await browser?.close()
  server?.close()
  rmSync(work, { recursive: true, force: true })
})

/** A page that has nothing to fetch: any request but the document itself, and any error, is collected. */
async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => request.url() !== url && !request.url().startsWith(origin) && complaints.push(request.url()))
  await page.goto(url)
  return { page, complaints }
}
const fromDisk = () => open(pathToFileURL(join(work, 'dist', 'mingcha-verify.html')).href)
const verdictOf = (page: Page) => page.locator('.mv-verdict-title').textContent()

describe('opened from disk', () => {
  it('a good zip passes, and asks the network for nothing', async () => {
    const { page, complaints } = await fromDisk()
    await page.setInputFiles('#mv-zip', join(work, 'good.zip'))
    expect(await verdictOf(page)).toBe('核验通过')
    expect(await page.locator('.mv-check-pass').count()).toBe(36)
    expect(await page.locator('.mv-check-not-applicable').count()).toBe(3)
    expect(await page.locator('.mv-check-fail').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('a tampered zip fails visibly, by name', async () => {
    const { page, complaints } = await fromDisk()
    await page.setInputFiles('#mv-zip', join(work, 'bad.zip'))
    expect(await verdictOf(page)).toBe('核验未通过')
    const failed = await page.locator('.mv-failures .mv-name').allTextContents()
    for (const name of ['selected.order', 'result.macs', 'publish.files'])
      expect(
        failed.some(text => text.startsWith(name)),
        name,
      ).toBe(true)
    expect(await page.locator('.mv-check-fail').first().isVisible()).toBe(true)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('a folder, and the files one by one, give the same verdict', async () => {
    const { page } = await fromDisk()
    await page.setInputFiles('#mv-folder', join(work, 'folder'))
    expect(await verdictOf(page)).toBe('核验通过')
    await page.getByRole('button', { name: '核验另一份' }).click()
    await page.setInputFiles(
      '#mv-files',
      [...vector.files.keys()].map(name => join(work, 'folder', name)),
    )
    expect(await verdictOf(page)).toBe('核验通过')
    await page.close()
  })

  it('a dropped zip is read', async () => {
    const { page } = await fromDisk()
    const base64 = readFileSync(join(work, 'good.zip')).toString('base64')
    const transfer = await page.evaluateHandle(text => {
      const bytes = Uint8Array.from(atob(text), char => char.charCodeAt(0))
      const dropped = new DataTransfer()
      dropped.items.add(new File([bytes], 'good.zip'))
      return dropped
    }, base64)
    await page.dispatchEvent('.mv-drop', 'drop', { dataTransfer: transfer })
    expect(await verdictOf(page)).toBe('核验通过')
    await page.close()
  })

  it('answers “我没被抽中，对吗？” for drawn, not drawn and unknown', async () => {
    const { page } = await fromDisk()
    await page.setInputFiles('#mv-zip', join(work, 'good.zip'))
    const ask = async (id: string) => {
      await page.fill('#mv-id', id)
      await page.getByRole('button', { name: '查询' }).click()
      return page.locator('.mv-answer-lead').textContent()
    }
    expect(await ask(NOT_DRAWN)).toBe(`对：${NOT_DRAWN} 没有抽中；重算一致。`)
    expect(await ask(DRAWN.toLowerCase())).toContain(`${DRAWN} 抽中`)
    expect(await page.locator('.mv-row').count()).toBe(2)
    expect(await ask('91130525MA99999999')).toContain('不在这次抽取的候选库中')
    await page.close()
  })

  it('a trusted key and a salt of one’s own are used', async () => {
    const { page } = await fromDisk()
    await page.setInputFiles('#mv-zip', join(work, 'good.zip'))
    await page.locator('.mv-more summary').click()
    await page.fill('#mv-salt', Buffer.from(vector.salt).toString('hex'))
    await page.press('#mv-salt', 'Tab')
    expect(await page.locator('.mv-check-pass').count()).toBe(38)
    await page.fill('#mv-vkey', 'log.example/other+00000000+AQ==')
    await page.press('#mv-vkey', 'Tab')
    expect(await verdictOf(page)).toBe('核验未通过')
    await page.close()
  })

  it('markup in a bundle stays text; a file that is no zip gets a sentence', async () => {
    const { page, complaints } = await fromDisk()
    await page.setInputFiles('#mv-zip', join(work, 'hostile.zip'))
    expect(await verdictOf(page)).toBe('核验未通过')
    expect(await page.locator('.mv-checks img').count()).toBe(0)
    await page.getByRole('button', { name: '核验另一份' }).click()
    await page.setInputFiles('#mv-zip', { name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('PK\u0003\u0004broken') })
    expect(await page.getByRole('alert').textContent()).toContain('压缩包打不开')
    expect(complaints).toEqual([])
    await page.close()
  })

  it('speaks English', async () => {
    const { page } = await fromDisk()
    await page.getByRole('button', { name: 'English' }).click()
    await page.setInputFiles('#mv-zip', join(work, 'good.zip'))
    expect(await verdictOf(page)).toBe('Verified')
    await page.close()
  })
})

describe('inside a server’s page', () => {
  it('is at most 120 KB gzip', () => {
    expect(gzipSync(readFileSync(join(work, 'dist', 'verify-page.js'))).length).toBeLessThanOrEqual(120 * 1024)
  })

  it('fetches data-bundle from its own origin and shows the checks, under a policy without inline script', async () => {
    const { page, complaints } = await open(`${origin}/verify?bundle=/good.zip`)
    expect(await verdictOf(page)).toBe('核验通过')
    expect(complaints).toEqual([])
    await page.goto(`${origin}/verify?bundle=/bad.zip`)
    expect(await verdictOf(page)).toBe('核验未通过')
    await page.close()
  })

  it('without data-bundle it offers to choose', async () => {
    const { page, complaints } = await open(`${origin}/verify`)
    await page.setInputFiles('#mv-zip', join(work, 'good.zip'))
    expect(await verdictOf(page)).toBe('核验通过')
    expect(complaints).toEqual([])
    await page.close()
  })

  it.each(['/none.zip', 'https://elsewhere.example/bundle.zip'])(
    'says so where %s cannot be fetched, and offers to choose',
    async bundle => {
      const { page, complaints } = await open(`${origin}/verify?bundle=${bundle}`)
      expect(await page.getByRole('alert').textContent()).toContain('抽取包没有取到')
      expect(complaints.filter(text => text.includes('elsewhere'))).toEqual([])
      await page.close()
    },
  )
})
