/**
 * 材料库 — evidence on disk, content-addressed: `<home>/files/<first two>/<sha256>`. What a file is, is read from its bytes, never from its name.
 * A file is written whole or not at all, and never deleted or written over here.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from './seal.ts'

const kinds: readonly [media: string, test: (b: Buffer) => boolean][] = [
  ['image/jpeg', b => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff],
  ['image/png', b => b.readUInt32BE(0) === 0x89504e47],
  ['image/webp', b => b.subarray(0, 4).toString('latin1') === 'RIFF' && b.subarray(8, 12).toString('latin1') === 'WEBP'],
  ['audio/wav', b => b.subarray(0, 4).toString('latin1') === 'RIFF' && b.subarray(8, 12).toString('latin1') === 'WAVE'],
  ['audio/mp4', b => b.subarray(4, 11).toString('latin1') === 'ftypM4A'],
  ['video/mp4', b => b.subarray(4, 8).toString('latin1') === 'ftyp'],
  ['video/webm', b => b.readUInt32BE(0) === 0x1a45dfa3],
  ['audio/ogg', b => b.subarray(0, 4).toString('latin1') === 'OggS'],
  ['audio/mpeg', b => b.subarray(0, 3).toString('latin1') === 'ID3' || (b[0] === 0xff && ((b[1] ?? 0) & 0xe6) === 0xe2)],
  ['application/pdf', b => b.subarray(0, 5).toString('latin1') === '%PDF-'],
]

/** Media type by content; undefined for anything not kept. */
export const sniff = (bytes: Buffer): string | undefined => (bytes.length < 12 ? undefined : kinds.find(([, test]) => test(bytes))?.[0])

const pathOf = (home: string, sha256: string) => join(home, 'files', sha256.slice(0, 2), sha256)

export const hashFile = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Keep the bytes; gives their SHA-256. The same bytes twice are one file. */
export function keepFile(home: string, bytes: Buffer): string {
  const sha256 = hashFile(bytes)
  const path = pathOf(home, sha256)
  if (!existsSync(path)) {
    mkdirSync(join(home, 'files', sha256.slice(0, 2)), { recursive: true })
    writeDurably(path, bytes)
  }
  return sha256
}

/** Throws when the file is gone: a broken machine, which the doctor reports. */
export const readKeptFile = (home: string, sha256: string): Buffer => readFileSync(pathOf(home, sha256))
