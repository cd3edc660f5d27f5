/**
 * 亮证告知、扫码入企 — before the form opens: every officer's certificate, what is told to the firm, the discipline acknowledged, the code read.
 * Nothing is ticked beforehand; what was ticked stands on this device until the check begins. @law LY-21 SJZ-54 LY-34
 */
import { eightMustNots, findOpeningGaps, fiveStrictBans, type Opening, officerConduct } from '@mingcha/core/inspection'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Choice, Labelled, Tick } from '../parts/choice.tsx'
import { Facts, Law, Mark } from '../parts/facts.tsx'
import { Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import type { Command } from '../requests.ts'
import { FileList, TakeFiles } from './evidence.tsx'
import { useFiles, type Visit } from './field.tsx'
import { fieldId } from './steps.ts'

/** The opening as it grows. */
export interface OpeningDraft {
  readonly kind: 'scan' | 'reason' | null
  readonly code: string
  readonly reason: string
  readonly certificates: readonly string[]
  readonly told: readonly string[]
  readonly receivedBy: string
}
export const emptyOpening: OpeningDraft = { kind: null, code: '', reason: '', certificates: [], told: [], receivedBy: '' }
export const isOpeningDraft = (value: unknown): value is OpeningDraft =>
  typeof value === 'object' &&
  value !== null &&
  Array.isArray((value as OpeningDraft).told) &&
  Array.isArray((value as OpeningDraft).certificates)

export function asOpening(draft: OpeningDraft): Opening | null {
  const entry =
    draft.kind === 'scan' && draft.code.trim() !== ''
      ? { kind: 'scan' as const, code: draft.code.trim() }
      : draft.kind === 'reason' && draft.reason.trim() !== ''
        ? { kind: 'reason' as const, reason: draft.reason.trim() }
        : null
  if (entry === null) return null
  const told = (what: string) => draft.told.includes(what)
  return {
    entry,
    certificates: [...draft.certificates],
    basisTold: told('basis'),
    purposeTold: told('purpose'),
    procedureTold: told('procedure'),
    rightsTold: told('rights'),
    disciplineAcknowledged: told('discipline'),
    noticeReceivedBy: draft.receivedBy.trim(),
  }
}

/** What is missing before the check may begin, with the entry among it. */
export function openingGaps(visit: Visit, draft: OpeningDraft): { readonly at: string; readonly says: string }[] {
  const opening = asOpening(draft) ?? { ...asOpening({ ...draft, kind: 'reason', reason: '-' })! }
  const gaps = findOpeningGaps(
    opening,
    visit.members.filter(m => m.code !== '—').map(m => m.code),
    visit.schedule?.notice ?? 'on-arrival',
  )
  return asOpening(draft) === null ? [...gaps, { at: 'entry', says: '请扫码入企，或写明不能扫码的原因' }] : gaps
}

export function OpeningStep({ visit, draft, change }: { visit: Visit; draft: OpeningDraft; change: (next: OpeningDraft) => void }) {
  const tell = (what: string) => (on: boolean) =>
    change({ ...draft, told: on ? [...draft.told, what] : draft.told.filter(t => t !== what) })
  const told = (what: string) => draft.told.includes(what)
  const bases = [...new Set(visit.items.flatMap(i => i.bases))]
  return (
    <Part title="亮证告知" id="step-opening" extra={<Law ids={['SJZ-54', 'A-29', 'LY-34']} />}>
      <div id={fieldId('certificates')} className="stack">
        {visit.members.map(m => (
          <Tick
            key={m.slot}
            checked={draft.certificates.includes(m.code)}
            onChange={on =>
              change({ ...draft, certificates: on ? [...draft.certificates, m.code] : draft.certificates.filter(c => c !== m.code) })
            }
          >
            <b>{m.name}</b> 已出示执法证{m.me ? '（本人）' : ''}
            <small>
              证号 {m.certificateNumber} · 有效期至 {m.certificateValidTo ?? '—'}
            </small>
          </Tick>
        ))}
        <Tick id={fieldId('basisTold')} checked={told('basis')} onChange={tell('basis')}>
          已说明<b>检查依据</b>
          <small>{bases.join('；')}</small>
        </Tick>
        <Tick id={fieldId('purposeTold')} checked={told('purpose')} onChange={tell('purpose')}>
          已说明<b>检查意图</b>
          <small>{visit.tasks.length > 0 ? visit.tasks.join('、') : (visit.origin?.says ?? '')}</small>
        </Tick>
        <Tick id={fieldId('procedureTold')} checked={told('procedure')} onChange={tell('procedure')}>
          已说明<b>检查流程</b>
          <small>亮证告知、入企登记、逐项检查、取证记录、听取意见、签字确认、结果公示。</small>
        </Tick>
        <Tick id={fieldId('rightsTold')} checked={told('rights')} onChange={tell('rights')}>
          已告知<b>权利</b>
          <small>有权申请回避，有权陈述、申辩；对没有公布的检查事项有权拒绝。</small>
        </Tick>
      </div>
      <h3>五个严禁</h3>
      <ol className="discipline">
        {fiveStrictBans.map(t => (
          <li key={t}>{t}</li>
        ))}
      </ol>
      <h3>八个不得</h3>
      <ol className="discipline">
        {eightMustNots.map(t => (
          <li key={t}>{t}</li>
        ))}
      </ol>
      <h3>检查人员守则</h3>
      <ol className="discipline">
        {officerConduct.map(t => (
          <li key={t}>{t}</li>
        ))}
      </ol>
      <div className="stack">
        <Tick id={fieldId('disciplineAcknowledged')} checked={told('discipline')} onChange={tell('discipline')}>
          我们已逐条看过，并保证遵守
        </Tick>
        {visit.schedule?.notice === 'exempt' ? (
          <p className="quiet">
            本次不发通知：{visit.noticeRule.exempt.find(e => e.code === visit.schedule?.noticeGround)?.text ?? visit.schedule.noticeGround}
          </p>
        ) : (
          <Labelled label="行政检查通知书由谁签收" id={fieldId('noticeReceivedBy')}>
            <Input
              value={draft.receivedBy}
              maxLength={40}
              autoComplete="off"
              onChange={e => change({ ...draft, receivedBy: e.target.value })}
            />
          </Labelled>
        )}
      </div>
    </Part>
  )
}

export function EntryStep({
  visit,
  draft,
  change,
  start,
  begin,
}: {
  visit: Visit
  draft: OpeningDraft
  change: (next: OpeningDraft) => void
  start: Command<'visit.start'>
  begin: () => void
}) {
  const { visit: held, onTheWay } = useFiles()
  const gaps = openingGaps(visit, draft)
  const code = draft.code.trim()
  const fits = code !== '' && (code.includes(visit.subject?.code ?? '\n') || code.includes(visit.number))
  const photos = [
    ...held.files.filter(f => f.purpose === 'entry').map(f => f.sha256),
    ...onTheWay.filter(u => u.purpose === 'entry').map(u => u.sha256),
  ]
  return (
    <Part title="扫码入企" id="step-entry" extra={<Law ids={['LY-21']} />}>
      <div className="stack">
        <Choice
          label="入企登记"
          options={[
            { value: 'scan', label: '扫码', hint: '企业码或通知书上的码' },
            { value: 'reason', label: '不能扫码', hint: '写明原因' },
          ]}
          value={draft.kind}
          onChange={kind => change({ ...draft, kind })}
          id={fieldId('entry')}
        />
        {draft.kind === 'scan' ? (
          <>
            <ScanCode found={found => change({ ...draft, kind: 'scan', code: found })} />
            <Labelled label="扫到的码" hint="扫不出来的，照着码下方的字输入：统一社会信用代码，或通知书编号。">
              <Input value={draft.code} maxLength={400} autoComplete="off" onChange={e => change({ ...draft, code: e.target.value })} />
            </Labelled>
            {code === '' ? null : fits ? (
              <Mark tone="done">与这家企业、这次检查一致</Mark>
            ) : (
              <Mark tone="stop">不是这家企业的码，也不是这次检查通知书的码。请核对后重扫。</Mark>
            )}
          </>
        ) : null}
        {draft.kind === 'reason' ? (
          <Labelled label="不能扫码的原因">
            <Input.TextArea value={draft.reason} maxLength={300} rows={2} onChange={e => change({ ...draft, reason: e.target.value })} />
          </Labelled>
        ) : null}
        <section className="evidence">
          <span className="labelled-name">入企照片（可不拍）</span>
          <FileList hashes={[...new Set(photos)]} />
          <TakeFiles only="photo" purpose="entry" took={() => undefined} />
        </section>
      </div>
      {gaps.length > 0 ? (
        <ul className="gap-list gap-top" aria-label="开始之前还差">
          {gaps.map(g => (
            <li key={g.at}>
              <Mark tone="wait">{g.says}</Mark>
            </li>
          ))}
        </ul>
      ) : null}
      {start.refusal ? <ProblemNotice refusal={start.refusal} /> : null}
      <Button className="gap-top" type="primary" size="large" block disabled={gaps.length > 0} loading={start.pending} onClick={begin}>
        开始检查
      </Button>
    </Part>
  )
}

/** What was opened with, once the check has begun. */
export function OpeningShown({ visit }: { visit: Visit }) {
  const o = visit.opening
  if (o === null) return null
  const names = (codes: readonly string[]) => codes.map(c => visit.members.find(m => m.code === c)?.name ?? c).join('、')
  return (
    <Facts
      wide
      rows={[
        ['出示执法证', names(o.certificates)],
        [
          '已告知',
          [
            o.basisTold ? '检查依据' : '',
            o.purposeTold ? '检查意图' : '',
            o.procedureTold ? '检查流程' : '',
            o.rightsTold ? '申请回避、陈述申辩的权利' : '',
            o.disciplineAcknowledged ? '“五个严禁”“八个不得”' : '',
          ]
            .filter(t => t !== '')
            .join('、'),
        ],
        ['入企登记', o.entry.kind === 'scan' ? <code key="c">{o.entry.code}</code> : `没有扫码：${o.entry.reason}`],
        o.noticeReceivedBy ? ['通知书签收人', o.noticeReceivedBy] : null,
      ]}
    />
  )
}

interface Detector {
  detect(source: CanvasImageSource | ImageBitmap): Promise<{ rawValue: string }[]>
}
const detector = (): Detector | null => {
  const kind = (globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => Detector }).BarcodeDetector
  try {
    return kind ? new kind({ formats: ['qr_code', 'code_128', 'data_matrix'] }) : null
  } catch {
    return null
  }
}

