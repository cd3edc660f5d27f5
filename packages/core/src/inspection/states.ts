/**
 * 状态流转 — the legal moves, as total tables. A status column is written only through `move`; the web asks the same tables which buttons to show.
 */
import { err, ok, type Result } from '../base/result.ts'

export type TaskState = 'open' | 'batched' | 'drawn' | 'done' | 'withdrawn'
export type BatchState = 'open' | 'dissolved' | 'committed' | 'evented' | 'drawn' | 'published' | 'void'
export type VisitState =
  | 'waiting'
  | 'unfilled'
  | 'scheduled'
  | 'approved'
  | 'started'
  | 'signing'
  | 'done'
  | 'closed'
  | 'undone'
  | 'replaced'
  | 'cancelled'
export type FindingState = 'submitted' | 'determined' | 'returned' | 'reviewed' | 'published' | 'withheld' | 'dropped'
export type FollowUpState = 'open' | 'recheck' | 'closed' | 'cancelled'
export type LeadState = 'open' | 'handed' | 'transferred' | 'checked' | 'closed'
export type ChangeState = 'asked' | 'approved' | 'refused' | 'withdrawn'

/** `drawn → open` is for a registered draw that is withdrawn before any visit was scheduled. */
export const taskMoves = {
  open: ['batched', 'withdrawn'],
  batched: ['open', 'drawn'],
  drawn: ['done', 'open'],
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

/**
 * 检查 — no approval, no start: nothing reaches `started` but through `approved`. `signing` is the record laid before the two officers;
 * `done` is submitted and locked. `cancelled` is for visits that were not drawn; a drawn one is only replaced by the reserve (EZ-11, A-32).
 */
export const visitMoves = {
  waiting: ['scheduled', 'unfilled', 'undone', 'replaced', 'cancelled'],
  unfilled: ['waiting', 'undone', 'replaced'],
  scheduled: ['approved', 'waiting', 'unfilled', 'undone', 'replaced', 'cancelled'],
  approved: ['started', 'waiting', 'unfilled', 'undone', 'replaced', 'cancelled'],
  started: ['signing', 'approved', 'undone', 'replaced'],
  signing: ['started', 'done', 'undone'],
  done: ['closed'],
  closed: ['done'],
  undone: [],
  replaced: [],
  cancelled: [],
} as const satisfies Record<VisitState, readonly VisitState[]>

/** 结果 — determined, reviewed by another, then public; published versions stay for ever, a correction is a new version (EZ-13). */
export const findingMoves = {
  submitted: ['determined'],
  determined: ['reviewed', 'returned'],
  returned: ['determined', 'dropped'],
  reviewed: ['published', 'withheld', 'determined', 'returned'],
  published: [],
  withheld: [],
  dropped: [],
} as const satisfies Record<FindingState, readonly FindingState[]>

/** 后续处置 — `recheck`: the firm says it is done, somebody must look. */
export const followUpMoves = {
  open: ['recheck', 'closed', 'cancelled'],
  recheck: ['open', 'closed', 'cancelled'],
  closed: ['open'],
  cancelled: ['open'],
} as const satisfies Record<FollowUpState, readonly FollowUpState[]>

export const leadMoves = {
  open: ['handed', 'transferred', 'checked', 'closed'],
  // The unit it was handed to may find that it needs a check, or that it is another department's.
  handed: ['transferred', 'checked', 'closed', 'open'],
  transferred: ['closed', 'open'],
  checked: ['closed'],
  closed: ['open'],
} as const satisfies Record<LeadState, readonly LeadState[]>

export const changeMoves = {
  asked: ['approved', 'refused', 'withdrawn'],
  approved: [],
  refused: [],
  withdrawn: [],
} as const satisfies Record<ChangeState, readonly ChangeState[]>

export const visitStateNames: Readonly<Record<VisitState, string>> = {
  waiting: '待排期',
  unfilled: '缺员',
  scheduled: '待审批',
  approved: '已审批，待检查',
  started: '检查中',
  signing: '待签名',
  done: '已提交',
  closed: '已办结',
  undone: '未完成',
  replaced: '已由备用对象递补',
  cancelled: '已作废',
}
export const findingStateNames: Readonly<Record<FindingState, string>> = {
  submitted: '待认定',
  determined: '待审核',
  returned: '已退回',
  reviewed: '待公示',
  published: '已公示',
  withheld: '不予公示',
  dropped: '更正已撤回',
}
export const followUpStateNames: Readonly<Record<FollowUpState, string>> = {
  open: '办理中',
  recheck: '待复查',
  closed: '已办结',
  cancelled: '已作废',
}
export const changeStateNames: Readonly<Record<ChangeState, string>> = {
  asked: '待决定',
  approved: '已批准',
  refused: '未批准',
  withdrawn: '已撤回',
}
export const leadStateNames: Readonly<Record<LeadState, string>> = {
  open: '待处置',
  handed: '已转办',
  transferred: '已移送',
  checked: '已转检查',
  closed: '已办结',
}
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

const legal =
  <S extends string>(moves: Readonly<Record<S, readonly S[]>>, names: Readonly<Record<S, string>>, code: string) =>
  (from: S, to: S): Result<S> =>
    moves[from].includes(to) ? ok(to) : err({ code, state: names[from] })

/** Is this a legal move? Errors: `visit.state` {state}. */
export const moveVisit = legal<VisitState>(visitMoves, visitStateNames, 'visit.state')
/** Is this a legal move? Errors: `finding.state` {state}. */
export const moveFinding = legal<FindingState>(findingMoves, findingStateNames, 'finding.state')
/** Is this a legal move? Errors: `followup.state` {state}. */
export const moveFollowUp = legal<FollowUpState>(followUpMoves, followUpStateNames, 'followup.state')
/** Is this a legal move? Errors: `change.state`. */
export const moveChange = legal<ChangeState>(changeMoves, changeStateNames, 'change.state')
/** Is this a legal move? Errors: `lead.state` {state}. */
export const moveLead = legal<LeadState>(leadMoves, leadStateNames, 'lead.state')

/** Is this a legal move? Errors: `batch.state` {code, state, wanted}. */
export function moveBatch(code: string, from: BatchState, to: BatchState, wanted: string): Result<BatchState> {
  return (batchMoves[from] as readonly BatchState[]).includes(to)
    ? ok(to)
    : err({ code: 'batch.state', batch: code, state: batchStateNames[from], wanted })
}
