import { z } from 'zod'
import { defineRoutes } from '../route.ts'
import { day, instant, page, pageQuery } from './shared.ts'

const ledgerProblem = z.object({
  /** 行号 in the file, the header being row 1. */
  row: z.number().int(),
  column: z.string().nullable(),
  value: z.string(),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  severity: z.enum(['error', 'warning']),
})
export const importReport = z.object({
  fileName: z.string(),
  sha256: z.string(),
  encoding: z.string(),
  rows: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  wrong: z.number().int(),
  /** The first 500 problems, by row. */
  problems: z.array(ledgerProblem),
  /** A few added and changed rows, for a look before confirming (names and codes only). */
  sample: z.array(
    z.object({
      row: z.number().int(),
      code: z.string(),
      name: z.string(),
      kind: z.enum(['added', 'changed', 'unchanged']),
      fields: z.array(z.string()),
    }),
  ),
  /** True when written. */
  written: z.boolean(),
})
/** `step=check` writes nothing; `step=apply` writes, if `sha256` is that of the checked file, and if no row is wrong or `skipWrong` is set. */
export const importQuery = z.object({
  step: z.enum(['check', 'apply']),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  skipWrong: z.enum(['true', 'false']).default('false'),
})

export const subjectRow = z.object({
  code: z.string(),
  name: z.string(),
  region: z.string(),
  industry: z.string(),
  status: z.enum(['active', 'suspended', 'deregistered']),
  className: z.string().nullable(),
  stratum: z.string().nullable(),
  /** 归类说明 with the clause. */
  sentence: z.string(),
})
const inspectorRow = z.object({
  code: z.string(),
  name: z.string(),
  unitName: z.string(),
  kind: z.enum(['officer', 'assistant']),
  certificateNumber: z.string().nullable(),
  certificateValidTo: day.nullable(),
  specialities: z.array(z.string()),
  status: z.enum(['active', 'leave', 'transferred']),
  leaveFrom: day.nullable(),
  leaveTo: day.nullable(),
  /** 可参加抽取 today, or the reason why not. */
  available: z.boolean(),
  why: z.string(),
  recusals: z.number().int(),
  /** Masked: 990101********1234. */
  idNumberMasked: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  /** Which version this is; a change names the one it was based on. */
  version: z.number().int(),
})
/** What the office typed, read by the same rules as a ledger's row. A personal field left out stays as it is; null clears it. */
const inspectorForm = z.object({
  code: z.string().trim().min(1).max(40),
  /** null: a new person. */
  version: z.number().int().nullable(),
  name: z.string().max(80),
  unitName: z.string().max(160),
  kind: z.enum(['officer', 'assistant']),
  certificateNumber: z.string().max(80).nullable(),
  certificateValidTo: day.nullable(),
  specialities: z.array(z.string().max(40)).max(40),
  recusals: z.array(z.object({ subject: z.string().max(40), reason: z.string().max(80) })).max(200),
  idNumber: z.string().max(40).nullable().optional(),
  phone: z.string().max(60).nullable().optional(),
})
const inspectorSaved = z.object({ version: z.number().int(), changed: z.array(z.string()), warnings: z.array(z.string()) })

