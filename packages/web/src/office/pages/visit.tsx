/**
 * 一次检查 — from its day to its signatures. On the desk all steps stand under one another beside the facts; on the phone one after another, with a
 * bar for the thumb. What an account sees here was decided by the server; a firm not yet known has no page (X-04).
 */
import { Link, useParams } from '@tanstack/react-router'
import { Button, Drawer, Grid } from 'antd'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { call } from '../../api/client.ts'
import { Facts, Law, Mark } from '../parts/facts.tsx'
import { Loaded, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { ReasonButton } from '../parts/reason-button.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'
import { AskRecusal, AskSubstitute } from '../visit/ask-change.tsx'
import { answered, ChecklistStep, EvidenceStep } from '../visit/checklist.tsx'
import { FilesContext, useField, useFiles, useKept, useUploads, type Visit } from '../visit/field.tsx'
import { asOpening, EntryStep, emptyOpening, isOpeningDraft, OpeningShown, OpeningStep, openingGaps } from '../visit/opening.tsx'
import { OffSiteStep, ResultStep, ServiceStep } from '../visit/record-steps.tsx'
import { RecordView } from '../visit/record-view.tsx'
import { SaveStrip } from '../visit/save-strip.tsx'
import { ScheduleForm } from '../visit/schedule-form.tsx'
import { SendStep, SigningPart } from '../visit/send.tsx'
import { SignatureField } from '../visit/signature.tsx'
import { fieldId, type StepKey, stepNames, stepOfGap, stepsOf } from '../visit/steps.ts'
import '../visit/visit.css'
import { documentsHref, methodNames, noticeNames, papersHref, shortDay, sourceOf, stateTones } from '../visit/words.ts'
import { SendBack, Unschedule, WithdrawApproval } from './approvals.tsx'

export function VisitPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const visit = useRoute('visit.view', { params: { id } })
  const title = visit.data?.subject?.name ?? pages.visit.title
  return (
    <Page words={{ ...pages.visit, title }} action="desk.view" back={<Link to="/visits">‹ 检查</Link>}>
      <Loaded query={visit}>{v => (v.id === id ? <VisitBody key={id} visit={v} refresh={() => void visit.refetch()} /> : null)}</Loaded>
    </Page>
  )
}

function VisitBody({ visit, refresh }: { visit: Visit; refresh: () => void }) {
  const files = useUploads(visit, refresh)
  const writing = visit.mine && (visit.state === 'started' || (visit.state === 'approved' && visit.method === 'on-site'))
  return (
    <FilesContext value={files}>
      {!writing ? (
        <Standing visit={visit} />
      ) : visit.state === 'started' ? (
        <div id="record">
          <Recording visit={visit} />
        </div>
      ) : (
        <div id="start">
          <Opening visit={visit} />
        </div>
      )}
    </FilesContext>
  )
}

/** Who, where, when, on what ground: beside the steps on the desk, folded on the phone. */
function About({ visit }: { visit: Visit }) {
  return (
    <>
      <p className="about-state">
        <Mark tone={stateTones[visit.state]}>{visit.stateName}</Mark>
        {visit.overdue ? <Mark tone="stop">已超期</Mark> : null}
      </p>
      <Facts
        wide
        rows={[
          ['编号', visit.number],
          ['代码', <code key="c">{visit.subject?.code}</code>],
          ['地址', visit.subject?.address],
          ['执法人员', visit.members.map(m => `${m.name}${m.me ? '（本人）' : ''}`).join('、')],
          ['来源', sourceOf(visit.kind, visit.origin?.says)],
          visit.tasks.length > 0 ? ['任务', visit.tasks.join('、')] : null,
          visit.credits.length > 0 ? ['计入', visit.credits.map(c => c.stratumName).join('、')] : null,
          ['期限', visit.dueOn],
          ['今年第几次', `第 ${visit.visitsThisYear ?? 1} 次`],
          visit.plannedOn ? ['检查日期', shortDay(visit.plannedOn, visit.plannedHalf)] : null,
          visit.method
            ? ['方式', `${methodNames[visit.method]}${visit.schedule?.methodReason ? `：${visit.schedule.methodReason}` : ''}`]
            : null,
          visit.schedule && visit.method === 'on-site' ? ['通知书', noticeNames[visit.schedule.notice]] : null,
          visit.scheduledBy ? ['排期', visit.scheduledBy] : null,
          visit.approvedBy ? ['批准', `${visit.approvedBy}　${showInstant(visit.approvedAt)}`] : null,
        ]}
      />
    </>
  )
}

