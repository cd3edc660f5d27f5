/**
 * 外部抽取 — a draw made on another platform, registered here so that every later step is the same (DESIGN §3, assurance E). Nobody can recompute it, and
 * every page says so. It promises that the list is taken whole: each row is checked against the registries and the 三个不查 hold as for a draw, but
 * no row may be left out, because leaving out is choosing. It refuses what a draw here would never give: a team without two distinct valid
 * certificates, a recused officer, a missing speciality. Whom it names stays sealed until the visit is done, as after a draw.
 */
import { randomUUID } from 'node:crypto'
import type { BodyOf, externalView, ReplyOf, Routes } from '@mingcha/core/api'
import { addMonths, err, ok, type PlainDate, type Problem, type Result } from '@mingcha/core/base'
import { periodStart } from '@mingcha/core/calendar'
import type { Visit } from '@mingcha/core/draw'
import { moveBatch } from '@mingcha/core/inspection'
import { checkCreditCode, type ExternalRow, judgeAvailability, type RowProblem, readExternalRows } from '@mingcha/core/registry'
import { fieldworkOf, prepareClassifier, type Scheme, seatTeam, slotsFor } from '@mingcha/core/scheme'
import { z } from 'zod'
import { chinaDay, sayMinute as sayTime } from '../../china-time.ts'
import type { Tx } from '../../db/tx.ts'
import type { Upload } from '../../http/handler.ts'
import { keepFile } from '../../ports/file-store.ts'
import { type ItemLists, loadItemLists } from '../items/queries.ts'
import type { DrawSubject } from '../registry/for-draw.ts'
import { loadRegistriesByCode, type RegisteredOfficer, type RegistriesByCode } from '../registry/for-registration.ts'
import { readLedgerFile } from '../registry/ledger-file.ts'
import { currentScheme } from '../scheme/queries.ts'
import { checkGates } from '../tasks/commands.ts'
import { cancelVisits, closeUndoneVisits, countOpenVisits, createVisits } from '../visits/for-batch.ts'
import { type BatchTask, checkValidity, loadBatchTasks } from './assemble.ts'
import { chooseTasks, insertBatch, lockBatch, setBatch, setTasks, taskCodesOf } from './commands.ts'

type Body = BodyOf<Routes['batch.register']>
type Report = ReplyOf<Routes['batch.register']>

/** What rests in `batch.external`. */
export const storedExternal = z.object({
  platform: z.string(),
  drawnAt: z.string(),
  person: z.string(),
  role: z.string(),
  sha256: z.string(),
  fileName: z.string(),
  strata: z.array(z.object({ code: z.string(), name: z.string(), taskCode: z.string(), drawn: z.number().int() })),
})
export const viewExternal = (stored: unknown, registeredAt: string): z.output<typeof externalView> => ({
  ...storedExternal.parse(stored),
  registeredAt,
})

/** Purpose under which the list as exported is sealed; the file lies under the hash of the sealed bytes, `sealedSha256` of `batch.external`. */
export const listPurpose = (sha256: string): string => `external-list|${sha256}`

const shownProblems = 500
const shownRows = 20

/**
 * 登记外部抽取. `check` writes nothing. Errors: those of `readLedgerFile`, of the ledger's header, of `chooseTasks`, of the gates, `freeze.scheme`,
 * `external.time` {why}, `ledger.changed`, `external.has_errors` {count}. @law JX-07 EZ-03 LY-19 A-29 V-28 LY-11
 */
