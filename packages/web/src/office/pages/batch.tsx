/** 批次 — one page from gathering to publication. What is missing stands where it is missing; the next step is one button. */
import { Link, useParams } from '@tanstack/react-router'
import { Alert, Button, Popconfirm } from 'antd'
import { toString as qrToString } from 'qrcode'
import { useEffect, useState } from 'react'
import { pathOf, type Reply } from '../../api/client.ts'
import { readBatchSteps } from '../parts/batch-steps.ts'
import { ExternalBatch } from '../parts/external-batch.tsx'
import { CopyButton, Facts, Gates, Hash, Law, Mark } from '../parts/facts.tsx'
import { FreezeForm } from '../parts/freeze-form.tsx'
import { Listing } from '../parts/listing.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { SecondHolder } from '../parts/second-holder.tsx'
import { VoidBatch } from '../parts/void-batch.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

export type Batch = Reply<'batch.view'>

export function BatchPage() {
  const { code } = useParams({ strict: false }) as { code: string }
  const batch = useRoute('batch.view', { params: { code } }, { every: 4_000 })
  return (
    <Page words={{ ...pages.batch, title: `抽取批次 ${code}` }} action="batch.view" back={<Link to="/batches">‹ 全部批次</Link>}>
      <Loaded query={batch}>{b => <BatchBody batch={b} />}</Loaded>
    </Page>
  )
}

function BatchBody({ batch: b }: { batch: Batch }) {
  const { now } = useSession()
  return (
    <>
      <ol className="stepper" aria-label="进度">
        {readBatchSteps(b, now).map((step, i) => (
          <li key={step.title} className={step.state} {...(step.state === 'now' ? { 'aria-current': 'step' as const } : {})}>
            {step.state === 'done' ? '✓' : step.state === 'stop' ? '✕' : i + 1} {step.title}
            {step.note ? <small>{step.note}</small> : null}
          </li>
        ))}
      </ol>
      <p className="lead">
        <Mark tone={b.state === 'published' ? 'done' : b.state === 'void' ? 'stop' : 'now'}>{b.stateName}</Mark>
        {b.next ? <b className="beside">{`下一步：${b.next.title}（${b.next.who}）`}</b> : null}
        <span className="quiet block">{b.tasks.map(t => t.name).join('；')}</span>
      </p>

      {b.external ? <ExternalBatch batch={b} external={b.external} /> : <OwnDraw batch={b} />}
    </>
  )
}

