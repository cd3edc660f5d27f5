/** Every byte of every file of the smallest bundle, changed: each change is caught by a named check (protocol §9). */
import { BUNDLE_FILES } from '@mingcha/core/draw'
import { describe, expect, it, vi } from 'vitest'
import { failing, readVector, withFile } from '../test/bundles.ts'

// The same signatures are checked thousands of times here; verification is pure, so each is computed once.
vi.mock('../../core/src/log/ed25519.ts', async original => {
  const ed25519 = await original<typeof import('../../core/src/log/ed25519.ts')>()
  const known = new Map<string, boolean>()
  const verifyEd25519: typeof ed25519.verifyEd25519 = (...parts) => {
    const key = parts.map(part => Buffer.from(part).toString('base64')).join(' ')
    const verdict = known.get(key) ?? ed25519.verifyEd25519(...parts)
    known.set(key, verdict)
    return verdict
  }
  return { ...ed25519, verifyEd25519 }
})

describe('every byte of every file', () => {
  const { files } = readVector('one-row')
  it.each(BUNDLE_FILES)('%s', name => {
    const bytes = files.get(name)!
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice()
      changed[i]! ^= 1 << (i % 7)
      expect(failing(withFile(files, name, changed)), `${name} byte ${i}`).not.toEqual([])
    }
  })

  it('a byte more or less at either end of every file', () => {
    for (const name of BUNDLE_FILES) {
      const bytes = files.get(name)!
      const edits = [Uint8Array.from([...bytes, 10]), Uint8Array.from([...bytes, 0]), Uint8Array.from([10, ...bytes])]
      if (bytes.length > 0) edits.push(bytes.slice(1), bytes.slice(0, -1))
      for (const edit of edits) expect(failing(withFile(files, name, edit)), name).not.toEqual([])
    }
  })
})
