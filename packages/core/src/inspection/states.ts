/**
 * 状态流转 — the legal moves, as total tables. A status column is written only through `move`; the web asks the same tables which buttons to show.
 */
import { err, ok, type Result } from '../base/result.ts'

export type TaskState = 'open' | 'batched' | 'drawn' | 'done' | 'withdrawn'
export type BatchState = 'open' | 'dissolved' | 'committed' | 'evented' | 'drawn' | 'published' | 'void'
export type VisitState = 'waiting' | 'unfilled' | 'done' | 'undone'

export const taskMoves = {
  open: ['batched', 'withdrawn'],
  batched: ['open', 'drawn'],
  drawn: ['done'],
  done: [],
  withdrawn: ['open'],
} as const satisfies Record<TaskState, readonly TaskState[]>

/** A draw happens once: nothing leads back from `committed`, and only a void leads aside. */
export const batchMoves = {
  open: ['committed', 'dissolved'],
  dissolved: [],
  committed: ['evented', 'void'],
  evented: ['drawn', 'void'],
  drawn: ['published', 'void'],
  published: [],
  void: [],
} as const satisfies Record<BatchState, readonly BatchState[]>

export const visitMoves = {
  waiting: ['done', 'undone'],
  unfilled: ['waiting', 'undone'],
  done: [],
  undone: [],
} as const satisfies Record<VisitState, readonly VisitState[]>

export const taskStateNames: Readonly<Record<TaskState, string>> = {
  open: '待组批',
  batched: '已组批',
  drawn: '已抽取',
  done: '已完成',
  withdrawn: '已撤回',
}
export const batchStateNames: Readonly<Record<BatchState, string>> = {
  open: '组批中',
  dissolved: '已解散',
  committed: '已冻结，待公共事件',
  evented: '事件已记录，待抽取',
  drawn: '已抽取，检查中',
  published: '已公布',
  void: '已作废',
}

/** Is this a legal move? Errors: `task.state` {code, state}. */
export function moveTask(code: string, from: TaskState, to: TaskState): Result<TaskState> {
  return (taskMoves[from] as readonly TaskState[]).includes(to)
    ? ok(to)
    : err({ code: 'task.state', task: code, state: taskStateNames[from] })
}

/** Is this a legal move? Errors: `batch.state` {code, state, wanted}. */
export function moveBatch(code: string, from: BatchState, to: BatchState, wanted: string): Result<BatchState> {
  return (batchMoves[from] as readonly BatchState[]).includes(to)
    ? ok(to)
    : err({ code: 'batch.state', batch: code, state: batchStateNames[from], wanted })
}
