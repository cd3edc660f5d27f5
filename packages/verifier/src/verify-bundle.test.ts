/** The report itself: all vectors pass, no input makes it throw, and an early failure hides nothing. */
import { encodeUtf8, sha256Hex } from '@mingcha/core/base'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readVector, textOf, VECTORS, withFile } from '../test/bundles.ts'
import { CHECK_NAMES } from './catalogue.ts'
import { verifyBundle } from './verify-bundle.ts'

const failing = (report: ReturnType<typeof verifyBundle>) => report.checks.filter(c => c.verdict === 'fail').map(c => c.name)
const plain = readVector('plain')

describe('neutral bundles', () => {
  it('has all thirteen', () => expect(VECTORS.length).toBe(13))

  it.each(VECTORS)('%s passes every check an auditor can make', name => {
    const { files, salt, certificates, expected } = readVector(name)
    const trustedVkey = textOf(files, 'log.vkey')
    const report = verifyBundle(files, { salt, certificates, trustedVkey })
    expect(failing(report)).toEqual([])
    expect(report.verdict).toBe(expected)
    expect(report.checks.map(c => c.name)).toEqual(CHECK_NAMES)
    expect(report.checks.every(c => c.verdict === 'pass')).toBe(true)
  })

  it.each(VECTORS)('%s without the salt: three checks are not applicable, and it passes', name => {
    const report = verifyBundle(readVector(name).files)
    expect(report.checks.filter(c => c.verdict === 'not-applicable').map(c => c.name)).toEqual(['nonces', 'certificates', 'salt.hash'])
    expect(report.verdict).toBe('pass')
  })
})

describe('what an auditor brings', () => {
  it('another salt fails salt.hash, nonces and certificates', () => {
    const report = verifyBundle(plain.files, { salt: new Uint8Array(32), certificates: plain.certificates })
    expect(failing(report)).toEqual(['nonces', 'certificates', 'salt.hash'])
  })

  it('another register of certificates fails certificates alone', () => {
    const certificates = new Map([...plain.certificates].map(([code, number]) => [code, `${number}X`]))
    expect(failing(verifyBundle(plain.files, { salt: plain.salt, certificates }))).toEqual(['certificates'])
  })

  it('a trusted key other than the bundle’s fails log.key alone', () => {
    const trustedVkey = 'log.example/other+00000000+AQ=='
    expect(failing(verifyBundle(plain.files, { trustedVkey }))).toEqual(['log.key'])
  })
})

describe('hostile input', () => {
  it('answers every check for no files at all', () => {
    const report = verifyBundle(new Map())
    expect(report.verdict).toBe('fail')
    expect(report.checks.length).toBe(39)
    expect(report.checks.filter(c => c.verdict === 'pass').map(c => c.name)).toEqual(['bundle.bounds'])
  })

  it('one missing file fails by name, and what does not need it still passes', () => {
    const files = new Map(plain.files)
    files.delete('potentials.txt')
    const report = verifyBundle(files)
    expect(failing(report)).toEqual([
      'bundle.files',
      'assign.optimal',
      'assign.unique',
      'potentials.canonical',
      'result.macs',
      'publish.files',
    ])
  })

  it('a surplus file fails bundle.files alone', () => {
    expect(failing(verifyBundle(withFile(plain.files, 'readme.txt', 'x')))).toEqual(['bundle.files'])
  })

  it('an unreadable commitment does not hide the selection’s files, the log key or the MACs', () => {
    const verdicts = new Map(verifyBundle(withFile(plain.files, 'commit.json', '{}')).checks.map(c => [c.name, c.verdict]))
    for (const name of [
      'frame.format',
      'assign.format',
      'assign.optimal',
      'assign.unique',
      'result.seedCheck',
      'result.macs',
      'log.event',
    ] as const) {
      expect(verdicts.get(name), name).toBe('pass')
    }
    for (const name of ['commit.format', 'commit.lists', 'selected.order', 'log.commit'] as const)
      expect(verdicts.get(name), name).toBe('fail')
  })

  it('bounds come before arithmetic: depth, size and lines', () => {
    const deep = '['.repeat(17) + ']'.repeat(17)
    expect(failing(verifyBundle(withFile(plain.files, 'event.json', deep)))).toContain('bundle.bounds')
    expect(failing(verifyBundle(withFile(plain.files, 'frame.txt', new Uint8Array(64 * 1024 * 1024 + 1))))).toContain('bundle.bounds')
    expect(failing(verifyBundle(withFile(plain.files, 'barred.txt', new Uint8Array(5_000_001).fill(10))))).toContain('bundle.bounds')
    expect(failing(verifyBundle(withFile(plain.files, 'assign.txt', new Uint8Array(2 ** 18 + 1).fill(10))))).toContain('bundle.bounds')
  })

  it('a potential above 2^51 is refused', () => {
    const potentials = textOf(plain.files, 'potentials.txt').replace(/\t-?[0-9]+\n/, '\t2251799813685249\n')
    expect(failing(verifyBundle(withFile(plain.files, 'potentials.txt', potentials)))).toContain('potentials.canonical')
  })

  it('never throws and never passes, whatever bytes stand in whichever file', () => {
    const names = [...plain.files.keys()]
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 400 }), fc.boolean(), (name, bytes, append) => {
        const old = plain.files.get(name)!
        const next = append ? Uint8Array.from([...old, ...bytes]) : bytes
        fc.pre(sha256Hex(next) !== sha256Hex(old))
        const report = verifyBundle(withFile(plain.files, name, next))
        expect(report.verdict).toBe('fail')
        expect(report.checks.some(c => c.evidence.en.startsWith('The verifier failed'))).toBe(false)
      }),
      { seed: 20260328, numRuns: 300 },
    )
  })

  it('survives structured nonsense in every JSON file', () => {
    const values = ['null', '0', '""', '[]', '{}', '{"__proto__":{}}', '{"type":[]}', '[{"type":"mingcha/commit/v1"}]', '{"strata":[{}]}']
    for (const name of ['commit.json', 'event.json', 'result.json', 'publish.json']) {
      for (const value of values) {
        const report = verifyBundle(withFile(plain.files, name, encodeUtf8(value)))
        expect(report.verdict, `${name} ${value}`).toBe('fail')
        expect(report.checks.filter(c => c.evidence.en.startsWith('The verifier failed'))).toEqual([])
      }
    }
  })
})
