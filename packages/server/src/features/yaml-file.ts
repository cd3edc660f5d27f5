/** A YAML file as people write it: parsed without tags or aliases bombs, and able to tell the line of a path, so that an error can name it. */
import { err, ok, type Result } from '@mingcha/core/base'
import { isScalar, LineCounter, parseDocument, stringify, visit } from 'yaml'
import { isStorable } from '../db/storable-text.ts'

export interface ParsedYaml {
  readonly plain: unknown
  /** The text with the values at these paths replaced; everything else, comments and order included, stays. A path that is not there is left out. */
  withValues(edits: readonly { readonly path: readonly (string | number)[]; readonly value: string | number | boolean }[]): string
  /** Line (from 1) where the value at this path stands, or of the nearest parent that is there. */
  lineOf(path: readonly (string | number)[]): number
}

/** Errors: {line, why}. */
export function parseYaml(text: string): Result<ParsedYaml, { line: number; why: string }> {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, schema: 'core', merge: false, uniqueKeys: true })
  const first = doc.errors[0]
  if (first) return err({ line: lines.linePos(first.pos[0]).line, why: first.message.split('\n')[0] ?? first.code })
  const unfit = firstUnstorable(doc)
  if (unfit !== undefined) return err({ line: lines.linePos(unfit).line, why: '含有无法保存的字符（NUL 或残缺的字），请删去' })
  let plain: unknown
  try {
    plain = doc.toJS({ maxAliasCount: 20 })
  } catch (e) {
    return err({ line: 1, why: (e as Error).message })
  }
  return ok({
    plain,
    withValues: edits => {
      // Written into the source text, last first: a reprint of the document would move comments and break lines.
      const spots = edits.flatMap(({ path, value }) => {
        const node = doc.getIn(path, true) as { range?: [number, number, number] | null; value?: unknown } | undefined
        return isScalar(node) && node.range
          ? [{ from: node.range[0], to: node.range[1], text: stringify(value, { lineWidth: 0 }).trimEnd() }]
          : []
      })
      return spots.sort((a, b) => b.from - a.from).reduce((out, s) => out.slice(0, s.from) + s.text + out.slice(s.to), text)
    },
    lineOf: path => {
      for (let n = path.length; n >= 0; n--) {
        const node = n === 0 ? doc.contents : doc.getIn(path.slice(0, n), true)
        const range = (node as { range?: [number, number, number] | null } | undefined)?.range
        if (range) return lines.linePos(range[0]).line
      }
      return 1
    },
  })
}

/** Offset of the first scalar that an escape (`"\0"`) filled with what a database cannot hold. */
function firstUnstorable(doc: Parameters<typeof visit>[0]): number | undefined {
  let at: number | undefined
  visit(doc, {
    Scalar: (_, node) => {
      if (typeof node.value !== 'string' || isStorable(node.value)) return undefined
      at = node.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return at
}
