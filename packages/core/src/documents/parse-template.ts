/**
 * 读模板 — the text a clerk edits, line by line, into a tree.
 *
 *   # 标题                    ## 小标题                 > 顶格段落              普通一行＝首行空两字的一段
 *   | 名称 | {字段} |          两格或四格的填写栏
 *   表格 {数据}：列名=栏目      1. {一串文字}             签名：甲 {字段}；乙      每页签名：甲；乙
 *   落款：单位；日期            二维码 {字段} 说明        ---（换页）
 *   如果 {字段} / 如果没有 {字段} … 否则 … 结束           逐条 {数据} … 结束
 *
 * Promises: every problem is named by its line with what to write instead, all of them at once; the signs may be full-width, as a Chinese keyboard
 * gives them. Refuses: a field outside the kind's closed list, and a notice without the words the law wants on it (LY-34).
 */
import { err, ok, type Problem, type Result } from '../base/result.ts'
import { type Field, type Fields, ROW_NUMBER } from './fields.ts'
import { type DocumentKind, fieldsOf, kinds } from './kinds.ts'

/** Plain words, or one field. */
export type Part = string | { readonly field: string }
export type Inline = readonly Part[]

export interface TableNode {
  readonly type: 'table'
  readonly field: string
  readonly columns: readonly { readonly name: string; readonly width: number; readonly field: string }[]
}
export interface SigningPlace {
  readonly label: string
  readonly value: Inline
}
export type Node =
  | { readonly type: 'title' | 'heading'; readonly text: Inline }
  | { readonly type: 'paragraph'; readonly text: Inline; readonly indent: boolean }
  | { readonly type: 'facts'; readonly rows: readonly (readonly Inline[])[] }
  | TableNode
  /** `over`: the list field whose entries become items; null for one item. */
  | { readonly type: 'list'; readonly items: readonly { readonly text: Inline; readonly over: string | null }[] }
  | { readonly type: 'signatures' | 'pageSignatures'; readonly cells: readonly SigningPlace[] }
  | { readonly type: 'closing'; readonly lines: readonly Inline[] }
  | { readonly type: 'qr'; readonly field: string; readonly caption: Inline }
  | { readonly type: 'pageBreak' }
  | { readonly type: 'if'; readonly field: string; readonly met: readonly Node[]; readonly unmet: readonly Node[] }
  | { readonly type: 'each'; readonly field: string; readonly body: readonly Node[] }

export interface Template {
  readonly kind: DocumentKind
  readonly nodes: readonly Node[]
}

/** 模板里的一处问题. `line` counts from 1. */
export interface TemplateIssue extends Problem {
  readonly line: number
}

export const templateLimits = { characters: 20_000, lines: 500, depth: 5 } as const

/** A block that waits for 结束. */
interface Open {
  readonly line: number
  readonly word: '如果' | '逐条'
  readonly field: string
  readonly negated: boolean
  /** Where lines go now: the part after 如果 (or 逐条), or after 否则. */
  first: Node[]
  second: Node[] | null
}

/**
 * The template, or everything wrong with it: the first problem with `issues` holding all.
 * Errors: `template.empty`, `template.too_long` {limit}, `template.unknown_field` {line, field, near}, `template.field_shape` {line, field, why},
 * `template.brace`, `template.cells` {line, count}, `template.table` {line, why}, `template.list`, `template.signature`, `template.unclosed` {line, word},
 * `template.stray` {line, word}, `template.depth`, `template.must_use` {line, field, law}.
 */