export async function registerBatch(tx: Tx, body: Body, upload: Upload): Promise<Result<Report>> {
  const file = readLedgerFile(upload.bytes)
  if (!file.ok) return file
  const { rows, encoding, sha256 } = file.value
  if (body.step === 'apply' && body.sha256 !== sha256) return err({ code: 'ledger.changed' })
  const chosen = await chooseTasks(tx, body.tasks)
  if (!chosen.ok) return chosen
  const { tasks, period } = chosen.value
  for (const task of tasks) {
    const refused = await checkGates(tx.db, tx.scope, task, tx.today)
    if (refused) return err(refused)
  }
  const scheme = await currentScheme(tx.db, tx.scope)
  if (!scheme.ok) return scheme
  const from = periodStart(period)
  const dueOn = tasks.reduce((last, t) => (t.dueOn > last ? t.dueOn : last), from)
  const outdated = checkValidity({ current: scheme.value, dueOn }, tx.today) ?? checkTime(body.drawnAt, tx.now, from)
  if (outdated) return err(outdated)
  const reading = readExternalRows(rows)
  if (!reading.ok) return reading
  const judged = judgeRows(reading.value.accepted, {
    scheme: scheme.value.scheme,
    tasks,
    lists: await loadItemLists(tx.db, tx.scope),
    registries: await loadRegistriesByCode(tx.db, tx.scope, from),
    from,
    today: tx.today,
    dueOn,
  })
  const problems = [...reading.value.problems, ...judged.problems].sort((a, b) => a.row - b.row)
  const wrong = new Set(problems.filter(p => p.severity === 'error').map(p => p.row)).size
  const report: Report = {
    fileName: upload.fileName,
    sha256,
    encoding,
    rows: reading.value.rows,
    wrong,
    visits: judged.visits.length,
    officers: new Set(judged.visits.flatMap(v => v.team)).size,
    strata: judged.strata,
    problems: problems
      .slice(0, shownProblems)
      .map(({ row, column, value, code, message, remedy, severity }) => ({ row, column, value, code, message, remedy, severity })),
    sample: judged.sample,
    code: null,
  }
  if (body.step === 'check') return ok(report)
  if (wrong > 0) return err({ code: 'external.has_errors', count: wrong })
  // The list names every firm and officer: on disk, too, it rests sealed (ADR 0003). The public has the fingerprint of the list as it was exported.
  const sealedSha256 = keepFile(tx.env.home, tx.env.seal.seal(listPurpose(sha256), upload.bytes))
  const slots = judged.visits.reduce((n, v) => n + v.slots.length, 0)
  const drawn = judged.strata.reduce((n, s) => n + s.drawn, 0)
  const { platform, drawnAt, person, role } = body
  const code = await insertBatch(tx, chosen.value, {
    state: 'drawn',
    assurance: 'E',
    external: JSON.stringify({ platform, drawnAt, person, role, sha256, sealedSha256, fileName: upload.fileName, strata: judged.strata }),
    drawn_at: drawnAt,
    counts: JSON.stringify({
      drawn,
      reserve: 0,
      visits: judged.visits.length,
      slots,
      unfilled: 0,
      teams: judged.visits.length,
      seedCheck: '-',
    }),
  })
  await createVisits(
    tx,
    code,
    { strata: judged.strata.map(s => ({ code: s.code, task: s.taskCode })) },
    await loadBatchTasks(tx.db, tx.scope, code),
    judged.visits,
    () => randomUUID(),
  )
  await setTasks(tx, code, 'drawn')
  await tx.emit({
    kind: 'batch.registered',
    thing: ['batch', code],
    payload: {
      period,
      tasks: tasks.map(t => t.code),
      platform,
      drawnAt,
      role,
      fileName: upload.fileName,
      sha256,
      rows: report.rows,
      drawn,
      visits: report.visits,
      officers: report.officers,
    },
  })
  return ok({ ...report, code })
}

function checkTime(drawnAt: string, now: string, from: PlainDate): Problem | null {
  if (Date.parse(drawnAt) > Date.parse(now)) return { code: 'external.time', why: `${sayTime(drawnAt)} 还没有到，现在是 ${sayTime(now)}` }
  const earliest = addMonths(from, -12)
  return chinaDay(drawnAt) < earliest ? { code: 'external.time', why: `${chinaDay(drawnAt)} 早于本期开始前一年（${earliest}）` } : null
}

interface Rules {
  readonly scheme: Scheme
  readonly tasks: readonly BatchTask[]
  readonly lists: ItemLists
  readonly registries: RegistriesByCode
  readonly from: PlainDate
  readonly today: PlainDate
  readonly dueOn: PlainDate
}
interface Judged {
  readonly visits: readonly Visit[]
  readonly strata: Report['strata']
  readonly sample: Report['sample']
  readonly problems: readonly RowProblem[]
}
interface Place {
  readonly code: string
  readonly name: string
  readonly task: BatchTask
}
interface Known {
  readonly row: ExternalRow
  readonly subject: DrawSubject
  readonly place: Place
  readonly team: readonly RegisteredOfficer[]
}

