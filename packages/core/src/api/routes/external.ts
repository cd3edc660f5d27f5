/** 外部抽取 — a batch drawn on another platform: registered here, not drawn (assurance E). */
import { z } from 'zod'
import { defineRoutes } from '../route.ts'
import { done, instant, text } from './shared.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What the list says, before and after it is registered. Names are shown only to who uploaded the file. */
export const registrationReport = z.object({
  fileName: z.string(),
  sha256: z.string(),
  encoding: z.string(),
  rows: z.number().int(),
  wrong: z.number().int(),
  /** Firms, each one visit. */
  visits: z.number().int(),
  officers: z.number().int(),
  strata: z.array(z.object({ code: z.string(), name: z.string(), taskCode: z.string(), drawn: z.number().int() })),
  /** The first 500 problems, by row. */
  problems: z.array(
    z.object({
      row: z.number().int(),
      column: z.string().nullable(),
      value: z.string(),
      code: z.string(),
      message: z.string(),
      remedy: z.string(),
      severity: z.enum(['error', 'warning']),
    }),
  ),
  /** The first rows as understood, for a look before confirming. */
  sample: z.array(z.object({ row: z.number().int(), code: z.string(), name: z.string(), stratum: z.string(), officers: z.string() })),
  /** The batch, once registered. */
  code: z.string().nullable(),
})

export const externalRoutes = defineRoutes({
  'batch.register': {
    method: 'POST',
    path: '/api/batches/register',
    can: 'batch.register',
    title: '登记外部抽取',
    bodyKind: 'upload',
    /** `check` writes nothing; `apply` writes if `sha256` is that of the checked file and no row is wrong. */
    body: z.object({
      step: z.enum(['check', 'apply']),
      sha256: sha256.nullable(),
      tasks: z.array(z.string().max(40)).min(1).max(50),
      platform: text(80),
      drawnAt: instant,
      /** Who pressed the button there: his name stays inside, his role is public. */
      person: text(40),
      role: text(40),
    }),
    reply: registrationReport,
    reverse: 'batch.withdrawRegistration',
  },
  'batch.withdrawRegistration': {
    method: 'POST',
    path: '/api/batches/:code/registration/withdraw',
    can: 'batch.register',
    title: '撤回外部抽取登记',
    params: z.object({ code: z.string().max(40) }),
    body: z.object({ reason: text(400) }),
    reply: done,
    reverse: 'batch.register',
  },
})
