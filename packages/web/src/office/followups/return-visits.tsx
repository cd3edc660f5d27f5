/** 回访 — the sample of each batch and what the firms answered. Nothing is pre-answered; nobody calls back his own visit. */
import { misconductOf, type ReturnAnswer, type ReturnQuestion, returnAnswerNames, returnQuestions } from '@mingcha/core/followup'
import { Alert, Button, Drawer, Form, Grid, Input, Radio } from 'antd'
import { useState } from 'react'
import { call, pathOf, type Reply } from '../../api/client.ts'
import { Facts, Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Loaded, Nothing, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'

type Row = Reply<'returnvisit.list'>['rows'][number]
const stateWords = { due: '待回访', done: '已回访', unreachable: '联系不上' } as const

export function ReturnVisitsTab() {
  const may = useMay()
  const wide = Grid.useBreakpoint().md ?? true
  const list = useRoute('returnvisit.list', { query: {} })
  const [shown, setShown] = useState<string | null>(null)
  const draw = useCommand('returnvisit.draw', { told: r => `从 ${r.of} 次检查中抽取 ${r.drawn} 次回访，${r.dueOn} 前完成` })
  const row = list.data?.rows.find(r => r.visitId === shown) ?? null
  return (
    <>
      <Part title="抽取回访">
        <Loaded query={list} rows={2}>
          {d =>
            d.batches.length === 0 ? (
              <Nothing title="还没有抽取批次" hint="批次的检查全部结束后，在这里抽取回访。" />
            ) : (
              <ul className="plain">
                {d.batches.map(b => (
                  <li key={b.code} className="waiting-row">
                    <span>
                      <b>{b.code}</b>
                      <span className="quiet block">
                        {b.drawn > 0
                          ? `已抽取 ${b.drawn} 次`
                          : b.open > 0
                            ? `还有 ${b.open} 次检查没有结束`
                            : b.visits === 0
                              ? '没有已完成的检查'
                              : `已完成 ${b.visits} 次，按 ${b.percent}% 抽取 ${b.wanted} 次`}
                      </span>
                    </span>
                    {may('returnvisit.record') && b.drawn === 0 ? (
                      <Button
                        type="primary"
                        disabled={b.open > 0 || b.visits === 0}
                        loading={draw.pending}
                        onClick={() => void draw.run({ body: { batchCode: b.code } })}
                      >
                        抽取回访
                      </Button>
                    ) : null}
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Part>
      <Listing
        label="回访"
        rows={list.data?.rows}
        query={list}
        rowKey={r => r.visitId}
        minWidth={900}
        empty={<Nothing title="还没有抽取回访" hint="批次的检查全部结束后抽取。" />}
        columns={[
          {
            title: '企业',
            render: (_, r) => (
              <button type="button" className="link" onClick={() => setShown(r.visitId)}>
                {r.subject.name}
              </button>
            ),
          },
          { title: '检查', width: 140, dataIndex: 'visitNumber' },
          { title: '检查日期', width: 120, dataIndex: 'doneOn' },
          { title: '期限', width: 120, dataIndex: 'dueOn' },
          {
            title: '状态',
            width: 260,
            render: (_, r) => <State row={r} />,
          },
        ]}
        card={r => (
          <button type="button" className="card-button" onClick={() => setShown(r.visitId)}>
            <b>{r.subject.name}</b>
            <span className="quiet">
              {r.visitNumber} · {r.dueOn} 前
            </span>
            <State row={r} />
          </button>
        )}
      />
      <Drawer open={row !== null} onClose={() => setShown(null)} size={wide ? 640 : '100%'} title="回访" destroyOnHidden>
        {row ? <Detail key={row.visitId + row.state} row={row} /> : null}
      </Drawer>
    </>
  )
}

function State({ row: r }: { row: Row }) {
  if (r.overdue) return <Mark tone="stop">{stateWords[r.state]}，已超期</Mark>
  if (r.misconduct.length > 0) return <Mark tone="stop">已回访，{r.misconduct.length} 项反映，已转线索</Mark>
  return <Mark tone={r.state === 'done' ? 'done' : r.state === 'due' ? 'wait' : 'plain'}>{stateWords[r.state]}</Mark>
}

function Detail({ row: r }: { row: Row }) {
  const may = useMay()
  const withdraw = useCommand('returnvisit.withdraw', { told: () => '已撤回回访记录' })
  return (
    <>
      <h2 className="drawer-title">{r.subject.name}</h2>
      <Facts
        rows={[
          ['检查', r.visitNumber],
          ['检查日期', r.doneOn],
          ['期限', r.dueOn],
          ['状态', stateWords[r.state]],
          r.byWhom ? ['受访人', r.byWhom] : null,
        ]}
      />
      {r.answers ? (
        <ul className="plain answers">
          {returnQuestions.map(q => (
            <li key={q.code}>
              <span>{q.text}</span>
              {r.answers?.[q.code] === q.bad ? (
                <Mark tone="stop">{returnAnswerNames[q.bad]}</Mark>
              ) : (
                <b>{returnAnswerNames[r.answers?.[q.code] ?? 'unclear']}</b>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {r.note ? <p className="follow-content">{r.note}</p> : null}
      {r.state === 'done' ? (
        <p className="papers">
          回访记录：<a href={pathOf('returnvisit.papers', { params: { id: r.visitId }, query: { format: 'pdf' } })}>PDF</a>
          <a href={pathOf('returnvisit.papers', { params: { id: r.visitId }, query: { format: 'docx' } })}>DOCX</a>
        </p>
      ) : null}
      {r.mine ? <p className="quiet">您参加了这次检查，由其他人回访。</p> : null}
      {may('returnvisit.record') && !r.mine ? (
        r.state === 'done' ? (
          <ReasonButton
            text="撤回记录"
            ask="撤回的理由"
            pending={withdraw.pending}
            run={reason => withdraw.run({ params: { id: r.visitId }, body: { reason } })}
          />
        ) : (
          <RecordForm row={r} />
        )
      ) : null}
    </>
  )
}

type Values = { result: 'done' | 'unreachable'; on: string; byWhom?: string; note?: string; reason?: string } & Partial<
  Record<ReturnQuestion, ReturnAnswer>
>

function RecordForm({ row: r }: { row: Row }) {
  const { today } = useSession()
  const [form] = Form.useForm<Values>()
  const values = Form.useWatch([], form) as Values | undefined
  const record = useCommand('returnvisit.record', {
    inline: true,
    told: reply => (reply.leadNumber ? `已记录，并登记线索 ${reply.leadNumber}` : '已记录'),
    undo: () => () => call('returnvisit.withdraw', { params: { id: r.visitId }, body: { reason: '记录后即撤回' } }),
  })
  const save = (v: Values) => {
    const answers = Object.fromEntries(returnQuestions.map(q => [q.code, v[q.code]])) as Record<ReturnQuestion, ReturnAnswer>
    void record.run({
      params: { id: r.visitId },
      body:
        v.result === 'done'
          ? { result: 'done', answers, on: v.on, byWhom: v.byWhom ?? '', note: v.note ?? '' }
          : { result: 'unreachable', on: v.on, reason: v.reason ?? '' },
    })
  }
  const must = (message: string) => [{ required: true, message }]
  const told = values
    ? misconductOf(
        Object.fromEntries(returnQuestions.map(q => [q.code, values[q.code] ?? 'unclear'])) as Record<ReturnQuestion, ReturnAnswer>,
      )
    : []
  return (
    <Form form={form} layout="vertical" className="dispose" initialValues={{ on: today }} onFinish={save}>
      <div className="form-row">
        <Form.Item name="result" label="回访结果" rules={must('请选择')}>
          <Radio.Group
            options={[
              { value: 'done', label: '已联系上' },
              { value: 'unreachable', label: '联系不上' },
            ]}
          />
        </Form.Item>
        <Form.Item name="on" label="回访日期" rules={must('请填写日期')}>
          <Input type="date" max={today} min={r.doneOn ?? undefined} />
        </Form.Item>
      </div>
      {values?.result === 'done' ? (
        <>
          <Form.Item name="byWhom" label="受访人（职务）" rules={must('请填写受访人的职务')}>
            <Input maxLength={80} />
          </Form.Item>
          {returnQuestions.map(q => (
            <Form.Item key={q.code} name={q.code} label={q.text} rules={must('请选择')}>
              <Radio.Group options={(['yes', 'no', 'unclear'] as const).map(value => ({ value, label: returnAnswerNames[value] }))} />
            </Form.Item>
          ))}
          <Form.Item name="note" label="其他情况">
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
          {told.length > 0 ? (
            <Alert
              type="warning"
              className="problem"
              title={`有 ${told.length} 项反映检查人员行为的回答，提交后自动登记线索，交纪检监督。`}
            />
          ) : null}
        </>
      ) : null}
      {values?.result === 'unreachable' ? (
        <Form.Item name="reason" label="联系不上的情况" rules={must('请写明情况')}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      ) : null}
      {record.refusal ? <ProblemNotice refusal={record.refusal} /> : null}
      <Button type="primary" htmlType="submit" loading={record.pending} disabled={values?.result === undefined}>
        记录
      </Button>
    </Form>
  )
}
