/**
 * The HTTP face: one Fastify application registered from the route table, nothing beside it but public pages, the log's tiles and static files.
 *
 * For each route of the table: session → CSRF (writes) → `can()` → zod validation → one transaction → zod-checked reply. What a person can
 * type, upload or send gets a catalogue code and a sentence, never a 500; a 500 carries a reference number and its stack goes to the log only.
 */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import { type Actor, can } from '@mingcha/core/access'
import { type Route, type RouteName, routes } from '@mingcha/core/api'
import { err, type Problem, type Result } from '@mingcha/core/base'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { findUnstorable } from '../db/storable-text.ts'
import { type Reader, read, type Tx, write } from '../db/tx.ts'
import type { Env } from '../env.ts'
import { findSession, type Session } from '../features/access/sessions.ts'
import type { FileReply, Handlers, Io, Upload } from './handler.ts'
import { refusal } from './respond.ts'

z.config(z.locales.zhCN())

export const sessionCookie = 'mc_session'
export const csrfCookie = 'mc_csrf'
const uploadLimit = 64 * 1024 * 1024
const webDist = fileURLToPath(new URL('../../../web/dist', import.meta.url))

export interface AppOptions {
  readonly handlers: Handlers
  /** Public pages and the log register themselves here: pages without React, GET only. */
  readonly pages?: readonly ((app: FastifyInstance, env: Env) => void)[]
  /** Requests a minute from one address; log-ins have a tenth. */
  readonly rate?: number
  readonly log?: boolean
}

/** What a request found out about its sender. */
interface Visitor {
  readonly session: Session | null
  readonly csrf: string
}

export async function buildApp(env: Env, options: AppOptions): Promise<FastifyInstance> {
  const secure = env.publicUrl.startsWith('https:')
  const app = Fastify({
    logger: options.log ? { level: 'info', redact: ['req.headers.cookie', 'req.headers["x-csrf-token"]'] } : false,
    trustProxy: 'loopback',
    bodyLimit: 2 * 1024 * 1024,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // A path the router cannot read (a broken escape, a part beyond 200 characters) never reaches the error handler below.
    frameworkErrors: (_error, _request, reply) => void send(reply, { code: 'request.malformed' }),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(cookie)
  await app.register(helmet, {
    hsts: secure,
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // antd writes its styles at run time.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        'form-action': ["'self'"],
      },
    },
  })
  await app.register(rateLimit, {
    max: options.rate ?? 3000,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, context) => ({
      statusCode: 429,
      problem: { code: 'request.rate', seconds: Math.ceil(context.ttl / 1000) },
    }),
  })
  await app.register(multipart, { limits: { fileSize: uploadLimit, files: 1, fields: 8, fieldSize: 10_000 } })
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: '明查 Mingcha', version: '1', description: '生态环境“双随机、一公开”监管平台接口' } },
    transform: jsonSchemaTransform,
  })

  app.setErrorHandler((error: FastifyError & { problem?: Problem }, request, reply) => {
    const problem = error.problem ?? explain(error)
    if (problem) return send(reply, problem)
    const reference = String(request.id).slice(0, 8)
    console.error(`[${reference}] ${request.method} ${request.url}`, error.stack ?? error)
    return send(reply, { code: isDown(error) ? 'server.busy' : 'server.fault', reference })
  })
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && /^\/office(\/|$)/.test(request.url) && !/\.\w+(\?|$)/.test(request.url)) return sendOffice(reply)
    return send(reply, { code: 'request.not_found' })
  })

  for (const name of Object.keys(routes) as RouteName[]) registerRoute(app, env, name, options)
  for (const register of options.pages ?? []) register(app, env)
  if (existsSync(webDist))
    await app.register(fastifyStatic, { root: webDist, prefix: '/office/', wildcard: true, index: false, cacheControl: true, maxAge: '1h' })
  app.get('/office', { schema: { hide: true } }, (_request, reply) => sendOffice(reply))
  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    const alive = await read({ env, actor: null }, async ({ db }) =>
      db.selectFrom('schema_migration').select('name').orderBy('name', 'desc').executeTakeFirst(),
    )
    return reply.send({ ok: true, mode: env.mode, schema: alive?.name ?? null })
  })
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => reply.send(app.swagger()))
  await app.ready()
  return app
}

