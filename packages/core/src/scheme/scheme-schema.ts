/**
 * 实施方案 — a bureau's rules as data (policy as data, DESIGN §6). This file is the one source of the language: the type, the validation of a
 * file, and the JSON Schema that is published all come from it.
 *
 * Every row is *cited*: `law` names the clauses (LY-27) and readings it rests on, `quote` holds the clause's own words, `reading` says
 * in our words what we took where the clause is silent or open. A row with neither is refused: nothing in a scheme is without ground.
 *
 * Only what every scheme must say is required: who, when, the classes, the strata, the words of the results, the publicity. Everything else has a
 * default that `fieldworkOf` and the quota rules name with its ground. A file that was valid once stays valid.
 */
import { z } from 'zod'
import type { PlainDate } from '../base/plain-date.ts'
import { type Condition, checkBys, checkKinds } from './condition.ts'
import { parseRate } from './rate.ts'

const text = z.string().trim().min(1).max(500)
const code = z.string().regex(/^[a-z][A-Za-z0-9-]{0,39}$/, '写成小写字母开头的代码，例如 airGrade')
/** Class, stratum and reason codes obey the protocol's stratum grammar (§1). */
const stratumCode = z.string().regex(/^[0-9A-Z-]{1,16}$/, '写成大写字母、数字、短横线，至多 16 位，例如 KEY')
const lawId = z.string().regex(/^[A-Z]{1,8}-[0-9]{2,3}$/, '写成条款编号，例如 LY-27')
const plainDate = z.iso.date() as unknown as z.ZodType<PlainDate>
const rate = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,2})(\.[0-9]{1,6})?%$/, { error: '比例写成 18% 或 0.5%，小数至多六位', abort: true })
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
    z
      .strictObject({
        fact: code,
        within: code.optional(),
        inForce: z.literal(true).optional(),
        where: z.record(code, z.array(text).min(1)).optional(),
        atLeast: z.int().min(1).max(1000).optional(),
        per: code.optional(),
      })
      .refine(
        c => (c.within === undefined) !== (c.inForce === undefined),
        '事实的条件写 within（在哪个时间窗内）或 inForce: true（仍然有效），二者必有其一',
      ),
    z.strictObject({ list: text }),
    z.strictObject({
      checked: z.strictObject({
        by: z.array(z.enum(checkBys)).min(1).optional(),
        kinds: z.array(z.enum(checkKinds)).min(1).optional(),
        clean: z.literal(true).optional(),
        proof: z.literal(true).optional(),
      }),
      within: code,
    }),
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

/** 事实 — `details` are what a record says besides its day (核查结论、排口), with the values that may stand there where they are a closed list. */
const factSchema = cite({
  kind: code,
  name: text,
  details: z.array(z.strictObject({ code, name: text, values: z.array(text).min(1).optional() })).optional(),
})

/** 时间窗 — `back` whole units before the one that holds the asked day: quarter/1 is 上一季度. `span` units long, ending with that one's last + span − 1. */
const windowSchema = cite({
  code,
  name: text,
  unit: z.enum(['quarter', 'half-year', 'year']),
  back: z.int().min(0).max(8),
  span: z.int().min(1).max(9).optional().describe('窗口长度，默认一个单位'),
})

/** 情形 — one ground of a class; a class matches when any of its grounds does. `say` is the ground in a few words. */
const groundSchema = cite({ say: text, when: conditionSchema })

/**
 * 监管类别 — `risk` is stated, never inferred from the name: 特殊 means well-behaved in one scheme and risky in four. `residual`: whoever meets no
 * ground of any class. `stays`: who was in the class for the period before stays in while this holds; who does not leaves by itself (JX-43).
 */
const classSchema = cite({
  code: stratumCode,
  name: text,
  shortName: text,
  risk: z.enum(['high', 'normal', 'low']),
  grounds: z.array(groundSchema).default([]),
  residual: cite({ say: text }).optional().describe('兜底：不符合任何一类条件的对象归入本类'),
  stays: cite({ say: text, while: conditionSchema }).optional().describe('上一期在本类、且符合这一条件的继续留在本类；否则自动退出'),
})

const split = z
  .union([z.enum(['even', 'once']), z.array(z.int().min(0).max(100)).length(4)])
  .optional()
  .describe('全年数量如何分到四个季度：even 均分（余数在前），once 一次抽完，或四个百分数')
const atLeastOne = z.int().min(0).max(1000).default(1).describe('N ≥ 1 时至少抽取的数量')
const count = z.int().min(0).max(1_000_000)

