/** 抽取批次、冻结、公共随机事件、抽取与匹配、检查记录、公布. */
import { z } from 'zod'
import { defineRoutes } from '../route.ts'
import { day, done, gate, instant, text } from './shared.ts'

const batchCode = z.object({ code: z.string().max(40) })
export const batchState = z.enum(['open', 'dissolved', 'committed', 'evented', 'drawn', 'published', 'void'])

/** What the office chooses as the public event. The server's own secret is always added. */
export const entropyChoice = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('lottery'),
    game: z.enum(['ssq', 'dlt', 'pl5', 'fc3d']),
    issue: z.string().regex(/^[0-9]{5,10}$/),
    notBefore: instant,
  }),
  z.object({ kind: z.literal('dice'), count: z.number().int().min(1).max(1000), notBefore: instant }),
])
export const entropyView = z.object({
  kind: z.enum(['secret', 'lottery', 'dice']),
  /** 中文名, e.g. 双色球 第 2026033 期. */
  title: z.string(),
  party: z.string().nullable(),
  game: z.string().nullable(),
  issue: z.string().nullable(),
  count: z.number().nullable(),
  notBefore: instant.nullable(),
  sha256: z.string().nullable(),
  opened: z.boolean().nullable(),
  /** As entered, waiting for the second signatory; or as logged. */
  numbers: z.string().nullable(),
})
export const stratumView = z.object({
  code: z.string(),
  name: z.string(),
  taskCode: z.string(),
  /** 候选库. */
  N: z.number().int(),
  /** 基数：the pool and whoever was left out of it alone; null where it was not kept. */
  base: z.number().int().nullable(),
  quota: z.number().int(),
  reserve: z.number().int(),
  rate: z.string().nullable(),
  /** What the pool lacks of the scheme's least number. */
  missing: z.number().int(),
  /** Who stands outside the pool, by reason: counts, never names. */
  left: z.array(z.object({ code: z.string(), reason: z.string(), count: z.number().int() })),
  excluded: z.number().int(),
  /** 18% × 137，向上取整 = 25（LY-27、A-23）. */
  why: z.string(),
  law: z.array(z.string()),
  determined: z.boolean(),
  /** 顺延: firms of tier 0, drawn before the others (protocol §5). */
  carried: z.number().int(),
  /** 尚未覆盖: firms of tier 1, drawn before those covered already; null where the stratum has no such order. */
  uncovered: z.number().int().nullable(),
})
/** 外部抽取: where, when and by whom it was drawn, and the list as exported (assurance E). */
export const externalView = z.object({
  platform: z.string(),
  drawnAt: instant,
  person: z.string(),
  role: z.string(),
  sha256: z.string(),
  fileName: z.string(),
  registeredAt: instant,
  strata: z.array(z.object({ code: z.string(), name: z.string(), taskCode: z.string(), drawn: z.number().int() })),
})
export const logRef = z.object({ index: z.number().int(), size: z.number().int(), at: instant }).nullable()

