/** 实施方案：试算、提出与批准, through HTTP over 示例县 under the Longyao scheme. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Client, signIn } from '../../../test/app.ts'
import { type CountyApp, countyApp, freezeBatch, openBatch, trainingPassword } from '../../../test/county-app.ts'

const longyao = readFileSync(join(import.meta.dirname, '../../../../../schemes/longyao-2026.yaml'), 'utf8')
/** 重点监管对象 by 20 % instead of 18 %. */
const raised = longyao.replace('rate: 18%', 'rate: 20%')
const withCap = (yaml: string, limit: number) =>
  yaml.replace(
    '# ── 检查方式',
    `caps:
  - code: CAP
    name: 每季度的随机抽查
    limit: ${limit}
    window: quarter
    counts: { by: [own], kinds: [random] }
    law: [JX-47]
    reading: 示例

# ── 检查方式`,
  )

const must = (reply: Answer) => {
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  return reply.body
}
const refused = (reply: Answer) => [reply.status, reply.body.error?.code]

/** Rows of every table. */
async function countRows(county: CountyApp): Promise<Record<string, number>> {
  const { owner } = county.database
  const tables = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables.rows) counts[name] = Number((await owner.query(`select count(*) as n from ${name}`)).rows[0].n)
  return counts
}

describe('试算', () => {
  let county: CountyApp
  let office: Client
  beforeAll(async () => {
    county = await countyApp()
    office = await county.as('zonghe')
  })
  afterAll(() => county.drop())

  it('LY-27 A-23 隆尧 18% 改为 20%：次数、人日、达到上限的差与手算的相同，什么都不写', async () => {
    const before = await countRows(county)
    const { change, trial, inForce } = must(await office.call('scheme.try', { body: { yaml: raised, period: '2026-Q2' } }))
    // 示例县：重点 61、特殊 48、简化管理 129、登记 239.
    // 现行 ⌈18%×61⌉ = ⌈10.98⌉ = 11，⌈20%×48⌉ = ⌈9.6⌉ = 10，⌈5%×129⌉ = ⌈6.45⌉ = 7，⌈0.5%×239⌉ = ⌈1.195⌉ = 2，合计 30
    // 新版 ⌈20%×61⌉ = ⌈12.2⌉ = 13，其余不变，合计 32
    expect(inForce.strata.map((s: { base: number }) => s.base)).toEqual([61, 48, 129, 239])
    expect(change.strata.map((s: { code: string; before: number; after: number }) => [s.code, s.before, s.after])).toEqual([
      ['KEY', 11, 13],
      ['SPECIAL', 10, 10],
      ['SIMPLIFIED', 7, 7],
      ['REGISTERED', 2, 2],
    ])
    expect([inForce.visits, trial.visits, change.visits]).toEqual([30, 32, 2])
    // 每次 2 人，每人 1 日：30 × 2 = 60，32 × 2 = 64
    expect([inForce.personDays, trial.personDays, change.personDays]).toEqual([60, 64, 4])
    expect(trial.load.sentence).toBe('32 次 × 2 人 × 1 人日 = 64 人日')
    expect([change.atCap, change.moves]).toEqual([{ least: 0, most: 0 }, []])
    const key = trial.strata[0]
    expect([key.answer.sentence, key.law]).toEqual(['20% × 61，向上取整 = 13', ['LY-27', 'A-23']])
    expect(key.clause).toBe('排污许可重点管理类企业、重点排污单位名录内企业，季度抽取 18%')
    // 第一季度已经过去；每季度重复抽取，第三、四季度同数
    expect(key.year).toEqual([null, 13, 13, 13])
    expect(await countRows(county)).toEqual(before)
  })

  it('JX-47 每季度至多一次的上限：抽多少家就有多少家达到，多抽 2 家就多 2 家', async () => {
    const one = must(await office.call('scheme.try', { body: { yaml: withCap(raised, 1), period: '2026-Q2' } }))
    // 现行方案没有上限，0 家；新版 32 家都在抽中时达到（本季度还没有检查过谁）
    expect(one.trial.caps).toMatchObject([{ code: 'CAP', limit: 1, count: 0, reach: { least: 32, most: 32 }, law: ['JX-47'] }])
    expect(one.trial.caps[0].clause).toBe('（理解）示例')
    expect(one.change.atCap).toEqual({ least: 32, most: 32 })
    // 至多两次：抽中一次还差一次
    const two = must(await office.call('scheme.try', { body: { yaml: withCap(raised, 2), period: '2026-Q2' } }))
    expect(two.change.atCap).toEqual({ least: 0, most: 0 })
  })

  it('LY-28 归类变了：从哪一类到哪一类、多少家，两句话都在；没有方案文件就试现行方案', async () => {
    const yaml = longyao.replace('order: [SPECIAL, KEY, GENERAL]', 'order: [KEY, SPECIAL, GENERAL]')
    const { change } = must(await office.call('scheme.try', { body: { yaml, period: '2026-Q2' } }))
    expect(change.moves).toHaveLength(1)
    const [move] = change.moves
    expect([move.from, move.to]).toEqual(['特殊监管对象', '重点监管对象'])
    expect(change.strata[0].after - change.strata[0].before).toBeGreaterThan(0)
    expect(move.examples[0].before).toMatch(/^特殊监管对象：.*LY-28/)
    expect(move.examples[0].after).toMatch(/^重点监管对象：.*LY-27/)
    const own = must(await office.call('scheme.try', { body: {} }))
    expect([own.trial.period, own.trial.visits, own.change]).toEqual(['2026-Q2', 30, null])
    const officer = await county.as('zf001')
    expect(refused(await officer.call('scheme.try', { body: {} }))).toEqual([403, 'access.role'])
  })

  it('文件有错：试算给出每一处的行号，不试', async () => {
    const reply = must(await office.call('scheme.try', { body: { yaml: longyao.replace('rate: 18%', 'rate: 很多') } }))
    const line = longyao.split('\n').findIndex(l => l.includes('rate: 18%')) + 1
    expect(reply).toMatchObject({ trial: null, inForce: null, change: null, issues: [{ line, at: 'strata[0].quota.rate' }] })
  })
})

