/** 抽查任务 — plan rows become tasks; each of the three gates stands in its place, satisfied or not. */
import { Link } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Gates, Mark } from '../parts/facts.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'

const stateWords = { open: '待组批', batched: '已组批', drawn: '已抽取', done: '已完成', withdrawn: '已撤回' } as const

export function TasksPage() {
  const may = useMay()
  const tasks = useRoute('task.list', { query: {} })
  const units = useRoute('unit.list')
  const [unit, setUnit] = useState('')
  const [asked, setAsked] = useState('')
  const withdraw = useCommand('task.withdraw', { told: (_, i) => `任务 ${i.params.code} 已撤回` })
  const create = useCommand('task.create', {
    told: r => `任务 ${r.code} 已下达`,
    undo: r => () => call('task.withdraw', { params: { code: r.code }, body: { reason: '下达后即撤回' } }),
  })
  const unitName = (unit || units.data?.rows.find(u => u.name.includes('执法'))?.name) ?? units.data?.rows[0]?.name ?? ''
  return (
    <Page
      words={pages.tasks}
      action="task.view"
      actions={
        may('batch.create') ? (
          <Link to="/batches">
            <Button>去组批</Button>
          </Link>
        ) : null
      }
    >
      <Loaded query={tasks}>
        {d => (
          <>
            <Part
              title={`可下达的计划行（${d.candidates.length}）`}
              extra={
                may('task.create') ? (
                  <Select
                    value={unitName}
                    onChange={setUnit}
                    options={(units.data?.rows ?? []).map(u => ({ value: u.name, label: `承办：${u.name}` }))}
                    className="unit-choice"
                    aria-label="承办机构"
                  />
                ) : null
              }
            >
              {d.candidates.length === 0 ? (
                <Nothing title="没有待下达的计划行" hint="年度计划里本期的行都已下达；要加任务，先在年度计划新增、备案、公布。" />
              ) : null}
              <ul className="task-list">
                {d.candidates.map(c => {
                  const fine = c.gates.every(g => g.ok)
                  return (
                    <li key={c.planRowCode} id={c.planRowCode} className={fine ? '' : 'stopped'}>
                      <header>
                        <b>{c.name}</b>
                        <span className="quiet">
                          {c.planRowCode} · {c.period} · {c.dueOn} 前完成
                        </span>
                        {may('task.create') ? (
                          <Button
                            type={fine ? 'primary' : 'default'}
                            loading={create.pending && asked === c.planRowCode}
                            disabled={unitName === '' || (create.pending && asked !== c.planRowCode)}
                            onClick={() => {
                              setAsked(c.planRowCode)
                              void create.run({ body: { year: c.year, planRowCode: c.planRowCode, unitName } })
                            }}
                          >
                            下达
                          </Button>
                        ) : null}
                      </header>
                      <Gates gates={c.gates} />
                    </li>
                  )
                })}
              </ul>
            </Part>
            <Part title={`已下达的任务（${d.rows.length}）`}>
              {d.rows.length === 0 ? <Nothing title="还没有任务" hint="从上面的计划行下达。" /> : null}
              <ul className="task-list">
                {d.rows.map(t => (
                  <li key={t.code}>
                    <header>
                      <b>{t.name}</b>
                      <span className="quiet">
                        {t.code} · {t.unitName} · {t.dueOn} 前完成
                      </span>
                      <Mark tone={t.state === 'done' ? 'done' : t.state === 'open' ? 'wait' : 'now'}>{stateWords[t.state]}</Mark>
                      {t.batchCode ? (
                        <Link to="/batches/$code" params={{ code: t.batchCode }}>
                          {t.batchCode}
                        </Link>
                      ) : null}
                      {t.state === 'open' && may('task.withdraw') ? (
                        <ReasonButton
                          size="small"
                          text="撤回任务"
                          ask="撤回的理由"
                          maxLength={200}
                          pending={withdraw.pending}
                          run={reason => withdraw.run({ params: { code: t.code }, body: { reason } })}
                        />
                      ) : null}
                    </header>
                    {t.state === 'open' ? <Gates gates={t.gates} hideOk /> : null}
                  </li>
                ))}
              </ul>
            </Part>
          </>
        )}
      </Loaded>
    </Page>
  )
}
