/** A real Chromium over a real server of its own: what every journey starts from. Pictures go to `e2e/pictures/` (not kept) to be looked at. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'

export const root = join(import.meta.dirname, '..')
export const picturesDir = join(import.meta.dirname, 'pictures')

export async function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

export interface RunningServer {
  readonly url: string
  readonly home: string
  readonly process: ChildProcess
  /** What it printed. */
  output(): string
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** `main.ts serve` as npm start runs it, on a free port; `home` may be one that was used before. */
export async function startServer(
  mode: 'training' | 'office',
  given: { home?: string; port?: number; empty?: boolean } = {},
): Promise<RunningServer> {
  const home = given.home ?? mkdtempSync(join(tmpdir(), 'mingcha-e2e-'))
  // As root the database runs under another account, which must be able to enter.
  chmodSync(home, 0o755)
  const port = given.port ?? (await freePort())
  const child = spawn(process.execPath, ['packages/server/src/main.ts', 'serve', '--mode', mode], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      MINGCHA_HOME: home,
      PUBLIC_URL: `http://localhost:${port}`,
      ...(given.empty && { MINGCHA_EMPTY: '1' }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', d => {
    text += d
  })
  child.stderr.on('data', d => {
    text += d
  })
  const url = `http://localhost:${port}`
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  for (let i = 0; ; i++) {
    if (child.exitCode !== null || i > 600) throw new Error(`the server did not start:\n${text}`)
    try {
      if ((await fetch(`${url}/healthz`)).ok) break
    } catch {
      // not listening yet
    }
    await new Promise(r => setTimeout(r, 100))
  }
  return {
    url,
    home,
    process: child,
    output: () => text,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      await ended
    },
  }
}

/** Removes the home of a stopped server, and the cluster that stands elsewhere because PostgreSQL's account cannot enter it (a run as root). */
export function forget(server: RunningServer): void {
  const link = join(server.home, 'pg')
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const real = readlinkSync(link)
    for (const path of [real, `${real}.run`, `${real}.log`]) rmSync(path, { recursive: true, force: true })
  }
  rmSync(server.home, { recursive: true, force: true })
}

const launchOptions = () => {
  const path = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (!path) throw new Error('no Chromium: apt-get install chromium, or set CHROMIUM=/path/to/chromium')
  return {
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  }
}

export const openBrowser = (): Promise<Browser> => chromium.launch(launchOptions())

/** A person at a desk: a browser context of its own, with everything the page complained about. */
export interface Person {
  readonly page: Page
  readonly context: BrowserContext
  readonly complaints: string[]
  shot(name: string): Promise<void>
}

export async function sitDown(browser: Browser, server: { url: string }, size = { width: 1440, height: 900 }): Promise<Person> {
  const context = await browser.newContext({ viewport: size, ...inChina(server) })
  return watch(context, await context.newPage())
}

/** A phone of one's own: closed and opened again with the same `home`, it still has its cookies and what pages kept on it. */
export async function openPhone(home: string, server: { url: string }): Promise<Person> {
  const context = await chromium.launchPersistentContext(home, { ...launchOptions(), viewport: phone, ...inChina(server) })
  return watch(context, context.pages()[0] ?? (await context.newPage()))
}

const inChina = (server: { url: string }) => ({ baseURL: server.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })

function watch(context: BrowserContext, page: Page): Person {
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('pageerror', e => complaints.push(`page error: ${e.message}`))
  page.on('console', m => {
    // A refused command answers 4xx on purpose; Chromium prints each as an error.
    if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) complaints.push(`console: ${m.text()}`)
  })
  return {
    page,
    context,
    complaints,
    shot: async name => {
      mkdirSync(picturesDir, { recursive: true })
      await page.waitForTimeout(250)
      await page.screenshot({ path: join(picturesDir, `${name}.png`), animations: 'disabled' })
    },
  }
}

export const phone = { width: 390, height: 844 }

/**
 * antd's select: opened by its label, options chosen by their text. A click on a list that is still coming in, or whose options were just loaded, is lost now
 * and then, as it is for a person; so it is done again until the select shows what was chosen, five times at most.
 */
export async function chooseOption(on: Page | Locator, label: string, ...options: (string | RegExp)[]): Promise<void> {
  const page = 'page' in on ? on.page() : on
  const field = on.getByLabel(label, { exact: true })
  const select = field.locator('xpath=ancestor::div[contains(concat(" ", @class, " "), " ant-select ")][1]')
  for (const option of options) {
    const shown = select.filter({ hasText: option })
    for (let attempt = 1; ; attempt++) {
      if ((await field.getAttribute('aria-expanded')) !== 'true') await field.click()
      // Its own list: the one of a select before may still be fading.
      let id = await field.getAttribute('aria-controls')
      for (let wait = 0; id === null && wait < 100; wait++) {
        await page.waitForTimeout(50)
        id = await field.getAttribute('aria-controls')
      }
      const list = page.locator('.ant-select-dropdown', { has: page.locator(`[id="${id}"]`) })
      await list.locator('.ant-select-item-option', { hasText: option }).first().click()
      try {
        await shown.first().waitFor({ timeout: attempt < 5 ? 1500 : 10_000 })
        break
      } catch (e) {
        if (attempt === 5) throw e
      }
    }
  }
}
