/** Slips of the pen in YAML: the line of the slip, and what to write. */
import { expect, test } from 'vitest'
import { checkSchemeText } from './scheme/queries.ts'

const text = `format: mingcha/scheme/v1
name: 示例区方案
validity: { from: 2026-01-01, to: 2026-12-31 }
strata:
  - code: KEY
    name: 重点
    law: [SL-07]
    back: 1
`
const slips: readonly (readonly [slip: string, from: string, to: string, line: number, told: RegExp])[] = [
  ['制表符缩进', '    name: 重点', '\tname: 重点', 6, /制表符/],
  ['空格里夹制表符', '    name: 重点', '  \tname: 重点', 6, /制表符/],
  ['全角冒号', 'name: 示例区方案', 'name：示例区方案', 2, /全角.*name: …/],
  ['行里的全角冒号', '    name: 重点', '    name：重点', 6, /全角.*name: …/],
  ['冒号后没空格', '    name: 重点', '    name:重点', 6, /冒号后面要空一格：name: …/],
  ['短横线后没空格', '  - code: KEY', '  -code: KEY', 5, /短横线后面要空一格：- code: …/],
  ['全角括号', 'validity: {', 'validity: ｛', 3, /括号要用半角/],
  ['少缩进一格', '    law: [SL-07]', '   law: [SL-07]', 7, /缩进没有对齐/],
  ['多缩进两格', '    law: [SL-07]', '      law: [SL-07]', 6, /缩进|同一层从同一列开始/],
  ['键写了两次', '    back: 1', '    back: 1\n    back: 2', 9, /“back”在同一处写了两次/],
  ['花括号没闭合', '2026-12-31 }', '2026-12-31', 3, /花括号没有闭合/],
  ['方括号没闭合', '[SL-07]', '[SL-07', 7, /方括号没有闭合/],
  ['引号没闭合', 'name: 示例区方案', "name: '示例区方案", 2, /引号没有闭合/],
  ['星号开头', 'name: 示例区方案', 'name: *示例区方案', 2, /加引号/],
  ['百分号开头', 'name: 示例区方案', 'name: %示例区方案', 2, /加引号/],
  ['没有冒号', '    back: 1', '    back 1', 8, /键: 值/],
]

test.each(slips)('%s', (_, from, to, line, told) => {
  expect(text).toContain(from)
  const [issue, ...more] = checkSchemeText(text.replace(from, to)).issues
  expect(more).toEqual([])
  expect(issue).toMatchObject({ line, message: expect.stringMatching(told) })
  expect(issue?.message).not.toMatch(/[A-Za-z]{6,}/)
})
