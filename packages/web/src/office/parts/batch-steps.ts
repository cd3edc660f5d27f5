/** 批次进度 — 组批 → 快照 → 冻结 → 交付承诺 → 公共事件 → 抽取 → 检查 → 公布: which are done, and the one that is now. Pure. */
import type { Reply } from '../../api/client.ts'
import { showInstant } from '../time.ts'

type Batch = Pick<
  Reply<'batch.view'>,
  'state' | 'external' | 'snapshot' | 'entropy' | 'progress' | 'eventBy' | 'resultBy' | 'openBy' | 'committedAt' | 'tasks'
>
export interface BatchStep {
  readonly title: string
  readonly state: 'done' | 'now' | 'wait' | 'stop'
  /** A date, a count: what makes the step clear. */
  readonly note: string
}

const order = ['open', 'committed', 'evented', 'drawn', 'published'] as const

/** 外部抽取: registered, inspected, published; nothing is frozen or drawn here. */
function readExternalSteps(batch: Batch, drawnAt: string): BatchStep[] {
  const visits = batch.progress
  const inspected = batch.state === 'published' || (visits !== null && visits.done >= visits.visits)
  const stopped = batch.state === 'void'
  const state = (done: boolean, now: boolean): BatchStep['state'] => (stopped ? 'stop' : done ? 'done' : now ? 'now' : 'wait')
  return [
    { title: '外部抽取', state: 'done', note: showInstant(drawnAt) },
    { title: '登记', state: 'done', note: stopped ? '已撤回' : '' },
    { title: '检查', state: state(inspected, !inspected), note: visits ? `${visits.done} / ${visits.visits}` : '' },
    { title: '公布', state: state(batch.state === 'published', inspected), note: '' },
  ]
}

/** `now` is the domain time: the commitment is to be handed over until the first public event. */
export function readBatchSteps(batch: Batch, now: string): BatchStep[] {
  if (batch.external) return readExternalSteps(batch, batch.external.drawnAt)
  const at = order.indexOf(batch.state as (typeof order)[number])
  const starts = batch.entropy.flatMap(e => (e.kind === 'secret' || e.notBefore === null ? [] : [e.notBefore])).sort()
  const begun = starts[0] === undefined || Date.parse(now) >= Date.parse(starts[0])
  const visits = batch.progress
  const steps: (readonly [title: string, done: boolean, note: string])[] = [
    ['组批', true, `${batch.tasks.length} 个任务`],
    ['快照', at > 0 || (batch.snapshot?.fresh === true && batch.snapshot.index !== null), ''],
    ['冻结', at > 0, at > 0 ? showInstant(batch.committedAt) : ''],
    ['交付承诺', at > 1 || (at === 1 && begun), at === 1 && starts[0] ? `${showInstant(starts[0])} 前` : ''],
    ['公共事件', at > 1, at === 1 && batch.eventBy ? `${showInstant(batch.eventBy)} 前` : ''],
    ['抽取', at > 2, at === 2 && batch.resultBy ? `${showInstant(batch.resultBy)} 前` : ''],
    ['检查', at > 3 || (at === 3 && visits !== null && visits.done >= visits.visits), visits ? `${visits.done} / ${visits.visits}` : ''],
    ['公布', at > 3, at === 3 && batch.openBy ? `最迟 ${showInstant(batch.openBy)}` : ''],
  ]
  const current = steps.findIndex(([, done]) => !done)
  const stopped = at < 0
  return steps.map(([title, done, note], i) => ({
    title,
    state: done ? 'done' : stopped ? 'stop' : i === current ? 'now' : 'wait',
    note,
  }))
}
