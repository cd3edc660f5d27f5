/**
 * Turns a refused file into lines a person can act on: where (a path such as `classes[0].grounds[2].when`), and what to write, in Chinese. The server
 * adds line numbers by looking the path up in the YAML it parsed; core never sees the text of the file.
 *
 * The known keys, the words of a choice and the examples come from the schema itself: nothing here has to be changed when the language grows.
 */
import { z } from 'zod'
import { findConditionMistakes } from './condition-issues.ts'
import { type FileIssue, fileIssue } from './file-issue.ts'
import { notACondition, sayNotListed, sayUnknownKey, showExample, toHalfWidth } from './schema-words.ts'

/** The plain object of a file by a schema, or every issue of its shape. */
export function parseFile<Schema extends z.ZodType>(
  schema: Schema,
  plain: unknown,
): { readonly ok: true; readonly value: z.output<Schema> } | { readonly ok: false; readonly issues: FileIssue[] } {
  const parsed = schema.safeParse(plain, { error: say, reportInput: true })
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, issues: parsed.error.issues.flatMap(i => flatten(i, [])) }
}

type Path = readonly (string | number)[]
type Raw = z.core.$ZodRawIssue
/** Between `say`, which knows the schema, and `flatten`, which knows the path. */
const SEPARATOR = '\u0000'
const UNION = '不是任何一种允许的写法'

function flatten(issue: z.core.$ZodIssue, base: Path): FileIssue[] {
  const path = [...base, ...issue.path.filter(step => typeof step !== 'symbol')]
  if (issue.code === 'unrecognized_keys') {
    const sentences = issue.message.split(SEPARATOR)
    return issue.keys.map((key, i) => fileIssue([...path, key], sentences[i] ?? issue.message))
  }
  if (issue.code === 'invalid_union' && issue.message === notACondition) {
    const found = findConditionMistakes(issue.input, path)
    if (found.length > 0) return found
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && (issue.message === UNION || issue.message === notACondition)) {
    if (issue.input === undefined) return [fileIssue(path, '缺少这一项')]
    // The member meant is the one that costs least to put right.
    const nearest = [...issue.errors].sort((a, b) => costOf(a) - costOf(b) || depth(b) - depth(a))[0]!
    return nearest.flatMap(inner => flatten(inner, path))
  }
  return [fileIssue(path, issue.message)]
}

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map(i => i.path.length))

/** A foreign key says “another form was meant” louder than a wrong value; so does a wrong kind of thing at the top. */
const costOf = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce((n, i) => {
    if (i.code === 'unrecognized_keys') return n + 2 * i.keys.length + 1
    if (i.code === 'invalid_union' && i.errors.length === 0)
      return n + (hasKey(i.input, i.discriminator ?? '') ? 1 : 2 * Object.keys(Object(i.input)).length + 1)
    if (i.path.length > 1) return n + 0.1
    return n + (i.code === 'invalid_type' && i.path.length === 0 ? 5 : 1)
  }, 0)

const hasKey = (input: unknown, key: string): boolean => typeof input === 'object' && input !== null && key in input

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: 'true 或 false',
  array: '列表',
  object: '一组键值',
  record: '一组键值',
}

interface Told {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly enumDescriptions?: readonly string[]
}
const toldOf = (schema: unknown): Told =>
  schema instanceof z.core.$ZodType ? ((z.globalRegistry.get(schema) as Told | undefined) ?? {}) : {}

/** One issue in words, asked by zod where it arises, with the schema at hand. */
function say(issue: Raw): string {
  const told = toldOf(issue.schema ?? issue.inst)
  const example = told.examples?.[0] === undefined ? '' : `，例如 ${showExample(told.examples[0])}`
  switch (issue.code) {
    case 'invalid_type':
      return sayType(issue.input, issue.expected, told, example)
    case 'unrecognized_keys': {
      const known = knownKeys(issue.inst)
      return issue.keys.map(key => sayUnknownKey(key, known, k => hasKey(issue.input, k))).join(SEPARATOR)
    }
    case 'invalid_value':
      return issue.input === undefined
        ? `缺少这一项${told.description ? `（${told.description}）` : ''}；${sayChoices(issue.values, told)}`
        : typeof issue.input === 'object' && issue.input !== null
          ? `只写一个词，${sayChoices(issue.values, told)}`
          : sayNotListed(String(issue.input), issue.values.map(String), told.enumDescriptions)
    case 'invalid_union':
      if (!('discriminator' in issue) || issue.discriminator === undefined) return UNION
      return sayKinds(issue.inst, issue.discriminator, issue.input)
    case 'invalid_format':
      return `格式不对${example}`
    case 'too_small':
      return issue.origin === 'array'
        ? `至少要有 ${issue.minimum} 行${example}`
        : issue.origin === 'string'
          ? `不能为空${example}`
          : `不能小于 ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'array'
        ? `只能有 ${issue.maximum} 个`
        : issue.origin === 'string'
          ? `不能超过 ${issue.maximum} 个字`
          : `不能大于 ${issue.maximum}`
    case 'invalid_key':
      return '键的写法不对：以小写字母开头，只用英文字母、数字和短横线'
    default:
      return issue.message ?? '不符合要求'
  }
}

function sayType(input: unknown, expected: string, told: Told, example: string): string {
  const wanted = TYPES[expected] ?? expected
  if (input === undefined) return `缺少这一项${told.description ? `（${told.description}）` : ''}，应填${wanted}${example}`
  if (input === null) return `冒号后面是空的，应填${wanted}${example}；下面几行若是它的内容，要比它多缩进两格`
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) return `应为文字，要加引号：'${input}'`
  if (expected === 'array' && typeof input !== 'object') return `应为列表，写成 [${input}]`
  if (expected === 'array') return '应为列表：每一行前面加短横线和空格（- ），或者写成 [ … ]'
  if (expected === 'boolean')
    return /^(是|有|yes|y)$/i.test(String(input))
      ? '写成 true'
      : /^(否|无|no|n)$/i.test(String(input))
        ? '写成 false'
        : '应为 true 或 false'
  if ((expected === 'number' || expected === 'int') && typeof input === 'string') {
    const digits = /\d+/.exec(toHalfWidth(input))?.[0]
    return digits === undefined ? `应为${wanted}${example}` : `应为${wanted}，不加引号、百分号和单位：写成 ${digits}`
  }
  if (expected === 'int') return '应为整数，不带小数'
  if (Array.isArray(input) && expected === 'string') return '应为一句文字，不是列表'
  return `应为${wanted}${example}`
}

const sayChoices = (values: readonly unknown[], told: Told): string =>
  `只能取 ${values.map((v, i) => (told.enumDescriptions?.[i] ? `${v}（${told.enumDescriptions[i]}）` : String(v))).join('、')}`

/** The keys an object may have. */
const knownKeys = (schema: unknown): readonly string[] => {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  return schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : []
}

/** The kinds of a discriminated union, each with its few words. */
function sayKinds(schema: unknown, key: string, input: unknown): string {
  const options = schema instanceof z.ZodDiscriminatedUnion ? schema.options : []
  const kinds = options.flatMap(o => [...(o._zod.propValues?.[key] ?? [])].map(v => ({ v: String(v), say: toldOf(o).description ?? '' })))
  const given = hasKey(input, key) ? (input as Record<string, unknown>)[key] : undefined
  if (given === undefined) return `缺少 ${key}；有 ${kinds.map(k => `${k.v}（${k.say}）`).join('、')}`
  return sayNotListed(
    String(given),
    kinds.map(k => k.v),
    kinds.map(k => k.say),
  )
}
