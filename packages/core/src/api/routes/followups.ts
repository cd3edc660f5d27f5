/** 后续处置、线索、回访、管辖. */
import { z } from 'zod'
import { followUpKinds } from '../../followup/kinds.ts'
import { checkGrounds, leadOrigins } from '../../followup/leads.ts'
import { returnQuestions } from '../../followup/return-visits.ts'
import { recheckSchema, type WorkStep, workSteps } from '../../followup/steps.ts'
import { defineRoutes } from '../route.ts'
import { day, done, instant, text } from './shared.ts'

const id = z.object({ id: z.uuid() })
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const kind = z.enum(followUpKinds)
const followUpState = z.enum(['open', 'recheck', 'closed', 'cancelled'])
const severity = z.enum(['none', 'minor', 'ordinary', 'serious'])
const gap = z.object({ code: z.string(), says: z.string(), law: z.array(z.string()).readonly() })
const firm = z.object({ code: z.string(), name: z.string() })
const firmOrName = z.object({ code: z.string().nullable(), name: z.string() })

const followUpRow = z.object({
  id: z.string(),
  visitId: z.string(),
  visitNumber: z.string(),
  subject: firm,
  kind,
  kindName: z.string(),
  state: followUpState,
  stateName: z.string(),
  ownerUnit: z.string(),
  dueOn: day.nullable(),
  overdue: z.boolean(),
  content: z.string(),
  openedAt: instant,
  closedAt: instant.nullable(),
  /** What still keeps it from being closed. */
  gaps: z.array(gap),
  severity: severity.nullable(),
  /** 联合惩戒 marked on the result. */
  jointPunishment: z.boolean(),
})

const stepView = z.object({
  seq: z.number().int(),
  action: z.string(),
  name: z.string(),
  facts: z.array(z.tuple([z.string(), z.string()])),
  evidence: z.array(sha256),
  by: z.string(),
  at: instant,
  voided: z.boolean(),
  voidable: z.boolean(),
})

const fileView = z.object({
  sha256,
  fileName: z.string(),
  mediaType: z.string(),
  size: z.number().int(),
  uploadedAt: instant,
  by: z.string(),
})

/** A problem result without a follow-up: it may not stay so. @law LY-02 SJZ-60 */
const waiting = z.object({
  visitId: z.string(),
  visitNumber: z.string(),
  subject: firm,
  doneOn: day.nullable(),
  phrase: z.string(),
  severity: severity.nullable(),
  offered: z.array(kind),
  /** 管辖机构, where it is recorded or follows from the task. */
  ownerUnit: z.string().nullable(),
})

const work = <A extends WorkStep>(action: A) =>
  z.object({ action: z.literal(action), detail: workSteps[action], evidence: z.array(sha256).max(40).default([]) })
const stepBody = z.discriminatedUnion('action', [
  work('note'),
  work('corrected'),
  work('ordered'),
  work('reported'),
  work('filed'),
  work('decided'),
  work('sent'),
  work('credit-sent'),
  work('received'),
])

const leadRow = z.object({
  id: z.string(),
  number: z.string(),
  origin: z.enum(leadOrigins),
  originName: z.string(),
  subject: firmOrName,
  text: z.string(),
  receivedOn: day,
  state: z.enum(['open', 'handed', 'transferred', 'checked', 'closed']),
  stateName: z.string(),
  ownerUnit: z.string(),
  dueOn: day.nullable(),
  overdue: z.boolean(),
  /** 监督执法正面清单 on the day it is looked at. @law HS-36 */
  positiveList: z.boolean(),
  /** What was done with it, in words; the check itself is named only when it is done. */
  history: z.array(z.object({ at: instant, says: z.string() })),
  visit: z.object({ number: z.string(), state: z.string() }).nullable(),
})

const answer = z.enum(['yes', 'no', 'unclear'])
const answers = z.object(
  Object.fromEntries(returnQuestions.map(q => [q.code, answer])) as { [K in (typeof returnQuestions)[number]['code']]: typeof answer },
)

