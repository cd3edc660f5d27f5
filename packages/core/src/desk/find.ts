/** 查找 — for each rule, the things it speaks of today. Pure: facts in, findings out; a rule without a finder does not compile. */
import type { Role } from '../access/can.ts'
import { addDays, type PlainDate } from '../base/plain-date.ts'
import type { WorkingCalendar } from '../calendar/working-days.ts'
import { findingStateNames, visitStateNames } from '../inspection/states.ts'
import type { DeskFacts, DeskFinding, DeskVisit, TeamTrouble } from './facts.ts'
import type { DeskRuleId } from './rules.ts'
import { type DayCount, type Deadline, enterDue, inspectDue, publishDue, taskDue } from './stage-due.ts'

export interface Found {
  /** The thing a button leads to. */
  readonly id: string
  readonly fill: Readonly<Record<string, string | number>>
  readonly due: Deadline | null
  /** What keeps it, in words. */
  readonly blockedBy?: string
  readonly mine?: boolean
  /** The unit that has to do it. */
  readonly unit?: string
  /** Instead of the rule's roles. */
  readonly roles?: readonly Role[]
  readonly subject?: string | null
  /** Before the visit is done its firm may be told to nobody else: the server looks here whose names it has to open. */
  readonly visitId?: string
}

export interface Asked {
  readonly facts: DeskFacts
  readonly today: PlainDate
  readonly calendar: WorkingCalendar
  readonly days: DayCount
}
type Finder = (asked: Asked) => Found[]

const final = (on: PlainDate | null): Deadline | null => (on === null ? null : { on, provisional: false })
const open = new Set(['waiting', 'unfilled', 'scheduled', 'approved', 'started', 'signing'])
const SOON = 60

/** One line a visit in this state. */
const visitsIn =
  (state: DeskVisit['state'], line: (v: DeskVisit, asked: Asked) => Omit<Found, 'id' | 'visitId' | 'subject'> | null): Finder =>
  asked =>
    asked.facts.visits.flatMap(v => {
      const found = v.state === state ? line(v, asked) : null
      return found === null ? [] : [{ id: v.id, visitId: v.id, subject: v.subject, ...found }]
    })

const inspectBy = (v: DeskVisit, { facts, days }: Asked) => inspectDue(facts.stages, v, days)
const publishBy = (f: DeskFinding, { facts, days }: Asked) => publishDue(facts.stages, facts.publicity, f, days)
const enterBy = (v: DeskVisit, { facts, days }: Asked) =>
  enterDue(facts.stages, { issuedOn: v.issuedOn, completedOn: v.endedOn ?? v.startedOn ?? v.plannedOn ?? v.issuedOn }, days)

const findingsIn =
  (state: DeskFinding['state']): Finder =>
  asked =>
    asked.facts.findings
      .filter(f => f.state === state)
      .map(f => ({ id: f.visitId, fill: { number: f.number }, due: publishBy(f, asked), subject: f.subject }))

const soon = (due: Deadline | null, { today, days }: Asked): boolean => due === null || due.on < today || days.between(today, due.on) <= 5

const followUps =
  (state: 'open' | 'recheck'): Finder =>
  asked =>
    asked.facts.followUps
      .filter(f => f.state === state)
      .map(f => ({
        id: f.id,
        fill: { number: f.number, kind: f.kindName, unit: f.ownerUnit },
        due: final(f.dueOn),
        unit: f.ownerUnit,
        // Past its day it is the head's as well: nobody is left alone with it.
        roles: f.dueOn !== null && f.dueOn < asked.today ? (['head'] as const) : [],
      }))
      .filter(f => state === 'recheck' || soon(f.due, asked))

const troubles =
  (...kinds: TeamTrouble['kind'][]): Finder =>
  ({ facts }) => {
    const seen = new Set<string>()
    return facts.troubles.flatMap(t => {
      const key = t.visitId ?? t.officerCode ?? ''
      if (!kinds.includes(t.kind) || seen.has(key)) return []
      seen.add(key)
      return [
        {
          id: t.kind === 'certificate' && t.officerCode !== null ? t.officerCode : key,
          fill: {
            visit: t.number === null ? '一次已排期的检查' : `检查 ${t.number}`,
            plannedOn: t.plannedOn,
            officer: t.officer ?? '一名成员',
            why: t.kind === 'transferred' ? '已调离' : '当天请假',
            until: t.until === null ? '没有登记有效期' : ` ${t.until} 到期`,
          },
          due: final(t.plannedOn),
          blockedBy: t.kind === 'certificate' ? '证件更新之前不能审批和开始' : '改期或换人之前不能审批和开始',
          ...(t.visitId !== null && { visitId: t.visitId }),
        },
      ]
    })
  }

