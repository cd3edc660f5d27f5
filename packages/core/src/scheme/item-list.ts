/**
 * 随机抽查事项清单 — what may be checked, by whom, on what legal ground. A county's list is derived from the level above: each row says whether
 * it is adopted, claimed (LY-08) or added, and from which row. Beyond that a row may carry the columns of its own list: sub-item, responsible and cooperating
 * offices, ratio, and its place in the joint list of other departments (SJZ-38, SJZ-47, JX-73, EZ-28, EZ-65).
 *
 * A legal basis has a first day and, where known, a last one: ten environmental laws end on 2026-08-14, and an item whose every basis has
 * ended may not be drawn. An article the author was not certain of is `-`, never a guess.
 */
import { z } from 'zod'
import type { PlainDate } from '../base/plain-date.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type FileIssue, fileIssue } from './file-issue.ts'
import { parseFile } from './schema-issues.ts'
import type { AgencyLevel } from './scheme-schema.ts'

const text = z.string().trim().min(1).max(1000)
const plainDate = z.iso.date() as unknown as z.ZodType<PlainDate>
const lawId = z.string().regex(/^[A-Z]{1,8}-[0-9]{2,3}$/)

/** 法律依据 — in force from `from` to `to`, both days included; no `to`: no end is known. */
const legalBasisSchema = z.strictObject({
  law: text.describe('法律法规规章名称'),
  article: text.describe('条款，不确定的填 -'),
  from: plainDate,
  to: plainDate.optional(),
  note: text.optional(),
})

/** 部门联合抽查事项清单的一项: whose list and number it is, who initiates, who cooperates, which offices talk to each other. @law EZ-65 EZ-76 */
const jointListSchema = z.strictObject({
  number: text.describe('联合清单的编号：领域序号/事项序号，例如 6/15'),
  initiator: text.describe('发起部门'),
  cooperating: z.array(text).min(1).describe('配合部门'),
  liaison: z.array(text).min(1).optional().describe('联络科室'),
})

const itemSchema = z.strictObject({
  code: z.string().regex(/^[0-9A-Z-]{1,40}$/),
  name: text,
  category: z.enum(['general', 'key']).describe('一般检查事项、重点检查事项'),
  objects: text.describe('检查对象'),
  body: text.describe('检查主体'),
  level: z.enum(['county', 'city', 'province']).describe('有权实施的最低层级'),
  content: z.array(text).min(1),
  methods: z.array(z.enum(['on-site', 'off-site', 'document'])).min(1),
  speciality: z
    .string()
    .regex(/^(-|[0-9A-Z-]{1,16})$/)
    .describe('所需专长，没有填 -'),
  joint: z.boolean().describe('是否适用联合抽查'),
  derivation: z.strictObject({ how: z.enum(['adopt', 'claim', 'add']), parent: text, ground: text }),
  published: z.boolean(),
  /** 随检：beyond the tasks that name it, the item is checked at every object in one of these lists or with one of these values (JX-20). */
  appliesTo: z
    .strictObject({
      facets: z.array(z.strictObject({ facet: z.string().max(40), values: z.array(text).min(1) })).default([]),
      lists: z.array(text).default([]),
    })
    .optional()
    .describe('除任务指定外，对哪些检查对象一并检查：要素取值或名单'),
  field: text.optional().describe('抽查类别、抽查领域：事项所属的一类，清单第一栏'),
  subItem: text.optional().describe('检查子项，或者抽查类别之下的抽查事项，照清单的原文'),
  responsible: text.optional().describe('责任科室、单位'),
  cooperating: z.array(text).min(1).optional().describe('本部门内配合的科室、单位'),
  ratio: text.optional().describe('抽查比例'),
  frequency: text.optional().describe('抽查频次'),
  jointList: jointListSchema.optional().describe('部门联合抽查事项清单中的这一项'),
  law: z.array(lawId).min(1).optional().describe('出自方案哪一条'),
  note: text.optional(),
  bases: z.array(legalBasisSchema).min(1, '事项没有法律依据，不得列入清单（JX-07）'),
})

