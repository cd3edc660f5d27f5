/** 检查 — the office's list of all visits, by number until they are done; an officer's own, today's first. */
import type { VisitState } from '@mingcha/core/inspection'
import { visitStateNames } from '@mingcha/core/inspection'
import { Link, useSearch } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import '../visit/visit.css'
import { kindNames, methodNames, shortDay, stateTones } from '../visit/words.ts'

type Row = Reply<'visit.list'>['rows'][number]
/** The order the states are lived through. */
const states = Object.keys(visitStateNames) as VisitState[]

export function VisitsPage() {
  const may = useMay()
  const actions = (
    <>
      {may('visit.open') ? (
        <Link to="/visits/open">
          <Button>开立针对性检查</Button>
        </Link>
      ) : null}
      {may('visit.approve') ? (
        <Link to="/visits/approvals">
          <Button>审批</Button>
        </Link>
      ) : null}
      <Link to="/visits/calendar">
        <Button>排期表</Button>
      </Link>
    </>
  )
  if (!may('visit.list'))
    return (
      <Page words={pages.myVisits} action="visit.own" actions={actions}>
        <Mine />
      </Page>
    )
  return (
    <Page words={pages.visits} action="visit.list" actions={actions}>
      {may('visit.own') ? (
        <Part title="我的检查">
          <Mine />
        </Part>
      ) : null}
      <All />
    </Page>
  )
}

function All() {
  const may = useMay()
  const search = useSearch({ strict: false }) as { state?: string; batch?: string }
  const [state, setState] = useState<VisitState | undefined>(states.find(s => s === search.state))
  const [batch, setBatch] = useState<string | undefined>(search.batch)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [opinion, setOpinion] = useState('')
  const list = useRoute('visit.list', { query: { ...(state ? { state } : {}), ...(batch ? { batch } : {}) } })
  const batches = useRoute('batch.list', undefined, { enabled: may('batch.view') })
  const approve = useApprove(() => setChosen([]))
  const counts = list.data?.counts ?? {}
  const all = Object.values(counts).reduce((a, n) => a + n, 0)
  const picked = chosen.filter(id => list.data?.rows.some(r => r.id === id && r.state === 'scheduled'))
  return (
    <>
      <div className="filters">
        <Select<VisitState>
          allowClear
          placeholder={`全部状态（${all}）`}
          value={state ?? null}
          onChange={v => setState(v ?? undefined)}
          options={states
            .filter(s => (counts[s] ?? 0) > 0 || s === state)
            .map(s => ({ value: s, label: `${visitStateNames[s]}（${counts[s] ?? 0}）` }))}
          aria-label="状态"
        />
        <Select<string>
          allowClear
          placeholder="全部批次"
          value={batch ?? null}
          onChange={v => setBatch(v ?? undefined)}
          options={(batches.data?.rows ?? []).map(b => ({ value: b.code, label: b.code }))}
          aria-label="批次"
        />
        {may('visit.approve') && picked.length > 0 ? (
          <div className="bulk" role="toolbar" aria-label="批量审批">
            <span>已选 {picked.length} 次</span>
            <Input
              value={opinion}
              onChange={e => setOpinion(e.target.value)}
              placeholder="审批意见"
              aria-label="审批意见"
              maxLength={300}
            />
            <Button
              type="primary"
              loading={approve.pending}
              disabled={opinion.trim() === ''}
              onClick={() => void approve.run({ body: { ids: picked, opinion: opinion.trim() } })}
            >
              批准
            </Button>
          </div>
        ) : null}
      </div>
      {approve.refusal ? <ProblemNotice refusal={approve.refusal} /> : null}
      <Listing<Row>
        label="检查"
        rows={list.data?.rows}
        query={list}
        rowKey={r => r.id}
        total={list.data?.rows.length}
        minWidth={1120}
        empty={
          state || batch ? (
            <Nothing title="没有符合条件的检查" hint="换一个状态，或清除筛选。" />
          ) : (
            <Nothing title="还没有检查" hint="抽取之后，每家抽中的企业在这里有一次检查。" />
          )
        }
        {...(may('visit.approve') && list.data?.rows.some(r => r.state === 'scheduled')
          ? {
              selection: {
                selectedRowKeys: [...chosen],
                onChange: (keys: unknown[]) => setChosen(keys as string[]),
                getCheckboxProps: (r: Row) => ({ disabled: r.state !== 'scheduled', 'aria-label': r.number }),
              },
            }
          : {})}
        columns={[
          { title: '编号', width: 150, render: (_, r) => <NumberLink row={r} /> },
          {
            title: '检查对象',
            width: 260,
            render: (_, r) => (r.subject ? r.subject.name : <span className="quiet">{hiddenWords(r)}</span>),
          },
          { title: '执法人员', width: 130, render: (_, r) => r.team?.map(t => t.name).join('、') ?? <span className="quiet">不公开</span> },
          { title: '方式', width: 150, render: (_, r) => <MethodCell row={r} /> },
          { title: '检查日期', width: 130, render: (_, r) => shortDay(r.plannedOn, r.plannedHalf) },
          { title: '期限', width: 105, render: (_, r) => (r.overdue ? <Mark tone="stop">{r.dueOn}</Mark> : r.dueOn) },
          { title: '来源', width: 100, render: (_, r) => kindNames[r.kind] },
          { title: '状态', width: 140, render: (_, r) => <Mark tone={stateTones[r.state]}>{r.result ?? r.stateName}</Mark> },
        ]}
        card={r => (
          <VisitLink row={r}>
            <b>{r.subject?.name ?? `${r.number}　${hiddenWords(r)}`}</b>
            <span className="quiet">
              {r.subject ? `${r.number} · ` : ''}
              {r.plannedOn ? shortDay(r.plannedOn, r.plannedHalf) : `期限 ${r.dueOn}`}
            </span>
            <Mark tone={stateTones[r.state]}>{r.stateName}</Mark>
          </VisitLink>
        )}
      />
    </>
  )
}

