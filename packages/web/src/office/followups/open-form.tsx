/** 开立后续处置 — the kinds in the order of severity; what is not known yet comes later as a step. Nothing is pre-selected. */
import { type FollowUpKind, followUpKindLaw, followUpKindNames } from '@mingcha/core/followup'
import { useNavigate } from '@tanstack/react-router'
import { Button, Drawer, Form, Grid, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Law } from '../parts/facts.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { type Attached, EvidenceInput } from './evidence.tsx'
import { TeamFields, type TeamValues } from './team-fields.tsx'

const explains: Readonly<Record<FollowUpKind, string>> = {
  'on-spot': '轻微问题当场改正，附照片即办结',
  rectify: '限期改正，两名执法人员复查',
  case: '立案、处理决定；作出处罚的报送信用信息系统',
  transfer: '属于其他部门管辖，附移送文书和回执',
  judicial: '涉嫌犯罪，附移送文书和回执',
  credit: '报送信用信息系统，附平台回执',
  'on-site': '非现场发现的问题，立即到现场核查',
}

interface Values extends Partial<TeamValues> {
  kind: FollowUpKind
  ownerUnit?: string
  content: string
  due?: string
  correctedOn?: string
  caseNumber?: string
  filedOn?: string
}

export interface OpenFor {
  readonly visitId: string
  readonly name: string
  readonly visitNumber: string
  readonly phrase: string
  readonly offered: readonly FollowUpKind[]
  readonly ownerUnit: string | null
}

export function OpenFollowUp({ visit, onClose }: { visit: OpenFor | null; onClose: () => void }) {
  const wide = Grid.useBreakpoint().md ?? true
  return (
    <Drawer open={visit !== null} onClose={onClose} size={wide ? 640 : '100%'} title="开立后续处置" destroyOnHidden>
      {visit ? <OpenForm visit={visit} onClose={onClose} /> : null}
    </Drawer>
  )
}

function OpenForm({ visit, onClose }: { visit: OpenFor; onClose: () => void }) {
  const may = useMay()
  const { today } = useSession()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form)
  const [files, setFiles] = useState<Attached[]>([])
  const units = useRoute('unit.list')
  const go = useNavigate()
  const open = useCommand('followup.open', {
    inline: true,
    told: r => (r.closed ? '已开立并办结：当场改正' : '已开立'),
    undo: r => () => call('followup.cancel', { params: { id: r.id }, body: { reason: '开立后即作废' } }),
  })
  const save = async (v: Values) => {
    const reply = await open.run({
      body: {
        visitId: visit.visitId,
        kind: v.kind,
        ownerUnit: v.ownerUnit ?? '',
        dueOn: v.kind === 'on-spot' ? null : v.due || null,
        content: v.content,
        detail:
          v.kind === 'on-spot'
            ? { correctedOn: v.correctedOn || null, evidence: files.map(f => f.sha256) }
            : v.kind === 'case'
              ? { caseNumber: v.caseNumber ?? '', filedOn: v.filedOn || null }
              : {},
        onSite:
          v.kind === 'on-site' && v.inspectors && v.items && v.dueOn ? { inspectors: v.inspectors, items: v.items, dueOn: v.dueOn } : null,
      },
    })
    if (reply === null) return
    onClose()
    if (!reply.closed) void go({ to: '/followups/$id', params: { id: reply.id } })
  }
  const offered = visit.offered.filter(k => k !== 'on-site' || may('registry.view'))
  return (
    <Form form={form} layout="vertical" onFinish={v => void save(v)}>
      <h2 className="drawer-title">{visit.name}</h2>
      <p className="quiet lead">
        检查 {visit.visitNumber}，结果：{visit.phrase}
      </p>
      <Form.Item name="kind" label="怎么处置" rules={[{ required: true, message: '请选择' }]}>
        <Radio.Group className="phrases">
          {offered.map(k => (
            <Radio key={k} value={k}>
              <b>{followUpKindNames[k]}</b>
              <span className="quiet beside">{explains[k]}</span>
              <Law ids={followUpKindLaw[k]} />
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item name="content" label="存在的问题和要求" rules={[{ required: true, message: '请写明存在的问题和要求' }]}>
        <Input.TextArea rows={4} maxLength={2000} />
      </Form.Item>
      <Form.Item
        name="ownerUnit"
        label="承办机构"
        extra={visit.ownerUnit ? `谁管辖、谁负责：${visit.ownerUnit}` : '没有登记管辖，请选择有管辖权的机构'}
        {...(visit.ownerUnit ? { initialValue: visit.ownerUnit } : { rules: [{ required: true, message: '请选择承办机构' }] })}
      >
        <Select options={(units.data?.rows ?? []).map(u => ({ value: u.name, label: u.name }))} />
      </Form.Item>
      {kind === 'on-spot' ? (
        <>
          <Form.Item name="correctedOn" label="改正日期（还没有改正的不填）">
            <Input type="date" max={today} />
          </Form.Item>
          <Form.Item label="改正后的照片或录像">
            <EvidenceInput visitId={visit.visitId} value={files} onChange={setFiles} label="选择文件" />
          </Form.Item>
        </>
      ) : null}
      {kind === 'case' ? (
        <div className="form-row">
          <Form.Item name="caseNumber" label="案号（可以后补）">
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="filedOn" label="立案日期">
            <Input type="date" max={today} />
          </Form.Item>
        </div>
      ) : null}
      {kind === 'on-site' ? <TeamFields /> : null}
      {kind && kind !== 'on-spot' && kind !== 'on-site' ? (
        <Form.Item name="due" label="期限" extra={kind === 'rectify' ? '不填的，按方案规定的工作日数推出。' : '可以不填。'}>
          <Input type="date" min={today} />
        </Form.Item>
      ) : null}
      {open.refusal ? <ProblemNotice refusal={open.refusal} /> : null}
      <Button type="primary" htmlType="submit" loading={open.pending}>
        开立
      </Button>
    </Form>
  )
}
