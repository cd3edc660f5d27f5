/** 检查方式与入企人数 — each bureau's rule as data over the same engine. The variants change only what their clause says. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ClassifiableSubject } from './condition.ts'
import { describeScheme } from './describe.ts'
import { fieldworkOf } from './fieldwork.ts'
import { checkMethod, methodByWord, methodFor } from './method.ts'
import { readScheme } from './read-scheme.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
const plain = (): any => parse(readFileSync(new URL('../../../../schemes/longyao-2026.yaml', import.meta.url), 'utf8'))
const variant = (change: (scheme: ReturnType<typeof plain>) => void) => {
  const file = plain()
  change(file)
  return readScheme(file)
}
const must = (read: ReturnType<typeof readScheme>) => {
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const longyao = must(variant(() => undefined))
/** A scheme that says nothing of the work after the draw. */
const silent = must(
  variant(s => {
    delete s.fieldwork
  }),
)
const cite = { law: ['SJZ-44'], quote: '对于纳入生态环境监督执法正面清单或“非现场”监管设施完备的企业，一般通过科技检查方式进行检查' }
/** SJZ-42, SJZ-44: 科技检查 for the positive list or complete off-site equipment; no further condition. */
const sjz = must(
  variant(s => {
    s.method = {
      otherwise: 'on-site',
      offSite: {
        means: ['在线监控', '用电监管', '视频监控'],
        groups: [
          { say: '纳入监督执法正面清单', when: { facet: 'positiveList', equals: true }, ...cite },
          { say: '“非现场”监管设施完备', when: { facet: 'offsiteCapable', equals: true }, ...cite },
        ],
      },
      ...cite,
    }
    s.fieldwork = {
      methodNames: {
        'on-site': '现场检查',
        'off-site': '科技检查',
        other: '其他检查',
        words: [
          { word: '实地检查', method: 'on-site' },
          { word: '书面检查', method: 'other' },
        ],
        law: ['SJZ-42'],
        quote: '随机检查方式分为现场检查方式、科技检查方式和其他检查方式',
      },
    }
  }),
)
/** HS-35: 正面清单 alone. */
const hs = must(
  variant(s => {
    const law = ['HS-35']
    const quote = '对正面清单企业“无事不扰”，优先使用“非现场”监管手段进行检查'
    s.method = {
      otherwise: 'on-site',
      offSite: {
        means: ['非现场监管'],
        groups: [{ say: '正面清单企业', when: { facet: 'positiveList', equals: true }, law, quote }],
      },
      law,
      quote,
    }
  }),
)
/** JX-04: 能通过书面核查、信息共享、智慧监管等方式监管的. */
const jx = must(
  variant(s => {
    const law = ['JX-04']
    const quote = '能通过书面核查、信息共享、智慧监管等方式监管的，不得入企实施现场检查'
    s.method = {
      otherwise: 'on-site',
      offSite: {
        means: ['书面核查', '信息共享', '智慧监管'],
        groups: [{ say: '能以非现场方式监管', when: { facet: 'offsiteCapable', equals: true }, law, quote }],
      },
      law,
      quote,
    }
  }),
)

const firm = (facets: ClassifiableSubject['facets']): ClassifiableSubject => ({ id: 'LOCAL-0001', status: 'active', facets, facts: [] })
const advised = (scheme: typeof longyao, facets: ClassifiableSubject['facets']) => methodFor(scheme, firm(facets)).method
const both = [{ name: '日常监管', methods: ['on-site', 'off-site'] }]
const codeOf = (result: ReturnType<typeof checkMethod>) => (result.ok ? 'ok' : result.error.code)

