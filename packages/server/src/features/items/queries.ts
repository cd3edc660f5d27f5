/** 随机抽查事项清单 — the newest draft and the published version; each basis with its validity today. */
import type { Scope } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import type { PlainDate } from '@mingcha/core/base'
import { type GateBasis, isBasisInForce, sayBasis } from '@mingcha/core/inspection'
import type { AgencyLevel, AppliesTo } from '@mingcha/core/scheme'
import { z } from 'zod'
import type { ReadDb } from '../../db/tx.ts'
import { loggedAt } from '../log/read-log.ts'

const storedBases = z.array(z.object({ law: z.string(), article: z.string(), from: z.string(), to: z.string().nullable() }))
const storedDetail = z.looseObject({
  body: z.string().default(''),
  level: z.enum(['county', 'city', 'province']).default('county'),
  methods: z.array(z.string()).default(['on-site', 'off-site', 'document']),
  appliesTo: z
    .object({ facets: z.array(z.object({ facet: z.string(), values: z.array(z.string()) })), lists: z.array(z.string()) })
    .nullable()
    .default(null),
})
const storedContent = z.array(z.string())

export interface ListedItem {
  readonly code: string
  readonly name: string
  readonly category: '一般' | '重点'
  readonly published: boolean
  readonly speciality: string | null
  readonly content: readonly string[]
  readonly bases: readonly GateBasis[]
  readonly appliesTo: AppliesTo | null
  /** 检查主体 and the lowest level that may carry the item out. */
  readonly body: string
  readonly level: AgencyLevel
  /** 允许的检查方式. */
  readonly methods: readonly string[]
}
export interface ItemLists {
  readonly publishedVersion: number | null
  readonly publishedAt: string | null
  readonly eventId: number | null
  readonly draftVersion: number | null
  /** Of the draft where there is one, else of the published list. */
  readonly shown: readonly ListedItem[]
  /** Of the published list only; what a task may use. */
  readonly published: ReadonlyMap<string, ListedItem>
}

async function itemsOf(db: ReadDb, scope: Scope, version: number): Promise<ListedItem[]> {
  const rows = await db
    .selectFrom('item')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .where('list_version', '=', version)
    .orderBy('code')
    .execute()
  return rows.map(r => ({
    code: r.code,
    name: r.name,
    category: r.category as '一般' | '重点',
    published: r.published,
    speciality: r.speciality,
    content: storedContent.parse(r.content),
    bases: storedBases.parse(r.bases) as GateBasis[],
    ...storedDetail.parse(r.detail),
  }))
}

export async function loadItemLists(db: ReadDb, scope: Scope): Promise<ItemLists> {
  const lists = await db.selectFrom('item_list').selectAll().where('agency_id', 'in', scope.agencies).orderBy('version', 'desc').execute()
  const published = lists.find(l => l.state === 'published')
  const draft = lists.find(l => l.state === 'draft')
  const inForce = published ? await itemsOf(db, scope, published.version) : []
  const shown = draft ? await itemsOf(db, scope, draft.version) : inForce
  return {
    publishedVersion: published?.version ?? null,
    publishedAt: published?.published_at ?? null,
    eventId: published?.event_id ?? null,
    draftVersion: draft?.version ?? null,
    shown,
    published: new Map(inForce.filter(i => i.published).map(i => [i.code, i])),
  }
}

export async function viewItems(db: ReadDb, scope: Scope, today: PlainDate): Promise<ReplyOf<Routes['items.view']>> {
  const lists = await loadItemLists(db, scope)
  return {
    publishedVersion: lists.publishedVersion,
    publishedAt: lists.publishedAt,
    logIndex: (await loggedAt(db, lists.eventId))?.index ?? null,
    draftVersion: lists.draftVersion,
    rows: lists.shown.map(i => {
      const basisInForce = i.bases.some(b => isBasisInForce(b, today))
      const { appliesTo: _, methods: __, body: _body, level: _level, ...shown } = i
      return {
        ...shown,
        content: [...i.content],
        bases: i.bases.map(b => ({ ...b })),
        published: lists.published.has(i.code),
        basisInForce,
        basisSentence: basisInForce ? '有效' : i.bases.map(b => sayBasis(b, today)).join('；') || '没有依据',
      }
    }),
  }
}