/** Everything before and after the record is written. */
function Standing({ visit }: { visit: Visit }) {
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const screens = Grid.useBreakpoint()
  const wide = screens.md ?? true
  const beside = screens.lg ?? true
  const { account, today } = useSession()
  const start = useCommand('visit.start', {
    told: () => '检查已开始',
    undo: () => () => call('visit.withdrawStart', { params: { id: visit.id }, body: { reason: '开始后即撤回' } }),
  })
  const cancel = useCommand('visit.cancel', { told: () => '已作废' })
  const mayDate = may('visit.schedule') && (visit.mine || may('visit.approve'))
  const before = ['waiting', 'unfilled', 'scheduled', 'approved'].includes(visit.state)
  const written = !before && visit.state !== 'cancelled' && visit.state !== 'replaced'
  const papers = ['scheduled', 'approved', 'started', 'signing', 'done', 'closed'].includes(visit.state)
  return (
    <div className="visit-grid">
      <aside className="visit-about" id="state">
        {beside ? (
          <Part title="这次检查">
            <About visit={visit} />
          </Part>
        ) : (
          <details className="field-overview" open={before}>
            <summary>这次检查：{visit.stateName}</summary>
            <About visit={visit} />
          </details>
        )}
      </aside>
      <div>
        {visit.state === 'unfilled' ? (
          <Part title="缺员">
            <p>小组缺员，补配之后才能排期。须有两名持证执法人员（A-29）。</p>
            {may('visit.list') ? (
              <Link to="/changes" hash="vacant">
                <Button type="primary">去申请补配</Button>
              </Link>
            ) : null}
          </Part>
        ) : null}
        {visit.state === 'waiting' && mayDate ? (
          <Part title="排期" id="schedule">
            {visit.advised ? (
              <p className="advice">
                方案建议：<b>{methodNames[visit.advised.method]}</b>
                <span className="quiet">{visit.advised.why}</span>
              </p>
            ) : null}
            <div className="take">
              <Button type="primary" size="large" onClick={() => setAsking(true)}>
                排期并报批
              </Button>
              <Link to="/visits/calendar" search={{ visit: visit.id } as never}>
                <Button size="large">看排期表</Button>
              </Link>
            </div>
          </Part>
        ) : null}
        {visit.state === 'scheduled' ? (
          <Part title="待审批" id="approve" extra={<Law ids={['X-07']} />}>
            <p>负责人批准之后才能检查。</p>
            <div className="take">
              {may('visit.approve') ? (
                <>
                  <Link to="/visits/approvals">
                    <Button type="primary">去审批</Button>
                  </Link>
                  <SendBack id={visit.id} />
                </>
              ) : null}
              {mayDate && (visit.mine || visit.scheduledById === account.id) ? <Unschedule id={visit.id} /> : null}
            </div>
          </Part>
        ) : null}
        {visit.state === 'approved' ? (
          <Part title="已批准，待检查" id="start">
            {visit.mine && visit.method !== 'on-site' ? (
              <>
                <p>不入企的检查在办公室开始，没有入企登记和签字。批准的日期：{shortDay(visit.plannedOn, visit.plannedHalf)}。</p>
                <Button
                  type="primary"
                  size="large"
                  disabled={(visit.plannedOn ?? '') > today}
                  loading={start.pending}
                  onClick={() => void start.run({ params: { id: visit.id }, body: { opening: null } })}
                >
                  开始检查
                </Button>
              </>
            ) : (
              <p>由本组执法人员在批准的日期开始。</p>
            )}
            <div className="take gap-top">{may('visit.approve') ? <WithdrawApproval id={visit.id} /> : null}</div>
          </Part>
        ) : null}
        {papers ? (
          <p className="papers papers-line">
            审批表、通知书：<a href={papersHref([visit.id], 'pdf')}>PDF</a>
            <a href={papersHref([visit.id], 'docx')}>DOCX</a>
            {written ? (
              <>
                <span>检查文书：</span>
                <a href={documentsHref(visit.id, 'pdf')}>PDF</a>
                <a href={documentsHref(visit.id, 'docx')}>DOCX</a>
              </>
            ) : null}
          </p>
        ) : null}
        {visit.state === 'signing' ? <SigningPart visit={visit} /> : null}
        {visit.after ? <After visit={visit} after={visit.after} /> : null}
        {written ? <RecordView visit={visit} record={visit.record} /> : null}
        {before ? <WhatIsAsked visit={visit} /> : null}
        {before ? (
          <div className="take">
            {visit.kind !== 'random' && may('visit.open') && visit.state === 'waiting' ? (
              <ReasonButton
                danger
                text="作废"
                ask="作废的理由（作废留痕）"
                pending={cancel.pending}
                run={reason => cancel.run({ params: { id: visit.id }, body: { reason } })}
              />
            ) : null}
            {may('change.ask') ? <AskRecusal visit={visit} /> : null}
            {may('change.ask') && visit.kind === 'random' ? <AskSubstitute visit={visit} /> : null}
          </div>
        ) : null}
      </div>
      <Drawer open={asking} onClose={() => setAsking(false)} size={wide ? 560 : '100%'} title="排期并报批" destroyOnHidden>
        <ScheduleForm visit={visit} done={() => setAsking(false)} />
      </Drawer>
    </div>
  )
}