describe('默认检查方式', () => {
  test('LY-26 三类企业具备非现场方式的默认非现场；B 级算、C 级不算；不具备条件的一律现场', () => {
    const capable = { offsiteCapable: true }
    for (const group of [{ positiveList: true }, { airGrade: 'A' }, { airGrade: 'B' }, { airGrade: '引领性' }, { creditGrade: 'B' }]) {
      expect(advised(longyao, { ...group, ...capable }), JSON.stringify(group)).toBe('off-site')
      expect(advised(longyao, { ...group, offsiteCapable: false }), JSON.stringify(group)).toBe('on-site')
      expect(advised(longyao, group), JSON.stringify(group)).toBe('on-site')
    }
    for (const group of [{}, { airGrade: 'C' }, { airGrade: 'B-' }, { creditGrade: 'C' }, { positiveList: false }])
      expect(advised(longyao, { ...group, ...capable }), JSON.stringify(group)).toBe('on-site')
    expect(methodFor(longyao, firm({ positiveList: true })).why).toContain('不具备非现场方式')
  })

  test('LY-30 非现场手段是书面核查、信息共享、网络监测、视频检查；改为现场须写明理由，空白不是理由', () => {
    expect(longyao.method.offSite.means).toEqual(['书面核查', '信息共享', '网络监测', '视频检查'])
    const choice = methodFor(longyao, firm({ positiveList: true, offsiteCapable: true }))
    expect(choice.law).toContain('LY-26')
    for (const reason of [null, '', '  ']) expect(codeOf(checkMethod(longyao, choice, 'on-site', reason, both))).toBe('visit.method_reason')
    expect(codeOf(checkMethod(longyao, choice, 'on-site', '在线数据异常，须核对设施', both))).toBe('ok')
    expect(codeOf(checkMethod(longyao, choice, 'off-site', null, both))).toBe('ok')
    expect(codeOf(checkMethod(longyao, methodFor(longyao, firm({})), 'on-site', null, both))).toBe('ok')
  })

  test('SJZ-44 正面清单或设施完备，任一即默认科技检查，不再要求别的条件；改为现场须写明理由', () => {
    expect(advised(sjz, { positiveList: true })).toBe('off-site')
    expect(advised(sjz, { positiveList: true, offsiteCapable: false })).toBe('off-site')
    expect(advised(sjz, { offsiteCapable: true })).toBe('off-site')
    expect(advised(sjz, { airGrade: 'A', creditGrade: 'A' })).toBe('on-site')
    expect(methodFor(sjz, firm({ positiveList: true, offsiteCapable: true })).why).toBe(
      '纳入监督执法正面清单、“非现场”监管设施完备，一般采取非现场方式核查',
    )
    const choice = methodFor(sjz, firm({ positiveList: true }))
    expect(choice.why).not.toContain('具备')
    expect(checkMethod(sjz, choice, 'on-site', null, both)).toEqual({
      ok: false,
      error: { code: 'visit.method_reason', advised: '科技检查' },
    })
  })

  test('HS-35 正面清单企业默认非现场，设施是否完备不问；其他企业现场', () => {
    expect(advised(hs, { positiveList: true, offsiteCapable: false })).toBe('off-site')
    expect(advised(hs, { positiveList: false, offsiteCapable: true })).toBe('on-site')
    expect(describeScheme(hs).some(r => r.value.includes('undefined'))).toBe(false)
  })

  test('JX-04 能非现场监管的默认非现场，入企须答“为什么非现场不够”；事项都能非现场完成的，有理由也不得入企', () => {
    const choice = methodFor(jx, firm({ offsiteCapable: true }))
    expect([choice.method, choice.law]).toEqual(['off-site', ['JX-04']])
    expect(codeOf(checkMethod(jx, choice, 'on-site', null, both))).toBe('visit.method_reason')
    const paper = [
      { name: '信息公开情况', methods: ['document', 'off-site'] },
      { name: '自行监测', methods: ['off-site'] },
    ]
    expect(checkMethod(jx, choice, 'on-site', '想去看看', paper)).toEqual({
      ok: false,
      error: { code: 'visit.off_site_only', items: ['信息公开情况', '自行监测'] },
    })
    // One item that needs the site opens the door for the visit; without items nothing is known.
    expect(codeOf(checkMethod(jx, choice, 'on-site', '核对排放口', [...paper, ...both]))).toBe('ok')
    expect(codeOf(checkMethod(jx, choice, 'on-site', '核对排放口', []))).toBe('ok')
    expect(codeOf(checkMethod(jx, choice, 'other', null, paper))).toBe('ok')
  })

  test('有条件就要写不具备时的说法，反之亦然；没有条件的方案照样能读（隆尧的文件不变）', () => {
    const issues = (change: (m: ReturnType<typeof plain>) => void) => {
      const read = variant(s => change(s.method.offSite))
      return read.ok ? [] : read.error.issues.map(i => i.at)
    }
    expect(issues(m => delete m.lacking)).toEqual(['method.offSite.lacking'])
    expect(issues(m => delete m.needs)).toEqual(['method.offSite.needs'])
    expect(
      issues(m => {
        delete m.needs
        delete m.lacking
      }),
    ).toEqual([])
  })
})

describe('方式的名称与入企人数', () => {
  test('SJZ-42 现场、科技、其他三种；附件的“实地检查”“书面检查”归入现场、其他；别的词不认', () => {
    expect(fieldworkOf(sjz).methodNames).toMatchObject({ 'on-site': '现场检查', 'off-site': '科技检查', other: '其他检查' })
    expect(['现场检查', '科技检查', '其他检查', '实地检查', ' 书面检查 ', '电话检查', ''].map(w => methodByWord(sjz, w))).toEqual([
      'on-site',
      'off-site',
      'other',
      'on-site',
      'other',
      null,
      null,
    ])
    // A scheme that names nothing has the plain names and no other words.
    expect(['现场检查', '非现场检查', '其他方式', '科技检查', '实地检查'].map(w => methodByWord(silent, w))).toEqual([
      'on-site',
      'off-site',
      'other',
      null,
      null,
    ])
    const unnamed = must(
      variant(s => {
        delete s.fieldwork.methodNames
      }),
    )
    expect(['现场检查', '实地检查'].map(w => methodByWord(unnamed, w))).toEqual(['on-site', null])
    const wrong = variant(s => {
      s.fieldwork = { methodNames: { 'on-site': '现场', 'off-site': '科技', law: ['SJZ-42'], quote: '三种' } }
    })
    expect(wrong.ok).toBe(false)
  })

  test('JX-05 一次入企的人数有上限：方案没写按 6 人，写了按方案；上限和检查组都不少于 2 人', () => {
    expect(fieldworkOf(silent).maxPeople).toEqual({ count: 6, law: ['JX-05'] })
    const own = (count: number) =>
      variant(s => {
        s.fieldwork = { maxPeople: { count, law: ['JX-05'], quote: '严控入企检查人员数量' } }
      })
    expect(fieldworkOf(must(own(3))).maxPeople.count).toBe(3)
    expect(own(1).ok).toBe(false)
    expect(
      variant(s => {
        s.team.officers = 1
      }).ok,
    ).toBe(false)
  })
})
