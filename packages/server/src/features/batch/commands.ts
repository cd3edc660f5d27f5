/**
 * 组批、快照、冻结 — up to the commitment. Every command locks its batch row first; a batch moves only through core's table of legal moves.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { BodyOf, Routes } from '@mingcha/core/api'
import { encodeUtf8, err, ok, type PlainDate, type Problem, printCanonical, type Result } from '@mingcha/core/base'
import { assessAssurance, type EntropySource, freezeBatch } from '@mingcha/core/draw'
import { type BatchState, moveBatch } from '@mingcha/core/inspection'
import { drawDays } from '@mingcha/core/scheme'
import type { Insertable, Updateable } from 'kysely'
import { calendar, chinaDay, sayMinute as sayTime } from '../../china-time.ts'
import type { DB } from '../../db/tables.ts'
import type { Tx } from '../../db/tx.ts'
import { leafIndexOf, loggedAt } from '../log/read-log.ts'
import { registryRoot } from '../registry/for-draw.ts'
import { checkGates } from '../tasks/commands.ts'
import { carryInto, giveBackCarried } from '../visits/for-batch.ts'
import { type Assembled, assembleBatch, type BatchTask, checkValidity, findClash, loadTaskRows, quotaOfStratum } from './assemble.ts'
import { storeFiles } from './files.ts'

export const toSecond = (iso: string): string => `${iso.slice(0, 19)}Z`
const done = { ok: true } as const

export async function lockBatch(tx: Tx, code: string) {
  const batch = await tx.db
    .selectFrom('batch')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst()
  return batch ? ok({ ...batch, state: batch.state as BatchState }) : err<Problem>({ code: 'batch.not_found', batch: code })
}

/** Writes columns of a batch its command has locked. */
export async function setBatch(tx: Tx, code: string, values: Updateable<DB['batch']>): Promise<void> {
  await tx.db.updateTable('batch').set(values).where('agency_id', '=', tx.actor.agency).where('code', '=', code).execute()
}

/** The open query of a batch's task codes. */
export const taskCodesOf = (tx: Tx, code: string) =>
  tx.db.selectFrom('batch_task').select('task_code').where('agency_id', '=', tx.actor.agency).where('batch_code', '=', code)

/** Every task of a batch moves with it. */
export async function setTasks(tx: Tx, code: string, state: 'open' | 'batched' | 'drawn' | 'done'): Promise<void> {
  await tx.db
    .updateTable('task')
    .set({ state })
    .where('agency_id', '=', tx.actor.agency)
    .where('code', 'in', taskCodesOf(tx, code))
    .execute()
}

/** What a new batch takes up. */
export interface ChosenTasks {
  readonly tasks: readonly BatchTask[]
  readonly period: string
  /** The voided batch whose tasks these were, or `-`. */
  readonly replaces: string
}

/** Tasks that may stand in one new batch, locked. Errors: `task.not_found`, `batch.task_taken`, `task.state`, `batch.periods`, `batch.strata_clash`. */
export async function chooseTasks(tx: Tx, codes: readonly string[]): Promise<Result<ChosenTasks>> {
  const agency = tx.actor.agency
  const wanted = [...new Set(codes)]
  await tx.db.selectFrom('agency').select('id').where('id', '=', agency).forUpdate().execute()
  const tasks = await tx.db.selectFrom('task').selectAll().where('agency_id', '=', agency).where('code', 'in', wanted).forUpdate().execute()
  const missing = wanted.find(c => !tasks.some(t => t.code === c))
  if (missing !== undefined) return err({ code: 'task.not_found', task: missing })
  const held = await tx.db
    .selectFrom('batch_task')
    .selectAll()
    .where('agency_id', '=', agency)
    .where('task_code', 'in', wanted)
    .where('voided', '=', false)
    .executeTakeFirst()
  if (held) return err({ code: 'batch.task_taken', task: held.task_code, batch: held.batch_code })
  const notOpen = tasks.find(t => t.state !== 'open')
  if (notOpen) return err({ code: 'task.state', task: notOpen.code, state: notOpen.state === 'withdrawn' ? '已撤回' : notOpen.state })
  const period = tasks[0]?.period ?? ''
  if (tasks.some(t => t.period !== period)) return err({ code: 'batch.periods' })
  // The batch that takes up tasks of a voided draw names it, so that a void cannot be forgotten.
  const voided = await tx.db
    .selectFrom('batch_task')
    .select('batch_code')
    .where('agency_id', '=', agency)
    .where('task_code', 'in', wanted)
    .where('voided', '=', true)
    .orderBy('batch_code', 'desc')
    .limit(1)
    .executeTakeFirst()
  const chosen = await loadTaskRows(tx.db, tx.scope, wanted)
  const clash = findClash(chosen)
  return clash ? err(clash) : ok({ tasks: chosen, period, replaces: voided?.batch_code ?? '-' })
}

