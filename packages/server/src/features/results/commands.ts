/**
 * 认定、审核、公示、更正 — three people, three steps: the head chooses the scheme's own words, somebody who neither determined nor inspected reviews what
 * the public will read, the office publishes. What is published stays; a mistake is corrected by a new version beside it.
 * @law SJZ-63 SJZ-65 SJZ-66 HS-40 JX-50 JX-51 JX-52 EZ-13 EZ-53 EZ-54 EZ-56 SJZ-59
 */
import type { BodyOf, Routes } from '@mingcha/core/api'
import { err, ok, type PlainDate, type Result } from '@mingcha/core/base'
import { type FindingState, moveFinding } from '@mingcha/core/inspection'
import {
  type Effect,
  findPersonalData,
  mayDetermine,
  mayHoldBack,
  printPublicityLeaf,
  publicityDueOn,
  publicSummary,
  sealLine,
} from '@mingcha/core/publicity'
import { fieldworkOf } from '@mingcha/core/scheme'
import { calendar } from '../../china-time.ts'
import type { Tx } from '../../db/tx.ts'
import { countFollowUps, openFollowUps } from '../followups/for-visits.ts'
import { currentScheme } from '../scheme/queries.ts'
import { type DoneVisit, loadDoneVisit } from '../visits/for-results.ts'
import { queueAtVisit } from '../visits/lock.ts'
import { composeLine, type FindingRow, loadFacts } from './compose.ts'

type Done = Result<{ ok: true }>
type Body<N extends keyof Routes> = BodyOf<Routes[N]>
const done = ok({ ok: true as const })

interface Held {
  readonly visit: DoneVisit
  /** The newest version that was not dropped, locked. */
  readonly row: FindingRow
  /** The greatest version number given out. */
  readonly last: number
}

/**
 * Locks the versions of a visit. The visit's row is the queue: a version that another hand opens meanwhile would be missed by locking those there are.
 * Errors: `finding.not_found`, `finding.stale`.
 */
async function hold(tx: Tx, visitId: string, version?: number): Promise<Result<Held>> {
  await queueAtVisit(tx, visitId)
  const rows = await tx.db
    .selectFrom('finding')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', visitId)
    .orderBy('version', 'desc')
    .forUpdate()
    .execute()
  const row = rows.find(r => r.state !== 'dropped')
  const visit = row ? await loadDoneVisit(tx.db, tx.scope, visitId) : null
  if (!row || !visit) return err({ code: 'finding.not_found' })
  if (version !== undefined && row.version !== version) return err({ code: 'finding.stale', version: row.version })
  return ok({ visit, row, last: rows[0]?.version ?? row.version })
}

const thing = (row: FindingRow) => ['finding', `${row.visit_id}/${row.version}`] as const

async function change(tx: Tx, row: FindingRow, to: FindingState, set: Partial<FindingRow> = {}): Promise<void> {
  await tx.db
    .updateTable('finding')
    .set({ ...set, state: to })
    .where('agency_id', '=', row.agency_id)
    .where('visit_id', '=', row.visit_id)
    .where('version', '=', row.version)
    .execute()
}
const move = (row: FindingRow, to: FindingState) => moveFinding(row.state as FindingState, to)

const unreviewed = {
  reviewed_by: null,
  reviewed_at: null,
  review_opinion: null,
  effect: 'full',
  ground: null,
  ground_reason: null,
  redacted_summary: null,
} as const

