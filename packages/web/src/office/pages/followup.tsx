/** 一项后续处置 — what is missing, the next step to enter, and the steps so far. It closes only when nothing is missing. */
import { offeredKinds, severityNames } from '@mingcha/core/followup'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Form, Input, Popover } from 'antd'
import { useState } from 'react'
import { call, pathOf, type Reply } from '../../api/client.ts'
import { EvidenceList } from '../followups/evidence.tsx'
import { OpenFollowUp } from '../followups/open-form.tsx'
import { WorkForm } from '../followups/step-form.tsx'
import { Facts, Law, Mark } from '../parts/facts.tsx'
import { Loaded, Page, Part } from '../parts/page.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

type View = Reply<'followup.view'>

export function FollowUpPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const view = useRoute('followup.view', { params: { id } })
  return (
    <Page words={pages.followup} action="followup.view" back={<Link to="/followups">‹ 后续处置</Link>}>
      <Loaded query={view}>{v => <Body view={v} />}</Loaded>
    </Page>
  )
}

function Body({ view: v }: { view: View }) {
  const may = useMay()
  const live = v.state === 'open' || v.state === 'recheck'
  const [another, setAnother] = useState(false)
  return (
    <>
      <Part
        title={`${v.kindName} · ${v.subject.name}`}
        extra={
          <Mark tone={v.state === 'closed' ? 'done' : v.state === 'cancelled' ? 'plain' : v.overdue ? 'stop' : 'now'}>
            {v.overdue ? `已超期（期限 ${v.dueOn}）` : v.stateName}
          </Mark>
        }
      >
        <Facts
          rows={[
            ['检查', v.visitNumber],
            ['检查日期', v.doneOn],
            ['检查结果', v.phrase],
            ['严重程度', v.severity ? severityNames[v.severity] : null],
            ['承办机构', v.ownerUnit],
            ['期限', v.dueOn],
            v.jointPunishment ? ['联合惩戒', '已标记'] : null,
            v.kind === 'on-site'
              ? ['现场检查', v.linkedVisit ? `${v.linkedVisit.number}（${v.linkedVisit.state}）` : '已开立，完成后显示编号']
              : null,
            v.closedAt ? [v.state === 'cancelled' ? '作废时间' : '办结时间', showInstant(v.closedAt)] : null,
            v.closing ? ['办结说明', v.closing] : null,
          ]}
        />
        <p className="follow-content">{v.content}</p>
        {v.kind === 'rectify' ? (
          <p className="papers">
            责令改正通知书：<a href={pathOf('followup.papers', { params: { id: v.id }, query: { format: 'pdf' } })}>PDF</a>
            <a href={pathOf('followup.papers', { params: { id: v.id }, query: { format: 'docx' } })}>DOCX</a>
          </p>
        ) : null}
        {may('followup.open') ? (
          <p className="follow-more">
            <Button onClick={() => setAnother(true)}>为这次检查再开一项</Button>
          </p>
        ) : null}
      </Part>
      <OpenFollowUp
        visit={
          another
            ? {
                visitId: v.visitId,
                name: v.subject.name,
                visitNumber: v.visitNumber,
                phrase: v.phrase ?? '—',
                offered: offeredKinds(v.severity),
                ownerUnit: v.ownerUnit,
              }
            : null
        }
        onClose={() => setAnother(false)}
      />
      {v.extension ? <ExtensionNotice view={v} /> : null}
      {live ? <Closing view={v} /> : <Over view={v} />}
      {live && may('followup.work') ? <WorkForm view={v} /> : null}
      <Part title="办理记录">
        <ol className="timeline">
          {v.steps.map(s => (
            <li key={s.seq} className={s.voided ? 'timeline-void' : ''}>
              <header>
                <b>{s.name}</b>
                <span className="quiet">
                  {showInstant(s.at)} · {s.by}
                </span>
                {s.voided ? <Mark tone="stop">已作废</Mark> : null}
                {s.voidable && may('followup.work') ? <VoidStep id={v.id} seq={s.seq} /> : null}
              </header>
              {s.facts.length > 0 ? (
                <dl>
                  {s.facts.map(([label, value]) => (
                    <div key={label}>
                      <dt>{label}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                </dl>
              ) : null}
              <EvidenceList visitId={v.visitId} hashes={s.evidence} files={v.files} />
            </li>
          ))}
        </ol>
      </Part>
    </>
  )
}

/** What is still missing, and the buttons that end it. */
function Closing({ view: v }: { view: View }) {
  const may = useMay()
  const close = useCommand('followup.close', {
    told: () => '已办结',
    undo: () => () => call('followup.reopen', { params: { id: v.id }, body: { reason: '办结后即恢复' } }),
  })
  const cancel = useCommand('followup.cancel', {
    told: () => '已作废',
    undo: () => () => call('followup.reopen', { params: { id: v.id }, body: { reason: '作废后即恢复' } }),
  })
  const ready = v.gaps.length === 0
  return (
    <Part
      title={ready ? '可以办结' : `还差 ${v.gaps.length} 处`}
      extra={
        <>
          {may('followup.work') && v.dueOn && !v.extension ? <AskExtension view={v} /> : null}
          {may('followup.close') ? (
            <>
              <ReasonButton
                text="作废"
                ask="作废的理由"
                pending={cancel.pending}
                run={reason => cancel.run({ params: { id: v.id }, body: { reason } })}
              />
              <ReasonButton
                text="办结"
                ask="办结说明（可以不填）"
                optional
                type="primary"
                disabled={!ready}
                pending={close.pending}
                run={text => close.run({ params: { id: v.id }, body: { text } })}
              />
            </>
          ) : null}
        </>
      }
    >
      {ready ? (
        <p className="quiet">应有的记录和佐证都已齐全。</p>
      ) : (
        <ul className="gates">
          {v.gaps.map(g => (
            <li key={g.code} className="gate gate-stop">
              <p className="gate-sentence">
                {g.says}
                <Law ids={g.law} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

function Over({ view: v }: { view: View }) {
  const may = useMay()
  const reopen = useCommand('followup.reopen', { told: () => '已恢复办理' })
  if (!may('followup.close')) return null
  return (
    <Part
      title={v.stateName}
      extra={
        <ReasonButton
          text="恢复办理"
          ask="恢复的理由"
          pending={reopen.pending}
          run={reason => reopen.run({ params: { id: v.id }, body: { reason } })}
        />
      }
    >
      <p className="quiet">恢复之后须有新的办理记录才能再办结。</p>
    </Part>
  )
}

function VoidStep({ id, seq }: { id: string; seq: number }) {
  const run = useCommand('followup.voidStep', { told: () => '已作废这条记录' })
  return (
    <ReasonButton
      text="作废这条"
      ask="作废的理由"
      size="small"
      type="link"
      pending={run.pending}
      run={reason => run.run({ params: { id, seq }, body: { reason } })}
    />
  )
}

function AskExtension({ view: v }: { view: View }) {
  const [open, setOpen] = useState(false)
  const ask = useCommand('followup.askExtension', {
    told: (_, i) => `已申请延期至 ${i.body.to}，由另一人审批`,
    undo: r => () => call('followup.voidStep', { params: { id: v.id, seq: r.seq }, body: { reason: '申请后即撤回' } }),
  })
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <Form<{ to: string; reason: string }>
          layout="vertical"
          className="withdraw"
          onFinish={body => void ask.run({ params: { id: v.id }, body }).then(r => (r === null ? null : setOpen(false)))}
        >
          <Form.Item name="to" label="延至" rules={[{ required: true, message: '请填写日期' }]}>
            <Input type="date" min={v.dueOn ?? undefined} />
          </Form.Item>
          <Form.Item name="reason" label="理由" rules={[{ required: true, message: '请填写理由' }]}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={ask.pending}>
            申请延期
          </Button>
        </Form>
      }
    >
      <Button>申请延期</Button>
    </Popover>
  )
}

function ExtensionNotice({ view: v }: { view: View }) {
  const may = useMay()
  const { account } = useSession()
  const extend = useCommand('followup.extend', { told: (_, i) => (i.body.approve ? '已同意延期' : '已退回延期申请') })
  if (!v.extension) return null
  const own = v.extension.byId === account.id
  const decide = (approve: boolean) => (reason: string) => extend.run({ params: { id: v.id }, body: { approve, reason } })
  return (
    <Part
      title="延期申请待审批"
      extra={
        may('followup.close') && !own ? (
          <>
            <ReasonButton text="不同意" ask="不同意的理由" pending={extend.pending} run={decide(false)} />
            <ReasonButton text="同意延期" ask="审批意见" type="primary" pending={extend.pending} run={decide(true)} />
          </>
        ) : null
      }
    >
      <p>
        {v.extension.by} 申请延至 <b>{v.extension.to}</b>：{v.extension.reason}
      </p>
      {own ? <p className="quiet">由另一个人审批。</p> : null}
    </Part>
  )
}
