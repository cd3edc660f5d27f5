/**
 * Starts the embedded PostgreSQL of one data folder, for a first run and for offices of one machine.
 *
 * Promises: durable (fsync on, data checksums), reachable by a unix socket in a 0700 folder only (no port, no password), never two servers
 * on one folder, a killed Node process takes PostgreSQL down with it (Linux) and a killed PostgreSQL is started again; the next start
 * after any kill works and loses no committed row. Two roles: `mingcha_owner` owns the database and its schema, `mingcha_app` reads and
 * writes rows and nothing else. The superuser is used here only.
 *
 * Whoever starts the server owns it: `stop()` stops it. A second process that asks for the same folder (a backup beside a running server)
 * is a guest: it gets the same addresses, and its `stop()` leaves the server alone.
 *
 * Refuses with a code: no binaries for this platform, a data folder of another major version or owner, a folder the account cannot enter.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok, type Problem, type Result } from '@mingcha/core/base'
import pg from 'pg'
import { type Account, canEnter, chooseAccount, identityOf } from './launch-account.ts'
import { findBinaries, reachableRoot } from './launch-binaries.ts'

export interface PostgresOptions {
  /** Where the cluster lives. Made on the first start. */
  readonly dataDir: string
  /** Where the socket goes; by default beside the data, or under the temporary folder when that path is too long for a socket. */
  readonly socketDir?: string
  /** `false` turns fsync off. For tests only: a power cut would lose data. */
  readonly durable?: boolean
  /** Where root puts data and binaries when the account cannot enter the folder asked for. */
  readonly reachableDir?: string
}

export interface RunningPostgres {
  /** `mingcha_owner`: migrations, backup, restore. */
  readonly ownerUrl: string
  /** `mingcha_app`: everything else. */
  readonly appUrl: string
  /** The superuser, for tests that make databases. The product never asks for it. */
  readonly superuserUrl: string
  readonly socketDir: string
  /** Whether another live process started it; then `stop()` leaves it running. */
  readonly guest: boolean
  /** What the operator should know about this start, in Chinese. */
  readonly notes: readonly string[]
  /** The postmaster now; another one after a crash. */
  pid(): number
  /** Settles when the server can no longer be kept alive, with its last words. */
  readonly lost: Promise<string>
  stop(): Promise<void>
}

const major = '18'
const database = 'mingcha'
const launcherFile = 'launcher.json'
const socketName = '.s.PGSQL.5432'
/** `sun_path` holds 108 bytes with the closing zero; PostgreSQL writes a lock file of the same name plus `.lock`, which is no socket. */
const longestSocketPath = 107

/** Starts the server of a data folder, or joins it when a live process already runs it. */
export async function startPostgres(options: PostgresOptions): Promise<Result<RunningPostgres>> {
  if (process.platform === 'win32') return err({ code: 'database.platform_unsupported', platform: 'win32' })
  const account = chooseAccount(options.dataDir)
  if (account === undefined) return err({ code: 'database.no_account' })
  const notes: string[] = []
  const placed = placeData(resolve(options.dataDir), account, options.reachableDir ?? reachableRoot, notes)
  if (!placed.ok) return placed
  const binaries = findBinaries(account, options.reachableDir)
  if (!binaries.ok) return binaries
  const dataDir = placed.value
  const made = await makeCluster(dataDir, binaries.value, account)
  if (!made.ok) return made
  const plan: Plan = { dataDir, binaries: binaries.value, account, durable: options.durable ?? true, socketDir: options.socketDir }

  for (const deadline = Date.now() + 40_000; ; ) {
    const live = readPostmaster(dataDir)
    if (live && ownerAlive(live.socketDir)) {
      if (live.ready) return joinAsGuest(dataDir, live, notes)
      // Still starting, recovering, or on its way out with an owner just killed.
      if (Date.now() > deadline) return err({ code: 'database.start_failed', log: lastWords(dataDir) })
      await sleep(20)
      continue
    }
    if (live) await stopOrphan(dataDir, live.pid)
    const started = await supervise(plan)
    if (started.ok) {
      const own = handle(started.value.socketDir, notes, false, started.value)
      const roles = await ensureRoles(own.superuserUrl)
      if (roles.ok) return ok(own)
      await own.stop()
      return roles
    }
    // Lost a race to another start, or the last server's children are still leaving: look again.
    const again = started.error.retry === true && Date.now() < deadline
    if (!again) return err({ code: started.error.code, log: started.error.log })
    await sleep(100)
  }
}