/** Errors: as of `mayDetermine`, `finding.state`, `finding.stale`. */
export async function determineFinding(
  tx: Tx,
  visitId: string,
  body: Body<'finding.determine'>,
): Promise<Result<{ ok: true; dueOn: string; followUps: string[] }>> {
  const held = await hold(tx, visitId, body.version)
  if (!held.ok) return held
  const { visit, row } = held.value
  const moved = move(row, 'determined')
  if (!moved.ok) return moved
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const { results, publicity } = scheme.value.scheme
  const existing = await countFollowUps(tx.db, tx.scope, visitId)
  const phrase = mayDetermine(results, {
    code: body.code,
    severity: body.severity,
    jointPunishment: body.jointPunishment,
    outcome: visit.record.outcome,
    followUps: existing.total + body.followUps.length,
  })
  if (!phrase.ok) return phrase
  const opened = await openFollowUps(tx, visitId, body.followUps)
  if (!opened.ok) return opened
  // A correction has its own time: the check was completed long ago.
  const rule = row.version > 1 ? { ...publicity, start: 'determination' as const } : publicity
  const due = publicityDueOn(calendar, rule, { completedOn: visit.doneOn, determinedOn: tx.today })
  if (due === null) throw new Error('a determined finding has a due day')
  await change(tx, row, 'determined', {
    ...unreviewed,
    code: phrase.value.code,
    phrase: phrase.value.text,
    problem: phrase.value.problem,
    severity: body.severity,
    summary: body.summary,
    joint_punishment: body.jointPunishment,
    determined_on: tx.today,
    determined_by: tx.actor.accountId,
    determined_at: tx.now,
    due_on: due.on,
    provisional: due.provisionalYears.length > 0,
  })
  await tx.emit({
    kind: 'finding.determined',
    thing: thing(row),
    payload: {
      visit: visit.number,
      code: phrase.value.code,
      severity: body.severity,
      jointPunishment: body.jointPunishment,
      dueOn: due.on,
      followUps: opened.value,
    },
  })
  return ok({ ok: true, dueOn: due.on, followUps: opened.value })
}

/** Why this account may not review this result; null: it may. @law SJZ-59 */
export function whyNotReviewer(
  actor: { readonly accountId: string; readonly inspectorCode: string | null },
  visit: DoneVisit,
  row: Pick<FindingRow, 'determined_by'>,
): 'finding.reviewer_determined' | 'finding.reviewer_inspected' | null {
  if (row.determined_by === actor.accountId) return 'finding.reviewer_determined'
  if (actor.inspectorCode !== null && visit.inspectors.includes(actor.inspectorCode)) return 'finding.reviewer_inspected'
  return null
}

/** Errors: `finding.reviewer_determined`, `finding.reviewer_inspected`, as of `mayHoldBack`, `finding.personal_data`, `finding.state`. */
export async function reviewFinding(tx: Tx, visitId: string, body: Body<'finding.review'>): Promise<Done> {
  const held = await hold(tx, visitId, body.version)
  if (!held.ok) return held
  const { visit, row } = held.value
  const moved = move(row, 'reviewed')
  if (!moved.ok) return moved
  const unfit = whyNotReviewer(tx.actor, visit, row)
  if (unfit !== null) return err({ code: unfit })
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const back = mayHoldBack(fieldworkOf(scheme.value.scheme).withholding, {
    effect: body.effect,
    ground: body.ground === '' ? null : body.ground,
    reason: body.groundReason,
    redacted: body.redactedSummary,
  })
  if (!back.ok) return back
  const shown = publicSummary(back.value.effect, row.summary, back.value.redacted)
  const personal = findPersonalData(shown ?? '')
  if (personal.length > 0) return err({ code: 'finding.personal_data', found: personal.map(p => `${p.kind} ${p.masked}`) })
  await change(tx, row, 'reviewed', {
    reviewed_by: tx.actor.accountId,
    reviewed_at: tx.now,
    review_opinion: body.opinion,
    effect: back.value.effect,
    ground: back.value.ground,
    ground_reason: back.value.reason === '' ? null : back.value.reason,
    redacted_summary: back.value.redacted,
  })
  await tx.emit({
    kind: 'finding.reviewed',
    thing: thing(row),
    payload: { visit: visit.number, opinion: body.opinion, effect: back.value.effect, ground: back.value.ground },
  })
  return done
}

