/**
 * 排版前 — what both printers need to know about a block besides its words, decided once so that PDF and DOCX look alike: which lines may be stretched
 * to the margin, where a long run of letters may break, which columns are centred, how places to sign share a row.
 */
import type { Block, SignatureCell } from '@mingcha/core/documents'
import { toBuffer, toString as toSvg } from 'qrcode'

export interface Prose {
  readonly text: string
  /** Stretch to the right margin; not where a long code would leave gaps before it. */
  readonly justify: boolean
}
export interface SignatureRow {
  /** How many places the row is divided into; a lone short place keeps its half. */
  readonly span: number
  readonly cells: readonly SignatureCell[]
}
export interface LaidRow {
  readonly cells: readonly string[]
  /** On one page; not where the row is longer than a page may be. */
  readonly whole: boolean
}
/** `keep`: on the page of what follows, so that no page holds nothing but places to sign. */
export type LaidBlock =
  | { readonly type: 'title' | 'heading'; readonly text: string }
  | ({ readonly type: 'paragraph'; readonly indent: boolean; readonly keep: boolean } & Prose)
  | { readonly type: 'facts'; readonly rows: readonly LaidRow[]; readonly keep: boolean }
  | {
      readonly type: 'table'
      readonly columns: readonly { readonly name: string; readonly width: number; readonly centred: boolean }[]
      readonly rows: readonly LaidRow[]
    }
  | { readonly type: 'list'; readonly items: readonly Prose[] }
  | { readonly type: 'signatures'; readonly rows: readonly SignatureRow[] }
  | { readonly type: 'closing'; readonly lines: readonly string[] }
  | { readonly type: 'qr'; readonly svg: string; readonly png: Buffer; readonly caption: string }
  | { readonly type: 'pageBreak' }

export interface LaidDocument {
  readonly blocks: readonly LaidBlock[]
  /** Signed at the foot of every page. */
  readonly foot: readonly SignatureRow[]
}

export async function layOut(blocks: readonly Block[]): Promise<LaidDocument> {
  const foot = blocks.flatMap(b => (b.type === 'pageSignatures' ? b.cells : []))
  const laid: LaidBlock[] = []
  for (const block of blocks) {
    if (block.type === 'pageSignatures') continue
    const next = await layOutBlock(block)
    const last = laid.at(-1)
    // Places to sign that follow each other stay on one page.
    if (next.type === 'signatures' && last?.type === 'signatures') laid[laid.length - 1] = { ...last, rows: [...last.rows, ...next.rows] }
    else {
      if (next.type === 'signatures' && last && (last.type === 'paragraph' || (last.type === 'facts' && last.rows.length <= 6)))
        laid[laid.length - 1] = { ...last, keep: true }
      laid.push(next)
    }
  }
  return { blocks: laid, foot: foot.length > 0 ? [{ span: foot.length, cells: foot }] : [] }
}

async function layOutBlock(block: Exclude<Block, { type: 'pageSignatures' }>): Promise<LaidBlock> {
  switch (block.type) {
    case 'paragraph':
      return { ...block, ...prose(block.text), keep: false }
    case 'facts':
      return {
        ...block,
        keep: false,
        rows: block.rows.map(row => layRow(row, at => (at % 2 === 0 ? FACT_EMS.label : row.length === 4 ? FACT_EMS.half : FACT_EMS.whole))),
      }
    case 'table': {
      const sum = block.columns.reduce((a, c) => a + c.width, 0)
      const room = block.columns.map(c => (TABLE_EMS * c.width) / sum - CELL_MARGINS)
      return {
        ...block,
        columns: block.columns.map((c, at) => ({ ...c, centred: block.rows.every(row => ems(row[at] ?? '') <= 6) })),
        rows: block.rows.map(row => layRow(row, at => room[at] ?? 1)),
      }
    }
    case 'list':
      return { ...block, items: block.items.map(prose) }
    case 'signatures':
      return { ...block, rows: signatureRows(block.cells) }
    case 'closing':
      return { ...block, lines: block.lines.map(line => breakable(line, LINE_EMS)) }
    case 'qr': {
      // Level M as on the record sheet; the quiet zone is the paper's white.
      const options = { margin: 0, errorCorrectionLevel: 'M' } as const
      const svg = await toSvg(block.content, { ...options, type: 'svg' })
      return { type: 'qr', svg, png: await toBuffer(block.content, { ...options, scale: 8 }), caption: breakable(block.caption, LINE_EMS) }
    }
    default:
      return block
  }
}

/** A cell of thirty lines and more may be cut by the end of a page. */
const layRow = (row: readonly string[], room: (at: number) => number): LaidRow => ({
  cells: row.map((text, at) => breakable(text, room(at))),
  whole: row.every((text, at) => ems(text) / room(at) + text.split('\n').length < 30),
})

const LONG_WORD = /[\x21-\x7e]{16,}/
const prose = (text: string): Prose => ({ text: breakable(text, LINE_EMS), justify: !LONG_WORD.test(text) })

/** Widths in characters of the text's own size: a line, and what the cells of the two kinds of table leave for words. */
const LINE_EMS = 37
const FACT_EMS = { label: 6, half: 12.5, whole: 33 } as const
const TABLE_EMS = 45
const CELL_MARGINS = 0.9

/** A run of letters and digits that would not fit its line may break anywhere: a fingerprint, an address. Words that fit never break. */
export const breakable = (text: string, room: number): string =>
  text.replace(/[^\s\u2E80-\u{3FFFF}]{2,}/gu, run => (ems(run) <= room ? run : [...run].map(c => `\u200B${c}`).join('')))

/** Width in Chinese characters; of letters and digits an upper bound. */
export const ems = (text: string): number =>
  [...text].reduce((sum, c) => sum + (c >= '\u2E80' ? 1 : /[MW@%]/.test(c) ? 0.95 : /[A-Z&]/.test(c) ? 0.72 : 0.56), 0)

/** Two places share a row where both leave room to sign; a long one has the row to itself. */
function signatureRows(cells: readonly SignatureCell[]): SignatureRow[] {
  const rows: { span: number; cells: SignatureCell[] }[] = []
  for (const cell of cells) {
    const isLong = ems(cell.label) + (cell.value === '' ? 0 : ems(cell.value) + 2) > 11
    const last = rows.at(-1)
    if (isLong) rows.push({ span: 1, cells: [cell] })
    else if (last?.span === 2 && last.cells.length === 1) last.cells.push(cell)
    else rows.push({ span: 2, cells: [cell] })
  }
  return rows
}
