/**
 * 实施方案 — a bureau's rules as data (policy as data, DESIGN §6). This file is the one source of the language: the type, the validation of a
 * file, and the JSON Schema that is published all come from it.
 *
 * Every row is *cited*: `law` names the clauses (LY-27) and readings it rests on, `quote` holds the clause's own words, `reading` says
 * in our words what we took where the clause is silent or open. A row with neither is refused: nothing in a scheme is without ground.
 *
 * Widening: other bureaus need other members of the unions (quota kinds, windows, limits) and further optional sections (caps, priority tiers,
 * joint rules, report dates). They are added beside what stands here; a file that is valid today stays valid.
 */
import { z } from 'zod'
import type { PlainDate } from '../base/plain-date.ts'
import type { Condition } from './condition.ts'
import { parseRate } from './rate.ts'

const text = z.string().trim().min(1).max(500)
const code = z.string().regex(/^[a-z][A-Za-z0-9-]{0,39}$/)
/** Class, stratum and reason codes obey the protocol's stratum grammar (§1). */
const stratumCode = z.string().regex(/^[0-9A-Z-]{1,16}$/)
const lawId = z.string().regex(/^[A-Z]{1,8}-[0-9]{2,3}$/)
const plainDate = z.iso.date() as unknown as z.ZodType<PlainDate>
const rate = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,2})(\.[0-9]{1,6})?%$/)
  .refine(value => parseRate(value) !== undefined, '比例应在 0% 到 100% 之间')

/** A row with its ground: clause or reading ids, and the clause's words or our reading of them. */
function cite<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z
    .strictObject({
      ...shape,
      law: z.array(lawId).min(1).describe('条款编号与理解编号'),
      quote: text.optional().describe('条款原文'),
      reading: text.optional().describe('方案未写明时本系统采用的理解'),
    })
    .refine(row => (row as { quote?: unknown }).quote !== undefined || (row as { reading?: unknown }).reading !== undefined, {
      message: '每一行都要写明依据：填 quote（条款原文），方案没有写明的填 reading（采用的理解）',
    })
}

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({ facet: code, equals: z.union([text, z.boolean()]) }),
    z.strictObject({ facet: code, in: z.array(text).min(1) }),
    z.strictObject({ facet: code, atLeast: text }),
    z.strictObject({ facet: code, below: text }),
    z.strictObject({ facet: code, marked: z.literal(true) }),
    z.strictObject({ fact: code, within: code }),
  ]),
)

/** 要素 — what the registry knows of a subject and the scheme may ask about. `required`: without it a subject cannot be classed. */
const facetCommon = { code, name: text, required: z.boolean().optional() }
const facetSchema = z.discriminatedUnion('kind', [
  cite({ ...facetCommon, kind: z.literal('grade'), grades: z.array(text).min(2).describe('由好到差') }),
  cite({ ...facetCommon, kind: z.literal('choice'), values: z.array(text).min(2) }),
  cite({ ...facetCommon, kind: z.literal('flag') }),
  cite({ ...facetCommon, kind: z.literal('mark') }).describe('人工标记，取值为理由'),
])

const factSchema = cite({ kind: code, name: text })

/** 时间窗 — `back` whole units before the one that holds the asked day: quarter/1 is 上一季度. */
const windowSchema = cite({ code, name: text, unit: z.enum(['quarter', 'year']), back: z.int().min(0).max(8) })

/** 情形 — one ground of a class; a class matches when any of its grounds does. `say` is the ground in a few words. */
const groundSchema = cite({ say: text, when: conditionSchema })

/** 监管类别 — `risk` is stated, never inferred from the name: 特殊 means well-behaved in one scheme and risky in four. */
const classSchema = cite({
  code: stratumCode,
  name: text,
  shortName: text,
  risk: z.enum(['high', 'normal', 'low']),
  grounds: z.array(groundSchema).min(1),
})

const quotaSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('percent-floor'),
    rate,
    per: z.literal('quarter'),
    min: z.int().min(0).max(1000).describe('N ≥ 1 时至少抽取的数量'),
  }),
])

/** 分层 — what is drawn by itself: a class, or a part of one. The first stratum of the class whose `when` holds takes the subject. */
const stratumSchema = cite({ code: stratumCode, name: text, class: stratumCode, when: conditionSchema.optional(), quota: quotaSchema })

const eligibilitySchema = z.discriminatedUnion('effect', [
  cite({ status: z.enum(['suspended', 'deregistered']), effect: z.literal('exclude'), reason: stratumCode, name: text }),
  cite({ status: z.enum(['suspended', 'deregistered']), effect: z.literal('omit'), name: text }),
])

/**
 * 检查方式 — on-site unless the subject is in one of the groups and has what off-site checking needs; a scheme that names no condition (HS-35, SJZ-44)
 * leaves `needs` and `lacking` out. Never moves the class.
 */
const methodSchema = cite({
  otherwise: z.literal('on-site'),
  offSite: z.strictObject({
    needs: conditionSchema.optional().describe('采取非现场方式须具备的条件；方案没有条件的不写'),
    lacking: text.optional().describe('不具备条件时的说法；写了 needs 就要写'),
    groups: z.array(groundSchema).min(1),
    means: z.array(text).min(1).describe('非现场手段'),
  }),
})

