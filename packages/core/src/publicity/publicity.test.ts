import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parsePlainDate } from '../base/plain-date.ts'
import { announcedHolidays } from '../calendar/announced-holidays.ts'
import { makeWorkingCalendar } from '../calendar/working-days.ts'
import type { Outcome } from '../inspection/record.ts'
import { describeScheme } from '../scheme/describe.ts'
import type { Withholding } from '../scheme/fieldwork.ts'
import { findMisquote } from '../scheme/misquotes.ts'
import { readScheme } from '../scheme/read-scheme.ts'
import {
  type CountedVersion,
  countdownTo,
  countPublicity,
  type Effect,
  ezhouPhrases,
  findPersonalData,
  jiangxianPhrases,
  LINE_TYPE,
  mayDetermine,
  mayHoldBack,
  narrowLine,
  nationalFields,
  nationalRows,
  type PublicLine,
  planDueOn,
  printCsv,
  printPublicityLeaf,
  publicityDueOn,
  publicShare,
  publicSummary,
  readLine,
  recommendedPhrase,
  remindOn,
  sealLine,
  shijiazhuangPhrases,
} from './index.ts'

const day = (text: string) => parsePlainDate(text)!
const calendar = makeWorkingCalendar(announcedHolidays)

describe('公示期限', () => {
  const days = { completedOn: day('2025-09-01'), determinedOn: day('2025-09-15') }
  it('V-15 SJZ-63 JX-50 A-28 认定之日起 20 个工作日，认定当日不计：2025-09-15 认定为 2025-10-17', () => {
    expect(publicityDueOn(calendar, { start: 'determination', workingDays: 20 }, days)).toEqual({ on: '2025-10-17', provisionalYears: [] })
  })
  it('EZ-52 X-03 鄂州从完成检查之日起算，不从认定之日：2025-09-01 完成为 2025-09-28（当天调休上班）', () => {
    expect(publicityDueOn(calendar, { start: 'completion', workingDays: 20 }, days)?.on).toBe('2025-09-28')
    // A determination that has not come yet does not stop the clock.
    expect(publicityDueOn(calendar, { start: 'completion', workingDays: 20 }, { ...days, determinedOn: null })?.on).toBe('2025-09-28')
    expect(publicityDueOn(calendar, { start: 'determination', workingDays: 20 }, { ...days, determinedOn: null })).toBeNull()
  })
  it('JX-28 计划印发之日起 20 个工作日内公开：2026-02-27 印发为 2026-03-26', () => {
    expect(planDueOn(calendar, day('2026-02-27')).on).toBe('2026-03-26')
  })
  it('X-09 SJZ-09 每月公示与 20 个工作日并行，以先到的为准', () => {
    const rule = { start: 'determination', workingDays: 20, monthly: true } as const
    expect(remindOn(calendar, rule, day('2026-04-20'), day('2026-05-20'))).toBe('2026-04-30')
    expect(remindOn(calendar, { ...rule, monthly: false }, day('2026-04-20'), day('2026-05-20'))).toBe('2026-05-20')
    expect(remindOn(calendar, { ...rule, workingDays: 3 }, day('2026-04-20'), day('2026-04-23'))).toBe('2026-04-23')
    // The last working day of May 2026 is Friday the 29th.
    expect(remindOn(calendar, rule, day('2026-05-11'), day('2026-06-08'))).toBe('2026-05-29')
  })
  it('EZ-13 倒计时、当天到期、超期都写明日期', () => {
    expect(countdownTo(calendar, day('2026-04-30'), day('2026-05-20'))).toEqual({
      left: 12,
      overdue: false,
      says: '还剩 12 个工作日，2026-05-20 前',
    })
    expect(countdownTo(calendar, day('2026-05-20'), day('2026-05-20'))).toMatchObject({ overdue: false, says: '今天到期（2026-05-20）' })
    expect(countdownTo(calendar, day('2026-05-22'), day('2026-05-20'))).toMatchObject({
      left: -2,
      overdue: true,
      says: '已超期 2 个工作日，应于 2026-05-20 前公示',
    })
    // Late on a Saturday is late all the same.
    expect(countdownTo(calendar, day('2026-05-23'), day('2026-05-22'))).toMatchObject({
      overdue: true,
      says: expect.stringContaining('已超期 1 个'),
    })
  })
})