/** Every row against the registries; rows of one firm become one visit with one team, credited to each of its strata. @law LY-11 SJZ-07 X-19 */
function judgeRows(rows: readonly ExternalRow[], rules: Rules): Judged {
  const problems: RowProblem[] = []
  const places = rules.tasks.flatMap((task): Place[] =>
    task.row.scope.kind === 'strata'
      ? task.row.scope.strata.map(code => ({ code, name: rules.scheme.strata.find(s => s.code === code)?.name ?? code, task }))
      : [{ code: task.row.scope.stratum, name: task.row.scope.list, task }],
  )
  const classifier = prepareClassifier(rules.scheme, rules.from)
  const known = rows.flatMap((row): Known[] => {
    const tell: Tell = (severity, code, column, value, message, remedy) =>
      problems.push({ row: row.row, severity, code, column, value, message, remedy })
    const subject = findSubject(row, rules.registries, tell)
    const team = findTeam(row, rules, tell)
    const place = subject && findPlace(row, subject, places, classifier.cut(subject)?.stratum ?? null, tell)
    if (!subject || !place || !team) return []
    const recused = team.filter(o => rules.registries.recused.has(`${o.code}|${subject.id}`))
    for (const o of recused)
      tell(
        'error',
        'row.recused',
        '检查人员',
        o.code,
        `${o.code} 登记了对这家企业的回避，不能检查`,
        '请在外部平台按规定更换检查人员后重新导出；回避已解除的，先更新检查人员名录',
      )
    return recused.length > 0 ? [] : [{ row, subject, place, team }]
  })
  const byFirm = new Map<string, Known[]>()
  for (const k of known) byFirm.set(k.subject.id, [...(byFirm.get(k.subject.id) ?? []), k])
  const ranks = new Map<string, number>()
  const visits = [...byFirm.values()].flatMap((group, position): Visit[] => {
    const first = group[0]!
    const sameTeam = (k: Known) => sayTeam(k.team) === sayTeam(first.team)
    for (const k of group.slice(1)) {
      const tell = (code: string, column: string, value: string, message: string, remedy: string) =>
        problems.push({ row: k.row.row, severity: 'error', code, column, value, message, remedy })
      if (group.some(g => g.row.row < k.row.row && g.place.code === k.place.code))
        tell('row.duplicate', '统一社会信用代码', k.row.code, `与前面一行是同一对象、同一分层（${k.place.name}）`, '删去多余的一行')
      else if (!sameTeam(k))
        tell(
          'row.team_differs',
          '检查人员',
          sayTeam(k.team),
          `同一企业在第 ${first.row.row} 行是另一组人员`,
          '同一企业一次进门、一个检查组：请把两行改为同一组人员',
        )
    }
    const asked = [...new Set(group.map(k => k.place.task))].flatMap(t =>
      t.row.itemCodes.flatMap(code => rules.lists.published.get(code)?.speciality ?? []),
    )
    const seated = seatTeam(slotsFor(rules.scheme, asked), first.team)
    if ('lacking' in seated) {
      const why =
        seated.lacking === '-' ? '人数不足' : `事项要求专长 ${seated.lacking}，组内没有人具备${asked.length > 1 ? '或人数不足' : ''}`
      problems.push({
        row: first.row.row,
        severity: 'error',
        code: 'row.speciality',
        column: '检查人员',
        value: sayTeam(first.team),
        message: `${why}（LY-11）`,
        remedy: '请在外部平台更换或增加检查人员后重新导出；本人已具备专长的，先更新检查人员名录',
      })
      return []
    }
    return [
      {
        id: first.subject.id,
        position,
        strata: group.map(k => {
          const rank = (ranks.get(k.place.code) ?? 0) + 1
          ranks.set(k.place.code, rank)
          return { stratum: k.place.code, rank }
        }),
        slots: seated.seats.map(s => ({ ...s, agency: '-' })),
        team: first.team.map(o => o.code),
        unfilled: 0,
      },
    ]
  })
  for (const task of new Set(places.map(p => p.task)))
    if (known.length === rows.length && places.every(p => p.task !== task || !ranks.has(p.code)))
      problems.push({
        row: 1,
        severity: 'warning',
        code: 'row.task_empty',
        column: null,
        value: task.name,
        message: `名单中没有任务“${task.name}”的对象`,
        remedy: '没有在那里抽取的，先取消选择这个任务；确实抽取为零的可以登记',
      })
  return {
    visits,
    problems,
    strata: places.map(p => ({ code: p.code, name: p.name, taskCode: p.task.code, drawn: ranks.get(p.code) ?? 0 })),
    sample: known.slice(0, shownRows).map(k => ({
      row: k.row.row,
      code: k.subject.id,
      name: k.subject.name,
      stratum: k.place.name,
      officers: sayTeam(k.team),
    })),
  }
}

