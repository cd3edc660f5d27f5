/** 检查：排期、审批、通知、入企、检查记录、签名、提交；换人与递补. */
import { z } from 'zod'
import { checkGrounds } from '../../followup/leads.ts'
import { openingSchema, recordSchema } from '../../inspection/record.ts'
import { defineRoutes } from '../route.ts'
import { day, done, instant, text } from './shared.ts'

const visitId = z.object({ id: z.uuid() })
export const visitState = z.enum([
  'waiting',
  'unfilled',
  'scheduled',
  'approved',
  'started',
  'signing',
  'done',
  'closed',
  'undone',
  'replaced',
  'cancelled',
])
export const method = z.enum(['on-site', 'off-site', 'other'])
export const half = z.enum(['am', 'pm'])
const gap = z.object({ code: z.string(), at: z.string(), says: z.string(), law: z.array(z.string()) })

const schedule = z.object({
  methodReason: z.string(),
  notice: z.enum(['before', 'on-arrival', 'exempt']),
  noticeGround: z.string(),
  sameFirmReason: z.string(),
  lateReason: z.string(),
})

/** A visit on a list. `subject` and `team` are null for whoever may not know them before it is done. */
const visitRow = z.object({
  id: z.string(),
  number: z.string(),
  batchCode: z.string().nullable(),
  kind: z.enum(['random', 'targeted', 'recheck']),
  state: visitState,
  stateName: z.string(),
  subject: z.object({ code: z.string(), name: z.string(), address: z.string() }).nullable(),
  team: z.array(z.object({ code: z.string(), name: z.string() })).nullable(),
  dueOn: day,
  plannedOn: day.nullable(),
  plannedHalf: half.nullable(),
  method: method.nullable(),
  /** 默认方式及其理由. */
  advised: z.object({ method: z.enum(['on-site', 'off-site']), why: z.string() }).nullable(),
  tasks: z.array(z.string()),
  overdue: z.boolean(),
  result: z.string().nullable(),
  /** What the head reads before he approves; null for whoever may not know it. */
  schedule: schedule.nullable(),
  origin: z.object({ kind: z.string(), id: z.string(), says: z.string() }).nullable(),
  /** Checks of this firm this year, with this one. */
  visitsThisYear: z.number().int().nullable(),
})

const fileView = z.object({
  sha256: z.string(),
  purpose: z.string(),
  fileName: z.string(),
  mediaType: z.string(),
  size: z.number().int(),
  takenAt: instant.nullable(),
  uploadedAt: instant,
  by: z.string(),
})
const filePurpose = z.enum(['photo', 'audio', 'video', 'document', 'signature', 'opinion', 'entry', 'follow-up'])

export const visitView = visitRow.extend({
  /** May this account write the record: a member of the team. */
  mine: z.boolean(),
  members: z.array(
    z.object({
      slot: z.string(),
      code: z.string(),
      name: z.string(),
      certificateNumber: z.string(),
      certificateValidTo: day.nullable(),
      me: z.boolean(),
      signedAt: instant.nullable(),
    }),
  ),
  items: z.array(z.object({ code: z.string(), name: z.string(), content: z.array(z.string()), bases: z.array(z.string()) })),
  credits: z.array(z.object({ stratum: z.string(), stratumName: z.string(), taskCode: z.string() })),
  means: z.array(z.string()),
  scheduledBy: z.string().nullable(),
  scheduledById: z.string().nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  opening: openingSchema.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  record: recordSchema,
  workVersion: z.number().int(),
  gaps: z.array(gap),
  /** What the documents rule asks for each outcome. */
  documents: z.object({
    sets: z.array(z.object({ outcomes: z.array(z.string()), required: z.array(z.string()) })),
    law: z.array(z.string()),
  }),
  maxPeople: z.number().int(),
  files: z.array(fileView),
  recordSha256: z.string().nullable(),
  doneOn: day.nullable(),
  /** 结果与后续 of a submitted visit; null before. */
  after: z
    .object({
      resultState: z.string(),
      followUps: z.object({ open: z.number().int(), total: z.number().int() }),
      closable: z.boolean(),
      /** What is to be done before it can be closed. */
      waitsFor: z.string().nullable(),
    })
    .nullable(),
  /** Minutes from the end of the check to the submission. */
  uploadDelay: z.number().int().nullable(),
  /** Other visits to the same firm near this one. */
  sameFirm: z.array(z.object({ number: z.string(), plannedOn: day.nullable(), unit: z.string(), state: z.string() })),
  noticeRule: z.object({
    rule: z.enum(['before', 'on-arrival']),
    exempt: z.array(z.object({ code: z.string(), text: z.string() })),
    law: z.array(z.string()),
  }),
})

