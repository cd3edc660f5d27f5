/** 条文 — every rule in words with the clause it comes from beside it; a box that leaves only the rows one looks for. */
import { Input } from 'antd'
import { useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Law } from '../parts/facts.tsx'
import { Nothing, Part } from '../parts/page.tsx'
import { Clause } from './why.tsx'

type Section = Reply<'scheme.view'>['sections'][number]

const keep = (sections: readonly Section[], words: readonly string[]): Section[] =>
  sections
    .map(s => ({
      ...s,
      rows: s.rows.filter(r => {
        const text = `${s.title} ${r.label} ${r.value} ${r.clause} ${r.law.join(' ')}`.toLowerCase()
        return words.every(w => text.includes(w))
      }),
    }))
    .filter(s => s.rows.length > 0)

const anchorOf = (title: string) => `rules-${title}`

export function ReadTab({ sections }: { sections: readonly Section[] }) {
  const [asked, setAsked] = useState('')
  const shown = keep(sections, asked.toLowerCase().split(/\s+/).filter(Boolean))
  const count = shown.reduce((n, s) => n + s.rows.length, 0)
  return (
    <>
      <div className="scheme-filter">
        <Input
          allowClear
          value={asked}
          onChange={e => setAsked(e.target.value)}
          placeholder="查条文：重点、18%、公示、LY-27"
          aria-label="查条文"
        />
        <span className="quiet" aria-live="polite">
          {count} 条　左列是本系统执行的规则，右列是方案原文；<span className="reading-mark">理解</span>
          是方案没有写明、本系统采用的，单位可以改。
        </span>
      </div>
      <div className="scheme-read">
        <nav aria-label="条文分节">
          <ul>
            {shown.map(s => (
              <li key={s.title}>
                <a
                  href={`#${anchorOf(s.title)}`}
                  onClick={e => {
                    e.preventDefault()
                    document.getElementById(anchorOf(s.title))?.scrollIntoView({ block: 'start' })
                  }}
                >
                  {s.title} <small>{s.rows.length}</small>
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div>
          {shown.length === 0 ? <Nothing title={`没有写到“${asked}”的条文`} /> : null}
          {shown.map(s => (
            <Part key={s.title} title={s.title} id={anchorOf(s.title)}>
              <table className="rules scheme-rules">
                <thead className="unseen">
                  <tr>
                    <th scope="col">项目</th>
                    <th scope="col">规则</th>
                    <th scope="col">条款</th>
                  </tr>
                </thead>
                <tbody>
                  {s.rows.map((r, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two rows may say the same
                    <tr key={`${r.label}${i}`}>
                      <th scope="row">{r.label}</th>
                      <td>
                        {r.value}
                        <Law ids={r.law} />
                      </td>
                      <td>
                        <Clause text={r.clause} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Part>
          ))}
        </div>
      </div>
    </>
  )
}
