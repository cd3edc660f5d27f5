/**
 * 工作台的事实 — plain records of what stands where on one day. The server fills them from its tables, a test writes them by hand; nothing here knows
 * how they were found. Names of firms and officers are only in them where the asker may know them: elsewhere they are null.
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { BatchState, FindingState, VisitState } from '../inspection/states.ts'
import type { Scheme } from '../scheme/scheme-schema.ts'

export type Stage = Scheme['stages'][number]

export interface DeskBatch {
  readonly code: string
  readonly state: BatchState
  /** First day of the period drawn for: the draw belongs before it. */
  readonly periodFrom: PlainDate
  /** Last day of each window; null before the freeze. */
  readonly eventBy: PlainDate | null
  readonly resultBy: PlainDate | null
  readonly openBy: PlainDate | null
  /** The public event is typed and nobody has confirmed it. */
  readonly eventTyped: boolean
  readonly openVisits: number
}

export interface DeskVisit {
  readonly id: string
  readonly number: string
  readonly state: VisitState
  /** Last day of the quarter it was drawn for; null where it was not drawn. */
  readonly periodEnd: PlainDate | null
  readonly dueOn: PlainDate
  /** Day of the draw, or the day it was opened. */
  readonly issuedOn: PlainDate
  readonly plannedOn: PlainDate | null
  readonly startedOn: PlainDate | null
  /** Day the check itself ended. */
  readonly endedOn: PlainDate | null
  /** Fingerprint of the firm: equal for two visits to the same one. */
  readonly firm: string | null
  readonly onSite: boolean
  readonly sameFirmReason: string
  /** The asker is of its team. */
  readonly mine: boolean
  /** The asker has signed the record that lies before the team. */
  readonly signedByMe: boolean
  readonly signatures: number
  /** Name of the firm, where the asker may know it. */
  readonly subject: string | null
}

/** A dated visit whose team cannot go as it is. The registrar learns who, never which visit; the office which visit, never who. */
export interface TeamTrouble {
  readonly kind: 'certificate' | 'leave' | 'transferred'
  readonly visitId: string | null
  readonly number: string | null
  readonly plannedOn: PlainDate
  readonly officer: string | null
  readonly officerCode: string | null
  /** Last day of the certificate, or of the leave; null: none, or open-ended. */
  readonly until: PlainDate | null
}

export interface DeskChange {
  readonly id: string
  readonly kind: 'illness' | 'recusal' | 'vacant' | 'substitute'
  readonly askedOn: PlainDate
}

/** The newest version of a result. */
export interface DeskFinding {
  readonly visitId: string
  readonly number: string
  readonly subject: string | null
  readonly version: number
  readonly state: FindingState
  readonly completedOn: PlainDate
  readonly determinedOn: PlainDate | null
  /** As stored when it was determined; null: computed here. */
  readonly dueOn: PlainDate | null
  readonly provisional: boolean
}

export interface DeskDisclosure {
  readonly visitId: string
  readonly number: string
  readonly channel: string
  readonly state: 'waiting' | 'exported' | 'returned'
  readonly since: PlainDate
  readonly reason: string
}

export interface DeskFollowUp {
  readonly id: string
  readonly visitId: string
  readonly number: string
  readonly kindName: string
  readonly state: 'open' | 'recheck'
  readonly ownerUnit: string
  readonly dueOn: PlainDate | null
}

export interface DeskFacts {
  /** The scheme's four stage limits (LY-20); empty: none adopted, no stage timer runs. */
  readonly stages: readonly Stage[]
  readonly publicity: { readonly start: 'determination' | 'completion'; readonly workingDays: number } | null
  readonly sameFirmDays: number
  readonly batches: readonly DeskBatch[]
  readonly visits: readonly DeskVisit[]
  readonly troubles: readonly TeamTrouble[]
  readonly changes: readonly DeskChange[]
  readonly findings: readonly DeskFinding[]
  readonly disclosures: readonly DeskDisclosure[]
  readonly followUps: readonly DeskFollowUp[]
  /** Submitted, public, nothing open: only 办结 is missing. */
  readonly closable: readonly { readonly visitId: string; readonly number: string; readonly subject: string | null }[]
  /** A problem was determined and nothing follows it. */
  readonly unfollowed: readonly {
    readonly visitId: string
    readonly number: string
    readonly subject: string | null
    readonly since: PlainDate
  }[]
  readonly leads: readonly { readonly id: string; readonly number: string; readonly ownerUnit: string; readonly dueOn: PlainDate | null }[]
  readonly returnVisits: readonly { readonly visitId: string; readonly number: string; readonly dueOn: PlainDate }[]
  /** Rows of this quarter and the next that have no task; `stop`: what keeps one from becoming a task. */
  readonly planRows: readonly {
    readonly code: string
    readonly name: string
    readonly periodFrom: PlainDate
    readonly dueOn: PlainDate
    readonly stop: string | null
  }[]
  readonly tasks: readonly { readonly code: string; readonly name: string; readonly issuedOn: PlainDate; readonly periodFrom: PlainDate }[]
  readonly planDrafts: readonly { readonly year: number; readonly version: number; readonly draftedOn: PlainDate }[]
  /** 提出、还没有批准的方案. */
  readonly schemeProposals: readonly {
    readonly id: string
    readonly by: string
    readonly reason: string
    readonly proposedOn: PlainDate
  }[]
  readonly items: readonly {
    readonly code: string
    readonly name: string
    readonly bases: readonly { readonly from: PlainDate; readonly to: PlainDate | null }[]
  }[]
  readonly unclassified: number
  /** Officers in service with the last day of their certificate. */
  readonly certificates: readonly { readonly code: string; readonly name: string; readonly validTo: PlainDate }[]
  /** Hours since the last good backup; null: not known here, and nothing is said. */
  readonly backupHours: number | null
  /** Minutes the oldest entry has waited for its place in the log; null: none waits. */
  readonly logMinutes: number | null
}

/** Nothing anywhere: where a test, or a bureau, begins. */
export const noFacts: DeskFacts = {
  stages: [],
  publicity: null,
  sameFirmDays: 7,
  batches: [],
  visits: [],
  troubles: [],
  changes: [],
  findings: [],
  disclosures: [],
  followUps: [],
  closable: [],
  unfollowed: [],
  leads: [],
  returnVisits: [],
  planRows: [],
  tasks: [],
  planDrafts: [],
  schemeProposals: [],
  items: [],
  unclassified: 0,
  certificates: [],
  backupHours: null,
  logMinutes: null,
}
