/** 示例县的事实、名单、检查历史 under each of the five schemes: what the ledgers tell is what the conditions count, through the loader of the draw. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlainDate } from '@mingcha/core/base'
import { prepareClassifier, stratify } from '@mingcha/core/scheme'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountyApp, countyApp } from '../../../test/county-app.ts'
import { read } from '../../db/tx.ts'
import { type DrawSubject, loadSubjectsForDraw } from '../registry/for-draw.ts'
import { readSchemeText } from '../scheme/queries.ts'

const asOf = '2026-04-01' as PlainDate
const scope = { agencies: ['990101'], units: null, officer: null }

describe('示例县为 2026 年第二季度归类和分层', () => {
  let county: CountyApp
  let subjects: DrawSubject[]
  beforeAll(async () => {
    county = await countyApp()
    subjects = await read({ env: county.env, actor: null }, ({ db }) => loadSubjectsForDraw(db, scope, asOf))
  })
  afterAll(() => county.drop())

  function look(id: string) {
    const scheme = readSchemeText(readFileSync(join(county.env.schemesDir, `${id}.yaml`), 'utf8'))
    if (!scheme.ok) throw new Error(JSON.stringify(scheme.error))
    const classifier = prepareClassifier(scheme.value, asOf)
    const matched: Record<string, number> = {}
    for (const s of subjects) for (const m of classifier.classify(s).matched) matched[m.condition] = (matched[m.condition] ?? 0) + 1
    const cut = stratify(scheme.value, subjects, asOf)
    const left: Record<string, number> = {}
    for (const e of cut.excluded) left[`${e.stratum} ${e.reason}`] = (left[`${e.stratum} ${e.reason}`] ?? 0) + 1
    const pools = Object.fromEntries(cut.strata.map(s => [s.code, [s.ids.length, s.base]]))
    expect(cut.unclassified).toEqual([])
    return { matched, left, pools, covered: cut.strata.find(s => s.covered !== null)?.covered?.size ?? null }
  }

  it('LY-28 隆尧只看处罚：举报、超标、督办、名单和检查历史都不改变任何一层', () => {
    const { matched, pools } = look('longyao-2026')
    expect(matched).toMatchObject({ 上一季度受到行政处罚: 9, 列入重点排污单位名录: 56 })
    expect(pools).toEqual({ KEY: [61, 61], SPECIAL: [48, 48], SIMPLIFIED: [129, 129], REGISTERED: [239, 239] })
  })

  // Six of this quarter verified; the one of 2025-12-31 is too old, the one being handled is not verified.
  it('SJZ-27 A-25 石家庄：查实的才算，去年最后一天的不算；挂牌督办只算省厅以上、仍未解除或上季度挂牌的', () => {
    const { matched, left } = look('shijiazhuang-2022')
    expect(matched).toMatchObject({ 上一季度被群众举报查实: 6, 生态环境部或省厅挂牌督办: 1, 在生态环境监督执法正面清单内: 36 })
    expect(left['GENERAL COVERED']).toBeGreaterThan(0)
  })

  // 6 verified + 5 not verified + 1 being handled; the withdrawn one is struck. Five and seven exceedances at one outlet count, four and 3 + 3 do not.
  it('HS-18 A-08 A-09 衡水高新区：不问是否查实，划除的不算；同一排口 5 次以上，3 + 3 不算', () => {
    const { matched, covered } = look('hengshui-hitech-2023')
    expect(matched).toMatchObject({ 上一季度被群众举报: 12, '上一季度同一排口在线监测超标 5 次以上': 2 })
    expect(covered).toBe(4)
  })

  it('JX-42 JX-38 JX-47 A-11 A-13 绛县：督办、通报只认部、厅；上级查过且有文号的剔除；随机两次的到上限；名单另成一层', () => {
    const { matched, left, pools } = look('jiangxian-2025')
    expect(matched).toMatchObject({ 被生态环境部或省厅挂牌督办: 1, 因超标排放被生态环境部或省厅通报: 2, 被群众举报查实: 6 })
    // Five with proof; with a problem, without a number, of last year: not excluded.
    expect(left).toMatchObject({ 'KEY CHECKED-ABOVE': 4, 'GENERAL CHECKED-ABOVE': 1, 'GENERAL CAP-YEAR': 4 })
    expect(pools).toMatchObject({ PROJECTS: [6, 6], SEWAGE: [4, 4] })
  })

  it('EZ-41 EZ-40 EZ-59 鄂州：上年度违法、督察重复投诉为重点；上级查过的剔除也及于名单；去年的名单不算', () => {
    const { matched, left, pools } = look('ezhou-2022')
    expect(matched).toMatchObject({ 中央环保督察群众重复投诉: 1, 纳入正面清单: 36 })
    expect(matched.上年度存在生态环境违法问题).toBeGreaterThanOrEqual(6)
    expect(left).toMatchObject({ 'KEY CHECKED-ABOVE': 5, 'ODS CHECKED-ABOVE': 1, 'GENERAL COVERED': 5 })
    expect(pools).toMatchObject({ ODS: [2, 3], VEHICLES: [5, 5], SEWAGE: [4, 4] })
  })
})
