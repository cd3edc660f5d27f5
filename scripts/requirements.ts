/**
 * docs/requirements.md — which test holds which row of the acceptance table (docs/requirements.json), and which rows no test names yet.
 *
 * Read from the titles of every test file; nothing is run. A row is *named*, which is not yet *proved*: that its test fails when the rule is broken is
 * for reviewers and for `npm run mutate` to show.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { idsIn, readTitles } from './test-titles.ts'

interface Row {
  readonly id: string
  readonly type: string
  readonly level: 'H' | 'S' | 'C' | 'N'
  readonly behaviour: string
  readonly quote: string
}
interface Reading {
  readonly id: string
  readonly text: string
}
interface Acceptance {
  readonly rows: readonly Row[]
  readonly readings: readonly Reading[]
  readonly contradictions: readonly Reading[]
  readonly vectors: readonly Reading[]
}
/** A title, or the entries of a file of `vectors/`, that names an id in a test file. */
export interface Mention {
  readonly id: string
  readonly file: string
  readonly title: string
}

const typeNames: Record<string, string> = {
  'REG-OBJ': '检查对象名录',
  'REG-INS': '检查人员名录',
  ITEM: '事项清单',
  PLAN: '年度计划',
  CLASS: '监管类别',
  RATIO: '抽取比例',
  CAP: '频次上限',
  EXCL: '非随机情形与排除',
  DRAW: '抽取',
  MATCH: '随机匹配',
  METHOD: '检查方式',
  FIELD: '现场检查',
  DOC: '文书',
  RESULT: '检查结果',
  PUB: '公示',
  FOLLOW: '后续处置',
  REPORT: '报送',
  ARCH: '档案',
  ROLE: '职责分工',
  JOINT: '联合抽查',
  DISC: '纪律',
  INTEG: '系统对接',
  GOV: '总则',
}
const levelNames = { H: '必须', S: '提醒', C: '配置', N: '无' } as const