export const followupRoutes = defineRoutes({
  'followup.list': {
    method: 'GET',
    path: '/api/followups',
    can: 'followup.view',
    title: '后续处置列表',
    query: z.object({
      state: z.enum(['live', 'overdue', 'open', 'recheck', 'closed', 'cancelled']).optional(),
      kind: kind.optional(),
      unit: z.string().max(60).optional(),
      visit: z.uuid().optional(),
      after: z.string().max(80).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({
      rows: z.array(followUpRow),
      total: z.number().int(),
      next: z.string().nullable(),
      counts: z.object({ open: z.number().int(), recheck: z.number().int(), overdue: z.number().int(), closed: z.number().int() }),
      units: z.array(z.string()),
      waiting: z.array(waiting),
    }),
  },
  'followup.view': {
    method: 'GET',
    path: '/api/followups/:id',
    can: 'followup.view',
    title: '后续处置详情',
    params: id,
    reply: followUpRow.extend({
      phrase: z.string().nullable(),
      doneOn: day.nullable(),
      steps: z.array(stepView),
      files: z.array(fileView),
      /** 所转检查: named only when it is done. */
      linkedVisit: z.object({ number: z.string(), state: z.string() }).nullable(),
      extension: z.object({ to: day, reason: z.string(), by: z.string(), byId: z.string() }).nullable(),
      /** Certified officers who may make the recheck. */
      officers: z.array(z.object({ code: z.string(), name: z.string() })),
      closing: z.string().nullable(),
    }),
  },
  'followup.open': {
    method: 'POST',
    path: '/api/followups',
    can: 'followup.open',
    title: '开立后续处置',
    body: z.object({
      visitId: z.uuid(),
      kind,
      /** Empty: the unit with jurisdiction. */
      ownerUnit: z.string().trim().max(60).default(''),
      dueOn: day.nullable().default(null),
      content: text(2000),
      detail: z.record(z.string().max(40), z.unknown()).default({}),
      /** 转现场检查: who goes, for which items, by when. */
      onSite: z
        .object({ inspectors: z.array(z.string().max(32)).min(2).max(9), items: z.array(z.string().max(40)).min(1).max(40), dueOn: day })
        .nullable()
        .default(null),
    }),
    reply: z.object({ id: z.string(), closed: z.boolean() }),
    reverse: 'followup.cancel',
  },
  'followup.step': {
    method: 'POST',
    path: '/api/followups/:id/steps',
    can: 'followup.work',
    title: '登记办理情况',
    params: id,
    body: stepBody,
    reply: z.object({ seq: z.number().int(), gaps: z.array(gap) }),
    reverse: 'followup.voidStep',
  },
  'followup.voidStep': {
    method: 'POST',
    path: '/api/followups/:id/steps/:seq/void',
    can: 'followup.work',
    title: '作废一条办理记录',
    params: id.extend({ seq: z.coerce.number().int().min(1).max(100_000) }),
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: '无：作废留痕；需要时重新登记一条',
  },
  'followup.recheck': {
    method: 'POST',
    path: '/api/followups/:id/recheck',
    can: 'followup.work',
    title: '登记复查',
    params: id,
    body: recheckSchema.extend({ evidence: z.array(sha256).max(40).default([]) }),
    reply: z.object({ seq: z.number().int(), gaps: z.array(gap), caseId: z.string().nullable() }),
    reverse: 'followup.voidStep',
  },
  'followup.askExtension': {
    method: 'POST',
    path: '/api/followups/:id/extension/ask',
    can: 'followup.work',
    title: '申请延期',
    params: id,
    body: z.object({ to: day, reason: text(500) }),
    reply: z.object({ seq: z.number().int() }),
    reverse: 'followup.voidStep',
  },
  'followup.extend': {
    method: 'POST',
    path: '/api/followups/:id/extension',
    can: 'followup.close',
    title: '审批延期',
    params: id,
    body: z.object({ approve: z.boolean(), reason: text(300) }),
    reply: done,
    reverse: '无：审批留痕；需要改动时另行申请延期',
  },
  'followup.close': {
    method: 'POST',
    path: '/api/followups/:id/close',
    can: 'followup.close',
    title: '办结后续处置',
    params: id,
    body: z.object({ text: z.string().trim().max(500).default('') }),
    reply: done,
    reverse: 'followup.reopen',
  },
  'followup.reopen': {
    method: 'POST',
    path: '/api/followups/:id/reopen',
    can: 'followup.close',
    title: '恢复办理',
    params: id,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'followup.close',
  },
  'followup.cancel': {
    method: 'POST',
    path: '/api/followups/:id/cancel',
    can: 'followup.close',
    title: '作废后续处置',
    params: id,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'followup.reopen',
  },
  /** Evidence belongs to the visit, so that it can be there before a follow-up is opened. */
  'followup.attach': {
    method: 'POST',
    path: '/api/followups/visits/:id/files',
    can: 'followup.work',
    title: '上传后续处置佐证',
    params: id,
    query: z.object({ sha256 }),
    bodyKind: 'upload',
    reply: z.object({ sha256 }),
    reverse: '无：佐证只增不删（SJZ-55）；不用的在办理记录里不引用即可',
  },
  'followup.file': {
    method: 'GET',
    path: '/api/followups/visits/:id/files/:sha256',
    can: 'followup.view',
    title: '查看后续处置佐证',
    params: id.extend({ sha256 }),
    reply: z.any(),
    replyKind: 'file',
  },
  'jurisdiction.list': {
    method: 'GET',
    path: '/api/jurisdiction',
    can: 'followup.view',
    title: '管辖',
    reply: z.object({ rows: z.array(z.object({ region: z.string(), subjects: z.number().int(), unit: z.string().nullable() })) }),
  },
  'jurisdiction.set': {
    method: 'POST',
    path: '/api/jurisdiction',
    can: 'lead.edit',
    title: '登记管辖',
    body: z.object({ region: text(60), unit: z.string().trim().max(60).nullable() }),
    reply: z.object({ before: z.string().nullable() }),
    reverse: 'jurisdiction.set',
  },
  'lead.list': {
    method: 'GET',
    path: '/api/leads',
    can: 'lead.view',
    title: '线索列表',
    query: z.object({
      state: z.enum(['live', 'open', 'handed', 'transferred', 'checked', 'closed']).optional(),
      unit: z.string().max(60).optional(),
      after: z.string().max(40).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({
      rows: z.array(leadRow),
      total: z.number().int(),
      next: z.string().nullable(),
      counts: z.record(z.string(), z.number().int()),
    }),
  },
  'lead.record': {
    method: 'POST',
    path: '/api/leads',
    can: 'lead.edit',
    title: '登记线索',
    body: z.object({
      origin: z.enum(leadOrigins),
      /** Code of the registry, or null where the firm is not in it or not known. */
      subjectCode: z.string().trim().max(32).nullable().default(null),
      subjectName: z.string().trim().max(120).default(''),
      text: text(4000),
      receivedOn: day,
      ownerUnit: z.string().trim().max(60).default(''),
      dueOn: day.nullable().default(null),
    }),
    reply: z.object({ id: z.string(), number: z.string(), positiveList: z.boolean() }),
    reverse: 'lead.close',
  },
  'lead.dispose': {
    method: 'POST',
    path: '/api/leads/:id/dispose',
    can: 'lead.edit',
    title: '处置线索',
    params: id,
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('hand'), unit: text(60), on: day, note: z.string().trim().max(500).default('') }),
      z.object({
        kind: z.literal('transfer'),
        recipient: text(80),
        documentNumber: text(80),
        on: day,
        note: z.string().trim().max(500).default(''),
      }),
      z.object({
        kind: z.literal('check'),
        inspectors: z.array(z.string().max(32)).min(2).max(9),
        items: z.array(z.string().max(40)).min(1).max(40),
        ground: z.enum(checkGrounds).nullable().default(null),
        reason: text(400),
        dueOn: day,
      }),
      z.object({ kind: z.literal('none'), reason: text(500) }),
    ]),
    reply: z.object({ visit: z.object({ id: z.string(), number: z.string() }).nullable() }),
    reverse: 'lead.reopen',
  },
  'lead.reopen': {
    method: 'POST',
    path: '/api/leads/:id/reopen',
    can: 'lead.edit',
    title: '恢复线索',
    params: id,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'lead.dispose',
  },
  'lead.close': {
    method: 'POST',
    path: '/api/leads/:id/close',
    can: 'lead.edit',
    title: '办结线索',
    params: id,
    body: z.object({ result: text(1000) }),
    reply: done,
    reverse: 'lead.reopen',
  },
  /** 责令改正通知书, of a follow-up of that kind. */
  'followup.papers': {
    method: 'GET',
    path: '/api/followups/:id/papers',
    can: 'followup.view',
    title: '打印责令改正通知书',
    params: id,
    query: z.object({ format: z.enum(['pdf', 'docx']).default('pdf') }),
    reply: z.any(),
    replyKind: 'file',
  },
  'returnvisit.papers': {
    method: 'GET',
    path: '/api/return-visits/:id/papers',
    can: 'lead.view',
    title: '打印回访记录',
    params: id,
    query: z.object({ format: z.enum(['pdf', 'docx']).default('pdf') }),
    reply: z.any(),
    replyKind: 'file',
  },
  'returnvisit.list': {
    method: 'GET',
    path: '/api/return-visits',
    can: 'lead.view',
    title: '回访列表',
    query: z.object({ state: z.enum(['due', 'done', 'unreachable']).optional() }),
    reply: z.object({
      rows: z.array(
        z.object({
          visitId: z.string(),
          visitNumber: z.string(),
          batchCode: z.string().nullable(),
          subject: firm,
          doneOn: day.nullable(),
          state: z.enum(['due', 'done', 'unreachable']),
          dueOn: day,
          overdue: z.boolean(),
          answers: answers.nullable(),
          misconduct: z.array(z.string()),
          note: z.string().nullable(),
          byWhom: z.string().nullable(),
          at: instant.nullable(),
          /** One of the team: may not call back his own visit. */
          mine: z.boolean(),
        }),
      ),
      /** Batches whose visits are over. */
      batches: z.array(
        z.object({
          code: z.string(),
          visits: z.number().int(),
          open: z.number().int(),
          drawn: z.number().int(),
          wanted: z.number().int(),
          percent: z.number().int(),
        }),
      ),
    }),
  },
  'returnvisit.draw': {
    method: 'POST',
    path: '/api/return-visits/draw',
    can: 'returnvisit.record',
    title: '抽取回访',
    body: z.object({ batchCode: text(40) }),
    reply: z.object({ drawn: z.number().int(), of: z.number().int(), dueOn: day }),
    reverse: '无：由抽取结果和检查记录的指纹唯一确定，只抽一次，任何人可重算',
  },
  'returnvisit.record': {
    method: 'POST',
    path: '/api/return-visits/:id',
    can: 'returnvisit.record',
    title: '记录回访',
    params: id,
    body: z.discriminatedUnion('result', [
      z.object({
        result: z.literal('done'),
        answers,
        on: day,
        /** Who answered for the firm. */
        byWhom: text(80),
        note: z.string().trim().max(2000).default(''),
      }),
      z.object({ result: z.literal('unreachable'), on: day, reason: text(500) }),
    ]),
    reply: z.object({ leadNumber: z.string().nullable() }),
    reverse: 'returnvisit.withdraw',
  },
  'returnvisit.withdraw': {
    method: 'POST',
    path: '/api/return-visits/:id/withdraw',
    can: 'returnvisit.record',
    title: '撤回回访记录',
    params: id,
    body: z.object({ reason: text(300) }),
    reply: done,
    reverse: 'returnvisit.record',
  },
})
