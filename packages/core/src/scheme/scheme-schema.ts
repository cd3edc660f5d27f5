/**
 * 实施方案 — a bureau's rules as data (policy as data, DESIGN §6). This file is the one source of the language: the type, the validation of a
 * file, and the JSON Schema that is published all come from it.
 *
 * Every row is *cited*: `law` names the clauses (LY-27) and readings it rests on, `quote` holds the clause's own words, `reading` says
 * in our words what we took where the clause is silent or open. A row with neither is refused: nothing in a scheme is without ground.
 *
 * Only what every scheme must say is required: who, when, the classes, the strata, the words of the results, the publicity. Everything else has a
 * default with its ground (`scheme-defaults.ts`, `fieldworkOf`). A file that was valid once stays valid.
 *
 * Each key has its meaning in Chinese and, where words fall short, an example; the JSON Schema, docs/schemes.md and the messages of `schema-issues.ts`
 * take them from here.
 */
import { z } from 'zod'
import type { PlainDate } from '../base/plain-date.ts'
import type { Condition } from './condition.ts'
import { parseRate } from './rate.ts'
import { notACondition, sayCode, sayDate, sayLawId, sayRate, sayStratumCode } from './schema-words.ts'
import * as silent from './scheme-defaults.ts'

const text = z.string().trim().min(1).max(500)
/** Names of the author's own making that rows refer to. The words of a wrong one are `schema-issues.ts`, by the example. */
const code = z
  .string()
  .regex(/^[a-z][A-Za-z0-9-]{0,39}$/, { error: sayCode })
  .meta({ description: '代号，自己取，别处用它来指', examples: ['own-word'] })
/** Class, stratum and reason codes obey the protocol's stratum grammar (§1). */
const stratumCode = z
  .string()
  .regex(/^[0-9A-Z-]{1,16}$/, { error: sayStratumCode })
  .meta({ description: '代号，自己取，公布的文件里用它', examples: ['KEY'] })
const lawId = z.string().regex(/^[A-Z]{1,8}-[0-9]{2,3}$/, { error: sayLawId })
const plainDate = z.iso.date({ error: sayDate }).meta({ examples: ['2026-03-01'] }) as unknown as z.ZodType<PlainDate>
const rate = z
  .string({ error: sayRate })
  .regex(/^(0|[1-9][0-9]{0,2})(\.[0-9]{1,6})?%$/, { error: sayRate, abort: true })
  .refine(value => parseRate(value) !== undefined, '比例应在 0% 到 100% 之间')
  .meta({ description: '百分数，带百分号', examples: ['18%'] })
/** One of a few words, each with its Chinese; the Chinese goes into the JSON Schema, the page and the messages. */
const choice = <const Words extends Readonly<Record<string, string>>>(words: Words) =>
  z.enum(Object.keys(words) as (keyof Words & string)[]).meta({ enumDescriptions: Object.values(words) })
const by = choice({ own: '本级', above: '上级', other: '其他部门' })
const kindOfCheck = choice({ random: '随机抽查', cause: '线索核查', campaign: '专项检查', recheck: '复查' })
const span = choice({ quarter: '季度', 'half-year': '半年', year: '全年' })

/** A row with its ground: clause or reading ids, and the clause's words or our reading of them. */
function cite<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z
    .strictObject({
      ...shape,
      law: z
        .array(lawId, { error: iss => (typeof iss.input === 'string' ? `写成列表：law: [${iss.input}]` : undefined) })
        .min(1)
        .meta({ description: '条款编号（自己给方案逐条编）与理解编号', examples: [['SL-07']] }),
      quote: text.optional().meta({ description: '条款原文，逐字照抄', examples: ['重点企业每季度抽取 18%'] }),
      reading: text.optional().meta({ description: '方案没有写明时采用的理解', examples: ['方案未写，按每年计算'] }),
    })
    .refine(row => (row as { quote?: unknown }).quote !== undefined || (row as { reading?: unknown }).reading !== undefined, {
      message: '每一行都要写明依据：填 quote（条款原文），方案没有写明的填 reading（采用的理解）',
    })
}

