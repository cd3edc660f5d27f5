/**
 * 检查记录 — what the two officers write down of one visit, and what must be there before it may be signed and submitted. The same function
 * answers on the phone while they write and on the server when they submit: a list of gaps, each with its clause and the place to fill.
 *
 * Refuses: a question without an answer, a 否 without words and evidence, a violation without its three documents, an unsigned record without
 * reason and evidence. Nothing is pre-answered and nothing is guessed.
 */
import { z } from 'zod'
import type { Documents } from '../scheme/fieldwork.ts'

const words = (max: number) => z.string().trim().max(max)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const clock = z.iso.datetime()

/** 是＝符合，否＝有问题，不涉及. */
export const answerSchema = z.strictObject({
  value: z.enum(['yes', 'no', 'na']),
  text: words(2000).default(''),
  files: z.array(sha256).max(40).default([]),
})
export type Answer = z.output<typeof answerSchema>

/** 签名、盖章，或未签的原因与佐证. @law SJZ-57 SJZ-58 */
export const signatureSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('signed'),
    name: words(40),
    role: z.enum(['legal-representative', 'person-in-charge', 'on-site-manager', 'other']),
    /** Image of the signature, or scan of the sealed sheet. */
    file: sha256.nullable(),
  }),
  z.strictObject({ kind: z.literal('unsigned'), reason: words(500), files: z.array(sha256).max(10) }),
])
export type Signature = z.output<typeof signatureSchema>

export const outcomes = ['clean', 'violation', 'unreachable', 'refused', 'no-activity'] as const
/** 检查情况 — what was met with; the result phrase is determined later, by the head. */
export type Outcome = (typeof outcomes)[number]
export const outcomeNames: Readonly<Record<Outcome, string>> = {
  clean: '未发现问题',
  violation: '发现问题',
  unreachable: '无法联系',
  refused: '拒绝或不配合检查',
  'no-activity': '未开展相关经营活动',
}

export const recordSchema = z.strictObject({
  /** Key `item|number of the content point` → answer. */
  answers: z.record(z.string().max(60), answerSchema).default({}),
  /** 非现场: 手段、所看的期间、情况. */
  offSite: z
    .strictObject({
      means: z.array(words(40)).max(12),
      /** Empty until written: a draft is saved as far as it goes. */
      from: z.iso.date().or(z.literal('')),
      to: z.iso.date().or(z.literal('')),
      text: words(4000),
      files: z.array(sha256).max(40),
    })
    .nullable()
    .default(null),
  /** 服务与诉求. @law LY-29 */
  service: z.strictObject({ guidance: words(2000), asked: words(2000), reply: words(2000), repliedOn: z.iso.date().nullable() }).default({
    guidance: '',
    asked: '',
    reply: '',
    repliedOn: null,
  }),
  outcome: z.enum(outcomes).nullable().default(null),
  /** Words and evidence for an outcome that is neither clean nor a violation. */
  outcomeText: words(2000).default(''),
  outcomeFiles: z.array(sha256).max(40).default([]),
  /** 现场检查笔录. */
  minutes: z
    .strictObject({ from: clock.nullable(), to: clock.nullable(), place: words(200), text: words(8000) })
    .nullable()
    .default(null),
  /** 询问笔录. */
  interview: z
    .strictObject({
      name: words(40),
      role: words(80),
      identity: words(80),
      rightsTold: z.boolean(),
      from: clock.nullable(),
      to: clock.nullable(),
      questions: z.array(z.strictObject({ ask: words(1000), answer: words(4000) })).max(60),
      signature: signatureSchema.nullable(),
    })
    .nullable()
    .default(null),
  signature: signatureSchema.nullable().default(null),
  /** 专家、辅助人员 who joined after the two officers, with a written opinion where there is one. @law HS-14 */
  people: z
    .array(z.strictObject({ name: words(40), organisation: words(80), kind: z.enum(['assistant', 'expert']), opinion: sha256.nullable() }))
    .max(20)
    .default([]),
  note: words(4000).default(''),
  /** When the check itself ended, for the delay of the upload (JX-68). */
  endedAt: clock.nullable().default(null),
})
export type VisitRecord = z.output<typeof recordSchema>

export const emptyRecord: VisitRecord = recordSchema.parse({})

/** 入企登记 and 亮证告知, before the form opens. @law LY-21 SJZ-54 LY-34 */
export const openingSchema = z.strictObject({
  entry: z.discriminatedUnion('kind', [
    /** The code scanned, as read: the enterprise's or the notice's. */
    z.strictObject({ kind: z.literal('scan'), code: words(400).min(1) }),
    z.strictObject({ kind: z.literal('reason'), reason: words(300).min(1) }),
  ]),
  /** Each officer's code whose certificate was shown. */
  certificates: z.array(z.string().max(32)).max(12),
  basisTold: z.boolean(),
  purposeTold: z.boolean(),
  procedureTold: z.boolean(),
  /** 有权申请回避、陈述申辩. */
  rightsTold: z.boolean(),
  /** 五个严禁、八个不得. */
  disciplineAcknowledged: z.boolean(),
  /** Who received the notice; empty where it was exempt. */
  noticeReceivedBy: words(40).default(''),
})
export type Opening = z.output<typeof openingSchema>

