/**
 * 文书 of a visit — 审批表 and 通知书 before it, 检查表 and 笔录 (or 非现场检查记录) after it, filled from the record itself. A notice carries the
 * newest checkpoint of the log in its code: each sheet in a firm's hands is then a witness of the log on that day.
 * @law X-07 X-11 JX-48 JX-49 SJZ-57 LY-34
 */

import type { ReplyOf, Routes } from '@mingcha/core/api'
import { err, ok, type Result } from '@mingcha/core/base'
import { outcomeNames, unsignedWords } from '@mingcha/core/inspection'
import { fieldworkOf } from '@mingcha/core/scheme'
import { chinaClock } from '../../china-time.ts'
import type { Reader } from '../../db/tx.ts'
import type { FileReply } from '../../http/handler.ts'
import { viewContact } from '../access/queries.ts'
import { type DocumentOrder, makeDocuments } from '../documents/make-documents.ts'
import { latestCheckpoint, leafIndexOf, type SignedCheckpoint } from '../log/read-log.ts'
import { currentScheme } from '../scheme/queries.ts'
import { viewVisit } from './queries.ts'

type Visit = ReplyOf<Routes['visit.view']>

export const sayDay = (day: string) => `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`
const sayTime = (iso: string | null): string => {
  if (iso === null) return '—'
  const at = chinaClock(iso)
  return `${sayDay(at)}${Number(at.slice(11, 13))}时${at.slice(14, 16)}分`
}
const sayHalf = (visit: Visit) => (visit.plannedOn ? `${sayDay(visit.plannedOn)}${visit.plannedHalf === 'pm' ? '下午' : '上午'}` : '—')
const codeOf = (visit: Visit) => visit.subject?.code ?? '—'
const nameOf = (visit: Visit) => visit.subject?.name ?? '—'
const withCertificate = (visit: Visit) => visit.members.map(m => `${m.name}（${m.certificateNumber}）`)

interface Around {
  readonly agency: string
  readonly contact: ReplyOf<Routes['agency.contact']>
  readonly methods: Readonly<Record<'on-site' | 'off-site' | 'other', string>>
  readonly checkpoint: SignedCheckpoint | null
}

async function lookAround({ db, scope, actor }: Reader): Promise<Result<Around>> {
  const scheme = await currentScheme(db, scope)
  if (!scheme.ok) return scheme
  const agency = await db.selectFrom('agency').select('name').where('id', '=', actor.agency).executeTakeFirstOrThrow()
  return ok({
    agency: agency.name,
    contact: await viewContact(db, scope),
    methods: fieldworkOf(scheme.value.scheme).methodNames,
    checkpoint: await latestCheckpoint(db),
  })
}

const sayMethod = (around: Around, visit: Visit) => (visit.method ? around.methods[visit.method] : '—')
const sayFrequency = (visit: Visit) => `本年度第 ${visit.visitsThisYear} 次检查`
const saySource = (visit: Visit) =>
  visit.batchCode === null ? `针对性检查：${visit.origin?.says ?? ''}` : `${visit.tasks.join('、')}，随机抽取（批次 ${visit.batchCode}）`
const basesOf = (visits: readonly Visit[]) => {
  const all = [...new Set(visits.flatMap(v => v.items.flatMap(i => i.bases)))]
  return all.length > 0 ? all.map(b => `《${b}》`) : ['—']
}
const itemsOf = (visits: readonly Visit[]) => [...new Set(visits.flatMap(v => v.items.map(i => i.name)))]

/** Errors: `visit.not_found`, `papers.not_ready` {number, why}, `papers.no_contact`, and those of the templates. */
export async function printPapers(reader: Reader, ids: readonly string[], format: 'pdf' | 'docx'): Promise<Result<FileReply>> {
  const visits: Visit[] = []
  for (const id of new Set(ids)) {
    const visit = await viewVisit(reader, id)
    if (!visit.ok) return visit
    if (visit.value.plannedOn === null) return err({ code: 'papers.not_ready', number: visit.value.number, why: '还没有排期' })
    visits.push(visit.value)
  }
  const around = await lookAround(reader)
  if (!around.ok) return around
  if (around.value.contact.phone === '') return err({ code: 'papers.no_contact' })
  const notices: DocumentOrder[] = []
  for (const v of visits)
    if (v.schedule?.notice !== 'exempt') notices.push({ kind: 'notice', data: await noticeOf(reader, around.value, v) })
  const orders: DocumentOrder[] = [{ kind: 'approval', data: approvalOf(around.value, visits, reader.today) }, ...notices]
  return makeDocuments(reader, orders, format, { fileName: `审批表和通知书-${visits[0]?.number ?? ''}`, inline: true })
}

