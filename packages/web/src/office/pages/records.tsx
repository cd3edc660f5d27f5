/** 事实与名单 — the dated records that decide a class, a pool or an exclusion: facts, lists, past checks; as of a day, with strike and removal. */
import { factKindNames } from '@mingcha/core/registry'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Popover, Select, Tabs } from 'antd'
import { useEffect, useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page } from '../parts/page.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand, useRoute, useRoutePages } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'

type Fact = Reply<'registry.facts'>['rows'][number]
type ListingRow = Reply<'registry.lists'>['rows'][number]
const tabs = ['facts', 'lists', 'checks'] as const
type Tab = (typeof tabs)[number]
const imports = { facts: '/records/facts/import', lists: '/records/lists/import', checks: '/records/checks/import' } as const

export function RecordsPage() {
  const may = useMay()
  const go = useNavigate()
  const search = useSearch({ strict: false }) as { tab?: string; q?: string }
  const tab = tabs.find(t => t === search.tab) ?? 'facts'
  const [typed, setTyped] = useState(search.q ?? '')
  const [q, setQ] = useState(search.q ?? '')
  useEffect(() => {
    const t = setTimeout(() => setQ(typed.trim()), 250)
    return () => clearTimeout(t)
  }, [typed])
  const find = (
    <Input.Search
      allowClear
      placeholder="企业名称（两个字起）或代码"
      value={typed}
      onChange={e => setTyped(e.target.value)}
      aria-label="搜索企业"
    />
  )
  return (
    <Page
      words={pages.records}
      action="registry.view"
      actions={
        may('registry.import') ? (
          <Link to={imports[tab]}>
            <Button type="primary">导入台账</Button>
          </Link>
        ) : null
      }
    >
      <Tabs
        activeKey={tab}
        onChange={key => void go({ to: '/records', search: { tab: key as Tab } as never })}
        items={[
          { key: 'facts', label: '事实' },
          { key: 'lists', label: '名单' },
          { key: 'checks', label: '检查历史' },
        ]}
      />
      {tab === 'facts' ? (
        <FactsTab q={q} find={find} />
      ) : tab === 'lists' ? (
        <ListsTab q={q} find={find} />
      ) : (
        <ChecksTab q={q} find={find} />
      )}
    </Page>
  )
}

interface Find {
  readonly q: string
  readonly find: React.ReactNode
}

const Firm = ({ row }: { row: { readonly name: string; readonly code: string } }) => (
  <>
    {row.name}
    <code className="quiet block">{row.code}</code>
  </>
)
const sayOrigin = (row: { readonly source?: string; readonly recordedBy: string }) =>
  [row.source, row.recordedBy].filter(Boolean).join(' · ')

function DayFilter({ day, setDay, label }: { day: string; setDay: (day: string) => void; label: string }) {
  return <Input type="date" prefix={label} value={day} onChange={e => setDay(e.target.value)} aria-label={label} />
}

function FactsTab({ q, find }: Find) {
  const may = useMay()
  const [kind, setKind] = useState<string | undefined>()
  const [state, setState] = useState<string | undefined>()
  const [on, setOn] = useState('')
  const list = useRoutePages('registry.facts', {
    ...(q ? { q } : {}),
    ...(kind ? { kind } : {}),
    ...(state ? { state } : {}),
    ...(on ? { on } : {}),
  })
  return (
    <>
      <div className="filters">
        {find}
        <Select
          allowClear
          placeholder="全部情形"
          value={kind}
          onChange={setKind}
          options={Object.entries(factKindNames).map(([value, label]) => ({ value, label }))}
          aria-label="情形"
        />
        <Select
          allowClear
          placeholder="计入与划除的"
          value={state}
          onChange={setState}
          options={[
            { value: 'counts', label: '计入的' },
            { value: 'struck', label: '已划除的' },
          ]}
          aria-label="是否计入"
        />
        <DayFilter day={on} setDay={setOn} label="截至" />
      </div>
      <Listing<Fact>
        label="事实"
        rows={list.rows}
        query={list.query}
        rowKey={r => r.id}
        total={list.total}
        more={list.more}
        minWidth={1080}
        empty={<Nothing title="没有事实记录" hint="导入信访举报、在线监测超标、挂牌督办、通报等台账；处罚也可以写在检查对象台账里。" />}
        columns={[
          { title: '企业', width: 270, render: (_, r) => <Firm row={r} /> },
          { title: '情形', width: 150, dataIndex: 'label' },
          { title: '日期', width: 120, render: (_, r) => (r.to ? `${r.on} 至 ${r.to}` : r.on) },
          { title: '细目', render: (_, r) => <FactWords fact={r} /> },
          { title: '来源', width: 200, render: (_, r) => <span className="quiet">{sayOrigin(r)}</span> },
          ...(may('registry.edit') ? [{ title: '', width: 90, render: (_: unknown, r: Fact) => <StrikeButton fact={r} /> }] : []),
        ]}
        card={r => (
          <div>
            <b>{r.name}</b>
            <div>
              {r.label} · {r.on}
            </div>
            <FactWords fact={r} />
            <div>{may('registry.edit') ? <StrikeButton fact={r} /> : null}</div>
          </div>
        )}
      />
    </>
  )
}

