/** 试算 — a file, or the scheme in force, over the registry as it stands. Reads only. */
import type { BodyOf, ReplyOf, Routes } from '@mingcha/core/api'
import { ok, type Result } from '@mingcha/core/base'
import { nextPeriod, parsePeriod, periodEnd, periodOf, periodStart } from '@mingcha/core/calendar'
import {
  type AgencyLevel,
  compareTrials,
  findSchemeDoubts,
  type Scheme,
  type SchemeField,
  schemeFields,
  type Trial,
  type TrialInput,
  tryScheme,
} from '@mingcha/core/scheme'
import { calendar } from '../../china-time.ts'
import type { Reader } from '../../db/tx.ts'
import { loadPlan } from '../plan/queries.ts'
import { loadRosterForDraw, loadSubjectsForDraw } from '../registry/for-draw.ts'
import { parseYaml } from '../yaml-file.ts'
import { checkSchemeText, currentScheme, schemeLevel } from './queries.ts'

type Context = Pick<Reader, 'db' | 'scope' | 'today'>
type Reply = ReplyOf<Routes['scheme.try']>

/** The file with the edits put in, what is wrong with it, and what the form may change. */
export function formOf({ yaml, edits }: BodyOf<Routes['scheme.form']>): Result<ReplyOf<Routes['scheme.form']>> {
  const file = parseYaml(yaml)
  const edited = file.ok && edits.length > 0 ? file.value.withValues(edits) : yaml
  const checked = checkSchemeText(edited)
  const { scheme } = checked
  const fields = scheme === null ? [] : schemeFields(scheme)
  const now = parseYaml(edited)
  const given = (f: SchemeField) => now.ok && now.value.holds(f.path)
  const doubts = scheme === null || !now.ok ? [] : findSchemeDoubts(scheme).map(d => ({ ...d, line: now.value.lineOf(d.path) }))
  return ok({
    yaml: edited,
    issues: [...checked.issues],
    doubts: doubts.map(({ line, at, message }) => ({ line, at, message })),
    fields: fields.map(f => ({ ...showField(f), given: given(f) })),
  })
}

const showField = (f: SchemeField) => ({ ...f, path: [...f.path], choices: f.choices.map(c => ({ ...c })), law: [...f.law] })

/** Errors: `scheme.none` where no file is given and none is in force. */
export async function trySchemeText(context: Context, body: BodyOf<Routes['scheme.try']>): Promise<Result<Reply>> {
  const { db, scope, today } = context
  const current = await currentScheme(db, scope)
  if (body.yaml === null && !current.ok) return current
  const given = body.yaml === null ? null : checkSchemeText(body.yaml)
  if (given !== null && given.scheme === null) return ok({ issues: [...given.issues], trial: null, inForce: null, change: null })
  const period = body.period ?? nextPeriod(periodOf(today))
  const from = periodStart(period)
  const subjects = await loadSubjectsForDraw(db, scope, from)
  const names = new Map(subjects.map(s => [s.id, s.name]))
  const roster = await loadRosterForDraw(db, scope, { from, dueOn: periodEnd(period) })
  // As a batch counts: the 人数 the year's plan was published with, or whoever can go now.
  const plan = await loadPlan(db, scope, parsePeriod(period)!.year)
  const staff = plan.headCount ?? roster.available.length
  const input: TrialInput = { level: current.ok ? current.value.level : await levelOf(context), subjects, period, staff, calendar }
  const inForce = current.ok ? { scheme: current.value.scheme, trial: tryScheme(current.value.scheme, input) } : null
  const scheme = given?.scheme ?? inForce!.scheme
  const trial = scheme === inForce?.scheme ? inForce.trial : tryScheme(scheme, input)
  const change = given === null || inForce === null ? null : compareTrials(inForce, { scheme, trial }, subjects)
  return ok({
    issues: [],
    trial: show(scheme, trial, staff, names),
    inForce: inForce && show(inForce.scheme, inForce.trial, staff, names),
    change: change && {
      ...change,
      strata: change.strata.map(s => ({ ...s })),
      moves: change.moves.map(m => ({ ...m, examples: m.examples.map(e => ({ ...e, name: names.get(e.id) ?? e.id })) })),
    },
  })
}

async function levelOf({ db, scope }: Context): Promise<AgencyLevel> {
  const agency = await db.selectFrom('agency').select('level').where('id', 'in', scope.agencies).executeTakeFirstOrThrow()
  return schemeLevel(agency.level)
}

const SHOWN_UNCLASSIFIED = 10

function show(scheme: Scheme, trial: Trial, staff: number, names: ReadonlyMap<string, string>): NonNullable<Reply['trial']> {
  return {
    name: scheme.name,
    period: trial.period,
    notes: [...trial.notes],
    staff,
    classes: trial.classes.map(c => ({ ...c, law: [...c.law] })),
    strata: trial.strata.map(({ class: _, ...s }) => ({
      ...s,
      left: s.left.map(l => ({ ...l })),
      answer: { ...s.answer, whole: s.answer.whole && { number: s.answer.whole.number, parts: [...s.answer.whole.parts] } },
      year: [...s.year],
      law: [...s.law],
    })),
    unclassified: {
      count: trial.unclassified.length,
      examples: trial.unclassified.slice(0, SHOWN_UNCLASSIFIED).map(u => ({ ...u, name: names.get(u.id) ?? u.id })),
    },
    visits: trial.visits,
    personDays: trial.personDays,
    load: { ...trial.load, law: [...trial.load.law] },
    caps: trial.caps.map(c => ({ ...c, law: [...c.law] })),
    joint: trial.joint.map(({ code, name, number, sentence, law, clause }) => ({ code, name, number, sentence, law: [...law], clause })),
    drawDays: trial.drawDays && [...trial.drawDays],
    drawRule: trial.drawRule && { ...trial.drawRule, law: [...trial.drawRule.law] },
    reports: trial.reports.map(r => ({ ...r, law: [...r.law] })),
  }
}
