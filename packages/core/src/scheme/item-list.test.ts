/** 绛县附件、鄂州联合清单 as data: the columns of each list, bases with their end, equal titles for different objects. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { appliesBySelf, basesInForce, findItemDoubts, type ItemList, itemListJsonSchema, readItemList } from './item-list.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
const plain = (id: string): any => parse(readFileSync(new URL(`../../../../schemes/items/${id}-items.yaml`, import.meta.url), 'utf8'))
const must = (file: unknown): ItemList => {
  const read = readItemList(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const jiangxian = must(plain('jiangxian-2025'))
const ezhou = must(plain('ezhou-2022'))
const item = (list: ItemList, code: string) => list.items.find(i => i.code === code)!
const on = (text: string): PlainDate => parsePlainDate(text)!

describe('绛县附件', () => {
  test('JX-73 JX-74 JX-75 JX-76 JX-77 JX-78 JX-79 六行：抽查类别、抽查事项、检查对象、事项类别、检查方式', () => {
    const same = '主要法定环境制度及污染防治措施落实情况'
    expect(jiangxian.items.map(i => [i.field, i.subItem, i.objects, i.category, i.methods.join('、')])).toEqual([
      ['重点排污单位监督检查', same, '重点排污单位', 'key', 'on-site'],
      ['一般排污单位监督检查', same, '非重点排污单位', 'general', 'on-site'],
      ['特殊监管对象监督检查', same, '特殊监管对象', 'key', 'on-site'],
      ['城镇污水处理设施污染防治情况监督检查', '城镇污水处理设施污染防治情况', '城镇污水处理厂', 'key', 'on-site'],
      [
        '危险废物日常监管',
        '危险废物经营单位主要法定环境制度及污染防治措施落实情况监督检查',
        '危险废物经营许可证单位',
        'key',
        'on-site、document',
      ],
      ['危险废物日常监管', '危险废物贮存及转移情况', '危险废物产生单位', 'key', 'on-site、document'],
    ])
    expect(jiangxian.items.every(i => i.body === '县级以上生态环境部门' && i.level === 'county')).toBe(true)
  })

  test('JX-19 JX-22 照市局清单，没有本级增加的事项', () => {
    expect(jiangxian.items.every(i => i.derivation.how === 'adopt')).toBe(true)
  })

  test('JX-80 X-13 依据有条款、有起止：法典施行前一天仍有效，当天只剩条例；环境噪声法 2022-06-05 起不再有效', () => {
    const key = item(jiangxian, 'SX-01')
    expect(key.bases.map(b => b.article)).toEqual([
      '第二十四条',
      '第三十条',
      '第二十九条',
      '第七十七条',
      '第二十六条',
      '第二十一条',
      '第二十八条',
      '第二十条',
    ])
    expect(basesInForce(key, on('2025-05-01'))).toHaveLength(7)
    expect(basesInForce(key, on('2026-08-14'))).toHaveLength(7)
    expect(basesInForce(key, on('2026-08-15')).map(b => b.law)).toEqual(['建设项目环境保护管理条例'])
    expect(basesInForce(key, on('2022-06-04'))).toHaveLength(8)
    // 城镇污水处理厂只有水法两条：法典施行之日起不得再抽
    expect(basesInForce(item(jiangxian, 'SX-04'), on('2026-08-15'))).toEqual([])
  })

  test('JX-79 附件残缺的一行不公布', () => {
    expect(jiangxian.items.filter(i => !i.published).map(i => i.code)).toEqual(['SX-05B'])
  })

  test('JX-20 城镇污水处理厂、危险废物单位按名单随检', () => {
    const at = (lists: string[]) => jiangxian.items.filter(i => appliesBySelf(i.appliesTo ?? null, { facets: {}, lists })).map(i => i.code)
    expect(at(['城镇污水处理厂', '危险废物产生单位'])).toEqual(['SX-04', 'SX-05B'])
    expect(at([])).toEqual([])
  })
})

describe('随检', () => {
  const at = (rule: Parameters<typeof appliesBySelf>[0], facets: Record<string, unknown>, lists: string[] = []) =>
    appliesBySelf(rule, { facets, lists })

  test('JX-20 JX-06 在任何一个名单里，或任何一个要素是所列的值，都随检；没有写的不随检', () => {
    const rule = {
      facets: [
        { facet: 'permit', values: ['重点管理', '简化管理'] },
        { facet: 'keyDischarger', values: ['true'] },
      ],
      lists: ['甲', '乙'],
    }
    expect(at(rule, {}, ['乙'])).toBe(true)
    expect(at(rule, {}, ['丙'])).toBe(false)
    expect(at(rule, { permit: '简化管理' })).toBe(true)
    expect(at(rule, { permit: '登记管理' })).toBe(false)
    expect(at(rule, { keyDischarger: true })).toBe(true)
    expect(at(rule, { permit: null, keyDischarger: false })).toBe(false)
    expect(at(null, { permit: '重点管理' }, ['甲'])).toBe(false)
  })

  test('JX-20 没有填的要素不是“null”', () => {
    expect(at({ facets: [{ facet: 'permit', values: ['null', 'undefined'] }], lists: [] }, { permit: null })).toBe(false)
    expect(at({ facets: [{ facet: 'permit', values: ['null', 'undefined'] }], lists: [] }, {})).toBe(false)
  })
})

describe('鄂州清单', () => {
  const joint = ezhou.items.filter(i => i.jointList !== undefined)

  test('EZ-65 EZ-66 EZ-67 EZ-68 EZ-69 EZ-70 EZ-71 EZ-72 EZ-73 EZ-76 联合清单：编号、发起部门、配合部门、联络科室', () => {
    expect(joint.map(i => [i.jointList!.number, i.jointList!.initiator, i.jointList!.cooperating.join('、')])).toEqual([
      ...['6/15', '6/16', '6/17', '6/18', '6/19'].map(n => [n, '市生态环境局', '市商务局、市市场监管局']),
      ['7/20', '市生态环境局', '市市场监管局'],
      ['8/21', '市市场监管局', '市生态环境局'],
      ['9/22', '市生态环境局', '市商务局'],
      ['10/24', '市市场监管局', '市生态环境局'],
      ['16/43', '市农业农村局', '市生态环境局、鄂州海关'],
      ['25/60', '市商务局', '市发改委、市生态环境局、市经信局、市交通运输局、市市场监管局'],
      ['30/69', '市生态环境局', '市水利湖泊局'],
    ])
    expect(joint.every(i => (i.jointList!.liaison ?? []).some(l => l.startsWith('市生态环境局')))).toBe(true)
    expect(item(ezhou, 'LH-16-43').jointList!.liaison).toEqual(['市农业农村局、鄂州海关相关科室', '市生态环境局生态科'])
  })

  test('EZ-20 EZ-21 EZ-22 EZ-23 EZ-24 EZ-28 每项有责任科室，按责任分工；科室的事项支队配合（EZ-18）', () => {
    const of = (office: string) => ezhou.items.filter(i => i.jointList === undefined && i.responsible === office).map(i => i.name)
    expect(of('综合科')).toEqual(['排污权交易情况的监督'])
    expect(of('大气环境科')).toEqual(['碳排放情况的监管'])
    expect(of('土壤环境科')).toEqual(['土壤污染重点监管单位法定义务履行情况'])
    expect(of('固废与核辐射管理科')).toEqual(['辐射安全项目管理情况', '固体废物与危险废物管理情况', '化学品环境管理情况'])
    expect(of('环境管理评价与排放管理科')).toEqual([
      '环评单位报告（数据）质量',
      '排污许可制度落实执行情况',
      '建设项目环评及批复落实情况',
      '建设项目“三同时”制度落实情况',
    ])
    expect(of('支队及各分局（大队）')).toHaveLength(5)
    expect(ezhou.items.every(i => i.responsible !== undefined)).toBe(true)
    for (const i of ezhou.items) if (i.jointList === undefined && i.level === 'city') expect(i.cooperating, i.code).toEqual(['支队'])
    expect(item(ezhou, 'LH-09-22')).toMatchObject({ ratio: '5-10家', frequency: '每年' })
  })

  test('X-15 名称相同、检查对象不同：提醒，照样能读；改了名称或对象相同就不提醒', () => {
    expect(findItemDoubts(ezhou).map(d => [d.at, d.message.slice(0, 31)])).toEqual([
      ['items[4].name', 'LH-06-19 与 LH-06-18 名称相同，检查对象不同'],
    ])
    expect(findItemDoubts(jiangxian)).toEqual([])
    const renamed = plain('ezhou-2022')
    renamed.items[4].name = '使用消耗臭氧层物质作为化工原料用途的企业采购和使用情况的检查'
    expect(findItemDoubts(must(renamed))).toEqual([])
    const same = plain('ezhou-2022')
    same.items[4].objects = same.items[3].objects
    expect(findItemDoubts(must(same))).toEqual([])
  })

  test('EZ-65 EZ-76 公布的格式说明联合清单各栏', () => {
    const published = JSON.stringify(itemListJsonSchema())
    for (const words of ['联合清单的编号：领域序号/事项序号，例如 6/15', '发起部门', '配合部门', '联络科室'])
      expect(published).toContain(`"description":"${words}"`)
  })

  test('EZ-03 每项在 2022 年都有有效依据', () => {
    for (const i of ezhou.items) expect(basesInForce(i, on('2022-04-01')).length, i.code).toBeGreaterThan(0)
  })
})

describe('清单的各栏', () => {
  test('SJZ-38 SJZ-47 子项、责任科室、配合科室是可选的栏；空的配合科室、缺发起部门的联合项，拒绝', () => {
    const file = plain('longyao-2026')
    Object.assign(file.items[0], { subItem: '排污许可制度执行情况', responsible: '执法队', cooperating: ['综合股', '总量股'] })
    expect(must(file).items[0]).toMatchObject({ subItem: '排污许可制度执行情况', responsible: '执法队', cooperating: ['综合股', '总量股'] })
    file.items[0].cooperating = []
    file.items[1].jointList = { number: '6/15', cooperating: ['市商务局'] }
    const read = readItemList(file)
    expect(read.ok ? [] : read.error.issues.map(i => i.at)).toEqual(['items[0].cooperating', 'items[1].jointList.initiator'])
  })
})
