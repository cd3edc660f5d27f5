/**
 * What every entry script does first, on any Node from 20 and with nothing installed: dependencies from the lockfile, then the Node that came with
 * them. Plain JavaScript without imports beyond Node's own.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const stamps = join(root, 'node_modules', '.mingcha')

const hashFile = path => createHash('sha256').update(readFileSync(path)).digest('hex')

/** `npm ci` when node_modules is not what package-lock.json says. */
export function installDependencies() {
  const stamp = join(stamps, 'lock')
  const wanted = hashFile(join(root, 'package-lock.json'))
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  // A tree that npm itself just installed (npm ci, npm install) is taken as it is.
  const hidden = join(root, 'node_modules', '.package-lock.json')
  const fresh = existsSync(hidden) && statSync(hidden).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  if (!fresh) {
    console.log('正在安装依赖（npm ci），约一分钟……')
    const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    if (done.status !== 0) {
      console.error('依赖安装没有成功。请检查网络和 npm 源后重试。')
      process.exit(1)
    }
  }
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stamp, wanted)
}

/** Node 24 of the dependencies on Linux x64; elsewhere the Node that runs this, from 22.18. */
export function findNode() {
  const bundled = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(bundled)) return bundled
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  console.error(`这台机器的 Node 是 ${process.versions.node}，需要 22.18 以上。请安装 Node 24 后重试（Linux x64 会自动带上）。`)
  process.exit(1)
}

export function environment() {
  return { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}` }
}

/** Run to the end; gives the exit code. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment(), ...options })
  if (done.error) throw done.error
  return done.status ?? 1
}

/** Run in the foreground, passing signals on; ends this process with its code. */
export function become(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: environment() })
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

function* filesUnder(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'dist' || entry.name === 'node_modules' || entry.name.startsWith('.')) continue
    const path = join(dir, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path)
    else yield path
  }
}

/** Build the verifier and the office face, each only when a source it is made of changed. */
export function build() {
  for (const [name, sources] of [
    ['verifier', ['packages/core', 'packages/verifier', 'design']],
    ['web', ['packages/core', 'packages/verifier/src', 'packages/web', 'design']],
  ]) {
    const hash = createHash('sha256')
    for (const source of sources)
      for (const path of filesUnder(join(root, source))) hash.update(path.slice(root.length)).update(hashFile(path))
    hash.update(hashFile(join(root, 'package-lock.json')))
    const wanted = hash.digest('hex')
    const stamp = join(stamps, `build-${name}`)
    if (existsSync(join(root, 'packages', name, 'dist')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue
    console.log(`正在构建 ${name === 'web' ? '办公界面' : '核验器'}……`)
    if (run('npm', ['run', '--silent', 'build', '-w', `packages/${name}`]) !== 0) {
      console.error('构建没有成功，见上面的说明。')
      process.exit(1)
    }
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, wanted)
  }
}
