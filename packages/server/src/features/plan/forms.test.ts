/** 计划行与方案：定向与不定向、事项的层级、抽取日期 — refused or recorded by what the scheme says. */
import { afterEach, describe, expect, it } from 'vitest'
import { advance, type CountyApp, countyApp, deadlines, freezeBatch, logEvent, lottery, openBatch } from '../../../test/county-app.ts'

let county: CountyApp
afterEach(() => county.drop())

const row = (more: object) => ({
  year: 2026,
  code: 'P-09',
  name: '经济开发区专项抽查',
  kind: 'targeted',
  itemCodes: ['SX-01'],
  period: '2026-Q2',
  scope: { kind: 'strata', strata: ['KEY'] },
  dueOn: '2026-06-30',
  drawOn: '3月底',
  initiator: '执法大队',
  basis: '石家庄 2022 年方案二（五）',
  ...more,
})
const range = { regions: ['经济开发区'], industries: [], lists: [], units: ['执法一中队', '执法二中队'], reason: '园区集中整治' }

describe('抽查形式（石家庄）', () => {
  it('SJZ-39 SJZ-40 SJZ-41 定向要写范围和理由；不定向不设范围；定向只在范围内抽，人员也在范围内，范围随计划公布', async () => {
    county = await countyApp({ scheme: 'shijiazhuang-2022' })
    const office = await county.as('zonghe')
    const add = async (more: object) => (await office.call('plan.addRow', { body: row(more) as never })).body
    expect((await add({})).error).toMatchObject({ code: 'plan.form', sentence: expect.stringContaining('没有写范围') })
    expect((await add({ kind: 'untargeted', scope: { kind: 'strata', strata: ['KEY'], range } })).error.sentence).toContain(
      '不定向抽查不设定范围',
    )
    const empty = { ...range, regions: [], units: [] }
    expect((await add({ scope: { kind: 'strata', strata: ['KEY'], range: empty } })).error.code).toBe('request.invalid')
    expect(await add({ scope: { kind: 'strata', strata: ['KEY'], range } })).toMatchObject({ code: 'P-09' })
    const shown = (await office.call('plan.view', { query: { year: 2026 } })).body.rows.find((r: { code: string }) => r.code === 'P-09')
    expect(shown.scopeText).toContain('限乡镇 经济开发区；检查人员限 执法一中队、执法二中队；理由：园区集中整治')
    expect((await office.call('plan.publish', { body: { year: 2026, filing: '示环备〔2026〕3号' } })).status).toBe(200)
    const code = await openBatch(county, ['P-09'])
    const view = (await office.call('batch.view', { params: { code } })).body
    const inside = (
      await county.database.owner.query("select code from subject where region = '经济开发区' and status = 'active'")
    ).rows.map((r: { code: string }) => r.code)
    expect(view.strata[0].N).toBeGreaterThan(0)
    expect(view.strata[0].N).toBeLessThan(inside.length)
    expect(view.strata[0].left.find((l: { code: string }) => l.code === 'RANGE').reason).toBe('不在定向抽查的范围内')
    await freezeBatch(county, code)
    await advance(county, '2026-03-28T13:40:00Z')
    await logEvent(county, code)
    expect((await office.call('draw.execute', { params: { code } })).status).toBe(200)
    // Everyone drawn is of the town, everyone who goes of the two squads.
    const { rows } = await county.database.owner.query(
      'select o.mac from visit_officer o join visit v on v.id = o.visit_id where v.batch_code = $1',
      [code],
    )
    const squads = (
      await county.database.owner.query("select code from inspector where unit_name in ('执法一中队', '执法二中队')")
    ).rows.map((r: { code: string }) => county.env.seal.mac('visit-officer', `${code}|${r.code}`).toString('hex'))
    expect(rows.length).toBeGreaterThan(0)
    for (const r of rows) expect(squads).toContain((r.mac as Buffer).toString('hex'))
    const firms = (await county.database.owner.query('select subject_mac from visit where batch_code = $1', [code])).rows
    const town = inside.map((c: string) => county.env.seal.mac('visit-subject', c).toString('hex'))
    for (const f of firms) expect(town).toContain((f.subject_mac as Buffer).toString('hex'))
  })

  it('SJZ-86 V-26 检查主体在市级以上的事项，县级不能列入计划，说明由谁实施', async () => {
    county = await countyApp({ scheme: 'shijiazhuang-2022' })
    const office = await county.as('zonghe')
    for (const item of ['SX-03', 'SX-07']) {
      const reply = await office.call('plan.addRow', { body: row({ kind: 'untargeted', itemCodes: ['SX-01', item] }) as never })
      expect([reply.status, reply.body.error.code]).toEqual([422, 'plan.item_level'])
      expect(reply.body.error.sentence).toContain('市级')
    }
    expect((await office.call('plan.addRow', { body: row({ kind: 'untargeted', itemCodes: ['SX-04'] }) as never })).status).toBe(200)
  })

  it('A-36 计划写明的数量多于下限的，照计划抽；少于下限的仍抽下限', async () => {
    county = await countyApp({ scheme: 'shijiazhuang-2022' })
    const office = await county.as('zonghe')
    const floors = (await office.call('batch.view', { params: { code: await openBatch(county, ['P-01']) } })).body.strata
    const key = floors.find((s: { code: string }) => s.code === 'KEY')
    await office.call('plan.addRow', {
      body: row({ kind: 'untargeted', scope: { kind: 'strata', strata: ['KEY'], numbers: { KEY: key.quota + 4 } } }) as never,
    })
    await office.call('plan.addRow', {
      body: row({ code: 'P-10', kind: 'untargeted', scope: { kind: 'strata', strata: ['SPECIAL'], numbers: { SPECIAL: 1 } } }) as never,
    })
    await office.call('plan.publish', { body: { year: 2026, filing: '示环备〔2026〕4号' } })
    const more = (await office.call('batch.view', { params: { code: await openBatch(county, ['P-09', 'P-10']) } })).body.strata
    expect(more.map((s: { code: string; quota: number }) => [s.code, s.quota])).toEqual([
      ['KEY', key.quota + 4],
      ['SPECIAL', floors.find((s: { code: string }) => s.code === 'SPECIAL').quota],
    ])
    expect(more[0].why).toContain(`计划抽取 ${key.quota + 4}`)
  })
})

