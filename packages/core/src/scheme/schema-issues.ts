/**
 * Turns a refused file into lines a person can act on: where (a path such as `classes[0].grounds[2].when`), and what, in Chinese. The server
 * adds line numbers by looking the path up in the YAML it parsed; core never sees the text of the file.
 */
import type { z } from 'zod'

/** 文件中的一处问题. `path` is empty for the file as a whole. */
export interface FileIssue {
  readonly path: readonly (string | number)[]
  readonly at: string
  readonly message: string
}

/** ['classes', 0, 'name'] → classes[0].name */
export const formatPath = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '')

export const fileIssue = (path: readonly (string | number)[], message: string): FileIssue => ({ path, at: formatPath(path), message })

export const issuesOf = (error: z.ZodError): FileIssue[] => error.issues.flatMap(issue => flatten(issue, []))

function flatten(issue: z.core.$ZodIssue, base: readonly (string | number)[]): FileIssue[] {
  const path = [...base, ...issue.path.filter(step => typeof step !== 'symbol')]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The member meant is the one that came nearest: fewest complaints, then the one that got deepest.
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a))[0]!
    return nearest.flatMap(inner => flatten(inner, path))
  }
  return [fileIssue(path, say(issue))]
}

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map(i => i.path.length))

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: 'true 或 false',
  array: '列表',
  object: '一组键值',
}

function say(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && /received undefined/.test(issue.message)
        ? `缺少这一项，应填${TYPES[issue.expected] ?? issue.expected}`
        : `应为${TYPES[issue.expected] ?? issue.expected}`
    case 'unrecognized_keys':
      return `不认识的键：${issue.keys.join('、')}；请检查拼写`
    case 'invalid_value':
      return `只能取：${issue.values.map(String).join('、')}`
    case 'invalid_union':
      return '不是任何一种允许的写法'
    case 'invalid_format':
      if (issue.format === 'date') return '应为存在的日期，写成 2026-03-01'
      // The schema says in words what to write, where it does; zod's own sentence is English.
      return issue.message.startsWith('Invalid') ? `格式不对，应符合 ${issue.pattern ?? issue.format}` : issue.message
    case 'too_small':
      return issue.origin === 'array'
        ? `至少要有 ${issue.minimum} 行`
        : issue.origin === 'string'
          ? '不能为空'
          : `不能小于 ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'string' ? `不能超过 ${issue.maximum} 个字` : `不能大于 ${issue.maximum}`
    default:
      return issue.message
  }
}