async function joinAsGuest(dataDir: string, live: Postmaster, notes: readonly string[]): Promise<Result<RunningPostgres>> {
  const kept = { pid: () => readPostmaster(dataDir)?.pid ?? live.pid, lost: new Promise<string>(() => {}), stop: async () => {} }
  const guest = handle(live.socketDir, notes, true, kept)
  const roles = await ensureRoles(guest.superuserUrl)
  return roles.ok ? ok(guest) : roles
}

// ---------------------------------------------------------------- the data folder

/**
 * Makes the parent folder, and finds a place the account can enter; gives the real path of the cluster. A checkout under /root is closed to
 * every account but root: then a new cluster goes to `reachable`, with a link where it was asked for.
 */
function placeData(wanted: string, account: Account, reachable: string, notes: string[]): Result<string> {
  mkdirSync(dirname(wanted), { recursive: true })
  const link = lstatSync(wanted, { throwIfNoEntry: false })
  if (link?.isSymbolicLink() && !existsSync(wanted)) {
    const target = resolve(dirname(wanted), readlinkSync(wanted))
    // Ours, and the first start was killed before initdb was done. Any other broken link is a disk that is not mounted: never start empty there.
    return target.startsWith(`${reachable}/`) ? ok(target) : err({ code: 'database.data_missing', path: wanted, target })
  }
  const real = link === undefined ? join(realpathSync(dirname(wanted)), basename(wanted)) : realpathSync(wanted)
  const owner = statSync(real, { throwIfNoEntry: false })
  if (owner && owner.uid !== account.uid) return err({ code: 'database.data_owner', path: real, account: account.name, owner: owner.uid })
  if (canEnter(account, dirname(real))) return ok(real)
  const unreachable = err({ code: 'database.data_unreachable', path: real, account: account.name })
  if (owner || !account.switched) return unreachable
  try {
    mkdirSync(reachable, { recursive: true, mode: 0o755 })
    if (!canEnter(account, reachable)) return unreachable
    const moved = join(realpathSync(reachable), `${basename(dirname(real))}-${short(`${real} ${Date.now()}`)}`)
    symlinkSync(moved, wanted)
    notes.push(`系统账户 ${account.name} 进不了 ${dirname(real)}，数据库改放在 ${moved}（${wanted} 是指向它的链接）`)
    return ok(moved)
  } catch {
    return unreachable
  }
}

/** initdb into a folder beside, then rename: a kill in the middle leaves nothing that looks like a cluster. */
async function makeCluster(dataDir: string, binaries: string, account: Account): Promise<Result<void>> {
  const versionFile = join(dataDir, 'PG_VERSION')
  sweepHalves(dataDir)
  if (existsSync(versionFile)) {
    const found = readFileSync(versionFile, 'utf8').trim()
    return found === major ? ok(undefined) : err({ code: 'database.version', found, wanted: major, path: dataDir })
  }
  const half = mkdtempSync(`${dataDir}.new-${process.pid}-`)
  if (account.switched) chownSync(half, account.uid, account.gid)
  const locale = ['-E', 'UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=zh-Hans']
  const command = [join(binaries, 'bin', 'initdb'), '-D', half, '-U', 'postgres', '-A', 'trust', '-k', '--no-instructions', ...locale]
  const [program, args] = dyingWithUs('KILL', command)
  const child = spawn(program, args, { cwd: half, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], ...identityOf(account) })
  let said = ''
  child.stdout.on('data', chunk => (said += chunk))
  child.stderr.on('data', chunk => (said += chunk))
  const code = await exitOf(child)
  if (code !== 0) {
    rmSync(half, { recursive: true, force: true })
    return err({ code: 'database.init_failed', log: said.slice(-1500) })
  }
  try {
    renameSync(half, dataDir)
  } catch (e) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(versionFile)) throw e
  }
  return ok(undefined)
}