/** Gives the next number and writes the batch with its tasks. `chooseTasks` holds the lock that keeps numbers apart. */
export async function insertBatch(
  tx: Tx,
  { tasks, period, replaces }: ChosenTasks,
  values: Pick<Insertable<DB['batch']>, 'state' | 'assurance' | 'external' | 'drawn_at' | 'counts'>,
): Promise<string> {
  const agency = tx.actor.agency
  const prefix = `${agency}-${period.slice(0, 4)}-`
  const last = await tx.db
    .selectFrom('batch')
    .select('code')
    .where('agency_id', '=', agency)
    .where('code', 'like', `${prefix}%`)
    .orderBy('code', 'desc')
    .limit(1)
    .executeTakeFirst()
  const code = `${prefix}${String(Number(last?.code.slice(prefix.length) ?? 0) + 1).padStart(4, '0')}`
  await tx.db
    .insertInto('batch')
    .values({ agency_id: agency, code, period, created_at: tx.now, actor_id: tx.actor.accountId, replaces, ...values })
    .execute()
  await tx.db
    .insertInto('batch_task')
    .values(tasks.map(t => ({ agency_id: agency, batch_code: code, task_code: t.code })))
    .execute()
  return code
}

/** Errors: those of `chooseTasks`. @law LY-17 */
export async function createBatch(tx: Tx, codes: readonly string[]): Promise<Result<{ code: string }>> {
  const chosen = await chooseTasks(tx, codes)
  if (!chosen.ok) return chosen
  const code = await insertBatch(tx, chosen.value, { state: 'open' })
  await setTasks(tx, code, 'batched')
  await tx.emit({
    kind: 'batch.created',
    thing: ['batch', code],
    payload: { period: chosen.value.period, tasks: chosen.value.tasks.map(t => t.code) },
  })
  return ok({ code })
}

/** An open batch is taken apart; its number is never given again. */
export async function dissolveBatch(tx: Tx, code: string): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'dissolved', '解散')
  if (!moved.ok) return moved
  const tasks = await taskCodesOf(tx, code).execute()
  await setTasks(tx, code, 'open')
  await tx.db.deleteFrom('batch_task').where('agency_id', '=', tx.actor.agency).where('batch_code', '=', code).execute()
  await setBatch(tx, code, { state: moved.value })
  await tx.emit({ kind: 'batch.dissolved', thing: ['batch', code], payload: { tasks: tasks.map(t => t.task_code) } })
  return ok(done)
}

/**
 * 作废, before the public event only: the secrets are destroyed, nothing is opened, the void is logged and public, and the tasks may be gathered
 * again in a batch that names this one. Errors: `batch.state`, `void.after_event`, `external.no_step`.
 */
