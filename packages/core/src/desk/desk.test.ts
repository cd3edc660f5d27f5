import { describe, expect, it } from 'vitest'
import type { PlainDate } from '../base/plain-date.ts'
import { announcedHolidays } from '../calendar/announced-holidays.ts'
import { makeWorkingCalendar } from '../calendar/working-days.ts'
import { buildDesk, type DeskFacts, type DeskVisit, deskPlaces, deskRules, linesFor, noFacts, type Stage } from './index.ts'

const calendar = makeWorkingCalendar(announcedHolidays)
const day = (text: string) => text as PlainDate
/** 星期二；5 月 1 日至 5 日放假，9 日（星期六）上班，6 月 19 日至 21 日放假. */
const today = day('2026-05-12')

const stages: Stage[] = [
  { code: 'task', name: '任务制定', from: 'drawn', limit: { kind: 'working-days', count: 5 }, law: ['LY-20'] },
  { code: 'inspect', name: '开展检查', from: 'issued', limit: { kind: 'period-end' }, law: ['LY-20'] },
  { code: 'enter', name: '结果录入', from: 'completed', limit: { kind: 'working-days', count: 5 }, law: ['LY-20'] },
  { code: 'publish', name: '审核公示', from: 'determined', limit: { kind: 'working-days', count: 20 }, law: ['LY-20'] },
]
const visit = (number: string, state: DeskVisit['state'], more: Partial<DeskVisit> = {}): DeskVisit => ({
  id: number,
  number,
  state,
  periodEnd: day('2026-06-30'),
  dueOn: day('2026-06-30'),
  issuedOn: day('2026-03-28'),
  plannedOn: null,
  startedOn: null,
  endedOn: null,
  firm: null,
  onSite: true,
  sameFirmReason: '',
  mine: false,
  signedByMe: false,
  signatures: 0,
  subject: null,
  ...more,
})
const finding = (number: string, state: 'submitted' | 'determined' | 'returned' | 'reviewed', more: object = {}) => ({
  visitId: number,
  number,
  subject: '示例县测试企业',
  version: 1,
  state,
  completedOn: day('2026-04-28'),
  determinedOn: null,
  dueOn: null,
  provisional: false,
  ...more,
})

