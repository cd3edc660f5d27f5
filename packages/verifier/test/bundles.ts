/** Bundles for tests: the neutral vectors, edits of their files, and what an insider can recompute after an edit. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeHex, encodeUtf8, sha256 } from '@mingcha/core/base'
import {
  type Commit,
  checkSeed,
  type DrawEvent,
  type DrawResult,
  digestList,
  fileMac,
  LIST_NAMES,
  MAC_NAMES,
  PUBLISHED_FILES,
  type Publish,
  parseCommit,
  parseEvent,
  parsePublish,
  parseResult,
  printCommit,
  printEvent,
  printPublish,
  printResult,
} from '@mingcha/core/draw'
import {
  ED25519,
  leafHash,
  makeVkey,
  printCheckpoint,
  printLogProof,
  printNote,
  printVkey,
  proveInclusion,
  rootAt,
  storeTree,
} from '@mingcha/core/log'

import { zipSync } from 'fflate'
import type { CheckName } from '../src/catalogue.ts'
import { verifyBundle } from '../src/verify-bundle.ts'

export type Files = Map<string, Uint8Array>

export interface Vector {
  readonly name: string
  readonly files: Files
  readonly salt: Uint8Array
  readonly certificates: ReadonlyMap<string, string>
  readonly expected: string
}

const FOLDER = new URL('../../../vectors/bundles/', import.meta.url)

export function readVector(name: string): Vector {
  const { files, salt, certificates, expected } = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))
  return {
    name,
    files: new Map(Object.entries(files as Record<string, string>).map(([file, text]) => [file, encodeUtf8(text)])),
    salt: Uint8Array.from(Buffer.from(salt, 'hex')),
    certificates: new Map(Object.entries(certificates as Record<string, string>)),
    expected,
  }
}

export const VECTORS: readonly string[] = readdirSync(FOLDER).map(file => file.replace(/\.json$/, ''))

export const textOf = (files: Files, name: string): string => Buffer.from(files.get(name)!).toString('latin1')

/** A copy with one file replaced. */
export function withFile(files: Files, name: string, content: Uint8Array | string): Files {
  return new Map(files).set(name, typeof content === 'string' ? Uint8Array.from(Buffer.from(content, 'latin1')) : content)
}

/** The bundle as a folder of files. */
export function writeFolder(files: Files, folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
  return folder
}

/** The bundle as the server hands it out. */
export function writeZip(files: Files, path: string): string {
  writeFileSync(path, zipSync(Object.fromEntries(files)))
  return path
}

const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export interface InsiderReach {
  /** which of the records he rewrites so that they agree with the edited files */
  readonly commit?: boolean
  readonly event?: boolean
  readonly seed?: boolean
  readonly result?: boolean
  readonly publish?: boolean
  /** re-sign a log of his own */
  readonly log?: boolean
}

/**
 * What an insider with the seed and the run of the server can make agree again after an edit: list digests, event's and seed's commitment hash,
 * MACs and counts, every SHA-256 of publish.json, and, under a key of his own, the log. A record he can no longer read stays as it is.
 */
