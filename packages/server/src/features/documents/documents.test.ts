import type { Actor } from '@mingcha/core/access'
import { documentKinds, exampleData, kinds } from '@mingcha/core/documents'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../test/app.ts'
import { type CountyApp, countyApp } from '../../../test/county-app.ts'
import { readPdf } from '../../../test/read-documents.ts'
import { type Reader, read } from '../../db/tx.ts'
import { type DocumentOrder, makeDocument, makeDocuments } from './make-documents.ts'

let county: CountyApp
let office: Client
beforeAll(async () => {
  county = await countyApp()
  office = await county.as('zonghe')
})
afterAll(() => county.drop())

const kindOf = async (kind: string) => {
  const { body } = await office.call('template.list')
  return body.kinds.find((k: { kind: string }) => k.kind === kind)
}
const save = (kind: string, text: string, basedOn: number, client = office) =>
  client.call('template.save', { params: { kind }, body: { text, basedOn } })
const restore = (kind: string, version: number, basedOn: number) =>
  office.call('template.restore', { params: { kind }, body: { version, basedOn } })
/** A reader as a route has it, for 综合办. */
async function asOffice<T>(run: (reader: Reader<Actor>) => Promise<T>): Promise<T> {
  const account = await county.env.db.selectFrom('account').selectAll().where('login', '=', 'zonghe').executeTakeFirstOrThrow()
  const actor: Actor = {
    accountId: account.id,
    agency: account.agency_id,
    login: account.login,
    name: account.name,
    roles: ['office'],
    unitId: null,
    inspectorCode: null,
  }
  return read({ env: county.env, actor }, run)
}

