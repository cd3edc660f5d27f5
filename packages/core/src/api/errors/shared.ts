/** 错误目录 — the shape of one entry. Sentences may hold `{param}` placeholders filled from the problem. */
export interface ErrorEntry {
  /** HTTP status. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 423 | 429 | 503 | 500
  /** 中文：发生了什么，怎么办。 */
  readonly zh: string
  readonly en: string
  /** 谁能解决。 */
  readonly who: string
  /** Requirement ids the rule stands on. */
  readonly law?: readonly string[]
}
export type ErrorArea = Readonly<Record<string, ErrorEntry>>
