/** 外部抽取的批次 — what was registered, how far it is, and the two things that can be done: withdraw it early, publish it at the end. */
import { Alert, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import type { Batch } from '../pages/batch.tsx'
import { useCommand } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { dayOfInstant, showInstant } from '../time.ts'
import { Facts, Hash } from './facts.tsx'
import { Part } from './page.tsx'
import { ProblemNotice } from './problem.tsx'

export function ExternalBatch({ batch: b, external: x }: { batch: Batch; external: NonNullable<Batch['external']> }) {
  const may = useMay()
  const { now } = useSession()
  const params = { code: b.code }
  const publish = useCommand('draw.publish', { told: () => '批次已公布' })
  const due = b.tasks.reduce((last, t) => (t.dueOn > last ? t.dueOn : last), '')
  const ready = (b.progress !== null && b.progress.done >= b.progress.visits) || dayOfInstant(now) > due
  return (
    <>
      <Alert className="problem" type="warning" showIcon title="E 外部抽取，不可核验" description={b.assuranceText} />
      <Part title="登记" extra={b.state === 'drawn' && may('batch.register') ? <Withdraw code={b.code} /> : null}>
        <Facts
          rows={[
            ['抽取平台', x.platform],
            ['抽取时间', showInstant(x.drawnAt)],
            ['抽取操作人', `${x.person}（${x.role}）`],
            ['登记时间', showInstant(x.registeredAt)],
            ['名单文件', x.fileName],
            [
              '公众页',
              b.publicUrl ? (
                <a key="public" href={b.publicUrl}>
                  {b.publicUrl}
                </a>
              ) : null,
            ],
          ]}
        />
        <p>
          名单指纹 <Hash hex={x.sha256} />
        </p>
        <p className="quiet">公众页不写操作人姓名和文件名；抽中的企业和检查人员在检查完成之前保密。</p>
      </Part>
      {b.result && b.state !== 'void' ? (
        <Part
          title="结果（检查完成之前只有数目）"
          extra={
            b.state === 'drawn' && may('draw.publish') ? (
              <Button type={ready ? 'primary' : 'default'} loading={publish.pending} onClick={() => void publish.run({ params })}>
                公布
              </Button>
            ) : null
          }
        >
          <div className="figures">
            <div className="figure">
              <b>{b.result.drawn}</b>
              <span>抽中（名额）</span>
            </div>
            <div className="figure">
              <b>{b.result.visits}</b>
              <span>检查（次）</span>
            </div>
            <div className="figure">
              <b>{b.progress ? `${b.progress.done}/${b.progress.visits}` : '—'}</b>
              <span>检查完成</span>
            </div>
          </div>
          <p className="quiet">各分层：{x.strata.map(s => `${s.name} ${s.drawn} 家`).join('；')}</p>
        </Part>
      ) : null}
    </>
  )
}

function Withdraw({ code }: { code: string }) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const withdraw = useCommand('batch.withdrawRegistration', { inline: true, told: () => '登记已撤回，任务回到待组批' })
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        撤回登记
      </Button>
      <Modal
        open={open}
        title="撤回这次登记"
        okText="撤回登记"
        cancelText="取消"
        okButtonProps={{ danger: true, disabled: reason.trim() === '' }}
        confirmLoading={withdraw.pending}
        onCancel={() => setOpen(false)}
        onOk={() => void withdraw.run({ params: { code }, body: { reason: reason.trim() } }).then(done => done && setOpen(false))}
      >
        <p>还没有任何检查排期时才能撤回。检查全部作废，任务重新待组批；批次留痕，公众页写明登记已撤回。</p>
        <Input.TextArea
          value={reason}
          onChange={e => setReason(e.target.value)}
          rows={3}
          maxLength={400}
          placeholder="说明（记入操作记录）"
          aria-label="说明"
        />
        {withdraw.refusal ? <ProblemNotice refusal={withdraw.refusal} /> : null}
      </Modal>
    </>
  )
}
