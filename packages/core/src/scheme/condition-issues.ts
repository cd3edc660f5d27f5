/**
 * 条件写错了什么 — a condition has eleven forms, and a schema that tries them all can only say that none fits. This reads the wrong one as a person
 * would: by the key it leads with, then what that form still lacks or has too much. It is asked only about what the schema refused.
 */
import { checkBys, checkKinds } from './condition.ts'
import { type FileIssue, fileIssue } from './file-issue.ts'
import { sayNotListed, sayUnknownKey } from './schema-words.ts'

type Path = readonly (string | number)[]
type Row = Readonly<Record<string, unknown>>

const LEADS = ['all', 'any', 'not', 'facet', 'fact', 'list', 'checked'] as const
const COMPARISONS = ['equals', 'in', 'atLeast', 'below', 'marked'] as const
const FORMS =
  '写 { facet: 要素代号, equals: 取值 }、{ fact: 事实代号, within: 时间窗代号 }、{ list: 名单名称 }、{ checked: {…}, within: 时间窗代号 }，或用 all、any、not 组合'

/** Every mistake in it, outermost first; empty where none is found. */
export function findConditionMistakes(input: unknown, path: Path): FileIssue[] {
  if (input === undefined) return [fileIssue(path, `缺少条件；${FORMS}`)]
  if (Array.isArray(input)) return [fileIssue(path, '几个条件并列，写明是都要符合（all: […]）还是符合其一（any: […]）')]
  if (typeof input !== 'object' || input === null) return [fileIssue(path, `条件是一组键值；${FORMS}`)]
  const row = input as Row
  const leads = LEADS.filter(k => k in row)
  if (leads.length > 1)
    return [fileIssue(path, `${leads.join('、')} 不能写在同一个条件里；都要符合的写成 all: [{ ${leads[0]}: … }, { ${leads[1]}: … }]`)]
  const [lead] = leads
  if (lead === undefined) {
    const [key] = Object.keys(row)
    return [fileIssue(path, key === undefined ? `缺少条件；${FORMS}` : `${sayUnknownKey(key, LEADS)}；${FORMS}`)]
  }
  switch (lead) {
    case 'all':
    case 'any': {
      const list = row[lead]
      const extra = unknownKeys(row, [lead], path)
      if (!Array.isArray(list) || list.length === 0)
        return [...extra, fileIssue([...path, lead], `${lead} 下面是条件的列表，至少一个：${lead}: [{ facet: airGrade, below: B }]`)]
      return [...extra, ...list.flatMap((c, i) => findConditionMistakes(c, [...path, lead, i]))]
    }
    case 'not':
      return [...unknownKeys(row, ['not'], path), ...findConditionMistakes(row.not, [...path, 'not'])]
    case 'facet':
      return findFacetMistakes(row, path)
    case 'fact':
      return findFactMistakes(row, path)
    case 'list':
      return [
        ...unknownKeys(row, ['list'], path),
        ...(isText(row.list) ? [] : [fileIssue([...path, 'list'], '写名单的名称，例如 list: 加油站一业一查')]),
      ]
    case 'checked':
      return findCheckMistakes(row, path)
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

const unknownKeys = (row: Row, known: readonly string[], path: Path): FileIssue[] =>
  Object.keys(row)
    .filter(k => !known.includes(k))
    .map(k => fileIssue([...path, k], sayUnknownKey(k, known)))

const findCode = (row: Row, key: string, path: Path, example: string): FileIssue[] =>
  isText(row[key]) ? [] : [fileIssue([...path, key], `写代号，例如 ${key}: ${example}`)]

function findFacetMistakes(row: Row, path: Path): FileIssue[] {
  const wrong = [...unknownKeys(row, ['facet', ...COMPARISONS], path), ...findCode(row, 'facet', path, 'airGrade')]
  const used = COMPARISONS.filter(k => k in row)
  if (used.length > 1) return [...wrong, fileIssue(path, `${used.join('、')} 只能写一个；都要符合的拆成两个条件，放进 all: […]`)]
  const [key] = used
  if (key === undefined)
    return wrong.length > 0
      ? wrong
      : [
          fileIssue(
            path,
            '要素的条件还要写比较：equals（等于）、in（之一）、atLeast（某级以上，含）、below（低于某级）、marked: true（已标记）',
          ),
        ]
  const value = row[key]
  const say = (text: string) => wrong.push(fileIssue([...path, key], text))
  if (key === 'in') {
    if (!Array.isArray(value) || value.length === 0) say(`in 是列表：in: [${isText(value) ? value : '重点管理, 简化管理'}]`)
    else if (!value.every(isText)) say('列表里写文字；数字要加引号')
  } else if (key === 'marked') {
    if (value !== true) say('marked 只写 true；没有标记的用 not')
  } else if (Array.isArray(value)) say(`有几个取值时用 in：in: [${value.join(', ')}]`)
  else if (typeof value === 'number') say(`写成文字，要加引号：${key}: '${value}'`)
  else if (!(isText(value) || (key === 'equals' && typeof value === 'boolean'))) say(`写取值，例如 ${key}: B`)
  return wrong
}

const FACT_KEYS = ['fact', 'within', 'inForce', 'where', 'atLeast', 'per']

function findFactMistakes(row: Row, path: Path): FileIssue[] {
  const wrong = [...unknownKeys(row, FACT_KEYS, path), ...findCode(row, 'fact', path, 'penalty')]
  const say = (key: string, text: string) => wrong.push(fileIssue([...path, key], text))
  if ('within' in row && !isText(row.within)) say('within', '写时间窗的代号，例如 within: last-quarter')
  if ('inForce' in row && row.inForce !== true) say('inForce', 'inForce 只写 true；不问是否有效的写 within')
  if ('within' in row === 'inForce' in row && wrong.length === 0)
    wrong.push(fileIssue(path, '事实的条件写 within: 时间窗代号（在哪段时间内），或 inForce: true（仍然有效），二者必有其一'))
  const { where, atLeast } = row
  if (where !== undefined) {
    if (typeof where !== 'object' || where === null || Array.isArray(where)) say('where', '写成 where: { 细目代号: [取值] }')
    else
      for (const [key, value] of Object.entries(where))
        if (!Array.isArray(value) || value.length === 0 || !value.every(isText))
          wrong.push(fileIssue([...path, 'where', key], `取值写成列表：${key}: [${isText(value) ? value : '查实'}]`))
  }
  if (atLeast !== undefined && !(Number.isInteger(atLeast) && (atLeast as number) >= 1))
    say('atLeast', '写次数，1 以上的整数，例如 atLeast: 2')
  if ('per' in row && !isText(row.per)) say('per', '写细目的代号，例如 per: outlet')
  return wrong
}

function findCheckMistakes(row: Row, path: Path): FileIssue[] {
  const wrong = unknownKeys(row, ['checked', 'within'], path)
  if (!isText(row.within))
    wrong.push(fileIssue([...path, 'within'], '检查历史的条件要写在哪段时间内：within: 时间窗代号，例如 within: this-year'))
  const { checked } = row
  const at = [...path, 'checked']
  if (typeof checked !== 'object' || checked === null || Array.isArray(checked))
    return [...wrong, fileIssue(at, '写成 checked: { by: [above], clean: true }；任何检查都算的写 checked: {}')]
  const test = checked as Row
  wrong.push(...unknownKeys(test, ['by', 'kinds', 'clean', 'proof'], at))
  for (const [key, known, words] of [
    ['by', checkBys, ['本级', '上级', '其他部门']],
    ['kinds', checkKinds, ['随机抽查', '线索核查', '专项检查', '复查']],
  ] as const) {
    const value = test[key]
    if (value === undefined) continue
    if (!Array.isArray(value) || value.length === 0)
      wrong.push(fileIssue([...at, key], `${key} 是列表：${key}: [${isText(value) ? value : known[0]}]`))
    else
      value.forEach((v, i) => {
        if (!(known as readonly unknown[]).includes(v)) wrong.push(fileIssue([...at, key, i], sayNotListed(String(v), known, words)))
      })
  }
  for (const key of ['clean', 'proof'])
    if (key in test && test[key] !== true) wrong.push(fileIssue([...at, key], `${key} 只写 true；不问的就不写`))
  return wrong
}