const testFolders = ['packages', 'e2e', 'scripts', 'schemes', 'fixtures', 'bench']
const skipped = new Set(['node_modules', 'dist', 'coverage'])
function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !skipped.has(entry.name) && !entry.name.startsWith('.'))
    .flatMap(entry => (entry.isDirectory() ? filesUnder(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
    .sort()
}

/** The entries of a file of `vectors/`: each is one test in every program that runs the file. */
function readEntries(file: string): { name: string; ids: string[] }[] {
  const { cases, vectors } = JSON.parse(readFileSync(join('vectors', file), 'utf8'))
  // biome-ignore lint/suspicious/noExplicitAny: neutral JSON, each file has its own shape
  return (cases ?? vectors ?? []).map((entry: any) => ({
    name: String(entry.id ?? entry.name),
    ids: [...new Set([entry.id, entry.name, ...[entry.law ?? []].flat()].flatMap(text => idsIn(String(text))))],
  }))
}

/** Every id a test of the repository names. Run from the repository's root. */
export function findMentions(): Mention[] {
  const vectorFiles = existsSync('vectors') ? readdirSync('vectors').filter(f => f.endsWith('.json')) : []
  const entries = new Map(vectorFiles.map(file => [file, readEntries(file)]))
  const fromVectors = (test: string, file: string): Mention[] =>
    entries.get(file)!.flatMap(entry => entry.ids.map(id => ({ id, file: test, title: `${file} ${entry.name}` })))

  const typed = testFolders
    .flatMap(filesUnder)
    .filter(path => path.endsWith('.test.ts') || path.endsWith('.test.tsx'))
    .flatMap(file => {
      const titles = readTitles(readFileSync(file, 'utf8'), vectorFiles)
      const filled = [...new Set(titles.flatMap(t => t.vectors))].sort()
      return [
        ...titles.flatMap(({ title, ids }) => ids.map(id => ({ id, file, title }))),
        ...filled.flatMap(vectors => fromVectors(file, vectors)),
      ]
    })
  // The Python reference answers the files whose kind its table of answers holds.
  const runner = 'vectors/reference/run.py'
  const answers = readFileSync('vectors/reference/answers.py', 'utf8')
  const python = vectorFiles.filter(f => answers.includes(`"${f.replace('.json', '')}"`)).flatMap(f => fromVectors(runner, f))
  return [...typed, ...python]
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;')
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map(r => `| ${r.join(' | ')} |`)].join('\n')
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
const percent = (part: number, whole: number) => (whole === 0 ? '—' : `${Math.floor((part * 100) / whole)}%`)

const longestTitle = 56
const shorten = (title: string) => (title.length > longestTitle ? `${title.slice(0, longestTitle).trimEnd()}……` : title)
const shortName = (path: string) =>
  path
    .replace(/^packages\//, '')
    .replace('/src/', '/')
    .replace(/\.test\.tsx?$/, '')

/** 测试 — the tests of one row, a line per file: `core/scheme/classify：标题；标题`. */
function printTests(mentions: readonly Mention[]): string {
  if (mentions.length === 0) return '—'
  const files = groupBy(mentions, m => m.file)
  return [...files]
    .map(([file, named]) => `[${shortName(file)}](../${file})：${printTitles([...new Set(named.map(m => m.title))])}`)
    .join('<br>')
}

/** Entries of a file of `vectors/` are many and short: the file once, three of them, and how many. */
function printTitles(titles: readonly string[]): string {
  const isEntry = (title: string) => /^[\w-]+\.json /.test(title)
  const entries = [...groupBy(titles.filter(isEntry), t => t.split(' ')[0]!)].map(([file, of]) => {
    const names = of.map(t => t.slice(file.length + 1))
    return `${file}（${names.slice(0, 3).join('、')}${names.length > 3 ? ` 等 ${names.length} 条` : ''}）`
  })
  return [...titles.filter(t => !isEntry(t)).map(shorten), ...entries].map(cell).join('；')
}

/** The page without its head. Throws where a title names an id that the table does not have. */
export function printRequirements(acceptance: Acceptance, mentions: readonly Mention[]): string[] {
  const { rows, readings, contradictions, vectors } = acceptance
  const known = new Set([...rows, ...readings, ...contradictions, ...vectors].map(r => r.id))
  const unknown = mentions.filter(m => !known.has(m.id))
  if (unknown.length > 0)
    throw new Error(`No such requirement in docs/requirements.json: ${unknown.map(m => `${m.id} (${m.file}: ${m.title})`).join('; ')}`)

  const byId = groupBy(mentions, m => m.id)
  const testsOf = (id: string) => printTests(byId.get(id) ?? [])
  const isNamed = (row: Reading | Row) => byId.has(row.id)
  const hard = rows.filter(r => r.level === 'H')
  const types = Object.keys(typeNames)
  const count = (label: string, of: readonly (Reading | Row)[]) => [
    label,
    String(of.length),
    String(of.filter(isNamed).length),
    percent(of.filter(isNamed).length, of.length),
  ]
  const missing = types.map(type => [type, hard.filter(r => r.type === type && !isNamed(r))] as const).filter(([, of]) => of.length > 0)

  return [
    '需求表是五地公开方案的逐条摘录（`docs/requirements.json`，含原文）：SJZ 石家庄 2022、HS 衡水高新区 2023、JX 绛县 2025、LY 隆尧 2026、EZ 鄂州 2022；A 是含糊之处的理解，X 是各地互相矛盾之处，V 是算例。',
    '“有测试”指有测试在标题里写明编号；由 `vectors/` 的文件逐条生成的测试，按每条所列的编号算。跳过的测试不算。标题里写明编号，只说明有测试对应，不说明测试已经足够。',
    '程度：必须＝系统必须计算、拦截或记录；提醒＝跟踪或提示；配置＝只是数据；无＝没有软件义务。',
    '## 必须做到的条款',
    table(
      ['类型', '必须', '有测试', '比例'],
      [
        ...types
          .filter(t => hard.some(r => r.type === t))
          .map(t =>
            count(
              `${typeNames[t]} ${t}`,
              hard.filter(r => r.type === t),
            ),
          ),
        count('**合计**', hard),
      ],
    ),
    '其他：',
    table(
      ['', '条数', '有测试', '比例'],
      [
        count(
          '提醒、配置的条款',
          rows.filter(r => r.level === 'S' || r.level === 'C'),
        ),
        count('理解 A', readings),
        count('矛盾 X', contradictions),
        count('算例 V', vectors),
      ],
    ),
    '## 还没有测试写明的必须条款',
    missing.length === 0
      ? '没有。'
      : table(
          ['类型', '编号'],
          missing.map(([t, of]) => [`${typeNames[t]} ${t}`, of.map(r => r.id).join('、')]),
        ),
    '## 全部条款',
    table(
      ['编号', '程度', '类型', '要求', '测试'],
      rows.map(r => [r.id, levelNames[r.level], typeNames[r.type] ?? r.type, cell(r.behaviour), testsOf(r.id)]),
    ),
    ...(
      [
        ['理解', readings],
        ['矛盾', contradictions],
        ['算例', vectors],
      ] as const
    ).flatMap(([name, of]) => [
      `## ${name}`,
      table(
        ['编号', '内容', '测试'],
        of.map(r => [r.id, cell(r.text), testsOf(r.id)]),
      ),
    ]),
  ]
}

export const readAcceptance = (): Acceptance => JSON.parse(readFileSync('docs/requirements.json', 'utf8'))