export async function voidBatch(tx: Tx, code: string, ground: string, reason: string): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  if (batch.value.external !== null) return err({ code: 'external.no_step', batch: code, wanted: '作废' })
  if (batch.value.state === 'evented' || batch.value.state === 'drawn') return err({ code: 'void.after_event' })
  const moved = moveBatch(code, batch.value.state, 'void', '作废')
  if (!moved.ok) return moved
  const agency = tx.actor.agency
  const tasks = await taskCodesOf(tx, code).execute()
  await tx.db
    .updateTable('batch_secret')
    .set({ secret_sealed: null })
    .where('agency_id', '=', agency)
    .where('batch_code', '=', code)
    .execute()
  await tx.db.deleteFrom('event_entry').where('agency_id', '=', agency).where('batch_code', '=', code).execute()
  await tx.db.updateTable('batch_task').set({ voided: true }).where('agency_id', '=', agency).where('batch_code', '=', code).execute()
  await setTasks(tx, code, 'open')
  await giveBackCarried(tx, code)
  await setBatch(tx, code, { state: moved.value })
  const leaf = printCanonical({
    type: 'mingcha/void/v1',
    draw: code,
    commit_sha256: batch.value.commit_sha256 ?? '-',
    stage: 'before-event',
    ground,
  })
  await tx.emit({ kind: 'batch.voided', thing: ['batch', code], payload: { ground, reason, tasks: tasks.map(t => t.task_code) }, leaf })
  return ok(done)
}

/** 名录库快照 into the log. */
export async function takeSnapshot(tx: Tx, code: string): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'committed', '生成快照')
  if (!moved.ok) return moved
  const root = await registryRoot(tx.db, tx.scope, tx.env.seal, tx.today)
  const eventId = await tx.emit({
    kind: 'registry.rooted',
    thing: ['batch', code],
    payload: { subjects: root.subjects, inspectors: root.inspectors },
    leaf: root.entry,
  })
  await setBatch(tx, code, { snapshot_event_id: eventId, registry_sha256: root.sha256 })
  return ok(done)
}

/** 第二持有人登记密钥摘要. Errors: `batch.state`, `secret.taken`. */
export async function registerSecret(tx: Tx, code: string, sha256: string): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'committed', '登记密钥')
  if (!moved.ok) return moved
  const held = await tx.db
    .selectFrom('batch_secret')
    .select('party')
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .executeTakeFirst()
  if (held) return err({ code: 'secret.taken' })
  await tx.db
    .insertInto('batch_secret')
    .values({ agency_id: tx.actor.agency, batch_code: code, party: 'holder', holder_id: tx.actor.accountId, sha256, registered_at: tx.now })
    .execute()
  await tx.emit({ kind: 'batch.secret_registered', thing: ['batch', code], payload: { party: 'holder', sha256 } })
  return ok(done)
}

/** Only the holder takes back what he registered. Errors: `batch.state`, `secret.none`, `secret.not_holder` {holder}. */
export async function withdrawSecret(tx: Tx, code: string): Promise<Result<typeof done>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'committed', '撤回密钥')
  if (!moved.ok) return moved
  const held = await tx.db
    .selectFrom('batch_secret')
    .leftJoin('account', join =>
      join.onRef('account.agency_id', '=', 'batch_secret.agency_id').onRef('account.id', '=', 'batch_secret.holder_id'),
    )
    .select(['batch_secret.holder_id', 'account.name'])
    .where('batch_secret.agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .executeTakeFirst()
  if (!held) return err({ code: 'secret.none' })
  if (held.holder_id !== tx.actor.accountId) return err({ code: 'secret.not_holder', holder: held.name ?? '他人' })
  await tx.db
    .deleteFrom('batch_secret')
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .where('holder_id', '=', tx.actor.accountId)
    .execute()
  await tx.emit({ kind: 'batch.secret_withdrawn', thing: ['batch', code], payload: {} })
  return ok(done)
}

type FreezeBody = BodyOf<Routes['batch.freeze']>

/**
 * 冻结 — everything the draw depends on, hashed and logged before the event exists.
 * Errors: the gates' own codes, `freeze.*`, `batch.state`, and those of core's `freezeBatch`.
 * @law JX-07 LY-18 A-26 A-29
 */
