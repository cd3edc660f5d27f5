/** 方案说明: the words of every form a scheme may take, and what two versions do not share. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Condition } from './condition.ts'
import { compareDescriptions, describeScheme, sayCondition } from './describe.ts'
import { readScheme } from './read-scheme.ts'
import type { Scheme } from './scheme-schema.ts'

const dir = new URL('../../../../schemes/', import.meta.url)
// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
type Change = (file: any) => void
function schemeOf(id: string, change: Change = () => undefined): Scheme {
  const file = parse(readFileSync(new URL(`${id}.yaml`, dir), 'utf8'))
  change(file)
  const read = readScheme(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const rowsOf = (scheme: Scheme, section: string) =>
  describeScheme(scheme)
    .filter(r => r.section === section)
    .map(r => [r.label, r.value])
const saidOf = (scheme: Scheme, section: string, label: string) =>
  describeScheme(scheme).find(r => r.section === section && r.label === label)?.value
const cited = { law: ['A-01'], reading: '理解' }
const bare: Change = f => {
  for (const key of [
    'fieldwork',
    'reports',
    'retention',
    'joint',
    'drawForms',
    'drawCalendar',
    'nonRandom',
    'planned',
    'caps',
    'exclusions',
  ])
    delete f[key]
}

describe('每个方案的说明', () => {
  const ids = readdirSync(dir)
    .filter(f => f.endsWith('.yaml'))
    .map(f => f.replace('.yaml', ''))
  it.each(ids)('%s 每一行有依据，没有漏掉的词，也没有代码', id => {
    for (const row of describeScheme(schemeOf(id))) {
      expect(row.law.length, row.label).toBeGreaterThan(0)
      expect(row.quote !== null || row.reading !== null, row.label).toBe(true)
      expect(`${row.label}${row.value}`).not.toMatch(/undefined|null|\[object|NaN/)
      expect(row.value, row.label).not.toBe('')
    }
  })

  it('LY-18 隆尧整页：什么都没写的部分不出现', () => {
    const sections = (scheme: Scheme) => [...new Set(describeScheme(scheme).map(r => r.section))]
    expect(sections(schemeOf('longyao-2026', bare))).toEqual([
      '制定依据',
      '监管类别',
      '抽取比例',
      '不参加抽取',
      '检查方式',
      '检查人员',
      '抽取',
      '环节时限',
      '检查结果',
      '公示',
    ])
  })
})

describe('依据与类别', () => {
  it('HS-02 X-14 文号对不上的，理解里提示；原有的理解在前', () => {
    const hs = (change?: Change) => describeScheme(schemeOf('hengshui-hitech-2023', change)).filter(r => r.section === '制定依据')
    const own = hs(f => {
      f.basis[1].reading = '照录'
      delete f.basis[0].reading
    })
    expect(own[1]!.reading).toMatch(/^照录；原文如此；/)
    expect(own[0]!.reading).toBeNull()
    expect(
      hs(f => {
        delete f.basis[1].reading
      })[1]!.reading,
    ).toMatch(/^原文如此；/)
    expect(own.map(r => r.value)[1]).toBe('环执法〔2023〕1号')
  })

  it('X-01 LY-23 类别写风险方向、每种情形和它的条件；兜底、退出、次序、时间窗各一行', () => {
    expect(rowsOf(schemeOf('hengshui-hitech-2023'), '监管类别')).toEqual([
      ['一般排污单位', '常规'],
      ['一般排污单位兜底', '重点排污单位、特殊监管对象之外的企业'],
      ['重点排污单位', '常规'],
      ['重点排污单位的情形', '确定为重点排污单位（重点排污单位）'],
      ['特殊监管对象', '高风险'],
      ['特殊监管对象的情形', '上一季度受到行政处罚（上一季度有行政处罚决定）'],
      ['特殊监管对象的情形', '上一季度被群众举报（上一季度有信访举报）'],
      ['特殊监管对象的情形', '上一季度同一排口在线监测超标 5 次以上（同一排口上一季度有在线监测超标记录 5 次以上（含））'],
      ['同时符合多类时', '特殊监管对象 > 重点排污单位 > 一般排污单位'],
      ['上一季度', '往前第 1 个季度'],
    ])
    expect(saidOf(schemeOf('ezhou-2022'), '监管类别', '特殊监管对象')).toBe('低风险')
    expect(saidOf(schemeOf('jiangxian-2025'), '监管类别', '特殊监管对象的退出')).toBe(
      '上一期在本类、该季度发现违法问题（上一季度有检查发现违法问题或上一季度有行政处罚决定或上一季度有核查结论为查实的信访举报或上一季度有超标排放通报）的留在本类，否则自动退出',
    )
  })

  it('A-25 时间窗的说法：本季度、往前第几个、起的几个', () => {
    const said = (unit: string, back: number, span?: number) =>
      saidOf(
        schemeOf('longyao-2026', f => {
          f.windows[0] = { ...f.windows[0], unit, back, span }
        }),
        '监管类别',
        '上一季度',
      )
    expect([
      said('quarter', 0),
      said('half-year', 0),
      said('year', 0),
      said('year', 1),
      said('quarter', 3, 1),
      said('half-year', 2, 2),
    ]).toEqual(['本季度', '本半年', '本年度', '往前第 1 个年度', '往前第 3 个季度', '往前第 2 个半年起的 2 个半年'])
  })
})

describe('条件的说法', () => {
  const jx = schemeOf('jiangxian-2025', f => {
    f.facets.push({ code: 'airGrade', name: '大气绩效等级', kind: 'grade', grades: ['A', 'B', 'C'], ...cited })
    f.facets.push({ code: 'highRisk', name: '风险较高', kind: 'mark', ...cited })
  })
  it.each<[Condition, string]>([
    [{ facet: 'keyDischarger', equals: true }, '重点排污单位'],
    [{ facet: 'keyDischarger', equals: false }, '非重点排污单位'],
    [{ facet: 'airGrade', equals: 'A' }, '大气绩效等级为A'],
    [{ facet: 'airGrade', in: ['A', 'B'] }, '大气绩效等级为A、B之一'],
    [{ facet: 'airGrade', atLeast: 'B' }, '大气绩效等级在 B 级以上（含）'],
    [{ facet: 'airGrade', below: 'B' }, '大气绩效等级低于 B 级'],
    [{ facet: 'highRisk', marked: true }, '已标记“风险较高”并写明理由'],
    [{ list: '污水厂' }, '在“污水厂”名单内'],
    [{ all: [{ list: '甲' }, { list: '乙' }] }, '在“甲”名单内且在“乙”名单内'],
    [{ any: [{ list: '甲' }, { list: '乙' }] }, '在“甲”名单内或在“乙”名单内'],
    [{ not: { list: '甲' } }, '并非（在“甲”名单内）'],
    [{ fact: 'supervision', inForce: true }, '有仍然有效的挂牌督办'],
    [{ fact: 'penalty', within: 'last-quarter', atLeast: 1 }, '上一季度有行政处罚决定'],
    [{ fact: 'penalty', within: 'last-quarter', atLeast: 2 }, '上一季度有行政处罚决定 2 次以上（含）'],
    [
      { fact: 'complaint', within: 'last-quarter', where: { verified: ['查实', '办理中'], channel: ['其他'] }, per: 'channel' },
      '同一渠道上一季度有核查结论为查实或办理中的、渠道为其他的信访举报',
    ],
    [{ checked: {}, within: 'this-year' }, '本年度已由任何一级检查'],
    [
      { checked: { by: ['own', 'above', 'other'], kinds: ['random', 'cause'] }, within: 'this-year' },
      '本年度已由本级、上级、其他部门随机抽查、线索核查',
    ],
    [
      { checked: { kinds: ['campaign', 'recheck'], clean: true, proof: true }, within: 'this-year' },
      '本年度已由任何一级专项检查、复查且未发现问题，有佐证',
    ],
  ])('A-19 X-16 A-13 %j', (condition, said) => {
    expect(sayCondition(jx, condition)).toBe(said)
  })
})

describe('比例、上限、不参加抽取', () => {
  it('EZ-42 JX-82 HS-22 各级比例分行；上级下限、重复与覆盖', () => {
    expect(rowsOf(schemeOf('ezhou-2022'), '抽取比例').slice(0, 4)).toEqual([
      ['重点监管对象（市级）', '每季度 5% 至 10%，下限向上取整、上限向下取整，有对象即至少 1 家'],
      ['重点监管对象（县级）', '每季度 10% 至 20%，下限向上取整、上限向下取整，有对象即至少 1 家'],
      ['重点监管对象的重复与覆盖', '同一年度内没有抽查过的先抽，自第 3 个季度起'],
      ['特殊监管对象', '不设比例'],
    ])
    const jx = schemeOf('jiangxian-2025')
    expect(saidOf(jx, '抽取比例', '重点排污单位的上级下限')).toBe('不低于 25%（山西省生态环境“双随机、一公开”监管工作细则）')
    expect(saidOf(jx, '抽取比例', '重点排污单位的重复与覆盖')).toBe('同一年度内抽查过的不再抽取')
    expect(saidOf(schemeOf('hengshui-hitech-2023'), '抽取比例', '重点排污单位的重复与覆盖')).toBe(
      '同一半年内没有检查过的先抽，自第 2 个季度起',
    )
    const province = schemeOf('ezhou-2022', f => {
      f.strata[0].quota.byLevel.province = { kind: 'none' }
    })
    expect(saidOf(province, '抽取比例', '重点监管对象（省级）')).toBe('不设比例')
  })

  it('JX-47 JX-38 上限数什么、谁不受约束、只约束谁；不采用的写明', () => {
    const caps = (change: Change) => rowsOf(schemeOf('jiangxian-2025', change), '频次上限')[0]![1]
    expect(caps(() => undefined)).toBe('同一年度内不超过 2 次，计 本级、上级、其他部门的随机抽查；特殊监管对象不受约束')
    expect(
      caps(f => {
        f.caps[0] = {
          ...f.caps[0],
          window: 'quarter',
          exempt: [],
          only: ['KEY', 'GENERAL'],
          counts: { by: ['own'], kinds: ['random', 'campaign'] },
        }
      }),
    ).toBe('同一季度内不超过 2 次，计 本级的随机抽查、专项检查；只约束重点排污单位、一般排污单位')
    expect(
      caps(f => {
        f.caps[0] = { ...f.caps[0], exempt: ['SPECIAL', 'KEY'], only: [] }
      }),
    ).toBe('同一年度内不超过 2 次，计 本级、上级、其他部门的随机抽查；特殊监管对象、重点排污单位不受约束')
    const out = (apply: boolean) =>
      rowsOf(
        schemeOf('jiangxian-2025', f => {
          f.exclusions[0].apply = apply
        }),
        '不参加抽取',
      )
    expect(out(true)).toEqual([
      ['本年度已由上级抽查、未发现问题', '本年度已由上级检查且未发现问题，有佐证的移出候选库，仍计入基数'],
      ['停产', '移出候选库和基数，公开原因 SUSPENDED'],
      ['注销', '不列入'],
    ])
    expect(out(false)[0]![1]).toBe('本年度已由上级检查且未发现问题，有佐证的移出候选库，仍计入基数（方案允许，本单位不采用）')
  })
})

describe('检查方式、非随机、抽取', () => {
  it('LY-26 SJZ-45 非现场的条件、企业；其他方式须经批准或不采用', () => {
    expect(rowsOf(schemeOf('longyao-2026'), '检查方式')).toEqual([
      ['非现场核查', '在生态环境监督执法正面清单内、大气绩效评级 B 级以上、信用等级 B 级以上；须非现场监管条件'],
      ['一般采取非现场方式的企业', '在生态环境监督执法正面清单内'],
      ['一般采取非现场方式的企业', '大气绩效评级 B 级以上'],
      ['一般采取非现场方式的企业', '信用等级 B 级以上'],
    ])
    const other = (approval: boolean) =>
      rowsOf(
        schemeOf('jiangxian-2025', f => {
          f.method.other.approval = approval
        }),
        '检查方式',
      )
    expect(other(true).at(0)![1]).toBe('能以书面核查、信息共享、智慧监管等方式监管')
    expect(other(true).at(-2)![1]).toBe('其他方式，须经批准')
    expect(other(false).at(-2)![1]).toBe('其他方式')
    expect(other(false).at(-1)![1]).toBe('不采用：按国办发〔2024〕54号，第三方不得实施检查，只能辅助')
  })

  it('JX-10 JX-18 SJZ-87 X-06 非随机情形须有什么；计划性检查、可以除外的', () => {
    const jx = rowsOf(schemeOf('jiangxian-2025'), '非随机检查')
    expect(jx[0]).toEqual(['法律法规规章对监督方式有明确规定的', '须附佐证'])
    expect(jx.at(-2)![1]).toBe('须写明情况并经批准')
    expect(jx.at(-1)).toEqual(['计划性检查', '日常检查一律随机抽查；专项或重点工作部署、特殊行业、重点领域检查可以除外'])
    expect(saidOf(schemeOf('shijiazhuang-2022'), '非随机检查', '领导交办')).toBe('须有署名的书面交办单')
    expect(saidOf(schemeOf('ezhou-2022'), '非随机检查', '计划性检查')).toBe(
      '日常监督管理检查、监督执法检查、专项检查、部门联合检查一律随机抽查',
    )
  })

  it('HS-26 SJZ-39 抽取日期、抽查形式、备选、保证等级', () => {
    const days = (window: object) =>
      saidOf(
        schemeOf('hengshui-hitech-2023', f => {
          f.drawCalendar.window = window
        }),
        '抽取',
        '抽取日期',
      )
    expect(days({ kind: 'last-working-days-before', count: 5 })).toBe('上一季度的最后 5 个工作日；其他日期抽取的写明理由')
    expect(days({ kind: 'first-working-days', count: 3 })).toBe('本季度的头 3 个工作日；其他日期抽取的写明理由')
    expect(days({ kind: 'any-day' })).toBe('不限')
    expect(rowsOf(schemeOf('shijiazhuang-2022'), '抽取')).toEqual([
      ['备选数量', '抽取数量的 20%，向上取整'],
      ['最低保证等级', 'B'],
      ['抽取日期', '不限'],
      ['不定向抽查', '日常检查采用'],
      ['定向抽查', '需要时采用，须写明时段、范围、理由'],
    ])
  })

  it('A-29 A-12 每组人数、轮换、均衡、工作量', () => {
    const people = (change: Change) => rowsOf(schemeOf('longyao-2026', change), '检查人员')
    expect(people(() => undefined)).toEqual([
      ['每组人数', '不少于 2 名持证执法人员，证号各不相同'],
      ['避免重复搭配', '12 个月内检查过同一对象的人员靠后'],
      ['工作量', '本次抽取内均衡'],
    ])
    expect(
      people(f => {
        f.balance.by = 'year'
        f.workload = { halfDays: 3, ...cited }
      }).slice(2),
    ).toEqual([
      ['工作量', '按本年度已检查次数均衡'],
      ['工作量计算', '每名执法人员每次检查计 1.5 人日'],
    ])
  })

  it('HS-32 HS-33 LY-13 联合抽查：几次、几家、年度要求的几成、一类的几成，优先的类别，默认联合的行业', () => {
    expect(rowsOf(schemeOf('hengshui-hitech-2023'), '联合抽查')).toEqual([
      ['每季度内部联合抽查', '内部联合，每季度不少于 1 次'],
      ['内部联合抽查的重点排污单位', '内部联合，每年不低于重点排污单位数量的 5%'],
      ['优先', '重点排污单位'],
    ])
    const ly = schemeOf('longyao-2026', f => {
      const rule = { name: '联合', scope: 'cross-department', what: 'subjects', per: 'year', ...cited }
      f.joint = { rules: [{ ...rule, code: 'five', need: { count: 5 } }], byDefault: { industries: ['化工', '涂装'], ...cited } }
    })
    expect(rowsOf(ly, '联合抽查')).toEqual([
      ['联合', '跨部门联合，每年不少于 5 家'],
      ['以联合检查为原则的行业', '化工、涂装'],
    ])
  })
})

describe('时限、公示、检查过程、报送', () => {
  it('LY-20 X-03 环节时限从哪里起；公示从认定或完成起，哪些可以不公开', () => {
    expect(rowsOf(schemeOf('longyao-2026'), '环节时限')).toEqual([
      ['任务制定', '抽取完成后 5 个工作日内'],
      ['开展检查', '本季度末以前'],
      ['结果录入', '检查完成后 5 个工作日内'],
      ['审核公示', '作出认定后 20 个工作日内'],
    ])
    const issued = schemeOf('longyao-2026', f => {
      f.stages[0].from = 'issued'
    })
    expect(rowsOf(issued, '环节时限')[0]![1]).toBe('任务下达后 5 个工作日内')
    expect(saidOf(schemeOf('longyao-2026'), '公示', '期限')).toBe('作出检查结果认定之日起 20 个工作日内')
    expect(saidOf(schemeOf('ezhou-2022'), '公示', '期限')).toBe('检查完成之日起 20 个工作日内')
    const held = schemeOf('longyao-2026', f => {
      f.publicity.kinds = ['抽查计划', '检查结果']
      f.publicity.withholding = [
        { ground: '国家秘密', effect: 'withhold', mandatory: true, ...cited },
        { ground: '商业秘密', effect: 'redact', mandatory: false, ...cited },
        { ground: '公共安全', effect: 'restrict', mandatory: false, ...cited },
      ]
    })
    expect(rowsOf(held, '公示').slice(1)).toEqual([
      ['渠道', '国家企业信用信息公示系统（河北）、信用中国（河北）、政府统一的信息平台、部门门户网站'],
      ['公开内容', '抽查计划、检查结果'],
      ['涉及国家秘密', '不予公开（应当）'],
      ['涉及商业秘密', '去掉相关内容后公开（可以，须经审核）'],
      ['涉及公共安全', '限制公开范围（可以，须经审核）'],
    ])
  })

  it('JX-48 X-07 LY-21 LY-33 文书、通知、扫码、人数、方式的称呼、整改和回访', () => {
    const ly = schemeOf('longyao-2026')
    expect(rowsOf(ly, '检查过程')).toEqual([
      ['检查情况为发现问题', '现场检查表、现场检查笔录、询问笔录'],
      ['检查情况为未发现问题、未开展相关经营、拒绝或不配合', '现场检查表'],
      ['检查情况为无法联系', '不要求文书'],
      ['行政检查通知书', '到场出示并签收'],
      ['扫码入企', '须扫码，不能扫码的写明原因'],
      ['入企人员', '不超过 6 人'],
      ['检查方式的称呼', '现场检查、非现场核查、其他方式'],
      ['同一企业的另一次检查', '7 日内应当合并，不能合并的写明理由'],
    ])
    expect(rowsOf(ly, '后续处置')).toEqual([
      ['整改期限', '没有另行写明的，15 个工作日'],
      ['回访', '每批次 10%，至少一家，20 个工作日内'],
    ])
    const other = schemeOf('longyao-2026', f => {
      f.fieldwork.notice.rule = 'before'
      f.fieldwork.entry.scan = false
    })
    expect([saidOf(other, '检查过程', '行政检查通知书'), saidOf(other, '检查过程', '扫码入企')]).toEqual(['检查前送达', '不要求'])
  })

  it('EZ-62 JX-59 报送写期限、谁、报哪里、内容，没有写谁的不写；档案保存', () => {
    expect(rowsOf(schemeOf('ezhou-2022'), '报送')[0]).toEqual([
      '联系人登记',
      '方案印发后 10 日内，局相关科室、各大队报市支队：每个单位一名联系人',
    ])
    const hs = schemeOf('hengshui-hitech-2023', f => {
      delete f.reports[0].content
      f.reports[0].to = ['市局', '省厅']
    })
    expect(rowsOf(hs, '报送')[0]![1]).toBe('3 月 31 日、6 月 30 日、9 月 30 日、12 月 31 日前报市局、省厅')
    expect(rowsOf(schemeOf('jiangxian-2025'), '归档')).toEqual([['档案保存', '不少于 3 年']])
  })
})

describe('两版之差', () => {
  const before = schemeOf('longyao-2026')

  it('LY-19 没有改的不列；改的写原来和现在；照新版的次序', () => {
    expect(compareDescriptions(before, schemeOf('longyao-2026'))).toEqual([])
    const after = schemeOf('longyao-2026', f => {
      f.reserve.rate = '30%'
      f.strata[0].quota.rate = '20%'
    })
    expect(compareDescriptions(before, after)).toEqual([
      {
        section: '抽取比例',
        label: '重点监管对象',
        before: '每季度不低于 18%，向上取整，有对象即至少 1 家',
        after: '每季度不低于 20%，向上取整，有对象即至少 1 家',
        law: ['LY-27', 'A-23'],
      },
      { section: '抽取', label: '备选数量', before: '抽取数量的 20%，向上取整', after: '抽取数量的 30%，向上取整', law: ['A-32'] },
    ])
  })

  it('LY-19 新增的没有原来，删去的没有现在、列在最后；同名的行按次序对', () => {
    const after = schemeOf('longyao-2026', f => {
      f.retention = { years: 5, law: ['JX-59'], quote: '不少于3年' }
      f.classes[0].grounds.pop()
      delete f.fieldwork.maxPeople
    })
    const changed = compareDescriptions(before, after)
    expect(changed.map(c => [c.label, c.before, c.after, c.law])).toEqual([
      ['档案保存', null, '不少于 5 年', ['JX-59']],
      ['特殊监管对象的情形', '其他环境风险较高（已标记“其他环境风险较高”并写明理由）', null, ['LY-28']],
      ['入企人员', '不超过 6 人', null, ['JX-05']],
    ])
    expect(compareDescriptions(after, before).map(c => [c.label, c.before === null, c.after === null])).toEqual([
      ['特殊监管对象的情形', true, false],
      ['入企人员', true, false],
      ['档案保存', false, true],
    ])
  })
})
