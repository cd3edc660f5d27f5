import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../base/index.ts'
import { cosignatureLine, cosignatureMessage, parseCheckpoint, printCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { parseLogProof, printLogProof, verifyLogProof } from './log-proof.ts'
import { leafHash, proveInclusion, rootAt, storeTree } from './merkle.ts'
import { COSIGNATURE_V1, ED25519, makeVkey, type NoteSignature, printNote, type SignatureType, type Vkey } from './note.ts'

const entries = Array.from({ length: 11 }, (_, i) => encodeUtf8(`{"n":${i}}`))
const nodeAt = storeTree(entries.map(leafHash))

function keyPair(name: string, type: SignatureType): { vkey: Vkey; secret: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { vkey: makeVkey(name, type, publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)), secret: privateKey }
}
const log = keyPair('log.example', ED25519)
const witness = keyPair('witness.example', COSIGNATURE_V1)

const text = printCheckpoint({ origin: 'log.example', size: 11, root: rootAt(nodeAt, 11) })
const logLine: NoteSignature = { name: log.vkey.name, keyId: log.vkey.keyId, signature: sign(null, encodeUtf8(text), log.secret) }
const seenAt = 1_774_500_000n
const witnessLine = cosignatureLine(witness.vkey, seenAt, sign(null, cosignatureMessage(seenAt, text), witness.secret))
const proofOf = (index: number, lines: NoteSignature[]) =>
  printLogProof({ index, hashes: proveInclusion(nodeAt, index, 11), checkpoint: printNote(text, lines) })

/** The code of the first refusal of a proof file, or `ok`. */
function judge(bytes: Uint8Array, entry: Uint8Array, witnesses: Vkey[] = []): string {
  const proof = parseLogProof(bytes)
  if (!proof.ok) return proof.error.code
  const verdict = verifyLogProof(proof.value, entry, log.vkey, witnesses)
  return verdict.ok ? 'ok' : verdict.error.code
}

describe('tlog-proof@v1', () => {
  it('round-trips and verifies every leaf', () => {
    for (let i = 0; i < 11; i++) {
      const bytes = proofOf(i, [logLine])
      const parsed = parseLogProof(bytes)
      expect(parsed.ok && printLogProof(parsed.value)).toEqual(bytes)
      expect(judge(bytes, entries[i]!)).toBe('ok')
      expect(judge(bytes, entries[(i + 1) % 11]!)).toBe('log.not_included')
    }
    const extra = printLogProof({ index: 0, hashes: [], checkpoint: printNote(text, [logLine]), extra: Uint8Array.of(1, 2) })
    expect(parseLogProof(extra)).toMatchObject({ ok: true, value: { extra: Uint8Array.of(1, 2) } })
  })

  it('refuses every single changed byte', () => {
    const bytes = proofOf(6, [logLine])
    for (let i = 0; i < bytes.length; i++) {
      for (const mask of [1, 2, 0x20, 0x80]) {
        const changed = bytes.slice()
        changed[i]! ^= mask
        expect(judge(changed, entries[6]!), `byte ${i} ^ ${mask}`).not.toBe('ok')
      }
    }
  })

  it('reports a known witness with its time, ignores an unknown one, refuses a false one', () => {
    const parsed = parseLogProof(proofOf(3, [logLine, witnessLine]))
    if (!parsed.ok) throw new Error('not a proof')
    expect(verifyLogProof(parsed.value, entries[3]!, log.vkey, [witness.vkey])).toMatchObject({
      ok: true,
      value: { index: 3, cosignatures: [{ name: 'witness.example', time: seenAt }] },
    })
    expect(verifyLogProof(parsed.value, entries[3]!, log.vkey)).toMatchObject({ ok: true, value: { cosignatures: [] } })
    const later = cosignatureLine(witness.vkey, seenAt + 1n, witnessLine.signature.subarray(8))
    expect(judge(proofOf(3, [logLine, later]), entries[3]!, [witness.vkey])).toBe('log.bad_signature')
    expect(judge(proofOf(3, [witnessLine]), entries[3]!, [witness.vkey])).toBe('log.unsigned')
  })

  it('refuses another origin under the same key name rules', () => {
    const alien = text.replace('log.example', 'log.other')
    const signed = printNote(alien, [{ ...logLine, signature: sign(null, encodeUtf8(alien), log.secret) }])
    expect(verifyCheckpoint(signed, log.vkey)).toMatchObject({ error: { code: 'log.other_origin' } })
  })

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, line) => {
        expect(judge(bytes, bytes)).not.toBe('ok')
        expect(parseCheckpoint(line).ok).toBe(false)
      }),
      { seed: 8 },
    )
    for (const bad of ['01', '-1', '9007199254740992', '1.0', '1e3', ' 1', '']) {
      expect(parseCheckpoint(text.replace('\n11\n', `\n${bad}\n`)).ok, bad).toBe(false)
    }
  })
})
