/** 事实、名单、检查历史 — the dated records a scheme's conditions ask about: three imports, a list of each as of a day, and what is put right at the desk. */
import { z } from 'zod'
import { defineRoutes } from '../route.ts'
import { importQuery, importReport } from './registry.ts'
import { day, instant, page, pageQuery, text } from './shared.ts'

const provenance = {
  /** Which import or whose hand, in words. */
  recordedBy: z.string(),
  recordedAt: instant,
}
export const factRow = z.object({
  id: z.uuid(),
  version: z.number().int(),
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  /** 情形. */
  label: z.string(),
  on: day,
  to: day.nullable(),
  /** 核查结论：查实；渠道：群众举报. */
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  reference: z.string(),
  source: z.string(),
  /** 不计入的理由; null: it counts. */
  struck: z.string().nullable(),
  ...provenance,
})
export const listingRow = z.object({
  id: z.uuid(),
  version: z.number().int(),
  list: z.string(),
  code: z.string(),
  name: z.string(),
  from: day,
  to: day.nullable(),
  basis: z.string(),
  /** Why it was closed or opened again at the desk. */
  note: z.string(),
  ...provenance,
})
export const checkRow = z.object({
  code: z.string(),
  name: z.string(),
  on: day,
  authority: z.string(),
  by: z.string(),
  kind: z.string(),
  result: z.enum(['未发现问题', '发现问题', '不详']),
  reference: z.string(),
  /** Counts as proof where an exclusion asks for one. */
  proves: z.boolean(),
  ...provenance,
})
const factKind = z.enum(['penalty', 'complaint', 'exceedance', 'supervision', 'notice', 'violation'])
const id = z.object({ id: z.uuid() })
const versioned = { version: z.number().int(), reason: text(200) }
const saved = z.object({ version: z.number().int() })
const q = z.string().max(80).optional()

export const recordRoutes = defineRoutes({
  'registry.importFacts': {
    method: 'POST',
    path: '/api/registry/facts/import',
    can: 'registry.import',
    title: '导入事实台账',
    query: importQuery,
    bodyKind: 'upload',
    reply: importReport,
    reverse: '无：导入的记录不删；不应计入的逐条划除并写明理由，改错的再导入一次，旧版本留在历史里',
  },
  'registry.importLists': {
    method: 'POST',
    path: '/api/registry/lists/import',
    can: 'registry.import',
    title: '导入名单台账',
    query: importQuery,
    bodyKind: 'upload',
    reply: importReport,
    reverse: '无：导入的记录不删；不在名单内的登记移出日期，旧版本留在历史里',
  },
  'registry.importChecks': {
    method: 'POST',
    path: '/api/registry/checks/import',
    can: 'registry.import',
    title: '导入检查历史台账',
    query: importQuery,
    bodyKind: 'upload',
    reply: importReport,
    reverse: '无：导入的记录不删；结果或文号有误的改正后再导入，旧版本留在历史里',
  },
  'registry.facts': {
    method: 'GET',
    path: '/api/registry/facts',
    can: 'registry.view',
    title: '事实',
    query: z.object({
      q,
      kind: factKind.optional(),
      /** Facts up to and on the day. */
      on: day.optional(),
      state: z.enum(['counts', 'struck']).optional(),
      ...pageQuery,
    }),
    reply: page(factRow),
  },
  'registry.lists': {
    method: 'GET',
    path: '/api/registry/lists',
    can: 'registry.view',
    title: '名单',
    query: z.object({
      q,
      list: z.string().max(60).optional(),
      /** Members on the day; without it every entry there ever was. */
      on: day.optional(),
      ...pageQuery,
    }),
    /** `lists`: every list and how many stand on it on the day. */
    reply: page(listingRow).extend({ lists: z.array(z.object({ list: z.string(), members: z.number().int() })) }),
  },
  'registry.checks': {
    method: 'GET',
    path: '/api/registry/checks',
    can: 'registry.view',
    title: '检查历史',
    query: z.object({
      q,
      year: z.coerce.number().int().min(2000).max(2100).optional(),
      by: z.enum(['own', 'above', 'other']).optional(),
      ...pageQuery,
    }),
    reply: page(checkRow),
  },
  'fact.strike': {
    method: 'POST',
    path: '/api/registry/facts/:id/strike',
    can: 'registry.edit',
    title: '划除一条事实',
    params: id,
    body: z.object(versioned),
    reply: saved,
    reverse: 'fact.restore',
  },
  'fact.restore': {
    method: 'POST',
    path: '/api/registry/facts/:id/restore',
    can: 'registry.edit',
    title: '恢复一条事实',
    params: id,
    body: z.object(versioned),
    reply: saved,
    reverse: 'fact.strike',
  },
  'listing.close': {
    method: 'POST',
    path: '/api/registry/lists/:id/close',
    can: 'registry.edit',
    title: '移出名单',
    params: id,
    /** `on`: the last day on the list. */
    body: z.object({ ...versioned, on: day }),
    reply: saved,
    reverse: 'listing.reopen',
  },
  'listing.reopen': {
    method: 'POST',
    path: '/api/registry/lists/:id/reopen',
    can: 'registry.edit',
    title: '撤销移出名单',
    params: id,
    body: z.object(versioned),
    reply: saved,
    reverse: 'listing.close',
  },
})