export async function freeze(tx: Tx, code: string, body: FreezeBody): Promise<Result<{ commitSha256: string }>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  const moved = moveBatch(code, batch.value.state, 'committed', '冻结')
  if (!moved.ok) return moved
  // Registries stand still while we read them: imports take the same lock.
  await tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()
  const assembled = await assembleBatch(tx.db, tx.scope, tx.env.seal, batch.value)
  if (!assembled.ok) return assembled
  const a = assembled.value
  for (const task of a.tasks) {
    const refused = await checkGates(tx.db, tx.scope, task, tx.today)
    if (refused) return err(refused)
  }
  const outdated = checkValidity(a, tx.today)
  if (outdated) return err(outdated)
  const snapshot = await findSnapshot(tx, batch.value)
  if (!snapshot.ok) return snapshot
  if (a.unclassified.length > 0)
    return err({
      code: 'freeze.unclassified',
      count: a.unclassified.length,
      example: a.subjects.get(a.unclassified[0]?.id ?? '')?.name ?? a.unclassified[0]?.id,
    })
  if (a.roster.available.length < 2) return err({ code: 'freeze.no_roster', due: a.dueOn })
  const committedAt = toSecond(tx.now)
  const late = checkTimes(body, committedAt, a.dueOn)
  if (late) return err(late)
  const misplaced = checkDrawDay(a, batch.value.period, body, tx.today)
  if (misplaced && body.offCalendar === null) return err(misplaced)

  const secret = randomBytes(32).toString('hex')
  const others = await tx.db
    .selectFrom('batch_secret')
    .select(['party', 'sha256', 'holder_id'])
    .where('agency_id', '=', tx.actor.agency)
    .where('batch_code', '=', code)
    .execute()
  // Two holders are two people (protocol §3, C): whoever freezes acts for the server's secret.
  if (others.some(o => o.holder_id === tx.actor.accountId)) return err({ code: 'secret.same_person' })
  const entropy: EntropySource[] = [
    { kind: 'secret', party: 'server', sha256: createHash('sha256').update(secret).digest('hex') },
    ...others.map(o => ({ kind: 'secret' as const, party: o.party, sha256: o.sha256 })),
    ...body.entropy.map(e => ({ ...e, notBefore: toSecond(e.notBefore) })),
  ]
  const assurance = assessAssurance(entropy, false)
  // D is for training, whatever a scheme says.
  const least = a.current.scheme.assurance.least === 'D' ? 'C' : a.current.scheme.assurance.least
  if (tx.env.mode === 'office' && assurance > least) return err({ code: 'freeze.assurance', got: assurance, least })
  const plans = new Map<number, number>()
  for (const year of new Set(a.tasks.map(t => t.year))) {
    const row = await tx.db
      .selectFrom('plan_version')
      .select('event_id')
      .where('agency_id', '=', tx.actor.agency)
      .where('year', '=', year)
      .where('state', '=', 'published')
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst()
    const index = row?.event_id == null ? null : await leafIndexOf(tx.db, row.event_id)
    if (index === null) return err({ code: 'freeze.snapshot_waiting' })
    plans.set(year, index)
  }
  const salt = randomBytes(32)
  const frozen = freezeBatch({
    draw: code,
    replaces: batch.value.replaces,
    agency: tx.actor.agency,
    period: batch.value.period,
    tasks: a.tasks.map(t => ({ code: t.code, plan: String(plans.get(t.year)) })),
    scheme: { id: a.current.scheme.id, version: String(a.current.version), sha256: a.current.sha256 },
    snapshot: String(snapshot.value),
    release: 'full',
    balance: a.current.scheme.balance.by,
    mode: 'sealed',
    entropy,
    eventBy: toSecond(body.eventBy),
    resultBy: toSecond(body.resultBy),
    openBy: toSecond(body.openBy),
    frame: a.frame,
    excluded: a.excluded,
    slots: a.slots,
    roster: a.rosterRows,
    barred: a.barred,
    pairs: a.pairs,
    strata: a.strata.map(s => s.input),
    salt,
    committedAt,
  })
  if (!frozen.ok) return frozen
  await tx.db
    .insertInto('batch_secret')
    .values({
      agency_id: tx.actor.agency,
      batch_code: code,
      party: 'server',
      sha256: createHash('sha256').update(secret).digest('hex'),
      secret_sealed: tx.env.seal.seal(`batch-secret|${code}`, secret),
      registered_at: tx.now,
    })
    .execute()
  await storeFiles(tx, code, new Map([...frozen.value.files, ['salt', encodeUtf8(salt.toString('hex'))]]), true)
  await storeFiles(tx, code, new Map([['commit.json', frozen.value.bytes]]), false)
  await carryInto(tx, code, new Set(a.frame.filter(f => f.tier === 0).map(f => f.id)))
  const eventId = await tx.emit({
    kind: 'batch.committed',
    thing: ['batch', code],
    payload: { commitSha256: frozen.value.sha256, assurance, offCalendar: misplaced ? body.offCalendar : null },
    leaf: frozen.value.bytes,
  })
  await setBatch(tx, code, {
    state: moved.value,
    committed_at: tx.now,
    commit_sha256: frozen.value.sha256,
    commit_event_id: eventId,
    assurance: frozen.value.commit.assurance,
    quotas: JSON.stringify(a.strata.map(quotaOfStratum)),
    off_calendar: misplaced ? body.offCalendar : null,
  })
  return ok({ commitSha256: frozen.value.sha256 })
}