/** 示例县 on 2026-05-12, one thing of each kind. */
const county: DeskFacts = {
  ...noFacts,
  stages,
  publicity: { start: 'determination', workingDays: 20 },
  batches: [
    {
      code: 'B-1',
      state: 'committed',
      periodFrom: day('2026-07-01'),
      eventBy: day('2026-05-13'),
      resultBy: day('2026-05-14'),
      openBy: day('2026-10-20'),
      eventTyped: false,
      openVisits: 0,
    },
  ],
  visits: [
    visit('J-01', 'waiting', { mine: true, subject: '示例县甲厂' }),
    visit('J-02', 'unfilled'),
    visit('J-03', 'scheduled', { plannedOn: day('2026-05-14'), firm: 'f1' }),
    visit('J-04', 'approved', { plannedOn: today }),
    visit('J-05', 'approved', { plannedOn: day('2026-05-08') }),
    visit('J-06', 'started', { startedOn: day('2026-04-24'), plannedOn: day('2026-04-24') }),
    visit('J-07', 'signing', { startedOn: day('2026-05-11'), endedOn: day('2026-05-11'), signatures: 1, mine: true }),
    visit('J-08', 'waiting', { periodEnd: null, dueOn: day('2026-05-08'), issuedOn: day('2026-05-06') }),
    visit('J-09', 'approved', { plannedOn: day('2026-05-18'), firm: 'f1' }),
  ],
  troubles: [
    {
      kind: 'certificate',
      visitId: 'J-09',
      number: 'J-09',
      plannedOn: day('2026-05-18'),
      officer: null,
      officerCode: null,
      until: day('2026-05-15'),
    },
    {
      kind: 'leave',
      visitId: 'J-03',
      number: 'J-03',
      plannedOn: day('2026-05-14'),
      officer: '甲建国',
      officerCode: 'ZF-001',
      until: null,
    },
  ],
  changes: [{ id: 'c1', kind: 'substitute', askedOn: day('2026-05-11') }],
  findings: [
    finding('J-11', 'submitted'),
    finding('J-12', 'determined', { determinedOn: day('2026-05-07') }),
    finding('J-13', 'reviewed', { determinedOn: day('2026-04-10'), dueOn: day('2026-05-11') }),
    finding('J-14', 'reviewed', { determinedOn: day('2026-04-20'), dueOn: day('2026-05-20') }),
    finding('J-15', 'returned', { determinedOn: day('2026-05-07') }),
  ],
  disclosures: [
    { visitId: 'J-16', number: 'J-16', channel: '信用中国（河北）', state: 'returned', since: day('2026-05-08'), reason: '代码不符' },
    { visitId: 'J-17', number: 'J-17', channel: '部门门户网站', state: 'exported', since: day('2026-04-30'), reason: '' },
    { visitId: 'J-18', number: 'J-18', channel: '部门门户网站', state: 'exported', since: day('2026-05-06'), reason: '' },
  ],
  followUps: [
    { id: 'h1', visitId: 'J-19', number: 'J-19', kindName: '责令整改', state: 'open', ownerUnit: '执法一中队', dueOn: day('2026-05-15') },
    { id: 'h2', visitId: 'J-20', number: 'J-20', kindName: '责令整改', state: 'recheck', ownerUnit: '执法二中队', dueOn: null },
    { id: 'h3', visitId: 'J-21', number: 'J-21', kindName: '立案', state: 'open', ownerUnit: '执法一中队', dueOn: day('2026-06-30') },
  ],
  unfollowed: [{ visitId: 'J-22', number: 'J-22', subject: null, since: day('2026-05-07') }],
  closable: [{ visitId: 'J-23', number: 'J-23', subject: null }],
  leads: [{ id: 'x1', number: 'X-1', ownerUnit: '污染防治股', dueOn: day('2026-05-13') }],
  returnVisits: [{ visitId: 'J-24', number: 'J-24', dueOn: day('2026-05-29') }],
  planRows: [
    { code: 'P-08', name: '三季度抽查', periodFrom: day('2026-07-01'), dueOn: day('2026-09-30'), stop: null },
    { code: 'P-09', name: '餐饮油烟', periodFrom: day('2026-04-01'), dueOn: day('2026-06-30'), stop: '依据已失效' },
  ],
  tasks: [{ code: '2026-Q2-P-07', name: '补充抽查', issuedOn: day('2026-04-29'), periodFrom: day('2026-04-01') }],
  planDrafts: [{ year: 2026, version: 2, draftedOn: day('2026-04-13') }],
  schemeProposals: [{ id: 'f1', by: '甲文书', reason: '比例提高', proposedOn: day('2026-05-11') }],
  items: [
    { code: 'SX-01', name: '排污许可', bases: [{ from: day('2021-03-01'), to: null }] },
    { code: 'SX-02', name: '噪声', bases: [{ from: day('2022-06-05'), to: day('2026-06-30') }] },
    {
      code: 'SX-03',
      name: '固废',
      bases: [
        { from: day('2020-09-01'), to: day('2026-06-30') },
        { from: day('2026-07-01'), to: null },
      ],
    },
    { code: 'SX-09', name: '油烟', bases: [{ from: day('2016-01-01'), to: day('2026-03-25') }] },
  ],
  unclassified: 3,
  certificates: [
    { code: 'ZF-020', name: '丙一', validTo: day('2026-05-01') },
    { code: 'ZF-021', name: '丙二', validTo: day('2026-06-20') },
    { code: 'ZF-022', name: '丙三', validTo: day('2027-06-20') },
  ],
  backupHours: 50,
  logMinutes: 6,
}