/** Which form is meant, and what is wrong with it, `condition-issues.ts` says. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z
    .union(
      [
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
            '事实的条件写 within: 时间窗代号（在哪段时间内），或 inForce: true（仍然有效），二者必有其一',
          ),
        z.strictObject({ list: text }),
        z.strictObject({
          checked: z.strictObject({
            by: z.array(by).min(1).optional(),
            kinds: z.array(kindOfCheck).min(1).optional(),
            clean: z.literal(true).optional(),
            proof: z.literal(true).optional(),
          }),
          within: code,
        }),
      ],
      { error: notACondition },
    )
    .meta({ examples: [{ facet: 'airGrade', below: 'B' }] }),
)

/** 要素 — what the registry knows of a subject and the scheme may ask about. `required`: without it a subject cannot be classed. */
const facetCommon = {
  code: code.meta({ description: '代号，照“名录能填的要素”的写', examples: ['airGrade'] }),
  name: text.meta({ description: '中文名称', examples: ['大气绩效等级'] }),
  required: z.boolean().optional().describe('true：缺了它、又不符合其他条件的，无法归类'),
}
const facetSchema = z.discriminatedUnion('kind', [
  cite({
    ...facetCommon,
    kind: z.literal('grade').describe('等级'),
    grades: z
      .array(text)
      .min(2)
      .meta({ description: '等级，由好到差', examples: [['A', 'B', 'C', 'D']] }),
  }).describe('有高低次序的等级'),
  cite({
    ...facetCommon,
    kind: z.literal('choice').describe('选项'),
    values: z
      .array(text)
      .min(2)
      .meta({ description: '全部取值', examples: [['重点管理', '简化管理', '登记管理']] }),
  }).describe('几个取值之一，没有高低'),
  cite({ ...facetCommon, kind: z.literal('flag').describe('是否') }).describe('是或否'),
  cite({ ...facetCommon, kind: z.literal('mark').describe('人工标记') }).describe('人工标记，取值为理由'),
])

/** 事实 — `details` are what a record says besides its day (核查结论、排口), with the values that may stand there where they are a closed list. */
const factSchema = cite({
  kind: code.meta({ description: '代号，照“事实台账能填的”写，条件里用它', examples: ['penalty'] }),
  name: text.meta({ description: '中文名称', examples: ['行政处罚决定'] }),
  details: z
    .array(
      z.strictObject({
        code,
        name: text.meta({ description: '细目的中文名称', examples: ['核查结论'] }),
        values: z
          .array(text)
          .min(1)
          .optional()
          .meta({ description: '全部取值；不写就不限', examples: [['查实', '不实']] }),
      }),
    )
    .optional()
    .describe('除日期外还记什么：核查结论、排口'),
})

/** 时间窗 — `back` whole units before the one that holds the asked day: quarter/1 is 上一季度. `span` units long, ending with that one's last + span − 1. */
const windowSchema = cite({
  code: code.meta({ examples: ['last-quarter'] }),
  name: text.meta({ description: '中文名称', examples: ['上一季度'] }),
  unit: span.describe('单位'),
  back: z
    .int()
    .min(0)
    .max(8)
    .meta({ description: '从被抽取的季度往前数几个单位，0 是本单位内', examples: [1] }),
  span: z.int().min(1).max(9).optional().describe('窗口长几个单位，不写是一个'),
})

/** 情形 — one ground of a class; a class matches when any of its grounds does. `say` is the ground in a few words. */
const groundSchema = cite({
  say: text.meta({ description: '情形的几个字，解释时用', examples: ['上一季度受到行政处罚'] }),
  when: conditionSchema.describe('条件'),
})

/**
 * 监管类别 — `risk` is stated, never inferred from the name: 特殊 means well-behaved in one scheme and risky in four. `residual`: whoever meets no
 * ground of any class. `stays`: who was in the class for the period before stays in while this holds; who does not leaves by itself (JX-43).
 */
const classSchema = cite({
  code: stratumCode,
  name: text.meta({ description: '全称', examples: ['重点监管对象'] }),
  shortName: text.meta({ description: '简称', examples: ['重点'] }),
  risk: choice({ high: '高风险', normal: '常规', low: '低风险' }).describe('风险方向，照方案的意思写，不看名称'),
  grounds: z.array(groundSchema).default([]).describe('归入本类的情形，符合任何一种就算'),
  residual: cite({ say: text.meta({ description: '兜底的几个字', examples: ['其他企业'] }) })
    .optional()
    .describe('兜底：不符合任何一类条件的对象归入本类'),
  stays: cite({
    say: text.meta({ description: '几个字', examples: ['仍有未办结的违法问题'] }),
    while: conditionSchema.describe('留在本类的条件'),
  })
    .optional()
    .describe('上一期在本类、且符合这一条件的继续留在本类；否则自动退出'),
})

