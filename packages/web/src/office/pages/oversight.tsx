/**
 * 监督 — every departure from the usual course, with reason and approver; filtered by kind, period and unit, exported exactly as shown. Counts are by kind
 * and nothing else: people and units are not ranked.
 */
import { Link, useRouter } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { pathOf, type Reply } from '../../api/client.ts'
import { isPage, readLink } from '../parts/deep-link.ts'
import { Law } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages, say } from '../strings.ts'

type Entry = Reply<'oversight.view'>['rows'][number]
type Kind = Entry['kind']
const PAGE = 100

export function OversightPage() {
  const may = useMay()
  const { today } = useSession()
  const [kind, setKind] = useState<Kind | undefined>()
  const [from, setFrom] = useState(`${today.slice(0, 4)}-01-01`)
  const [to, setTo] = useState('')
  const [unit, setUnit] = useState<string | undefined>()
  const [shown, setShown] = useState(PAGE)
  const query = { ...(kind && { kind }), ...(from && { from }), ...(to && { to }), ...(unit && { unit }) }
  const view = useRoute('oversight.view', { query }, { enabled: may('oversight.view') })
  const counts = view.data?.counts ?? []
  const rows = view.data?.rows
  const lawOf = (k: Kind) => counts.find(c => c.kind === k)?.law ?? []
  const nameOf = (k: Kind) => counts.find(c => c.kind === k)?.zh ?? ''
  return (
    <Page
      words={pages.oversight}
      action="oversight.view"
      actions={
        <a href={pathOf('oversight.export', { query })} download>
          <Button disabled={!rows || rows.length === 0}>导出 CSV（{rows?.length ?? 0} 条）</Button>
        </a>
      }
    >
      <div className="filters">
        <Select
          aria-label="类别"
          allowClear
          placeholder="全部类别"
          value={kind ?? null}
          onChange={(value: Kind | null | undefined) => setKind(value ?? undefined)}
          options={counts.map(c => ({ value: c.kind, label: `${c.zh}（${c.count}）` }))}
        />
        <Input
          className="filter-day"
          type="date"
          aria-label="从"
          prefix="从"
          value={from}
          max={to || undefined}
          onChange={e => setFrom(e.target.value)}
        />
        <Input
          className="filter-day"
          type="date"
          aria-label="到"
          prefix="到"
          value={to}
          min={from || undefined}
          onChange={e => setTo(e.target.value)}
        />
        <Select
          aria-label="单位"
          allowClear
          placeholder="全部单位"
          value={unit ?? null}
          onChange={(value: string | null | undefined) => setUnit(value ?? undefined)}
          options={(view.data?.units ?? []).map(u => ({ value: u, label: u }))}
        />
      </div>
      <ul className="oversight-counts" aria-label="各类条数">
        {counts
          .filter(c => c.count > 0)
          .map(c => (
            <li key={c.kind}>
              <button
                type="button"
                className={kind === c.kind ? 'here' : ''}
                aria-pressed={kind === c.kind}
                onClick={() => setKind(kind === c.kind ? undefined : c.kind)}
              >
                {c.zh} <b>{c.count}</b>
              </button>
            </li>
          ))}
      </ul>
      <Listing
        label="监督清单"
        rows={rows?.slice(0, shown)}
        query={view}
        total={rows?.length}
        more={{ has: (rows?.length ?? 0) > shown, load: () => setShown(shown + PAGE), loading: false }}
        rowKey={r => `${r.kind}|${r.thing}|${r.on}|${r.says}`}
        minWidth={1120}
        empty={<Nothing title="这段时间没有例外和超期" hint="换一个类别、日期或单位再看。" />}
        columns={[
          { title: '日期', dataIndex: 'on', width: 106 },
          {
            title: '类别',
            width: 176,
            render: (_, r) => (
              <>
                {nameOf(r.kind)}
                <span className="block law-below">
                  <Law ids={lawOf(r.kind)} />
                </span>
              </>
            ),
          },
          { title: '对象', width: 150, render: (_, r) => <Thing entry={r} /> },
          { title: '情况', dataIndex: 'says' },
          { title: '理由', render: (_, r) => r.reason || <span className="quiet">没有填写</span> },
          { title: '办理人', width: 104, render: (_, r) => r.who ?? say.none },
          { title: '批准人', width: 104, render: (_, r) => r.approver ?? say.none },
          { title: '单位', width: 120, render: (_, r) => r.units.join('、') || say.none },
        ]}
        card={r => (
          <>
            <span>
              <b>{nameOf(r.kind)}</b> <span className="quiet">{r.on}</span>
            </span>
            <Thing entry={r} />
            <span>{r.says}</span>
            <span>理由：{r.reason || '没有填写'}</span>
            <span className="quiet">
              办理 {r.who ?? say.none} · 批准 {r.approver ?? say.none}
              {r.units.length > 0 ? ` · ${r.units.join('、')}` : ''}
            </span>
          </>
        )}
      />
    </Page>
  )
}

function Thing({ entry }: { entry: Entry }) {
  const router = useRouter()
  const link = readLink(entry.link)
  return isPage(Object.keys(router.routesByPath), link.to) ? (
    <Link to={link.to as '/'} search={link.search as never} hash={link.hash}>
      {entry.thing}
    </Link>
  ) : (
    entry.thing
  )
}