/** 手写：规则 | 对象 | 到期日 | 剩余工作日 | 卡在哪里 | 由谁办理. 超期的在前，再按到期日. */
const table = `
certificate.expired   | ZF-020       | 2026-05-01 | -6 |  | 名录管理员
visit.enter           | J-06         | 2026-05-06 | -5 |  | 该检查的执法人员
visit.schedule        | J-08         | 2026-05-08 | -3 |  | 该检查的执法人员
visit.missed          | J-05         | 2026-05-08 | -3 |  | 该检查的执法人员
visit.overdue         | J-08         | 2026-05-08 | -3 |  | 负责人
task.batch            | 2026-Q2-P-07 | 2026-05-09 | -2 |  | 综合办
finding.overdue       | J-13         | 2026-05-11 | -1 |  | 综合办、负责人
disclosure.waiting    | J-17         | 2026-05-11 | -1 |  | 综合办
visit.today           | J-04         | 2026-05-12 | 0  |  | 该检查的执法人员
batch.event           | B-1          | 2026-05-13 | 1  |  | 监督人（纪检）
lead.open             | x1           | 2026-05-13 | 1  |  | 污染防治股、综合办、业务科室、负责人
plan.publish          | 2026         | 2026-05-13 | 1  |  | 综合办、负责人
visit.approve         | J-03         | 2026-05-14 | 2  |  | 负责人
visit.leave           | J-03         | 2026-05-14 | 2  | 改期或换人之前不能审批和开始 | 负责人
visit.sameFirm        | J-09         | 2026-05-14 | 2  | 两次检查没有并为一天，也没有写明理由 | 负责人
followUp.due          | h1           | 2026-05-15 | 3  |  | 执法一中队
visit.sign            | J-07         | 2026-05-18 | 4  | 等另一名执法人员本人签名 | 还没有签名的执法人员
visit.certificate     | J-09         | 2026-05-18 | 4  | 证件更新之前不能审批和开始 | 名录管理员
finding.publish       | J-14         | 2026-05-20 | 6  |  | 综合办
returnVisit.due       | J-24         | 2026-05-29 | 13 |  | 综合办、监督人（纪检）、法制
finding.review        | J-12         | 2026-06-03 | 16 |  | 法制
finding.returned      | J-15         | 2026-06-03 | 16 | 等重新认定 | 负责人
certificate.ending    | ZF-021       | 2026-06-20 | 27 |  | 名录管理员
visit.schedule        | J-01         | 2026-06-30 | 34 |  | 该检查的执法人员
plan.row              | P-08         | 2026-06-30 | 34 |  | 综合办、业务科室
visit.unfilled        | J-02         | 2026-06-30 | 34 | 补派人员，由负责人批准 | 综合办、负责人
item.basisEnding      | SX-02        | 2026-06-30 | 34 |  | 综合办、业务科室
finding.determine     | J-11         | 无         | 无 |  | 负责人
followUp.recheck      | h2           | 无         | 无 |  | 执法二中队
visit.close           | J-23         | 无         | 无 |  | 综合办、负责人、业务科室
change.decide         | c1           | 无         | 无 | 等负责人决定 | 负责人
disclosure.returned   | J-16         | 无         | 无 | “信用中国（河北）”退回 | 综合办
followUp.none         | J-22         | 无         | 无 | 开立后续处置之前不能办结 | 综合办、负责人、业务科室
plan.rowStopped       | P-09         | 无         | 无 | 依据已失效 | 综合办、业务科室
scheme.decide         | f1           | 无         | 无 | 批准之前现行方案不变 | 负责人
item.noBasis          | SX-09        | 无         | 无 |  | 综合办、业务科室
subject.unclassified  | subjects     | 无         | 无 |  | 名录管理员、综合办
backup.late           | backup       | 无         | 无 |  | 系统管理员、综合办
log.behind            | log          | 无         | 无 |  | 系统管理员、综合办
`
  .trim()
  .split('\n')
  .map(line =>
    line
      .split('|')
      .map(c => c.trim())
      .join(' | '),
  )

const print = (facts: DeskFacts, on = today) =>
  buildDesk(facts, on, calendar).map(l =>
    [l.rule, l.id, l.dueOn ?? '无', l.days === null ? '无' : String(l.days), l.blockedBy ?? '', l.who].join(' | '),
  )

