/**
 * 检查人员台账 — the columns of the inspector registry. An officer is known by the staff code; the certificate number must be his alone, because
 * the two officers of a visit are told apart by it. Assistants may be registered, and are never drawn (X-05, LY-09).
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { Problem, Result } from '../base/result.ts'
import { type ReadCell, readAs, readChoice, readDate, readPhone, readText, refuse, splitList } from './cell.ts'
import { checkIdNumber } from './id-number.ts'
import { type Assembled, type Cells, column, type LedgerReading, type RowProblem, readLedger } from './ledger.ts'
import { isBlank, normaliseCode, normaliseText, toHalfWidth } from './text.ts'

/** 回避: the subject's code and why. */
export interface RecusalEntry {
  readonly subject: string
  readonly reason: string
}

export interface InspectorEntry {
  readonly row: number
  /** 人员编号. */
  readonly code: string
  readonly name: string
  readonly idNumber: string | null
  readonly phone: string | null
  readonly unitName: string
  readonly certificateNumber: string | null
  readonly certificateValidTo: PlainDate | null
  readonly kind: 'officer' | 'assistant'
  readonly specialities: readonly { readonly code: string; readonly name: string }[]
  readonly status: 'active' | 'leave' | 'transferred'
  readonly leaveFrom: PlainDate | null
  readonly leaveTo: PlainDate | null
  readonly recusals: readonly RecusalEntry[]
}

const readStaffCode: ReadCell<string> = text => {
  const value = normaliseCode(text)
  return /^[0-9A-Z-]{2,32}$/.test(value)
    ? readAs(value)
    : refuse('row.staff_code', `人员编号“${value}”不合要求`, '用 2 至 32 位数字、大写字母和短横线，例如 ZF-012；不要用姓名或身份证号')
}

const readIdNumber: ReadCell<string | null> = text => {
  if (isBlank(text)) return readAs(null)
  const checked = checkIdNumber(text)
  return checked.ok
    ? readAs(checked.value)
    : refuse(`row.${checked.error.code.replace('.', '_')}`, checked.error.message, checked.error.remedy)
}

/** No format is known for the national card, so any text that can be compared will do; the middle may hold letters, dashes, Chinese. */
const readCertificate: ReadCell<string | null> = text => {
  if (isBlank(text)) return readAs(null)
  const value = normaliseCode(text)
  return value.length >= 4 && value.length <= 40
    ? readAs(value)
    : refuse('row.certificate', `执法证号“${value}”不合要求`, '照执法证填写完整的证号')
}

/** `FS 辐射；HF危险废物` → codes with names. */
const readSpecialities: ReadCell<{ code: string; name: string }[]> = text => {
  const found: { code: string; name: string }[] = []
  for (const part of splitList(text)) {
    const split = /^([0-9A-Z-]{1,16})[ :(]*(.*?)\)?$/.exec(toHalfWidth(part).toUpperCase())
    if (split === null) return refuse('row.speciality', `专长“${part}”前面没有代码`, '写成“代码+名称”，例如 FS辐射；HF危险废物')
    if (!found.some(s => s.code === split[1])) found.push({ code: split[1]!, name: split[2] === '' ? split[1]! : split[2]! })
  }
  return readAs(found.sort((a, b) => (a.code < b.code ? -1 : 1)))
}

/** `91990101…（配偶任职）；SLX-0003（本人曾任职）`. A recusal without a reason is refused: it takes an officer away from a subject. */
const readRecusals: ReadCell<RecusalEntry[]> = text => {
  const found: RecusalEntry[] = []
  for (const part of text
    .split(/[；;\r\n]/)
    .map(normaliseText)
    .filter(p => !isBlank(p))) {
    const split = /^([0-9A-Z-]{6,32}) *\((.+)\)$/i.exec(toHalfWidth(part))
    if (split === null)
      return refuse('row.recusal', `回避“${part}”看不明白`, '写成“对象代码（原因）”，多个用分号隔开，例如 91990101MA0000001C（配偶任职）')
    const entry = { subject: split[1]!.toUpperCase(), reason: split[2]!.trim() }
    if (!found.some(r => r.subject === entry.subject)) found.push(entry)
  }
  return readAs(found)
}