export const registryRoutes = defineRoutes({
  'registry.importSubjects': {
    method: 'POST',
    path: '/api/registry/subjects/import',
    can: 'registry.import',
    title: '导入检查对象名录',
    query: importQuery,
    bodyKind: 'upload',
    reply: importReport,
    reverse: '无：每行的旧版本都在变更历史里，再导入原来的文件即恢复；行政处罚只增不减',
  },
  'registry.importInspectors': {
    method: 'POST',
    path: '/api/registry/inspectors/import',
    can: 'registry.import',
    title: '导入检查人员名录',
    query: importQuery,
    bodyKind: 'upload',
    reply: importReport,
    reverse: '无：每行的旧版本都在变更历史里；再导入原来的文件即恢复',
  },
  'registry.summary': {
    method: 'GET',
    path: '/api/registry/summary',
    can: 'registry.view',
    title: '名录概况',
    reply: z.object({
      subjects: z.object({ active: z.number(), suspended: z.number(), deregistered: z.number(), unclassified: z.number() }),
      classes: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          stratum: z.string(),
          stratumName: z.string(),
          count: z.number(),
          quota: z.number(),
          law: z.array(z.string()),
        }),
      ),
      inspectors: z.object({
        available: z.number(),
        expired: z.number(),
        leave: z.number(),
        assistants: z.number(),
        transferred: z.number(),
      }),
      lastImports: z.array(
        z.object({ registry: z.string(), fileName: z.string(), at: instant, added: z.number(), changed: z.number(), skipped: z.number() }),
      ),
    }),
  },
  'registry.subjects': {
    method: 'GET',
    path: '/api/registry/subjects',
    can: 'registry.view',
    title: '检查对象',
    query: z.object({
      q: z.string().max(80).optional(),
      stratum: z.string().max(16).optional(),
      status: z.string().max(16).optional(),
      ...pageQuery,
    }),
    reply: page(subjectRow),
  },
  'registry.subject': {
    method: 'GET',
    path: '/api/registry/subjects/:code',
    can: 'registry.view',
    title: '检查对象详情',
    params: z.object({ code: z.string().max(32) }),
    reply: subjectRow.extend({
      creditCode: z.string().nullable(),
      address: z.string(),
      legalRepresentative: z.string(),
      contact: z.string(),
      contactPhoneMasked: z.string().nullable(),
      facets: z.array(z.object({ key: z.string(), label: z.string(), value: z.string() })),
      /** Facts the ledgers hold, struck ones among them, newest first. */
      facts: z.array(
        z.object({
          /** null: told by our own work, and put right there. */
          id: z.uuid().nullable(),
          version: z.number().int(),
          kind: z.string(),
          label: z.string(),
          on: day,
          to: day.nullable(),
          details: z.string(),
          reference: z.string(),
          source: z.string(),
          struck: z.string().nullable(),
        }),
      ),
      /** 名单 in force today, from the ledger's own column and from the dated lists. */
      lists: z.array(z.string()),
      listings: z.array(
        z.object({
          id: z.uuid(),
          version: z.number().int(),
          list: z.string(),
          from: day,
          to: day.nullable(),
          basis: z.string(),
          note: z.string(),
        }),
      ),
      /** 检查历史: recorded checks and our own visits that are done. */
      checks: z.array(
        z.object({
          on: day,
          by: z.string(),
          authority: z.string(),
          kind: z.string(),
          result: z.string(),
          reference: z.string(),
          source: z.string(),
        }),
      ),
      /** Every matched condition, the winner first. */
      matched: z.array(z.object({ className: z.string(), condition: z.string(), law: z.array(z.string()), winner: z.boolean() })),
      method: z.object({ name: z.string(), why: z.string(), law: z.array(z.string()) }),
      history: z.array(z.object({ version: z.number(), validFrom: day, validTo: day.nullable(), changed: z.array(z.string()) })),
    }),
  },
  'registry.inspectors': {
    method: 'GET',
    path: '/api/registry/inspectors',
    can: 'registry.view',
    title: '检查人员',
    query: z.object({
      q: z.string().max(80).optional(),
      state: z.enum(['available', 'expired', 'leave', 'assistant', 'transferred']).optional(),
      ...pageQuery,
    }),
    reply: page(inspectorRow),
  },
  'registry.inspector': {
    method: 'GET',
    path: '/api/registry/inspectors/:code',
    can: 'registry.view',
    title: '检查人员详情',
    params: z.object({ code: z.string().max(32) }),
    reply: inspectorRow.omit({ recusals: true }).extend({
      recusals: z.array(z.object({ subject: z.string(), subjectName: z.string().nullable(), reason: z.string() })),
      /** Account bound to him, if any. */
      login: z.string().nullable(),
      history: z.array(z.object({ version: z.number(), validFrom: day, validTo: day.nullable(), changed: z.array(z.string()) })),
    }),
  },
  'inspector.save': {
    method: 'POST',
    path: '/api/registry/inspectors',
    can: 'registry.edit',
    title: '新增、修改检查人员',
    body: inspectorForm,
    reply: inspectorSaved,
    reverse: 'inspector.save',
  },
  'inspector.setStatus': {
    method: 'POST',
    path: '/api/registry/inspectors/:code/status',
    can: 'registry.edit',
    title: '检查人员请假、销假、调出、调回',
    params: z.object({ code: z.string().max(32) }),
    body: z.object({
      version: z.number().int(),
      status: z.enum(['active', 'leave', 'transferred']),
      leaveFrom: day.nullable(),
      leaveTo: day.nullable(),
      reason: z.string().trim().max(200),
    }),
    reply: inspectorSaved,
    reverse: 'inspector.setStatus',
  },
  'registry.reveal': {
    method: 'POST',
    path: '/api/registry/inspectors/:code/reveal',
    can: 'registry.reveal',
    title: '查看身份证号、手机号',
    params: z.object({ code: z.string().max(32) }),
    body: z.object({ reason: z.string().trim().min(2).max(200) }),
    reply: z.object({ idNumber: z.string().nullable(), phone: z.string().nullable() }),
    reverse: '无：看过就是看过；这一次查看记入操作记录',
  },
})
