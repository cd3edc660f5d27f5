/**
 * 非随机检查的情形 — on what ground a check may be made that was not drawn. A scheme that lists its grounds is taken at its word, and what is not in its
 * list has to be drawn; a scheme that is silent has the common ones. 企业申请 and 整改复查 are always open: they are no choice of the bureau's.
 */
import { err, ok, type Result } from '../base/result.ts'
import type { NonRandomGround, Scheme } from './scheme-schema.ts'

export interface TargetedGround {
  readonly code: string
  /** The scheme's own words. */
  readonly text: string
  /** evidence: a document that shows it; order: a named written order; approval: words, and the head's approval that every visit needs. */
  readonly needs: NonRandomGround['needs']
  readonly law: readonly string[]
}

/** Where the scheme is silent. @law SJZ-32 SJZ-87 */
const common: readonly TargetedGround[] = [
  { code: 'complaint', text: '投诉举报', needs: 'approval', law: ['SJZ-32'] },
  { code: 'assigned', text: '领导交办', needs: 'order', law: ['SJZ-87'] },
  { code: 'superior', text: '上级部门转办交办', needs: 'approval', law: ['SJZ-32'] },
  { code: 'handed-over', text: '其他部门移送案件', needs: 'approval', law: ['SJZ-32'] },
  { code: 'emergency', text: '突发环境事件', needs: 'approval', law: ['SJZ-32'] },
  { code: 'nuclear', text: '核安全检查', needs: 'approval', law: ['SJZ-32'] },
  { code: 'data', text: '数据分析或监测发现的问题线索', needs: 'approval', law: ['SJZ-32'] },
]
/** @law A-17 SJZ-72 */
const always: readonly TargetedGround[] = [
  { code: 'request', text: '企业申请', needs: 'approval', law: ['A-17'] },
  { code: 'recheck', text: '整改复查', needs: 'approval', law: ['SJZ-72', 'A-17'] },
]

/** @law SJZ-32 SJZ-87 JX-10 JX-11 JX-12 JX-13 JX-14 JX-15 JX-16 JX-17 JX-18 EZ-16 X-06 */
export const targetedGrounds = (scheme: Scheme): readonly TargetedGround[] => [...(scheme.nonRandom ?? common), ...always]

/**
 * May a check be opened on this ground? `proof`: 文号 or name of what shows it; a lead on file shows it by itself.
 * Errors: `visit.ground` {grounds}, `visit.ground_document` {ground, what}.
 * @law SJZ-32 SJZ-87 JX-18 JX-60 EZ-16
 */
export function checkGround(scheme: Scheme, code: string, proof: string, onLead: boolean): Result<TargetedGround> {
  const grounds = targetedGrounds(scheme)
  const ground = grounds.find(g => g.code === code)
  if (ground === undefined) return err({ code: 'visit.ground', grounds: grounds.map(g => g.text) })
  if (ground.needs !== 'approval' && proof.trim() === '' && !onLead)
    return err({ code: 'visit.ground_document', ground: ground.text, what: ground.needs === 'order' ? '有署名的书面交办单' : '佐证材料' })
  return ok(ground)
}

/** The ground of a check that follows from a lead, where the scheme has the usual one; else 履职发现, or the catch-all, or null. @law LY-22 JX-16 */
export function groundForLead(scheme: Scheme, usual: string): string | null {
  const codes = targetedGrounds(scheme).map(g => g.code)
  return [usual, 'found', 'other'].find(code => codes.includes(code)) ?? null
}
