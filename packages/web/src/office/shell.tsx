/** 外壳 — navigation in the order of the flow, the day it is for the law, who is signed in; in training the banner and the clock. */
import type { Action } from '@mingcha/core/access'
import { roleNames } from '@mingcha/core/access'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Button, Drawer, Dropdown, Grid } from 'antd'
import { useState } from 'react'
import { useAnchor } from './parts/deep-link.ts'
import { TrainingClock } from './parts/training-clock.tsx'
import { useCommand } from './requests.ts'
import { useMay, useSession } from './session.tsx'
import { showDay } from './time.ts'

interface Entry {
  readonly to:
    | '/'
    | '/items'
    | '/subjects'
    | '/records'
    | '/inspectors'
    | '/scheme'
    | '/plan'
    | '/tasks'
    | '/batches'
    | '/visits'
    | '/visits/calendar'
    | '/visits/approvals'
    | '/changes'
    | '/followups'
    | '/findings'
    | '/oversight'
    | '/events'
    | '/templates'
    | '/settings'
  readonly text: string
  readonly needs?: Action
  /** Enough as well. */
  readonly orNeeds?: Action
  readonly group?: string
}
const entries: readonly Entry[] = [
  { to: '/', text: '工作台' },
  { to: '/items', text: '事项清单', group: '一单两库' },
  { to: '/subjects', text: '检查对象', needs: 'registry.view', group: '一单两库' },
  { to: '/records', text: '事实与名单', needs: 'registry.view', group: '一单两库' },
  { to: '/inspectors', text: '检查人员', needs: 'registry.view', group: '一单两库' },
  { to: '/scheme', text: '实施方案', group: '规则与计划' },
  { to: '/plan', text: '年度计划', group: '规则与计划' },
  { to: '/tasks', text: '抽查任务', needs: 'task.view', group: '抽取' },
  { to: '/batches', text: '抽取批次', needs: 'batch.view', group: '抽取' },
  { to: '/visits', text: '检查', needs: 'visit.list', orNeeds: 'visit.own', group: '检查' },
  { to: '/visits/calendar', text: '排期', needs: 'visit.list', orNeeds: 'visit.own', group: '检查' },
  { to: '/visits/approvals', text: '审批', needs: 'visit.approve', group: '检查' },
  { to: '/changes', text: '换人与递补', needs: 'change.ask', group: '检查' },
  { to: '/followups', text: '后续处置', needs: 'followup.view', group: '检查' },
  { to: '/findings', text: '公示', needs: 'finding.view', group: '公示与处置' },
  { to: '/oversight', text: '监督', needs: 'oversight.view', group: '监督与设置' },
  { to: '/events', text: '操作记录', needs: 'event.list', group: '监督与设置' },
  { to: '/templates', text: '文书模板', needs: 'template.view', group: '监督与设置' },
  { to: '/settings', text: '设置', group: '监督与设置' },
]

export function Shell() {
  const session = useSession()
  const { hash, pathname } = useLocation()
  useAnchor(hash, pathname)
  const wide = Grid.useBreakpoint().lg ?? true
  const [open, setOpen] = useState(false)
  const queries = useQueryClient()
  const end = useCommand('session.end')
  const signOut = async () => {
    await end.run({})
    queries.clear()
    window.location.assign('/office/')
  }
  return (
    <div className="shell">
      {session.mode === 'training' ? (
        <div className="training-bar">
          <span>演练环境 · 数据均为虚构</span>
          <TrainingClock />
        </div>
      ) : null}
      <header className="top">
        {wide ? null : (
          <Button type="text" aria-label="打开菜单" onClick={() => setOpen(true)}>
            ☰
          </Button>
        )}
        <Link to="/" className="top-name">
          <b>明查</b>
          <span>{session.agency?.name}</span>
        </Link>
        <span className="top-day">{showDay(session.today)}</span>
        <Dropdown
          menu={{
            items: [
              { key: 'me', label: <Link to="/settings/me">我的账号</Link> },
              { key: 'out', label: '退出', onClick: () => void signOut() },
            ],
          }}
          trigger={['click']}
        >
          <Button type="text" className="top-who">
            {session.account.name}
            {wide ? <small>{session.account.roles.map(r => roleNames[r]).join('、')}</small> : null}
          </Button>
        </Dropdown>
      </header>
      <div className="body">
        {wide ? (
          <nav className="side" aria-label="主导航">
            <Menu />
          </nav>
        ) : (
          <Drawer open={open} onClose={() => setOpen(false)} placement="left" size={260} title="菜单" rootClassName="side-drawer">
            {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: closes after a link inside was followed. */}
            <div onClick={() => setOpen(false)}>
              <Menu />
            </div>
          </Drawer>
        )}
        <main className="content">
          <Outlet />
        </main>
      </div>
    </div>
  )
}

function Menu() {
  const may = useMay()
  const path = useLocation().pathname
  const shown = entries.filter(e => e.needs === undefined || may(e.needs) || (e.orNeeds !== undefined && may(e.orNeeds)))
  // The longest address that fits is where one is: /visits/calendar is not /visits.
  const at = shown
    .filter(e => (e.to === '/' ? path === '/' : path === e.to || path.startsWith(`${e.to}/`)))
    .sort((a, b) => b.to.length - a.to.length)[0]
  return (
    <ul>
      {shown.map((e, i) => {
        const here = e === at
        return (
          <li key={e.to} className={e.group !== shown[i - 1]?.group && e.group ? 'first' : ''}>
            {e.group && e.group !== shown[i - 1]?.group ? <span className="side-group">{e.group}</span> : null}
            <Link to={e.to} className={here ? 'here' : ''} {...(here ? { 'aria-current': 'page' as const } : {})}>
              {e.text}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
