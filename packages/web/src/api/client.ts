/**
 * 接口客户端 — calls the server by route name; types come from the route table by inference, nothing is generated.
 *
 * Promises: a write carries the session's CSRF token; an upload goes as multipart field `file`, with its
 * details before it as JSON in `data`; every refusal, and a broken network, arrives as a
 * `Refusal` that says what happened, what to do and who can. Refuses to invent a sentence of its own where the catalogue has one.
 */
import {
  type BodyInput,
  errorEntry,
  fillSentence,
  type ParamsOf,
  type QueryInput,
  type ReplyOf,
  type RouteName,
  type Routes,
  routes,
} from '@mingcha/core/api'
import type { Problem } from '@mingcha/core/base'

export type Reply<N extends RouteName> = ReplyOf<Routes[N]>

type Needed<Key extends string, T> = [T] extends [undefined]
  ? { readonly [K in Key]?: undefined }
  : // biome-ignore lint/complexity/noBannedTypes: tells an all-optional object from one with required keys
    {} extends T
    ? { readonly [K in Key]?: T }
    : { readonly [K in Key]: T }

/** What a call of this route needs: path params, query, JSON body or a file. Nothing else type-checks. */
export type Input<N extends RouteName> = Needed<'params', ParamsOf<Routes[N]>> &
  Needed<'query', QueryInput<Routes[N]>> &
  Needed<'body', BodyInput<Routes[N]>> &
  (Routes[N] extends { bodyKind: 'upload' } ? { readonly file: File } : { readonly file?: undefined })

/** A refused or failed call. `sentence` is for the person at the desk; `code` is what he reads over the phone. */
export class Refusal extends Error {
  readonly problem: Problem
  readonly sentence: string
  readonly who: string
  readonly status: number
  constructor(problem: Problem, sentence: string, who: string, status: number) {
    super(`${problem.code}: ${sentence}`)
    this.name = 'Refusal'
    this.problem = problem
    this.sentence = sentence
    this.who = who
    this.status = status
  }
  get code(): string {
    return this.problem.code
  }
}

/** Refusals that no server sent. They never reach the server's catalogue. */
const LOCAL = {
  'network.unreachable': {
    zh: '连不上服务器，无法确认操作是否完成。请检查网络，刷新页面看结果后再试。',
    who: '操作人；持续出现请联系系统管理员',
  },
  'network.garbled': { zh: '服务器的回答不完整。请刷新页面看结果后再试。', who: '操作人；持续出现请联系系统管理员' },
} as const

let csrfToken = ''
/** The token of the current session; set whenever a session view arrives. */
export function keepCsrf(token: string): void {
  csrfToken = token
}

/** Path and query of a route, for links and downloads too. */
export function pathOf<N extends RouteName>(name: N, input?: { params?: unknown; query?: unknown }): string {
  const params = (input?.params ?? {}) as Record<string, string>
  const path = routes[name].path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])))
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries((input?.query ?? {}) as Record<string, unknown>))
    if (value !== undefined && value !== null && value !== '') query.set(key, String(value))
  return query.size > 0 ? `${path}?${query}` : path
}

/** Call a route. Throws only `Refusal`. */
export async function call<N extends RouteName>(
  name: N,
  // biome-ignore lint/complexity/noBannedTypes: as in Needed.
  ...[input]: {} extends Input<N> ? [input?: Input<N>] : [input: Input<N>]
): Promise<Reply<N>> {
  const sent = (input ?? {}) as Sent
  try {
    return await send(name, sent)
  } catch (thrown) {
    // Another tab signed in and changed the token. A call refused for its token did nothing, so it is sent once more under the new one.
    if (!(thrown instanceof Refusal) || thrown.code !== 'request.csrf') throw thrown
    keepCsrf((await send('session.view', {})).csrf)
    return send(name, sent)
  }
}

interface Sent {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly file?: File
}

async function send<N extends RouteName>(name: N, sent: Sent): Promise<Reply<N>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  let body: BodyInit | null = null
  if (routes[name].method === 'POST') {
    headers['x-csrf-token'] = csrfToken
    if (sent.file) {
      const form = new FormData()
      if (sent.body !== undefined) form.append('data', JSON.stringify(sent.body))
      form.append('file', sent.file, sent.file.name)
      body = form
    } else if (sent.body !== undefined) {
      headers['content-type'] = 'application/json'
      body = JSON.stringify(sent.body)
    }
  }
  let response: Response
  try {
    response = await fetch(pathOf(name, sent), {
      method: routes[name].method,
      headers,
      body,
      credentials: 'same-origin',
      cache: 'no-store',
    })
  } catch {
    throw localRefusal('network.unreachable', 0)
  }
  if (!response.ok) throw await readRefusal(response)
  try {
    return (await response.json()) as Reply<N>
  } catch {
    throw localRefusal('network.garbled', response.status)
  }
}

/**
 * An upload that tells how far it is. Everything else as `call`: the same refusals, the token asked for once more where it was changed.
 * `told` gets bytes sent and bytes in all.
 */
export async function uploadFile<N extends RouteName>(
  name: N,
  input: Input<N> & { readonly file: File },
  told: (sent: number, total: number) => void,
): Promise<Reply<N>> {
  const once = () =>
    new Promise<Reply<N>>((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('POST', pathOf(name, input))
      request.setRequestHeader('accept', 'application/json')
      request.setRequestHeader('x-csrf-token', csrfToken)
      request.upload.onprogress = e => told(e.loaded, e.total)
      request.onerror = () => reject(localRefusal('network.unreachable', 0))
      request.ontimeout = request.onerror
      request.onload = () => {
        const { status } = request
        const response = new Response(request.responseText, { status })
        if (status < 200 || status > 299) return void readRefusal(response).then(reject)
        response.json().then(resolve, () => reject(localRefusal('network.garbled', status)))
      }
      const form = new FormData()
      form.append('file', input.file, input.file.name)
      request.send(form)
    })
  try {
    return await once()
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'request.csrf') throw thrown
    keepCsrf((await send('session.view', {})).csrf)
    return once()
  }
}

function localRefusal(code: keyof typeof LOCAL, status: number): Refusal {
  return new Refusal({ code }, LOCAL[code].zh, LOCAL[code].who, status)
}

async function readRefusal(response: Response): Promise<Refusal> {
  let error: unknown
  try {
    error = ((await response.json()) as { error?: unknown }).error
  } catch {
    return localRefusal('network.garbled', response.status)
  }
  if (typeof error !== 'object' || error === null || typeof (error as Problem).code !== 'string')
    return localRefusal('network.garbled', response.status)
  const problem = error as Problem
  const entry = errorEntry(problem.code)
  const sentence = typeof problem.sentence === 'string' ? problem.sentence : fillSentence(entry.zh, problem)
  const who = typeof problem.who === 'string' ? problem.who : fillSentence(entry.who, problem)
  return new Refusal(problem, sentence, who, response.status)
}

/** Anything thrown, as a refusal to show. A bug of the page is named as one, with its message for the phone. */
export function asRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new Refusal({ code: 'page.fault' }, `页面出错，操作没有执行（${message}）。请刷新页面后重试。`, '系统管理员', 0)
}
