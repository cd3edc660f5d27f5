/** 公共随机事件 — the supervisor types it, a second person types it again; only then is it logged. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { call, Refusal, type Reply } from '../../api/client.ts'
import { Balls, type Entropy, NumberEntry, readNumbers, shapeOf } from './number-entry.tsx'
import { t } from './strings.ts'

type Batch = Reply<'batch.view'>
export interface Me {
  readonly id: string
  readonly may: Readonly<Record<string, boolean | undefined>>
}

/** Runs one command of the batch and refreshes the page; the refusal's sentence stays beside the button. */
export function useStep<V>(code: string, run: (value: V) => Promise<unknown>) {
  const client = useQueryClient()
  const step = useMutation({ mutationFn: run, onSettled: () => client.invalidateQueries({ queryKey: ['batch.ceremony', code] }) })
  return {
    go: step.mutate,
    busy: step.isPending,
    why: step.error instanceof Refusal ? `${step.error.sentence}（${step.error.code}）` : step.error ? String(step.error.message) : null,
  }
}

export function EventPanel({ batch, now, me }: { batch: Batch; now: string; me: Me }) {
  const sources = batch.entropy.filter(e => e.kind !== 'secret')
  const holders = batch.entropy.filter(e => e.kind === 'secret' && e.party !== 'server')
  const waitFor = sources
    .map(s => s.notBefore ?? '')
    .filter(at => at > now)
    .sort()
    .at(-1)
  const logged = batch.state !== 'committed'
  return (
    <div>
      {sources.map((s, i) => {
        const numbers = logged ? s.numbers : (batch.entered?.numbers[i] ?? null)
        return (
          <div className="cer-source" key={s.title}>
            <div className="cer-source-name">{s.title}</div>
            {numbers ? <Balls source={s} numbers={numbers} /> : <div className="cer-when">{s.notBefore ? chinaTime(s.notBefore) : ''}</div>}
          </div>
        )
      })}
      {sources.length === 0 && <p className="cer-plain">{t.noPublicEvent}</p>}
      {logged ? (
        <p className="cer-ok">{batch.eventLog ? t.logged(batch.eventLog.index) : t.logging}</p>
      ) : waitFor ? (
        <p className="cer-wait">{t.waiting(chinaTime(waitFor))}</p>
      ) : batch.entered ? (
        <Confirm batch={batch} me={me} />
      ) : me.may['event.enter'] ? (
        <Enter batch={batch} />
      ) : (
        <p className="cer-wait">{t.waitSupervisor}</p>
      )}
      {logged && holders.map(h => <OpenSecret key={h.party} batch={batch} party={h} me={me} />)}
    </div>
  )
}

/** The numbers of every public event as one form; what is wrong is said before anything is sent. */
function NumbersForm({
  sources,
  heading,
  note,
  button,
  busy,
  why,
  onNumbers,
  children,
}: {
  sources: readonly Entropy[]
  heading: string
  note?: string
  button: string
  busy: boolean
  why: string | null
  onNumbers: (numbers: string[]) => void
  children?: ReactNode
}) {
  const [cells, setCells] = useState<string[][]>(sources.map(s => Array.from({ length: shapeOf(s).count }, () => '')))
  const [wrong, setWrong] = useState<string | null>(null)
  const send = () => {
    const read = sources.map((s, i) => readNumbers(s, cells[i] ?? []))
    const bad = read.findIndex(r => 'why' in r)
    const first = read[bad]
    if (first && 'why' in first) return setWrong(`${sources[bad]?.title}：${first.why}`)
    setWrong(null)
    onNumbers(read.map(r => ('numbers' in r ? r.numbers : '')))
  }
  return (
    <form
      className="cer-form"
      onSubmit={e => {
        e.preventDefault()
        send()
      }}
    >
      <h3>{heading}</h3>
      {note && <p className="cer-plain">{note}</p>}
      {sources.map((s, i) => (
        <div key={s.title} className="cer-field">
          <span>{s.title}</span>
          <NumberEntry
            source={s}
            cells={cells[i] ?? []}
            onChange={next => setCells(all => all.map((row, k) => (k === i ? next : row)))}
            disabled={busy}
          />
        </div>
      ))}
      {children}
      {(wrong ?? why) && (
        <p className="cer-bad" role="alert">
          {wrong ?? why}
        </p>
      )}
      <button className="cer-button" type="submit" disabled={busy}>
        {button}
      </button>
    </form>
  )
}

