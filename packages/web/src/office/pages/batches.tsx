/** 抽取批次 — the batches, and the open tasks that can be put together. */
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page, Part } from '../parts/page.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

export function BatchesPage() {
  const may = useMay()
  const navigate = useNavigate()
  const batches = useRoute('batch.list')
  const tasks = useRoute('task.list', { query: {} }, { enabled: may('task.view') })
  const create = useCommand('batch.create', { told: r => `批次 ${r.code} 已组成` })
  const open = (tasks.data?.rows ?? []).filter(t => t.state === 'open')
  const [left, setLeft] = useState<readonly string[]>([])
  const chosen = open.filter(t => !left.includes(t.code))
  return (
    <Page
      words={pages.batches}
      action="batch.view"
      actions={
        may('batch.register') && open.length > 0 ? (
          <Link to="/batches/register">
            <Button>登记外部抽取</Button>
          </Link>
        ) : null
      }
    >
      {may('batch.create') && open.length > 0 ? (
        <Part
          id="new"
          title="组成批次"
          extra={
            <Button
              type="primary"
              loading={create.pending}
              disabled={chosen.length === 0}
              onClick={() =>
                void create
                  .run({ body: { tasks: chosen.map(t => t.code) } })
                  .then(done => done && navigate({ to: '/batches/$code', params: { code: done.code } }))
              }
            >
              组成批次（{chosen.length} 个任务）
            </Button>
          }
        >
          <ul className="plain">
            {open.map(t => (
              <li key={t.code}>
                <Checkbox
                  checked={!left.includes(t.code)}
                  onChange={e => setLeft(e.target.checked ? left.filter(c => c !== t.code) : [...left, t.code])}
                >
                  {t.name}
                  <span className="quiet beside">
                    {t.code} · {t.period}
                  </span>
                </Checkbox>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      <Listing
        label="抽取批次"
        rows={batches.data?.rows}
        query={batches}
        rowKey={r => r.code}
        empty={
          <Nothing title="还没有批次" hint="先在“抽查任务”下达任务，再回来组批。">
            <Link to="/tasks">
              <Button>去下达任务</Button>
            </Link>
          </Nothing>
        }
        columns={[
          {
            title: '批次',
            render: (_, r) => (
              <Link to="/batches/$code" params={{ code: r.code }}>
                {r.code}
              </Link>
            ),
          },
          { title: '抽查期', dataIndex: 'period' },
          {
            title: '状态',
            render: (_, r) => <Mark tone={r.state === 'published' ? 'done' : r.state === 'void' ? 'stop' : 'now'}>{r.stateName}</Mark>,
          },
          { title: '任务', dataIndex: 'tasks', align: 'right' },
          {
            title: '可信等级',
            render: (_, r) => (r.assurance === 'E' ? <span title="外部抽取，不可核验">E 外部抽取</span> : (r.assurance ?? '—')),
          },
          { title: '检查', render: (_, r) => (r.visits === null ? '—' : `${r.done} / ${r.visits}`) },
          { title: '组批时间', render: (_, r) => showInstant(r.createdAt) },
        ]}
        card={r => (
          <Link to="/batches/$code" params={{ code: r.code }}>
            <b>{r.code}</b>
            <span className="quiet block">
              {r.period} · {r.stateName}
              {r.assurance === 'E' ? ' · E 外部抽取' : ''}
            </span>
          </Link>
        )}
      />
    </Page>
  )
}