describe('规范表述', () => {
  it('SJZ-66 A-14 石家庄八种，逐字照录，“登记依据”不改；建议用语另有', () => {
    expect(shijiazhuangPhrases.vocabulary).toBe('open')
    expect(shijiazhuangPhrases.phrases.map(p => p.text)).toEqual([
      '未发现问题',
      '未按规定公示信息',
      '公示信息隐瞒真实情况、弄虚作假',
      '通过登记依据（经营场所）无法联系',
      '发现问题已责令改正',
      '不配合检查情节严重',
      '未发现开展本次抽查涉及的经营活动',
      '发现问题待处理',
    ])
    expect(recommendedPhrase('通过登记依据（经营场所）无法联系')).toBe('通过登记的住所（经营场所）无法联系')
    expect(recommendedPhrase('未发现问题')).toBe('未发现问题')
  })
  it('JX-52 江西五种，“等”，可由单位在方案里增加', () => {
    expect(jiangxianPhrases.vocabulary).toBe('open')
    expect(jiangxianPhrases.phrases.map(p => p.text)).toEqual([
      '未发现问题',
      '发现问题已责令整改',
      '发现问题已立案调查',
      '不配合检查情节严重',
      '未发现开展本次抽查涉及的经营活动',
    ])
  })
  it('EZ-54 鄂州三种，封闭', () => {
    expect(ezhouPhrases.vocabulary).toBe('closed')
    expect(ezhouPhrases.phrases.map(p => p.text)).toEqual(['未发现问题', '发现问题已责令整改', '发现违法行为已立案调查'])
  })
  const ask = (code: string, outcome: Outcome | null, more: object = {}, results = shijiazhuangPhrases) =>
    mayDetermine(results, { code, outcome, severity: 'none', jointPunishment: false, followUps: 0, ...more })
  const refused = (r: ReturnType<typeof ask>) => (r.ok ? 'ok' : r.error.code)
  it('SJZ-66 JX-52 EZ-54 SJZ-88 只能用方案里的表述，方案以外的一律拒绝', () => {
    expect(ask('NO_PROBLEM', 'clean')).toEqual({ ok: true, value: { code: 'NO_PROBLEM', text: '未发现问题', problem: false } })
    expect(refused(ask('一切正常', 'clean'))).toBe('finding.phrase')
    expect(refused(ask('UNREACHABLE', 'unreachable', {}, ezhouPhrases))).toBe('finding.phrase')
    expect(refused(ask('CASE', 'violation', { severity: 'ordinary', followUps: 1 }))).toBe('finding.phrase')
    expect(refused(ask('CASE', 'violation', { severity: 'ordinary', followUps: 1 }, jiangxianPhrases))).toBe('ok')
  })
  it('SJZ-66 与记录相反的认定被拒绝', () => {
    expect(refused(ask('NO_PROBLEM', 'violation'))).toBe('finding.contradicts')
    expect(refused(ask('ORDERED', 'clean', { severity: 'minor', followUps: 1 }))).toBe('finding.contradicts')
    expect(refused(ask('NO_PROBLEM', 'refused'))).toBe('finding.contradicts')
    expect(refused(ask('NO_PROBLEM', 'unreachable'))).toBe('finding.contradicts')
    expect(refused(ask('UNREACHABLE', 'unreachable'))).toBe('ok')
    expect(refused(ask('NO_ACTIVITY', 'no-activity'))).toBe('ok')
    expect(refused(ask('NO_ACTIVITY', 'clean'))).toBe('finding.contradicts')
    // 鄂州 has no phrase for it: nothing stands in for it (C.3).
    expect(refused(ask('NO_PROBLEM', 'no-activity', {}, ezhouPhrases))).toBe('finding.no_phrase')
    expect(refused(ask('ORDERED', 'unreachable', {}, ezhouPhrases))).toBe('finding.no_phrase')
    expect(refused(ask('NO_PROBLEM', 'clean', {}, ezhouPhrases))).toBe('ok')
    expect(refused(ask('ORDERED', null, { severity: 'minor', followUps: 1 }))).toBe('ok')
  })
  it('SJZ-60 LY-02 有问题而没有后续处置，不能认定', () => {
    expect(refused(ask('ORDERED', 'violation', { severity: 'minor' }))).toBe('finding.no_follow_up')
    expect(refused(ask('ORDERED', 'violation', { severity: 'minor', followUps: 1 }))).toBe('ok')
  })
  it('JX-56 联合惩戒只用于严重违法失信；有问题须写明程度，没有问题不能有程度', () => {
    const bad = { severity: 'serious', followUps: 1, jointPunishment: true }
    expect(refused(ask('UNCOOPERATIVE', 'refused', bad))).toBe('ok')
    expect(refused(ask('UNCOOPERATIVE', 'refused', { ...bad, severity: 'ordinary' }))).toBe('finding.joint_punishment')
    expect(refused(ask('ORDERED', 'violation', { followUps: 1 }))).toBe('finding.severity')
    expect(refused(ask('NO_PROBLEM', 'clean', { severity: 'minor' }))).toBe('finding.severity')
  })
})

