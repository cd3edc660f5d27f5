/**
 * 填模板 — template and data into blocks. The data is checked against the kind's field list first: what is missing is refused by name, what cannot be
 * printed (control characters, half a character) is taken out, and nothing in it is ever read as markup.
 */
import { err, exhaustive, ok, type Result } from '../base/result.ts'
import type { Block, SignatureCell } from './blocks.ts'
import { type DocumentData, type Field, ROW_NUMBER } from './fields.ts'
import { fieldsOf, kinds } from './kinds.ts'
import type { Inline, Node, Template } from './parse-template.ts'

export const dataLimits = { text: 20_000, qr: 500, list: 500, rows: 2_000 } as const

type Row = Readonly<Record<string, string>>
type Value = string | readonly string[] | readonly Row[]
type Values = Readonly<Record<string, Value>>

/** Errors: `template.data` {title, field, why}. */
export function fillTemplate(template: Template, data: DocumentData): Result<Block[]> {
  const values = checkData(template.kind, data)
  if (!values.ok) return values
  const blocks = template.nodes.flatMap(node => fillNode(node, values.value, null))
  return ok(tidyPageBreaks(joinNeighbours(blocks)))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being removed
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/g
const INVISIBLE = /[\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\p{Cs}/gu
/** What a printer can show: line breaks as \n, tabs as spaces, no invisible or direction-changing characters, no half characters. */
export const printable = (text: string): string =>
  text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/\t/g, ' ')
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
    .trim()

function checkData(kind: Template['kind'], data: DocumentData): Result<Values> {
  const fields = fieldsOf(kind)
  const refuse = (field: string, why: string) => err({ code: 'template.data', title: kinds[kind].title, field, why })
  const values: Record<string, Value> = Object.create(null)
  for (const name of Object.keys(data)) if (!Object.hasOwn(fields, name)) return refuse(name, '没有这个字段')
  for (const [name, field] of Object.entries(fields)) {
    const given = Object.hasOwn(data, name) ? data[name] : undefined
    const value = readValue(field, given)
    if (!value.ok) return refuse(name, value.error)
    if (value.value.length === 0 && !field.optional) return refuse(name, '没有内容')
    values[name] = value.value
  }
  return ok(values)
}

function readValue(field: Field, given: unknown): Result<Value, string> {
  if (field.shape === 'list' && field.fixed) return given === undefined ? ok(field.example) : err('是固定文字，不能填写')
  if (given === undefined) return ok(field.shape === 'text' || field.shape === 'qr' ? '' : [])
  switch (field.shape) {
    case 'text':
    case 'qr':
      return typeof given === 'string' ? readText(given, dataLimits[field.shape]) : err('应是一段文字')
    case 'list': {
      if (!Array.isArray(given)) return err('应是一串文字')
      if (given.length > dataLimits.list) return err(`超过 ${dataLimits.list} 项`)
      return all(given.map(item => (typeof item === 'string' ? readText(item, dataLimits.text) : err('应是一串文字'))))
    }
    case 'rows': {
      if (!Array.isArray(given)) return err('应是多行数据')
      if (given.length > dataLimits.rows) return err(`超过 ${dataLimits.rows} 行`)
      return all(
        given.map((row: unknown): Result<Row, string> => {
          if (typeof row !== 'object' || row === null) return err('应是多行数据')
          const read: Record<string, string> = Object.create(null)
          for (const column of Object.keys(row)) if (!Object.hasOwn(field.columns, column)) return err(`没有“${column}”一栏`)
          for (const column of Object.keys(field.columns)) {
            const cell: unknown = Object.hasOwn(row, column) ? (row as Record<string, unknown>)[column] : undefined
            if (typeof cell !== 'string') return err(`有一行缺“${column}”`)
            const text = readText(cell, dataLimits.text)
            if (!text.ok) return text
            read[column] = text.value
          }
          return ok(read)
        }),
      )
    }
    default:
      return exhaustive(field)
  }
}

function readText(given: string, limit: number): Result<string, string> {
  return given.length > limit ? err(`超过 ${limit} 字`) : ok(printable(given))
}
function all<T>(results: readonly Result<T, string>[]): Result<T[], string> {
  const values: T[] = []
  for (const r of results) {
    if (!r.ok) return r
    values.push(r.value)
  }
  return ok(values)
}

function fillNode(node: Node, values: Values, row: Row | null): Block[] {
  const say = (text: Inline) => fillInline(text, values, row)
  switch (node.type) {
    case 'title':
    case 'heading': {
      const text = say(node.text).replaceAll('\n', ' ')
      return text === '' ? [] : [{ type: node.type, text }]
    }
    case 'paragraph':
      return say(node.text)
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '')
        .map(text => ({ type: 'paragraph', text, indent: node.indent }))
    case 'facts':
      return [{ type: 'facts', rows: node.rows.map(cells => cells.map(say)) }]
    case 'table': {
      const rows = rowsOf(values, node.field).map((r, at) => node.columns.map(c => cellOf(r, c.field, at)))
      const columns = node.columns.map(({ name, width }) => ({ name, width }))
      return [{ type: 'table', columns, rows: rows.length > 0 ? rows : [columns.map((_, at) => (at === 0 ? '无' : ''))] }]
    }
    case 'list': {
      const items = node.items.flatMap(({ text, over }) =>
        over === null ? [say(text)] : listOf(values, over).map(entry => fillInline(text, { ...values, [over]: entry }, row)),
      )
      const shown = items.filter(item => item !== '')
      return shown.length === 0 ? [] : [{ type: 'list', items: shown }]
    }
    case 'signatures':
    case 'pageSignatures':
      return [{ type: node.type, cells: node.cells.flatMap(cell => signatureCells(cell.label, cell.value, values, row)) }]
    case 'closing':
      return [{ type: 'closing', lines: node.lines.map(say).filter(line => line !== '') }]
    case 'qr': {
      const content = values[node.field]
      return typeof content !== 'string' || content === '' ? [] : [{ type: 'qr', content, caption: say(node.caption) }]
    }
    case 'pageBreak':
      return [{ type: 'pageBreak' }]
    case 'if':
      return (isPresent(node.field, values, row) ? node.met : node.unmet).flatMap(inner => fillNode(inner, values, row))
    case 'each':
      return rowsOf(values, node.field).flatMap((r, at) =>
        node.body.flatMap(inner => fillNode(inner, values, { ...row, ...r, [ROW_NUMBER]: String(at + 1) })),
      )
    default:
      return exhaustive(node)
  }
}

