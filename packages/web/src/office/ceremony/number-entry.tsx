/** 逐位录入 — one box for each ball or throw; moves on by itself, takes a pasted line, says which value is wrong. */

import { errorEntry, fillSentence } from '@mingcha/core/api'
import { normalizeNumbers } from '@mingcha/core/draw'
import { useRef } from 'react'
import type { Reply } from '../../api/client.ts'
import { games } from './strings.ts'

export type Entropy = Reply<'batch.view'>['entropy'][number]

export function shapeOf(source: Entropy): { count: number; special: number; digits: number } {
  const game = source.game ? games[source.game] : undefined
  return game
    ? { count: game.main + game.special, special: game.special, digits: game.digits }
    : { count: source.count ?? 0, special: 0, digits: 1 }
}

/** Canonical text of what was typed, or the sentence why not. */
export function readNumbers(source: Entropy, cells: readonly string[]): { numbers: string } | { why: string } {
  const of =
    source.kind === 'lottery'
      ? ({ kind: 'lottery', game: source.game as 'ssq' } as const)
      : ({ kind: 'dice', count: source.count ?? 0 } as const)
  const read = normalizeNumbers(of, cells.join(' '))
  return read.ok ? { numbers: read.value } : { why: fillSentence(errorEntry(read.error.code).zh, read.error) }
}

export function NumberEntry({
  source,
  cells,
  onChange,
  disabled,
}: {
  source: Entropy
  cells: readonly string[]
  onChange: (cells: string[]) => void
  disabled?: boolean
}) {
  const boxes = useRef<(HTMLInputElement | null)[]>([])
  const { count, special, digits } = shapeOf(source)
  const set = (i: number, text: string) => {
    const clean = text.replace(/[^0-9]/g, '')
    const next = [...cells]
    if (clean.length > digits && (text.match(/[0-9]+/g)?.length ?? 0) > 1) {
      for (const [k, value] of (text.match(/[0-9]+/g) ?? []).entries()) if (i + k < count) next[i + k] = value.slice(0, digits)
      onChange(next)
      return
    }
    next[i] = clean.slice(0, digits)
    onChange(next)
    if (next[i].length === digits) boxes.current[i + 1]?.focus()
  }
  return (
    <fieldset className="cer-boxes" aria-label={source.title}>
      {Array.from({ length: count }, (_, i) => (
        <input
          // biome-ignore lint/suspicious/noArrayIndexKey: boxes are positions.
          key={i}
          ref={el => {
            boxes.current[i] = el
          }}
          className={i >= count - special ? 'cer-box special' : 'cer-box'}
          inputMode="numeric"
          autoComplete="off"
          aria-label={`第 ${i + 1} 个号码`}
          value={cells[i] ?? ''}
          disabled={disabled}
          onChange={e => set(i, e.target.value)}
          onPaste={e => {
            e.preventDefault()
            set(i, e.clipboardData.getData('text'))
          }}
          onKeyDown={e => {
            if (e.key === 'Backspace' && (cells[i] ?? '') === '') boxes.current[i - 1]?.focus()
            if (e.key === 'ArrowLeft') boxes.current[i - 1]?.focus()
            if (e.key === 'ArrowRight') boxes.current[i + 1]?.focus()
          }}
        />
      ))}
    </fieldset>
  )
}

/** 开奖号码，已录入或已入日志。 */
export function Balls({ source, numbers }: { source: Entropy; numbers: string }) {
  const { count, special } = shapeOf(source)
  return (
    <div className={count > 10 ? 'cer-balls many' : 'cer-balls'}>
      {numbers.split(' ').map((n, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: balls are positions.
        <span key={i} className={i >= count - special ? 'cer-ball special' : 'cer-ball'}>
          {n}
        </span>
      ))}
    </div>
  )
}