/** Back to the head: from 待审核 or 待公示. Errors: `finding.state`. */
export async function returnFinding(tx: Tx, visitId: string, body: Body<'finding.return'>): Promise<Done> {
  const held = await hold(tx, visitId, body.version)
  if (!held.ok) return held
  const { visit, row } = held.value
  const moved = move(row, 'returned')
  if (!moved.ok) return moved
  await change(tx, row, 'returned', unreviewed)
  await tx.emit({ kind: 'finding.returned', thing: thing(row), payload: { visit: visit.number, reason: body.reason } })
  return done
}

/** Errors: `finding.state`: only before publication. */
export async function withdrawReview(tx: Tx, visitId: string, body: Body<'finding.withdrawReview'>): Promise<Done> {
  const held = await hold(tx, visitId, body.version)
  if (!held.ok) return held
  const { visit, row } = held.value
  if (row.state !== 'reviewed') return err({ code: 'finding.state', state: stateName(row) })
  const moved = move(row, 'determined')
  if (!moved.ok) return moved
  await change(tx, row, 'determined', unreviewed)
  await tx.emit({ kind: 'finding.review_withdrawn', thing: thing(row), payload: { visit: visit.number, reason: body.reason } })
  return done
}

const stateName = (row: FindingRow): string => {
  const refused = moveFinding(row.state as FindingState, row.state as FindingState)
  return refused.ok ? row.state : String(refused.error.state)
}

/**
 * One or many; all or none. Each becomes a line, a leaf of the transparency log and a waiting row for each channel.
 * Errors: `finding.state`, `finding.stale`, `finding.late` {number, due}. @law SJZ-63 EZ-06 EZ-13 SJZ-65
 */
export async function publishFindings(tx: Tx, body: Body<'finding.publish'>): Promise<Result<{ published: number; withheld: number }>> {
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const counted = { published: 0, withheld: 0 }
  // In one order, so that two clerks with the same selection wait for each other instead of deadlocking; each once, however often it was named.
  const asked = new Map([...body.findings].sort((a, b) => (a.visitId < b.visitId ? -1 : 1)).map(f => [f.visitId, f.version]))
  for (const [visitId, version] of asked) {
    const held = await hold(tx, visitId, version)
    if (!held.ok) return held
    const { visit, row } = held.value
    const to = row.effect === 'withhold' ? 'withheld' : 'published'
    const moved = move(row, to)
    if (!moved.ok) return moved
    const late = row.due_on !== null && row.due_on < tx.today
    if (late && body.lateReason === '') return err({ code: 'finding.late', number: visit.number, due: row.due_on })
    const facts = await loadFacts(tx.db, tx.scope, tx.env, visit)
    const standing = { ...row, late_reason: late ? body.lateReason : null }
    const line = composeLine(tx.actor.agency, facts, scheme.value.scheme, standing, tx.today)
    if (line === null) throw new Error(`reviewed finding of ${visitId} has no phrase`)
    const kept = sealLine(line)
    const effect = row.effect as Effect
    const leafEvent = await tx.emit({
      kind: row.version > 1 ? 'finding.corrected' : to === 'withheld' ? 'finding.withheld' : 'finding.published',
      thing: thing(row),
      payload: {
        visit: visit.number,
        version: row.version,
        effect,
        ground: row.ground,
        sha256: kept.sha256,
        late,
        lateReason: standing.late_reason,
      },
      leaf: printPublicityLeaf({ agency: tx.actor.agency, visit: visit.number, version: row.version, effect, sha256: kept.sha256 }),
    })
    await change(tx, row, to, {
      published_at: tx.now,
      published_by: tx.actor.accountId,
      late_reason: standing.late_reason,
      leaf_event_id: leafEvent,
      line: kept.text,
      line_sha256: kept.sha256,
    })
    // A withheld correction must reach the channels too: what they show has to come down.
    if (to === 'published' || row.version > 1)
      await tx.db
        .insertInto('disclosure')
        .values(
          scheme.value.scheme.publicity.channels.map(channel => ({
            agency_id: tx.actor.agency,
            visit_id: visitId,
            version: row.version,
            channel,
            state: 'waiting',
          })),
        )
        .execute()
    counted[to]++
  }
  return ok(counted)
}

