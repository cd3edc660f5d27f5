/**
 * 抽取的公开部分 — everything the public face may know of a draw, and nothing else. Before publication no query here opens a sealed file.
 */

import { sha256 } from '@mingcha/core/base'
import {
  type CutoffRow,
  cutoffList,
  excludedList,
  explainTicket,
  type FrameRow,
  frameList,
  parseCommit,
  type SelectedRow,
  selectedList,
} from '@mingcha/core/draw'
import type { BatchState } from '@mingcha/core/inspection'
import { z } from 'zod'
import type { Reader } from '../../db/tx.ts'
import type { DrawnRow, PublicDraw, TicketAnswer } from '../../public/draw-page.ts'
import type { PublicExternal } from '../../public/external-page.ts'
import type { DrawLine } from '../../public/list-pages.ts'
import { loggedAt, proofFor } from '../log/read-log.ts'
import { publishedPhrases } from '../results/public.ts'
import { loadBatchTasks } from './assemble.ts'
import { drawCounts } from './draw-commands.ts'
import { viewExternal } from './external.ts'
import { assuranceWords, gameNames, viewStrata, visitProgress } from './queries.ts'

type PublicReader = Reader<null>
const shown: BatchState[] = ['committed', 'evented', 'drawn', 'published', 'void']

async function findBatch({ db }: PublicReader, code: string) {
  return db.selectFrom('batch').selectAll().where('code', '=', code).where('state', 'in', shown).executeTakeFirst()
}
const scopeOfBatch = (agency: string) => ({ agencies: [agency], units: null, officer: null })

export async function listPublicDraws({ db }: PublicReader): Promise<DrawLine[]> {
  const rows = await db
    .selectFrom('batch')
    .selectAll()
    .where('state', 'in', shown)
    .where(eb => eb.or([eb('commit_event_id', 'is not', null), eb('external', 'is not', null)]))
    .orderBy(eb => eb.fn.coalesce('committed_at', 'created_at'), 'desc')
    .limit(40)
    .execute()
  return Promise.all(
    rows.map(async b => {
      const counts = drawCounts.safeParse(b.counts)
      const progress = await visitProgress(db, scopeOfBatch(b.agency_id), b.code)
      return {
        code: b.code,
        period: b.period,
        state: b.state,
        assurance: b.assurance,
        committedAt: b.committed_at,
        external: b.external === null ? null : { platform: viewExternal(b.external, b.created_at).platform, drawnAt: b.drawn_at },
        drawn: counts.data?.drawn ?? null,
        visits: counts.data?.visits ?? null,
        done: counts.success ? progress.done : null,
      }
    }),
  )
}

/** Plain files only: before publication these are commit.json, event.json and result.json. */
async function plainFiles({ db }: PublicReader, code: string): Promise<Map<string, Uint8Array>> {
  const rows = await db
    .selectFrom('batch_file')
    .select(['name', 'bytes'])
    .where('batch_code', '=', code)
    .where('sealed', '=', false)
    .execute()
  return new Map(rows.map(r => [r.name, new Uint8Array(r.bytes)]))
}

export async function commitFile(reader: PublicReader, code: string): Promise<Uint8Array | null> {
  return (await findBatch(reader, code)) ? ((await plainFiles(reader, code)).get('commit.json') ?? null) : null
}

