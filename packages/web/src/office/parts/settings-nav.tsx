/** 设置的分页 — the pages under 设置 that this account may open. */
import { Link, useLocation } from '@tanstack/react-router'
import { useMay } from '../session.tsx'

export function SettingsNav() {
  const may = useMay()
  const path = useLocation().pathname.replace(/\/$/, '')
  const entries = [
    ...(may('account.list') ? [{ to: '/settings', text: '账号' } as const] : []),
    { to: '/settings/units', text: '内设机构' } as const,
    ...(may('agency.contact') ? [{ to: '/settings/contact', text: '对外联系方式' } as const] : []),
    { to: '/settings/me', text: '我的账号' } as const,
    ...(may('backup.list') ? [{ to: '/settings/backup', text: '备份' } as const] : []),
  ]
  return (
    <nav className="subnav" aria-label="设置">
      {entries.map(e => (
        <Link key={e.to} to={e.to} className={path === e.to ? 'here' : ''} {...(path === e.to ? { 'aria-current': 'page' as const } : {})}>
          {e.text}
        </Link>
      ))}
    </nav>
  )
}
