/** 认定、审核、公示、更正、答复的表单 — each in its place on the page of the result. Nothing is chosen beforehand. */
import { type Effect, effectNames, effects, findPersonalData, type PublicLine, type Severity, severityNames } from '@mingcha/core/publicity'
import { Button, Checkbox, Input, Radio } from 'antd'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { useCommand } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { lineUnder, PublicPreview } from './findings.tsx'
import { Part } from './page.tsx'
import { ProblemNotice } from './problem.tsx'
import { ReasonButton } from './reason-button.tsx'

export type FindingView = Reply<'finding.view'>
type FollowUpKind = 'on-spot' | 'rectify' | 'case' | 'transfer' | 'judicial' | 'credit' | 'on-site'
export const followUpNames: Record<FollowUpKind, string> = {
  'on-spot': '当场改正',
  rectify: '责令整改',
  case: '立案查处',
  transfer: '移送其他部门',
  judicial: '移送司法机关',
  credit: '信用报送',
  'on-site': '转现场检查',
}

function PersonalWarning({ text }: { text: string }) {
  const found = findPersonalData(text)
  if (found.length === 0) return null
  return (
    <p className="alarm" role="alert">
      公开的文字里有个人信息：{found.map(f => `${f.kind} ${f.masked}`).join('、')}。请删去，否则审核不能通过。
    </p>
  )
}

interface Wanted {
  key: number
  kind: FollowUpKind | ''
  ownerUnit: string
  dueOn: string
  content: string
}

