/**
 * docs/schemes.md — the text is `schemes-page.md`; what can go stale is put in here: the tables of keys from the published JSON Schema, the parts of the
 * worked example from docs/examples, the columns of the ledger, the defaults. A placeholder that stands for nothing stops the generator.
 *
 *   {{keys strata}}      the keys of a section, by its path in the schema (`quota` and the like open up in place)
 *   {{part 分层}}         the part of the example under “# ── 分层 ──”
 *   {{file small}}       a whole example file
 *   {{columns}} {{facts}} {{silent}}
 */
import { readFileSync } from 'node:fs'
import { factDetailNames, factKindNames, factKinds, normaliseText, subjectColumns } from '@mingcha/core/registry'
import { schemeJsonSchema, silentWords } from '@mingcha/core/scheme'

interface Node {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly enum?: readonly string[]
  readonly enumDescriptions?: readonly string[]
  readonly const?: unknown
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly $ref?: string
}
interface KeyRow {
  readonly key: string
  /** Its rows name their ground. */
  readonly mark: boolean
  readonly means: string
  readonly write: string
  readonly left: string
  readonly example: string
}

const root = schemeJsonSchema() as Node
const cited: readonly string[] = ['law', 'quote', 'reading']
const read = (path: string) => readFileSync(path, 'utf8')
const files = { full: 'docs/examples/shili-district-2026.yaml', small: 'docs/examples/shili-district-small.yaml' } as const

const showValue = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(showValue).join(', ')}]`
    : typeof value === 'object' && value !== null
      ? `{ ${Object.entries(value)
          .map(([k, v]) => `${k}: ${showValue(v)}`)
          .join(', ')} }`
      : String(value)
const tick = (text: string) => (text === '' ? '' : `\`${text}\``)
const unionOf = (node: Node): readonly Node[] => node.oneOf ?? node.anyOf ?? []

const BELOW = '下列各键'
/** 写什么: what may stand after the colon. */
function sayWrite(node: Node): string {
  if (node.$ref !== undefined) return '条件（见“条件”）'
  if (node.const !== undefined) return tick(String(node.const))
  if (node.enum !== undefined)
    return node.enum.map((v, i) => `${tick(v)}${node.enumDescriptions?.[i] ? ` ${node.enumDescriptions[i]}` : ''}`).join('、')
  if (node.type === 'array')
    return `列表${node.items ? `，每项：${sayWrite(node.items)}` : ''}${node.minItems === node.maxItems && node.minItems ? `，正好 ${node.minItems} 项` : ''}`
  if (node.type === 'boolean') return '`true` 或 `false`'
  if (node.type === 'integer') return `${node.minimum ?? 0} 至 ${node.maximum} 的整数`
  if (node.type === 'string') {
    if (node.pattern?.endsWith('%$')) return '百分数'
    if (node.pattern?.startsWith('^[0-9A-Z-]')) return '大写代号'
    if (node.pattern?.startsWith('^[a-z][A-Za-z0-9-]')) return '小写代号'
    if (node.pattern?.startsWith('^(?:(?:\\d\\d[2468]')) return '日期'
    return '文字'
  }
  const members = unionOf(node)
  if (members.length > 0 && members.every(m => m.properties === undefined)) return members.map(sayWrite).join('；或 ')
  return BELOW
}

const isCited = (node: Node): boolean =>
  node.properties?.law !== undefined || unionOf(node).some(isCited) || (node.items !== undefined && isCited(node.items))
/** Below `{{keys}}` a key with this mark has rows that name their ground. */
const MARK = ' ★'

function rowsOf(node: Node, prefix: string): KeyRow[] {
  if (node.$ref !== undefined) return []
  if (node.type === 'array') return node.items ? rowsOf(node.items, prefix) : []
  const members = unionOf(node).filter(m => m.properties !== undefined || unionOf(m).length > 0)
  if (members.length > 0) return rowsOfUnion(members, prefix)
  const required = new Set(node.required)
  return Object.entries(node.properties ?? {}).flatMap(([key, value]): KeyRow[] => {
    if (cited.includes(key)) return []
    const write = sayWrite(value)
    const inner = write === BELOW || (value.items !== undefined && sayWrite(value.items) === BELOW)
    const own: KeyRow = {
      key: `${prefix}${key}`,
      mark: isCited(value),
      means: value.description ?? '',
      write: inner && value.items ? '列表，每一行是下列各键' : write,
      left: required.has(key)
        ? '必填'
        : value.default !== undefined && typeof value.default !== 'object'
          ? tick(showValue(value.default))
          : '可不写',
      example: value.examples?.[0] === undefined ? '' : tick(showValue(value.examples[0])),
    }
    return [own, ...(inner ? rowsOf(value, `${prefix}${key}${value.type === 'array' ? '[]' : ''}.`) : [])]
  })
}

const tagOf = (member: Node) => ['kind', 'effect'].find(k => member.properties?.[k]?.const !== undefined)

