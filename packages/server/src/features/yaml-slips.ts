/**
 * 写 YAML 的常见笔误 — the parser says what it could not parse, in English and often some lines later. A clerk's slips are few: a tab, a full-width colon, no
 * space after the colon, a step out of line, a key twice, a bracket or a quote left open. They are looked for by name, and the line is that of the slip.
 */
import type { YAMLParseError } from 'yaml'

export interface YamlSlip {
  readonly line: number
  readonly why: string
}

const KEY = '[A-Za-z][A-Za-z0-9-]*'
/** What one line gives away, the first that fits; tried from the top of the file. */
const lineSlips: readonly { readonly found: RegExp; say(m: RegExpMatchArray): string }[] = [
  { found: /^ *\t/, say: () => '缩进用了制表符（Tab）；改成空格，每层两格' },
  { found: new RegExp(`^\\s*(?:- )?(${KEY})\\s*：`), say: m => `冒号是全角的；改成半角并空一格：${m[1]}: …` },
  { found: new RegExp(`^\\s*(?:- )?(${KEY}):(?=[^\\s:/])`), say: m => `冒号后面要空一格：${m[1]}: …` },
  { found: /^\s*[－—–]\s*\S/, say: () => '行首的短横线要用半角：- ' },
  { found: new RegExp(`^\\s*-(${KEY}):`), say: m => `短横线后面要空一格：- ${m[1]}: …` },
  { found: /[:,]\s*[｛［]|^[^'"#“]*[｛［].*[:：]/, say: () => '括号要用半角：{ }、[ ]' },
]

/** The first line with a slip; else the parser's own place, in Chinese. */
export function findYamlSlip(text: string, error: YAMLParseError, lineAt: (offset: number) => number): YamlSlip {
  const line = lineAt(error.pos[0])
  const rows = text.split('\n')
  if (error.code !== 'DUPLICATE_KEY')
    for (const [i, row] of rows.slice(0, Math.min(rows.length, line + 1)).entries())
      for (const { found, say } of lineSlips) {
        const m = row.match(found)
        if (m) return { line: i + 1, why: say(m) }
      }
  const open = findUnclosed(rows, line, error)
  return open ?? { line, why: sayParserError(error, rows[line - 1] ?? '') }
}

/** The parser notices a missing bracket or quote only where the next thing fails, at worst at the end of the file. */
function findUnclosed(rows: readonly string[], line: number, error: YAMLParseError): YamlSlip | null {
  if (error.code === 'MISSING_CHAR' && /quote/.test(error.message)) {
    const at = rows.findIndex(
      row => /[:-]\s+(['"])/.test(row) && ((row.match(/'/g)?.length ?? 0) % 2) + ((row.match(/"/g)?.length ?? 0) % 2) > 0,
    )
    return at < 0 ? null : { line: at + 1, why: '引号没有闭合；补上另一个，中文引号不算' }
  }
  if (error.code !== 'MISSING_CHAR' && error.code !== 'BAD_INDENT') return null
  const count = (row: string, mark: string) => row.split('#')[0]!.split(mark).length - 1
  for (let at = line; at >= Math.max(1, line - 3); at--) {
    const row = rows[at - 1] ?? ''
    if (count(row, '{') > count(row, '}')) return { line: at, why: '花括号没有闭合；在末尾补上 }' }
    if (count(row, '[') > count(row, ']')) return { line: at, why: '方括号没有闭合；在末尾补上 ]' }
  }
  return null
}

/** What the parser only says when it hands the values over. */
export function sayUnreadable(text: string, message: string): YamlSlip {
  const at = text.split('\n').findIndex(row => /[:,-]\s+[*&]/.test(row))
  return { line: Math.max(at, 0) + 1, why: at < 0 ? `文件无法读取（${message}）` : '以 * 或 & 开头的文字要加引号' }
}

function sayParserError(error: YAMLParseError, row: string): string {
  const shown = row.trim().slice(0, 30)
  if (shown !== '' && !/[:：]/.test(shown) && error.code !== 'DUPLICATE_KEY')
    return `这一行没有冒号（“${shown}”）；写成“键: 值”，冒号后空一格`
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const key = row.match(/^[\s-]*([^:{]+):/)?.[1]?.trim()
      return `键${key ? `“${key}”` : ''}在同一处写了两次；删去一个，两行都要的写成列表`
    }
    case 'TAB_AS_INDENT':
      return '缩进用了制表符（Tab）；改成空格，每层两格'
    case 'BAD_INDENT':
    case 'BLOCK_IN_FLOW':
      return `缩进没有对齐（“${shown}”）；同一层的行从同一列开始，下一层多缩进两格`
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'IMPOSSIBLE':
    case 'UNEXPECTED_TOKEN':
      return `这一行或相邻的行写错了（“${shown}”）；每行写成“键: 值”，同一层从同一列开始，下一层多缩进两格，值里有“: ”或“ #”的加引号`
    case 'MISSING_CHAR':
      return /quote/.test(error.message)
        ? '引号没有闭合；补上另一个，中文引号不算'
        : `缩进没有对齐，或者括号里少了逗号（“${shown}”）；同一层的行从同一列开始，括号里各项之间用半角逗号`
    case 'BAD_ALIAS':
      return '以 * 或 & 开头的文字要加引号'
    case 'BAD_SCALAR_START':
      return `“${shown}”里的值以特殊字符开头；给它加引号`
    default:
      return `这一行无法读取（“${shown}”）；每行写成“键: 值”，同一层从同一列开始，含特殊字符的值加引号`
  }
}
