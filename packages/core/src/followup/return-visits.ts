/**
 * 回访 — which visits are called back, and what is asked. The sample is nobody's choice: the order is an HMAC under a key made from the draw's own
 * result and the hashes of the signed records. It cannot be known while the officers are on their way, and anyone can compute it again. @law LY-33
 */
import { encodeUtf8 } from '../base/bytes.ts'
import { hmacSha256Hex, sha256 } from '../base/hash.ts'

export interface ReturnCandidate {
  readonly number: string
  /** SHA-256 of the signed record; null where a record was made before records were signed. */
  readonly recordSha256: string | null
}

const byNumber = (a: ReturnCandidate, b: ReturnCandidate) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0)

/** SHA-256 over the hash of the draw's result and one line `number record-hash` for each visit, by number. */
export function returnKey(resultSha256: string, candidates: readonly ReturnCandidate[]): Uint8Array {
  const lines = [...candidates].sort(byNumber).map(c => `${c.number} ${c.recordSha256 ?? '-'}\n`)
  return sha256(encodeUtf8(`mingcha/return/v1\n${resultSha256}\n${lines.join('')}`))
}

/** How many of `count` are called back: the percentage rounded up, at least one; none of none. */
export const returnCount = (count: number, percent: number): number =>
  count === 0 ? 0 : Math.max(1, Math.floor((count * percent + 99) / 100))

/** The numbers to call back, in their drawn order. @law LY-33 */
export function pickReturnVisits(resultSha256: string, candidates: readonly ReturnCandidate[], percent: number): string[] {
  const key = returnKey(resultSha256, candidates)
  return candidates
    .map(c => ({ number: c.number, ticket: hmacSha256Hex(key, `return|${c.number}`) }))
    .sort((a, b) => (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0))
    .slice(0, returnCount(candidates.length, percent))
    .map(c => c.number)
}

/** The fixed questions on the conduct of the officers; `bad` is the answer that points to misconduct. @law LY-33 */
export const returnQuestions = [
  { code: 'certificates', text: '检查人员是否主动出示执法证件？', bad: 'no' },
  { code: 'notice', text: '是否收到或当场看到行政检查通知书，知道为什么检查？', bad: 'no' },
  { code: 'onlyItems', text: '检查内容是否限于通知书和清单所列事项？', bad: 'no' },
  { code: 'gift', text: '检查人员是否收受礼品礼金、收取费用或接受宴请？', bad: 'yes' },
  { code: 'disturbed', text: '检查是否妨碍了正常生产经营？', bad: 'yes' },
  { code: 'rude', text: '检查人员是否态度粗暴、刁难企业？', bad: 'yes' },
] as const
export type ReturnQuestion = (typeof returnQuestions)[number]['code']
export type ReturnAnswer = 'yes' | 'no' | 'unclear'
export const returnAnswerNames: Readonly<Record<ReturnAnswer, string>> = { yes: '是', no: '否', unclear: '说不清' }

/** The questions whose answer points to misconduct. @law LY-33 */
export const misconductOf = (answers: Readonly<Record<ReturnQuestion, ReturnAnswer>>): { code: ReturnQuestion; says: string }[] =>
  returnQuestions.filter(q => answers[q.code] === q.bad).map(q => ({ code: q.code, says: `${q.text}${returnAnswerNames[q.bad]}` }))