/** Pairs of dated visits to one firm that lie close, neither on one day nor with a reason; each visit once, with its nearest. */
const sameFirm: Finder = ({ facts }) => {
  const byFirm = new Map<string, DeskVisit[]>()
  for (const v of facts.visits) {
    if (v.firm === null || v.plannedOn === null || !v.onSite || (v.state !== 'scheduled' && v.state !== 'approved')) continue
    const list = byFirm.get(v.firm)
    if (list) list.push(v)
    else byFirm.set(v.firm, [v])
  }
  return [...byFirm.values()].flatMap(list => {
    const dated = list.sort((a, b) => (a.plannedOn! < b.plannedOn! ? -1 : a.plannedOn! > b.plannedOn! ? 1 : a.number < b.number ? -1 : 1))
    return dated.slice(1).flatMap((v, i) => {
      const before = dated[i]!
      if (v.plannedOn === before.plannedOn || v.plannedOn! > addDays(before.plannedOn!, facts.sameFirmDays)) return []
      if (v.sameFirmReason !== '' || before.sameFirmReason !== '') return []
      return [
        {
          id: v.id,
          visitId: v.id,
          subject: v.subject,
          mine: v.mine,
          fill: { number: v.number, other: before.number, plannedOn: v.plannedOn!, otherOn: before.plannedOn! },
          due: final(before.plannedOn),
          blockedBy: '两次检查没有并为一天，也没有写明理由',
        },
      ]
    })
  })
}

const changeNames = { illness: '换人（患病等）', recusal: '换人（回避）', vacant: '补配缺员', substitute: '递补' } as const

/** Last day on which some basis of the item holds; `null`: open-ended; undefined: none holds today. */
function lastBasisDay(item: DeskFacts['items'][number], today: PlainDate): PlainDate | null | undefined {
  const held = item.bases.filter(b => b.from <= today && (b.to === null || today <= b.to))
  if (held.length === 0) return undefined
  // A successor already on the list carries on where the other ends.
  let until: PlainDate | null = held.some(b => b.to === null) ? null : held.reduce((max, b) => (b.to! > max ? b.to! : max), today)
  for (let grown = true; grown && until !== null; ) {
    const next = item.bases.find(b => b.from <= addDays(until!, 1) && (b.to === null || b.to > until!))
    grown = next !== undefined
    if (next) until = next.to
  }
  return until
}