export const itemListSchema = z.strictObject({
  format: z.literal('mingcha/items/v1'),
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(60),
  name: text,
  version: z.string().regex(/^[1-9][0-9]{0,5}$/),
  parent: z.strictObject({ name: text, version: text }),
  law: z.array(lawId).min(1),
  specialities: z.array(z.strictObject({ code: z.string().regex(/^[0-9A-Z-]{1,16}$/), name: text })),
  items: z.array(itemSchema).min(1),
})

export type AppliesTo = NonNullable<z.infer<typeof itemSchema>['appliesTo']>

/** Does the item apply to this object by itself, without a task that names it? @law JX-20 JX-06 */
export const appliesBySelf = (
  rule: AppliesTo | null,
  subject: { readonly facets: Readonly<Record<string, unknown>>; readonly lists: readonly string[] },
): boolean =>
  rule !== null &&
  (rule.lists.some(l => subject.lists.includes(l)) || rule.facets.some(f => f.values.includes(String(subject.facets[f.facet] ?? ''))))

export type ItemList = z.infer<typeof itemListSchema>
/** 抽查事项. */
export type Item = ItemList['items'][number]
export type LegalBasis = Item['bases'][number]

export interface ItemListInvalid {
  readonly code: 'items.invalid'
  readonly issues: readonly FileIssue[]
  readonly [param: string]: unknown
}

/** Plain object (parsed YAML) → ItemList, or every issue with its path. An item without a basis is refused (SJZ-91). */
export function readItemList(plain: unknown): Result<ItemList, ItemListInvalid> {
  const parsed = parseFile(itemListSchema, plain)
  if (!parsed.ok) return err({ code: 'items.invalid', issues: parsed.issues })
  const issues: FileIssue[] = []
  const { items, specialities } = parsed.value
  items.forEach((item, i) => {
    if (items.findIndex(other => other.code === item.code) < i)
      issues.push(fileIssue(['items', i, 'code'], `事项编码“${item.code}”重复出现`))
    if (item.speciality !== '-' && !specialities.some(s => s.code === item.speciality))
      issues.push(fileIssue(['items', i, 'speciality'], `没有定义专长 ${item.speciality}`))
    item.bases.forEach((basis, j) => {
      if (basis.to !== undefined && basis.to < basis.from)
        issues.push(fileIssue(['items', i, 'bases', j, 'to'], '依据的失效日期早于生效日期'))
    })
  })
  return issues.length > 0 ? err({ code: 'items.invalid', issues }) : ok(parsed.value)
}

const LEVELS = ['county', 'city', 'province'] as const

/** 有权实施的最低层级: a county bureau cannot plan an item reserved to 市级以上. @law SJZ-86 V-26 */
export const mayCarryOut = (item: Pick<Item, 'level'>, level: AgencyLevel): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(item.level)

/**
 * What a list may well mean but a reader should look at: equal names for different objects. A warning, because two rows of one joint list may share a
 * title on purpose; the second is named, with the first. @law X-15
 */
export function findItemDoubts(list: ItemList): FileIssue[] {
  return list.items.flatMap((item, i) => {
    const first = list.items.slice(0, i).find(other => other.name === item.name && other.objects !== item.objects)
    return first === undefined
      ? []
      : [
          fileIssue(
            ['items', i, 'name'],
            `${item.code} 与 ${first.code} 名称相同，检查对象不同（“${first.objects}”“${item.objects}”），请核对是否抄错`,
          ),
        ]
  })
}

/** The basis binds on that day; both ends included. @law JX-07 X-13 */
export const isInForce = (basis: LegalBasis, on: PlainDate): boolean => basis.from <= on && (basis.to === undefined || on <= basis.to)

/** 三个不查 第一项: the bases of the item in force on the day; none means it may not be checked. @law JX-07 EZ-03 */
export const basesInForce = (item: Item, on: PlainDate): LegalBasis[] => item.bases.filter(basis => isInForce(basis, on))

/** The published JSON Schema (draft 2020-12) of an item list file. */
export const itemListJsonSchema = (): unknown => z.toJSONSchema(itemListSchema, { io: 'input' })
