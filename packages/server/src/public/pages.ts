/**
 * 公众页 — server-rendered, complete without script, no session. Everything here reads; what is sealed stays sealed because the queries of
 * `features/batch/public.ts` never return it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { zipSync } from 'fflate'
import { z } from 'zod'
import { type Reader, read } from '../db/tx.ts'
import type { Env } from '../env.ts'
import { publicAgency } from '../features/access/public.ts'
import { answerTicket, bundleFiles, commitFile, drawnRows, listPublicDraws, publicDraw, publicExternal } from '../features/batch/public.ts'
import { publicItems } from '../features/items/public.ts'
import { publicPlan } from '../features/plan/public.ts'
import { fileDictionary } from '../features/results/disclosures.ts'
import { type Kind, kindNames } from '../features/results/kinds.ts'
import {
  publicKinds,
  publicScheme,
  publishedVisits,
  resultsCsv,
  resultsJson,
  withheldVisits,
  yearCounts,
} from '../features/results/public.ts'
import { refusal } from '../http/respond.ts'
import { aboutPage } from './about-page.ts'
import { drawPage } from './draw-page.ts'
import { externalPage } from './external-page.ts'
import { layout, type Page } from './layout.ts'
import { homePage, itemsPage, missingPage, planPage, resultsPage, unverifiablePage, verifyPage } from './list-pages.ts'
import { checkedPage, drawsFeed, firmPage, noSchemePage, openDataPage, resultsFeed, schemePage, withheldKindPage } from './result-pages.ts'
import { stylesheet } from './style.ts'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))
const verifierDist = `${repository}packages/verifier/dist/`
const code = z.string().regex(/^[0-9A-Z-]{6,40}$/)
const id = z
  .string()
  .max(60)
  .transform(s => s.replaceAll('\0', '').normalize('NFKC').trim().toUpperCase())

/** How a page gets its reader: a transaction of its own, or one that a whole export shares. */
export type Ask = <T>(run: (reader: Reader<null>) => Promise<T>) => Promise<T>