export function DetermineForm({ finding }: { finding: FindingView }) {
  const [code, setCode] = useState('')
  const [severity, setSeverity] = useState<Severity | ''>('')
  const [joint, setJoint] = useState(false)
  const [summary, setSummary] = useState('')
  const [wanted, setWanted] = useState<Wanted[]>([])
  const determine = useCommand('finding.determine', {
    inline: true,
    told: r => `已认定，${r.dueOn} 前公示`,
    undo: (_, i) => () => call('finding.return', { params: i.params, body: { version: i.body.version, reason: '认定人撤回' } }),
  })
  const phrase = finding.phrases.find(p => p.code === code)
  const problem = phrase?.problem ?? false
  // From the rows as they are, not as they were drawn: two choices in one moment must both stay.
  const set = (key: number, part: Partial<Wanted>) => setWanted(rows => rows.map(w => (w.key === key ? { ...w, ...part } : w)))
  const complete = wanted.every(w => w.kind !== '' && w.ownerUnit !== '' && w.content.trim() !== '')
  const ready = phrase !== undefined && (!problem || severity !== '') && complete
  return (
    <Part title="认定结果" id="determine">
      <div className="stack">
        <fieldset className="choice">
          <legend>检查结果（方案原文{finding.vocabulary === 'closed' ? '，不得使用其他表述' : ''}）</legend>
          <Radio.Group className="phrases" value={code} onChange={e => setCode(e.target.value)}>
            {finding.phrases.map(p => (
              <Radio key={p.code} value={p.code} disabled={!p.fits}>
                {p.phrase}
                {p.fits ? null : <span className="quiet beside">与检查记录“{finding.outcomeName}”相反</span>}
              </Radio>
            ))}
          </Radio.Group>
        </fieldset>
        {problem ? (
          <>
            <fieldset className="choice">
              <legend>程度</legend>
              <Radio.Group
                value={severity}
                onChange={e => {
                  setSeverity(e.target.value)
                  if (e.target.value !== 'serious') setJoint(false)
                }}
                options={(['minor', 'ordinary', 'serious'] as const).map(s => ({ value: s, label: severityNames[s] }))}
              />
              {severity === 'serious' ? (
                <Checkbox checked={joint} onChange={e => setJoint(e.target.checked)}>
                  严重违法失信，依法实施联合惩戒（JX-56）
                </Checkbox>
              ) : null}
            </fieldset>
            <fieldset className="choice">
              <legend>后续处置（LY-02、SJZ-60：有问题必有去处）</legend>
              {finding.followUps.length > 0 ? (
                <p className="quiet">已有：{finding.followUps.map(f => followUpNames[f.kind as FollowUpKind] ?? f.kind).join('、')}</p>
              ) : null}
              {wanted.map(w => (
                <div key={w.key} className="form-row follow-up-row">
                  <select
                    className="native"
                    aria-label="处置方式"
                    value={w.kind}
                    onChange={e => set(w.key, { kind: e.target.value as Wanted['kind'] })}
                  >
                    <option value="">处置方式</option>
                    {Object.entries(followUpNames).map(([value, label]) => (
                      <option key={value} value={value}>
                        {label}
                      </option>
                    ))}
                  </select>
                  <select
                    className="native"
                    aria-label="承办机构"
                    value={w.ownerUnit}
                    onChange={e => set(w.key, { ownerUnit: e.target.value })}
                  >
                    <option value="">承办机构</option>
                    {finding.units.map(u => (
                      <option key={u}>{u}</option>
                    ))}
                  </select>
                  <Input
                    type="date"
                    aria-label="期限"
                    title={`方案的整改期限到 ${finding.rectifyDueOn}`}
                    value={w.dueOn}
                    onChange={e => set(w.key, { dueOn: e.target.value })}
                  />
                  <Input
                    aria-label="处置要求"
                    placeholder="要求做什么"
                    maxLength={1000}
                    value={w.content}
                    onChange={e => set(w.key, { content: e.target.value })}
                  />
                  <Button type="text" onClick={() => setWanted(rows => rows.filter(x => x.key !== w.key))}>
                    去掉
                  </Button>
                </div>
              ))}
              <div>
                <Button
                  onClick={() =>
                    setWanted(rows => [...rows, { key: (rows.at(-1)?.key ?? 0) + 1, kind: '', ownerUnit: '', dueOn: '', content: '' }])
                  }
                >
                  添加后续处置
                </Button>
                <span className="quiet beside">整改期限按方案到 {finding.rectifyDueOn}</span>
              </div>
            </fieldset>
          </>
        ) : null}
        <div className="choice">
          <label htmlFor="finding-field-1">公开摘要（不代替上面的规范表述，可以不写）</label>
          <Input.TextArea id="finding-field-1" rows={3} maxLength={2000} value={summary} onChange={e => setSummary(e.target.value)} />
          <PersonalWarning text={summary} />
        </div>
        {determine.refusal ? <ProblemNotice refusal={determine.refusal} /> : null}
        <div>
          <Button
            type="primary"
            disabled={!ready}
            loading={determine.pending}
            onClick={() =>
              void determine.run({
                params: { id: finding.visitId },
                body: {
                  version: finding.version,
                  code,
                  summary,
                  severity: problem ? (severity as Severity) : 'none',
                  jointPunishment: joint,
                  followUps: problem
                    ? wanted.map(w => ({
                        kind: w.kind as FollowUpKind,
                        ownerUnit: w.ownerUnit,
                        dueOn: w.dueOn === '' ? null : w.dueOn,
                        content: w.content.trim(),
                        detail: {},
                      }))
                    : [],
                },
              })
            }
          >
            认定
          </Button>
        </div>
      </div>
    </Part>
  )
}

const none = '全部公开'
const blockedWords: Record<string, string> = {
  'finding.reviewer_determined': '您是认定人，须由另一人审核。',
  'finding.reviewer_inspected': '您参加了这次检查，不能审核它的结果。',
}

