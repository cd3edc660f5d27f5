/** 类别 — how many objects each class has, who moves from where to where with both sentences, who fits none. */
import { Why } from './why.tsx'
import { signed, type Trial, type Tried } from './words.ts'

type Moves = NonNullable<Tried['change']>['moves']

export function ClassMoves({ trial, before, moves }: { trial: Trial; before: Trial | null; moves: Moves | null }) {
  return (
    <section>
      <h3>监管类别</h3>
      <ul className="trial-classes">
        {trial.classes.map(c => {
          const was = before?.classes.find(b => b.code === c.code)?.count
          return (
            <li key={c.code}>
              {c.name}　{was !== undefined && was !== c.count ? <span className="before">{was} → </span> : null}
              <Why label={c.name} sentence={`名录库中归入${c.name}的在册对象`} clause={c.clause} law={c.law}>
                <b>{c.count}</b>
              </Why>
              {was === undefined || was === c.count ? null : <small className="moved">{signed(c.count - was)}</small>}
            </li>
          )
        })}
      </ul>
      {moves === null ? null : moves.length === 0 ? (
        <p className="quiet">没有企业改变类别或分层。</p>
      ) : (
        moves.map(m => (
          <details key={m.from + m.to} className="trial-move">
            <summary>
              {m.from} → {m.to}：<b>{m.count}</b> 家
            </summary>
            <ul className="plain">
              {m.examples.map(e => (
                <li key={e.id}>
                  <b>{e.name}</b>
                  <p className="quiet">现行：{e.before}</p>
                  <p>新版：{e.after}</p>
                </li>
              ))}
            </ul>
            {m.count > m.examples.length ? <p className="quiet">另有 {m.count - m.examples.length} 家。</p> : null}
          </details>
        ))
      )}
    </section>
  )
}

export function Unclassified({ trial }: { trial: Trial }) {
  const { count, examples } = trial.unclassified
  if (count === 0) return null
  return (
    <details className="trial-move">
      <summary>
        无法归类：<b>{count}</b> 家
      </summary>
      <ul className="plain">
        {examples.map(e => (
          <li key={e.id}>
            <b>{e.name}</b>
            <p className="quiet">{e.sentence}</p>
          </li>
        ))}
      </ul>
      {count > examples.length ? <p className="quiet">另有 {count - examples.length} 家。</p> : null}
    </details>
  )
}
