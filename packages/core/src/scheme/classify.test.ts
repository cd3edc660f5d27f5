import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type PlainDate, parsePlainDate } from '../base/plain-date.ts'
import { classifySubject } from './classify.ts'
import type { ClassifiableSubject, FacetValue } from './condition.ts'
import { methodFor } from './method.ts'
import { readScheme } from './read-scheme.ts'

const plain: unknown = parse(readFileSync(new URL('../../../../schemes/longyao-2026.yaml', import.meta.url), 'utf8'))
const read = readScheme(plain)
if (!read.ok) throw new Error(JSON.stringify(read.error.issues, null, 1))
const longyao = read.value
const on = (text: string): PlainDate => parsePlainDate(text)!
const Q2 = on('2026-04-01')

const subject = (facets: Record<string, FacetValue>, penalties: string[] = []): ClassifiableSubject => ({
  id: '91990101MA00000000',
  status: 'active',
  facets,
  facts: penalties.map(day => ({ kind: 'penalty', on: on(day) })),
})
const classOf = (facets: Record<string, FacetValue>, penalties: string[] = [], asOf = Q2) =>
  classifySubject(longyao, subject(facets, penalties), asOf).class

describe('隆尧 2026 分级分类', () => {
  test('LY-23 分为特殊、重点、一般三类，风险方向写在数据里（X-01）', () => {
    expect(longyao.classes.map(c => [c.code, c.name, c.risk])).toEqual([
      ['SPECIAL', '特殊监管对象', 'high'],
      ['KEY', '重点监管对象', 'normal'],
      ['GENERAL', '一般监管对象', 'normal'],
    ])
  })

  test('LY-24 排污许可简化管理归一般，分层 SIMPLIFIED', () => {
    const c = classifySubject(longyao, subject({ permitCategory: '简化管理' }), Q2)
    expect([c.class, c.stratum, c.sentence]).toEqual(['GENERAL', 'SIMPLIFIED', '一般监管对象：排污许可简化管理（LY-24）'])
  })

  test('LY-25 排污登记归一般，分层 REGISTERED', () => {
    const c = classifySubject(longyao, subject({ permitCategory: '登记管理' }), Q2)
    expect([c.class, c.stratum, c.sentence]).toEqual(['GENERAL', 'REGISTERED', '一般监管对象：排污登记（LY-25）'])
  })

  test('LY-27 排污许可重点管理，或列入重点排污单位名录，均为重点', () => {
    expect(classOf({ permitCategory: '重点管理' })).toBe('KEY')
    expect(classOf({ permitCategory: '登记管理', keyDischarger: true })).toBe('KEY')
    expect(classOf({ keyDischarger: true })).toBe('KEY')
    expect(classOf({ permitCategory: '登记管理', keyDischarger: false })).toBe('GENERAL')
  })

  test('LY-28 特殊：上一季度处罚、大气 B 级以下、信用 B 级以下、其他风险较高', () => {
    const base = { permitCategory: '登记管理' }
    expect(classOf(base, ['2026-02-11'])).toBe('SPECIAL')
    expect(classOf({ ...base, airGrade: 'B-' })).toBe('SPECIAL')
    expect(classOf({ ...base, airGrade: 'D' })).toBe('SPECIAL')
    expect(classOf({ ...base, creditGrade: 'C' })).toBe('SPECIAL')
    expect(classOf({ ...base, highRisk: '涉重金属，曾发生渗漏' })).toBe('SPECIAL')
    expect(classOf({ ...base, highRisk: '  ' })).toBe('GENERAL')
    for (const airGrade of ['引领性', 'A', 'B']) expect(classOf({ ...base, airGrade })).toBe('GENERAL')
    for (const creditGrade of ['A', 'B']) expect(classOf({ ...base, creditGrade })).toBe('GENERAL')
  })

  test('LY-28 A-25 上一季度以被抽取的季度为准，首尾两天都算', () => {
    const base = { permitCategory: '登记管理' }
    expect(classOf(base, ['2026-01-01'])).toBe('SPECIAL')
    expect(classOf(base, ['2026-03-31'])).toBe('SPECIAL')
    expect(classOf(base, ['2025-12-31'])).toBe('GENERAL')
    expect(classOf(base, ['2026-04-01'])).toBe('GENERAL')
    // 季度当中的任何一天问，答案相同
    expect(classOf(base, ['2026-01-01'], on('2026-06-30'))).toBe('SPECIAL')
    // 跨年：为第一季度抽取，看上年第四季度
    expect(classOf(base, ['2025-10-01'], on('2026-01-01'))).toBe('SPECIAL')
    expect(classOf(base, ['2025-09-30'], on('2026-01-01'))).toBe('GENERAL')
  })

  test('V-23 处罚在两个季度以前，按其他规则归类', () => {
    expect(classOf({ permitCategory: '简化管理' }, ['2025-11-20'])).toBe('GENERAL')
  })

  test('A-01 特殊先于重点先于一般，说明写出命中的各类和所依的条款', () => {
    const c = classifySubject(longyao, subject({ permitCategory: '重点管理' }, ['2026-02-11']), Q2)
    expect(c.class).toBe('SPECIAL')
    expect(c.stratum).toBe('SPECIAL')
    expect(c.polarity).toBe('high')
    expect(c.winner?.law).toEqual(['LY-28'])
    expect(c.matched.map(m => [m.class, m.condition, m.why])).toEqual([
      ['SPECIAL', '上一季度受到行政处罚', '上一季度（2026年第一季度）行政处罚决定：2026-02-11'],
      ['KEY', '排污许可重点管理', '排污许可管理类别：重点管理'],
    ])
    expect(c.sentence).toBe('特殊监管对象：上一季度受到行政处罚（LY-28）；同时命中 重点监管对象（LY-27），按 A-01 以特殊为准')
    const both = classifySubject(longyao, subject({ permitCategory: '简化管理', keyDischarger: true }), Q2)
    expect(both.sentence).toBe('重点监管对象：列入重点排污单位名录（LY-27）；同时命中 一般监管对象（LY-24），按 A-01 以重点为准')
  })

  test('A-01 次序是数据：把次序改过来，结果随之改变', () => {
    const turned = { ...longyao, precedence: { ...longyao.precedence, order: ['KEY', 'SPECIAL', 'GENERAL'] } }
    expect(classifySubject(turned, subject({ permitCategory: '重点管理' }, ['2026-02-11']), Q2).class).toBe('KEY')
  })

  test('A-19 未评级不等于 B 级以下，也不算 B 级以上', () => {
    for (const airGrade of [null, '']) {
      const s = subject({ permitCategory: '简化管理', airGrade, creditGrade: null, offsiteCapable: true })
      expect(classifySubject(longyao, s, Q2).class).toBe('GENERAL')
      expect(methodFor(longyao, s).method).toBe('on-site')
    }
  })

  test('A-19 不在等级表内的值按未填处理，并且说出来', () => {
    const c = classifySubject(longyao, subject({ permitCategory: '简化管理', airGrade: 'E' }), Q2)
    expect(c.class).toBe('GENERAL')
    expect(c.doubts).toEqual(['大气绩效等级：E 不在方案的取值内，按未填处理，请核对'])
  })

  test('V-20 简化管理、信用 C：隆尧为特殊', () => {
    expect(classOf({ permitCategory: '简化管理', creditGrade: 'C' })).toBe('SPECIAL')
  })

  test('什么都不符合的对象不归类，说明缺什么、去哪里补', () => {
    const c = classifySubject(longyao, subject({ airGrade: 'A' }), Q2)
    expect([c.class, c.stratum, c.polarity, c.winner]).toEqual([null, null, null, null])
    expect(c.sentence).toBe(
      '未归类，不能参加抽取：缺少“排污许可管理类别”（重点管理、简化管理、登记管理）。请在检查对象名录中补正后重新试算',
    )
    const odd = classifySubject(longyao, subject({ permitCategory: '简易管理' }), Q2)
    expect(odd.sentence).toContain('排污许可管理类别：简易管理 不在方案的取值内')
  })
})