function FactWords({ fact }: { fact: Fact }) {
  const words = [...fact.details.map(d => `${d.label}：${d.value}`), fact.reference].filter(Boolean).join('；')
  return (
    <>
      {words}
      {fact.struck ? (
        <div>
          <Mark tone="stop">不计入</Mark>　{fact.struck}
        </div>
      ) : null}
    </>
  )
}

/** 划除、恢复 — each is the other's reverse, and both ask why. */
function StrikeButton({ fact }: { fact: Fact }) {
  const strike = useCommand('fact.strike', {
    told: () => '已划除，不再计入',
    undo: r => () => call('fact.restore', { params: { id: fact.id }, body: { version: r.version, reason: '划除后即恢复' } }),
  })
  const restore = useCommand('fact.restore', {
    told: () => '已恢复，重新计入',
    undo: r => () => call('fact.strike', { params: { id: fact.id }, body: { version: r.version, reason: fact.struck ?? '恢复后即划除' } }),
  })
  const of = (reason: string) => ({ params: { id: fact.id }, body: { version: fact.version, reason } })
  return fact.struck === null ? (
    <ReasonButton
      text="划除"
      ask="不计入的理由"
      size="small"
      maxLength={200}
      pending={strike.pending}
      run={reason => strike.run(of(reason))}
    />
  ) : (
    <ReasonButton
      text="恢复"
      ask="恢复计入的理由"
      size="small"
      maxLength={200}
      pending={restore.pending}
      run={reason => restore.run(of(reason))}
    />
  )
}

function ListsTab({ q, find }: Find) {
  const may = useMay()
  const { today } = useSession()
  const [chosen, setChosen] = useState<string | undefined>()
  // Somebody looked up by name is looked up in all his entries, closed ones too.
  const [on, setOn] = useState<string>(q ? '' : today)
  const query = { ...(q ? { q } : {}), ...(chosen ? { list: chosen } : {}), ...(on ? { on } : {}) }
  const list = useRoutePages('registry.lists', query)
  const names = useRoute('registry.lists', { query: { limit: 1, ...(on ? { on } : {}) } })
  return (
    <>
      <div className="filters">
        {find}
        <Select
          allowClear
          showSearch
          placeholder="全部名单"
          value={chosen}
          onChange={setChosen}
          options={(names.data?.lists ?? []).map(l => ({ value: l.list, label: `${l.list}（${l.members}）` }))}
          aria-label="名单"
        />
        <DayFilter day={on} setDay={setOn} label="当天在名单内" />
      </div>
      <Listing<ListingRow>
        label="名单"
        rows={list.rows}
        query={list.query}
        rowKey={r => r.id}
        total={list.total}
        more={list.more}
        minWidth={980}
        empty={<Nothing title={on ? '这一天名单上没有企业' : '没有名单'} hint="导入名单台账；没有写移出日期的一直在名单内。" />}
        columns={[
          { title: '名单', width: 220, dataIndex: 'list' },
          { title: '企业', width: 270, render: (_, r) => <Firm row={r} /> },
          { title: '列入', width: 110, dataIndex: 'from' },
          { title: '移出', width: 110, render: (_, r) => r.to ?? '在名单内' },
          { title: '依据', render: (_, r) => [r.basis, r.note].filter(Boolean).join('；') || '—' },
          ...(may('registry.edit') ? [{ title: '', width: 120, render: (_: unknown, r: ListingRow) => <EndButton row={r} /> }] : []),
        ]}
        card={r => (
          <div>
            <b>{r.name}</b>
            <div>{r.list}</div>
            <span className="quiet">
              {r.from} 至 {r.to ?? '今'}　{r.basis}
            </span>
            <div>{may('registry.edit') ? <EndButton row={r} /> : null}</div>
          </div>
        )}
      />
    </>
  )
}

