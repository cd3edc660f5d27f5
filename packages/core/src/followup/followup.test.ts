import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../base/bytes.ts'
import { hmacSha256Hex, sha256 } from '../base/hash.ts'
import {
  askedExtension,
  deadlineOf,
  disposalsOf,
  followUpKinds,
  isVoidable,
  misconductOf,
  offeredKinds,
  pickReturnVisits,
  readOpening,
  returnCount,
  type Step,
  type StepAction,
  standingOf,
  stepNames,
  stepsOf,
  tellStep,
  whatCloses,
  workSteps,
} from './index.ts'

const photo = ['a'.repeat(64)]
/** Steps numbered from 1. */
type Given = [action: StepAction, detail?: Record<string, unknown>, evidence?: string[]]
const steps = (...given: Given[]): Step[] =>
  given.map(([action, detail = {}, evidence = []], i) => ({ seq: i + 1, action, detail, evidence }))
const gaps = (kind: (typeof followUpKinds)[number], ...given: Given[]) => whatCloses(kind, {}, steps(...given)).map(g => g.code)
const recheck = (result: 'passed' | 'failed', next: object = { kind: 'none' }, officers = ['ZF-001', 'ZF-002']) => ({
  on: '2026-05-08',
  method: 'on-site',
  officers,
  names: ['甲', '乙'],
  result,
  text: '已看',
  next,
})

describe('办结须有佐证', () => {
  it('什么都没有时，七种后续处置没有一种能办结；每处缺项都有句子和条款（LY-02）', () => {
    for (const kind of followUpKinds) {
      const missing = whatCloses(kind, {}, steps(['opened', { dueOn: null }]))
      expect(missing.length, kind).toBeGreaterThan(0)
      for (const g of missing) {
        expect(g.says.length).toBeGreaterThan(5)
        expect(g.law.length).toBeGreaterThan(0)
      }
    }
  })
  it('SJZ-72 当场改正：没有照片不能办结，有照片才能', () => {
    expect(gaps('on-spot', ['corrected', { on: '2026-04-20' }])).toEqual(['evidence'])
    expect(gaps('on-spot', ['corrected', { on: '2026-04-20' }, photo])).toEqual([])
  })
  it('SJZ-72 整改：企业报告完成不等于办结，须两名执法人员复查通过并附佐证', () => {
    expect(gaps('rectify', ['reported', { on: '2026-05-07', by: '企业' }])).toEqual(['rechecked'])
    expect(gaps('rectify', ['rechecked', recheck('passed')])).toEqual(['evidence'])
    expect(gaps('rectify', ['rechecked', recheck('passed', { kind: 'none' }, ['ZF-001', 'ZF-001']), photo])).toEqual(['evidence'])
    expect(gaps('rectify', ['rechecked', recheck('passed'), photo])).toEqual([])
    expect(gaps('rectify', ['rechecked', recheck('failed', { kind: 'again', dueOn: '2026-06-01' }), photo])).toEqual(['failed'])
    expect(gaps('rectify', ['rechecked', recheck('failed', { kind: 'case' }), photo])).toEqual([])
  })
  it('SJZ-60 EZ-49 JX-69 立案：缺案号、缺处理决定、缺决定书都不能办结', () => {
    expect(gaps('case')).toEqual(['filed', 'decided'])
    expect(
      gaps('case', ['filed', { caseNumber: '1', on: '2026-05-01' }], ['decided', { outcome: 'no-penalty', on: '2026-06-01' }]),
    ).toEqual(['evidence'])
    expect(
      gaps('case', ['filed', { caseNumber: '1', on: '2026-05-01' }], ['decided', { outcome: 'no-penalty', on: '2026-04-01' }, photo]),
    ).toEqual(['order'])
    expect(
      gaps('case', ['filed', { caseNumber: '1', on: '2026-05-01' }], ['decided', { outcome: 'withdrawn', on: '2026-06-01' }, photo]),
    ).toEqual([])
  })
  it('JX-53 EZ-55 作出处罚的，没有报送信用信息系统及日期不能办结；日期不得早于决定', () => {
    const filed: Given = ['filed', { caseNumber: '1', on: '2026-05-01' }]
    const decided: Given = ['decided', { outcome: 'penalty', on: '2026-06-01' }, photo]
    expect(gaps('case', filed, decided)).toEqual(['credit-sent'])
    expect(gaps('case', filed, decided, ['credit-sent', { platform: '信用中国', on: '2026-05-30' }])).toEqual(['order'])
    expect(gaps('case', filed, decided, ['credit-sent', { platform: '信用中国', on: '2026-06-05' }])).toEqual([])
  })
  it('SJZ-61 HS-28 JX-69 移送部门、移送司法：文书、接收单位、日期、回执缺一不可', () => {
    for (const kind of ['transfer', 'judicial'] as const) {
      expect(gaps(kind)).toEqual(['sent', 'received'])
      expect(gaps(kind, ['sent', { recipient: '某局', on: '2026-05-01' }])).toEqual(['evidence', 'received'])
      expect(gaps(kind, ['sent', { recipient: '某局', on: '2026-05-01' }, photo])).toEqual(['received'])
      expect(gaps(kind, ['sent', { on: '2026-05-02' }, photo], ['received', { receipt: '收文', on: '2026-05-01' }])).toEqual(['order'])
      expect(gaps(kind, ['sent', { on: '2026-05-02' }, photo], ['received', { receipt: '收文', on: '2026-05-02' }])).toEqual([])
    }
    expect(whatCloses('judicial', {}, []).flatMap(g => g.law)).toContain('EZ-49')
  })
  it('JX-53 信用报送：报送之后还须有平台的回执和截图', () => {
    expect(gaps('credit', ['credit-sent', { on: '2026-05-01' }])).toEqual(['received'])
    expect(gaps('credit', ['credit-sent', { on: '2026-05-01' }], ['received', { on: '2026-05-02' }])).toEqual(['evidence'])
    expect(gaps('credit', ['credit-sent', { on: '2026-05-03' }], ['received', { on: '2026-05-02' }, photo])).toEqual(['order'])
    expect(gaps('credit', ['credit-sent', { on: '2026-05-01' }], ['received', { on: '2026-05-02' }, photo])).toEqual([])
  })
  it('HS-36 转现场：所转检查办结才办结', () => {
    expect(whatCloses('on-site', { linkedVisit: null }, []).map(g => g.code)).toEqual(['linked'])
    expect(whatCloses('on-site', { linkedVisit: 'x' }, steps(['opened'])).map(g => g.code)).toEqual(['visit-closed'])
    expect(whatCloses('on-site', { linkedVisit: 'x' }, steps(['opened'], ['visit-closed']))).toEqual([])
  })
  it('作废的记录不算数；恢复办理之后须有新的记录，旧的复查不再算', () => {
    expect(gaps('on-spot', ['corrected', { on: '2026-04-20' }, photo], ['voided', { seq: 1, reason: '拍错' }])).toEqual(['corrected'])
    expect(gaps('on-spot', ['corrected', {}, photo], ['closed'], ['reopened'])).toEqual(['reopened'])
    expect(gaps('on-spot', ['corrected', {}, photo], ['closed'], ['reopened'], ['extension-asked'])).toEqual(['reopened'])
    expect(gaps('on-spot', ['corrected', {}, photo], ['closed'], ['reopened'], ['note', { text: '已核' }])).toEqual([])
    expect(gaps('rectify', ['rechecked', recheck('passed'), photo], ['closed'], ['reopened'])).toEqual(['rechecked', 'reopened'])
  })
})