/** By the camera where the browser can read codes; from a photo; else the person types it. */
function ScanCode({ found }: { found: (code: string) => void }) {
  const [live, setLive] = useState(false)
  const [says, setSays] = useState('')
  const [reader] = useState(detector)
  const camera = reader !== null && typeof navigator.mediaDevices?.getUserMedia === 'function'
  const fromPhoto = async (file: File | undefined) => {
    if (!file || !reader) return
    const [code] = await reader.detect(await createImageBitmap(file)).catch(() => [])
    if (code) found(code.rawValue)
    setSays(code ? '' : '照片里没有认出码。请靠近些重拍，或直接输入。')
  }
  if (!reader) return <p className="quiet">这个浏览器不能识别二维码，请照着码下方的字输入。</p>
  return (
    <div className="stack">
      <div className="take">
        {camera ? <Button onClick={() => setLive(!live)}>{live ? '关闭摄像头' : '打开摄像头扫码'}</Button> : null}
        <label className="take-button">
          <input
            type="file"
            accept="image/*"
            capture="environment"
            onChange={e => {
              void fromPhoto(e.target.files?.[0])
              e.target.value = ''
            }}
          />
          拍码识别
        </label>
      </div>
      {live ? (
        <Camera
          reader={reader}
          found={code => {
            setLive(false)
            found(code)
          }}
          failed={() => {
            setLive(false)
            setSays('打不开摄像头。请拍码识别，或直接输入。')
          }}
        />
      ) : null}
      {says ? <p className="mark-stop">{says}</p> : null}
    </div>
  )
}

function Camera({ reader, found, failed }: { reader: Detector; found: (code: string) => void; failed: () => void }) {
  const screen = useRef<HTMLVideoElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: one stream for as long as it is shown.
  useEffect(() => {
    let stream: MediaStream | null = null
    let timer: ReturnType<typeof setInterval> | undefined
    let over = false
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then(async s => {
        stream = s
        const video = screen.current
        if (over || !video) return
        video.srcObject = s
        await video.play()
        timer = setInterval(() => {
          reader
            .detect(video)
            .then(([code]) => code && !over && found(code.rawValue))
            // A frame that cannot be read yet.
            .catch(() => undefined)
        }, 300)
      })
      .catch(() => !over && failed())
    return () => {
      over = true
      clearInterval(timer)
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
  }, [])
  return <video ref={screen} className="camera" muted playsInline aria-label="摄像头画面" />
}
