/**
 * `mingcha scheme check|try` — a scheme file looked at where it is written, without a database and without an installation. `check` names every place that
 * is wrong and what to write; `try` does what the office's 试算 does, over a ledger on disk. Writes nothing.
 *
 * Exit codes: 0 all well; 1 the scheme or the ledger has something to put right; 2 the command was written wrongly.
 */
import { parseArgs } from 'node:util'
import { err, ok, type Result } from '@mingcha/core/base'
import { nextPeriod, type Period, parsePeriod, periodOf, periodStart } from '@mingcha/core/calendar'
import { type AgencyLevel, findSchemeDoubts, type Scheme, tryScheme } from '@mingcha/core/scheme'
import { calendar, chinaDay } from './china-time.ts'
import { checkSchemeText } from './features/scheme/queries.ts'
import { parseYaml } from './features/yaml-file.ts'
import { readBytes, readTrialSubjects, type Unreadable } from './scheme-ledgers.ts'
import { printScheme, printTrial } from './scheme-print.ts'

export const schemeHelp = `  npm run mingcha -- scheme check 方案.yaml              检查实施方案：逐处指出第几行、错在哪里、怎么写
  npm run mingcha -- scheme try 方案.yaml --ledger 检查对象.csv
      用一份检查对象台账（CSV，UTF-8 或 GBK）试算：各类多少、各层抽多少、为什么。不用数据库，什么都不写入
      --facts F.csv --lists F.csv --checks F.csv   另附事实、名单、检查历史台账；不附的按没有计算
      --period 2026-Q2          被抽取的季度，默认下一季度
      --staff 20                执法人员人数；方案按人数倍数规定数量时须写
      --level province|city|county   本单位的层级；方案适用几级时须写
      --json                    输出 JSON
      退出码：0 没有问题；1 方案或台账有问题；2 命令写得不对
`

const levels: readonly string[] = ['province', 'city', 'county']
const say = (text: string, code: number): number => {
  if (code === 0) console.log(text)
  else console.error(text)
  return code
}

/** What follows `scheme` on the command line → exit code. */
export function runScheme(args: readonly string[], now: Date): number {
  const options = { type: 'string' } as const
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] }
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ledger: options,
        facts: options,
        lists: options,
        checks: options,
        period: options,
        staff: options,
        level: options,
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (e) {
    const given = /'(--?[^' ]*)/.exec((e as Error).message)?.[1] ?? ''
    const known = ['--ledger', '--facts', '--lists', '--checks', '--period', '--staff', '--level', '--json', '-h', '--help'].includes(given)
    return say(known ? `选项 ${given} 后面没有写值，或者多写了值。\n\n${schemeHelp}` : `没有选项“${given}”。\n\n${schemeHelp}`, 2)
  }
  const { values, positionals } = parsed
  const [verb, path, ...more] = positionals
  if (values.help === true) return say(schemeHelp, 0)
  if (verb !== 'check' && verb !== 'try')
    return say(`${verb === undefined ? '请写明 check 或 try' : `没有命令“scheme ${verb}”`}。\n\n${schemeHelp}`, 2)
  if (path === undefined) return say(`请写明方案文件：npm run mingcha -- scheme ${verb} 方案.yaml`, 2)
  if (more.length > 0) return say(`一次只看一个方案文件，“${more.join(' ')}”是多余的。文件名里有空格的加引号。`, 2)
  const asked = readQuestion(values, now)
  if (!asked.ok) return say(asked.error.code, 2)

  const text = readText(path)
  if (!text.ok) return say(text.error.code, 2)
  const { scheme, issues } = checkSchemeText(text.value)
  if (scheme === null) {
    if (values.json === true) console.log(JSON.stringify({ ok: false, issues }, null, 2))
    else for (const i of issues) console.error(`第 ${i.line} 行${i.at === '' ? '' : `　${i.at}`}　${i.message}`)
    return values.json === true ? 1 : say(`\n共 ${issues.length} 处问题。改好后再检查一次。`, 1)
  }
  if (verb === 'check') {
    const file = parseYaml(text.value)
    const written = file.ok ? Object.keys(file.value.plain as object) : []
    const lineOf = (at: readonly (string | number)[]) => (file.ok ? file.value.lineOf(at) : 1)
    const doubts = findSchemeDoubts(scheme).map(d => ({ line: lineOf(d.path), at: d.at, message: d.message }))
    console.log(values.json === true ? JSON.stringify({ ok: true, issues: [], doubts }, null, 2) : printScheme(scheme, written, lineOf))
    return 0
  }
  return tryOver(scheme, asked.value, values.json === true)
}