/** Removes what initdb left in starts that were killed. */
function sweepHalves(dataDir: string): void {
  for (const name of readdirSync(dirname(dataDir))) {
    const pid = name.startsWith(`${basename(dataDir)}.new-`) ? Number(name.slice(basename(dataDir).length + 5).split('-')[0]) : 0
    if (!(pid > 0) || startedAt(pid) !== '') continue
    try {
      // Its last child may still be writing for a moment.
      rmSync(join(dirname(dataDir), name), { recursive: true, force: true, maxRetries: 10, retryDelay: 30 })
    } catch {
      // The next start tries again.
    }
  }
}

// ---------------------------------------------------------------- the server process

interface Plan {
  readonly dataDir: string
  readonly binaries: string
  readonly account: Account
  readonly durable: boolean
  readonly socketDir: string | undefined
}
interface Kept {
  readonly socketDir: string
  pid(): number
  readonly lost: Promise<string>
  stop(): Promise<void>
}

/**
 * Starts the postmaster and keeps it alive until `stop()`: a crash is followed by a new start, five in a minute at most. A start that fails because the
 * dead server's children are still leaving is no crash: it is tried again, for 40 seconds at most.
 */
async function supervise(plan: Plan): Promise<Result<Kept, Problem & { retry?: boolean }>> {
  const first = await spawnPostmaster(plan)
  if (!first.ok) return first
  let { child } = first.value
  const { socketDir } = first.value
  let stopping: Promise<void> | undefined
  let lose: (words: string) => void = () => {}
  const lost = new Promise<string>(r => (lose = r))
  const crashes: number[] = []
  let restarting = Promise.resolve()

  const watch = (watched: ChildProcess) => {
    watched.once('exit', () => {
      if (stopping === undefined) restarting = restart()
    })
  }
  const restart = async () => {
    const now = Date.now()
    crashes.push(now)
    if (crashes.filter(at => now - at < 60_000).length > 5) return lose(lastWords(plan.dataDir))
    while (stopping === undefined) {
      const next = await spawnPostmaster({ ...plan, socketDir })
      if (next.ok) {
        child = next.value.child
        if (stopping === undefined) watch(child)
        return
      }
      if (Date.now() - now > 40_000) return lose(lastWords(plan.dataDir))
      await sleep(200)
    }
  }
  watch(child)

  const stop = async () => {
    await restarting
    if (child.exitCode === null && child.signalCode === null) {
      const gone = exitOf(child)
      child.ref()
      child.kill('SIGINT')
      const slow = setTimeout(() => child.kill('SIGQUIT'), 20_000)
      await gone
      clearTimeout(slow)
    }
    rmSync(join(socketDir, launcherFile), { force: true })
  }
  return ok({
    socketDir,
    pid: () => child.pid ?? 0,
    lost,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  })
}

