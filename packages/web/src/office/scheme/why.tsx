/** 为什么 — a number that opens its sentence, its clause and the ids of the clause; and the clause itself, what the scheme says apart from what we took. */
import { splitClause } from '@mingcha/core/scheme'
import { Popover } from 'antd'
import type { ReactNode } from 'react'
import { Law } from '../parts/facts.tsx'
import './scheme.css'

/** 条款原文 in quotes; our reading of it behind a mark of its own. */
export function Clause({ text, law }: { text: string; law?: readonly string[] | undefined }) {
  const { quote, reading } = splitClause(text)
  return (
    <div className="clause">
      {quote ? <blockquote>{quote}</blockquote> : null}
      {reading ? (
        <p className="reading">
          <span className="reading-mark">理解</span>
          {reading}
        </p>
      ) : null}
      {law ? <Law ids={law} /> : null}
    </div>
  )
}

export interface Reason {
  /** What the number is, for who hears the page: 重点监管对象 本季度应抽. */
  readonly label: string
  /** How it comes about: 18% × 61，向上取整 = 11. */
  readonly sentence: ReactNode
  readonly clause?: string | undefined
  readonly law?: readonly string[] | undefined
}

export function Why({ label, sentence, clause = '', law = [], children }: Reason & { children: ReactNode }) {
  return (
    <Popover
      trigger="click"
      title={label}
      content={
        <div className="why-body">
          <div>{sentence}</div>
          {clause === '' && law.length === 0 ? null : <Clause text={clause} law={law} />}
        </div>
      }
    >
      <button type="button" className="why" title="为什么">
        {children}
        <span className="unseen">（{label}，为什么）</span>
      </button>
    </Popover>
  )
}
