/** Reads what a person drops or chooses: a zip, a folder, or the files themselves. Sizes are looked at before bytes are read. */
import { err, type Result } from '@mingcha/core/base'
import { MAX_BUNDLE_BYTES } from '../src/bounds.ts'
import { type Sentence, say } from '../src/report.ts'
import { isZip, nameFiles, unpackZip } from '../src/unpack.ts'

const MAX_FILES = 1000

export async function readDropped(transfer: DataTransfer): Promise<Result<Map<string, Uint8Array>, Sentence>> {
  // Entries must be taken before the first await: the list empties when the event handler returns.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry()).filter(entry => entry !== null)
  // Files dragged out of another page have no entry.
  const found: (readonly [string, File])[] = entries.length > 0 ? [] : [...transfer.files].map(file => [file.name, file])
  try {
    for (const entry of entries) await collect(entry, found)
  } catch {
    return err(say('文件夹读不出来，请改用“选择文件夹”', 'The folder cannot be read; choose it instead'))
  }
  return readFiles(found)
}

export function readChosen(list: FileList): Promise<Result<Map<string, Uint8Array>, Sentence>> {
  return readFiles([...list].map(file => [file.webkitRelativePath || file.name, file] as const))
}

async function collect(entry: FileSystemEntry, found: (readonly [string, File])[]): Promise<void> {
  if (found.length > MAX_FILES) return
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    found.push([entry.fullPath.replace(/^\//, ''), file])
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return
    for (const child of batch) await collect(child, found)
  }
}

async function readFiles(found: readonly (readonly [string, File])[]): Promise<Result<Map<string, Uint8Array>, Sentence>> {
  if (found.length === 0) return err(say('没有收到文件', 'No files received'))
  const total = found.reduce((sum, [, file]) => sum + file.size, 0)
  if (found.length > MAX_FILES || total > MAX_BUNDLE_BYTES) return err(say('文件过多或过大', 'Too many or too large files'))
  try {
    const read = await Promise.all(found.map(async ([path, file]) => [path, new Uint8Array(await file.arrayBuffer())] as const))
    const only = read.length === 1 ? read[0]![1] : undefined
    return only !== undefined && isZip(only) ? unpackZip(only) : nameFiles(read)
  } catch {
    return err(say('文件读不出来，请重新下载后再试', 'The files cannot be read; download them again'))
  }
}
