/**
 * Change records — 变更条目: the full entries of a substitute and a reassign in `entries.jsonl`, and what the log holds of them while the draw
 * is sealed (protocol §§5–7, ADR 0006).
 *
 * Promises: canonical bytes only, exactly the keys of the format; `printChange(parse(b))` is `b`. Whether an entry follows from those before
 * it is not asked here: `replayChanges` does that. Refusal: `draw.format` with the line.
 */
import type { JsonValue, Result } from '../base/index.ts'
import { canonicalText, encodeUtf8, err, ok } from '../base/index.ts'
import { sealEntry } from './entries.ts'
import { type FieldReader, isAscending, isDashOr, parseRecord } from './fields.ts'
import { CODE, DRAW, HASH, INSPECTOR, SLOT, SUBJECT } from './grammar.ts'
import type { FormatProblem } from './lists.ts'

export const SUBSTITUTE_TYPE = 'mingcha/substitute/v1'
export const REASSIGN_TYPE = 'mingcha/reassign/v1'

/** 替换事由：注销、迁出、停产、不可抗力. @law EZ-11 A-32 */
export const SUBSTITUTE_GROUNDS = ['DEREGISTERED', 'MOVED', 'SUSPENDED', 'FORCE-MAJEURE'] as const
export type SubstituteGround = (typeof SUBSTITUTE_GROUNDS)[number]

/** 改派事由：患病、回避、补配空缺席位. */
export const REASSIGN_KINDS = ['ILLNESS', 'RECUSAL', 'VACANT'] as const
export type ReassignKind = (typeof REASSIGN_KINDS)[number]

/** 停产和不可抗力替换掉的，进入下一次抽取的第 0 梯次；注销和迁出的不进入. */
export const entersTierZero = (ground: SubstituteGround): boolean => ground === 'SUSPENDED' || ground === 'FORCE-MAJEURE'

/** 替换：`out` leaves one of its strata, the lowest unused reserve of that stratum comes in. */
export interface SubstituteEntry {
  readonly type: typeof SUBSTITUTE_TYPE
  readonly draw: string
  readonly n: string
  readonly stratum: string
  readonly out: string
  /** `-`: the reserve is exhausted, a short draw */
  readonly in: string
  /** six digits, `-` with `in` */
  readonly rank: string
  readonly ground: SubstituteGround
  /** SHA-256 of the document */
  readonly evidence: string
  readonly approver: string
  /** every slot of `in`, by slot; none where `in` was a standing visit already, or is `-` */
  readonly assign: readonly { readonly slot: string; readonly inspector: string }[]
}

/** 改派：slots of the named visits are solved again. */
export interface ReassignEntry {
  readonly type: typeof REASSIGN_TYPE
  readonly draw: string
  readonly n: string
  readonly kind: ReassignKind
  /** `-` with VACANT */
  readonly inspector: string
  /** by byte order */
  readonly ids: readonly string[]
  readonly evidence: string
  readonly approver: string
  /** 上级签字：needed above two changes on one visit, else a token or `-` */
  readonly superior: string
  /** by (id, slot) */
  readonly changes: readonly SlotChange[]
}
export interface SlotChange {
  readonly id: string
  readonly slot: string
  readonly from: string
  readonly to: string
}
export type ChangeEntry = SubstituteEntry | ReassignEntry

const MAX_ITEMS = 2 ** 18
const NUMBER = /^[1-9][0-9]{0,8}$/
const PRINTED_RANK = /^(?!000000)[0-9]{6}$/
const isStratum = (text: string): boolean => text !== '-' && CODE.test(text)

/** One line of `entries.jsonl`, without \n, that tells of a change. */
export function parseChange(line: string): Result<ChangeEntry, FormatProblem> {
  return parseRecord<ChangeEntry>('entries.jsonl', undefined, encodeUtf8(line), r => {
    const type = r.choice('type', [SUBSTITUTE_TYPE, REASSIGN_TYPE])
    const head = {
      draw: r.text('draw', DRAW),
      n: r.text('n', NUMBER),
      evidence: r.text('evidence', HASH),
      approver: r.text('approver', INSPECTOR),
    }
    return type === SUBSTITUTE_TYPE ? { type, ...head, ...readSubstitute(r) } : { type, ...head, ...readReassign(r) }
  })
}

function readSubstitute(r: FieldReader): Omit<SubstituteEntry, 'type' | 'draw' | 'n' | 'evidence' | 'approver'> {
  const entry = {
    stratum: r.text('stratum', isStratum),
    out: r.text('out', SUBJECT),
    in: r.text('in', isDashOr(SUBJECT)),
    rank: r.text('rank', isDashOr(PRINTED_RANK)),
    ground: r.choice('ground', SUBSTITUTE_GROUNDS),
    assign: r.objects('assign', 0, 99, a => ({ slot: a.text('slot', SLOT), inspector: a.text('inspector', isDashOr(INSPECTOR)) })),
  }
  if (!isAscending(entry.assign.map(a => a.slot))) r.complain('assign', 'not sorted or one twice')
  return entry
}

function readReassign(r: FieldReader): Omit<ReassignEntry, 'type' | 'draw' | 'n' | 'evidence' | 'approver'> {
  const entry = {
    kind: r.choice('kind', REASSIGN_KINDS),
    inspector: r.text('inspector', isDashOr(INSPECTOR)),
    ids: r.texts('ids', 0, MAX_ITEMS, SUBJECT),
    superior: r.text('superior', isDashOr(INSPECTOR)),
    changes: r.objects('changes', 0, MAX_ITEMS, c => ({
      id: c.text('id', SUBJECT),
      slot: c.text('slot', SLOT),
      from: c.text('from', isDashOr(INSPECTOR)),
      to: c.text('to', isDashOr(INSPECTOR)),
    })),
  }
  if (!isAscending(entry.ids)) r.complain('ids', 'not sorted or one twice')
  if (!isAscending(entry.changes.map(c => `${c.id}\t${c.slot}`))) r.complain('changes', 'not sorted or one twice')
  return entry
}

/** The full entry, a line of `entries.jsonl` without \n. */
export const printChange = (entry: ChangeEntry): string => canonicalText(entry as unknown as JsonValue)

/** What the log holds of it: the bytes of the leaf `substitute` or `reassign`. */
export const sealChange = (seed: Uint8Array, entry: ChangeEntry): Uint8Array =>
  sealEntry(seed, entry.type, entry.draw, entry.n, printChange(entry))

/** The changes among the lines of `entries.jsonl`: all after the first `unfilled`, each of this draw under its own number. Error `draw.format` with the line. */
export function parseChanges(lines: readonly string[], unfilled: number, draw: string): Result<ChangeEntry[], FormatProblem> {
  const changes: ChangeEntry[] = []
  const refuse = (line: number, why: string) => err<FormatProblem>({ code: 'draw.format', file: 'entries.jsonl', line, why })
  if (lines.length < unfilled) return refuse(lines.length, 'an unfilled slot without its entry')
  for (let i = unfilled; i < lines.length; i++) {
    const parsed = parseChange(lines[i]!)
    if (!parsed.ok) return refuse(i + 1, parsed.error.why)
    if (parsed.value.draw !== draw) return refuse(i + 1, 'draw: another draw')
    if (parsed.value.n !== String(i + 1)) return refuse(i + 1, 'n: not the number of the line')
    changes.push(parsed.value)
  }
  return ok(changes)
}
