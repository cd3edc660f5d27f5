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
