import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../base/index.ts'
import { ED25519, makeVkey, parseNote, parseVkey, printNote, printVkey, verifyNote } from './note.ts'

const SPEC_VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const SPEC_NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`

function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

describe('signed notes', () => {
  const key = must(parseVkey(SPEC_VKEY))

  it('verifies the example of the specification and prints it back', () => {
    const note = must(parseNote(encodeUtf8(SPEC_NOTE)))
    expect(must(verifyNote(note, key))).toBe('This is an example message.\n')
    expect(printNote(note.text, note.signatures)).toEqual(encodeUtf8(SPEC_NOTE))
    expect(printVkey(key)).toBe(SPEC_VKEY)
  })

  it('refuses every single changed byte of note and key', () => {
    const bytes = encodeUtf8(SPEC_NOTE)
    for (let i = 0; i < bytes.length; i++) {
      for (const mask of [1, 0x20, 0x80]) {
        const changed = bytes.slice()
        changed[i]! ^= mask
        const note = parseNote(changed)
        expect(note.ok && verifyNote(note.value, key).ok, `byte ${i} ^ ${mask}`).toBe(false)
      }
    }
    for (let i = 0; i < SPEC_VKEY.length; i++) {
      const changed = `${SPEC_VKEY.slice(0, i)}${SPEC_VKEY[i] === 'b' ? 'c' : 'b'}${SPEC_VKEY.slice(i + 1)}`
      expect(parseVkey(changed).ok, changed).toBe(false)
    }
  })

  it('ignores lines of unknown keys and refuses a false line of a known one', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const mine = makeVkey('示例县/log', ED25519, publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
    const text = '示例县/log\n1\n空\n'
    const signature = sign(null, Buffer.from(text), privateKey)
    const line = { name: mine.name, keyId: mine.keyId, signature }
    const stranger = { name: 'sm2.example', keyId: '00000000', signature: new Uint8Array(70) }
    expect(verifyNote(must(parseNote(printNote(text, [stranger, line]))), mine).ok).toBe(true)
    expect(verifyNote(must(parseNote(printNote(text, [stranger]))), mine)).toMatchObject({ error: { code: 'log.unsigned' } })
    const falseLine = { ...line, signature: new Uint8Array(64) }
    expect(verifyNote(must(parseNote(printNote(text, [line, falseLine]))), mine)).toMatchObject({ error: { code: 'log.bad_signature' } })
  })

  it('refuses what is not a note, and never throws', () => {
    for (const text of [
      '',
      '\n',
      'a\n',
      'a\n\n',
      'a\n\n— k\n',
      'a\n\n— k AAAA\n',
      'a\r\n\n— k AAAAAAAA\n',
      `a\n\n— k+1 AAAAAAA=\n`,
      'a\n\n— k AAAAAAA= \n',
    ]) {
      expect(parseNote(encodeUtf8(text)).ok, JSON.stringify(text)).toBe(false)
    }
    expect(parseNote(new Uint8Array((1 << 20) + 1)).ok).toBe(false)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        parseNote(bytes)
      }),
      { seed: 1 },
    )
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), text => {
        expect(parseVkey(text).ok).toBe(false)
      }),
      { seed: 1 },
    )
  })
})
