/** 结果小件 — the countdown, the state, and exactly what the public reads of a line. */
import type { FindingState } from '@mingcha/core/inspection'
import { type Effect, effectNames, narrowLine, type PublicLine } from '@mingcha/core/publicity'
import { Facts, Mark, type MarkTone } from './facts.tsx'

const tones: Record<FindingState, MarkTone> = {
  submitted: 'wait',
  returned: 'stop',
  determined: 'now',
  reviewed: 'now',
  published: 'done',
  withheld: 'done',
  dropped: 'plain',
}
export function FindingMark({ state, name }: { state: FindingState; name: string }) {
  return <Mark tone={tones[state]}>{name}</Mark>
}

/** 还剩几个工作日；超期为朱砂红. */
export function Countdown({
  row,
}: {
  row: { countdown: { overdue: boolean; left: number; says: string } | null; dueOn: string | null; provisional: boolean }
}) {
  if (row.countdown === null)
    return row.dueOn === null ? <span className="quiet">认定后起算</span> : <span className="quiet">{row.dueOn} 前</span>
  const { overdue, left, says } = row.countdown
  return (
    <span className={overdue ? 'countdown countdown-over' : left <= 5 ? 'countdown countdown-near' : 'countdown'}>
      {says}
      {row.provisional ? <span className="quiet">（暂定：节假日安排未公布）</span> : null}
    </span>
  )
}

/** A line under another effect, with the redacted words where there are some. */
export const lineUnder = (line: PublicLine, effect: Effect, redacted: string, ground: string | null): PublicLine =>
  narrowLine({ ...line, effect, ground: ground ?? '-', summary: effect === 'redact' ? redacted : line.summary }, effect)

/** 公众读到的样子. */
export function PublicPreview({ line, struck }: { line: PublicLine; struck?: boolean }) {
  if (line.effect === 'withhold')
    return (
      <div className="preview">
        <p className="verdict">依法不予公开：{line.ground}</p>
        <p className="quiet">公众只看到编号 {line.visit}、理由和日期，计入不予公开的数量；没有企业名称和结果。</p>
      </div>
    )
  return (
    <div className={struck ? 'preview struck' : 'preview'}>
      <p className="preview-name">
        {line.subjectName} <code>{line.subjectCode}</code>
      </p>
      <p className="verdict">{line.result}</p>
      {line.summary === '' ? null : <p className="preview-text">{line.summary}</p>}
      {line.effect === 'full' ? null : (
        <p className="quiet">
          {line.effect === 'redact' ? '部分内容已隐去' : '公开范围已调整'}：{line.ground}
        </p>
      )}
      {line.correctionReason === '-' ? null : <p className="quiet">更正原因：{line.correctionReason}</p>}
      <Facts
        rows={[
          ['抽查机关', line.insAuth],
          ['抽查类型', line.raninsTypeName],
          ['抽查完成日期', line.insDate],
          ['公示日期', line.publishedOn],
        ]}
      />
      {line.tasks.map(t => (
        <div key={t.raninsTaskId} className="preview-task">
          {t.raninsTaskId === '-' ? null : (
            <p className="quiet">
              {t.raninsPlaneName}（{t.raninsPlanId}）· {t.raninsTaskName}（{t.raninsTaskId}）
            </p>
          )}
          <ul>
            {t.items.map(i => (
              <li key={i.code}>
                {i.raninsItemName}：{i.raninsCheckResName}
              </li>
            ))}
          </ul>
        </div>
      ))}
      <p className="quiet">公开方式：{effectNames[line.effect]}</p>
    </div>
  )
}
