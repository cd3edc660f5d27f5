/** 公示 — what is to be determined, reviewed, published; where the published has to stand; and how much of the year is public. */
import { publicShare } from '@mingcha/core/publicity'
import { Link } from '@tanstack/react-router'
import { Button, Input, Popover, Select, Tabs } from 'antd'
import { useState } from 'react'
import { call, pathOf, type Reply } from '../../api/client.ts'
import { Mark, saveText } from '../parts/facts.tsx'
import { PublishForm } from '../parts/finding-forms.tsx'
import { Countdown, FindingMark } from '../parts/findings.tsx'
import { Listing } from '../parts/listing.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

type Row = Reply<'finding.list'>['rows'][number]
type Metrics = Reply<'finding.list'>['metrics']
type Tab = 'determine' | 'review' | 'publish' | 'public'

const tabNames: Record<Tab, string> = { determine: '待认定', review: '待审核', publish: '待公示', public: '已公示' }
const empty: Record<Tab, [string, string]> = {
  determine: ['没有待认定的结果', '检查记录由两名执法人员签名提交后，出现在这里，由负责人认定。'],
  review: ['没有待审核的结果', '认定之后，由没有参加检查、也不是认定人的人审核公众读到的文字。'],
  publish: ['没有待公示的结果', '审核通过的结果在这里选中，一次公示。'],
  public: ['还没有公示', '公示之后不能撤下，只能更正。'],
}

