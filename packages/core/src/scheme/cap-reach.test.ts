import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { PlainDate } from '../base/plain-date.ts'
import { projectCapReach } from './cap-reach.ts'
import { prepareClassifier } from './classify.ts'
import type { ClassifiableSubject } from './condition.ts'
import { readScheme } from './read-scheme.ts'
import type { Cap } from './scheme-schema.ts'

const day = (text: string) => text as PlainDate
const asOf = day('2026-04-01')
const read = readScheme(parse(readFileSync(new URL('../../../../schemes/longyao-2026.yaml', import.meta.url), 'utf8')))
if (!read.ok) throw new Error('longyao cannot be read')
const scheme = read.value
const cap = (more: Partial<Cap> = {}): Cap => ({
  code: 'CAP',
  name: '全年至多两次',
  limit: 2,
  window: 'year',
  counts: { by: ['own'], kinds: ['random'] },
  law: ['JX-47'],
  ...more,
})
/** 重点 firms; `checks` of this year. */
const firm = (id: string, checks: number): ClassifiableSubject => ({
  id,
  status: 'active',
  facets: { permitCategory: '重点管理' },
  facts: [],
  lists: [],
  checks: Array.from({ length: checks }, (_, i) => ({
    on: day(`2026-0${i + 1}-10`),
    by: 'own' as const,
    kind: 'random' as const,
    clean: true,
    proof: '',
  })),
})
/** 5 firms: 3 were checked once this year, 2 not at all. */
const firms = [firm('a', 1), firm('b', 1), firm('c', 1), firm('d', 0), firm('e', 0)]
const reach = (drawn: number, given = cap(), ofClass: string | null = 'KEY') =>
  projectCapReach(
    given,
    [{ ids: firms.map(f => f.id), class: ofClass, drawn }],
    id => firms.find(f => f.id === id)!,
    prepareClassifier(scheme, asOf),
    asOf,
  )

describe('抽取后达到上限', () => {
  it('JX-47 5 家中 3 家差一次：抽 1 家 0 至 1，抽 3 家 1 至 3，抽 5 家恰 3 家', () => {
    expect([1, 3, 5].map(n => reach(n))).toEqual([
      { least: 0, most: 1 },
      { least: 1, most: 3 },
      { least: 3, most: 3 },
    ])
  })

  it('A-17 只计上级检查的上限、豁免的类别不受影响；名单里的企业可能也在类别里抽中，只计入最多', () => {
    expect(reach(5, cap({ counts: { by: ['above'], kinds: ['random'] } }))).toEqual({ least: 0, most: 0 })
    expect(reach(5, cap({ counts: { by: ['own'], kinds: ['cause'] } }))).toEqual({ least: 0, most: 0 })
    expect(reach(5, cap({ exempt: ['KEY'] }))).toEqual({ least: 0, most: 0 })
    expect(reach(5, cap({ only: ['SPECIAL'] }))).toEqual({ least: 0, most: 0 })
    expect(reach(5, cap(), null)).toEqual({ least: 0, most: 3 })
  })

  it('A-17 本单位的线索核查不算随机：上限计上级随机、也计本单位核查的，这次抽取都不增加；没有类别的企业照样受约束', () => {
    const checkedAbove = firms.map(f => ({ ...f, checks: f.checks!.map(c => ({ ...c, by: 'above' as const })) }))
    const above = projectCapReach(
      cap({ counts: { by: ['above'], kinds: ['random', 'cause'] } }),
      [{ ids: firms.map(f => f.id), class: 'KEY', drawn: 5 }],
      id => checkedAbove.find(f => f.id === id)!,
      prepareClassifier(scheme, asOf),
      asOf,
    )
    expect(above).toEqual({ least: 0, most: 0 })
    const investigated = firms.map(f => ({ ...f, checks: f.checks!.map(c => ({ ...c, kind: 'cause' as const })) }))
    const cause = projectCapReach(
      cap({ counts: { by: ['own'], kinds: ['cause'] } }),
      [{ ids: firms.map(f => f.id), class: 'KEY', drawn: 5 }],
      id => investigated.find(f => f.id === id)!,
      prepareClassifier(scheme, asOf),
      asOf,
    )
    expect(cause).toEqual({ least: 0, most: 0 })
    const classless = firms.map(f => ({ ...f, facets: {} }))
    const bound = projectCapReach(
      cap({ exempt: ['KEY'] }),
      [{ ids: firms.map(f => f.id), class: null, drawn: 5 }],
      id => classless.find(f => f.id === id)!,
      prepareClassifier(scheme, asOf),
      asOf,
    )
    expect(bound).toEqual({ least: 0, most: 3 })
  })
})
