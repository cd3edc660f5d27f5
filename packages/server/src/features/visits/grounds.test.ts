/** 非随机检查的情形 — only on a ground of the scheme's own list, with what the ground asks for; everything else is drawn. */
import { afterEach, describe, expect, it } from 'vitest'
import { type CountyApp, countyApp } from '../../../test/county-app.ts'

let county: CountyApp
afterEach(() => county.drop())

const start = async (scheme: string, item: string) => {
  county = await countyApp({ scheme })
  const head = await county.as('fuze')
  const { rows } = await county.database.owner.query("select code from subject where status = 'active' order by code limit 1")
  const open = async (ground: string, document = '') => {
    const reply = await head.call('visit.open', {
      body: {
        subjectCode: rows[0].code,
        inspectors: ['ZF-001', 'ZF-006'],
        items: [item],
        ground,
        document,
        reason: '写明情况',
        dueOn: '2026-04-30',
        leadId: null,
      } as never,
    })
    return {
      status: reply.status,
      code: reply.body.error?.code as string | undefined,
      sentence: reply.body.error?.sentence as string | undefined,
    }
  }
  return { head, open }
}

describe('绛县的九种情形', () => {
  it('JX-10 JX-11 JX-12 JX-13 JX-14 JX-15 JX-16 JX-17 列出的八种须附佐证；JX-18 其他的写明情况、经批准；JX-60 不在其列的不能开立', async () => {
    const { head, open } = await start('jiangxian-2025', 'SX-02')
    const grounds = (await head.call('scheme.view')).body.grounds as { code: string; text: string; needs: string; law: string[] }[]
    expect(grounds.map(g => g.law[0])).toEqual([
      'JX-10',
      'JX-11',
      'JX-12',
      'JX-13',
      'JX-14',
      'JX-15',
      'JX-16',
      'JX-17',
      'JX-18',
      'A-17',
      'SJZ-72',
    ])
    for (const g of grounds.slice(0, 8)) {
      expect([g.code, (await open(g.code)).code]).toEqual([g.code, 'visit.ground_document'])
      expect([g.code, (await open(g.code, '示环〔2026〕5号')).status]).toEqual([g.code, 200])
    }
    expect((await open('other')).status).toBe(200)
    for (const absent of ['assigned', 'nuclear', 'data']) {
      const refused = await open(absent, '示环〔2026〕5号')
      expect([absent, refused.code]).toEqual([absent, 'visit.ground'])
      expect(refused.sentence).toContain('被投诉举报涉嫌违法违规的')
    }
    // What was given stands with the visit, and a check that was not drawn waits for the head's approval like any other.
    const { rows } = await county.database.owner.query(
      "select origin->>'ground' as ground, origin->>'document' as document, state, batch_code, kind from visit order by number",
    )
    expect(rows).toHaveLength(9)
    expect(rows[2]).toEqual({ ground: 'campaign', document: '示环〔2026〕5号', state: 'waiting', batch_code: null, kind: 'targeted' })
  })
})

describe('石家庄与鄂州', () => {
  it('SJZ-32 SJZ-87 六种针对性检查要有佐证，领导交办要有署名的书面交办单；SJZ-33 X-06 专项检查不在其列', async () => {
    const { open } = await start('shijiazhuang-2022', 'SX-01')
    expect((await open('complaint')).code).toBe('visit.ground_document')
    expect((await open('complaint', '信访〔2026〕12号')).status).toBe(200)
    const order = await open('assigned')
    expect([order.code, order.sentence]).toEqual(['visit.ground_document', expect.stringContaining('署名的书面交办单')])
    expect((await open('assigned', '交办单〔2026〕3号')).status).toBe(200)
    expect((await open('campaign', '示环〔2026〕5号')).code).toBe('visit.ground')
  })

  it('EZ-16 六种情形；EZ-05 EZ-74 计划性检查一律随机，专项检查不能这样开立', async () => {
    const { open } = await start('ezhou-2022', 'ZD-01')
    for (const ground of ['complaint', 'superior', 'handed-over', 'emergency', 'nuclear', 'data'])
      expect([ground, (await open(ground, '示环〔2026〕5号')).status]).toEqual([ground, 200])
    for (const ground of ['campaign', 'law', 'other'])
      expect([ground, (await open(ground, '示环〔2026〕5号')).code]).toEqual([ground, 'visit.ground'])
  })
})
