/** 结果：认定、审核、公示、更正、企业答复、渠道；四类公开. */
import { z } from 'zod'
import { severities } from '../../publicity/determination.ts'
import { publicLine } from '../../publicity/line.ts'
import { effects } from '../../publicity/withholding.ts'
import { defineRoutes } from '../route.ts'
import { day, done, instant, text } from './shared.ts'

const visitId = z.object({ id: z.uuid() })
const version = z.number().int().min(1).max(1000)
export const findingState = z.enum(['submitted', 'determined', 'returned', 'reviewed', 'published', 'withheld', 'dropped'])
/** 待认定、待审核、待公示、已公示. */
export const findingTab = z.enum(['determine', 'review', 'publish', 'public'])
export const disclosureState = z.enum(['waiting', 'exported', 'received', 'returned'])
const optional = (max: number) => z.string().trim().max(max).default('')

/** 后续处置 opened together with a determination. */
export const newFollowUp = z.object({
  kind: z.enum(['on-spot', 'rectify', 'case', 'transfer', 'judicial', 'credit', 'on-site']),
  ownerUnit: text(60),
  dueOn: day.nullable(),
  content: text(1000),
  detail: z.record(z.string().max(40), z.string().max(400)).default({}),
})
export type NewFollowUp = z.output<typeof newFollowUp>

const countdown = z.object({ left: z.number().int(), overdue: z.boolean(), says: z.string() })
const findingRow = z.object({
  visitId: z.string(),
  number: z.string(),
  version: z.number().int(),
  state: findingState,
  stateName: z.string(),
  subjectCode: z.string(),
  subjectName: z.string(),
  doneOn: day,
  phrase: z.string().nullable(),
  problem: z.boolean().nullable(),
  effect: z.enum(effects),
  determinedOn: day.nullable(),
  dueOn: day.nullable(),
  /** 暂定: a year whose holidays are not announced was counted. */
  provisional: z.boolean(),
  remindOn: day.nullable(),
  countdown: countdown.nullable(),
  publishedAt: instant.nullable(),
  correction: z.boolean(),
  /** The next step is one this account may take. */
  mine: z.boolean(),
})
const metrics = z.object({
  year: z.number().int(),
  determined: z.number().int(),
  published: z.number().int(),
  withheld: z.number().int(),
  waiting: z.number().int(),
  overdue: z.number().int(),
  late: z.number().int(),
  grounds: z.array(z.object({ ground: z.string(), count: z.number().int() })),
  months: z.array(z.object({ month: z.number().int(), determined: z.number().int(), published: z.number().int() })),
})
export type PublicityMetrics = z.output<typeof metrics>

const versionView = z.object({
  version: z.number().int(),
  state: findingState,
  stateName: z.string(),
  code: z.string().nullable(),
  phrase: z.string().nullable(),
  severity: z.enum(severities).nullable(),
  summary: z.string(),
  redactedSummary: z.string().nullable(),
  jointPunishment: z.boolean(),
  effect: z.enum(effects),
  ground: z.string().nullable(),
  groundReason: z.string().nullable(),
  determinedOn: day.nullable(),
  determinedBy: z.string().nullable(),
  reviewedBy: z.string().nullable(),
  reviewedAt: instant.nullable(),
  reviewOpinion: z.string().nullable(),
  dueOn: day.nullable(),
  publishedAt: instant.nullable(),
  publishedBy: z.string().nullable(),
  lateReason: z.string().nullable(),
  correctionReason: z.string().nullable(),
  logIndex: z.number().int().nullable(),
  /** Exactly what the public reads, or would read as things stand; null before a determination. */
  line: publicLine.nullable(),
  sha256: z.string().nullable(),
})
const replyView = z.object({
  id: z.string(),
  receivedOn: day,
  byWhom: z.string(),
  text: z.string(),
  state: z.enum(['shown', 'withdrawn']),
})
const channelRow = z.object({
  visitId: z.string(),
  number: z.string(),
  version: z.number().int(),
  subjectName: z.string(),
  phrase: z.string(),
  publishedOn: day,
  channel: z.string(),
  state: disclosureState,
  at: instant.nullable(),
  receipt: z.string().nullable(),
  reason: z.string().nullable(),
  by: z.string().nullable(),
})

