/** 排期表 — who goes when: officers by days, the load as a number, clashes listed. Firms are never named here. */
import { addDays, addMonths, type PlainDate, weekdayOf } from '@mingcha/core/base'
import { Link, useSearch } from '@tanstack/react-router'
import { Button, Drawer, Grid, Segmented, Select } from 'antd'
import { useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Mark } from '../parts/facts.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { showDay } from '../time.ts'
import { ScheduleForm } from '../visit/schedule-form.tsx'
import '../visit/visit.css'
import { halfNames, shortDay } from '../visit/words.ts'

type View = Reply<'visit.calendar'>
type Officer = View['officers'][number]

export function CalendarPage() {
  const { today } = useSession()
  const may = useMay()
  const wide = Grid.useBreakpoint().md ?? true
  const search = useSearch({ strict: false }) as { visit?: string }
  const [span, setSpan] = useState<'month' | 'week' | null>(null)
  const [shown, setShown] = useState<PlainDate>(today as PlainDate)
  const [day, setDay] = useState<string | null>(null)
  const mode = span ?? (wide ? 'month' : 'week')
  const from = mode === 'month' ? (`${shown.slice(0, 7)}-01` as PlainDate) : addDays(shown, 1 - weekdayOf(shown))
  const to = mode === 'month' ? addDays(addMonths(from, 1), -1) : addDays(from, 6)
  const calendar = useRoute('visit.calendar', { query: { from, to } })
  const step = (n: 1 | -1) => setShown(mode === 'month' ? (addMonths(from, n) as PlainDate) : addDays(from, 7 * n))
  return (
    <Page words={pages.calendar} action="desk.view" back={<Link to="/visits">‹ 检查</Link>}>
      <div className="calendar-bar">
        <Button onClick={() => step(-1)} aria-label={mode === 'month' ? '上个月' : '上一周'}>
          ‹
        </Button>
        <b aria-live="polite">
          {mode === 'month' ? `${Number(from.slice(0, 4))}年${Number(from.slice(5, 7))}月` : `${shortDay(from)} 至 ${shortDay(to)}`}
        </b>
        <Button onClick={() => step(1)} aria-label={mode === 'month' ? '下个月' : '下一周'}>
          ›
        </Button>
        <Button onClick={() => setShown(today as PlainDate)}>今天</Button>
        <Segmented
          value={mode}
          onChange={v => setSpan(v as 'month' | 'week')}
          options={[
            { value: 'month', label: '月' },
            { value: 'week', label: '周' },
          ]}
        />
      </div>
      <Loaded query={calendar} rows={10}>
        {c => (
          <>
            {c.clashes.length > 0 ? (
              <Part title={`冲突（${c.clashes.length}）`}>
                <ul className="plain">
                  {c.clashes.map(x => (
                    <li key={`${x.on}${x.half}${x.officer}`}>
                      <Mark tone="stop">
                        {shortDay(x.on, x.half)} {x.officer}
                      </Mark>
                      <span className="quiet beside">
                        同一半天有 {x.numbers.length} 次现场检查：{x.numbers.join('、')}
                      </span>
                    </li>
                  ))}
                </ul>
              </Part>
            ) : null}
            <CalendarGrid view={c} today={today} week={mode === 'week'} open={setDay} chosen={day} />
            <p className="legend quiet">
              <span>
                <i className="legend-am">上</i> 上午
              </span>
              <span>
                <i className="legend-pm">下</i> 下午
              </span>
              <span>
                <i className="slot slot-am slot-asked">上</i> 待审批
              </span>
              <span>
                <i className="legend-off" /> 非工作日
              </span>
              <span>
                <i className="legend-away" /> 请假
              </span>
            </p>
          </>
        )}
      </Loaded>
      <Drawer open={day !== null} onClose={() => setDay(null)} size={wide ? 560 : '100%'} title={day ? showDay(day) : ''} destroyOnHidden>
        {day && calendar.data ? (
          <DayPanel
            day={day}
            view={calendar.data}
            may={may('visit.schedule')}
            head={may('visit.approve')}
            first={search.visit}
            done={() => setDay(null)}
          />
        ) : null}
      </Drawer>
    </Page>
  )
}