const split = z
  .union([choice({ even: '均分', once: '一次抽完' }), z.array(z.int().min(0).max(100)).length(4)], {
    error: '写 even（均分）、once（一次抽完），或四个合计 100 的整数，例如 [40, 30, 20, 10]',
  })
  .optional()
  .describe('全年数量如何分到四个季度：even 均分（余数在前），once 一次抽完，或四个百分数')
const atLeastOne = z.int().min(0).max(1000).default(1).describe('N ≥ 1 时至少抽取的数量')
const count = z.int().min(0).max(1_000_000)

/** 抽取数量的规则. `per` is the span the number is for; what is for longer than a quarter is split. */
export const quotaRuleSchema = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('percent-floor').describe('比例下限'),
        rate: rate.describe('比例'),
        per: span.describe('这个数量管多久'),
        min: atLeastOne,
        split,
      })
      .describe('不低于百分之几'),
    z
      .strictObject({
        kind: z.literal('percent-range').describe('比例区间'),
        low: rate.describe('下限，向上取整'),
        high: rate.describe('上限，向下取整'),
        per: span.describe('这个数量管多久'),
        split,
      })
      .describe('百分之几到百分之几'),
    z
      .strictObject({
        kind: z.literal('count-range').describe('家数区间'),
        low: count.meta({ description: '最少家数', examples: [5] }),
        high: count.meta({ description: '最多家数', examples: [10] }),
        per: span.describe('这个数量管多久'),
        split,
      })
      .describe('几家到几家'),
    z
      .strictObject({
        kind: z.literal('staff-multiple').describe('人数倍数'),
        times: z
          .int()
          .min(1)
          .max(1000)
          .meta({ description: '每名执法人员对应的检查对象数量', examples: [10] }),
        per: z.literal('year').describe('只能是 year'),
        split,
      })
      .describe('执法人员人数的几倍'),
    z.strictObject({ kind: z.literal('all').describe('全部'), per: span.describe('多久查完一遍'), split }).describe('全部抽取'),
    z.strictObject({ kind: z.literal('none').describe('不设比例') }).describe('方案不设比例'),
  ])
  .meta({ examples: [{ kind: 'percent-floor', rate: '18%', per: 'quarter' }] })
const level = choice({ province: '省级', city: '市级', county: '县级' })
const quotaSchema = z.union([
  quotaRuleSchema,
  z
    .strictObject({ byLevel: z.partialRecord(level, quotaRuleSchema).describe('每一级一条规则') })
    .describe('各级比例不同时，按本单位的层级取'),
])

/**
 * 放回与覆盖 — what has been checked inside the window: `out` leaves the pool (不重复抽取), `last` comes after all others (先抽未覆盖的). From the `from`th
 * quarter of the window on. `by`: which checks count: `random` what was drawn by anyone, `own` what we drew
 * ourselves, `any` every recorded check.
 */
const coverageSchema = cite({
  window: choice({ 'half-year': '半年', year: '全年' }).describe('在多长时间内算'),
  from: z.int().min(1).max(4).default(1).describe('从这段时间的第几个季度起'),
  covered: choice({ out: '不再抽取', last: '排在后面' }).describe('已查过的怎么办'),
  by: choice({ random: '计各级、各部门的随机抽查', own: '只计本单位的随机抽查', any: '计任何检查' }).describe('哪些检查算查过'),
})

/** 分层 — what is drawn by itself: a class or a part of one, or the members of a list. The first stratum of the class whose `when` holds takes the subject. */
const stratumSchema = cite({
  code: stratumCode,
  name: text.meta({ description: '名称', examples: ['重点监管对象'] }),
  class: stratumCode.optional().describe('监管类别的代号'),
  list: text.optional().describe('联合抽查、在建项目等名单的名称；与 class 二者必有其一'),
  when: conditionSchema.optional().describe('只取这一类中符合条件的；不写就是其余全部'),
  quota: quotaSchema.describe('抽取数量'),
  floor: cite({ rate: rate.describe('比例'), norm: text.meta({ description: '上级文件', examples: ['示例市实施方案'] }) })
    .optional()
    .describe('上级规定的下限：norm 是文件，rate 是比例；本级比例不得低于它'),
  coverage: coverageSchema.optional().describe('查过的是否再抽'),
})