/** A list of names gives each a place to sign. */
function signatureCells(label: string, value: Inline, values: Values, row: Row | null): SignatureCell[] {
  const only = value.length === 1 ? value[0] : undefined
  if (only !== undefined && typeof only !== 'string') {
    const names = lookUp(only.field, values, row)
    if (typeof names !== 'string' && names.length > 0) return names.filter(n => typeof n === 'string').map(n => ({ label, value: n }))
  }
  return [{ label, value: fillInline(value, values, row) }]
}

const lookUp = (field: string, values: Values, row: Row | null): Value =>
  row !== null && Object.hasOwn(row, field) ? row[field]! : (values[field] ?? '')
const isPresent = (field: string, values: Values, row: Row | null) => lookUp(field, values, row).length > 0
const rowsOf = (values: Values, field: string): readonly Row[] => {
  const value = values[field]
  return Array.isArray(value) ? value.filter((r): r is Row => typeof r === 'object') : []
}
const listOf = (values: Values, field: string): readonly string[] => {
  const value = values[field]
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []
}
const cellOf = (row: Row, field: string, at: number) =>
  field === ROW_NUMBER && !Object.hasOwn(row, field) ? String(at + 1) : (row[field] ?? '')

function fillInline(text: Inline, values: Values, row: Row | null): string {
  return text
    .map(part => {
      if (typeof part === 'string') return part
      const value = lookUp(part.field, values, row)
      return typeof value === 'string' ? value : value.filter(v => typeof v === 'string').join('、')
    })
    .join('')
    .trim()
}

/** What 如果 had parted stands together again: rows of one 填写栏, items of one list. */
function joinNeighbours(blocks: readonly Block[]): Block[] {
  const joined: Block[] = []
  for (const block of blocks) {
    const last = joined.at(-1)
    if (block.type === 'facts' && last?.type === 'facts') joined[joined.length - 1] = { type: 'facts', rows: [...last.rows, ...block.rows] }
    else if (block.type === 'list' && last?.type === 'list')
      joined[joined.length - 1] = { type: 'list', items: [...last.items, ...block.items] }
    else joined.push(block)
  }
  return joined
}

/** No empty page: a break at the start, at the end or after another break prints nothing. */
function tidyPageBreaks(blocks: readonly Block[]): Block[] {
  const prints = (b: Block) => b.type !== 'pageBreak' && b.type !== 'pageSignatures'
  return blocks.filter(
    (b, at) =>
      b.type !== 'pageBreak' ||
      (blocks.slice(0, at).some(prints) && blocks.slice(at + 1).some(prints) && blocks[at - 1]?.type !== 'pageBreak'),
  )
}
