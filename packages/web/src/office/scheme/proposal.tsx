/** 待批准 — the version that waits, for everyone to see; its difference, its trial, and the decision of somebody other than who proposed it. */
import { Alert, Button, Collapse, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Mark } from '../parts/facts.tsx'
import { Part } from '../parts/page.tsx'
import { useCommand } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { showInstant } from '../time.ts'
import { Differences, Lowered } from './differences.tsx'
import { PeriodSelect, TrialView, usePeriods, useTrial } from './trial-view.tsx'

type Scheme = Reply<'scheme.view'>
type Waiting = NonNullable<Scheme['proposal']>

export function Proposal({ scheme, proposal }: { scheme: Scheme; proposal: Waiting }) {
  const may = useMay()
  const { account } = useSession()
  const own = proposal.byId === account.id
  const decides = may('scheme.decide')
  const withdraw = useCommand('scheme.withdraw', { told: () => '已撤回，现行方案不变' })
  return (
    <Part
      id="proposal"
      title={<Mark tone="now">新版方案待批准</Mark>}
      extra={
        own ? (
          <Popconfirm
            title="撤回提出的方案？"
            okText="撤回"
            cancelText="不"
            onConfirm={() => void withdraw.run({ params: { id: proposal.id } })}
          >
            <Button loading={withdraw.pending}>撤回</Button>
          </Popconfirm>
        ) : null
      }
    >
      <p>
        <b>{proposal.name}</b>
      </p>
      <p>
        {proposal.by}于 {showInstant(proposal.at)} 提出：{proposal.reason}
      </p>
      <p className="quiet">批准以前，仍按第 {scheme.version} 版执行；批准以后，已冻结的批次也不受影响。</p>
      <Lowered rows={proposal.lowered} />
      <Collapse
        className="scheme-look"
        defaultActiveKey={decides ? ['difference'] : []}
        items={[
          {
            key: 'difference',
            label: `与第 ${scheme.version} 版的不同`,
            children: <Differences before={`${scheme.version}`} after="proposal" plain />,
          },
          ...(may('scheme.try') ? [{ key: 'trial', label: '试算：会改变多少', children: <ProposalTrial yaml={proposal.yaml} /> }] : []),
        ]}
      />
      {decides ? <Decision proposal={proposal} own={own} /> : null}
    </Part>
  )
}

/** 退回 — what the head wrote, until a newer one is proposed or adopted. */
export function SentBack({ scheme: { sentBack } }: { scheme: Scheme }) {
  if (sentBack?.state !== 'returned') return null
  return (
    <Alert
      className="scheme-lowered"
      type="warning"
      title={`提出的新版已退回：${sentBack.opinion}`}
      description={`${sentBack.by}，${showInstant(sentBack.at)}。原来的理由：${sentBack.reason}`}
    />
  )
}

function ProposalTrial({ yaml }: { yaml: string }) {
  const [period, setPeriod] = useState(usePeriods()[0]!)
  const query = useTrial(yaml, period)
  return (
    <>
      <div className="trial-head">
        <PeriodSelect value={period} onChange={setPeriod} />
      </div>
      <TrialView query={query} />
    </>
  )
}

function Decision({ proposal, own }: { proposal: Waiting; own: boolean }) {
  const [opinion, setOpinion] = useState('')
  const decide = useCommand('scheme.decide', {
    told: r => (r.version === null ? '已退回，现行方案不变' : `已批准，第 ${r.version} 版开始执行`),
  })
  const run = (adopt: boolean) =>
    void decide.run({ params: { id: proposal.id }, body: { adopt, opinion: opinion.trim() } }).then(done => done && setOpinion(''))
  return (
    <div className="scheme-decide">
      {own ? <p className="alarm">这是您本人提出的，须由另一位负责人批准或退回；您可以撤回。</p> : null}
      <Input.TextArea
        aria-label="意见"
        placeholder="意见；退回的写明要改什么"
        value={opinion}
        onChange={e => setOpinion(e.target.value)}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 6 }}
        disabled={own}
      />
      <div className="button-row">
        <Button type="primary" disabled={own} loading={decide.pending} onClick={() => run(true)}>
          批准
        </Button>
        <Button disabled={own || opinion.trim() === ''} loading={decide.pending} onClick={() => run(false)}>
          退回
        </Button>
      </div>
    </div>
  )
}
