/** 小件 — labelled facts, clause tags, state marks, hashes, gates: the small print every page shares. */
import type { Gate } from '@mingcha/core/api'
import { App, Button } from 'antd'
import type { ReactNode } from 'react'
import { say } from '../strings.ts'

/** Labelled facts in two columns (one on the phone). */
export function Facts({ rows, wide }: { rows: readonly (readonly [label: string, value: ReactNode] | null)[]; wide?: boolean }) {
  return (
    <dl className={wide ? 'facts facts-wide' : 'facts'}>
      {rows
        .filter(row => row !== null)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value === null || value === undefined || value === '' ? say.none : value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** 依据条款 — requirement ids as quiet tags. */
export function Law({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return null
  return (
    <span className="law" title={say.page.law}>
      {ids.map(id => (
        <span key={id}>{id}</span>
      ))}
    </span>
  )
}

export type MarkTone = 'done' | 'now' | 'wait' | 'stop' | 'plain'
/** 状态 — a word with a sign before it, so that colour is never the only difference. */
export function Mark({ tone, children }: { tone: MarkTone; children: ReactNode }) {
  const sign = { done: '✓', now: '●', wait: '○', stop: '✕', plain: '' }[tone]
  return (
    <span className={`mark mark-${tone}`}>
      {sign ? <span aria-hidden="true">{sign}</span> : null}
      {children}
    </span>
  )
}

/** 关口 — each one satisfied or not, with its sentence, clause and person, in place. */
export function Gates({ gates, hideOk }: { gates: readonly Gate[]; hideOk?: boolean }) {
  const shown = hideOk ? gates.filter(gate => !gate.ok) : gates
  if (shown.length === 0) return null
  return (
    <ul className="gates">
      {shown.map(gate => (
        <li key={gate.key} className={gate.ok ? 'gate gate-ok' : 'gate gate-stop'}>
          <Mark tone={gate.ok ? 'done' : 'stop'}>{gate.title}</Mark>
          <p className="gate-sentence">
            {gate.sentence}
            <Law ids={gate.law} />
          </p>
          {gate.ok ? null : (
            <p className="gate-who">
              {gate.who ? `${say.problem.who}${gate.who}` : ''}
              {gate.code ? (
                <span className="problem-code">
                  {say.problem.code} {gate.code}
                </span>
              ) : null}
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

/** A SHA-256 in groups of eight, easy to read aloud and compare. */
export function Hash({ hex, large }: { hex: string; large?: boolean }) {
  return (
    <code className={large ? 'hash hash-large' : 'hash'}>
      {hex.match(/.{1,8}/g)?.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups of a fixed text
        <span key={at}>{part}</span>
      ))}
    </code>
  )
}

/** Copies; where the browser refuses (plain http), selects nothing and says so. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { message } = App.useApp()
  const copy = async () => {
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(text)
      else if (!copyBySelection(text)) throw new Error('refused')
      message.success(say.copied)
    } catch {
      message.warning(say.copyRefused)
    }
  }
  return (
    <Button size="small" onClick={() => void copy()}>
      {label ?? say.copy}
    </Button>
  )
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'off-screen'
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  return copied
}

/** Save text as a file, with no server and no network. */
export function saveText(fileName: string, text: string, type = 'text/plain;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
