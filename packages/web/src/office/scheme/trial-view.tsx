/** 试算 — what a scheme does to the registry as it stands, beside the one in force. Every number opens its reason; nothing is written. */
import { Select } from 'antd'
import type { ReactNode } from 'react'
import { Loaded } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'
import { useSession } from '../session.tsx'
import { comingQuarter } from '../time.ts'
import { DrawDays } from './calendar-tab.tsx'
import { ClassMoves, Unclassified } from './trial-classes.tsx'
import { TrialStrata } from './trial-strata.tsx'
import { Why } from './why.tsx'
import { signed, type Trial, type Tried } from './words.ts'

/** Asks for a trial; it is a POST because the file goes with it, and it changes nothing. `yaml` null: the scheme in force. */
export const useTrial = (yaml: string | null, period: string, enabled = true) =>
  useRoute('scheme.try', { body: { yaml, period } }, { enabled })

/** The quarter drawn next and the three after it. */
export function usePeriods(): readonly string[] {
  const { code } = comingQuarter(useSession().today)
  const [year, quarter] = code.split('-Q').map(Number) as [number, number]
  return [0, 1, 2, 3].map(i => `${year + Math.floor((quarter - 1 + i) / 4)}-Q${((quarter - 1 + i) % 4) + 1}`)
}

export function PeriodSelect({ value, onChange }: { value: string; onChange: (period: string) => void }) {
  const periods = usePeriods()
  return (
    <Select
      aria-label="试算的抽查期"
      value={value}
      onChange={onChange}
      options={periods.map((p, i) => ({ value: p, label: i === 0 ? `${p}（下一期）` : p }))}
    />
  )
}

export function TrialView({ query }: { query: ReturnType<typeof useTrial> }) {
  return (
    <Loaded query={query}>
      {tried =>
        tried.trial === null ? (
          <p className="alarm">方案文件有错，改正后才能试算。</p>
        ) : (
          <TrialBody trial={tried.trial} tried={tried} stale={query.isPlaceholderData} />
        )
      }
    </Loaded>
  )
}

function TrialBody({ trial, tried, stale }: { trial: Trial; tried: Tried; stale: boolean }) {
  const { inForce, change } = tried
  const before = change === null ? null : inForce
  return (
    <div className={stale ? 'trial stale' : 'trial'} aria-busy={stale}>
      <p className="quiet">
        按 {trial.period}、现有名录库和 {trial.staff} 名执法人员试算{before ? '，与现行方案比较' : ''}。不写入任何内容，不抽取任何企业。
      </p>
      {trial.notes.length > 0 ? (
        <ul className="trial-notes" aria-label="请注意">
          {trial.notes.map(n => (
            <li key={n}>{n}</li>
          ))}
        </ul>
      ) : null}
      <div className="figures trial-figures">
        <Total label="检查次数" before={before?.visits} after={trial.visits} sentence={sumOfStrata(trial)} />
        <Total
          label="人日"
          before={before?.personDays}
          after={trial.personDays}
          sentence={trial.load.sentence}
          clause={trial.load.clause}
          law={trial.load.law}
        />
        <Total
          label="达到上限的企业"
          before={before && sayCapped(before)}
          after={sayCapped(trial)}
          change={change === null ? undefined : sayRange(change.atCap, signed)}
          sentence={
            trial.caps.length === 0 ? (
              '方案没有频次上限'
            ) : (
              <ul>
                {trial.caps.map(c => (
                  <li key={c.code}>
                    {c.name}（{c.limit} 次）：已达到、不再抽取 {c.count} 家；本次抽取后达到 {sayRange(c.reach, String)} 家
                  </li>
                ))}
              </ul>
            )
          }
          clause={trial.caps[0]?.clause}
          law={trial.caps.flatMap(c => c.law)}
        />
        <Total
          label="无法归类"
          before={before?.unclassified.count}
          after={trial.unclassified.count}
          sentence="不符合任何一类条件的在册对象；补全要素以后才能抽取"
        />
      </div>
      <TrialStrata trial={trial} before={before} />
      <ClassMoves trial={trial} before={before} moves={change?.moves ?? null} />
      <Unclassified trial={trial} />
      <div className="scheme-two">
        <section>
          <h3>联合抽查</h3>
          {trial.joint.length === 0 ? <p className="quiet">方案没有数量要求。</p> : null}
          <ul className="plain">
            {trial.joint.map(j => (
              <li key={j.code}>
                {j.name}{' '}
                <Why label={j.name} sentence={j.sentence} clause={j.clause} law={j.law}>
                  <b>{j.number}</b>
                </Why>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h3>抽取日期</h3>
          <DrawDays trial={trial} />
        </section>
      </div>
    </div>
  )
}

type Reach = Trial['caps'][number]['reach']
/** 2 至 5: whom a draw brings to the cap is known only when it is made. */
const sayRange = ({ least, most }: Reach, say: (n: number) => string): string =>
  least === most ? say(least) : `${say(Math.min(least, most))} 至 ${say(Math.max(least, most))}`
const sayCapped = (trial: Trial): string => {
  const sum = (bound: keyof Reach) => trial.caps.reduce((n, c) => n + c.count + c.reach[bound], 0)
  return sayRange({ least: sum('least'), most: sum('most') }, String)
}
const sumOfStrata = (trial: Trial): string =>
  `${trial.strata.map(s => s.answer.number).join(' + ')} = ${trial.visits} 次；一家在几个分层同时抽中只算一次检查，所以这是最多的次数`

function Total({
  label,
  before,
  after,
  change = typeof after === 'number' && typeof before === 'number' ? signed(after - before) : undefined,
  sentence,
  clause,
  law,
}: {
  label: string
  before: number | string | null | undefined
  after: number | string
  /** The difference in words, where it is not that of two numbers. */
  change?: string | undefined
  sentence: ReactNode
  clause?: string | undefined
  law?: readonly string[] | undefined
}) {
  const differs = before !== null && before !== undefined
  return (
    <div className="figure">
      <b>
        {differs && before !== after ? <span className="before">{before} → </span> : null}
        <Why label={label} sentence={sentence} clause={clause} law={law}>
          {after}
        </Why>
      </b>
      <span>
        {label}
        {differs ? <small className={after === before ? 'beside' : 'beside moved'}>{change}</small> : null}
      </span>
    </div>
  )
}
