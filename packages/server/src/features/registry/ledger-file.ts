/** 台账文件 — bytes a clerk uploads → rows of text. CSV in UTF-8 or GBK (read as GB18030, its superset); anything else is told what it is. */
import { createHash } from 'node:crypto'
import { err, ok, type Result } from '@mingcha/core/base'
import { LEDGER_ROW_LIMIT } from '@mingcha/core/registry'
import { CsvError, parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'

export interface LedgerFile {
  readonly rows: string[][]
  readonly encoding: 'UTF-8' | 'GBK'
  readonly sha256: string
}

const kinds: readonly [string, readonly number[]][] = [
  ['Excel 工作簿 xlsx，或压缩包', [0x50, 0x4b, 0x03, 0x04]],
  ['Excel 97 工作簿 xls，或 Word 文档', [0xd0, 0xcf, 0x11, 0xe0]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['RAR 压缩包', [0x52, 0x61, 0x72, 0x21]],
  ['图片 PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['图片 JPEG', [0xff, 0xd8, 0xff]],
  ['UTF-16 文本', [0xff, 0xfe]],
  ['UTF-16 文本', [0xfe, 0xff]],
]

/** Errors: `ledger.not_csv` {kind}, `ledger.encoding` {line}, `ledger.csv` {line, why}, `ledger.empty`, `ledger.too_many_rows`. */
export function readLedgerFile(bytes: Buffer): Result<LedgerFile> {
  const kind = kinds.find(([, magic]) => magic.every((b, i) => bytes[i] === b))
  if (kind) return err({ code: 'ledger.not_csv', kind: kind[0] })
  if (bytes.includes(0)) return err({ code: 'ledger.not_csv', kind: '二进制文件' })
  if (bytes.length === 0) return err({ code: 'ledger.empty' })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const decoded = decode(bytes)
  if (!decoded.ok) return decoded
  try {
    const rows = parse(decoded.value.text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: 200_000,
      to: LEDGER_ROW_LIMIT + 2,
    }) as string[][]
    if (rows.length > LEDGER_ROW_LIMIT + 1) return err({ code: 'ledger.too_many_rows', limit: LEDGER_ROW_LIMIT })
    return ok({ rows, encoding: decoded.value.encoding, sha256 })
  } catch (e) {
    if (!(e instanceof CsvError)) throw e
    const why =
      e.code === 'CSV_QUOTE_NOT_CLOSED'
        ? '有一个引号没有闭合'
        : e.code === 'CSV_MAX_RECORD_SIZE'
          ? '一行过长，可能是引号没有闭合'
          : '引号的位置不对'
    return err({ code: 'ledger.csv', line: Number((e as unknown as { lines?: number }).lines ?? 1), why })
  }
}

function decode(bytes: Buffer): Result<{ text: string; encoding: 'UTF-8' | 'GBK' }> {
  try {
    return ok({ text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' })
  } catch {
    const text = iconv.decode(bytes, 'gb18030')
    const bad = text.indexOf('\uFFFD')
    if (bad < 0) return ok({ text, encoding: 'GBK' })
    return err({ code: 'ledger.encoding', line: text.slice(0, bad).split('\n').length })
  }
}
