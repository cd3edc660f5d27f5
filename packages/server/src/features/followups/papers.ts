/** 责令改正通知书、回访记录 — filled from the record, the result and what was entered; nothing is typed a second time. @law SJZ-72 LY-33 */
import { err, type Result } from '@mingcha/core/base'
import { type ReturnAnswer, type ReturnQuestion, returnAnswerNames, returnQuestions } from '@mingcha/core/followup'
import { chinaDay } from '../../china-time.ts'
import type { Reader } from '../../db/tx.ts'
import type { FileReply } from '../../http/handler.ts'
import { viewContact } from '../access/queries.ts'
import { makeDocument } from '../documents/make-documents.ts'
import { loadDoneVisit } from '../visits/for-results.ts'
import { sayDay } from '../visits/papers.ts'
import { newestFinding, viewFollowUp } from './queries.ts'

type Format = 'pdf' | 'docx'

const agencyName = async ({ db, actor }: Reader): Promise<string> =>
  (await db.selectFrom('agency').select('name').where('id', '=', actor.agency).executeTakeFirstOrThrow()).name

/** Errors: `followup.not_found`, `papers.not_ready` {number, why}, `papers.no_contact`. */
export async function printRectify(reader: Reader, id: string, format: Format): Promise<Result<FileReply>> {
  const { db, scope, actor, today } = reader
  const found = await viewFollowUp(db, scope, actor, today, id)
  if (!found.ok) return found
  const f = found.value
  if (f.kind !== 'rectify') return err({ code: 'papers.not_ready', number: f.visitNumber, why: '只有责令改正有通知书' })
  const visit = await loadDoneVisit(db, scope, f.visitId)
  if (!visit) return err({ code: 'followup.not_found' })
  const contact = await viewContact(db, scope)
  if (contact.phone === '') return err({ code: 'papers.no_contact' })
  const subject = await db
    .selectFrom('subject')
    .select(['address', 'legal_representative'])
    .where('agency_id', 'in', scope.agencies)
    .where('code', '=', visit.subjectCode)
    .executeTakeFirst()
  const wrong = Object.entries(visit.record.answers).flatMap(([key, a]) =>
    a.value === 'no' ? [{ item: key.split('|')[0], text: a.text }] : [],
  )
  const bases = [...new Set(visit.items.filter(i => wrong.some(w => w.item === i.code)).flatMap(i => i.bases))]
  const problems = wrong.length > 0 ? wrong.map(w => w.text) : [visit.record.outcomeText || visit.record.offSite?.text || f.content]
  return makeDocument(
    reader,
    'rectify',
    {
      机关名称: await agencyName(reader),
      文书编号: `${contact.numberPrefix}责改〔${today.slice(0, 4)}〕${f.visitNumber.split('-').at(-1)}号`,
      企业名称: visit.subjectName,
      统一社会信用代码: visit.subjectCode,
      法定代表人: subject?.legal_representative || '—',
      企业地址: subject?.address || '—',
      检查日期: sayDay(visit.doneOn),
      存在问题: problems,
      证据: ['检查记录', ...(visit.record.minutes ? ['现场检查笔录'] : []), ...(visit.record.interview ? ['询问笔录'] : [])],
      违反规定: bases.length > 0 ? bases.map(b => `《${b}》`) : ['—'],
      改正要求: f.content.split('\n').filter(line => line.trim() !== ''),
      改正期限: f.dueOn ? sayDay(f.dueOn) : '—',
      复查安排: '期满后报送改正材料，由两名执法人员复查',
      复议机关: contact.reconsideration,
      诉讼法院: contact.court,
      联系人: contact.contact,
      联系电话: contact.phone,
      决定日期: sayDay(today),
    },
    format,
    { fileName: `责令改正通知书-${f.visitNumber}-${visit.subjectName}`, inline: true },
  )
}

/** Errors: `returnvisit.not_found`, `papers.not_ready` {number, why}. */
export async function printReturnVisit(reader: Reader, visitId: string, format: Format): Promise<Result<FileReply>> {
  const { db, scope } = reader
  const row = await db
    .selectFrom('return_visit')
    .leftJoin('account', join =>
      join.onRef('account.agency_id', '=', 'return_visit.agency_id').onRef('account.id', '=', 'return_visit.actor_id'),
    )
    .select(['return_visit.state', 'return_visit.answers', 'return_visit.by_whom', 'return_visit.note', 'return_visit.at', 'account.name'])
    .where('return_visit.agency_id', 'in', scope.agencies)
    .where('return_visit.visit_id', '=', visitId)
    .executeTakeFirst()
  const visit = await loadDoneVisit(db, scope, visitId)
  if (!row || !visit) return err({ code: 'returnvisit.not_found' })
  if (row.state !== 'done' || row.at === null) return err({ code: 'papers.not_ready', number: visit.number, why: '还没有回访' })
  const answers = row.answers as Partial<Record<ReturnQuestion, ReturnAnswer>>
  const finding = (await newestFinding(db, scope, [visitId])).get(visitId)
  return makeDocument(
    reader,
    'return-visit',
    {
      机关名称: await agencyName(reader),
      文书编号: `${visit.number}-回访`,
      企业名称: visit.subjectName,
      统一社会信用代码: visit.subjectCode,
      检查日期: sayDay(visit.doneOn),
      检查人员: visit.officers.map(o => o.name).join('、') || '—',
      检查结果: finding?.phrase ?? '—',
      回访日期: sayDay(chinaDay(row.at)),
      回访方式: '电话或上门',
      接受回访人: row.by_whom ?? '—',
      回访人: row.name ?? '—',
      回访内容: returnQuestions.map(q => ({
        问题: q.text,
        回答: answers[q.code] ? returnAnswerNames[answers[q.code] as ReturnAnswer] : '—',
      })),
      意见建议: row.note ?? '',
    },
    format,
    { fileName: `回访记录-${visit.number}`, inline: true },
  )
}
