/** 检查结果 — what the officers recorded, where it stands, the step that is next, and what the public reads of every version. */
import { Link, useParams } from '@tanstack/react-router'
import { Facts, Hash, Law, Mark } from '../parts/facts.tsx'
import { DetermineForm, FindingStep, type FindingView, followUpNames, PublishForm, ReplyPart, ReviewForm } from '../parts/finding-forms.tsx'
import { Countdown, FindingMark, PublicPreview } from '../parts/findings.tsx'
import { Loaded, Page, Part } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

const steps = [
  ['submitted', '检查记录已提交'],
  ['determined', '认定'],
  ['reviewed', '审核'],
  ['published', '公示'],
] as const
const reached = { submitted: 1, returned: 1, determined: 2, reviewed: 3, published: 4, withheld: 4, dropped: 0 } as const
const channelStates = { waiting: '待推送', exported: '已导出', received: '已回执', returned: '被退回' } as const

export function FindingPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const finding = useRoute('finding.view', { params: { id } })
  return (
    <Page words={pages.finding} action="finding.view" back={<Link to="/findings">‹ 公示</Link>}>
      <Loaded query={finding}>{f => <Content key={`${f.version}-${f.state}`} f={f} />}</Loaded>
    </Page>
  )
}

function Content({ f }: { f: FindingView }) {
  const may = useMay()
  const newest = f.versions.find(v => v.version === f.version)
  const line = newest?.line ?? null
  const at = reached[f.state]
  return (
    <>
      <Part
        id="state"
        title={
          <>
            {f.subjectName} <span className="quiet">{f.number}</span>
          </>
        }
        extra={<FindingMark state={f.state} name={f.correction && f.state !== 'published' ? `更正：${f.stateName}` : f.stateName} />}
      >
        <ol className="finding-steps">
          {steps.map(([key, name], i) => (
            <li key={key} className={i < at ? 'done' : i === at ? 'now' : ''}>
              {i < at ? '✓ ' : ''}
              {key === 'published' && f.state === 'withheld' ? '不予公示' : name}
            </li>
          ))}
        </ol>
        <Facts
          wide
          rows={[
            ['公示期限', <Countdown key="c" row={f} />],
            f.remindOn !== null && f.remindOn !== f.dueOn ? ['每月公示', `${f.remindOn} 前`] : null,
            ['起算', f.startEvent === 'completion' ? '检查完成之日' : '作出认定之日'],
            newest?.correctionReason ? ['更正原因', newest.correctionReason] : null,
            ['依据', <Law key="l" ids={f.law} />],
          ]}
        />
      </Part>

      <Part title="检查记录">
        <Facts
          wide
          rows={[
            ['对象代码', <code key="c">{f.subjectCode}</code>],
            ['检查情况', f.outcomeName],
            f.outcomeText ? ['说明', f.outcomeText] : null,
            ['检查日期', f.doneOn],
            ['检查方式', f.methodName],
            [
              '检查人员（对结果负责，SJZ-59）',
              f.officers.map(o => `${o.name}（${o.code}${o.signedAt ? `，${showInstant(o.signedAt)} 签名` : ''}）`).join('、'),
            ],
            ['检查事项', f.items.map(i => i.name).join('、')],
            ['提交时间', showInstant(f.submittedAt)],
            f.recordSha256 ? ['记录指纹', <Hash key="h" hex={f.recordSha256} />] : null,
          ]}
        />
        {f.problems.length > 0 ? (
          <>
            <h3>检查表中答“否”的</h3>
            <ul className="plain">
              {f.problems.map(p => (
                <li key={p.question}>
                  <Mark tone="stop">{p.question}</Mark>
                  <p>{p.text}</p>
                  <p className="quiet">
                    {p.item} · 佐证 {p.files.length} 件
                  </p>
                </li>
              ))}
            </ul>
          </>
        ) : null}
        {f.files.length > 0 ? (
          <>
            <h3>材料</h3>
            <ul className="plain">
              {f.files.map(file => (
                <li key={file.sha256}>
                  <a href={`/api/visits/${f.visitId}/files/${file.sha256}`}>{file.fileName}</a>
                  <span className="quiet beside">{showInstant(file.uploadedAt)}</span>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </Part>

      {(f.state === 'submitted' || f.state === 'returned') && may('finding.determine') ? <DetermineForm finding={f} /> : null}
      {f.correction && f.state === 'returned' && may('finding.correct') ? (
        <Part title="撤回更正">
          <FindingStep route="finding.dropCorrection" text="撤回更正" told="更正已撤回，原结果不变" finding={f} />
        </Part>
      ) : null}
      {f.state === 'determined' && may('finding.review') ? <ReviewForm finding={f} line={line} /> : null}
      {f.state === 'reviewed' && line ? (
        <Part title="待公示" id="publish">
          <p className="quiet">公众将读到：</p>
          <PublicPreview line={line} />
          {may('finding.publish') ? <PublishForm rows={[f]} /> : null}
          {may('finding.review') ? (
            <div className="row">
              <FindingStep route="finding.withdrawReview" text="撤回审核" told="审核已撤回" finding={f} />
              <FindingStep route="finding.return" text="退回重新认定" told="已退回" finding={f} />
            </div>
          ) : null}
        </Part>
      ) : null}

      {f.followUps.length > 0 ? (
        <Part title="后续处置">
          <ul className="plain">
            {f.followUps.map(u => (
              <li key={u.id}>
                {followUpNames[u.kind as keyof typeof followUpNames] ?? u.kind}：{u.content}
                <span className="quiet beside">
                  {u.ownerUnit}
                  {u.dueOn ? ` · ${u.dueOn} 前` : ''} · {u.state === 'closed' ? '已办结' : u.state === 'cancelled' ? '已作废' : '办理中'}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}

      <ReplyPart finding={f} />

      <Part title="各版本">
        {f.versions
          .filter(v => v.line !== null)
          .map(v => (
            <details key={v.version} open={v.version === f.version} className="version">
              <summary>
                第 {v.version} 版　{v.phrase}
                <span className="quiet beside">
                  {v.stateName}
                  {v.publishedAt ? ` · ${showInstant(v.publishedAt)}` : ''}
                </span>
              </summary>
              <Facts
                wide
                rows={[
                  ['认定', v.determinedOn ? `${v.determinedOn} ${v.determinedBy ?? ''}` : null],
                  ['审核', v.reviewedAt ? `${showInstant(v.reviewedAt)} ${v.reviewedBy ?? ''}：${v.reviewOpinion ?? ''}` : null],
                  ['公示', v.publishedAt ? `${showInstant(v.publishedAt)} ${v.publishedBy ?? ''}` : null],
                  v.lateReason
                    ? [
                        '超期理由',
                        <span key="l" className="alarm">
                          {v.lateReason}
                        </span>,
                      ]
                    : null,
                  v.ground ? ['理由', `${v.ground}：${v.groundReason ?? ''}`] : null,
                  v.jointPunishment ? ['联合惩戒', '是'] : null,
                  v.sha256 ? ['透明日志', v.logIndex === null ? '正在写入' : `第 ${v.logIndex} 条`] : null,
                ]}
              />
              {v.line ? (
                <PublicPreview line={v.line} struck={(v.state === 'published' || v.state === 'withheld') && v.version < lastPublic(f)} />
              ) : null}
              {v.sha256 ? <Hash hex={v.sha256} /> : null}
            </details>
          ))}
        {f.versions.every(v => v.line === null) ? <p className="quiet">认定之后，这里是公众将读到的文字。</p> : null}
        {(f.state === 'published' || f.state === 'withheld') && may('finding.correct') ? (
          <FindingStep route="finding.correct" text="提出更正" told="更正已提出，待重新认定；原结果公示到更正公示为止" finding={f} />
        ) : null}
      </Part>

      {f.channels.length > 0 ? (
        <Part title="渠道" id="channels">
          <ul className="plain">
            {f.channels.map(c => (
              <li key={`${c.version}-${c.channel}`}>
                {c.channel}
                <span className="quiet beside">第 {c.version} 版</span>
                <span className="beside">
                  <Mark tone={c.state === 'received' ? 'done' : c.state === 'returned' ? 'stop' : 'wait'}>{channelStates[c.state]}</Mark>
                </span>
                {c.receipt ? <span className="quiet beside">{c.receipt}</span> : null}
                {c.reason ? <span className="alarm beside">{c.reason}</span> : null}
              </li>
            ))}
          </ul>
        </Part>
      ) : null}

      <Part title="经过">
        <ul className="plain">
          {f.history.map((h, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an append-only list
            <li key={i}>
              <span className="quiet">{showInstant(h.at)}</span>　{h.title}　{h.by}
              {h.note ? <span className="quiet beside">{h.note}</span> : null}
            </li>
          ))}
          {f.history.length === 0 ? <li className="quiet">检查记录已提交，还没有办理。</li> : null}
        </ul>
      </Part>
    </>
  )
}

const lastPublic = (f: FindingView): number =>
  Math.max(0, ...f.versions.filter(v => v.state === 'published' || v.state === 'withheld').map(v => v.version))
