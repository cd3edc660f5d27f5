/** 体检 — one line for each thing that can be wrong on a machine, with its remedy. */
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { rootAt } from '@mingcha/core/log'
import { sql } from 'kysely'
import { readMigrations } from '../db/migrate.ts'
import { read } from '../db/tx.ts'
import type { Env } from '../env.ts'
import { latestCheckpoint, readTree } from '../features/log/read-log.ts'
import { examineAuditRoots } from '../features/operate/audit-root.ts'
import { isOverdue, lastBackup, overdueAfterHours } from '../features/operate/last-backup.ts'
import { LOG_STATE } from '../ports/signer.ts'

export interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly says: string
}

export async function examine(env: Env): Promise<Finding[]> {
  const findings: Finding[] = []
  const note = (name: string, good: boolean, says: string) => findings.push({ name, ok: good, says })
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  note('Node', major > 22 || (major === 22 && minor >= 18), `${process.versions.node}${major >= 22 ? '' : '，请升级到 24'}`)

  const { rows: version } = await sql<{ v: string }>`select current_setting('server_version') as v`.execute(env.db)
  note('数据库', true, `PostgreSQL ${version[0]?.v}`)
  const applied = await env.db.selectFrom('schema_migration').select(['name', 'sha256']).execute()
  const files = readMigrations()
  const missing = files.ok ? files.value.filter(f => !applied.some(a => a.name === f.name && a.sha256 === f.sha256)) : []
  note(
    '数据库结构',
    missing.length === 0,
    missing.length === 0 ? `${applied.length} 个迁移都已应用` : `缺少 ${missing.map(m => m.name).join('、')}，请以所有者账号启动一次`,
  )
  const { rows: rights } = await sql<{
    t: string
    can: boolean
  }>`select t, has_table_privilege(t, 'update') or has_table_privilege(t, 'delete') as can from unnest(array['event','log_leaf','log_checkpoint','subject_version','record_version','audit_root','audit_leaf']) t`.execute(
    env.db,
  )
  const loose = rights.filter(r => r.can).map(r => r.t)
  note(
    '只能追加的表',
    loose.length === 0,
    loose.length === 0 ? '应用账号不能改删操作记录与日志' : `应用账号可以改删 ${loose.join('、')}：请用 mingcha_app 账号连接，并重新授权`,
  )

  const disk = statfsSync(env.home)
  const free = (Number(disk.bavail) * Number(disk.bsize)) / 1e9
  note('磁盘', free > 2, `可用 ${free.toFixed(1)} GB${free > 2 ? '' : '，请清理或扩容'}`)
  for (const key of ['seal.key', 'log.key'])
    note(
      `密钥 ${key}`,
      existsSync(join(env.home, 'keys', key)),
      existsSync(join(env.home, 'keys', key)) ? '在' : '不在：请从另存的副本放回 keys/',
    )

  const statePath = join(env.home, 'keys', LOG_STATE)
  const checkpoint = await latestCheckpoint(env.db)
  if (existsSync(statePath)) {
    const state = JSON.parse(readFileSync(statePath, 'utf8')) as { size: number; root: string }
    const { n } = await env.db
      .selectFrom('log_leaf')
      .select(eb => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    if (n < state.size)
      note(
        '透明日志',
        false,
        `数据库只有 ${n} 条，签名器已签过 ${state.size} 条：数据库被恢复到较早的时候，请找回更新的备份，不要删除 keys/${LOG_STATE}`,
      )
    else {
      const root = state.size === 0 ? state.root : Buffer.from(rootAt(await readTree(env.db, state.size), state.size)).toString('hex')
      note(
        '透明日志',
        root === state.root,
        root === state.root ? `${checkpoint?.size ?? 0} 条，与签名器一致` : '数据库里的日志与签过的不一致：有人改过数据库，请保留现场',
      )
    }
  } else note('透明日志', checkpoint === null, checkpoint === null ? '还没有条目' : `签名器的记录 keys/${LOG_STATE} 不在，请从副本放回`)

  const audit = await read({ env, actor: null }, ({ db }) => examineAuditRoots(db))
  note(
    '操作记录',
    audit.fault === null,
    audit.fault === null
      ? audit.roots === 0
        ? '还没有每日根'
        : `${audit.roots} 个每日根，${audit.events} 条操作记录，与透明日志一致`
      : `${audit.fault}：有人改过数据库，请保留现场并报告纪检`,
  )

  const last = await read({ env, actor: null }, ({ db }) => lastBackup(db))
  const now = env.systemNow()
  const hours = last?.okAt ? ((Date.parse(now) - Date.parse(last.okAt)) / 3_600_000).toFixed(1) : null
  const late = isOverdue(last, now)
  note(
    '备份',
    !late,
    hours === null
      ? '还没有备份：npm run mingcha -- backup'
      : `${hours} 小时前${late ? `，已超过 ${overdueAfterHours} 小时：npm run mingcha -- backup` : ''}${last?.ok ? '' : '；最近一次没有成功，见 设置 → 备份'}`,
  )
  return findings
}
