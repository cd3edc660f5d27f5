/** 联合抽查的数量要求 under the schemes that state one. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { jointNeeds } from './joint.ts'
import { readScheme } from './read-scheme.ts'
import type { Scheme } from './scheme-schema.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plain file, changed before it is read
function schemeOf(id: string, change: (file: any) => void = () => undefined): Scheme {
  const file = parse(readFileSync(new URL(`../../../../schemes/${id}.yaml`, import.meta.url), 'utf8'))
  change(file)
  const read = readScheme(file)
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
const sjz = (runs: number, subjects: number) => schemeOf('shijiazhuang-2022', f => Object.assign(f.joint.required, { runs, subjects }))
const noBase = () => 0

describe('联合抽查的数量', () => {
  it('SJZ-49 A-06 内部联合抽查每季度至少一次', () => {
    expect(jointNeeds(sjz(40, 500), noBase)[0]).toMatchObject({
      code: 'internal-quarter',
      name: '每季度内部联合抽查',
      scope: 'internal',
      what: 'runs',
      per: 'quarter',
      number: 1,
      sentence: '1',
      law: ['SJZ-49', 'A-06'],
    })
  })

  it('SJZ-50 A-06 内部联合：年度次数和主体数量各 3%，向上取整，各按各的要求', () => {
    const needs = jointNeeds(sjz(40, 500), noBase).filter(n => n.law.includes('SJZ-50'))
    expect(needs.map(n => [n.scope, n.what, n.per, n.number, n.sentence])).toEqual([
      ['internal', 'runs', 'year', 2, '3% × 40，向上取整 = 2'],
      ['internal', 'subjects', 'year', 15, '3% × 500，向上取整 = 15'],
    ])
  })

  it('SJZ-52 跨部门联合：不低于年度要求的全部', () => {
    const needs = jointNeeds(sjz(40, 500), noBase).filter(n => n.law.includes('SJZ-52'))
    expect(needs.map(n => [n.scope, n.what, n.number, n.sentence])).toEqual([
      ['cross-department', 'runs', 40, '100% × 40，向上取整 = 40'],
      ['cross-department', 'subjects', 500, '100% × 500，向上取整 = 500'],
    ])
  })

  it('SJZ-50 SJZ-52 年度要求还没有填写的，数是零，并且说出来要填', () => {
    const needs = jointNeeds(sjz(0, 500), noBase)
    expect(needs.filter(n => n.sentence === '领导小组办公室的年度要求还没有填写，请在方案里填写').map(n => [n.code, n.number])).toEqual([
      ['internal-runs', 0],
      ['cross-runs', 0],
    ])
  })

  it('HS-32 HS-33 内部联合每季度一次；重点排污单位每年不低于 5%，基数是这一类的家数', () => {
    const asked: string[] = []
    const needs = jointNeeds(schemeOf('hengshui-hitech-2023'), code => {
      asked.push(code)
      return 41
    })
    expect(needs.map(n => [n.code, n.per, n.number, n.sentence, n.law])).toEqual([
      ['internal-quarter', 'quarter', 1, '1', ['HS-32']],
      ['internal-key', 'year', 3, '5% × 41，向上取整 = 3', ['HS-33']],
    ])
    expect(asked).toEqual(['KEY'])
  })

  it('HS-33 这一类没有一家的，要求是零，不是“没有填写”', () => {
    expect(jointNeeds(schemeOf('hengshui-hitech-2023'), noBase)[1]).toMatchObject({ number: 0, sentence: '5% × 0，向上取整 = 0' })
  })

  it('JX-46 LY-12 方案没有写联合抽查的，没有要求；没有年度要求的不影响按次数写的', () => {
    expect(jointNeeds(schemeOf('longyao-2026'), noBase)).toEqual([])
    expect(jointNeeds(schemeOf('jiangxian-2025'), noBase).map(n => [n.number, n.sentence])).toEqual([[1, '1']])
    expect(
      jointNeeds(
        schemeOf('hengshui-hitech-2023', f => {
          delete f.joint.rules
        }),
        noBase,
      ),
    ).toEqual([])
  })
})
