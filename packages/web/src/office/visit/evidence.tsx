/** 取证 — photos by the camera, recordings and files; each with its state on the way. What was uploaded stays (SJZ-55): taking it out here only ends the reference. */
import { Button, Progress } from 'antd'
import { type ChangeEvent, useState } from 'react'
import { showShort } from '../time.ts'
import { fileHref, useFiles } from './field.tsx'
import { fieldId } from './steps.ts'
import type { FilePurpose } from './uploads.ts'

const photos = 'image/jpeg,image/png,image/webp'
const anything = `${photos},application/pdf,audio/mpeg,audio/mp4,audio/x-m4a,audio/wav,audio/ogg,video/mp4,video/webm`

/** Buttons that take files; the native inputs lie under them. */
export function TakeFiles({
  purpose,
  took,
  only,
}: {
  purpose?: FilePurpose
  took: (hashes: string[]) => void
  /** Photos and scans alone. */
  only?: 'photo'
}) {
  const { uploads } = useFiles()
  const [busy, setBusy] = useState(false)
  const take = async (e: ChangeEvent<HTMLInputElement>) => {
    const files = [...(e.target.files ?? [])]
    e.target.value = ''
    if (files.length === 0) return
    setBusy(true)
    try {
      took(await uploads.add(files, purpose))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="take">
      <label className="take-button">
        <input type="file" accept={photos} capture="environment" onChange={e => void take(e)} disabled={busy} />
        拍照
      </label>
      <label className="take-button">
        <input
          type="file"
          accept={only === 'photo' ? `${photos},application/pdf` : anything}
          multiple
          onChange={e => void take(e)}
          disabled={busy}
        />
        {only === 'photo' ? '选照片或扫描件' : '选照片、录音、录像、文件'}
      </label>
      {busy ? <span className="quiet">正在计算校验值……</span> : null}
      {uploads.keeps() ? null : <span className="mark-stop">这个浏览器不能暂存材料，上传完成前请不要关闭页面。</span>}
    </div>
  )
}

/** A list of hashes of the record, with buttons to add. */
export function Evidence({
  at,
  label,
  hashes,
  onChange,
  purpose,
}: {
  at: string
  label: string
  hashes: readonly string[]
  onChange: (hashes: string[]) => void
  purpose?: FilePurpose
}) {
  return (
    <section className="evidence" id={fieldId(at)} aria-label={label}>
      <span className="labelled-name">{label}</span>
      <FileList hashes={hashes} remove={sha256 => onChange(hashes.filter(h => h !== sha256))} />
      <TakeFiles took={taken => onChange([...new Set([...hashes, ...taken])])} {...(purpose ? { purpose } : {})} />
    </section>
  )
}

export function FileList({ hashes, remove }: { hashes: readonly string[]; remove?: (sha256: string) => void }) {
  if (hashes.length === 0) return null
  return (
    <ul className="file-list">
      {hashes.map(sha256 => (
        <FileTile key={sha256} sha256={sha256} {...(remove ? { remove: () => remove(sha256) } : {})} />
      ))}
    </ul>
  )
}

function FileTile({ sha256, remove }: { sha256: string; remove?: () => void }) {
  const { visit, uploads, onTheWay } = useFiles()
  const moving = onTheWay.find(u => u.sha256 === sha256)
  const stored = visit.files.find(f => f.sha256 === sha256)
  const media = stored?.mediaType ?? moving?.mediaType ?? ''
  const name = stored?.fileName ?? moving?.fileName ?? sha256.slice(0, 8)
  const there = stored !== undefined || moving?.state === 'done'
  const image = media.startsWith('image/') ? (there ? fileHref(visit.id, sha256) : moving?.url) : null
  const takenAt = stored?.takenAt ?? moving?.takenAt
  return (
    <li className={moving?.state === 'failed' ? 'file-tile file-failed' : 'file-tile'}>
      <a href={there ? fileHref(visit.id, sha256) : undefined} className="file-look" aria-label={name} target="_blank" rel="noreferrer">
        {image ? <img src={image} alt={name} loading="lazy" /> : <span className="file-kind">{kindOf(media)}</span>}
      </a>
      <span className="file-name" title={name}>
        {name}
      </span>
      <small className="quiet">
        {takenAt ? showShort(takenAt) : ''} <code title={sha256}>{sha256.slice(0, 8)}</code>
      </small>
      {there ? (
        <small className="mark-done">✓ 已上传</small>
      ) : moving?.state === 'failed' ? (
        <small className="mark-stop" role="alert">
          {moving.refusal?.sentence}
        </small>
      ) : moving?.state === 'sending' ? (
        <Progress percent={moving.percent} size="small" aria-label={`${name} 上传进度`} />
      ) : moving ? (
        <small className="quiet">已存本机，待上传</small>
      ) : (
        <small className="mark-stop">没有上传成功</small>
      )}
      <span className="file-acts">
        {moving?.state === 'failed' ? (
          <Button size="small" onClick={() => uploads.retry(sha256)}>
            重传
          </Button>
        ) : null}
        {remove ? (
          <Button
            size="small"
            aria-label={`取消引用 ${name}`}
            onClick={() => {
              if (moving?.state === 'failed') uploads.drop(sha256)
              remove()
            }}
          >
            取消引用
          </Button>
        ) : null}
      </span>
      {there && media.startsWith('audio/') ? (
        // biome-ignore lint/a11y/useMediaCaption: a recording of the check has no captions.
        <audio controls preload="none" src={fileHref(visit.id, sha256)} />
      ) : null}
      {there && media.startsWith('video/') ? (
        // biome-ignore lint/a11y/useMediaCaption: a recording of the check has no captions.
        <video controls preload="none" src={fileHref(visit.id, sha256)} />
      ) : null}
    </li>
  )
}

function kindOf(media: string): string {
  if (media.startsWith('audio/')) return '录音'
  if (media.startsWith('video/')) return '录像'
  return media === 'application/pdf' ? 'PDF' : '文件'
}
