/**
 * 渠道 — where a published result has to stand, and what came back: 待推送 → 已导出 → 已回执, or 被退回 with the reason. One file a channel; every step has
 * its way back. @law SJZ-63 JX-50 EZ-52 HS-39
 */
import type { Scope } from '@mingcha/core/access'
import type { BodyOf, ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { correctionFields, nationalFields, nationalRows, ownFields, type PublicLine, printCsv, readLine } from '@mingcha/core/publicity'
import { chinaDay } from '../../china-time.ts'
import type { ReadDb, Tx } from '../../db/tx.ts'
import type { FileReply } from '../../http/handler.ts'

type Row = ReplyOf<Routes['disclosure.list']>['rows'][number]
type State = Row['state']
type Key = BodyOf<Routes['disclosure.reset']>['rows'][number]
export const disclosureStateNames: Readonly<Record<State, string>> = {
  waiting: '待推送',
  exported: '已导出',
  received: '已回执',
  returned: '被退回',
}

const dayOr = (iso: string | null): string => (iso === null ? '-' : chinaDay(iso))

const select = (db: ReadDb, scope: Scope) =>
  db
    .selectFrom('disclosure as d')
    .innerJoin('finding as f', join =>
      join.onRef('f.agency_id', '=', 'd.agency_id').onRef('f.visit_id', '=', 'd.visit_id').onRef('f.version', '=', 'd.version'),
    )
    .innerJoin('visit as v', join => join.onRef('v.agency_id', '=', 'd.agency_id').onRef('v.id', '=', 'd.visit_id'))
    .leftJoin('account as a', join => join.onRef('a.agency_id', '=', 'd.agency_id').onRef('a.id', '=', 'd.actor_id'))
    .select([
      'd.visit_id',
      'd.version',
      'd.channel',
      'd.state',
      'd.at',
      'd.receipt',
      'd.reason',
      'a.name as by',
      'v.number',
      'v.subject_name',
      'f.phrase',
      'f.published_at',
      'f.line',
      'f.line_sha256',
      'f.state as finding_state',
    ])
    .where('d.agency_id', 'in', scope.agencies)
    .orderBy('f.published_at', 'desc')
    .orderBy('v.number')
    .orderBy('d.channel')
    .orderBy('d.version')

type Selected = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]

export const viewDisclosure = (r: Selected): Row => ({
  visitId: r.visit_id,
  number: r.number,
  version: r.version,
  subjectName: r.subject_name ?? '',
  phrase: r.finding_state === 'withheld' ? '不予公开，渠道上的旧内容须撤下' : (r.phrase ?? ''),
  publishedOn: dayOr(r.published_at),
  channel: r.channel,
  state: r.state as State,
  at: r.at,
  receipt: r.receipt,
  reason: r.reason,
  by: r.by,
})

export async function loadDisclosures(
  db: ReadDb,
  scope: Scope,
  which: { state?: State | undefined; channel?: string | undefined; visitId?: string } = {},
): Promise<Selected[]> {
  let query = select(db, scope)
  if (which.state !== undefined) query = query.where('d.state', '=', which.state)
  if (which.channel !== undefined) query = query.where('d.channel', '=', which.channel)
  if (which.visitId !== undefined) query = query.where('d.visit_id', '=', which.visitId)
  return query.limit(500).execute()
}

export async function listDisclosures(
  db: ReadDb,
  scope: Scope,
  query: { state?: State | undefined; channel?: string | undefined },
): Promise<ReplyOf<Routes['disclosure.list']>> {
  const counts = await db
    .selectFrom('disclosure')
    .select(eb => ['channel', 'state', eb.fn.countAll<number>().as('n')])
    .where('agency_id', 'in', scope.agencies)
    .groupBy(['channel', 'state'])
    .orderBy('channel')
    .execute()
  const of = (channel: string, state: State) => Number(counts.find(c => c.channel === channel && c.state === state)?.n ?? 0)
  return {
    rows: (await loadDisclosures(db, scope, query)).map(viewDisclosure),
    channels: [...new Set(counts.map(c => c.channel))].map(channel => ({
      channel,
      waiting: of(channel, 'waiting'),
      exported: of(channel, 'exported'),
      received: of(channel, 'received'),
      returned: of(channel, 'returned'),
    })),
  }
}

/** 现行、更正、撤下: what the channel has to do with the row. */
const statusOf = (line: PublicLine): string => (line.effect === 'withhold' ? '撤下' : line.version === '1' ? '新增' : '更正')
const columns = [...ownFields, ...nationalFields, ...correctionFields]

/** The rows of one line in the columns of the channel's file. */
export function fileRows(line: PublicLine, sha256: string, status = statusOf(line)): string[][] {
  return nationalRows(line).map(n => [
    line.visit,
    line.version,
    line.subjectCode,
    line.subjectName,
    ...nationalFields.map(([f]) => n[f]),
    line.publishedOn,
    status,
    sha256,
  ])
}
export const fileHead = (): string[] => columns.map(([name]) => name)
/** 数据字典 — column, meaning. */
export const fileDictionary = (): string => printCsv([['字段', '含义'], ...columns.map(c => [...c])])

