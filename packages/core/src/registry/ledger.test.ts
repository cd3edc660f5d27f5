import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '../base/plain-date.ts'
import { judgeAvailability } from './availability.ts'
import { type CellReading, readDate, readDegrees, readFlag, readPhone, splitList } from './cell.ts'
import { checkCreditCode, sayCreditCodeProblem } from './credit-code.ts'
import { checkIdNumber, idNumberCheckDigit } from './id-number.ts'
import { readInspectorRows } from './inspector-ledger.ts'
import { LEDGER_ROW_LIMIT } from './ledger.ts'
import { maskIdNumber, maskName, maskPhone } from './mask.ts'
import { readSubjectRows } from './subject-ledger.ts'
import { normaliseCode, normaliseText } from './text.ts'

const outcomeOf = <T>(reading: CellReading<T>) => (reading.problem === undefined ? reading.value : reading.problem.code)
const day = (text: string) => parsePlainDate(text)!

describe('单元格（SJZ-13 LY-10）', () => {
  it.each(['2026-03-01', '2026/3/1', '2026.03.01', '2026年3月1日', '2026年03月01', '20260301', ' ２０２６－３－１ ', '2026/3/1 0:00:00'])(
    '日期“%s”读成 2026-03-01',
    text => {
      expect(outcomeOf(readDate(text))).toBe('2026-03-01')
    },
  )
  it('空、横线、“无”是没有日期；不存在的日子、写错的、表格序号都说得出怎么改', () => {
    for (const text of ['', ' ', '-', '／', '无']) expect(outcomeOf(readDate(text))).toBe(null)
    for (const text of ['2026-02-29', '2026/3-1', '26-3-1', '三月一日', '2026-3', '2026年3月', '202631'])
      expect(outcomeOf(readDate(text))).toBe('row.date')
    expect(readDate('46082').problem?.message).toContain('2026-03-01')
  })
  it('是否：是、√、有、1 为真；否、×、0、空为假；别的不猜', () => {
    for (const text of ['是', '√', '✓', '有', '1', 'y', ' 是 ']) expect(outcomeOf(readFlag(text)), text).toBe(true)
    for (const text of ['否', '×', '', '-', '0', '无', 'N']) expect(outcomeOf(readFlag(text)), text).toBe(false)
    for (const text of ['大概', '是否', '2', '已取消']) expect(outcomeOf(readFlag(text)), text).toBe('row.flag')
  })
  it('电话只提醒不拒绝；经纬度写错按未填并提醒', () => {
    expect(outcomeOf(readPhone('100-0000-0017'))).toBe('100-0000-0017')
    expect(readPhone('张三')).toMatchObject({ value: '张三', problem: { severity: 'warning' } })
    expect(outcomeOf(readPhone('1'.repeat(41)))).toBe('row.phone')
    const longitude = readDegrees('经度', 73, 136)
    expect(outcomeOf(longitude('114.1234567890'))).toBe('114.123456')
    expect(longitude('37.1')).toMatchObject({ value: null, problem: { severity: 'warning' } })
  })
  it('看不见的字符、全角空格、换行不会让两个相同的名字不同；名称的全角括号保留', () => {
    expect(normaliseText('\uFEFF示例县　样例\u200B有限公司\n（第二分厂） ')).toBe('示例县 样例有限公司 （第二分厂）')
    expect(normaliseCode('‘９１99 0101ｍａ－02')).toBe('91990101MA-02')
    expect(splitList('甲；乙, 丙、-；')).toEqual(['甲', '乙', '丙'])
  })
})

describe('统一社会信用代码：说出错在哪一位（JX-63）', () => {
  const refusal = (text: string) => {
    const checked = checkCreditCode(text)
    return checked.ok ? null : { ...checked.error, ...sayCreditCodeProblem(checked.error) }
  }
  it.each([
    ['', { code: 'credit_code.missing' }],
    ['130525000012345', { code: 'credit_code.old_number' }],
    ['91990101MA0001001', { code: 'credit_code.length', length: 17 }],
    ['91990101MA00010O16', { code: 'credit_code.character', position: 16, character: 'O', likely: '0' }],
    ['91990101MI00010016', { code: 'credit_code.character', position: 10, character: 'I', likely: '1' }],
    ['9199010AMA00010016', { code: 'credit_code.character', position: 8, likely: null }],
    ['91990101MA00010017', { code: 'credit_code.check_digit', found: '7', expected: '6' }],
  ])('“%s”', (text, expected) => {
    const found = refusal(text)
    expect(found).toMatchObject(expected)
    expect(found?.remedy.length).toBeGreaterThan(5)
  })
})