/** 移出名单 on a day, with its reason; what was closed can be opened again. */
function EndButton({ row }: { row: ListingRow }) {
  const { today } = useSession()
  const [open, setOpen] = useState(false)
  const [on, setOn] = useState<string>(today)
  const [reason, setReason] = useState('')
  const close = useCommand('listing.close', {
    told: (_, i) => `已移出，最后一天是 ${i.body.on}`,
    undo: r => () => call('listing.reopen', { params: { id: row.id }, body: { version: r.version, reason: '移出后即恢复' } }),
  })
  const reopen = useCommand('listing.reopen', {
    told: () => '已撤销移出，仍在名单内',
    undo: r => () =>
      call('listing.close', {
        params: { id: row.id },
        body: { version: r.version, on: row.to ?? today, reason: row.note || '恢复后即移出' },
      }),
  })
  if (row.to !== null)
    return (
      <ReasonButton
        text="撤销移出"
        ask="撤销移出的理由"
        size="small"
        maxLength={200}
        pending={reopen.pending}
        run={why => reopen.run({ params: { id: row.id }, body: { version: row.version, reason: why } })}
      />
    )
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
            if (reason.trim() !== '' && on !== '')
              void close
                .run({ params: { id: row.id }, body: { version: row.version, on, reason: reason.trim() } })
                .then(reply => reply && setOpen(false))
          }}
        >
          <Input type="date" value={on} min={row.from} max={today} onChange={e => setOn(e.target.value)} aria-label="在名单上的最后一天" />
          <Input.TextArea
            value={reason}
            onChange={e => setReason(e.target.value)}
            placeholder="移出的理由"
            aria-label="移出的理由"
            maxLength={200}
            autoSize={{ minRows: 2, maxRows: 5 }}
          />
          <Button type="primary" htmlType="submit" loading={close.pending} disabled={reason.trim() === '' || on === ''}>
            移出
          </Button>
        </form>
      }
    >
      <Button size="small">移出</Button>
    </Popover>
  )
}

function ChecksTab({ q, find }: Find) {
  const { today } = useSession()
  const thisYear = Number(today.slice(0, 4))
  const [year, setYear] = useState<string | undefined>(String(thisYear))
  const [by, setBy] = useState<string | undefined>()
  const list = useRoutePages('registry.checks', { ...(q ? { q } : {}), ...(year ? { year } : {}), ...(by ? { by } : {}) })
  return (
    <>
      <div className="filters">
        {find}
        <Select
          allowClear
          placeholder="全部年份"
          value={year}
          onChange={setYear}
          options={Array.from({ length: 5 }, (_, i) => ({ value: String(thisYear - i), label: `${thisYear - i} 年` }))}
          aria-label="年份"
        />
        <Select
          allowClear
          placeholder="全部级别"
          value={by}
          onChange={setBy}
          options={[
            { value: 'own', label: '本级' },
            { value: 'above', label: '上级' },
            { value: 'other', label: '其他部门' },
          ]}
          aria-label="级别"
        />
      </div>
      <Listing
        label="检查历史"
        rows={list.rows}
        query={list.query}
        rowKey={r => `${r.code} ${r.on} ${r.authority} ${r.kind}`}
        total={list.total}
        more={list.more}
        minWidth={1000}
        empty={<Nothing title="没有检查历史" hint="导入启用本平台以前的检查，以及上级、其他部门的检查；本单位以后的检查不用导入。" />}
        columns={[
          { title: '企业', width: 270, render: (_, r) => <Firm row={r} /> },
          { title: '日期', width: 110, dataIndex: 'on' },
          { title: '机关', width: 220, render: (_, r) => `${r.authority}（${r.by}）` },
          { title: '类别', width: 100, dataIndex: 'kind' },
          { title: '结果', width: 110, dataIndex: 'result' },
          {
            title: '文号',
            render: (_, r) => (
              <>
                {r.reference || '—'}
                {r.by === '上级' && !r.proves ? <span className="quiet block">不能作为剔除的佐证</span> : null}
              </>
            ),
          },
        ]}
        card={r => (
          <div>
            <b>{r.name}</b>
            <div>
              {r.on} {r.authority}（{r.by}）{r.kind}：{r.result}
            </div>
            <span className="quiet">{r.reference}</span>
          </div>
        )}
      />
    </>
  )
}
