/**
 * 压缩包 — a zip written and read entry by entry, as streams: memory stays flat however large a table or a video is. ZIP64 throughout, because a year
 * of photographs passes 4 GB and a plain zip would then wrap its sizes without a word.
 *
 * The writer goes back and fills in each entry's checksum and sizes, so any unzip can read the file. The reader trusts the central directory alone and
 * bounds what it says against the file. Refuses with `ZipFault`: a file that is cut off, no zip, or has an entry that does not decompress.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw, createInflateRaw } from 'node:zlib'

export class ZipFault extends Error {}

interface Written {
  readonly name: Buffer
  readonly crc: number
  readonly packed: number
  readonly plain: number
  readonly at: number
}

const big = 0xffff_ffff

export interface ZipWriter {
  /** One entry from any source of bytes; `level` 0 for what is compressed already. Gives its plain size. */
  add(name: string, source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, level?: number): Promise<number>
  /** Directory, fsync, close. */
  finish(): Promise<void>
  /** Close without finishing; the caller removes the file. */
  abandon(): Promise<void>
}

export async function createZip(path: string): Promise<ZipWriter> {
  const file = await open(path, 'w', 0o600)
  const entries: Written[] = []
  let at = 0
  const write = async (bytes: Uint8Array) => {
    for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    at += bytes.length
  }
  return {
    async add(name, source, level = 6) {
      const encoded = Buffer.from(name)
      const start = at
      await write(localHeader(encoded, 0, 0, 0))
      let crc = 0
      let plain = 0
      const from = at
      await pipeline(
        async function* () {
          for await (const chunk of source) {
            crc = crc32(chunk, crc)
            plain += chunk.length
            yield chunk
          }
        },
        createDeflateRaw({ level }),
        async (packed: AsyncIterable<Buffer>) => {
          for await (const chunk of packed) await write(chunk)
        },
      )
      const packed = at - from
      await file.write(localHeader(encoded, crc, packed, plain), 0, 30 + encoded.length + 20, start)
      entries.push({ name: encoded, crc, packed, plain, at: start })
      return plain
    },
    async finish() {
      const from = at
      for (const e of entries) await write(directoryEntry(e))
      await write(endRecords(entries.length, from, at - from))
      await file.sync()
      await file.close()
    },
    abandon: () => file.close(),
  }
}

/** Version 4.5, names in UTF-8, deflate, no time (1980-01-01): the sizes stand in the ZIP64 extra field. */
const common = (crc: number) => {
  const b = Buffer.alloc(24)
  b.writeUInt16LE(45, 0)
  b.writeUInt16LE(0x0800, 2)
  b.writeUInt16LE(8, 4)
  b.writeUInt16LE(0, 6)
  b.writeUInt16LE(0x21, 8)
  b.writeUInt32LE(crc, 10)
  b.writeUInt32LE(big, 14)
  b.writeUInt32LE(big, 18)
  return b
}

function localHeader(name: Buffer, crc: number, packed: number, plain: number): Buffer {
  const b = Buffer.alloc(30 + name.length + 20)
  b.writeUInt32LE(0x04034b50, 0)
  common(crc).copy(b, 4, 0, 22)
  b.writeUInt16LE(name.length, 26)
  b.writeUInt16LE(20, 28)
  name.copy(b, 30)
  sizes64(plain, packed).copy(b, 30 + name.length)
  return b
}

function sizes64(plain: number, packed: number): Buffer {
  const b = Buffer.alloc(20)
  b.writeUInt16LE(1, 0)
  b.writeUInt16LE(16, 2)
  b.writeBigUInt64LE(BigInt(plain), 4)
  b.writeBigUInt64LE(BigInt(packed), 12)
  return b
}

function directoryEntry(e: Written): Buffer {
  const b = Buffer.alloc(46 + e.name.length + 28)
  b.writeUInt32LE(0x02014b50, 0)
  b.writeUInt16LE(45, 4)
  common(e.crc).copy(b, 6, 0, 22)
  b.writeUInt16LE(e.name.length, 28)
  b.writeUInt16LE(28, 30)
  b.writeUInt32LE(big, 42)
  e.name.copy(b, 46)
  const extra = 46 + e.name.length
  b.writeUInt16LE(1, extra)
  b.writeUInt16LE(24, extra + 2)
  b.writeBigUInt64LE(BigInt(e.plain), extra + 4)
  b.writeBigUInt64LE(BigInt(e.packed), extra + 12)
  b.writeBigUInt64LE(BigInt(e.at), extra + 20)
  return b
}

/** ZIP64 end record, its locator, and the plain end record that points to them. */
function endRecords(count: number, from: number, length: number): Buffer {
  const b = Buffer.alloc(56 + 20 + 22)
  b.writeUInt32LE(0x06064b50, 0)
  b.writeBigUInt64LE(44n, 4)
  b.writeUInt16LE(45, 12)
  b.writeUInt16LE(45, 14)
  b.writeBigUInt64LE(BigInt(count), 24)
  b.writeBigUInt64LE(BigInt(count), 32)
  b.writeBigUInt64LE(BigInt(length), 40)
  b.writeBigUInt64LE(BigInt(from), 48)
  b.writeUInt32LE(0x07064b50, 56)
  b.writeBigUInt64LE(BigInt(from + length), 64)
  b.writeUInt32LE(1, 72)
  b.writeUInt32LE(0x06054b50, 76)
  b.writeUInt16LE(0xffff, 84)
  b.writeUInt16LE(0xffff, 86)
  b.writeUInt32LE(big, 88)
  b.writeUInt32LE(big, 92)
  return b
}

