/** 分层与抽取数量 — per stratum: everyone it speaks of, who can be drawn, how many are, quarter by quarter, and what is missing and why. */
import { Why } from './why.tsx'
import { signed, type Trial } from './words.ts'

type Stratum = Trial['strata'][number]

const sayLeft = (s: Stratum): string =>
  s.left.length === 0 ? '在册对象全部可以抽取' : s.left.map(l => `${l.reason} ${l.count} 家`).join('、')

const missingWhy = (s: Stratum): string =>
  `最少应抽 ${s.answer.floor} 家，候选 ${s.pool} 家${s.left.length > 0 ? `（${sayLeft(s)}）` : ''}；如实列出，不用别的对象补足`

export function TrialStrata({ trial, before }: { trial: Trial; before: Trial | null }) {
  const quarter = Number(trial.period.slice(-1))
  const gone = before?.strata.filter(b => !trial.strata.some(s => s.code === b.code)) ?? []
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table that a keyboard must be able to scroll.
    <section className="trial-scroll" tabIndex={0} aria-label="分层与抽取数量">
      <table className="trial-table">
        <thead>
          <tr>
            <th scope="col">分层</th>
            <th scope="col">基数</th>
            <th scope="col">候选</th>
            <th scope="col">本季度应抽</th>
            <th scope="col">全年各季</th>
            <th scope="col">缺口</th>
            <th scope="col">非现场</th>
          </tr>
        </thead>
        <tbody>
          {trial.strata.map(s => (
            <Row key={s.code} s={s} was={before?.strata.find(b => b.code === s.code)} compared={before !== null} quarter={quarter} />
          ))}
          {gone.map(s => (
            <tr key={s.code}>
              <th scope="row">{s.name}</th>
              <td colSpan={6} className="alarm">
                新版没有这一分层（现行应抽 {s.answer.number} 家）
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ s, was, compared, quarter }: { s: Stratum; was: Stratum | undefined; compared: boolean; quarter: number }) {
  const { answer } = s
  const source = { clause: s.clause, law: s.law }
  const after = answer.number
  return (
    <tr>
      <th scope="row">{s.name}</th>
      <td>
        <Why label={`${s.name} 基数`} sentence="本季度开始时归入这一分层的在册对象，比例按它计算" {...source}>
          {s.base}
        </Why>
      </td>
      <td>
        <Why label={`${s.name} 候选`} sentence={sayLeft(s)} {...source}>
          {s.pool}
        </Why>
      </td>
      <td>
        {was && was.answer.number !== after ? <span className="before">{was.answer.number} → </span> : null}
        <Why
          label={`${s.name} 本季度应抽`}
          sentence={
            <>
              {answer.sentence}
              {answer.ceiling === null ? '' : `；最多 ${answer.ceiling}`}
              {was && was.answer.sentence !== answer.sentence ? <p className="quiet">现行：{was.answer.sentence}</p> : null}
            </>
          }
          {...source}
        >
          <b>{after}</b>
        </Why>
        {compared ? <Change was={was?.answer.number} now={after} /> : null}
      </td>
      <td className="quarters">
        {s.year.map((n, i) => (
          <Why
            // biome-ignore lint/suspicious/noArrayIndexKey: the quarter is the key
            key={i}
            label={`${s.name} 第 ${i + 1} 季度`}
            sentence={
              n === null
                ? '已经过去的季度'
                : i + 1 === quarter
                  ? answer.sentence
                  : '名录库不变时的推算；不重复抽取的，抽过的先离开候选，期满再回来'
            }
            {...source}
          >
            {n ?? '–'}
          </Why>
        ))}
      </td>
      <td>
        {answer.missing > 0 ? (
          <Why label={`${s.name} 缺口`} sentence={missingWhy(s)} {...source}>
            <b className="alarm">缺 {answer.missing}</b>
          </Why>
        ) : (
          <span className="quiet">无</span>
        )}
      </td>
      <td>
        <Why
          label={`${s.name} 非现场`}
          sentence={`候选 ${s.pool} 家中 ${s.offSite} 家一般采取非现场方式；只决定怎么查，不改变抽取数量`}
          {...source}
        >
          {s.pool === 0 ? '0' : `${Math.round((s.offSite * 100) / s.pool)}%`}
        </Why>
      </td>
    </tr>
  )
}

function Change({ was, now }: { was: number | undefined; now: number }) {
  if (was === undefined) return <small className="moved">新分层</small>
  return <small className={was === now ? 'quiet' : 'moved'}>{signed(now - was)}</small>
}
