import { afterAll, beforeAll, expect, it } from 'vitest'
import { advance, type CountyApp, countyApp } from '../../../test/county-app.ts'

let county: CountyApp
beforeAll(async () => {
  county = await countyApp()
})
afterAll(() => county.drop())

it('第四季度：下一季度在明年的计划里，也列为可下达的任务（HS-26）', async () => {
  await advance(county, '2026-10-09T02:00:00Z')
  const office = await county.as('zonghe')
  const row = {
    year: 2027,
    code: 'P-2701',
    name: '一季度重点监管对象随机抽查',
    kind: 'untargeted',
    itemCodes: ['SX-01'],
    period: '2027-Q1',
    scope: { kind: 'strata', strata: ['KEY'] },
    dueOn: '2027-03-31',
    drawOn: '12月最后五个工作日',
    initiator: '执法一中队',
    basis: '示例',
  }
  expect((await office.call('plan.addRow', { body: row })).status).toBe(200)
  const { body } = await office.call('task.list', { query: {} })
  expect(body.candidates.map((c: { planRowCode: string }) => c.planRowCode)).toContain('P-2701')
})
