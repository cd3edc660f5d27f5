/** 单选、勾选 — large enough for a thumb, plain inputs inside, nothing chosen beforehand. */
import { type ReactNode, useId } from 'react'

export interface ChoiceOption<V extends string> {
  readonly value: V
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** A mark of its own when chosen: 否 is a warning. */
  readonly tone?: 'alarm'
}

export function Choice<V extends string>({
  label,
  options,
  value,
  onChange,
  stacked,
  hideLabel,
  id,
}: {
  label: ReactNode
  options: readonly ChoiceOption<V>[]
  value: V | null
  onChange: (value: V) => void
  /** One under another, for long labels. */
  stacked?: boolean
  hideLabel?: boolean
  id?: string
}) {
  const name = useId()
  return (
    <fieldset className={stacked ? 'choose choose-stacked' : 'choose'} id={id}>
      <legend className={hideLabel ? 'unseen' : ''}>{label}</legend>
      <div className="choose-options">
        {options.map(o => (
          <label key={o.value} className={`pick ${value === o.value ? 'picked' : ''} ${o.tone === 'alarm' ? 'pick-alarm' : ''}`}>
            <input type="radio" name={name} value={o.value} checked={value === o.value} onChange={() => onChange(o.value)} />
            <span>
              {o.label}
              {o.hint ? <small>{o.hint}</small> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export function Tick({
  checked,
  onChange,
  children,
  id,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  id?: string
}) {
  return (
    <label className={checked ? 'pick pick-tick picked' : 'pick pick-tick'} id={id}>
      <input type="checkbox" checked={checked} onChange={e => onChange(e.target.checked)} />
      <span>{children}</span>
    </label>
  )
}

/** A labelled field outside a form: its name above, what it wants below. */
export function Labelled({ label, hint, children, id }: { label: ReactNode; hint?: ReactNode; children: ReactNode; id?: string }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
    <label className="labelled" id={id}>
      <span className="labelled-name">{label}</span>
      {children}
      {hint ? <small>{hint}</small> : null}
    </label>
  )
}
