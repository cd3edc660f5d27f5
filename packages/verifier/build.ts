/**
 * `npm run build -w packages/verifier` — what leaves the repository, in `dist/` (or the folder given):
 *
 *   mingcha-verify.mjs        the CLI, one file, Node 20 or later
 *   mingcha-verify.html       the page, one file that opens from disk without a network, Chromium 109 or later
 *   verify-page.js            the same page inside a server's /verify
 *   npm/                      the package `mingcha-verify`: the CLI, its readme and licence, no dependency
 *
 * The same sources give the same bytes: no time, no path and no chance goes in.
 */
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, transform } from 'esbuild'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const read = (path: string): string => readFileSync(here(path), 'utf8')
const DIST = process.argv[2] === undefined ? here('dist/') : `${process.argv[2]}/`

const COMMON: BuildOptions = {
  bundle: true,
  write: false,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
  absWorkingDir: here('.'),
  // Its build for Node pulls in worker threads; the plain one runs everywhere.
  alias: { fflate: 'fflate/browser' },
}

async function bundle(entry: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...COMMON, ...options, entryPoints: [entry] })
  return outputFiles![0]!.text
}

/** design/tokens.json → custom properties of the page's own root, so that an embedding page's tokens stay untouched. */
function printTokens(selector: string): string {
  const tokens = JSON.parse(read('../../design/tokens.json')) as Record<string, Record<string, string>>
  const names: Record<string, string> = {
    color: '',
    font: 'font-',
    size: 'size-',
    leading: 'leading-',
    space: 'space-',
    radius: 'radius-',
    width: 'width-',
  }
  const lines = Object.entries(names).flatMap(([group, prefix]) =>
    Object.entries(tokens[group] ?? {}).map(([name, value]) => `--${prefix}${name}:${value}`),
  )
  return `${selector}{${lines.join(';')}}`
}

async function printStyle(selector: string, files: readonly string[]): Promise<string> {
  const { code } = await transform(`${printTokens(selector)}\n${files.map(read).join('\n')}`, {
    loader: 'css',
    minify: true,
    target: 'chrome109',
    charset: 'utf8',
  })
  return code.trim()
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

async function buildPage(): Promise<string> {
  const style = await printStyle(':root', ['page/frame.css', 'page/page.css'])
  const script = (await bundle('page/standalone.ts', { format: 'iife', platform: 'browser', target: 'chrome109', minify: true }))
    .trim()
    .replaceAll('</script', '<\\/script')
  const parts: readonly (readonly [place: string, content: string])[] = [
    ['{{scriptHash}}', hashOf(script)],
    ['{{styleHash}}', hashOf(style)],
    ['<style></style>', `<style>${style}</style>`],
    ['<script></script>', `<script>${script}</script>`],
  ]
  return parts.reduce((page, [place, content]) => {
    if (!page.includes(place)) throw new Error(`page.html has no ${place}`)
    return page.replace(place, () => content)
  }, read('page/page.html'))
}

async function buildEmbedded(): Promise<string> {
  const style = await printStyle('#mingcha-verify', ['page/page.css'])
  return bundle('page/embed.ts', {
    format: 'iife',
    platform: 'browser',
    target: 'chrome109',
    minify: true,
    define: { EMBEDDED_STYLE: JSON.stringify(style) },
  })
}

function writePackage(cli: string): void {
  mkdirSync(`${DIST}npm`, { recursive: true })
  const { version, license } = JSON.parse(read('package.json')) as { version: string; license: string }
  const manifest = {
    name: 'mingcha-verify',
    version,
    description: '明查核验：离线核验一次已公布的抽取 · checks a published draw, offline',
    license,
    type: 'module',
    bin: { 'mingcha-verify': 'mingcha-verify.mjs' },
    files: ['mingcha-verify.mjs'],
    engines: { node: '>=20' },
  }
  writeFileSync(`${DIST}npm/package.json`, `${JSON.stringify(manifest, null, 2)}\n`)
  writeFileSync(`${DIST}npm/mingcha-verify.mjs`, cli, { mode: 0o755 })
  copyFileSync(here('../../LICENSE'), `${DIST}npm/LICENSE`)
  copyFileSync(here('README.md'), `${DIST}npm/README.md`)
}

rmSync(DIST, { recursive: true, force: true })
mkdirSync(DIST, { recursive: true })
const cli = await bundle('src/cli.ts', { format: 'esm', platform: 'node', target: 'node20' })
writeFileSync(`${DIST}mingcha-verify.mjs`, cli)
chmodSync(`${DIST}mingcha-verify.mjs`, 0o755)
writeFileSync(`${DIST}mingcha-verify.html`, await buildPage())
writeFileSync(`${DIST}verify-page.js`, await buildEmbedded())
writePackage(cli)