/** 抽取数量的规则. `per` is the span the number is for; what is for longer than a quarter is split. */
export const quotaRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent-floor'), rate, per: z.enum(['quarter', 'half-year', 'year']), min: atLeastOne, split }),
  z.strictObject({ kind: z.literal('percent-range'), low: rate, high: rate, per: z.enum(['quarter', 'half-year', 'year']), split }),
  z.strictObject({ kind: z.literal('count-range'), low: count, high: count, per: z.enum(['quarter', 'half-year', 'year']), split }),
  z.strictObject({
    kind: z.literal('staff-multiple'),
    times: z.int().min(1).max(1000).describe('每名执法人员对应的检查对象数量'),
    per: z.literal('year'),
    split,
  }),
  z.strictObject({ kind: z.literal('all'), per: z.enum(['quarter', 'half-year', 'year']), split }),
  z.strictObject({ kind: z.literal('none') }).describe('方案不设比例'),
])
const quotaSchema = z.union([
  quotaRuleSchema,
  z
    .strictObject({ byLevel: z.partialRecord(z.enum(['province', 'city', 'county']), quotaRuleSchema) })
    .describe('各级比例不同时，按本单位的层级取'),
])

/**
 * 放回与覆盖 — what has been checked inside the window: `out` leaves the pool (不重复抽取), `last` comes after all others (先抽未覆盖的). From the `from`th
 * quarter of the window on. `by`: which checks count: `random` what was drawn, `any` every recorded check.
 */
const coverageSchema = cite({
  window: z.enum(['half-year', 'year']),
  from: z.int().min(1).max(4).default(1),
  covered: z.enum(['out', 'last']),
  by: z.enum(['random', 'any']),
})

/** 分层 — what is drawn by itself: a class or a part of one, or the members of a list. The first stratum of the class whose `when` holds takes the subject. */
const stratumSchema = cite({
  code: stratumCode,
  name: text,
  class: stratumCode.optional(),
  list: text.optional().describe('联合抽查、在建项目等名单的名称；与 class 二者必有其一'),
  when: conditionSchema.optional(),
  quota: quotaSchema,
  floor: cite({ rate, norm: text }).optional().describe('上级规定的下限：norm 是文件，rate 是比例；本级比例不得低于它'),
  coverage: coverageSchema.optional(),
})

/** 频次上限 — above the quotas: who has reached it is not in the pool. `counts` says which checks are counted, once a day each. */
const capSchema = cite({
  code: stratumCode.describe('移出候选库的公开原因'),
  name: text,
  limit: z.int().min(1).max(1000),
  window: z.enum(['quarter', 'half-year', 'year']),
  counts: z.strictObject({ by: z.array(z.enum(checkBys)).min(1), kinds: z.array(z.enum(checkKinds)).min(1) }),
  exempt: z.array(stratumCode).optional().describe('不受上限约束的类别'),
  only: z.array(stratumCode).optional().describe('只约束这些类别'),
})

/** 剔除 — leaves the pool, stays in the base. `apply: false`: the scheme allows it, the bureau does not use it. */
const exclusionSchema = cite({ code: stratumCode.describe('移出候选库的公开原因'), name: text, when: conditionSchema, apply: z.boolean() })

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
  other: cite({
    approval: z.boolean().describe('须经批准'),
    kinds: z.array(z.strictObject({ name: text, allowed: z.boolean(), why: text.optional() })).min(1),
  })
    .optional()
    .describe('其他检查方式：书面检查、委托第三方'),
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

/** 非随机情形的代码：the union of the five schemes. */
export const nonRandomCodes = [
  'law',
  'government',
  'campaign',
  'complaint',
  'assigned',
  'superior',
  'handed-over',
  'emergency',
  'nuclear',
  'data',
  'found',
  'other',
] as const
export type NonRandomCode = (typeof nonRandomCodes)[number]

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

/** 抽取日期 — the days on which the draw for a period is held; another day needs a reason. */
const drawCalendarSchema = cite({
  window: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('last-working-days-before'), count: z.int().min(1).max(60) }).describe('上一季度的最后几个工作日'),
    z.strictObject({ kind: z.literal('first-working-days'), count: z.int().min(1).max(60) }).describe('本季度的头几个工作日'),
    z.strictObject({ kind: z.literal('any-day') }),
  ]),
})

/**
 * 抽查形式 — 不定向 sets no range beforehand, 定向 draws inside one. `usual`: the form of routine checks. `needs`: what has to be stated. The strata of a
 * class are no range.
 */
const drawFormSchema = cite({
  form: z.enum(['untargeted', 'targeted']),
  name: text,
  usual: z.boolean(),
  needs: z
    .array(z.enum(['period', 'range', 'reason']))
    .min(1)
    .optional(),
})

/** 非随机检查的情形. `needs`: what has to be on file: evidence, a named written order, approval after free words. */
const nonRandomSchema = cite({
  code: z.enum(nonRandomCodes),
  text,
  needs: z.enum(['evidence', 'order', 'approval']),
})

/** 计划性检查 — which planned kinds must be drawn, and whether 专项 may be exempt. */
const plannedSchema = cite({ random: z.array(text).min(1), exempt: z.array(text).optional() })

