import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { advance, type CountyApp, countyApp, drawnBatch } from '../../../test/county-app.ts'
import {
  allVisits,
  approve,
  attach,
  checkDay,
  completeRecord,
  fullOpening,
  hashOf,
  loginOf,
  picture,
  schedule,
  sign,
  start,
  submit,
} from '../../../test/fieldwork.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any

/** Read by another program, as a firm would. */
const pdfText = (bytes: Buffer): string => execFileSync('pdftotext', ['-', '-'], { input: bytes, encoding: 'utf8' })

describe('从排期到提交', () => {
  let county: CountyApp
  let onSite: Any[] = []
  let offSite: Any[] = []
  const next = () => onSite.pop()
  const viewOf = async (id: string) => (await (await county.as('fuze')).call('visit.view', { params: { id } })).body
  const officerOf = async (visit: Any, i = 0) => county.as(loginOf((await viewOf(visit.id)).members[i].code))
  beforeAll(async () => {
    county = await countyApp()
    await drawnBatch(county)
    await advance(county, checkDay)
    // The draw is real chance; what is asked below needs two firms on the positive list and twenty that are not.
    for (const [i, v] of (await allVisits(county, 'waiting')).entries())
      await county.database.owner.query('update subject set facets = facets || $1 where code = $2', [
        i < 2 ? { positiveList: true, offsiteCapable: true } : { offsiteCapable: false },
        v.subject.code,
      ])
    const all = await allVisits(county, 'waiting')
    onSite = all.filter(v => v.advised.method === 'on-site')
    offSite = all.filter(v => v.advised.method === 'off-site')
    expect(onSite.length).toBeGreaterThan(20)
    expect(offSite).toHaveLength(2)
  })
  afterAll(() => county.drop())

  it('排期：过去的日子、期限之后、非工作日都要改或写明理由；可以撤回（SJZ-53 LY-20）', async () => {
    const { id } = next()
    const code = async (body: object) => (await schedule(county, id, body as Record<string, unknown>)).body.error?.code
    expect(await code({ on: '2026-03-27' })).toBe('visit.past')
    expect(await code({ on: '2026-04-26' })).toBe('visit.not_working_day')
    expect(await code({ on: '2026-07-01' })).toBe('visit.late')
    expect(await code({ on: '2026-07-01', lateReason: '企业停电检修' })).toBeUndefined()
    expect((await viewOf(id)).schedule.lateReason).toBe('企业停电检修')
    const officer = await officerOf({ id })
    expect((await officer.call('visit.unschedule', { params: { id } })).status).toBe(200)
    expect((await viewOf(id)).state).toBe('waiting')
    expect((await officer.call('visit.unschedule', { params: { id } })).body.error.code).toBe('visit.state')
  })

  it('建议非现场的企业改为现场，须写明为什么非现场不足；其他方式须写明并经批准（JX-04 LY-26 LY-30 SJZ-44 SJZ-45 HS-35）', async () => {
    const { id } = offSite[0]
    const as = (body: Record<string, unknown>) => schedule(county, id, body)
    expect((await as({ method: 'on-site' })).body.error).toMatchObject({
      code: 'visit.method_reason',
      sentence: expect.stringContaining('JX-04'),
    })
    expect((await as({ method: 'other' })).body.error.code).toBe('visit.method_reason')
    expect((await as({ method: 'other', methodReason: '书面核查' })).status).toBe(200)
    const officer = await officerOf({ id })
    expect((await officer.call('visit.start', { params: { id }, body: { opening: null } })).body.error.code).toBe('visit.not_approved')
    expect((await approve(county, [id])).status).toBe(200)
    expect((await officer.call('visit.start', { params: { id }, body: { opening: null } })).status).toBe(200)
  })

  it('例行的随机检查应当通知；不发通知须选法定情形（X-07 SJZ-43 SJZ-87）', async () => {
    const { id } = next()
    expect((await schedule(county, id, { notice: 'exempt' })).body.error.code).toBe('visit.notice_ground')
    expect((await schedule(county, id, { notice: 'exempt', noticeGround: '想去' })).body.error.code).toBe('visit.notice_ground')
    expect((await schedule(county, id, { notice: 'exempt', noticeGround: 'complaint' })).status).toBe(200)
  })

  it('审批所看的（方式理由、通知、今年第几次）在负责人的列表里；别人的列表里没有（X-07 X-04）', async () => {
    const { id } = next()
    expect((await schedule(county, id, { methodReason: '现场核实', sameFirmReason: '不能合并' })).status).toBe(200)
    const rowFor = async (login: string) =>
      (await (await county.as(login)).call('visit.list', { query: { state: 'scheduled' } })).body.rows.find(
        (r: { id: string }) => r.id === id,
      )
    expect(await rowFor('fuze')).toMatchObject({
      schedule: { methodReason: '现场核实', notice: 'on-arrival', sameFirmReason: '不能合并' },
      visitsThisYear: 1,
    })
    expect(await rowFor('zonghe')).toMatchObject({ subject: null, team: null, schedule: null, origin: null, visitsThisYear: null })
  })

  it('没有批准不能开始；排期人不能自己批准；不在批准的日子不能开始；批准可以撤回（X-07）', async () => {
    const { id } = next()
    expect((await schedule(county, id, { on: '2026-04-21' })).status).toBe(200)
    const visit = await viewOf(id)
    const officer = await officerOf({ id })
    const begin = () => officer.call('visit.start', { params: { id }, body: { opening: fullOpening(visit) } })
    expect((await begin()).body.error.code).toBe('visit.not_approved')
    expect((await (await county.as('zonghe')).call('visit.approve', { body: { ids: [id] } })).status).toBe(403)
    expect((await approve(county, [id])).body).toEqual({ approved: 1 })
    expect((await begin()).body.error).toMatchObject({ code: 'visit.not_the_day', on: '2026-04-21' })
    const head = await county.as('fuze')
    expect((await head.call('visit.withdrawApproval', { params: { id }, body: { reason: '改期' } })).status).toBe(200)
    expect((await viewOf(id)).state).toBe('waiting')
    const own = await head.call('visit.schedule', {
      params: { id },
      body: { on: '2026-04-21', half: 'am', method: 'on-site', notice: 'on-arrival' },
    })
    expect(own.status).toBe(200)
    expect((await approve(county, [id])).body.error.code).toBe('access.drafter_approves')
    expect((await head.call('visit.sendBack', { params: { id }, body: { reason: '重排' } })).status).toBe(200)
  })

  it('检查前执法证到期、请假的，不能排在那一天（A-29 SJZ-16）', async () => {
    const { id } = next()
    const [member] = (await viewOf(id)).members
    const set = (sql: string) => county.database.owner.query(`update inspector set ${sql} where code = '${member.code}'`)
    await set("certificate_valid_to = '2026-04-19'")
    expect((await schedule(county, id)).body.error).toMatchObject({ code: 'visit.certificate', validTo: '2026-04-19' })
    await set("certificate_valid_to = '2028-12-31', leave_from = '2026-04-15', leave_to = '2026-04-22'")
    expect((await schedule(county, id)).body.error.code).toBe('visit.officer_away')
    await set('leave_from = null, leave_to = null')
    expect((await schedule(county, id)).status).toBe(200)
    await set("certificate_valid_to = '2026-04-19'")
    expect((await approve(county, [id])).body.error.code).toBe('visit.certificate')
    await set("certificate_valid_to = '2028-12-31'")
  })

  it('同一企业一周内另有检查：不在同一天须写明不能合并的理由（JX-04）', async () => {
    const first = next()
    expect((await schedule(county, first.id)).status).toBe(200)
    const head = await county.as('fuze')
    const team = (await viewOf(first.id)).members.map((m: Any) => m.code)
    const opened = await head.call('visit.open', {
      body: {
        subjectCode: first.subject.code,
        inspectors: team,
        items: ['SX-01'],
        ground: 'complaint',
        reason: '群众投诉异味',
        dueOn: '2026-05-10',
        leadId: null,
      },
    })
    expect(opened.status).toBe(200)
    const { id } = opened.body
    expect((await schedule(county, id, { on: '2026-04-22', sameFirmReason: '' })).body.error).toMatchObject({
      code: 'visit.same_firm',
      on: '2026-04-20',
    })
    expect((await schedule(county, id, { on: '2026-04-20', sameFirmReason: '' })).status).toBe(200)
    expect((await schedule(county, id, { on: '2026-04-22' })).body.error.code).toBe('visit.state')
    expect((await viewOf(id)).sameFirm[0].number).toBe((await viewOf(first.id)).number)
  })

  it('入企：扫码须是这家企业的码，不能扫码要写原因；亮证告知不全不能开始（LY-21 SJZ-54 LY-34）', async () => {
    const { id } = next()
    await schedule(county, id)
    await approve(county, [id])
    const visit = await viewOf(id)
    const officer = await officerOf({ id })
    const begin = async (more: object) =>
      (await officer.call('visit.start', { params: { id }, body: { opening: { ...fullOpening(visit), ...more } } })).body.error?.code
    expect((await officer.call('visit.start', { params: { id }, body: { opening: null } })).body.error.code).toBe('visit.opening')
    expect(await begin({ entry: { kind: 'scan', code: '别的码' } })).toBe('visit.wrong_code')
    expect(await begin({ certificates: [visit.members[0].code] })).toBe('visit.opening')
    expect(await begin({ disciplineAcknowledged: false })).toBe('visit.opening')
    expect(await begin({ entry: { kind: 'reason', reason: '门口没有企业码' } })).toBeUndefined()
    expect((await viewOf(id)).opening.entry).toEqual({ kind: 'reason', reason: '门口没有企业码' })
    expect((await officer.call('visit.withdrawStart', { params: { id }, body: { reason: '走错了门' } })).status).toBe(200)
    expect((await viewOf(id)).state).toBe('approved')
  })

  it('一次检查带出这家企业适用的全部事项，专长不具备的除外（JX-20 JX-06）', async () => {
    const special = [...onSite].find(v => v.tasks.length === 1)
    const codes = (await viewOf(special.id)).items.map((i: Any) => i.code)
    // SX-01 (12 questions of SJZ-78) applies to every permit holder, whatever the task drew it for.
    expect(codes).toContain('SX-01')
    expect((await viewOf(special.id)).items.find((i: Any) => i.code === 'SX-01').content).toHaveLength(12)
    expect(codes).not.toContain('SX-10')
  })

  it('材料：内容与校验值不符、不认得的文件被拒绝；存下的只增不改（SJZ-55 JX-85）', async () => {
    const { id } = next()
    const officer = await officerOf({ id })
    const put = (bytes: Buffer, sha256 = hashOf(bytes)) =>
      officer.call('visit.attach', { params: { id }, query: { sha256, purpose: 'photo' }, file: { name: 'a.jpg', bytes } })
    expect((await put(picture(1), hashOf(picture(2)))).body.error.code).toBe('file.mismatch')
    expect((await put(Buffer.from('<script>alert(1)</script>'))).body.error.code).toBe('file.kind')
    expect((await put(picture(1))).status).toBe(200)
    expect((await put(picture(1))).status).toBe(200)
    const { files } = await viewOf(id)
    expect(files).toHaveLength(1)
    expect(files[0]).toMatchObject({
      sha256: hashOf(picture(1)),
      mediaType: 'image/jpeg',
      by: expect.any(String),
      uploadedAt: expect.any(String),
    })
    const back = await officer.call('visit.file', { params: { id, sha256: hashOf(picture(1)) } })
    expect(Buffer.compare(back.body, picture(1))).toBe(0)
    const app = county.env.db
    await expect(app.updateTable('visit_file').set({ file_name: 'b.jpg' }).where('visit_id', '=', id).execute()).rejects.toThrow(
      /permission denied/,
    )
    await expect(app.deleteFrom('visit_file').where('visit_id', '=', id).execute()).rejects.toThrow(/permission denied/)
  })

  it('记录：两人同写一份，旧稿不能盖新稿；缺项不能送签；送签后锁定；撤回后原签名作废（SJZ-56 SJZ-58 V-30）', async () => {
    const { id } = next()
    await schedule(county, id)
    await approve(county, [id])
    const visit = await start(county, id)
    const [first, second] = [await officerOf({ id }, 0), await officerOf({ id }, 1)]
    const record = await completeRecord(county, visit)
    const save = (who: typeof first, version: number, body: object) =>
      who.call('visit.save', { params: { id }, body: { version, record: body } })
    const draft = await save(first, visit.workVersion, { ...record, signature: null })
    expect(draft.body.gaps.map((g: Any) => g.code)).toEqual(['record.unsigned'])
    expect((await save(second, visit.workVersion, record)).body.error.code).toBe('visit.draft_stale')
    const send = (version: number) => first.call('visit.sendToSign', { params: { id }, body: { version } })
    expect((await send(draft.body.version)).body.error).toMatchObject({ code: 'visit.incomplete', count: 1 })
    const unsigned = await save(second, draft.body.version, { ...record, signature: { kind: 'unsigned', reason: '', files: [] } })
    expect((await send(unsigned.body.version)).body.error).toMatchObject({ code: 'visit.incomplete', count: 2 })
    const full = await save(second, unsigned.body.version, record)
    const sent = await send(full.body.version)
    expect(sent.status).toBe(200)
    expect((await save(first, full.body.version, record)).body.error.code).toBe('visit.locked')
    const signs = (who: typeof first, recordSha256: string) => who.call('visit.sign', { params: { id }, body: { recordSha256 } })
    expect((await signs(first, 'f'.repeat(64))).body.error.code).toBe('visit.sign_other')
    expect((await signs(first, sent.body.recordSha256)).body).toEqual({ submitted: false, linkedVisit: null })
    expect((await signs(first, sent.body.recordSha256)).body.error.code).toBe('visit.signed')
    expect((await second.call('visit.takeBack', { params: { id }, body: { reason: '数字写错' } })).status).toBe(200)
    expect((await viewOf(id)).members.every((m: Any) => m.signedAt === null)).toBe(true)
    const again = await send((await viewOf(id)).workVersion)
    await signs(first, again.body.recordSha256)
    expect((await signs(second, again.body.recordSha256)).body).toEqual({ submitted: true, linkedVisit: null })
    expect((await save(first, full.body.version, record)).body.error.code).toBe('visit.locked')
  })

  it('只有本组的执法人员能写、能签；两人都签才算提交，结果由他们负责（SJZ-59 A-29）', async () => {
    const { id } = next()
    await schedule(county, id)
    await approve(county, [id])
    const visit = await start(county, id)
    const outsider = await county.as(
      loginOf(onSite.flatMap(v => v.team).find((t: Any) => !visit.members.some((m: Any) => m.code === t.code)).code),
    )
    expect((await outsider.call('visit.save', { params: { id }, body: { version: visit.workVersion, record: {} } })).body.error.code).toBe(
      'visit.not_found',
    )
    const officer = await officerOf({ id })
    const saved = await officer.call('visit.save', {
      params: { id },
      body: { version: visit.workVersion, record: await completeRecord(county, visit) },
    })
    const { recordSha256 } = (await officer.call('visit.sendToSign', { params: { id }, body: { version: saved.body.version } })).body
    expect((await outsider.call('visit.sign', { params: { id }, body: { recordSha256 } })).body.error.code).toBe('visit.not_found')
    await officer.call('visit.sign', { params: { id }, body: { recordSha256 } })
    expect((await viewOf(id)).state).toBe('signing')
    await (await officerOf({ id }, 1)).call('visit.sign', { params: { id }, body: { recordSha256 } })
    const done = await viewOf(id)
    expect(done).toMatchObject({ state: 'done', doneOn: '2026-04-20', recordSha256, uploadDelay: expect.any(Number) })
    expect(done.members.every((m: Any) => m.signedAt !== null)).toBe(true)
  })

  it('提交后记下从检查结束到上传的时差（JX-68）', async () => {
    const { id } = next()
    await schedule(county, id)
    await approve(county, [id])
    const visit = await start(county, id)
    await sign(county, visit, { ...(await completeRecord(county, visit)), endedAt: '2026-04-20T00:30:00Z' })
    expect((await viewOf(id)).uploadDelay).toBe(90)
  })

  it('发现问题而缺笔录，不能送签；齐备才能提交（JX-49）', async () => {
    const { id } = next()
    await schedule(county, id)
    await approve(county, [id])
    const visit = await start(county, id)
    const officer = await officerOf({ id })
    const record = await completeRecord(county, visit, 'violation')
    const saved = await officer.call('visit.save', {
      params: { id },
      body: { version: visit.workVersion, record: { ...record, interview: null } },
    })
    expect(saved.body.gaps.map((g: Any) => g.code)).toEqual(['record.no_interview'])
    expect((await officer.call('visit.sendToSign', { params: { id }, body: { version: saved.body.version } })).body.error.code).toBe(
      'visit.incomplete',
    )
    await sign(county, { ...visit, workVersion: saved.body.version }, record)
    expect((await viewOf(id)).state).toBe('done')
  })

  it('非现场发现问题：立即开一次关联的现场检查，同组人员，不计入随机抽查（HS-36 SJZ-44）', async () => {
    const { id } = offSite[1]
    await schedule(county, id, { on: '2026-04-20' })
    await approve(county, [id])
    const visit = await start(county, id)
    const record = { ...(await completeRecord(county, visit)), outcome: 'violation' }
    const result = await sign(county, visit, record)
    expect(result.submitted).toBe(true)
    const linked = await viewOf(result.linkedVisit)
    expect(linked).toMatchObject({ kind: 'targeted', state: 'waiting', batchCode: null, subject: { code: visit.subject.code } })
    expect(linked.origin.says).toContain(visit.number)
    expect(linked.members.map((m: Any) => m.code).sort()).toEqual(visit.members.map((m: Any) => m.code).sort())
    expect(linked.dueOn).toBe('2026-04-23')
    const own = (await (await officerOf(linked)).call('visit.mine')).body.rows.map((r: Any) => r.id)
    expect(own).toContain(linked.id)
  })

  it('针对性检查：证件重复、回避、辅助人员、清单外事项都被拒绝；未开始可以作废，随机抽中的不能（V-28 LY-09 EZ-11）', async () => {
    const visit = next()
    const head = await county.as('fuze')
    const open = async (more: object) =>
      (
        await head.call('visit.open', {
          body: {
            subjectCode: visit.subject.code,
            inspectors: ['ZF-001', 'ZF-002'],
            items: ['SX-01'],
            ground: 'complaint',
            reason: '投诉',
            dueOn: '2026-05-10',
            leadId: null,
            ...more,
          },
        })
      ).body
    expect((await open({ inspectors: ['ZF-001', 'ZF-001'] })).error.code).toBe('visit.team')
    expect((await open({ inspectors: ['ZF-001', 'ZF-999'] })).error.code).toBe('visit.team')
    expect((await open({ items: ['SX-10'] })).error.code).toBe('gate.not_listed')
    expect((await open({ items: ['SX-09'] })).error.code).toBe('gate.no_basis')
    const opened = await open({})
    expect((await head.call('visit.cancel', { params: { id: opened.id }, body: { reason: '重复' } })).status).toBe(200)
    expect((await head.call('visit.cancel', { params: { id: visit.id }, body: { reason: '不想去' } })).body.error.code).toBe(
      'visit.not_random',
    )
  })

  it('排期表：负责人看全部并列出冲突，执法人员只看本人与同组，综合办只看每天几次（X-04）', async () => {
    const ask = async (login: string) =>
      (await (await county.as(login)).call('visit.calendar', { query: { from: '2026-04-13', to: '2026-04-26' } })).body
    const head = await ask('fuze')
    expect(head.officers.length).toBeGreaterThan(20)
    expect(head.clashes.length).toBeGreaterThan(0)
    expect(head.days.find((d: Any) => d.on === '2026-04-19').working).toBe(false)
    const busy = head.officers.find((o: Any) => o.total > 0)
    const own = await ask(loginOf(busy.code))
    expect(own.officers.find((o: Any) => o.code === busy.code).total).toBe(busy.total)
    expect(own.officers.length).toBeLessThan(head.officers.length)
    const office = await ask('zonghe')
    expect(office.officers).toEqual([])
    expect(office.days.find((d: Any) => d.on === '2026-04-20').visits).toBeGreaterThan(5)
    expect(JSON.stringify(own)).not.toContain('9199')
  })

  it('没有公示的检查不能办结（LY-02）', async () => {
    const { id } = next()
    await submit(county, id)
    expect((await (await county.as('zonghe')).call('visit.close', { params: { id } })).body.error.code).toBe('visit.not_public')
  })

  it('完成之前，事件与数据库的明文里都没有企业和人员（X-04）', async () => {
    const { id, subject, members } = await viewOf(next().id)
    await schedule(county, id)
    await attach(county, loginOf(members[0].code), id, picture('secret'))
    const text = JSON.stringify([
      await county.env.db.selectFrom('event').select('payload').where('thing_id', '=', id).execute(),
      await county.env.db
        .selectFrom('visit')
        .select(['schedule', 'origin', 'record', 'subject_code', 'inspectors'])
        .where('id', '=', id)
        .execute(),
    ])
    expect(text).not.toContain(subject.code)
    expect(text).not.toContain(members[0].code)
  })

  it('审批表和通知书一起打印：频次、五个严禁、八个不得、申请回避的权利、日志检查点；没有排期、不是本人的不能打印（X-07 LY-34 JX-70）', async () => {
    const first = next()
    const second = next()
    const head = await county.as('fuze')
    expect((await head.call('visit.papers', { query: { ids: first.id } })).body.error.code).toBe('papers.not_ready')
    await schedule(county, first.id)
    await schedule(county, second.id)
    const papers = await head.call('visit.papers', { query: { ids: `${first.id},${second.id}` } })
    expect(papers.status).toBe(200)
    const text = pdfText(papers.body)
    for (const words of [
      '行政检查审批表',
      '行政检查通知书',
      '本年度第 1 次检查',
      '严禁逐利检查',
      '不得接受被检查企业',
      '申请其回避',
      '检查点',
      first.subject.code,
      second.subject.code,
    ])
      expect(text.replace(/\s/g, ''), words).toContain(words.replace(/\s/g, ''))
    const word = await head.call('visit.papers', { query: { ids: first.id, format: 'docx' } })
    expect(word.body.subarray(0, 2).toString()).toBe('PK')
    expect((await (await county.as('zonghe')).call('visit.papers', { query: { ids: first.id } })).body.error.code).toBe('visit.not_found')
  })

  it('文书按检查情况：未发现问题的只有检查表，发现问题的三件齐全（JX-48 JX-49 SJZ-57）', async () => {
    const papersOf = async (outcome: 'clean' | 'violation') => {
      const { id } = next()
      await submit(county, id, outcome)
      return pdfText((await (await county.as('fuze')).call('visit.documents', { params: { id } })).body)
    }
    const clean = await papersOf('clean')
    expect(clean).toContain('现场检查表')
    expect(clean).not.toContain('询问笔录')
    const violation = await papersOf('violation')
    for (const title of ['现场检查表', '现场检查笔录', '询问笔录', '台账缺三月记录']) expect(violation).toContain(title)
  })

  it('企业拒绝检查：写明情况、取证、注明未签原因即可提交，认定为“不配合检查情节严重”须有后续处置（SJZ-58 SJZ-66 LY-02）', async () => {
    const { id } = next()
    await schedule(county, id)
    await approve(county, [id])
    const visit = await start(county, id)
    const login = loginOf(visit.members[0].code)
    const photo = await attach(county, login, id, picture('gate'))
    const record = {
      outcome: 'refused',
      outcomeText: '出示执法证并说明来意后，门卫拒绝开门。',
      outcomeFiles: [photo],
      signature: { kind: 'unsigned', reason: '拒绝签字', files: [photo] },
    }
    expect((await sign(county, visit, record)).submitted).toBe(true)
    const head = await county.as('fuze')
    const determine = (followUps: unknown[]) =>
      head.call('finding.determine', {
        params: { id },
        body: { version: 1, code: 'UNCOOPERATIVE', summary: '', severity: 'serious', jointPunishment: false, followUps },
      })
    expect((await determine([])).body.error.code).toBe('finding.no_follow_up')
    const case_ = { kind: 'case', ownerUnit: '执法一中队', dueOn: '2026-05-20', content: '拒不接受检查', detail: {} }
    expect((await determine([case_])).status).toBe(200)
  })

  it('责令改正通知书从记录和处置中取出问题、依据、期限与救济途径；别的处置没有（SJZ-72）', async () => {
    const { id } = next()
    await submit(county, id, 'violation')
    const head = await county.as('fuze')
    const open = async (kind: string) =>
      (
        await head.call('followup.open', {
          body: { visitId: id, kind, ownerUnit: '执法一中队', dueOn: '2026-05-20', content: '补记三月台账', detail: {}, onSite: null },
        })
      ).body
    const rectify = await open('rectify')
    const text = pdfText((await head.call('followup.papers', { params: { id: rectify.id } })).body).replace(/\s/g, '')
    for (const words of [
      '责令改正',
      '台账缺三月记录',
      '补记三月台账',
      '2026年5月20日',
      '示例县人民政府',
      '示例县人民法院',
      '排污许可管理条例',
    ])
      expect(text, words).toContain(words)
    const transfer = await open('transfer')
    expect((await head.call('followup.papers', { params: { id: transfer.id } })).body.error.code).toBe('papers.not_ready')
  })
})
