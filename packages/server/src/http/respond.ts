/** A refusal as the client sees it: `{error: {code, sentence, english, who, …params}}` with the catalogue's status. */
import { errorEntry, fillSentence } from '@mingcha/core/api'
import type { Problem } from '@mingcha/core/base'

export interface ErrorReply {
  readonly error: Problem & { readonly sentence: string; readonly english: string; readonly who: string }
}

export function refusal(problem: Problem): { status: number; body: ErrorReply } {
  const entry = errorEntry(problem.code)
  return {
    status: entry.status,
    body: {
      error: {
        ...problem,
        sentence: fillSentence(entry.zh, problem),
        english: fillSentence(entry.en, problem),
        who: fillSentence(entry.who, problem),
      },
    },
  }
}
