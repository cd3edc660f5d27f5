/** 匹配 — lawful, optimal, unique and in its one form, checked by the published potentials without a solver; and why slots stay empty (§6). */
import {
  buildNetwork,
  checkCertificate,
  type Filling,
  listUnfilled,
  type Network,
  parseEntries,
  printUnfilled,
  readFilling,
  readPotentials,
} from '@mingcha/core/draw'
import type { CheckName } from './catalogue.ts'
import { reportUnread } from './check-lists.ts'
import { readSeed } from './check-result.ts'
import type { Reading } from './read-bundle.ts'
import { type Findings, say } from './report.ts'

const LETTERS = ['assign.optimal', 'assign.unique', 'potentials.canonical'] as const
/** Unfilled slots times arcs: beyond it cuts are refused, not computed. */
const MAX_CUT_STEPS = 2 ** 36

export function checkAssignment(reading: Reading, findings: Findings): undefined {
  const net = readNetwork(reading, findings)
  const at = net === undefined ? undefined : readAssign(reading, net, findings)
  if (net === undefined || at === undefined) {
    for (const letter of LETTERS) findings.blocked(letter, 'assign.format')
    if (reading.potentials === undefined) reportUnread(reading, 'potentials.txt', 'potentials.canonical', findings)
    findings.blocked('unfilled.cuts', 'assign.format')
    return
  }
  checkPotentials(reading, net, at, findings)
  checkCuts(reading, net, at, findings)
}

function readNetwork(reading: Reading, findings: Findings): Network | undefined {
  const { selected, slots, roster, barred, pairs } = reading
  const seed = readSeed(reading)
  const block = (premise: CheckName): undefined => findings.blocked('assign.format', premise)
  if (seed === undefined) return block('seed.transcript')
  if (selected === undefined) return block('selected.order')
  if (slots === undefined) return block('slots.format')
  if (roster === undefined) return block('roster.format')
  if (barred === undefined) return block('barred.format')
  if (pairs === undefined) return block('pairs.format')
  const net = buildNetwork({ seed, selected, slots, roster, barred, pairs })
  if (net.ok) return net.value
  findings.fail('bundle.bounds', say('席位与人员的组合超出限度', 'Slots times inspectors beyond bounds'))
  return block('bundle.bounds')
}

function readAssign(reading: Reading, net: Network, findings: Findings): Filling | undefined {
  if (reading.assign === undefined) return reportUnread(reading, 'assign.txt', 'assign.format', findings)
  const at = readFilling(net, reading.assign)
  if (at.ok) {
    const filled = at.value.reduce((count, inspector) => count + (inspector < 0 ? 0 : 1), 0)
    findings.pass(
      'assign.format',
      say(
        `${net.ids.length} 家，${at.value.length} 席，配上 ${filled} 席`,
        `${net.ids.length} visits, ${at.value.length} slots, ${filled} filled`,
      ),
    )
    return at.value
  }
  const { id, slot, why } = at.error
  findings.fail('assign.format', say(`${id} ${slot}：${WHY[String(why)] ?? why}`, `${id} ${slot}: ${why}`))
  return undefined
}

const WHY: Readonly<Record<string, string>> = {
  'count of slots': '席位数不对',
  'not the slots of the drawn ids': '不是抽中单位的席位',
  'not on the roster': '不在人员名册中',
  'may not fill this slot': '依规则不得安排在这个席位（单位、专业或回避）',
  'one inspector twice on a visit': '同一人在一次检查中出现两次',
  'above the limit of an inspector': '超过该人员的次数上限',
}

function checkPotentials(reading: Reading, net: Network, at: Filling, findings: Findings): undefined {
  const { potentials } = reading
  const read = potentials === undefined ? undefined : readPotentials(net, potentials)
  if (read === undefined || !read.ok) {
    if (read === undefined) reportUnread(reading, 'potentials.txt', 'potentials.canonical', findings)
    else
      findings.fail('potentials.canonical', say(`节点 ${read.error.node}：${read.error.why}`, `Node ${read.error.node}: ${read.error.why}`))
    findings.blocked('assign.optimal', 'potentials.canonical')
    findings.blocked('assign.unique', 'potentials.canonical')
    return
  }
  const { optimal, unique, canonical, witness } = checkCertificate(net, at, read.value)
  const arcs = net.r.reduce((count, r) => count + (r === 255 ? 0 : 1), 0)
  if (optimal) findings.pass('assign.optimal', say(`${arcs} 条弧的约化费用都不为负`, `No reduced cost among ${arcs} arcs is negative`))
  else findings.fail('assign.optimal', say(`约化费用为负：${witness}`, `Negative reduced cost: ${witness}`))
  if (unique) findings.pass('assign.unique', say('约化费用为零的弧不成环', 'Arcs of reduced cost 0 form no cycle'))
  else if (!optimal) findings.blocked('assign.unique', 'assign.optimal')
  else findings.fail('assign.unique', say(`有同样好的另一种排法，经过 ${witness}`, `Another assignment is as good, through ${witness}`))
  if (canonical) findings.pass('potentials.canonical', say(`${potentials!.length} 个节点`, `${potentials!.length} nodes`))
  else if (!optimal) findings.blocked('potentials.canonical', 'assign.optimal')
  else if (!unique) findings.blocked('potentials.canonical', 'assign.unique')
  else findings.fail('potentials.canonical', say(`节点 ${witness} 不是唯一写法`, `Node ${witness} is not canonical`))
}

/** entries.jsonl begins with one entry for each unfilled slot, each cut true; what follows are changes, which have checks of their own. */
function checkCuts(reading: Reading, net: Network, at: Filling, findings: Findings): undefined {
  const bytes = reading.files.get('entries.jsonl')
  const parsed = bytes === undefined ? undefined : parseEntries(bytes)
  const fail = (zh: string, en: string) => findings.fail('unfilled.cuts', say(zh, en))
  if (parsed === undefined) return fail('没有可读的 entries.jsonl', 'No readable entries.jsonl')
  if (!parsed.ok)
    return fail(
      `entries.jsonl 第 ${parsed.error.line} 行：${parsed.error.why}`,
      `entries.jsonl line ${parsed.error.line}: ${parsed.error.why}`,
    )
  const open = at.reduce((count, inspector) => count + (inspector < 0 ? 1 : 0), 0)
  const lines = parsed.value
  if (lines.length < open) return fail(`未配齐 ${open} 席，只记了 ${lines.length} 条`, `${open} slots unfilled, ${lines.length} entries`)
  if (open * net.r.length > MAX_CUT_STEPS) return fail('未配齐席位过多，不予计算', 'Too many unfilled slots to compute')
  const draw = reading.commit?.draw ?? reading.result?.draw ?? ''
  const wrong = listUnfilled(net, at, draw).findIndex((entry, i) => printUnfilled(entry) !== lines[i])
  if (wrong >= 0) return fail(`entries.jsonl 第 ${wrong + 1} 行与算出的割不同`, `entries.jsonl line ${wrong + 1} is not the cut computed`)
  const changes = lines.length - open
  findings.pass('unfilled.cuts', say(`未配齐 ${open} 席，其后变更 ${changes} 条`, `${open} slots unfilled, ${changes} later changes`))
}
