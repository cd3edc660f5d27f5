/** What a clerk gets wrong in a scheme file, and what he is told: where, and what to write. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readScheme } from './read-scheme.ts'
import { findNearest } from './schema-words.ts'

const file = readFileSync(new URL('../../../../schemes/longyao-2026.yaml', import.meta.url), 'utf8')

/** The issues of the file with one place changed; the place must be there. */
function tell(from: string, to: string): string[] {
  if (!file.includes(from)) throw new Error(`not in the file: ${from}`)
  const read = readScheme(parse(file.replace(from, to)))
  return read.ok ? [] : read.error.issues.map(i => `${i.at}: ${i.message}`)
}

const quota = '{ kind: percent-floor, rate: 18%, per: quarter, min: 1 }'
const penalty = '{ fact: penalty, within: last-quarter }'
const air = '{ facet: airGrade, below: B }'
const when = 'classes[0].grounds[0].when'
const air0 = 'classes[0].grounds[1].when'

const mistakes: readonly (readonly [mistake: string, from: string, to: string, told: string | readonly string[]])[] = [
  // 键
  [
    '键拼错',
    '    shortName: 特殊',
    '    shortname: 特殊',
    ['classes[0].shortName: 缺少这一项（简称），应填文字，例如 重点', 'classes[0].shortname: 没有“shortname”这个键，是不是 shortName'],
  ],
  [
    '键多写',
    '    risk: high',
    '    risk: high\n    colour: red',
    'classes[0].colour: 没有“colour”这个键；这里可以写 residual、stays、reading',
  ],
  [
    '缩进少了，跑到最外层',
    '\nreserve:',
    '\nexplain: 1\nreserve:',
    'explain: 这一层没有“explain”这个键；看看是不是缩进少了，它本该在上面某一行的里面',
  ],
  [
    '冒号后没空格，在花括号里',
    'rate: 18%',
    'rate:18%',
    ['strata[0].quota.rate: 缺少这一项（比例），应填文字，例如 18%', 'strata[0].quota.rate:18%: 冒号要用半角，后面空一格：写成 rate: 18%'],
  ],
  // 缺少
  [
    '没有条款',
    '    law: [LY-27, A-23]\n',
    '',
    'strata[0].law: 缺少这一项（条款编号（自己给方案逐条编）与理解编号），应填列表，例如 [SL-07]',
  ],
  ['条款没写成列表', 'law: [LY-27, A-23]', 'law: LY-27', 'strata[0].law: 写成列表：law: [LY-27]'],
  ['条款编号小写', 'law: [LY-27, A-23]', 'law: [ly-7]', 'strata[0].law[0]: 条款编号写成 LY-07'],
  ['列表里用了全角逗号', 'law: [LY-27, A-23]', 'law: [LY-27，A-23]', 'strata[0].law[0]: 几个编号用半角逗号隔开：写成 [LY-27, A-23]'],
  [
    '原文和理解都没写',
    '    quote: 排污许可重点管理类企业、重点排污单位名录内企业，季度抽取 18%\n',
    '',
    'strata[0]: 每一行都要写明依据：填 quote（条款原文），方案没有写明的填 reading（采用的理解）',
  ],
  [
    '值空着',
    'name: 邢台市生态环境局隆尧县分局2026年“双随机、一公开”监管工作实施方案',
    'name:',
    'name: 冒号后面是空的，应填文字，例如 示例区2026年“双随机、一公开”实施方案；下面几行若是它的内容，要比它多缩进两格',
  ],
  [
    '列表忘了短横线',
    'facts:\n  - kind: penalty',
    'facts:\n    kind: penalty',
    'facts: 应为列表：每一行前面加短横线和空格（- ），或者写成 [ … ]',
  ],
  // 数
  ['比例没有百分号', 'rate: 18%', 'rate: 18', 'strata[0].quota.rate: 比例要带百分号：写成 18%'],
  ['比例写成小数', 'rate: 18%', 'rate: 0.18', 'strata[0].quota.rate: 比例要带百分号：是 18% 还是 0.18%，请照方案写'],
  ['全角百分号', 'rate: 18%', 'rate: 18％', 'strata[0].quota.rate: 百分号、数字要用半角，中间不空格：写成 18%'],
  ['百分之', 'rate: 18%', 'rate: 百分之18', 'strata[0].quota.rate: 写成 18%'],
  ['比例超过一百', 'rate: 18%', 'rate: 180%', 'strata[0].quota.rate: 比例应在 0% 到 100% 之间'],
  ['数字带单位', 'officers: 2', 'officers: 2人', 'team.officers: 应为数字，不加引号、百分号和单位：写成 2'],
  ['一名执法人员', 'officers: 2', 'officers: 1', 'team.officers: 不能小于 2'],
  ['版本没有加引号', "version: '1'", 'version: 1', "version: 应为文字，要加引号：'1'"],
  ['是或否写成中文', 'scan: true', 'scan: 是', 'fieldwork.entry.scan: 写成 true'],
  // 日期
  ['日期用斜线', 'issuedOn: 2026-02-27', 'issuedOn: 2026/3/1', 'issuedOn: 日期写成 2026-03-01'],
  ['日期写成中文', 'issuedOn: 2026-02-27', 'issuedOn: 2026年3月1日', 'issuedOn: 日期写成 2026-03-01'],
  ['没有这一天', 'issuedOn: 2026-02-27', 'issuedOn: 2026-02-30', 'issuedOn: 没有 2026-02-30 这一天，应为存在的日期，写成 2026-03-01'],
  // 选项
  [
    '选项写成中文',
    'per: quarter, min: 1 }',
    'per: 季度, min: 1 }',
    'strata[0].quota.per: 没有“季度”，是不是 quarter；只能取 quarter（季度）、half-year（半年）、year（全年）',
  ],
  [
    '层级拼错',
    'agencyLevel: county',
    'agencyLevel: country',
    'agencyLevel: 没有“country”，是不是 county；只能取 province（省级）、city（市级）、county（县级）',
  ],
  [
    '结果代码拼错',
    'code: NO_PROBLEM',
    'code: NO_PROBLEMS',
    'results.phrases[0].code: 没有“NO_PROBLEMS”，是不是 NO_PROBLEM；只能取 NO_PROBLEM（未发现问题）、ORDERED（责令改正）、CASE（立案查处）、PENDING（待处理）、UNCOOPERATIVE（不配合检查）、NO_ACTIVITY（未开展相关经营）、UNREACHABLE（无法联系）、NOT_DISCLOSED（未按规定公示信息）、FALSE_DISCLOSED（公示信息弄虚作假）',
  ],
  // 几种写法之一
  [
    '抽取数量的种类拼错',
    quota,
    '{ kind: percent, rate: 18%, per: quarter }',
    'strata[0].quota.kind: 没有“percent”；只能取 percent-floor（不低于百分之几）、percent-range（百分之几到百分之几）、count-range（几家到几家）、staff-multiple（执法人员人数的几倍）、all（全部抽取）、none（方案不设比例）',
  ],
  [
    '抽取数量没写种类',
    quota,
    '{ rate: 18%, per: quarter }',
    'strata[0].quota.kind: 缺少 kind；有 percent-floor（不低于百分之几）、percent-range（百分之几到百分之几）、count-range（几家到几家）、staff-multiple（执法人员人数的几倍）、all（全部抽取）、none（方案不设比例）',
  ],
  [
    '抽取数量少一项',
    quota,
    '{ kind: percent-range, low: 5%, per: quarter }',
    'strata[0].quota.high: 缺少这一项（上限，向下取整），应填文字，例如 18%',
  ],
  [
    '分级的数量里写错',
    quota,
    '{ byLevel: { county: { kind: percent-floor, rate: 18, per: quarter } } }',
    'strata[0].quota.byLevel.county.rate: 比例要带百分号：写成 18%',
  ],
  [
    '分级的层级拼错',
    quota,
    '{ byLevel: { xian: { kind: none } } }',
    'strata[0].quota.byLevel.xian: 没有“xian”这个键；这里可以写 province、city、county',
  ],
  [
    '分到季度的写法',
    quota,
    '{ kind: all, per: year, split: 平均 }',
    'strata[0].quota.split: 写 even（均分）、once（一次抽完），或四个合计 100 的整数，例如 [40, 30, 20, 10]',
  ],
  [
    '百分数不合计 100',
    quota,
    '{ kind: all, per: year, split: [40, 30, 20, 20] }',
    'strata[0].quota.split: 四个季度的百分数应当合计 100，现在合计 110',
  ],
  [
    '期限的种类',
    'limit: { kind: period-end }',
    'limit: { kind: period_ends }',
    'stages[1].limit.kind: 没有“period_ends”，是不是 period-end；只能取 working-days（几个工作日内）、period-end（本季度末以前）',
  ],
  [
    '报送日期写法',
    '\npublicity:',
    '\nreports: [{ code: monthly, name: 月报, due: { kind: month-day }, to: [市局], law: [A-01], reading: 每月 }]\npublicity:',
    'reports[0].due.day: 缺少这一项（几日，1 至 28），应填数字，例如 8',
  ],
  [
    '报送种类',
    '\npublicity:',
    '\nreports: [{ code: monthly, name: 月报, due: { kind: monthly, day: 3 }, to: [市局], law: [A-01], reading: 每月 }]\npublicity:',
    'reports[0].due.kind: 没有“monthly”，是不是 month-day；只能取 month-day（每月几日）、quarter-day（3、6、9、12 月的几日）、dates（每年的固定日期）、after（某件事之后几日内）',
  ],
  [
    '要素的种类',
    '    kind: flag\n    law: [LY-27]',
    '    kind: bool\n    law: [LY-27]',
    'facets[1].kind: 没有“bool”；只能取 grade（有高低次序的等级）、choice（几个取值之一，没有高低）、flag（是或否）、mark（人工标记，取值为理由）',
  ],
  // 条件
  ['比较拼错', air, '{ facet: airGrade, bellow: B }', `${air0}.bellow: 没有“bellow”这个键，是不是 below`],
  [
    '只写了要素',
    air,
    '{ facet: airGrade }',
    `${air0}: 要素的条件还要写比较：equals（等于）、in（之一）、atLeast（某级以上，含）、below（低于某级）、marked: true（已标记）`,
  ],
  [
    '两个比较',
    air,
    '{ facet: airGrade, below: B, atLeast: D }',
    `${air0}: atLeast、below 只能写一个；都要符合的拆成两个条件，放进 all: […]`,
  ],
  ['in 不是列表', air, '{ facet: airGrade, in: C }', `${air0}.in: in 是列表：in: [C]`],
  ['几个取值写在 equals 里', air, '{ facet: airGrade, equals: [C, D] }', `${air0}.equals: 有几个取值时用 in：in: [C, D]`],
  ['没有这个要素', air, '{ facet: airgrade, below: B }', `${air0}.facet: 没有定义要素 airgrade，是不是 airGrade；新的要先写进 facets`],
  ['没有这个等级', air, '{ facet: airGrade, below: B+ }', `${air0}.below: “B+”不在“大气绩效等级”的取值内（引领性、A、B、B-、C、D）`],
  [
    '是或否的要素与“是”比较',
    '{ facet: keyDischarger, equals: true }',
    '{ facet: keyDischarger, equals: 是 }',
    'classes[1].grounds[1].when.equals: “重点排污单位”只能与 true 或 false 比较',
  ],
  [
    '事实没有时间',
    penalty,
    '{ fact: penalty }',
    `${when}: 事实的条件写 within: 时间窗代号（在哪段时间内），或 inForce: true（仍然有效），二者必有其一`,
  ],
  [
    '没有这个时间窗',
    penalty,
    '{ fact: penalty, within: last_quarter }',
    `${when}.within: 代号以小写字母开头，只用英文字母、数字和短横线：写成 last-quarter`,
  ],
  [
    '细目不是列表',
    penalty,
    '{ fact: penalty, within: last-quarter, where: { outcome: 查实 } }',
    `${when}.where.outcome: 取值写成列表：outcome: [查实]`,
  ],
  ['次数写错', penalty, '{ fact: penalty, within: last-quarter, atLeast: 两次 }', `${when}.atLeast: 写次数，1 以上的整数，例如 atLeast: 2`],
  [
    '两种条件写在一起',
    penalty,
    '{ fact: penalty, facet: airGrade, below: B, within: last-quarter }',
    `${when}: facet、fact 不能写在同一个条件里；都要符合的写成 all: [{ facet: … }, { fact: … }]`,
  ],
  ['条件写成列表', penalty, `[${penalty}, ${air}]`, `${when}: 几个条件并列，写明是都要符合（all: […]）还是符合其一（any: […]）`],
  ['all 里面的错', penalty, `{ all: [${penalty}, { facet: airGrade, below: 3 }] }`, `${when}.all[1].below: 写成文字，要加引号：below: '3'`],
  [
    '检查历史没有时间',
    penalty,
    '{ checked: { by: [上级] } }',
    [
      `${when}.within: 检查历史的条件要写在哪段时间内：within: 时间窗代号，例如 within: this-year`,
      `${when}.checked.by[0]: 没有“上级”，是不是 above；只能取 own（本级）、above（上级）、other（其他部门）`,
    ],
  ],
  // 前后不一
  [
    '没有这个类别',
    '    class: KEY',
    '    class: KEYS',
    [
      'strata: 类别 KEY 没有任何分层，命中的对象无法抽取；加一行，写 class: KEY',
      'strata[0].class: 没有定义类别 KEYS，是不是 KEY；新的要先写进 classes',
    ],
  ],
  [
    '次序漏了一类',
    'order: [SPECIAL, KEY, GENERAL]',
    'order: [SPECIAL, KEY]',
    'precedence.order: 类别 GENERAL 应当恰好出现一次，写成 order: [SPECIAL, KEY, GENERAL]，先后自定',
  ],
]

describe('方案写错了怎么说', () => {
  test.each(mistakes)('%s', (_, from, to, told) => {
    expect(tell(from, to)).toEqual([told].flat())
  })

  test('原文件没有错；每一种错都不重样', () => {
    expect(tell('format', 'format')).toEqual([])
    expect(mistakes.length).toBeGreaterThanOrEqual(25)
  })

  test('离得太远的词不猜', () => {
    expect(findNearest('colour', ['say', 'when'])).toBeNull()
    expect(findNearest('wehn', ['say', 'when'])).toBe('when')
    expect(findNearest('percent_floor', ['percent-floor'])).toBe('percent-floor')
  })
})
