/**
 * 错误目录 — every refusal the product can give: code → status, 中文 sentence that says what to do, English sentence, and who can fix it.
 * Codes are `area.problem`, never reused. `docs/errors.md` is generated from here and CI fails on a difference.
 */
import type { Problem } from '../base/result.ts'
import { accessErrors } from './errors/access.ts'
import { documentErrors } from './errors/documents.ts'
import { drawErrors } from './errors/draw.ts'
import { drawCoreErrors } from './errors/draw-core.ts'
import { externalErrors } from './errors/external.ts'
import { fieldworkErrors } from './errors/fieldwork.ts'
import { followupErrors } from './errors/followup.ts'
import { logErrors } from './errors/log.ts'
import { operateErrors } from './errors/operate.ts'
import { registryErrors } from './errors/registry.ts'
import { resultErrors } from './errors/results.ts'
import type { ErrorEntry } from './errors/shared.ts'

export const errors = {
  ...accessErrors,
  ...registryErrors,
  ...drawErrors,
  ...drawCoreErrors,
  ...externalErrors,
  ...fieldworkErrors,
  ...documentErrors,
  ...followupErrors,
  ...resultErrors,
  ...logErrors,
  ...operateErrors,
} as const
export type ErrorCode = keyof typeof errors
export type { ErrorEntry } from './errors/shared.ts'

/** The entry of a problem; an unknown code is a bug, shown as `server.fault`. */
export function errorEntry(code: string): ErrorEntry {
  return (errors as Record<string, ErrorEntry>)[code] ?? errors['server.fault']
}

/** Fill `{param}` placeholders. A missing param prints as “—”, never as a placeholder. */
export function fillSentence(sentence: string, problem: Problem): string {
  return sentence.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = problem[key]
    return value === undefined || value === null ? '—' : Array.isArray(value) ? value.join('、') : String(value)
  })
}
