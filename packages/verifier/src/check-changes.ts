/**
 * 变更 — every substitute and reassign of `entries.jsonl`, made again from what happened alone: the next in the reserve, the one optimal team,
 * nothing else moved (§§5–7, ADR 0006). @law EZ-11 A-32 A-29
 */
import type { Result } from '@mingcha/core/base'
import { applyChanges, type ChangeEntry, type DrawState, parseChanges, parseEntries } from '@mingcha/core/draw'
import { readSeed } from './check-result.ts'
import type { Reading } from './read-bundle.ts'
import { type Findings, type Sentence, say } from './report.ts'

/** The state of the draw after its changes; `undefined` where it cannot be known. */
export function checkChanges(reading: Reading, findings: Findings): DrawState | undefined {
  const changes = readFormats(reading, findings)
  if (changes === undefined) return findings.blocked('changes.replay', 'changes.format')
  const state = findings.failed('assign.format') ? undefined : replayBundle(reading, changes)
  if (state === undefined) return findings.blocked('changes.replay', 'assign.format')
  if (!state.ok) return findings.fail('changes.replay', explainRefusal(state.error))
  const { visits, out } = state.value
  const short = changes.filter(e => 'in' in e && e.in === '-').length
  findings.pass(
    'changes.replay',
    say(
      `变更 ${changes.length} 条，应查 ${visits.size} 家，被替换 ${out.size} 家，候补不足 ${short} 处`,
      `${changes.length} changes, ${visits.size} visits stand, ${out.size} substituted, ${short} without a reserve`,
    ),
  )
  return state.value
}

function readFormats(reading: Reading, findings: Findings): ChangeEntry[] | undefined {
  const { assign } = reading
  const bytes = reading.files.get('entries.jsonl')
  const draw = reading.commit?.draw ?? reading.result?.draw
  const lines = bytes === undefined ? undefined : parseEntries(bytes)
  if (lines === undefined) return findings.fail('changes.format', say('没有可读的 entries.jsonl', 'No readable entries.jsonl'))
  if (draw === undefined) return findings.blocked('changes.format', 'commit.format')
  if (assign === undefined) return findings.blocked('changes.format', 'assign.format')
  const changes = lines.ok ? parseChanges(lines.value, assign.filter(row => row.inspector === '-').length, draw) : lines
  if (!changes.ok) {
    const { line, why } = changes.error
    return findings.fail('changes.format', say(`entries.jsonl 第 ${line} 行：${why}`, `entries.jsonl line ${line}: ${why}`))
  }
  findings.pass('changes.format', say(`变更 ${changes.value.length} 条`, `${changes.value.length} changes`))
  return changes.value
}

/** `undefined` where a list cannot be read. */
export function replayBundle(reading: Reading, changes: readonly ChangeEntry[]): Result<DrawState> | undefined {
  const { commit, result, selected, slots, roster, barred, pairs, assign } = reading
  const seed = readSeed(reading)
  const draw = (commit ?? result)?.draw
  if (!draw || !seed || !selected || !slots || !roster || !barred || !pairs || !assign) return undefined
  return applyChanges({ draw, seed, selected, slots, roster, barred, pairs, assign }, changes)
}

function explainRefusal({ code, n, why }: { readonly code: string; readonly n?: unknown; readonly why?: unknown }): Sentence {
  if (code !== 'draw.change_refused') return say(`无法重排：${code}`, `Cannot be made again: ${code}`)
  return say(`第 ${n} 条：${WHY[String(why)] ?? `${why} 与重算不同`}`, `Entry ${n}: ${why}`)
}

const WHY: Readonly<Record<string, string>> = {
  in: '递补的不是名次最前的候补',
  rank: '递补的不是名次最前的候补',
  stratum: '没有按分层依次替换',
  out: '同一家的替换中插入了别的条目',
  type: '同一家的替换中插入了别的条目',
  missing: '该家在其他分层的替换没有记录',
  assign: '检查组不是规则下的唯一最优解',
  changes: '改派不是规则下的唯一最优解',
  'draw.change_not_standing': '所涉对象不在应查名单中，或已被替换',
  'draw.change_inspector': '人员不在名册中',
  'draw.change_ids': '所列检查数目不对',
  'draw.change_not_held': '该人员不在所列检查组中',
  'draw.change_not_open': '所列检查没有空缺席位',
  'draw.change_nothing': '没有改变任何席位',
  'draw.superior_needed': '同一检查变更超过两次，没有上级签字',
  'draw.superior_same': '上级签字人与批准人相同',
  'draw.too_large': '运算量超出限度',
  'draw.tie': '有同样好的另一种排法',
}