describe('文书模板', () => {
  it('没有改过的用默认模板；列出字段的意思和例子', async () => {
    const { status, body } = await office.call('template.list')
    expect(status).toBe(200)
    expect(body.kinds.map((k: { kind: string }) => k.kind)).toEqual([...documentKinds])
    const notice = await kindOf('notice')
    expect(notice).toMatchObject({ title: '行政检查通知书', version: 0, isDefault: true, text: kinds.notice.text, history: [] })
    expect(notice.fields.find((f: { name: string }) => f.name === '检查人员')).toEqual({
      name: '检查人员',
      shape: 'rows',
      means: '两名以上检查人员',
      example: '张一，99010100011；李二，99010100012',
      optional: false,
      columns: [
        { name: '姓名', means: '姓名' },
        { name: '执法证号', means: '行政执法证号' },
      ],
    })
  })

  it('保存成新版本；再恢复，也是新版本；旧版都在；每次一个事件', async () => {
    expect((await save('rectify', '# 责令改正\r\n{企业名称}\r\n', 0)).body).toEqual({ version: 1 })
    expect((await save('rectify', '# 责令改正书\n{企业名称}', 1)).body).toEqual({ version: 2 })
    expect((await restore('rectify', 1, 2)).body).toEqual({ version: 3 })
    expect(await kindOf('rectify')).toMatchObject({ version: 3, isDefault: false, text: '# 责令改正\n{企业名称}\n' })
    expect((await restore('rectify', 0, 3)).body).toEqual({ version: 4 })
    const now = await kindOf('rectify')
    expect(now).toMatchObject({ version: 4, isDefault: true, text: kinds.rectify.text })
    expect(
      now.history.map((h: { version: number; restoredFrom: number | null; isDefault: boolean }) => [
        h.version,
        h.restoredFrom,
        h.isDefault,
      ]),
    ).toEqual([
      [4, 0, true],
      [3, 1, false],
      [2, null, false],
      [1, null, false],
    ])
    expect(now.history[0].by).not.toBe('')
    const events = await county.database.owner.query<{ kind: string }>(
      "select kind from event where thing_kind = 'template' and thing_id = 'rectify' order by id",
    )
    expect(events.rows.map(e => e.kind)).toEqual(['template.saved', 'template.saved', 'template.restored', 'template.restored'])
  })

  it('写错的模板不保存，逐行说明；LY-34：没有五个严禁的通知书不保存', async () => {
    const wrong = await save('checklist', '# 检查表\n{企业名}\n如果 {发现问题}\n甲', 0)
    expect(wrong.status).toBe(422)
    expect(wrong.body.error).toMatchObject({ code: 'template.unknown_field', line: 2 })
    expect(wrong.body.error.sentence).toContain('第 2 行：没有叫“企业名”的字段。您要写的可能是“{企业名称}”')
    expect(wrong.body.error.issues.map((i: { line: number; code: string }) => [i.line, i.code])).toEqual([
      [2, 'template.unknown_field'],
      [3, 'template.unclosed'],
    ])
    const bare = await save('notice', '# 通知书\n{企业名称}', 0)
    expect(bare.body.error).toMatchObject({ code: 'template.must_use', field: '五个严禁', law: 'LY-34' })
    expect(await kindOf('checklist')).toMatchObject({ version: 0, history: [] })
  })

  it('两处同时改，后保存的被告知；相同的内容、没有的版本、没有的种类都拒绝', async () => {
    const both = await Promise.all([save('record', '# 甲', 0), save('record', '# 乙', 0)])
    expect(both.map(r => r.status).sort()).toEqual([200, 409])
    expect(both.find(r => r.status === 409)?.body.error).toMatchObject({ code: 'template.changed', version: 1 })
    const { text } = await kindOf('record')
    expect((await save('record', text, 1)).body.error.code).toBe('template.same')
    expect((await restore('record', 1, 1)).body.error.code).toBe('template.same')
    expect((await restore('record', 9, 1)).body.error).toMatchObject({ code: 'template.no_version', version: 9 })
    expect((await save('nonsense', '# 甲', 0)).status).toBe(422)
    expect((await office.call('template.preview', { params: { kind: 'record' }, query: { version: 7 } })).status).toBe(404)
  })

  it('只有综合办和法制能改；负责人能看；执法人员不能', async () => {
    const head = await county.as('fuze')
    expect((await head.call('template.list')).status).toBe(200)
    expect((await save('offsite', '# 甲', 0, head)).body.error.code).toBe('access.role')
    const officer = await county.as('zf001')
    expect((await officer.call('template.list')).status).toBe(403)
    expect((await officer.call('template.preview', { params: { kind: 'notice' } })).status).toBe(403)
  })

  it('应用角色不能改、不能删旧版本', async () => {
    await save('interview', '# 询问\n{被询问人}', 0)
    for (const sql of ["update document_template set text = 'x'", 'delete from document_template'])
      await expect(county.database.pool.query(sql)).rejects.toThrow(/permission denied/)
  })

  it('预览用示例数据：PDF 在浏览器里打开，DOCX 下载；可看任何一版', async () => {
    await save('approval', '# 我局的审批表\n{企业名称}', 0)
    const now = await office.call('template.preview', { params: { kind: 'approval' } })
    expect(now.headers['content-type']).toBe('application/pdf')
    expect(now.headers['content-disposition']).toMatch(/^inline; filename\*=UTF-8''.*\.pdf$/)
    expect(readPdf(now.body)[0]).toContain('我局的审批表示例县清源水处理有限公司')
    expect(readPdf(now.body)[0]).toContain('演练文书')
    const before = await office.call('template.preview', { params: { kind: 'approval' }, query: { version: 0 } })
    expect(readPdf(before.body)[0]).toContain('审批意见')
    const docx = await office.call('template.preview', { params: { kind: 'approval' }, query: { format: 'docx' } })
    expect(docx.headers['content-disposition']).toMatch(/^attachment/)
    expect(docx.body.subarray(0, 2).toString()).toBe('PK')
  })
})

describe('出文书', () => {
  // The examples are data of the right shape; the types are checked where a feature fills them.
  const order = (kind: 'approval' | 'notice') => ({ kind, data: exampleData(kind) }) as unknown as DocumentOrder

  it('按现行模板印；审批表和通知书合成一个文件', async () => {
    await asOffice(async reader => {
      const one = await makeDocument(reader, 'notice', order('notice').data as never, 'pdf', { fileName: '通知书 甲/乙' })
      expect(one.ok && one.value).toMatchObject({ fileName: '通知书 甲-乙.pdf', mediaType: 'application/pdf' })
      const both = await makeDocuments(reader, [order('approval'), order('notice')], 'pdf')
      if (!both.ok) throw new Error(JSON.stringify(both.error))
      expect(both.value.fileName).toBe('行政检查审批表、行政检查通知书.pdf')
      const pages = readPdf(both.value.bytes)
      expect(pages[0]).toContain('我局的审批表')
      expect(pages[1]).toContain('行政检查通知书')
    })
  })
  it('缺内容的不印，说明缺什么', async () => {
    await asOffice(async reader => {
      const { 检查依据: _, ...rest } = exampleData('notice')
      const refused = await makeDocument(reader, 'notice', rest as never, 'docx')
      expect(refused).toEqual({ ok: false, error: { code: 'template.data', title: '行政检查通知书', field: '检查依据', why: '没有内容' } })
      await expect(makeDocuments(reader, [], 'pdf')).rejects.toThrow()
    })
  })
})