export function ReviewForm({ finding, line }: { finding: FindingView; line: PublicLine | null }) {
  const [choice, setChoice] = useState('')
  const [effect, setEffect] = useState<Effect | ''>('')
  const [reason, setReason] = useState('')
  const [redacted, setRedacted] = useState('')
  const [opinion, setOpinion] = useState('')
  const newest = finding.versions.find(v => v.version === finding.version)
  const review = useCommand('finding.review', {
    inline: true,
    told: () => '审核通过，待公示',
    undo: (_, i) => () => call('finding.withdrawReview', { params: i.params, body: { version: i.body.version, reason: '审核人撤回' } }),
  })
  const ground = finding.grounds.find(g => g.ground === choice)
  const allowed = ground
    ? effects.filter(e => (ground.mandatory ? e === ground.effect : e !== 'full' && effects.indexOf(e) <= effects.indexOf(ground.effect)))
    : []
  const chosen: Effect | '' = choice === none ? 'full' : allowed.length === 1 ? (allowed[0] ?? '') : effect
  const text = chosen === 'full' ? (newest?.summary ?? '') : chosen === 'redact' ? redacted : ''
  const ready =
    chosen !== '' &&
    opinion.trim() !== '' &&
    (choice === none || reason.trim() !== '') &&
    (chosen !== 'redact' || redacted.trim() !== '') &&
    findPersonalData(text).length === 0
  if (finding.reviewBlocked)
    return (
      <Part title="审核" id="review">
        <p>{blockedWords[finding.reviewBlocked]}</p>
      </Part>
    )
  return (
    <Part title="审核公众读到的文字" id="review">
      <div className="stack">
        <fieldset className="choice">
          <legend>有没有不予公开的内容</legend>
          <Radio.Group
            className="phrases"
            value={choice}
            onChange={e => {
              setChoice(e.target.value)
              setEffect('')
            }}
          >
            <Radio value={none}>没有，全部公开</Radio>
            {finding.grounds.map(g => (
              <Radio key={g.ground} value={g.ground}>
                {g.ground}
                <span className="quiet beside">
                  {g.mandatory ? '必须' : '可以'}
                  {effectNames[g.effect]}
                </span>
              </Radio>
            ))}
          </Radio.Group>
        </fieldset>
        {ground ? (
          <>
            {allowed.length > 1 ? (
              <fieldset className="choice">
                <legend>公开方式</legend>
                <Radio.Group
                  value={effect}
                  onChange={e => setEffect(e.target.value)}
                  options={allowed.map(e => ({ value: e, label: effectNames[e] }))}
                />
              </fieldset>
            ) : null}
            <div className="choice">
              <label htmlFor="finding-field-2">哪一部分、为什么</label>
              <Input id="finding-field-2" value={reason} onChange={e => setReason(e.target.value)} maxLength={400} />
            </div>
          </>
        ) : null}
        {chosen === 'redact' ? (
          <div className="choice">
            <label htmlFor="finding-field-3">公众读到的摘要</label>
            <Input.TextArea id="finding-field-3" rows={3} maxLength={2000} value={redacted} onChange={e => setRedacted(e.target.value)} />
          </div>
        ) : null}
        <PersonalWarning text={text} />
        {line && chosen !== '' ? (
          <div>
            <p className="quiet">公众将读到：</p>
            <PublicPreview line={lineUnder(line, chosen, redacted, choice === none ? null : choice)} />
          </div>
        ) : null}
        <div className="choice">
          <label htmlFor="finding-field-4">审核意见</label>
          <Input id="finding-field-4" value={opinion} onChange={e => setOpinion(e.target.value)} maxLength={400} />
        </div>
        {review.refusal ? <ProblemNotice refusal={review.refusal} /> : null}
        <div className="row">
          <Button
            type="primary"
            disabled={!ready}
            loading={review.pending}
            onClick={() =>
              chosen !== '' &&
              void review.run({
                params: { id: finding.visitId },
                body: {
                  version: finding.version,
                  opinion: opinion.trim(),
                  effect: chosen,
                  ground: choice === none ? null : choice,
                  groundReason: choice === none ? '' : reason.trim(),
                  redactedSummary: chosen === 'redact' ? redacted.trim() : null,
                },
              })
            }
          >
            审核通过
          </Button>
          <FindingStep route="finding.return" text="退回重新认定" finding={finding} told="已退回，待重新认定" />
        </div>
      </div>
    </Part>
  )
}

/** A step back, or a correction: asks for the reason first. */
export function FindingStep({
  route,
  text,
  told,
  finding,
}: {
  route: 'finding.return' | 'finding.withdrawReview' | 'finding.correct' | 'finding.dropCorrection'
  text: string
  told: string
  finding: FindingView
}) {
  const step = useCommand(route, {
    told: () => told,
    ...(route === 'finding.correct' && {
      undo: () => () => call('finding.dropCorrection', { params: { id: finding.visitId }, body: { reason: '提出后即撤回' } }),
    }),
  })
  return (
    <ReasonButton
      text={text}
      ask={`${text}的理由`}
      maxLength={400}
      pending={step.pending}
      run={reason => step.run({ params: { id: finding.visitId }, body: { version: finding.version, reason } })}
    />
  )
}

