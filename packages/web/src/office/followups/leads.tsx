/** 线索 — written down, handed over, transferred, turned into a check, or put aside with a ground; on a positive-list firm not put aside. */
import {
  type CheckGround,
  type DisposalKind,
  disposalNames,
  disposalsOf,
  type LeadOrigin,
  leadOriginNames,
  leadOrigins,
} from '@mingcha/core/followup'
import { leadStateNames } from '@mingcha/core/inspection'
import { Alert, Button, Drawer, Form, Grid, Input, Radio, Select } from 'antd'
import { useEffect, useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Facts, Law, Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { showInstant } from '../time.ts'
import { TeamFields, type TeamValues } from './team-fields.tsx'

type Lead = Reply<'lead.list'>['rows'][number]
const states = { live: '在办', ...leadStateNames } as const
export function LeadsTab() {
  const may = useMay()
  const wide = Grid.useBreakpoint().md ?? true
  const [state, setState] = useState<keyof typeof states>('live')
  const [recording, setRecording] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const [pages, setPages] = useState<string[]>([])
  const after = pages.at(-1)
  const list = useRoute('lead.list', { query: { state, ...(after ? { after } : {}) } })
  const rows = list.data?.rows
  const lead = rows?.find(r => r.id === shown) ?? null
  return (
    <>
      <div className="filters">
        <Select
          value={state}
          onChange={s => {
            setState(s)
            setPages([])
          }}
          options={Object.entries(states).map(([value, label]) => ({
            value: value as keyof typeof states,
            label: value === 'live' ? label : `${label}（${list.data?.counts[value] ?? 0}）`,
          }))}
          aria-label="状态"
        />
        {may('lead.edit') ? (
          <Button type="primary" onClick={() => setRecording(true)}>
            登记线索
          </Button>
        ) : null}
      </div>
      <Listing
        label="线索"
        rows={rows}
        query={list}
        rowKey={r => r.id}
        minWidth={1000}
        empty={<Nothing title="没有符合条件的线索" hint="投诉举报、交办、移送、回访中发现的问题在这里登记。" />}
        columns={[
          {
            title: '编号',
            width: 130,
            render: (_, r) => (
              <button type="button" className="link" onClick={() => setShown(r.id)}>
                {r.number}
              </button>
            ),
          },
          {
            title: '所指对象',
            render: (_, r) => (
              <>
                {r.subject.name}
                {r.positiveList ? <span className="tag-inline">正面清单</span> : null}
                <span className="quiet block one-line">{r.text}</span>
              </>
            ),
          },
          { title: '来源', width: 170, dataIndex: 'originName' },
          { title: '收到日期', width: 110, dataIndex: 'receivedOn' },
          { title: '承办', width: 120, dataIndex: 'ownerUnit' },
          {
            title: '状态',
            width: 150,
            render: (_, r) => (r.overdue ? <Mark tone="stop">{r.stateName}，已超期</Mark> : r.stateName),
          },
        ]}
        card={r => (
          <button type="button" className="card-button" onClick={() => setShown(r.id)}>
            <b>{r.subject.name}</b>
            <span className="quiet">
              {r.number} · {r.originName} · {r.ownerUnit}
            </span>
            {r.overdue ? <Mark tone="stop">{r.stateName}，已超期</Mark> : <span>{r.stateName}</span>}
          </button>
        )}
      />
      <p className="pager">
        {after ? <Button onClick={() => setPages(pages.slice(0, -1))}>较新的</Button> : null}
        {list.data?.next ? <Button onClick={() => setPages([...pages, list.data?.next ?? ''])}>较早的</Button> : null}
      </p>
      <Drawer open={recording} onClose={() => setRecording(false)} size={wide ? 620 : '100%'} title="登记线索" destroyOnHidden>
        <RecordLead onDone={() => setRecording(false)} />
      </Drawer>
      <Drawer
        open={lead !== null}
        onClose={() => setShown(null)}
        size={wide ? 680 : '100%'}
        title={lead ? `线索 ${lead.number}` : ''}
        destroyOnHidden
      >
        {lead ? <LeadDetail key={lead.id + lead.state} lead={lead} /> : null}
      </Drawer>
    </>
  )
}

interface RecordValues {
  origin: LeadOrigin
  subjectCode?: string
  subjectName?: string
  text: string
  receivedOn: string
  ownerUnit?: string
  dueOn?: string
}

/** A firm of the registry, found by two characters of its name. */
function SubjectChoice(props: { value?: string; onChange?: (code: string | undefined) => void; id?: string }) {
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  useEffect(() => {
    const t = setTimeout(() => setQ(typed.trim()), 250)
    return () => clearTimeout(t)
  }, [typed])
  const found = useRoute('registry.subjects', { query: { q, limit: 20 } }, { enabled: q.length >= 2 })
  return (
    <Select
      {...props}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder="输入企业名称两个字以上"
      notFoundContent={q.length < 2 ? '输入企业名称两个字以上' : '名录库中没有，改填名称'}
      options={(q.length >= 2 ? (found.data?.rows ?? []) : []).map(s => ({ value: s.code, label: `${s.name}（${s.region}）` }))}
    />
  )
}

function RecordLead({ onDone }: { onDone: () => void }) {
  const { today } = useSession()
  const units = useRoute('unit.list')
  const [form] = Form.useForm<RecordValues>()
  const code = Form.useWatch('subjectCode', form)
  const record = useCommand('lead.record', {
    inline: true,
    told: r => `线索 ${r.number} 已登记${r.positiveList ? '：正面清单企业，应立即开展现场检查' : ''}`,
    undo: r => (r.positiveList ? null : () => call('lead.close', { params: { id: r.id }, body: { result: '登记有误，登记后即撤回' } })),
  })
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{ receivedOn: today }}
      onFinish={v =>
        void record
          .run({
            body: {
              origin: v.origin,
              subjectCode: v.subjectCode ?? null,
              subjectName: v.subjectName ?? '',
              text: v.text,
              receivedOn: v.receivedOn,
              ownerUnit: v.ownerUnit ?? '',
              dueOn: v.dueOn || null,
            },
          })
          .then(r => (r === null ? undefined : onDone()))
      }
    >
      <div className="form-row">
        <Form.Item name="origin" label="来源" rules={[{ required: true, message: '请选择来源' }]}>
          <Select options={leadOrigins.filter(o => o !== 'return-visit').map(value => ({ value, label: leadOriginNames[value] }))} />
        </Form.Item>
        <Form.Item name="receivedOn" label="收到日期" rules={[{ required: true, message: '请填写收到日期' }]}>
          <Input type="date" max={today} />
        </Form.Item>
      </div>
      <Form.Item name="subjectCode" label="企业（名录库中的）">
        <SubjectChoice />
      </Form.Item>
      {code ? null : (
        <Form.Item
          name="subjectName"
          label="不在名录库的，写名称或地点"
          rules={[{ required: true, message: '请选择企业，或写明名称、地点' }]}
        >
          <Input maxLength={120} />
        </Form.Item>
      )}
      <Form.Item name="text" label="线索内容" rules={[{ required: true, message: '请写明线索内容' }]}>
        <Input.TextArea rows={5} maxLength={4000} />
      </Form.Item>
      <div className="form-row">
        <Form.Item name="ownerUnit" label="承办机构" extra="登记了管辖的可以不选：谁管辖、谁负责。">
          <Select allowClear options={(units.data?.rows ?? []).map(u => ({ value: u.name, label: u.name }))} />
        </Form.Item>
        <Form.Item name="dueOn" label="期限" extra="可以不填。">
          <Input type="date" min={today} />
        </Form.Item>
      </div>
      {record.refusal ? <ProblemNotice refusal={record.refusal} /> : null}
      <Button type="primary" htmlType="submit" loading={record.pending}>
        登记
      </Button>
    </Form>
  )
}

