/** 表单 — numbers, dates, words and switches of the scheme, section by section, each with its clause; what differs from the scheme in force says so. */
import { splitClause } from '@mingcha/core/scheme'
import { Collapse, Input, InputNumber, Select, Switch } from 'antd'
import type { Field, Value } from './draft.ts'
import { changedFields } from './draft.ts'
import { Why } from './why.tsx'

export function FieldForm({
  fields,
  inForce,
  setField,
}: {
  fields: readonly Field[]
  inForce: readonly Field[]
  setField: (path: Field['path'], value: Value) => void
}) {
  const changed = new Map(inForce.length === 0 ? [] : changedFields(inForce, fields).map(c => [c.field, c.was] as const))
  const sections = [...new Set(fields.map(f => f.section))]
  return (
    <Collapse
      className="scheme-fields"
      defaultActiveKey={['抽取比例']}
      items={sections.map(section => {
        const own = fields.filter(f => f.section === section)
        const moved = own.filter(f => changed.has(f)).length
        return {
          key: section,
          label: (
            <>
              {section} <small className="quiet">{own.length} 项</small>
              {moved > 0 ? <b className="tag-inline">改了 {moved} 项</b> : null}
            </>
          ),
          children: own.map(f => (
            <FieldRow
              key={JSON.stringify(f.path)}
              field={f}
              was={changed.get(f)}
              setValue={value => setField(f.path, value)}
              restore={changed.get(f) === undefined || changed.get(f) === null ? null : () => setField(f.path, changed.get(f) as Value)}
            />
          )),
        }
      })}
    />
  )
}

export const sayValue = (f: Field, value: Value): string =>
  f.kind === 'switch'
    ? value
      ? '是'
      : '否'
    : f.kind === 'choice'
      ? (f.choices.find(c => c.value === value)?.label ?? `${value}`)
      : `${value}`

function FieldRow({
  field: f,
  was,
  setValue,
  restore,
}: {
  field: Field
  /** Undefined: as in the scheme in force; null: not in it. */
  was: Value | null | undefined
  setValue: (value: Value) => void
  restore: (() => void) | null
}) {
  return (
    <div className={`scheme-field ${was === undefined ? '' : 'changed'} ${f.kind === 'choice' || f.kind === 'text' ? 'long' : ''}`}>
      <div className="scheme-field-name">
        {f.label}
        {was === undefined ? null : was === null ? (
          <small className="moved">新增</small>
        ) : (
          <small className="moved">
            现行 {sayValue(f, was)}
            {restore ? (
              <button type="button" className="link" onClick={restore}>
                恢复
              </button>
            ) : null}
          </small>
        )}
      </div>
      {f.given ? (
        <Control field={f} setValue={setValue} />
      ) : (
        <span className="quiet">{sayValue(f, f.value)}（文件没有写，按此执行；要改，在文件里写出）</span>
      )}
      {f.clause === '' && f.law.length === 0 ? (
        <span />
      ) : (
        <Why label={f.label} sentence="这一项的依据" clause={f.clause} law={f.law}>
          为什么
        </Why>
      )}
      {was !== undefined && was !== null && splitClause(f.clause).quote.includes(sayValue(f, was)) ? (
        <p className="stale-clause">条款原文写的仍是“{sayValue(f, was)}”；依据换了的，请在文件里一并改。</p>
      ) : null}
    </div>
  )
}

function Control({ field: f, setValue }: { field: Field; setValue: (value: Value) => void }) {
  switch (f.kind) {
    case 'rate':
      // The sign stands outside the box: 20 is typed, 20% is meant.
      return (
        <Input
          aria-label={f.label}
          inputMode="decimal"
          suffix="%"
          value={`${f.value}`.replace(/%$/, '')}
          onChange={e => setValue(`${e.target.value.replaceAll('％', '').replaceAll('%', '').trim()}%`)}
        />
      )
    case 'count':
      return (
        <InputNumber
          aria-label={f.label}
          min={0}
          precision={0}
          value={Number(f.value)}
          onChange={n => (n === null ? undefined : setValue(n))}
        />
      )
    case 'date':
      return <Input aria-label={f.label} type="date" value={`${f.value}`} onChange={e => setValue(e.target.value)} />
    case 'switch':
      return (
        <Switch aria-label={f.label} checked={f.value === true} checkedChildren="是" unCheckedChildren="否" onChange={on => setValue(on)} />
      )
    case 'choice':
      return <Select aria-label={f.label} value={`${f.value}`} options={f.choices} onChange={value => setValue(value)} />
    case 'text':
      return <Input.TextArea aria-label={f.label} autoSize value={`${f.value}`} onChange={e => setValue(e.target.value)} />
  }
}
