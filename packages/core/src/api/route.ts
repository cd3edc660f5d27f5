/**
 * The route table — one description of every HTTP route, read by the server (validation, authorisation, OpenAPI), by the web client (types by
 * inference, no generated code) and by the tests (what is registered is this table, and nothing else).
 *
 * Promises: a GET never writes; every write is one command in one transaction; every route names its action for `can()`.
 */
import type { z } from 'zod'
import type { Action } from '../access/can.ts'

export type Method = 'GET' | 'POST'

/** How the request body arrives: JSON (default), or one uploaded file; its `body`, if the route has one, is JSON in the form field `data` before it. */
export type BodyKind = 'json' | 'upload'
/** What comes back: JSON (default), or bytes with a file name. */
export type ReplyKind = 'json' | 'file'

export interface Route {
  readonly method: Method
  readonly path: string
  /** The action `can()` decides. `public` needs no session; `session` any signed-in account. */
  readonly can: Action | 'public' | 'session'
  /** 中文名 — shown in OpenAPI and in the event list. */
  readonly title: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly bodyKind?: BodyKind
  readonly reply: z.ZodType
  readonly replyKind?: ReplyKind
  /** 反向操作 — the command that takes this one back, or why there is none. Required for every POST. */
  readonly reverse?: string
}

export const defineRoutes = <const T extends Record<string, Route>>(routes: T): T => routes

export type ParamsOf<R extends Route> = R['params'] extends z.ZodType ? z.output<R['params']> : Record<string, never>
export type QueryOf<R extends Route> = R['query'] extends z.ZodType ? z.output<R['query']> : Record<string, never>
export type BodyOf<R extends Route> = R['body'] extends z.ZodType ? z.output<R['body']> : undefined
export type ReplyOf<R extends Route> = z.output<R['reply']>
/** What a client sends (defaults not yet filled in). */
export type QueryInput<R extends Route> = R['query'] extends z.ZodType ? z.input<R['query']> : Record<string, never>
export type BodyInput<R extends Route> = R['body'] extends z.ZodType ? z.input<R['body']> : undefined
