/**
 * 后续处置的种类 — the seven ways a problem is carried on after the check, what each may be opened with, and which are offered first. A kind is closed
 * only by its own evidence (`closing.ts`); nothing here closes anything.
 */
import { z } from 'zod'

export const followUpKinds = ['on-spot', 'rectify', 'case', 'transfer', 'judicial', 'credit', 'on-site'] as const
export type FollowUpKind = (typeof followUpKinds)[number]

export const followUpKindNames: Readonly<Record<FollowUpKind, string>> = {
  'on-spot': '当场改正',
  rectify: '责令改正',
  case: '立案查处',
  transfer: '移送其他部门',
  judicial: '移送司法机关',
  credit: '信用报送',
  'on-site': '转现场检查',
}

/** The clause each kind stands on. */
export const followUpKindLaw: Readonly<Record<FollowUpKind, readonly string[]>> = {
  'on-spot': ['SJZ-72'],
  rectify: ['SJZ-72'],
  case: ['SJZ-60', 'SJZ-73', 'JX-69', 'EZ-49'],
  transfer: ['SJZ-61', 'HS-28', 'JX-69'],
  judicial: ['SJZ-61', 'HS-28', 'JX-69', 'EZ-49'],
  credit: ['JX-53', 'EZ-55'],
  'on-site': ['HS-36'],
}

const words = (max: number) => z.string().trim().max(max)
const day = z.iso.date()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What may already be known when a follow-up is opened; what is not known yet comes as a step. */
const openings = {
  'on-spot': z.object({ correctedOn: day.nullable().default(null), evidence: z.array(sha256).max(40).default([]) }),
  rectify: z.object({ documentNumber: words(80).default(''), servedOn: day.nullable().default(null) }),
  case: z.object({ caseNumber: words(80).default(''), filedOn: day.nullable().default(null) }),
  transfer: z.object({ recipient: words(80).default(''), documentNumber: words(80).default(''), sentOn: day.nullable().default(null) }),
  judicial: z.object({ recipient: words(80).default(''), documentNumber: words(80).default(''), sentOn: day.nullable().default(null) }),
  credit: z.object({ platform: words(80).default(''), sentOn: day.nullable().default(null) }),
  'on-site': z.object({ linkedVisit: z.uuid().nullable().default(null) }),
} as const satisfies Record<FollowUpKind, z.ZodType>
export type OpeningDetail = { readonly [K in FollowUpKind]: z.output<(typeof openings)[K]> }

/** The opening detail of a kind; null when it cannot be read as one. Unknown fields are left out. */
export function readOpening<K extends FollowUpKind>(kind: K, detail: unknown): OpeningDetail[K] | null {
  const read = openings[kind].safeParse(detail ?? {})
  return read.success ? (read.data as OpeningDetail[K]) : null
}

export type Severity = 'none' | 'minor' | 'ordinary' | 'serious'
export const severityNames: Readonly<Record<Severity, string>> = { none: '无', minor: '轻微', ordinary: '一般', serious: '严重' }

const offers: Readonly<Record<Severity, readonly FollowUpKind[]>> = {
  none: ['rectify', 'on-spot', 'case', 'transfer', 'judicial', 'credit', 'on-site'],
  minor: ['on-spot', 'rectify', 'case', 'transfer', 'credit', 'on-site', 'judicial'],
  ordinary: ['rectify', 'case', 'on-spot', 'transfer', 'credit', 'on-site', 'judicial'],
  serious: ['case', 'judicial', 'transfer', 'rectify', 'credit', 'on-site'],
}

/**
 * The kinds in the order in which they are offered. A serious violation is offered 立案 first and 当场改正 not at all: it does not end with a photo.
 * @law SJZ-72 SJZ-73
 */
export const offeredKinds = (severity: Severity | null): readonly FollowUpKind[] => offers[severity ?? 'none']
