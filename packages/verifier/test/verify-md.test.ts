/** docs/verify.md, its blocks run verbatim and in order by bash inside an unzipped bundle: good ones pass, tampered ones fail. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUNDLE_FILES } from '@mingcha/core/draw'
import { afterAll, describe, expect, it } from 'vitest'
import { verifyBundle } from '../src/verify-bundle.ts'
import { type Files, readVector, recompute, textOf, VECTORS, withFile, writeFolder } from './bundles.ts'

const page = readFileSync(new URL('../../../docs/verify.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(match => match[1]!)
const work = mkdtempSync(join(tmpdir(), 'mingcha-shell-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

let runs = 0
function runBlocks(files: Files): { passed: string[]; failed: string[]; all: string; stderr: string } {
  const folder = writeFolder(files, join(work, String(++runs)))
  const { stdout, stderr } = spawnSync('bash', ['-s'], { cwd: folder, input: blocks.join('\n'), encoding: 'utf8' })
  const lines = stdout.split('\n')
  const pick = (mark: string) => lines.filter(line => line.startsWith(mark)).map(line => line.slice(mark.length).split(' | ')[0]!)
  return { passed: pick('通过 pass  '), failed: pick('不通过 FAIL  '), all: stdout, stderr }
}

describe('the page', () => {
  it('has nine blocks, openssl 3 runs them, and each grade’s limits are told in both languages', () => {
    expect(blocks.length).toBe(9)
    expect(execFileSync('openssl', ['version'], { encoding: 'utf8' })).toMatch(/^OpenSSL ([3-9]|[1-9][0-9])\./)
    for (const grade of ['A', 'B', 'C', 'D']) {
      expect(page).toContain(`- **${grade} 级**`)
      expect(page).toContain(`- **${grade}**:`)
    }
  })
})

describe('good bundles', () => {
  it.each(VECTORS)('%s: every line passes', name => {
    const { files } = readVector(name)
    const { passed, failed, stderr, all } = runBlocks(files)
    expect(failed, stderr).toEqual([])
    expect(stderr).toBe('')
    expect(all.endsWith('全部做完 all done\n')).toBe(true)
    const expected = [
      'frame.txt',
      'seed.txt 逐字节重拼 rebuilt',
      'result.json 认定的种子 seed',
      'selected.txt 没有别的行 nothing else',
      'assign.txt 封存摘要 MAC',
    ]
    expect(passed).toEqual(expect.arrayContaining(expected))
    expect(passed.filter(line => line.endsWith('签名 signature')).length).toBe(4)
    expect(passed.filter(line => line.includes('在日志第')).length).toBe(4)
    for (const file of BUNDLE_FILES) if (!file.startsWith('publish.')) expect(passed, file).toContain(file)
    expect(all).toContain(`承诺摘要 commitment: ${verifyBundle(files).summary?.commitSha256}`)
  })
})

describe('tampered bundles', () => {
  // The vector with something in every file.
  const { files } = readVector('unfilled')

  it.each(BUNDLE_FILES)('one byte of %s', name => {
    const bytes = files.get(name)!
    const changed = bytes.length === 0 ? Uint8Array.of(10) : bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1)
    const { failed } = runBlocks(withFile(files, name, changed))
    expect(failed.length).toBeGreaterThan(0)
    if (!name.startsWith('publish.')) expect(failed).toContain(name)
  })

  it('a file too many, a file missing', () => {
    expect(runBlocks(withFile(files, 'extra.txt', 'x\n')).failed).toEqual(['文件不多不少 exactly these files'])
    const less = new Map(files)
    less.delete('potentials.txt')
    expect(runBlocks(less).failed).toEqual(expect.arrayContaining(['potentials.txt', 'potentials.txt 封存摘要 MAC']))
  })

  it('a firm exchanged for the first reserve, every hash and MAC recomputed, the log re-signed: the order itself fails', () => {
    const text = textOf(readVector('plain').files, 'selected.txt')
    const swapped = text.replace('drawn', 'x').replace('reserve', 'drawn').replace('\tx', '\treserve')
    const insider = recompute(withFile(readVector('plain').files, 'selected.txt', swapped), { result: true, publish: true, log: true })
    const { failed } = runBlocks(insider)
    expect(failed.some(line => line.endsWith('名次 order'))).toBe(true)
    expect(failed.filter(line => line.includes('签名'))).toEqual([])
  })

  it('a list edited, every record recomputed, the log not re-signed: the log fails', () => {
    const frame = textOf(files, 'frame.txt').replace(/^.*\n/, '')
    const { failed } = runBlocks(
      recompute(withFile(files, 'frame.txt', frame), { commit: true, event: true, seed: true, result: true, publish: true }),
    )
    expect(failed.some(line => line.startsWith('commit.json 在日志第'))).toBe(true)
    expect(failed).not.toContain('frame.txt')
  })

  it('numbers that are none, or commands for bash arithmetic to run: a failing line, or an end before “all done”', () => {
    const proof = textOf(files, 'event.tlog-proof')
    const broken = [proof.replace(/^index .*$/m, 'index x[$(touch owned)]'), proof.replace(/(\n\n.*)\n/, '$1 ')]
    for (const text of broken) {
      const { failed, all } = runBlocks(withFile(files, 'event.tlog-proof', text))
      expect(failed.length > 0 || !all.includes('全部做完')).toBe(true)
    }
    // A stratum with a rate: its quota is computed.
    const rated = readVector('one-row').files
    const commit = textOf(rated, 'commit.json').replace(/"N":[0-9]+/, '"N":x[$(touch owned)]')
    expect(runBlocks(withFile(rated, 'commit.json', commit)).failed).toContain('commit.json')
    for (let run = 1; run <= runs; run++) expect(existsSync(join(work, String(run), 'owned'))).toBe(false)
  })

  it('a rate written as bash would read octal, every record recomputed and re-signed: the number itself fails', () => {
    const rated = readVector('one-row').files
    const commit = textOf(rated, 'commit.json').replace(/"rate":\["/, '"rate":["0')
    expect(commit).not.toBe(textOf(rated, 'commit.json'))
    const insider = recompute(withFile(rated, 'commit.json', commit), {
      commit: true,
      event: true,
      seed: true,
      result: true,
      publish: true,
      log: true,
    })
    expect(runBlocks(insider).all).toMatch(/不通过 FAIL .*数目 numbers/)
  })

  it('another secret: it does not open its hash', () => {
    const seed = textOf(files, 'seed.txt').replace(/^(secret \S+) .*$/m, `$1 ${'0'.repeat(64)}`)
    const { failed } = runBlocks(recompute(withFile(files, 'seed.txt', seed), { result: true, publish: true, log: true }))
    expect(failed).toContain('密钥 secret server')
  })

  it('a signature by another key under the log’s name', () => {
    const insider = recompute(files, { log: true, publish: true })
    const mixed = new Map(files).set('commit.tlog-proof', insider.get('commit.tlog-proof')!)
    expect(runBlocks(mixed).failed).toEqual(
      expect.arrayContaining(['commit.tlog-proof 署名 signed by', 'commit.tlog-proof 签名 signature']),
    )
  })
})