/** 结果、后续处置、办结: where a visit stands once its record is in, and the button that ends it. @law LY-02 SJZ-60 */
function After({ visit, after }: { visit: Visit; after: NonNullable<Visit['after']> }) {
  const may = useMay()
  const close = useCommand('visit.close', {
    inline: true,
    told: () => '检查已办结',
    undo: () => () => call('visit.reopen', { params: { id: visit.id }, body: { reason: '办结后即撤回' } }),
  })
  const reopen = useCommand('visit.reopen', { told: () => '已撤回办结' })
  const { open, total } = after.followUps
  return (
    <Part
      title="结果与后续"
      id="close"
      extra={
        !may('followup.close') ? null : visit.state === 'closed' ? (
          <ReasonButton
            text="撤回办结"
            ask="撤回办结的理由"
            pending={reopen.pending}
            run={reason => reopen.run({ params: { id: visit.id }, body: { reason } })}
          />
        ) : (
          <Button
            type={after.closable ? 'primary' : 'default'}
            disabled={!after.closable}
            loading={close.pending}
            onClick={() => void close.run({ params: { id: visit.id } })}
          >
            办结
          </Button>
        )
      }
    >
      <Facts
        rows={[
          [
            '结果',
            may('finding.view') ? (
              <Link key="r" to="/findings/$id" params={{ id: visit.id }}>
                {after.resultState}
              </Link>
            ) : (
              after.resultState
            ),
          ],
          ['后续处置', total === 0 ? '没有' : open === 0 ? `${total} 项，都已办结` : `${total} 项，还有 ${open} 项在办`],
        ]}
      />
      {visit.state === 'done' && after.waitsFor !== null ? <p className="quiet">{after.waitsFor}</p> : null}
      {close.refusal ? <ProblemNotice refusal={close.refusal} /> : null}
    </Part>
  )
}

/** The merged list of what will be asked, for whoever prepares. */
function WhatIsAsked({ visit }: { visit: Visit }) {
  return (
    <Part title={`检查内容（${visit.items.length} 项）`} extra={<Law ids={['JX-20', 'JX-06']} />}>
      {visit.items.map(i => (
        <details key={i.code} open={visit.items.length === 1}>
          <summary>{i.name}</summary>
          <ol>
            {i.content.map(c => (
              <li key={c}>{c}</li>
            ))}
          </ol>
          <p className="quiet">
            {i.code} · 依据：{i.bases.join('；')}
          </p>
        </details>
      ))}
    </Part>
  )
}