async function spawnPostmaster(plan: Plan): Promise<Result<{ child: ChildProcess; socketDir: string }, Problem & { retry?: boolean }>> {
  const { dataDir, account } = plan
  const socketDir = makeSocketDir(plan)
  if (!socketDir.ok) return socketDir
  dropStaleLocks(dataDir, socketDir.value)
  // One that root left here could not be overwritten by the account's own start.
  rmSync(join(socketDir.value, launcherFile), { force: true })
  writeFileSync(join(socketDir.value, launcherFile), JSON.stringify({ pid: process.pid, started: startedAt(process.pid) }), { mode: 0o600 })
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketDir.value,
    unix_socket_permissions: '0700',
    fsync: plan.durable ? 'on' : 'off',
    full_page_writes: plan.durable ? 'on' : 'off',
    synchronous_commit: plan.durable ? 'on' : 'off',
    shared_buffers: '256MB',
    max_connections: '100',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    log_min_messages: 'warning',
  }
  const command = [
    join(plan.binaries, 'bin', 'postgres'),
    '-D',
    dataDir,
    ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
  ]
  const [program, args] = dyingWithUs('INT', command)
  const log = openLog(dataDir, account)
  // `detached`: Ctrl-C in a terminal reaches the whole group; the database must outlive the last request.
  const child = spawn(program, args, {
    cwd: '/',
    env: cleanEnvironment(),
    stdio: ['ignore', log, log],
    detached: true,
    ...identityOf(account),
  })
  closeSync(log)
  let ended = false
  const end = exitOf(child).then(() => (ended = true))
  const ready = await until(() => ended || (readPostmaster(dataDir)?.pid === child.pid && readPostmaster(dataDir)?.ready === true), 60_000)
  if (ready && !ended) {
    child.unref()
    return ok({ child, socketDir: socketDir.value })
  }
  if (!ended) child.kill('SIGQUIT')
  await end
  const words = lastWords(dataDir)
  return err({
    code: 'database.start_failed',
    log: words,
    retry: /postmaster\.pid|shared memory block|socket lock file|is another postmaster/i.test(words),
  })
}

interface Postmaster {
  readonly pid: number
  readonly socketDir: string
  readonly ready: boolean
}

/** The live postmaster of a data folder, if any. A pid file whose process is gone, is a zombie, or is another program does not count. */
function readPostmaster(dataDir: string): Postmaster | undefined {
  let lines: string[]
  try {
    lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 1 || !runsIn(pid, dataDir)) return undefined
  return { pid, socketDir: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' }
}

/** PostgreSQL's working folder is its data folder: that tells it from a stranger who got the same number. */
function runsIn(pid: number, dataDir: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.includes(dataDir) ?? false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dataDir
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EACCES'
  }
}

/** PostgreSQL refuses to start when the number in a lock file belongs to any live process; after a reboot or in a container it often does. */
function dropStaleLocks(dataDir: string, socketDir: string): void {
  if (readPostmaster(dataDir) !== undefined) return
  rmSync(join(dataDir, 'postmaster.pid'), { force: true })
  rmSync(join(socketDir, `${socketName}.lock`), { force: true })
  rmSync(join(socketDir, socketName), { force: true })
}

async function stopOrphan(dataDir: string, pid: number): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(pid, name)
    } catch {
      // Gone between looking and calling.
    }
  }
  signal('SIGINT')
  if (await until(() => readPostmaster(dataDir)?.pid !== pid, 15_000)) return
  signal('SIGQUIT')
  await until(() => readPostmaster(dataDir)?.pid !== pid, 5_000)
}

function ownerAlive(socketDir: string): boolean {
  try {
    const owner = JSON.parse(readFileSync(join(socketDir, launcherFile), 'utf8')) as { pid: number; started: string }
    return owner.started !== '' && startedAt(owner.pid) === owner.started
  } catch {
    return false
  }
}

/** When a process began, so that a reused number is not taken for it. Empty when it is gone or only waits to be buried. */
function startedAt(pid: number): string {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? ''
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = 'Z', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? '' : (fields[18] ?? '')
  } catch {
    return ''
  }
}

// ---------------------------------------------------------------- socket, log, roles

