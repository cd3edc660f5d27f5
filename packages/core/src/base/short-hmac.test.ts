import { describe, expect, it } from 'vitest'
import { hmacSha256Hex } from './hash.ts'
import { hexOfWords, shortHmac } from './short-hmac.ts'

describe('short HMAC', () => {
  it('agrees with @noble/hashes for every length, key length and prefix', () => {
    const out = new Uint32Array(16)
    for (const keyLength of [0, 1, 32, 63, 64, 65, 200]) {
      const key = Uint8Array.from({ length: keyLength }, (_, i) => (i * 37 + 11) & 0xff)
      for (const prefix of ['', 'slot|', 'subject|', 'x'.repeat(55)]) {
        const mac = shortHmac(key, prefix)
        for (let n = 0; n <= 200; n++) {
          const text = Array.from({ length: n }, (_, i) => String.fromCharCode(33 + ((i * 7 + n) % 90))).join('')
          mac(text, out, 8)
          expect(hexOfWords(out, 8)).toBe(hmacSha256Hex(key, prefix + text))
        }
      }
    }
  })
  it('throws on text that is not ASCII', () => {
    expect(() => shortHmac(new Uint8Array(32), '')('企业', new Uint32Array(8), 0)).toThrow()
  })
})
