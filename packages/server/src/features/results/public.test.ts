/** 公众页、开放数据、静态网站: what everybody reads of a result, and that nobody reads anything before it is published. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeUtf8, sha256Hex } from '@mingcha/core/base'
import type { FastifyInstance } from 'fastify'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../test/app.ts'
import { advance, type CountyApp, countyApp, drawnBatch } from '../../../test/county-app.ts'
import { type SubmittedVisit, submitVisits } from '../../../test/done-visits.ts'
import { buildApp } from '../../http/app.ts'
import { handlers } from '../../http/handlers.ts'
import { claimExportFolder, writeSite } from '../../public/export-folder.ts'
import { registerPublicPages } from '../../public/pages.ts'

let county: CountyApp
let pages: FastifyInstance
let visits: SubmittedVisit[]
let head: Client
let office: Client
beforeAll(async () => {
  county = await countyApp()
  const batch = await drawnBatch(county)
  visits = await submitVisits(county, batch, ['clean', 'violation', 'clean', 'clean', 'clean'])
  pages = await buildApp(county.env, { handlers, pages: [registerPublicPages], rate: 1_000_000 })
  await advance(county, '2026-04-21T02:00:00Z')
  ;[head, office] = [await county.as('fuze'), await county.as('zonghe')]
}, 120_000)
afterAll(async () => {
  await pages.close()
  await county.drop()
})

const get = async (path: string) => {
  const reply = await pages.inject(encodeURI(path))
  return { status: reply.statusCode, text: reply.body, media: String(reply.headers['content-type']) }
}
const open = { opinion: '准确', effect: 'full', ground: null as string | null, groundReason: '', redactedSummary: null as string | null }
const must = (reply: { status: number; body: unknown }) => {
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
}
async function publish(i: number, version: number, determination: object = {}, review: object = {}): Promise<void> {
  const params = { id: visits[i]!.id }
  const body = { version, code: 'NO_PROBLEM', summary: '', severity: 'none', jointPunishment: false, followUps: [], ...determination }
  must(await head.call('finding.determine', { params, body }))
  must(await office.call('finding.review', { params, body: { ...open, version, ...review } }))
  must(await office.call('finding.publish', { body: { findings: [{ visitId: visits[i]!.id, version }] } }))
  await county.log.runOnce()
}
const everywhere = ['/', '/results', '/checked', '/open-data/results.csv', '/open-data/results.json', '/open-data/results.atom']
const rectify = { kind: 'rectify', ownerUnit: '执法一中队', dueOn: null, content: '整改', detail: {} }

describe('公示之前', () => {
  it('X-04 EZ-13 检查完成、认定、审核都不公开：名单、结果、企业页一概没有', async () => {
    must(
      await head.call('finding.determine', {
        params: { id: visits[3]!.id },
        body: { version: 1, code: 'NO_PROBLEM', summary: '', severity: 'none', jointPunishment: false, followUps: [] },
      }),
    )
    must(await office.call('finding.review', { params: { id: visits[3]!.id }, body: { ...open, version: 1 } }))
    for (const path of everywhere) {
      const { text, status } = await get(path)
      expect(status, path).toBe(200)
      for (const v of visits) expect(text.includes(v.name) || text.includes(v.subject), `${path} ${v.name}`).toBe(false)
    }
    for (const v of visits) expect((await get(`/firms/${v.subject}`)).status).toBe(404)
    expect((await get(`/results?q=${visits[3]!.subject}`)).text).toContain('没有找到公示的检查结果')
  })
})

describe('公示之后', () => {
  beforeAll(async () => {
    await publish(0, 1)
    await publish(
      1,
      1,
      { code: 'ORDERED', severity: 'ordinary', followUps: [rectify], summary: '工艺参数甲，标识缺失' },
      { effect: 'redact', ground: '商业秘密', groundReason: '工艺', redactedSummary: '标识缺失 <b>已责令改正</b>' },
    )
    await publish(2, 1, { summary: '保密的内容' }, { effect: 'withhold', ground: '国家秘密', groundReason: '某法某条' })
    await publish(4, 1, { summary: '第一版的摘要' })
  }, 60_000)

  it('JX-50 SJZ-66 SJZ-59 企业页：国家公示系统的字段齐全，表述逐字，执法人员姓名公开、证号脱敏', async () => {
    const { text } = await get(`/firms/${visits[0]!.subject}`)
    for (const word of [
      visits[0]!.name,
      '未发现问题',
      '抽查计划',
      '990101-2026',
      '2026 年度抽查计划',
      '抽查任务',
      '抽查类型',
      '抽查机关',
      '示例市生态环境局示例县分局',
      '抽查完成日期',
      '2026-04-20',
      '检查事项',
    ])
      expect(text, word).toContain(word)
    const { rows } = await county.database.owner.query('select name, certificate_number from inspector where code = any($1)', [
      visits[0]!.inspectors,
    ])
    for (const r of rows) {
      expect(text).toContain(r.name)
      expect(text).not.toContain(r.certificate_number)
    }
  })
  it('HS-40 隐去部分内容：公众读到改写的文字，被隐去的哪里都没有，尖括号只是文字', async () => {
    const firm = (await get(`/firms/${visits[1]!.subject}`)).text
    expect(firm).toContain('标识缺失 &lt;b&gt;已责令改正')
    expect(firm).toContain('部分内容已隐去')
    for (const path of [...everywhere, `/firms/${visits[1]!.subject}`]) expect((await get(path)).text, path).not.toContain('工艺参数甲')
  })
  it('SJZ-65 JX-51 EZ-53 EZ-56 不予公开的：哪里都没有名称和内容，数量和理由公开', async () => {
    for (const path of everywhere) {
      const { text } = await get(path)
      expect(text.includes(visits[2]!.name) || text.includes(visits[2]!.subject) || text.includes('保密的内容'), path).toBe(false)
    }
    expect((await get(`/firms/${visits[2]!.subject}`)).status).toBe(404)
    const results = (await get('/results')).text
    expect(results).toContain('依法不予公示（1 项）')
    expect(results).toContain('国家秘密')
    expect(JSON.parse((await get('/open-data/results.json')).text).withheld).toMatchObject([{ ground: '国家秘密' }])
  })
  it('EZ-06 EZ-13 SJZ-09 首页公开已认定、已公示、不予公示、公开率和超期数，并有逐月', async () => {
    const home = (await get('/')).text.replace(/\s+/g, '')
    expect(home).toContain('<dt>已认定</dt><dd>5</dd>')
    expect(home).toContain('<dt>已公示</dt><dd>3</dd>')
    expect(home).toContain('<dt>依法不予公示</dt><dd>1</dd>')
    expect(home).toContain('<dt>公开率</dt><dd>80%</dd>')
    expect(home).toContain('<dt>超期未公示</dt><dd>0</dd>')
    expect(home).toContain('<td>4月</td><tdclass="n">5</td><tdclass="n">4</td>')
  })
  it('EZ-04 EZ-52 四个公开：计划、受检名单、事项、结果都有页面；受检名单在完成后与结果一并公开', async () => {
    for (const path of ['/plans/2026', '/checked', '/items', '/results']) expect((await get(path)).status, path).toBe(200)
    const { text } = await get('/checked')
    expect(text).toContain(visits[0]!.name)
    expect(text).toContain('2026-04-20')
    expect(text).not.toContain(visits[3]!.name)
  })
  it('HS-05 方案、事项、计划可读；按理由不公开的在原处写明理由', async () => {
    const scheme = await get('/scheme')
    expect(scheme.text).toContain('20 个工作日内')
    expect(scheme.text).toContain('排污许可简化管理类企业季度抽取 5%')
    must(await office.call('publicity.withhold', { body: { kind: 'items', ground: '国家秘密', reason: '依据某法某条' } }))
    const held = (await get('/items')).text
    expect(held).toContain('依法不予公开：国家秘密')
    expect(held).not.toContain('SX-01')
    must(await office.call('publicity.restore', { body: { kind: 'items' } }))
    expect((await get('/items')).text).toContain('SX-01')
  })
  it('EZ-13 更正：公示前公众仍读旧版；公示后并列，旧版划去并注日期；更正为不予公开的，旧版也不再显示', async () => {
    const params = { id: visits[4]!.id }
    must(await head.call('finding.correct', { params, body: { version: 1, reason: '摘要写错' } }))
    const path = `/firms/${visits[4]!.subject}`
    expect((await get(path)).text).toContain('第一版的摘要')
    await publish(4, 2, { summary: '第二版的摘要' })
    const both = (await get(path)).text
    expect(both).toContain('第二版的摘要')
    expect(both).toContain('<del>第一版的摘要</del>')
    expect(both).toContain('已更正：2026-04-21 公示的第 1 版')
    expect(both).toContain('摘要写错')
    must(await office.call('reply.record', { params, body: { receivedOn: '2026-04-21', byWhom: '负责人', text: '同意更正后的结果' } }))
    expect((await get(path)).text).toContain('同意更正后的结果')
    // What a later version keeps back, the older ones beside it do not tell either; their hash stays.
    must(await head.call('finding.correct', { params, body: { version: 2, reason: '涉及工艺' } }))
    await publish(
      4,
      3,
      { summary: '第三版全文' },
      { effect: 'redact', ground: '商业秘密', groundReason: '工艺', redactedSummary: '第三版（略）' },
    )
    const narrowed = (await get(path)).text
    expect(narrowed).toContain('第三版（略）')
    for (const p of [path, ...everywhere]) expect((await get(p)).text, p).not.toMatch(/第一版的摘要|第二版的摘要|第三版全文/)
    const kept = JSON.parse((await get('/open-data/results.json')).text).rows.filter(
      (r: { record: { subjectName: string } }) => r.record.subjectName === visits[4]!.name,
    )
    expect(kept.map((r: { canonical: string | null }) => r.canonical === null)).toEqual([false, true, true])
    expect(kept.every((r: { sha256: string }) => /^[0-9a-f]{64}$/.test(r.sha256))).toBe(true)
    must(await head.call('finding.correct', { params, body: { version: 3, reason: '涉密' } }))
    await publish(4, 4, { summary: '' }, { effect: 'withhold', ground: '国家秘密', groundReason: '某法某条' })
    expect((await get(path)).status).toBe(404)
    for (const p of everywhere) expect((await get(p)).text, p).not.toContain(visits[4]!.name)
  })
})

describe('开放数据与静态网站', () => {
  it('JX-02 HS-39 CSV、JSON、字典、订阅齐全；JSON 每条的指纹与透明日志一致；订阅是合法的 XML', async () => {
    const json = JSON.parse((await get('/open-data/results.json')).text)
    expect(json.rows.length).toBe(2)
    for (const r of json.rows) {
      expect(sha256Hex(encodeUtf8(r.canonical))).toBe(r.sha256)
      const { rows } = await county.database.owner.query('select entry from log_leaf where index = $1', [r.logIndex])
      expect(JSON.parse(rows[0].entry.toString()).sha256).toBe(r.sha256)
    }
    const csv = (await get('/open-data/results.csv')).text
    expect(csv.split('\r\n')[0]).toContain('raninsPlanId')
    expect(csv).toContain(visits[0]!.name)
    expect((await get('/open-data/dictionary.csv')).text).toContain('raninsCheckResName,检查结果')
    for (const path of ['/open-data/results.atom', '/open-data/draws.atom']) {
      const feed = await get(path)
      expect(feed.media).toContain('application/atom+xml')
      expect(feed.text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom"/)
      expect(feed.text).toMatch(/<entry>/)
      expect(feed.text).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/)
    }
  })
  it('HS-39 静态网站：四类都有文件，每个链接都指向存在的文件或在线网站，没有从根开始的地址', async () => {
    const reply = await office.call('publicity.site')
    expect(reply.status).toBe(200)
    const files = unzipSync(new Uint8Array(reply.body as Buffer))
    for (const name of [
      'index.html',
      'scheme.html',
      'items.html',
      'plans/2026.html',
      'results.html',
      'checked.html',
      'public.css',
      'open-data/results.csv',
    ])
      expect(Object.keys(files), name).toContain(name)
    expect(Object.keys(files)).toContain(`firms/${visits[0]!.subject}.html`)
    for (const [name, bytes] of Object.entries(files)) {
      if (!name.endsWith('.html') || name === 'verify.html') continue
      const text = Buffer.from(bytes).toString()
      expect(text, name).not.toMatch(/<form|class="size"/)
      for (const [, link = ''] of text.matchAll(/ (?:href|src|data-bundle)="([^"]*)"/g)) {
        if (link.startsWith('#')) continue
        if (/^https?:/.test(link)) {
          expect(link, name).toMatch(/^http:\/\/localhost\//)
          continue
        }
        const target = decodeURIComponent(new URL(link, `file:///site/${name}`).pathname).replace('/site/', '')
        expect(Object.keys(files), `${name} → ${link}`).toContain(target)
      }
    }
    const again = await office.call('publicity.site')
    expect(Buffer.compare(again.body as Buffer, reply.body as Buffer)).toBe(0)
    expect((await head.call('publicity.site')).body.error.code).toBe('access.role')
  })
  it('HS-39 导出目录：别人的文件不动，旧的页面撤下', () => {
    const dir = mkdtempSync(join(tmpdir(), 'mc-site-'))
    try {
      writeFileSync(join(dir, 'mine.txt'), '别人的')
      expect(claimExportFolder(dir)).toBe(false)
      rmSync(join(dir, 'mine.txt'))
      expect(claimExportFolder(dir)).toBe(true)
      writeSite(
        dir,
        new Map([
          ['index.html', Buffer.from('1')],
          ['firms/A.html', Buffer.from('1')],
        ]),
      )
      writeFileSync(join(dir, 'added.txt'), '别人的')
      expect(claimExportFolder(dir)).toBe(true)
      writeSite(dir, new Map([['index.html', Buffer.from('2')]]))
      expect(existsSync(join(dir, 'firms/A.html'))).toBe(false)
      expect(readdirSync(dir).sort()).toEqual(['.mingcha-export', 'added.txt', 'firms', 'index.html'])
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })
})