interface Question {
  readonly ledger: string | undefined
  readonly facts: string | undefined
  readonly lists: string | undefined
  readonly checks: string | undefined
  readonly period: Period
  readonly staff: number | null
  readonly level: AgencyLevel | null
  readonly today: ReturnType<typeof chinaDay>
}

const pathOf = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined)

/** A sentence instead of a code where an option is written wrongly. */
function readQuestion(values: Record<string, string | boolean | undefined>, now: Date): Result<Question> {
  const { ledger, period, staff, level } = values
  const today = chinaDay(now.toISOString())
  if (typeof period === 'string' && parsePeriod(period) === undefined)
    return err({ code: `季度“${period}”写得不对，写成 --period 2026-Q2。` })
  if (typeof staff === 'string' && !/^[1-9][0-9]{0,5}$/.test(staff)) return err({ code: `人数“${staff}”写得不对，写成 --staff 20。` })
  if (typeof level === 'string' && !levels.includes(level))
    return err({ code: `没有层级“${level}”，写 --level province（省级）、city（市级）或 county（县级）。` })
  return ok({
    ledger: pathOf(ledger),
    facts: pathOf(values.facts),
    lists: pathOf(values.lists),
    checks: pathOf(values.checks),
    period: typeof period === 'string' ? (period as Period) : nextPeriod(periodOf(today)),
    staff: typeof staff === 'string' ? Number(staff) : null,
    level: typeof level === 'string' ? (level as AgencyLevel) : null,
    today,
  })
}

function tryOver(scheme: Scheme, question: Question, json: boolean): number {
  const { ledger, period, staff, today } = question
  if (ledger === undefined) return say('请写明检查对象台账：--ledger 检查对象.csv', 2)
  const own = [scheme.agencyLevel].flat()
  const level = question.level ?? (own.length === 1 ? own[0]! : null)
  if (level === null) return say(`这份方案适用 ${own.join('、')} 几级，请写明本单位的层级：--level ${own[0]}`, 2)
  if (!own.includes(level)) return say(`这份方案只适用 ${own.join('、')}，没有 ${level} 一级的数量。`, 2)
  const ruleKinds = scheme.strata.flatMap(s => ('byLevel' in s.quota ? (s.quota.byLevel[level]?.kind ?? []) : s.quota.kind))
  if (staff === null && ruleKinds.includes('staff-multiple')) return say('方案按执法人员人数规定数量，请写明人数：--staff 20', 2)
  const read = readTrialSubjects({ ...question, ledger }, periodStart(period), today)
  if (!read.ok) return say(read.error.code, read.error.exit)
  const { subjects, rows, refused, strangers } = read.value
  const trial = tryScheme(scheme, { level, subjects, period, staff: staff ?? 0, calendar })
  const head = { scheme: scheme.name, level, period, staff, ledger: { rows, accepted: subjects.length, refused, strangers } }
  if (json) console.log(JSON.stringify({ ...head, trial }, null, 2))
  else console.log(printTrial(scheme, head, trial, new Map(subjects.map(e => [e.id, e.name]))))
  return refused.length > 0 ? 1 : 0
}

function readText(path: string): Result<string, Unreadable> {
  const bytes = readBytes(path)
  if (!bytes.ok) return bytes
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value))
  } catch {
    return err({ code: `${path} 不是 UTF-8 编码的文字。请用文本编辑器打开，另存为 UTF-8；Word、WPS 文档不能直接用。`, exit: 2 })
  }
}
