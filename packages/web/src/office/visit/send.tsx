/** 送签与签名 — what is still missing, each leading to its field; then the fixed bytes, signed by each officer with his own account. @law SJZ-56 SJZ-57 JX-68 */
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Hash, Law, Mark } from '../parts/facts.tsx'
import { Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand } from '../requests.ts'
import { showInstant } from '../time.ts'
import type { Field, Visit } from './field.tsx'
import { stepNames, stepOfGap, stepsOf } from './steps.ts'

export function SendStep({ field, goTo }: { field: Field; goTo: (at: string) => void }) {
  const { visit, gaps, onTheWay, draft } = field
  const [busy, setBusy] = useState(false)
  const send = useCommand('visit.sendToSign', {
    inline: true,
    told: () => '已送签，请两名执法人员各用自己的账号签名',
    undo: () => () => call('visit.takeBack', { params: { id: visit.id }, body: { reason: '送签后即撤回' } }),
  })
  const moving = onTheWay.filter(u => u.state === 'waiting' || u.state === 'sending').length
  const run = async () => {
    setBusy(true)
    try {
      if (await draft.flush()) await send.run({ params: { id: visit.id }, body: { version: draft.get().version } })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Part title="送签" id="step-send" extra={<Law ids={['SJZ-56', 'V-30']} />}>
      {gaps.length === 0 ? (
        <Mark tone="done">检查记录已经完整</Mark>
      ) : (
        <>
          <p className="lead">
            还差 <b>{gaps.length}</b> 处：
          </p>
          {stepsOf(field.method)
            .map(step => ({ step, own: gaps.filter(g => stepOfGap(g) === step) }))
            .filter(group => group.own.length > 0)
            .map(({ step, own }) => (
              <section key={step} aria-label={stepNames[step]}>
                <h3>{stepNames[step]}</h3>
                <ul className="gap-list">
                  {own.map(g => (
                    <li key={`${g.at}${g.code}`}>
                      <button type="button" className="gap-link" onClick={() => goTo(g.at)}>
                        <span>
                          {g.says}
                          <Law ids={g.law} />
                        </span>
                        <span aria-hidden="true">›</span>
                      </button>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
        </>
      )}
      {field.record.outcome === null && field.method !== 'off-site' ? (
        <p className="quiet gap-top">选定检查情况之后，检查表、笔录、签字还差什么也会列在这里。</p>
      ) : null}
      {moving > 0 ? <p className="quiet gap-top">还有 {moving} 份材料正在上传，传完才能送签。</p> : null}
      {send.refusal ? <ProblemNotice refusal={send.refusal} /> : null}
      <Button
        className="gap-top"
        type="primary"
        size="large"
        block
        disabled={gaps.length > 0 || moving > 0}
        loading={busy || send.pending}
        onClick={() => void run()}
      >
        送签
      </Button>
      <p className="quiet gap-top">送签之后内容固定；要改先撤回送签。</p>
    </Part>
  )
}

/** 签名 — the hash both sign, who has signed, and one's own signature. */
export function SigningPart({ visit }: { visit: Visit }) {
  const sign = useCommand('visit.sign', {
    inline: true,
    told: r => (r.submitted ? '已提交，检查记录锁定' : '您已签名，等待同组人员签名'),
    undo: r => (r.submitted ? null : () => call('visit.takeBack', { params: { id: visit.id }, body: { reason: '签名后即撤回' } })),
    final: r => (r.submitted ? '无：提交的记录不再改动；结果有误的，在公示环节更正' : null),
  })
  const back = useCommand('visit.takeBack', { told: () => '已撤回送签，可以修改' })
  const [asking, setAsking] = useState(false)
  const me = visit.members.find(m => m.me)
  const hash = visit.recordSha256 ?? ''
  return (
    <Part title="执法人员签名" id="sign" extra={<Law ids={['SJZ-56', 'SJZ-57']} />}>
      <p className="lead">下面是送签内容的校验值。内容改动一个字，校验值就不同；两名执法人员签的是同一份。</p>
      <Hash hex={hash} large />
      <ul className="plain">
        {visit.members.map(m => (
          <li key={m.slot}>
            {m.signedAt ? <Mark tone="done">{m.name} 已签名</Mark> : <Mark tone="wait">{m.name} 待签名</Mark>}
            <span className="quiet beside">
              执法证 {m.certificateNumber}
              {m.signedAt ? ` · ${showInstant(m.signedAt)}` : ''}
            </span>
          </li>
        ))}
      </ul>
      {sign.refusal ? <ProblemNotice refusal={sign.refusal} /> : null}
      {me && !me.signedAt ? (
        <Button className="gap-top" type="primary" size="large" block onClick={() => setAsking(true)}>
          核对无误，签名
        </Button>
      ) : null}
      <p className="quiet gap-top">
        {me?.signedAt ? '您已签名。' : ''}另一名执法人员须在自己的手机或电脑上，用自己的账号签名；不能代签。全部签名后记录即提交并锁定。
      </p>
      {visit.mine ? (
        <div className="gap-top">
          <ReasonButton
            text="撤回送签"
            ask="撤回的理由（已有的签名随之作废）"
            pending={back.pending}
            run={reason => back.run({ params: { id: visit.id }, body: { reason } })}
          />
        </div>
      ) : null}
      <Modal
        open={asking}
        title="确认签名"
        okText="签名"
        cancelText="再看看"
        confirmLoading={sign.pending}
        onCancel={() => setAsking(false)}
        onOk={() => void sign.run({ params: { id: visit.id }, body: { recordSha256: hash } }).finally(() => setAsking(false))}
      >
        <p>
          以 <b>{me?.name}</b>（执法证 {me?.certificateNumber}）的名义，对上面的检查记录负责。
        </p>
      </Modal>
    </Part>
  )
}
