/** 文件 — the YAML as plain text with the numbers of its lines; what is wrong is listed by line and leads there. */
import { type RefObject, useEffect, useRef } from 'react'
import { Mark } from '../parts/facts.tsx'
import type { FileIssue } from './draft.ts'

export function YamlArea({
  text,
  issues,
  goTo,
  onType,
}: {
  text: string
  issues: readonly FileIssue[]
  /** A line to be shown, and a number that grows each time one is asked for. */
  goTo: { readonly line: number; readonly nth: number } | null
  onType: (text: string) => void
}) {
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLPreElement>(null)
  const wrong = new Set(issues.map(i => i.line))
  useEffect(() => {
    if (goTo !== null) showLine(area, goTo.line)
  }, [goTo])
  return (
    <div className="yaml-area">
      <pre ref={gutter} aria-hidden="true">
        {text.split('\n').map((_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the number is the line
          <div key={i} className={wrong.has(i + 1) ? 'wrong' : ''}>
            {i + 1}
          </div>
        ))}
      </pre>
      <textarea
        ref={area}
        aria-label="方案文件"
        aria-invalid={issues.length > 0}
        spellCheck={false}
        wrap="off"
        value={text}
        onChange={e => onType(e.target.value)}
        onScroll={e => {
          if (gutter.current) gutter.current.scrollTop = e.currentTarget.scrollTop
        }}
      />
    </div>
  )
}

function showLine(area: RefObject<HTMLTextAreaElement | null>, line: number): void {
  const node = area.current
  if (!node) return
  const lines = node.value.split('\n')
  const from = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0)
  node.focus({ preventScroll: true })
  node.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0))
  node.scrollTop = (node.scrollHeight / lines.length) * (line - 1) - node.clientHeight / 3
  node.scrollLeft = 0
  node.scrollIntoView({ block: 'nearest' })
}

/** 请注意 — valid, and perhaps not what was meant. */
export function Doubts({ doubts, go }: { doubts: readonly FileIssue[]; go: (line: number) => void }) {
  if (doubts.length === 0) return null
  return (
    <details className="scheme-doubts">
      <summary>请注意 {doubts.length} 处</summary>
      <ul>
        {doubts.map(d => (
          <li key={`${d.line}${d.message}`}>
            <button type="button" className="link" onClick={() => go(d.line)}>
              第 {d.line} 行
            </button>
            　{d.message}
          </li>
        ))}
      </ul>
    </details>
  )
}

export function Issues({ issues, go }: { issues: readonly FileIssue[]; go: (line: number) => void }) {
  if (issues.length === 0) return null
  return (
    <ul className="template-issues" aria-live="polite" aria-label="方案文件里的问题">
      {issues.map((issue, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew with every key
        <li key={at}>
          <button type="button" onClick={() => go(issue.line)}>
            <Mark tone="stop">
              第 {issue.line} 行{issue.at ? `（${issue.at}）` : ''}：{issue.message}
            </Mark>
          </button>
        </li>
      ))}
    </ul>
  )
}