describe('身份证号与脱敏（JX-65）', () => {
  it.each([
    ['99010119800101001', 'id_number.length'],
    ['99010119800101001A', 'id_number.character'],
    ['990101198013010010', 'id_number.birth_date'],
  ])('%s 拒绝：%s，说明里不重复号码', (text, code) => {
    const checked = checkIdNumber(text)
    expect(checked).toMatchObject({ ok: false, error: { code } })
    expect(JSON.stringify(checked)).not.toContain(text)
  })
  it('太短的整个遮住', () => {
    expect([
      maskIdNumber('990101'),
      maskPhone('12345'),
      maskPhone('0319-1234567'),
      maskPhone('1234567'),
      maskName(''),
      maskName('欧阳某某'),
    ]).toEqual(['********', '****', '031****4567', '****67', '', '欧**'])
  })
})

const header = ['企业名称', '统一社会信用代码', '自编代码', '地址', '排污许可管理类别', '联系电话']
const fine = ['示例县样例有限公司', '91990101MA00010016', '', '示例路 1 号', '简化管理', '']
const read = (...rows: string[][]) => {
  const reading = readSubjectRows([header, ...rows])
  if (!reading.ok) throw new Error(reading.error.code)
  return reading.value
}
const problemsOf = (reading: ReturnType<typeof read>) => reading.problems.map(p => [p.row, p.column, p.severity, p.code])

describe('台账（SJZ-13 LY-10）', () => {
  it('空文件、只有表头、缺列、超过行数：整份拒绝', () => {
    const refused = (rows: string[][]) => {
      const reading = readSubjectRows(rows)
      return reading.ok ? null : reading.error
    }
    expect(refused([])).toEqual({ code: 'ledger.empty' })
    expect(refused([header, ['', ' ']])).toEqual({ code: 'ledger.empty' })
    expect(refused([['地址'], ['甲']])).toMatchObject({
      code: 'ledger.columns',
      columns: ['企业名称', '统一社会信用代码', '排污许可管理类别'],
    })
    expect(refused([header, ...Array.from({ length: LEDGER_ROW_LIMIT + 1 }, () => fine)])).toEqual({
      code: 'ledger.too_many_rows',
      limit: 20000,
    })
  })
  it('行号是文件里的行号，空行跳过但照样数', () => {
    expect(problemsOf(read(fine, [], fine.with(0, '')))).toEqual([[4, '企业名称', 'error', 'row.blank']])
  })
  it('表头带星号、（必填）、全角都认得；列重复是错；多出的格子是错', () => {
    const starred = readSubjectRows([
      ['*企业名称', '统一社会信用代码（必填）', '地 址', '排污许可管理类别：'],
      ['示例县样例有限公司', '91990101MA00010016', '', '登记'],
    ])
    expect(starred).toMatchObject({ ok: true, value: { problems: [], accepted: [{ facets: { permitCategory: '登记管理' } }] } })
    const twice = readSubjectRows([
      [...header, '单位名称'],
      [...fine, '另一个名字'],
    ])
    expect(twice.ok && problemsOf(twice.value)).toEqual([[1, '单位名称', 'error', 'row.header_twice']])
    expect(problemsOf(read([...fine, '多出来的']))).toEqual([[2, null, 'error', 'row.too_many_cells']])
    expect(read([...fine, '', ' ']).problems).toEqual([])
  })
  it('一行里的几处错一次都说', () => {
    expect(problemsOf(read(['甲', '91990101MA00010016', '小', '', '一般', 'x'.repeat(50)]))).toEqual([
      [2, '企业名称', 'error', 'row.name'],
      [2, '自编代码', 'error', 'row.own_code'],
      [2, '联系电话', 'error', 'row.phone'],
      [2, '排污许可管理类别', 'error', 'row.choice'],
    ])
  })
  it('第二厂址用“信用代码-02”，与本部各是一个对象；其他自编代码不顶替信用代码', () => {
    const second = fine.map((v, i) => (i === 0 ? `${v}（第二分厂）` : i === 2 ? '91990101MA00010016-02' : v))
    expect(read(fine, second)).toMatchObject({
      problems: [],
      accepted: [{ code: '91990101MA00010016' }, { code: '91990101MA00010016-02' }],
    })
    expect(read(fine.with(2, 'SLX-0009')).accepted).toMatchObject([{ code: '91990101MA00010016', ownCode: 'SLX-0009' }])
  })
  it('有错的信用代码不能改填成自编代码；真的没有代码的可以', () => {
    expect(problemsOf(read(fine.with(1, '').with(2, '91990101MA00010017')))).toEqual([[2, '自编代码', 'error', 'row.own_code']])
    expect(read(fine.with(1, '91990101MA00010017').with(2, 'SLX-0001')).accepted).toMatchObject([{ code: 'SLX-0001', creditCode: null }])
  })
  it('同名不同代码、没有许可类别：提醒，照样入库', () => {
    const reading = read(fine, fine.with(1, '').with(2, 'SLX-0001').with(4, ''))
    expect(reading.accepted).toHaveLength(2)
    expect(problemsOf(reading)).toEqual([
      [3, '统一社会信用代码', 'warning', 'row.credit_code_missing'],
      [3, '排污许可管理类别', 'warning', 'row.permit_missing'],
      [3, '企业名称', 'warning', 'row.same_name'],
    ])
  })
  it('电话是个人信息，问题清单里不重复它', () => {
    const reading = read(fine.with(5, '某某 电话不详 12'))
    expect(reading.problems).toMatchObject([{ column: '联系电话', value: '', severity: 'warning' }])
    expect(JSON.stringify(reading.problems)).not.toContain('12')
  })
})