/** A question of the merged checklist. */
export interface Question {
  readonly key: string
  readonly item: string
  readonly text: string
}

/** 一表通查 — the content points of every applicable item, each a question, in the order of the list. @law JX-06 JX-20 EZ-48 */
export const questionsOf = (items: readonly { readonly code: string; readonly content: readonly string[] }[]): Question[] =>
  items.flatMap(item => item.content.map((text, i) => ({ key: `${item.code}|${i + 1}`, item: item.code, text })))

/** What is missing: a catalogue code, the sentence, the clause, and where on the form. */
export interface Gap {
  readonly code: string
  readonly at: string
  readonly says: string
  readonly law: string[]
}

export interface RecordQuestion {
  readonly method: 'on-site' | 'off-site' | 'other'
  readonly questions: readonly Question[]
  readonly record: VisitRecord
  readonly documents: Documents
  /** Files stored for this visit. */
  readonly files: ReadonlySet<string>
  readonly officers: number
  readonly maxPeople: number
}

const fileGap = (at: string, says: string): Gap => ({ code: 'record.file_unknown', at, says, law: ['SJZ-55'] })

/**
 * Everything that still keeps the record from being signed, in the order of the form; empty: it may be.
 * @law SJZ-56 SJZ-57 SJZ-58 JX-48 JX-49 JX-20 EZ-48 JX-85 SJZ-55 HS-14 JX-05 LY-30
 */
export function findGaps(ask: RecordQuestion): Gap[] {
  const { record: r, questions, method } = ask
  const gaps: Gap[] = []
  const gap = (code: string, at: string, says: string, ...law: string[]) => gaps.push({ code, at, says, law })
  const known = (hashes: readonly string[], at: string) => {
    for (const hash of hashes) if (!ask.files.has(hash)) gaps.push(fileGap(at, '材料没有上传成功，请重新添加'))
  }

  if (r.outcome === null) gap('record.outcome', 'outcome', '请选择检查情况', 'SJZ-66')
  const looked = r.outcome === 'clean' || r.outcome === 'violation'
  const asked = new Set(questions.map(q => q.key))
  for (const key of Object.keys(r.answers))
    if (!asked.has(key)) gap('record.foreign_answer', key, '检查表以外的内容不能写入检查表，请作为线索登记', 'EZ-48')
  if (method !== 'off-site' && looked)
    for (const q of questions) if (!r.answers[q.key]) gap('record.unanswered', q.key, `“${q.text}”还没有回答`, 'JX-20', 'EZ-48')
  for (const q of questions) {
    const a = r.answers[q.key]
    if (a?.value !== 'no') continue
    if (a.text === '') gap('record.no_text', q.key, `“${q.text}”答“否”，请写明发现的问题`, 'SJZ-55')
    if (a.files.length === 0) gap('record.no_evidence', q.key, `“${q.text}”答“否”，请附照片、录音录像或文件`, 'JX-85', 'SJZ-55')
    known(a.files, q.key)
  }
  const wrong = questions.some(q => r.answers[q.key]?.value === 'no')
  if (wrong && r.outcome === 'clean') gap('record.outcome_contradicts', 'outcome', '检查表中有“否”，检查情况应为“发现问题”', 'SJZ-66')
  if (r.outcome === 'violation' && method !== 'off-site' && !wrong)
    gap('record.outcome_contradicts', 'outcome', '检查情况为“发现问题”，检查表中应有对应的“否”', 'SJZ-66')
  if (r.outcome !== null && !looked) {
    if (r.outcomeText === '') gap('record.no_text', 'outcomeText', '请写明情况', 'SJZ-55')
    if (r.outcomeFiles.length === 0) gap('record.no_evidence', 'outcomeFiles', '请附照片、录音录像或文件', 'JX-85')
    known(r.outcomeFiles, 'outcomeFiles')
  }

  if (method === 'off-site') {
    const o = r.offSite
    if (o === null || o.means.length === 0) gap('record.off_site_means', 'offSite.means', '请选择非现场手段', 'LY-30')
    if (o === null || o.from === '' || o.to === '' || o.from > o.to)
      gap('record.off_site_period', 'offSite.from', '请填写所看数据的起止日期', 'SJZ-44')
    if (o !== null && o.text === '') gap('record.no_text', 'offSite.text', '请写明核查情况', 'SJZ-55')
    if (o !== null && o.files.length === 0) gap('record.no_evidence', 'offSite.files', '请附核查依据的材料', 'JX-85')
    if (o !== null) known(o.files, 'offSite.files')
  } else {
    const set = r.outcome === null ? [] : documentsFor(ask.documents, r.outcome)
    if (set.includes('minutes')) {
      const m = r.minutes
      if (m === null || m.text === '' || m.place === '' || m.from === null || m.to === null || m.from > m.to)
        gap('record.no_minutes', 'minutes', '发现环境违法问题，须制作现场检查笔录（起止时间、地点、情况）', 'JX-49')
    }
    if (set.includes('interview')) {
      const i = r.interview
      if (
        i === null ||
        i.name === '' ||
        i.questions.length === 0 ||
        i.questions.some(q => q.ask === '' || q.answer === '') ||
        !i.rightsTold
      )
        gap('record.no_interview', 'interview', '发现环境违法问题，须制作询问笔录（被询问人、权利告知、问答）', 'JX-49')
      else findSignatureGaps(i.signature, 'interview.signature', '询问笔录', gaps, ask.files)
    }
    if (set.includes('checklist')) findSignatureGaps(r.signature, 'signature', '检查记录', gaps, ask.files)
  }

  if (ask.officers < 2) gap('record.two_officers', 'people', '须有两名持证执法人员，专家和辅助人员不计入', 'A-29', 'HS-14')
  if (ask.officers + r.people.length > ask.maxPeople)
    gap('record.too_many', 'people', `入企人员共 ${ask.officers + r.people.length} 人，超过上限 ${ask.maxPeople} 人`, 'JX-05')
  r.people.forEach((p, i) => {
    if (p.name === '' || p.organisation === '') gap('record.people', `people.${i}`, '请写明参加人员的姓名和单位', 'HS-14')
    if (p.opinion !== null) known([p.opinion], `people.${i}`)
  })
  if (r.service.asked !== '' && r.service.reply === '') gap('record.no_reply', 'service.reply', '企业提出了问题或诉求，请写明回应', 'LY-29')
  return gaps
}

