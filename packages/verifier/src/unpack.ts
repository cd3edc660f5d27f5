/**
 * Turns what a person hands over (a zip, a folder, many files) into a bundle's files.
 *
 * Promises: sizes are bounded before anything is unpacked; a folder around the files is stripped; a broken archive answers with a sentence.
 * Refuses: archives that claim more than the limits, and two files of one name.
 */
import { err, ok, type Result } from '@mingcha/core/base'
import { unzipSync } from 'fflate'
import { MAX_BUNDLE_BYTES, MAX_FILE_BYTES } from './bounds.ts'
import { type Sentence, say } from './report.ts'

const MAX_ENTRIES = 1000

/** What operating systems leave in folders and archives; no part of a bundle, so no reason to fail it. */
const isLitter = (path: string): boolean => /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/.test(path)

/** Paths and bytes → files by name, without a common folder. */
export function nameFiles(entries: Iterable<readonly [string, Uint8Array]>): Result<Map<string, Uint8Array>, Sentence> {
  const kept = [...entries].filter(([path]) => !isLitter(path))
  const folders = new Set(kept.map(([path]) => path.slice(0, path.lastIndexOf('/') + 1)))
  const folder = folders.size === 1 ? [...folders][0]! : ''
  const files = new Map<string, Uint8Array>()
  for (const [path, bytes] of kept) {
    const name = path.slice(folder.length)
    if (files.has(name)) return err(say(`有两个同名文件：${name}`, `Two files named ${name}`))
    files.set(name, bytes)
  }
  return ok(files)
}

/** Whether the bytes start like a zip archive. */
export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)

/** A zip archive → files by name. Never throws. */
export function unpackZip(bytes: Uint8Array): Result<Map<string, Uint8Array>, Sentence> {
  let total = 0
  let count = 0
  let tooLarge = false
  const seen = new Set<string>()
  try {
    const entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name.endsWith('/') || isLitter(name)) return false
        total += originalSize
        count++
        if (seen.has(name)) tooLarge = true
        seen.add(name)
        if (originalSize > MAX_FILE_BYTES || total > MAX_BUNDLE_BYTES || count > MAX_ENTRIES) tooLarge = true
        return !tooLarge
      },
    })
    if (tooLarge) return err(say('压缩包里的文件过大、过多或重名', 'The archive holds too much, or one name twice'))
    return nameFiles(Object.entries(entries))
  } catch {
    return err(say('压缩包打不开，可能没有下载完整', 'The archive cannot be read; it may be incomplete'))
  }
}