describe('工作台', () => {
  it('LY-20 示例县 2026-05-12：与手写的表逐行相同（规则、到期日、剩余工作日、卡在哪里、由谁办理）', () => {
    expect(print(county)).toEqual(table)
  })

  it('事实没有了，那一行就没有了：逐类清空，只少那一类的行', () => {
    const cleared: [keyof DeskFacts, RegExp][] = [
      ['batches', /^batch\./],
      ['troubles', /^visit\.(certificate|leave) /],
      ['changes', /^change\./],
      ['findings', /^finding\./],
      ['disclosures', /^disclosure\./],
      ['followUps', /^followUp\.(due|recheck)/],
      ['closable', /^visit\.close/],
      ['unfollowed', /^followUp\.none/],
      ['leads', /^lead\./],
      ['returnVisits', /^returnVisit\./],
      ['planRows', /^plan\.row/],
      ['tasks', /^task\./],
      ['planDrafts', /^plan\.publish/],
      ['schemeProposals', /^scheme\./],
      ['items', /^item\./],
      ['unclassified', /^subject\./],
      ['certificates', /^certificate\./],
      ['backupHours', /^backup\./],
      ['logMinutes', /^log\./],
    ]
    for (const [key, gone] of cleared) {
      const left = print({ ...county, [key]: noFacts[key] })
      expect(left, key).toEqual(table.filter(l => !gone.test(l)))
      expect(left.length, key).toBeLessThan(table.length)
    }
    expect(print(noFacts)).toEqual([])
  })

  it('检查走一步，行换一条：排期 → 待审批 → 今天检查 → 录入 → 签名 → 没有', () => {
    const one = (v: DeskVisit) => print({ ...noFacts, stages, visits: [v] }).map(l => l.split(' | ')[0])
    expect(one(visit('J-1', 'waiting'))).toEqual(['visit.schedule'])
    expect(one(visit('J-1', 'scheduled', { plannedOn: today }))).toEqual(['visit.approve'])
    expect(one(visit('J-1', 'approved', { plannedOn: today }))).toEqual(['visit.today'])
    expect(one(visit('J-1', 'approved', { plannedOn: day('2026-05-13') }))).toEqual([])
    expect(one(visit('J-1', 'started', { startedOn: today }))).toEqual(['visit.enter'])
    expect(one(visit('J-1', 'signing', { startedOn: today, endedOn: today }))).toEqual(['visit.sign'])
    expect(one(visit('J-1', 'done'))).toEqual([])
  })

  it('SJZ-53 HS-27 超过检查期限：负责人多一条督办，提交以后消失', () => {
    const late = visit('J-1', 'scheduled', { dueOn: day('2026-05-08'), plannedOn: day('2026-05-14') })
    const lines = buildDesk({ ...noFacts, stages, visits: [late] }, today, calendar)
    expect(linesFor(lines, { roles: ['head'], unit: null }).map(l => l.rule)).toEqual(['visit.overdue', 'visit.approve'])
    expect(lines[0]?.says).toBe('检查 J-1 应在 2026-05-08 前完成，现在“待审批”')
  })

  it('LY-20 时限由方案决定：改成 3 个工作日，就按 3 个工作日算；没有方案就不计时', () => {
    const task = { ...noFacts, tasks: county.tasks }
    const three: Stage[] = [{ code: 'task', name: '任务制定', from: 'issued', limit: { kind: 'working-days', count: 3 }, law: ['LY-20'] }]
    expect(buildDesk({ ...task, stages: three }, today, calendar)[0]?.dueOn).toBe('2026-05-07')
    expect(buildDesk(task, today, calendar)[0]?.dueOn).toBeNull()
    const inspect: Stage[] = [
      { code: 'inspect', name: '开展检查', from: 'drawn', limit: { kind: 'working-days', count: 30 }, law: ['LY-20'] },
    ]
    const [line] = buildDesk({ ...noFacts, stages: inspect, visits: [visit('J-1', 'waiting')] }, today, calendar)
    // 3 月 28 日（星期六）起：三月 2 天，四月 21 天（清明放 4 至 6 日），五月 6、7、8、9、11、12、13 日
    expect(line?.dueOn).toBe('2026-05-13')
  })

  it('公示期限：方案从检查完成起算的，完成之日起算；存下的期限优先', () => {
    const facts = { ...noFacts, publicity: { start: 'completion' as const, workingDays: 20 } }
    const lines = (f: object) => buildDesk({ ...facts, findings: [finding('J-1', 'determined', f)] }, today, calendar)
    expect(lines({ completedOn: day('2026-05-07') })[0]?.dueOn).toBe('2026-06-03')
    expect(lines({ completedOn: day('2026-05-07'), dueOn: day('2026-06-10') })[0]?.dueOn).toBe('2026-06-10')
  })

  it('批次的每一步一条：冻结、事件、核对、抽取、公布', () => {
    const batch = county.batches[0]!
    const rule = (more: Partial<typeof batch>) =>
      buildDesk({ ...noFacts, batches: [{ ...batch, ...more }] }, today, calendar).map(l => [l.rule, l.dueOn])
    expect(rule({ state: 'open' })).toEqual([['batch.freeze', '2026-06-30']])
    expect(rule({})).toEqual([['batch.event', '2026-05-13']])
    expect(rule({ eventTyped: true })).toEqual([['batch.confirm', '2026-05-13']])
    expect(rule({ state: 'evented' })).toEqual([['batch.draw', '2026-05-14']])
    expect(rule({ state: 'drawn', openVisits: 3 })).toEqual([])
    expect(rule({ state: 'drawn', openVisits: 0 })).toEqual([['batch.publish', '2026-10-20']])
    expect(rule({ state: 'drawn', openVisits: 3, openBy: day('2026-05-15') })).toEqual([['batch.publish', '2026-05-15']])
    expect(rule({ state: 'published' })).toEqual([])
  })

  it('A-24 十二月一日起，明年的放假安排没有就提醒；公布以后消失', () => {
    expect(print(noFacts, day('2026-11-30'))).toEqual([])
    expect(print(noFacts, day('2026-12-01'))[0]).toMatch(/^calendar\.missing \| 2027 \| 2026-12-31/)
    const known = makeWorkingCalendar([...announcedHolidays, { year: 2027, off: [], work: [] }])
    expect(buildDesk(noFacts, day('2026-12-01'), known)).toEqual([])
  })

  it('A-24 跨到没有公布放假安排的年份，期限标暂定', () => {
    const [line] = buildDesk(
      {
        ...county,
        ...noFacts,
        stages,
        publicity: county.publicity,
        findings: [finding('J-1', 'determined', { determinedOn: day('2026-12-20') })],
      },
      day('2026-12-22'),
      makeWorkingCalendar(announcedHolidays),
    ).filter(l => l.rule === 'finding.review')
    expect(line?.provisional).toBe(true)
  })

  it('JX-04 同一家一周内两次：并为一天、写了理由、相隔八天，都不再提醒', () => {
    const pair = (more: Partial<DeskVisit>, first: Partial<DeskVisit> = {}) =>
      print({
        ...noFacts,
        visits: [
          visit('J-1', 'approved', { plannedOn: day('2026-05-14'), firm: 'x', ...first }),
          visit('J-2', 'approved', { plannedOn: day('2026-05-18'), firm: 'x', ...more }),
        ],
      })
    expect(pair({})).toHaveLength(1)
    expect(pair({ plannedOn: day('2026-05-14') })).toEqual([])
    expect(pair({ sameFirmReason: '分属两级部门' })).toEqual([])
    expect(pair({ plannedOn: day('2026-05-22') })).toEqual([])
    expect(pair({ onSite: false })).toEqual([])
    expect(pair({ firm: 'y' })).toEqual([])
  })

  it('各看各的：执法人员只有自己的，负责人是等他的，机构是归它办的，综合办全部', () => {
    const rules = (roles: Parameters<typeof linesFor>[1]['roles'], unit: string | null = null) => {
      const visits = county.visits.map(v => ({ ...v, mine: v.mine && roles.includes('officer') }))
      return linesFor(buildDesk({ ...county, visits }, today, calendar), { roles, unit }).map(l => `${l.rule} ${l.id}`)
    }
    expect(rules(['office'])).toHaveLength(table.length)
    expect(rules(['officer'])).toEqual(['visit.sign J-07', 'visit.schedule J-01'])
    expect(rules(['legal'])).toEqual(['returnVisit.due J-24', 'finding.review J-12'])
    expect(rules(['officer'], '执法一中队')).toEqual(['followUp.due h1', 'visit.sign J-07', 'visit.schedule J-01'])
    expect(rules(['supervisor'])).toEqual(['batch.event B-1', 'returnVisit.due J-24'])
    expect(rules(['auditor'])).toEqual([])
    expect(rules(['head'])).toContain('visit.overdue J-08')
    expect(rules(['head'])).not.toContain('visit.schedule J-01')
  })

  it('已经签名的人不再看到这一条；后续处置超期后负责人也看到', () => {
    const signed = buildDesk({ ...noFacts, visits: [visit('J-1', 'signing', { mine: true, signedByMe: true })] }, today, calendar)
    expect(linesFor(signed, { roles: ['officer'], unit: null })).toEqual([])
    const followUp = { ...county.followUps[0]!, dueOn: day('2026-05-11') }
    const late = buildDesk({ ...noFacts, followUps: [followUp] }, today, calendar)
    expect(linesFor(late, { roles: ['head'], unit: null })).toHaveLength(1)
    expect(late[0]?.who).toBe('执法一中队、负责人')
  })

  it('每条规则都有条款、按钮和去处，句子没有填不上的空，每条在这里至少出现一次', () => {
    const batches = (['open', 'committed', 'evented', 'drawn'] as const).map(state => ({
      ...county.batches[0]!,
      code: state,
      state,
      eventTyped: state === 'committed',
    }))
    const seen = new Map(
      [...buildDesk(county, today, calendar), ...buildDesk({ ...noFacts, batches }, day('2026-12-01'), calendar)].map(l => [l.rule, l]),
    )
    expect(Object.keys(deskRules).filter(id => !seen.has(id as keyof typeof deskRules))).toEqual([])
    for (const l of seen.values()) {
      expect(l.says, l.rule).not.toMatch(/[{}—]|undefined|null/)
      expect(l.law.length, l.rule).toBeGreaterThan(0)
      expect(l.button, l.rule).not.toBe('')
      expect(l.who, l.rule).not.toBe('')
      expect(l.link, l.rule).not.toContain(':id')
      expect(
        Object.values(deskPlaces).some(p => l.link.split('#')[0]!.startsWith(p.replace(':id', ''))),
        l.rule,
      ).toBe(true)
    }
  })
})
