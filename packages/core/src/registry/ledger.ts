/**
 * 台账 — reads a table of texts by its Chinese header, whichever order the columns come in. It promises that every row is either accepted or
 * has at least one error with a remedy, that row numbers are those of the file (the header is row 1), and that nothing is dropped in silence:
 * unknown columns and surplus cells are reported.
 */
import { err, ok, type Problem, type Result } from '../base/result.ts'
import type { CellProblem, ReadCell } from './cell.ts'
import { isBlank, normaliseText, normaliseWord } from './text.ts'

/** Rows one file may hold here; larger ledgers are split or imported by the streaming importer. */
export const LEDGER_ROW_LIMIT = 20_000

/** 列: header in Chinese with the spellings ledgers use. `needed`: the header must be there. `filled`: each cell must say something. */
export interface Column<T> {
  readonly header: string
  readonly aliases: readonly string[]
  readonly needed: boolean
  readonly filled: boolean
  /** Personal: the problem list does not repeat the value. */
  readonly personal: boolean
  /** For the template handed out. */
  readonly example: string
  readonly read: ReadCell<T>
}

export function column<T>(
  header: string,
  read: ReadCell<T>,
  more: { aliases?: readonly string[]; needed?: boolean; filled?: boolean; personal?: boolean; example?: string } = {},
): Column<T> {
  return { header, read, aliases: [], needed: false, filled: false, personal: false, example: '', ...more }
}

export type Columns = Readonly<Record<string, Column<unknown>>>
/** The values of a row whose every cell could be read. */
export type Cells<C extends Columns> = { readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never }

/** 一行的一处问题. */
export interface RowProblem extends CellProblem {
  /** The header is row 1. */
  readonly row: number
  readonly column: string | null
  readonly value: string
}

/** What assembling a row may answer: the entry, and problems that take more than one cell to see. */
export interface Assembled<T> {
  readonly entry: T | null
  readonly problems: readonly (CellProblem & { readonly column: string | null; readonly value: string })[]
}

export interface LedgerReading<T> {
  readonly accepted: readonly T[]
  readonly problems: readonly RowProblem[]
  /** Data rows that were not blank. */
  readonly rows: number
}

/** Refuses the whole file only where no row could be read: `ledger.empty`, `ledger.columns`, `ledger.too_many_rows`. */
export function readLedger<C extends Columns, T>(
  rows: readonly (readonly string[])[],
  columns: C,
  assemble: (cells: Cells<C>, row: number) => Assembled<T>,
): Result<LedgerReading<T>, Problem> {
  const header = rows[0]
  if (header === undefined || header.every(isBlank)) return err({ code: 'ledger.empty' })
  const problems: RowProblem[] = []
  const places = placeColumns(header, columns, problems)
  const missing = Object.keys(columns).filter(key => columns[key]!.needed && !places.has(key))
  if (missing.length > 0) return err({ code: 'ledger.columns', columns: missing.map(key => columns[key]!.header) })
  const filled = rows.slice(1).flatMap((cells, i) => (cells.every(c => normaliseText(c) === '') ? [] : [{ cells, row: i + 2 }]))
  if (filled.length === 0) return err({ code: 'ledger.empty' })
  if (filled.length > LEDGER_ROW_LIMIT) return err({ code: 'ledger.too_many_rows', limit: LEDGER_ROW_LIMIT })

  const accepted: T[] = []
  for (const { cells, row } of filled) {
    const found = readRow(cells, row, header, columns, places)
    problems.push(...found.problems)
    if (found.values === null) continue
    const assembled = assemble(found.values as Cells<C>, row)
    problems.push(...assembled.problems.map(p => ({ ...p, row })))
    const refused = [...found.problems, ...assembled.problems].some(p => p.severity === 'error')
    if (!refused && assembled.entry !== null) accepted.push(assembled.entry)
  }
  problems.sort((a, b) => a.row - b.row)
  return ok({ accepted, problems, rows: filled.length })
}

const headerWord = (text: string): string =>
  normaliseWord(text)
    .replace(/[*＊:：]/g, '')
    .replace(/\((必填|选填|可不填)\)$/, '')

function placeColumns(header: readonly string[], columns: Columns, problems: RowProblem[]): Map<string, number> {
  const known = new Map(
    Object.entries(columns).flatMap(([key, c]) => [c.header, ...c.aliases].map(name => [headerWord(name), key] as const)),
  )
  const places = new Map<string, number>()
  header.forEach((text, i) => {
    if (isBlank(text)) return
    const at = { row: 1, column: normaliseText(text), value: normaliseText(text) }
    const key = known.get(headerWord(text))
    if (key === undefined) {
      problems.push({
        ...at,
        code: 'row.header_unknown',
        message: `不认识列“${at.column}”，没有读取`,
        remedy: '不需要的可以不管；需要的请改用模板里的列名',
        severity: 'warning',
      })
    } else if (places.has(key)) {
      problems.push({
        ...at,
        code: 'row.header_twice',
        message: `列“${columns[key]!.header}”出现了两次，只读取前一个`,
        remedy: '删去多余的一列',
        severity: 'error',
      })
    } else places.set(key, i)
  })
  return places
}

function readRow(cells: readonly string[], row: number, header: readonly string[], columns: Columns, places: ReadonlyMap<string, number>) {
  const problems: RowProblem[] = []
  const surplus = cells.slice(header.length).filter(c => normaliseText(c) !== '')
  if (surplus.length > 0) {
    problems.push({
      row,
      column: null,
      value: '',
      code: 'row.too_many_cells',
      message: `这一行比表头多出 ${surplus.length} 格`,
      remedy: '可能是内容里有逗号而没有加引号，请在表格软件里改正后另存',
      severity: 'error',
    })
    return { values: null, problems }
  }
  const values: Record<string, unknown> = {}
  let readable = true
  for (const [key, c] of Object.entries(columns)) {
    const text = cells[places.get(key) ?? -1] ?? ''
    const at = { row, column: c.header, value: c.personal ? '' : normaliseText(text).slice(0, 80) }
    if (c.filled && isBlank(text)) {
      problems.push({ ...at, code: 'row.blank', message: `没有填${c.header}`, remedy: `请补填${c.header}`, severity: 'error' })
      readable = false
      continue
    }
    const reading = c.read(text)
    if (reading.problem !== undefined) problems.push({ ...at, ...reading.problem })
    if (reading.value === undefined) readable = false
    values[key] = reading.value
  }
  return { values: readable ? values : null, problems }
}
