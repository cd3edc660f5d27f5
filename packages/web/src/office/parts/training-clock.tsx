/** 演练时钟 — stands still until moved; forward only. */
import { Button, Dropdown, Input, Modal } from 'antd'
import { useState } from 'react'
import { nextDrawAt } from '../lottery-calendar.ts'
import { useCommand } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { addHours, inputOfInstant, instantOfInput, showInstant } from '../time.ts'

export function TrainingClock() {
  const { now } = useSession()
  const may = useMay()
  const advance = useCommand('training.advance', { told: reply => `演练时间推进到 ${showInstant(reply.now)}` })
  const [typed, setTyped] = useState<string | null>(null)
  const to = (at: string) => void advance.run({ body: { to: at } })
  const after = (game: 'ssq' | 'dlt') => addHours(nextDrawAt(game, now), 0.5)
  if (!may('training.clock')) return <span>演练时间 {showInstant(now)}</span>
  return (
    <span className="training-clock">
      演练时间 {showInstant(now)}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'ssq', label: `双色球下一次开奖后（${showInstant(after('ssq'))}）`, onClick: () => to(after('ssq')) },
            { key: 'dlt', label: `大乐透下一次开奖后（${showInstant(after('dlt'))}）`, onClick: () => to(after('dlt')) },
            { key: 'day', label: '后一天', onClick: () => to(addHours(now, 24)) },
            { key: 'at', label: '指定时间……', onClick: () => setTyped(inputOfInstant(addHours(now, 24))) },
          ],
        }}
      >
        <Button size="small" loading={advance.pending}>
          推进
        </Button>
      </Dropdown>
      <Modal
        open={typed !== null}
        title="推进演练时钟"
        okText="推进"
        cancelText="取消"
        onCancel={() => setTyped(null)}
        onOk={() => {
          const at = instantOfInput(typed ?? '')
          setTyped(null)
          if (at) to(at)
        }}
      >
        <p>只能向前。现在是 {showInstant(now)}。</p>
        <Input type="datetime-local" value={typed ?? ''} onChange={e => setTyped(e.target.value)} aria-label="演练时间" />
      </Modal>
    </span>
  )
}
