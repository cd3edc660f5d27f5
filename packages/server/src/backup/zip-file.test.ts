import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createZip, openZip, ZipFault } from './zip-file.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'zip-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Bytes that hold zip signatures themselves, as an xlsx in an evidence folder does. */
const nested = Buffer.from(
  zipSync({ 'a.txt': Buffer.from('甲'.repeat(1000)), 'PK.bin': Buffer.from('PK\u0007\bPK\u0003\u0004PK\u0005\u0006') }),
)
const files: Record<string, Buffer> = {
  'empty.txt': Buffer.alloc(0),
  'tables/表.copy': Buffer.from('一行\t二\n'.repeat(50_000)),
  'files/random': randomBytes(1_500_000),
  'files/nested.xlsx': nested,
}
const write = async (path: string) => {
  const zip = await createZip(path)
  for (const [name, bytes] of Object.entries(files))
    expect(
      await zip.add(
        name,
        (function* () {
          for (let i = 0; i < bytes.length; i += 70_001) yield bytes.subarray(i, i + 70_001)
        })(),
        name.startsWith('files/') ? 0 : 6,
      ),
    ).toBe(bytes.length)
  await zip.finish()
}
const readAll = async (path: string) => {
  const zip = await openZip(path)
  const found: Record<string, Buffer> = {}
  try {
    for (const name of zip.names) {
      const chunks: Buffer[] = []
      for await (const chunk of zip.read(name)) chunks.push(chunk)
      found[name] = Buffer.concat(chunks)
    }
  } finally {
    await zip.close()
  }
  return found
}
const same = (found: Record<string, Uint8Array>) => {
  expect(Object.keys(found)).toEqual(Object.keys(files))
  for (const [name, bytes] of Object.entries(files)) expect(Buffer.compare(Buffer.from(found[name] ?? []), bytes), name).toBe(0)
}

it('写下的压缩包自己读得回来，别的程序也读得开；含有压缩包标记的内容不会读错', async () => {
  const path = join(dir, 'a.zip')
  await write(path)
  same(await readAll(path))
  const python = spawnSync('python3', [
    '-c',
    `import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))`,
    path,
  ])
  if (python.error === undefined) expect(python.stdout.toString().trim()).toBe('None 4')
})

it('别的程序写的压缩包（没有 ZIP64、不压缩的条目）也读得开', async () => {
  const path = join(dir, 'b.zip')
  writeFileSync(path, zipSync(files as never, { level: 0 }))
  same(await readAll(path))
  writeFileSync(path, zipSync(files as never))
  same(await readAll(path))
  same(unzipSync(new Uint8Array(readFileSync(path))))
})

it('截断在任何地方、改动任何一段，都是一句话，从不是别的错误', async () => {
  const path = join(dir, 'c.zip')
  await write(path)
  const whole = readFileSync(path)
  let refused = 0
  for (let i = 0; i < 60; i++) {
    const bad = join(dir, 'bad.zip')
    writeFileSync(bad, whole)
    if (i % 2 === 0) truncateSync(bad, Math.floor((whole.length * i) / 60))
    else {
      const bytes = Buffer.from(whole)
      // Every second change in the directory at the end, where the numbers stand.
      const at = i % 4 === 1 ? bytes.length - 1 - ((i * 13) % 420) : Math.floor((bytes.length * i) / 60)
      bytes[at] = (bytes[at] ?? 0) ^ 0xff
      writeFileSync(bad, bytes)
    }
    try {
      same(await readAll(bad))
    } catch (fault) {
      if (!(fault instanceof ZipFault)) expect((fault as Error).name, (fault as Error).message).toBe('AssertionError')
      refused++
    }
  }
  expect(refused).toBeGreaterThan(40)
  expect(existsSync(path)).toBe(true)
})