export const findingView = findingRow.extend({
  batchCode: z.string().nullable(),
  kind: z.string(),
  method: z.string().nullable(),
  methodName: z.string(),
  submittedAt: instant.nullable(),
  recordSha256: z.string().nullable(),
  outcome: z.string().nullable(),
  outcomeName: z.string().nullable(),
  outcomeText: z.string(),
  officers: z.array(z.object({ code: z.string(), name: z.string(), signedAt: instant.nullable() })),
  problems: z.array(z.object({ item: z.string(), question: z.string(), text: z.string(), files: z.array(z.string()) })),
  items: z.array(z.object({ code: z.string(), name: z.string() })),
  files: z.array(
    z.object({
      sha256: z.string(),
      purpose: z.string(),
      fileName: z.string(),
      mediaType: z.string(),
      size: z.number().int(),
      uploadedAt: instant,
    }),
  ),
  followUps: z.array(
    z.object({ id: z.string(), kind: z.string(), state: z.string(), ownerUnit: z.string(), dueOn: day.nullable(), content: z.string() }),
  ),
  versions: z.array(versionView),
  replies: z.array(replyView),
  channels: z.array(channelRow),
  history: z.array(z.object({ at: instant, kind: z.string(), title: z.string(), by: z.string(), note: z.string() })),
  phrases: z.array(z.object({ code: z.string(), phrase: z.string(), problem: z.boolean(), fits: z.boolean() })),
  vocabulary: z.enum(['open', 'closed']),
  grounds: z.array(z.object({ ground: z.string(), effect: z.enum(effects), mandatory: z.boolean(), law: z.array(z.string()) })),
  /** 个人信息 found in the public text as it stands. */
  personal: z.array(z.object({ kind: z.string(), masked: z.string() })),
  /** Why this account may not review it; null: it may, or it is not the time. */
  reviewBlocked: z.string().nullable(),
  units: z.array(z.string()),
  rectifyDueOn: day,
  startEvent: z.enum(['determination', 'completion']),
  law: z.array(z.string()),
})

const disclosureKey = z.object({ visitId: z.uuid(), version, channel: text(80) })

