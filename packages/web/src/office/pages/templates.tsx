/** 文书模板 — the text each document is printed from: words to click in, mistakes named by line while typing, every version kept. */
import { errorEntry, fillSentence } from '@mingcha/core/api'
import { type DocumentKind, parseTemplate, type TemplateIssue, writingRules } from '@mingcha/core/documents'
import { Button, Collapse } from 'antd'
import { type RefObject, useRef, useState } from 'react'
import { call, pathOf, type Reply } from '../../api/client.ts'
import { Law, Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

type Kind = Reply<'template.list'>['kinds'][number]
/** What a clerk typed and has not saved, and the version he started from. */
interface Draft {
  readonly text: string
  readonly basedOn: number
}

export function TemplatesPage() {
  const list = useRoute('template.list')
  const [chosen, setChosen] = useState<DocumentKind>('approval')
  const [drafts, setDrafts] = useState<Partial<Record<DocumentKind, Draft>>>({})
  const setDraft = (kind: DocumentKind, draft: Draft | undefined) => setDrafts(all => ({ ...all, [kind]: draft }))
  return (
    <Page words={pages.templates} action="template.view">
      <Loaded query={list}>
        {({ kinds }) => {
          const kind = kinds.find(k => k.kind === chosen) ?? kinds[0]
          return (
            <div className="templates">
              <nav aria-label="文书种类">
                <ul>
                  {kinds.map(k => (
                    <li key={k.kind}>
                      <button
                        type="button"
                        className={k.kind === chosen ? 'here' : ''}
                        aria-current={k.kind === chosen ? 'true' : undefined}
                        onClick={() => setChosen(k.kind)}
                      >
                        {k.title}
                        <small>{drafts[k.kind] ? '未保存' : k.isDefault ? '默认' : `第 ${k.version} 版`}</small>
                      </button>
                    </li>
                  ))}
                </ul>
              </nav>
              {kind ? (
                <OneTemplate key={kind.kind} kind={kind} draft={drafts[kind.kind]} setDraft={draft => setDraft(kind.kind, draft)} />
              ) : null}
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}

function OneTemplate({ kind, draft, setDraft }: { kind: Kind; draft: Draft | undefined; setDraft: (draft: Draft | undefined) => void }) {
  const mayEdit = useMay()('template.edit')
  const area = useRef<HTMLTextAreaElement>(null)
  const text = draft?.text ?? kind.text
  const issues = issuesOf(text, kind.kind)
  const type = (next: string) => setDraft(next === kind.text ? undefined : { text: next, basedOn: draft?.basedOn ?? kind.version })
  const save = useCommand('template.save', {
    inline: true,
    told: r => `${kind.title}已保存，第 ${r.version} 版`,
    undo: (r, i) => () => call('template.restore', { params: i.params, body: { version: i.body.basedOn, basedOn: r.version } }),
  })
  const insert = (words: string) => {
    const [from, to] = [area.current?.selectionStart ?? text.length, area.current?.selectionEnd ?? text.length]
    type(text.slice(0, from) + words + text.slice(to))
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(from + words.length, from + words.length)
    })
  }
  return (
    <div className="template">
      <Part
        title={kind.title}
        extra={
          <>
            <Preview kind={kind.kind} version={kind.version} format="pdf" disabled={draft !== undefined}>
              预览 PDF
            </Preview>
            <Preview kind={kind.kind} version={kind.version} format="docx" disabled={draft !== undefined}>
              下载 DOCX
            </Preview>
            {mayEdit && draft ? <Button onClick={() => setDraft(undefined)}>放弃修改</Button> : null}
            {mayEdit ? (
              <Button
                type="primary"
                disabled={draft === undefined || issues.length > 0}
                loading={save.pending}
                onClick={() =>
                  void save
                    .run({ params: { kind: kind.kind }, body: { text, basedOn: draft?.basedOn ?? kind.version } })
                    .then(done => done && setDraft(undefined))
                }
              >
                保存
              </Button>
            ) : null}
          </>
        }
      >
        <p className="lead">
          {kind.means}
          <Law ids={kind.law} />
        </p>
        <p className="quiet">{draft ? '有未保存的修改；保存后才能预览。' : '预览用示例数据，不含真实企业。'}</p>
        <div className="template-work">
          <div>
            <Editor area={area} text={text} issues={issues} readOnly={!mayEdit} type={type} />
            <Issues issues={issues} area={area} />
            {save.refusal && draft ? <ProblemNotice refusal={save.refusal} /> : null}
          </div>
          <Fields kind={kind} insert={mayEdit ? insert : null} />
        </div>
        <Collapse
          ghost
          items={[
            {
              key: 'rules',
              label: '每一行怎么写',
              children: (
                <table className="rules">
                  <tbody>
                    {writingRules.map(r => (
                      <tr key={r.write}>
                        <th scope="row">{r.write}</th>
                        <td>{r.means}</td>
                        <td>
                          <pre className="template-example">{r.example}</pre>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              ),
            },
          ]}
        />
      </Part>
      <History kind={kind} mayEdit={mayEdit && draft === undefined} />
    </div>
  )
}

function issuesOf(text: string, kind: DocumentKind): readonly TemplateIssue[] {
  const template = parseTemplate(text, kind)
  return template.ok ? [] : (template.error.issues as readonly TemplateIssue[])
}

function Preview({
  kind,
  version,
  format,
  disabled,
  children,
}: {
  kind: DocumentKind
  version: number
  format: 'pdf' | 'docx'
  disabled?: boolean
  children: string
}) {
  const href = pathOf('template.preview', { params: { kind }, query: { version, format } })
  return (
    <Button disabled={disabled ?? false} href={href} target={format === 'pdf' ? '_blank' : '_self'} rel="noreferrer">
      {children}
    </Button>
  )
}

/**
 * A textarea over a mirror of itself: the mirror has the same lines, wrapped the same way, with the number each mistake is named by, and makes the
 * box as high as the text.
 */
function Editor({
  area,
  text,
  issues,
  readOnly,
  type,
}: {
  area: RefObject<HTMLTextAreaElement | null>
  text: string
  issues: readonly TemplateIssue[]
  readOnly: boolean
  type: (next: string) => void
}) {
  const wrong = new Set(issues.map(i => i.line))
  return (
    <div className="template-editor">
      <div className="template-mirror" aria-hidden="true">
        {text.split('\n').map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the number is the line
          <div key={at} className={wrong.has(at + 1) ? 'wrong' : ''}>
            <i>{at + 1}</i>
            {line}
            {'\u200B'}
          </div>
        ))}
      </div>
      <textarea
        ref={area}
        value={text}
        readOnly={readOnly}
        spellCheck={false}
        aria-label="模板正文"
        aria-invalid={issues.length > 0}
        onChange={e => type(e.target.value)}
      />
    </div>
  )
}

function Issues({ issues, area }: { issues: readonly TemplateIssue[]; area: RefObject<HTMLTextAreaElement | null> }) {
  if (issues.length === 0) return null
  const goTo = (line: number) => {
    const node = area.current
    if (!node) return
    const lines = node.value.split('\n')
    const from = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0)
    node.focus({ preventScroll: true })
    node.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0))
    node.parentElement?.querySelectorAll('.template-mirror > div')[line - 1]?.scrollIntoView({ block: 'center' })
  }
  return (
    <ul className="template-issues" aria-live="polite" aria-label="模板里的问题">
      {issues.map((issue, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew with every key
        <li key={at}>
          <button type="button" onClick={() => goTo(issue.line)}>
            <Mark tone="stop">{fillSentence(errorEntry(issue.code).zh, issue)}</Mark>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Fields({ kind, insert }: { kind: Kind; insert: ((words: string) => void) | null }) {
  return (
    <section className="template-fields" aria-label="字段">
      <h3>字段{insert ? <small className="quiet beside">点一下，插到光标处</small> : null}</h3>
      <ul>
        {kind.fields.map(f => {
          const words =
            f.shape === 'rows'
              ? `表格 {${f.name}}：${f.columns.map(c => c.name).join('，')}`
              : f.shape === 'qr'
                ? `二维码 {${f.name}} 说明`
                : `{${f.name}}`
          return (
            <li key={f.name}>
              <button type="button" disabled={insert === null} onClick={() => insert?.(words)} title={`例：${f.example}`}>
                {`{${f.name}}`}
              </button>
              <span>
                {f.means}
                {f.optional ? '（可空）' : ''}
                {f.shape === 'rows' ? <small className="quiet block">栏目：{f.columns.map(c => c.name).join('、')}</small> : null}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function History({ kind, mayEdit }: { kind: Kind; mayEdit: boolean }) {
  const restore = useCommand('template.restore', {
    told: r => `${kind.title}已恢复，现为第 ${r.version} 版`,
    undo: (r, i) => () => call('template.restore', { params: i.params, body: { version: i.body.basedOn, basedOn: r.version } }),
  })
  const rows = [...kind.history, { version: 0, at: null, by: '', isDefault: true, restoredFrom: null, text: '' }]
  return (
    <Part title="历史版本">
      <Listing
        label="历史版本"
        rows={rows}
        rowKey={r => String(r.version)}
        total={rows.length}
        empty={<Nothing title="还没有改过" />}
        columns={[
          { title: '版本', width: 130, render: (_, r) => (r.version === 0 ? '默认模板' : `第 ${r.version} 版`) },
          { title: '时间', width: 190, render: (_, r) => (r.at ? showInstant(r.at) : '随程序提供') },
          { title: '谁改的', width: 140, render: (_, r) => r.by || '—' },
          {
            title: '说明',
            render: (_, r) =>
              r.version === kind.version ? (
                <Mark tone="done">现行</Mark>
              ) : r.restoredFrom === null ? (
                ''
              ) : r.restoredFrom === 0 ? (
                '恢复默认模板'
              ) : (
                `恢复第 ${r.restoredFrom} 版`
              ),
          },
          {
            title: '',
            width: 200,
            render: (_, r) => (
              <span className="row-actions">
                <Button
                  size="small"
                  href={pathOf('template.preview', { params: { kind: kind.kind }, query: { version: r.version } })}
                  target="_blank"
                  rel="noreferrer"
                >
                  预览
                </Button>
                {mayEdit && r.version !== kind.version && !(r.isDefault && kind.isDefault) ? (
                  <Button
                    size="small"
                    loading={restore.pending}
                    onClick={() => void restore.run({ params: { kind: kind.kind }, body: { version: r.version, basedOn: kind.version } })}
                  >
                    恢复
                  </Button>
                ) : null}
              </span>
            ),
          },
        ]}
        card={r => (
          <>
            <b>{r.version === 0 ? '默认模板' : `第 ${r.version} 版`}</b>
            <span className="quiet">{r.at ? `${showInstant(r.at)} · ${r.by}` : '随程序提供'}</span>
          </>
        )}
      />
    </Part>
  )
}
