import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../test/app.ts'
import { type CountyApp, countyApp } from '../../../test/county-app.ts'

describe('事项清单的导入', () => {
  let county: CountyApp
  let office: Client
  beforeAll(async () => {
    county = await countyApp()
    office = await county.as('zonghe')
  })
  afterAll(() => county.drop())
  const file = (id: string) => readFileSync(`${county.env.schemesDir}/items/${id}-items.yaml`, 'utf8')
  const stored = async (code: string) =>
    (await county.database.owner.query('select detail from item where code = $1 order by list_version desc limit 1', [code])).rows[0].detail

  it('X-15 鄂州清单：名称相同、对象不同的一项给出提醒和行号，照样导入；没有疑问的清单没有提醒', async () => {
    const yaml = file('ezhou-2022')
    const reply = await office.call('items.import', { body: { yaml } })
    expect([reply.status, reply.body.count, reply.body.warnings.length]).toEqual([200, 27, 1])
    const line = yaml.split('\n').findIndex(l => l.includes('code: LH-06-19')) + 2
    expect(reply.body.warnings[0]).toContain(`第 ${line} 行：LH-06-19 与 LH-06-18 名称相同，检查对象不同`)
    expect((await office.call('items.import', { body: { yaml: file('jiangxian-2025') } })).body).toMatchObject({ count: 6, warnings: [] })
  })

  it('EZ-28 EZ-65 EZ-76 JX-73 SJZ-47 清单自己的各栏原样保存：责任科室、发起和配合部门、联合清单编号、子项', async () => {
    expect((await office.call('items.import', { body: { yaml: file('ezhou-2022') } })).status).toBe(200)
    expect(await stored('LH-09-22')).toMatchObject({
      objects: '机动车销售企业',
      level: 'city',
      field: '机动车销售企业监管',
      responsible: '大气环境科',
      ratio: '5-10家',
      frequency: '每年',
      law: ['EZ-21', 'EZ-39', 'EZ-69', 'EZ-76'],
      appliesTo: { facets: [], lists: ['机动车销售企业'] },
      jointList: {
        number: '9/22',
        initiator: '市生态环境局',
        cooperating: ['市商务局'],
        liaison: ['市生态环境局大气环境科', '市商务局等相关科室'],
      },
    })
    expect(await stored('ZD-06')).toMatchObject({ responsible: '综合科', cooperating: ['支队'] })
    // What has a column of its own is not kept twice.
    expect(Object.keys(await stored('ZD-06')).filter(k => ['code', 'name', 'bases', 'content', 'published'].includes(k))).toEqual([])
    expect((await office.call('items.view')).body.rows).toHaveLength(27)
    await office.call('items.import', { body: { yaml: file('jiangxian-2025') } })
    expect(await stored('SX-05A')).toMatchObject({ field: '危险废物日常监管', subItem: expect.stringContaining('危险废物经营单位') })
    expect((await office.call('items.publish')).status).toBe(200)
  })
})
