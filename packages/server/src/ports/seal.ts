/**
 * 封存 — encryption at rest under a key the database does not hold: personal fields, the server's secrets, draw files while sealed.
 * AES-256-GCM, random 96-bit nonce, the purpose as additional data so that a sealed value cannot be moved to another place.
 * The key file lies in the keys folder (0600); losing it loses every sealed value, so docs/operate.md tells to keep a copy apart.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Seal {
  /** nonce(12) ‖ tag(16) ‖ ciphertext. `purpose` names the place, e.g. `inspector.phone|990101|A01`. */
  seal(purpose: string, plain: Uint8Array | string): Buffer
  /** Throws when the bytes were not sealed for this purpose under this key: a broken machine, not a user's mistake. */
  open(purpose: string, sealed: Uint8Array): Buffer
  openText(purpose: string, sealed: Uint8Array): string
  /** Keyed fingerprint for look-ups (whose visit is this) that tells nothing without the key. */
  mac(purpose: string, text: string): Buffer
}

export function sealWith(key: Buffer): Seal {
  const sub = (info: string) => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `mingcha/${info}/v1`, 32))
  const encKey = sub('seal')
  const macKey = sub('mac')
  const open = (purpose: string, sealed: Uint8Array) => {
    const d = createDecipheriv('aes-256-gcm', encKey, sealed.subarray(0, 12))
    d.setAAD(Buffer.from(purpose))
    d.setAuthTag(sealed.subarray(12, 28))
    return Buffer.concat([d.update(sealed.subarray(28)), d.final()])
  }
  return {
    seal(purpose, plain) {
      const nonce = randomBytes(12)
      const c = createCipheriv('aes-256-gcm', encKey, nonce)
      c.setAAD(Buffer.from(purpose))
      const body = Buffer.concat([c.update(typeof plain === 'string' ? Buffer.from(plain) : plain), c.final()])
      return Buffer.concat([nonce, c.getAuthTag(), body])
    },
    open,
    openText: (purpose, sealed) => open(purpose, sealed).toString('utf8'),
    mac: (purpose, text) => createHmac('sha256', macKey).update(`${purpose}|${text}`).digest(),
  }
}

/** Write a small file so that after a crash it is either the old one or the new one, never half. */
export function writeDurably(path: string, bytes: string | Uint8Array, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const part = `${path}.part`
  const fd = openSync(part, 'w', mode)
  writeSync(fd, typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  fsyncSync(fd)
  closeSync(fd)
  renameSync(part, path)
  const dir = openSync(dirname(path), 'r')
  fsyncSync(dir)
  closeSync(dir)
}

/** The installation's seal key, made on first use. */
export function openSeal(keysDir: string): Seal {
  const path = join(keysDir, 'seal.key')
  if (!existsSync(path)) writeDurably(path, `${randomBytes(32).toString('hex')}\n`)
  const hex = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Error(`seal key ${path} is not 64 hex characters`)
  return sealWith(Buffer.from(hex, 'hex'))
}