describe('抽取日期（衡水高新区）', () => {
  it('HS-26 V-16 X-20 公共事件晚于上一季度最后五个工作日，要写理由；写了的监督页可见；规定日期以内的不问', async () => {
    county = await countyApp({ scheme: 'hengshui-hitech-2023' })
    const office = await county.as('zonghe')
    const code = await openBatch(county, ['P-01'])
    const view = (await office.call('batch.view', { params: { code } })).body
    // 2026-03-25 is a Wednesday; the quarter ends on Tuesday the 31st.
    expect(view.drawDays).toEqual({
      days: ['2026-03-25', '2026-03-26', '2026-03-27', '2026-03-30', '2026-03-31'],
      provisional: false,
      reason: null,
    })
    await office.call('batch.snapshot', { params: { code } })
    await county.log.runOnce()
    const late = [{ ...lottery[0], notBefore: '2026-04-02T13:15:00Z' }, lottery[1]]
    const times = { ...deadlines, eventBy: '2026-04-04T16:00:00Z', resultBy: '2026-04-05T16:00:00Z' }
    const freeze = (body: object) => office.call('batch.freeze', { params: { code }, body: body as never })
    const refused = await freeze({ entropy: late, ...times })
    expect([refused.status, refused.body.error.code]).toEqual([422, 'freeze.draw_day'])
    expect(refused.body.error.sentence).toContain('2026-04-02')
    expect((await freeze({ entropy: late, ...times, offCalendar: '名录核对延后两天' })).status).toBe(200)
    expect((await office.call('batch.view', { params: { code } })).body.drawDays.reason).toBe('名录核对延后两天')
    const head = await county.as('fuze')
    const rows = (await head.call('oversight.view', { query: { kind: 'off-calendar' } })).body.rows
    expect(rows).toMatchObject([{ thing: `批次 ${code}`, reason: '名录核对延后两天' }])
    const intime = await openBatch(county, ['P-02'])
    await freezeBatch(county, intime)
    expect((await head.call('oversight.view', { query: { kind: 'off-calendar' } })).body.rows).toHaveLength(1)
  })
})

describe('一年一次（绛县）', () => {
  it('JX-45 JX-46 一年抽查一次的分层，计划里只能有一行；试算只在抽取的那个季度算', async () => {
    county = await countyApp({ scheme: 'jiangxian-2025' })
    const office = await county.as('zonghe')
    const later = row({
      kind: 'untargeted',
      period: '2026-Q3',
      dueOn: '2026-09-30',
      itemCodes: ['SX-04'],
      scope: { kind: 'strata', strata: ['SEWAGE'] },
    })
    const refused = await office.call('plan.addRow', { body: later as never })
    expect([refused.status, refused.body.error.code]).toEqual([409, 'plan.once'])
    expect(refused.body.error.sentence).toContain('P-04')
    const trial = (await office.call('scheme.try', { body: { yaml: null, period: '2026-Q2' } as never })).body.trial
    const sewage = trial.strata.find((s: { code: string }) => s.code === 'SEWAGE')
    expect(sewage.year).toEqual([null, sewage.base, 0, 0])
    expect(trial.strata.find((s: { code: string }) => s.code === 'SPECIAL').year[3]).toBeGreaterThan(0)
  })
})
