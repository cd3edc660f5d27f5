/** 申请回避、递补 — asked here, decided by the head on 换人与递补. @law LY-11 EZ-11 A-32 */
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Choice, Labelled } from '../parts/choice.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand } from '../requests.ts'
import { FileList, TakeFiles } from './evidence.tsx'
import { useFiles, type Visit } from './field.tsx'

export const substituteGrounds = [
  { value: 'DEREGISTERED', label: '已注销' },
  { value: 'MOVED', label: '已迁出本辖区' },
  { value: 'SUSPENDED', label: '停产停业' },
  { value: 'FORCE-MAJEURE', label: '不可抗力' },
] as const

function useAsk() {
  return useCommand('change.ask', {
    inline: true,
    told: () => '已申请，由负责人决定',
    undo: r => () => call('change.withdraw', { params: { id: r.id } }),
  })
}

export function AskRecusal({ visit }: { visit: Visit }) {
  const ask = useAsk()
  const [open, setOpen] = useState(false)
  const [inspector, setInspector] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  return (
    <>
      <Button onClick={() => setOpen(true)}>申请回避</Button>
      <Modal
        open={open}
        title="申请回避"
        okText="申请"
        cancelText="取消"
        okButtonProps={{ disabled: inspector === null || reason.trim() === '' }}
        confirmLoading={ask.pending}
        onCancel={() => setOpen(false)}
        onOk={() =>
          inspector !== null &&
          void ask
            .run({ body: { kind: 'recusal', visitId: visit.id, inspector, reason: reason.trim() } })
            .then(done => done && setOpen(false))
        }
        destroyOnHidden
      >
        <p>接替的人由抽取时的次序决定，不由人挑选。</p>
        <div className="stack">
          <Choice
            label="谁须回避"
            stacked
            options={visit.members.filter(m => m.code !== '—').map(m => ({ value: m.code, label: m.name }))}
            value={inspector}
            onChange={setInspector}
          />
          <Labelled label="理由">
            <Input.TextArea value={reason} rows={3} maxLength={300} onChange={e => setReason(e.target.value)} />
          </Labelled>
        </div>
        {ask.refusal ? <ProblemNotice refusal={ask.refusal} /> : null}
      </Modal>
    </>
  )
}

export function AskSubstitute({ visit }: { visit: Visit }) {
  const ask = useAsk()
  const { stored } = useFiles()
  const [open, setOpen] = useState(false)
  const [ground, setGround] = useState<(typeof substituteGrounds)[number]['value'] | null>(null)
  const [reason, setReason] = useState('')
  const [evidence, setEvidence] = useState<string | null>(null)
  return (
    <>
      <Button onClick={() => setOpen(true)}>申请递补</Button>
      <Modal
        open={open}
        title="申请由备用对象递补"
        okText="申请"
        cancelText="取消"
        okButtonProps={{ disabled: ground === null || reason.trim() === '' || evidence === null || !stored.has(evidence) }}
        confirmLoading={ask.pending}
        onCancel={() => setOpen(false)}
        onOk={() =>
          ground !== null &&
          evidence !== null &&
          void ask
            .run({ body: { kind: 'substitute', visitId: visit.id, ground, reason: reason.trim(), evidenceSha256: evidence } })
            .then(done => done && setOpen(false))
        }
        destroyOnHidden
      >
        <p>只有下列情形可以递补；递补的企业由抽取时的备用次序决定，不由人挑选。</p>
        <div className="stack">
          <Choice label="情形" options={substituteGrounds} value={ground} onChange={setGround} />
          <Labelled label="说明">
            <Input.TextArea value={reason} rows={3} maxLength={300} onChange={e => setReason(e.target.value)} />
          </Labelled>
          <section className="evidence">
            <span className="labelled-name">证明材料</span>
            <FileList hashes={evidence === null ? [] : [evidence]} remove={() => setEvidence(null)} />
            {evidence === null ? <TakeFiles only="photo" purpose="document" took={([sha256]) => sha256 && setEvidence(sha256)} /> : null}
          </section>
        </div>
        {ask.refusal ? <ProblemNotice refusal={ask.refusal} /> : null}
      </Modal>
    </>
  )
}