/** Everything that waits for one channel, as one file; what it holds becomes 已导出. Errors: `disclosure.nothing`. */
export async function exportChannel(tx: Tx, channel: string): Promise<Result<ReplyOf<Routes['disclosure.export']>>> {
  const locked = await tx.db
    .selectFrom('disclosure')
    .select(['visit_id', 'version'])
    .where('agency_id', '=', tx.actor.agency)
    .where('channel', '=', channel)
    .where('state', '=', 'waiting')
    .orderBy('visit_id')
    .orderBy('version')
    .limit(500)
    .forUpdate()
    .execute()
  if (locked.length === 0) return err({ code: 'disclosure.nothing', channel })
  const keys = locked.map(r => ({ visitId: r.visit_id, version: r.version, channel }))
  const chosen = new Set(keys.map(k => `${k.visitId}/${k.version}`))
  const waiting = (await select(tx.db, tx.scope).where('d.channel', '=', channel).where('d.state', '=', 'waiting').execute()).filter(r =>
    chosen.has(`${r.visit_id}/${r.version}`),
  )
  const rows = waiting.flatMap(r => {
    const line = r.line === null ? undefined : readLine(r.line)
    if (!line) throw new Error(`published finding ${r.visit_id}/${r.version} has no line`)
    return fileRows(line, r.line_sha256 ?? '')
  })
  await mark(tx, keys, 'exported', {})
  await tx.emit({ kind: 'disclosure.exported', thing: ['channel', channel], payload: { channel, rows: keys } })
  return ok({
    fileName: `公示_${channel}_${tx.today}.csv`,
    csv: printCsv([fileHead(), ...rows]),
    dictionary: fileDictionary(),
    rows: keys,
  })
}

async function mark(tx: Tx, keys: readonly Key[], state: State, set: { receipt?: string | null; reason?: string | null }): Promise<void> {
  for (const k of keys)
    await tx.db
      .updateTable('disclosure')
      .set({ state, at: tx.now, actor_id: tx.actor.accountId, receipt: set.receipt ?? null, reason: set.reason ?? null })
      .where('agency_id', '=', tx.actor.agency)
      .where('visit_id', '=', k.visitId)
      .where('version', '=', k.version)
      .where('channel', '=', k.channel)
      .execute()
}

/** Errors: `disclosure.not_found`, `disclosure.state`. */
async function moveAll(
  tx: Tx,
  asked: readonly Key[],
  from: readonly State[],
  to: State,
  kind: 'disclosure.received' | 'disclosure.returned' | 'disclosure.reset',
  set: { receipt?: string; reason?: string },
): Promise<Result<{ changed: number }>> {
  const name = (k: Key) => `${k.visitId}/${k.version}/${k.channel}`
  const keys = [...new Map(asked.map(k => [name(k), k])).values()].sort((a, b) => (name(a) < name(b) ? -1 : 1))
  for (const k of keys) {
    const row = await tx.db
      .selectFrom('disclosure')
      .innerJoin('visit', join => join.onRef('visit.agency_id', '=', 'disclosure.agency_id').onRef('visit.id', '=', 'disclosure.visit_id'))
      .select(['disclosure.state', 'visit.number'])
      .where('disclosure.agency_id', '=', tx.actor.agency)
      .where('disclosure.visit_id', '=', k.visitId)
      .where('disclosure.version', '=', k.version)
      .where('disclosure.channel', '=', k.channel)
      .forUpdate('disclosure')
      .executeTakeFirst()
    if (!row) return err({ code: 'disclosure.not_found' })
    if (!from.includes(row.state as State))
      return err({ code: 'disclosure.state', number: row.number, channel: k.channel, state: disclosureStateNames[row.state as State] })
  }
  await mark(tx, keys, to, set)
  const [first] = keys
  await tx.emit({ kind, thing: ['channel', first?.channel ?? '-'], payload: { rows: keys, ...set } })
  return ok({ changed: keys.length })
}

/** What was typed in by hand has no export before it. */
export const receiveDisclosures = (tx: Tx, body: BodyOf<Routes['disclosure.receive']>) =>
  moveAll(tx, body.rows, ['waiting', 'exported'], 'received', 'disclosure.received', { receipt: body.receipt })
export const returnDisclosures = (tx: Tx, body: BodyOf<Routes['disclosure.return']>) =>
  moveAll(tx, body.rows, ['exported', 'received'], 'returned', 'disclosure.returned', { reason: body.reason })
export const resetDisclosures = (tx: Tx, body: BodyOf<Routes['disclosure.reset']>) =>
  moveAll(tx, body.rows, ['exported', 'received', 'returned'], 'waiting', 'disclosure.reset', {})

/** 联合惩戒名单 — of what is public now, the newest version of each. @law JX-56 */
export async function exportJointPunishment(db: ReadDb, scope: Scope, today: string): Promise<FileReply> {
  const rows = await db
    .selectFrom('finding')
    .select(['visit_id', 'version', 'state', 'line', 'joint_punishment'])
    .where('agency_id', 'in', scope.agencies)
    .where('state', 'in', ['published', 'withheld'])
    .orderBy('published_at')
    .orderBy('version')
    .execute()
  const shown = [...new Map(rows.map(r => [r.visit_id, r])).values()].filter(r => r.state === 'published' && r.joint_punishment)
  const lines = shown.flatMap(r => (r.line === null ? [] : (readLine(r.line) ?? [])))
  const csv = printCsv([
    ['检查编号', '统一社会信用代码', '企业名称', '检查结果', '认定日期', '公示日期', '摘要'],
    ...lines.map(l => [l.visit, l.subjectCode, l.subjectName, l.result, l.determinedOn, l.publishedOn, l.summary]),
  ])
  return { fileName: `联合惩戒_${today}.csv`, mediaType: 'text/csv; charset=utf-8', bytes: Buffer.from(csv) }
}