export const resultRoutes = defineRoutes({
  'finding.list': {
    method: 'GET',
    path: '/api/findings',
    can: 'finding.view',
    title: '检查结果列表',
    query: z.object({
      state: findingState.optional(),
      tab: findingTab.optional(),
      year: z.coerce.number().int().min(2020).max(2100).optional(),
    }),
    reply: z.object({ rows: z.array(findingRow), counts: z.record(z.string(), z.number().int()), metrics }),
  },
  'finding.view': { method: 'GET', path: '/api/findings/:id', can: 'finding.view', title: '检查结果', params: visitId, reply: findingView },
  'finding.determine': {
    method: 'POST',
    path: '/api/findings/:id/determine',
    can: 'finding.determine',
    title: '认定结果',
    params: visitId,
    body: z.object({
      version,
      code: z.string().max(40),
      /** 公开摘要: stands beside the phrase, never in its place. */
      summary: optional(2000),
      severity: z.enum(severities),
      jointPunishment: z.boolean(),
      followUps: z.array(newFollowUp).max(10).default([]),
    }),
    reply: z.object({ ok: z.literal(true), dueOn: day, followUps: z.array(z.string()) }),
    reverse: 'finding.return',
  },
  'finding.review': {
    method: 'POST',
    path: '/api/findings/:id/review',
    can: 'finding.review',
    title: '审核通过',
    params: visitId,
    body: z.object({
      version,
      opinion: text(400),
      effect: z.enum(effects),
      ground: z.string().trim().max(60).nullable(),
      groundReason: optional(400),
      redactedSummary: z.string().trim().max(2000).nullable(),
    }),
    reply: done,
    reverse: 'finding.withdrawReview',
  },
  'finding.return': {
    method: 'POST',
    path: '/api/findings/:id/return',
    can: 'finding.review',
    title: '退回重新认定',
    params: visitId,
    body: z.object({ version, reason: text(400) }),
    reply: done,
    reverse: 'finding.determine',
  },
  'finding.withdrawReview': {
    method: 'POST',
    path: '/api/findings/:id/withdraw-review',
    can: 'finding.review',
    title: '撤回审核',
    params: visitId,
    body: z.object({ version, reason: text(400) }),
    reply: done,
    reverse: 'finding.review',
  },
  'finding.publish': {
    method: 'POST',
    path: '/api/findings/publish',
    can: 'finding.publish',
    title: '公示结果',
    body: z.object({
      findings: z
        .array(z.object({ visitId: z.uuid(), version }))
        .min(1)
        .max(200),
      /** 超期理由, for those past their due day. */
      lateReason: optional(400),
    }),
    reply: z.object({ published: z.number().int(), withheld: z.number().int() }),
    reverse: '无：公示之后不能撤下，只能提出更正',
  },
  'finding.correct': {
    method: 'POST',
    path: '/api/findings/:id/correct',
    can: 'finding.correct',
    title: '提出更正',
    params: visitId,
    body: z.object({ version, reason: text(400) }),
    reply: z.object({ version: z.number().int() }),
    reverse: 'finding.dropCorrection',
  },
  'finding.dropCorrection': {
    method: 'POST',
    path: '/api/findings/:id/drop-correction',
    can: 'finding.correct',
    title: '撤回更正',
    params: visitId,
    body: z.object({ reason: text(400) }),
    reply: done,
    reverse: 'finding.correct',
  },
  'reply.record': {
    method: 'POST',
    path: '/api/findings/:id/replies',
    can: 'reply.record',
    title: '登记企业答复',
    params: visitId,
    body: z.object({ receivedOn: day, byWhom: text(60), text: text(2000) }),
    reply: z.object({ id: z.string() }),
    reverse: 'reply.withdraw',
  },
  'reply.withdraw': {
    method: 'POST',
    path: '/api/replies/:id/withdraw',
    can: 'reply.record',
    title: '撤下企业答复',
    params: visitId,
    body: z.object({ reason: text(400) }),
    reply: done,
    reverse: 'reply.record',
  },
  'disclosure.list': {
    method: 'GET',
    path: '/api/disclosures',
    can: 'finding.view',
    title: '公示渠道',
    query: z.object({ state: disclosureState.optional(), channel: z.string().max(80).optional() }),
    reply: z.object({
      rows: z.array(channelRow),
      channels: z.array(
        z.object({
          channel: z.string(),
          waiting: z.number().int(),
          exported: z.number().int(),
          received: z.number().int(),
          returned: z.number().int(),
        }),
      ),
    }),
  },
  /** The file of one channel; what it holds becomes 已导出. */
  'disclosure.export': {
    method: 'POST',
    path: '/api/disclosures/export',
    can: 'disclosure.export',
    title: '导出公示数据',
    body: z.object({ channel: text(80) }),
    reply: z.object({
      fileName: z.string(),
      csv: z.string(),
      dictionary: z.string(),
      rows: z.array(z.object({ visitId: z.string(), version: z.number().int(), channel: z.string() })),
    }),
    reverse: 'disclosure.reset',
  },
  'disclosure.receive': {
    method: 'POST',
    path: '/api/disclosures/receive',
    can: 'disclosure.export',
    title: '登记回执',
    body: z.object({ rows: z.array(disclosureKey).min(1).max(500), receipt: text(200) }),
    reply: z.object({ changed: z.number().int() }),
    reverse: 'disclosure.reset',
  },
  'disclosure.return': {
    method: 'POST',
    path: '/api/disclosures/return',
    can: 'disclosure.export',
    title: '登记退回',
    body: z.object({ rows: z.array(disclosureKey).min(1).max(500), reason: text(400) }),
    reply: z.object({ changed: z.number().int() }),
    reverse: 'disclosure.reset',
  },
  'disclosure.reset': {
    method: 'POST',
    path: '/api/disclosures/reset',
    can: 'disclosure.export',
    title: '恢复待推送',
    body: z.object({ rows: z.array(disclosureKey).min(1).max(500) }),
    reply: z.object({ changed: z.number().int() }),
    reverse: 'disclosure.export',
  },
  /** 四类公开: 方案、事项清单、计划、结果. */
  'publicity.kinds': {
    method: 'GET',
    path: '/api/publicity/kinds',
    can: 'finding.view',
    title: '四类公开',
    reply: z.object({
      rows: z.array(
        z.object({
          kind: z.enum(['scheme', 'items', 'plan', 'results']),
          name: z.string(),
          state: z.enum(['published', 'withheld', 'missing']),
          says: z.string(),
          at: instant.nullable(),
          dueOn: day.nullable(),
          overdue: z.boolean(),
          ground: z.string().nullable(),
          reason: z.string().nullable(),
          path: z.string(),
          law: z.array(z.string()),
        }),
      ),
      grounds: z.array(z.string()),
    }),
  },
  'publicity.withhold': {
    method: 'POST',
    path: '/api/publicity/withhold',
    can: 'finding.publish',
    title: '暂不公开',
    body: z.object({ kind: z.enum(['scheme', 'items', 'plan', 'results']), ground: text(60), reason: text(400) }),
    reply: done,
    reverse: 'publicity.restore',
  },
  'publicity.restore': {
    method: 'POST',
    path: '/api/publicity/restore',
    can: 'finding.publish',
    title: '恢复公开',
    body: z.object({ kind: z.enum(['scheme', 'items', 'plan', 'results']) }),
    reply: done,
    reverse: 'publicity.withhold',
  },
  /** 严重违法失信、依法联合惩戒的，已公示的部分. */
  'publicity.jointPunishment': {
    method: 'GET',
    path: '/api/publicity/joint-punishment.csv',
    can: 'disclosure.export',
    title: '导出联合惩戒名单',
    reply: z.any(),
    replyKind: 'file',
  },
  /** Every public page as files with relative links, for the bureau's own website. */
  'publicity.site': {
    method: 'GET',
    path: '/api/publicity/site.zip',
    can: 'finding.publish',
    title: '下载静态网站',
    reply: z.any(),
    replyKind: 'file',
  },
})
