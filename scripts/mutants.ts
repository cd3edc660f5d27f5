/**
 * What `npm run mutate` changed without any test noticing, inside a rule of law: a function or constant whose doc comment has `@law`. Each is to be
 * caught by a test, or explained in docs/mutants.md; one without either ends this with exit code 1, its row ready to be pasted.
 *
 *   node scripts/mutants.ts [REPORT]      reads var/mutation/report.json
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseAst } from 'vitest/node'

interface Place {
  readonly line: number
  readonly column: number
}
interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  readonly location: { readonly start: Place; readonly end: Place }
}
/** The part read here of a mutation testing report (schema 2). */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}
/** A change that no test noticed, in the words of docs/mutants.md. */
export interface Survivor {
  readonly file: string
  readonly line: number
  readonly law: string
  /** File, function, mutator, `was` → `becomes`: the row without its reason. */
  readonly row: string
}

interface Rule {
  readonly name: string
  readonly law: string
  readonly start: number
  readonly end: number
}

/** The declarations of a module whose doc comment has `@law`. */
export function findRules(source: string): Rule[] {
  const { body } = parseAst(source, { lang: 'ts' })
  let from = 0
  return body.flatMap((statement): Rule[] => {
    const before = source.slice(from, statement.start).trimEnd()
    from = statement.end
    const comment = before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : ''
    const law = /@law ([^\n*]+)/.exec(comment)?.[1]?.trim()
    if (law === undefined) return []
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    const { start, end } = statement
    if (declared?.type === 'FunctionDeclaration') return [{ name: declared.id?.name ?? '', law, start, end }]
    if (declared?.type === 'VariableDeclaration')
      return declared.declarations.map(d => ({ name: d.id.type === 'Identifier' ? d.id.name : '', law, start, end }))
    return []
  })
}

const longest = 120
function printCode(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ').trim()
  const cut = (line.length > longest ? `${line.slice(0, longest)}…` : line).replaceAll('|', '\\|')
  if (!cut.includes('`')) return `\`${cut}\``
  const fence = cut.includes('``') ? '```' : '``'
  return `${fence} ${cut} ${fence}`
}

/** Columns of a report count from 1, in UTF-16 units as the source does. */
function offsetOf(source: string, { line, column }: Place): number {
  const before = source.split('\n').slice(0, line - 1)
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1
}

/** Mutants inside rules of law that survived or that no test reaches. */
export function findSurvivors(report: Report): Survivor[] {
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const rules = findRules(source)
    return mutants
      .filter(m => m.status === 'Survived' || m.status === 'NoCoverage')
      .flatMap(m => {
        const [start, end] = [offsetOf(source, m.location.start), offsetOf(source, m.location.end)]
        const rule = rules.find(r => r.start <= start && end <= r.end)
        if (rule === undefined) return []
        const change = `${printCode(source.slice(start, end))} → ${printCode(m.replacement ?? '')}`
        return [{ file, line: m.location.start.line, law: rule.law, row: `| ${file} | ${rule.name} | ${m.mutatorName} | ${change} |` }]
      })
  })
}

/** Rows of docs/mutants.md that give a reason, in order; each explains one mutant. */
export function readReasons(page: string): string[] {
  return page
    .split('\n')
    .filter(line => line.startsWith('| packages/'))
    .flatMap(line => {
      const cells = line.split(/(?<!\\)\|/)
      const reason = cells.at(-2)?.trim() ?? ''
      return cells.length === 7 && reason !== '' ? [`${cells.slice(0, 5).join('|')}|`] : []
    })
}

/** Survivors without a reason, and reasons without a survivor in a file the report covers. */
export function compareMutants(report: Report, page: string): { unexplained: Survivor[]; unneeded: string[] } {
  const reasons = readReasons(page)
  const unexplained = findSurvivors(report).filter(({ row }) => {
    const at = reasons.indexOf(row)
    if (at >= 0) reasons.splice(at, 1)
    return at < 0
  })
  return { unexplained, unneeded: reasons.filter(row => Object.keys(report.files).some(file => row.startsWith(`| ${file} |`))) }
}

function main(path: string): number {
  if (!existsSync(path)) {
    console.error(`No report at ${path}. Run: npm run mutate`)
    return 1
  }
  const report: Report = JSON.parse(readFileSync(path, 'utf8'))
  const stale = Object.entries(report.files).filter(([file, { source }]) => !existsSync(file) || readFileSync(file, 'utf8') !== source)
  if (stale.length > 0) {
    console.error(`Changed since the report: ${stale.map(([file]) => file).join(', ')}. Run: npm run mutate`)
    return 1
  }
  const { unexplained, unneeded } = compareMutants(report, readFileSync('docs/mutants.md', 'utf8'))
  for (const row of unneeded) console.warn(`No longer needed in docs/mutants.md: ${row}`)
  for (const { file, line, law, row } of unexplained) console.error(`${file}:${line} (${law})\n  ${row} 理由 |`)
  console.log(`${unexplained.length} unexplained in rules of law, ${Object.keys(report.files).length} files`)
  return unexplained.length === 0 ? 0 : 1
}

if (process.argv[1] === import.meta.filename) process.exitCode = main(process.argv[2] ?? 'var/mutation/report.json')