function CalendarGrid({
  view,
  today,
  week,
  open,
  chosen,
}: {
  view: View
  today: string
  week: boolean
  open: (day: string) => void
  chosen: string | null
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table that a keyboard must be able to scroll.
    <section className="calendar" tabIndex={0} aria-label="排期表">
      <table className={week ? 'calendar-week' : ''}>
        <thead>
          <tr>
            <th scope="col" className="calendar-who">
              执法人员
            </th>
            {view.days.map(d => (
              <th
                key={d.on}
                scope="col"
                className={`${d.working ? '' : 'off'} ${d.on === today ? 'today' : ''} ${d.on === chosen ? 'chosen' : ''}`}
              >
                <button type="button" onClick={() => open(d.on)} aria-label={`${showDay(d.on)}，${d.visits} 次检查`}>
                  <span>{Number(d.on.slice(8))}</span>
                  <small>{'日一二三四五六'[new Date(`${d.on}T00:00:00Z`).getUTCDay()]}</small>
                </button>
              </th>
            ))}
            <th scope="col" className="calendar-load">
              合计
            </th>
          </tr>
        </thead>
        <tbody>
          {view.officers.map(o => (
            <tr key={o.code}>
              <th scope="row" className="calendar-who">
                {o.name} <small>{o.code}</small>
              </th>
              {view.days.map(d => (
                <Cell key={d.on} officer={o} day={d} today={today} />
              ))}
              <td className="calendar-load">{o.total}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="calendar-who">
              全单位
            </th>
            {view.days.map(d => (
              <td key={d.on} className={d.working ? '' : 'off'}>
                {d.visits || ''}
              </td>
            ))}
            <td className="calendar-load">{view.days.reduce((a, d) => a + d.visits, 0)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

function Cell({ officer, day, today }: { officer: Officer; day: View['days'][number]; today: string }) {
  const away = officer.away.some(a => a.from <= day.on && day.on <= a.to)
  const own = officer.visits.filter(v => v.on === day.on)
  return (
    <td
      className={`${day.working ? '' : 'off'} ${away ? 'away' : ''} ${day.on === today ? 'today' : ''}`}
      title={away ? '请假' : undefined}
    >
      {own.map(v => (
        <Slot key={`${v.half}${v.number}${v.id}`} visit={v} />
      ))}
    </td>
  )
}

function Slot({ visit: v }: { visit: Officer['visits'][number] }) {
  const face = (
    <span className={`slot slot-${v.half} ${v.state === 'scheduled' ? 'slot-asked' : ''}`} title={`${halfNames[v.half]} ${v.number}`}>
      {v.half === 'am' ? '上' : '下'}
    </span>
  )
  if (v.id === '') return face
  return (
    <Link to="/visits/$id" params={{ id: v.id }} aria-label={`${showDay(v.on)}${halfNames[v.half]} ${v.number}`}>
      {face}
    </Link>
  )
}

function DayPanel({
  day,
  view,
  may,
  head,
  first,
  done,
}: {
  day: string
  view: View
  may: boolean
  head: boolean
  first: string | undefined
  done: () => void
}) {
  const { today } = useSession()
  const busy = view.officers.filter(o => o.visits.some(v => v.on === day))
  return (
    <>
      <h3>这一天的安排</h3>
      {busy.length === 0 ? (
        <p className="quiet">没有安排。</p>
      ) : (
        <ul className="plain">
          {busy.map(o => (
            <li key={o.code}>
              {o.name} <small className="quiet">{o.code}</small>
              <span className="quiet beside">
                {o.visits
                  .filter(v => v.on === day)
                  .map(v => `${halfNames[v.half]} ${v.number}`)
                  .join('；')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {may && day >= today ? <PutOnDay day={day} head={head} first={first} done={done} /> : null}
    </>
  )
}

function PutOnDay({ day, head, first, done }: { day: string; head: boolean; first: string | undefined; done: () => void }) {
  const all = useRoute('visit.list', { query: { state: 'waiting' } }, { enabled: head })
  const mine = useRoute('visit.mine', undefined, { enabled: !head })
  const rows = (head ? all.data?.rows : mine.data?.rows)?.filter(r => r.state === 'waiting')
  const [id, setId] = useState<string | null>(first ?? null)
  const visit = useRoute('visit.view', { params: { id: id ?? '' } }, { enabled: id !== null })
  if (rows?.length === 0) return <Nothing title="没有待排期的检查" />
  return (
    <>
      <h3 className="gap-top">在这一天安排一次检查</h3>
      <Select
        className="full"
        showSearch={{ optionFilterProp: 'label' }}
        value={id}
        onChange={setId}
        placeholder={`选一次待排期的检查（${rows?.length ?? 0}）`}
        options={(rows ?? []).map(r => ({
          value: r.id,
          label: `${r.subject?.name ?? r.number}（期限 ${r.dueOn}${r.overdue ? '，已超期' : ''}）`,
        }))}
        aria-label="待排期的检查"
      />
      {id !== null && visit.data?.id === id ? <ScheduleForm key={id} visit={visit.data} day={day} done={done} /> : null}
    </>
  )
}
