/**
 * 日志签名 — the one holder of the log's Ed25519 key. It lies apart from everything else (its own key file, its own memory of what it signed), so
 * that a database restored to an older day, or one that was edited, cannot make it contradict itself before the world.
 *
 * Promises: for each size at most one root is ever signed; a larger tree is signed only with a proof that it appends to the one remembered;
 * the memory is on disk before a signature leaves this module; the same size with the same root may be signed again (a crash lost the answer).
 * Refuses: a smaller tree (`signer.rollback`), another root or an unproven one (`signer.fork`). Both mean a broken or meddled machine.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeHex, encodeHex, encodeUtf8, err, ok, type Result } from '@mingcha/core/base'
import { ED25519, isKeyName, makeVkey, printCheckpoint, printNote, printVkey, type Vkey, verifyConsistency } from '@mingcha/core/log'
import { writeDurably } from './seal.ts'

/** A tree head to sign, with the proof that it appends to what was signed before (see `Signer.remembered`). */
export interface TreeHead {
  readonly size: number
  readonly root: Uint8Array
  readonly consistency: readonly Uint8Array[]
}

export interface Signer {
  readonly vkey: Vkey
  /** The size the next consistency proof must start from; 0 before the first signature. */
  remembered(): number
  /** The signed checkpoint, a note's bytes. Errors: `signer.rollback`, `signer.fork`. */
  signCheckpoint(head: TreeHead): Result<Uint8Array>
}

/** File names in the keys folder. */
export const LOG_KEY = 'log.key'
export const LOG_STATE = 'log.state.json'
export const LOG_VKEY = 'log.vkey'
export const LOG_PEM = 'log.pub.pem'

interface State {
  readonly size: number
  readonly root: string
}

/**
 * The log's name, for ever: the host the public reaches us by, or one that can never be a host where there is none yet (an office machine
 * without a domain). It stands in every checkpoint, so a later change of address does not change it: `openSigner` keeps the first.
 */
export function originOf(publicUrl: string, agency: string): string {
  const host = URL.canParse(publicUrl) ? new URL(publicUrl).host : ''
  const isDomain = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?$/.test(host) && !/\.(local|lan|internal|invalid)(:|$)/.test(host)
  return isDomain ? `${host}/log` : `mingcha.invalid/${agency}`
}

/** Opens the key of this installation, made on first use under `origin`. Throws where the files are there but broken. */
export function openSigner(keysDir: string, origin: string): Signer {
  const keyPath = join(keysDir, LOG_KEY)
  const vkeyPath = join(keysDir, LOG_VKEY)
  const statePath = join(keysDir, LOG_STATE)
  if (!existsSync(keyPath)) {
    if (existsSync(statePath) && parseState(statePath).size > 0)
      throw new Error(`${keyPath} is gone although ${statePath} remembers signatures; put it back from the copy`)
    if (!isKeyName(origin)) throw new Error(`not a log origin: ${origin}`)
    const { privateKey } = generateKeyPairSync('ed25519')
    // Memory and name are written before the key: a key on disk always has both.
    writeDurably(statePath, `${JSON.stringify({ size: 0, root: '' })}\n`)
    writeDurably(vkeyPath, `${printVkey(vkeyOf(origin, privateKey))}\n`, 0o644)
    writeDurably(keyPath, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  }
  chmodSync(keyPath, 0o600)
  const privateKey = createPrivateKey(readFileSync(keyPath))
  if (!existsSync(statePath)) throw new Error(`${statePath} is gone: the key would forget what it signed; put it back from the copy`)
  const vkey = vkeyOf(readFileSync(vkeyPath, 'utf8').split('+')[0]!, privateKey)
  if (readFileSync(vkeyPath, 'utf8') !== `${printVkey(vkey)}\n`) throw new Error(`${vkeyPath} does not belong to ${keyPath}`)
  const pemPath = join(keysDir, LOG_PEM)
  if (!existsSync(pemPath)) writeDurably(pemPath, createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }), 0o644)

  return {
    vkey,
    remembered: () => parseState(statePath).size,
    signCheckpoint({ size, root, consistency }) {
      // Read at every signature: another process of this installation may have signed meanwhile (the log loop's lock keeps them apart).
      const state = parseState(statePath)
      if (size < 1 || size < state.size) return err({ code: 'signer.rollback', size, signed: state.size })
      if (state.size > 0 && !verifyConsistency(state.size, size, consistency, decodeHex(state.root)!, root))
        return err({ code: 'signer.fork', size, signed: state.size })
      if (size > state.size) writeDurably(statePath, `${JSON.stringify({ size, root: encodeHex(root) })}\n`)
      const text = printCheckpoint({ origin: vkey.name, size, root })
      const signature = new Uint8Array(sign(null, encodeUtf8(text), privateKey))
      return ok(printNote(text, [{ name: vkey.name, keyId: vkey.keyId, signature }]))
    },
  }
}

function parseState(path: string): State {
  const state = JSON.parse(readFileSync(path, 'utf8')) as State
  const isEmpty = state.size === 0 && state.root === ''
  if (!isEmpty && (!Number.isSafeInteger(state.size) || decodeHex(state.root)?.length !== 32)) throw new Error(`${path} cannot be read`)
  return state
}

function vkeyOf(name: string, privateKey: KeyObject): Vkey {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return makeVkey(name, ED25519, new Uint8Array(spki.subarray(spki.length - 32)))
}

/** `log.vkey` and `log.pub.pem` as every bundle and the public face carry them; null before the first signature. */
export function readLogKeys(keysDir: string): { readonly vkey: Uint8Array; readonly pem: Uint8Array } | null {
  const [vkey, pem] = [join(keysDir, LOG_VKEY), join(keysDir, LOG_PEM)]
  return existsSync(vkey) && existsSync(pem) ? { vkey: readFileSync(vkey), pem: readFileSync(pem) } : null
}