const teamSchema = cite({
  officers: z.int().min(2).max(9),
  distinctCertificates: z.literal(true),
  speciality: z.enum(['one-member', 'none']).describe('事项要求专长时，组内至少一人具备'),
})

const stageLimitSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('working-days'), count: z.int().min(1).max(250) }),
  z.strictObject({ kind: z.literal('period-end') }),
])

const stageSchema = cite({
  code: z.enum(['task', 'inspect', 'enter', 'publish']),
  name: text,
  from: z.enum(['drawn', 'issued', 'completed', 'determined']),
  limit: stageLimitSchema,
})

const RESULT_CODES = [
  'NO_PROBLEM',
  'ORDERED',
  'CASE',
  'PENDING',
  'UNCOOPERATIVE',
  'NO_ACTIVITY',
  'UNREACHABLE',
  'NOT_DISCLOSED',
  'FALSE_DISCLOSED',
] as const

const resultsSchema = cite({
  vocabulary: z.enum(['open', 'closed']),
  phrases: z.array(z.strictObject({ code: z.enum(RESULT_CODES), text })).min(1),
})

const outcome = z.enum(['clean', 'violation', 'unreachable', 'refused', 'no-activity'])
/** 检查、公示、后续处置 — every part optional; what a scheme leaves out has a default (`fieldworkOf`). */
const fieldworkSchema = z.strictObject({
  documents: cite({
    sets: z
      .array(z.strictObject({ outcomes: z.array(outcome).min(1), required: z.array(z.enum(['checklist', 'minutes', 'interview'])) }))
      .min(1)
      .describe('检查情况与应有文书：检查表、现场检查笔录、询问笔录'),
  }).optional(),
  notice: cite({
    rule: z.enum(['before', 'on-arrival']).describe('检查前送达，或到场出示'),
    exempt: z.array(z.strictObject({ code, text })).optional().describe('可以不发通知的情形'),
  }).optional(),
  entry: cite({ scan: z.boolean().describe('扫码入企') }).optional(),
  maxPeople: cite({ count: z.int().min(2).max(20).describe('入企人员上限') }).optional(),
  methodNames: cite({
    'on-site': text,
    'off-site': text,
    other: text,
    words: z
      .array(z.strictObject({ word: text, method: z.enum(['on-site', 'off-site', 'other']) }))
      .optional()
      .describe('附件、台账里的其他叫法：实地检查、书面检查'),
  })
    .optional()
    .describe('方案对检查方式的称呼'),
  sameFirm: cite({ days: z.int().min(0).max(60) }).optional(),
  rectify: cite({ workingDays: z.int().min(1).max(250) }).optional(),
  returnVisit: cite({ percent: z.int().min(0).max(100), workingDays: z.int().min(1).max(250) }).optional(),
})

/** 不予公开、调整方式、限制范围的理由. */
const withholdingSchema = cite({ ground: text, effect: z.enum(['withhold', 'redact', 'restrict']), mandatory: z.boolean() })

export const schemeSchema = z
  .strictObject({
    format: z.literal('mingcha/scheme/v1'),
    id: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .max(40),
    name: text,
    version: z.string().regex(/^[1-9][0-9]{0,5}$/),
    agencyLevel: z.enum(['province', 'city', 'county']),
    issuedOn: plainDate,
    validity: z.strictObject({ from: plainDate, to: plainDate }),
    basis: z.array(cite({ title: text, number: text })).min(1),
    facets: z.array(facetSchema).min(1),
    facts: z.array(factSchema),
    windows: z.array(windowSchema),
    classes: z.array(classSchema).min(1),
    precedence: cite({ order: z.array(stratumCode).min(1) }),
    strata: z.array(stratumSchema).min(1),
    eligibility: z.array(eligibilitySchema),
    method: methodSchema,
    team: teamSchema,
    reserve: cite({ rate }),
    rotation: cite({ months: z.int().min(0).max(36) }),
    balance: cite({ by: z.enum(['draw', 'year']) }),
    assurance: cite({ least: z.enum(['A', 'B', 'C', 'D']) }),
    stages: z.array(stageSchema),
    results: resultsSchema,
    publicity: cite({
      start: z.enum(['determination', 'completion']),
      workingDays: z.int().min(1).max(250),
      channels: z.array(text).min(1),
      withholding: z.array(withholdingSchema).optional(),
      monthly: z.boolean().optional().describe('每月公示一轮：月末提醒早于期限时以月末为准'),
      officers: z.boolean().optional().describe('检查完成后公开执法人员姓名（默认公开，证号脱敏）'),
    }),
    fieldwork: fieldworkSchema.optional(),
  })
  .describe('明查实施方案')

/** 实施方案, read and coherent: only `readScheme` makes one from outside text. */
export type Scheme = z.infer<typeof schemeSchema>
export type Facet = Scheme['facets'][number]
export type SchemeFact = Scheme['facts'][number]
export type SchemeWindow = Scheme['windows'][number]
export type SchemeClass = Scheme['classes'][number]
export type Ground = SchemeClass['grounds'][number]
export type SchemeStratum = Scheme['strata'][number]
export type ResultCode = (typeof RESULT_CODES)[number]

/** The published JSON Schema (draft 2020-12) of a scheme file. */
export const schemeJsonSchema = (): unknown => z.toJSONSchema(schemeSchema, { io: 'input' })
