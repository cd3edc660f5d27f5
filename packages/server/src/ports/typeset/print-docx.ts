/**
 * 印 DOCX — the same blocks for an office that wants to change a word before it prints. Fonts are named, not embedded: 宋体 and 仿宋 are on every office
 * machine, and the font table names what else will do. Opens in WPS, Word and LibreOffice.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exhaustive } from '@mingcha/core/base'
import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Document,
  Footer,
  Header,
  HorizontalPositionRelativeFrom,
  ImageRun,
  type IParagraphOptions,
  LeaderType,
  LineRuleType,
  Packer,
  PageBreak,
  PageNumber,
  Paragraph,
  SectionType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  VerticalAlignTable,
  VerticalPositionRelativeFrom,
  WidthType,
} from 'docx'
import { unzipSync, zipSync } from 'fflate'
import { type LaidBlock, type LaidDocument, layOut, type SignatureRow } from './lay-out.ts'
import type { PrintedDocument, PrintMeta } from './meta.ts'

const mm = convertMillimetersToTwip
/** A4 less the margins, as in `document.typ`. */
const textWidth = mm(160)
const latin = 'Times New Roman'
const body = { ascii: latin, hAnsi: latin, cs: latin, eastAsia: '仿宋' }
const display = { ascii: latin, hAnsi: latin, cs: latin, eastAsia: '宋体' }
const exactly = (points: number) => ({ line: points * 20, lineRule: LineRuleType.EXACT })
const thin = { style: BorderStyle.SINGLE, size: 4, color: '282828' }
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const noBorders = { top: none, bottom: none, left: none, right: none }
const watermark = readFileSync(join(import.meta.dirname, 'watermark.png'))

/** One DOCX of one or more documents; each numbers its own pages. The same input gives the same bytes. */
export async function printDocx(documents: readonly PrintedDocument[], meta: PrintMeta): Promise<Uint8Array> {
  const laid = await Promise.all(documents.map(d => layOut(d.blocks)))
  const total = laid.length === 1 ? PageNumber.TOTAL_PAGES : PageNumber.TOTAL_PAGES_IN_SECTION
  const document = new Document({
    title: meta.title,
    creator: meta.author,
    lastModifiedBy: meta.author,
    styles: { default: { document: { run: { font: body, size: 24, language: { value: 'en-US', eastAsia: 'zh-CN' } } } } },
    sections: laid.map(d => ({
      properties: {
        type: SectionType.NEXT_PAGE,
        page: {
          size: { width: mm(210), height: mm(297) },
          margin: { top: mm(23), bottom: mm(d.foot.length > 0 ? 31 : 22), left: mm(26), right: mm(24), header: mm(13), footer: mm(11) },
          pageNumbers: { start: 1 },
        },
      },
      headers: { default: new Header({ children: [drawHeader(meta.training)] }) },
      footers: { default: new Footer({ children: [...d.foot.map(row => drawSignatures(row, 20)), drawPageNumber(total)] }) },
      children: drawDocument(d),
    })),
  })
  return pinBytes(new Uint8Array(await Packer.toBuffer(document)), meta.at)
}

/** Text with its line breaks. */
const runs = (text: string, options: { size?: number; bold?: boolean; font?: typeof body } = {}) =>
  text.split('\n').map((line, at) => new TextRun({ ...options, text: line, ...(at > 0 && { break: 1 }) }))
const paragraph = (text: string, options: IParagraphOptions = {}, run: Parameters<typeof runs>[1] = {}) =>
  new Paragraph({ spacing: exactly(19), ...options, children: runs(text, run) })
/** Keeps two tables apart and gives one air. */
const gap = (points: number, keepNext = false) =>
  new Paragraph({ keepNext, spacing: exactly(points), children: [new TextRun({ text: '', size: 8 })] })

function drawHeader(training: boolean): Paragraph {
  if (!training) return new Paragraph({ children: [] })
  return new Paragraph({
    alignment: AlignmentType.RIGHT,
    children: [
      new TextRun({ text: '演练文书，数据均为虚构', size: 18, color: 'B03A2E' }),
      new ImageRun({
        type: 'png',
        data: watermark,
        transformation: { width: 560, height: 560 },
        altText: { title: '演练', description: '演练', name: '演练' },
        floating: {
          behindDocument: true,
          allowOverlap: true,
          horizontalPosition: { relative: HorizontalPositionRelativeFrom.PAGE, align: 'center' },
          verticalPosition: { relative: VerticalPositionRelativeFrom.PAGE, align: 'center' },
        },
      }),
    ],
  })
}