/** 本平台抽取的批次: gates, commitment, strata, result. */
function OwnDraw({ batch: b }: { batch: Batch }) {
  const may = useMay()
  const { now } = useSession()
  const params = { code: b.code }
  const snapshot = useCommand('batch.snapshot', { told: () => '快照已生成，正在写入日志' })
  const publish = useCommand('draw.publish', { told: () => '抽取记录已公布' })
  const dissolve = useCommand('batch.dissolve', { told: () => '批次已解散，任务回到待组批' })
  const snapshotGate = b.gates.find(g => g.key === 'snapshot')
  const ready = b.gates.every(g => g.ok)
  const allDone = b.progress !== null && b.progress.done >= b.progress.visits
  const due = b.openBy !== null && Date.parse(now) >= Date.parse(b.openBy)
  // Three lines a task that hold say nothing new here: folded, while what is missing always stands open.
  const heldByTasks = b.gates.filter(g => g.ok && g.key.includes('/'))
  return (
    <>
      {b.state === 'open' ? (
        <Part
          id="freeze"
          title="冻结之前"
          extra={
            may('batch.freeze') ? (
              <>
                <Popconfirm title="解散这个批次？" okText="解散" cancelText="不" onConfirm={() => void dissolve.run({ params })}>
                  <Button loading={dissolve.pending}>解散</Button>
                </Popconfirm>
                <Button
                  type={snapshotGate?.ok ? 'default' : 'primary'}
                  loading={snapshot.pending}
                  onClick={() => void snapshot.run({ params })}
                >
                  生成名录库快照
                </Button>
              </>
            ) : null
          }
        >
          {heldByTasks.length > 0 ? (
            <details className="gates-held">
              <summary>✓ 任务的关口已满足 {heldByTasks.length} 项</summary>
              <Gates gates={heldByTasks} />
            </details>
          ) : null}
          <Gates gates={b.gates.filter(g => !heldByTasks.includes(g))} />
        </Part>
      ) : (
        <Commitment batch={b} />
      )}

      <Part title="分层与抽取数量">
        <Listing
          label="分层"
          minWidth={1000}
          rows={b.strata}
          rowKey={s => s.code}
          empty={<Nothing title="没有分层" />}
          columns={[
            {
              title: '分层',
              width: 210,
              render: (_, s) => (
                <>
                  {s.name}
                  <small className="quiet beside">{s.code}</small>
                </>
              ),
            },
            { title: '基数', width: 70, align: 'right', render: (_, s) => s.base ?? '—' },
            { title: '候选', dataIndex: 'N', align: 'right', width: 70 },
            { title: '抽取', width: 70, align: 'right', render: (_, s) => <b>{s.quota}</b> },
            { title: '备用', dataIndex: 'reserve', align: 'right', width: 70 },
            { title: '不在候选库', width: 150, render: (_, s) => <Left stratum={s} /> },
            {
              title: '为什么',
              render: (_, s) => (
                <>
                  {s.why}
                  {s.carried > 0 ? <small className="quiet beside">其中 {s.carried} 家顺延，先于其他</small> : null}
                  {s.uncovered !== null && !s.determined ? (
                    <small className="quiet block">尚未覆盖 {s.uncovered} 家，先于已覆盖的</small>
                  ) : null}
                  {s.missing > 0 ? <Mark tone="stop">缺 {s.missing} 家，如实列出，不用别的对象补足</Mark> : null}
                  {s.determined ? <small className="quiet beside">由覆盖要求确定，不是随机抽中</small> : null}
                  <Law ids={s.law.filter(id => !s.why.includes(id))} />
                </>
              ),
            },
          ]}
          card={s => (
            <>
              <b>{s.name}</b>
              <span>
                {s.base === null ? '' : `基数 ${s.base}，`}候选 {s.N}，抽取 {s.quota}，备用 {s.reserve}
              </span>
              {s.excluded > 0 ? (
                <span>
                  不在候选库：
                  <Left stratum={s} />
                </span>
              ) : null}
              {s.missing > 0 ? <Mark tone="stop">缺 {s.missing} 家</Mark> : null}
              <span className="quiet">{s.why}</span>
            </>
          )}
        />
        <p className="quiet">
          可派持证执法人员 {b.roster.available} 名
          {b.roster.excluded.length > 0 ? `（另有${b.roster.excluded.map(e => `${e.reason} ${e.count} 名`).join('、')}不参加）` : ''}；回避{' '}
          {b.roster.barred} 对；12 个月内检查过的搭配 {b.roster.pairs} 对。
        </p>
      </Part>

      {b.state === 'open' ? (
        <>
          <SecondHolder batch={b} />
          {may('batch.freeze') ? (
            <Part title="冻结并承诺">
              {ready ? <FreezeForm batch={b} /> : <Nothing title="上面还有没有满足的关口" hint="逐项清除后，这里出现冻结表单。" />}
            </Part>
          ) : null}
        </>
      ) : null}

      {b.result ? (
        <Part
          id="publish"
          title={b.state === 'published' ? '结果' : '结果（封存期内只有数目）'}
          extra={
            b.state === 'drawn' && may('draw.publish') ? (
              <Button type={allDone || due ? 'primary' : 'default'} loading={publish.pending} onClick={() => void publish.run({ params })}>
                公布抽取记录
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
              <b>{b.result.teams}</b>
              <span>小组配齐</span>
            </div>
            <div className={b.result.unfilled > 0 ? 'figure alarm' : 'figure'}>
              <b>{b.result.unfilled}</b>
              <span>缺员名额</span>
            </div>
            <div className="figure">
              <b>{b.progress ? `${b.progress.done}/${b.progress.visits}` : '—'}</b>
              <span>检查完成</span>
            </div>
          </div>
          {b.shortfalls.map(s => (
            <p key={s} className="verdict">
              {s}
            </p>
          ))}
        </Part>
      ) : null}
    </>
  )
}

/** Who stands outside the pool: counts by reason, never names. */
function Left({ stratum: { left, excluded } }: { stratum: Batch['strata'][number] }) {
  if (excluded === 0) return <span className="quiet">无</span>
  return left.map(l => (
    <span key={l.code} className="block">
      {l.reason} {l.count}
    </span>
  ))
}

function Commitment({ batch: b }: { batch: Batch }) {
  const sources = b.entropy.filter(e => e.kind !== 'secret')
  return (
    <Part
      title="承诺"
      extra={
        <>
          <a href={pathOf('batch.commitFile', { params: { code: b.code } })}>
            <Button>下载 commit.json</Button>
          </a>
          <VoidBatch batch={b} />
          <Link to="/batches/$code/ceremony" params={{ code: b.code }}>
            <Button type={b.state === 'committed' || b.state === 'evented' ? 'primary' : 'default'}>打开摇号页</Button>
          </Link>
        </>
      }
    >
      <div className="commitment">
        <div>
          <Hash hex={b.commitSha256 ?? ''} large />
          <CopyButton text={b.commitSha256 ?? ''} label="复制指纹" />
          <Facts
            rows={[
              ['冻结时间', showInstant(b.committedAt)],
              ['透明日志', b.commitLog ? `第 ${b.commitLog.index} 条` : '正在写入……'],
              ['可信等级', b.assurance],
              ['公共随机', `${b.publicBits ?? 0} 比特`],
              ...sources.map(s => [s.title, s.numbers ?? `${showInstant(s.notBefore)} 之后`] as const),
              ['事件录入期限', showInstant(b.eventBy)],
              ['抽取期限', showInstant(b.resultBy)],
              ['最迟公布', showInstant(b.openBy)],
              b.eventLog ? ['事件', `日志第 ${b.eventLog.index} 条`] : null,
              b.resultLog ? ['结果', `日志第 ${b.resultLog.index} 条`] : null,
              b.publishLog ? ['公布', `日志第 ${b.publishLog.index} 条`] : null,
            ]}
          />
        </div>
        <figure className="qr-card">
          <Qr text={b.publicUrl ? `${b.publicUrl}#sha256=${b.commitSha256}` : ''} />
          <figcaption>
            扫码看承诺
            <a href={b.publicUrl ?? '#'}>公众页</a>
          </figcaption>
        </figure>
      </div>
      <p className="quiet">{b.assuranceText}</p>
      {(b.unstaffable ?? 0) > 0 ? (
        <Alert type="warning" title={`有 ${b.unstaffable} 家企业的名额即使单独抽中也配不齐人员；须由其他单位支援或上级签字。`} />
      ) : null}
      {b.state === 'committed' ? (
        <p className="quiet">请在公共事件之前把指纹或二维码交给监督人、纪检或张贴公示：事后任何改动都会被发现。</p>
      ) : null}
    </Part>
  )
}

function Qr({ text }: { text: string }) {
  const [svg, setSvg] = useState('')
  useEffect(() => {
    if (text !== '') qrToString(text, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' }).then(setSvg, (e: unknown) => console.error(e))
  }, [text])
  // biome-ignore lint/security/noDangerouslySetInnerHtml: markup of the QR library over an encoded URL.
  return <div className="qr" role="img" aria-label={`二维码：${text}`} dangerouslySetInnerHTML={{ __html: svg }} />
}
