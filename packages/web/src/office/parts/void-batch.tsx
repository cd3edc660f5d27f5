/** 作废 — before the public event only; public and for ever. */
import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import type { Batch } from '../pages/batch.tsx'
import { useCommand } from '../requests.ts'
import { useMay } from '../session.tsx'
import { ProblemNotice } from './problem.tsx'

const grounds = [
  { value: 'EVENT-MISSED', label: '错过了公共事件的录入期限' },
  { value: 'WRONG-FRAME', label: '名录或人员有误' },
  { value: 'WRONG-EVENT', label: '公共事件的期号或时间填错' },
  { value: 'OTHER', label: '其他' },
] as const

export function VoidBatch({ batch }: { batch: Batch }) {
  const may = useMay()
  const [open, setOpen] = useState(false)
  const [ground, setGround] = useState<(typeof grounds)[number]['value'] | ''>('')
  const [reason, setReason] = useState('')
  const submit = useCommand('batch.void', { inline: true, told: () => '批次已作废，任务回到待组批' })
  if (batch.state !== 'committed' || !may('batch.void')) return null
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        作废
      </Button>
      <Modal
        open={open}
        title="作废这个批次"
        okText="作废"
        cancelText="取消"
        okButtonProps={{ danger: true, disabled: ground === '' || reason.trim() === '' }}
        confirmLoading={submit.pending}
        onCancel={() => setOpen(false)}
        onOk={() =>
          ground !== '' &&
          void submit.run({ params: { code: batch.code }, body: { ground, reason: reason.trim() } }).then(done => done && setOpen(false))
        }
      >
        <p>密钥立即销毁，什么也不打开；作废写入透明日志并公开。任务可重新组批，新的承诺会写明替代这一次。</p>
        <div className="stack">
          <Select
            placeholder="事由"
            value={ground}
            onChange={setGround}
            options={[{ value: '' as const, label: '请选择事由' }, ...grounds]}
            aria-label="事由"
          />
          <Input.TextArea
            value={reason}
            onChange={e => setReason(e.target.value)}
            rows={3}
            maxLength={400}
            placeholder="说明（记入操作记录）"
            aria-label="说明"
          />
        </div>
        {submit.refusal ? <ProblemNotice refusal={submit.refusal} /> : null}
      </Modal>
    </>
  )
}
