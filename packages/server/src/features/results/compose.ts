/**
 * 公示内容的组成 — from a visit, its plan rows and one version of its result to the line everybody reads. Shown as a preview before publication,
 * written once at publication, read from the row ever after.
 */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import { type Effect, LINE_TYPE, narrowLine, type PublicLine, publicSummary, readLine } from '@mingcha/core/publicity'
import type { Scheme } from '@mingcha/core/scheme'
import type { Selectable } from 'kysely'
import type { Finding } from '../../db/tables.ts'
import type { ReadDb } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { loadBatchTasks } from '../batch/assemble.ts'
import { loadItemLists } from '../items/queries.ts'
import { openVisit } from '../visits/for-batch.ts'
import type { DoneVisit } from '../visits/for-results.ts'

export type FindingRow = Selectable<Finding>

export interface ItemOfVisit {
  readonly code: string
  readonly name: string
  readonly content: readonly string[]
}
export interface VisitFacts {
  readonly visit: DoneVisit
  readonly agencyName: string
  readonly items: readonly ItemOfVisit[]
  readonly tasks: readonly {
    readonly planId: string
    readonly planName: string
    readonly id: string
    readonly name: string
    readonly targeted: boolean
    readonly itemCodes: readonly string[]
  }[]
}

/** The plan rows and items a done visit stands for. Only for visits that are done: the sealed part is opened. */
export async function loadFacts(db: ReadDb, scope: Scope, env: Env, visit: DoneVisit): Promise<VisitFacts> {
  const agency = await db.selectFrom('agency').select(['id', 'name']).where('id', 'in', scope.agencies).executeTakeFirstOrThrow()
  const { sealed } = await db
    .selectFrom('visit')
    .select('sealed')
    .where('agency_id', 'in', scope.agencies)
    .where('id', '=', visit.id)
    .executeTakeFirstOrThrow()
  const secret = openVisit(env.seal, visit.id, sealed)
  const lists = await loadItemLists(db, scope)
  const tasks =
    visit.batchCode === null ? [] : (await loadBatchTasks(db, scope, visit.batchCode)).filter(t => secret.tasks.includes(t.code))
  return {
    visit,
    agencyName: agency.name,
    // 一表通查 (JX-20): what was asked of the firm is more than the items of its tasks, and a problem may stand in any of it.
    items:
      visit.items.length > 0
        ? visit.items
        : secret.items.map(code => {
            const item = lists.published.get(code)
            return { code, name: item?.name ?? code, content: item?.content ?? [] }
          }),
    tasks: tasks.map(t => ({
      planId: `${agency.id}-${t.year}`,
      planName: `${t.year} 年度抽查计划`,
      id: t.code,
      name: t.name,
      targeted: t.row.kind === 'targeted',
      itemCodes: t.row.itemCodes,
    })),
  }
}

const typeOf = ({ visit, tasks }: VisitFacts): string => {
  if (visit.kind === 'targeted') return '针对性检查'
  if (visit.kind === 'recheck') return '复查'
  const kinds = new Set(tasks.map(t => (t.targeted ? '定向抽查' : '不定向抽查')))
  return [...kinds].sort().join('、') || '不定向抽查'
}

/** The line of one version as it stands; null before its phrase is determined. */
export function composeLine(agency: string, facts: VisitFacts, scheme: Scheme, f: FindingRow, publishedOn: PlainDate): PublicLine | null {
  if (f.line !== null) return readLine(f.line) ?? null
  if (f.phrase === null || f.code === null) return null
  const { visit } = facts
  const effect = f.effect as Effect
  const clean = scheme.results.phrases.find(p => p.code === 'NO_PROBLEM')?.text
  const wrong = new Set(Object.entries(visit.record.answers).flatMap(([key, a]) => (a.value === 'no' ? [key.split('|')[0]] : [])))
  const ofItem = (code: string) => (wrong.size > 0 && !wrong.has(code) && clean !== undefined ? clean : (f.phrase ?? ''))
  const full: PublicLine = {
    type: LINE_TYPE,
    agency,
    insAuth: facts.agencyName,
    visit: visit.number,
    version: String(f.version),
    effect,
    ground: f.ground ?? '-',
    determinedOn: f.determined_on ?? '-',
    publishedOn,
    dueOn: f.due_on ?? '-',
    lateReason: f.late_reason ?? '-',
    correctionReason: f.correction_reason ?? '-',
    insDate: visit.doneOn,
    subjectCode: visit.subjectCode,
    subjectName: visit.subjectName,
    draw: visit.batchCode ?? '-',
    raninsTypeName: typeOf(facts),
    result: f.phrase,
    resultCode: f.code,
    summary: publicSummary(effect, f.summary, f.redacted_summary) ?? '',
    tasks: (facts.tasks.length > 0
      ? facts.tasks
      : [{ planId: '-', planName: '-', id: '-', name: '-', itemCodes: facts.items.map(i => i.code) }]
    ).map((t, n, all) => ({
      raninsPlanId: t.planId,
      raninsPlaneName: t.planName,
      raninsTaskId: t.id,
      raninsTaskName: t.name,
      items: facts.items
        // Items that no task named were asked on the way of the first.
        .filter(i => t.itemCodes.includes(i.code) || (n === 0 && !all.some(x => x.itemCodes.includes(i.code))))
        .map(i => ({ code: i.code, raninsItemName: i.name, raninsCheckResName: ofItem(i.code) })),
    })),
  }
  return narrowLine(full, effect)
}