export const inspectorColumns = {
  code: column('人员编号', readStaffCode, { aliases: ['工作编号', '工号', '编号'], needed: true, filled: true, example: 'ZF-012' }),
  name: column('姓名', readText(40), { aliases: ['人员姓名', '检查人员姓名'], needed: true, filled: true }),
  idNumber: column('身份证号', readIdNumber, { aliases: ['身份证号码', '公民身份号码'], personal: true }),
  phone: column('手机号', readPhone, { aliases: ['手机', '联系电话', '电话', '手机号码'], personal: true }),
  unitName: column('单位部门', readText(80), {
    aliases: ['部门', '所在部门', '单位', '科室', '单位(部门)', '所属单位'],
    needed: true,
    filled: true,
    example: '执法一中队',
  }),
  certificateNumber: column('执法证号', readCertificate, {
    aliases: ['执法证编号', '行政执法证号', '执法证件号'],
    needed: true,
    example: '99010100123',
  }),
  certificateValidTo: column('执法证有效期至', readDate, {
    aliases: ['执法证有效期', '证件有效期', '证件有效期至', '有效期至'],
    needed: true,
    example: '2028-12-31',
  }),
  kind: column(
    '人员类别',
    readChoice('人员类别', {
      执法人员: ['执法', '持证执法人员', '行政执法人员'],
      辅助人员: ['辅助', '执法辅助人员', '辅助检查人员', '协管'],
    }),
    {
      aliases: ['类别', '人员类型'],
      needed: true,
      filled: true,
      example: '执法人员',
    },
  ),
  specialities: column('专长', readSpecialities, { aliases: ['业务专长', '专业', '特长'], example: 'HF危险废物' }),
  status: column('状态', readChoice('状态', { 在岗: ['在职', '正常'], 请假: ['休假', '病假', '产假'], 调离: ['离职', '退休', '调出'] }), {
    aliases: ['人员状态', '在岗状态'],
    example: '在岗',
  }),
  leaveFrom: column('请假开始日期', readDate, { aliases: ['请假起', '请假开始', '请假起始日期'] }),
  leaveTo: column('请假结束日期', readDate, { aliases: ['请假止', '请假结束', '请假截止日期'] }),
  recusals: column('回避对象', readRecusals, {
    aliases: ['回避对象信用代码', '回避', '回避企业'],
    example: '91990101MA0000001C（配偶任职）',
  }),
} as const

const STATUS: Readonly<Record<string, InspectorEntry['status']>> = { 在岗: 'active', 请假: 'leave', 调离: 'transferred' }

export function readInspectorRows(rows: readonly (readonly string[])[]): Result<LedgerReading<InspectorEntry>, Problem> {
  const rowOfCode = new Map<string, number>()
  const rowOfCertificate = new Map<string, number>()
  const rowOfIdNumber = new Map<string, number>()
  return readLedger(rows, inspectorColumns, (cells, row) => assembleInspector(cells, row, { rowOfCode, rowOfCertificate, rowOfIdNumber }))
}

/** 检查人员表单: one person as typed at the desk. Every text is read as a cell of the ledger is, so a form lets in nothing that a file would not. */
export interface InspectorForm {
  readonly code: string
  readonly name: string
  readonly unitName: string
  readonly kind: 'officer' | 'assistant'
  readonly certificateNumber: string | null
  readonly certificateValidTo: string | null
  readonly specialities: readonly string[]
  readonly recusals: readonly RecusalEntry[]
  readonly idNumber: string | null
  readonly phone: string | null
  readonly status: InspectorEntry['status']
  readonly leaveFrom: string | null
  readonly leaveTo: string | null
}

