/**
 * Bounded lists — the text files of a draw bundle: ASCII, tab-separated, every line ends in \n, sorted by bytes, unique.
 *
 * Promises: the bytes are exactly what `printLines` makes of the rows; the first offence is named with its line (from 1).
 * Refuses before it allocates: a file or a line count above the bound. Refuses: BOM, CR, blank lines, a missing final \n,
 * other column counts, lines out of order or twice. Every grammar of the protocol is ASCII, so any other byte is refused here.
 */
import { compareAscii, decodeAscii, encodeUtf8 } from './bytes.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'

export interface ListShape {
  readonly columns: number
  /** default 64 MiB */
  readonly maxBytes?: number
  /** default 5,000,000 */
  readonly maxLines?: number
}

export interface ListProblem {
  readonly code: 'base.list'
  readonly line: number
  readonly why: string
  readonly [param: string]: unknown
}

export const MAX_FILE_BYTES = 64 * 1024 * 1024
export const MAX_LINES = 5_000_000

const refuse = (line: number, why: string) => err<ListProblem>({ code: 'base.list', line, why })

/** Bytes → rows of fields. An empty file is an empty list. */
export function parseRows(bytes: Uint8Array, shape: ListShape): Result<string[][], ListProblem> {
  const maxLines = shape.maxLines ?? MAX_LINES
  if (bytes.length > (shape.maxBytes ?? MAX_FILE_BYTES)) return refuse(0, 'file too large')
  if (bytes.length === 0) return ok([])
  let lines = 0
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]!
    if (b === 0x0a) lines++
    else if (b === 0x0d) return refuse(lines + 1, 'carriage return')
    else if (b > 0x7e || (b < 0x20 && b !== 0x09)) return refuse(lines + 1, 'not printable ASCII')
  }
  if (lines > maxLines) return refuse(lines, 'too many lines')
  if (bytes[bytes.length - 1] !== 0x0a) return refuse(lines + 1, 'no newline at the end')
  const text = decodeAscii(bytes)!
  const rows: string[][] = []
  let last = ''
  let start = 0
  for (let n = 1; n <= lines; n++) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end)
    start = end + 1
    if (line === '') return refuse(n, 'blank line')
    if (n > 1 && !(last < line)) return refuse(n, last === line ? 'line twice' : 'lines out of order')
    const row = line.split('\t')
    if (row.length !== shape.columns) return refuse(n, `${row.length} columns instead of ${shape.columns}`)
    rows.push(row)
    last = line
  }
  return ok(rows)
}

/** Lines in any order → the sorted file. The same line twice is a bug of the caller and throws. */
export function printLines(lines: readonly string[]): Uint8Array {
  const sorted = [...lines].sort(compareAscii)
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) throw new Error('the same line twice in a list')
  return encodeUtf8(sorted.length === 0 ? '' : `${sorted.join('\n')}\n`)
}

/** The lines of a list file, as views on its bytes without \n: the leaves of its Merkle root. */
export function* lineBytes(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0
  while (start < bytes.length) {
    const end = bytes.indexOf(0x0a, start)
    if (end < 0) throw new Error('a list ends in a newline')
    yield bytes.subarray(start, end)
    start = end + 1
  }
}