const officerHeader = [
  '人员编号',
  '姓名',
  '身份证号',
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
const officer = ['ZF-001', '甲建国', '', '执法一中队', '99010126011', '2028-12-31', '执法人员', '', '', '', '', '']
const readOfficers = (...rows: string[][]) => {
  const reading = readInspectorRows([officerHeader, ...rows])
  if (!reading.ok) throw new Error(reading.error.code)
  return reading.value
}

describe('检查人员台账（JX-65 SJZ-16 A-29）', () => {
  it.each([
    [0, '甲建国', '人员编号', 'row.staff_code'],
    [4, '12', '执法证号', 'row.certificate'],
    [5, '', '执法证有效期至', 'row.certificate_undated'],
    [6, '临时工', '人员类别', 'row.choice'],
    [7, '辐射', '专长', 'row.speciality'],
    [8, '请假', '请假开始日期', 'row.leave_undated'],
    [11, '91990101MA00010016', '回避对象', 'row.recusal'],
    [11, '示例公司（亲属）', '回避对象', 'row.recusal'],
  ])('第 %d 列写成“%s”：%s %s', (at, text, column, code) => {
    const reading = readOfficers(officer.with(at, text))
    expect(reading.accepted).toEqual([])
    expect(reading.problems).toMatchObject([{ row: 2, column, code, severity: 'error' }])
  })
  it('请假日期颠倒、编号重复、身份证号重复，都是错；身份证号不出现在说明里', () => {
    const id = `99010119800101001${idNumberCheckDigit('99010119800101001')}`
    const reading = readOfficers(
      officer.with(2, id),
      officer.with(4, '99010126022').with(2, id),
      officer.with(0, 'ZF-003').with(4, '99010126033').with(8, '请假').with(9, '2026-05-02').with(10, '2026-05-01'),
    )
    expect(reading.problems.map(p => [p.row, p.code])).toEqual([
      [3, 'row.duplicate'],
      [3, 'row.id_number_twice'],
      [4, 'row.leave_order'],
    ])
    expect(JSON.stringify(reading.problems)).not.toContain(id)
  })
  it('没有执法证的执法人员可以入库，只提醒；半角括号、重复的回避对象也读得出', () => {
    const reading = readOfficers(
      officer
        .with(4, '')
        .with(5, '')
        .with(11, '91990101ma00010016(亲属)；91990101MA00010016（同学）；SLX-0001（曾任职）')
        .with(7, 'fs辐射；FS；HF'),
    )
    expect(reading.problems).toMatchObject([{ code: 'row.certificate_missing', severity: 'warning' }])
    expect(reading.accepted[0]).toMatchObject({
      certificateNumber: null,
      recusals: [
        { subject: '91990101MA00010016', reason: '亲属' },
        { subject: 'SLX-0001', reason: '曾任职' },
      ],
      specialities: [
        { code: 'FS', name: '辐射' },
        { code: 'HF', name: 'HF' },
      ],
    })
  })
})

describe('请假与检查期间（SJZ-16）', () => {
  const base = { kind: 'officer', certificateNumber: '99010126011', certificateValidTo: day('2028-12-31') } as const
  const judge = (status: 'active' | 'leave', from: string | null, to: string | null) =>
    judgeAvailability(
      { ...base, status, leaveFrom: from === null ? null : day(from), leaveTo: to === null ? null : day(to) },
      day('2026-04-01'),
      day('2026-06-30'),
    )
  it('首尾相接的一天也算重叠；没有日期的请假一律不参加', () => {
    expect(judge('leave', '2026-03-01', '2026-04-01').state).toBe('leave')
    expect(judge('leave', '2026-07-01', null).state).toBe('available')
    expect(judge('leave', null, null)).toMatchObject({ available: false, state: 'leave' })
    expect(judge('active', '2026-05-01', '2026-05-03').state).toBe('leave')
  })
})