function makeSocketDir(plan: Plan): Result<string> {
  const fits = (dir: string) => Buffer.byteLength(join(dir, socketName)) <= longestSocketPath
  const beside = `${plan.dataDir}.run`
  const wanted = plan.socketDir ?? (fits(beside) ? beside : join(realpathSync(tmpdir()), `mingcha-${short(plan.dataDir)}`))
  if (!fits(wanted)) return err({ code: 'database.socket_path', path: wanted, longest: longestSocketPath - socketName.length - 1 })
  mkdirSync(wanted, { recursive: true, mode: 0o700 })
  const found = lstatSync(wanted)
  const ours = found.isDirectory() && (found.uid === plan.account.uid || found.uid === process.getuid?.())
  // Somebody else made this name in the shared temporary folder: do not trust it.
  const dir = ours ? wanted : mkdtempSync(join(tmpdir(), 'mingcha-'))
  chmodSync(dir, 0o700)
  if (plan.account.switched) chownSync(dir, plan.account.uid, plan.account.gid)
  return ok(dir)
}

const logFile = (dataDir: string) => `${dataDir}.log`

function openLog(dataDir: string, account: Account): number {
  const path = logFile(dataDir)
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 5_000_000) renameSync(path, `${path}.1`)
  const fd = openSync(path, 'a', 0o600)
  // The operator's doctor as root today, the account's own service tomorrow: both must be able to write it.
  if (account.switched) fchownSync(fd, account.uid, account.gid)
  return fd
}

function lastWords(dataDir: string): string {
  try {
    return readFileSync(logFile(dataDir), 'utf8').slice(-1500)
  } catch {
    return ''
  }
}

function handle(socketDir: string, notes: readonly string[], guest: boolean, kept: Omit<Kept, 'socketDir'>): RunningPostgres {
  const url = (role: string, name: string) => `postgresql://${role}@localhost/${name}?host=${encodeURIComponent(socketDir)}`
  return {
    ownerUrl: url('mingcha_owner', database),
    appUrl: url('mingcha_app', database),
    superuserUrl: url('postgres', 'postgres'),
    socketDir,
    guest,
    notes,
    ...kept,
  }
}

/** The two roles and the database. Runs at every start, so that a kill between initdb and here heals itself. */
async function ensureRoles(superuserUrl: string): Promise<Result<void>> {
  const client = new pg.Client({ connectionString: superuserUrl })
  try {
    await client.connect()
    // Two starts at once: the second waits here and then finds everything made.
    await client.query('select pg_advisory_lock(18)')
    const { rows } = await client.query<{ name: string }>(
      `select rolname as name from pg_roles where rolname in ('mingcha_owner', 'mingcha_app') union all select datname from pg_database where datname = '${database}'`,
    )
    const has = new Set(rows.map(row => row.name))
    for (const role of ['mingcha_owner', 'mingcha_app']) if (!has.has(role)) await client.query(`create role ${role} login`)
    if (!has.has(database)) await client.query(`create database ${database} owner mingcha_owner`)
    await client.query(`revoke all on database ${database} from public; grant connect on database ${database} to mingcha_app`)
    return ok(undefined)
  } catch (e) {
    return err({ code: 'database.start_failed', log: String(e) })
  } finally {
    await client.end().catch(() => {})
  }
}

// ---------------------------------------------------------------- small things

/** The command, told by the kernel to end when this process does. Elsewhere than on Linux the next start clears up. */
function dyingWithUs(signal: 'INT' | 'KILL', command: readonly string[]): [program: string, args: readonly string[]] {
  const setpriv = process.platform === 'linux' ? ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync) : undefined
  const [program = '', ...args] = setpriv ? [setpriv, '--pdeathsig', signal, '--', ...command] : command
  return [program, args]
}

function exitOf(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? -1)
  return new Promise(done => {
    child.once('exit', code => done(code ?? -1))
    child.once('error', () => done(-1))
  })
}

async function until(seen: () => boolean, milliseconds: number): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await sleep(10)) if (seen()) return true
  return seen()
}

const short = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 10)

/** PostgreSQL reads PG* and locale variables of its own accord; those of the operator's shell have no business here. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' }
}