function findSignatureGaps(s: Signature | null, at: string, what: string, gaps: Gap[], files: ReadonlySet<string>): void {
  if (s === null)
    gaps.push({
      code: 'record.unsigned',
      at,
      says: `${what}须由检查对象签字或盖章；无法取得的，注明原因并附佐证`,
      law: ['SJZ-57', 'SJZ-58'],
    })
  else if (s.kind === 'signed') {
    if (s.name === '') gaps.push({ code: 'record.signer', at, says: `请写明${what}签字人姓名`, law: ['SJZ-57'] })
    if (s.file === null) gaps.push({ code: 'record.signature_image', at, says: `请签名，或上传${what}签字盖章页`, law: ['SJZ-57'] })
    else if (!files.has(s.file)) gaps.push(fileGap(at, '签名没有上传成功，请重新签名'))
  } else {
    if (s.reason === '') gaps.push({ code: 'record.unsigned_reason', at, says: `${what}未签字，请注明原因`, law: ['SJZ-58'] })
    if (s.files.length === 0) gaps.push({ code: 'record.unsigned_evidence', at, says: `${what}未签字，请附至少一份佐证`, law: ['SJZ-58'] })
    for (const hash of s.files) if (!files.has(hash)) gaps.push(fileGap(at, '佐证没有上传成功，请重新添加'))
  }
}

/** Which documents an outcome asks for; 笔录 is not offered where the set does not name it. @law JX-48 JX-49 */
export const documentsFor = (documents: Documents, outcome: Outcome): readonly ('checklist' | 'minutes' | 'interview')[] =>
  documents.sets.find(s => s.outcomes.includes(outcome))?.required ?? ['checklist']

/** What an opening still lacks; empty: the form may open. @law SJZ-54 LY-21 LY-34 */
export function findOpeningGaps(opening: Opening, officers: readonly string[], notice: 'before' | 'on-arrival' | 'exempt'): Gap[] {
  const gaps: Gap[] = []
  const missing = officers.filter(code => !opening.certificates.includes(code))
  if (missing.length > 0)
    gaps.push({ code: 'opening.certificates', at: 'certificates', says: '每名执法人员都须出示执法证', law: ['SJZ-54', 'A-29'] })
  for (const [ok, at, says, law] of [
    [opening.basisTold, 'basisTold', '请说明检查依据', 'SJZ-54'],
    [opening.purposeTold, 'purposeTold', '请说明检查意图', 'SJZ-54'],
    [opening.procedureTold, 'procedureTold', '请说明检查流程', 'SJZ-54'],
    [opening.rightsTold, 'rightsTold', '请告知申请回避、陈述申辩的权利', 'LY-34'],
    [opening.disciplineAcknowledged, 'disciplineAcknowledged', '请确认遵守“五个严禁”“八个不得”', 'LY-34'],
  ] as const)
    if (!ok) gaps.push({ code: 'opening.not_told', at, says, law: [law] })
  if (notice !== 'exempt' && opening.noticeReceivedBy === '')
    gaps.push({ code: 'opening.notice', at: 'noticeReceivedBy', says: '请写明行政检查通知书的签收人', law: ['X-07'] })
  return gaps
}

/** 未签字的原因 as a paper prints it; empty where it was signed. @law SJZ-58 */
export const unsignedWords = (signature: Signature | null): string =>
  signature?.kind === 'unsigned' ? `${signature.reason}（附佐证 ${signature.files.length} 份）` : ''
