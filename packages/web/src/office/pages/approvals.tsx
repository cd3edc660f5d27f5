/** 审批 — the head reads and approves many on one page; no approval, no start. @law X-07 JX-04 SJZ-87 */
import { Link } from '@tanstack/react-router'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Mark } from '../parts/facts.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import '../visit/visit.css'
import { methodNames, noticeNames, papersHref, shortDay, sourceOf } from '../visit/words.ts'
import { useApprove } from './visits.tsx'

type Row = Reply<'visit.list'>['rows'][number]

export function ApprovalsPage() {
  const may = useMay()
  const asked = useRoute('visit.list', { query: { state: 'scheduled' } })
  const given = useRoute('visit.list', { query: { state: 'approved' } })
  return (
    <Page words={pages.approvals} action="visit.approve" back={<Link to="/visits">‹ 检查</Link>}>
      {may('visit.approve') ? (
        <>
          <Loaded query={asked}>{d => <Asked rows={d.rows} />}</Loaded>
          <Loaded query={given}>{d => <Given rows={d.rows} />}</Loaded>
        </>
      ) : null}
    </Page>
  )
}

function Asked({ rows }: { rows: readonly Row[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [opinion, setOpinion] = useState('')
  const approve = useApprove(() => setChosen(new Set()))
  const picked = rows.filter(r => chosen.has(r.id)).map(r => r.id)
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(id)
    else next.delete(id)
    setChosen(next)
  }
  return (
    <Part
      title={`待审批（${rows.length}）`}
      extra={rows.length > 0 ? <Papers ids={picked.length > 0 ? picked : rows.map(r => r.id)} /> : null}
    >
      {rows.length === 0 ? (
        <Nothing title="没有待审批的检查" hint="执法人员排期之后，检查出现在这里。" />
      ) : (
        <>
          <div className="approve-bar">
            <Checkbox
              checked={picked.length === rows.length}
              indeterminate={picked.length > 0 && picked.length < rows.length}
              onChange={e => setChosen(e.target.checked ? new Set(rows.map(r => r.id)) : new Set())}
            >
              全选
            </Checkbox>
            <Input
              value={opinion}
              onChange={e => setOpinion(e.target.value)}
              placeholder="审批意见"
              aria-label="审批意见"
              maxLength={300}
            />
            <Button
              type="primary"
              disabled={picked.length === 0 || opinion.trim() === ''}
              loading={approve.pending}
              onClick={() => void approve.run({ body: { ids: picked, opinion: opinion.trim() } })}
            >
              批准{picked.length > 0 ? `（${picked.length}）` : ''}
            </Button>
          </div>
          {approve.refusal ? <ProblemNotice refusal={approve.refusal} /> : null}
          <ApprovalTable
            rows={rows}
            select={r => (
              <Checkbox
                checked={chosen.has(r.id)}
                onChange={e => toggle(r.id, e.target.checked)}
                aria-label={`选择 ${r.subject?.name ?? r.number}`}
              />
            )}
            act={r => <SendBack id={r.id} />}
          />
        </>
      )}
    </Part>
  )
}

function Given({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0) return null
  return (
    <Part title={`已批准，待检查（${rows.length}）`} extra={<Papers ids={rows.map(r => r.id)} />}>
      <ApprovalTable rows={rows} act={r => <WithdrawApproval id={r.id} />} />
    </Part>
  )
}

export function Papers({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return null
  return (
    <span className="papers">
      审批表、通知书（{ids.length}）：
      <a href={papersHref(ids, 'pdf')}>PDF</a>
      <a href={papersHref(ids, 'docx')}>DOCX</a>
    </span>
  )
}

export function SendBack({ id }: { id: string }) {
  const back = useCommand('visit.sendBack', { told: () => '已退回，执法人员重新排期' })
  return <ReasonButton text="退回" ask="退回的理由" pending={back.pending} run={reason => back.run({ params: { id }, body: { reason } })} />
}

export function WithdrawApproval({ id }: { id: string }) {
  const back = useCommand('visit.withdrawApproval', { told: () => '已撤回审批，须重新排期报批' })
  return (
    <ReasonButton text="撤回审批" ask="撤回的理由" pending={back.pending} run={reason => back.run({ params: { id }, body: { reason } })} />
  )
}

/** 撤回排期 — also the reverse of a schedule that was sent. */
export function Unschedule({ id }: { id: string }) {
  const undo = useCommand('visit.unschedule', { told: () => '已撤回排期' })
  return (
    <Button loading={undo.pending} onClick={() => void undo.run({ params: { id } })}>
      撤回排期
    </Button>
  )
}

function ApprovalTable({
  rows,
  select,
  act,
}: {
  rows: readonly Row[]
  select?: (row: Row) => React.ReactNode
  act: (row: Row) => React.ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table that a keyboard must be able to scroll.
    <section className="approval-scroll" tabIndex={0} aria-label="检查审批">
      <table className="approvals">
        <thead>
          <tr>
            {select ? <th aria-label="选择" /> : null}
            <th>检查对象</th>
            <th>事由</th>
            <th>日期</th>
            <th>方式及理由</th>
            <th>执法人员</th>
            <th>通知</th>
            <th>今年第几次</th>
            <th aria-label="操作" />
          </tr>
        </thead>
        <tbody>
          {rows.map(r => (
            <tr key={r.id}>
              {select ? <td>{select(r)}</td> : null}
              <td>
                <Link to="/visits/$id" params={{ id: r.id }}>
                  {r.subject?.name ?? r.number}
                </Link>
                <small>{r.subject?.address}</small>
              </td>
              <td>{r.tasks.length > 0 ? r.tasks.join('、') : sourceOf(r.kind, r.origin?.says)}</td>
              <td>
                {shortDay(r.plannedOn, r.plannedHalf)}
                {r.plannedOn && r.plannedOn > r.dueOn ? <Mark tone="stop">晚于期限</Mark> : null}
                {r.schedule?.lateReason ? <small>{r.schedule.lateReason}</small> : null}
              </td>
              <td>
                {r.method ? methodNames[r.method] : '—'}
                {r.schedule?.methodReason ? (
                  <small>{r.schedule.methodReason}</small>
                ) : r.advised && r.advised.method === r.method ? (
                  <small>{r.advised.why}</small>
                ) : null}
                {r.schedule?.sameFirmReason ? <small>不能合并：{r.schedule.sameFirmReason}</small> : null}
              </td>
              <td className="names">
                {r.team?.map(t => (
                  <span key={t.code}>{t.name}</span>
                ))}
              </td>
              <td>{r.method === 'on-site' && r.schedule ? noticeNames[r.schedule.notice] : <span className="quiet">不入企</span>}</td>
              <td className="number">{r.visitsThisYear}</td>
              <td>{act(r)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
