/** 检查、公示、后续处置: what holds where a scheme is silent, and that a scheme that speaks is taken at its word. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { fieldworkOf, problemCodes, unannouncedGrounds } from './fieldwork.ts'
import { readScheme } from './read-scheme.ts'
import type { Scheme } from './scheme-schema.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
function longyao(change: (file: any) => void): Scheme {
  const file = parse(readFileSync(new URL('../../../../schemes/longyao-2026.yaml', import.meta.url), 'utf8'))
  change(file)
  const read = readScheme(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const silent = () =>
  longyao(f => {
    delete f.fieldwork
    delete f.publicity.withholding
  })
const quote = '原文'

describe('方案没有写的', () => {
  it('JX-48 JX-49 X-11 文书：有问题的三样，没有问题的检查表，联系不上的不要求', () => {
    expect(fieldworkOf(silent()).documents).toEqual({
      sets: [
        { outcomes: ['violation'], required: ['checklist', 'minutes', 'interview'] },
        { outcomes: ['clean', 'no-activity', 'refused'], required: ['checklist'] },
        { outcomes: ['unreachable'], required: [] },
      ],
      law: ['JX-48', 'JX-49', 'X-11'],
    })
  })

  it('X-07 SJZ-87 SJZ-43 通知到场出示，八种情形可以不发', () => {
    expect(fieldworkOf(silent()).notice).toEqual({ rule: 'on-arrival', exempt: unannouncedGrounds, law: ['X-07'] })
    expect(unannouncedGrounds.map(g => [g.code, g.text])).toEqual([
      ['incomplete-facilities', '“非现场”监管设施不完备'],
      ['complaint', '投诉举报'],
      ['assigned', '领导交办（须有署名的书面交办单）'],
      ['superior', '上级部门转办交办'],
      ['handed-over', '其他部门移送案件'],
      ['emergency', '突发环境事件'],
      ['nuclear', '核安全检查'],
      ['data', '数据分析或“非现场”监管设施发现的问题线索'],
    ])
  })

  it('LY-21 JX-05 JX-04 SJZ-42 SJZ-72 LY-33 扫码、人数、合并天数、称呼、整改、回访', () => {
    const { entry, maxPeople, sameFirm, methodNames, rectify, returnVisit } = fieldworkOf(silent())
    expect({ entry, maxPeople, sameFirm, methodNames, rectify, returnVisit }).toEqual({
      entry: { scan: true, law: ['LY-21'] },
      maxPeople: { count: 6, law: ['JX-05'] },
      sameFirm: { days: 7, law: ['JX-04'] },
      methodNames: { 'on-site': '现场检查', 'off-site': '非现场检查', other: '其他方式' },
      rectify: { workingDays: 15, law: ['SJZ-72'] },
      returnVisit: { percent: 10, workingDays: 20, law: ['LY-33'] },
    })
  })

  it('X-10 不公开的七种理由：国家秘密和法律明确的应当，其余可以；商业秘密、个人隐私去掉后公开', () => {
    expect(fieldworkOf(silent()).withholding.map(w => [w.ground, w.effect, w.mandatory, w.law])).toEqual([
      ['国家秘密', 'withhold', true, ['X-10']],
      ['商业秘密', 'redact', false, ['X-10']],
      ['个人隐私', 'redact', false, ['X-10']],
      ['国家安全', 'withhold', false, ['X-10']],
      ['公共安全', 'withhold', false, ['X-10']],
      ['保密', 'withhold', false, ['X-10']],
      ['法律明确不予公开', 'withhold', true, ['X-10']],
    ])
  })

  it('SJZ-60 LY-02 六种结果要有后续处置；未发现问题、联系不上、没有经营的不要', () => {
    expect([...problemCodes]).toEqual(['ORDERED', 'CASE', 'PENDING', 'UNCOOPERATIVE', 'NOT_DISCLOSED', 'FALSE_DISCLOSED'])
  })
})

describe('方案写了的', () => {
  it('X-07 SJZ-43 通知照方案；没有写例外的，用八种', () => {
    const notice = (exempt?: object[]) =>
      fieldworkOf(
        longyao(f => {
          f.fieldwork.notice = { rule: 'before', ...(exempt ? { exempt } : {}), law: ['LY-34'], quote }
        }),
      ).notice
    expect(notice()).toEqual({ rule: 'before', exempt: unannouncedGrounds, law: ['LY-34'] })
    expect(notice([{ code: 'complaint', text: '举报' }])).toEqual({
      rule: 'before',
      exempt: [{ code: 'complaint', text: '举报' }],
      law: ['LY-34'],
    })
  })

  it('JX-48 LY-21 JX-05 JX-04 SJZ-72 LY-33 X-10 其余各项照方案', () => {
    const own = {
      documents: { sets: [{ outcomes: ['clean'], required: ['minutes'] }], law: ['SJZ-57'], quote },
      entry: { scan: false, law: ['SJZ-57'], quote },
      maxPeople: { count: 3, law: ['SJZ-57'], quote },
      methodNames: { 'on-site': '现场', 'off-site': '科技', other: '其他', law: ['SJZ-42'], quote },
      sameFirm: { days: 9, law: ['SJZ-57'], quote },
      rectify: { workingDays: 30, law: ['SJZ-57'], quote },
      returnVisit: { percent: 5, workingDays: 40, law: ['SJZ-57'], quote },
    }
    const withholding = [{ ground: '保密', effect: 'restrict', mandatory: false, law: ['SJZ-65'], quote }]
    const scheme = longyao(f => {
      f.fieldwork = own
      f.publicity.withholding = withholding
    })
    expect(fieldworkOf(scheme)).toEqual({
      ...own,
      withholding,
      notice: { rule: 'on-arrival', exempt: unannouncedGrounds, law: ['X-07'] },
    })
  })
})
