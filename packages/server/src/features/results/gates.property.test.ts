/**
 * 没有捷径 — no sequence of commands, by any mix of roles in any number of accounts, reaches a published result that skipped approval, two officers,
 * determination or review. Commands are fired at random with random actors; what became public is then held against the trail of events.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { advance, type CountyApp, countyApp, drawnBatch } from '../../../test/county-app.ts'
import { allVisits, attach, checkDay, completeRecord, fullOpening, loginOf, picture } from '../../../test/fieldwork.ts'

// biome-ignore lint/suspicious/noExplicitAny: replies of every route.
type Any = any

const allRoles = ['office', 'business', 'legal', 'officer', 'head', 'supervisor', 'registrar', 'admin', 'auditor']
/** In the order that leads somewhere; the generator mostly follows it and often does not. */
const steps = [
  'schedule',
  'approve',
  'start',
  'save',
  'sendToSign',
  'sign',
  'sign',
  'determine',
  'review',
  'publish',
  'withdrawApproval',
  'takeBack',
  'return',
  'withdrawReview',
  'correct',
  'cancel',
  'unschedule',
] as const

describe('任何次序、任何人的操作', () => {
  let county: CountyApp
  let visits: Any[] = []
  beforeAll(async () => {
    county = await countyApp()
    await drawnBatch(county)
    await county.database.owner.query('update subject set facets = facets || \'{"offsiteCapable": false}\'')
    visits = await allVisits(county, 'waiting')
    await advance(county, checkDay)
  })
  afterAll(() => county.drop())

  it('公示的结果都经过审批、两名执法人员签名、认定、另一人审核（X-07 A-29 SJZ-59 SJZ-63 DESIGN §10）', async () => {
    let published = 0
    let at = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(5), fc.boolean()), { minLength: 25, maxLength: 60 }),
        fc.boolean(),
        async (wild, orderly) => {
          const visit = visits[at++ % visits.length]
          const team: string[] = visit.team.map((t: Any) => loginOf(t.code))
          // Both officers, the head, and two more hold every role at once; the sixth holds none of the team's.
          const actors = [team[0]!, team[1]!, 'fuze', 'zonghe', 'fazhi', 'jiandu']
          await county.database.owner.query('update account set roles = $1 where login = any($2)', [allRoles, actors.slice(0, 5)])
          const plan = orderly
            ? wild.map(([, who, sane], i) => [i % 10, sane ? [0, 2, 0, 0, 0, 0, 1, 2, 4, 3][i % 10]! : who] as const)
            : wild
          for (const [step, who] of plan) await fire(visit.id, steps[step]!, actors[who]!)
          published += await hold(visit.id)
          await county.database.owner.query("update account set roles = '{officer}' where login = any($1)", [team])
        },
      ),
      { numRuns: 24, seed: 20260420 },
    )
    // The property says something only if some sequences got there.
    expect(published).toBeGreaterThan(2)
  }, 240_000)

  async function fire(id: string, step: (typeof steps)[number], login: string): Promise<void> {
    const who = await county.as(login)
    const view = (await who.call('visit.view', { params: { id } })).body
    const finding = (await who.call('finding.view', { params: { id } })).body
    const version = Math.max(1, ...(finding.versions ?? []).map((v: Any) => v.version))
    const call = (name: Any, body?: unknown) => who.call(name, { params: { id }, body })
    const reply = await (async () => {
      switch (step) {
        case 'schedule':
          return call('visit.schedule', { on: '2026-04-20', half: 'am', method: 'on-site', notice: 'on-arrival', sameFirmReason: '试' })
        case 'approve':
          return who.call('visit.approve', { body: { ids: [id] } })
        case 'start':
          return call('visit.start', { opening: view.members ? fullOpening(view) : null })
        case 'save': {
          if (view.state !== 'started' || !view.mine) return call('visit.save', { version: view.workVersion ?? 0, record: {} })
          return call('visit.save', { version: view.workVersion, record: await completeRecord(county, view) })
        }
        case 'sendToSign':
          return call('visit.sendToSign', { version: view.workVersion ?? 0 })
        case 'sign':
          return call('visit.sign', { recordSha256: view.recordSha256 ?? 'f'.repeat(64) })
        case 'determine':
          return call('finding.determine', { version, code: 'NO_PROBLEM', summary: '', severity: 'none', jointPunishment: false })
        case 'review':
          return call('finding.review', { version, opinion: '同意', effect: 'full', ground: null, groundReason: '', redactedSummary: null })
        case 'publish':
          return who.call('finding.publish', { body: { findings: [{ visitId: id, version }], lateReason: '' } })
        case 'withdrawApproval':
          return call('visit.withdrawApproval', { reason: '试' })
        case 'takeBack':
          return call('visit.takeBack', { reason: '试' })
        case 'return':
          return call('finding.return', { version, reason: '试' })
        case 'withdrawReview':
          return call('finding.withdrawReview', { version, reason: '试' })
        case 'correct':
          return call('finding.correct', { reason: '试' })
        case 'cancel':
          return call('visit.cancel', { reason: '试' })
        case 'unschedule':
          return call('visit.unschedule')
      }
    })()
    expect(reply.status, `${step} ${JSON.stringify(reply.body)}`).toBeLessThan(500)
  }

  /** What is public of this visit, against its events. Gives how many versions are. */
  async function hold(id: string): Promise<number> {
    const { rows: findings } = await county.database.owner.query('select * from finding where visit_id = $1 order by version', [id])
    const shown = findings.filter((f: Any) => f.state === 'published' || f.state === 'withheld')
    if (shown.length === 0) return 0
    const { rows: events } = await county.database.owner.query('select id, kind, actor_id from event where thing_id = $1 order by id', [id])
    const { rows: signatures } = await county.database.owner.query('select * from visit_signature where visit_id = $1', [id])
    const last = (kind: string, before = Number.MAX_SAFE_INTEGER) =>
      events.filter((e: Any) => e.kind === kind && Number(e.id) < before).at(-1)
    const submitted = last('visit.submitted')
    const started = last('visit.started', Number(submitted.id))
    const approved = last('visit.approved', Number(started.id))
    const scheduled = last('visit.scheduled', Number(approved.id))
    expect(approved.actor_id).not.toBe(scheduled.actor_id)
    for (const undone of ['visit.approval_withdrawn', 'visit.sent_back', 'visit.unscheduled'])
      expect(Number(last(undone, Number(started.id))?.id ?? 0), undone).toBeLessThan(Number(approved.id))
    expect(new Set(signatures.map((s: Any) => s.account_id)).size).toBe(2)
    expect(new Set(signatures.map((s: Any) => s.certificate_number)).size).toBe(2)
    expect(new Set(signatures.map((s: Any) => s.record_sha256)).size).toBe(1)
    for (const f of shown) {
      expect(f.determined_by).not.toBeNull()
      expect(f.reviewed_by).not.toBeNull()
      expect(f.reviewed_by).not.toBe(f.determined_by)
      expect(signatures.map((s: Any) => s.account_id)).not.toContain(f.reviewed_by)
      expect(Date.parse(f.reviewed_at)).toBeGreaterThanOrEqual(Date.parse(f.determined_at))
      expect(Date.parse(f.published_at)).toBeGreaterThanOrEqual(Date.parse(f.reviewed_at))
    }
    return shown.length
  }

  it('照相等材料不是捷径：没有批准的检查可以存材料，不能因此开始', async () => {
    const visit = visits.at(-1)
    await county.database.owner.query("update visit set state = 'waiting', planned_on = null where id = $1", [visit.id])
    await attach(county, loginOf(visit.team[0].code), visit.id, picture('early'))
    const officer = await county.as(loginOf(visit.team[0].code))
    expect((await officer.call('visit.start', { params: { id: visit.id }, body: { opening: null } })).body.error.code).toBe(
      'visit.not_approved',
    )
  })
})