function drawPageNumber(total: (typeof PageNumber)[keyof typeof PageNumber]): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before: 80 },
    children: [new TextRun({ size: 18, children: ['第 ', PageNumber.CURRENT, ' 页 共 ', total, ' 页'] })],
  })
}

function drawDocument(laid: LaidDocument): (Paragraph | Table)[] {
  return laid.blocks.flatMap(drawBlock)
}

function drawBlock(block: LaidBlock): (Paragraph | Table)[] {
  switch (block.type) {
    case 'title':
      return [
        paragraph(
          block.text,
          { alignment: AlignmentType.CENTER, keepNext: true, spacing: { before: 60, after: 60, ...exactly(28) } },
          { size: 40, bold: true, font: display },
        ),
      ]
    case 'heading':
      return [paragraph(block.text, { keepNext: true, spacing: { before: 160, after: 60, ...exactly(19) } }, { bold: true, font: display })]
    case 'paragraph':
      return [paragraph(block.text, { ...proseOptions(block.justify, block.indent), keepNext: block.keep })]
    case 'list':
      return block.items.map((it, at) => paragraph(`${at + 1}. ${it.text}`, proseOptions(it.justify, true)))
    case 'facts': {
      const isWide = block.rows.some(row => row.cells.length === 4)
      const label = mm(27.5)
      const widths = isWide ? [label, textWidth / 2 - label, label, textWidth / 2 - label] : [label, textWidth - label]
      const rows = block.rows.map(row => {
        const span = isWide && row.cells.length === 2 ? 3 : 1
        return new TableRow({
          cantSplit: row.whole,
          keepNext: block.keep,
          children: row.cells.map((text, at) => drawCell(text, { centred: at % 2 === 0, size: 22, ...(at === 1 && span > 1 && { span }) })),
        })
      })
      return [gap(4), drawTable(widths, rows), gap(5, block.keep)]
    }
    case 'table': {
      const sum = block.columns.reduce((a, c) => a + c.width, 0)
      const head = new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: block.columns.map(c => drawCell(c.name, { centred: true, size: 20, bold: true })),
      })
      const rows = block.rows.map(
        row =>
          new TableRow({
            cantSplit: row.whole,
            children: row.cells.map((text, at) => drawCell(text, { centred: block.columns[at]?.centred ?? false, size: 20 })),
          }),
      )
      const widths = block.columns.map(c => Math.floor((textWidth * c.width) / sum))
      return [gap(4), drawTable(widths, [head, ...rows]), gap(5)]
    }
    case 'signatures':
      return [gap(6, true), ...block.rows.map((row, at) => drawSignatures(row, 24, at < block.rows.length - 1))]
    case 'closing':
      return [
        gap(22),
        ...block.lines.map((line, at) =>
          paragraph(line, { alignment: AlignmentType.RIGHT, keepNext: at < block.lines.length - 1, keepLines: true }),
        ),
        gap(10),
      ]
    case 'qr':
      return [gap(8), drawQr(block.png, block.caption), gap(8)]
    case 'pageBreak':
      return [new Paragraph({ spacing: exactly(1), children: [new PageBreak()] })]
    default:
      return exhaustive(block)
  }
}

const proseOptions = (justify: boolean, indent: boolean): IParagraphOptions => ({
  alignment: justify ? AlignmentType.BOTH : AlignmentType.LEFT,
  widowControl: true,
  ...(indent && { indent: { firstLineChars: 200, firstLine: 480 } }),
})

interface CellLook {
  readonly centred: boolean
  readonly size: number
  readonly bold?: boolean
  readonly span?: number
}
function drawCell(text: string, { centred, size, bold, span }: CellLook): TableCell {
  return new TableCell({
    verticalAlign: VerticalAlignTable.CENTER,
    margins: { top: 50, bottom: 50, left: 90, right: 90 },
    ...(span !== undefined && { columnSpan: span }),
    children: [
      paragraph(
        text,
        { alignment: centred ? AlignmentType.CENTER : AlignmentType.LEFT, spacing: exactly(size / 2 + 4.5) },
        { size, ...(bold && { bold }) },
      ),
    ],
  })
}

