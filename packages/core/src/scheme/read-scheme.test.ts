import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parsePlainDate } from '../base/plain-date.ts'
import { describeScheme } from './describe.ts'
import { basesInForce, itemListJsonSchema, readItemList } from './item-list.ts'
import { readScheme } from './read-scheme.ts'
import { schemeJsonSchema } from './scheme-schema.ts'

const load = (path: string) => parse(readFileSync(new URL(`../../../../schemes/${path}`, import.meta.url), 'utf8'))
const fresh = () => load('longyao-2026.yaml')
const issuesOf = (plain: unknown) => {
  const read = readScheme(plain)
  return read.ok ? [] : read.error.issues.map(i => `${i.at}: ${i.message}`)
}

describe('读方案', () => {
  test('隆尧 2026 读得通，写进发布的 JSON Schema', () => {
    expect(issuesOf(fresh())).toEqual([])
    const schema = schemeJsonSchema() as { properties: Record<string, unknown> }
    expect(Object.keys(schema.properties)).toContain('precedence')
  })

  test('每处问题都报，带路径，用中文', () => {
    const plain = fresh()
    plain.validity.to = '2026-02-30'
    plain.strata[0].quota.rate = '180%'
    delete plain.results
    plain.classes[0].colour = 'red'
    expect(issuesOf(plain)).toEqual([
      'validity.to: 没有 2026-02-30 这一天，应为存在的日期，写成 2026-03-01',
      'classes[0].colour: 没有“colour”这个键；这里可以写 residual、stays、reading',
      'strata[0].quota.rate: 比例应在 0% 到 100% 之间',
      'results: 缺少这一项（检查结果用语），应填一组键值',
    ])
  })

  test('没有条款也没有说明理解的行，拒绝', () => {
    const plain = fresh()
    delete plain.strata[1].quote
    expect(issuesOf(plain)).toEqual(['strata[1]: 每一行都要写明依据：填 quote（条款原文），方案没有写明的填 reading（采用的理解）'])
    const bare = fresh()
    bare.strata[1].law = []
    expect(issuesOf(bare)).toEqual(['strata[1].law: 至少要有 1 行，例如 [SL-07]'])
  })

  test('条件里写错键、写错名字，指到那一处', () => {
    const plain = fresh()
    plain.classes[0].grounds[1].when = { facet: 'airGrade', bellow: 'B' }
    expect(issuesOf(plain)[0]).toMatch(/^classes\[0\]\.grounds\[1\]\.when/)
    const wrong = fresh()
    wrong.classes[0].grounds[1].when = {
      any: [
        { facet: 'airGrade', below: 'B+' },
        { facet: 'air', below: 'B' },
      ],
    }
    wrong.classes[0].grounds[0].when = { not: { all: [{ fact: 'fine', within: 'last-month' }] } }
    wrong.classes[1].grounds[1].when = { facet: 'keyDischarger', equals: '是' }
    wrong.classes[1].grounds[0].when = { facet: 'permitCategory', in: ['重点'] }
    wrong.strata[2].when = { facet: 'permitCategory', atLeast: '简化管理' }
    wrong.method.offSite.needs = { facet: 'offsiteCapable', marked: true }
    expect(issuesOf(wrong)).toEqual([
      'classes[0].grounds[0].when.not.all[0].fact: 没有定义事实 fine；已定义的有 penalty；新的要先写进 facts',
      'classes[0].grounds[0].when.not.all[0].within: 没有定义时间窗 last-month；已定义的有 last-quarter；新的要先写进 windows',
      'classes[0].grounds[1].when.any[0].below: “B+”不在“大气绩效等级”的取值内（引领性、A、B、B-、C、D）',
      'classes[0].grounds[1].when.any[1].facet: 没有定义要素 air；已定义的有 permitCategory、keyDischarger、positiveList、airGrade、creditGrade、offsiteCapable、highRisk；新的要先写进 facets',
      'classes[1].grounds[0].when.in[0]: “重点”不在“排污许可管理类别”的取值内（重点管理、简化管理、登记管理）',
      'classes[1].grounds[1].when.equals: “重点排污单位”只能与 true 或 false 比较',
      'strata[2].when.atLeast: “排污许可管理类别”没有等级次序；要比高低，把它写成 kind: grade，否则用 equals 或 in',
      'method.offSite.needs.marked: “非现场监管条件”不是人工标记；是或否的用 equals: true',
    ])
  })

  test('A-01 次序应当把每一类恰好列一次；每一类至少有一个分层', () => {
    const plain = fresh()
    plain.precedence.order = ['SPECIAL', 'SPECIAL', 'OTHER']
    plain.strata = plain.strata.filter((s: { class: string }) => s.class !== 'GENERAL')
    expect(issuesOf(plain)).toEqual([
      'precedence.order: 类别 SPECIAL 应当恰好出现一次，写成 order: [SPECIAL, KEY, GENERAL]，先后自定',
      'precedence.order: 类别 KEY 应当恰好出现一次，写成 order: [SPECIAL, KEY, GENERAL]，先后自定',
      'precedence.order: 类别 GENERAL 应当恰好出现一次，写成 order: [SPECIAL, KEY, GENERAL]，先后自定',
      'strata: 类别 GENERAL 没有任何分层，命中的对象无法抽取；加一行，写 class: GENERAL',
      'precedence.order[2]: 没有定义类别 OTHER；已定义的有 SPECIAL、KEY、GENERAL；新的要先写进 classes',
    ])
  })

  test('编码重复、有效期颠倒、等级重复，都报', () => {
    const plain = fresh()
    plain.strata[1].code = 'KEY'
    plain.validity = { from: '2026-12-31', to: '2026-01-01' }
    plain.facets[3].grades = ['A', 'B', 'A']
    plain.results.phrases[1].text = '未发现问题'
    expect(issuesOf(plain)).toEqual([
      'validity.to: 有效期的结束日期早于开始日期；请对调或改正',
      'strata[1].code: “KEY”重复出现；请另取一个，或删去一行',
      'results.phrases[1]: 结果用语或代码重复出现；每种只写一行',
      'facets[3]: “大气绩效等级”的取值有重复；删去多余的',
    ])
  })

  test.each([null, undefined, 3, 'text', [], {}])('随便给什么都不抛异常：%j', junk => {
    expect(readScheme(junk).ok).toBe(false)
  })

  test('A-28 公示期限、SJZ-66 结果用语：默认值标明是我们的理解', () => {
    const read = readScheme(fresh())
    if (!read.ok) throw new Error()
    expect(read.value.publicity).toMatchObject({ start: 'determination', workingDays: 20 })
    expect(read.value.results.phrases.map(p => p.text)).toEqual([
      '未发现问题',
      '未按规定公示信息',
      '公示信息隐瞒真实情况、弄虚作假',
      '通过登记依据（经营场所）无法联系',
      '发现问题已责令改正',
      '不配合检查情节严重',
      '未发现开展本次抽查涉及的经营活动',
      '发现问题待处理',
    ])
    const rows = describeScheme(read.value)
    expect(rows.find(r => r.section === '公示' && r.label === '期限')).toMatchObject({
      value: '作出检查结果认定之日起 20 个工作日内',
      quote: null,
      law: ['A-28', 'SJZ-64'],
    })
    expect(rows.find(r => r.label === '同时符合多类时')?.value).toBe('特殊监管对象 > 重点监管对象 > 一般监管对象')
    expect(rows.filter(r => r.section === '抽取比例').map(r => [r.value, r.law[0]])).toEqual([
      ['每季度不低于 18%，向上取整，有对象即至少 1 家', 'LY-27'],
      ['每季度不低于 20%，向上取整，有对象即至少 1 家', 'LY-28'],
      ['每季度不低于 5%，向上取整，有对象即至少 1 家', 'LY-24'],
      ['每季度不低于 0.5%，向上取整，有对象即至少 1 家', 'LY-25'],
    ])
    expect(rows.every(r => r.law.length > 0 && (r.quote !== null || r.reading !== null))).toBe(true)
    // LY-20 四个环节都有时限
    expect(rows.filter(r => r.section === '环节时限').map(r => r.label)).toEqual(['任务制定', '开展检查', '结果录入', '审核公示'])
  })
})