/** 联合抽查的数量要求: runs or subjects, a plain number or a share of what the leading group's office requires, or of a class. */
const jointSchema = z.strictObject({
  required: cite({ runs: count, subjects: count })
    .optional()
    .describe('当地领导小组办公室规定的年度联合抽查次数和检查主体数量，由本单位填写'),
  rules: z
    .array(
      cite({
        code,
        name: text,
        scope: z.enum(['internal', 'cross-department']),
        what: z.enum(['runs', 'subjects']),
        per: z.enum(['quarter', 'year']),
        need: z.union([
          z.strictObject({ count: z.int().min(1).max(100_000) }),
          z.strictObject({ rate, of: z.enum(['required-runs', 'required-subjects']) }),
          z.strictObject({ rate, ofClass: stratumCode }),
        ]),
      }),
    )
    .optional(),
  first: cite({ class: stratumCode }).optional().describe('优先联合抽查的类别'),
  byDefault: cite({ industries: z.array(text).min(1) })
    .optional()
    .describe('以联合检查为原则的行业'),
})

/** 报送日历. */
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/, '写成 月-日，例如 04-08')
const reportSchema = cite({
  code,
  name: text,
  due: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('month-day'), day: z.int().min(1).max(28) }).describe('每月几日'),
    z.strictObject({ kind: z.literal('quarter-day'), day: z.int().min(1).max(28) }).describe('3、6、9、12 月的几日'),
    z.strictObject({ kind: z.literal('dates'), days: z.array(monthDay).min(1) }).describe('每年的固定日期'),
    z.strictObject({
      kind: z.literal('after'),
      event: z.enum(['scheme-issued', 'plan-issued', 'batch-closed', 'inspected']),
      count: z.int().min(0).max(250),
      days: z.enum(['working', 'calendar']),
    }),
  ]),
  from: text.optional(),
  to: z.array(text).min(1),
  content: text.optional(),
})

/** 不予公开、调整方式、限制范围的理由. */
const withholdingSchema = cite({ ground: text, effect: z.enum(['withhold', 'redact', 'restrict']), mandatory: z.boolean() })

const level = z.enum(['province', 'city', 'county'])

export const schemeSchema = z
  .strictObject({
    format: z.literal('mingcha/scheme/v1'),
    id: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .max(40),
    name: text,
    version: z.string().regex(/^[1-9][0-9]{0,5}$/),
    agencyLevel: z.union([level, z.array(level).min(1)]).describe('适用的层级：一个，或几个'),
    issuedOn: plainDate.optional().describe('印发日期；原件没有落款日期的不写'),
    validity: z.strictObject({ from: plainDate, to: plainDate }),
    basis: z.array(cite({ title: text, number: text })).min(1),
    facets: z.array(facetSchema).min(1),
    facts: z.array(factSchema),
    windows: z.array(windowSchema),
    classes: z.array(classSchema).min(1),
    precedence: cite({ order: z.array(stratumCode).min(1) }),
    strata: z.array(stratumSchema).min(1),
    eligibility: z.array(eligibilitySchema),
    caps: z.array(capSchema).optional(),
    exclusions: z.array(exclusionSchema).optional(),
    drawCalendar: drawCalendarSchema.optional(),
    drawForms: z.array(drawFormSchema).min(1).optional(),
    nonRandom: z.array(nonRandomSchema).optional(),
    planned: plannedSchema.optional(),
    joint: jointSchema.optional(),
    workload: cite({ halfDays: z.int().min(1).max(20).describe('每名执法人员每次检查，以半日计') }).optional(),
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
      kinds: z.array(text).min(1).optional().describe('公开的内容：抽查方案、事项清单、抽查计划、受检名单、抽查结果'),
    }),
    fieldwork: fieldworkSchema.optional(),
    reports: z.array(reportSchema).optional(),
    retention: cite({ years: z.int().min(3).max(100) })
      .optional()
      .describe('档案保存年限，不少于三年'),
  })
  .describe('明查实施方案')

/** 实施方案, read and coherent: only `readScheme` makes one from outside text. */
export type Scheme = z.infer<typeof schemeSchema>
export type AgencyLevel = z.infer<typeof level>
export type QuotaRule = z.infer<typeof quotaRuleSchema>
export type Facet = Scheme['facets'][number]
export type SchemeFact = Scheme['facts'][number]
export type SchemeWindow = Scheme['windows'][number]
export type SchemeClass = Scheme['classes'][number]
export type Ground = SchemeClass['grounds'][number]
export type Coverage = NonNullable<SchemeStratum['coverage']>
export type Cap = NonNullable<Scheme['caps']>[number]
export type Exclusion = NonNullable<Scheme['exclusions']>[number]
export type DrawForm = NonNullable<Scheme['drawForms']>[number]
export type NonRandomGround = NonNullable<Scheme['nonRandom']>[number]
export type SchemeReport = NonNullable<Scheme['reports']>[number]
export type JointRule = NonNullable<NonNullable<Scheme['joint']>['rules']>[number]
export type SchemeStratum = Scheme['strata'][number]
export type ResultCode = (typeof RESULT_CODES)[number]

/** The published JSON Schema (draft 2020-12) of a scheme file. */
export const schemeJsonSchema = (): unknown => z.toJSONSchema(schemeSchema, { io: 'input' })