/** 频次上限 — above the quotas: who has reached it is not in the pool. `counts` says which checks are counted, once a day each. */
const capSchema = cite({
  code: stratumCode.describe('移出候选库的公开原因'),
  name: text.meta({ description: '名称', examples: ['本年度检查已达 2 次'] }),
  limit: z
    .int()
    .min(1)
    .max(1000)
    .meta({ description: '最多几次', examples: [2] }),
  window: span.describe('在多长时间内'),
  counts: z
    .strictObject({ by: z.array(by).min(1).describe('谁查的'), kinds: z.array(kindOfCheck).min(1).describe('哪种检查') })
    .describe('哪些检查计数，同一天算一次'),
  exempt: z.array(stratumCode).optional().describe('不受上限约束的类别'),
  only: z.array(stratumCode).optional().describe('只约束这些类别'),
})

/** 剔除 — leaves the pool, stays in the base. `apply: false`: the scheme allows it, the bureau does not use it. */
const exclusionSchema = cite({
  code: stratumCode.describe('移出候选库的公开原因'),
  name: text.meta({ description: '原因的文字', examples: ['本年度上级已检查'] }),
  when: conditionSchema.describe('条件'),
  apply: z.boolean().describe('true 采用；false 方案允许而本单位不采用'),
})

const status = choice({ suspended: '停产', deregistered: '注销' }).describe('状态')
const eligibilitySchema = z.discriminatedUnion('effect', [
  cite({
    status,
    effect: z.literal('exclude').describe('移出候选库和基数，公开原因'),
    reason: stratumCode.describe('公开原因的代号'),
    name: text.meta({ description: '原因的文字', examples: ['停产'] }),
  }).describe('移出候选库和基数，公开原因'),
  cite({
    status,
    effect: z.literal('omit').describe('不列入'),
    name: text.meta({ description: '原因的文字', examples: ['注销'] }),
  }).describe('不列入'),
])

/**
 * 检查方式 — on-site unless the subject is in one of the groups and has what off-site checking needs; a scheme that names no condition (HS-35, SJZ-44)
 * leaves `needs` and `lacking` out. Never moves the class.
 */
const methodSchema = cite({
  otherwise: z.literal('on-site').describe('其余的一律现场检查，只能写 on-site'),
  offSite: z
    .strictObject({
      needs: conditionSchema.optional().describe('采取非现场方式须具备的条件；方案没有条件的不写'),
      lacking: text.optional().describe('不具备条件时的说法；写了 needs 就要写'),
      groups: z.array(groundSchema).min(1).describe('一般采取非现场方式的企业，写法同类别的情形'),
      means: z
        .array(text)
        .min(1)
        .meta({ description: '非现场手段', examples: [['书面核查', '视频检查']] }),
    })
    .describe('非现场检查'),
  other: cite({
    approval: z.boolean().describe('须经批准'),
    kinds: z
      .array(
        z.strictObject({
          name: text.meta({ description: '方式', examples: ['书面检查'] }),
          allowed: z.boolean().describe('是否采用'),
          why: text.optional().describe('理由'),
        }),
      )
      .min(1)
      .describe('各种方式'),
  })
    .optional()
    .describe('其他检查方式：书面检查、委托第三方'),
})

const teamSchema = cite({
  officers: z
    .int()
    .min(2)
    .max(9)
    .meta({ description: '每组执法人员，至少两名', examples: [2] }),
  distinctCertificates: z.literal(true).describe('执法证号各不相同，只能写 true'),
  speciality: choice({ 'one-member': '组内至少一人具备', none: '不要求' }).describe('事项要求专长时'),
})

const stageLimitSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('working-days').describe('几个工作日'),
      count: z
        .int()
        .min(1)
        .max(250)
        .meta({ description: '天数', examples: [5] }),
    })
    .describe('几个工作日内'),
  z.strictObject({ kind: z.literal('period-end').describe('本季度末') }).describe('本季度末以前'),
])

