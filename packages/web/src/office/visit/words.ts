/** 检查用词 — the short words of states, methods and notices that several pages share. */
import type { VisitState } from '@mingcha/core/inspection'
import { pathOf } from '../../api/client.ts'
import type { MarkTone } from '../parts/facts.tsx'

export const methodNames = { 'on-site': '现场检查', 'off-site': '非现场检查', other: '其他方式' } as const
export const halfNames = { am: '上午', pm: '下午' } as const
export const noticeNames = { before: '检查前送达', 'on-arrival': '到场时送达', exempt: '不发通知' } as const
export const kindNames = { random: '随机抽查', targeted: '针对性检查', recheck: '复查' } as const

/** Where a visit comes from; the origin's own words often begin with the kind already. */
export function sourceOf(kind: keyof typeof kindNames, says: string | undefined): string {
  if (!says) return kindNames[kind]
  return says.startsWith(kindNames[kind]) ? says : `${kindNames[kind]}：${says}`
}

export const stateTones: Readonly<Record<VisitState, MarkTone>> = {
  waiting: 'wait',
  unfilled: 'stop',
  scheduled: 'now',
  approved: 'now',
  started: 'now',
  signing: 'now',
  done: 'done',
  closed: 'done',
  undone: 'stop',
  replaced: 'plain',
  cancelled: 'plain',
}

/** `4月20日 周一 上午`. */
export function shortDay(on: string | null, half?: 'am' | 'pm' | null): string {
  if (on === null) return '—'
  const [, month, date] = on.split('-').map(Number)
  const weekday = '日一二三四五六'[new Date(`${on}T00:00:00Z`).getUTCDay()]
  return `${month}月${date}日 周${weekday}${half ? ` ${halfNames[half]}` : ''}`
}

/** 审批表和通知书 of the chosen visits, as one file. */
export const papersHref = (ids: readonly string[], format: 'pdf' | 'docx'): string =>
  pathOf('visit.papers', { query: { ids: ids.join(','), format } })
/** 检查文书, from the record as it stands. */
export const documentsHref = (id: string, format: 'pdf' | 'docx'): string =>
  pathOf('visit.documents', { params: { id }, query: { format } })
