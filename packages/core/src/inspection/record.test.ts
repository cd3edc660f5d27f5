import { describe, expect, it } from 'vitest'
import type { Scheme } from '../scheme/index.ts'
import { fieldworkOf, unannouncedGrounds } from '../scheme/index.ts'
import {
  type Answer,
  documentsFor,
  emptyRecord,
  findGaps,
  findOpeningGaps,
  type Opening,
  questionsOf,
  type RecordQuestion,
  type VisitRecord,
} from './record.ts'

const hash = (n: number) => String(n).padStart(64, '0')
const photo = hash(1)
const signature = hash(2)
const settings = fieldworkOf({ publicity: {} } as Scheme)
const items = [
  { code: 'SX-01', content: ['排污许可制度执行情况', '污染治理设施运行情况'] },
  { code: 'SX-04', content: ['危险废物贮存情况'] },
]
const questions = questionsOf(items)
const yes: Answer = { value: 'yes', text: '', files: [] }
const no: Answer = { value: 'no', text: '台账缺三月记录', files: [photo] }
const allYes = Object.fromEntries(questions.map(q => [q.key, yes]))
const signed = { kind: 'signed' as const, name: '某某', role: 'person-in-charge' as const, file: signature }
const clean: VisitRecord = { ...emptyRecord, answers: allYes, outcome: 'clean', signature: signed }
const minutes = { from: '2026-04-20T01:00:00Z', to: '2026-04-20T02:00:00Z', place: '厂区', text: '台账缺三月记录。' }
const interview = {
  name: '某某',
  role: '厂长',
  identity: '已核对',
  rightsTold: true,
  from: null,
  to: null,
  questions: [{ ask: '在哪里？', answer: '没有。' }],
  signature: signed,
}
const violation: VisitRecord = { ...clean, answers: { ...allYes, [questions[0]!.key]: no }, outcome: 'violation', minutes, interview }
const ask = (record: VisitRecord, more: Partial<RecordQuestion> = {}) =>
  findGaps({
    method: 'on-site',
    questions,
    record,
    documents: settings.documents,
    files: new Set([photo, signature]),
    officers: 2,
    maxPeople: settings.maxPeople.count,
    ...more,
  }).map(g => g.code)

