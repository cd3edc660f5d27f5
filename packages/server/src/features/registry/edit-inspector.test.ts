import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../test/app.ts'
import { type CountyApp, countyApp } from '../../../test/county-app.ts'

const person = {
  code: 'zf-901',
  version: null,
  name: '赵新来',
  unitName: '执法一中队',
  kind: 'officer',
  certificateNumber: '99010199901',
  certificateValidTo: '2029-12-31',
  specialities: ['HF'],
  recusals: [{ subject: 'SLX-0003', reason: '配偶任职' }],
  idNumber: null,
  phone: '13900000001',
}

describe('检查人员的增改、请假、调出（LY-09、SJZ-16、JX-65）', () => {
  let county: CountyApp
  let office: Client
  beforeAll(async () => {
    county = await countyApp()
    office = await county.as('zonghe')
  })
  afterAll(() => county.drop())
  const view = async (code: string) => (await office.call('registry.inspector', { params: { code } })).body
  const save = (body: object) => office.call('inspector.save', { body })
  const status = (code: string, body: object) =>
    office.call('inspector.setStatus', { params: { code }, body: { leaveFrom: null, leaveTo: null, reason: '', ...body } })
  const told = async (kind: string) =>
    (await county.database.owner.query('select thing_id, payload from event where kind = $1 order by id', [kind])).rows

  it('新增一人：编号转大写，进入名录和下季度可抽人员；回避写入；事件里没有个人信息', async () => {
    const before = (await office.call('registry.inspectors', { query: { state: 'available' } })).body.total
    const made = await save(person)
    expect([made.status, made.body]).toEqual([200, { version: 1, changed: [], warnings: [] }])
    const seen = await view('ZF-901')
    expect(seen).toMatchObject({
      name: '赵新来',
      available: true,
      version: 1,
      login: null,
      recusals: [{ subject: 'SLX-0003', reason: '配偶任职' }],
    })
    expect(seen.phoneMasked).not.toContain('13900000001')
    expect((await office.call('registry.inspectors', { query: { state: 'available' } })).body.total).toBe(before + 1)
    const events = await told('inspector.saved')
    expect(events).toMatchObject([{ thing_id: 'ZF-901', payload: { added: true, before: null } }])
    expect(JSON.stringify(events)).not.toMatch(/13900000001|99010199901|赵新来/)
    expect((await save(person)).body.error).toMatchObject({ code: 'inspector.exists', sentence: expect.stringContaining('赵新来') })
  })

  it('A-29、V-28：同一执法证号登记两次被拒绝，说出在谁名下；自己的证号可以保留', async () => {
    const taken = await save({ ...person, code: 'ZF-902', name: '钱又来' })
    expect([taken.status, taken.body.error]).toMatchObject([
      409,
      {
        code: 'inspector.certificate_taken',
        holder: '赵新来（ZF-901）',
        sentence: expect.stringContaining('已登记在赵新来（ZF-901）名下'),
      },
    ])
    expect((await office.call('registry.inspector', { params: { code: 'ZF-902' } })).body.error.code).toBe('inspector.not_found')
    // Spelled differently, it is the same number.
    expect((await save({ ...person, code: 'ZF-902', certificateNumber: ' ９９０１０１９９９０１ ' })).body.error.code).toBe(
      'inspector.certificate_taken',
    )
    const both = await Promise.all(['ZF-903', 'ZF-904'].map(code => save({ ...person, code, certificateNumber: '99010199903' })))
    expect(both.map(r => r.status).sort()).toEqual([200, 409])
  })

  it('修改：旧版本留在变更历史，写明改了什么；电话不填保持原样，填空清除；没有改动不增加版本', async () => {
    const now = await view('ZF-901')
    const { phone: _, ...rest } = person
    const changed = await save({ ...rest, version: now.version, unitName: '执法二中队', specialities: ['HF', 'FS'], idNumber: undefined })
    expect(changed.body).toEqual({ version: 2, changed: ['单位部门', '专长'], warnings: [] })
    const second = await view('ZF-901')
    expect(second.phoneMasked).toBe(now.phoneMasked)
    expect(second.history).toMatchObject([
      { version: 2, validTo: null, changed: ['单位部门', '专长'] },
      { version: 1, changed: [] },
    ])
    const same = await save({ ...rest, version: 2, unitName: '执法二中队', specialities: ['FS', 'HF'] })
    expect(same.body).toMatchObject({ version: 2, changed: [] })
    const cleared = await save({ ...rest, version: 2, unitName: '执法二中队', specialities: ['FS', 'HF'], phone: null })
    expect(cleared.body).toMatchObject({ version: 3, changed: ['手机号'] })
    expect((await view('ZF-901')).phoneMasked).toBeNull()
    expect((await told('inspector.saved')).at(-2)!.payload).toMatchObject({
      changed: ['单位部门', '专长'],
      before: { unitName: '执法一中队', specialities: ['HF'] },
      after: { unitName: '执法二中队', specialities: ['FS', 'HF'] },
    })
  })

  it('别人先改了，后改的被拒绝，不会盖掉', async () => {
    expect((await save({ ...person, version: 1, name: '赵改名' })).body.error.code).toBe('inspector.stale')
    expect((await status('ZF-901', { version: 1, status: 'transferred' })).body.error.code).toBe('inspector.stale')
    expect((await view('ZF-901')).name).toBe('赵新来')
  })

  it('与导入同样的检查：证号没有有效期、回避没有原因、身份证号不对，逐项一句话；到期的证件警告而放行', async () => {
    const bad = async (part: object) => (await save({ ...person, code: 'ZF-905', certificateNumber: '99010199905', ...part })).body.error
    expect(await bad({ certificateValidTo: null })).toMatchObject({ code: 'inspector.form', column: '执法证有效期至' })
    expect(await bad({ recusals: [{ subject: 'SLX-0003', reason: '' }] })).toMatchObject({ code: 'inspector.form', column: '回避对象' })
    expect(await bad({ idNumber: '990101199001011234' })).toMatchObject({ code: 'inspector.form', column: '身份证号' })
    expect(await bad({ name: '' })).toMatchObject({ code: 'inspector.form', column: '姓名' })
    expect(await bad({ code: '张三' })).toMatchObject({ code: 'inspector.form', column: '人员编号' })
    const expired = await save({ ...person, code: 'ZF-905', certificateNumber: '99010199905', certificateValidTo: '2025-12-31' })
    expect([expired.status, expired.body.warnings]).toEqual([200, [expect.stringContaining('到期')]])
    expect((await view('ZF-905')).available).toBe(false)
  })

  it('请假、销假、调出、调回：能否参加下季度抽取随之变化；调出时提醒还启用的账号', async () => {
    const start = await view('ZF-001')
    expect(start).toMatchObject({ available: true, login: 'zf001' })
    expect((await status('ZF-001', { version: start.version, status: 'leave' })).body.error).toMatchObject({
      code: 'inspector.leave',
      sentence: expect.stringContaining('开始日期'),
    })
    expect(
      (await status('ZF-001', { version: start.version, status: 'leave', leaveFrom: '2026-05-02', leaveTo: '2026-05-01' })).body.error.code,
    ).toBe('inspector.leave')
    const away = await status('ZF-001', {
      version: start.version,
      status: 'leave',
      leaveFrom: '2026-05-01',
      leaveTo: '2026-05-31',
      reason: '产假',
    })
    expect(away.body.changed).toEqual(['状态', '请假开始', '请假结束'])
    expect(await view('ZF-001')).toMatchObject({ available: false, why: expect.stringContaining('2026-05-01'), status: 'leave' })
    const back = await status('ZF-001', { version: away.body.version, status: 'active' })
    expect(await view('ZF-001')).toMatchObject({ available: true, leaveFrom: null })
    const gone = await status('ZF-001', { version: back.body.version, status: 'transferred', reason: '调市局' })
    expect(gone.body.warnings).toEqual([expect.stringContaining('zf001')])
    expect(await view('ZF-001')).toMatchObject({ available: false, status: 'transferred', certificateNumber: start.certificateNumber })
    expect((await status('ZF-001', { version: gone.body.version, status: 'active' })).status).toBe(200)
    expect((await view('ZF-001')).history).toHaveLength(start.history.length + 4)
    expect((await told('inspector.status_changed')).map(e => e.payload.reason)).toEqual(['产假', undefined, '调市局', undefined])
  })

  it('业务科室与执法人员不能改；停用的机构不能再下达任务', async () => {
    for (const login of ['jiandu', 'zf002'])
      expect((await (await county.as(login)).call('inspector.save', { body: person })).body.error.code, login).toBe('access.role')
    const admin = await county.as('guanli')
    const unit = (await admin.call('unit.list')).body.rows.find((u: { name: string }) => u.name === '执法一中队')
    await admin.call('unit.retire', { params: { id: unit.id } })
    const task = { body: { year: 2026, planRowCode: 'P-01', unitName: '执法一中队' } }
    expect((await office.call('task.create', task)).body.error.code).toBe('access.unit_retired')
    await admin.call('unit.restore', { params: { id: unit.id } })
    expect((await office.call('task.create', task)).status).toBe(200)
  })

  it('名单超过两百人时逐页取完，不重不漏', async () => {
    await county.database.owner.query(
      `insert into inspector (agency_id, code, name, kind, status, version, valid_from, recorded_at)
       select '990101', 'X' || case when i % 2 = 0 then '-' else '' end || i, '人' || i, 'officer', 'active', 1, '2026-01-01', now() from generate_series(1, 450) i`,
    )
    const codes: string[] = []
    for (let after: string | undefined; ; ) {
      const { body } = await office.call('registry.inspectors', { query: { limit: 200, ...(after && { after }) } })
      codes.push(...body.rows.map((r: { code: string }) => r.code))
      if (body.next === null) {
        expect(codes).toHaveLength(body.total)
        break
      }
      after = body.next
    }
    expect(codes.length).toBeGreaterThan(450)
    expect(new Set(codes).size).toBe(codes.length)
  })
})
