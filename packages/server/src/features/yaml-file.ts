/** A YAML file as people write it: parsed without tags or aliases bombs, and able to tell the line of a path, so that an error can name it. */
import { err, ok, type Result } from '@mingcha/core/base'
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Scalar, stringify, visit } from 'yaml'
import { isStorable } from '../db/storable-text.ts'
import { findYamlSlip, sayUnreadable } from './yaml-slips.ts'

export interface ParsedYaml {
  readonly plain: unknown
  /** The text with the values at these paths replaced; everything else, comments and order included, stays. A path that is not there is left out. */
  withValues(edits: readonly { readonly path: readonly (string | number)[]; readonly value: string | number | boolean }[]): string
  /** A value stands at this path in one line, so that `withValues` can put another in its place. */
  holds(path: readonly (string | number)[]): boolean
  /** Line (from 1) where the key or the row at this path stands, or of the nearest parent that is there. */
  lineOf(path: readonly (string | number)[]): number
}

/** Errors: {line, why}. */
export function parseYaml(text: string): Result<ParsedYaml, { line: number; why: string }> {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, schema: 'core', merge: false, uniqueKeys: true })
  const first = doc.errors[0]
  if (first) return err(findYamlSlip(text, first, at => lines.linePos(at).line))
  const unfit = firstUnstorable(doc)
  if (unfit !== undefined) return err({ line: lines.linePos(unfit).line, why: '含有无法保存的字符（NUL 或残缺的字），请删去' })
  let plain: unknown
  try {
    plain = doc.toJS({ maxAliasCount: 20 })
  } catch (e) {
    return err(sayUnreadable(text, (e as Error).message))
  }
  return ok({
    plain,
    withValues: edits => {
      // Written into the source text, last first: a reprint of the document would move comments and break lines.
      const spots = edits.flatMap(({ path, value }) => {
        const node = doc.getIn(path, true)
        return isOneLine(node) ? [{ from: node.range[0], to: node.range[1], text: write(value) }] : []
      })
      return spots.sort((a, b) => b.from - a.from).reduce((out, s) => out.slice(0, s.from) + s.text + out.slice(s.to), text)
    },
    holds: path => isOneLine(doc.getIn(path, true)),
    lineOf: path => {
      let node: unknown = doc.contents
      let at = isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0
      for (const step of path) {
        const next = isMap(node)
          ? node.items.find(p => isScalar(p.key) && p.key.value === step)
          : isSeq(node)
            ? node.items[Number(step)]
            : undefined
        if (next === undefined) break
        const spot = isPair(next) ? next.key : next
        at = (spot as { range?: [number, number, number] | null }).range?.[0] ?? at
        node = isPair(next) ? next.value : next
      }
      return lines.linePos(at).line
    },
  })
}

/** A block text (`|`, `>`) ends with its line break and is not written over. */
const isOneLine = (node: unknown): node is Scalar & { range: [number, number, number] } =>
  isScalar(node) && Array.isArray(node.range) && node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED'

/** As it may stand anywhere, inside `{ }` and `[ ]` too: what ends a plain text there, or breaks the line, is quoted. */
const write = (value: string | number | boolean): string =>
  typeof value === 'string' && /[\n,[\]{}]/.test(value) ? JSON.stringify(value) : stringify(value, { lineWidth: 0 }).trimEnd()

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
