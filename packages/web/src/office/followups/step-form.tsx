/** 登记办理 — only what this kind of follow-up needs, one step at a time; what is missing next is chosen first. */
import {
  caseOutcomeNames,
  type FollowUpKind,
  recheckMethodNames,
  recheckMethods,
  stepNames,
  stepsOf,
  type WorkStep,
} from '@mingcha/core/followup'
import { Button, Form, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand } from '../requests.ts'
import { useSession } from '../session.tsx'
import { type Attached, EvidenceInput } from './evidence.tsx'

type View = Reply<'followup.view'>

interface Field {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'day' | 'area' | 'outcome' | 'platform'
  readonly required?: boolean
  /** Asked for a penalty only. */
  readonly penalty?: boolean
}
const day = (label: string): Field => ({ name: 'on', label, kind: 'day', required: true })
const line = (name: string, label: string, required = true): Field => ({ name, label, kind: 'text', required })
const words = (label: string, required = false): Field => ({ name: 'text', label, kind: 'area', required })

const fields: Readonly<Record<WorkStep, readonly Field[]>> = {
  note: [words('情况', true)],
  corrected: [day('改正日期'), words('改正情况')],
  ordered: [line('documentNumber', '文书编号'), day('送达日期')],
  reported: [day('报告日期'), line('by', '企业报告人'), words('报告内容')],
  filed: [line('caseNumber', '案号'), day('立案日期')],
  decided: [
    { name: 'outcome', label: '处理', kind: 'outcome', required: true },
    line('documentNumber', '决定书文号'),
    day('决定日期'),
    { name: 'penalty', label: '处罚种类', kind: 'text', required: true, penalty: true },
    { name: 'amount', label: '罚款金额（元）', kind: 'text', penalty: true },
  ],
  sent: [line('recipient', '接收单位'), line('documentNumber', '移送文书文号'), day('移送日期')],
  'credit-sent': [{ name: 'platform', label: '信用信息系统', kind: 'platform', required: true }, day('报送日期')],
  received: [line('receipt', '回执（文号或签收人）'), day('回执日期')],
}
/** Which steps stand on a paper or a picture. */
const needs: Partial<Record<WorkStep, string>> = { corrected: '改正后的照片或录像', decided: '处理决定书', sent: '移送文书' }
const platforms = ['国家企业信用信息公示系统', '信用中国', '全国信用信息共享平台', '企业环境信用评价系统']

type Choice = WorkStep | 'recheck'
/** The step that the first gap asks for. */
function firstChoice(view: View, choices: readonly Choice[]): Choice {
  // The order comes before the report, though it does not have to be written down here.
  if (view.state === 'open' && choices.includes('ordered') && !view.steps.some(s => s.name === stepNames.ordered && !s.voided))
    return 'ordered'
  const wanted = view.gaps[0]?.code ?? 'note'
  const choice = wanted === 'rechecked' || wanted === 'failed' ? (view.state === 'recheck' ? 'recheck' : 'reported') : wanted
  return choices.find(c => c === choice) ?? choices[0] ?? 'note'
}

export function WorkForm({ view }: { view: View }) {
  const choices: Choice[] = [...stepsOf[view.kind as FollowUpKind], ...(view.kind === 'rectify' ? (['recheck'] as const) : [])]
  const [picked, setPicked] = useState<Choice | null>(null)
  const choice = picked !== null && choices.includes(picked) ? picked : firstChoice(view, choices)
  return (
    <Part title="登记办理" id={view.state === 'recheck' ? 'recheck' : 'work'}>
      <Radio.Group
        className="step-choice"
        optionType="button"
        value={choice}
        onChange={e => setPicked(e.target.value)}
        options={choices.map(c => ({ value: c, label: c === 'recheck' ? stepNames.rechecked : stepNames[c] }))}
        aria-label="办理步骤"
      />
      {choice === 'recheck' ? (
        <RecheckForm view={view} onDone={() => setPicked(null)} />
      ) : (
        <StepForm key={choice} view={view} action={choice} onDone={() => setPicked(null)} />
      )}
    </Part>
  )
}

