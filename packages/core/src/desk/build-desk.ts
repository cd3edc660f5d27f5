/**
 * 工作台 — what is due, what is stuck and who can unstick it, whether the registries are healthy: facts and a day in, lines out. A line is there as
 * long as its fact is, so the button that changes the fact takes the line away; nothing is ever ticked off by hand.
 * @law LY-20 SJZ-53 HS-27 LY-02 LY-33 EZ-13 JX-28 X-13 A-24
 */
import { type Role, roleNames } from '../access/can.ts'
import { fillSentence } from '../api/errors.ts'
import type { PlainDate } from '../base/plain-date.ts'
import type { WorkingCalendar } from '../calendar/working-days.ts'
import type { DeskFacts } from './facts.ts'
import { type Asked, type Found, finders } from './find.ts'
import { type DeskGroup, type DeskRule, type DeskRuleId, deskPlaces, deskRules } from './rules.ts'
import { countDays } from './stage-due.ts'

export interface DeskLine {
  readonly rule: DeskRuleId
  readonly id: string
  readonly group: DeskGroup
  readonly title: string
  readonly says: string
  readonly law: readonly string[]
  /** Who clears it, in words. */
  readonly who: string
  readonly roles: readonly Role[]
  readonly unit: string | null
  readonly mine: boolean
  readonly dueOn: PlainDate | null
  /** Working days left; negative: late. Null without a day. */
  readonly days: number | null
  /** The day leans on a year whose holidays are not announced. */
  readonly provisional: boolean
  /** 已超期. */
  readonly overdue: boolean
  readonly blockedBy: string | null
  /** Office path with the form's anchor. */
  readonly link: string
  readonly button: string
  readonly subject: string | null
  readonly visitId: string | null
}

const ids = Object.keys(deskRules) as DeskRuleId[]

/** Every line of the bureau on this day: overdue ones first, then by day, those without a day last. */
export function buildDesk(facts: DeskFacts, today: PlainDate, calendar: WorkingCalendar): DeskLine[] {
  const asked: Asked = { facts, today, calendar, days: countDays(calendar) }
  return ids.flatMap(rule => finders[rule](asked).map(found => lineOf(rule, found, asked))).sort(byUrgency)
}

function lineOf(id: DeskRuleId, found: Found, { today, days }: Asked): DeskLine {
  const rule: DeskRule = deskRules[id]
  const roles = found.roles ?? rule.roles
  const unit = found.unit ?? null
  const named = [...(unit === null ? [] : [unit]), ...roles.map(r => roleNames[r])].join('、')
  return {
    rule: id,
    id: found.id,
    group: rule.group,
    title: rule.title,
    says: fillSentence(rule.says, { code: '-', ...found.fill }),
    law: rule.law,
    who: rule.who ?? named,
    roles,
    unit,
    mine: found.mine ?? false,
    dueOn: found.due?.on ?? null,
    days: found.due === null ? null : days.between(today, found.due.on),
    provisional: found.due?.provisional ?? false,
    overdue: found.due !== null && found.due.on < today,
    blockedBy: found.blockedBy ?? null,
    link: linkOf(rule, found.id),
    button: rule.button,
    subject: found.subject ?? null,
    visitId: found.visitId ?? null,
  }
}

const linkOf = (rule: DeskRule, id: string): string => {
  const anchor = rule.anchor.replace(':id', id)
  return `${deskPlaces[rule.place].replace(':id', encodeURIComponent(id))}${anchor === '' ? '' : `#${encodeURIComponent(anchor)}`}`
}

const order: Readonly<Record<DeskGroup, number>> = { due: 0, blocked: 1, health: 2 }
const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const byUrgency = (a: DeskLine, b: DeskLine): number =>
  Number(b.overdue) - Number(a.overdue) ||
  text(a.dueOn ?? '9999-12-31', b.dueOn ?? '9999-12-31') ||
  order[a.group] - order[b.group] ||
  ids.indexOf(a.rule) - ids.indexOf(b.rule) ||
  text(a.says, b.says)

export interface Viewer {
  readonly roles: readonly Role[]
  readonly unit: string | null
}

/** 各看各的 — an officer his own, a role what waits for it, a unit what it has to do, the office everything. */
export const linesFor = (lines: readonly DeskLine[], viewer: Viewer): DeskLine[] =>
  viewer.roles.includes('office') ? [...lines] : lines.filter(line => isFor(line, viewer))

/** This viewer is the one who has to act; of the office's long list, what is its own. */
export const isFor = (line: DeskLine, viewer: Viewer): boolean =>
  line.mine || line.roles.some(r => viewer.roles.includes(r)) || (line.unit !== null && line.unit === viewer.unit)
