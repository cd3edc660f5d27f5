import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeUtf8 } from '@mingcha/core/base'
import { leafHash, proveConsistency, rootAt, storeTree, verifyCheckpoint } from '@mingcha/core/log'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSigner, originOf, readLogKeys } from './signer.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mc-signer-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const leaves = (n: number, mark = '') => Array.from({ length: n }, (_, i) => leafHash(encodeUtf8(`${mark}${i}`)))
function head(tree: Uint8Array[], from: number, size = tree.length) {
  const nodeAt = storeTree(tree)
  return { size, root: rootAt(nodeAt, size), consistency: from > 0 && from <= size ? proveConsistency(nodeAt, from, size) : [] }
}

test('signs a growing tree; the note verifies under log.vkey; key file is 0600', () => {
  const signer = openSigner(dir, 'mingcha.invalid/990101')
  const first = signer.signCheckpoint(head(leaves(3), 0))
  expect(first.ok && verifyCheckpoint(first.value, signer.vkey)).toMatchObject({ ok: true, value: { checkpoint: { size: 3 } } })
  expect(signer.remembered()).toBe(3)
  expect(signer.signCheckpoint(head(leaves(7), 3)).ok).toBe(true)
  expect(statSync(join(dir, 'log.key')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(dir, 'log.vkey'), 'utf8')).toMatch(/^mingcha\.invalid\/990101\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*\n$/)
  expect(() => createPublicKey(readLogKeys(dir)!.pem as Buffer)).not.toThrow()
})

test('refuses a smaller tree, also after a restart', () => {
  openSigner(dir, 'mingcha.invalid/990101').signCheckpoint(head(leaves(5), 0))
  const again = openSigner(dir, 'other.example/log')
  expect(again.vkey.name).toBe('mingcha.invalid/990101')
  expect(again.signCheckpoint(head(leaves(4), 0))).toMatchObject({ ok: false, error: { code: 'signer.rollback' } })
  expect(again.signCheckpoint({ size: 0, root: new Uint8Array(32), consistency: [] })).toMatchObject({ error: { code: 'signer.rollback' } })
})

test('refuses a fork: another root for one size, a larger tree that does not append, a larger one without proof', () => {
  const signer = openSigner(dir, 'mingcha.invalid/990101')
  signer.signCheckpoint(head(leaves(5), 0))
  expect(signer.signCheckpoint(head(leaves(5, 'x'), 5))).toMatchObject({ error: { code: 'signer.fork' } })
  expect(signer.signCheckpoint(head(leaves(8, 'x'), 5))).toMatchObject({ error: { code: 'signer.fork' } })
  expect(signer.signCheckpoint({ ...head(leaves(8), 5), consistency: [] })).toMatchObject({ error: { code: 'signer.fork' } })
  expect(signer.remembered()).toBe(5)
})

test('the same size and root may be signed again, with the same bytes', () => {
  const signer = openSigner(dir, 'mingcha.invalid/990101')
  const one = signer.signCheckpoint(head(leaves(5), 0))
  const two = openSigner(dir, 'mingcha.invalid/990101').signCheckpoint(head(leaves(5), 5))
  expect(two).toEqual(one)
})

test('two signers on one key see each other', () => {
  const [a, b] = [openSigner(dir, 'mingcha.invalid/990101'), openSigner(dir, 'mingcha.invalid/990101')]
  a.signCheckpoint(head(leaves(6), 0))
  expect(b.signCheckpoint(head(leaves(5), 0))).toMatchObject({ error: { code: 'signer.rollback' } })
})

test('a lost key beside remembered signatures is not replaced silently', () => {
  openSigner(dir, 'mingcha.invalid/990101').signCheckpoint(head(leaves(1), 0))
  rmSync(join(dir, 'log.key'))
  expect(() => openSigner(dir, 'mingcha.invalid/990101')).toThrow(/log\.key/)
})

test('a key that would forget what it signed is not used', () => {
  openSigner(dir, 'mingcha.invalid/990101').signCheckpoint(head(leaves(1), 0))
  rmSync(join(dir, 'log.state.json'))
  expect(() => openSigner(dir, 'mingcha.invalid/990101')).toThrow(/log\.state\.json/)
})

test('origin: a domain gives its name, a machine without one cannot be mistaken for a host', () => {
  expect(originOf('https://mc.example.gov.cn', '990101')).toBe('mc.example.gov.cn/log')
  for (const url of ['http://localhost:8080', 'http://10.1.2.3:8080', 'http://pc-7.local', 'nonsense'])
    expect(originOf(url, '990101')).toBe('mingcha.invalid/990101')
})
