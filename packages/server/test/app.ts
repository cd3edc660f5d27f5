/**
 * The application over a database of its own, and a client that behaves as the browser does (cookies, CSRF header), through `inject`: no port.
 *
 *   const { env, app, drop } = await freshApp()
 *   const clerk = await signIn(app, 'clerk', password)
 *   const reply = await clerk.call('plan.view', { query: { year: 2026 } })
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RouteName, type Routes, routes } from '@mingcha/core/api'
import type { FastifyInstance } from 'fastify'
import type { Env, JobName, Mode } from '../src/env.ts'
import { buildApp } from '../src/http/app.ts'
import { handlers } from '../src/http/handlers.ts'
import { openSeal } from '../src/ports/seal.ts'
import { type FreshDatabase, freshDatabase } from './harness.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

export interface FreshApp {
  readonly env: Env
  readonly app: FastifyInstance
  readonly database: FreshDatabase
  /** Jobs that commands asked for, in order; nothing runs them behind the test's back. */
  readonly asked: { readonly name: JobName; readonly data: unknown }[]
  drop(): Promise<void>
}

export async function freshApp(
  options: { readonly mode?: Mode; readonly rate?: number; readonly env?: (env: Env) => Env } = {},
): Promise<FreshApp> {
  const database = await freshDatabase({ max: 20 })
  const home = mkdtempSync(join(tmpdir(), 'mingcha-test-'))
  const asked: { name: JobName; data: unknown }[] = []
  const base: Env = {
    mode: options.mode ?? 'training',
    db: database.db,
    seal: openSeal(join(home, 'keys')),
    systemNow: () => new Date().toISOString(),
    wakeLog: () => {},
    home,
    publicUrl: 'http://localhost',
    schemesDir: join(root, 'schemes'),
    fixturesDir: join(root, 'fixtures'),
    jobs: {
      enqueue: async (_tx, name, data) => {
        asked.push({ name, data })
      },
    },
    keepBackups: { days: 7, weeks: 5 },
  }
  const env = options.env ? options.env(base) : base
  const app = await buildApp(env, { handlers, rate: options.rate ?? 1_000_000 })
  return {
    env,
    app,
    database,
    asked,
    drop: async () => {
      await app.close()
      await database.drop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look at replies of every route.
  readonly body: any
  readonly headers: Record<string, unknown>
}
interface Request {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
  readonly file?: { readonly name: string; readonly bytes: Buffer }
}
export interface Client {
  call(name: RouteName, request?: Request): Promise<Answer>
  readonly csrf: string
}

/** A browser that has opened the page: it has the CSRF cookie and no session. */
export async function visit(app: FastifyInstance): Promise<Client> {
  const jar = new Map<string, string>()
  let csrf = ''
  const call = async (name: RouteName, request: Request = {}): Promise<Answer> => {
    const route: Routes[RouteName] = routes[name]
    const url = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(request.params?.[key] ?? ''))
    const query = Object.fromEntries(Object.entries(request.query ?? {}).map(([k, v]) => [k, String(v)]))
    const headers: Record<string, string> = { 'x-csrf-token': csrf, cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') }
    let payload: string | Buffer | undefined
    if (request.file) {
      const boundary = '----mingcha'
      headers['content-type'] = `multipart/form-data; boundary=${boundary}`
      payload = Buffer.concat([
        Buffer.from(
          request.body === undefined
            ? ''
            : `--${boundary}\r\nContent-Disposition: form-data; name="data"\r\n\r\n${JSON.stringify(request.body)}\r\n`,
        ),
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${request.file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
        ),
        request.file.bytes,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ])
    } else if (request.body !== undefined) {
      headers['content-type'] = 'application/json'
      payload = JSON.stringify(request.body)
    }
    const reply = await app.inject({ method: route.method, url, query, headers, ...(payload !== undefined && { payload }) })
    for (const c of reply.cookies) {
      if (c.value === '') jar.delete(c.name)
      else jar.set(c.name, c.value)
    }
    const json = String(reply.headers['content-type']).includes('application/json')
    const body = json ? reply.json() : reply.rawPayload
    if (json && typeof body.csrf === 'string') csrf = body.csrf
    return { status: reply.statusCode, body, headers: reply.headers }
  }
  await call('session.view')
  return {
    call,
    get csrf() {
      return csrf
    },
  }
}

export async function signIn(app: FastifyInstance, login: string, password: string): Promise<Client> {
  const client = await visit(app)
  const reply = await client.call('session.start', { body: { login, password } })
  if (reply.status !== 200) throw new Error(`cannot sign in as ${login}: ${JSON.stringify(reply.body)}`)
  return client
}
