/** 日历 — the days the scheme fixes: when the next draw may be held, when which report is due. */
import { Nothing, Part } from '../parts/page.tsx'
import { showDay } from '../time.ts'
import { Why } from './why.tsx'
import type { Trial } from './words.ts'

export function CalendarTab({ trial, today }: { trial: Trial; today: string }) {
  return (
    <div className="scheme-two">
      <Part title={`${trial.period} 的抽取日期`}>
        <DrawDays trial={trial} />
      </Part>
      <Part title={`${trial.period.slice(0, 4)} 年的报送日期`}>
        <Reports trial={trial} today={today} />
      </Part>
    </div>
  )
}

export function DrawDays({ trial }: { trial: Trial }) {
  if (trial.drawDays === null)
    return (
      <p>
        {trial.drawRule ? (
          <Why label="抽取日期" sentence="方案没有限定抽取日期" clause={trial.drawRule.clause} law={trial.drawRule.law}>
            不限
          </Why>
        ) : (
          '方案没有限定抽取日期。'
        )}
      </p>
    )
  return (
    <ul className="plain">
      {trial.drawDays.map(on => (
        <li key={on}>
          <Why label="抽取日期" sentence="其他日期抽取的，写明理由" clause={trial.drawRule?.clause} law={trial.drawRule?.law}>
            {showDay(on)}
          </Why>
        </li>
      ))}
    </ul>
  )
}

function Reports({ trial, today }: { trial: Trial; today: string }) {
  if (trial.reports.length === 0) return <Nothing title="方案没有规定报送日期" />
  const next = trial.reports.find(r => r.on >= today)
  return (
    <table className="rules scheme-dates">
      <tbody>
        {trial.reports.map(r => (
          <tr key={r.on + r.name} className={r.on < today ? 'past' : ''}>
            <th scope="row">
              {showDay(r.on)}
              {r === next ? <b className="tag-inline">最近</b> : null}
            </th>
            <td>
              <Why label={r.name} sentence={`${r.on} 前报送`} clause={r.clause} law={r.law}>
                {r.name}
              </Why>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
