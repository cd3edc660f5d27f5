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
    // What is late stands first, whatever its rule; then the rules in the order of their most urgent line.
    const late = inGroup.filter(l => l.overdue)
    const rest = inGroup.filter(l => !l.overdue)
    const sections = [late, rest].flatMap(lines =>
      [...new Set(lines.map(l => l.rule))].map(rule => ({ rule, lines: lines.filter(l => l.rule === rule) })),
    )
    const total = (rule: DeskRuleId) =>
      own ? inGroup.filter(l => l.rule === rule).length : (desk.totals.find(t => t.rule === rule)?.total ?? 0)
    // Late lines are sent first: as long as one that is not late was sent too, all late ones are here.
    const totalOf = (rule: DeskRuleId, lines: readonly Line[]) =>
      lines[0]?.overdue
        ? rest.some(l => l.rule === rule)
          ? lines.length
          : total(rule)
        : total(rule) - late.filter(l => l.rule === rule).length
    return (
      <Part
        key={group}
        id={group}
        title={`${deskGroupNames[group]}（${sections.reduce((n, s) => n + totalOf(s.rule, s.lines), 0)}）`}
        extra={late.length > 0 ? <Mark tone="stop">{group === 'health' ? `${late.length} 项已过期` : `${late.length} 项超期`}</Mark> : null}
      >
        {sections.map(({ rule, lines }) => (
          <RuleLines key={`${rule}${lines[0]?.overdue}`} rule={rule} lines={lines} total={totalOf(rule, lines)} />
        ))}
      </Part>
    )
  })
}

function RuleLines({ rule, lines, total }: { rule: DeskRuleId; lines: readonly Line[]; total: number }) {
  const [open, setOpen] = useState(false)
  const more = useRoute('desk.view', { query: { rule } }, { enabled: open && total > lines.length })
  const all =
    open && total > lines.length ? (more.data?.lines.filter(l => l.rule === rule && l.overdue === lines[0]?.overdue) ?? lines) : lines
  const shown = open ? all : lines.slice(0, FEW)
  const title = lines[0]?.title ?? ''
  return (
    <section aria-label={title}>
      <ul className="desk-lines">
        {shown.map((line, i) => (
          <DeskRow key={`${line.id}|${line.says}`} line={line} first={i === 0} />
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

function DeskRow({ line: l, first }: { line: Line; first: boolean }) {
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
          由{l.own && l.roles.length === 0 && l.unit === null ? '您' : l.who}办理
          <Law ids={l.law} />
        </p>
      </div>
      {leads ? (
        <Link to={link.to as '/'} search={link.search as never} hash={link.hash} className="desk-go">
          <Button type={l.own && first ? 'primary' : 'default'}>{l.own ? l.button : '查看'}</Button>
        </Link>
      ) : null}
    </li>
  )
}

function sayCountdown({ dueOn, days, overdue, group }: Line): string {
  if (dueOn === null || days === null) return group === 'blocked' ? '卡住' : group === 'health' ? '须处理' : '待办'
  const late = group === 'health' ? '过期' : '超期'
  if (overdue) return days === 0 ? `已${late}` : `${late} ${-days} 个工作日`
  return days === 0 ? '今天到期' : `还剩 ${days} 个工作日`
}
