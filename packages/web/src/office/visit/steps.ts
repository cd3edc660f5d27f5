/** 检查的步骤 — in the order an officer takes them; which are asked depends on the method. Each gap of the record belongs to one. */
import type { Gap } from '@mingcha/core/inspection'

export type StepKey = 'opening' | 'entry' | 'offSite' | 'checklist' | 'evidence' | 'service' | 'result' | 'signature' | 'send'
export type VisitMethod = 'on-site' | 'off-site' | 'other'

export const stepNames: Readonly<Record<StepKey, string>> = {
  opening: '亮证告知',
  entry: '扫码入企',
  offSite: '非现场核查',
  checklist: '检查表',
  evidence: '问题与取证',
  service: '服务与诉求',
  result: '结果',
  signature: '签字',
  send: '送签',
}

export const stepsOf = (method: VisitMethod): readonly StepKey[] =>
  method === 'off-site'
    ? ['offSite', 'service', 'result', 'send']
    : method === 'other'
      ? ['checklist', 'evidence', 'service', 'result', 'signature', 'send']
      : ['opening', 'entry', 'checklist', 'evidence', 'service', 'result', 'signature', 'send']

/** The step where a gap is filled. */
export function stepOfGap({ at }: Pick<Gap, 'at'>): StepKey {
  if (at.includes('|')) return 'checklist'
  const field = at.split('.')[0]
  if (field === 'offSite') return 'offSite'
  if (field === 'service') return 'service'
  return field === 'signature' ? 'signature' : 'result'
}

/** Element id of a field, so that a gap can lead to it. */
export const fieldId = (at: string): string => `at-${at.replace(/[^\p{L}\p{N}]+/gu, '-')}`
