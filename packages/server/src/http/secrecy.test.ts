/**
 * 没提交的检查不露名 — every GET of the route table and every public page, asked by every role, over a county with visits in every state. What each
 * address answered before the draw is held against what it answers after: no code and no name of a firm or an officer of a visit that is not submitted may
 * stand in an answer more often than before. A new route takes part by itself; one with a parameter nobody has listed below fails.
 */
import { roles } from '@mingcha/core/access'
import { type RouteName, type Routes, routes } from '@mingcha/core/api'
import type { FastifyInstance } from 'fastify'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, signIn, visit } from '../../test/app.ts'
import { advance, type CountyApp, countyApp, freezeBatch, logEvent, openBatch, trainingPassword } from '../../test/county-app.ts'
import { makeEveryState } from '../../test/every-state.ts'
import { allVisits, checkDay, loginOf } from '../../test/fieldwork.ts'
import { registerLogRoutes } from '../public/log-routes.ts'
import { registerPublicPages } from '../public/pages.ts'
import { buildApp } from './app.ts'
import { handlers } from './handlers.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any
interface Ask {
  readonly name: string
  readonly params: Record<string, string>
  readonly query: Record<string, string>
}

const must = (reply: { status: number; body: Any }): Any => {
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}
const keyOf = (ask: Ask) => `${ask.name} ${JSON.stringify(ask.params)} ${JSON.stringify(ask.query)}`

/** Every combination of what the lists hold. */
const product = (lists: readonly (readonly [string, readonly string[]])[]): Record<string, string>[] =>
  lists.reduce<Record<string, string>[]>((all, [key, values]) => all.flatMap(one => values.map(v => ({ ...one, [key]: v }))), [{}])

function textOf(bytes: Buffer): string {
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return bytes.toString('utf8')
  return Object.values(unzipSync(bytes))
    .map(part => textOf(Buffer.from(part)))
    .join('\n')
}
const count = (text: string, needle: string): number => text.split(needle).length - 1

