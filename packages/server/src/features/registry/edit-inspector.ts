/**
 * 检查人员的增改、请假、销假、调出 without a file. What is typed passes through the ledger's own reading and writing (core `readInspectorForm`,
 * `inspectorLedger`), so a form lets in nothing that an import would refuse, and every earlier version stays in the history.
 *
 * Refuses: one certificate number twice, naming the other holder; a change based on a version that is no longer the newest; a new person under a
 * code that is taken. Warns, and saves: an officer without a certificate, with an expired one, or one who left while his account is open.
 * @law A-29 LY-09 SJZ-16 JX-65
 */
import type { BodyOf, ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { type InspectorForm, readInspectorForm } from '@mingcha/core/registry'
import type { Selectable } from 'kysely'
import type { Inspector } from '../../db/tables.ts'
import type { Tx } from '../../db/tx.ts'
import { fieldsOfRow, inspectorFieldNames, inspectorLedger } from './inspector-ledger.ts'
import { openPersonal } from './personal.ts'

type Saved = ReplyOf<Routes['inspector.save']>

/** One registry change of an agency at a time, as for an import: the comparison must still hold when it is written. */
async function holdInspector(tx: Tx, code: string): Promise<Selectable<Inspector> | undefined> {
  await tx.db.selectFrom('agency').select('id').where('id', '=', tx.actor.agency).forUpdate().execute()
  return tx.db.selectFrom('inspector').selectAll().where('agency_id', '=', tx.actor.agency).where('code', '=', code).executeTakeFirst()
}

async function formOf(tx: Tx, row: Selectable<Inspector>): Promise<InspectorForm> {
  const recusals = await tx.db
    .selectFrom('recusal')
    .select(['subject_code as subject', 'ground as reason'])
    .where('agency_id', '=', row.agency_id)
    .where('inspector_code', '=', row.code)
    .execute()
  return {
    code: row.code,
    name: row.name,
    unitName: row.unit_name,
    kind: row.kind as InspectorForm['kind'],
    certificateNumber: row.certificate_number,
    certificateValidTo: row.certificate_valid_to,
    specialities: row.specialities,
    recusals,
    idNumber: openPersonal(tx.env.seal, 'inspector.id', row.agency_id, row.code, row.id_number_sealed),
    phone: openPersonal(tx.env.seal, 'inspector.phone', row.agency_id, row.code, row.phone_sealed),
    status: row.status as InspectorForm['status'],
    leaveFrom: row.leave_from,
    leaveTo: row.leave_to,
  }
}

/** 新增 (`version: null`) 或修改. Errors: `inspector.exists`, `inspector.not_found`, `inspector.stale`, `inspector.form`, `inspector.certificate_taken`. */
export async function saveInspector(tx: Tx, body: BodyOf<Routes['inspector.save']>): Promise<Result<Saved>> {
  const code = body.code.toUpperCase()
  const row = await holdInspector(tx, code)
  if (body.version === null && row) return err({ code: 'inspector.exists', inspector: code, name: row.name })
  if (body.version !== null && !row) return err({ code: 'inspector.not_found', inspector: code })
  if (row && row.version !== body.version) return err({ code: 'inspector.stale', inspector: code })
  const standing = row ? await formOf(tx, row) : null
  return writeForm(tx, row, 'inspector.saved', {
    ...body,
    code,
    idNumber: body.idNumber === undefined ? (standing?.idNumber ?? null) : body.idNumber,
    phone: body.phone === undefined ? (standing?.phone ?? null) : body.phone,
    status: standing?.status ?? 'active',
    leaveFrom: standing?.leaveFrom ?? null,
    leaveTo: standing?.leaveTo ?? null,
  })
}

/** 请假、销假、调出、调回. Errors: `inspector.not_found`, `inspector.stale`, `inspector.leave` {why}, and those of the form. */
export async function setInspectorStatus(tx: Tx, code: string, body: BodyOf<Routes['inspector.setStatus']>): Promise<Result<Saved>> {
  const row = await holdInspector(tx, code)
  if (!row) return err({ code: 'inspector.not_found', inspector: code })
  if (row.version !== body.version) return err({ code: 'inspector.stale', inspector: code })
  const away = body.status === 'leave'
  if (away && body.leaveFrom === null) return err({ code: 'inspector.leave', why: '请假没有写明开始日期' })
  if (away && body.leaveTo !== null && body.leaveFrom !== null && body.leaveTo < body.leaveFrom)
    return err({ code: 'inspector.leave', why: '请假结束日期早于开始日期' })
  return writeForm(
    tx,
    row,
    'inspector.status_changed',
    {
      ...(await formOf(tx, row)),
      status: body.status,
      leaveFrom: away ? body.leaveFrom : null,
      leaveTo: away ? body.leaveTo : null,
    },
    body.reason,
  )
}

async function writeForm(
  tx: Tx,
  row: Selectable<Inspector> | undefined,
  kind: 'inspector.saved' | 'inspector.status_changed',
  form: InspectorForm,
  reason = '',
): Promise<Result<Saved>> {
  const { entry, problems } = readInspectorForm(form)
  const wrong = problems.find(p => p.severity === 'error')
  if (wrong) return err({ code: 'inspector.form', column: wrong.column ?? '', message: wrong.message, remedy: wrong.remedy })
  // bug: a row without an error has an entry.
  if (entry === null) throw new Error('the inspector form gave neither an entry nor an error')
  const found = await inspectorLedger.compare(tx, [entry])
  if (found.problems.length > 0) return err(await nameHolder(tx, entry.certificateNumber ?? ''))
  const changed = found.compared[0]?.changed ?? []
  const warnings = [
    ...problems.map(p => `${p.column ?? ''}：${p.message}，${p.remedy}`),
    ...(entry.kind === 'officer' && entry.certificateValidTo !== null && entry.certificateValidTo < tx.today
      ? [`执法证已于 ${entry.certificateValidTo} 到期，换证之前不参加抽取（SJZ-16）`]
      : []),
    ...(entry.status === 'transferred' ? await openAccountWarning(tx, entry.code) : []),
  ]
  if (found.compared[0]?.kind === 'unchanged') return ok({ version: row?.version ?? 1, changed: [], warnings })
  await inspectorLedger.write(tx, found.compared, null)
  const before = row ? fieldsOfRow(row, tx.env.seal, []) : null
  // Personal numbers are named when they changed and never written into the event.
  const shown = ['unitName', 'kind', 'certificateValidTo', 'specialities', 'status', 'leaveFrom', 'leaveTo'] as const
  const after = await tx.db
    .selectFrom('inspector')
    .selectAll()
    .where('agency_id', '=', tx.actor.agency)
    .where('code', '=', entry.code)
    .executeTakeFirstOrThrow()
  const fields = fieldsOfRow(after, tx.env.seal, [])
  const pick = (from: typeof fields | null) =>
    from &&
    Object.fromEntries(shown.filter(key => changed.length === 0 || changed.includes(inspectorFieldNames[key])).map(key => [key, from[key]]))
  await tx.emit({
    kind,
    thing: ['inspector', entry.code],
    payload: { added: row === undefined, changed, before: pick(before), after: pick(fields), ...(reason === '' ? {} : { reason }) },
  })
  return ok({ version: after.version, changed: [...changed], warnings })
}

async function nameHolder(tx: Tx, certificate: string) {
  const holder = await tx.db
    .selectFrom('inspector')
    .select(['code', 'name'])
    .where('agency_id', '=', tx.actor.agency)
    .where('certificate_number', '=', certificate)
    .executeTakeFirst()
  return { code: 'inspector.certificate_taken', certificate, holder: holder ? `${holder.name}（${holder.code}）` : '另一人' }
}

async function openAccountWarning(tx: Tx, inspector: string): Promise<string[]> {
  const account = await tx.db
    .selectFrom('account')
    .select('login')
    .where('agency_id', '=', tx.actor.agency)
    .where('inspector_code', '=', inspector)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return account ? [`他的账号 ${account.login} 还启用着，请系统管理员停用`] : []
}
