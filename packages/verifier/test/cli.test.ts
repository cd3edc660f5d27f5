/** The CLI as a stranger gets it: packed, extracted in an empty folder, run there. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readVector, textOf, withFile, writeFolder, writeZip } from './bundles.ts'

const work = mkdtempSync(join(tmpdir(), 'mingcha-cli-'))
const installed = join(work, 'package')
const vector = readVector('tiers')
const DRAWN = '91130525MA9425619Y'
const NOT_DRAWN = '91130525MA2094582M'

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(installed, 'mingcha-verify.mjs'), ...args], {
    cwd: work,
    encoding: 'utf8',
    env: {},
  })
  return { status, stdout, stderr }
}

beforeAll(() => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../build.ts', import.meta.url)), join(work, 'dist')])
  execFileSync('npm', ['pack', '--silent', join(work, 'dist', 'npm')], { cwd: work, stdio: 'pipe' })
  const packed = readdirSync(work).find(name => name.endsWith('.tgz'))!
  execFileSync('tar', ['-xzf', packed], { cwd: work })
  writeFolder(vector.files, join(work, 'bundle'))
  writeZip(vector.files, join(work, 'bundle.zip'))
  writeZip(new Map([...vector.files].map(([name, bytes]) => [`130525-2026-0007/${name}`, bytes])), join(work, 'nested.zip'))
  const swapped = textOf(vector.files, 'selected.txt').replace('drawn', 'x').replace('reserve', 'drawn').replace('\tx', '\treserve')
  writeZip(withFile(vector.files, 'selected.txt', swapped), join(work, 'tampered.zip'))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('the packed package', () => {
  it('is one file of code with no dependency of any kind', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(manifest.bin).toEqual({ 'mingcha-verify': 'mingcha-verify.mjs' })
    for (const key of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'private'])
      expect(manifest[key]).toBe(undefined)
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'mingcha-verify.mjs', 'package.json'])
    const code = readFileSync(join(installed, 'mingcha-verify.mjs'), 'utf8')
    expect(code.startsWith('#!/usr/bin/env node\n')).toBe(true)
    const imported = [...code.matchAll(/^import .* from "([^"]+)"/gm)].map(match => match[1])
    expect(imported.every(name => name!.startsWith('node:'))).toBe(true)
    expect(code).not.toMatch(/node:(https?|net|dns|tls|dgram)|\bfetch\(/)
  })

  it('the bin is what npm links', () => {
    const home = join(work, 'home')
    execFileSync(
      'npm',
      [
        'install',
        '--silent',
        '--offline',
        '--no-audit',
        '--no-fund',
        '--prefix',
        home,
        join(work, readdirSync(work).find(name => name.endsWith('.tgz'))!),
      ],
      { stdio: 'pipe' },
    )
    const bin = join(home, 'node_modules', '.bin', 'mingcha-verify')
    expect(existsSync(bin)).toBe(true)
    expect(readdirSync(join(home, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual(['mingcha-verify'])
    expect(spawnSync(bin, [join(work, 'bundle.zip')], { encoding: 'utf8' }).status).toBe(0)
  })
})

describe('exit codes', () => {
  it.each(['bundle', 'bundle.zip', 'nested.zip'])('0 for a good %s', path => {
    const { status, stdout } = run(path)
    expect(stdout).toContain('核验通过：36 项通过，0 项未通过，3 项不适用')
    expect(status).toBe(0)
  })

  it('1 for a tampered zip, naming the checks', () => {
    const { status, stdout } = run('tampered.zip')
    expect(status).toBe(1)
    for (const name of ['selected.order', 'result.macs', 'publish.files']) expect(stdout).toMatch(new RegExp(`未通过 .*\\[${name} `))
  })

  it('2 for what cannot be read, and says why', () => {
    writeFileSync(join(work, 'broken.zip'), readFileSync(join(work, 'bundle.zip')).subarray(0, 900))
    writeFileSync(join(work, 'text.txt'), 'hello')
    for (const path of ['absent.zip', 'broken.zip', 'text.txt']) {
      const { status, stdout, stderr } = run(path)
      expect([status, stdout], path).toEqual([2, ''])
      expect(stderr.length).toBeGreaterThan(5)
    }
    for (const args of [[], ['a', 'b'], ['--unknown'], ['bundle', '--salt', 'zz']]) expect(run(...args).status, args.join(' ')).toBe(2)
  })
})

describe('options', () => {
  it('--help in both languages', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('用法') })
    expect(run('--help', '--lang', 'en')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage') })
  })

  it('--id explains one object', () => {
    expect(run('bundle', '--id', DRAWN).stdout).toContain(`${DRAWN} 抽中`)
    expect(run('bundle', '--id', NOT_DRAWN).stdout).toContain(`对：${NOT_DRAWN} 没有抽中；重算一致`)
    expect(run('bundle', '--id', NOT_DRAWN, '--lang', 'en').stdout).toContain('Right:')
    expect(run('bundle', '--id', '91130525MA99999999').stdout).toContain('不在这次抽取的候选库中')
  })

  it('--salt, as text and as a file', () => {
    const hex = Buffer.from(vector.salt).toString('hex')
    writeFileSync(join(work, 'salt.txt'), `${hex}\n`)
    for (const salt of [hex, 'salt.txt']) expect(run('bundle', '--salt', salt).stdout).toContain('38 项通过，0 项未通过，1 项不适用')
    expect(run('bundle', '--salt', '0'.repeat(64)).status).toBe(1)
  })

  it('--vkey, as text and as a file', () => {
    expect(run('bundle', '--vkey', join('bundle', 'log.vkey')).status).toBe(0)
    expect(run('bundle', '--vkey', textOf(vector.files, 'log.vkey').trim()).status).toBe(0)
    expect(run('bundle', '--vkey', textOf(vector.files, 'log.vkey').trim().replace('AY8', 'AY9')).status).toBe(1)
  })

  it('--json is the report as data', () => {
    const { status, stdout } = run('bundle', '--json', '--id', DRAWN)
    const report = JSON.parse(stdout)
    expect(status).toBe(0)
    expect(report).toMatchObject({
      verdict: 'pass',
      summary: { draw: '130525-2026-0007', assurance: 'B' },
      explanation: { known: true, agrees: true },
    })
    expect(report.checks.length).toBe(39)
    expect(Object.keys(report.checks[0])).toEqual(['name', 'group', 'rule', 'title', 'verdict', 'evidence'])
  })
})