export const batchView = z.object({
  code: z.string(),
  period: z.string(),
  state: batchState,
  stateName: z.string(),
  tasks: z.array(z.object({ code: z.string(), name: z.string(), dueOn: day })),
  gates: z.array(gate),
  strata: z.array(stratumView),
  roster: z.object({
    available: z.number().int(),
    excluded: z.array(z.object({ reason: z.string(), count: z.number().int() })),
    barred: z.number().int(),
    pairs: z.number().int(),
  }),
  snapshot: z.object({ index: z.number().int().nullable(), fresh: z.boolean() }).nullable(),
  commitSha256: z.string().nullable(),
  commitLog: logRef,
  eventLog: logRef,
  resultLog: logRef,
  publishLog: logRef,
  committedAt: instant.nullable(),
  eventBy: instant.nullable(),
  resultBy: instant.nullable(),
  openBy: instant.nullable(),
  assurance: z.enum(['A', 'B', 'C', 'D', 'E']).nullable(),
  assuranceText: z.string().nullable(),
  publicBits: z.number().int().nullable(),
  unstaffable: z.number().int().nullable(),
  entropy: z.array(entropyView),
  /** 已录入待确认: who typed it, so that the page can say that another must confirm. */
  entered: z
    .object({
      by: z.string(),
      byId: z.string(),
      at: instant,
      numbers: z.array(z.string()),
      witnesses: z.array(z.string()),
      evidence: z.string().nullable(),
    })
    .nullable(),
  /** After the draw, counts only until published. */
  result: z
    .object({
      drawn: z.number().int(),
      reserve: z.number().int(),
      visits: z.number().int(),
      slots: z.number().int(),
      unfilled: z.number().int(),
      teams: z.number().int(),
    })
    .nullable(),
  /** Unfillable slots, in words, without names of objects. */
  shortfalls: z.array(z.string()),
  progress: z.object({ visits: z.number().int(), done: z.number().int() }).nullable(),
  publicUrl: z.string().nullable(),
  /** Set for a batch drawn elsewhere and registered here; then there is no commitment, no event and no bundle. */
  external: externalView.nullable(),
  /** 方案规定的抽取日期; null: any day. `reason`: why this one is held on another day. */
  drawDays: z.object({ days: z.array(day), provisional: z.boolean(), reason: z.string().nullable() }).nullable(),
  /** The next legal step and who may take it. */
  next: z.object({ action: z.string(), title: z.string(), who: z.string() }).nullable(),
})

