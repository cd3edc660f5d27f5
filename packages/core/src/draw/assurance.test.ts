/** The letter of a draw, read literally (protocol §3): C has no public event at all, so a weak one beside two secrets gives D. */
import { expect, it } from 'vitest'
import { assessAssurance, countPublicBits } from './assurance.ts'
import type { EntropySource } from './records.ts'

const secret = (party: string): EntropySource => ({ kind: 'secret', party, sha256: '0'.repeat(64) })
const lottery = (game: 'fc3d' | 'ssq' | 'dlt'): EntropySource => ({
  kind: 'lottery',
  game,
  issue: '2026033',
  notBefore: '2026-03-26T13:15:00Z',
})

it('two secrets are C alone, D with 福彩3D beside them, and 双色球 gives B', () => {
  const two = [secret('server'), secret('supervisor')]
  expect(assessAssurance(two, false)).toBe('C')
  expect(countPublicBits([...two, lottery('fc3d')])).toBe(9)
  expect(assessAssurance([...two, lottery('fc3d')], true)).toBe('D')
  expect(assessAssurance([...two, lottery('ssq')], false)).toBe('B')
  expect(assessAssurance([...two, lottery('ssq'), lottery('dlt')], true)).toBe('A')
  expect(assessAssurance([lottery('ssq'), lottery('dlt')], true)).toBe('D')
})