describe('隆尧 2026 检查方式', () => {
  const capable = { permitCategory: '重点管理', positiveList: true, offsiteCapable: true }

  test('V-18 A-18 重点管理且在正面清单：仍是重点，具备条件时非现场', () => {
    const s = subject(capable)
    const c = classifySubject(longyao, s, Q2)
    expect([c.class, c.stratum]).toEqual(['KEY', 'KEY'])
    expect(methodFor(longyao, s)).toEqual({
      method: 'off-site',
      why: '在生态环境监督执法正面清单内，且具备非现场方式，一般采取非现场方式核查',
      law: ['LY-26'],
    })
  })

  test('LY-26 V-18 不具备非现场方式的，现场检查，说明为什么', () => {
    const choice = methodFor(longyao, subject({ ...capable, offsiteCapable: false }))
    expect(choice.method).toBe('on-site')
    expect(choice.why).toBe('在生态环境监督执法正面清单内，但不具备非现场方式，采取现场检查')
  })

  test('LY-26 大气 B 级以上（含引领性）或信用 B 级以上，任一即可', () => {
    for (const airGrade of ['引领性', 'A', 'B'])
      expect(methodFor(longyao, subject({ airGrade, offsiteCapable: true })).method).toBe('off-site')
    for (const airGrade of ['B-', 'C', 'D']) expect(methodFor(longyao, subject({ airGrade, offsiteCapable: true })).method).toBe('on-site')
    for (const creditGrade of ['A', 'B']) expect(methodFor(longyao, subject({ creditGrade, offsiteCapable: true })).method).toBe('off-site')
    expect(methodFor(longyao, subject({ creditGrade: 'C', offsiteCapable: true })).method).toBe('on-site')
    expect(methodFor(longyao, subject({ offsiteCapable: true })).why).toBe('不属于一般采取非现场方式核查的企业，采取现场检查')
  })
})