export function recompute(edited: Files, reach: InsiderReach): Files {
  const files = new Map(edited)
  const rewrite = <T>(
    name: string,
    parse: (bytes: Uint8Array) => { ok: true; value: T } | { ok: false },
    print: (record: T) => Uint8Array,
    change: (record: T) => T,
  ) => {
    const read = parse(files.get(name) ?? new Uint8Array(0))
    if (read.ok) files.set(name, print(change(read.value)))
  }
  const bytes = (name: string) => files.get(name) ?? new Uint8Array(0)
  if (reach.commit) {
    rewrite<Commit>('commit.json', parseCommit, printCommit, commit => ({
      ...commit,
      files: Object.fromEntries(LIST_NAMES.map(name => [name, digestWhole(bytes(`${name}.txt`))])) as Commit['files'],
    }))
  }
  const commitHash = sha256Hex(bytes('commit.json'))
  if (reach.event) rewrite<DrawEvent>('event.json', parseEvent, printEvent, event => ({ ...event, commit_sha256: commitHash }))
  if (reach.seed)
    files.set('seed.txt', Uint8Array.from(Buffer.from(textOf(files, 'seed.txt').replace(/^commit .*$/m, `commit ${commitHash}`), 'latin1')))
  if (reach.result) {
    const seed = sha256(bytes('seed.txt'))
    const rows = textOf(files, 'selected.txt').split('\n')
    rewrite<DrawResult>('result.json', parseResult, printResult, result => ({
      ...result,
      commit_sha256: commitHash,
      seed_check: checkSeed(seed),
      drawn: rows.filter(row => row.endsWith('drawn')).length,
      reserve: rows.filter(row => row.endsWith('reserve')).length,
      unfilled: textOf(files, 'assign.txt')
        .split('\n')
        .filter(row => row.endsWith('\t-')).length,
      macs: Object.fromEntries(MAC_NAMES.map(name => [name, fileMac(seed, name, bytes(`${name}.txt`))])) as DrawResult['macs'],
    }))
  }
  const prove = reach.log ? openLog(files) : undefined
  for (const entry of ['commit', 'event', 'result'] as const) prove?.(entry)
  if (reach.publish) {
    rewrite<Publish>('publish.json', parsePublish, printPublish, publish => ({
      ...publish,
      commit_sha256: commitHash,
      result_sha256: sha256Hex(bytes('result.json')),
      files: Object.fromEntries(PUBLISHED_FILES.map(name => [name, sha256Hex(bytes(name))])),
    }))
  }
  prove?.('publish')
  return files
}

function digestWhole(list: Uint8Array) {
  try {
    return digestList(list)
  } catch {
    return { sha256: encodeHex(sha256(list)), lines: 0, root: encodeHex(sha256(list)) }
  }
}

const ORIGIN = 'log.example/insider'
let insider: { privateKey: KeyObject; raw: Uint8Array; pem: string } | undefined

export function insiderKey() {
  if (insider === undefined) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const raw = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
    insider = { privateKey, raw, pem: publicKey.export({ format: 'pem', type: 'spki' }).toString() }
  }
  return insider
}

const INDEXES = { commit: 3, event: 7, result: 8, publish: 14 } as const

/** A log under the insider's key, the four entries at the indexes they name. The answer writes one proof; publish.json must stand before its own. */
function openLog(files: Files): (entry: keyof typeof INDEXES) => void {
  const { privateKey, raw, pem } = insiderKey()
  const vkey = makeVkey(ORIGIN, ED25519, raw)
  files.set('log.vkey', encodeUtf8(`${printVkey(vkey)}\n`))
  files.set('log.pub.pem', encodeUtf8(pem))
  return entry => {
    const [index, size] = [INDEXES[entry], INDEXES[entry] + 1]
    const leaves = Array.from({ length: size }, (_, i) => leafHash(encodeUtf8(`other ${i}`)))
    for (const [name, at] of Object.entries(INDEXES)) if (at < size) leaves[at] = leafHash(files.get(`${name}.json`)!)
    const nodeAt = storeTree(leaves)
    const text = printCheckpoint({ origin: ORIGIN, size, root: rootAt(nodeAt, size) })
    const line = { name: ORIGIN, keyId: vkey.keyId, signature: Uint8Array.from(sign(null, encodeUtf8(text), privateKey)) }
    files.set(
      `${entry}.tlog-proof`,
      printLogProof({ index, hashes: proveInclusion(nodeAt, index, size), checkpoint: printNote(text, [line]) }),
    )
  }
}

/** Names of the failing checks; a bug of the verifier is not a finding, and throws here. */
export const failing = (files: Files, trustedVkey?: string): CheckName[] => {
  const report = verifyBundle(files, trustedVkey === undefined ? {} : { trustedVkey })
  const bug = report.checks.find(c => c.evidence.en.startsWith('The verifier failed'))
  if (bug !== undefined) throw new Error(`${bug.name}: ${bug.evidence.en}`)
  return report.checks.filter(c => c.verdict === 'fail').map(c => c.name)
}
