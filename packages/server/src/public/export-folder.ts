/** 导出目录 — written only where nothing of somebody else's can be lost: a new or empty folder, or one an earlier export left its mark in. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const mark = '.mingcha-export'

export const claimExportFolder = (dir: string): boolean => !existsSync(dir) || readdirSync(dir).length === 0 || existsSync(join(dir, mark))

/** Pages of an earlier export that are no longer there are taken away; other files are left alone. */
export function writeSite(dir: string, files: ReadonlyMap<string, Uint8Array>): void {
  mkdirSync(dir, { recursive: true })
  const before = existsSync(join(dir, mark)) ? readFileSync(join(dir, mark), 'utf8').split('\n') : []
  for (const name of before)
    if (name !== '' && !files.has(name) && !name.split('/').includes('..')) rmSync(join(dir, name), { force: true })
  for (const [name, bytes] of files) {
    const path = join(dir, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  writeFileSync(join(dir, mark), `${[...files.keys()].sort().join('\n')}\n`)
}
