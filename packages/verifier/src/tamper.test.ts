/**
 * The tamper suite (protocol §9), beside flip.test.ts: every list edited by a clumsy hand, by an insider who recomputes every hash and MAC but
 * cannot sign for the log, and by one who signs a log of his own. Each edit is caught by a named check.
 */
import { describe, expect, it, vi } from 'vitest'
import { type Files, failing, type InsiderReach, readVector, recompute, textOf, withFile } from '../test/bundles.ts'
import type { CheckName } from './catalogue.ts'

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

const COMMITTED = ['frame.txt', 'excluded.txt', 'slots.txt', 'roster.txt', 'barred.txt', 'pairs.txt'] as const
/** The check that holds each result file by meaning, with no help from a hash, a MAC or a signature. */
const MEANING: Readonly<Record<string, readonly CheckName[]>> = {
  'seed.txt': ['seed.transcript'],
  'selected.txt': ['selected.order'],
  'cutoffs.txt': ['cutoffs.match'],
  'assign.txt': ['assign.format', 'assign.optimal', 'potentials.canonical'],
  'potentials.txt': ['potentials.canonical', 'assign.optimal'],
  'entries.jsonl': ['unfilled.cuts', 'changes.format', 'changes.replay'],
}
const LISTS = [...COMMITTED, ...Object.keys(MEANING)]

/** One changed field of the line, still inside its grammar where it can be. */
function replaceField(line: string): string {
  return line.replace(/[0-9a-f]{64}|[0-9]+$|[0-9](?=[^0-9]*$)/, text => text.replace(/.$/, last => (last === '1' ? '2' : '1')))
}

function* editsOf(text: string): Generator<readonly [edit: string, text: string]> {
  const lines = text === '' ? [] : text.slice(0, -1).split('\n')
  const print = (next: readonly string[]) => next.map(line => `${line}\n`).join('')
  const sorted = (next: readonly string[]) => print([...next].sort())
  for (let i = 0; i < lines.length; i++) {
    yield [`drop ${i + 1}`, print(lines.toSpliced(i, 1))]
    yield [`duplicate ${i + 1}`, print(lines.toSpliced(i, 0, lines[i]!))]
    yield [`add beside ${i + 1}`, sorted([...lines, replaceField(lines[i]!)])]
    yield [`replace ${i + 1}`, sorted(lines.with(i, replaceField(lines[i]!)))]
    if (i > 0) yield [`swap ${i} and ${i + 1}`, print(lines.with(i - 1, lines[i]!).with(i, lines[i - 1]!))]
  }
  if (lines.length > 1) yield ['reverse', print(lines.toReversed())]
  yield ['add a blank line', `${text}\n`]
  yield ['add a stray line', `${text}ZZZZZZZZ\tZZ\t2\t${'0'.repeat(64)}\n`]
}

const CLUMSY: InsiderReach = {}
/** Everything that follows from the seed and the files, but not the log. */
const INSIDER: InsiderReach = { commit: true, event: true, seed: true, result: true, publish: true }

describe.each(['unfilled', 'two-strata'])('lines of every list of %s', vector => {
  const { files } = readVector(vector)
  const trusted = textOf(files, 'log.vkey')

  it.each(LISTS)('%s, by a clumsy hand', name => {
    for (const [edit, text] of editsOf(textOf(files, name))) {
      expect(failing(recompute(withFile(files, name, text), CLUMSY)), edit).toContain('publish.files')
    }
  })

  it.each(LISTS)('%s, with every hash, MAC and record recomputed, the log not re-signed', name => {
    for (const [edit, text] of editsOf(textOf(files, name))) {
      expect(failing(recompute(withFile(files, name, text), INSIDER)), edit).toContain('log.publish')
    }
  })

  it.each(LISTS)('%s, the log re-signed under another key, the trusted key known', name => {
    for (const [edit, text] of editsOf(textOf(files, name))) {
      expect(failing(recompute(withFile(files, name, text), { ...INSIDER, log: true }), trusted), edit).toContain('log.key')
    }
  })

  it.each(Object.keys(MEANING))('%s, everything recomputed and re-signed, no key known: the meaning itself catches it', name => {
    const reach = { result: true, publish: true, log: true }
    for (const [edit, text] of editsOf(textOf(files, name))) {
      const found = failing(recompute(withFile(files, name, text), reach))
      expect(
        found.some(check => MEANING[name]!.includes(check)),
        `${edit}: ${found}`,
      ).toBe(true)
    }
  })
})