describe('不予公开与调整方式、范围（X-10）', () => {
  const of = (ground: string, effect: Withholding['effect'], mandatory = false): Withholding => ({
    ground,
    effect,
    mandatory,
    law: ['X-10'],
  })
  const ask = (grounds: Withholding[], ground: string | null, effect: Effect, more: object = {}) => {
    const r = mayHoldBack(grounds, { ground, effect, reason: '某项内容', redacted: null, ...more })
    return r.ok ? r.value : r.error.code
  }
  it('没有理由必须全部公开；理由只能是方案列明的，并写明原因', () => {
    const grounds = [of('保密', 'withhold')]
    expect(ask(grounds, null, 'full')).toEqual({ ground: null, effect: 'full', reason: '', redacted: null })
    expect(ask(grounds, null, 'withhold')).toBe('finding.ground_missing')
    expect(ask(grounds, '影响形象', 'withhold')).toBe('finding.ground_unknown')
    expect(ask(grounds, '保密', 'withhold', { reason: '' })).toBe('finding.ground_missing')
    expect(ask(grounds, '保密', 'full')).toBe('finding.ground_unused')
  })
  it.each([
    ['SJZ-65', ['保密', '国家安全', '公共安全']],
    ['EZ-56', ['保密', '国家安全', '公共安全']],
  ])('%s 保密、国家安全、公共安全：可不予公开，也可公开得多一些', (_, names) => {
    const grounds = names.map(n => of(n, 'withhold'))
    for (const n of names) {
      expect(ask(grounds, n, 'withhold')).toMatchObject({ ground: n, effect: 'withhold' })
      expect(ask(grounds, n, 'restrict')).toMatchObject({ effect: 'restrict' })
    }
  })
  it('HS-40 国家秘密、商业秘密、个人隐私：可调整方式和范围，超过理由的不行；隐去内容的要写出公开的文字', () => {
    const grounds = ['国家秘密', '商业秘密', '个人隐私'].map(n => of(n, 'redact'))
    expect(ask(grounds, '商业秘密', 'redact', { redacted: '某工艺（略）' })).toMatchObject({ effect: 'redact', redacted: '某工艺（略）' })
    expect(ask(grounds, '商业秘密', 'redact')).toBe('finding.redaction')
    expect(ask(grounds, '商业秘密', 'withhold')).toBe('finding.ground_effect')
  })
  it('JX-51 EZ-53 强制的理由不能放宽', () => {
    const grounds = [of('国家秘密', 'withhold', true), of('法律明确不予公开', 'withhold', true)]
    for (const g of grounds) {
      expect(ask(grounds, g.ground, 'restrict')).toBe('finding.ground_mandatory')
      expect(ask(grounds, g.ground, 'redact', { redacted: '略' })).toBe('finding.ground_mandatory')
      expect(ask(grounds, g.ground, 'withhold')).toMatchObject({ effect: 'withhold' })
    }
  })
  it('公众读到的文字随效果而变', () => {
    expect(publicSummary('full', '原文', '略')).toBe('原文')
    expect(publicSummary('redact', '原文', '略')).toBe('略')
    expect(publicSummary('restrict', '原文', '略')).toBeNull()
    expect(publicSummary('withhold', '原文', '略')).toBeNull()
  })
})

describe('个人信息检查（HS-40 JX-51）', () => {
  const kinds = (text: string) => findPersonalData(text).map(f => f.kind)
  it('身份证号、手机号、银行卡号都找得出，全角、空格、横线也不漏；回答不重复号码', () => {
    expect(kinds('联系人 11010519491231002X。')).toEqual(['身份证号'])
    expect(kinds('电话１３９００００１１１１')).toEqual(['手机号码'])
    expect(kinds('电话 139 0000 1111')).toEqual(['手机号码'])
    expect(kinds('+86-139-0000-1111')).toEqual(['手机号码'])
    expect(kinds('账号 6222 0212 3456 7890 128')).toEqual(['银行卡号'])
    expect(kinds('账号 6222 0212 3456 7890 129')).toEqual([])
    expect(kinds('账号 4111-1111-1111-1111')).toEqual(['银行卡号'])
    expect(kinds('13900001111 13900002222')).toEqual(['手机号码', '手机号码'])
    expect(JSON.stringify(findPersonalData('11010519491231002X'))).not.toContain('19491231')
  })
  it('信用代码、日期、检查编号、座机、数值不误报', () => {
    expect(kinds('代码 91110000802100433B，J-2026-0001，2026-04-20 09:30，0311-87654321，排放 1234567890 毫克')).toEqual([])
    expect(kinds('校验错的 110105194912310021')).toEqual([])
  })
})