/** The members told apart by `kind`: one row for it, then each other key once, with the kinds that have it. */
function rowsOfUnion(members: readonly Node[], prefix: string): KeyRow[] {
  const tag = tagOf(members[0]!)
  if (tag === undefined || members.some(m => tagOf(m) === undefined)) return members.flatMap(m => rowsOf(m, prefix))
  const kindOf = (m: Node) => String(m.properties![tag]!.const)
  const rows: { row: KeyRow; kinds: string[] }[] = []
  for (const m of members)
    for (const row of rowsOf(m, prefix)) {
      if (row.key === `${prefix}${tag}`) continue
      const same = rows.find(r => JSON.stringify(r.row) === JSON.stringify(row))
      if (same) same.kinds.push(kindOf(m))
      else rows.push({ row, kinds: [kindOf(m)] })
    }
  const first: KeyRow = {
    key: `${prefix}${tag}`,
    mark: false,
    means: '哪一种',
    write: members.map(m => `${tick(kindOf(m))} ${m.description ?? ''}`).join('、'),
    left: '必填',
    example: '',
  }
  return [
    first,
    ...rows.map(({ row, kinds }) =>
      kinds.length === members.length ? row : { ...row, means: `${row.means}（${kinds.map(tick).join('、')} 用）` },
    ),
  ]
}

/** Keys no words were written for; a test keeps it empty. */
export const undescribedKeys = (): string[] => [
  ...new Set(
    rowsOf(root, '')
      .filter(r => r.means === '')
      .map(r => r.key),
  ),
]

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map(r => `| ${r.map(cell).join(' | ')} |`)].join('\n')

function keys(path: string): string {
  let node = root
  for (const step of path === '.' ? [] : path.split('.')) {
    if (node.type === 'array') node = node.items!
    const next = node.properties?.[step]
    if (next === undefined) throw new Error(`no section ${path} in the schema`)
    node = next
  }
  const rows = path === '.' ? rowsOf(root, '').filter(r => !/[.[]/.test(r.key)) : rowsOf(node, '')
  return table(
    ['键', '含义', '写什么', '不写', '例'],
    rows.map(r => [
      `${tick(r.key)}${r.mark ? MARK : ''}`,
      r.means,
      path === '.' ? r.write.replaceAll(`，每一行是${BELOW}`, '，见该节').replaceAll(BELOW, '见该节') : r.write,
      path === '.' && r.left !== '必填' ? (silentWords[r.key as keyof typeof silentWords] ?? '可不写') : r.left,
      r.example,
    ]),
  )
}

function part(name: string): string {
  const found = read(files.full).split(/^# ── (.+) ──$/m)
  const at = found.indexOf(name)
  if (at < 0) throw new Error(`no part ${name} in ${files.full}`)
  return `\`\`\`yaml\n${found[at + 1]!.trim()}\n\`\`\``
}

/** The facets a ledger can fill, with the column and what may stand there. */
export const facetColumns: readonly (readonly [keyof typeof subjectColumns, string])[] = [
  ['permitCategory', '`choice`：重点管理、简化管理、登记管理'],
  ['keyDischarger', '`flag`'],
  ['positiveList', '`flag`'],
  ['airGrade', '`grade`：引领性、A、B、B-、C、D'],
  ['creditGrade', '`grade`：A、B、C、D、E'],
  ['offsiteCapable', '`flag`'],
  ['highRisk', '`mark`'],
]

/** What the fact ledger can fill, with the values its reader takes. */
export const factDetails: Readonly<Record<keyof typeof factKindNames, readonly (keyof typeof factDetailNames)[]>> = {
  penalty: [],
  complaint: ['verified', 'channel'],
  exceedance: ['outlet'],
  supervision: ['by'],
  notice: ['by'],
  violation: [],
}
const detailValues: Readonly<Record<keyof typeof factDetailNames, string>> = {
  verified: '查实、未查实、办理中',
  channel: '群众举报、中央生态环境保护督察、其他',
  outlet: '排口编号',
  by: '生态环境部、省厅、其他',
}
const factTable = (): string =>
  table(
    ['代号', '情形', '细目'],
    factKinds.map(kind => [
      tick(kind),
      factKindNames[kind],
      factDetails[kind].map(d => `${tick(d)} ${factDetailNames[d]}：${detailValues[d]}`).join('；'),
    ]),
  )

export function schemesPage(): string {
  return read('scripts/schemes-page.md')
    .trim()
    .replace(/\{\{(\w+)(?: ([^}]+))?\}\}/g, (_, word: string, of: string) => {
      switch (word) {
        case 'keys':
          return keys(of)
        case 'part':
          return part(of)
        case 'file':
          return `\`\`\`yaml\n${read(files[of as keyof typeof files]).trim()}\n\`\`\``
        case 'columns':
          return table(
            ['要素代号', '台账的列', '种类与取值'],
            facetColumns.map(([code, kind]) => [tick(code), normaliseText(subjectColumns[code].header), kind]),
          )
        case 'facts':
          return factTable()
        case 'silent':
          return table(
            ['节', '不写时'],
            Object.entries(silentWords).map(([k, v]) => [tick(k), v]),
          )
        default:
          throw new Error(`no placeholder ${word}`)
      }
    })
}