function Enter({ batch }: { batch: Batch }) {
  const sources = batch.entropy.filter(e => e.kind !== 'secret')
  const [witnesses, setWitnesses] = useState(['', ''])
  const [evidence, setEvidence] = useState<string | null>(null)
  const upload = useStep(batch.code, async (file: File) =>
    setEvidence((await call('event.uploadEvidence', { params: { code: batch.code }, file })).sha256),
  )
  const submit = useStep(batch.code, (numbers: string[]) =>
    call('event.enter', {
      params: { code: batch.code },
      body: { numbers, witnesses: witnesses.map(w => w.trim()).filter(w => w !== ''), evidenceSha256: evidence },
    }),
  )
  return (
    <NumbersForm
      sources={sources}
      heading={t.enter}
      button={sources.length === 0 ? t.noPublicEnter : t.enterSubmit}
      busy={submit.busy || upload.busy}
      why={submit.why}
      onNumbers={submit.go}
    >
      {sources.some(s => s.kind === 'dice') && (
        <>
          {witnesses.map((w, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two fixed places.
            <label key={i} className="cer-field">
              <span>{`${t.witnesses} ${i + 1}`}</span>
              <input
                className="cer-text"
                value={w}
                placeholder="姓名，单位"
                onChange={e => setWitnesses(all => all.map((x, k) => (k === i ? e.target.value : x)))}
              />
            </label>
          ))}
          <label className="cer-field">
            <span>{t.evidence}</span>
            <input
              type="file"
              accept="video/mp4,video/webm,image/jpeg,image/png,application/pdf"
              disabled={upload.busy}
              onChange={e => e.target.files?.[0] && upload.go(e.target.files[0])}
            />
          </label>
          {evidence && <p className="cer-ok">{t.evidenceDone(evidence)}</p>}
          {upload.why && <p className="cer-bad">{upload.why}</p>}
        </>
      )}
    </NumbersForm>
  )
}

function Confirm({ batch, me }: { batch: Batch; me: Me }) {
  const sources = batch.entropy.filter(e => e.kind !== 'secret')
  const confirm = useStep(batch.code, (numbers: string[]) => call('event.confirm', { params: { code: batch.code }, body: { numbers } }))
  const withdraw = useStep(batch.code, () => call('event.withdraw', { params: { code: batch.code } }))
  return (
    <div>
      <p className="cer-ok">{t.entered(batch.entered?.by ?? '')}</p>
      {batch.entered?.byId === me.id ? (
        <>
          <p className="cer-plain">{t.samePerson}</p>
          <button type="button" className="cer-button quiet" disabled={withdraw.busy} onClick={() => withdraw.go(undefined)}>
            {t.withdraw}
          </button>
          {withdraw.why && <p className="cer-bad">{withdraw.why}</p>}
        </>
      ) : me.may['event.confirm'] ? (
        <NumbersForm
          sources={sources}
          heading={t.confirm}
          note={t.confirmNote}
          button={sources.length === 0 ? t.noPublicConfirm : t.confirmSubmit}
          busy={confirm.busy}
          why={confirm.why}
          onNumbers={confirm.go}
        />
      ) : (
        <p className="cer-wait">{t.confirm}</p>
      )}
    </div>
  )
}

function OpenSecret({ batch, party, me }: { batch: Batch; party: Batch['entropy'][number]; me: Me }) {
  const [secret, setSecret] = useState('')
  const open = useStep(batch.code, () => call('batch.openSecret', { params: { code: batch.code }, body: { secret } }))
  if (party.opened) return <p className="cer-ok">{t.secretOpened}</p>
  if (!me.may['batch.holdSecret']) return <p className="cer-wait">{t.openSecret}</p>
  return (
    <form
      className="cer-form"
      onSubmit={e => {
        e.preventDefault()
        open.go(undefined)
      }}
    >
      <label className="cer-field">
        <span>{t.openSecret}</span>
        <input
          className="cer-text"
          value={secret}
          onChange={e => setSecret(e.target.value)}
          placeholder={t.openSecretHint}
          autoComplete="off"
        />
      </label>
      {open.why && (
        <p className="cer-bad" role="alert">
          {open.why}
        </p>
      )}
      <button className="cer-button" type="submit" disabled={open.busy || secret.trim() === ''}>
        {t.openSecretSubmit}
      </button>
    </form>
  )
}

/** 3月26日 21:15 in China, whatever zone the projector's computer is in. */
export function chinaTime(iso: string): string {
  const at = new Date(Date.parse(iso) + 8 * 3_600_000).toISOString()
  return `${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}日 ${at.slice(11, 16)}`
}