describe('公示内容', () => {
  const line: PublicLine = {
    type: LINE_TYPE,
    agency: '990101',
    insAuth: '示例县分局',
    visit: 'J-2026-0001',
    version: '1',
    effect: 'full',
    ground: '-',
    determinedOn: '2026-04-21',
    publishedOn: '2026-04-22',
    dueOn: '2026-05-21',
    lateReason: '-',
    correctionReason: '-',
    insDate: '2026-04-20',
    subjectCode: '91990101MA00000001',
    subjectName: '示例县某某有限公司',
    draw: '990101-2026-0001',
    raninsTypeName: '不定向抽查',
    result: '未发现问题',
    resultCode: 'NO_PROBLEM',
    summary: '摘要',
    tasks: [
      {
        raninsPlanId: '990101-2026-v1',
        raninsPlaneName: '2026 年度抽查计划',
        raninsTaskId: 'T-1',
        raninsTaskName: '一季度抽查',
        items: [
          { code: 'SX-01', raninsItemName: '排污许可', raninsCheckResName: '未发现问题' },
          { code: 'SX-02', raninsItemName: '自行监测', raninsCheckResName: '未发现问题' },
        ],
      },
    ],
  }
  it('JX-50 国家企业信用信息公示系统的九个字段，一事项一行', () => {
    expect(nationalFields.map(([f]) => f)).toEqual([
      'raninsPlanId',
      'raninsPlaneName',
      'raninsTaskId',
      'raninsTaskName',
      'raninsTypeName',
      'insAuth',
      'insDate',
      'raninsItemName',
      'raninsCheckResName',
    ])
    const rows = nationalRows(line)
    expect(rows.map(r => r.raninsItemName)).toEqual(['排污许可', '自行监测'])
    for (const r of rows) for (const [f] of nationalFields) expect(r[f], f).toBeTruthy()
    expect(nationalRows({ ...line, tasks: [] })).toMatchObject([{ raninsPlanId: '-', raninsCheckResName: '未发现问题' }])
  })
  it('印出、读回、指纹不变；多一个字段、换一种写法都不是', () => {
    const kept = sealLine(line)
    expect(readLine(kept.text)).toEqual(line)
    expect(sealLine(readLine(kept.text)!).sha256).toBe(kept.sha256)
    expect(readLine(` ${kept.text}`)).toBeUndefined()
    expect(readLine('{}')).toBeUndefined()
    expect(sealLine({ ...line, summary: '摘 要' }).sha256).not.toBe(kept.sha256)
  })
  it('SJZ-65 HS-40 不予公开的没有名称；调整范围的没有摘要和事项；旧版本不比新版本说得多', () => {
    const withheld = narrowLine(line, 'withhold')
    expect(JSON.stringify(withheld)).not.toMatch(/某某|91990101|未发现|摘要|排污|一季度/)
    expect(withheld).toMatchObject({ agency: '990101', visit: 'J-2026-0001', determinedOn: '2026-04-21' })
    expect(narrowLine(line, 'restrict')).toMatchObject({ summary: '', result: '未发现问题', tasks: [{ items: [], raninsTaskId: 'T-1' }] })
    expect(narrowLine(line, 'redact')).toMatchObject({ summary: '', tasks: line.tasks })
    expect(narrowLine({ ...line, effect: 'redact', summary: '略' }, 'full').summary).toBe('略')
    expect(narrowLine(line, 'full')).toBe(line)
  })
  it('EZ-13 日志条目只有单位、编号、版本、公开方式和指纹', () => {
    const leaf = new TextDecoder().decode(
      printPublicityLeaf({ agency: '990101', visit: 'J-2026-0001', version: 1, effect: 'full', sha256: 'ab'.repeat(32) }),
    )
    expect(leaf).toBe(
      `{"agency":"990101","effect":"full","sha256":"${'ab'.repeat(32)}","type":"mingcha/publicity/v1","version":"1","visit":"J-2026-0001"}`,
    )
  })
  it('表格里的公式、逗号、引号、换行都成为文字', () => {
    expect(printCsv([['甲', 'a,b', '说"好"', '=1+1', '-2+3', '-']])).toBe('\ufeff甲,"a,b","说""好""",\'=1+1,\'-2+3,-\r\n')
  })
})

