import { describe, expect, it } from 'vitest'
import { changedFields, type Draft, type Field, keepDraft, readDraft, shownFields, withEdit } from './draft.ts'

const field = (label: string, value: Field['value'], at = 0): Field => ({
  path: ['strata', at, 'quota', 'rate'],
  section: '抽取比例',
  label,
  kind: 'rate',
  value,
  given: true,
  choices: [],
  law: [],
  clause: '',
})
const store = () => {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => void kept.set(k, v),
    removeItem: (k: string) => void kept.delete(k),
  }
}

describe('方案草稿', () => {
  it('同一项后改的代替先改的，别的不动', () => {
    const path = field('重点', '18%').path
    const draft = [
      { path, value: '19%' },
      { path: ['name'], value: '新名' },
      { path, value: '20%' },
    ].reduce<Draft>(withEdit, {
      base: 'a: 1',
      edits: [],
    })
    expect(draft.edits).toEqual([
      { path: ['name'], value: '新名' },
      { path, value: '20%' },
    ])
    expect(shownFields([field('重点', '18%'), field('特殊', '20%', 1)], draft.edits).map(f => f.value)).toEqual(['20%', '20%'])
  })

  it('与现行方案比，按名称不按位置：前面插了一行，没有改的不算改', () => {
    const before = [field('重点', '18%'), field('特殊', '20%', 1)]
    const now = [field('新分层', '3%'), field('重点', '20%', 1), field('特殊', '20%', 2)]
    expect(changedFields(before, now).map(c => [c.field.label, c.was])).toEqual([
      ['新分层', null],
      ['重点', '18%'],
    ])
  })

  it('刷新读得回来；改回现行的就不留；读不懂的当作没有；存不下不妨碍改', () => {
    const s = store()
    const draft = { base: 'a: 1', edits: [{ path: ['a'], value: 2 }] }
    keepDraft(s, 'k', draft, 'a: 1')
    expect(readDraft(s, 'k')).toEqual(draft)
    keepDraft(s, 'k', { base: 'a: 1', edits: [] }, 'a: 1')
    expect([readDraft(s, 'k'), s.kept.size]).toEqual([null, 0])
    for (const broken of ['{', '3', '{"base":1}']) {
      s.kept.set('k', broken)
      expect(readDraft(s, 'k')).toBeNull()
    }
    const full = {
      ...s,
      setItem: () => {
        throw new Error('quota')
      },
    }
    expect(() => keepDraft(full, 'k', draft, '')).not.toThrow()
  })
})