export const visitRoutes = defineRoutes({
  'visit.mine': {
    method: 'GET',
    path: '/api/visits/mine',
    can: 'visit.own',
    title: '我的检查',
    reply: z.object({ rows: z.array(visitRow) }),
  },
  'visit.list': {
    method: 'GET',
    path: '/api/visits',
    can: 'visit.list',
    title: '检查列表',
    query: z.object({ state: visitState.optional(), batch: z.string().max(40).optional() }),
    reply: z.object({ rows: z.array(visitRow), counts: z.record(z.string(), z.number().int()) }),
  },
  /**
   * 排期表 by officer and day; firms are never named here. The head sees everybody, an officer himself and those he goes with (their other visits
   * only as taken), others how many there are a day.
   */
  'visit.calendar': {
    method: 'GET',
    path: '/api/visits/calendar',
    can: 'desk.view',
    title: '排期表',
    query: z.object({ from: day, to: day }),
    reply: z.object({
      days: z.array(z.object({ on: day, working: z.boolean(), visits: z.number().int() })),
      officers: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          total: z.number().int(),
          visits: z.array(z.object({ on: day, half: half, number: z.string(), id: z.string(), state: visitState, onSite: z.boolean() })),
          away: z.array(z.object({ from: day, to: day, why: z.string() })),
        }),
      ),
      clashes: z.array(z.object({ on: day, half: half, officer: z.string(), numbers: z.array(z.string()) })),
    }),
  },
  'visit.view': { method: 'GET', path: '/api/visits/:id', can: 'desk.view', title: '检查详情', params: visitId, reply: visitView },
  'visit.open': {
    method: 'POST',
    path: '/api/visits',
    can: 'visit.open',
    title: '开立针对性检查',
    body: z.object({
      subjectCode: z.string().max(32),
      inspectors: z.array(z.string().max(32)).min(2).max(9),
      items: z.array(z.string().max(40)).min(1).max(40),
      /** A code of the scheme's own list (`scheme.view`), or 企业申请, 整改复查. */
      ground: z.enum(checkGrounds),
      /** 佐证、交办单：its number or name, where the ground asks for one. */
      document: z.string().trim().max(120).default(''),
      reason: text(400),
      dueOn: day,
      leadId: z.uuid().nullable(),
    }),
    reply: z.object({ id: z.string(), number: z.string() }),
    reverse: 'visit.cancel',
  },
  'visit.cancel': {
    method: 'POST',
    path: '/api/visits/:id/cancel',
    can: 'visit.open',
    title: '作废未开始的针对性检查',
    params: visitId,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: '无：作废留痕；需要时另开一次',
  },
  'visit.schedule': {
    method: 'POST',
    path: '/api/visits/:id/schedule',
    can: 'visit.schedule',
    title: '排期并报批',
    params: visitId,
    body: z.object({
      on: day,
      half,
      method,
      /** Why this method, where it is not the one the scheme advises; always for 其他方式. */
      methodReason: z.string().trim().max(300).default(''),
      notice: z.enum(['before', 'on-arrival', 'exempt']),
      /** Code of the ground where the visit is unannounced. */
      noticeGround: z.string().max(40).default(''),
      /** Why a second visit to the same firm within the week cannot be the same visit. */
      sameFirmReason: z.string().trim().max(300).default(''),
      /** Why the day lies after the task's due day. */
      lateReason: z.string().trim().max(300).default(''),
    }),
    reply: done,
    reverse: 'visit.unschedule',
  },
  'visit.unschedule': {
    method: 'POST',
    path: '/api/visits/:id/unschedule',
    can: 'visit.schedule',
    title: '撤回排期',
    params: visitId,
    reply: done,
    reverse: 'visit.schedule',
  },
  'visit.approve': {
    method: 'POST',
    path: '/api/visits/approve',
    can: 'visit.approve',
    title: '审批检查',
    body: z.object({ ids: z.array(z.uuid()).min(1).max(200), opinion: z.string().trim().max(300).default('同意') }),
    reply: z.object({ approved: z.number().int() }),
    reverse: 'visit.withdrawApproval',
  },
  'visit.sendBack': {
    method: 'POST',
    path: '/api/visits/:id/send-back',
    can: 'visit.approve',
    title: '退回排期',
    params: visitId,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'visit.schedule',
  },
  'visit.withdrawApproval': {
    method: 'POST',
    path: '/api/visits/:id/withdraw-approval',
    can: 'visit.approve',
    title: '撤回审批',
    params: visitId,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'visit.schedule',
  },
  'visit.start': {
    method: 'POST',
    path: '/api/visits/:id/start',
    can: 'visit.record',
    title: '开始检查',
    params: visitId,
    /** Null for an off-site visit: nobody enters. */
    body: z.object({ opening: openingSchema.nullable() }),
    reply: done,
    reverse: 'visit.withdrawStart',
  },
  'visit.withdrawStart': {
    method: 'POST',
    path: '/api/visits/:id/withdraw-start',
    can: 'visit.record',
    title: '撤回开始',
    params: visitId,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'visit.start',
  },
  'visit.save': {
    method: 'POST',
    path: '/api/visits/:id/record',
    can: 'visit.record',
    title: '保存检查记录',
    params: visitId,
    body: z.object({ version: z.number().int().min(0), record: recordSchema }),
    reply: z.object({ version: z.number().int(), gaps: z.array(gap) }),
    reverse: '再次保存即可；提交之前随时可改',
  },
  'visit.attach': {
    method: 'POST',
    path: '/api/visits/:id/files',
    can: 'change.ask',
    title: '上传检查材料',
    params: visitId,
    query: z.object({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      purpose: filePurpose,
      takenAt: instant.optional(),
    }),
    bodyKind: 'upload',
    reply: z.object({ sha256: z.string() }),
    reverse: '无：材料只增不删（SJZ-55）；不用的在记录里取消引用即可',
  },
  'visit.file': {
    method: 'GET',
    path: '/api/visits/:id/files/:sha256',
    can: 'desk.view',
    title: '查看检查材料',
    params: visitId.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    reply: z.any(),
    replyKind: 'file',
  },
  'visit.sendToSign': {
    method: 'POST',
    path: '/api/visits/:id/to-sign',
    can: 'visit.record',
    title: '送签',
    params: visitId,
    body: z.object({ version: z.number().int().min(0) }),
    reply: z.object({ recordSha256: z.string() }),
    reverse: 'visit.takeBack',
  },
  'visit.takeBack': {
    method: 'POST',
    path: '/api/visits/:id/take-back',
    can: 'visit.record',
    title: '撤回送签',
    params: visitId,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'visit.sendToSign',
  },
  'visit.sign': {
    method: 'POST',
    path: '/api/visits/:id/sign',
    can: 'visit.record',
    title: '执法人员签名',
    params: visitId,
    /** The hash the officer has before him: he signs that, and nothing newer. */
    body: z.object({ recordSha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    reply: z.object({ submitted: z.boolean(), linkedVisit: z.string().nullable() }),
    reverse: 'visit.takeBack',
  },
  'visit.close': {
    method: 'POST',
    path: '/api/visits/:id/close',
    can: 'followup.close',
    title: '办结检查',
    params: visitId,
    reply: done,
    reverse: 'visit.reopen',
  },
  'visit.reopen': {
    method: 'POST',
    path: '/api/visits/:id/reopen',
    can: 'followup.close',
    title: '撤回办结',
    params: visitId,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'visit.close',
  },
})

