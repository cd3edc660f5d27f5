/** 抽取记录单 — one printed page with signature lines; on screen it is hidden. */
import type { ReactNode } from 'react'
import type { Reply } from '../../api/client.ts'
import { chinaTime } from './event-panel.tsx'
import { t } from './strings.ts'

export function RecordSheet({ batch, agencyName, qr }: { batch: Reply<'batch.view'>; agencyName: string; qr: ReactNode }) {
  return (
    <article className="cer-sheet" aria-hidden="true">
      <h1>{t.recordTitle}</h1>
      <table>
        <tbody>
          <tr>
            <th>单位</th>
            <td>{agencyName}</td>
            <th>批次</th>
            <td>{batch.code}</td>
          </tr>
          <tr>
            <th>任务</th>
            <td colSpan={3}>{batch.tasks.map(x => `${x.name}（${x.code}）`).join('；')}</td>
          </tr>
          <tr>
            <th>承诺指纹</th>
            <td colSpan={3} className="mono">
              {batch.commitSha256}
            </td>
          </tr>
          <tr>
            <th>冻结时间</th>
            <td>{batch.committedAt && chinaTime(batch.committedAt)}</td>
            <th>可信等级</th>
            <td>{batch.assurance}</td>
          </tr>
          {batch.entropy
            .filter(e => e.numbers)
            .map(e => (
              <tr key={e.title}>
                <th>{e.title}</th>
                <td colSpan={3}>{e.numbers}</td>
              </tr>
            ))}
          <tr>
            <th>日志位置</th>
            <td colSpan={3}>
              承诺 {batch.commitLog?.index ?? '—'}，事件 {batch.eventLog?.index ?? '—'}，结果 {batch.resultLog?.index ?? '—'}
            </td>
          </tr>
        </tbody>
      </table>
      <table>
        <thead>
          <tr>
            <th>分层</th>
            <th>候选</th>
            <th>抽取</th>
            <th>备用</th>
            <th>抽取数量的依据</th>
          </tr>
        </thead>
        <tbody>
          {batch.strata.map(s => (
            <tr key={s.code}>
              <td>{s.name}</td>
              <td className="n">{s.N}</td>
              <td className="n">{s.quota}</td>
              <td className="n">{s.reserve}</td>
              <td>{s.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {batch.result && (
        <p>
          共 {batch.result.visits} 次检查，{batch.result.teams} 个小组配齐，缺员名额 {batch.result.unfilled} 个。
          {batch.shortfalls.join('；')}
        </p>
      )}
      <div className="cer-sheet-foot">
        {qr}
        <p>
          {t.verify}：{batch.publicUrl}
        </p>
      </div>
      <div className="cer-signs">
        {t.sign.map(s => (
          <div key={s}>
            {s}（签字）
            <span>　　　　年　　月　　日</span>
          </div>
        ))}
      </div>
    </article>
  )
}
