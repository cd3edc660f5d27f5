/** 后续处置、线索、回访、管辖 — four tabs of one page; an officer sees the first, of his own visits. */
import { type FollowUpKind, followUpKindNames, followUpKinds, severityNames } from '@mingcha/core/followup'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Select, Tabs } from 'antd'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { JurisdictionTab } from '../followups/jurisdiction.tsx'
import { LeadsTab } from '../followups/leads.tsx'
import { OpenFollowUp, type OpenFor } from '../followups/open-form.tsx'
import { ReturnVisitsTab } from '../followups/return-visits.tsx'
import { Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page, Part } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'

type Row = Reply<'followup.list'>['rows'][number]
const tabs = ['list', 'leads', 'returns', 'jurisdiction'] as const
type Tab = (typeof tabs)[number]

export function FollowUpsPage() {
  const may = useMay()
  const go = useNavigate()
  const search = useSearch({ strict: false }) as { tab?: string }
  const tab = tabs.find(t => t === search.tab) ?? 'list'
  const words = { list: pages.followups, leads: pages.leads, returns: pages.returnVisits, jurisdiction: pages.jurisdiction }[tab]
  return (
    <Page words={words} action="followup.view">
      {may('lead.view') ? (
        <Tabs
          activeKey={tab}
          onChange={key => void go({ to: '/followups', search: { tab: key as Tab } as never })}
          items={[
            { key: 'list', label: '后续处置' },
            { key: 'leads', label: '线索' },
            { key: 'returns', label: '回访' },
            { key: 'jurisdiction', label: '管辖' },
          ]}
        />
      ) : null}
      {tab === 'leads' ? (
        <LeadsTab />
      ) : tab === 'returns' ? (
        <ReturnVisitsTab />
      ) : tab === 'jurisdiction' ? (
        <JurisdictionTab />
      ) : (
        <ListTab />
      )}
    </Page>
  )
}

const states = { live: '在办', overdue: '已超期', recheck: '待复查', closed: '已办结', cancelled: '已作废' } as const

function ListTab() {
  const may = useMay()
  const [state, setState] = useState<keyof typeof states>('live')
  const [kind, setKind] = useState<FollowUpKind | undefined>()
  const [unit, setUnit] = useState<string | undefined>()
  const [opening, setOpening] = useState<OpenFor | null>(null)
  const query = { state, ...(kind ? { kind } : {}), ...(unit ? { unit } : {}) }
  const key = JSON.stringify(query)
  const list = useRoute('followup.list', { query })
  const [more, setMore] = useState<{ key: string; rows: Row[]; next: string | null; loading: boolean }>({
    key,
    rows: [],
    next: null,
    loading: false,
  })
  const extra = more.key === key ? more : null
  const next = extra && extra.rows.length > 0 ? extra.next : (list.data?.next ?? null)
  const load = async () => {
    if (next === null) return
    setMore({ key, rows: extra?.rows ?? [], next, loading: true })
    const page = await call('followup.list', { query: { ...query, after: next } })
    setMore({ key, rows: [...(extra?.rows ?? []), ...page.rows], next: page.next, loading: false })
  }
  const d = list.data
  const rows = d ? [...d.rows, ...(extra?.rows ?? [])] : undefined
  return (
    <>
      {d ? (
        <div className="figures">
          {(
            [
              ['overdue', d.counts.overdue, '已超期'],
              ['live', d.counts.open + d.counts.recheck, '在办'],
              ['recheck', d.counts.recheck, '待复查'],
              ['closed', d.counts.closed, '已办结'],
            ] as const
          ).map(([to, count, label]) => (
            <button
              key={to}
              type="button"
              className={`figure figure-button${to === 'overdue' && count > 0 ? ' alarm' : ''}`}
              onClick={() => setState(to)}
              aria-pressed={state === to}
            >
              <b>{count}</b>
              <small>{label}</small>
            </button>
          ))}
        </div>
      ) : null}
      {d && d.waiting.length > 0 ? (
        <Part title={`有问题、还没有后续处置的结果（${d.waiting.length}）`}>
          <ul className="plain">
            {d.waiting.map(w => (
              <li key={w.visitId} id={w.visitId} className="waiting-row">
                <span>
                  <b>{w.subject.name}</b>
                  <span className="quiet block">
                    {w.visitNumber} · {w.doneOn} · {w.phrase}
                    {w.severity ? ` · ${severityNames[w.severity]}` : ''}
                  </span>
                </span>
                {may('followup.open') ? (
                  <Button
                    type="primary"
                    onClick={() =>
                      setOpening({
                        visitId: w.visitId,
                        name: w.subject.name,
                        visitNumber: w.visitNumber,
                        phrase: w.phrase,
                        offered: w.offered,
                        ownerUnit: w.ownerUnit,
                      })
                    }
                  >
                    开立后续处置
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      <div className="filters">
        <Select
          value={state}
          onChange={setState}
          options={Object.entries(states).map(([value, label]) => ({ value: value as keyof typeof states, label }))}
          aria-label="状态"
        />
        <Select
          allowClear
          placeholder="全部种类"
          value={kind}
          onChange={setKind}
          options={followUpKinds.map(value => ({ value, label: followUpKindNames[value] }))}
          aria-label="种类"
        />
        <Select
          allowClear
          placeholder="全部承办机构"
          value={unit}
          onChange={setUnit}
          options={(d?.units ?? []).map(value => ({ value, label: value }))}
          aria-label="承办机构"
        />
      </div>
      <Listing
        label="后续处置"
        rows={rows}
        query={list}
        rowKey={r => r.id}
        total={d?.total}
        more={{ has: next !== null, load: () => void load(), loading: extra?.loading ?? false }}
        minWidth={1000}
        empty={<Nothing title="没有符合条件的后续处置" hint="检查发现问题的，在结果认定时或在这里开立。" />}
        columns={[
          {
            title: '企业',
            render: (_, r) => (
              <Link to="/followups/$id" params={{ id: r.id }}>
                {r.subject.name}
              </Link>
            ),
          },
          { title: '种类', width: 110, render: (_, r) => r.kindName },
          { title: '承办机构', width: 120, dataIndex: 'ownerUnit' },
          { title: '期限', width: 150, render: (_, r) => <Due row={r} /> },
          { title: '状态', width: 90, render: (_, r) => r.stateName },
          {
            title: '还差',
            width: 300,
            render: (_, r) =>
              r.gaps.length === 0 ? (
                r.state === 'open' || r.state === 'recheck' ? (
                  <Mark tone="done">可以办结</Mark>
                ) : null
              ) : (
                <span className="quiet">
                  {r.gaps[0]?.says}
                  {r.gaps.length > 1 ? `（共 ${r.gaps.length} 处）` : ''}
                </span>
              ),
          },
        ]}
        card={r => (
          <Link to="/followups/$id" params={{ id: r.id }} className="card-button">
            <b>{r.subject.name}</b>
            <span>
              {r.kindName} · {r.ownerUnit} · {r.stateName}
            </span>
            <Due row={r} />
            {r.gaps[0] ? <span className="quiet">{r.gaps[0].says}</span> : null}
          </Link>
        )}
      />
      <OpenFollowUp visit={opening} onClose={() => setOpening(null)} />
    </>
  )
}

function Due({ row }: { row: Row }) {
  if (row.dueOn === null) return <span className="quiet">没有期限</span>
  return row.overdue ? <Mark tone="stop">{row.dueOn} 已超期</Mark> : <span>{row.dueOn}</span>
}