export function parseTemplate(source: string, kind: DocumentKind): Result<Template> {
  const lines = source.split(/\r\n|\r|\n/)
  const tooLong = source.length > templateLimits.characters || lines.length > templateLimits.lines
  if (tooLong) return refuse([{ code: 'template.too_long', line: 1, characters: templateLimits.characters, lines: templateLimits.lines }])
  const reader = new LineReader(fieldsOf(kind))
  for (const [at, line] of lines.entries()) reader.read(normaliseSigns(line), at + 1)
  const { nodes, issues, usedAlways } = reader.finish()
  if (nodes.length === 0 && issues.length === 0) return refuse([{ code: 'template.empty', line: 1 }])
  const { mustUse } = kinds[kind]
  for (const [field, law] of Object.entries(mustUse))
    if (!usedAlways.has(field)) issues.push({ code: 'template.must_use', line: lines.length, field, law })
  return issues.length > 0 ? refuse(issues) : ok({ kind, nodes })
}

function refuse(issues: readonly TemplateIssue[]): Result<never> {
  const sorted = [...issues].sort((a, b) => a.line - b.line)
  return err({ ...sorted[0]!, issues: sorted })
}

/** Full-width signs where a sign is meant, as typed with a Chinese keyboard. Text after the sign is left as it is. */
function normaliseSigns(line: string): string {
  const trimmed = line
    .replace(/\u3000/g, ' ')
    .trim()
    .replaceAll('｛', '{')
    .replaceAll('｝', '}')
  if (/^[|｜]/.test(trimmed)) return trimmed.replaceAll('｜', '|')
  return trimmed.replace(/^[＃#]+/, signs => signs.replaceAll('＃', '#')).replace(/^＞/, '>')
}

class LineReader {
  readonly issues: TemplateIssue[] = []
  /** Fields printed whatever the data says: not inside 如果. */
  readonly usedAlways = new Set<string>()
  private readonly fields: Fields
  private readonly top: Node[] = []
  private readonly open: Open[] = []

  /** Every form of a line, the first that fits. A line that fits none is a paragraph. */
  private readonly forms: readonly (readonly [RegExp, (at: number, one: string, two: string) => void])[] = [
    [/^(?:-{3,}|—{2,})$/, () => this.add({ type: 'pageBreak' })],
    [/^##\s*(.*)$/, (at, text) => this.add({ type: 'heading', text: this.inline(text, at) })],
    [/^#\s*(.*)$/, (at, text) => this.add({ type: 'title', text: this.inline(text, at) })],
    [/^>\s*(.*)$/, (at, text) => this.add({ type: 'paragraph', text: this.inline(text, at), indent: false })],
    [/^(\|.*)$/, (at, row) => this.readFacts(row, at)],
    [/^表格\s*\{([^{}]*)\}\s*[:：]?\s*(.*)$/, (at, field, columns) => this.readTable(field, columns, at)],
    [/^\d+[.．、]\s*(.+)$/, (at, item) => this.readItem(item, at)],
    [/^签名\s*[:：](.*)$/, (at, places) => this.readSignatures('signatures', places, at)],
    [/^每页签名\s*[:：](.*)$/, (at, places) => this.readSignatures('pageSignatures', places, at)],
    [/^落款\s*[:：](.*)$/, (at, lines) => this.readClosing(lines, at)],
    [/^二维码\s*\{([^{}]*)\}(.*)$/, (at, field, caption) => this.readQr(field, caption, at)],
  ]

  constructor(fields: Fields) {
    this.fields = fields
  }

  finish() {
    for (const o of this.open) this.issues.push({ code: 'template.unclosed', line: o.line, word: o.word, field: o.field })
    return { nodes: this.top, issues: this.issues, usedAlways: this.usedAlways }
  }

  read(line: string, at: number): void {
    if (line === '' || /^\|[\s|:-]+$/.test(line)) return
    if (this.readBlockWord(line, at)) return
    for (const [pattern, take] of this.forms) {
      const m = pattern.exec(line)
      if (m) {
        take(at, (m[1] ?? '').trim(), m[2] ?? '')
        return
      }
    }
    this.add({ type: 'paragraph', text: this.inline(line, at), indent: true })
  }

  private add(node: Node): void {
    this.here().push(node)
  }
  private here(): Node[] {
    const o = this.open.at(-1)
    return o === undefined ? this.top : (o.second ?? o.first)
  }

  /** 如果、否则、逐条、结束. */
  private readBlockWord(line: string, at: number): boolean {
    const start = /^(如果|如果没有|逐条)\s*\{([^{}]*)\}\s*[:：]?$/.exec(line)
    if (start) {
      const word = start[1] === '逐条' ? '逐条' : '如果'
      const field = start[2]!.trim()
      if (this.open.length >= templateLimits.depth) this.issues.push({ code: 'template.depth', line: at, limit: templateLimits.depth })
      const known = this.use(field, at)
      if (word === '逐条' && known && known.shape !== 'rows')
        this.issues.push({ code: 'template.field_shape', line: at, field, why: '“逐条”要用多行数据的字段' })
      this.open.push({ line: at, word, field, negated: start[1] === '如果没有', first: [], second: null })
      return true
    }
    if (/^否则[:：]?$/.test(line)) {
      const o = this.open.at(-1)
      if (o === undefined || o.word !== '如果' || o.second !== null) this.issues.push({ code: 'template.stray', line: at, word: '否则' })
      else o.second = []
      return true
    }
    if (line !== '结束') return false
    const o = this.open.pop()
    if (o === undefined) {
      this.issues.push({ code: 'template.stray', line: at, word: '结束' })
      return true
    }
    const second = o.second ?? []
    if (o.word === '逐条') this.add({ type: 'each', field: o.field, body: o.first })
    else this.add({ type: 'if', field: o.field, met: o.negated ? second : o.first, unmet: o.negated ? o.first : second })
    return true
  }

  private readFacts(line: string, at: number): void {
    const cells = line.replace(/^\|/, '').replace(/\|$/, '').split('|')
    if (cells.length !== 2 && cells.length !== 4) {
      this.issues.push({ code: 'template.cells', line: at, count: cells.length })
      return
    }
    const row = cells.map(cell => this.inline(cell.trim(), at))
    const last = this.here().at(-1)
    if (last?.type === 'facts') (last.rows as Inline[][]).push(row)
    else this.add({ type: 'facts', rows: [row] })
  }

  private readTable(field: string, columns: string, at: number): void {
    const known = this.use(field, at)
    if (known && known.shape !== 'rows') {
      this.issues.push({ code: 'template.field_shape', line: at, field, why: `“表格”要用多行数据的字段；一串文字请写“1. {${field}}”` })
      return
    }
    const read = columns
      .split(/[,，;；]/)
      .map(c => c.trim())
      .filter(c => c !== '')
      .map(column => {
        const m = /^([^=＝（()]+?)\s*(?:[（(]\s*([\d.]+)\s*[)）])?\s*(?:[=＝]\s*\{?([^{}]+?)\}?)?$/.exec(column)
        const width = m?.[2] === undefined ? 2 : Number(m[2])
        if (!m || !(width > 0 && width <= 100)) {
          this.issues.push({ code: 'template.table', line: at, why: `看不懂列“${column}”` })
          return null
        }
        const name = m[1]!.trim()
        const source = m[3]?.trim() ?? name
        if (known && source !== ROW_NUMBER && !(source in known.columns)) {
          const near = nearest(source, [...Object.keys(known.columns), ROW_NUMBER])
          this.issues.push({ code: 'template.unknown_field', line: at, field: source, near })
        }
        return { name, width, field: source }
      })
      .filter(c => c !== null)
    if (read.length === 0 || read.length > 10)
      this.issues.push({ code: 'template.table', line: at, why: read.length === 0 ? '没有写列' : '超过 10 列' })
    this.add({ type: 'table', field, columns: read })
  }

  private readItem(source: string, at: number): void {
    const text = this.inline(source, at)
    const lists = text.filter(part => typeof part !== 'string' && this.known(part.field)?.shape === 'list')
    if (lists.length > 1) this.issues.push({ code: 'template.list', line: at })
    const over = lists[0] === undefined || typeof lists[0] === 'string' ? null : lists[0].field
    const last = this.here().at(-1)
    if (last?.type === 'list') (last.items as { text: Inline; over: string | null }[]).push({ text, over })
    else this.add({ type: 'list', items: [{ text, over }] })
  }

  private readSignatures(type: 'signatures' | 'pageSignatures', source: string, at: number): void {
    const cells = source
      .split(/[;；]/)
      .map(c => c.trim())
      .filter(c => c !== '')
      .map(cell => {
        const brace = cell.indexOf('{')
        return {
          label: (brace < 0 ? cell : cell.slice(0, brace)).trim(),
          value: brace < 0 ? [] : this.inline(cell.slice(brace), at),
        }
      })
    const most = type === 'pageSignatures' ? 3 : 12
    if (cells.length === 0 || cells.length > most || cells.some(c => c.label === ''))
      this.issues.push({ code: 'template.signature', line: at, most })
    this.add({ type, cells })
  }

  private readClosing(source: string, at: number): void {
    const lines = source.split(/[;；]/).map(part => this.inline(part.trim(), at))
    this.add({ type: 'closing', lines: lines.filter(line => line.length > 0) })
  }

  private readQr(field: string, caption: string, at: number): void {
    const known = this.use(field, at)
    if (known && known.shape !== 'qr') this.issues.push({ code: 'template.field_shape', line: at, field, why: '二维码只能用网址类的字段' })
    this.add({ type: 'qr', field, caption: this.inline(caption.trim(), at) })
  }

  /** Words and fields of one piece of text. */
  private inline(source: string, at: number): Inline {
    const parts: Part[] = []
    for (const m of source.matchAll(/\{([^{}]*)\}|([^{}]+)|([{}])/g)) {
      if (m[2] !== undefined) parts.push(m[2])
      else if (m[3] !== undefined) this.issues.push({ code: 'template.brace', line: at })
      else {
        const field = m[1]!.trim()
        const known = this.use(field, at)
        if (known?.shape === 'rows')
          this.issues.push({
            code: 'template.field_shape',
            line: at,
            field,
            why: `它有多行，请写“表格 {${field}}：${Object.keys(known.columns).join('，')}”`,
          })
        parts.push({ field })
      }
    }
    return parts
  }

  /** The field by that name here: a column of the 逐条 around it, or a field of the kind. */
  private known(name: string): Field | undefined {
    for (const o of this.open.toReversed()) {
      if (o.word !== '逐条') continue
      const each = this.fields[o.field]
      if (name === ROW_NUMBER) return { shape: 'text', means: '第几行', example: '1' }
      if (each?.shape === 'rows' && name in each.columns) return { shape: 'text', means: each.columns[name]!, example: '', optional: true }
    }
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined
  }
  private use(name: string, at: number): Field | undefined {
    const known = this.known(name)
    if (known === undefined) {
      const columns = this.open.flatMap(o => {
        const each = o.word === '逐条' ? this.fields[o.field] : undefined
        return each?.shape === 'rows' ? [...Object.keys(each.columns), ROW_NUMBER] : []
      })
      this.issues.push({
        code: 'template.unknown_field',
        line: at,
        field: name,
        near: nearest(name, [...columns, ...Object.keys(this.fields)]),
      })
    } else if (this.open.length === 0) this.usedAlways.add(name)
    return known
  }
}

/** 您要写的可能是…… — the name that shares most characters; none, where nothing comes near. */
function nearest(name: string, names: readonly string[]): string {
  const shared = (other: string) => [...new Set(name)].filter(c => other.includes(c)).length / Math.max(name.length, other.length, 1)
  const best = names.map(n => [n, shared(n)] as const).sort((a, b) => b[1] - a[1])[0]
  return best && best[1] >= 0.34 ? `您要写的可能是“{${best[0]}}”` : '可用的字段见字段清单'
}