const sayTeam = (team: readonly RegisteredOfficer[]): string =>
  team
    .map(o => o.code)
    .sort()
    .join('、')
type Tell = (severity: 'error' | 'warning', code: string, column: string, value: string, message: string, remedy: string) => void

/** By object code, else by the credit code of exactly one object. @law SJZ-14 */
function findSubject(row: ExternalRow, { subjects, byCredit, byName }: RegistriesByCode, tell: Tell): DrawSubject | null {
  const sites = byCredit.get(row.code) ?? []
  const subject = subjects.get(row.code) ?? (sites.length === 1 ? subjects.get(sites[0]!) : undefined)
  if (!subject) {
    const named = byName.get(row.name) ?? []
    const hint =
      sites.length > 1
        ? `这个信用代码下有 ${sites.length} 个对象，请在“对象代码”列写明是哪一个：${sites.join('、')}`
        : named.length > 0
          ? `名录中“${row.name}”的代码是 ${named.join('、')}，请改正或填入“对象代码”列`
          : checkCreditCode(row.code).ok
            ? '请先在“检查对象”导入这家企业，再登记'
            : '信用代码有误、过时或没有的，在“对象代码”列填名录中的自编代码；不在名录的先导入'
    tell('error', 'row.subject_unknown', '统一社会信用代码', row.code, `检查对象名录库中没有 ${row.code}`, hint)
    return null
  }
  if (subject.status === 'deregistered') {
    tell(
      'error',
      'row.deregistered',
      '企业名称',
      row.name,
      '名录中这家企业已注销',
      '请在外部平台按规定递补后重新导出；名录有误的先更新名录',
    )
    return null
  }
  if (subject.status === 'suspended')
    tell('warning', 'row.suspended', '企业名称', row.name, '名录中这家企业停产', '可以登记；确实停产的，登记后申请递补')
  if (subject.name !== row.name)
    tell('warning', 'row.name_differs', '企业名称', row.name, `名录中的名称是“${subject.name}”`, '请核对是不是同一家；登记后以名录为准')
  return subject
}

/** Named by the file, else the one it can only be: its class, or the list it stands on. */
function findPlace(row: ExternalRow, subject: DrawSubject, places: readonly Place[], own: string | null, tell: Tell): Place | null {
  const options = places.map(p => p.name).join('、')
  if (row.stratum !== '') {
    const named = places.filter(p => p.code === row.stratum.toUpperCase() || p.name === row.stratum || p.task.name === row.stratum)
    if (named.length === 1) {
      const member = named[0]!.task.row.scope.kind === 'strata' ? own === named[0]!.code : subject.lists.includes(named[0]!.name)
      if (!member)
        tell(
          'warning',
          'row.stratum_differs',
          '分层',
          row.stratum,
          own === null ? '按名录这家企业还不能归类' : `按名录这家企业归入 ${own}，或不在这份名单`,
          '请核对名录；登记以文件为准',
        )
      return named[0]!
    }
    tell('error', 'row.stratum', '分层', row.stratum, `这一批任务没有分层“${row.stratum}”`, `请填：${options}；也可以留空`)
    return null
  }
  if (places.length === 1) return places[0]!
  const fit = places.filter(p => (p.task.row.scope.kind === 'strata' ? p.code === own : subject.lists.includes(p.name)))
  if (fit.length === 1) return fit[0]!
  const why = fit.length === 0 ? '按名录不属于所选任务的任何分层' : `按名录可以属于 ${fit.map(p => p.name).join('、')}`
  tell('error', 'row.stratum', '分层', '', why, `请在“分层”列写明：${options}`)
  return null
}

