/** 检查对象 — search, filter by stratum, and for each one why it stands where it stands. */
import { Link, useSearch } from '@tanstack/react-router'
import { Button, Drawer, Grid, Input, Select, Tabs } from 'antd'
import { useEffect, useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Facts, Law, Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Loaded, Nothing, Page } from '../parts/page.tsx'
import { useRoute, useRoutePages } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages, say } from '../strings.ts'

const statusWords = { active: '正常', suspended: '停产', deregistered: '注销' } as const

export function SubjectsPage() {
  const may = useMay()
  const wide = Grid.useBreakpoint().md ?? true
  const search = useSearch({ strict: false }) as { stratum?: string }
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  const [stratum, setStratum] = useState<string | undefined>(search.stratum)
  const [status, setStatus] = useState<string | undefined>()
  const [open, setOpen] = useState<string | null>(null)
  const summary = useRoute('registry.summary')
  useEffect(() => {
    const t = setTimeout(() => setQ(typed.trim()), 250)
    return () => clearTimeout(t)
  }, [typed])
  const query = { ...(q ? { q } : {}), ...(stratum ? { stratum } : {}), ...(status ? { status } : {}) }
  const list = useRoutePages('registry.subjects', query)
  const s = summary.data
  return (
    <Page
      words={pages.subjects}
      action="registry.view"
      actions={
        may('registry.import') ? (
          <Link to="/subjects/import">
            <Button type="primary">导入台账</Button>
          </Link>
        ) : null
      }
    >
      <div className="filters">
        <Input.Search
          allowClear
          placeholder="企业名称（两个字起）或信用代码"
          value={typed}
          onChange={e => setTyped(e.target.value)}
          aria-label="搜索检查对象"
        />
        <Select
          allowClear
          placeholder="全部分层"
          value={stratum}
          onChange={setStratum}
          options={[
            ...(s?.classes ?? []).map(c => ({ value: c.stratum, label: `${c.stratumName}（${c.count}）` })),
            { value: 'NONE', label: `无法归类（${s?.subjects.unclassified ?? 0}）` },
          ]}
          aria-label="分层"
        />
        <Select
          allowClear
          placeholder="全部状态"
          value={status}
          onChange={setStatus}
          options={Object.entries(statusWords).map(([value, label]) => ({ value, label }))}
          aria-label="状态"
        />
      </div>
      <Listing
        label="检查对象"
        rows={list.rows}
        query={list.query}
        rowKey={r => r.code}
        total={list.total}
        more={list.more}
        minWidth={980}
        empty={
          q || stratum || status ? (
            <Nothing title="没有符合条件的对象" hint="换一个词，或清除筛选。" />
          ) : (
            <Nothing title="名录库还是空的" hint="导入排污许可台账，一次 20,000 行以内。">
              <Link to="/subjects/import">
                <Button type="primary">导入台账</Button>
              </Link>
            </Nothing>
          )
        }
        columns={[
          {
            title: '企业名称',
            width: 300,
            render: (_, r) => (
              <button type="button" className="link" onClick={() => setOpen(r.code)}>
                {r.name}
              </button>
            ),
          },
          { title: '代码', width: 190, render: (_, r) => <code>{r.code}</code> },
          { title: '乡镇', dataIndex: 'region', width: 110 },
          { title: '状态', width: 70, render: (_, r) => statusWords[r.status] },
          { title: '归类及依据', render: (_, r) => (r.className ? r.sentence : <Mark tone="stop">{r.sentence}</Mark>) },
        ]}
        card={r => (
          <button type="button" className="card-button" onClick={() => setOpen(r.code)}>
            <b>{r.name}</b>
            <code>{r.code}</code>
            <span className="quiet">{r.sentence}</span>
          </button>
        )}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={wide ? 680 : '100%'} title="检查对象" destroyOnHidden>
        {open ? <Detail code={open} /> : null}
      </Drawer>
    </Page>
  )
}

