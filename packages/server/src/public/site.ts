/**
 * 静态网站 — every public page as a file that any web server can carry and any browser opens from disk: the bureau's own website shows what is public
 * here without running anything (HS-39). The pages are walked by their own links, in one transaction, so that what they say belongs together.
 *
 * Left out: what needs a server (searching, the other type size); a link to something that is not a page of the site leads to the running installation.
 */
import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import type { Reader } from '../db/tx.ts'
import { registerPublicPages } from './pages.ts'

/** More than this is a loop, not a bureau. */
const MOST = 50_000
const attribute = / (href|src|data-bundle)="(\/[^"]*)"/g
const plain = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"')

/** Where a page lies in the export: `/` → index.html, `/scheme` → scheme.html, `/open-data/results.csv` as it is. */
function fileName(path: string, media: string): string {
  const bare = path === '/' ? 'index' : decodeURIComponent(path.slice(1))
  const last = bare.split('/').at(-1) ?? ''
  if (media.startsWith('text/html')) return last.endsWith('.html') ? bare : `${bare}.html`
  return last.includes('.') ? bare : `${bare}.txt`
}
/** From one file to another, by steps that work without a server. */
function relative(from: string, to: string): string {
  const up = from.split('/').length - 1
  return `${'../'.repeat(up)}${to.split('/').map(encodeURIComponent).join('/')}`
}

/** File name → bytes. @law HS-39 HS-05 EZ-04 */
export async function renderSite(reader: Reader<null>): Promise<Map<string, Uint8Array>> {
  const app = Fastify({ routerOptions: { maxParamLength: 200 } })
  await app.register(cookie)
  registerPublicPages(app, reader.env, run => run(reader))
  const found = new Map<string, { media: string; bytes: Uint8Array }>()
  const missing = new Set<string>()
  const year = reader.today.slice(0, 4)
  const todo = ['/', '/scheme', '/items', `/plans/${year}`, '/results', '/checked', '/open-data', '/verify', '/verify.html', '/about']
  try {
    for (let path = todo.shift(); path !== undefined; path = todo.shift()) {
      if (found.has(path) || missing.has(path) || found.size >= MOST) continue
      const reply = await app.inject({ method: 'GET', url: path })
      if (reply.statusCode !== 200) {
        missing.add(path)
        continue
      }
      const media = String(reply.headers['content-type'] ?? 'application/octet-stream')
      found.set(path, { media, bytes: new Uint8Array(reply.rawPayload) })
      if (media.startsWith('text/html'))
        for (const [, , to = ''] of reply.body.matchAll(attribute)) {
          const target = plain(to).split(/[?#]/)[0] ?? '/'
          // Only what can be a file name; anything else stays with the running installation.
          if (/^\/[A-Za-z0-9._/%-]*$/.test(target) && !target.includes('..')) todo.push(target)
        }
    }
  } finally {
    await app.close()
  }
  const names = new Map([...found].map(([path, { media }]) => [path, fileName(path, media)]))
  const files = new Map<string, Uint8Array>()
  for (const [path, { media, bytes }] of found) {
    const name = names.get(path)!
    // The verifier is one file that stands alone already.
    if (!media.startsWith('text/html') || path === '/verify.html') {
      files.set(name, bytes)
      continue
    }
    const text = Buffer.from(bytes)
      .toString('utf8')
      .replace(
        /<form[\s\S]*?<\/form>/g,
        `<p class="note">查询请到在线网站 <a href="${reader.env.publicUrl}/">${reader.env.publicUrl}</a></p>`,
      )
      .replace(/<a class="size"[^>]*>[^<]*<\/a>/g, '')
      .replace(attribute, (_, key: string, to: string) => {
        const [target = '', rest = ''] = plain(to).split(/(?=[?#])/)
        const file = names.get(target)
        const anchor = rest.startsWith('#') ? rest : ''
        return ` ${key}="${file === undefined ? `${reader.env.publicUrl}${to}` : `${relative(name, file)}${anchor}`}"`
      })
    files.set(name, Buffer.from(text))
  }
  return files
}
