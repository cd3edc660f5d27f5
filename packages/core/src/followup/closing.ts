/**
 * 办结的条件 — what a follow-up still lacks before it may be closed: each gap with its sentence and clause. Nothing closes without evidence, and a
 * penalty does not end before it stands in the credit system.
 */
import type { FollowUpKind } from './kinds.ts'
import { type Step, stepsSinceReopening, validSteps } from './steps.ts'

export interface ClosingGap {
  readonly code: string
  readonly says: string
  readonly law: readonly string[]
}

/** 复查须有两名执法人员；通过须有佐证. */
const stands = (recheck: Step) => recheck.evidence.length > 0 && new Set(recheck.detail.officers as readonly string[] | undefined).size >= 2

/**
 * What is missing; empty: it may be closed. `detail` is what the follow-up was opened with.
 * @law SJZ-60 SJZ-61 SJZ-72 HS-28 JX-53 JX-69 LY-02 EZ-49 EZ-55
 */
export function whatCloses(kind: FollowUpKind, detail: Readonly<Record<string, unknown>>, steps: readonly Step[]): ClosingGap[] {
  const valid = validSteps(steps)
  const fresh = stepsSinceReopening(steps)
  const gaps: ClosingGap[] = []
  const gap = (code: string, says: string, ...law: string[]) => gaps.push({ code, says, law })
  const last = (action: Step['action'], among = valid) => among.findLast(s => s.action === action)
  const needEvidence = (step: Step, says: string, ...law: string[]) => {
    if (step.evidence.length === 0) gap('evidence', says, ...law)
  }
  const before = (first: Step, second: Step, says: string, ...law: string[]) => {
    if (String(second.detail.on) < String(first.detail.on)) gap('order', says, ...law)
  }

  switch (kind) {
    case 'on-spot': {
      const done = last('corrected')
      if (!done) gap('corrected', '还没有登记改正情况', 'SJZ-72')
      else needEvidence(done, '当场改正须附改正后的照片或录像', 'SJZ-72')
      break
    }
    case 'rectify': {
      const recheck = last('rechecked', fresh)
      if (!recheck) gap('rechecked', '还没有复查：整改须由两名执法人员复查', 'SJZ-72')
      else if (recheck.detail.result === 'passed') {
        if (!stands(recheck)) gap('evidence', '复查须有两名执法人员，并附复查的佐证', 'SJZ-72')
      } else if ((recheck.detail.next as { kind?: unknown } | undefined)?.kind !== 'case')
        gap('failed', '最近一次复查没有通过，须再次复查或转立案', 'SJZ-72')
      break
    }
    case 'case': {
      const filed = last('filed')
      const decided = last('decided')
      const sent = last('credit-sent')
      if (!filed) gap('filed', '还没有案号和立案日期', 'SJZ-60', 'JX-69')
      if (!decided) gap('decided', '还没有处理决定（文号、日期、处罚种类和金额，或不予处罚、撤案）', 'SJZ-60', 'EZ-49')
      else {
        needEvidence(decided, '处理决定须附决定书', 'SJZ-60')
        if (filed) before(filed, decided, '处理决定的日期早于立案日期', 'SJZ-60')
        if (decided.detail.outcome === 'penalty') {
          if (!sent) gap('credit-sent', '已作出行政处罚，还没有报送信用信息系统的日期', 'JX-53', 'EZ-55')
          else before(decided, sent, '报送信用信息系统的日期早于处罚决定日期', 'JX-53', 'EZ-55')
        }
      }
      break
    }
    case 'transfer':
    case 'judicial': {
      const law = kind === 'transfer' ? ['SJZ-61', 'HS-28', 'JX-69'] : ['SJZ-61', 'HS-28', 'JX-69', 'EZ-49']
      const sent = last('sent')
      const received = last('received')
      if (!sent) gap('sent', '还没有移送（接收单位、文号、日期）', ...law)
      else needEvidence(sent, '移送须附移送文书', ...law)
      if (!received) gap('received', '还没有接收单位的回执', ...law)
      else if (sent) before(sent, received, '回执日期早于移送日期', ...law)
      break
    }
    case 'credit': {
      const sent = last('credit-sent')
      const received = last('received')
      if (!sent) gap('credit-sent', '还没有报送（平台、日期）', 'JX-53', 'EZ-55')
      if (!received) gap('received', '还没有平台的回执', 'JX-53', 'EZ-55')
      else {
        needEvidence(received, '平台回执须附截图或文件', 'JX-53', 'EZ-55')
        if (sent) before(sent, received, '回执日期早于报送日期', 'JX-53', 'EZ-55')
      }
      break
    }
    case 'on-site':
      if (detail.linkedVisit === null || detail.linkedVisit === undefined) gap('linked', '还没有开立现场检查', 'HS-36')
      else if (!last('visit-closed')) gap('visit-closed', '所转的现场检查还没有办结', 'HS-36')
      break
  }
  // 恢复办理 says that something was not in order: the old papers alone do not close it again.
  if (fresh.length < valid.length && !fresh.some(s => s.action !== 'extension-asked' && s.action !== 'extension-decided'))
    gap('reopened', '恢复办理之后还没有新的办理记录', 'LY-02')
  return gaps
}