function Detail({ code }: { code: string }) {
  const query = useRoute('registry.subject', { params: { code } })
  return (
    <Loaded query={query}>
      {d => (
        <>
          <h2 className="drawer-title">{d.name}</h2>
          <Tabs
            items={[
              {
                key: 'info',
                label: '信息',
                children: (
                  <Facts
                    rows={[
                      ['对象代码', <code key="c">{d.code}</code>],
                      ['统一社会信用代码', d.creditCode],
                      ['地址', d.address],
                      ['乡镇', d.region],
                      ['行业类别', d.industry],
                      ['法定代表人', d.legalRepresentative],
                      ['联系人', d.contact],
                      ['联系电话', d.contactPhoneMasked],
                      ['状态', statusWords[d.status]],
                      ['所在名单', d.lists.join('、')],
                      ...d.facets.map(f => [f.label, f.value] as const),
                    ]}
                  />
                ),
              },
              {
                key: 'class',
                label: '类别及依据',
                children: (
                  <>
                    <p className="verdict">{d.sentence}</p>
                    <ul className="plain">
                      {d.matched.map(m => (
                        <li key={m.className + m.condition}>
                          <Mark tone={m.winner ? 'done' : 'plain'}>{m.className}</Mark>　{m.condition}
                          <Law ids={m.law} />
                        </li>
                      ))}
                    </ul>
                    <h3>检查方式</h3>
                    <p>
                      {d.method.name}：{d.method.why}
                      <Law ids={d.method.law} />
                    </p>
                  </>
                ),
              },
              { key: 'records', label: '事实与名单', children: <SubjectRecords d={d} /> },
              {
                key: 'history',
                label: '变更历史',
                children: (
                  <ul className="plain">
                    {d.history.map(h => (
                      <li key={h.version}>
                        第 {h.version} 版　{h.validFrom}
                        {h.validTo ? ` 至 ${h.validTo}` : ' 起'}　
                        <span className="quiet">
                          {h.changed.length > 0 ? `改动：${h.changed.join('、')}` : h.version === 1 ? '首次导入' : say.none}
                        </span>
                      </li>
                    ))}
                  </ul>
                ),
              },
            ]}
          />
        </>
      )}
    </Loaded>
  )
}

/** 这家企业的事实、名单、检查历史, each with its day and where it comes from. */
function SubjectRecords({ d }: { d: Reply<'registry.subject'> }) {
  return (
    <>
      <h3>事实</h3>
      <ul className="plain">
        {d.facts.map(f => (
          <li key={f.id ?? `${f.kind} ${f.on} ${f.reference}`}>
            {f.struck ? <Mark tone="stop">不计入</Mark> : null}
            {f.on}
            {f.to ? ` 至 ${f.to}` : ''}　{f.label}
            {[f.details, f.reference].filter(Boolean).map(word => `；${word}`)}
            <span className="quiet">　{f.struck ?? f.source}</span>
          </li>
        ))}
        {d.facts.length === 0 ? <li className="quiet">没有记录</li> : null}
      </ul>
      <h3>名单</h3>
      <ul className="plain">
        {d.listings.map(l => (
          <li key={l.id}>
            {l.list}　{l.from} 至 {l.to ?? '今'}
            <span className="quiet">　{[l.basis, l.note].filter(Boolean).join('；')}</span>
          </li>
        ))}
        {d.lists
          .filter(name => !d.listings.some(l => l.list === name && l.to === null))
          .map(name => (
            <li key={name}>
              {name}
              <span className="quiet">　检查对象台账，没有日期</span>
            </li>
          ))}
        {d.lists.length + d.listings.length === 0 ? <li className="quiet">不在任何名单内</li> : null}
      </ul>
      <h3>检查历史</h3>
      <ul className="plain">
        {d.checks.map(c => (
          <li key={`${c.on} ${c.authority} ${c.kind} ${c.reference}`}>
            {c.on}　{c.authority}（{c.by}）{c.kind}：{c.result}
            <span className="quiet">　{[c.reference, c.source].filter(Boolean).join('；')}</span>
          </li>
        ))}
        {d.checks.length === 0 ? <li className="quiet">没有记录</li> : null}
      </ul>
      <p>
        <Link to="/records" search={{ q: d.code } as never}>
          在“事实与名单”里查看、划除或移出
        </Link>
      </p>
    </>
  )
}
