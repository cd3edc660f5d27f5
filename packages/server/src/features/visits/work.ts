/** 检查过程中的记录 — sealed while it is made: it names the firm and what was seen there (X-04, ADR 0003). */
import { type Opening, openingSchema, recordSchema, type VisitRecord } from '@mingcha/core/inspection'
import { z } from 'zod'
import type { Seal } from '../../ports/seal.ts'

const workSchema = z.object({
  opening: openingSchema.nullable(),
  /** The items as they stood when the check began: later lists do not change the questions. */
  items: z.array(z.object({ code: z.string(), name: z.string(), content: z.array(z.string()), bases: z.array(z.string()) })),
  record: recordSchema,
})
export interface Work {
  readonly opening: Opening | null
  readonly items: readonly CheckedItem[]
  readonly record: VisitRecord
}
export interface CheckedItem {
  readonly code: string
  readonly name: string
  readonly content: readonly string[]
  readonly bases: readonly string[]
}

const purpose = (id: string) => `visit-work|${id}`
export const sealWork = (seal: Seal, id: string, work: Work): Buffer => seal.seal(purpose(id), JSON.stringify(work))
export const openWork = (seal: Seal, id: string, sealed: Buffer): Work => workSchema.parse(JSON.parse(seal.openText(purpose(id), sealed)))

/** 排期: what the sheet for approval says beside day and method. No firm is named in it. */
export const scheduleSchema = z.object({
  methodReason: z.string(),
  notice: z.enum(['before', 'on-arrival', 'exempt']),
  noticeGround: z.string(),
  sameFirmReason: z.string(),
  lateReason: z.string(),
  opinion: z.string().optional(),
})
export type Schedule = z.output<typeof scheduleSchema>

/** The record as it is signed and kept: the same value always gives the same text, also read back from jsonb. */
export const signedSchema = z.object({
  type: z.literal('mingcha/record/v1'),
  number: z.string(),
  subject: z.object({ code: z.string(), name: z.string() }),
  method: z.enum(['on-site', 'off-site', 'other']),
  startedAt: z.string(),
  officers: z.array(z.object({ code: z.string(), name: z.string(), certificate: z.string() })),
  items: workSchema.shape.items,
  opening: openingSchema.nullable(),
  record: recordSchema,
})
export type SignedRecord = z.output<typeof signedSchema>

/** JSON with sorted keys. */
export function printSorted(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(printSorted).join(',')}]`
  return `{${Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${printSorted(v)}`)
    .join(',')}}`
}