function sendOffice(reply: FastifyReply) {
  if (!existsSync(webDist))
    return reply.code(503).type('text/plain; charset=utf-8').send('办公界面尚未构建。请用 npm start 启动，它会先构建。')
  return reply.header('cache-control', 'no-cache').sendFile('index.html', webDist, { cacheControl: false })
}

function registerRoute(app: FastifyInstance, env: Env, name: RouteName, options: AppOptions): void {
  const route: Route = routes[name]
  app.route({
    method: route.method,
    url: route.path,
    ...(name === 'session.start' && { config: { rateLimit: { max: Math.max(10, (options.rate ?? 3000) / 10), timeWindow: '1 minute' } } }),
    ...(route.bodyKind === 'upload' && { bodyLimit: uploadLimit + 65_536 }),
    schema: {
      operationId: name,
      summary: route.title,
      ...(route.params && { params: route.params }),
      ...(route.query && { querystring: route.query }),
      ...(route.body && route.bodyKind !== 'upload' && { body: route.body }),
      ...(route.replyKind !== 'file' && { response: { 200: route.reply } }),
    },
    // Who is asking comes before what is asked: a stranger learns nothing from validation messages.
    onRequest: async request => {
      const visitor = await meet(env, request)
      visitors.set(request, visitor)
      const problem = admit(route, visitor, request)
      if (problem) throw Object.assign(new Error(problem.code), { problem })
    },
    handler: async (request, reply) => {
      const visitor = visitors.get(request) ?? { session: null, csrf: '' }
      const upload = route.bodyKind === 'upload' ? await readUpload(request) : undefined
      if (upload && !upload.ok) return send(reply, upload.error)
      // What a route does not ask for it does not look at: an uninvited body, however deep, is no reason to fail.
      const invited = route.body === undefined ? undefined : request.body
      const sent = upload && route.body ? readFormData(route.body, upload.value.data) : { ok: true as const, value: invited }
      if (!sent.ok) return send(reply, sent.error)
      const { params, query } = request
      const body = sent.value
      const unfit = findUnstorable({ params, query, body, file: upload?.value.fileName })
      if (unfit !== undefined) return send(reply, { code: 'request.invalid', where: unfit, why: '含有无法保存的字符（NUL 或残缺的字）' })
      const cookies: (() => void)[] = []
      const io: Io = {
        sessionToken: request.cookies[sessionCookie] ?? null,
        csrf: visitor.csrf,
        ip: request.ip,
        setSession: (token, expiresAt) =>
          cookies.push(() =>
            reply.setCookie(sessionCookie, token, {
              path: '/',
              httpOnly: true,
              sameSite: 'strict',
              secure: env.publicUrl.startsWith('https:'),
              expires: new Date(expiresAt),
            }),
          ),
        clearSession: () => cookies.push(() => reply.clearCookie(sessionCookie, { path: '/' })),
      }
      const input = { params: params ?? {}, query: query ?? {}, body, upload: upload?.value, io }
      const open = { env, actor: visitor.session?.actor ?? null, requestId: String(request.id) }
      const handler = options.handlers[name] as (context: unknown, input: unknown) => Promise<Result<unknown>>
      const result =
        route.method === 'GET'
          ? await read(open, (reader: Reader<Actor | null>) => handler(reader, input))
          : await write(open, (tx: Tx<Actor | null>) => handler(tx, input))
      if (!request.cookies[csrfCookie] && !visitor.session && name === 'session.view')
        reply.setCookie(csrfCookie, visitor.csrf, {
          path: '/',
          httpOnly: true,
          sameSite: 'strict',
          secure: env.publicUrl.startsWith('https:'),
        })
      if (!result.ok) return send(reply, result.error)
      for (const set of cookies) set()
      reply.header('cache-control', 'no-store')
      if (route.replyKind === 'file') {
        const file = result.value as FileReply
        return reply
          .type(file.mediaType)
          .header('content-disposition', `${file.inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
          .send(Buffer.from(file.bytes))
      }
      return reply.send(result.value)
    },
  })
}

const visitors = new WeakMap<FastifyRequest, Visitor>()

async function meet(env: Env, request: FastifyRequest): Promise<Visitor> {
  const token = request.cookies[sessionCookie]
  const session = token ? await findSession(env, token) : null
  return { session, csrf: session?.csrf ?? request.cookies[csrfCookie] ?? randomBytes(24).toString('base64url') }
}

/** Session, CSRF and `can()`, in this order. */
function admit(route: Route, { session, csrf }: Visitor, request: FastifyRequest): Problem | null {
  if (route.can !== 'public' && !session) return { code: 'access.signed_out' }
  if (route.method !== 'GET') {
    const given = request.headers['x-csrf-token']
    const known = session !== null || request.cookies[csrfCookie] !== undefined
    if (!known || typeof given !== 'string' || !sameText(given, csrf)) return { code: 'request.csrf' }
    const origin = request.headers.origin
    if (origin !== undefined && URL.canParse(origin) && new URL(origin).host !== request.host) return { code: 'request.csrf' }
  }
  if (route.can === 'public' || route.can === 'session' || !session) return null
  if (session.mustChangePassword) return { code: 'access.password_change' }
  const allowed = can(session.actor, route.can)
  return allowed.ok ? null : allowed.error
}

const sameText = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Details sent beside a file: JSON in the form field `data`, so that nothing of them stands in an address or its log. */
function readFormData(schema: z.ZodType, data: string | null): Result<unknown> {
  let plain: unknown
  try {
    plain = JSON.parse(data ?? '')
  } catch {
    return err({ code: 'request.invalid', where: 'data', why: '没有附上表单内容，或者不完整' })
  }
  const parsed = schema.safeParse(plain)
  const first = parsed.error?.issues[0]
  return parsed.success
    ? { ok: true, value: parsed.data }
    : err({ code: 'request.invalid', where: `body.${first?.path.map(String).join('.') ?? ''}`, why: first?.message ?? '' })
}

async function readUpload(request: FastifyRequest): Promise<Result<Upload & { readonly data: string | null }>> {
  if (!request.isMultipart()) return err({ code: 'request.media' })
  try {
    const part = await request.file()
    if (!part) return err({ code: 'request.invalid', where: 'file', why: '没有附上文件' })
    const bytes = await part.toBuffer()
    const field = part.fields.data
    const data = field && !Array.isArray(field) && field.type === 'field' && typeof field.value === 'string' ? field.value : null
    return { ok: true, value: { fileName: part.filename.slice(0, 200), mediaType: part.mimetype, bytes, data } }
  } catch (error) {
    // An upload that breaks off or is no multipart inside is the sender's; the parser throws it bare.
    if ((error as FastifyError).statusCode === undefined) return err({ code: 'request.malformed' })
    throw error
  }
}

function send(reply: FastifyReply, problem: Problem) {
  const { status, body } = refusal(problem)
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(body)
}

/** What Fastify itself refuses, as a code of ours; undefined: a fault. */
function explain(error: FastifyError): Problem | undefined {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0]
    const where = `${error.validationContext ?? ''}${(first?.instancePath ?? '').replaceAll('/', '.')}`
    return { code: 'request.invalid', where, why: first?.message ?? '' }
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return { code: 'request.too_large', limit: '64 MB' }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return { code: 'request.media' }
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? { code: 'request.malformed' } : undefined
  }
}

/** The database is away: connection refused, reset, or shutting down. */
function isDown(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return (
    /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|57P0[123]|08\d\d\d|53300)$/.test(code) ||
    /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(String((error as Error).message))
  )
}
