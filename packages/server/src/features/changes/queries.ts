/** 换人与递补的列表 — visits by their numbers, no firm. The officer concerned is named to whoever named him and to the head. */

import { can } from '@mingcha/core/access'
import type { ReplyOf, Routes } from '@mingcha/core/api'
import type { Reader } from '../../db/tx.ts'
import { accountNames } from '../visits/queries.ts'
import { changeSecret, purposeOf } from './commands.ts'

const kindWords = { illness: '执法人员不能检查', recusal: '回避', vacant: '缺员补配', substitute: '备用对象递补' } as const
const groundWords: Readonly<Record<string, string>> = {
  DEREGISTERED: '注销',
  MOVED: '迁出',
  SUSPENDED: '停产',
  'FORCE-MAJEURE': '不可抗力',
}

/** The head sees all; everybody else what he asked for. @law EZ-11 A-32 */
export async function listChanges({ db, scope, env, actor }: Reader): Promise<ReplyOf<Routes['change.list']>> {
  const decides = can(actor, 'change.decide').ok
  const rows = await db
    .selectFrom('visit_change')
    .selectAll()
    .where('agency_id', 'in', scope.agencies)
    .$if(!decides, q => q.where('asked_by', '=', actor.accountId))
    .orderBy('asked_at', 'desc')
    .limit(500)
    .execute()
  const opened = rows.map(r => ({ ...r, secret: changeSecret.parse(JSON.parse(env.seal.openText(purposeOf(r.id), r.sealed))) }))
  const ids = [...new Set(opened.flatMap(r => r.secret.visitIds))]
  const numbers = new Map(
    (
      await db
        .selectFrom('visit')
        .select(['id', 'number'])
        .where('agency_id', 'in', scope.agencies)
        .where('id', 'in', ids.length > 0 ? ids : ['00000000-0000-4000-8000-000000000000'])
        .execute()
    ).map(v => [v.id, v.number]),
  )
  const names = await accountNames(
    db,
    scope,
    opened.flatMap(r => [r.asked_by, r.decided_by]),
  )
  const codes = [...new Set(opened.map(r => r.secret.inspector))]
  const officers = new Map(
    (
      await db
        .selectFrom('inspector')
        .select(['code', 'name'])
        .where('agency_id', 'in', scope.agencies)
        .where('code', 'in', codes.length > 0 ? codes : ['-'])
        .execute()
    ).map(o => [o.code, o.name]),
  )
  const who = (code: string) => (code === '-' ? '' : `${officers.get(code) ?? ''}（${code}）：`)
  return {
    rows: opened.map(r => ({
      id: r.id,
      kind: r.kind as 'illness',
      state: r.state as 'asked',
      ground: groundWords[r.ground] ?? kindWords[r.kind as 'illness'],
      says: `${who(r.secret.inspector)}${r.secret.reason}`,
      // Whoever reports somebody else ill does not learn by it which visits are that officer's.
      visits: (decides || r.kind !== 'illness' || r.secret.inspector === actor.inspectorCode ? r.secret.visitIds : []).map(id => ({
        id,
        number: numbers.get(id) ?? '—',
      })),
      askedBy: names.get(r.asked_by) ?? '—',
      askedById: r.asked_by,
      askedAt: r.asked_at,
      decidedBy: names.get(r.decided_by ?? '') ?? null,
      decidedAt: r.decided_at,
      decision: r.decision,
    })),
  }
}
