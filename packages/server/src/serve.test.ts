/** The server process as an operator meets it: it stops cleanly however often it is told to, and what cannot work is a sentence, not a stack. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

let home: string
const children: ChildProcess[] = []
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mc-serve-'))
  chmodSync(home, 0o755)
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
})

interface Told {
  readonly child: ChildProcess
  said(): string
  readonly code: Promise<number | null>
}

function start(env: Record<string, string>): Told {
  const { DATABASE_URL: _, DATABASE_OWNER_URL: __, ...inherited } = process.env
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url)), 'serve', '--mode', 'office'], {
    env: { ...inherited, MINGCHA_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      text += chunk
    })
  return { child, said: () => text, code: new Promise(done => child.once('close', done)) }
}

async function listen(): Promise<{ port: number; close(): void }> {
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return { port: (server.address() as { port: number }).port, close: () => server.close() }
}

test('Ctrl-C comes from the terminal and again through npm: the stop is clean, with code 0', async () => {
  const { port, close } = await listen()
  close()
  const server = start({ PORT: String(port) })
  await expect.poll(() => server.said(), { timeout: 15_000 }).toContain('按 Ctrl-C 停止')
  // A request half sent holds the stop open, so that the second signal surely falls into it.
  const half = connect(port, '127.0.0.1')
  await new Promise<void>(done => half.write('GET /healthz HTTP/1.1\r\nHost: x\r\n', () => done()))
  await sleep(100)
  server.child.kill('SIGINT')
  await sleep(100)
  server.child.kill('SIGINT')
  server.child.kill('SIGTERM')
  await sleep(100)
  expect(server.child.signalCode ?? server.child.exitCode, 'still stopping').toBe(null)
  half.destroy()
  expect(await server.code, server.said()).toBe(0)
})

test('a port in use is a sentence with the remedy', async () => {
  const taken = await listen()
  const server = start({ PORT: String(taken.port) })
  expect(await server.code).toBe(1)
  expect(server.said()).toContain(`端口 ${taken.port} 已被占用`)
  taken.close()
})

test.each([
  [
    'DATABASE_OWNER_URL',
    { DATABASE_URL: 'postgresql://a:geheim@127.0.0.1:1/x', DATABASE_OWNER_URL: 'postgresql://b:geheim@127.0.0.1:1/x' },
  ],
  ['DATABASE_URL', { DATABASE_URL: 'postgresql://a:geheim@127.0.0.1:1/x' }],
])('a database that cannot be reached is a sentence that names %s and no password', async (variable, env) => {
  const server = start(env)
  expect(await server.code).toBe(1)
  expect(server.said()).toContain(`检查 ${variable} 里`)
  expect(server.said()).not.toMatch(/geheim|at .*\.ts:/)
})
