import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '../base/plain-date.ts'
import { judgeAvailability } from './availability.ts'
import { checkCreditCode, creditCodeCheckDigit } from './credit-code.ts'
import { checkIdNumber, idNumberCheckDigit } from './id-number.ts'
import { readInspectorRows } from './inspector-ledger.ts'
import { maskIdNumber, maskName, maskPhone } from './mask.ts'
import { readSubjectRows, subjectColumns } from './subject-ledger.ts'

const day = (text: string) => parsePlainDate(text)!
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const seventeen = fc.tuple(
  fc.constantFrom('1', '5', '9'),
  fc.constantFrom('1', '2', '3'),
  fc.stringMatching(/^[0-9]{6}$/),
  fc.array(fc.constantFrom(...alphabet), { minLength: 9, maxLength: 9 }).map(a => a.join('')),
)

describe('统一社会信用代码（GB 32100-2015，JX-63）', () => {
  it('算出的校验位总被接受；改动任何一位都被发现', () => {
    fc.assert(
      fc.property(seventeen, fc.nat(17), fc.constantFrom(...alphabet), (parts, at, other) => {
        const first = parts.join('')
        const code = first + creditCodeCheckDigit(first)
        expect(checkCreditCode(code).ok).toBe(true)
        const changed = code.slice(0, at) + other + code.slice(at + 1)
        if (changed !== code) expect(checkCreditCode(changed).ok).toBe(false)
      }),
      { seed: 3, numRuns: 300 },
    )
  })
  it('标准的权重手算一例：91990101MA0001001 的校验位是 6', () => {
    const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    const sum = [...'91990101MA0001001'].reduce((n, c, i) => n + alphabet.indexOf(c) * weights[i]!, 0)
    expect(alphabet[(31 - (sum % 31)) % 31]).toBe('6')
    expect(creditCodeCheckDigit('91990101MA0001001')).toBe('6')
  })
  it('全角、空格、小写照样读得出', () => {
    expect(checkCreditCode(' ９１990101ma00010016 ')).toEqual({ ok: true, value: '91990101MA00010016' })
  })
})

describe('身份证号（GB 11643）', () => {
  it('校验位算得出，错一位被发现', () => {
    const first = '99010119800101001'
    expect(checkIdNumber(first + idNumberCheckDigit(first)).ok).toBe(true)
    expect(checkIdNumber(first + (idNumberCheckDigit(first) === '0' ? '1' : '0')).ok).toBe(false)
  })
})

describe('脱敏（JX-65）', () => {
  it('只露出不能认出人的部分', () => {
    expect([maskIdNumber('990101198001010017'), maskPhone('10000007001'), maskName('甲建国')]).toEqual([
      '990101********0017',
      '100****7001',
      '甲**',
    ])
    expect(maskIdNumber('123')).not.toContain('123')
  })
})

const header = [
  '企业名称',
  '统一社会信用代码',
  '自编代码',
  '地址',
  '乡镇',
  '行业类别',
  '法定代表人',
  '联系人',
  '联系电话',
  '排污许可管理类别',
  '重点排污单位',
  '正面清单',
  '大气绩效等级',
  '环境信用等级',
  '非现场监管条件',
  '最近行政处罚决定日期',
  '其他环境风险较高（原因）',
  '状态',
  '状态起始日期',
  '联合抽查名单',
]
const fine = [
  '示例县样例有限公司',
  '91990101MA00010016',
  '',
  '示例路 1 号',
  '城关镇',
  '纸业',
  '甲某',
  '乙某',
  '10000000001',
  '重点管理',
  '是',
  '√',
  'B级',
  'A',
  '否',
  '2026年2月11日',
  '涉重金属，需要关注',
  '正常',
  '',
  '甲名单；乙名单',
]
const read = (...rows: string[][]) => {
  const reading = readSubjectRows([header, ...rows], { today: day('2026-03-26') })
  if (!reading.ok) throw new Error(reading.error.code)
  return reading.value
}
const change = (column: string, value: string) => fine.map((v, i) => (header[i] === column ? value : v))