/** The person, or every problem of the form; `entry` is null exactly when one of them is an error. */
export function readInspectorForm(form: InspectorForm): {
  readonly entry: InspectorEntry | null
  readonly problems: readonly RowProblem[]
} {
  const cells: Readonly<Record<keyof typeof inspectorColumns, string>> = {
    code: form.code,
    name: form.name,
    idNumber: form.idNumber ?? '',
    phone: form.phone ?? '',
    unitName: form.unitName,
    certificateNumber: form.certificateNumber ?? '',
    certificateValidTo: form.certificateValidTo ?? '',
    kind: form.kind === 'assistant' ? '辅助人员' : '执法人员',
    specialities: form.specialities.join('；'),
    status: Object.keys(STATUS).find(word => STATUS[word] === form.status)!,
    leaveFrom: form.leaveFrom ?? '',
    leaveTo: form.leaveTo ?? '',
    recusals: form.recusals.map(r => `${r.subject}（${r.reason}）`).join('；'),
  }
  const keys = Object.keys(inspectorColumns) as (keyof typeof inspectorColumns)[]
  const reading = readInspectorRows([keys.map(key => inspectorColumns[key].header), keys.map(key => cells[key])])
  // bug: the header is ours and the row is not blank, since it has a status.
  if (!reading.ok) throw new Error(`inspector form: ${reading.error.code}`)
  return { entry: reading.value.accepted[0] ?? null, problems: reading.value.problems }
}

interface FileContext {
  readonly rowOfCode: Map<string, number>
  readonly rowOfCertificate: Map<string, number>
  readonly rowOfIdNumber: Map<string, number>
}

/** @law A-29 LY-09 SJZ-16 */
function assembleInspector(cells: Cells<typeof inspectorColumns>, row: number, context: FileContext): Assembled<InspectorEntry> {
  const problems: Assembled<InspectorEntry>['problems'][number][] = []
  const report = (severity: 'error' | 'warning', code: string, column: string, value: string, message: string, remedy: string) =>
    problems.push({ severity, code, column, value, message, remedy })
  const once = (seen: Map<string, number>, value: string | null, code: string, at: string, shown: string, remedy: string) => {
    if (value === null) return
    const earlier = seen.get(value)
    if (earlier === undefined) seen.set(value, row)
    else report('error', code, at, shown, `${at}与第 ${earlier} 行相同`, remedy)
  }
  const kind = cells.kind === '辅助人员' ? 'assistant' : 'officer'
  const status = STATUS[cells.status ?? '在岗']!
  once(context.rowOfCode, cells.code, 'row.duplicate', '人员编号', cells.code, '每人一个编号，请改正其中一行')
  once(
    context.rowOfCertificate,
    cells.certificateNumber,
    'row.certificate_twice',
    '执法证号',
    cells.certificateNumber ?? '',
    '一证只能属于一人：同组两人靠证号区分（A-29）',
  )
  once(context.rowOfIdNumber, cells.idNumber, 'row.id_number_twice', '身份证号', '', '请核对是不是同一人填了两行')
  if (kind === 'officer' && cells.certificateNumber === null)
    report('warning', 'row.certificate_missing', '执法证号', '', '执法人员没有执法证号，可以入库，不参加随机匹配', '取得执法证后补填')
  if (cells.certificateNumber !== null && cells.certificateValidTo === null)
    report('error', 'row.certificate_undated', '执法证有效期至', '', '没有执法证有效期，无法判断检查时是否有效', '照执法证填写有效期截止日')
  if (status === 'leave' && cells.leaveFrom === null)
    report('error', 'row.leave_undated', '请假开始日期', '', '请假没有写明开始日期', '填写请假开始日期；结束日期未定的可以空着')
  if (cells.leaveFrom !== null && cells.leaveTo !== null && cells.leaveTo < cells.leaveFrom)
    report('error', 'row.leave_order', '请假结束日期', cells.leaveTo, '请假结束日期早于开始日期', '请核对两个日期')
  return {
    problems,
    entry: {
      row,
      code: cells.code,
      name: cells.name,
      idNumber: cells.idNumber,
      phone: cells.phone,
      unitName: cells.unitName,
      certificateNumber: cells.certificateNumber,
      certificateValidTo: cells.certificateValidTo,
      kind,
      specialities: cells.specialities,
      status,
      leaveFrom: cells.leaveFrom,
      leaveTo: cells.leaveTo,
      recusals: cells.recusals,
    },
  }
}
