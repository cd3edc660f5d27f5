/** What a feature implements: one handler for each route of the table, a reader for a GET and a transaction for a POST. */
import type { Actor } from '@mingcha/core/access'
import type { BodyOf, ParamsOf, QueryOf, ReplyOf, RouteName, Routes } from '@mingcha/core/api'
import type { Result } from '@mingcha/core/base'
import type { Reader, Tx } from '../db/tx.ts'

export interface Upload {
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Buffer
}
/** Bytes for the browser to save or show. */
export interface FileReply {
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** Shown in the browser's own viewer. Only for a type that runs no script of ours or anyone's: PDF. */
  readonly inline?: boolean
}
/** The session of this request, where a handler must touch it. Cookies are set only after commit. */
export interface Io {
  readonly sessionToken: string | null
  readonly csrf: string
  readonly ip: string
  setSession(token: string, expiresAt: string): void
  clearSession(): void
}

type ActorFor<N extends RouteName> = Routes[N] extends { can: 'public' } ? Actor | null : Actor
type UploadFor<N extends RouteName> = Routes[N] extends { bodyKind: 'upload' } ? Upload : undefined
type Answer<N extends RouteName> = Routes[N] extends { replyKind: 'file' } ? FileReply : ReplyOf<Routes[N]>

export interface Input<N extends RouteName> {
  readonly params: ParamsOf<Routes[N]>
  readonly query: QueryOf<Routes[N]>
  readonly body: BodyOf<Routes[N]>
  readonly upload: UploadFor<N>
  readonly io: Io
}

export type Handler<N extends RouteName> = Routes[N] extends { method: 'GET' }
  ? (reader: Reader<ActorFor<N>>, input: Input<N>) => Promise<Result<Answer<N>>>
  : (tx: Tx<ActorFor<N>>, input: Input<N>) => Promise<Result<Answer<N>>>

export type Handlers = { readonly [N in RouteName]: Handler<N> }
/** One feature's share of the table: `satisfies HandlersFor<'plan.view' | 'plan.publish'>`. */
export type HandlersFor<N extends RouteName> = Pick<Handlers, N>