describe('表单', () => {
  let county: CountyApp
  beforeAll(async () => {
    county = await countyApp()
  })
  afterAll(() => county.drop())

  it('改一个数，文件的其余每一个字节都不变，注释和次序也在', async () => {
    const office = await county.as('zonghe')
    const form = must(await office.call('scheme.form', { body: { yaml: longyao } }))
    expect([form.yaml === longyao, form.issues]).toEqual([true, []])
    const rate = form.fields.find((f: { label: string }) => f.label === '重点监管对象：比例')
    expect(rate).toMatchObject({ kind: 'rate', value: '18%', law: ['LY-27', 'A-23'] })
    const days = form.fields.find((f: { label: string }) => f.label === '期限（工作日）')
    const edits = [
      { path: rate.path, value: '20%' },
      { path: days.path, value: 15 },
    ]
    const edited = must(await office.call('scheme.form', { body: { yaml: longyao, edits } }))
    expect(edited.yaml).toBe(
      longyao
        .replace('rate: 18%', 'rate: 20%')
        .replace('start: determination\n  workingDays: 20', 'start: determination\n  workingDays: 15'),
    )
    expect(edited.fields.find((f: { label: string }) => f.label === '重点监管对象：比例').value).toBe('20%')
    // 每一项都改成它自己的值，文件不变
    const same = form.fields.map((f: { path: unknown; value: unknown }) => ({ path: f.path, value: f.value }))
    expect(must(await office.call('scheme.form', { body: { yaml: longyao, edits: same } })).yaml).toBe(longyao)
  })

  it('用语里有逗号、换行、括号也写得进去，读出来还是那句话；五份方案都如此', async () => {
    const office = await county.as('zonghe')
    for (const name of ['longyao-2026', 'shijiazhuang-2022', 'hengshui-hitech-2023', 'jiangxian-2025', 'ezhou-2022']) {
      const yaml = readFileSync(join(county.env.schemesDir, `${name}.yaml`), 'utf8')
      const { fields } = must(await office.call('scheme.form', { body: { yaml } }))
      const texts = fields.filter((f: { kind: string; given: boolean }) => f.kind === 'text' && f.given)
      expect(texts.length, name).toBeGreaterThan(1)
      const edits = texts.map((f: { path: unknown; value: string }) => ({ path: f.path, value: `${f.value}, {甲}: [乙]\n# 丙` }))
      const edited = must(await office.call('scheme.form', { body: { yaml, edits } }))
      expect(edited.issues, name).toEqual([])
      expect(
        edited.fields.filter((f: { kind: string; given: boolean }) => f.kind === 'text' && f.given).map((f: { value: string }) => f.value),
      ).toEqual(edits.map((e: { value: string }) => e.value))
    }
  })

  it('文件没有写、按默认执行的项，表单看得见、改不了', async () => {
    const office = await county.as('zonghe')
    const yaml = readFileSync(join(county.env.schemesDir, '../docs/examples/shili-district-small.yaml'), 'utf8')
    const form = must(await office.call('scheme.form', { body: { yaml } }))
    const of = (label: string) => form.fields.find((f: { label: string }) => f.label === label)
    expect([of('黄牌企业：比例').given, of('每组人数').given, of('每组人数').value]).toEqual([true, false, 2])
    const same = must(await office.call('scheme.form', { body: { yaml, edits: [{ path: of('每组人数').path, value: 3 }] } }))
    expect(same.yaml).toBe(yaml)
  })

  it('改成不合规则的值：文件带着错误回来，指出那一行；没有的路径不写', async () => {
    const office = await county.as('zonghe')
    const bad = must(
      await office.call('scheme.form', { body: { yaml: longyao, edits: [{ path: ['strata', 0, 'quota', 'rate'], value: '很多' }] } }),
    )
    const line = longyao.split('\n').findIndex(l => l.includes('rate: 18%')) + 1
    expect([bad.fields, bad.issues.map((i: { line: number }) => i.line)]).toEqual([[], [line]])
    const none = must(await office.call('scheme.form', { body: { yaml: longyao, edits: [{ path: ['nobody', 0], value: 1 }] } }))
    expect(none.yaml).toBe(longyao)
  })
})

