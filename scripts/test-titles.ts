/**
 * Which requirement ids the tests name in their titles, read from the source without running it.
 *
 * Promises: a title counts where it is written out (`it('SJZ-21 …')`), where a template or `each` fills it from values written in the same file, and
 * where it is filled from a file of `vectors/`: there each entry is a test, and its `id`, `name` and `law` are what it names.
 * Refuses: ids in comments, in test bodies, in values the title does not print; anything that is skipped or still to do.
 */
import { parseAst } from 'vitest/node'

/** One title as written, `…` where a value is filled in; the ids it names; the files of `vectors/` whose entries fill it. */
export interface TestTitle {
  readonly title: string
  readonly ids: readonly string[]
  readonly vectors: readonly string[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  // biome-ignore lint/suspicious/noExplicitAny: a syntax tree is read by the names of its parts
  readonly [part: string]: any
}
/** A name and what it stands for between two places of the file. */
interface Binding {
  readonly name: string
  readonly value: Node
  readonly start: number
  readonly end: number
}

/** `V-01a` is an entry of V-01. */
const idPattern = /\b(?:SJZ|HS|JX|LY|EZ|A|X|V)-\d\d(?=[a-z]?\b)/g
export const idsIn = (text: string): string[] => text.match(idPattern) ?? []

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
const partsOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode)
const isFunction = (node: Node) => /Function/.test(node.type)

/** Every test title of a file. `vectorFiles` are the paths of `vectors/`, relative to it. */
export function readTitles(source: string, vectorFiles: readonly string[]): TestTitle[] {
  const program = parseAst(source, { lang: 'ts' }) as unknown as Node
  const bindings = findBindings(program, program)
  const titles: TestTitle[] = []
  const visit = (node: Node): void => {
    const call = asTestCall(node)
    if (call?.skipped) return
    if (call?.title) titles.push(readTitle(call.title, call.tables, bindings, vectorFiles))
    for (const part of partsOf(node)) visit(part)
  }
  visit(program)
  return titles
}

const testNames = new Set(['it', 'test', 'describe', 'suite'])
const takesTable = new Set(['each', 'for'])
const takesArgument = new Set([...takesTable, 'skipIf', 'runIf', 'extend'])

/** `it.skip(title)`, `it.each(table)(title)`, …; a call that only prepares another (`it.each(table)`) has no title. */
function asTestCall(node: Node): { title?: Node; tables: Node[]; skipped: boolean } | undefined {
  if (node.type !== 'CallExpression') return undefined
  const words: string[] = []
  const tables: Node[] = []
  let callee: Node = node.callee
  let nearest = true
  let prepares = false
  for (;;) {
    if (callee.type === 'MemberExpression') {
      const word: string = callee.property.name ?? ''
      if (nearest && takesArgument.has(word)) prepares = true
      words.push(word)
      callee = callee.object
    } else if (callee.type === 'CallExpression') {
      if (takesTable.has(callee.callee.property?.name)) tables.push(...callee.arguments)
      callee = callee.callee
    } else if (callee.type === 'TaggedTemplateExpression') {
      tables.push(callee.quasi)
      callee = callee.tag
    } else break
    nearest = false
  }
  if (callee.type !== 'Identifier' || !testNames.has(callee.name)) return undefined
  const title: Node | undefined = node.arguments[0]
  return { ...(title && !prepares && { title }), tables, skipped: words.includes('skip') || words.includes('todo') }
}

function readTitle(title: Node, tables: readonly Node[], bindings: readonly Binding[], vectorFiles: readonly string[]): TestTitle {
  const written = textOf(title)
  const filled = [...tables, ...expressionsOf(title)]
  const printed = new Set([...written.matchAll(/\$(\w+)/g)].map(m => m[1]!))
  for (const expression of expressionsOf(title)) for (const name of memberNames(expression)) printed.add(name)
  // `%s %s` prints the first two of each row; a template prints the names it takes.
  const columns = tables.length > 0 ? (written.match(/%[sdifjoOc]/g) ?? []).length : Number.POSITIVE_INFINITY
  const ids = new Set([...idsIn(written), ...filled.flatMap(node => idsOfRows(node, printed, columns, bindings))])
  const fills = tables.length === 0 ? filled.length > 0 : columns > 0 || printed.size > 0
  return { title: written, ids: [...ids], vectors: fills ? vectorsReached(filled, bindings, vectorFiles) : [] }
}

const expressionsOf = (title: Node): Node[] =>
  title.type === 'TemplateLiteral' ? title.expressions : typeof title.value === 'string' ? [] : [title]

function textOf(node: Node): string {
  if (typeof node.value === 'string') return node.value
  if (node.type === 'TemplateLiteral') return node.quasis.map((q: Node) => q.value.cooked).join('…')
  if (node.type === 'BinaryExpression') return textOf(node.left) + textOf(node.right)
  return '…'
}