/** Another bureau's file, changed before it is read. */
// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
function variantOf(id: string, change: (file: any) => void = () => undefined) {
  const file = parse(readFileSync(new URL(`../../../../schemes/${id}.yaml`, import.meta.url), 'utf8'))
  change(file)
  const changed = readScheme(file)
  if (!changed.ok) throw new Error(JSON.stringify(changed.error.issues))
  return changed.value
}

describe('进入与退出', () => {
  const firm = (more: Partial<ClassifiableSubject>): ClassifiableSubject => ({
    id: 'LOCAL-0001',
    status: 'active',
    facets: {},
    facts: [],
    ...more,
  })
  const fact = (kind: string, day: string) => ({ kind, on: on(day) })
  const check = (day: string, kind: 'random' | 'cause') => ({ on: on(day), by: 'own' as const, kind, clean: true, proof: '' })
  const penalised = { facts: [fact('penalty', '2025-02-11')] }

  test('JX-43 A-16 上一期在本类、该季度又发现问题的留下：说明写出上一期在本类和这些事实', () => {
    const jx = variantOf('jiangxian-2025')
    const stayed = classifySubject(jx, firm({ facts: [...penalised.facts, fact('violation', '2025-05-20')] }), on('2025-07-01'))
    expect([stayed.class, stayed.left]).toEqual(['SPECIAL', null])
    expect(stayed.winner!.why).toBe('上一期在本类；上一季度（2025年第二季度）检查发现违法问题：2025-05-20')
    expect(stayed.sentence).toBe('特殊监管对象：该季度发现违法问题（JX-43、A-16）')
    // Found the same, but it was not in the class before.
    expect(classifySubject(jx, firm({ facts: [fact('violation', '2025-05-20')] }), on('2025-07-01')).class).toBe('GENERAL')
  })

  test('JX-43 一直有问题就一直留下，最多往前追溯十二个季度', () => {
    const jx = variantOf('jiangxian-2025')
    // In the class by its penalty for 2020-Q2, then a violation found in every quarter.
    const quarters = Array.from({ length: 16 }, (_, i) => `${2020 + Math.floor((i + 1) / 4)}-${['02', '05', '08', '11'][(i + 1) % 4]}-10`)
    const always = firm({ facts: [fact('penalty', '2020-02-11'), ...quarters.map(day => fact('violation', day))] })
    expect(classifySubject(jx, always, on('2020-04-01')).class).toBe('SPECIAL')
    expect(classifySubject(jx, always, on('2023-04-01')).class).toBe('SPECIAL')
    expect(classifySubject(jx, always, on('2023-07-01')).class).toBe('GENERAL')
  })

  test('JX-43 A-16 V-24 退出写明上一期的类别、是否抽查过：只看那个季度的随机抽查，首尾两天都算', () => {
    const jx = variantOf('jiangxian-2025')
    const left = (...checks: ReturnType<typeof check>[]) => classifySubject(jx, firm({ ...penalised, checks }), on('2025-07-01')).left
    const out = (drawn: string) => `上一期为特殊监管对象，${drawn}，未发现违法问题，自动退出（JX-43、A-16）`
    expect(left()).toBe(out('未抽中'))
    for (const day of ['2025-04-01', '2025-06-30']) expect(left(check(day, 'random')), day).toBe(out('已抽查'))
    for (const day of ['2025-03-31', '2025-07-01']) expect(left(check(day, 'random')), day).toBe(out('未抽中'))
    expect(left(check('2025-05-01', 'cause'))).toBe(out('未抽中'))
    expect(left(check('2025-05-01', 'cause'), check('2025-05-02', 'random'))).toBe(out('已抽查'))
    expect(classifySubject(jx, firm(penalised), on('2025-07-01')).left).toBe(out('未抽中'))
    expect(classifySubject(jx, firm(penalised), on('2025-07-01')).sentence).toBe(
      `一般排污单位：非重点排污单位（JX-31、JX-75）。${out('未抽中')}`,
    )
    // Still in the class, or never in it: nobody left.
    expect(classifySubject(jx, firm(penalised), on('2025-04-01')).left).toBeNull()
    expect(classifySubject(jx, firm(penalised), on('2025-10-01')).left).toBeNull()
  })

  test('JX-43 上一期没有归类的，谈不上留下', () => {
    const scheme = variantOf('longyao-2026', f => {
      f.classes[0].stays = { say: '仍在名单内', while: { facet: 'positiveList', equals: true }, law: ['JX-43'], quote: '自动退出' }
    })
    expect(classifySubject(scheme, firm({ facets: { positiveList: true } }), Q2).class).toBeNull()
  })
})