function approvalOf(around: Around, visits: readonly Visit[], today: string) {
  const [one] = visits
  const days = visits.flatMap(v => v.plannedOn ?? []).sort()
  const common = {
    机关名称: around.agency,
    文书编号: `${around.contact.numberPrefix}审〔${today.slice(0, 4)}〕${visits
      .map(v => v.number.split('-').at(-1))
      .join('、')
      .slice(0, 60)}号`,
    承办机构: '执法机构',
    检查类型: visits.every(v => v.kind === 'random')
      ? '日常检查（“双随机、一公开”）'
      : visits.every(v => v.kind !== 'random')
        ? '个案检查'
        : '日常检查、个案检查',
    任务来源: [...new Set(visits.map(saySource))].join('；'),
    检查依据: basesOf(visits),
    检查事项: itemsOf(visits),
  }
  if (visits.length === 1 && one)
    return {
      ...common,
      检查方式: `${sayMethod(around, one)}${one.schedule?.methodReason ? `；理由：${one.schedule.methodReason}` : ''}`,
      检查时间: sayHalf(one),
      企业名称: nameOf(one),
      统一社会信用代码: codeOf(one),
      企业地址: one.subject?.address ?? '',
      检查频次: sayFrequency(one),
      检查人员: withCertificate(one).join('、'),
    }
  return {
    ...common,
    检查方式: '见清单',
    检查时间: `${sayDay(days[0] ?? today)}至${sayDay(days.at(-1) ?? today)}`,
    检查对象清单: visits.map(v => ({
      企业名称: nameOf(v),
      统一社会信用代码: codeOf(v),
      检查日期: sayHalf(v),
      检查方式: sayMethod(around, v),
      检查人员: v.members.map(m => m.name).join('、'),
      检查频次: `第 ${v.visitsThisYear} 次`,
    })),
  }
}

async function noticeOf({ db, scope, env, today }: Reader, around: Around, v: Visit) {
  const { checkpoint, contact } = around
  const root = Buffer.from(checkpoint?.note.split('\n')[2] ?? '', 'base64').toString('base64url')
  const mark = checkpoint ? `?log=${checkpoint.size}.${root}` : ''
  const batch =
    v.batchCode === null
      ? undefined
      : await db
          .selectFrom('batch')
          .select('commit_event_id')
          .where('agency_id', 'in', scope.agencies)
          .where('code', '=', v.batchCode)
          .executeTakeFirst()
  const index = batch?.commit_event_id == null ? null : await leafIndexOf(db, batch.commit_event_id)
  return {
    机关名称: around.agency,
    文书编号: `${contact.numberPrefix}通〔${today.slice(0, 4)}〕${v.number.split('-').at(-1)}号`,
    企业名称: nameOf(v),
    统一社会信用代码: codeOf(v),
    任务编号: v.credits.map(c => c.taskCode).join('、') || v.number,
    任务来源: saySource(v),
    检查依据: basesOf([v]),
    检查事项: itemsOf([v]),
    检查时间: sayHalf(v),
    检查方式: sayMethod(around, v),
    检查人员: v.members.map(m => ({ 姓名: m.name, 执法证号: m.certificateNumber })),
    检查频次: sayFrequency(v),
    联系人: contact.contact,
    联系电话: contact.phone,
    投诉渠道: contact.complaint,
    核验网址: `${env.publicUrl}${v.batchCode === null ? '/log/checkpoint' : `/draws/${v.batchCode}`}${mark}`,
    日志检查点: `${index === null ? '' : `承诺在日志第 ${index} 条，`}${checkpoint ? `检查点 ${checkpoint.size} 条` : '日志尚无检查点'}`,
    通知日期: sayDay(today),
  }
}

/** The set the outcome asks for, from the record as it stands. Errors: `visit.not_found`, `papers.not_ready` {number, why}. */
export async function printRecord(reader: Reader, id: string, format: 'pdf' | 'docx'): Promise<Result<FileReply>> {
  const visit = await viewVisit(reader, id)
  if (!visit.ok) return visit
  const v = visit.value
  if (v.startedAt === null) return err({ code: 'papers.not_ready', number: v.number, why: '检查还没有开始' })
  const around = await lookAround(reader)
  if (!around.ok) return around
  const orders = v.method === 'off-site' ? [offSiteOf(around.value, v)] : onSiteOf(around.value, v)
  return makeDocuments(reader, orders, format, { fileName: `检查文书-${v.number}-${nameOf(v)}`, inline: true })
}

const answers = { yes: '是', no: '否', na: '不涉及' } as const
const resultOf = (v: Visit) => v.result ?? (v.record.outcome ? outcomeNames[v.record.outcome] : '（未填）')
const signerRoles = {
  'legal-representative': '法定代表人',
  'person-in-charge': '负责人',
  'on-site-manager': '现场负责人',
  other: '其他人员',
} as const