function LeadDetail({ lead: l }: { lead: Lead }) {
  const may = useMay()
  const close = useCommand('lead.close', {
    told: () => '线索已办结',
    undo: () => () => call('lead.reopen', { params: { id: l.id }, body: { reason: '办结后即恢复' } }),
  })
  const reopen = useCommand('lead.reopen', { told: () => '线索已恢复' })
  const bound = l.positiveList && l.origin !== 'return-visit'
  return (
    <>
      <h2 className="drawer-title">{l.subject.name}</h2>
      {bound && l.state === 'open' ? (
        <Alert
          type="warning"
          className="problem"
          title="监督执法正面清单企业"
          description={
            <p>
              发现问题线索应立即开展现场检查；这次检查不经抽取，不占频次上限。
              <Law ids={['HS-36']} />
            </p>
          }
        />
      ) : null}
      <Facts
        rows={[
          ['来源', l.originName],
          ['收到日期', l.receivedOn],
          ['承办', l.ownerUnit],
          ['期限', l.dueOn],
          ['状态', l.stateName],
          l.subject.code ? ['对象代码', <code key="c">{l.subject.code}</code>] : null,
          l.visit ? ['检查', `${l.visit.number}（${l.visit.state}）`] : null,
        ]}
      />
      <p className="follow-content">{l.text}</p>
      {l.history.length > 0 ? (
        <ol className="timeline">
          {l.history.map(h => (
            <li key={h.at + h.says}>
              <header>
                <span className="quiet">{showInstant(h.at)}</span>
              </header>
              <p>{h.says}</p>
            </li>
          ))}
        </ol>
      ) : null}
      {may('lead.edit') ? (
        <>
          {l.state === 'open' || l.state === 'handed' ? <Dispose lead={l} bound={bound} /> : null}
          <div className="lead-ends">
            {l.state === 'handed' || l.state === 'transferred' || l.state === 'checked' ? (
              <ReasonButton
                text="办结线索"
                ask="办理结果"
                pending={close.pending}
                run={result => close.run({ params: { id: l.id }, body: { result } })}
              />
            ) : null}
            {l.state === 'handed' || l.state === 'transferred' || l.state === 'closed' ? (
              <ReasonButton
                text="恢复线索"
                ask="恢复的理由"
                pending={reopen.pending}
                run={reason => reopen.run({ params: { id: l.id }, body: { reason } })}
              />
            ) : null}
          </div>
        </>
      ) : null}
    </>
  )
}