describe('检查对象台账（SJZ-13 JX-63 LY-10）', () => {
  it('十四类标识中方案用到的都读成有类型的字段', () => {
    expect(read(fine)).toMatchObject({
      problems: [],
      accepted: [
        {
          code: '91990101MA00010016',
          facets: {
            permitCategory: '重点管理',
            keyDischarger: true,
            positiveList: true,
            airGrade: 'B',
            creditGrade: 'A',
            offsiteCapable: false,
            highRisk: '涉重金属，需要关注',
          },
          facts: [{ kind: 'penalty', on: '2026-02-11' }],
          status: 'active',
          lists: ['甲名单', '乙名单'],
        },
      ],
    })
  })
  it('列的次序无关；别名认得；不认识的列只提醒', () => {
    const order = [...header.keys()].reverse()
    const reading = readSubjectRows([order.map(i => (header[i] === '企业名称' ? '单位名称' : header[i]!)), order.map(i => fine[i]!)])
    expect(reading).toMatchObject({ ok: true, value: { problems: [], accepted: [{ name: '示例县样例有限公司' }] } })
  })
  it.each([
    ['统一社会信用代码', '91990101MA00010017', 'error', '末位'],
    ['企业名称', '', 'error', '企业名称'],
    ['排污许可管理类别', '一般管理', 'error', '一般管理'],
    ['最近行政处罚决定日期', '2026-13-01', 'error', '2026-13-01'],
    ['最近行政处罚决定日期', '2026-05-01', 'error', '晚于今天'],
    ['其他环境风险较高（原因）', '是', 'error', '没有写明原因'],
    ['状态', '停产', 'error', '起始日期'],
    ['大气绩效等级', 'E', 'error', 'E'],
  ])('%s 写成“%s”：%s，说出在哪一行、怎么改', (column, value, severity, says) => {
    const reading = read(change(column, value))
    expect(reading.accepted).toHaveLength(0)
    const problem = reading.problems.find(p => p.severity === severity)
    expect(problem).toMatchObject({ row: 2 })
    expect(problem?.message).toContain(says)
    expect(problem?.remedy.length).toBeGreaterThan(4)
  })
  it('没有信用代码但有自编代码：只提醒，照样入库（应纳尽纳 LY-10）', () => {
    const reading = read(change('统一社会信用代码', '').map((v, i) => (header[i] === '自编代码' ? 'SLX-0001' : v)))
    expect(reading.accepted).toMatchObject([{ code: 'SLX-0001', creditCode: null }])
    expect(reading.problems).toMatchObject([{ severity: 'warning' }])
  })
  it('同一代码出现两次，第二行是错；缺必需的列，整份拒绝并列出列名', () => {
    expect(read(fine, fine).problems.filter(p => p.severity === 'error')).toMatchObject([
      { row: 3, message: expect.stringContaining('第 2 行') },
    ])
    expect(readSubjectRows([['企业名称'], ['甲']])).toMatchObject({ ok: false, error: { code: 'ledger.columns' } })
    expect(subjectColumns.creditCode.needed).toBe(true)
  })
})

const officerHeader = [
  '人员编号',
  '姓名',
  '身份证号',
  '手机号',
  '单位部门',
  '执法证号',
  '执法证有效期至',
  '人员类别',
  '专长',
  '状态',
  '请假开始日期',
  '请假结束日期',
  '回避对象',
]
const officer = [
  'ZF-001',
  '甲建国',
  '',
  '',
  '执法一中队',
  '99010126011',
  '2028-12-31',
  '执法人员',
  'HF危险废物；FS辐射',
  '在岗',
  '',
  '',
  '91990101MA00010016（近亲属任职）',
]

describe('检查人员台账（JX-65 JX-33）', () => {
  it('编号、执法证、专长、回避读得出；个人字段不出现在问题清单', () => {
    const reading = readInspectorRows([
      officerHeader,
      officer,
      officer.map((v, i) => (i === 0 ? 'ZF-002' : i === 2 ? '990101198001010010' : i === 5 ? '99010126022' : v)),
    ])
    if (!reading.ok) throw new Error(reading.error.code)
    expect(reading.value.accepted[0]).toMatchObject({
      code: 'ZF-001',
      specialities: [{ code: 'FS' }, { code: 'HF' }],
      recusals: [{ subject: '91990101MA00010016', reason: '近亲属任职' }],
    })
    expect(reading.value.problems).toMatchObject([{ row: 3, column: '身份证号', value: '' }])
  })
  it('A-29 V-28 两人同一执法证号：错', () => {
    const reading = readInspectorRows([officerHeader, officer, officer.map((v, i) => (i === 0 ? 'ZF-002' : v))])
    if (!reading.ok) throw new Error(reading.error.code)
    expect(reading.value.problems.some(p => p.severity === 'error' && p.row === 3 && p.column === '执法证号')).toBe(true)
  })
})

describe('谁能参加抽取（A-29 LY-09 SJZ-16）', () => {
  const base = {
    kind: 'officer' as const,
    status: 'active' as const,
    certificateNumber: '99010126011',
    certificateValidTo: day('2026-06-30'),
    leaveFrom: null,
    leaveTo: null,
  }
  const judge = (change: object) => judgeAvailability({ ...base, ...change }, day('2026-04-01'), day('2026-06-30')).state
  it('证件恰好有效到截止日：可以；早一天：到期', () => {
    expect(judge({})).toBe('available')
    expect(judge({ certificateValidTo: day('2026-06-29') })).toBe('expired')
  })
  it('LY-09 没有执法证的、辅助人员从不计入；SJZ-16 调离、请假与期间重叠的不参加', () => {
    expect(judge({ certificateNumber: null })).toBe('uncertified')
    expect(judge({ kind: 'assistant' })).toBe('assistant')
    expect(judge({ status: 'transferred' })).toBe('transferred')
    expect(judge({ status: 'leave', leaveFrom: day('2026-06-30'), leaveTo: null })).toBe('leave')
    expect(judge({ status: 'leave', leaveFrom: day('2026-01-01'), leaveTo: day('2026-03-31') })).toBe('available')
  })
})