export const finders: Readonly<Record<DeskRuleId, Finder>> = {
  'batch.freeze': ({ facts }) =>
    facts.batches.filter(b => b.state === 'open').map(b => ({ id: b.code, fill: { code: b.code }, due: final(addDays(b.periodFrom, -1)) })),
  'batch.event': ({ facts }) =>
    facts.batches
      .filter(b => b.state === 'committed' && !b.eventTyped)
      .map(b => ({ id: b.code, fill: { code: b.code }, due: final(b.eventBy) })),
  'batch.confirm': ({ facts }) =>
    facts.batches
      .filter(b => b.state === 'committed' && b.eventTyped)
      .map(b => ({ id: b.code, fill: { code: b.code }, due: final(b.eventBy), blockedBy: '等另一人核对' })),
  'batch.draw': ({ facts }) =>
    facts.batches.filter(b => b.state === 'evented').map(b => ({ id: b.code, fill: { code: b.code }, due: final(b.resultBy) })),
  'batch.publish': asked =>
    asked.facts.batches
      .filter(b => b.state === 'drawn')
      .map(b => ({
        id: b.code,
        fill: { code: b.code, open: b.openVisits === 0 ? '检查全部结束' : `还有 ${b.openVisits} 次检查没有结束` },
        due: final(b.openBy),
        openVisits: b.openVisits,
      }))
      .filter(b => b.openVisits === 0 || (b.due !== null && soon(b.due, asked)))
      .map(({ openVisits: _, ...found }) => found),
  'visit.schedule': visitsIn('waiting', (v, asked) => {
    const due = inspectBy(v, asked)
    return { fill: { number: v.number, startBy: asked.days.before(due.on, 10) }, due, mine: v.mine }
  }),
  'visit.unfilled': visitsIn('unfilled', (v, asked) => ({
    fill: { number: v.number },
    due: inspectBy(v, asked),
    blockedBy: '补派人员，由负责人批准',
    mine: v.mine,
  })),
  'visit.approve': visitsIn('scheduled', v => ({ fill: { number: v.number, plannedOn: v.plannedOn ?? '' }, due: final(v.plannedOn) })),
  'visit.today': visitsIn('approved', (v, { today }) =>
    v.plannedOn === today ? { fill: { number: v.number }, due: final(v.plannedOn), mine: v.mine } : null,
  ),
  'visit.missed': visitsIn('approved', (v, { today }) =>
    v.plannedOn !== null && v.plannedOn < today
      ? { fill: { number: v.number, plannedOn: v.plannedOn }, due: final(v.plannedOn), mine: v.mine }
      : null,
  ),
  'visit.enter': visitsIn('started', (v, asked) => ({
    fill: { number: v.number, startedOn: v.startedOn ?? '' },
    due: enterBy(v, asked),
    mine: v.mine,
  })),
  'visit.sign': visitsIn('signing', (v, asked) => ({
    fill: { number: v.number, signatures: v.signatures },
    due: enterBy(v, asked),
    // Who has signed waits for the other and has nothing to press.
    mine: v.mine && !v.signedByMe,
    blockedBy: '等另一名执法人员本人签名',
  })),
  'visit.overdue': asked =>
    asked.facts.visits.flatMap(v => {
      const due = open.has(v.state) ? inspectBy(v, asked) : null
      return due !== null && due.on < asked.today
        ? [
            {
              id: v.id,
              visitId: v.id,
              subject: v.subject,
              fill: { number: v.number, due: due.on, state: visitStateNames[v.state] },
              due,
            },
          ]
        : []
    }),
  'visit.certificate': troubles('certificate'),
  'visit.leave': troubles('leave', 'transferred'),
  'visit.sameFirm': sameFirm,
  'change.decide': ({ facts }) =>
    facts.changes.map(c => ({
      id: c.id,
      fill: { kind: changeNames[c.kind], askedOn: c.askedOn },
      due: null,
      blockedBy: '等负责人决定',
    })),
  'finding.determine': findingsIn('submitted'),
  'finding.review': findingsIn('determined'),
  'finding.returned': asked => findingsIn('returned')(asked).map(f => ({ ...f, blockedBy: '等重新认定' })),
  'finding.publish': asked => findingsIn('reviewed')(asked).filter(f => f.due === null || f.due.on >= asked.today),
  'finding.overdue': asked =>
    asked.facts.findings.flatMap(f => {
      const due = publishBy(f, asked)
      return due !== null && due.on < asked.today && ['submitted', 'determined', 'returned', 'reviewed'].includes(f.state)
        ? [{ id: f.visitId, fill: { number: f.number, due: due.on, state: findingStateNames[f.state] }, due, subject: f.subject }]
        : []
    }),
  'disclosure.returned': ({ facts }) =>
    facts.disclosures
      .filter(d => d.state === 'returned')
      .map(d => ({
        id: d.visitId,
        fill: { number: d.number, channel: d.channel, reason: d.reason === '' ? '没有写明原因' : d.reason },
        due: null,
        blockedBy: `“${d.channel}”退回`,
      })),
  'disclosure.waiting': ({ facts, today, days }) =>
    facts.disclosures.flatMap(d => {
      const due = days.after(d.since, 5)
      return d.state !== 'returned' && due.on < today
        ? [{ id: d.visitId, fill: { number: d.number, channel: d.channel, since: ` ${d.since} ` }, due }]
        : []
    }),
  'followUp.due': followUps('open'),
  'followUp.recheck': followUps('recheck'),
  'followUp.none': ({ facts }) =>
    facts.unfollowed.map(v => ({
      id: v.visitId,
      fill: { number: v.number },
      due: null,
      blockedBy: '开立后续处置之前不能办结',
      subject: v.subject,
    })),
  'visit.close': ({ facts }) => facts.closable.map(v => ({ id: v.visitId, fill: { number: v.number }, due: null, subject: v.subject })),
  'lead.open': ({ facts }) =>
    facts.leads.map(l => ({ id: l.id, fill: { number: l.number, unit: l.ownerUnit }, due: final(l.dueOn), unit: l.ownerUnit })),
  'returnVisit.due': ({ facts }) => facts.returnVisits.map(r => ({ id: r.visitId, fill: { number: r.number }, due: final(r.dueOn) })),
  'plan.row': ({ facts, today }) =>
    facts.planRows
      .filter(r => r.stop === null)
      // Drawn before the quarter begins; inside it, what is left of the row's own time.
      .map(r => ({
        id: r.code,
        fill: { code: r.code, name: r.name },
        due: final(r.periodFrom > today ? addDays(r.periodFrom, -1) : r.dueOn),
      })),
  'plan.rowStopped': ({ facts }) =>
    facts.planRows
      .filter(r => r.stop !== null)
      .map(r => ({ id: r.code, fill: { code: r.code, name: r.name }, due: null, blockedBy: r.stop ?? '' })),
  'task.batch': ({ facts, days }) =>
    facts.tasks.map(t => ({
      id: t.code,
      fill: { code: t.code, name: t.name, issuedOn: t.issuedOn },
      due: taskDue(facts.stages, t.issuedOn, days),
    })),
  'plan.publish': ({ facts, days }) =>
    facts.planDrafts.map(p => ({
      id: String(p.year),
      fill: { year: p.year, version: p.version, draftedOn: p.draftedOn },
      due: days.after(p.draftedOn, 20),
    })),
  'scheme.decide': ({ facts }) =>
    facts.schemeProposals.map(p => ({
      id: p.id,
      fill: { by: p.by, proposedOn: p.proposedOn, reason: p.reason },
      due: null,
      blockedBy: '批准之前现行方案不变',
    })),
  'item.noBasis': ({ facts, today }) =>
    facts.items
      .filter(i => lastBasisDay(i, today) === undefined)
      .map(i => ({ id: i.code, fill: { code: i.code, name: i.name }, due: null })),
  'item.basisEnding': ({ facts, today }) =>
    facts.items.flatMap(i => {
      const to = lastBasisDay(i, today)
      return to !== undefined && to !== null && to <= addDays(today, SOON)
        ? [{ id: i.code, fill: { code: i.code, name: i.name, to }, due: final(to) }]
        : []
    }),
  'subject.unclassified': ({ facts }) =>
    facts.unclassified === 0 ? [] : [{ id: 'subjects', fill: { count: facts.unclassified }, due: null }],
  'certificate.expired': ({ facts, today }) =>
    facts.certificates
      .filter(c => c.validTo < today)
      .map(c => ({ id: c.code, fill: { name: c.name, validTo: c.validTo }, due: final(c.validTo) })),
  'certificate.ending': ({ facts, today }) =>
    facts.certificates
      .filter(c => c.validTo >= today && c.validTo <= addDays(today, SOON))
      .map(c => ({ id: c.code, fill: { name: c.name, validTo: c.validTo }, due: final(c.validTo) })),
  'calendar.missing': ({ today, calendar }) => {
    const year = Number(today.slice(0, 4)) + 1
    return today.slice(5) < '12-01' || calendar.isAnnounced(year)
      ? []
      : [{ id: String(year), fill: { year }, due: final(`${today.slice(0, 4)}-12-31` as PlainDate) }]
  },
  'backup.late': ({ facts }) =>
    facts.backupHours !== null && facts.backupHours > 48 ? [{ id: 'backup', fill: { hours: facts.backupHours }, due: null }] : [],
  'log.behind': ({ facts }) =>
    facts.logMinutes !== null && facts.logMinutes > 5 ? [{ id: 'log', fill: { minutes: facts.logMinutes }, due: null }] : [],
}
