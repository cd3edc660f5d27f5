/**
 * 工作台 — three questions: what is due, what is stuck and who can unstick it, is everything healthy. Each line has its rule, day, clause, person and the
 * button that leads to the form that clears it; what is done is gone. An officer sees his own, first and large on the phone.
 */
import { type DeskGroup, type DeskRuleId, deskGroupNames } from '@mingcha/core/desk'
import { Link, useRouter } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { isPage, readLink } from '../parts/deep-link.ts'
import { Law, Mark } from '../parts/facts.tsx'
import { Classes, FirstDraw } from '../parts/first-draw.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'

type Desk = Reply<'desk.view'>
type Line = Desk['lines'][number]

const groups: readonly DeskGroup[] = ['due', 'blocked', 'health']
/** Lines of one rule that stand open before 同类还有. */
const FEW = 3

export function WorkbenchPage() {
  const may = useMay()
  const { account } = useSession()
  const desk = useRoute('desk.view', { query: {} }, { every: 60_000 })
  const everything = account.roles.includes('office')
  const [own, setOwn] = useState(false)
  return (
    <Page
      words={pages.workbench}
      action="desk.view"
      actions={
        everything && (desk.data?.lines.some(l => !l.own) ?? false) ? (
          <Segmented
            aria-label="看哪些"
            value={own ? 'own' : 'all'}
            onChange={value => setOwn(value === 'own')}
            options={[
              { value: 'all', label: '全部' },
              { value: 'own', label: '等我办的' },
            ]}
          />
        ) : null
      }
    >
      <Loaded query={desk}>
        {d => (
          <>
            {!d.begun && may('batch.view') ? <FirstDraw /> : null}
            <Blocks desk={d} own={own} />
          </>
        )}
      </Loaded>
      {may('registry.view') ? <Classes /> : null}
    </Page>
  )
}

function Blocks({ desk, own }: { desk: Desk; own: boolean }) {
  const lines = own ? desk.lines.filter(l => l.own) : desk.lines
  if (lines.length === 0)
    return (
      <Part title={deskGroupNames.due}>
        <Nothing title="今天没有到期的事" hint="没有到期、被卡住或不健康的事项。" />
      </Part>
    )
  return groups.map(group => {
    const inGroup = lines.filter(l => l.group === group)
    if (inGroup.length === 0)
      return group === 'due' ? (
        <Part key={group} title={deskGroupNames.due}>
          <Nothing title="今天没有到期的事" />
        </Part>
      ) : null
    // In the order of each rule's most urgent line.
    const rules = [...new Set(inGroup.map(l => l.rule))]
    const total = (rule: DeskRuleId) =>
      own ? inGroup.filter(l => l.rule === rule).length : (desk.totals.find(t => t.rule === rule)?.total ?? 0)
    const late = inGroup.filter(l => l.overdue).length
    return (
      <Part
        key={group}
        id={group}
        title={`${deskGroupNames[group]}（${rules.reduce((n, r) => n + total(r), 0)}）`}
        extra={late > 0 ? <Mark tone="stop">{group === 'health' ? `${late} 项已过期` : `${late} 项超期`}</Mark> : null}
      >
        {rules.map(rule => (
          <RuleLines key={rule} rule={rule} lines={inGroup.filter(l => l.rule === rule)} total={total(rule)} />
        ))}
      </Part>
    )
  })
}

function RuleLines({ rule, lines, total }: { rule: DeskRuleId; lines: readonly Line[]; total: number }) {
  const [open, setOpen] = useState(false)
  const more = useRoute('desk.view', { query: { rule } }, { enabled: open && total > lines.length })
  const all = open && total > lines.length ? (more.data?.lines.filter(l => l.rule === rule) ?? lines) : lines
  const shown = open ? all : lines.slice(0, FEW)
  const title = lines[0]?.title ?? ''
  return (
    <section aria-label={title}>
      <ul className="desk-lines">
        {shown.map(line => (
          <DeskRow key={`${line.id}|${line.says}`} line={line} />
        ))}
      </ul>
      {total > FEW ? (
        <p className="desk-more">
          <Button type="link" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? '收起' : `“${title}”同类还有 ${total - FEW} 条`}
          </Button>
          {open && all.length < total ? (
            <span className="quiet">
              显示最急的 {all.length} 条，共 {total} 条
            </span>
          ) : null}
        </p>
      ) : null}
    </section>
  )
}

function DeskRow({ line: l }: { line: Line }) {
  const router = useRouter()
  const link = readLink(l.link)
  const leads = isPage(Object.keys(router.routesByPath), link.to)
  return (
    <li className={l.overdue ? 'desk-line late' : 'desk-line'}>
      <div className="desk-day">
        <b>{sayCountdown(l)}</b>
        {l.dueOn ? (
          <small>
            {l.dueOn}
            {l.provisional ? '（暂定）' : ''}
          </small>
        ) : null}
      </div>
      <div className="desk-what">
        <p>
          <b className="desk-rule">{l.title}</b>
          {l.says}
        </p>
        {l.subject ? <p className="desk-subject">{l.subject}</p> : null}
        {l.blockedBy ? <p className="desk-blocked">卡在：{l.blockedBy}</p> : null}
        <p className="quiet desk-who">
          由{l.who}办理
          <Law ids={l.law} />
        </p>
      </div>
      {leads ? (
        <Link to={link.to as '/'} search={link.search as never} hash={link.hash} className="desk-go">
          <Button type={l.own ? 'primary' : 'default'}>{l.own ? l.button : '查看'}</Button>
        </Link>
      ) : null}
    </li>
  )
}

function sayCountdown({ dueOn, days, overdue, group }: Line): string {
  if (dueOn === null || days === null) return group === 'blocked' ? '卡住' : group === 'health' ? '须处理' : '待办'
  if (overdue) return days === 0 ? '已超期' : `超期 ${-days} 个工作日`
  return days === 0 ? '今天到期' : `还剩 ${days} 个工作日`
}