describe('公开率', () => {
  const v = (visitId: string, more: Partial<CountedVersion> = {}): CountedVersion => ({
    visitId,
    version: 1,
    state: 'published',
    determinedOn: day('2026-04-20'),
    dueOn: day('2026-05-20'),
    ground: null,
    lateReason: null,
    ...more,
  })
  it('EZ-06 公开率＝（已公示＋依法不予公开）÷已认定；差一个就不是 100%，不予公开的按理由说明', () => {
    const rows = [v('a'), v('b', { state: 'withheld', ground: '保密' }), v('c', { state: 'determined' })]
    const c = countPublicity(rows, 2026, day('2026-05-01'))
    expect(c).toMatchObject({ determined: 3, published: 1, withheld: 1, waiting: 1, overdue: 0, grounds: [{ ground: '保密', count: 1 }] })
    expect(publicShare(c)).toBe(66)
    expect(publicShare({ determined: 1000, published: 998, withheld: 1 })).toBe(99)
    expect(publicShare(countPublicity(rows.slice(0, 2), 2026, day('2026-05-01')))).toBe(100)
  })
  it('EZ-13 过了期限没有公示的算超期，没有认定的也算；公示迟了的另计', () => {
    const rows = [
      v('a', { state: 'reviewed' }),
      v('b', { state: 'submitted', determinedOn: null }),
      v('c', { lateReason: '系统故障' }),
      v('d', { state: 'submitted', determinedOn: null, dueOn: null }),
    ]
    expect(countPublicity(rows, 2026, day('2026-05-21'))).toMatchObject({ determined: 2, overdue: 2, late: 1, waiting: 1 })
    expect(countPublicity(rows, 2026, day('2026-05-20')).overdue).toBe(0)
  })
  it('SJZ-09 按月列出认定数和公示数；更正仍是同一次，按首次认定的年月', () => {
    const rows = [
      v('a'),
      v('a', { version: 2, state: 'determined', determinedOn: day('2027-01-05') }),
      v('b', { determinedOn: day('2026-06-01') }),
    ]
    const c = countPublicity(rows, 2026, day('2026-07-01'))
    expect(c.months.filter(m => m.determined > 0)).toEqual([
      { month: 4, determined: 1, published: 1 },
      { month: 6, determined: 1, published: 1 },
    ])
    expect(countPublicity(rows, 2027, day('2027-01-06')).determined).toBe(0)
  })
})

describe('方案里的引文', () => {
  const load = () => parse(readFileSync(new URL('../../../../schemes/longyao-2026.yaml', import.meta.url), 'utf8'))
  it('X-14 HS-02 照录环执法〔2023〕1号，旁边提示核对；文号无误的不提示', () => {
    const plain = load()
    plain.basis.push({
      title: '关于优化生态环境保护执法方式提高执法效能的指导意见',
      number: '环执法〔2023〕1号',
      law: ['HS-02'],
      quote: '生态环境部《关于优化生态环境保护执法方式提高执法效能的指导意见》（环执法〔2023〕1号）',
    })
    const read = readScheme(plain)
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    const rows = describeScheme(read.value).filter(r => r.section === '制定依据')
    expect(rows.at(-1)).toMatchObject({ value: '环执法〔2023〕1号', quote: expect.stringContaining('环执法〔2023〕1号') })
    expect(rows.at(-1)?.reading).toContain('环执法〔2021〕1号')
    expect(rows[0]?.reading).toBeNull()
    expect(findMisquote('关于优化生态环境保护执法方式提高执法效能的指导意见', '环执法〔2021〕1号')).toBeNull()
  })
  it('SJZ-66 A-28 隆尧随附方案：八种表述与石家庄逐字一致，认定起 20 个工作日', () => {
    const read = readScheme(load())
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expect(read.value.results.vocabulary).toBe(shijiazhuangPhrases.vocabulary)
    expect(read.value.results.phrases).toEqual(shijiazhuangPhrases.phrases)
    expect(read.value.publicity).toMatchObject({ start: 'determination', workingDays: 20 })
  })
})