/** 文书 of a visit. */
export const paperRoutes = defineRoutes({
  /** 行政检查审批表 and 行政检查通知书 of the chosen visits, in one file. */
  'visit.papers': {
    method: 'GET',
    path: '/api/visits/papers',
    can: 'desk.view',
    title: '打印审批表和通知书',
    /** At most 200 ids, separated by commas. */
    query: z.object({ ids: z.string().regex(/^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,199}$/), format: z.enum(['pdf', 'docx']).default('pdf') }),
    reply: z.any(),
    replyKind: 'file',
  },
  /** 现场检查表、笔录 or 非现场检查记录, from the record as it stands. */
  'visit.documents': {
    method: 'GET',
    path: '/api/visits/:id/documents',
    can: 'desk.view',
    title: '打印检查文书',
    params: visitId,
    query: z.object({ format: z.enum(['pdf', 'docx']).default('pdf') }),
    reply: z.any(),
    replyKind: 'file',
  },
})

/** 换人与递补. */
export const changeRoutes = defineRoutes({
  'change.list': {
    method: 'GET',
    path: '/api/changes',
    can: 'change.ask',
    title: '换人与递补',
    reply: z.object({
      rows: z.array(
        z.object({
          id: z.string(),
          kind: z.enum(['illness', 'recusal', 'vacant', 'substitute']),
          state: z.enum(['asked', 'approved', 'refused', 'withdrawn']),
          ground: z.string(),
          says: z.string(),
          visits: z.array(z.object({ id: z.string(), number: z.string() })),
          askedBy: z.string(),
          askedById: z.string(),
          askedAt: instant,
          decidedBy: z.string().nullable(),
          decidedAt: instant.nullable(),
          decision: z.string().nullable(),
        }),
      ),
    }),
  },
  'change.ask': {
    method: 'POST',
    path: '/api/changes',
    can: 'change.ask',
    title: '申请换人或递补',
    body: z.discriminatedUnion('kind', [
      /** 患病等: every open visit of this officer. */
      z.object({ kind: z.literal('illness'), inspector: z.string().max(32), batchCode: z.string().max(40), reason: text(300) }),
      /** 回避: one officer, one visit. */
      z.object({ kind: z.literal('recusal'), visitId: z.uuid(), inspector: z.string().max(32), reason: text(300) }),
      /** 补配: slots left open are tried again. */
      z.object({ kind: z.literal('vacant'), batchCode: z.string().max(40), reason: text(300) }),
      /** 递补: the next reserve takes the place of a firm that cannot be checked. */
      z.object({
        kind: z.literal('substitute'),
        visitId: z.uuid(),
        ground: z.enum(['DEREGISTERED', 'MOVED', 'SUSPENDED', 'FORCE-MAJEURE']),
        reason: text(300),
        evidenceSha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    ]),
    reply: z.object({ id: z.string() }),
    reverse: 'change.withdraw',
  },
  'change.withdraw': {
    method: 'POST',
    path: '/api/changes/:id/withdraw',
    can: 'change.ask',
    title: '撤回申请',
    params: visitId,
    reply: done,
    reverse: 'change.ask',
  },
  'change.decide': {
    method: 'POST',
    path: '/api/changes/:id/decide',
    can: 'change.decide',
    title: '批准或不同意换人、递补',
    params: visitId,
    body: z.object({
      approve: z.boolean(),
      opinion: text(300),
      /** Staff code of the superior who signed, where one visit changes more than twice. */
      superior: z
        .string()
        .regex(/^([0-9A-Z-]{2,32})?$/)
        .default(''),
      /** Who goes instead, where the visit was not drawn here and no order decides. */
      replacement: z.string().max(32).default(''),
    }),
    reply: z.object({ changed: z.number().int(), unfilled: z.number().int() }),
    reverse: '无：换人、递补已写入透明日志；有误的另行申请',
  },
})
