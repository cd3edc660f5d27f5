/** 佐证 — files are hashed here, sent with their hash, and refused where the bytes that arrive are others. */
import { App, Button } from 'antd'
import { useRef, useState } from 'react'
import { asRefusal, call, pathOf, type Reply } from '../../api/client.ts'
import { hashFile } from '../../api/hash-file.ts'
import { ProblemText } from '../parts/problem.tsx'

export interface Attached {
  readonly sha256: string
  readonly fileName: string
}

const accept = 'image/jpeg,image/png,image/webp,application/pdf,audio/*,video/mp4,video/webm'

export function EvidenceInput({
  visitId,
  value,
  onChange,
  label,
}: {
  visitId: string
  value: readonly Attached[]
  onChange: (files: Attached[]) => void
  label: string
}) {
  const { notification } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState('')
  const add = async (files: FileList | null) => {
    let held = [...value]
    for (const file of files ?? []) {
      setBusy(`正在上传 ${file.name}……`)
      try {
        const sha256 = await hashFile(file)
        await call('followup.attach', { params: { id: visitId }, query: { sha256 }, file })
        held = [...held.filter(f => f.sha256 !== sha256), { sha256, fileName: file.name }]
        onChange(held)
      } catch (thrown) {
        notification.error({
          title: `${file.name} 没有上传`,
          description: <ProblemText refusal={asRefusal(thrown)} />,
          duration: false,
        })
      }
    }
    setBusy('')
    if (input.current) input.current.value = ''
  }
  return (
    <div className="evidence-input">
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        className="off-screen"
        aria-label={label}
        onChange={e => void add(e.target.files)}
        tabIndex={-1}
      />
      <Button onClick={() => input.current?.click()} loading={busy !== ''}>
        {label}
      </Button>
      <span className="quiet" aria-live="polite">
        {busy}
      </span>
      {value.length > 0 ? (
        <ul>
          {value.map(f => (
            <li key={f.sha256}>
              {f.fileName} <code className="quiet">{f.sha256.slice(0, 8)}</code>
              <Button size="small" type="text" onClick={() => onChange(value.filter(v => v.sha256 !== f.sha256))}>
                不用这份
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

type File_ = Reply<'followup.view'>['files'][number]

/** Evidence of a step: pictures shown, everything to be opened. */
export function EvidenceList({ visitId, hashes, files }: { visitId: string; hashes: readonly string[]; files: readonly File_[] }) {
  if (hashes.length === 0) return null
  return (
    <ul className="evidence-list">
      {hashes.map(sha256 => {
        const file = files.find(f => f.sha256 === sha256)
        const href = pathOf('followup.file', { params: { id: visitId, sha256 } })
        return (
          <li key={sha256}>
            <a href={href} download={file?.fileName ?? sha256}>
              {file?.mediaType.startsWith('image/') ? <img src={href} alt={file.fileName} loading="lazy" /> : null}
              <span>{file?.fileName ?? '检查材料'}</span>
              <code className="quiet">{sha256.slice(0, 8)}</code>
            </a>
          </li>
        )
      })}
    </ul>
  )
}
