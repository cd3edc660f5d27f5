/**
 * 草稿 — a scheme being changed: a text and the fields edited over it. The server puts the edits into the text and says what is wrong; only the answer to
 * the newest question is taken. Kept in this browser under the agency and the version it began from, so that a reload, or a lost connection, loses nothing.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import { asRefusal, call, type Input, type Refusal, type Reply } from '../../api/client.ts'

export type Field = Reply<'scheme.form'>['fields'][number]
export type FileIssue = Reply<'scheme.form'>['issues'][number]
export type Value = Field['value']
export type Edit = { readonly path: Field['path']; readonly value: Value }

/** The text the edits are put into, and the edits. */
export interface Draft {
  readonly base: string
  readonly edits: readonly Edit[]
}

export const draftKey = (agency: string, version: number): string => `mingcha.scheme-draft.${agency}.v${version}`

/** Null: none, or one that cannot be read. */
export function readDraft(store: Pick<Storage, 'getItem'>, key: string): Draft | null {
  try {
    const kept = JSON.parse(store.getItem(key) ?? 'null') as Draft | null
    return kept !== null && typeof kept.base === 'string' && Array.isArray(kept.edits) ? kept : null
  } catch {
    return null
  }
}

/** Keeps it; a draft that is the scheme in force again is none. A full or forbidden store costs the reload, nothing else. */
export function keepDraft(store: Pick<Storage, 'setItem' | 'removeItem'>, key: string, draft: Draft, inForce: string): void {
  try {
    if (draft.base === inForce && draft.edits.length === 0) store.removeItem(key)
    else store.setItem(key, JSON.stringify(draft))
  } catch (thrown) {
    console.warn('the draft could not be kept', thrown)
  }
}

const samePath = (a: Field['path'], b: Field['path']): boolean => JSON.stringify(a) === JSON.stringify(b)

/** One more edit; a later value of the same field takes the place of the earlier one. */
export const withEdit = (draft: Draft, edit: Edit): Draft => ({
  base: draft.base,
  edits: [...draft.edits.filter(e => !samePath(e.path, edit.path)), edit],
})

/** The fields as they were last read, with what has been typed since. */
export const shownFields = (fields: readonly Field[], edits: readonly Edit[]): Field[] =>
  fields.map(f => {
    const edit = edits.find(e => samePath(e.path, f.path))
    return edit === undefined ? f : { ...f, value: edit.value }
  })

/** What a field was under the scheme in force, by its name on the page: a path moves when a row is put in before it. */
export function changedFields(
  before: readonly Field[],
  now: readonly Field[],
): readonly { readonly field: Field; readonly was: Value | null }[] {
  const name = (f: Field) => `${f.section}|${f.label}`
  const old = new Map(before.map(f => [name(f), f.value]))
  return now.flatMap(field => {
    const was = old.get(name(field))
    return was === field.value ? [] : [{ field, was: was ?? null }]
  })
}

export interface DraftState {
  readonly draft: Draft
  /** The text with the edits in it; behind what is typed while `checking`. */
  readonly text: string
  readonly issues: readonly FileIssue[]
  /** 请注意. */
  readonly doubts: readonly FileIssue[]
  readonly fields: readonly Field[]
  readonly checking: boolean
  readonly refusal: Refusal | null
  setField(path: Field['path'], value: Value): void
  setText(text: string): void
  reset(): void
}

const PAUSE_MS = 450

export function useDraft(key: string, inForce: string): DraftState {
  const start: Draft = { base: inForce, edits: [] }
  const [draft, setDraft] = useState<Draft>(() => readDraft(localStorage, key) ?? start)
  const [answer, setAnswer] = useState<{ readonly of: Draft; readonly reply: Reply<'scheme.form'> } | null>(null)
  const [fields, setFields] = useState<readonly Field[]>([])
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const asked = useRef(false)

  useEffect(() => {
    keepDraft(localStorage, key, draft, inForce)
    let stopped = false
    const ask = async () => {
      asked.current = true
      try {
        const body = { yaml: draft.base, edits: draft.edits.map(e => ({ path: [...e.path], value: e.value })) }
        const reply = await call('scheme.form', { body } as Input<'scheme.form'>)
        if (stopped) return
        setAnswer({ of: draft, reply })
        setRefusal(null)
        // A file with a mistake has no fields to show: the last good ones stay, so that the mistake can be taken back where it was made.
        if (reply.fields.length > 0) setFields(reply.fields)
      } catch (thrown) {
        if (!stopped) setRefusal(asRefusal(thrown))
      }
    }
    const timer = setTimeout(() => void ask(), asked.current ? PAUSE_MS : 0)
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [draft, key, inForce])

  const checking = answer?.of !== draft
  return {
    draft,
    text: answer !== null && !checking ? answer.reply.yaml : draft.edits.length === 0 ? draft.base : (answer?.reply.yaml ?? draft.base),
    issues: answer?.reply.issues ?? [],
    doubts: answer?.reply.doubts ?? [],
    fields: useMemo(() => shownFields(fields, draft.edits), [fields, draft]),
    checking: checking && refusal === null,
    refusal,
    setField: (path, value) => setDraft(d => withEdit(d, { path, value })),
    setText: base => setDraft({ base, edits: [] }),
    reset: () => {
      // At once: after 提出 the page is left before the next look.
      keepDraft(localStorage, key, start, inForce)
      setDraft(start)
    },
  }
}