/** Log index of the batch's snapshot, if it is in a signed checkpoint and the registries have not changed since. */
export async function findSnapshot(
  tx: Pick<Tx, 'db' | 'scope' | 'env' | 'today'>,
  batch: { snapshot_event_id: number | null; registry_sha256: string | null },
): Promise<Result<number>> {
  if (batch.snapshot_event_id === null) return err({ code: 'freeze.no_snapshot' })
  const root = await registryRoot(tx.db, tx.scope, tx.env.seal, tx.today)
  if (root.sha256 !== batch.registry_sha256) return err({ code: 'freeze.no_snapshot' })
  const at = await loggedAt(tx.db, batch.snapshot_event_id)
  return at ? ok(at.index) : err({ code: 'freeze.snapshot_waiting' })
}

/**
 * The draw follows the last public event: that day must not lie after the scheme's days, and the deadline for the result not before them. In between
 * the office waits. @law HS-26 X-20 V-16
 */
function checkDrawDay(a: Assembled, period: string, body: FreezeBody, today: PlainDate): Problem | null {
  const window = drawDays(a.current.scheme, period, calendar)
  const [first, last] = [window?.days[0], window?.days.at(-1)]
  if (first === undefined || last === undefined) return null
  const on = body.entropy.map(e => chinaDay(e.notBefore)).reduce((x, y) => (x > y ? x : y), today)
  const inTime = on <= last && chinaDay(body.resultBy) >= first
  return inTime ? null : { code: 'freeze.draw_day', days: `${first} 至 ${last} 的工作日`, on }
}

function checkTimes(body: FreezeBody, now: string, dueOn: PlainDate): Problem | null {
  const events = body.entropy.map(e => toSecond(e.notBefore))
  const last = events.reduce((a, b) => (a > b ? a : b), now)
  if (events.some(at => at <= now)) return { code: 'freeze.not_before', now: sayTime(now) }
  if (toSecond(body.eventBy) <= last) return { code: 'freeze.deadlines', why: `事件录入期限须晚于最后一次开奖（${sayTime(last)}）。` }
  if (toSecond(body.resultBy) < toSecond(body.eventBy)) return { code: 'freeze.deadlines', why: '抽取期限不能早于事件录入期限。' }
  if (chinaDay(body.openBy) < dueOn) return { code: 'freeze.deadlines', why: `公布期限不能早于任务截止日 ${dueOn}。` }
  return null
}