/** Two distinct valid certificates at least; nobody who may not check. @law A-29 V-28 LY-09 SJZ-16 JX-05 */
function findTeam(row: ExternalRow, { registries, scheme, today, dueOn }: Rules, tell: Tell): readonly RegisteredOfficer[] | null {
  const team: RegisteredOfficer[] = []
  let sound = true
  const refuse = (code: string, value: string, message: string, remedy: string) => {
    sound = false
    tell('error', code, '检查人员', value, message, remedy)
  }
  for (const written of row.officers) {
    const officer = registries.officers.get(written)
    if (!officer) {
      refuse('row.officer_unknown', written, `检查人员名录库中没有 ${written}`, '填人员编号或执法证号；不在名录的先导入检查人员')
      continue
    }
    const judged = judgeAvailability(officer, today, dueOn)
    if (judged.state === 'leave')
      tell('warning', 'row.officer_leave', '检查人员', written, `${officer.code} ${judged.why}`, '可以登记；不能到场的，登记后申请换人')
    else if (!judged.available)
      refuse(
        'row.officer_unfit',
        written,
        `${officer.code} 不能检查：${judged.why}`,
        '请更新检查人员名录（换证、调动），或在外部平台更换后重新导出',
      )
    team.push(officer)
  }
  const distinct = new Set(team.map(o => o.certificateNumber)).size
  if (sound && (distinct < team.length || distinct < scheme.team.officers))
    refuse(
      'row.team_not_distinct',
      row.officers.join('、'),
      `不同的执法证只有 ${distinct} 个，每组至少 ${Math.max(2, scheme.team.officers)} 个（同一人不能算两名）`,
      '请核对执法证号，在外部平台补足人员后重新导出（A-29）',
    )
  const most = Math.max(fieldworkOf(scheme).maxPeople.count, scheme.team.officers)
  if (sound && team.length > most)
    refuse('row.team_large', row.officers.join('、'), `一次检查 ${team.length} 人，超过上限 ${most} 人`, '请减少入企人员（JX-05）')
  return sound ? team : null
}

/**
 * 撤回登记, while no visit has moved: visits are cancelled, tasks open again, the batch stays as void and public.
 * Errors: `external.not_external`, `batch.state`, `external.scheduled` {count}.
 */
export async function withdrawRegistration(tx: Tx, code: string, reason: string): Promise<Result<{ ok: true }>> {
  const batch = await lockBatch(tx, code)
  if (!batch.ok) return batch
  if (batch.value.external === null) return err({ code: 'external.not_external', batch: code })
  const moved = moveBatch(code, batch.value.state, 'void', '撤回登记')
  if (!moved.ok) return moved
  const agency = tx.actor.agency
  const count = await cancelVisits(tx, code)
  if (count > 0) return err({ code: 'external.scheduled', count })
  const tasks = await taskCodesOf(tx, code).execute()
  await tx.db.updateTable('batch_task').set({ voided: true }).where('agency_id', '=', agency).where('batch_code', '=', code).execute()
  await setTasks(tx, code, 'open')
  await setBatch(tx, code, { state: moved.value })
  await tx.emit({
    kind: 'batch.withdrawn',
    thing: ['batch', code],
    payload: { stage: 'external', reason, tasks: tasks.map(t => t.task_code) },
  })
  return ok({ ok: true })
}

/** 公布 of a registered batch: nothing to open, so no entry in the log. Errors: `draw.not_done` {count, openBy}. */
export async function completeExternal(tx: Tx, code: string): Promise<Result<{ already: boolean }>> {
  const tasks = await loadBatchTasks(tx.db, tx.scope, code)
  const dueOn = tasks.reduce((last, t) => (t.dueOn > last ? t.dueOn : last), '')
  const open = await countOpenVisits(tx.db, tx.scope, code)
  if (open > 0 && tx.today <= dueOn) return err({ code: 'draw.not_done', count: open, openBy: `${dueOn}（任务截止日）` })
  const undone = await closeUndoneVisits(tx, code)
  await setTasks(tx, code, 'done')
  await setBatch(tx, code, { state: 'published', published_at: tx.now })
  await tx.emit({ kind: 'batch.completed', thing: ['batch', code], payload: { undone: undone.length } })
  return ok({ already: false })
}