const memberNames = (node: Node): string[] => [
  ...(node.type === 'MemberExpression' && !node.computed ? [node.property.name as string] : []),
  ...(node.type === 'Identifier' ? [node.name as string] : []),
  ...partsOf(node).flatMap(memberNames),
]

/** Ids in the values of an inline table that a title prints: the row itself, its first columns, or its printed properties. */
function idsOfRows(table: Node, printed: ReadonlySet<string>, columns: number, bindings: readonly Binding[]): string[] {
  const seen = new Set<Node>()
  const collect = (node: Node | null, depth: number): string[] => {
    if (node === null || seen.has(node)) return []
    seen.add(node)
    if (typeof node.value === 'string') return idsIn(node.value)
    if (node.type === 'TemplateLiteral') return idsIn(textOf(node))
    if (node.type === 'ArrayExpression') {
      const cells: (Node | null)[] = depth === 1 ? node.elements.slice(0, columns) : node.elements
      return cells.flatMap(cell => collect(cell, depth + 1))
    }
    if (node.type === 'ObjectExpression')
      return node.properties
        .filter((p: Node) => p.type === 'Property' && printed.has(p.key.name ?? p.key.value))
        .flatMap((p: Node) => collect(p.value, depth + 1))
    if (node.type === 'SpreadElement') return collect(node.argument, depth - 1)
    if (node.type === 'Identifier') return valuesOf(node, bindings).flatMap(value => collect(value, depth))
    // `v.id`, `v.law.join(' ')`, `rows.filter(…)`, `rows as const`, `a ?? b`: what they are taken from.
    if (isFunction(node)) return []
    return partsOf(node)
      .filter(part => part !== node.property || node.computed)
      .flatMap(part => collect(part, depth))
  }
  return collect(table, 0)
}

/** Files of `vectors/` that the values come from, through the functions that read them. */
function vectorsReached(from: readonly Node[], bindings: readonly Binding[], vectorFiles: readonly string[]): string[] {
  const seen = new Set<Node>()
  const words: string[] = []
  const collect = (node: Node): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (typeof node.value === 'string') words.push(node.value)
    if (node.type === 'TemplateElement') words.push(node.value.cooked)
    if (node.type === 'Identifier') for (const value of valuesOf(node, bindings)) collect(value)
    for (const part of partsOf(node)) if (part !== node.property || node.computed) collect(part)
  }
  for (const node of from) collect(node)
  if (!words.some(word => /(^|\/)vectors\//.test(word))) return []
  const named = new Set(words.map(word => word.replace(/^.*vectors\//, '').replace(/\.json$/, '')))
  return vectorFiles.filter(file => named.has(file.replace(/\.json$/, '')))
}

/** What a name stands for here: the innermost binding, the nearest above it. */
function valuesOf(name: Node, bindings: readonly Binding[]): Node[] {
  const candidates = bindings.filter(b => b.name === name.name && b.start <= name.start && name.end <= b.end)
  const best = candidates.toSorted((a, b) => a.end - a.start - (b.end - b.start) || b.value.start - a.value.start)[0]
  return best ? [best.value] : []
}

/** Constants, loop variables (stand for what is looped over) and parameters of `rows.map(row => …)` (stand for `rows`). */
function findBindings(node: Node, scope: Node): Binding[] {
  const inner = node.type === 'BlockStatement' || isFunction(node) || /^For/.test(node.type) ? node : scope
  const bind = (pattern: Node, value: Node, within: Node) =>
    namesOf(pattern).map(name => ({ name, value, start: within.start, end: within.end }))
  const here: Binding[] = []
  if (node.type === 'VariableDeclarator' && node.init) here.push(...bind(node.id, node.init, scope))
  if (node.type === 'FunctionDeclaration' && node.id) here.push(...bind(node.id, node.body, scope))
  if (node.type === 'ForOfStatement' && node.left.type === 'VariableDeclaration')
    here.push(...node.left.declarations.flatMap((d: Node) => bind(d.id, node.right, node)))
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression')
    for (const callback of node.arguments.filter(isFunction))
      here.push(...callback.params.flatMap((p: Node) => bind(p, node.callee.object, callback)))
  return [...here, ...partsOf(node).flatMap(part => findBindings(part, inner))]
}

function namesOf(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name]
  if (pattern.type === 'ArrayPattern') return pattern.elements.filter(isNode).flatMap(namesOf)
  if (pattern.type === 'ObjectPattern') return pattern.properties.flatMap((p: Node) => namesOf(p.value ?? p.argument))
  if (pattern.type === 'AssignmentPattern') return namesOf(pattern.left)
  if (pattern.type === 'RestElement') return namesOf(pattern.argument)
  return []
}
