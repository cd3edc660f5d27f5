import { describe, expect, it } from 'vitest'
import { compareMutants, findRules, findSurvivors, type Report } from './mutants.ts'

const source = `/** 模块说明 — @law A-01 说的是整个文件. */
import { x } from './x.ts'

/** 上限. @law JX-47 */
export function cap(n: number): boolean {
  const say = n > 2 || n < 0 ? '超过' : \`次\`
  return say === '超过'
}

/** 没有条款. */
export const other = (n: number) => n > 2

/**
 * 方式.
 * @law LY-26
 */
export const method = (n: number): boolean => n > 2
const plain = 1
`
const at = (text: string, from = 0) => {
  const start = source.indexOf(text, from)
  const place = (offset: number) => {
    const before = source.slice(0, offset).split('\n')
    return { line: before.length, column: before.at(-1)!.length + 1 }
  }
  return { start: place(start), end: place(start + text.length) }
}
const file = 'packages/core/src/scheme/cap.ts'
const mutant = (text: string, replacement: string, status = 'Survived', from = 0) => ({
  mutatorName: 'EqualityOperator',
  replacement,
  status,
  location: at(text, from),
})
const reportOf = (...mutants: ReturnType<typeof mutant>[]): Report => ({ files: { [file]: { source, mutants } } })
const row = (change: string, name = 'cap') => `| ${file} | ${name} | EqualityOperator | ${change} |`

describe('没有测试察觉的改动', () => {
  it('只看写着 @law 的声明；文件头的说明不算', () => {
    expect(findRules(source).map(r => [r.name, r.law])).toEqual([
      ['cap', 'JX-47'],
      ['method', 'LY-26'],
    ])
    expect(findRules('/** 头. @law A-01 */\nexport const a = 1')).toHaveLength(1)
  })
  it('没有察觉的、没有测试到的都列；察觉的、规则以外的不列', () => {
    const report = reportOf(
      mutant('n > 2 || n < 0', 'true || false'),
      mutant("'超过'", '""', 'NoCoverage'),
      mutant('`次`', '``', 'Killed'),
      mutant('n > 2', 'n >= 2', 'Survived', source.indexOf('other')),
      mutant('n > 2', 'n >= 2', 'Survived', source.indexOf('method =')),
    )
    expect(findSurvivors(report).map(s => s.row)).toEqual([
      row('`n > 2 \\|\\| n < 0` → `true \\|\\| false`'),
      row('`\'超过\'` → `""`'),
      row('`n > 2` → `n >= 2`', 'method'),
    ])
  })
  it('写明理由的不再列；一行只解释一处；没有理由的行不算', () => {
    const report = reportOf(mutant("'超过'", '""'), mutant("'超过'", '""', 'Survived', source.indexOf('return')))
    const explained = row('`\'超过\'` → `""`')
    const left = (page: string) => compareMutants(report, page).unexplained.length
    expect([
      left(''),
      left(`${explained} 只影响措辞 |`),
      left(`${explained} 措辞 |\n${explained} 措辞 |`),
      left(`${explained}  |`),
    ]).toEqual([2, 1, 0, 2])
  })
  it('竖线、反引号在表格里原样往返', () => {
    const report = reportOf(mutant('n > 2 || n < 0', 'a || b'), mutant('`次`', '``'))
    const page = findSurvivors(report)
      .map(s => `${s.row} 说得清 |`)
      .join('\n')
    expect(compareMutants(report, page)).toEqual({ unexplained: [], unneeded: [] })
  })
  it('不再需要的理由：只说报告里有的文件', () => {
    const stale = row('`a` → `b`')
    const page = `${stale} 理由 |\n${stale.replace('cap.ts', 'gone.ts')} 理由 |`
    expect(compareMutants(reportOf(), page).unneeded).toEqual([stale])
  })
})
