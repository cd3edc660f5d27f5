/**
 * 抽取与匹配 — the candidates of each stratum stand in line in ticket order (cells without names, the result is sealed), the cut falls after the
 * quota, the drawn light up, the reserves are ringed. Motion only where the viewer allows it and only right after the draw.
 */
import type { Reply } from '../../api/client.ts'
import { t } from './strings.ts'

type Strata = Reply<'batch.ceremony'>['strata']
/** More candidates than this are drawn as a proportional bar: cells would be dust on a projector. */
const mostCells = 320

export function Strips({ strata, drawn, lively }: { strata: Strata; drawn: boolean; lively: boolean }) {
  return (
    <div className={`cer-strips${drawn ? ' drawn' : ''}${lively ? ' lively' : ''}`}>
      {strata.map((s, row) => (
        <div className="cer-strip" key={s.code} style={{ '--row': row } as React.CSSProperties}>
          <div className="cer-strip-head">
            <span className="cer-strip-name">{s.name}</span>
            <span className="cer-strip-count">
              {drawn ? (
                <>
                  <b>{s.drawn}</b> / {s.N}
                  <small>
                    {' '}
                    {t.reserve} {s.reserve}
                  </small>
                </>
              ) : (
                <>
                  {t.pool} <b>{s.N}</b>
                </>
              )}
            </span>
          </div>
          {s.N <= mostCells ? (
            <div className="cer-cells" aria-hidden="true">
              {Array.from({ length: s.N }, (_, i) => (
                <i
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells are positions in the line.
                  key={i}
                  className={drawn && i < s.drawn ? 'hit' : drawn && i < s.drawn + s.reserve ? 'spare' : ''}
                  style={{ '--i': i, '--jump': ((i * 37) % 17) - 8 } as React.CSSProperties}
                />
              ))}
            </div>
          ) : (
            <div className="cer-bar" aria-hidden="true">
              <i style={{ width: `${drawn ? (100 * s.drawn) / s.N : 0}%` }} />
            </div>
          )}
        </div>
      ))}
    </div>
  )
}