export async function publicDraw(reader: PublicReader, code: string): Promise<PublicDraw | null> {
  const { db } = reader
  const b = await findBatch(reader, code)
  if (!b) return null
  const scope = scopeOfBatch(b.agency_id)
  const files = await plainFiles(reader, code)
  const commit = parseCommit(files.get('commit.json') ?? new Uint8Array())
  if (!commit.ok) return null
  const c = commit.value
  const counts = drawCounts.safeParse(b.counts)
  const entry = await db.selectFrom('event_entry').select(['numbers', 'witnesses']).where('batch_code', '=', code).executeTakeFirst()
  const numbers = b.event_event_id !== null ? z.array(z.string()).catch([]).parse(entry?.numbers) : []
  const none = { party: null, game: null, issue: null, count: null, notBefore: null, sha256: null, opened: null, numbers: null }
  let i = 0
  return {
    code,
    period: b.period,
    state: b.state as BatchState,
    strata: await viewStrata(db, scope, c, await loadBatchTasks(db, scope, code), files, b.quotas),
    commitSha256: b.commit_sha256,
    commitLog: await loggedAt(db, b.commit_event_id),
    eventLog: await loggedAt(db, b.event_event_id),
    resultLog: await loggedAt(db, b.result_event_id),
    publishLog: await loggedAt(db, b.publish_event_id),
    committedAt: b.committed_at,
    eventBy: c.eventBy,
    resultBy: c.resultBy,
    openBy: c.openBy,
    assurance: b.assurance as PublicDraw['assurance'],
    assuranceText: assuranceWords[b.assurance ?? ''] ?? null,
    publicBits: c.publicBits,
    unstaffable: c.unstaffable,
    entropy: c.entropy.map(e =>
      e.kind === 'secret'
        ? { ...none, kind: e.kind, title: e.party === 'server' ? '服务器封存密钥' : '第二持有人密钥', party: e.party, sha256: e.sha256 }
        : e.kind === 'lottery'
          ? {
              ...none,
              kind: e.kind,
              title: `${gameNames[e.game]} 第 ${e.issue} 期`,
              game: e.game,
              issue: e.issue,
              notBefore: e.notBefore,
              numbers: numbers[i++] ?? null,
            }
          : {
              ...none,
              kind: e.kind,
              title: `当众掷骰 ${e.count} 次`,
              count: e.count,
              notBefore: e.notBefore,
              numbers: numbers[i++] ?? null,
            },
    ),
    result: counts.success ? counts.data : null,
    progress: counts.success ? await visitProgress(db, scope, code) : null,
    witnesses: b.event_event_id !== null ? z.array(z.string()).catch([]).parse(entry?.witnesses) : [],
    replaces: c.replaces === '-' ? null : c.replaces,
    rosterLines: c.files.roster.lines,
    barredLines: c.files.barred.lines,
  }
}

/** 外部抽取 as the public may see it: the role of who drew, never his name; counts, never a list, until it is published. */
export async function publicExternal(reader: PublicReader, code: string): Promise<PublicExternal | null> {
  const b = await findBatch(reader, code)
  if (!b || b.external === null) return null
  const { person: _inside, fileName: _name, ...external } = viewExternal(b.external, b.created_at)
  return {
    code,
    period: b.period,
    state: b.state as BatchState,
    assuranceText: assuranceWords.E ?? '',
    ...external,
    counts: drawCounts.parse(b.counts),
    progress: await visitProgress(reader.db, scopeOfBatch(b.agency_id), code),
    visits: b.state === 'published' ? await visitedRows(reader, code) : null,
  }
}

/** Firms of a published batch that was registered: those visited, and those left undone. */
async function visitedRows(reader: PublicReader, code: string): Promise<PublicExternal['visits']> {
  const rows = await reader.db
    .selectFrom('visit')
    .select(['subject_code', 'subject_name', 'result', 'state'])
    .where('batch_code', '=', code)
    .where('subject_code', 'is not', null)
    .orderBy('subject_code')
    .execute()
  return rows.map(r => ({ code: r.subject_code ?? '', name: r.subject_name ?? '', done: r.state !== 'undone', result: phraseOf(r) }))
}

/** The 22 files, once the opening itself is in a signed checkpoint; null before. The same bytes at every call. */
export async function bundleFiles(reader: PublicReader, code: string): Promise<Map<string, Uint8Array> | null> {
  const b = await findBatch(reader, code)
  if (b?.state !== 'published' || b.publish_event_id === null) return null
  const proof = await proofFor(reader.db, b.publish_event_id)
  if (proof === null) return null
  return (await plainFiles(reader, code)).set('publish.tlog-proof', Buffer.from(proof.tlogProof))
}

/** Parsed lists of a published draw: they never change again, so they are kept for the next question. */
const opened = new Map<
  string,
  {
    seed: Uint8Array
    frame: readonly FrameRow[]
    cutoffs: readonly CutoffRow[]
    selected: readonly SelectedRow[]
    excluded: readonly { id: string; stratum: string; reason: string }[]
  }
>()