/** 公示 of one or many; asks for the reason where one is late. */
export function PublishForm({
  rows,
  onDone,
}: {
  rows: readonly { visitId: string; version: number; number: string; countdown: { overdue: boolean } | null }[]
  onDone?: () => void
}) {
  const [reason, setReason] = useState('')
  const publish = useCommand('finding.publish', {
    inline: true,
    told: r => `已公示 ${r.published} 项${r.withheld > 0 ? `，不予公示 ${r.withheld} 项` : ''}`,
  })
  const late = rows.filter(r => r.countdown?.overdue)
  return (
    <div className="stack">
      {late.length > 0 ? (
        <div className="choice">
          <label htmlFor="finding-field-5" className="alarm">
            {late.map(r => r.number).join('、')} 已超期，写明理由（记入监督；公众看得到超期数）
          </label>
          <Input id="finding-field-5" value={reason} onChange={e => setReason(e.target.value)} maxLength={400} />
        </div>
      ) : null}
      {publish.refusal ? <ProblemNotice refusal={publish.refusal} /> : null}
      <div>
        <Button
          type="primary"
          disabled={rows.length === 0 || (late.length > 0 && reason.trim() === '')}
          loading={publish.pending}
          onClick={() =>
            void publish
              .run({ body: { findings: rows.map(r => ({ visitId: r.visitId, version: r.version })), lateReason: reason.trim() } })
              .then(done => done && onDone?.())
          }
        >
          公示{rows.length > 1 ? `所选 ${rows.length} 项` : ''}
        </Button>
        <span className="quiet beside">公示后写入透明日志，不能撤下，只能更正</span>
      </div>
    </div>
  )
}

export function ReplyPart({ finding }: { finding: FindingView }) {
  const may = useMay()
  const { today } = useSession()
  const [on, setOn] = useState('')
  const [who, setWho] = useState('')
  const [text, setText] = useState('')
  const record = useCommand('reply.record', {
    inline: true,
    told: () => '企业答复已登记，公众可见',
    undo: r => () => call('reply.withdraw', { params: { id: r.id }, body: { reason: '登记后即撤下' } }),
  })
  const withdraw = useCommand('reply.withdraw', { told: () => '企业答复已撤下' })
  const published = finding.versions.some(v => v.state === 'published')
  if (!published && finding.replies.length === 0) return null
  return (
    <Part title="企业答复">
      {finding.replies.length === 0 && !may('reply.record') ? <p className="quiet">没有登记企业答复。</p> : null}
      <ul className="plain">
        {finding.replies.map(r => (
          <li key={r.id} className={r.state === 'withdrawn' ? 'struck' : ''}>
            <p>{r.text}</p>
            <p className="quiet">
              {r.receivedOn} · {r.byWhom}
              {r.state === 'withdrawn' ? ' · 已撤下' : ''}
              {r.state === 'shown' && may('reply.record') ? (
                <Button
                  size="small"
                  className="beside"
                  loading={withdraw.pending}
                  onClick={() => void withdraw.run({ params: { id: r.id }, body: { reason: '综合办撤下' } })}
                >
                  撤下
                </Button>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
      {published && may('reply.record') ? (
        <div className="stack">
          <div className="form-row">
            <div className="choice">
              <label htmlFor="finding-field-6">收到日期</label>
              <Input id="finding-field-6" type="date" max={today} value={on} onChange={e => setOn(e.target.value)} />
            </div>
            <div className="choice">
              <label htmlFor="finding-field-7">由谁提出（职务，不写姓名）</label>
              <Input id="finding-field-7" value={who} onChange={e => setWho(e.target.value)} maxLength={60} />
            </div>
          </div>
          <div className="choice">
            <label htmlFor="finding-field-8">答复内容（原样公开）</label>
            <Input.TextArea id="finding-field-8" rows={3} maxLength={2000} value={text} onChange={e => setText(e.target.value)} />
            <PersonalWarning text={text} />
          </div>
          {record.refusal ? <ProblemNotice refusal={record.refusal} /> : null}
          <div>
            <Button
              disabled={on === '' || who.trim() === '' || text.trim() === ''}
              loading={record.pending}
              onClick={() =>
                void record
                  .run({ params: { id: finding.visitId }, body: { receivedOn: on, byWhom: who.trim(), text: text.trim() } })
                  .then(done => {
                    if (done) {
                      setText('')
                      setWho('')
                      setOn('')
                    }
                  })
              }
            >
              登记答复
            </Button>
          </div>
        </div>
      ) : null}
    </Part>
  )
}
