/** What is said beside “没有问题”: lawful, and more likely not meant. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readScheme } from './read-scheme.ts'
import { findSchemeDoubts } from './scheme-doubts.ts'

const example = readFileSync(new URL('../../../../docs/examples/shili-district-2026.yaml', import.meta.url), 'utf8')
const doubtsOf = (...changes: (readonly [string, string])[]) => {
  const text = changes.reduce((t, [from, to]) => {
    if (!t.includes(from)) throw new Error(`not in the file: ${from}`)
    return t.replaceAll(from, to)
  }, example)
  const read = readScheme(parse(text))
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return findSchemeDoubts(read.value).map(d => `${d.at}: ${d.message}`)
}

test('示例区的方案没有可疑之处', () => expect(doubtsOf()).toEqual([]))

test('台账没有的要素', () => {
  expect(doubtsOf(['keyDischarger', 'bigTap'])).toEqual([
    'facets[1].code: 检查对象台账没有“重点排污单位”（bigTap）这一列，它一直是“未填”；台账里有的：permitCategory（排污许可管理类别）、keyDischarger（重点排污单位）、positiveList（正面清单）、airGrade（大气绩效等级）、creditGrade（环境信用等级）、offsiteCapable（非现场监管条件）、highRisk（其他环境风险较高（原因））',
  ])
})

test('台账没有的事实', () => {
  expect(doubtsOf(['complaint', 'gossip'])).toEqual([
    expect.stringMatching(
      /^facts\[1\]\.kind: 事实台账没有“投诉举报”（gossip）这一种，.*penalty（行政处罚）、complaint（信访举报）、exceedance（/,
    ),
  ])
})

test('没有兜底；兜底不在最后', () => {
  const ground = 'grounds: [{ say: 其余, when: { facet: permitCategory, equals: 登记管理 }, law: [SQ-05], quote: 其余 }]\n    #'
  expect(doubtsOf(['residual:\n      say: 其余企业\n      law: [SQ-05]\n      quote: 其余为白牌企业', ground])).toEqual([
    expect.stringMatching(/^classes: 没有兜底/),
  ])
  expect(doubtsOf(['[RED, YELLOW, GREEN, WHITE]', '[RED, WHITE, YELLOW, GREEN]'])).toEqual([
    expect.stringMatching(/^precedence.order: 白牌是兜底/),
  ])
})

test('一类的各层都有 when；没有 when 的在前', () => {
  expect(doubtsOf(['    class: YELLOW\n', '    class: YELLOW\n    when: { facet: keyDischarger, equals: true }\n'])).toEqual([
    expect.stringMatching(/^strata\[1\]\.when: 黄牌的各层都有 when/),
  ])
  const more =
    '  - { code: Y2, name: 黄牌其二, class: YELLOW, quota: { kind: none }, law: [SQ-08], quote: 无 }\n  - code: GREEN\n    name: 绿牌企业\n    class: GREEN'
  expect(doubtsOf(['  - code: GREEN\n    name: 绿牌企业\n    class: GREEN', more])).toEqual([
    expect.stringMatching(/^strata\[2\]: 前面的“黄牌企业”没有 when.*“黄牌其二”永远是空的/),
  ])
})

test('A-31 停产、注销没有写全', () => {
  expect(doubtsOf(['  - { status: deregistered, effect: omit, name: 注销, law: [SQ-11], quote: 注销企业移出名录 }\n', ''])).toEqual([
    'eligibility: 没有写注销（deregistered）怎么办，注销的企业会照常抽到；加一行',
  ])
})

test('SJZ-20 兜底的类别自己也有条件的，排在哪里有讲究，不提醒', () => {
  const read = readScheme(parse(readFileSync(new URL('../../../../schemes/shijiazhuang-2022.yaml', import.meta.url), 'utf8')))
  if (!read.ok) throw new Error('scheme')
  expect(read.value.precedence.order.at(-1)).not.toBe('GENERAL')
  expect(findSchemeDoubts(read.value).filter(d => d.at.startsWith('precedence'))).toEqual([])
})
