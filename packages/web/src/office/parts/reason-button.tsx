/** A command that asks for its ground first; the ground stands in 操作记录. */
import { Button, type ButtonProps, Input, Popover } from 'antd'
import { useState } from 'react'

export function ReasonButton({
  text,
  ask,
  run,
  pending,
  optional,
  maxLength = 300,
  ...button
}: {
  /** On the button that opens and on the one that does it. */
  text: string
  /** What is to be written, e.g. 作废的理由. */
  ask: string
  /** Done when it answers other than null. */
  run: (reason: string) => Promise<unknown>
  pending: boolean
  optional?: boolean
  maxLength?: number
} & Pick<ButtonProps, 'type' | 'size' | 'disabled' | 'danger'>) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const ready = optional || reason.trim() !== ''
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={next => setOpen(next && !button.disabled)}
      content={
        <form
          className="withdraw"
          onSubmit={e => {
            e.preventDefault()
            if (ready)
              void run(reason.trim()).then(reply => {
                if (reply === null) return
                setReason('')
                setOpen(false)
              })
          }}
        >
          <Input.TextArea
            value={reason}
            onChange={e => setReason(e.target.value)}
            placeholder={ask}
            aria-label={ask}
            maxLength={maxLength}
            autoSize={{ minRows: 2, maxRows: 5 }}
            autoFocus
          />
          <Button type="primary" htmlType="submit" loading={pending} disabled={!ready}>
            {text}
          </Button>
        </form>
      }
    >
      <Button {...button}>{text}</Button>
    </Popover>
  )
}