interface DisposeValues extends Partial<TeamValues> {
  kind: DisposalKind
  unit?: string
  recipient?: string
  documentNumber?: string
  on?: string
  note?: string
  ground?: CheckGround
  reason?: string
}

function Dispose({ lead: l, bound }: { lead: Lead; bound: boolean }) {
  const { today } = useSession()
  const units = useRoute('unit.list')
  const scheme = useRoute('scheme.view')
  const grounds = scheme.data?.grounds ?? []
  const [form] = Form.useForm<DisposeValues>()
  const kind = Form.useWatch('kind', form)
  const dispose = useCommand('lead.dispose', {
    inline: true,
    told: (r, i) => (r.visit ? `已开立针对性检查 ${r.visit.number}` : `已${disposalNames[i.body.kind]}`),
    undo: r => (r.visit ? null : () => call('lead.reopen', { params: { id: l.id }, body: { reason: '处置后即恢复' } })),
  })
  const choices = disposalsOf(bound)
    .filter(k => k !== 'check' || l.subject.code !== null)
    .filter(k => k !== 'none' || l.state === 'open')
  const save = (v: DisposeValues) => {
    const body =
      v.kind === 'hand'
        ? { kind: v.kind, unit: v.unit ?? '', on: v.on ?? '', note: v.note ?? '' }
        : v.kind === 'transfer'
          ? { kind: v.kind, recipient: v.recipient ?? '', documentNumber: v.documentNumber ?? '', on: v.on ?? '', note: v.note ?? '' }
          : v.kind === 'check'
            ? {
                kind: v.kind,
                inspectors: v.inspectors ?? [],
                items: v.items ?? [],
                ground: v.ground ?? null,
                reason: v.reason ?? '',
                dueOn: v.dueOn ?? '',
              }
            : { kind: v.kind, reason: v.reason ?? '' }
    void dispose.run({ params: { id: l.id }, body })
  }
  const must = (message: string) => [{ required: true, message }]
  return (
    <Form<DisposeValues>
      form={form}
      layout="vertical"
      className="dispose"
      initialValues={{ on: today, ...(bound ? { dueOn: today } : {}) }}
      onFinish={save}
    >
      <Form.Item name="kind" label="怎么处置" rules={must('请选择')}>
        <Radio.Group optionType="button" options={choices.map(value => ({ value, label: disposalNames[value] }))} />
      </Form.Item>
      {kind === 'hand' ? (
        <div className="form-row">
          <Form.Item name="unit" label="转给" rules={must('请选择机构')}>
            <Select options={(units.data?.rows ?? []).map(u => ({ value: u.name, label: u.name }))} />
          </Form.Item>
          <Form.Item name="on" label="转办日期" rules={must('请填写日期')}>
            <Input type="date" max={today} />
          </Form.Item>
          <Form.Item name="note" label="要求">
            <Input maxLength={500} />
          </Form.Item>
        </div>
      ) : null}
      {kind === 'transfer' ? (
        <div className="form-row">
          <Form.Item name="recipient" label="接收单位" rules={must('请填写接收单位')}>
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="documentNumber" label="移送文号" rules={must('请填写文号')}>
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="on" label="移送日期" rules={must('请填写日期')}>
            <Input type="date" max={today} />
          </Form.Item>
        </div>
      ) : null}
      {kind === 'check' ? (
        <>
          <Form.Item name="ground" label="检查事由" extra="不选时，照线索的来源。">
            <Select allowClear options={grounds.map(g => ({ value: g.code, label: g.text }))} />
          </Form.Item>
          <TeamFields />
        </>
      ) : null}
      {kind === 'check' || kind === 'none' ? (
        <Form.Item name="reason" label={kind === 'check' ? '检查理由' : '不予处理的理由'} rules={must('请写明理由')}>
          <Input.TextArea rows={3} maxLength={400} />
        </Form.Item>
      ) : null}
      {dispose.refusal ? <ProblemNotice refusal={dispose.refusal} /> : null}
      {kind ? (
        <Button type="primary" htmlType="submit" loading={dispose.pending}>
          {disposalNames[kind]}
        </Button>
      ) : null}
    </Form>
  )
}
