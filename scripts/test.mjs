/**
 * `npm test` — installs what it needs, then every layer, fast first, stopping at the first that fails. Runs on Node 20 with nothing installed.
 * The last line counts every test of every layer: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, environment, findNode, installDependencies, root, run } from './bootstrap.mjs'

installDependencies()
installTools()
const node = findNode()
const scratch = mkdtempSync(join(tmpdir(), 'mingcha-test-run-'))
let passed = 0
let failed = 0
const times = []

const layers = [
  ['类型检查', () => run('tsc', ['-b'])],
  ['格式与静态检查', () => run('biome', ['check', '--diagnostic-level=error', '.'])],
  ['生成的文档', () => run(node, ['scripts/generate-docs.ts', '--check'])],
  ['core', () => vitest('core')],
  ['web', () => vitest('web')],
  ['边界', () => vitest('boundaries')],
  ['构建', () => (build(), 0)],
  ['server', () => vitest('server')],
  ['verifier', () => vitest('verifier')],
  ['Python 参考实现', python],
  ['旅程与断电', () => vitest('e2e')],
]

for (const [name, layer] of layers) {
  console.log(`\n── ${name}`)
  const from = Date.now()
  const code = layer()
  times.push(`${name} ${((Date.now() - from) / 1000).toFixed(0)} 秒`)
  if (code !== 0) {
    if (failed === 0) failed = 1
    console.error(`\n“${name}”没有通过。`)
    break
  }
}
rmSync(scratch, { recursive: true, force: true })
console.log(`\n用时：${times.join('，')}`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

function vitest(project) {
  const report = join(scratch, `${project}.json`)
  const code = run('vitest', ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
  if (!existsSync(report)) return code || 1
  const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'))
  passed += numPassedTests
  failed += numFailedTests
  if (numTotalTests === 0) {
    console.error(`${project}：一个测试也没有跑。`)
    return 1
  }
  return code
}

function python() {
  const done = spawnSync('python3', ['vectors/reference/run.py'], {
    cwd: root,
    encoding: 'utf8',
    env: environment(),
    maxBuffer: 64 * 1024 * 1024,
  })
  process.stdout.write(done.stdout.split('\n').slice(-12).join('\n'))
  process.stderr.write(done.stderr ?? '')
  const line = /^(\d+) passed, (\d+) failed$/m.exec(done.stdout)
  if (line === null) return done.status || 1
  passed += Number(line[1])
  failed += Number(line[2])
  return done.status ?? 1
}

/** A browser, Chinese fonts, openssl, python3, and what reads printed documents back (poppler, LibreOffice): through apt where we may, else a sentence that names what is missing. */
function installTools() {
  const has = command => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0
  const browser = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  const missing = [
    ...(browser ? [] : ['chromium']),
    ...(existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') || process.platform !== 'linux' ? [] : ['fonts-noto-cjk']),
    ...(has('openssl') ? [] : ['openssl']),
    ...(has('python3') ? [] : ['python3']),
    ...(has('xxd') ? [] : ['xxd']),
    ...(has('pdftotext') ? [] : ['poppler-utils']),
    ...(has('soffice') ? [] : ['libreoffice-writer-nogui']),
  ]
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !has('apt-get')) {
    console.error(`测试还需要：${missing.join('、')}。请安装后重试（Debian：sudo apt-get install ${missing.join(' ')}）。`)
    process.exit(1)
  }
  console.log(`正在安装 ${missing.join('、')}……`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = args =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status
  if (apt(['update']) !== 0 || apt(['install', '-y', '--no-install-recommends', ...missing]) !== 0) {
    console.error(`没有装成：${missing.join('、')}。请检查软件源后重试。`)
    process.exit(1)
  }
}