describe('没有提交的检查：企业和执法人员不出现在任何回答里（X-04 ADR 0003 ADR 0010）', () => {
  let county: CountyApp
  let pages: FastifyInstance
  const publicPaths: string[] = []
  let batch = ''
  let external = ''
  let done: Any
  const byState = new Map<string, string>()
  /** All visits as the head knows them. */
  let visits: Any[] = []
  const ids: string[] = []
  const files: string[] = []
  const viewers = new Map<string, { client: Client; inspector: string | null }>()
  const before = new Map<string, Map<string, string>>()
  const after = new Map<string, Map<string, string>>()

  /** Values for each parameter, by its name; firms and officers stand for those of the registry. */
  const valuesOf = (key: string): readonly string[] | undefined =>
    (
      ({
        id: ids,
        sha256: [...files, '0'.repeat(64)],
        code: [batch, external, ...firms, ...officers],
        kind: ['approval', 'notice', 'checklist'],
        year: ['2026'],
        version: ['1'],
        name: ['commit.json', 'result.json', 'assign.txt', 'entries.jsonl', 'list.csv'],
        '*': ['0/000', 'entries/000', '0/000.p/5'],
      }) as Record<string, string[]>
    )[key]
  const queriesOf = (key: string, schema: Any): readonly string[] | undefined => {
    if (schema.def.innerType) return queriesOf(key, schema.def.innerType)
    if (schema.def.type === 'enum') return Object.values(schema.def.entries) as string[]
    return {
      year: ['2026'],
      from: ['2026-03-01'],
      to: ['2026-05-20'],
      ids: [ids.slice(0, 1).join(','), byState.get('approved') ?? ids[0]!],
      batch: [batch],
      // Versions of the scheme.
      before: ['1'],
      after: ['1'],
      visit: [done?.id ?? ids[0]!],
      q: [firms[0]!],
    }[key]
  }
  const firms: string[] = []
  const officers: string[] = []

  function asksOf(name: RouteName): Ask[] {
    const route: Routes[RouteName] & { query?: Any } = routes[name]
    const params = product(
      [...route.path.matchAll(/:(\w+)/g)].map(([, key]) => {
        const values = valuesOf(key ?? '')
        if (values === undefined) throw new Error(`${name}: what may stand for :${key}? Say so in valuesOf`)
        return [key ?? '', values] as const
      }),
    )
    const chosen = Object.entries((route.query?.def.shape ?? {}) as Record<string, Any>).flatMap(([key, schema]) => {
      const values = queriesOf(key, schema)
      const needed = !['optional', 'default'].includes(schema.def.type)
      if (values === undefined && needed) throw new Error(`${name}: what may stand for ?${key}=? Say so in queriesOf`)
      // A page number or a free word to filter by shows nothing that the unfiltered list does not.
      return values === undefined ? [] : [{ key, values, needed }]
    })
    const bare = Object.fromEntries(chosen.filter(c => c.needed).map(c => [c.key, c.values[0] ?? '']))
    const queries = [bare, ...chosen.flatMap(c => c.values.map(v => ({ ...bare, [c.key]: v })))]
    return params.flatMap(p => queries.map(query => ({ name, params: p, query })))
  }

  async function look(into: Map<string, Map<string, string>>): Promise<void> {
    for (const [login, { client }] of viewers) {
      const seen = new Map<string, string>()
      for (const name of Object.keys(routes) as RouteName[]) {
        if (routes[name].method !== 'GET') continue
        // Printed sheets are looked at as DOCX, whose text can be read; who may have the one may have the other.
        for (const ask of asksOf(name)) {
          const query =
            name === 'visit.papers' || name === 'visit.documents' || name === 'template.preview'
              ? { ...ask.query, format: 'docx' }
              : ask.query
          const key = keyOf({ ...ask, query })
          if (seen.has(key)) continue
          const reply = await client.call(name, { params: ask.params, query })
          if (reply.status === 403 || reply.status === 401) {
            seen.set(key, '')
            break
          }
          expect(reply.status, key).toBeLessThan(500)
          // Everybody who may make a recheck: the whole register of officers, whoever was drawn.
          if (name === 'followup.view') delete reply.body.officers
          // That an officer signed in says nothing of any visit.
          if (name === 'event.list') reply.body.rows = reply.body.rows.filter((r: Any) => !r.kind.startsWith('session.'))
          seen.set(key, Buffer.isBuffer(reply.body) ? textOf(reply.body) : JSON.stringify(reply.body))
        }
      }
      into.set(login, seen)
    }
    const seen = new Map<string, string>()
    for (const path of publicPaths)
      for (const params of product([...path.matchAll(/:(\w+)|(\*)/g)].map(m => [m[1] ?? '*', valuesOf(m[1] ?? '*') ?? []] as const)))
        for (const query of ['', `?id=${firms[0]}`, `?q=${firms[0]}`]) {
          const url = path.replace(/:(\w+)|\*/g, (_, key?: string) => encodeURIComponent(params[key ?? '*'] ?? '')) + query
          seen.set(url, textOf((await pages.inject(url)).rawPayload))
        }
    into.set('公众', seen)
  }

  beforeAll(async () => {
    county = await countyApp()
    pages = await buildApp(county.env, {
      handlers,
      rate: 1_000_000,
      pages: [
        app => void app.addHook('onRoute', r => void (r.method === 'GET' && publicPaths.push(r.url))),
        registerPublicPages,
        registerLogRoutes,
      ],
    })
    const owner = county.database.owner
    await owner.query('update subject set facets = facets || \'{"offsiteCapable": false, "positiveList": false}\'')
    for (const { code } of (await owner.query('select code from subject order by code limit 3')).rows) firms.push(code)
    for (const { code } of (await owner.query("select code from inspector where kind = 'officer' order by code limit 2")).rows)
      officers.push(code)
    const admin = await county.as('guanli')
    // One account a role; the head knows all, and is asked below whether the test sees anything.
    const wanted = [
      ...roles.filter(r => r !== 'head' && r !== 'officer').map(r => [r] as string[]),
      roles.filter(r => r !== 'head') as string[],
    ]
    for (const [i, mine] of wanted.entries()) {
      const login = `looker${i}`
      must(
        await admin.call('account.create', {
          body: { login, name: `甲某${i}`, roles: mine, unitId: null, inspectorCode: null, password: trainingPassword },
        }),
      )
      await owner.query('update account set must_change_password = false where login = $1', [login])
      viewers.set(`${login} ${mine.join('+')}`, { client: await signIn(county.app, login, trainingPassword), inspector: null })
    }
    viewers.set('没有登录', { client: await visit(county.app), inspector: null })
    for (const code of ['ZF-001', 'ZF-002']) viewers.set(loginOf(code), { client: await county.as(loginOf(code)), inspector: code })

    batch = await openBatch(county, ['P-01', 'P-03'])
    await freezeBatch(county, batch)
    await advance(county, '2026-03-28T13:40:00Z')
    await logEvent(county, batch)
    ids.push('00000000-0000-4000-8000-000000000000')
    external = '990101-2026Q2-02'
    // The same day before and after, so that no line comes or goes by the calendar alone.
    await owner.query('update training_clock set now_at = $1', [checkDay])
    await look(before)
    await owner.query("update training_clock set now_at = '2026-03-28T13:45:00Z'")
    must(await (await county.as('zonghe')).call('draw.execute', { params: { code: batch } }))
    await county.log.runOnce()
    const made = await makeEveryState(county)
    done = made.done
    external = made.external
    fromLead = made.fromLead
    files.push(...made.files)
    visits = await allVisits(county)
    for (const v of visits) byState.set(v.state, v.id)
    ids.splice(0, ids.length, ...byState.values(), ...(await otherIds()))
    const sealed = visits.filter(v => !['done', 'closed', 'undone'].includes(v.state))
    firms.push(...sealed.slice(0, 3).map(v => v.subject.code))
    await look(after)
  }, 600_000)
  afterAll(async () => {
    await pages.close()
    await county.drop()
  })

  async function otherIds(): Promise<string[]> {
    const rows = await county.database.owner.query('select id from follow_up union select id from lead union select id from visit_change')
    return rows.rows.map(r => r.id)
  }

  let fromLead = ''

  /** What this viewer may not read: firms and officers of visits that are neither submitted nor his own. */
  function secretsOf(inspector: string | null): string[] {
    const open = visits.filter(v => ['done', 'closed', 'undone'].includes(v.state) || v.team.some((t: Any) => t.code === inspector))
    const known = new Set<string>([
      // Whom a lead is about stands in the lead; that a check follows, and who makes it, does not.
      fromLead,
      ...open.flatMap(v => [v.subject.code, v.subject.name, ...v.team.flatMap((t: Any) => [t.code, t.name])]),
    ])
    const sealed = visits.filter(v => !open.includes(v))
    const all = sealed.flatMap(v => [
      v.subject.code,
      v.subject.code === fromLead ? '' : v.subject.name,
      ...v.team.flatMap((t: Any) => [t.code, t.name]),
    ])
    return [...new Set(all)].filter(s => s !== '' && s !== '—' && s !== '待补派' && !known.has(s))
  }

  it('这里有各种状态的检查', () => {
    expect([...byState.keys()].sort()).toEqual(
      expect.arrayContaining(['approved', 'cancelled', 'done', 'replaced', 'scheduled', 'signing', 'started', 'waiting']),
    )
    expect(secretsOf(null).length).toBeGreaterThan(40)
    expect(external).not.toBe('')
  })

  it('负责人看得见，所以这里的比对真的在比对', async () => {
    const head = await county.as('fuze')
    const id = byState.get('approved') ?? ''
    const text = JSON.stringify((await head.call('visit.view', { params: { id } })).body)
    const papers = await head.call('visit.papers', { query: { ids: id, format: 'docx' } })
    expect(secretsOf(null).filter(s => text.includes(s)).length).toBeGreaterThan(2)
    expect(secretsOf(null).filter(s => textOf(papers.body).includes(s)).length).toBeGreaterThan(2)
  })

  it('每个角色、公众：每一条 GET 和每一个公众页都没有多出一个名字', () => {
    const leaks: string[] = []
    const nameOf = new Map(
      visits.flatMap(v => [[v.subject.code, v.subject.name], ...v.team.map((t: Any) => [t.code, t.name])] as [string, string][]),
    )
    const numbers = visits.filter(v => !['done', 'closed', 'undone'].includes(v.state)).map(v => v.number as string)
    for (const [login, seen] of after) {
      const secrets = secretsOf(viewers.get(login)?.inspector ?? null)
      for (const [key, text] of seen) {
        const earlier = before.get(login)?.get(key) ?? ''
        // Whoever names a firm or an officer in his question reads that name in the answer; then no number of a visit may stand beside it.
        const asked = secrets.filter(s => key.includes(s))
        const echoed = new Set([...asked, ...asked.map(s => nameOf.get(s) ?? s)])
        const told = secrets.filter(s => !echoed.has(s) && count(text, s) > count(earlier, s))
        if (asked.length > 0) told.push(...numbers.filter(n => text.includes(n)))
        if (told.length > 0) leaks.push(`${login}: ${key.slice(0, 160)}: ${told.slice(0, 4).join('、')}`)
      }
    }
    expect(leaks).toEqual([])
  })
})