describe('说明', () => {
  test('SJZ-20 A-01 同一类的几种情形、同时命中的几类都写出来', () => {
    const s = subject({ permitCategory: '简化管理', keyDischarger: true, airGrade: 'C', creditGrade: 'C' })
    const c = classifySubject(longyao, s, Q2)
    expect(c.sentence).toBe(
      '特殊监管对象：大气绩效评级 B 级以下（LY-28）、信用等级 B 级以下（LY-28）；同时命中 重点监管对象（LY-27）、一般监管对象（LY-24），按 A-01 以特殊为准',
    )
    const twice = variantOf('shijiazhuang-2022')
    const met = classifySubject(twice, subject({ keyDischarger: true, positiveList: true, creditGrade: 'A' }), on('2022-04-01'))
    expect(met.sentence).toBe(
      '一般监管对象：在生态环境监督执法正面清单内（SJZ-30、A-02）、环境信用评价 A 级（SJZ-30、A-02）；同时命中 重点监管对象（SJZ-21），按 SJZ-20、A-01 以一般为准',
    )
    const turned = { ...twice, precedence: { ...twice.precedence, order: ['KEY', 'SPECIAL', 'GENERAL'] } }
    const lost = classifySubject(turned, subject({ keyDischarger: true, positiveList: true, creditGrade: 'A' }), on('2022-04-01'))
    expect(lost.sentence).toContain('同时命中 一般监管对象（SJZ-30、A-02），')
  })

  test('SJZ-30 兜底没有要写的事实', () => {
    expect(classifySubject(variantOf('shijiazhuang-2022'), subject({}), on('2022-04-01')).winner!.why).toBe('')
  })

  test('LY-28 一种情形由几样事实成立的，都写出来', () => {
    const scheme = variantOf('longyao-2026', f => {
      f.classes[0].grounds[0].when = {
        all: [
          { facet: 'positiveList', equals: true },
          { facet: 'airGrade', atLeast: 'B' },
        ],
      }
    })
    const c = classifySubject(scheme, subject({ positiveList: true, airGrade: 'A' }), Q2)
    expect(c.winner!.why).toBe('生态环境监督执法正面清单：是；大气绩效等级：A')
  })

  test('LY-24 LY-25 归了类而没有分层的，不能抽取，并且说出来', () => {
    const scheme = variantOf('longyao-2026', f => {
      f.strata = f.strata.filter((s: { code: string }) => s.code !== 'REGISTERED')
    })
    const c = classifySubject(scheme, subject({ permitCategory: '登记管理' }), Q2)
    expect([c.class, c.stratum]).toEqual(['GENERAL', null])
    expect(c.sentence).toBe('一般监管对象：排污登记（LY-25）；但没有对应的抽取分层，请核对方案')
  })

  test('A-19 LY-23 不归类的写明缺什么：等级、类别写出取值，是否只写名称，填了的不写', () => {
    const scheme = variantOf('longyao-2026', f => {
      for (const facet of f.facets) if (['airGrade', 'keyDischarger', 'creditGrade'].includes(facet.code)) facet.required = true
    })
    const said = (facets: Record<string, FacetValue>) => classifySubject(scheme, subject(facets), Q2).sentence
    const redo = '。请在检查对象名录中补正后重新试算'
    expect(said({ creditGrade: 'A', airGrade: '' })).toBe(
      `未归类，不能参加抽取：缺少“排污许可管理类别”（重点管理、简化管理、登记管理）；缺少“重点排污单位”；缺少“大气绩效等级”（引领性、A、B、B-、C、D）${redo}`,
    )
    expect(said({ creditGrade: 'A', airGrade: 'A', keyDischarger: false, permitCategory: '简易管理' })).toBe(
      `未归类，不能参加抽取：排污许可管理类别：简易管理 不在方案的取值内，按未填处理，请核对${redo}`,
    )
    const none = variantOf('longyao-2026', f => {
      delete f.facets[0].required
    })
    expect(classifySubject(none, subject({}), Q2).sentence).toBe(`未归类，不能参加抽取：现有信息不符合任何一类的条件${redo}`)
  })
})