export function registerPublicPages(app: FastifyInstance, env: Env, ask: Ask = run => read({ env, actor: null }, run)): void {
  const hide = { schema: { hide: true } }
  const show = (
    path: string,
    make: (reader: Reader<null>, request: FastifyRequest, agency: { id: string; name: string }) => Promise<Page | null>,
  ) =>
    app.get(path, hide, async (request, reply) => {
      const { page, agency, year } = await ask(async reader => {
        const agency = (await publicAgency(reader.db)) ?? { id: '', name: '（尚未设置）' }
        return { page: await make(reader, request, agency), agency, year: Number(reader.today.slice(0, 4)) }
      })
      const type = (request.query as { type?: string }).type
      if (type === 'large' || type === 'normal') reply.setCookie('mc_type', type, { path: '/', sameSite: 'lax', maxAge: 31_536_000 })
      const large = type === 'large' || (type !== 'normal' && request.cookies.mc_type === 'large')
      const site = { agencyName: agency.name, mode: env.mode, large, path: request.url.split('?')[0] ?? '/', year }
      return reply
        .code(page ? 200 : 404)
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(layout(site, page ?? missingPage()))
    })

  const file = (reply: FastifyReply, bytes: Uint8Array | null, name: string, media: string, immutable = false) => {
    if (bytes === null) {
      const { status, body } = refusal({ code: 'request.not_found' })
      return reply.code(status).send(body)
    }
    return reply
      .type(media)
      .header('cache-control', immutable ? 'public, max-age=3600' : 'no-cache')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(Buffer.from(bytes))
  }

  app.get('/public.css', hide, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=600').send(stylesheet),
  )
  app.get('/icon.svg', hide, (_request, reply) =>
    reply
      .type('image/svg+xml')
      .header('cache-control', 'public, max-age=86400')
      .send(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b5d5b"/><circle cx="14" cy="14" r="6.5" fill="none" stroke="#fff" stroke-width="3"/><path d="m19 19 7 7" stroke="#fff" stroke-width="3.5" stroke-linecap="round"/></svg>',
      ),
  )

  /** A kind that is held back shows its ground in its place. */
  const unlessHeld = async (
    reader: Reader<null>,
    agency: { id: string },
    kind: Kind,
    make: () => Promise<Page | null>,
  ): Promise<Page | null> => {
    const held = (await publicKinds(reader, agency.id)).get(kind)
    return held ? { title: kindNames[kind], body: withheldKindPage(kindNames[kind], held) } : make()
  }
  const yearOf = (reader: Reader<null>) => Number(reader.today.slice(0, 4))

  show('/', async (reader, _request, agency) => ({
    title: '首页',
    here: 'home',
    body: homePage({
      agencyName: agency.name,
      draws: await listPublicDraws(reader),
      results: await publishedVisits(reader, agency.id, { limit: 10 }),
      counts: await yearCounts(reader, agency.id, yearOf(reader)),
    }),
  }))
  show('/results', async (reader, request, agency) => {
    const q = z
      .string()
      .trim()
      .max(80)
      // PostgreSQL has no text with a NUL in it.
      .transform(s => s.replaceAll('\0', ''))
      .catch('')
      .parse((request.query as { q?: unknown }).q ?? '')
    return {
      title: '检查结果',
      here: 'results',
      body: resultsPage({
        q,
        visits: await publishedVisits(reader, agency.id, { limit: 50, ...(q !== '' && { q }) }),
        withheld: await withheldVisits(reader, agency.id),
        counts: await yearCounts(reader, agency.id, yearOf(reader)),
        draws: await listPublicDraws(reader),
      }),
    }
  })
  show('/firms/:code', async (reader, request, agency) => {
    const asked = id.safeParse((request.params as { code: string }).code)
    if (!asked.success) return null
    const visits = await publishedVisits(reader, agency.id, { code: asked.data, limit: 200 })
    const [newest] = visits
    return newest
      ? { title: newest.current.line.subjectName, here: 'results', body: firmPage(newest.current.line.subjectName, asked.data, visits) }
      : null
  })
  show('/checked', async (reader, _request, agency) => ({
    title: '受检名单',
    here: 'results',
    body: checkedPage(await publishedVisits(reader, agency.id, { limit: 5000 })),
  }))
  show('/scheme', (reader, _request, agency) =>
    unlessHeld(reader, agency, 'scheme', async () => {
      const scheme = await publicScheme(reader, agency.id)
      return { title: '实施方案', here: 'scheme', body: scheme.ok ? schemePage(scheme.value) : noSchemePage() }
    }),
  )
  show('/open-data', async reader => ({ title: '开放数据', here: 'open-data', body: openDataPage(yearOf(reader)) }))
  const data = (path: string, media: string, make: (reader: Reader<null>, agency: { id: string; name: string }) => Promise<string>) =>
    app.get(path, hide, async (_request, reply) => {
      const text = await ask(async reader => make(reader, (await publicAgency(reader.db)) ?? { id: '', name: '' }))
      return reply.type(`${media}; charset=utf-8`).header('cache-control', 'no-cache').send(text)
    })
  const site = (reader: Reader<null>, agency: { name: string }) => ({ url: env.publicUrl, agencyName: agency.name, now: reader.now })
  data('/open-data/results.csv', 'text/csv', (reader, agency) => resultsCsv(reader, agency.id))
  data('/open-data/results.json', 'application/json', (reader, agency) => resultsJson(reader, agency.id))
  data('/open-data/dictionary.csv', 'text/csv', async () => fileDictionary())
  data('/open-data/results.atom', 'application/atom+xml', async (reader, agency) =>
    resultsFeed(site(reader, agency), await publishedVisits(reader, agency.id, { limit: 50 })),
  )
  data('/open-data/draws.atom', 'application/atom+xml', async (reader, agency) =>
    drawsFeed(site(reader, agency), await listPublicDraws(reader)),
  )
  show('/items', (reader, _request, agency) =>
    unlessHeld(reader, agency, 'items', async () => ({
      title: '随机抽查事项清单',
      here: 'items',
      body: itemsPage(await publicItems(reader)),
    })),
  )
  show('/plans/:year', async (reader, request, agency) => {
    const year = z.coerce
      .number()
      .int()
      .min(2020)
      .max(2100)
      .safeParse((request.params as { year: string }).year)
    if (!year.success) return null
    return unlessHeld(reader, agency, 'plan', async () => ({
      title: `${year.data} 年度抽查计划`,
      here: 'plan',
      body: planPage(year.data, await publicPlan(reader, year.data)),
    }))
  })
  show('/about', async () => ({ title: '说明', here: 'about', body: aboutPage() }))
  show('/verify', async (reader, request) => {
    const draw = code.safeParse((request.query as { draw?: unknown }).draw)
    if (draw.success && (await publicExternal(reader, draw.data)) !== null)
      return { title: '不可核验', here: 'verify', body: unverifiablePage(draw.data) }
    return { title: '核验', here: 'verify', body: verifyPage(draw.success ? draw.data : null) }
  })
  show('/draws/:code', async (reader, request, agency) => {
    const asked = code.safeParse((request.params as { code: string }).code)
    const firm = id.safeParse((request.query as { id?: unknown }).id)
    const wanted = firm.success && firm.data !== '' ? firm.data : null
    const external = asked.success ? await publicExternal(reader, asked.data) : null
    if (external !== null)
      return { title: `抽取 ${external.code}`, body: externalPage({ draw: external, agencyName: agency.name, asked: wanted }) }
    const draw = asked.success ? await publicDraw(reader, asked.data) : null
    if (draw === null) return null
    const answer =
      wanted === null ? null : draw.state === 'published' ? ((await answerTicket(reader, draw.code, wanted)) ?? 'unknown') : 'sealed'
    const drawn = draw.state === 'published' ? await drawnRows(reader, draw.code) : null
    return { title: `抽取 ${draw.code}`, body: drawPage({ draw, agencyName: agency.name, drawn, asked: wanted, answer }) }
  })

  app.get('/draws/:code/commit.json', hide, async (request, reply) => {
    const asked = code.safeParse((request.params as { code: string }).code)
    const bytes = asked.success ? await ask(reader => commitFile(reader, asked.data)) : null
    return file(reply, bytes, 'commit.json', 'application/json', true)
  })
  app.get('/draws/:code/files/:name', hide, async (request, reply) => {
    const { code: drawCode, name } = request.params as { code: string; name: string }
    const asked = code.safeParse(drawCode)
    const files = asked.success ? await ask(reader => bundleFiles(reader, asked.data)) : null
    const media = name.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8'
    return file(reply, files?.get(name) ?? null, name, media, true)
  })
  app.get('/draws/:code/bundle.zip', hide, async (request, reply) => {
    const asked = code.safeParse((request.params as { code: string }).code)
    const files = asked.success ? await ask(reader => bundleFiles(reader, asked.data)) : null
    // A fixed time in every entry: the same draw is the same zip, byte for byte.
    const zip = files
      ? zipSync(Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1))), { level: 6, mtime: '2000-01-01T00:00:00Z' })
      : null
    return file(reply, zip, `${asked.success ? asked.data : 'draw'}.zip`, 'application/zip', true)
  })
  app.get('/verify.html', hide, (_request, reply) =>
    file(reply, fromDist('mingcha-verify.html'), 'mingcha-verify.html', 'text/html; charset=utf-8'),
  )
  app.get('/verify-page.js', hide, (_request, reply) => {
    const script = fromDist('verify-page.js')
    return script
      ? reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(Buffer.from(script))
      : file(reply, null, '', '')
  })
  app.get('/verify-shell', hide, (_request, reply) => {
    const path = `${repository}docs/verify.md`
    return existsSync(path) ? reply.type('text/plain; charset=utf-8').send(readFileSync(path)) : file(reply, null, '', '')
  })
}

const fromDist = (name: string): Uint8Array | null => (existsSync(`${verifierDist}${name}`) ? readFileSync(`${verifierDist}${name}`) : null)