async function openLists(reader: PublicReader, code: string) {
  const known = opened.get(code)
  if (known) return known
  const files = await bundleFiles(reader, code)
  if (!files) return null
  const [frame, cutoffs, selected, excluded] = [
    frameList.parse(files.get('frame.txt')!),
    cutoffList.parse(files.get('cutoffs.txt')!),
    selectedList.parse(files.get('selected.txt')!),
    excludedList.parse(files.get('excluded.txt')!),
  ]
  if (!frame.ok || !cutoffs.ok || !selected.ok || !excluded.ok) throw new Error(`published lists of ${code} cannot be read`)
  const lists = {
    seed: sha256(files.get('seed.txt')!),
    frame: frame.value,
    cutoffs: cutoffs.value,
    selected: selected.value,
    excluded: excluded.value,
  }
  if (opened.size >= 20) opened.clear()
  opened.set(code, lists)
  return lists
}

/** “我没被抽中，对吗？” — null when the id stands nowhere in this draw; `external` where there are no tickets, because it was drawn elsewhere. */
export async function answerTicket(reader: PublicReader, code: string, id: string): Promise<TicketAnswer | 'external' | null> {
  if ((await findBatch(reader, code))?.external != null) return 'external'
  const lists = await openLists(reader, code)
  const draw = lists && (await publicDraw(reader, code))
  if (!lists || !draw) return null
  const strata = explainTicket(lists.seed, id, lists.frame, lists.cutoffs, lists.selected)
  const excluded = lists.excluded
    .filter(e => e.id === id)
    .map(e => {
      const stratum = draw.strata.find(s => s.code === e.stratum)
      return { stratum: stratum?.name ?? e.stratum, reason: stratum?.left.find(l => l.code === e.reason)?.reason ?? e.reason }
    })
  if (strata.length === 0 && excluded.length === 0) return null
  return {
    id,
    ticket: strata[0]?.ticket ?? '',
    excluded,
    strata: strata.map(s => ({
      code: s.stratum,
      name: draw.strata.find(x => x.code === s.stratum)?.name ?? s.stratum,
      verdict: s.quota === s.N ? 'all' : s.state,
      cutoff: s.cutoff?.ticket ?? '—',
      tier: s.tier,
      rank: s.rank ?? rankOf(lists, s.stratum, id, s.ticket),
      N: s.N,
      quota: s.quota,
    })),
  }
}

/** Place in line of someone beyond the reserves is not in the bundle's files; it is counted from the tickets. */
function rankOf(lists: { seed: Uint8Array; frame: readonly FrameRow[] }, stratum: string, id: string, ticket: string): number {
  const tier = lists.frame.find(f => f.stratum === stratum && f.id === id)?.tier ?? 2
  return (
    1 +
    lists.frame.filter(
      f => f.stratum === stratum && f.id !== id && (f.tier < tier || (f.tier === tier && ticketOf(lists.seed, f.id) < ticket)),
    ).length
  )
}

const ticketOf = (seed: Uint8Array, id: string): string => {
  const [answer] = explainTicket(seed, id, [{ id, stratum: '-', tier: 2 }], [], [])
  return answer?.ticket ?? ''
}

const phraseOf = (visit: { state: string; result: unknown }): string | null =>
  visit.state === 'done' ? (z.object({ phrase: z.string() }).safeParse(visit.result).data?.phrase ?? null) : null

export async function drawnRows(reader: PublicReader, code: string): Promise<DrawnRow[]> {
  const lists = await openLists(reader, code)
  if (!lists) return []
  const batch = await findBatch(reader, code)
  const visits = await reader.db.selectFrom('visit').select(['subject_code', 'state']).where('batch_code', '=', code).execute()
  const phrases = await publishedPhrases(reader, batch?.agency_id ?? '', code)
  // Done and not public: not yet, or withheld; the page does not say which.
  const results = new Map(
    visits.flatMap(v =>
      v.subject_code !== null && (v.state === 'done' || v.state === 'closed')
        ? [[v.subject_code, phrases.get(v.subject_code) ?? '未公开'] as const]
        : [],
    ),
  )
  const ids = [...new Set(lists.selected.map(s => s.id))]
  const names = new Map(
    batch && ids.length > 0
      ? (
          await reader.db
            .selectFrom('subject')
            .select(['code', 'name'])
            .where('agency_id', '=', batch.agency_id)
            .where('code', 'in', ids)
            .execute()
        ).map(r => [r.code, r.name])
      : [],
  )
  return lists.selected.map(s => ({
    stratum: s.stratum,
    rank: s.rank,
    code: s.id,
    name: names.get(s.id) ?? s.id,
    state: s.state,
    result: s.state === 'drawn' ? (results.get(s.id) ?? null) : null,
  }))
}
