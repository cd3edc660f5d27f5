/** 检查现场 — what every step of a visit works on: the visit, its draft, its files, and what is still missing. */

import { findGaps, type Gap, questionsOf, type VisitRecord } from '@mingcha/core/inspection'
import type { Documents } from '@mingcha/core/scheme'
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { call, pathOf, type Reply, uploadFile } from '../../api/client.ts'
import { useSession } from '../session.tsx'
import { type Draft, type DraftState, makeDraft, textInBrowser } from './draft.ts'
import { hashFile } from './hash.ts'
import { pendingInBrowser } from './pending.ts'
import type { VisitMethod } from './steps.ts'
import { makeUploads, type Upload, type Uploads } from './uploads.ts'

export type Visit = Reply<'visit.view'>

export interface Field {
  readonly visit: Visit
  readonly method: VisitMethod
  readonly record: VisitRecord
  readonly change: (part: Partial<VisitRecord>) => void
  readonly draft: Draft
  readonly state: DraftState
  readonly uploads: Uploads
  readonly onTheWay: readonly Upload[]
  readonly gaps: readonly Gap[]
}

const Files = createContext<FilesOfVisit | null>(null)
/** Files of one visit: those the server has, and those on their way. */
export interface FilesOfVisit {
  readonly visit: Visit
  readonly uploads: Uploads
  readonly onTheWay: readonly Upload[]
  /** Hashes the server has. */
  readonly stored: ReadonlySet<string>
}
export const FilesContext = Files

export function useFiles(): FilesOfVisit {
  const files = use(Files)
  if (files === null) throw new Error('outside a visit')
  return files
}

const store = pendingInBrowser()

/** Starts what waits on this device for this visit, and takes new files. */
export function useUploads(visit: Visit, stored: (sha256: string) => void): FilesOfVisit {
  const { account } = useSession()
  const owner = `${account.id}|${visit.id}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: one queue for one visit and account.
  const uploads = useMemo(
    () =>
      makeUploads({
        owner,
        store,
        hash: hashFile,
        send: (file, told) =>
          uploadFile(
            'visit.attach',
            {
              params: { id: visit.id },
              query: { sha256: file.sha256, purpose: file.purpose as 'photo', takenAt: file.takenAt },
              file: new File([file.bytes], file.fileName, { type: file.mediaType }),
            },
            (sent, total) => told(total > 0 ? Math.floor((sent / total) * 100) : 0),
          ),
        sent: stored,
      }),
    [owner, visit.id],
  )
  useEffect(() => {
    uploads.start()
    return uploads.stop
  }, [uploads])
  const onTheWay = useSyncExternalStore(uploads.subscribe, uploads.get)
  const known = useMemo(
    () => new Set([...visit.files.map(f => f.sha256), ...onTheWay.filter(u => u.state === 'done').map(u => u.sha256)]),
    [visit.files, onTheWay],
  )
  return { visit, uploads, onTheWay, stored: known }
}

export const draftKey = (account: string, visit: string): string => `mingcha.draft.${account}.${visit}`

const look = async (id: string) => {
  const v = await call('visit.view', { params: { id } })
  return { version: v.workVersion, record: v.record }
}

/** The draft of a visit under way, and what is still missing of it: by the rule the server asks too. */
export function useField(visit: Visit, files: FilesOfVisit): Field {
  const { account } = useSession()
  const [draft] = useState(() =>
    makeDraft({
      key: draftKey(account.id, visit.id),
      store: textInBrowser,
      server: { version: visit.workVersion, record: visit.record },
      save: (version, record) => call('visit.save', { params: { id: visit.id }, body: { version, record } }),
      look: () => look(visit.id),
      now: Date.now,
    }),
  )
  useEffect(() => {
    draft.start()
    return draft.stop
  }, [draft])
  useEffect(() => draft.meet({ version: visit.workVersion, record: visit.record }), [draft, visit.workVersion, visit.record])
  const state = useSyncExternalStore(draft.subscribe, draft.get)
  const method: VisitMethod = visit.method ?? 'on-site'
  const gaps = useMemo(
    () =>
      findGaps({
        method,
        questions: questionsOf(visit.items),
        record: state.record,
        documents: visit.documents as Documents,
        files: files.stored,
        officers: visit.members.filter(m => m.code !== '—').length,
        maxPeople: visit.maxPeople,
      }),
    [method, visit, state.record, files.stored],
  )
  return {
    visit,
    method,
    record: state.record,
    change: part => draft.change(r => ({ ...r, ...part })),
    draft,
    state,
    uploads: files.uploads,
    onTheWay: files.onTheWay,
    gaps,
  }
}

/** Address of a file the server has. */
export const fileHref = (visit: string, sha256: string): string => pathOf('visit.file', { params: { id: visit, sha256 } })

/** A value that stands on this device until it is used: what was ticked before the check begins. */
export function useKept<T>(key: string, initial: T, valid: (value: unknown) => value is T): [T, (next: T) => void, () => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const kept: unknown = JSON.parse(textInBrowser.get(key) ?? 'null')
      return valid(kept) ? kept : initial
    } catch {
      return initial
    }
  })
  return [
    value,
    next => {
      textInBrowser.set(key, JSON.stringify(next))
      setValue(next)
    },
    () => textInBrowser.drop(key),
  ]
}