/** What never took place has no day on which it would be told. */
const hiddenWords = (r: Row): string => (r.state === 'replaced' || r.state === 'cancelled' ? '不公开' : '检查前不公开')

function NumberLink({ row }: { row: Row }) {
  return row.subject ? (
    <Link to="/visits/$id" params={{ id: row.id }}>
      {row.number}
    </Link>
  ) : (
    row.number
  )
}

/** A visit whose firm one may not know yet has no page. */
function VisitLink({ row, children }: { row: Row; children: React.ReactNode }) {
  return row.subject ? (
    <Link to="/visits/$id" params={{ id: row.id }} className="card-button">
      {children}
    </Link>
  ) : (
    <span className="card-button">{children}</span>
  )
}

function MethodCell({ row }: { row: Row }) {
  if (row.method) return <>{methodNames[row.method]}</>
  return row.advised ? <span className="quiet">建议{methodNames[row.advised.method]}</span> : <span className="quiet">—</span>
}

/** 批准, told and taken back one by one. */
export function useApprove(done: () => void) {
  const command = useCommand('visit.approve', {
    inline: true,
    told: r => `已批准 ${r.approved} 次检查`,
    undo: (_, i) => async () => {
      for (const id of i.body.ids) await call('visit.withdrawApproval', { params: { id }, body: { reason: '批准后即撤回' } })
    },
  })
  return {
    ...command,
    run: async (input: Parameters<typeof command.run>[0]) => {
      const reply = await command.run(input)
      if (reply) done()
      return reply
    },
  }
}

function Mine() {
  const { today } = useSession()
  const list = useRoute('visit.mine')
  return (
    <Loaded query={list}>
      {d => {
        const open = d.rows.filter(r => !['done', 'closed', 'undone', 'replaced', 'cancelled'].includes(r.state))
        const groups = [
          ['今天', open.filter(r => r.plannedOn === today || r.state === 'started' || r.state === 'signing')],
          ['待排期', open.filter(r => r.plannedOn === null && r.state !== 'started' && r.state !== 'signing')],
          ['已排期', open.filter(r => r.plannedOn !== null && r.plannedOn !== today && r.state !== 'started' && r.state !== 'signing')],
          ['已完成', d.rows.filter(r => !open.includes(r))],
        ] as const
        if (d.rows.length === 0) return <Nothing title="没有派给您的检查" hint="抽取之后，派给您的检查会出现在这里。" />
        return (
          <>
            {groups
              .filter(([name, rows]) => rows.length > 0 || name === '今天')
              .map(([name, rows]) => (
                <section key={name} className="visit-group" aria-label={name}>
                  <h2>
                    {name}
                    <span className="quiet">{rows.length}</span>
                  </h2>
                  {rows.length === 0 ? <p className="quiet">今天没有安排检查。</p> : null}
                  <ul className="visit-cards">
                    {rows.map(v => (
                      <li key={v.id} className={v.overdue ? 'late' : ''}>
                        <Link to="/visits/$id" params={{ id: v.id }}>
                          <b>{v.subject?.name ?? v.number}</b>
                          <span className="quiet">{v.subject?.address}</span>
                          <span>
                            {v.method ? methodNames[v.method] : v.advised ? `建议${methodNames[v.advised.method]}` : '方式待定'} ·{' '}
                            {v.plannedOn ? shortDay(v.plannedOn, v.plannedHalf) : '还没有排期'}
                          </span>
                          <span className="visit-card-foot">
                            <Mark tone={stateTones[v.state]}>{v.result ?? v.stateName}</Mark>
                            {v.overdue ? <Mark tone="stop">已超期（{v.dueOn}）</Mark> : <span className="quiet">{v.dueOn} 前完成</span>}
                          </span>
                        </Link>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
          </>
        )
      }}
    </Loaded>
  )
}
