/**
 * 线索 — where a clue may come from and what may be done with it. A lead never counts toward a quota; a targeted check that follows from one is neither
 * random nor capped. @law LY-22 HS-36
 */
import { nonRandomCodes } from '../scheme/scheme-schema.ts'

export const leadOrigins = [
  'complaint',
  'assigned',
  'superior',
  'handed-over',
  'emergency',
  'nuclear',
  'data',
  'inspection',
  'return-visit',
] as const
export type LeadOrigin = (typeof leadOrigins)[number]

export const leadOriginNames: Readonly<Record<LeadOrigin, string>> = {
  complaint: '投诉举报',
  assigned: '领导交办',
  superior: '上级转办交办',
  'handed-over': '其他部门移送',
  emergency: '突发环境事件',
  nuclear: '核安全',
  data: '数据分析或非现场监管发现',
  inspection: '检查中发现（清单以外）',
  'return-visit': '回访',
}

/** The ground of the targeted check, where the origin is one. */
export const groundOfOrigin: Readonly<Record<LeadOrigin, CheckGround>> = {
  complaint: 'complaint',
  assigned: 'assigned',
  superior: 'superior',
  'handed-over': 'handed-over',
  emergency: 'emergency',
  nuclear: 'nuclear',
  data: 'data',
  inspection: 'assigned',
  'return-visit': 'assigned',
}
/** Every ground a check that was not drawn may have: those of the schemes, 企业申请 and 整改复查. Which of them a bureau has is its scheme's. */
export const checkGrounds = [...nonRandomCodes, 'request', 'recheck'] as const
export type CheckGround = (typeof checkGrounds)[number]

export const disposalNames = { hand: '转办', transfer: '移送其他部门', check: '转检查', none: '不予处理' } as const
export type DisposalKind = keyof typeof disposalNames

/**
 * What may be done with a lead. On a firm of the 正面清单 a clue is followed by a check on site at once: it is not put aside.
 * @law HS-36 LY-22
 */
export const disposalsOf = (positiveList: boolean): readonly DisposalKind[] =>
  positiveList ? ['check', 'hand', 'transfer'] : ['hand', 'check', 'transfer', 'none']
