/** 冻结表单 — which public event decides, and by when each step must be done. */
import { assessAssurance, countPublicBits, type EntropySource } from '@mingcha/core/draw'
import { Alert, Button, Form, Input, InputNumber, Popconfirm, Radio } from 'antd'
import { useState } from 'react'
import { nextDrawAt, trainingIssue } from '../lottery-calendar.ts'
import type { Batch } from '../pages/batch.tsx'
import { useCommand } from '../requests.ts'
import { useSession } from '../session.tsx'
import { addHours, dayOfInstant, endOfDay, inputOfInstant, instantOfInput } from '../time.ts'
import { ProblemNotice } from './problem.tsx'

const notProtected: Record<string, string> = {
  B: '结果无法挑选。没有外部见证，运行服务器的人可以晚些才写入日志：请在事件之前把指纹交给他人留存。',
  C: '一个人无法左右结果；两位密钥持有人串通则可以。',
  D: '运行服务器的人可以操纵结果：只用于演练。',
}

export function FreezeForm({ batch }: { batch: Batch }) {
  const { now, mode } = useSession()
  const freeze = useCommand('batch.freeze', { inline: true, told: () => '已冻结，承诺正在写入日志' })
  const [kind, setKind] = useState<'lottery' | 'dice' | 'none'>('lottery')
  const ssqAt = nextDrawAt('ssq', now)
  const dltAt = nextDrawAt('dlt', now)
  const propose = (game: 'ssq' | 'dlt', at: string) => (mode === 'training' ? (trainingIssue(game, at) ?? '') : '')
  const [ssq, setSsq] = useState({ issue: propose('ssq', ssqAt), at: inputOfInstant(ssqAt) })
  const [dlt, setDlt] = useState({ issue: propose('dlt', dltAt), at: inputOfInstant(dltAt) })
  const [dice, setDice] = useState({ count: 20, at: inputOfInstant(addHours(now, 1)) })
  const at = (typed: string) => instantOfInput(typed) ?? now
  const last = kind === 'lottery' ? [at(ssq.at), at(dlt.at)].sort()[1]! : kind === 'dice' ? at(dice.at) : now
  const due = batch.tasks.reduce((a, t) => (t.dueOn > a ? t.dueOn : a), '')
  // Proposed from the event and the tasks' due day; a deadline the person typed stays as typed.
  const proposed = { eventBy: addHours(last, 48), resultBy: addHours(last, 72), openBy: addHours(endOfDay(due), 20 * 24) }
  const [typed, setTyped] = useState<{ readonly [K in keyof typeof proposed]?: string }>({})
  const deadline = (name: keyof typeof proposed) => (typed[name] ? at(typed[name]) : proposed[name])
  const eventBy = deadline('eventBy')
  const resultBy = deadline('resultBy')
  const openBy = deadline('openBy')
  const lastDay = batch.drawDays?.days.at(-1)
  const offCalendar = lastDay !== undefined && dayOfInstant(last) > lastDay
  const [why, setWhy] = useState('')
  const entropy: Exclude<EntropySource, { kind: 'secret' }>[] =
    kind === 'lottery'
      ? [
          { kind: 'lottery', game: 'ssq', issue: ssq.issue.trim(), notBefore: at(ssq.at) },
          { kind: 'lottery', game: 'dlt', issue: dlt.issue.trim(), notBefore: at(dlt.at) },
        ]
      : kind === 'dice'
        ? [{ kind: 'dice', count: dice.count, notBefore: at(dice.at) }]
        : []
  const secrets: EntropySource[] = [
    { kind: 'secret', party: 'server', sha256: '0'.repeat(64) },
    ...batch.entropy.filter(e => e.kind === 'secret').map(e => ({ kind: 'secret' as const, party: e.party ?? '', sha256: e.sha256 ?? '' })),
  ]
  const grade = assessAssurance([...secrets, ...entropy], false)
  const incomplete = kind === 'lottery' && (!/^[0-9]{5,10}$/.test(ssq.issue.trim()) || !/^[0-9]{5,10}$/.test(dlt.issue.trim()))
  return (
    <Form layout="vertical" className="freeze">
      <Form.Item label="公共随机事件">
        <Radio.Group
          value={kind}
          onChange={e => setKind(e.target.value)}
          options={[
            { value: 'lottery', label: '双色球＋大乐透开奖' },
            { value: 'dice', label: '当众掷十面骰' },
            { value: 'none', label: '没有公共事件（第二持有人）' },
          ]}
        />
      </Form.Item>
      {kind === 'lottery' ? (
        <div className="form-row">
          <Form.Item label="双色球期号">
            <Input inputMode="numeric" value={ssq.issue} onChange={e => setSsq({ ...ssq, issue: e.target.value })} placeholder="2026033" />
          </Form.Item>
          <Form.Item label="开奖时间">
            <Input type="datetime-local" value={ssq.at} onChange={e => setSsq({ ...ssq, at: e.target.value })} />
          </Form.Item>
          <Form.Item label="大乐透期号">
            <Input inputMode="numeric" value={dlt.issue} onChange={e => setDlt({ ...dlt, issue: e.target.value })} placeholder="26034" />
          </Form.Item>
          <Form.Item label="开奖时间">
            <Input type="datetime-local" value={dlt.at} onChange={e => setDlt({ ...dlt, at: e.target.value })} />
          </Form.Item>
        </div>
      ) : null}
      {kind === 'dice' ? (
        <div className="form-row">
          <Form.Item label="掷骰次数" extra="20 次合 66 比特；须录像并有两名单位以外的见证人。">
            <InputNumber min={1} max={200} value={dice.count} onChange={n => setDice({ ...dice, count: n ?? 20 })} />
          </Form.Item>
          <Form.Item label="不早于">
            <Input type="datetime-local" value={dice.at} onChange={e => setDice({ ...dice, at: e.target.value })} />
          </Form.Item>
        </div>
      ) : null}
      <Alert
        type={grade === 'D' ? 'warning' : 'info'}
        title={`可信等级 ${grade}${entropy.length > 0 && !incomplete ? `，公共随机 ${countPublicBits(entropy)} 比特` : ''}`}
        description={notProtected[grade] ?? ''}
      />
      <div className="form-row">
        {(
          [
            ['eventBy', '事件录入期限', '过期未录入，本次抽取只能作废。'],
            ['resultBy', '抽取期限', '事件之后必须在此之前抽取。'],
            ['openBy', '最迟公布', '到期即可公布，未完成的检查会标明。'],
          ] as const
        ).map(([name, label, extra]) => (
          <Form.Item key={name} label={label} extra={extra} htmlFor={`freeze-${name}`}>
            <Input
              id={`freeze-${name}`}
              type="datetime-local"
              value={typed[name] ?? inputOfInstant(proposed[name])}
              onChange={e => setTyped({ ...typed, [name]: e.target.value })}
            />
          </Form.Item>
        ))}
      </div>
      {batch.drawDays ? (
        <p className="quiet">
          方案规定的抽取日期：{batch.drawDays.days.join('、')}
          {batch.drawDays.provisional ? '（放假安排尚未公布，暂定）' : ''}
        </p>
      ) : null}
      {offCalendar ? (
        <Form.Item label="在规定日期以外抽取的理由" htmlFor="freeze-off-calendar" extra="写入操作记录，监督页面可见（HS-26）。">
          <Input id="freeze-off-calendar" value={why} maxLength={300} onChange={e => setWhy(e.target.value)} />
        </Form.Item>
      ) : null}
      {freeze.refusal ? <ProblemNotice refusal={freeze.refusal} /> : null}
      <Popconfirm
        title="冻结之后名单、人员、规则都不能再改。"
        description="承诺写入日志，公开可见。"
        okText="冻结"
        cancelText="再看看"
        onConfirm={() =>
          void freeze.run({ params: { code: batch.code }, body: { entropy, eventBy, resultBy, openBy, offCalendar: why.trim() || null } })
        }
      >
        <Button type="primary" loading={freeze.pending} disabled={incomplete || (offCalendar && why.trim() === '')}>
          冻结并承诺
        </Button>
      </Popconfirm>
    </Form>
  )
}
