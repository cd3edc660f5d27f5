/** 换人与递补 — asked by one, decided by the head, written to the log before it takes effect. @law LY-11 EZ-11 A-32 */

import { Link, useLocation } from '@tanstack/react-router'
import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Choice, Labelled } from '../parts/choice.tsx'
import { Facts, Mark, type MarkTone } from '../parts/facts.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'
import { substituteGrounds } from '../visit/ask-change.tsx'
import '../visit/visit.css'

type Change = Reply<'change.list'>['rows'][number]
const kinds = { illness: '患病等不能检查', recusal: '回避', vacant: '补配缺员', substitute: '递补' } as const
const states: Readonly<Record<Change['state'], readonly [MarkTone, string]>> = {
  asked: ['now', '待决定'],
  approved: ['done', '已批准'],
  refused: ['stop', '不同意'],
  withdrawn: ['plain', '已撤回'],
}
const groundName = (ground: string) => substituteGrounds.find(g => g.value === ground)?.label

export function ChangesPage() {
  const list = useRoute('change.list')
  const may = useMay()
  const [asking, setAsking] = useState<'illness' | 'vacant' | null>(null)
  return (
    <Page
      words={pages.changes}
      action="change.ask"
      back={<Link to="/visits">‹ 检查</Link>}
      actions={
        may('change.ask') ? (
          <>
            <Button onClick={() => setAsking('illness')}>申请换人（患病等）</Button>
            {may('visit.list') ? (
              <Button id="vacant" onClick={() => setAsking('vacant')}>
                申请补配缺员
              </Button>
            ) : null}
          </>
        ) : null
      }
    >
      <Loaded query={list}>
        {d => (
          <>
            <ChangeList title="待决定" rows={d.rows.filter(r => r.state === 'asked')} empty />
            <ChangeList title="已办理" rows={d.rows.filter(r => r.state !== 'asked')} />
          </>
        )}
      </Loaded>
      {asking ? <AskForBatch kind={asking} close={() => setAsking(null)} /> : null}
    </Page>
  )
}

/** A request that a link of 监督 led to. */
const reveal = (row: HTMLLIElement | null) => row?.scrollIntoView({ block: 'center' })