/** Approved, on site: certificate and entry first. */
function Opening({ visit }: { visit: Visit }) {
  const may = useMay()
  const { account } = useSession()
  const [draft, change, forget] = useKept(`mingcha.opening.${account.id}.${visit.id}`, emptyOpening, isOpeningDraft)
  const start = useCommand('visit.start', {
    inline: true,
    told: () => '检查已开始',
    undo: () => () => call('visit.withdrawStart', { params: { id: visit.id }, body: { reason: '开始后即撤回' } }),
  })
  const gaps = openingGaps(visit, draft)
  const begin = async () => {
    if (await start.run({ params: { id: visit.id }, body: { opening: asOpening(draft) } })) forget()
  }
  const left = { opening: gaps.filter(g => g.at !== 'entry').length, entry: gaps.filter(g => g.at === 'entry').length }
  return (
    <Steps
      visit={visit}
      steps={stepsOf('on-site')}
      first="opening"
      closed={step => step !== 'opening' && step !== 'entry'}
      count={step => (step === 'opening' || step === 'entry' ? left[step] : null)}
      strip={
        <div className="save-strip save-saved">
          <p>
            批准的日期：<b>{shortDay(visit.plannedOn, visit.plannedHalf)}</b>
            <a className="beside" href={papersHref([visit.id], 'pdf')}>
              通知书 PDF
            </a>
          </p>
        </div>
      }
      render={step =>
        step === 'opening' ? (
          <OpeningStep visit={visit} draft={draft} change={change} />
        ) : step === 'entry' ? (
          <EntryStep visit={visit} draft={draft} change={change} start={start} begin={() => void begin()} />
        ) : null
      }
      foot={
        <div className="take">
          {may('visit.approve') ? <WithdrawApproval id={visit.id} /> : null}
          {may('change.ask') ? <AskRecusal visit={visit} /> : null}
          {may('change.ask') && visit.kind === 'random' ? <AskSubstitute visit={visit} /> : null}
        </div>
      }
    />
  )
}

/** Started: the record as it is written. */
function Recording({ visit }: { visit: Visit }) {
  const files = useFiles()
  const field = useField(visit, files)
  const may = useMay()
  const back = useCommand('visit.withdrawStart', { told: () => '已撤回开始' })
  const [jump, setJump] = useState<{ at: string; n: number } | null>(null)
  const steps = stepsOf(field.method)
  const goTo = (at: string) => setJump(j => ({ at, n: (j?.n ?? 0) + 1 }))
  const progress = answered(field)
  /** Before the outcome is chosen the rule cannot say which documents and signatures it asks for. */
  const undecided = field.record.outcome === null && field.method !== 'off-site'
  const gapsOf = useMemo(() => {
    const counted = new Map<StepKey, number>()
    for (const g of field.gaps) counted.set(stepOfGap(g), (counted.get(stepOfGap(g)) ?? 0) + 1)
    return counted
  }, [field.gaps])
  const render = (step: StepKey): ReactNode => {
    switch (step) {
      case 'opening':
        return (
          <Part title="亮证告知、扫码入企" id="step-opening" extra={<Mark tone="done">已登记</Mark>}>
            <OpeningShown visit={visit} />
          </Part>
        )
      case 'entry':
        return null
      case 'offSite':
        return <OffSiteStep field={field} />
      case 'checklist':
        return <ChecklistStep field={field} />
      case 'evidence':
        return <EvidenceStep field={field} goTo={goTo} />
      case 'service':
        return <ServiceStep field={field} />
      case 'result':
        return <ResultStep field={field} />
      case 'signature':
        return (
          <Part title="签字" id="step-signature" extra={<Law ids={['SJZ-57', 'SJZ-58']} />}>
            <p className="quiet lead">
              请检查对象核对记录后签字或盖章。
              <a href={documentsHref(visit.id, 'pdf')}>打印检查文书</a>
            </p>
            <SignatureField
              at="signature"
              what="检查记录"
              value={field.record.signature}
              onChange={signature => field.change({ signature })}
            />
          </Part>
        )
      case 'send':
        return <SendStep field={field} goTo={goTo} />
    }
  }
  const shown = steps.filter(s => s !== 'entry')
  return (
    <Steps
      visit={visit}
      steps={shown}
      first={shown.find(s => s !== 'opening') ?? 'send'}
      count={step =>
        step === 'opening'
          ? 0
          : step === 'send'
            ? field.gaps.length + (undecided ? progress.all - progress.done : 0)
            : step === 'evidence' || (step === 'signature' && undecided)
              ? null
              : step === 'checklist'
                ? Math.max(progress.all - progress.done, gapsOf.get('checklist') ?? 0)
                : (gapsOf.get(step) ?? 0)
      }
      strip={<SaveStrip field={field} />}
      jump={jump}
      render={render}
      foot={
        <div className="take">
          <ReasonButton
            text="撤回开始"
            ask="撤回的理由（已写的草稿不再使用）"
            pending={back.pending}
            run={reason => back.run({ params: { id: visit.id }, body: { reason } })}
          />
          {may('change.ask') && visit.kind === 'random' ? <AskSubstitute visit={visit} /> : null}
        </div>
      }
    />
  )
}