interface Entry {
  readonly method: number
  readonly packed: number
  readonly plain: number
  readonly at: number
}

export interface ZipReader {
  readonly names: readonly string[]
  /** The plain bytes of an entry, in chunks; throws `ZipFault` where they do not decompress or are not as many as promised. */
  read(name: string): AsyncGenerator<Buffer>
  close(): Promise<void>
}

/** The largest directory that is read into memory: about a million entries. */
const longestDirectory = 256 * 1024 * 1024

export async function openZip(path: string): Promise<ZipReader> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const entries = await readDirectory(file, size)
    return {
      names: [...entries.keys()],
      read: name => readEntry(file, size, entries.get(name), name),
      close: () => file.close(),
    }
  } catch (fault) {
    await file.close()
    throw fault
  }
}

async function bytesAt(file: FileHandle, at: number, length: number, size: number): Promise<Buffer> {
  if (at < 0 || length < 0 || at + length > size) throw new ZipFault('文件不完整')
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, at)
  if (bytesRead !== length) throw new ZipFault('文件不完整')
  return buffer
}

const big64 = (b: Buffer, at: number): number => {
  const value = b.readBigUInt64LE(at)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipFault('目录里的数字不合理')
  return Number(value)
}

async function readDirectory(file: FileHandle, size: number): Promise<Map<string, Entry>> {
  // The end record is the last thing in the file; a comment of up to 65,535 bytes may follow it.
  const tail = await bytesAt(file, Math.max(0, size - 65_577), Math.min(size, 65_577), size)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > tail.length) throw new ZipFault('不是压缩包，或文件不完整')
  let from = tail.readUInt32LE(end + 16)
  let length = tail.readUInt32LE(end + 12)
  if (end >= 20 && tail.readUInt32LE(end - 20) === 0x07064b50) {
    const record = await bytesAt(file, big64(tail, end - 12), 56, size)
    if (record.readUInt32LE(0) !== 0x06064b50) throw new ZipFault('目录损坏')
    length = big64(record, 40)
    from = big64(record, 48)
  }
  if (length > longestDirectory) throw new ZipFault('目录过大')
  const directory = await bytesAt(file, from, length, size)
  const entries = new Map<string, Entry>()
  for (let p = 0; p + 46 <= directory.length; ) {
    if (directory.readUInt32LE(p) !== 0x02014b50) throw new ZipFault('目录损坏')
    const nameLength = directory.readUInt16LE(p + 28)
    const extraLength = directory.readUInt16LE(p + 30)
    const next = p + 46 + nameLength + extraLength + directory.readUInt16LE(p + 32)
    if (next > directory.length) throw new ZipFault('目录损坏')
    let plain = directory.readUInt32LE(p + 24)
    let packed = directory.readUInt32LE(p + 20)
    let at = directory.readUInt32LE(p + 42)
    for (let e = p + 46 + nameLength; e + 4 <= p + 46 + nameLength + extraLength; ) {
      const extraSize = directory.readUInt16LE(e + 2)
      if (directory.readUInt16LE(e) === 1) {
        const wanted = [plain, packed, at].filter(n => n === big).length
        if (extraSize < wanted * 8 || e + 4 + wanted * 8 > next) throw new ZipFault('目录损坏')
        let q = e + 4
        const take = (n: number) => {
          if (n !== big) return n
          q += 8
          return big64(directory, q - 8)
        }
        plain = take(plain)
        packed = take(packed)
        at = take(at)
      }
      e += 4 + extraSize
    }
    entries.set(directory.toString('utf8', p + 46, p + 46 + nameLength), { method: directory.readUInt16LE(p + 10), packed, plain, at })
    p = next
  }
  return entries
}

async function* readEntry(file: FileHandle, size: number, entry: Entry | undefined, name: string): AsyncGenerator<Buffer> {
  if (entry === undefined) throw new ZipFault(`缺少 ${name}`)
  const head = await bytesAt(file, entry.at, 30, size)
  if (head.readUInt32LE(0) !== 0x04034b50) throw new ZipFault(`${name} 损坏`)
  const from = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  if (from + entry.packed > size) throw new ZipFault('文件不完整')
  if (entry.method !== 0 && entry.method !== 8) throw new ZipFault(`${name} 的压缩方法不认识`)
  async function* packed() {
    const step = 256 * 1024
    for (let at = 0; at < entry!.packed; at += step) yield await bytesAt(file, from + at, Math.min(step, entry!.packed - at), size)
  }
  let seen = 0
  try {
    if (entry.method === 0) {
      for await (const chunk of packed()) {
        seen += chunk.length
        yield chunk
      }
    } else {
      const inflate = createInflateRaw()
      const feeding = pipeline(packed(), inflate)
      feeding.catch(() => {}) // the same fault comes out of the loop below
      for await (const chunk of inflate) {
        seen += (chunk as Buffer).length
        // More than promised is a bomb or a lie: stop at once.
        if (seen > entry.plain) throw new ZipFault(`${name} 比目录所说的长`)
        yield chunk as Buffer
      }
      await feeding
    }
  } catch (fault) {
    if (fault instanceof ZipFault) throw fault
    if (/^(Z_|ERR_)/.test(String((fault as { code?: string }).code))) throw new ZipFault(`${name} 解不开`)
    throw fault
  }
  if (seen !== entry.plain) throw new ZipFault(`${name} 不完整`)
}