const stageSchema = cite({
  code: choice({ task: '任务制定', inspect: '开展检查', enter: '结果录入', publish: '审核公示' }).describe('哪个环节'),
  name: text.meta({ description: '名称', examples: ['结果录入'] }),
  from: choice({ drawn: '抽取完成', issued: '任务下达', completed: '检查完成', determined: '作出认定' }).describe('从何时起算'),
  limit: stageLimitSchema.describe('期限'),
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

const resultCode = choice({
  NO_PROBLEM: '未发现问题',
  ORDERED: '责令改正',
  CASE: '立案查处',
  PENDING: '待处理',
  UNCOOPERATIVE: '不配合检查',
  NO_ACTIVITY: '未开展相关经营',
  UNREACHABLE: '无法联系',
  NOT_DISCLOSED: '未按规定公示信息',
  FALSE_DISCLOSED: '公示信息弄虚作假',
})

const resultsSchema = cite({
  vocabulary: choice({ open: '可以另写', closed: '只能用这些' }).describe('结果用语是否封闭'),
  phrases: z
    .array(
      z.strictObject({
        code: resultCode.describe('属于哪一种结果'),
        text: text.meta({ description: '方案规定的用语，逐字照抄', examples: ['未发现问题'] }),
      }),
    )
    .min(1)
    .meta({ description: '结果用语', examples: [[{ code: 'NO_PROBLEM', text: '未发现问题' }]] }),
})

const outcome = choice({
  clean: '未发现问题',
  violation: '发现问题',
  unreachable: '无法联系',
  refused: '拒绝或不配合',
  'no-activity': '未开展相关经营',
})
const documentKind = choice({ checklist: '现场检查表', minutes: '现场检查笔录', interview: '询问笔录' })
const method = choice({ 'on-site': '现场', 'off-site': '非现场', other: '其他' })
/** 检查、公示、后续处置 — every part optional; what a scheme leaves out has a default (`fieldworkOf`). */
const fieldworkSchema = z.strictObject({
  documents: cite({
    sets: z
      .array(
        z.strictObject({
          outcomes: z.array(outcome).min(1).describe('检查情况'),
          required: z.array(documentKind).describe('应有文书，没有写 []'),
        }),
      )
      .min(1)
      .describe('检查情况与应有文书：检查表、现场检查笔录、询问笔录'),
  })
    .optional()
    .describe('文书'),
  notice: cite({
    rule: choice({ before: '检查前送达', 'on-arrival': '到场出示' }).describe('检查前送达，或到场出示'),
    exempt: z
      .array(z.strictObject({ code, text: text.meta({ description: '情形', examples: ['突发环境事件'] }) }))
      .optional()
      .describe('可以不发通知的情形'),
  })
    .optional()
    .describe('行政检查通知书'),
  entry: cite({ scan: z.boolean().describe('扫码入企') })
    .optional()
    .describe('入企登记'),
  maxPeople: cite({
    count: z
      .int()
      .min(2)
      .max(20)
      .meta({ description: '入企人员上限', examples: [6] }),
  })
    .optional()
    .describe('入企人数'),
  methodNames: cite({
    'on-site': text.meta({ description: '现场怎么叫', examples: ['现场检查'] }),
    'off-site': text.meta({ description: '非现场怎么叫', examples: ['非现场核查'] }),
    other: text.meta({ description: '其他方式怎么叫', examples: ['其他方式'] }),
    words: z
      .array(z.strictObject({ word: text.meta({ description: '叫法', examples: ['实地检查'] }), method: method.describe('是哪种方式') }))
      .optional()
      .describe('附件、台账里的其他叫法：实地检查、书面检查'),
  })
    .optional()
    .describe('方案对检查方式的称呼'),
  sameFirm: cite({
    days: z
      .int()
      .min(0)
      .max(60)
      .meta({ description: '几日内', examples: [7] }),
  })
    .optional()
    .describe('几日内对同一企业的另一次检查应当合并'),
  rectify: cite({
    workingDays: z
      .int()
      .min(1)
      .max(250)
      .meta({ description: '工作日', examples: [15] }),
  })
    .optional()
    .describe('没有另行写明时的整改期限'),
  returnVisit: cite({
    percent: z
      .int()
      .min(0)
      .max(100)
      .meta({ description: '百分之几，只写数字', examples: [10] }),
    workingDays: z
      .int()
      .min(1)
      .max(250)
      .meta({ description: '几个工作日内', examples: [20] }),
  })
    .optional()
    .describe('回访'),
})

/** 抽取日期 — the days on which the draw for a period is held; another day needs a reason. */
const drawCalendarSchema = cite({
  window: z
    .discriminatedUnion('kind', [
      z
        .strictObject({
          kind: z.literal('last-working-days-before').describe('季前'),
          count: z
            .int()
            .min(1)
            .max(60)
            .meta({ description: '几个工作日', examples: [5] }),
        })
        .describe('上一季度的最后几个工作日'),
      z
        .strictObject({
          kind: z.literal('first-working-days').describe('季初'),
          count: z
            .int()
            .min(1)
            .max(60)
            .meta({ description: '几个工作日', examples: [5] }),
        })
        .describe('本季度的头几个工作日'),
      z.strictObject({ kind: z.literal('any-day').describe('不限') }).describe('不限'),
    ])
    .describe('哪几天'),
})

/**
 * 抽查形式 — 不定向 sets no range beforehand, 定向 draws inside one. `usual`: the form of routine checks. `needs`: what has to be stated. The strata of a
 * class are no range.
 */
const drawFormSchema = cite({
  form: choice({ untargeted: '不定向：不设定范围', targeted: '定向：在一个范围内抽' }).describe('哪种形式'),
  name: text.meta({ description: '方案的叫法', examples: ['不定向抽查'] }),
  usual: z.boolean().describe('true：日常检查用这种；恰好一种写 true'),
  needs: z
    .array(choice({ period: '时间', range: '范围', reason: '理由' }))
    .min(1)
    .optional()
    .describe('须写明什么；不定向的不写 range'),
})

/** 非随机检查的情形. `needs`: what has to be on file: evidence, a named written order, approval after free words. */
const nonRandomSchema = cite({
  code: z.enum(nonRandomCodes).meta({
    description: '哪种情形',
    enumDescriptions: [
      '法律法规规定',
      '政府部署',
      '专项行动',
      '投诉举报',
      '领导交办',
      '上级交办',
      '部门移送',
      '突发事件',
      '核与辐射',
      '数据线索',
      '工作中发现',
      '其他',
    ],
  }),
  text: text.meta({ description: '方案的原话', examples: ['投诉举报'] }),
  needs: choice({ evidence: '须附佐证', order: '须有署名的书面交办单', approval: '须写明情况并经批准' }).describe('要留什么'),
})

/** 计划性检查 — which planned kinds must be drawn, and whether 专项 may be exempt. */
const plannedSchema = cite({
  random: z
    .array(text)
    .min(1)
    .meta({ description: '一律随机抽取的检查', examples: [['日常检查']] }),
  exempt: z.array(text).optional().describe('可以除外的检查'),
})

/** 联合抽查的数量要求: runs or subjects, a plain number or a share of what the leading group's office requires, or of a class. */
const jointSchema = z.strictObject({
  required: cite({ runs: count.describe('次数'), subjects: count.describe('检查主体数量') })
    .optional()
    .describe('当地领导小组办公室规定的年度联合抽查次数和检查主体数量，由本单位填写'),
  rules: z
    .array(
      cite({
        code,
        name: text.meta({ description: '名称', examples: ['跨部门联合抽查'] }),
        scope: choice({ internal: '部门内部', 'cross-department': '跨部门' }).describe('和谁联合'),
        what: choice({ runs: '次数', subjects: '检查主体数量' }).describe('数什么'),
        per: choice({ quarter: '每季度', year: '每年' }).describe('多久'),
        need: z
          .union(
            [
              z.strictObject({ count: z.int().min(1).max(100_000).describe('一个数') }),
              z.strictObject({
                rate: rate.describe('百分之几'),
                of: choice({
                  'required-runs': '领导小组办公室规定的次数',
                  'required-subjects': '领导小组办公室规定的检查主体数量',
                }).describe('谁的百分之几'),
              }),
              z.strictObject({ rate: rate.describe('百分之几'), ofClass: stratumCode.describe('哪一类的家数') }),
            ],
            {
              error: '写 { count: 2 }、{ rate: 3%, of: required-runs }（或 required-subjects）、{ rate: 10%, ofClass: KEY } 三种之一',
            },
          )
          .meta({ description: '至少多少', examples: [{ count: 2 }] }),
      }),
    )
    .optional()
    .describe('数量要求'),
  first: cite({ class: stratumCode }).optional().describe('优先联合抽查的类别'),
  byDefault: cite({ industries: z.array(text).min(1).describe('行业') })
    .optional()
    .describe('以联合检查为原则的行业'),
})

/** 报送日历. */
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/, '写成 月-日，例如 04-08')
const dayOfMonth = z
  .int()
  .min(1)
  .max(28)
  .meta({ description: '几日，1 至 28', examples: [8] })
const reportSchema = cite({
  code,
  name: text.meta({ description: '名称', examples: ['季度落实情况'] }),
  due: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('month-day').describe('每月'), day: dayOfMonth }).describe('每月几日'),
      z.strictObject({ kind: z.literal('quarter-day').describe('每季末月'), day: dayOfMonth }).describe('3、6、9、12 月的几日'),
      z
        .strictObject({
          kind: z.literal('dates').describe('固定日期'),
          days: z
            .array(monthDay)
            .min(1)
            .meta({ description: '月-日', examples: [['04-08', '10-08']] }),
        })
        .describe('每年的固定日期'),
      z
        .strictObject({
          kind: z.literal('after').describe('某事之后'),
          event: choice({
            'scheme-issued': '方案印发',
            'plan-issued': '计划印发',
            'batch-closed': '批次完成',
            inspected: '检查完成',
          }).describe('哪件事'),
          count: z
            .int()
            .min(0)
            .max(250)
            .meta({ description: '几日，0 是当日', examples: [5] }),
          days: choice({ working: '工作日', calendar: '自然日' }).describe('怎么数'),
        })
        .describe('某件事之后几日内'),
    ])
    .meta({ description: '何时报', examples: [{ kind: 'month-day', day: 8 }] }),
  from: text.optional().describe('由谁报'),
  to: z
    .array(text)
    .min(1)
    .meta({ description: '报给谁', examples: [['市生态环境局']] }),
  content: text.optional().describe('报什么'),
})