export const drawRoutes = defineRoutes({
  'batch.list': {
    method: 'GET',
    path: '/api/batches',
    can: 'batch.view',
    title: '抽取批次',
    reply: z.object({
      rows: z.array(
        z.object({
          code: z.string(),
          period: z.string(),
          state: batchState,
          stateName: z.string(),
          tasks: z.number().int(),
          assurance: z.string().nullable(),
          createdAt: instant,
          visits: z.number().int().nullable(),
          done: z.number().int().nullable(),
        }),
      ),
    }),
  },
  'batch.view': { method: 'GET', path: '/api/batches/:code', can: 'batch.view', title: '批次详情', params: batchCode, reply: batchView },
  'batch.create': {
    method: 'POST',
    path: '/api/batches',
    can: 'batch.create',
    title: '组成抽取批次',
    body: z.object({ tasks: z.array(z.string().max(40)).min(1).max(50) }),
    reply: z.object({ code: z.string() }),
    reverse: 'batch.dissolve',
  },
  'batch.dissolve': {
    method: 'POST',
    path: '/api/batches/:code/dissolve',
    can: 'batch.create',
    title: '解散未冻结的批次',
    params: batchCode,
    reply: done,
    reverse: 'batch.create',
  },
  'batch.snapshot': {
    method: 'POST',
    path: '/api/batches/:code/snapshot',
    can: 'batch.freeze',
    title: '生成名录库快照',
    params: batchCode,
    reply: done,
    reverse: '无：快照只是记下当时的名录；再生成一次即为新快照',
  },
  'batch.registerSecret': {
    method: 'POST',
    path: '/api/batches/:code/secret',
    can: 'batch.holdSecret',
    title: '登记第二持有人的密钥摘要',
    params: batchCode,
    body: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    reply: done,
    reverse: 'batch.withdrawSecret',
  },
  'batch.withdrawSecret': {
    method: 'POST',
    path: '/api/batches/:code/secret/withdraw',
    can: 'batch.holdSecret',
    title: '撤回未冻结的密钥摘要',
    params: batchCode,
    reply: done,
    reverse: 'batch.registerSecret',
  },
  'batch.freeze': {
    method: 'POST',
    path: '/api/batches/:code/freeze',
    can: 'batch.freeze',
    title: '冻结并承诺',
    params: batchCode,
    body: z.object({
      entropy: z.array(entropyChoice).max(8),
      eventBy: instant,
      resultBy: instant,
      openBy: instant,
      /** Why the draw is held on another day than the scheme's (HS-26). */
      offCalendar: text(300).nullable().default(null),
    }),
    reply: z.object({ commitSha256: z.string() }),
    reverse: 'batch.void',
  },
  'batch.void': {
    method: 'POST',
    path: '/api/batches/:code/void',
    can: 'batch.void',
    title: '作废（公共事件之前）',
    params: batchCode,
    body: z.object({ ground: z.enum(['EVENT-MISSED', 'WRONG-FRAME', 'WRONG-EVENT', 'OTHER']), reason: text(400) }),
    reply: done,
    reverse: '无：作废公开留痕；任务可重新组批，新的承诺会写明替代哪一次',
  },
  'batch.commitFile': {
    method: 'GET',
    path: '/api/batches/:code/commit.json',
    can: 'batch.view',
    title: '承诺文件',
    params: batchCode,
    reply: z.any(),
    replyKind: 'file',
  },
  'event.enter': {
    method: 'POST',
    path: '/api/batches/:code/event',
    can: 'event.enter',
    title: '录入公共随机事件',
    params: batchCode,
    /** One string for each public event of the commitment, in its order, values separated by spaces. */
    body: z.object({
      numbers: z.array(z.string().max(4000)).max(8),
      witnesses: z.array(text(80)).max(4),
      evidenceSha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
    }),
    reply: done,
    reverse: 'event.withdraw',
  },
  'event.uploadEvidence': {
    method: 'POST',
    path: '/api/batches/:code/evidence',
    can: 'event.enter',
    title: '上传事件佐证（视频、截图）',
    params: batchCode,
    bodyKind: 'upload',
    reply: z.object({ sha256: z.string() }),
    reverse: '无：佐证按内容存放；录入时选用哪一份由录入人决定',
  },
  'event.withdraw': {
    method: 'POST',
    path: '/api/batches/:code/event/withdraw',
    can: 'event.enter',
    title: '撤回未确认的录入',
    params: batchCode,
    reply: done,
    reverse: 'event.enter',
  },
  'event.confirm': {
    method: 'POST',
    path: '/api/batches/:code/event/confirm',
    can: 'event.confirm',
    title: '确认公共随机事件并写入日志',
    params: batchCode,
    /** The second signatory types or reads back the same numbers. */
    body: z.object({ numbers: z.array(z.string().max(4000)).max(8) }),
    reply: done,
    reverse: '无：事件写入日志即不可更改；录错只能作废并公开说明',
  },
  'batch.openSecret': {
    method: 'POST',
    path: '/api/batches/:code/secret/open',
    can: 'batch.holdSecret',
    title: '打开第二持有人的密钥',
    params: batchCode,
    body: z.object({ secret: z.string().trim().max(200) }),
    reply: done,
    reverse: '无：密钥打开即参与抽取',
  },
  'draw.execute': {
    method: 'POST',
    path: '/api/batches/:code/draw',
    can: 'draw.execute',
    title: '抽取并匹配',
    params: batchCode,
    /** Idempotent: a second call answers with the same result and writes nothing. */
    reply: z.object({
      drawn: z.number().int(),
      reserve: z.number().int(),
      visits: z.number().int(),
      unfilled: z.number().int(),
      seedCheck: z.string(),
      already: z.boolean(),
    }),
    reverse: '无：抽取只发生一次；事后作废须有法定事由并由上级签字，且公开',
  },
  'draw.publish': {
    method: 'POST',
    path: '/api/batches/:code/publish',
    can: 'draw.publish',
    title: '公布抽取记录',
    params: batchCode,
    reply: z.object({ already: z.boolean() }),
    reverse: '无：公布即公开',
  },
  /** For the projector: what may be shown while sealed. Tickets appear without ids. */
  'batch.ceremony': {
    method: 'GET',
    path: '/api/batches/:code/ceremony',
    can: 'batch.view',
    title: '摇号页',
    params: batchCode,
    reply: z.object({
      batch: batchView,
      agencyName: z.string(),
      now: instant,
      qr: z.string().nullable(),
      /** Counts per stratum after the draw: how many drawn, reserve, teams complete. Never an id, a ticket or a cut-off while sealed. */
      strata: z.array(
        z.object({ code: z.string(), name: z.string(), N: z.number().int(), drawn: z.number().int(), reserve: z.number().int() }),
      ),
    }),
  },
})
