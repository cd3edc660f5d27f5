import { describe, expect, it } from 'vitest'
import { printRequirements, readAcceptance } from './requirements.ts'

const row = (id: string, level: 'H' | 'S', type = 'CLASS') => ({ id, level, type, behaviour: `behaviour of ${id} | x`, quote: '' })
const small = { rows: [row('SJZ-20', 'H'), row('SJZ-21', 'H'), row('SJZ-22', 'S', 'RATIO')], readings: [], contradictions: [], vectors: [] }
const mention = (id: string, title = `${id} 归类`) => ({ id, title, file: 'packages/core/src/scheme/classify.test.ts' })
const print = (...mentions: ReturnType<typeof mention>[]) => printRequirements(small, mentions).join('\n')

describe('需求与测试', () => {
  it('按类型数出有测试的必须条款，列出没有的', () => {
    const page = print(mention('SJZ-20'), mention('SJZ-20', '又一个'), mention('SJZ-22'))
    expect(page).toContain('| 监管类别 CLASS | 2 | 1 | 50% |')
    expect(page).toContain('| **合计** | 2 | 1 | 50% |')
    expect(page).toContain('| 监管类别 CLASS | SJZ-21 |')
  })
  it('逐条写明测试；没有的写“—”', () => {
    const page = print(mention('SJZ-20'), mention('SJZ-20', '又一个'))
    expect(page).toContain(
      '| SJZ-20 | 必须 | 监管类别 | behaviour of SJZ-20 \\| x | [core/scheme/classify](../packages/core/src/scheme/classify.test.ts)：SJZ-20 归类；又一个 |',
    )
    expect(page).toContain('| SJZ-21 | 必须 | 监管类别 | behaviour of SJZ-21 \\| x | — |')
  })
  it('需求表里没有的编号：说出是哪个测试', () => {
    expect(() => print(mention('SJZ-99'))).toThrow('SJZ-99 (packages/core/src/scheme/classify.test.ts: SJZ-99 归类)')
  })
  it('需求表 340 行，必须 233 行，编号不重复，每种类型有中文名', () => {
    const { rows, readings, contradictions, vectors } = readAcceptance()
    const ids = [...rows, ...readings, ...contradictions, ...vectors].map(r => r.id)
    expect([rows.length, rows.filter(r => r.level === 'H').length, new Set(ids).size]).toEqual([340, 233, 426])
    const [, , , , head] = printRequirements({ ...readAcceptance(), rows: rows.map(r => ({ ...r, level: 'H' as const })) }, [])
    expect(head).toContain('| **合计** | 340 |')
    expect(head?.match(/^\| .* \| (?=\d)/gm)).toHaveLength(new Set(rows.map(r => r.type)).size + 1)
  })
})
