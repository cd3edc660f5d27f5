import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyBundle } from '@mingcha/verifier'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  advance,
  type CountyApp,
  countyApp,
  deadlines,
  drawnBatch,
  freezeBatch,
  logEvent,
  lottery,
  numbers,
  openBatch,
} from '../../../test/county-app.ts'
import { allVisits, submitAll } from '../../../test/fieldwork.ts'
import { read } from '../../db/tx.ts'
import { registerLogRoutes } from '../../public/log-routes.ts'
import { bundleFiles } from './public.ts'

const bundleOf = (county: CountyApp, code: string) => read({ env: county.env, actor: null }, reader => bundleFiles(reader, code))

describe('一个季度：从任务到可核验的公布', () => {
  let county: CountyApp
  let code = ''
  beforeAll(async () => {
    county = await countyApp()
    code = await openBatch(county)
  })
  afterAll(() => county.drop())

  it('组批页写明各层数量怎么来（LY-24 LY-25 LY-27 LY-28 A-23），快照未入日志时不能冻结', async () => {
    const office = await county.as('zonghe')
    const view = (await office.call('batch.view', { params: { code } })).body
    expect(view.strata.map((s: { code: string; N: number; quota: number }) => [s.code, s.N, s.quota])).toEqual([
      ['JYZ', expect.any(Number), 5],
      ['KEY', 61, 11],
      ['REGISTERED', 239, 2],
      ['SIMPLIFIED', 129, 7],
      ['SPECIAL', 48, 10],
    ])
    expect(view.strata[1].why).toBe('18% × 61，向上取整 = 11（LY-27、A-23）')
    expect(view.gates.filter((g: { ok: boolean }) => !g.ok).map((g: { code: string }) => g.code)).toEqual(['freeze.no_snapshot'])
    const refused = await office.call('batch.freeze', { params: { code }, body: { entropy: lottery, ...deadlines } })
    expect([refused.status, refused.body.error.code]).toEqual([409, 'freeze.no_snapshot'])
  })

  it('方案过了有效期，冻结被拒绝（LY-18）', async () => {
    const { assembleBatch, checkValidity } = await import('./assemble.ts')
    const assembled = await read({ env: county.env, actor: null }, ({ db }) =>
      assembleBatch(db, { agencies: ['990101'], units: null, officer: null }, county.env.seal, { code, period: '2026-Q2' }),
    )
    if (!assembled.ok) throw new Error(assembled.error.code)
    expect(checkValidity(assembled.value, '2026-03-26' as never)).toBeNull()
    expect(checkValidity(assembled.value, '2027-01-04' as never)).toMatchObject({ code: 'freeze.scheme', to: '2026-12-31' })
    expect(checkValidity({ ...assembled.value, dueOn: '2027-03-31' as never }, '2026-12-28' as never)).toMatchObject({
      code: 'freeze.scheme',
    })
  })

  it('快照之后名录有变动，冻结被拒绝，要求重新生成快照（A-26）', async () => {
    const office = await county.as('zonghe')
    await office.call('batch.snapshot', { params: { code } })
    await county.log.runOnce()
    await county.database.owner.query("update subject set address = '改' where code like '91%'")
    // The address does not classify anybody; a status does.
    await county.database.owner.query("update subject set industry = '改名的行业' where code = 'SLX-0001'")
    const refused = await office.call('batch.freeze', { params: { code }, body: { entropy: lottery, ...deadlines } })
    expect(refused.body.error.code).toBe('freeze.no_snapshot')
  })

  it('开奖时间必须在冻结之后，期限必须有先后', async () => {
    const office = await county.as('zonghe')
    await office.call('batch.snapshot', { params: { code } })
    await county.log.runOnce()
    const early = await office.call('batch.freeze', {
      params: { code },
      body: { entropy: [{ ...lottery[0], notBefore: '2026-03-25T13:15:00Z' }], ...deadlines },
    })
    expect([early.status, early.body.error.code]).toEqual([422, 'freeze.not_before'])
    const order = await office.call('batch.freeze', {
      params: { code },
      body: { entropy: lottery, ...deadlines, eventBy: '2026-03-27T00:00:00Z' },
    })
    expect(order.body.error.code).toBe('freeze.deadlines')
    const twice = await office.call('batch.freeze', { params: { code }, body: { entropy: [lottery[0], lottery[0]], ...deadlines } })
    expect([twice.status, twice.body.error.code]).toEqual([422, 'draw.source_twice'])
  })

  it('两人同时冻结，只冻结一次；等级 B，48 比特；承诺可下载、可在公众处见到', async () => {
    const [a, b] = [await county.as('zonghe'), await county.as('zonghe2')]
    const freeze = (c: typeof a) => c.call('batch.freeze', { params: { code }, body: { entropy: lottery, ...deadlines } })
    const replies = await Promise.all([freeze(a), freeze(b)])
    expect(replies.map(r => r.status).sort()).toEqual([200, 409])
    await county.log.runOnce()
    const view = (await a.call('batch.view', { params: { code } })).body
    expect(view).toMatchObject({ state: 'committed', assurance: 'B', publicBits: 48, commitLog: { index: expect.any(Number) } })
    const file = await a.call('batch.commitFile', { params: { code } })
    expect(
      JSON.parse(String(file.body.toString?.() ?? file.body) === '[object Object]' ? JSON.stringify(file.body) : file.body.toString()),
    ).toMatchObject({ draw: code })
  })

  it('开奖前不能录入；录入人不能自己确认；两人不一致被拒绝；一致则入日志一次', async () => {
    const [supervisor, office] = [await county.as('jiandu'), await county.as('zonghe')]
    const enter = (typed: string[]) =>
      supervisor.call('event.enter', { params: { code }, body: { numbers: typed, witnesses: [], evidenceSha256: null } })
    expect((await enter(numbers)).body.error.code).toBe('event.early')
    await advance(county, '2026-03-28T13:40:00Z')
    const wrong = await enter(['03 09 14 21 28 34 07', numbers[1] ?? ''])
    expect(wrong.body.error).toMatchObject({ code: 'event.numbers', sentence: expect.stringContaining('双色球') })
    expect((await office.call('event.confirm', { params: { code }, body: { numbers } })).body.error.code).toBe('event.not_entered')
    expect((await enter(['33 9 14 21 28 03 + 7', numbers[1] ?? ''])).status).toBe(200)
    expect((await supervisor.call('event.confirm', { params: { code }, body: { numbers } })).body.error.code).toBe('access.role')
    expect(
      (await office.call('event.confirm', { params: { code }, body: { numbers: ['03 09 14 21 28 32 07', numbers[1]] } })).body.error.code,
    ).toBe('event.differs')
    expect((await office.call('draw.execute', { params: { code } })).body.error.code).toBe('batch.state')
    expect((await office.call('event.confirm', { params: { code }, body: { numbers } })).status).toBe(200)
    expect((await enter(numbers)).body.error.code).toBe('batch.state')
  })

  it('50 个并发的抽取请求：一个结果、一个事件（SJZ-08）', async () => {
    await county.log.runOnce()
    const clients = await Promise.all(['zonghe', 'zonghe2', 'fuze', 'jiandu'].map(l => county.as(l)))
    const replies = await Promise.all(Array.from({ length: 50 }, (_, i) => clients[i % 4]!.call('draw.execute', { params: { code } })))
    expect(replies.every(r => r.status === 200)).toBe(true)
    expect(replies.filter(r => r.body.already === false)).toHaveLength(1)
    expect(new Set(replies.map(r => r.body.seedCheck)).size).toBe(1)
    const events = (await county.database.owner.query("select id from event where kind = 'draw.executed'")).rows
    expect(events).toHaveLength(1)
    await county.log.runOnce()
    const view = (await clients[0]!.call('batch.view', { params: { code } })).body
    expect(view.result).toMatchObject({ drawn: 35, unfilled: 0 })
    expect(view.result.visits).toBeLessThanOrEqual(35)
  })

  it('封存期内，数据库里除名录外没有任何抽中企业、票号、种子（X-04，ADR 0003）', async () => {
    const { openFiles } = await import('./files.ts')
    const files = await read({ env: county.env, actor: null }, ({ db }) => openFiles(db, county.env.seal, '990101', code))
    const text = (name: string) => Buffer.from(files.get(name) ?? []).toString('utf8')
    const rows = text('selected.txt')
      .trim()
      .split('\n')
      .map(l => l.split('\t'))
    const ids = [...new Set(rows.map(r => r[4] ?? ''))]
    const tickets = rows.map(r => r[3] ?? '')
    const { createHash } = await import('node:crypto')
    const seed = createHash('sha256')
      .update(files.get('seed.txt') ?? '')
      .digest('hex')
    const tables = (
      await county.database.owner.query(
        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
      )
    ).rows.map(r => r.table_name)
    const registry = ['subject', 'subject_version', 'subject_fact', 'list_entry', 'check_record', 'record_version', 'recusal', 'import_run']
    expect(tables.length).toBeGreaterThan(25)
    for (const table of tables.filter(t => !registry.includes(t))) {
      const { rows: all } = await county.database.owner.query(`select * from ${table}`)
      const plain = all
        .flatMap(row =>
          Object.values(row).map(v => (Buffer.isBuffer(v) ? `${v.toString('latin1')} ${v.toString('hex')}` : JSON.stringify(v))),
        )
        .join('\n')
      for (const secret of [...ids, ...tickets, seed, text('seed.txt').slice(60, 200)])
        expect(plain.includes(secret), `${table} 泄露 ${secret}`).toBe(false)
      for (const name of ['selected.txt', 'assign.txt', 'seed.txt', 'potentials.txt'])
        expect(
          plain.includes(
            createHash('sha256')
              .update(files.get(name) ?? '')
              .digest('hex'),
          ),
          `${table} 有 ${name} 的无密钥哈希`,
        ).toBe(false)
    }
    // The event entry holds the typed numbers (public); the seed line with the server's secret is nowhere.
    expect(JSON.stringify(await (await county.as('zonghe')).call('batch.ceremony', { params: { code } }))).not.toContain(ids[0])
  })

  it('执法人员只看见自己的检查；别人的检查查不到；综合办在完成前看不到企业和人员（SJZ-59 SJZ-62）', async () => {
    const lists = new Map<string, { id: string; subject: { code: string } }[]>()
    for (let i = 1; i <= 26; i++) {
      const login = `zf${String(i).padStart(3, '0')}`
      lists.set(login, (await (await county.as(login)).call('visit.mine')).body.rows)
    }
    const all = [...lists.values()].flat()
    const visits = new Set(all.map(v => v.id))
    // Two officers for each visit, never the same one twice.
    expect(all.length).toBe(visits.size * 2)
    const [login, own] = [...lists].find(([, rows]) => rows.length > 0)!
    const other = [...lists].find(([l, rows]) => l !== login && rows.some(r => !own.some(o => o.id === r.id)))!
    const foreign = other[1].find(r => !own.some(o => o.id === r.id))!
    const officer = await county.as(login)
    for (const [name, body] of [
      ['visit.view', undefined],
      ['visit.schedule', { on: '2026-04-20', half: 'am', method: 'on-site', notice: 'on-arrival' }],
      ['visit.start', { opening: null }],
    ] as const)
      expect((await officer.call(name, { params: { id: foreign.id }, body })).body.error.code, name).toBe('visit.not_found')
    expect((await officer.call('visit.list')).status).toBe(403)
    const office = await county.as('zonghe')
    const seen = (await office.call('visit.list')).body.rows
    expect(seen).toHaveLength(visits.size)
    expect(seen.every((v: { subject: unknown; team: unknown; tasks: string[] }) => v.subject === null && v.team === null)).toBe(true)
    expect(JSON.stringify(seen)).not.toContain(own[0]!.subject.code)
    expect((await office.call('visit.view', { params: { id: foreign.id } })).body.error.code).toBe('visit.not_found')
    const head = await allVisits(county)
    expect(head.every((v: { subject: unknown }) => v.subject !== null)).toBe(true)
  })

  it('检查未完不能公布；完成后公布一次；22 个文件通过 TypeScript 与 Python 两个核验器', async () => {
    const office = await county.as('zonghe')
    expect((await office.call('draw.publish', { params: { code } })).body.error.code).toBe('draw.not_done')
    expect(await bundleOf(county, code)).toBeNull()
    expect(await submitAll(county)).toBeGreaterThan(20)
    const replies = await Promise.all([
      office.call('draw.publish', { params: { code } }),
      office.call('draw.publish', { params: { code } }),
    ])
    expect(replies.map(r => [r.status, r.body.already]).sort()).toEqual([
      [200, false],
      [200, true],
    ])
    expect(await bundleOf(county, code)).toBeNull()
    await county.log.runOnce()
    const files = (await bundleOf(county, code))!
    expect([...files.keys()].sort()).toHaveLength(22)
    const report = verifyBundle(files, {})
    expect(report.checks.filter(c => c.verdict === 'fail')).toEqual([])
    expect(report.checks.filter(c => c.verdict === 'pass').length).toBeGreaterThan(28)
    const dir = mkdtempSync(join(tmpdir(), 'bundle-'))
    try {
      for (const [name, bytes] of files) writeFileSync(join(dir, name), bytes)
      const python = execFileSync('python3', [join(import.meta.dirname, '../../../../../vectors/reference/verify.py'), dir], {
        encoding: 'utf8',
      })
      expect(python).not.toMatch(/^fail/m)
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it('两个分层都抽中的企业是一次检查、一个小组、两份任务（X-19 SJZ-07）', async () => {
    const files = (await bundleOf(county, code))!
    const drawn = Buffer.from(files.get('selected.txt') ?? [])
      .toString()
      .trim()
      .split('\n')
      .map(l => l.split('\t'))
      .filter(r => r[5] === 'drawn')
      .map(r => r[4])
    const visits = (await county.database.owner.query('select subject_code from visit where batch_code = $1', [code])).rows as {
      subject_code: string
    }[]
    expect(visits).toHaveLength(new Set(drawn).size)
    expect(new Set(visits.map(v => v.subject_code))).toEqual(new Set(drawn))
  })
})

describe('没有公共事件：等级 C，两位密钥持有人', () => {
  it('第二持有人的密钥打开之前不能抽取；摘要不符被拒绝；演练允许低于方案最低等级', async () => {
    const county = await countyApp()
    try {
      const { createHash } = await import('node:crypto')
      const secret = 'ab'.repeat(32)
      const code = await openBatch(county, ['P-03'])
      const [supervisor, office] = [await county.as('jiandu'), await county.as('zonghe')]
      expect(
        (
          await supervisor.call('batch.registerSecret', {
            params: { code },
            body: { sha256: createHash('sha256').update(secret).digest('hex') },
          })
        ).status,
      ).toBe(200)
      await freezeBatch(county, code, [])
      expect((await office.call('batch.view', { params: { code } })).body).toMatchObject({ assurance: 'C', publicBits: 0 })
      await logEvent(county, code, [])
      expect((await office.call('draw.execute', { params: { code } })).body.error.code).toBe('secret.missing')
      expect((await supervisor.call('batch.openSecret', { params: { code }, body: { secret: 'cd'.repeat(32) } })).body.error.code).toBe(
        'secret.mismatch',
      )
      expect((await supervisor.call('batch.openSecret', { params: { code }, body: { secret } })).status).toBe(200)
      expect((await office.call('draw.execute', { params: { code } })).body).toMatchObject({ already: false, drawn: 5 })
    } finally {
      await county.drop()
    }
  })
})

describe('当众掷骰：二十次、录像、两名外部见证人', () => {
  it('没有录像或见证人不能录入；可执行文件不是佐证；见证人姓名不进日志，只在公众页；到期未检查的注明，公布后可核验', async () => {
    const county = await countyApp()
    try {
      const code = await openBatch(county, ['P-03'])
      await freezeBatch(county, code, [{ kind: 'dice', count: 20, notBefore: '2026-03-26T03:00:00Z' }])
      const [supervisor, head, office] = [await county.as('jiandu'), await county.as('fuze'), await county.as('zonghe')]
      expect((await office.call('batch.view', { params: { code } })).body).toMatchObject({ assurance: 'B', publicBits: 66 })
      await advance(county, '2026-03-26T03:30:00Z')
      const typed = ['7 0 3 9 9 1 2 5 8 4 0 0 6 3 1 7 2 8 5 4']
      const enter = (body: object) =>
        supervisor.call('event.enter', {
          params: { code },
          body: { numbers: typed, witnesses: ['见证人甲，县公证处', '见证人乙，县人大'], evidenceSha256: null, ...body },
        })
      expect((await enter({})).body.error.code).toBe('event.witnesses')
      const upload = (name: string, bytes: Buffer) => supervisor.call('event.uploadEvidence', { params: { code }, file: { name, bytes } })
      expect((await upload('run.mp4', Buffer.from('MZ this is a program, not a film'))).body.error.code).toBe('request.media')
      const film = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42 a film of twenty throws')])
      const kept = await upload('../../掷骰.mp4', film)
      expect(kept.status).toBe(200)
      expect((await enter({ evidenceSha256: kept.body.sha256, witnesses: ['见证人甲，县公证处'] })).body.error.code).toBe('event.witnesses')
      expect((await enter({ evidenceSha256: kept.body.sha256, numbers: [`${typed[0]} 1`] })).body.error.code).toBe('event.numbers')
      expect((await enter({ evidenceSha256: kept.body.sha256 })).status).toBe(200)
      expect((await head.call('event.confirm', { params: { code }, body: { numbers: typed } })).status).toBe(200)
      await county.log.runOnce()
      expect((await office.call('draw.execute', { params: { code } })).body).toMatchObject({ drawn: 5, unfilled: 0 })
      await county.log.runOnce()
      await advance(county, '2026-07-21T00:00:00Z')
      expect((await office.call('draw.publish', { params: { code } })).status).toBe(200)
      await county.log.runOnce()
      const files = (await bundleOf(county, code))!
      expect(Buffer.from(files.get('event.json')!).toString()).not.toContain('见证人')
      expect(JSON.parse(Buffer.from(files.get('publish.json')!).toString()).undone).toHaveLength(5)
      expect(verifyBundle(files, {}).checks.filter(c => c.verdict === 'fail')).toEqual([])
      const { publicDraw } = await import('./public.ts')
      expect(await read({ env: county.env, actor: null }, reader => publicDraw(reader, code))).toMatchObject({
        witnesses: ['见证人甲，县公证处', '见证人乙，县人大'],
      })
    } finally {
      await county.drop()
    }
  })
})

describe('作废（事件之前）', () => {
  it('密钥销毁、任务回到待组批、公开留痕；新的承诺写明替代哪一次；事件之后不能自行作废', async () => {
    const county = await countyApp()
    try {
      const first = await openBatch(county, ['P-03'])
      await freezeBatch(county, first)
      const [office, head] = [await county.as('zonghe'), await county.as('fuze')]
      const body = { ground: 'WRONG-FRAME', reason: '名录漏了两家' }
      expect((await office.call('batch.void', { params: { code: first }, body })).body.error.code).toBe('access.role')
      expect((await head.call('batch.void', { params: { code: first }, body })).status).toBe(200)
      expect((await head.call('batch.void', { params: { code: first }, body })).body.error.code).toBe('batch.state')
      const secrets = await county.database.owner.query('select secret_sealed from batch_secret where batch_code = $1', [first])
      expect(secrets.rows).toEqual([{ secret_sealed: null }])
      await county.log.runOnce()
      const { rows } = await county.database.owner.query("select entry from log_leaf where kind = 'void'")
      expect(JSON.parse(rows[0].entry.toString())).toMatchObject({ draw: first, stage: 'before-event', ground: 'WRONG-FRAME' })
      const tasks = (await office.call('task.list')).body.rows
      expect(tasks).toMatchObject([{ state: 'open', batchCode: null }])
      const second = (await office.call('batch.create', { body: { tasks: [tasks[0].code] } })).body.code
      await freezeBatch(county, second)
      const commit = (await office.call('batch.commitFile', { params: { code: second } })).body
      expect(commit.replaces ?? JSON.parse(commit.toString()).replaces).toBe(first)
      await advance(county, '2026-03-28T13:40:00Z')
      await logEvent(county, second)
      expect((await head.call('batch.void', { params: { code: second }, body })).body.error.code).toBe('void.after_event')
    } finally {
      await county.drop()
    }
  })
})

describe('缺员是结果的一部分（A-29）', () => {
  it('专长不足的名额空着，原因用话说明，登记进日志，检查等待补派', async () => {
    const county = await countyApp()
    try {
      await county.database.owner.query("update inspector set specialities = '{}' where code <> 'ZF-001'")
      await county.database.owner.query("update inspector set specialities = '{HF}' where code = 'ZF-001'")
      await county.database.owner.query(
        "insert into recusal select '990101', 'ZF-001', code, '演练', now() from subject on conflict do nothing",
      )
      const code = await openBatch(county, ['P-01'])
      await freezeBatch(county, code)
      await advance(county, '2026-03-28T13:40:00Z')
      await logEvent(county, code)
      const office = await county.as('zonghe')
      const drawn = (await office.call('draw.execute', { params: { code } })).body
      expect(drawn.unfilled).toBe(drawn.visits)
      await county.log.runOnce()
      const view = (await office.call('batch.view', { params: { code } })).body
      expect(view.shortfalls).toContain('1 个名额没有具备 HF 专长且未回避的人员可用。须请上级或相邻单位支援，再补派（A-29）。')
      const leaves = await county.env.db.selectFrom('log_leaf').select('entry').where('kind', '=', 'unfilled').execute()
      expect(leaves).toHaveLength(drawn.unfilled)
      expect(leaves[0]!.entry.toString()).not.toContain('9199')
      const [visit] = await allVisits(county)
      const head = await county.as('fuze')
      const reply = await head.call('visit.schedule', {
        params: { id: visit.id },
        body: { on: '2026-04-20', half: 'am', method: 'on-site', notice: 'on-arrival' },
      })
      expect(reply.body.error.code).toBe('visit.unfilled')
    } finally {
      await county.drop()
    }
  })
})

describe('透明日志的瓦片', () => {
  it('检查点、瓦片与条目由日志自己的公开接口给出，推出同一个根', async () => {
    const county = await countyApp()
    try {
      const fastify = (await import('fastify')).default()
      registerLogRoutes(fastify as never, county.env)
      await drawnBatch(county)
      const note = (await fastify.inject('/log/checkpoint')).body
      const [, size, root] = note.split('\n')
      const { rootOfLeafHashes, parseHashTile, parseEntryBundle, leafHash } = await import('@mingcha/core/log')
      const tile = parseHashTile((await fastify.inject(`/log/tile/0/000.p/${size}`)).rawPayload)
      const entries = parseEntryBundle((await fastify.inject(`/log/tile/entries/000.p/${size}`)).rawPayload)
      if (!tile.ok || !entries.ok) throw new Error('tiles')
      expect(Buffer.from(rootOfLeafHashes(tile.value)).toString('base64')).toBe(root)
      expect(entries.value.map(e => Buffer.from(leafHash(e)).toString('hex'))).toEqual(tile.value.map(h => Buffer.from(h).toString('hex')))
      for (const path of [
        '/log/tile/0/999',
        '/log/tile/9/000',
        `/log/tile/0/000.p/${Number(size) + 1}`,
        '/log/tile/0/..%2f',
        '/log/tile/x',
      ])
        expect((await fastify.inject(path)).statusCode, path).toBe(404)
      await fastify.close()
    } finally {
      await county.drop()
    }
  })
})