describe('提出与批准', () => {
  let county: CountyApp
  let office: Client
  let head: Client
  beforeAll(async () => {
    county = await countyApp()
    office = await county.as('zonghe')
    head = await county.as('fuze')
  })
  afterAll(() => county.drop())

  const propose = (who: Client, yaml: string, reason = '示例理由') => who.call('scheme.propose', { body: { yaml, reason } })
  const decide = (who: Client, id: string, adopt: boolean, opinion = '') =>
    who.call('scheme.decide', { params: { id }, body: { adopt, opinion } })

  it('拒绝：与现行相同、文件有错（指出行）、层级不符、已有方案不能直接采用、没有这个角色', async () => {
    expect(refused(await propose(office, longyao))).toEqual([409, 'scheme.same'])
    const bad = await propose(office, longyao.replace('rate: 18%', 'rate: 很多'))
    const line = longyao.split('\n').findIndex(l => l.includes('rate: 18%')) + 1
    expect([refused(bad), bad.body.error.line]).toEqual([[422, 'scheme.invalid'], line])
    expect(refused(await propose(office, longyao.replace('agencyLevel: county', 'agencyLevel: city')))).toEqual([
      422,
      'scheme.agency_level',
    ])
    expect(refused(await head.call('scheme.adopt', { body: { yaml: raised } }))).toEqual([409, 'scheme.needs_approval'])
    expect(refused(await propose(await county.as('zf001'), raised))).toEqual([403, 'access.role'])
    expect(refused(await propose(office, raised, ''))).toEqual([422, 'request.invalid'])
    expect(must(await office.call('scheme.view')).versions).toHaveLength(1)
  })

  it('HS-20 提出以后人人看得到，不能再提第二份；退回须写意见；降低的比例单独列出', async () => {
    const lowered = longyao.replace('rate: 18%', 'rate: 15%')
    const { id } = must(await propose(office, lowered, '人手不足'))
    expect(refused(await propose(head, raised))).toEqual([409, 'scheme.proposal_waiting'])
    const seen = must(await (await county.as('zf001')).call('scheme.view'))
    expect([seen.version, seen.proposal.reason, seen.proposal.lowered]).toEqual([1, '人手不足', ['重点监管对象：比例：由 18% 降为 15%']])
    const desk = must(await head.call('desk.view', { query: { rule: 'scheme.decide' } }))
    expect(desk.lines).toMatchObject([{ rule: 'scheme.decide', own: true, link: '/scheme#proposal', who: '负责人' }])
    expect(desk.lines[0].says).toContain('人手不足')
    expect(refused(await decide(office, id, true))).toEqual([403, 'access.role'])
    expect(refused(await decide(head, id, false))).toEqual([422, 'scheme.opinion'])
    expect(must(await decide(head, id, false, '不得低于市里的比例'))).toEqual({ version: null })
    expect(must(await head.call('desk.view', { query: { rule: 'scheme.decide' } })).lines).toEqual([])
    expect(refused(await decide(head, id, true))).toEqual([404, 'scheme.proposal_gone'])
    const after = must(await office.call('scheme.view'))
    expect(after.proposal).toBeNull()
    expect(after.sentBack).toMatchObject({ state: 'returned', yaml: lowered, opinion: '不得低于市里的比例', reason: '人手不足' })
    expect(after.sentBack.by).toContain('高远')
  })

  it('提出的人不能批准自己的，可以撤回；撤回以后可以再提', async () => {
    const { id } = must(await propose(head, raised))
    expect(refused(await decide(head, id, true))).toEqual([403, 'access.drafter_approves'])
    expect(must(await office.call('scheme.view')).version).toBe(1)
    must(await head.call('scheme.withdraw', { params: { id } }))
    expect(must(await office.call('scheme.view')).sentBack).toMatchObject({ state: 'withdrawn', yaml: raised, opinion: '' })
    expect(refused(await head.call('scheme.withdraw', { params: { id } }))).toEqual([404, 'scheme.proposal_gone'])
    expect(must(await office.call('scheme.view')).proposal).toBeNull()
  })

  it('别的单位看不到、批不了、撤不掉', async () => {
    const { id } = must(await propose(office, raised))
    await county.database.owner.query(
      `insert into agency (id, name, level, created_at) select 'OTHER', '另一个示例县分局', level, created_at from agency limit 1`,
    )
    await county.database.owner.query(
      `insert into account (agency_id, login, name, roles, password_hash, created_at)
       select 'OTHER', 'other', '别处', '{head,office}', password_hash, created_at from account where login = 'fuze'`,
    )
    const other = await signIn(county.app, 'other', trainingPassword)
    expect(refused(await other.call('scheme.view'))).toEqual([409, 'scheme.none'])
    expect(refused(await decide(other, id, true))).toEqual([404, 'scheme.proposal_gone'])
    expect(refused(await other.call('scheme.withdraw', { params: { id } }))).toEqual([404, 'scheme.proposal_gone'])
    expect(refused(await other.call('scheme.version', { params: { version: '1' } }))).toEqual([404, 'scheme.version_unknown'])
    expect(refused(await other.call('scheme.compare', { query: { before: '1', after: 'proposal' } }))[0]).toBe(404)
    expect(refused(await other.call('scheme.try', { body: {} }))).toEqual([409, 'scheme.none'])
    must(await office.call('scheme.withdraw', { params: { id } }))
  })

  it('LY-27 A-26 批准以后：两版之差逐行列出；已冻结的批次一个字节都不变，下一批按新版', async () => {
    const frozen = await openBatch(county, ['P-01'])
    await freezeBatch(county, frozen)
    const look = async () => ({
      strata: must(await office.call('batch.view', { params: { code: frozen } })).strata,
      sha256: must(await office.call('batch.view', { params: { code: frozen } })).commitSha256,
      commit: String((await office.call('batch.commitFile', { params: { code: frozen } })).body),
      files: (await county.database.owner.query('select name, encode(bytes, $1) as bytes from batch_file order by name', ['hex'])).rows,
    })
    const before = await look()
    expect(before.strata.map((s: { code: string; quota: number }) => [s.code, s.quota])).toEqual([
      ['KEY', 11],
      ['SPECIAL', 10],
    ])
    // 重点 18% → 20%，简化管理 5% → 10%；次序颠倒使特殊改归重点的企业也不影响已冻结的批次
    const yaml = raised.replace('rate: 5%', 'rate: 10%').replace('order: [SPECIAL, KEY, GENERAL]', 'order: [KEY, SPECIAL, GENERAL]')
    const { id } = must(await propose(office, yaml))
    expect(must(await decide(head, id, true, '同意'))).toEqual({ version: 2 })
    expect(await look()).toEqual(before)

    const next = await openBatch(county, ['P-02'])
    const view = must(await office.call('batch.view', { params: { code: next } }))
    // ⌈10%×129⌉ = ⌈12.9⌉ = 13，⌈0.5%×239⌉ = 2
    expect(view.strata.map((s: { code: string; quota: number }) => [s.code, s.quota])).toEqual([
      ['REGISTERED', 2],
      ['SIMPLIFIED', 13],
    ])

    const { rows } = must(await office.call('scheme.compare', { query: { before: '1', after: '2' } }))
    const said = rows.map((r: { label: string; before: string; after: string }) => `${r.label}｜${r.before}｜${r.after}`)
    expect(said).toContain('重点监管对象｜每季度不低于 18%，向上取整，有对象即至少 1 家｜每季度不低于 20%，向上取整，有对象即至少 1 家')
    expect(said).toContain(
      '一般监管对象（排污许可简化管理）｜每季度不低于 5%，向上取整，有对象即至少 1 家｜每季度不低于 10%，向上取整，有对象即至少 1 家',
    )
    expect(said).toHaveLength(3)
    expect(must(await office.call('scheme.compare', { query: { before: '2', after: '2' } })).rows).toEqual([])
    expect(must(await office.call('scheme.version', { params: { version: '1' } })).yaml).toBe(longyao)
    const view2 = must(await office.call('scheme.view'))
    expect([view2.proposal, view2.sentBack]).toEqual([null, null])
    expect(view2.versions.map((v: { version: number; by: string | null }) => v.version)).toEqual([2, 1])
    expect(view2.versions[0].by).toContain('高远')
    const kinds = (await county.database.owner.query(`select kind from event where kind like 'scheme.%' order by id`)).rows.map(r => r.kind)
    expect(kinds.slice(-2)).toEqual(['scheme.proposed', 'scheme.adopted'])
    expect(kinds).toContain('scheme.returned')
    expect(kinds).toContain('scheme.withdrawn')
  })
})
