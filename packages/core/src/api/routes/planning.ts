/** 实施方案、事项清单、年度计划、抽查任务. */
import { z } from 'zod'
import { defineRoutes } from '../route.ts'
import { basis, day, done, gate, instant, text } from './shared.ts'

/** 定向抽查的范围 — marks of objects and of inspectors the draw is limited to, with its reason; published with the plan row (SJZ-40). */
export const drawRange = z
  .object({
    regions: z.array(text(60)).max(50).default([]),
    industries: z.array(text(80)).max(50).default([]),
    lists: z.array(text(40)).max(20).default([]),
    /** 检查人员的单位部门. */
    units: z.array(text(60)).max(50).default([]),
    reason: text(300),
  })
  .refine(r => r.regions.length + r.industries.length + r.lists.length + r.units.length > 0, '定向抽查至少写一项范围')
export type DrawRange = z.output<typeof drawRange>

export const planScope = z.discriminatedUnion('kind', [
  /** Strata of the scheme, with the scheme's own rate; `numbers`: more than its floor, where the plan says so. */
  z.object({
    kind: z.literal('strata'),
    strata: z.array(z.string().regex(/^[0-9A-Z-]{1,16}$/)).min(1),
    numbers: z.record(z.string().regex(/^[0-9A-Z-]{1,16}$/), z.number().int().min(1).max(1_000_000)).optional(),
    range: drawRange.optional(),
  }),
  /** A named list (联合抽查名单), drawn by a number or a rate of its own; `stratum` is its code in the draw. */
  z.object({
    kind: z.literal('list'),
    list: text(40),
    stratum: z.string().regex(/^[0-9A-Z-]{1,16}$/),
    count: z.number().int().min(1).max(100_000),
  }),
])
export type PlanScope = z.output<typeof planScope>

const item = z.object({
  code: z.string(),
  name: z.string(),
  category: z.enum(['一般', '重点']),
  published: z.boolean(),
  speciality: z.string().nullable(),
  content: z.array(z.string()),
  bases: z.array(basis),
  /** Today: 有效 / 已失效（日期）/ 尚未生效. */
  basisInForce: z.boolean(),
  basisSentence: z.string(),
})
const planRow = z.object({
  code: z.string(),
  name: z.string(),
  kind: z.enum(['untargeted', 'targeted']),
  itemCodes: z.array(z.string()),
  period: z.string(),
  scope: planScope,
  scopeText: z.string(),
  dueOn: day,
  drawOn: z.string(),
  initiator: z.string(),
  guidingUnit: z.string(),
  basis: z.string(),
  /** 已公布 / 待备案公布. */
  published: z.boolean(),
  sinceVersion: z.number().int(),
})
export const newPlanRow = z.object({
  year: z.number().int().min(2020).max(2100),
  code: z.string().regex(/^[0-9A-Z-]{1,24}$/),
  name: text(120),
  kind: z.enum(['untargeted', 'targeted']),
  itemCodes: z.array(z.string().max(40)).min(1).max(50),
  period: z.string().regex(/^[0-9]{4}-Q[1-4]$/),
  scope: planScope,
  dueOn: day,
  drawOn: text(80),
  initiator: text(60),
  guidingUnit: z.string().trim().max(60).default(''),
  basis: text(400),
})

export const planningRoutes = defineRoutes({
  'items.view': {
    method: 'GET',
    path: '/api/items',
    can: 'items.view',
    title: '随机抽查事项清单',
    reply: z.object({
      publishedVersion: z.number().int().nullable(),
      publishedAt: instant.nullable(),
      logIndex: z.number().int().nullable(),
      draftVersion: z.number().int().nullable(),
      rows: z.array(item),
    }),
  },
  'items.import': {
    method: 'POST',
    path: '/api/items/import',
    can: 'items.edit',
    title: '导入事项草稿',
    body: z.object({ yaml: z.string().min(1).max(400_000) }),
    reply: z.object({ version: z.number().int(), count: z.number().int(), warnings: z.array(z.string()) }),
    reverse: '再导入一次即替换草稿；公布前不影响任何任务',
  },
  'items.publish': {
    method: 'POST',
    path: '/api/items/publish',
    can: 'items.publish',
    title: '公布事项清单',
    reply: z.object({ version: z.number().int() }),
    reverse: '无：公布的版本不改；导入新草稿再公布即为新版',
  },
  'plan.view': {
    method: 'GET',
    path: '/api/plan',
    can: 'plan.view',
    title: '年度抽查计划',
    query: z.object({ year: z.coerce.number().int().min(2020).max(2100) }),
    reply: z.object({
      year: z.number().int(),
      publishedVersion: z.number().int().nullable(),
      publishedAt: instant.nullable(),
      filing: z.string().nullable(),
      logIndex: z.number().int().nullable(),
      pending: z.number().int(),
      rows: z.array(planRow),
    }),
  },
  'plan.addRow': {
    method: 'POST',
    path: '/api/plan/rows',
    can: 'plan.edit',
    title: '新增计划行',
    body: newPlanRow,
    reply: z.object({ code: z.string() }),
    reverse: 'plan.removeRow',
  },
  'plan.removeRow': {
    method: 'POST',
    path: '/api/plan/rows/:code/remove',
    can: 'plan.edit',
    title: '删除未公布的计划行',
    params: z.object({ code: z.string().max(24) }),
    body: z.object({ year: z.number().int() }),
    reply: done,
    reverse: 'plan.addRow',
  },
  'plan.publish': {
    method: 'POST',
    path: '/api/plan/publish',
    can: 'plan.publish',
    title: '公布计划（或备案后公布调整）',
    body: z.object({ year: z.number().int(), filing: z.string().trim().max(200).nullable() }),
    reply: z.object({ version: z.number().int() }),
    reverse: '无：公布的版本不改；再作一次调整、备案、公布',
  },
  'task.list': {
    method: 'GET',
    path: '/api/tasks',
    can: 'task.view',
    title: '抽查任务',
    query: z.object({ period: z.string().max(10).optional() }),
    reply: z.object({
      rows: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          planRowCode: z.string(),
          period: z.string(),
          dueOn: day,
          unitName: z.string(),
          state: z.enum(['open', 'batched', 'drawn', 'done', 'withdrawn']),
          batchCode: z.string().nullable(),
          gates: z.array(gate),
        }),
      ),
      /** Plan rows of the year without a task in their period yet, each with its gates: the button's reasons. */
      candidates: z.array(
        z.object({
          year: z.number().int(),
          planRowCode: z.string(),
          name: z.string(),
          period: z.string(),
          dueOn: day,
          gates: z.array(gate),
        }),
      ),
    }),
  },
  'task.create': {
    method: 'POST',
    path: '/api/tasks',
    can: 'task.create',
    title: '下达抽查任务',
    body: z.object({ year: z.number().int(), planRowCode: z.string().max(24), unitName: text(60) }),
    reply: z.object({ code: z.string() }),
    reverse: 'task.withdraw',
  },
  'task.withdraw': {
    method: 'POST',
    path: '/api/tasks/:code/withdraw',
    can: 'task.withdraw',
    title: '撤回任务',
    params: z.object({ code: z.string().max(40) }),
    body: z.object({ reason: text(200) }),
    reply: done,
    reverse: 'task.create',
  },
})
