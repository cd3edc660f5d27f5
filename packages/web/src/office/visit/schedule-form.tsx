/**
 * 排期 — day, half day, method, notice. The advised method is explained and not chosen; a departure asks for its reason; a refusal of the server
 * stands at the field it is about. @law LY-26 LY-30 JX-04 SJZ-87 X-07
 */
import type { BodyInput, Routes } from '@mingcha/core/api'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Choice, Labelled } from '../parts/choice.tsx'
import { Facts, Law } from '../parts/facts.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand } from '../requests.ts'
import { useSession } from '../session.tsx'
import { showDay } from '../time.ts'
import type { Visit } from './field.tsx'
import { halfNames, methodNames, noticeNames } from './words.ts'

type Body = BodyInput<Routes['visit.schedule']>
/** Which field a refusal is about; the rest stand at the foot. */
const places: Readonly<Record<string, 'on' | 'method' | 'notice' | 'sameFirm'>> = {
  'visit.past': 'on',
  'visit.not_working_day': 'on',
  'visit.late': 'on',
  'visit.officer_away': 'on',
  'visit.certificate': 'on',
  'visit.method_reason': 'method',
  'visit.off_site_only': 'method',
  'visit.notice_ground': 'notice',
  'visit.notice_before': 'notice',
  'visit.same_firm': 'sameFirm',
}

export function ScheduleForm({ visit, day, done }: { visit: Visit; day?: string | undefined; done?: () => void }) {
  const { today } = useSession()
  const [on, setOn] = useState(day ?? '')
  const [half, setHalf] = useState<Body['half'] | null>(null)
  const [method, setMethod] = useState<Body['method'] | null>(null)
  const [methodReason, setMethodReason] = useState('')
  const [notice, setNotice] = useState<Body['notice'] | null>(null)
  const [ground, setGround] = useState('')
  const [sameFirmReason, setSameFirmReason] = useState('')
  const [lateReason, setLateReason] = useState('')
  const run = useCommand('visit.schedule', {
    inline: true,
    told: (_, i) => `已排在 ${showDay(i.body.on)}${halfNames[i.body.half]}，报负责人审批`,
    undo: (_, i) => () => call('visit.unschedule', { params: i.params }),
  })
  const refusal = run.refusal
  const place = refusal ? (places[refusal.code] ?? 'foot') : null
  const at = (where: string) => (refusal && place === where ? <ProblemNotice refusal={refusal} /> : null)
  const departs = method === 'other' || (method === 'on-site' && visit.advised?.method === 'off-site')
  const onSite = method === 'on-site'
  const asksReason = departs || place === 'method' || methodReason !== ''
  const late = on !== '' && on > visit.dueOn
  const near = visit.sameFirm.filter(s => s.plannedOn !== null)
  const complete =
    on !== '' &&
    half !== null &&
    method !== null &&
    (!departs || methodReason.trim() !== '') &&
    (!onSite || notice !== null) &&
    (notice !== 'exempt' || !onSite || ground !== '') &&
    (!late || lateReason.trim() !== '')
  const submit = async () => {
    if (half === null || method === null) return
    const sent = await run.run({
      params: { id: visit.id },
      body: {
        on,
        half,
        method,
        methodReason: asksReason ? methodReason.trim() : '',
        // Nobody enters off site, so nobody is notified.
        notice: onSite && notice !== null ? notice : 'exempt',
        noticeGround: onSite && notice === 'exempt' ? ground : '',
        sameFirmReason: sameFirmReason.trim(),
        lateReason: late ? lateReason.trim() : '',
      },
    })
    if (sent) done?.()
  }
  return (
    <form
      className="stack schedule-form"
      onSubmit={e => {
        e.preventDefault()
        void submit()
      }}
    >
      <Facts
        wide
        rows={[
          ['检查对象', visit.subject ? `${visit.subject.name}　${visit.subject.address}` : null],
          ['执法人员', visit.members.map(m => m.name).join('、')],
          ['完成期限', visit.dueOn],
          visit.sameFirm.length > 0
            ? [
                '同一企业的其他检查',
                visit.sameFirm.map(s => `${s.unit} ${s.number}，${s.state}${s.plannedOn ? `，${s.plannedOn}` : ''}`).join('；'),
              ]
            : null,
        ]}
      />
      <div className="form-row">
        <Labelled label="检查日期">
          <Input type="date" value={on} min={today} onChange={e => setOn(e.target.value)} required />
        </Labelled>
        <Choice
          label="上午或下午"
          options={[
            { value: 'am', label: '上午' },
            { value: 'pm', label: '下午' },
          ]}
          value={half}
          onChange={setHalf}
        />
      </div>
      {late ? (
        <Labelled label={`晚于期限 ${visit.dueOn} 的理由（计入超时记录）`}>
          <Input value={lateReason} maxLength={300} onChange={e => setLateReason(e.target.value)} />
        </Labelled>
      ) : null}
      {at('on')}
      {visit.advised ? (
        <p className="advice">
          方案建议：<b>{methodNames[visit.advised.method]}</b>
          <span className="quiet">{visit.advised.why}</span>
        </p>
      ) : null}
      <Choice
        label="检查方式"
        options={[
          { value: 'on-site', label: methodNames['on-site'] },
          { value: 'off-site', label: methodNames['off-site'] },
          { value: 'other', label: methodNames.other },
        ]}
        value={method}
        onChange={setMethod}
      />
      {asksReason ? (
        <Labelled label={onSite ? '为什么非现场方式不足（JX-04、LY-30）' : '为什么采取这种方式'}>
          <Input.TextArea value={methodReason} rows={2} maxLength={300} onChange={e => setMethodReason(e.target.value)} />
        </Labelled>
      ) : null}
      {at('method')}
      {onSite ? (
        <Choice
          label={
            <>
              行政检查通知书
              <Law ids={visit.noticeRule.law} />
            </>
          }
          stacked
          options={[
            { value: 'before', label: noticeNames.before },
            ...(visit.noticeRule.rule === 'on-arrival' ? [{ value: 'on-arrival' as const, label: noticeNames['on-arrival'] }] : []),
            { value: 'exempt', label: noticeNames.exempt, hint: '只限下列情形' },
          ]}
          value={notice}
          onChange={setNotice}
        />
      ) : null}
      {onSite && notice === 'exempt' ? (
        <Labelled label="不发通知的情形">
          <Select
            value={ground === '' ? null : ground}
            onChange={setGround}
            placeholder="请选择"
            options={visit.noticeRule.exempt.map(e => ({ value: e.code, label: e.text }))}
            aria-label="不发通知的情形"
          />
        </Labelled>
      ) : null}
      {at('notice')}
      {at('sameFirm')}
      {place === 'sameFirm' || sameFirmReason !== '' ? (
        <Labelled label="不能合并进行的理由（JX-04）" hint={near[0]?.plannedOn ? `要合并的，把日期改为 ${near[0].plannedOn}。` : undefined}>
          <Input.TextArea value={sameFirmReason} rows={2} maxLength={300} onChange={e => setSameFirmReason(e.target.value)} />
        </Labelled>
      ) : null}
      {at('foot')}
      <Button type="primary" size="large" htmlType="submit" disabled={!complete} loading={run.pending}>
        排期并报批
      </Button>
    </form>
  )
}
