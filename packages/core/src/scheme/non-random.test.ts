/** 非随机检查的情形：what a scheme lists, what is always open, what has to be on file. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkGround, groundForLead, targetedGrounds } from './non-random.ts'
import { readScheme } from './read-scheme.ts'
import type { Scheme } from './scheme-schema.ts'

function schemeOf(id: string): Scheme {
  const read = readScheme(parse(readFileSync(new URL(`../../../../schemes/${id}.yaml`, import.meta.url), 'utf8')))
  if (!read.ok) throw new Error(JSON.stringify(read.error.issues))
  return read.value
}
/** A bureau that lists two grounds only. */
function narrow(): Scheme {
  const hs = schemeOf('hengshui-hitech-2023')
  return { ...hs, nonRandom: hs.nonRandom!.filter(g => g.law.includes('HS-36')).slice(0, 2) }
}
const codes = (scheme: Scheme) => targetedGrounds(scheme).map(g => g.code)
const said = (result: ReturnType<typeof checkGround>) => (result.ok ? result.value.code : result.error)

describe('非随机检查的情形', () => {
  it('SJZ-32 SJZ-87 方案没有写情形的，用七种通用的；企业申请、整改复查总是可以', () => {
    expect(targetedGrounds(schemeOf('longyao-2026'))).toEqual([
      { code: 'complaint', text: '投诉举报', needs: 'approval', law: ['SJZ-32'] },
      { code: 'assigned', text: '领导交办', needs: 'order', law: ['SJZ-87'] },
      { code: 'superior', text: '上级部门转办交办', needs: 'approval', law: ['SJZ-32'] },
      { code: 'handed-over', text: '其他部门移送案件', needs: 'approval', law: ['SJZ-32'] },
      { code: 'emergency', text: '突发环境事件', needs: 'approval', law: ['SJZ-32'] },
      { code: 'nuclear', text: '核安全检查', needs: 'approval', law: ['SJZ-32'] },
      { code: 'data', text: '数据分析或监测发现的问题线索', needs: 'approval', law: ['SJZ-32'] },
      { code: 'request', text: '企业申请', needs: 'approval', law: ['A-17'] },
      { code: 'recheck', text: '整改复查', needs: 'approval', law: ['SJZ-72', 'A-17'] },
    ])
  })

  it('EZ-16 JX-10 JX-18 X-06 方案写了情形的，以方案为准：鄂州六种、绛县九种，另加两种总是可以的', () => {
    expect(codes(schemeOf('ezhou-2022'))).toEqual([
      'complaint',
      'superior',
      'handed-over',
      'emergency',
      'nuclear',
      'data',
      'request',
      'recheck',
    ])
    expect(codes(schemeOf('jiangxian-2025'))).toEqual([
      'law',
      'government',
      'campaign',
      'complaint',
      'emergency',
      'superior',
      'found',
      'handed-over',
      'other',
      'request',
      'recheck',
    ])
  })
})

describe('立项', () => {
  it('SJZ-32 EZ-16 不在方案情形内的要随机抽取，不得直接立项；拒绝时列出可以的情形', () => {
    expect(said(checkGround(narrow(), 'nuclear', '示例函〔2026〕1号', true))).toEqual({
      code: 'visit.ground',
      grounds: ['通过“非现场”监管手段发现违法问题线索', '被群众举报', '企业申请', '整改复查'],
    })
    expect(said(checkGround(schemeOf('shijiazhuang-2022'), 'campaign', '示例函〔2026〕1号', true))).toMatchObject({ code: 'visit.ground' })
    expect(said(checkGround(schemeOf('jiangxian-2025'), 'campaign', '示例函〔2026〕1号', false))).toBe('campaign')
  })

  it('SJZ-32 JX-60 须附佐证的：有文号，或者有在办线索；空白不是文号', () => {
    const ez = schemeOf('ezhou-2022')
    for (const document of ['', '  '])
      expect(said(checkGround(ez, 'complaint', document, false))).toEqual({
        code: 'visit.ground_document',
        ground: '投诉举报',
        what: '佐证材料',
      })
    expect(said(checkGround(ez, 'complaint', '示例函〔2026〕1号', false))).toBe('complaint')
    expect(said(checkGround(ez, 'complaint', '', true))).toBe('complaint')
  })

  it('SJZ-87 领导交办须有署名的书面交办单', () => {
    expect(said(checkGround(schemeOf('shijiazhuang-2022'), 'assigned', '', false))).toEqual({
      code: 'visit.ground_document',
      ground: '领导交办',
      what: '有署名的书面交办单',
    })
    expect(said(checkGround(schemeOf('longyao-2026'), 'assigned', '', false))).toMatchObject({ what: '有署名的书面交办单' })
  })

  it('JX-18 写明情况并经批准的，不另要文书', () => {
    const jx = schemeOf('jiangxian-2025')
    expect(checkGround(jx, 'other', '', false)).toEqual({
      ok: true,
      value: targetedGrounds(jx).find(g => g.code === 'other'),
    })
    expect(said(checkGround(jx, 'recheck', '', false))).toBe('recheck')
  })
})

describe('线索引起的检查', () => {
  it('LY-22 JX-16 先用通常的情形；没有的用履职发现，再没有的用其他，都没有的不能直接查', () => {
    const jx = schemeOf('jiangxian-2025')
    expect(groundForLead(jx, 'complaint')).toBe('complaint')
    expect(groundForLead(jx, 'data')).toBe('found')
    const without = (...left: string[]): Scheme => ({ ...jx, nonRandom: jx.nonRandom!.filter(g => !left.includes(g.code)) })
    expect(groundForLead(without('found'), 'data')).toBe('other')
    expect(groundForLead(without('found', 'other'), 'data')).toBeNull()
    expect(groundForLead(narrow(), 'superior')).toBeNull()
  })
})