function offSiteOf(around: Around, v: Visit): DocumentOrder {
  const o = v.record.offSite
  return {
    kind: 'offsite',
    data: {
      机关名称: around.agency,
      文书编号: v.number,
      企业名称: nameOf(v),
      统一社会信用代码: codeOf(v),
      任务编号: v.credits.map(c => c.taskCode).join('、') || v.number,
      检查事项: itemsOf([v]),
      核查手段: o?.means.join('、') || '（未填）',
      核查时段: o ? `${sayDay(o.from)}至${sayDay(o.to)}` : '（未填）',
      核查时间: `${sayTime(v.startedAt)}至${sayTime(v.endedAt)}`,
      核查情况: o?.text || '（未填）',
      证据: v.files
        .filter(f => o?.files.includes(f.sha256))
        .map(f => ({ 名称: f.fileName, 来源: `${f.by} ${sayTime(f.uploadedAt)}上传`, 指纹: f.sha256 })),
      检查结果: resultOf(v),
      后续处置: v.record.outcome === 'violation' ? '立即开展现场检查' : '',
      检查人员签名: v.members.map(m => m.name),
    },
  }
}

function onSiteOf(around: Around, v: Visit): DocumentOrder[] {
  const r = v.record
  const unsigned = unsignedWords(r.signature)
  const common = { 机关名称: around.agency, 企业名称: nameOf(v), 统一社会信用代码: codeOf(v) }
  const signed = r.signature?.kind === 'signed' ? r.signature : null
  const span = `${sayTime(v.startedAt)}至${sayTime(v.endedAt)}`
  const entry = v.opening?.entry.kind === 'scan' ? `${sayTime(v.startedAt)}扫码入企` : `未扫码：${v.opening?.entry.reason ?? '—'}`
  const orders: DocumentOrder[] = [
    {
      kind: 'checklist',
      data: {
        ...common,
        文书编号: v.number,
        企业地址: v.subject?.address ?? '—',
        现场负责人: signed ? `${signed.name}（${signerRoles[signed.role]}）` : '',
        任务编号: v.credits.map(c => c.taskCode).join('、') || v.number,
        检查时间: span,
        亮证告知: v.opening ? `${sayTime(v.startedAt)}，检查人员出示执法证，告知检查依据、意图、流程和申请回避的权利；${entry}` : '',
        检查人员: withCertificate(v),
        检查人员签名: v.members.map(m => m.name),
        检查内容: v.items.flatMap(item =>
          item.content.map((question, i) => {
            const a = r.answers[`${item.code}|${i + 1}`]
            return { 事项: item.name, 问题: question, 结论: a ? answers[a.value] : '—', 说明: a?.text ?? '' }
          }),
        ),
        发现问题: Object.values(r.answers)
          .flatMap(a => (a.value === 'no' ? [a.text] : []))
          .join('\n'),
        检查结果: resultOf(v),
        处理意见: r.outcomeText,
        指导服务: r.service.guidance,
        企业诉求: r.service.asked === '' ? '' : `${r.service.asked}（答复：${r.service.reply}）`,
        签字人身份: signed ? signerRoles[signed.role] : '',
        未签字原因: unsigned,
      },
    },
  ]
  if (r.minutes)
    orders.push({
      kind: 'record',
      data: {
        ...common,
        文书编号: `${v.number}-1`,
        法定代表人: signed?.role === 'legal-representative' ? signed.name : '—',
        现场负责人: signed ? `${signed.name}（${signerRoles[signed.role]}）` : '—',
        检查地点: r.minutes.place,
        检查时间: `${sayTime(r.minutes.from)}至${sayTime(r.minutes.to)}`,
        检查人员: withCertificate(v),
        检查人员签名: v.members.map(m => m.name),
        记录人: v.members.find(m => m.me)?.name ?? v.members[0]?.name ?? '—',
        其他在场人员: r.people.map(p => `${p.organisation} ${p.name}`).join('、'),
        入企方式: entry,
        检查情况: r.minutes.text,
        证据: v.files
          .filter(f => ['photo', 'audio', 'video', 'document'].includes(f.purpose))
          .map(f => `${f.fileName}（SHA-256 ${f.sha256.slice(0, 16)}…）`),
        未签字原因: unsigned,
      },
    })
  if (r.interview)
    orders.push({
      kind: 'interview',
      data: {
        机关名称: around.agency,
        文书编号: `${v.number}-2`,
        询问时间: `${sayTime(r.interview.from)}至${sayTime(r.interview.to)}`,
        询问地点: r.minutes?.place ?? v.subject?.address ?? '—',
        询问人: withCertificate(v),
        询问人签名: v.members.map(m => m.name),
        记录人: v.members[0]?.name ?? '—',
        被询问人: r.interview.name,
        身份证件: r.interview.identity || '—',
        工作单位: `${nameOf(v)}，${r.interview.role}`,
        联系方式: '—',
        与本案关系: `被检查单位${r.interview.role}`,
        问答: r.interview.questions.map(q => ({ 问: q.ask, 答: q.answer })),
        未签字原因: unsignedWords(r.interview.signature),
      },
    })
  return orders
}