/** 不予公开、调整方式、限制范围的理由. */
const withholdingSchema = cite({
  ground: text.meta({ description: '理由', examples: ['商业秘密'] }),
  effect: choice({ withhold: '不予公开', redact: '去掉相关内容后公开', restrict: '限制公开范围' }).describe('怎么处理'),
  mandatory: z.boolean().describe('true 应当，false 可以（须经审核）'),
})

/**
 * Silent: what a file does not say is `scheme-defaults.ts`, each with the reading it rests on. The order here is the order of the page.
 */
export const schemeSchema = z
  .strictObject({
    format: z.literal('mingcha/scheme/v1').meta({ description: '文件格式，照抄', examples: ['mingcha/scheme/v1'] }),
    id: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '只用小写字母、数字，中间用短横线隔开，例如 shili-district-2026')
      .max(40)
      .meta({ description: '方案的代号，换年度就换', examples: ['shili-district-2026'] }),
    name: text.meta({ description: '方案全称', examples: ['示例区2026年“双随机、一公开”实施方案'] }),
    version: z
      .string()
      .regex(/^[1-9][0-9]{0,5}$/, "写成带引号的整数，例如 '1'")
      .meta({ description: '第几版，加引号', examples: ["'1'"] }),
    agencyLevel: z.union([level, z.array(level).min(1)]).meta({ description: '适用的层级：一个，或几个', examples: ['county'] }),
    issuedOn: plainDate.optional().describe('印发日期；原件没有落款日期的不写'),
    validity: z
      .strictObject({ from: plainDate.describe('第一天'), to: plainDate.describe('最后一天') })
      .meta({ description: '有效期，首尾两天都算', examples: [{ from: '2026-01-01', to: '2026-12-31' }] }),
    basis: z
      .array(
        cite({
          title: text.meta({ description: '文件名称', examples: ['示例市“双随机、一公开”监管办法'] }),
          number: text.meta({ description: '文号', examples: ['示环〔2025〕1号'] }),
        }),
      )
      .min(1)
      .describe('制定依据'),
    facets: z.array(facetSchema).min(1).describe('要素：名录里有、规则用得到的信息'),
    facts: z.array(factSchema).default([]).describe('事实：有日期的记录，如行政处罚、举报'),
    windows: z.array(windowSchema).default([]).describe('时间窗：上一季度、上一年度'),
    classes: z.array(classSchema).min(1).describe('监管类别'),
    precedence: cite({
      order: z
        .array(stratumCode)
        .min(1)
        .meta({ description: '由先到后，每一类恰好一次', examples: [['KEY', 'GENERAL']] }),
    }).describe('同时符合几类时以哪一类为准'),
    strata: z.array(stratumSchema).min(1).describe('分层：分开抽取的各组和抽取数量'),
    eligibility: z.array(eligibilitySchema).default(silent.eligibility).describe('停产、注销的对象怎么办'),
    caps: z.array(capSchema).optional().describe('频次上限'),
    exclusions: z.array(exclusionSchema).optional().describe('剔除：移出候选库，仍计入基数'),
    drawCalendar: drawCalendarSchema.optional().describe('抽取日期'),
    drawForms: z.array(drawFormSchema).min(1).optional().describe('抽查形式：不定向、定向'),
    nonRandom: z.array(nonRandomSchema).optional().describe('非随机检查的情形'),
    planned: plannedSchema.optional().describe('哪些计划内的检查一律随机'),
    joint: jointSchema.optional().describe('联合抽查的数量要求'),
    workload: cite({
      halfDays: z
        .int()
        .min(1)
        .max(20)
        .meta({ description: '每名执法人员每次检查，以半日计', examples: [2] }),
    })
      .optional()
      .describe('一次检查的工作量'),
    method: methodSchema.default(silent.method).describe('检查方式：现场还是非现场'),
    team: teamSchema.default(silent.team).describe('检查组'),
    reserve: cite({ rate: rate.describe('抽取数量的百分之几，向上取整') })
      .default(silent.reserve)
      .describe('备选对象'),
    rotation: cite({
      months: z
        .int()
        .min(0)
        .max(36)
        .meta({ description: '几个月，0 是不轮换', examples: [12] }),
    })
      .default(silent.rotation)
      .describe('几个月内查过同一对象的人员靠后'),
    balance: cite({ by: choice({ draw: '本次抽取内均衡', year: '按本年度已查次数均衡' }).describe('怎么均衡') })
      .default(silent.balance)
      .describe('人员工作量'),
    assurance: cite({ least: z.enum(['A', 'B', 'C', 'D']).describe('等级，A 最高') })
      .default(silent.assurance)
      .describe('抽取的最低可信等级'),
    stages: z.array(stageSchema).default([]).describe('环节时限'),
    results: resultsSchema.describe('检查结果用语'),
    publicity: cite({
      start: choice({ determination: '作出检查结果认定之日', completion: '检查完成之日' }).describe('从何时起算'),
      workingDays: z
        .int()
        .min(1)
        .max(250)
        .meta({ description: '几个工作日内公示', examples: [20] }),
      channels: z
        .array(text)
        .min(1)
        .meta({ description: '公示渠道', examples: [['区政府网站']] }),
      withholding: z.array(withholdingSchema).optional().describe('不予公开的理由'),
      monthly: z.boolean().optional().describe('每月公示一轮：月末提醒早于期限时以月末为准'),
      officers: z.boolean().optional().describe('检查完成后公开执法人员姓名（默认公开，证号脱敏）'),
      kinds: z.array(text).min(1).optional().describe('公开的内容：抽查方案、事项清单、抽查计划、受检名单、抽查结果'),
    }).describe('结果公示'),
    fieldwork: fieldworkSchema.optional().describe('检查过程和后续处置'),
    reports: z.array(reportSchema).optional().describe('报送日历'),
    retention: cite({
      years: z
        .int()
        .min(3)
        .max(100)
        .meta({ description: '年数', examples: [5] }),
    })
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
export type ResultCode = z.infer<typeof resultCode>

/** The published JSON Schema (draft 2020-12) of a scheme file. */
export const schemeJsonSchema = (): unknown => z.toJSONSchema(schemeSchema, { io: 'input' })