function StepForm({ view, action, onDone }: { view: View; action: WorkStep; onDone: () => void }) {
  const { today } = useSession()
  const [form] = Form.useForm<Record<string, string>>()
  const outcome = Form.useWatch('outcome', form)
  const [files, setFiles] = useState<Attached[]>([])
  const step = useCommand('followup.step', {
    inline: true,
    told: () => `已登记“${stepNames[action]}”`,
    undo: r => () => call('followup.voidStep', { params: { id: view.id, seq: r.seq }, body: { reason: '登记后即撤回' } }),
  })
  const paper = needs[action] ?? (view.kind === 'credit' && action === 'received' ? '平台回执的截图或文件' : null)
  const shown = fields[action].filter(f => !f.penalty || outcome === 'penalty')
  const save = async (values: Record<string, string>) => {
    const detail = Object.fromEntries(shown.map(f => [f.name, values[f.name] ?? '']))
    const reply = await step.run({
      params: { id: view.id },
      body: { action, detail, evidence: files.map(f => f.sha256) } as never,
    })
    if (reply === null) return
    form.resetFields()
    setFiles([])
    onDone()
  }
  return (
    <Form form={form} layout="vertical" onFinish={v => void save(v)} initialValues={{ on: today }}>
      <div className="form-row">
        {shown
          .filter(f => f.kind !== 'area')
          .map(f => (
            <Form.Item
              key={f.name}
              name={f.name}
              label={f.label}
              rules={f.required ? [{ required: true, message: `请填写${f.label}` }] : []}
            >
              {f.kind === 'day' ? (
                <Input type="date" max={today} min={view.doneOn ?? undefined} />
              ) : f.kind === 'outcome' ? (
                <Select options={Object.entries(caseOutcomeNames).map(([value, label]) => ({ value, label }))} />
              ) : f.kind === 'platform' ? (
                <Select options={platforms.map(value => ({ value, label: value }))} />
              ) : (
                <Input maxLength={120} />
              )}
            </Form.Item>
          ))}
      </div>
      {shown
        .filter(f => f.kind === 'area')
        .map(f => (
          <Form.Item key={f.name} name={f.name} label={f.label} rules={f.required ? [{ required: true, message: `请填写${f.label}` }] : []}>
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
        ))}
      <Form.Item label={paper ? `佐证（须附${paper}）` : '佐证（可不附）'}>
        <EvidenceInput visitId={view.visitId} value={files} onChange={setFiles} label="选择文件" />
      </Form.Item>
      {step.refusal ? <ProblemNotice refusal={step.refusal} /> : null}
      <Button type="primary" htmlType="submit" loading={step.pending} disabled={paper !== null && files.length === 0}>
        登记
      </Button>
      {paper !== null && files.length === 0 ? <span className="quiet beside">先附{paper}</span> : null}
    </Form>
  )
}

interface RecheckValues {
  on: string
  method: (typeof recheckMethods)[number]
  officers: string[]
  result: 'passed' | 'failed'
  text: string
  next?: 'again' | 'case'
  dueOn?: string
}

function RecheckForm({ view, onDone }: { view: View; onDone: () => void }) {
  const { today } = useSession()
  const [form] = Form.useForm<RecheckValues>()
  const result = Form.useWatch('result', form)
  const next = Form.useWatch('next', form)
  const [files, setFiles] = useState<Attached[]>([])
  const recheck = useCommand('followup.recheck', {
    inline: true,
    told: r => (r.caseId ? '已登记复查，并开立立案查处' : '已登记复查'),
    undo: r =>
      r.caseId ? null : () => call('followup.voidStep', { params: { id: view.id, seq: r.seq }, body: { reason: '登记后即撤回' } }),
  })
  const save = async (v: RecheckValues) => {
    const reply = await recheck.run({
      params: { id: view.id },
      body: {
        on: v.on,
        method: v.method,
        officers: v.officers,
        result: v.result,
        text: v.text,
        next: v.result === 'passed' ? { kind: 'none' } : v.next === 'case' ? { kind: 'case' } : { kind: 'again', dueOn: v.dueOn ?? today },
        evidence: files.map(f => f.sha256),
      },
    })
    if (reply === null) return
    form.resetFields()
    setFiles([])
    onDone()
  }
  return (
    <Form form={form} layout="vertical" onFinish={v => void save(v)} initialValues={{ on: today }}>
      <div className="form-row">
        <Form.Item name="on" label="复查日期" rules={[{ required: true, message: '请填写复查日期' }]}>
          <Input type="date" max={today} min={view.doneOn ?? undefined} />
        </Form.Item>
        <Form.Item name="method" label="方式" rules={[{ required: true, message: '请选择方式' }]}>
          <Select options={recheckMethods.map(value => ({ value, label: recheckMethodNames[value] }))} />
        </Form.Item>
        <Form.Item
          name="officers"
          label="复查人员（两名以上持证执法人员）"
          rules={[{ required: true, type: 'array', min: 2, message: '请选择两名以上执法人员' }]}
        >
          <Select
            mode="multiple"
            maxCount={6}
            showSearch={{ optionFilterProp: 'label' }}
            options={view.officers.map(o => ({ value: o.code, label: `${o.name}（${o.code}）` }))}
          />
        </Form.Item>
      </div>
      <div className="form-row">
        <Form.Item name="result" label="结果" rules={[{ required: true, message: '请选择结果' }]}>
          <Radio.Group
            options={[
              { value: 'passed', label: '已按要求改正' },
              { value: 'failed', label: '未按要求改正' },
            ]}
          />
        </Form.Item>
        {result === 'failed' ? (
          <Form.Item name="next" label="如何处理" rules={[{ required: true, message: '请选择' }]}>
            <Radio.Group
              options={[
                { value: 'again', label: '再次责令改正' },
                { value: 'case', label: '立案查处' },
              ]}
            />
          </Form.Item>
        ) : null}
        {result === 'failed' && next === 'again' ? (
          <Form.Item name="dueOn" label="新的期限" rules={[{ required: true, message: '请填写新的期限' }]}>
            <Input type="date" min={today} />
          </Form.Item>
        ) : null}
      </div>
      <Form.Item name="text" label="复查情况" rules={[{ required: true, message: '请填写复查情况' }]}>
        <Input.TextArea rows={3} maxLength={2000} />
      </Form.Item>
      <Form.Item label="佐证（须附复查的照片、录像或文件）">
        <EvidenceInput visitId={view.visitId} value={files} onChange={setFiles} label="选择文件" />
      </Form.Item>
      {recheck.refusal ? <ProblemNotice refusal={recheck.refusal} /> : null}
      <Button type="primary" htmlType="submit" loading={recheck.pending} disabled={files.length === 0}>
        登记复查
      </Button>
      {files.length === 0 ? <span className="quiet beside">先附复查的佐证</span> : null}
    </Form>
  )
}
