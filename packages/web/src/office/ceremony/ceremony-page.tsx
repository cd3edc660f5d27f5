/**
 * 摇号 — one page for the wall: what was frozen, the public event, the draw. It shows only what may be seen while the result is sealed: counts, never
 * a name, a ticket or a cut-off. Reload it, open it twice, press twice: it always shows the one result.
 */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { toString as qrToString } from 'qrcode'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import './ceremony.css'
import { chinaTime, EventPanel, useStep } from './event-panel.tsx'
import { RecordSheet } from './record-sheet.tsx'
import { Strips } from './stage.tsx'
import { t } from './strings.ts'

export function CeremonyPage() {
  const { code } = useParams({ strict: false }) as { code: string }
  const view = useQuery({
    queryKey: ['batch.ceremony', code],
    queryFn: () => call('batch.ceremony', { params: { code } }),
    refetchInterval: 2_000,
  })
  const session = useQuery({ queryKey: ['session.view'], queryFn: () => call('session.view'), staleTime: 60_000 })
  const sawBefore = useRef(false)
  const draw = useStep(code, () => call('draw.execute', { params: { code } }))
  const state = view.data?.batch.state
  useEffect(() => {
    if (state === 'committed' || state === 'evented') sawBefore.current = true
  }, [state])
  if (!view.data || !session.data?.account)
    return (
      <div className="cer cer-empty">
        <p>{view.error ? view.error.message : '……'}</p>
      </div>
    )
  const { batch, agencyName, strata, now, qr } = view.data
  const me = { id: session.data.account.id, may: session.data.may }
  const drawn = batch.state === 'drawn' || batch.state === 'published'
  const ready =
    batch.state === 'evented' &&
    batch.eventLog !== null &&
    batch.entropy.every(e => e.kind !== 'secret' || e.party === 'server' || e.opened)
  return (
    <>
      <div className="cer">
        <header className="cer-head">
          <div>
            <h1>{agencyName}</h1>
            <p>
              “双随机、一公开”抽取 · {batch.period.replace('-Q', ' 年第 ')} 季度 · <span className="cer-code">{batch.code}</span>
            </p>
          </div>
          <div className="cer-tools">
            {batch.assurance && (
              <div className="cer-grade">
                <b>{batch.assurance}</b>
                <span>
                  {t.grade}
                  <br />
                  {batch.publicBits ? t.bits(batch.publicBits) : ''}
                </span>
              </div>
            )}
            <nav>
              <Link to="/batches/$code" params={{ code }}>
                {t.back}
              </Link>
              {drawn && (
                <button type="button" onClick={() => window.print()}>
                  {t.print}
                </button>
              )}
            </nav>
          </div>
        </header>
        {batch.state === 'open' ? (
          <p className="cer-wait">{t.notFrozen}</p>
        ) : (
          <div className="cer-cols">
            <section aria-labelledby="cer-1" className={batch.state === 'committed' ? 'now' : ''}>
              <h2 id="cer-1">
                <span>1</span>
                {t.committed}
              </h2>
              <p className="cer-note">{t.committedNote}</p>
              <div className="cer-hash">
                {(batch.commitSha256 ?? '').match(/.{1,16}/g)?.map(part => (
                  <span key={part}>{part}</span>
                ))}
              </div>
              <p className="cer-ok">
                {batch.commitLog ? t.logIndex(batch.commitLog.index) : t.logging}
                {batch.committedAt && ` · ${chinaTime(batch.committedAt)}`}
              </p>
              <table className="cer-table">
                <thead>
                  <tr>
                    <th>分层</th>
                    <th className="n">候选</th>
                    <th className="n">抽取</th>
                    <th className="n">备用</th>
                  </tr>
                </thead>
                <tbody>
                  {batch.strata.map(s => (
                    <tr key={s.code}>
                      <td>{s.name}</td>
                      <td className="n">{s.N}</td>
                      <td className="n strong">{s.quota}</td>
                      <td className="n">{s.reserve}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className="cer-small">
                可派持证执法人员 {batch.roster.available} 名，每次检查两名；回避 {batch.roster.barred} 对。
              </p>
            </section>
            <section aria-labelledby="cer-2" className={batch.state === 'committed' ? 'now' : ''}>
              <h2 id="cer-2">
                <span>2</span>
                {t.event}
              </h2>
              <p className="cer-note">{t.eventNote}</p>
              <EventPanel batch={batch} now={now} me={me} />
              {drawn && (
                <footer className="cer-foot">
                  <Qr text={qr ?? ''} />
                  <div>
                    <strong>{t.verify}</strong>
                    <p>{t.verifyNote}</p>
                    <p>{batch.state === 'drawn' ? t.sealed : batch.publicUrl}</p>
                    {batch.resultLog && <p className="cer-small">结果指纹已写入透明日志第 {batch.resultLog.index} 条。</p>}
                  </div>
                </footer>
              )}
            </section>
            <section aria-labelledby="cer-3" className={batch.state === 'evented' || drawn ? 'now' : ''}>
              <h2 id="cer-3">
                <span>3</span>
                {t.draw}
              </h2>
              <p className="cer-note">{t.drawNote}</p>
              <Strips strata={strata} drawn={drawn} lively={drawn && sawBefore.current} />
              {ready &&
                (me.may['draw.execute'] ? (
                  <button type="button" className="cer-button big" disabled={draw.busy} onClick={() => draw.go(undefined)}>
                    {draw.busy ? t.executing : t.execute}
                  </button>
                ) : (
                  <p className="cer-wait">{t.executeWait}</p>
                ))}
              {draw.why && (
                <p className="cer-bad" role="alert">
                  {draw.why}
                </p>
              )}
              {drawn && batch.result && (
                <div className="cer-result" aria-live="polite">
                  <Figure n={batch.result.visits} label={`${t.visits}（${t.visitsUnit}）`} />
                  <Figure n={batch.result.teams} label={t.teams} />
                  <Figure n={batch.result.unfilled} label={t.unfilled} alarm={batch.result.unfilled > 0} />
                </div>
              )}
              {drawn &&
                batch.shortfalls.map(s => (
                  <p key={s} className="cer-small">
                    {s}
                  </p>
                ))}
            </section>
          </div>
        )}
      </div>
      {drawn && <RecordSheet batch={batch} agencyName={agencyName} qr={<Qr text={qr ?? ''} />} />}
    </>
  )
}

function Figure({ n, label, alarm }: { n: number; label: string; alarm?: boolean }) {
  return (
    <div className={alarm ? 'cer-figure alarm' : 'cer-figure'}>
      <b>{n}</b>
      <span>{label}</span>
    </div>
  )
}

function Qr({ text }: { text: string }) {
  const [svg, setSvg] = useState('')
  useEffect(() => {
    if (text === '') return
    qrToString(text, { type: 'svg', margin: 0, errorCorrectionLevel: 'M', color: { dark: '#1d2527', light: '#ffffff' } }).then(
      setSvg,
      (e: unknown) => console.error(e),
    )
  }, [text])
  // The SVG comes from the library, the text is only encoded as modules.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: markup of the QR library over an encoded URL.
  return <div className="cer-qr" role="img" aria-label={`二维码：${text}`} dangerouslySetInnerHTML={{ __html: svg }} />
}