function ChangeList({ title, rows, empty }: { title: string; rows: readonly Change[]; empty?: boolean }) {
  const asked = useLocation().hash
  if (rows.length === 0 && !empty) return null
  return (
    <Part title={`${title}（${rows.length}）`}>
      {rows.length === 0 ? (
        <Nothing title="没有待决定的申请" hint="回避和递补在那次检查的页面上申请；患病等在这里申请。" />
      ) : (
        <ul className="task-list">
          {rows.map(r => (
            <li key={r.id} id={r.id} className={asked === r.id ? 'sought' : ''} ref={asked === r.id ? reveal : null}>
              <ChangeCard change={r} />
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

function ChangeCard({ change }: { change: Change }) {
  const may = useMay()
  const { account } = useSession()
  const [tone, word] = states[change.state]
  const withdraw = useCommand('change.withdraw', { told: () => '已撤回申请' })
  return (
    <>
      <header>
        <b>{kinds[change.kind]}</b>
        {groundName(change.ground) ? <span>{groundName(change.ground)}</span> : null}
        <Mark tone={tone}>{word}</Mark>
        <span className="quiet">
          {change.askedBy}　{showInstant(change.askedAt)}
        </span>
      </header>
      <Facts
        wide
        rows={[
          ['申请', change.says],
          [
            '涉及的检查',
            change.visits.length === 0 ? null : (
              <span key="v" className="visit-links">
                {change.visits.map(v => (
                  <Link key={v.id} to="/visits/$id" params={{ id: v.id }}>
                    {v.number}
                  </Link>
                ))}
              </span>
            ),
          ],
          change.decidedBy ? ['决定', `${change.decidedBy}　${showInstant(change.decidedAt)}　${change.decision ?? ''}`] : null,
        ]}
      />
      {change.state === 'asked' ? (
        <div className="take">
          {may('change.decide') ? <Decide change={change} /> : null}
          {change.askedById === account.id ? (
            <Button loading={withdraw.pending} onClick={() => void withdraw.run({ params: { id: change.id } })}>
              撤回申请
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  )
}

function Decide({ change }: { change: Change }) {
  const may = useMay()
  const { account } = useSession()
  const [open, setOpen] = useState(false)
  const [approve, setApprove] = useState<'yes' | 'no' | null>(null)
  const [opinion, setOpinion] = useState('')
  const [superior, setSuperior] = useState('')
  const [replacement, setReplacement] = useState<string | null>(null)
  const inspectors = useRoute(
    'registry.inspectors',
    { query: { state: 'available', limit: 200 } },
    { enabled: open && may('registry.view') },
  )
  const decide = useCommand('change.decide', {
    inline: true,
    told: (r, i) =>
      i.body.approve ? `已批准，${r.changed} 次检查已调整${r.unfilled > 0 ? `，${r.unfilled} 次仍缺员` : ''}` : '已答复：不同意',
  })
  // Only asked for where the server says that it is needed.
  const needs = decide.refusal?.code
  return (
    <>
      <Button type="primary" disabled={change.askedById === account.id} onClick={() => setOpen(true)}>
        办理
      </Button>
      {change.askedById === account.id ? <span className="quiet">申请人不能自己批准</span> : null}
      <Modal
        open={open}
        title={`办理：${kinds[change.kind]}`}
        okText="确定"
        cancelText="取消"
        okButtonProps={{ disabled: approve === null || opinion.trim() === '' }}
        confirmLoading={decide.pending}
        onCancel={() => setOpen(false)}
        onOk={() =>
          void decide
            .run({
              params: { id: change.id },
              body: { approve: approve === 'yes', opinion: opinion.trim(), superior: superior.trim(), replacement: replacement ?? '' },
            })
            .then(done => done && setOpen(false))
        }
        destroyOnHidden
      >
        <p>{change.says}</p>
        <div className="stack">
          <Choice
            label="决定"
            options={[
              { value: 'yes', label: '批准' },
              { value: 'no', label: '不同意', tone: 'alarm' },
            ]}
            value={approve}
            onChange={setApprove}
          />
          <Labelled label="意见">
            <Input.TextArea value={opinion} rows={3} maxLength={300} onChange={e => setOpinion(e.target.value)} />
          </Labelled>
          {needs === 'change.replacement' || replacement !== null ? (
            <Labelled label="接替的执法人员（不在本系统抽取的检查）">
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                value={replacement}
                onChange={setReplacement}
                placeholder="请选择"
                options={(inspectors.data?.rows ?? []).map(o => ({ value: o.code, label: `${o.name}（${o.code}）` }))}
                aria-label="接替的执法人员"
              />
            </Labelled>
          ) : null}
          {(needs && needs !== 'change.replacement') || superior !== '' ? (
            <Labelled label="上级签批人工号（同一次检查第三次调整起必填）">
              <Input value={superior} maxLength={32} onChange={e => setSuperior(e.target.value.toUpperCase())} />
            </Labelled>
          ) : null}
        </div>
        {decide.refusal ? <ProblemNotice refusal={decide.refusal} /> : null}
      </Modal>
    </>
  )
}

function AskForBatch({ kind, close }: { kind: 'illness' | 'vacant'; close: () => void }) {
  const may = useMay()
  const wholeOffice = may('batch.view')
  const batches = useRoute('batch.list', undefined, { enabled: wholeOffice })
  const own = useRoute('visit.mine', undefined, { enabled: !wholeOffice })
  const inspectors = useRoute('registry.inspectors', { query: { limit: 200 } }, { enabled: wholeOffice && may('registry.view') })
  const [batchCode, setBatch] = useState<string | null>(null)
  const [inspector, setInspector] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const ask = useCommand('change.ask', {
    inline: true,
    told: () => '已申请，由负责人决定',
    undo: r => () => call('change.withdraw', { params: { id: r.id } }),
  })
  const codes = wholeOffice
    ? (batches.data?.rows ?? []).filter(b => b.state === 'drawn' || b.state === 'published').map(b => b.code)
    : [...new Set((own.data?.rows ?? []).flatMap(v => v.batchCode ?? []))]
  const people = wholeOffice
    ? (inspectors.data?.rows ?? []).filter(o => o.kind === 'officer').map(o => ({ value: o.code, label: `${o.name}（${o.code}）` }))
    : [...new Map((own.data?.rows ?? []).flatMap(v => v.team ?? []).map(t => [t.code, t.name]))].map(([value, name]) => ({
        value,
        label: `${name}（${value}）`,
      }))
  const complete = batchCode !== null && reason.trim() !== '' && (kind === 'vacant' || inspector !== null)
  const submit = async () => {
    if (batchCode === null) return
    const sent = await ask.run({
      body:
        kind === 'illness'
          ? { kind, inspector: inspector ?? '', batchCode, reason: reason.trim() }
          : { kind, batchCode, reason: reason.trim() },
    })
    if (sent) close()
  }
  return (
    <Modal
      open
      title={kind === 'illness' ? '申请换人（患病等）' : '申请补配缺员'}
      okText="申请"
      cancelText="取消"
      okButtonProps={{ disabled: !complete }}
      confirmLoading={ask.pending}
      onCancel={close}
      onOk={() => void submit()}
    >
      <p>
        {kind === 'illness' ? '这名执法人员在这一批里没有开始的检查全部换人。' : '这一批里缺员的检查再配一次。'}接替的人由抽取时的次序决定。
      </p>
      <div className="stack">
        <Labelled label="批次">
          <Select
            value={batchCode}
            onChange={setBatch}
            placeholder="请选择"
            options={[...codes.map(c => ({ value: c, label: c })), { value: '', label: '不属于批次的检查（针对性检查）' }]}
            aria-label="批次"
          />
        </Labelled>
        {kind === 'illness' ? (
          <Labelled label="执法人员">
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              value={inspector}
              onChange={setInspector}
              placeholder="请选择"
              options={people}
              aria-label="执法人员"
            />
          </Labelled>
        ) : null}
        <Labelled label="理由">
          <Input.TextArea value={reason} rows={3} maxLength={300} onChange={e => setReason(e.target.value)} />
        </Labelled>
      </div>
      {ask.refusal ? <ProblemNotice refusal={ask.refusal} /> : null}
    </Modal>
  )
}