function drawTable(widths: readonly number[], rows: readonly TableRow[]): Table {
  return new Table({
    width: { size: textWidth, type: WidthType.DXA },
    columnWidths: [...widths],
    layout: TableLayoutType.FIXED,
    borders: { top: thin, bottom: thin, left: thin, right: thin, insideHorizontal: thin, insideVertical: thin },
    rows: [...rows],
  })
}

/** A line to sign on is a tab with an underline leader, which a clerk can move. */
function drawSignatures({ span, cells }: SignatureRow, size: number, keepNext = false): Paragraph {
  const between = mm(7)
  const width = (textWidth - between * (span - 1)) / span
  const tabStops = Array.from({ length: span }, (_, at) => [
    { type: TabStopType.LEFT, position: Math.floor(at * (width + between) + width), leader: LeaderType.UNDERSCORE },
    { type: TabStopType.LEFT, position: Math.floor((at + 1) * (width + between)) },
  ])
    .flat()
    .slice(0, -1)
  return new Paragraph({
    keepLines: true,
    keepNext,
    tabStops,
    spacing: { before: size === 24 ? 200 : 0, ...exactly(size / 2 + 8) },
    children: cells.flatMap(({ label, value }, at) => [
      ...(at > 0 ? [new TextRun({ text: '\t', size })] : []),
      ...runs(`${label}${value === '' ? '' : `（${value}）`}：`, { size }),
      new TextRun({ text: '\t', size }),
    ]),
  })
}

function drawQr(png: Buffer, caption: string): Table {
  const side = mm(30)
  const cell = (child: Paragraph) => new TableCell({ verticalAlign: VerticalAlignTable.CENTER, borders: noBorders, children: [child] })
  return new Table({
    width: { size: textWidth, type: WidthType.DXA },
    columnWidths: [side, textWidth - side],
    layout: TableLayoutType.FIXED,
    borders: { ...noBorders, insideHorizontal: none, insideVertical: none },
    rows: [
      new TableRow({
        cantSplit: true,
        children: [
          cell(new Paragraph({ children: [new ImageRun({ type: 'png', data: png, transformation: { width: 98, height: 98 } })] })),
          cell(paragraph(caption, { spacing: exactly(16) }, { size: 21 })),
        ],
      }),
    ],
  })
}

const fontTable = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${[
  ['仿宋', 'FangSong,仿宋_GB2312,华文仿宋,Noto Serif CJK SC', 'modern'],
  ['宋体', 'SimSun,华文宋体,Noto Serif CJK SC', 'auto'],
]
  .map(
    ([name, others, family]) =>
      `<w:font w:name="${name}"><w:altName w:val="${others}"/><w:charset w:val="86"/><w:family w:val="${family}"/><w:pitch w:val="variable"/></w:font>`,
  )
  .join('')}</w:fonts>`

/** The given date instead of the clock's, our font table, and a zip without times: the same document is the same bytes. */
function pinBytes(docx: Uint8Array, at: string): Uint8Array {
  const files = unzipSync(docx)
  const text = (name: string, change: (xml: string) => string) => {
    const bytes = files[name]
    if (bytes) files[name] = new TextEncoder().encode(change(new TextDecoder().decode(bytes)))
  }
  const day = new Date(at).toISOString()
  text('docProps/core.xml', xml => xml.replace(/(<dcterms:(created|modified)[^>]*>)[^<]*(<)/g, `$1${day}$3`))
  text('word/fontTable.xml', () => fontTable)
  // The library numbers pictures through the life of the process.
  let picture = 0
  for (const name of Object.keys(files).sort())
    if (/^word\/(document|header\d*|footer\d*)\.xml$/.test(name))
      text(name, xml => xml.replace(/<wp:docPr id="\d+"/g, () => `<wp:docPr id="${++picture}"`))
  const sorted = Object.keys(files).sort(
    (a, b) => Number(b === '[Content_Types].xml') - Number(a === '[Content_Types].xml') || (a < b ? -1 : 1),
  )
  return zipSync(Object.fromEntries(sorted.map(name => [name, files[name]!])), { mtime: new Date(1980, 0, 1), level: 6 })
}
