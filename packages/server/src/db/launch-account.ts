/**
 * Which system account runs PostgreSQL. PostgreSQL refuses to run as root, and a first run on a server or in a container usually is root:
 * then we pick the account that already owns the data, else `postgres`, else `nobody`. Anyone else runs it as himself.
 * The questions "may this account enter this folder" are answered by asking the kernel, not by reading mode bits, so ACLs count too.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'

/** The account PostgreSQL runs under; `switched` says that we are root and give our rights up for it. */
export interface Account {
  readonly uid: number
  readonly gid: number
  readonly name: string
  readonly switched: boolean
}

/** Spawn options that make a child run as the account. */
export function identityOf(account: Account): { uid?: number; gid?: number } {
  return account.switched ? { uid: account.uid, gid: account.gid } : {}
}

/** The account for this data folder. `undefined`: we are root and the system has neither `postgres` nor `nobody`. */
export function chooseAccount(dataDir: string): Account | undefined {
  const uid = process.getuid?.() ?? 0
  const gid = process.getgid?.() ?? 0
  if (uid !== 0 || process.platform === 'win32') return { uid, gid, name: process.env.USER ?? String(uid), switched: false }
  const people = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
    .map(([name = '', , u, g]) => ({ uid: Number(u), gid: Number(g), name, switched: true }))
  const owner = statSync(dataDir, { throwIfNoEntry: false })
  const owning = owner && owner.uid !== 0 ? people.find(p => p.uid === owner.uid) : undefined
  return owning ?? people.find(p => p.name === 'postgres') ?? people.find(p => p.name === 'nobody')
}

/** Whether the account may walk into the folder. */
export function canEnter(account: Account, dir: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1" 2>/dev/null', 'sh', dir], { cwd: '/', stdio: 'ignore', ...identityOf(account) }).status === 0
}