describe('检查记录的缺项', () => {
  it('完整的记录没有缺项；空记录从第一项起逐项列出', () => {
    expect(ask(clean)).toEqual([])
    expect(ask(violation)).toEqual([])
    expect(ask(emptyRecord)).toEqual(['record.outcome'])
  })
  it('一表通查：各事项的内容合成一张表，全部要答（JX-06 JX-20）', () => {
    expect(questions.map(q => q.key)).toEqual(['SX-01|1', 'SX-01|2', 'SX-04|1'])
    const { [questions[1]!.key]: _, ...answers } = allYes
    expect(ask({ ...clean, answers })).toEqual(['record.unanswered'])
  })
  it('什么也不预先作答：空记录没有一个答案（EZ-48）', () => expect(emptyRecord.answers).toEqual({}))
  it('检查表以外的内容不能写入，须作为线索（EZ-48）', () =>
    expect(ask({ ...clean, answers: { ...allYes, 'SX-99|1': yes } })).toEqual(['record.foreign_answer']))
  it('答“否”须有文字和佐证，佐证须是已上传的文件（SJZ-55 JX-85）', () => {
    const withNo = (answer: Answer) => ask({ ...violation, answers: { ...allYes, [questions[0]!.key]: answer } })
    expect(withNo({ ...no, text: '' })).toEqual(['record.no_text'])
    expect(withNo({ ...no, files: [] })).toEqual(['record.no_evidence'])
    expect(withNo({ ...no, files: [hash(9)] })).toEqual(['record.file_unknown'])
  })
  it('检查表与检查情况互相矛盾不能提交（SJZ-66）', () => {
    expect(ask({ ...violation, outcome: 'clean' })).toContain('record.outcome_contradicts')
    expect(ask({ ...clean, outcome: 'violation', minutes, interview })).toContain('record.outcome_contradicts')
  })
  it('未发现问题只要签字的检查表，不要笔录（JX-48 V-29）', () => {
    expect(documentsFor(settings.documents, 'clean')).toEqual(['checklist'])
    expect(ask({ ...clean, minutes: null, interview: null })).toEqual([])
  })
  it('发现问题须有检查表、现场检查笔录、询问笔录，缺一不能提交（JX-49 V-29）', () => {
    expect(documentsFor(settings.documents, 'violation')).toEqual(['checklist', 'minutes', 'interview'])
    expect(ask({ ...violation, minutes: null })).toEqual(['record.no_minutes'])
    expect(ask({ ...violation, interview: null })).toEqual(['record.no_interview'])
    expect(ask({ ...violation, interview: { ...interview, rightsTold: false } })).toEqual(['record.no_interview'])
    expect(ask({ ...violation, signature: null })).toEqual(['record.unsigned'])
  })
  it('文书规则是方案的数据：要求一律制作笔录的方案，未发现问题也要笔录（JX-48 X-11）', () => {
    const always = { sets: [{ outcomes: ['clean' as const], required: ['checklist' as const, 'minutes' as const] }], law: ['SJZ-57'] }
    expect(ask(clean, { documents: always })).toEqual(['record.no_minutes'])
  })
  it('签字或盖章要有姓名和影像（SJZ-57）', () => {
    expect(ask({ ...clean, signature: { ...signed, name: '' } })).toEqual(['record.signer'])
    expect(ask({ ...clean, signature: { ...signed, file: null } })).toEqual(['record.signature_image'])
    expect(ask({ ...clean, signature: { ...signed, file: hash(9) } })).toEqual(['record.file_unknown'])
  })
  it('未签字须注明原因并附佐证（SJZ-58 V-30）', () => {
    const unsigned = (reason: string, files: string[]) => ask({ ...clean, signature: { kind: 'unsigned', reason, files } })
    expect(unsigned('', [photo])).toEqual(['record.unsigned_reason'])
    expect(unsigned('负责人外出', [])).toEqual(['record.unsigned_evidence'])
    expect(unsigned('负责人外出', [photo])).toEqual([])
  })
  it('无法联系、拒绝检查也要写明情况并取证（SJZ-55）', () => {
    const met = { ...emptyRecord, outcome: 'unreachable' as const }
    expect(ask(met)).toEqual(['record.no_text', 'record.no_evidence'])
    expect(ask({ ...met, outcomeText: '厂门紧闭', outcomeFiles: [photo] })).toEqual([])
  })
  it('非现场：手段、期间、情况、佐证缺一不可，不要签字（SJZ-44 LY-30）', () => {
    const off = (offSite: VisitRecord['offSite']) => ask({ ...emptyRecord, outcome: 'clean', offSite }, { method: 'off-site' })
    const full = { means: ['网络监测'], from: '2026-01-01', to: '2026-03-31', text: '数据正常', files: [photo] }
    expect(off(full)).toEqual([])
    expect(off(null)).toEqual(['record.off_site_means', 'record.off_site_period'])
    expect(off({ ...full, means: [] })).toEqual(['record.off_site_means'])
    expect(off({ ...full, from: '2026-04-01' })).toEqual(['record.off_site_period'])
    expect(off({ ...full, to: '' })).toEqual(['record.off_site_period'])
    expect(off({ ...full, from: '' })).toEqual(['record.off_site_period'])
    expect(off({ ...full, text: '' })).toEqual(['record.no_text'])
    expect(off({ ...full, files: [] })).toEqual(['record.no_evidence'])
  })
  it('专家只能在两名执法人员之外参加，意见可以附上（HS-14）；入企人数有上限（JX-05）', () => {
    const expert = { name: '某专家', organisation: '示例研究院', kind: 'expert' as const, opinion: null }
    expect(ask({ ...clean, people: [expert] })).toEqual([])
    expect(ask({ ...clean, people: [expert] }, { officers: 1 })).toEqual(['record.two_officers'])
    expect(ask({ ...clean, people: [{ ...expert, opinion: hash(9) }] })).toEqual(['record.file_unknown'])
    expect(ask({ ...clean, people: Array(5).fill(expert) })).toEqual(['record.too_many'])
  })
  it('企业提出的问题须有回应（LY-29）', () =>
    expect(ask({ ...clean, service: { guidance: '', asked: '如何变更登记？', reply: '', repliedOn: null } })).toEqual(['record.no_reply']))
})

describe('入企、亮证、告知', () => {
  const opening: Opening = {
    entry: { kind: 'scan', code: '91990101MA00010016' },
    certificates: ['ZF-001', 'ZF-002'],
    basisTold: true,
    purposeTold: true,
    procedureTold: true,
    rightsTold: true,
    disciplineAcknowledged: true,
    noticeReceivedBy: '门卫某某',
  }
  const open = (more: Partial<Opening>, notice: 'on-arrival' | 'exempt' = 'on-arrival') =>
    findOpeningGaps({ ...opening, ...more }, ['ZF-001', 'ZF-002'], notice).map(g => g.at)
  it('每名执法人员亮证，依据、意图、流程逐项告知，缺一不能开始（SJZ-54）', () => {
    expect(open({})).toEqual([])
    expect(open({ certificates: ['ZF-001'] })).toEqual(['certificates'])
    for (const told of ['basisTold', 'purposeTold', 'procedureTold', 'rightsTold'] as const) expect(open({ [told]: false })).toEqual([told])
  })
  it('“五个严禁”“八个不得”每次确认（LY-34）', () => expect(open({ disciplineAcknowledged: false })).toEqual(['disciplineAcknowledged']))
  it('通知书要有签收人，依法不发通知的除外（X-07 SJZ-43）', () => {
    expect(open({ noticeReceivedBy: '' })).toEqual(['noticeReceivedBy'])
    expect(open({ noticeReceivedBy: '' }, 'exempt')).toEqual([])
  })
  it('可以不发通知的情形有八种，领导交办须有署名的书面交办单（SJZ-87）', () => {
    expect(unannouncedGrounds).toHaveLength(8)
    expect(unannouncedGrounds.find(g => g.code === 'assigned')?.text).toContain('书面交办单')
  })
})