/** A new version for the head to determine; the old one stays public until it is replaced. Errors: `finding.state`. @law EZ-13 */
export async function openCorrection(tx: Tx, visitId: string, body: Body<'finding.correct'>): Promise<Result<{ version: number }>> {
  const held = await hold(tx, visitId, body.version)
  if (!held.ok) return held
  const { visit, row, last } = held.value
  if (row.state !== 'published' && row.state !== 'withheld') return err({ code: 'finding.state', state: stateName(row) })
  const version = last + 1
  await tx.db
    .insertInto('finding')
    .values({ agency_id: tx.actor.agency, visit_id: visitId, version, state: 'returned', correction_reason: body.reason })
    .execute()
  await tx.emit({
    kind: 'finding.correction_opened',
    thing: ['finding', `${visitId}/${version}`],
    payload: { visit: visit.number, corrects: row.version, reason: body.reason },
  })
  return ok({ version })
}

/** Errors: `finding.no_correction`, `finding.state`. */
export async function dropCorrection(tx: Tx, visitId: string, body: Body<'finding.dropCorrection'>): Promise<Done> {
  const held = await hold(tx, visitId)
  if (!held.ok) return held
  const { visit, row } = held.value
  if (row.correction_reason === null || row.state === 'published' || row.state === 'withheld') return err({ code: 'finding.no_correction' })
  const moved = move(row, 'dropped')
  if (!moved.ok) return moved
  await change(tx, row, 'dropped')
  await tx.emit({ kind: 'finding.correction_dropped', thing: thing(row), payload: { visit: visit.number, reason: body.reason } })
  return done
}

/** 企业答复, beside the result. Errors: `reply.not_public`, `reply.date`, `reply.personal_data`. */
export async function recordReply(tx: Tx, visitId: string, body: Body<'reply.record'>): Promise<Result<{ id: string }>> {
  const held = await hold(tx, visitId)
  if (!held.ok) return held
  const shown = await tx.db
    .selectFrom('finding')
    .select('state')
    .where('agency_id', '=', tx.actor.agency)
    .where('visit_id', '=', visitId)
    .where('state', 'in', ['published', 'withheld'])
    .orderBy('version', 'desc')
    .executeTakeFirst()
  if (shown?.state !== 'published') return err({ code: 'reply.not_public' })
  if ((body.receivedOn as PlainDate) > tx.today) return err({ code: 'reply.date', on: body.receivedOn })
  const personal = findPersonalData(`${body.byWhom}\n${body.text}`)
  if (personal.length > 0) return err({ code: 'reply.personal_data', found: personal.map(p => `${p.kind} ${p.masked}`) })
  const { id } = await tx.db
    .insertInto('enterprise_reply')
    .values({
      agency_id: tx.actor.agency,
      visit_id: visitId,
      received_on: body.receivedOn,
      by_whom: body.byWhom,
      text: body.text,
      state: 'shown',
      actor_id: tx.actor.accountId,
      at: tx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.emit({
    kind: 'reply.recorded',
    thing: ['finding', `${visitId}/${held.value.row.version}`],
    payload: { visit: held.value.visit.number, reply: id, receivedOn: body.receivedOn },
  })
  return ok({ id })
}

/** Errors: `reply.not_found`, `reply.state`. */
export async function withdrawReply(tx: Tx, id: string, reason: string): Promise<Done> {
  const reply = await tx.db
    .selectFrom('enterprise_reply')
    .select(['visit_id', 'state'])
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!reply) return err({ code: 'reply.not_found' })
  if (reply.state === 'withdrawn') return err({ code: 'reply.state' })
  await tx.db
    .updateTable('enterprise_reply')
    .set({ state: 'withdrawn' })
    .where('agency_id', '=', tx.actor.agency)
    .where('id', '=', id)
    .execute()
  await tx.emit({ kind: 'reply.withdrawn', thing: ['finding', `${reply.visit_id}/0`], payload: { reply: id, reason } })
  return done
}
