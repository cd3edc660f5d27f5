import { z } from 'zod'
import { defineRoutes } from '../route.ts'
import { instant } from './shared.ts'

export const backupRun = z.object({
  id: z.string(),
  /** 每晚、要求、命令行、恢复、演练. */
  kind: z.enum(['nightly', 'asked', 'command', 'restored', 'drill']),
  state: z.enum(['waiting', 'ok', 'failed']),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** The moment the rows are of. */
  ofAt: instant.nullable(),
  askedBy: z.string().nullable(),
  /** Relative to the home where it lies inside. */
  path: z.string().nullable(),
  /** False once the keep policy, or somebody, has removed the file. */
  onDisk: z.boolean(),
  bytes: z.number().int().nullable(),
  tables: z.number().int().nullable(),
  rows: z.number().int().nullable(),
  files: z.number().int().nullable(),
  why: z.string().nullable(),
})

export const operateRoutes = defineRoutes({
  'backup.list': {
    method: 'GET',
    path: '/api/backups',
    can: 'backup.list',
    title: '备份',
    reply: z.object({
      /** The newest 60 runs, newest first. */
      rows: z.array(backupRun),
      last: backupRun.nullable(),
      /** 超过 48 小时没有成功的备份. */
      overdue: z.boolean(),
      lastDrill: backupRun.nullable(),
      home: z.string(),
      keep: z.object({ days: z.number().int(), weeks: z.number().int() }),
      auditRoot: z.object({ on: z.iso.date(), events: z.number().int(), logIndex: z.number().int().nullable() }).nullable(),
    }),
  },
  'backup.make': {
    method: 'POST',
    path: '/api/backups',
    can: 'backup.make',
    title: '立即备份',
    reply: z.object({ id: z.string() }),
    reverse: '无：备份只是多留一份文件，到期自动删除',
  },
})
