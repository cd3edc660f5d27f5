/** 实施方案：查看、比较、试算、提出与批准. */
import { z } from 'zod'
import { checkGrounds } from '../../followup/leads.ts'
import { defineRoutes } from '../route.ts'
import { day, done, instant, text } from './shared.ts'

const yaml = z.string().min(1).max(400_000)
const sections = z.array(
  z.object({
    title: z.string(),
    rows: z.array(z.object({ label: z.string(), value: z.string(), law: z.array(z.string()), clause: z.string() })),
  }),
)
/** The clauses behind a number, and their words. */
const explained = { law: z.array(z.string()), clause: z.string() }
/** A place of the file that is wrong, with its line (from 1). */
export const schemeIssue = z.object({ line: z.number().int(), at: z.string(), message: z.string() })
const fieldValue = z.union([z.string().max(500), z.number(), z.boolean()])
const fieldPath = z
  .array(z.union([z.string().max(60), z.number().int().min(0)]))
  .min(1)
  .max(12)
export const schemeField = z.object({
  path: fieldPath,
  section: z.string(),
  label: z.string(),
  kind: z.enum(['rate', 'count', 'date', 'text', 'switch', 'choice']),
  value: fieldValue,
  /** Written in the file; else what holds where the file is silent, which only the file can change. */
  given: z.boolean(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  ...explained,
})
const proposal = z.object({
  id: z.string(),
  name: z.string(),
  yaml: z.string(),
  sha256: z.string(),
  reason: z.string(),
  by: z.string(),
  byId: z.string(),
  at: instant,
  /** 低于现行方案的比例, in words: an approver must not overlook them (HS-20). */
  lowered: z.array(z.string()),
})
const quotaAnswer = z.object({
  floor: z.number().int(),
  ceiling: z.number().int().nullable(),
  number: z.number().int(),
  whole: z.object({ number: z.number().int(), parts: z.array(z.number().int()) }).nullable(),
  missing: z.number().int(),
  sentence: z.string(),
})
const capReach = z.object({ least: z.number().int(), most: z.number().int() })
export const schemeTrial = z.object({
  name: z.string(),
  period: z.string(),
  /** 请注意, each a sentence. */
  notes: z.array(z.string()),
  /** 人数 that was counted with. */
  staff: z.number().int(),
  classes: z.array(z.object({ code: z.string(), name: z.string(), count: z.number().int(), ...explained })),
  strata: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      base: z.number().int(),
      pool: z.number().int(),
      left: z.array(z.object({ code: z.string(), reason: z.string(), count: z.number().int() })),
      answer: quotaAnswer,
      year: z.array(z.number().int().nullable()),
      offSite: z.number().int(),
      ...explained,
    }),
  ),
  unclassified: z.object({
    count: z.number().int(),
    examples: z.array(z.object({ id: z.string(), name: z.string(), sentence: z.string() })),
  }),
  visits: z.number().int(),
  personDays: z.number(),
  load: z.object({ sentence: z.string(), ...explained }),
  /** `count`: left out, having reached it; `reach`: whom the draw brings to it. */
  caps: z.array(
    z.object({ code: z.string(), name: z.string(), limit: z.number().int(), count: z.number().int(), reach: capReach, ...explained }),
  ),
  joint: z.array(z.object({ code: z.string(), name: z.string(), number: z.number().int(), sentence: z.string(), ...explained })),
  drawDays: z.array(day).nullable(),
  drawRule: z.object(explained).nullable(),
  reports: z.array(z.object({ on: day, name: z.string(), ...explained })),
})
const trialChange = z.object({
  strata: z.array(
    z.object({ code: z.string(), name: z.string(), before: z.number().int().nullable(), after: z.number().int().nullable() }),
  ),
  visits: z.number().int(),
  personDays: z.number(),
  atCap: capReach,
  moves: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      count: z.number().int(),
      examples: z.array(z.object({ id: z.string(), name: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
})

export const schemeRoutes = defineRoutes({
  'scheme.view': {
    method: 'GET',
    path: '/api/scheme',
    can: 'scheme.view',
    title: '实施方案',
    reply: z.object({
      id: z.string(),
      name: z.string(),
      version: z.number().int(),
      sha256: z.string(),
      adoptedAt: instant,
      yaml: z.string(),
      /** Sections of readable rows, each with its clause. */
      sections,
      phrases: z.array(z.object({ code: z.string(), phrase: z.string() })),
      leastAssurance: z.string(),
      /** 非随机检查的情形. */
      grounds: z.array(
        z.object({
          code: z.enum(checkGrounds),
          text: z.string(),
          needs: z.enum(['evidence', 'order', 'approval']),
          law: z.array(z.string()),
        }),
      ),
      versions: z.array(
        z.object({
          version: z.number().int(),
          schemeId: z.string(),
          name: z.string(),
          sha256: z.string(),
          adoptedAt: instant,
          by: z.string().nullable(),
        }),
      ),
      /** 待批准的新版; null when there is none. */
      proposal: proposal.nullable(),
      /** The newest proposal, where it was 退回 or 撤回 and nothing has come after it: what its author goes on from. */
      sentBack: z
        .object({
          state: z.enum(['returned', 'withdrawn']),
          yaml: z.string(),
          reason: z.string(),
          /** Who decided; where it was withdrawn, who did that. */
          by: z.string(),
          at: instant,
          opinion: z.string(),
        })
        .nullable(),
    }),
  },
  'scheme.version': {
    method: 'GET',
    path: '/api/scheme/versions/:version',
    can: 'scheme.view',
    title: '实施方案的一版',
    params: z.object({ version: z.coerce.number().int().min(1).max(1_000_000) }),
    reply: z.object({ version: z.number().int(), name: z.string(), sha256: z.string(), adoptedAt: instant, yaml: z.string(), sections }),
  },
  'scheme.compare': {
    method: 'GET',
    path: '/api/scheme/compare',
    can: 'scheme.view',
    title: '比较两版方案',
    /** `proposal`: the one that waits. */
    query: z.object({ before: z.string().regex(/^([0-9]{1,6}|proposal)$/), after: z.string().regex(/^([0-9]{1,6}|proposal)$/) }),
    reply: z.object({
      before: z.string(),
      after: z.string(),
      lowered: z.array(z.string()),
      rows: z.array(
        z.object({
          section: z.string(),
          label: z.string(),
          before: z.string().nullable(),
          after: z.string().nullable(),
          law: z.array(z.string()),
        }),
      ),
    }),
  },
  'scheme.form': {
    method: 'POST',
    path: '/api/scheme/form',
    can: 'scheme.view',
    title: '核对方案文件，取可填的各项',
    /** `edits` are put into the file first; nothing is stored. */
    body: z.object({
      yaml,
      edits: z
        .array(z.object({ path: fieldPath, value: fieldValue }))
        .max(500)
        .default([]),
    }),
    reply: z.object({
      yaml: z.string(),
      issues: z.array(schemeIssue),
      /** 请注意: nothing is refused for it. */
      doubts: z.array(schemeIssue),
      fields: z.array(schemeField),
    }),
    reverse: '无：不保存任何内容',
  },
  'scheme.try': {
    method: 'POST',
    path: '/api/scheme/try',
    can: 'scheme.try',
    title: '试算',
    /** Without `yaml`: the scheme in force. Without `period`: the one drawn next. */
    body: z.object({
      yaml: yaml.nullable().default(null),
      period: z
        .string()
        .regex(/^[0-9]{4}-Q[1-4]$/)
        .nullable()
        .default(null),
    }),
    reply: z.object({
      issues: z.array(schemeIssue),
      trial: schemeTrial.nullable(),
      /** Of the scheme in force, over the same registry. */
      inForce: schemeTrial.nullable(),
      change: trialChange.nullable(),
    }),
    reverse: '无：不保存任何内容',
  },
  'scheme.propose': {
    method: 'POST',
    path: '/api/scheme/proposals',
    can: 'scheme.propose',
    title: '提出新版方案',
    body: z.object({ yaml, reason: text(500) }),
    reply: z.object({ id: z.string() }),
    reverse: 'scheme.withdraw',
  },
  'scheme.withdraw': {
    method: 'POST',
    path: '/api/scheme/proposals/:id/withdraw',
    can: 'scheme.propose',
    title: '撤回提出的方案',
    params: z.object({ id: z.uuid() }),
    reply: done,
    reverse: 'scheme.propose',
  },
  'scheme.decide': {
    method: 'POST',
    path: '/api/scheme/proposals/:id/decide',
    can: 'scheme.decide',
    title: '批准或退回方案',
    params: z.object({ id: z.uuid() }),
    body: z.object({ adopt: z.boolean(), opinion: z.string().trim().max(500).default('') }),
    reply: z.object({ version: z.number().int().nullable() }),
    reverse: '无：再提出上一版的文件并批准即恢复；各版本都保留，已冻结的批次不受影响',
  },
  'scheme.adopt': {
    method: 'POST',
    path: '/api/scheme',
    can: 'scheme.adopt',
    title: '采用第一份实施方案',
    body: z.object({ yaml }),
    reply: z.object({ version: z.number().int() }),
    reverse: '无：提出并批准新版即替换；各版本都保留',
  },
})
