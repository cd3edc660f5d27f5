import { describe, expect, it } from 'vitest'
import { glossary } from '../glossary.ts'
import type { ErrorEntry } from './errors/shared.ts'
import { errors, fillSentence } from './errors.ts'
import { type Route, routes } from './index.ts'

const all = Object.entries(routes) as [string, Route][]

describe('路由表', () => {
  it('没有两条路由用同一方法和地址', () => {
    const keys = all.map(([, r]) => `${r.method} ${r.path.replace(/:\w+/g, ':x')}`)
    expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([])
  })
  it('每个写操作都写明反向操作或为什么没有；GET 没有请求体', () => {
    for (const [name, r] of all) {
      if (r.method === 'POST') expect(r.reverse, name).toBeTruthy()
      else expect(r.body ?? r.bodyKind, name).toBeUndefined()
      expect(r.title, name).toMatch(/\p{Script=Han}/u)
    }
  })
  it('地址中的参数都有校验', () => {
    for (const [name, r] of all) expect(/:\w+/.test(r.path) === (r.params !== undefined), name).toBe(true)
  })
})

describe('错误目录', () => {
  it('每条都有编号、中文句子、英文句子和能解决的人；句子以句号结尾，不含未填的占位', () => {
    for (const [code, e] of Object.entries(errors) as [string, ErrorEntry][]) {
      expect(code).toMatch(/^[a-z]+\.[a-z_]+$/)
      expect(e.zh, code).toMatch(/\p{Script=Han}/u)
      expect(e.en.length, code).toBeGreaterThan(3)
      expect(e.who, code).not.toBe('')
      expect(fillSentence(e.zh, { code })).not.toMatch(/\{\w+\}/)
      // A problem's own `code` is the catalogue code; a sentence that printed it would mean something else.
      expect(e.zh + e.en + e.who, code).not.toContain('{code}')
    }
  })
  it('填入参数，缺的印成“—”，数组以顿号相连', () => {
    expect(fillSentence('缺{a}、{b}：{c}。', { code: 'x', a: 1, c: ['甲', '乙'] })).toBe('缺1、—：甲、乙。')
  })
})

describe('词汇表', () => {
  it('中文与标识都不重复', () => {
    for (const key of ['zh', 'id'] as const) {
      const seen = glossary.map(t => t[key])
      expect(seen.filter((x, i) => seen.indexOf(x) !== i)).toEqual([])
    }
  })
})
