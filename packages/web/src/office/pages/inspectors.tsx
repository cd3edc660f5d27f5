/** 检查人员 — who can go next quarter, who cannot and why. Personal numbers stay masked; looking at them is an event. */
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Grid, Input, Modal, Select } from 'antd'
import { useEffect, useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Facts, Mark } from '../parts/facts.tsx'
import { InspectorForm, InspectorPanel } from '../parts/inspector-panel.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoutePages } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'

export function InspectorsPage() {
  const may = useMay()
  const wide = Grid.useBreakpoint().md ?? true
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const [adding, setAdding] = useState(false)
  const [state, setState] = useState<'available' | 'expired' | 'leave' | 'assistant' | 'transferred' | undefined>()
  const [seen, setSeen] = useState<string | null>(null)
  useEffect(() => {
    const t = setTimeout(() => setQ(typed.trim()), 250)
    return () => clearTimeout(t)
  }, [typed])
  const list = useRoutePages('registry.inspectors', { ...(q ? { q } : {}), ...(state ? { state } : {}) })
  return (
    <Page
      words={pages.inspectors}
      action="registry.view"
      actions={
        <>
          {may('registry.edit') ? <Button onClick={() => setAdding(true)}>新增</Button> : null}
          {may('registry.import') ? (
            <Link to="/inspectors/import">
              <Button type="primary">导入台账</Button>
            </Link>
          ) : null}
        </>
      }
    >
      <div className="filters">
        <Input.Search
          allowClear
          placeholder="姓名或人员编号"
          value={typed}
          onChange={e => setTyped(e.target.value)}
          aria-label="搜索检查人员"
        />
        <Select
          allowClear
          placeholder="全部"
          value={state}
          onChange={setState}
          aria-label="能否参加抽取"
          options={[
            { value: 'available', label: '可参加下季度抽取' },
            { value: 'expired', label: '证件到期' },
            { value: 'leave', label: '请假' },
            { value: 'assistant', label: '辅助人员' },
            { value: 'transferred', label: '已调离' },
          ]}
        />
      </div>
      <Listing
        label="检查人员"
        rows={list.rows}
        query={list.query}
        total={list.total}
        more={list.more}
        rowKey={r => r.code}
        minWidth={1040}
        empty={
          q || state ? (
            <Nothing title="没有符合条件的人员" />
          ) : (
            <Nothing title="还没有检查人员" hint="导入检查人员台账，或逐个新增；没有执法证的人员不参加抽取（LY-09）。" />
          )
        }
        columns={[
          { title: '编号', dataIndex: 'code', width: 90 },
          {
            title: '姓名',
            width: 90,
            render: (_, r) => (
              <button type="button" className="link" onClick={() => setOpen(r.code)}>
                {r.name}
              </button>
            ),
          },
          { title: '部门', dataIndex: 'unitName', width: 120 },
          {
            title: '执法证',
            width: 150,
            render: (_, r) =>
              r.certificateNumber ? (
                <>
                  {r.certificateNumber}
                  <small className="quiet block">至 {r.certificateValidTo}</small>
                </>
              ) : (
                '—'
              ),
          },
          { title: '专长', width: 90, render: (_, r) => r.specialities.join('、') || '—' },
          { title: '回避', width: 60, align: 'right', render: (_, r) => r.recusals || '—' },
          { title: '下季度能否参加', render: (_, r) => <Mark tone={r.available ? 'done' : 'stop'}>{r.why}</Mark> },
          {
            title: '身份证号',
            width: 190,
            render: (_, r) => (
              <>
                {r.idNumberMasked ?? '—'}
                {may('registry.reveal') && r.idNumberMasked ? (
                  <Button size="small" type="link" onClick={() => setSeen(r.code)}>
                    查看
                  </Button>
                ) : null}
              </>
            ),
          },
        ]}
        card={r => (
          <button type="button" className="card-button" onClick={() => setOpen(r.code)}>
            <b>
              {r.name}
              <span className="quiet beside">
                {r.code} · {r.unitName}
              </span>
            </b>
            <span>
              {r.certificateNumber ?? '无执法证'}
              {r.certificateValidTo ? `，至 ${r.certificateValidTo}` : ''}
            </span>
            <Mark tone={r.available ? 'done' : 'stop'}>{r.why}</Mark>
          </button>
        )}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={wide ? 620 : '100%'} title="检查人员" destroyOnHidden>
        {open ? <InspectorPanel key={open} code={open} /> : null}
      </Drawer>
      <Drawer open={adding} onClose={() => setAdding(false)} size={wide ? 620 : '100%'} title="新增检查人员" destroyOnHidden>
        <InspectorForm
          person={null}
          done={code => {
            setAdding(false)
            setOpen(code)
          }}
        />
      </Drawer>
      {seen ? <Reveal code={seen} close={() => setSeen(null)} /> : null}
    </Page>
  )
}

function Reveal({ code, close }: { code: string; close: () => void }) {
  const [reason, setReason] = useState('')
  const [shown, setShown] = useState<Reply<'registry.reveal'> | null>(null)
  const reveal = useCommand('registry.reveal', { inline: true })
  return (
    <Modal open title={`查看 ${code} 的个人信息`} onCancel={close} footer={null} destroyOnHidden>
      {shown ? (
        <Facts
          rows={[
            ['身份证号', shown.idNumber],
            ['手机号', shown.phone],
          ]}
        />
      ) : (
        <>
          <p>查看会记入操作记录，请写明事由。</p>
          <Input value={reason} onChange={e => setReason(e.target.value)} placeholder="事由" aria-label="事由" />
          {reveal.refusal ? <ProblemNotice refusal={reveal.refusal} /> : null}
          <p>
            <Button
              type="primary"
              disabled={reason.trim().length < 2}
              loading={reveal.pending}
              onClick={() => void reveal.run({ params: { code }, body: { reason } }).then(setShown)}
            >
              查看
            </Button>
          </p>
        </>
      )}
    </Modal>
  )
}