export function FindingsPage() {
  const [tab, setTab] = useState<Tab | 'channels' | 'ledger'>('determine')
  const all = useRoute('finding.list', { query: {} })
  const counts = all.data?.counts ?? {}
  const of = (...states: string[]) => states.reduce((n, s) => n + (counts[s] ?? 0), 0)
  const n: Record<Tab, number> = {
    determine: of('submitted', 'returned'),
    review: of('determined'),
    publish: of('reviewed'),
    public: of('published', 'withheld'),
  }
  return (
    <Page words={pages.findings} action="finding.view">
      <Loaded query={all}>
        {d => (
          <>
            <Figures m={d.metrics} />
            <Tabs
              activeKey={tab}
              onChange={key => setTab(key as typeof tab)}
              items={[
                ...(['determine', 'review', 'publish', 'public'] as const).map(key => ({
                  key,
                  label: `${tabNames[key]} ${n[key]}`,
                  children: <Rows tab={key} />,
                })),
                { key: 'channels', label: '渠道', children: <Channels /> },
                { key: 'ledger', label: '台账', children: <Ledger m={d.metrics} /> },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Figures({ m }: { m: Metrics }) {
  return (
    <div className="figures">
      <div className="figure">
        <b>{m.determined}</b>
        <small>{m.year} 年已认定</small>
      </div>
      <div className="figure">
        <b>{m.published}</b>
        <small>已公示</small>
      </div>
      <div className="figure">
        <b>{m.withheld}</b>
        <small>依法不予公示</small>
      </div>
      <div className="figure">
        <b>{m.determined === 0 ? '—' : `${publicShare(m)}%`}</b>
        <small>公开率（EZ-06）</small>
      </div>
      <div className={m.overdue > 0 ? 'figure alarm' : 'figure'}>
        <b>{m.overdue}</b>
        <small>超期未公示（公众可见）</small>
      </div>
    </div>
  )
}

function Rows({ tab }: { tab: Tab }) {
  const may = useMay()
  const list = useRoute('finding.list', { query: { tab } })
  const [chosen, setChosen] = useState<string[]>([])
  const rows = list.data?.rows
  const picked = (rows ?? []).filter(r => chosen.includes(r.visitId))
  const selectable = tab === 'publish' && may('finding.publish')
  const name = (r: Row) => (
    <Link to="/findings/$id" params={{ id: r.visitId }}>
      {r.subjectName}
    </Link>
  )
  const mark = (r: Row) => (
    <>
      <FindingMark state={r.state} name={r.correction && r.state !== 'published' ? `更正：${r.stateName}` : r.stateName} />
      {r.mine ? <span className="mine">待您办理</span> : null}
    </>
  )
  return (
    <>
      <Listing
        label={tabNames[tab]}
        rows={rows}
        query={list}
        rowKey={r => r.visitId}
        rowClassName={r => (r.countdown?.overdue ? 'overdue' : '')}
        total={rows?.length}
        empty={<Nothing title={empty[tab][0]} hint={empty[tab][1]} />}
        {...(selectable ? { selection: { selectedRowKeys: chosen, onChange: keys => setChosen(keys as string[]) } } : {})}
        card={r => (
          <>
            <b>{name(r)}</b>
            <p>{r.phrase ?? <span className="quiet">未认定</span>}</p>
            <p>{mark(r)}</p>
            <p>{tab === 'public' ? <span className="quiet">{showInstant(r.publishedAt)}</span> : <Countdown row={r} />}</p>
          </>
        )}
        columns={[
          { title: '编号', dataIndex: 'number', width: 130 },
          { title: '企业', render: (_, r) => name(r) },
          { title: '检查日期', dataIndex: 'doneOn', width: 110 },
          { title: '结果', render: (_, r) => r.phrase ?? <span className="quiet">未认定</span> },
          { title: '状态', width: 190, render: (_, r) => mark(r) },
          tab === 'public'
            ? { title: '公示时间', width: 150, render: (_, r) => showInstant(r.publishedAt) }
            : { title: '期限', width: 260, render: (_, r) => <Countdown row={r} /> },
        ]}
        minWidth={1000}
      />
      {selectable && picked.length > 0 ? (
        <Part title={`公示所选（${picked.length}）`}>
          <PublishForm rows={picked} onDone={() => setChosen([])} />
        </Part>
      ) : null}
    </>
  )
}

type Channel = Reply<'disclosure.list'>['rows'][number]
const channelStates = { waiting: '待推送', exported: '已导出', received: '已回执', returned: '被退回' } as const
const keyOf = (r: Channel) => `${r.visitId}/${r.version}/${r.channel}`
const bare = (r: Channel) => ({ visitId: r.visitId, version: r.version, channel: r.channel })

function Channels() {
  const may = useMay()
  const [channel, setChannel] = useState<string | undefined>()
  const [state, setState] = useState<Channel['state'] | undefined>()
  const list = useRoute('disclosure.list', { query: { ...(channel && { channel }), ...(state && { state }) } })
  const [chosen, setChosen] = useState<string[]>([])
  const picked = (list.data?.rows ?? []).filter(r => chosen.includes(keyOf(r)))
  const exported = useCommand('disclosure.export', {
    told: r => `已导出 ${r.rows.length} 条，状态改为“已导出”`,
    undo: r => () => call('disclosure.reset', { body: { rows: r.rows } }),
  })
  const receive = useCommand('disclosure.receive', {
    told: r => `已登记 ${r.changed} 条回执`,
    undo: (_, i) => () => call('disclosure.reset', { body: { rows: i.body.rows } }),
  })
  const giveBack = useCommand('disclosure.return', {
    told: r => `已登记 ${r.changed} 条退回`,
    undo: (_, i) => () => call('disclosure.reset', { body: { rows: i.body.rows } }),
  })
  const reset = useCommand('disclosure.reset', { told: r => `${r.changed} 条恢复为待推送` })
  const clear = <T,>(done: T): T => {
    if (done) setChosen([])
    return done
  }
  return (
    <>
      <Part title="各渠道">
        {list.data?.channels.length === 0 ? <Nothing title="还没有要推送的结果" hint="公示之后，每个渠道一条。" /> : null}
        <ul className="channel-list">
          {list.data?.channels.map(c => (
            <li key={c.channel}>
              <b>{c.channel}</b>
              <span>
                待推送 {c.waiting} · 已导出 {c.exported} · 已回执 {c.received}
                {c.returned > 0 ? <span className="alarm"> · 被退回 {c.returned}</span> : null}
              </span>
              {may('disclosure.export') ? (
                <Button
                  size="small"
                  disabled={c.waiting === 0}
                  loading={exported.pending}
                  onClick={() =>
                    void exported.run({ body: { channel: c.channel } }).then(file => {
                      if (!file) return
                      saveText(file.fileName, file.csv, 'text/csv;charset=utf-8')
                      saveText(file.fileName.replace(/\.csv$/, '_字典.csv'), file.dictionary, 'text/csv;charset=utf-8')
                    })
                  }
                >
                  导出待推送
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </Part>
      <div className="filters">
        <Select
          allowClear
          placeholder="全部渠道"
          aria-label="渠道"
          value={channel ?? null}
          onChange={v => setChannel(v ?? undefined)}
          options={(list.data?.channels ?? []).map(c => ({ value: c.channel, label: c.channel }))}
          className="channel-choice"
        />
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          value={state ?? null}
          onChange={v => setState(v ?? undefined)}
          options={Object.entries(channelStates).map(([value, label]) => ({ value: value as Channel['state'], label }))}
        />
        {may('disclosure.export') && picked.length > 0 ? (
          <>
            <ReasonButton
              text="登记回执"
              ask="回执号或日期"
              maxLength={200}
              pending={receive.pending}
              run={receipt => receive.run({ body: { rows: picked.map(bare), receipt } }).then(clear)}
            />
            <ReasonButton
              text="登记退回"
              ask="退回原因"
              maxLength={200}
              pending={giveBack.pending}
              run={reason => giveBack.run({ body: { rows: picked.map(bare), reason } }).then(clear)}
            />
            <Button loading={reset.pending} onClick={() => void reset.run({ body: { rows: picked.map(bare) } }).then(clear)}>
              恢复待推送
            </Button>
          </>
        ) : null}
      </div>
      <Listing
        label="渠道记录"
        rows={list.data?.rows}
        query={list}
        rowKey={keyOf}
        total={list.data?.rows.length}
        empty={<Nothing title="没有记录" hint="换一个渠道或状态看看。" />}
        {...(may('disclosure.export') ? { selection: { selectedRowKeys: chosen, onChange: keys => setChosen(keys as string[]) } } : {})}
        columns={[
          { title: '编号', width: 150, render: (_, r) => `${r.number}${r.version > 1 ? ` 第 ${r.version} 版` : ''}` },
          { title: '企业', render: (_, r) => r.subjectName },
          { title: '渠道', dataIndex: 'channel' },
          {
            title: '状态',
            width: 110,
            render: (_, r) => (
              <Mark tone={r.state === 'received' ? 'done' : r.state === 'returned' ? 'stop' : 'wait'}>{channelStates[r.state]}</Mark>
            ),
          },
          { title: '回执或退回原因', render: (_, r) => r.receipt ?? r.reason ?? '' },
          { title: '时间', width: 150, render: (_, r) => (r.at ? showInstant(r.at) : '') },
        ]}
        minWidth={1000}
      />
    </>
  )
}

function Ledger({ m }: { m: Metrics }) {
  const may = useMay()
  const kinds = useRoute('publicity.kinds')
  const withhold = useCommand('publicity.withhold', {
    told: () => '已改为不予公开，公众页写明理由',
    undo: (_, i) => () => call('publicity.restore', { body: { kind: i.body.kind } }),
  })
  const restore = useCommand('publicity.restore', { told: () => '已恢复公开' })
  return (
    <>
      <Part
        title="四类公开"
        extra={
          may('finding.publish') ? (
            <span className="row">
              <a href={pathOf('publicity.site')} download>
                下载静态网站（zip）
              </a>
              <a href={pathOf('publicity.jointPunishment')} download>
                联合惩戒名单（CSV）
              </a>
            </span>
          ) : null
        }
      >
        <Loaded query={kinds} rows={4}>
          {d => (
            <ul className="kind-list">
              {d.rows.map(k => (
                <li key={k.kind}>
                  <b>{k.name}</b>
                  <span className={k.overdue ? 'alarm' : ''}>{k.says}</span>
                  {k.dueOn ? <span className="quiet">期限 {k.dueOn}</span> : null}
                  <a href={k.path}>公众页</a>
                  {may('finding.publish') && k.kind !== 'results' && k.state === 'published' ? (
                    <Withhold
                      name={k.name}
                      grounds={d.grounds}
                      run={(ground, reason) => withhold.run({ body: { kind: k.kind, ground, reason } })}
                    />
                  ) : null}
                  {may('finding.publish') && k.state === 'withheld' ? (
                    <Button size="small" loading={restore.pending} onClick={() => void restore.run({ body: { kind: k.kind } })}>
                      恢复公开
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Part>
      <Part title={`${m.year} 年逐月`}>
        <table className="months">
          <thead>
            <tr>
              <th>月份</th>
              <th>认定</th>
              <th>其中已公示</th>
              <th>公开率</th>
            </tr>
          </thead>
          <tbody>
            {m.months
              .filter(x => x.determined > 0)
              .map(x => (
                <tr key={x.month}>
                  <td>{x.month} 月</td>
                  <td>{x.determined}</td>
                  <td>{x.published}</td>
                  <td className={x.published < x.determined ? 'alarm' : ''}>{Math.floor((x.published * 100) / x.determined)}%</td>
                </tr>
              ))}
          </tbody>
        </table>
        {m.months.every(x => x.determined === 0) ? <p className="quiet">本年度还没有认定。</p> : null}
        {m.grounds.length > 0 ? <p>依法不予公示：{m.grounds.map(g => `${g.ground} ${g.count} 项`).join('、')}</p> : null}
        {m.late > 0 ? <p className="alarm">超期后才公示：{m.late} 项，理由见各项结果。</p> : null}
      </Part>
    </>
  )
}

/** 不予公开一类信息 — a ground of the scheme and what it rests on. */
function Withhold({
  name,
  grounds,
  run,
}: {
  name: string
  grounds: readonly string[]
  run: (ground: string, reason: string) => Promise<unknown>
}) {
  const [open, setOpen] = useState(false)
  const [ground, setGround] = useState('')
  const [reason, setReason] = useState('')
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <form
          className="withdraw"
          onSubmit={e => {
            e.preventDefault()
            if (ground !== '' && reason.trim() !== '') void run(ground, reason.trim()).then(done => done && setOpen(false))
          }}
        >
          <Select
            aria-label={`${name}不予公开的理由`}
            placeholder="法定理由"
            value={ground === '' ? null : ground}
            onChange={v => setGround(v ?? '')}
            options={grounds.map(g => ({ value: g, label: g }))}
            className="ground-choice"
          />
          <Input
            value={reason}
            onChange={e => setReason(e.target.value)}
            placeholder="依据和范围"
            aria-label="依据和范围"
            maxLength={400}
          />
          <Button type="primary" htmlType="submit" danger disabled={ground === '' || reason.trim() === ''}>
            不予公开
          </Button>
        </form>
      }
    >
      <Button size="small" type="text">
        依法不予公开……
      </Button>
    </Popover>
  )
}
