/** 页面骨架 — title, one line of 这一页做什么 / 下一步 / 依据条款, and the four states every list has: loading, empty, refused, no permission. */
import type { Action } from '@mingcha/core/access'
import type { UseQueryResult } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { asRefusal } from '../../api/client.ts'
import { useMay } from '../session.tsx'
import { say } from '../strings.ts'
import { NoPermission, ProblemNotice } from './problem.tsx'

export interface PageWords {
  readonly title: string
  readonly does: string
  readonly next: string
  readonly law: string
}

export function Page({
  words,
  action,
  actions,
  back,
  children,
}: {
  words: PageWords
  /** The action without which the page shows nothing. */
  action?: Action
  actions?: ReactNode
  back?: ReactNode
  children: ReactNode
}) {
  const may = useMay()
  const allowed = action === undefined || may(action)
  return (
    <article className="page">
      {back ? <div className="page-back">{back}</div> : null}
      <header className="page-head">
        <h1>{words.title}</h1>
        {allowed && actions ? <div className="page-actions">{actions}</div> : null}
      </header>
      <dl className="page-help">
        <div>
          <dt>{say.page.does}</dt>
          <dd>{words.does}</dd>
        </div>
        <div>
          <dt>{say.page.next}</dt>
          <dd>{words.next}</dd>
        </div>
        <div>
          <dt>{say.page.law}</dt>
          <dd>{words.law}</dd>
        </div>
      </dl>
      {allowed || action === undefined ? children : <NoPermission action={action} />}
    </article>
  )
}

/** Waits for a query: skeleton, refusal with 重试, or the content. */
export function Loaded<T>({
  query,
  rows = 6,
  children,
}: {
  query: UseQueryResult<T, Error>
  rows?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) return <ProblemNotice refusal={asRefusal(query.error)} onRetry={() => void query.refetch()} />
  return <Skeleton active title={false} paragraph={{ rows }} aria-label={say.page.loading} />
}

/** A titled part of a page. */
export function Part({ title, extra, children, id }: { title: ReactNode; extra?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className="part" id={id}>
      <header className="part-head">
        <h2>{title}</h2>
        {extra ? <div className="part-extra">{extra}</div> : null}
      </header>
      {children}
    </section>
  )
}

/** 空 — what would be here, and the one thing to do about it. */
export function Nothing({ title, hint, children }: { title: string; hint?: string | undefined; children?: ReactNode }) {
  return (
    <div className="nothing">
      <p className="nothing-title">{title}</p>
      {hint ? <p className="nothing-hint">{hint}</p> : null}
      {children ? <div className="nothing-actions">{children}</div> : null}
    </div>
  )
}