describe('an insider with the log’s own key still cannot choose', () => {
  const { files } = readVector('plain')
  const resign = (edited: Files) => recompute(edited, { result: true, publish: true, log: true })

  it('re-signing an honest bundle under another key passes where no key is trusted, and fails log.key where one is', () => {
    const other = resign(files)
    expect(failing(other)).toEqual([])
    expect(failing(other, textOf(files, 'log.vkey'))).toEqual(['log.key'])
  })

  it('two inspectors exchanged between slots', () => {
    const rows = textOf(files, 'assign.txt')
      .trimEnd()
      .split('\n')
      .map(row => row.split('\t'))
    let tried = 0
    for (let a = 0; a < rows.length; a++) {
      for (let b = a + 1; b < rows.length; b++) {
        if (rows[a]![2] === rows[b]![2]) continue
        const next = rows.map(row => [...row])
        next[a]![2] = rows[b]![2]!
        next[b]![2] = rows[a]![2]!
        const text = next.map(row => `${row.join('\t')}\n`).join('')
        const found = failing(resign(withFile(files, 'assign.txt', text)))
        expect(
          found.some(name => ['assign.format', 'assign.optimal'].includes(name)),
          `${a} ${b}: ${found}`,
        ).toBe(true)
        tried++
      }
    }
    expect(tried).toBeGreaterThan(5)
  })

  it('a drawn firm exchanged for the first reserve', () => {
    const text = textOf(files, 'selected.txt')
    const swapped = text.replace('drawn', 'x').replace('reserve', 'drawn').replace('\tx', '\treserve')
    expect(failing(resign(withFile(files, 'selected.txt', swapped)))).toContain('selected.order')
  })

  it('another secret, or another lottery number', () => {
    const seed = textOf(files, 'seed.txt')
    const secret = seed.replace(/[0-9a-f]{64}\n(?=lottery)/, `${'0'.repeat(64)}\n`)
    expect(failing(resign(withFile(files, 'seed.txt', secret)))).toContain('seed.transcript')
    const number = seed.replace(/33 07\n/, '33 08\n')
    expect(failing(resign(withFile(files, 'seed.txt', number)))).toContain('seed.transcript')
  })

  it('the proofs of two entries exchanged, or one entry given twice', () => {
    const swapped = new Map(files)
      .set('commit.tlog-proof', files.get('event.tlog-proof')!)
      .set('event.tlog-proof', files.get('commit.tlog-proof')!)
    expect(failing(swapped)).toEqual(expect.arrayContaining(['log.commit', 'log.event', 'log.order', 'publish.files']))
  })

  it('an event before the lottery, after its deadline, or recorded before the commitment in the log', () => {
    const event = textOf(files, 'event.json')
    const at = (time: string) => resign(withFile(files, 'event.json', event.replace(/"at":"[^"]*"/, `"at":"${time}"`)))
    expect(failing(at('2026-03-20T00:00:00Z'))).toContain('event.order')
    expect(failing(at('2026-12-31T00:00:00Z'))).toContain('event.order')
    const other = resign(withFile(files, 'event.json', event.replace(/"commit":"3"/, '"commit":"9"')))
    expect(failing(other)).toContain('log.order')
  })
})

describe('a commitment that claims what does not hold', () => {
  const { files } = readVector('plain')
  const claim = (change: (text: string) => string) =>
    failing(recompute(withFile(files, 'commit.json', change(textOf(files, 'commit.json'))), { ...INSIDER, log: true }))

  it('quota, tiers, N or reserve', () => {
    expect(claim(text => text.replace(/"quota":(\d+)/, (_, n) => `"quota":${Number(n) + 1}`))).toContain('commit.strata')
    expect(claim(text => text.replace(/"N":(\d+)/, (_, n) => `"N":${Number(n) + 1}`))).toContain('commit.strata')
    expect(claim(text => text.replace(/"reserve":\d+/, '"reserve":1000'))).toContain('commit.strata')
    expect(claim(text => text.replace(/"tiers":\[(\d+),/, (_, n) => `"tiers":[${Number(n) + 1},`))).toContain('commit.strata')
    expect(claim(text => text.replace(/"code":"([A-Z]+)","min"/, '"code":"ZZ","min"'))).toContain('commit.strata')
  })

  it('letter A without a witness, a letter E, more bits than there are', () => {
    expect(claim(text => text.replace('"assurance":"B"', '"assurance":"A"'))).toContain('commit.entropy')
    expect(claim(text => text.replace('"assurance":"B"', '"assurance":"E"'))).toContain('commit.entropy')
    expect(claim(text => text.replace(/"publicBits":\d+/, '"publicBits":64'))).toContain('commit.entropy')
  })

  it('a false count of the unstaffable @law A-29', () => {
    expect(claim(text => text.replace(/"unstaffable":\d+/, '"unstaffable":3'))).toContain('unstaffable.count')
  })
})