describe('状态与期限由记录推出', () => {
  it('SJZ-72 报告完成即待复查；复查未通过回到办理中，期限改为新的一天', () => {
    const opened: Given = ['opened', { dueOn: '2026-05-01' }]
    expect(standingOf(steps(opened))).toBe('open')
    expect(standingOf(steps(opened, ['reported']))).toBe('recheck')
    expect(standingOf(steps(opened, ['reported'], ['voided', { seq: 2 }]))).toBe('open')
    const failed = steps(opened, ['reported'], ['rechecked', recheck('failed', { kind: 'again', dueOn: '2026-06-01' })])
    expect([standingOf(failed), deadlineOf(failed)]).toEqual(['open', '2026-06-01'])
    expect(standingOf(steps(opened, ['reported'], ['rechecked', recheck('passed')]))).toBe('recheck')
    expect(standingOf(steps(opened, ['reported'], ['closed'], ['reopened']))).toBe('open')
    expect(deadlineOf(steps(['opened', { dueOn: null }]))).toBeNull()
  })
  it('延期：批准才改期限，不同意不改；同时只有一项待批', () => {
    const asked = steps(['opened', { dueOn: '2026-05-01' }], ['extension-asked', { to: '2026-05-20', reason: '雨季' }])
    expect([deadlineOf(asked), askedExtension(asked)?.seq]).toEqual(['2026-05-01', 2])
    const no = [...asked, ...steps(['extension-decided', { approved: false, to: '2026-05-20' }]).map(s => ({ ...s, seq: 3 }))]
    expect([deadlineOf(no), askedExtension(no)]).toEqual(['2026-05-01', null])
    const yes = [...asked, ...steps(['extension-decided', { approved: true, to: '2026-05-20' }]).map(s => ({ ...s, seq: 3 }))]
    expect(deadlineOf(yes)).toBe('2026-05-20')
  })
  it('办结、审批、转了立案的复查不能作废，其余可以', () => {
    const voidable = (action: StepAction, detail = {}) => isVoidable({ seq: 1, action, detail, evidence: [] })
    expect((['note', 'filed', 'rechecked', 'extension-asked'] as const).map(a => voidable(a))).toEqual([true, true, true, true])
    expect((['opened', 'closed', 'reopened', 'extension-decided', 'voided', 'visit-closed'] as const).some(a => voidable(a))).toBe(false)
    expect(voidable('rechecked', recheck('failed', { kind: 'case' }))).toBe(false)
  })
  it('每一步都能用中文说出来', () => {
    const d = {
      ...recheck('failed', { kind: 'again', dueOn: '2026-06-01' }),
      by: '某',
      documentNumber: '号',
      approved: true,
      to: '2026-06-02',
    }
    for (const action of Object.keys(stepNames) as StepAction[])
      for (const [label, value] of tellStep({ action, detail: { ...d, seq: 3 } })) {
        expect(label).toMatch(/\p{Script=Han}/u)
        expect(value).not.toMatch(/undefined|\[object/)
      }
    expect(tellStep({ action: 'rechecked', detail: recheck('failed', { kind: 'case' }) })).toContainEqual(['处理', '转立案查处'])
    expect(tellStep({ action: 'rechecked', detail: recheck('passed') })).toContainEqual(['结果', '通过'])
    expect(tellStep({ action: 'decided', detail: { outcome: 'penalty', amount: '20000.50' } })).toEqual([
      ['处理', '行政处罚'],
      ['罚款金额（元）', '20000.50'],
    ])
    expect(tellStep({ action: 'extension-decided', detail: { approved: false, to: '2026-06-01' } })).toEqual([['审批', '不同意']])
  })
})

describe('开立', () => {
  it('SJZ-73 SJZ-72 严重的先给出立案，不给出当场改正；轻微的先给出当场改正', () => {
    expect(offeredKinds('serious')[0]).toBe('case')
    expect(offeredKinds('serious')).not.toContain('on-spot')
    expect(offeredKinds('minor')[0]).toBe('on-spot')
    expect(offeredKinds('ordinary')[0]).toBe('rectify')
    expect([...offeredKinds(null)].sort()).toEqual([...followUpKinds].sort())
  })
  it('开立内容按种类读取；不认识的留空，格式不对的拒绝', () => {
    expect(readOpening('case', undefined)).toEqual({ caseNumber: '', filedOn: null })
    expect(readOpening('case', { caseNumber: ' 示环立〔2026〕1号 ', x: 1 })?.caseNumber).toBe('示环立〔2026〕1号')
    expect(readOpening('on-site', { linkedVisit: 'no' })).toBeNull()
  })
  it('处罚须写种类，金额至多两位小数；每种后续处置只认自己的步骤', () => {
    const decided = { outcome: 'penalty', documentNumber: '1', on: '2026-06-01' }
    expect(workSteps.decided.safeParse(decided).success).toBe(false)
    expect(workSteps.decided.safeParse({ ...decided, penalty: '罚款', amount: '1.234' }).success).toBe(false)
    expect(workSteps.decided.safeParse({ ...decided, penalty: '罚款', amount: '1.23' }).success).toBe(true)
    expect(stepsOf['on-spot']).not.toContain('decided')
  })
})

describe('线索与回访', () => {
  it('HS-36 正面清单企业的线索：转检查排在第一，不能不予处理', () => {
    expect(disposalsOf(true)[0]).toBe('check')
    expect(disposalsOf(true)).not.toContain('none')
    expect(disposalsOf(false)).toContain('none')
  })
  it('LY-33 回访数量：按比例向上取整，至少一个；没有检查就没有回访', () => {
    expect([
      returnCount(0, 10),
      returnCount(1, 10),
      returnCount(10, 10),
      returnCount(11, 10),
      returnCount(100, 0),
      returnCount(5, 100),
    ]).toEqual([0, 1, 1, 2, 1, 5])
  })
  it('LY-33 回访名单：由结果和记录指纹唯一确定，与次序无关，任何人可重算；记录变了名单才变', () => {
    const visits = Array.from({ length: 40 }, (_, i) => ({
      number: `J-2026-${String(i + 1).padStart(4, '0')}`,
      recordSha256: i === 7 ? null : String(i % 10).repeat(64),
    }))
    const picked = pickReturnVisits('f'.repeat(64), visits, 10)
    expect(pickReturnVisits('f'.repeat(64), [...visits].reverse(), 10)).toEqual(picked)
    // As an outsider would, from the sentence in the module header.
    const key = sha256(
      encodeUtf8(`mingcha/return/v1\n${'f'.repeat(64)}\n${visits.map(v => `${v.number} ${v.recordSha256 ?? '-'}\n`).join('')}`),
    )
    const own = visits
      .map(v => [hmacSha256Hex(key, `return|${v.number}`), v.number] as const)
      .sort()
      .slice(0, 4)
    expect(picked).toEqual(own.map(([, n]) => n))
    expect(pickReturnVisits('e'.repeat(64), visits, 10)).not.toEqual(picked)
    const other = visits.map((v, i) => (i === 0 ? { ...v, recordSha256: 'b'.repeat(64) } : v))
    expect(pickReturnVisits('f'.repeat(64), other, 10)).not.toEqual(picked)
  })
  it('LY-33 指向不当行为的回答逐条认出，“说不清”不算', () => {
    const good = { certificates: 'yes', notice: 'yes', onlyItems: 'yes', gift: 'no', disturbed: 'no', rude: 'no' } as const
    expect(misconductOf(good)).toEqual([])
    expect(misconductOf({ ...good, gift: 'yes', notice: 'no', rude: 'unclear' }).map(m => m.code)).toEqual(['notice', 'gift'])
  })
})
