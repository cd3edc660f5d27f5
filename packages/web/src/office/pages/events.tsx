/** 操作记录 — the audit trail, newest first. */
import { Button } from 'antd'
import { useState } from 'react'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

export function EventsPage() {
  const [before, setBefore] = useState<number | null>(null)
  const may = useMay()
  const list = useRoute('event.list', { query: before === null ? {} : { before } }, { enabled: may('event.list') })
  const rows = list.data?.rows
  return (
    <Page words={pages.events} action="event.list">
      <Listing
        label="操作记录"
        rows={rows}
        query={list}
        rowKey={r => String(r.id)}
        empty={<Nothing title="没有更早的记录" />}
        columns={[
          { title: '编号', dataIndex: 'id', width: 80, align: 'right' },
          { title: '时间', width: 150, render: (_, r) => showInstant(r.at) },
          { title: '操作', dataIndex: 'title' },
          { title: '操作人', render: (_, r) => r.actor ?? '系统' },
          { title: '对象', render: (_, r) => <code>{r.thing}</code> },
          { title: '日志', width: 90, align: 'right', render: (_, r) => (r.logIndex === null ? '—' : `第 ${r.logIndex} 条`) },
        ]}
        card={r => (
          <>
            <b>{r.title}</b>
            <span className="quiet">
              {showInstant(r.at)} · {r.actor ?? '系统'} · {r.thing}
            </span>
          </>
        )}
      />
      <p>
        {before !== null ? <Button onClick={() => setBefore(null)}>最新</Button> : null}{' '}
        {rows && rows.length >= 50 ? <Button onClick={() => setBefore(rows.at(-1)?.id ?? null)}>更早的</Button> : null}
      </p>
    </Page>
  )
}
