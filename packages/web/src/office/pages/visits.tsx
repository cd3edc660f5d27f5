/** 我的检查 — an officer's own visits, and nobody else's. */
import { Link } from '@tanstack/react-router'
import { Mark } from '../parts/facts.tsx'
import { Loaded, Nothing, Page } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'
import { pages } from '../strings.ts'

const states = {
  waiting: ['now', '待检查'],
  unfilled: ['stop', '小组缺员，待补派'],
  done: ['done', '已录入'],
  undone: ['wait', '未完成'],
} as const

export function VisitsPage() {
  const list = useRoute('visit.list')
  return (
    <Page words={pages.visits} action="visit.own">
      <Loaded query={list}>
        {d =>
          d.rows.length === 0 ? (
            <Nothing title="没有派给您的检查" hint="抽取之后，派给您的检查会出现在这里。" />
          ) : (
            <ul className="visit-cards">
              {d.rows.map(v => (
                <li key={v.id}>
                  <Link to="/visits/$id" params={{ id: v.id }}>
                    <b>{v.subjectName}</b>
                    <span className="quiet">{v.address}</span>
                    <span>
                      {v.method.name} · {v.dueOn} 前 · {v.tasks.join('、')}
                    </span>
                    <Mark tone={states[v.state][0]}>{v.result ?? states[v.state][1]}</Mark>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  )
}
