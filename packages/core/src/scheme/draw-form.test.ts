/** 抽查形式 and the date of issue: what a file may say, and what is refused. The schemes' own forms are tested with the schemes. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { findFormGaps, usualForm } from './draw-form.ts'
import { readScheme } from './read-scheme.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
const plain = (name: string): any => parse(readFileSync(new URL(`../../../../schemes/${name}.yaml`, import.meta.url), 'utf8'))
// biome-ignore lint/suspicious/noExplicitAny: as above
const variant = (change: (scheme: any) => void, name = 'shijiazhuang-2022') => {
  const file = plain(name)
  change(file)
  return readScheme(file)
}
const issuesOf = (read: ReturnType<typeof readScheme>) => (read.ok ? [] : read.error.issues.map(i => `${i.at}: ${i.message}`))

describe('抽查形式', () => {
  test('恰好一种是日常采用的；同一种不写两次；不定向不设范围', () => {
    expect(issuesOf(variant(() => undefined))).toEqual([])
    const none = variant(s => {
      s.drawForms[0].usual = false
    })
    expect(issuesOf(none)).toEqual(['drawForms: 应当恰好有一种抽查形式是日常检查采用的（usual: true）'])
    const both = variant(s => {
      s.drawForms[1].usual = true
    })
    expect(issuesOf(both)).toHaveLength(1)
    const twins = variant(s => {
      s.drawForms[1].form = 'untargeted'
    })
    expect(issuesOf(twins)).toEqual([
      'drawForms[1].form: “untargeted”重复出现；请另取一个，或删去一行',
      'drawForms[1].needs: 不定向抽查不设定范围',
    ])
    const uncited = variant(s => {
      s.drawForms[0].law = []
    })
    expect(issuesOf(uncited)).toEqual(['drawForms[0].law: 至少要有 1 行，例如 [SL-07]'])
  })

  test('方案没有写形式的不作要求；方案没有的形式说得出来', () => {
    const silent = variant(() => undefined, 'longyao-2026')
    const only = variant(s => {
      s.drawForms.pop()
    })
    if (!silent.ok || !only.ok) throw new Error('scheme')
    const asked = { form: 'targeted' as const, period: null, range: ['行业：化工'], reason: null }
    expect([usualForm(silent.value), findFormGaps(silent.value, asked)]).toEqual([null, []])
    expect(findFormGaps(only.value, asked)).toEqual(['unknown'])
  })

  test('几处没有写的一次说全；空白不算写了', () => {
    const read = variant(() => undefined)
    if (!read.ok) throw new Error('scheme')
    expect(findFormGaps(read.value, { form: 'targeted', period: '', range: [' '], reason: '  ' })).toEqual(['period', 'range', 'reason'])
  })
})

test('原件没有落款日期的方案可以不写 issuedOn，写了就要是存在的日期', () => {
  const read = variant(() => undefined)
  expect(read.ok && read.value.issuedOn).toBeUndefined()
  const wrong = variant(s => {
    s.issuedOn = '2022-02-30'
  })
  expect(issuesOf(wrong)).toEqual(['issuedOn: 没有 2022-02-30 这一天，应为存在的日期，写成 2026-03-01'])
})
