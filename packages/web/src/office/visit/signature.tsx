/** 签字 — by finger on the screen, as a scan of the signed or sealed sheet, or the reason why there is none with its proof. @law SJZ-57 SJZ-58 */
import type { Signature } from '@mingcha/core/inspection'
import { Button, Input } from 'antd'
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { Choice, Labelled } from '../parts/choice.tsx'
import { Evidence, FileList, TakeFiles } from './evidence.tsx'
import { useFiles } from './field.tsx'
import { fieldId } from './steps.ts'

const signers = [
  { value: 'legal-representative', label: '法定代表人签' },
  { value: 'person-in-charge', label: '负责人签' },
  { value: 'on-site-manager', label: '现场负责人签' },
  { value: 'other', label: '其他人员签' },
  { value: 'unsigned', label: '没有签字', hint: '须写明原因并附佐证' },
] as const
export const signerNames: Readonly<Record<string, string>> = {
  'legal-representative': '法定代表人',
  'person-in-charge': '负责人',
  'on-site-manager': '现场负责人',
  other: '其他人员',
}

export function SignatureField({
  at,
  what,
  value,
  onChange,
}: {
  at: string
  what: string
  value: Signature | null
  onChange: (next: Signature) => void
}) {
  const chosen = value === null ? null : value.kind === 'unsigned' ? 'unsigned' : value.role
  return (
    <div className="signature" id={fieldId(at)}>
      <Choice
        label={`${what}由谁签`}
        stacked
        options={signers}
        value={chosen}
        onChange={v =>
          onChange(
            v === 'unsigned'
              ? {
                  kind: 'unsigned',
                  reason: value?.kind === 'unsigned' ? value.reason : '',
                  files: value?.kind === 'unsigned' ? value.files : [],
                }
              : {
                  kind: 'signed',
                  role: v,
                  name: value?.kind === 'signed' ? value.name : '',
                  file: value?.kind === 'signed' ? value.file : null,
                },
          )
        }
      />
      {value?.kind === 'signed' ? (
        <>
          <Labelled label="签字人姓名">
            <Input value={value.name} maxLength={40} onChange={e => onChange({ ...value, name: e.target.value })} autoComplete="off" />
          </Labelled>
          {value.file ? (
            <div className="signed-image">
              <FileList hashes={[value.file]} />
              <Button onClick={() => onChange({ ...value, file: null })}>重签</Button>
            </div>
          ) : (
            <>
              <SignaturePad what={what} took={file => onChange({ ...value, file })} />
              <p className="quiet">或者上传签字盖章页：</p>
              <TakeFiles only="photo" purpose="signature" took={([file]) => file && onChange({ ...value, file })} />
            </>
          )}
        </>
      ) : null}
      {value?.kind === 'unsigned' ? (
        <>
          <Labelled label="没有签字的原因">
            <Input.TextArea value={value.reason} maxLength={500} rows={3} onChange={e => onChange({ ...value, reason: e.target.value })} />
          </Labelled>
          <Evidence at={`${at}.files`} label="佐证（至少一份）" hashes={value.files} onChange={files => onChange({ ...value, files })} />
        </>
      ) : null}
    </div>
  )
}

/** A white sheet to sign on. The picture is made in the browser and hashed like any other file. */
function SignaturePad({ what, took }: { what: string; took: (sha256: string) => void }) {
  const { uploads } = useFiles()
  const canvas = useRef<HTMLCanvasElement>(null)
  const last = useRef<{ x: number; y: number } | null>(null)
  const [drawn, setDrawn] = useState(false)
  const [busy, setBusy] = useState(false)
  const clear = () => {
    const sheet = canvas.current
    const pen = sheet?.getContext('2d')
    if (!sheet || !pen) return
    const scale = Math.min(window.devicePixelRatio || 1, 3)
    sheet.width = Math.round(sheet.clientWidth * scale)
    sheet.height = Math.round(sheet.clientHeight * scale)
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, sheet.width, sheet.height)
    pen.scale(scale, scale)
    pen.lineWidth = 2.6
    pen.lineCap = 'round'
    pen.lineJoin = 'round'
    pen.strokeStyle = '#111'
    setDrawn(false)
  }
  useEffect(clear, [])
  const spot = (e: PointerEvent<HTMLCanvasElement>) => {
    const box = e.currentTarget.getBoundingClientRect()
    return { x: e.clientX - box.left, y: e.clientY - box.top }
  }
  const use = () => {
    canvas.current?.toBlob(async picture => {
      if (!picture) return
      setBusy(true)
      try {
        const [sha256] = await uploads.add([new File([picture], `${what}签名.png`, { type: 'image/png' })], 'signature')
        if (sha256) took(sha256)
      } finally {
        setBusy(false)
      }
    }, 'image/png')
  }
  return (
    <div className="pad">
      <canvas
        ref={canvas}
        aria-label={`${what}签名板`}
        role="img"
        onPointerDown={e => {
          e.currentTarget.setPointerCapture(e.pointerId)
          last.current = spot(e)
        }}
        onPointerMove={e => {
          const from = last.current
          const pen = canvas.current?.getContext('2d')
          if (!from || !pen) return
          const to = spot(e)
          pen.beginPath()
          pen.moveTo(from.x, from.y)
          pen.lineTo(to.x, to.y)
          pen.stroke()
          last.current = to
          setDrawn(true)
        }}
        onPointerUp={() => {
          last.current = null
        }}
        onPointerCancel={() => {
          last.current = null
        }}
      />
      <div className="pad-acts">
        <span className="quiet">请在框内签名</span>
        <Button onClick={clear} disabled={!drawn}>
          清除
        </Button>
        <Button type="primary" onClick={use} disabled={!drawn} loading={busy}>
          用这个签名
        </Button>
      </div>
    </div>
  )
}
