/** 工作台与监督. */
import { z } from 'zod'
import { roles } from '../../access/can.ts'
import { oversightKindIds } from '../../desk/oversight.ts'
import { type DeskRuleId, deskRules } from '../../desk/rules.ts'
import { defineRoutes } from '../route.ts'
import { day } from './shared.ts'

const ruleId = z.enum(Object.keys(deskRules) as [DeskRuleId, ...DeskRuleId[]])
const group = z.enum(['due', 'blocked', 'health'])
const line = z.object({
  rule: ruleId,
  id: z.string(),
  group,
  title: z.string(),
  says: z.string(),
  law: z.array(z.string()),
  who: z.string(),
  roles: z.array(z.enum(roles)),
  unit: z.string().nullable(),
  /** Waits for this account: its visit, its role or its unit. */
  own: z.boolean(),
  dueOn: day.nullable(),
  /** Working days left, negative when late. */
  days: z.number().int().nullable(),
  provisional: z.boolean(),
  overdue: z.boolean(),
  blockedBy: z.string().nullable(),
  /** Office path of the form that clears it. */
  link: z.string(),
  button: z.string(),
  /** Firm, where this account may know it. */
  subject: z.string().nullable(),
})

const oversightKind = z.enum(oversightKindIds)
const oversightQuery = {
  kind: oversightKind.optional(),
  from: day.optional(),
  to: day.optional(),
  unit: z.string().trim().min(1).max(80).optional(),
}

export const deskRoutes = defineRoutes({
  'desk.view': {
    method: 'GET',
    path: '/api/desk',
    can: 'desk.view',
    title: '工作台',
    /** `rule`: more lines of that rule alone. */
    query: z.object({ rule: ruleId.optional() }),
    reply: z.object({
      today: day,
      /** A batch exists: the walk-through of a new office is over. */
      begun: z.boolean(),
      lines: z.array(line),
      /** How many lines each rule has in all; only the most urgent of each are in `lines`. */
      totals: z.array(z.object({ rule: ruleId, title: z.string(), group, total: z.number().int() })),
    }),
  },
  'oversight.view': {
    method: 'GET',
    path: '/api/oversight',
    can: 'oversight.view',
    title: '监督',
    query: z.object(oversightQuery),
    reply: z.object({
      rows: z.array(
        z.object({
          kind: oversightKind,
          on: day,
          thing: z.string(),
          link: z.string(),
          says: z.string(),
          reason: z.string(),
          who: z.string().nullable(),
          approver: z.string().nullable(),
          units: z.array(z.string()),
        }),
      ),
      /** Of the period and unit asked for, by kind; never by person or unit. */
      counts: z.array(z.object({ kind: oversightKind, zh: z.string(), law: z.array(z.string()), count: z.number().int() })),
      units: z.array(z.string()),
    }),
  },
  'oversight.export': {
    method: 'GET',
    path: '/api/oversight/export',
    can: 'oversight.view',
    title: '导出监督清单',
    query: z.object(oversightQuery),
    reply: z.any(),
    replyKind: 'file',
  },
})
