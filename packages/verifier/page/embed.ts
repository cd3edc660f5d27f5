/**
 * The same verifier inside a server's page: `<div id="mingcha-verify" data-bundle="/draws/CODE/bundle.zip" data-vkey="…">`. With a bundle it
 * fetches that zip from the same origin and shows the checks; without one it offers to choose or drop. Everything is computed here; nothing is sent.
 */
import './old-browsers.ts'
import { err, type Result } from '@mingcha/core/base'
import { type Sentence, say } from '../src/report.ts'
import { unpackZip } from '../src/unpack.ts'
import { h } from './h.ts'
import { mountVerifier } from './mount.ts'
import { WORDS } from './words.ts'

/** page.css with the tokens, put here by build.ts: the server's policy allows inline style, not inline script. */
declare const EMBEDDED_STYLE: string

async function fetchBundle(path: string): Promise<Result<Map<string, Uint8Array>, Sentence>> {
  const missing = err(
    say(
      '抽取包没有取到。请检查网络后刷新，或下载后在下面选择。',
      'The bundle could not be fetched. Reload, or download it and choose it below.',
    ),
  )
  const url = new URL(path, location.href)
  if (url.origin !== location.origin) return missing
  try {
    const response = await fetch(url, { credentials: 'omit' })
    return response.ok ? unpackZip(new Uint8Array(await response.arrayBuffer())) : missing
  } catch {
    return missing
  }
}

async function start(root: HTMLElement): Promise<void> {
  document.head.append(h('style', {}, EMBEDDED_STYLE))
  const { bundle, vkey } = root.dataset
  const trusted = vkey === undefined ? {} : { trustedVkey: vkey }
  if (bundle === undefined) return mountVerifier(root, { standalone: false, ...trusted })
  root.replaceChildren(h('p', { class: 'mv-main', role: 'status' }, WORDS.fetching.zh))
  const files = await fetchBundle(bundle)
  mountVerifier(root, { standalone: false, ...trusted, ...(files.ok ? { files: files.value } : { problem: files.error }) })
}

const root = document.getElementById('mingcha-verify')
if (root !== null) void start(root)