/** The steps: all beside the facts on the desk, one at a time on the phone. */
function Steps({
  visit,
  steps,
  first,
  count,
  closed,
  strip,
  jump,
  render,
  foot,
}: {
  visit: Visit
  steps: readonly StepKey[]
  first: StepKey
  /** What is missing in a step; null: it is never complete or incomplete. */
  count: (step: StepKey) => number | null
  closed?: (step: StepKey) => boolean
  strip: ReactNode
  jump?: { at: string; n: number } | null
  render: (step: StepKey) => ReactNode
  foot: ReactNode
}) {
  const wide = Grid.useBreakpoint().lg ?? true
  const [step, setStep] = useStepInAddress(steps, first)
  const at = steps.indexOf(step)
  const go = (next: StepKey) => {
    setStep(next)
    if (wide) document.getElementById(`step-${next}`)?.scrollIntoView({ block: 'start' })
    else window.scrollTo({ top: 0 })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every jump, after its step is on the screen.
  useEffect(() => {
    if (!jump) return
    setStep(stepOfGap({ at: jump.at }))
    const timer = setTimeout(() => {
      const field = document.getElementById(fieldId(jump.at))
      field?.scrollIntoView({ block: 'center' })
      const focusable = field?.matches('input, textarea, button')
        ? field
        : field?.querySelector<HTMLElement>('input:not([type=file]), textarea, button, [tabindex]')
      ;(focusable as HTMLElement | null | undefined)?.focus({ preventScroll: true })
    }, 60)
    return () => clearTimeout(timer)
  }, [jump])
  const list = (
    <ol className="field-list">
      {steps.map((s, i) => {
        const left = count(s)
        const shut = closed?.(s) === true
        return (
          <li key={s} className={s === step && !wide ? 'here' : ''}>
            <button
              type="button"
              onClick={() => go(s)}
              disabled={shut}
              {...(s === step && !wide ? { 'aria-current': 'step' as const } : {})}
            >
              <span className="field-number">{i + 1}</span>
              {stepNames[s]}
              {shut || left === null ? null : left === 0 ? (
                <span className="mark-done">✓</span>
              ) : (
                <span className="field-left">差 {left}</span>
              )}
            </button>
          </li>
        )
      })}
    </ol>
  )
  if (wide)
    return (
      <div className="visit-grid field-steps">
        <aside className="visit-about" id="state">
          {strip}
          <Part title="步骤">{list}</Part>
          <Part title="这次检查">
            <About visit={visit} />
          </Part>
        </aside>
        <div>
          {steps.map(s => (
            <div key={s}>{render(s)}</div>
          ))}
          {foot}
        </div>
      </div>
    )
  const next = steps[at + 1]
  const previous = steps[at - 1]
  return (
    <div className="field-steps field-phone">
      {strip}
      <details className="field-overview" id="state">
        <summary>
          第 {at + 1} 步，共 {steps.length} 步：{stepNames[step]}
        </summary>
        {list}
        <About visit={visit} />
        {foot}
      </details>
      {render(step)}
      <nav className="thumb-bar" aria-label="步骤">
        <Button size="large" disabled={previous === undefined} onClick={() => previous && go(previous)}>
          上一步
        </Button>
        <Button size="large" type="primary" disabled={next === undefined || closed?.(next) === true} onClick={() => next && go(next)}>
          {next ? `下一步：${stepNames[next]}` : '最后一步'}
        </Button>
      </nav>
    </div>
  )
}

/** The step stands in the address after `#`, so that a reload comes back to it. */
function useStepInAddress(steps: readonly StepKey[], first: StepKey): [StepKey, (step: StepKey) => void] {
  const [step, setStep] = useState<StepKey>(() => steps.find(s => `#${s}` === window.location.hash) ?? first)
  const shown = steps.includes(step) ? step : first
  return [
    shown,
    next => {
      window.history.replaceState(window.history.state, '', `#${next}`)
      setStep(next)
    },
  ]
}