describe('读事项清单', () => {
  const list = () => load('items/longyao-2026-items.yaml')

  test('LY-08 认领形成的清单读得通', () => {
    const read = readItemList(list())
    if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
    expect(read.value.items.length).toBeGreaterThanOrEqual(8)
    expect(read.value.items.every(i => i.derivation.how === 'claim' || i.derivation.how === 'add')).toBe(true)
    expect(read.value.items.filter(i => !i.published)).toHaveLength(1)
    expect(Object.keys((itemListJsonSchema() as { properties: object }).properties)).toContain('items')
  })

  test('JX-07 依据昨天失效的事项，今天没有有效依据；失效当天仍有效', () => {
    const read = readItemList(list())
    if (!read.ok) throw new Error()
    const day = (t: string) => parsePlainDate(t)!
    const ended = read.value.items.find(i => i.bases.every(b => b.to === '2026-03-25'))!
    expect(basesInForce(ended, day('2026-03-25'))).toHaveLength(1)
    expect(basesInForce(ended, day('2026-03-26'))).toEqual([])
    const others = read.value.items.filter(i => i !== ended)
    for (const item of others) expect(basesInForce(item, day('2026-06-30')).length, item.code).toBeGreaterThan(0)
    for (const item of others) expect(basesInForce(item, day('2026-12-31')).length, item.code).toBeGreaterThan(0)
    expect(basesInForce(others[0]!, day('1990-01-01'))).toEqual([])
  })

  test('SJZ-91 没有依据的事项、重复的编码、没有定义的专长、颠倒的日期，拒绝', () => {
    const plain = list()
    plain.items[0].bases = []
    const refused = readItemList(plain)
    expect(refused.ok ? [] : refused.error.issues.map(i => i.at)).toEqual(['items[0].bases'])
    const twin = list()
    twin.items[1].code = twin.items[0].code
    twin.items[2].speciality = 'ZZ'
    twin.items[3].bases[0].to = '1990-01-01'
    const twins = readItemList(twin)
    expect(twins.ok ? [] : twins.error.issues.map(i => i.at)).toEqual(['items[1].code', 'items[2].speciality', 'items[3].bases[0].to'])
  })
})
