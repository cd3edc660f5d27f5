/**
 * 一个账号 without a browser: the calls of the route table over real HTTP, with cookies and the CSRF header. For tests that kill servers and
 * therefore must see the difference between an answer and no answer.
 */
import { type RouteName, type Routes, routes } from '@mingcha/core/api'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look at replies of every route.
  readonly body: any
}
interface Request {
  readonly params?: Record<string, string>
  readonly query?: Record<string, string | number>
  readonly body?: unknown
  readonly file?: { readonly name: string; readonly bytes: Uint8Array }
}
export interface Client {
  readonly login: string
  /** The server's answer, or null: the connection broke and the caller does not know what happened. */
  call(name: RouteName, request?: Request): Promise<Answer | null>
}

/** An account signed in at `base`. The session outlives the server process, as a browser's does. */
export async function signInAt(base: string, login: string, password: string): Promise<Client> {
  const jar = new Map<string, string>()
  let csrf = ''
  const call = async (name: RouteName, request: Request = {}): Promise<Answer | null> => {
    const route: Routes[RouteName] = routes[name]
    const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(request.params?.[key] ?? ''))
    const query = new URLSearchParams(Object.entries(request.query ?? {}).map(([k, v]) => [k, String(v)])).toString()
    const form = new FormData()
    if (request.file) form.append('file', new Blob([new Uint8Array(request.file.bytes)]), request.file.name)
    try {
      const reply = await fetch(`${base}${path}${query === '' ? '' : `?${query}`}`, {
        method: route.method,
        headers: {
          cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; '),
          'x-csrf-token': csrf,
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
        ...(request.file && { body: form }),
        signal: AbortSignal.timeout(30_000),
      })
      // An answer counts once it is whole: half of one tells its reader nothing.
      const body = await reply.json()
      for (const set of reply.headers.getSetCookie()) {
        const [pair = ''] = set.split(';')
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      if (typeof body.csrf === 'string') csrf = body.csrf
      return { status: reply.status, body }
    } catch {
      return null
    }
  }
  await call('session.view')
  const reply = await call('session.start', { body: { login, password } })
  if (reply?.status !== 200) throw new Error(`cannot sign in as ${login}: ${JSON.stringify(reply?.body ?? 'no answer')}`)
  return { login, call }
}
