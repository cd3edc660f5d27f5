/** Shapes that several route areas share. */
import { z } from 'zod'

export const done = z.object({ ok: z.literal(true) })
/** 法定日期 YYYY-MM-DD. */
export const day = z.iso.date()
/** 时刻 — ISO 8601 UTC. */
export const instant = z.iso.datetime()
export const text = (max: number) => z.string().trim().min(1).max(max)
/** Keyset page: pass `next` back as `after`. */
export const page = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().nullable(), total: z.number().int() })
export const pageQuery = { after: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }
/** A legal basis of an item with its validity. */
export const basis = z.object({ law: z.string(), article: z.string(), from: day.nullable(), to: day.nullable() })
/** One gate of a step: satisfied or not, with the clause and who can clear it. */
export const gate = z.object({
  key: z.string(),
  title: z.string(),
  ok: z.boolean(),
  /** Catalogue code when not ok. */
  code: z.string().nullable(),
  sentence: z.string(),
  law: z.array(z.string()),
  who: z.string().nullable(),
})
export type Gate = z.output<typeof gate>
