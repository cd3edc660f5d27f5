/** 方案表单: each field stands on the value it names, and numbers that fall are said. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loweredFloors, type SchemeField, schemeFields } from './form.ts'
import { readScheme } from './read-scheme.ts'
import type { Scheme } from './scheme-schema.ts'

const dir = new URL('../../../../schemes/', import.meta.url)
const ids = readdirSync(dir)
  .filter(f => f.endsWith('.yaml'))
  .map(f => f.replace('.yaml', ''))
const plainOf = (id: string) => parse(readFileSync(new URL(`${id}.yaml`, dir), 'utf8'))
// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
type Change = (file: any) => void
function schemeOf(id: string, change: Change = () => undefined): Scheme {
  const file = plainOf(id)
  change(file)
  const read = readScheme(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const field = (scheme: Scheme, path: string): SchemeField | undefined => schemeFields(scheme).find(f => f.path.join('.') === path)

describe('表单', () => {
  it.each(ids)('%s 每个字段指着文件里的那个值，种类合适，选项含现在的值', id => {
    const file = plainOf(id)
    const fields = schemeFields(schemeOf(id))
    for (const f of fields) {
      const at = f.path.reduce<unknown>((node, step) => (node as Record<string | number, unknown>)?.[step], file)
      expect(at, f.path.join('.')).toBe(f.value)
      if (f.kind === 'rate') expect(f.value).toMatch(/%$/)
      if (f.kind === 'count') expect(typeof f.value).toBe('number')
      if (f.kind === 'switch') expect(typeof f.value).toBe('boolean')
      if (f.kind === 'date') expect(f.value).toMatch(/^\d{4}-\d\d-\d\d$/)
      if (f.kind === 'choice') expect(f.choices.map(c => c.value)).toContain(f.value)
      else expect(f.choices).toEqual([])
      if (f.section !== '方案') expect([f.law.length > 0, f.clause !== ''], f.label).toEqual([true, true])
    }
    expect(new Set(fields.map(f => f.path.join('.'))).size).toBe(fields.length)
    expect(new Set(fields.map(f => `${f.section}|${f.label}`)).size).toBe(fields.length)
  })

  it('SJZ-22 SJZ-31 EZ-38 EZ-39 EZ-44 各种比例的字段；各级分开，不设比例的没有', () => {
    const labels = (id: string) =>
      schemeFields(schemeOf(id))
        .filter(f => f.section === '抽取比例')
        .map(f => [f.label, f.kind, f.value])
    expect(labels('ezhou-2022')).toEqual([
      ['重点监管对象（市级）：下限', 'rate', '5%'],
      ['重点监管对象（市级）：上限', 'rate', '10%'],
      ['重点监管对象（县级）：下限', 'rate', '10%'],
      ['重点监管对象（县级）：上限', 'rate', '20%'],
      ['重点监管对象：已查过的', 'choice', 'last'],
      ['一般监管对象（市级）：每名执法人员对应家数', 'count', 3],
      ['一般监管对象（县级）：每名执法人员对应家数', 'count', 5],
      ['一般监管对象：已查过的', 'choice', 'out'],
      ['涉消耗臭氧层物质企业和单位：下限', 'rate', '1%'],
      ['涉消耗臭氧层物质企业和单位：上限', 'rate', '3%'],
      ['机动车销售企业：最少家数', 'count', 5],
      ['机动车销售企业：最多家数', 'count', 10],
      ['城镇污水处理厂：比例', 'rate', '20%'],
      ['备选数量', 'rate', '20%'],
    ])
    expect(labels('longyao-2026')[0]).toEqual(['重点监管对象：比例', 'rate', '18%'])
  })

  it('JX-47 JX-38 HS-26 LY-20 上限、上级查过的、抽取日期、环节时限都在表单里，季度末的没有天数', () => {
    const jx = schemeOf('jiangxian-2025')
    expect(field(jx, 'caps.0.limit')).toMatchObject({
      section: '频次上限',
      label: '同一年度抽查不超过 2 次：次数',
      kind: 'count',
      value: 2,
    })
    expect(field(jx, 'exclusions.0.apply')).toMatchObject({ section: '不参加抽取', kind: 'switch', value: true })
    expect(field(jx, 'drawCalendar.window.count')).toBeUndefined()
    expect(field(schemeOf('hengshui-hitech-2023'), 'drawCalendar.window.count')).toMatchObject({ value: 5, law: ['HS-26', 'X-20'] })
    const ly = schemeOf('longyao-2026')
    expect(
      schemeFields(ly)
        .filter(f => f.section === '环节时限')
        .map(f => [f.label, f.value]),
    ).toEqual([
      ['任务制定：工作日', 5],
      ['结果录入：工作日', 5],
      ['审核公示：工作日', 20],
    ])
    expect(field(ly, 'drawCalendar.window.count')).toBeUndefined()
    expect(field(ly, 'retention.years')).toBeUndefined()
    expect(field(jx, 'retention.years')).toMatchObject({ value: 3, law: ['JX-59'] })
  })

  it('SJZ-50 SJZ-74 SJZ-76 年度联合要求、按日报送的日子在表单里；固定日期和随事情走的不在', () => {
    const sjz = schemeOf('shijiazhuang-2022')
    expect(
      schemeFields(sjz)
        .filter(f => f.section === '联合抽查')
        .map(f => f.path.join('.')),
    ).toEqual(['joint.required.runs', 'joint.required.subjects'])
    expect(
      schemeFields(sjz)
        .filter(f => f.section === '报送')
        .map(f => [f.path.join('.'), f.value]),
    ).toEqual([
      ['reports.0.due.day', 8],
      ['reports.2.due.day', 18],
    ])
    expect(field(schemeOf('hengshui-hitech-2023'), 'joint.required.runs')).toBeUndefined()
  })

  it('LY-27 条款写原文，有理解的另写理解', () => {
    const ly = schemeOf('longyao-2026', f => {
      f.strata[0].reading = '取整向上'
      delete f.strata[1].quote
      f.strata[1].reading = '另有理解'
    })
    expect(field(ly, 'strata.0.quota.rate')!.clause).toBe(`${schemeOf('longyao-2026').strata[0]!.quote} （理解）取整向上`)
    expect(field(ly, 'strata.1.quota.rate')!.clause).toBe('（理解）另有理解')
    expect(field(ly, 'name')).toMatchObject({ law: [], clause: '' })
  })
})

describe('比例下降', () => {
  const lowered = (id: string, change: Change) => loweredFloors(schemeOf(id), schemeOf(id, change))
  const percent = (rate: string, min = 1, per = '每季度') => `${per}不低于 ${rate}，向上取整，有对象即至少 ${min} 家`

  it('HS-20 比例低于原版的写明由多少降为多少；不变、提高的不写；按数的大小比，不按文字', () => {
    const rate = (value: string) =>
      lowered('longyao-2026', f => {
        f.strata[0].quota.rate = value
      })
    for (const less of ['9%', '17.999999%']) expect(rate(less)).toEqual([`重点监管对象：比例：由 18% 降为 ${less}`])
    for (const same of ['18%', '18.0%', '20%', '100%']) expect(rate(same), same).toEqual([])
  })

  it('HS-20 比例不变，改成更长的期间、至少的家数少了，也是降低；反过来的不是', () => {
    const quota = (change: object) => (f: { strata: { quota: object }[] }) => {
      Object.assign(f.strata[0]!.quota, change)
    }
    const between = (was: object, is: object) =>
      loweredFloors(schemeOf('longyao-2026', quota(was)), schemeOf('longyao-2026', quota(is))).length
    const spans = ['quarter', 'half-year', 'year'].map(per => ({ per }))
    expect(spans.map(was => spans.map(is => between(was, is)))).toEqual([
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 0],
    ])
    expect([between({ min: 3 }, { min: 2 }), between({ min: 2 }, { min: 3 })]).toEqual([1, 0])
    // A shorter span asks more often, a smaller number less: said whole, the reader judges.
    expect(between({ per: 'year' }, { per: 'quarter', rate: '17%' })).toBe(1)
    expect(lowered('longyao-2026', quota({ rate: '15%', min: 0 }))).toEqual([
      '重点监管对象：比例：由 18% 降为 15%',
      '重点监管对象：至少家数：由 1 降为 0',
    ])
    expect(lowered('longyao-2026', quota({ per: 'year', split: 'once' }))).toEqual([
      `重点监管对象：由“${percent('18%')}”改为“${percent('18%', 1, '每年')}，一次抽取”`,
    ])
  })

  it('HS-20 EZ-42 EZ-44 家数、倍数、区间的下限同样，各级分开；上限、备选、已查过的不算', () => {
    expect(
      lowered('ezhou-2022', f => {
        f.strata[0].quota.byLevel.city.low = '4%'
        f.strata[0].quota.byLevel.county.high = '15%'
        f.strata[0].coverage.covered = 'out'
        f.strata[2].quota.byLevel.county.times = 4
        f.strata[4].quota.low = 3
        f.strata[4].quota.high = 9
        f.reserve.rate = '5%'
      }),
    ).toEqual([
      '重点监管对象（市级）：下限：由 5% 降为 4%',
      '一般监管对象（县级）：每名执法人员对应家数：由 5 降为 4',
      '机动车销售企业：最少家数：由 5 降为 3',
    ])
    expect(
      lowered('ezhou-2022', f => {
        f.strata[2].quota.byLevel.county.times = 6
        f.strata[4].quota.low = 6
        f.strata[0].quota.byLevel.city.low = '6%'
      }),
    ).toEqual([])
  })

  it('HS-20 JX-45 换一种规则：全部改成几成、有数改成不设比例是降低；不设比例改成有数、几成改成全部不是', () => {
    const all = { kind: 'all', per: 'quarter' }
    const none = { kind: 'none' }
    const share = { kind: 'percent-floor', rate: '100%', per: 'quarter', min: 1 }
    const range = { kind: 'percent-range', low: '100%', high: '100%', per: 'quarter' }
    const staff = { kind: 'staff-multiple', times: 10, per: 'year' }
    const few = { kind: 'count-range', low: 5, high: 9, per: 'year' }
    const to = (quota: object) => (f: { strata: { quota: object }[] }) => {
      f.strata[0]!.quota = quota
    }
    const rules = [none, few, staff, range, share, all]
    const table = rules.map(was =>
      rules.map(is => loweredFloors(schemeOf('longyao-2026', to(was)), schemeOf('longyao-2026', to(is))).length),
    )
    expect(table).toEqual([
      [0, 0, 0, 0, 0, 0],
      [1, 0, 0, 1, 1, 0],
      [1, 1, 0, 1, 1, 0],
      [1, 1, 1, 0, 0, 0],
      [1, 1, 1, 0, 0, 0],
      [1, 1, 1, 1, 1, 0],
    ])
  })

  it('HS-20 原来有的一级、一个分层，新版没有的也写；新版多出来的不写', () => {
    const gone: Change = f => {
      f.agencyLevel = 'city'
      delete f.strata[2].quota.byLevel.county
      f.strata.pop()
    }
    expect(lowered('ezhou-2022', gone)).toEqual([
      '一般监管对象（县级）：原为“每年不少于执法人员人数的 5 倍，均分到各季度，余数在前”，新版没有',
      `城镇污水处理厂：原为“${percent('20%', 1, '每年')}，一次抽取”，新版没有`,
    ])
    expect(loweredFloors(schemeOf('ezhou-2022', gone), schemeOf('ezhou-2022'))).toEqual([])
  })

  it('HS-20 两个分层同名、次序换了，按代码比，一个也不漏；改名的不是降低', () => {
    const twins: Change = f => {
      f.strata[1].name = f.strata[0].name
    }
    const lower: Change = f => {
      twins(f)
      f.strata[0].quota.rate = '10%'
      f.strata.reverse()
    }
    expect(loweredFloors(schemeOf('longyao-2026', twins), schemeOf('longyao-2026', lower))).toEqual(['重点监管对象：比例：由 18% 降为 10%'])
    expect(
      lowered('longyao-2026', f => {
        f.strata[0].name = '重点'
      }),
    ).toEqual([])
  })
})
