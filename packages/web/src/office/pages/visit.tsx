/** 检查 — team, items, questions, and the result in the scheme's words. Nothing is pre-selected. */
import { Link, useParams } from '@tanstack/react-router'
import { Button, Form, Input, Radio } from 'antd'
import type { Reply } from '../../api/client.ts'
import { Facts, Mark } from '../parts/facts.tsx'
import { Loaded, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useSession } from '../session.tsx'
import { pages } from '../strings.ts'

export function VisitPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const visit = useRoute('visit.view', { params: { id } })
  return (
    <Page words={{ ...pages.visits, title: '检查' }} action="visit.own" back={<Link to="/visits">‹ 我的检查</Link>}>
      <Loaded query={visit}>
        {v => (
          <>
            <Part title={v.subjectName}>
              <Facts
                wide
                rows={[
                  ['对象代码', <code key="c">{v.subjectCode}</code>],
                  ['地址', v.address],
                  ['完成期限', v.dueOn],
                  [
                    '检查方式',
                    <span key="m">
                      <b>{v.method.name}</b>　<span className="quiet">{v.method.why}</span>
                    </span>,
                  ],
                  ['计入任务', v.credits.map(c => `${c.stratumName}（${c.taskCode}）`).join('；')],
                ]}
              />
            </Part>
            <Part title="检查人员（出示执法证）">
              <ul className="plain">
                {v.team.map(t => (
                  <li key={t.slot}>
                    {t.name}
                    <span className="quiet beside">
                      {t.code} · 执法证 {t.certificateNumber}
                    </span>
                    {t.me ? (
                      <span className="beside">
                        <Mark tone="now">本人</Mark>
                      </span>
                    ) : null}
                  </li>
                ))}
              </ul>
            </Part>
            <Part title="检查事项">
              {v.items.map(i => (
                <details key={i.code} open={v.items.length === 1}>
                  <summary>
                    {i.code}　{i.name}
                  </summary>
                  <ol>
                    {i.content.map(c => (
                      <li key={c}>{c}</li>
                    ))}
                  </ol>
                  <p className="quiet">依据：{i.bases.join('；')}</p>
                </details>
              ))}
            </Part>
            {v.state === 'done' ? (
              <Part title="结果">
                <p className="verdict">{v.result}</p>
                <Facts
                  rows={[
                    ['检查日期', v.doneOn],
                    ['录入人', v.recordedBy],
                    ['说明', v.note],
                  ]}
                />
              </Part>
            ) : (
              <RecordForm visit={v} />
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

interface Values {
  resultCode: string
  checkedOn: string
  method: 'on-site' | 'off-site'
  methodReason?: string
  note?: string
}

function RecordForm({ visit }: { visit: Reply<'visit.view'> }) {
  const { today } = useSession()
  const [form] = Form.useForm<Values>()
  const record = useCommand('visit.record', { inline: true, told: () => '结果已录入' })
  const method = Form.useWatch('method', form)
  const needsReason = visit.method.name === '非现场' && method === 'on-site'
  return (
    <Part title="录入结果">
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ checkedOn: today }}
        onFinish={v =>
          void record.run({
            params: { id: visit.id },
            body: {
              resultCode: v.resultCode,
              checkedOn: v.checkedOn,
              method: v.method,
              methodReason: v.methodReason?.trim() || null,
              note: v.note?.trim() || null,
            },
          })
        }
      >
        <div className="form-row">
          <Form.Item label="检查日期" name="checkedOn" rules={[{ required: true, message: '请填写检查日期' }]}>
            <Input type="date" max={today} />
          </Form.Item>
          <Form.Item label="实际采取的方式" name="method" rules={[{ required: true, message: '请选择方式' }]}>
            <Radio.Group
              options={[
                { value: 'on-site', label: '现场' },
                { value: 'off-site', label: '非现场' },
              ]}
            />
          </Form.Item>
        </div>
        {needsReason ? (
          <Form.Item
            label="为什么要到现场"
            name="methodReason"
            rules={[{ required: true, message: '这家企业一般采取非现场方式核查，请写明理由（LY-26、LY-30）' }]}
          >
            <Input />
          </Form.Item>
        ) : null}
        <Form.Item label="检查结果（方案原文）" name="resultCode" rules={[{ required: true, message: '请选择检查结果' }]}>
          <Radio.Group className="phrases">
            {visit.phrases.map(p => (
              <Radio key={p.code} value={p.code}>
                {p.phrase}
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item label="说明（不代替上面的规范表述）" name="note">
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
        {record.refusal ? <ProblemNotice refusal={record.refusal} /> : null}
        <Button type="primary" htmlType="submit" loading={record.pending} disabled={visit.state === 'unfilled'}>
          提交结果
        </Button>
        {visit.state === 'unfilled' ? <p className="quiet">小组缺员，补派之后才能录入（A-29）。</p> : null}
      </Form>
    </Part>
  )
}
