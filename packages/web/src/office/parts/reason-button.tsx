/** 须写理由的命令 — a button that asks for the ground first; it stands in 操作记录. */
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import type { Refusal } from '../../api/client.ts'
import { ProblemNotice } from './problem.tsx'

export function ReasonButton({
  text,
  title,
  explains,
  label = '理由（记入操作记录）',
  danger,
  pending,
  refusal,
  run,
}: {
  text: string
  title: string
  explains?: string
  label?: string
  danger?: boolean
  pending: boolean
  refusal: Refusal | null
  /** True when done. */
  run: (reason: string) => Promise<boolean>
}) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  return (
    <>
      <Button {...(danger ? { danger: true } : {})} onClick={() => setOpen(true)}>
        {text}
      </Button>
      <Modal
        open={open}
        title={title}
        okText={text}
        cancelText="取消"
        okButtonProps={{ disabled: reason.trim() === '', ...(danger ? { danger: true } : {}) }}
        confirmLoading={pending}
        onCancel={() => setOpen(false)}
        onOk={() =>
          void run(reason.trim()).then(done => {
            if (!done) return
            setOpen(false)
            setReason('')
          })
        }
        destroyOnHidden
      >
        {explains ? <p>{explains}</p> : null}
        <Input.TextArea
          className="gap-top"
          value={reason}
          onChange={e => setReason(e.target.value)}
          rows={3}
          maxLength={300}
          placeholder={label}
          aria-label={label}
          autoFocus
        />
        {refusal ? <ProblemNotice refusal={refusal} /> : null}
      </Modal>
    </>
  )
}
