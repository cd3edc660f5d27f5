/** 修改方案 — a form for what a clerk may change, the file for the rest, and beside both what it would change today. Nothing here is stored until 提出. */
import { Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button, Input, Popconfirm, Skeleton, Tabs, Upload } from 'antd'
import { useEffect, useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Mark } from '../parts/facts.tsx'
import { Loaded, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { changedFields, type DraftState, draftKey, type Field, useDraft } from '../scheme/draft.ts'
import { FieldForm, sayValue } from '../scheme/field-form.tsx'
import '../scheme/scheme.css'
import { SentBack } from '../scheme/proposal.tsx'
import { PeriodSelect, TrialView, usePeriods, useTrial } from '../scheme/trial-view.tsx'
import { Doubts, Issues, YamlArea } from '../scheme/yaml-area.tsx'
import { useSession } from '../session.tsx'
import { pages, say } from '../strings.ts'

type Scheme = Reply<'scheme.view'>

export function SchemeEditPage() {
  const scheme = useRoute('scheme.view')
  // What was looked at before may be an older version: nothing is typed into it until the answer is here. Once shown, the form stays.
  const [shown, setShown] = useState(false)
  const waiting = !shown && scheme.isFetching && !scheme.isFetchedAfterMount
  useEffect(() => {
    if (!waiting) setShown(true)
  }, [waiting])
  return (
    <Page words={pages.schemeEdit} action="scheme.propose" back={<Link to="/scheme">‹ 实施方案</Link>}>
      {waiting ? (
        <Skeleton active title={false} paragraph={{ rows: 6 }} aria-label={say.page.loading} />
      ) : (
        <Loaded query={scheme}>{d => <Pinned latest={d} />}</Loaded>
      )}
    </Page>
  )
}

/** The version one began from stays under one's hands; that a newer one is in force by now is said. */
function Pinned({ latest }: { latest: Scheme }) {
  const [begun, setBegun] = useState(latest)
  if (begun.version === latest.version) return <Editor key={latest.version} scheme={latest} />
  return (
    <>
      <Alert
        className="scheme-lowered"
        type="warning"
        title={`第 ${latest.version} 版已经批准；这里仍从第 ${begun.version} 版改起，提出会带回第 ${begun.version} 版的其他内容。`}
        action={<Button onClick={() => setBegun(latest)}>改从第 {latest.version} 版改起</Button>}
      />
      <Editor key={begun.version} scheme={{ ...begun, proposal: latest.proposal, sentBack: latest.sentBack }} />
    </>
  )
}

function Editor({ scheme }: { scheme: Scheme }) {
  const { agency } = useSession()
  const draft = useDraft(draftKey(agency?.id ?? '', scheme.version), scheme.yaml)
  const inForce = useRoute('scheme.form', { body: { yaml: scheme.yaml } })
  const [tab, setTab] = useState('form')
  const [goTo, setGoTo] = useState<{ line: number; nth: number } | null>(null)
  const show = (line: number) => {
    setTab('file')
    setGoTo(last => ({ line, nth: (last?.nth ?? 0) + 1 }))
  }
  const before = inForce.data?.fields ?? []
  const changed = before.length === 0 ? [] : changedFields(before, draft.fields)
  return (
    <>
      <SentBack scheme={scheme} />
      <EditHead scheme={scheme} draft={draft} />
      <div className={tab === 'file' ? 'scheme-work file' : 'scheme-work'}>
        <div>
          <Issues issues={draft.issues} go={show} />
          <Doubts doubts={draft.doubts} go={show} />
          {draft.refusal ? <ProblemNotice refusal={draft.refusal} /> : null}
          <Tabs
            activeKey={tab}
            onChange={setTab}
            items={[
              {
                key: 'form',
                label: '表单',
                children: <FieldForm fields={draft.fields} inForce={before} setField={draft.setField} />,
              },
              {
                key: 'file',
                label: '文件（结构）',
                children: (
                  <>
                    <p className="quiet">增减类别、分层、条件在这里写；表单里的改动已在文件中，注释保留。</p>
                    <YamlArea text={draft.text} issues={draft.issues} goTo={goTo} onType={draft.setText} />
                  </>
                ),
              },
            ]}
          />
        </div>
        <div className="scheme-beside">
          <Propose scheme={scheme} draft={draft} changed={changed} />
          <DraftTrial draft={draft} />
        </div>
      </div>
    </>
  )
}

function EditHead({ scheme, draft }: { scheme: Scheme; draft: DraftState }) {
  const touched = draft.draft.base !== scheme.yaml || draft.draft.edits.length > 0
  return (
    <div className="scheme-edit-head">
      <p>
        从第 {scheme.version} 版改起。
        {touched ? <span className="quiet">草稿留在这台电脑的浏览器里，刷新不丢。</span> : null}
      </p>
      <div className="button-row">
        <Upload
          accept=".yaml,.yml"
          showUploadList={false}
          beforeUpload={file => {
            void file.text().then(draft.setText)
            return false
          }}
        >
          <Button>从文件载入（.yaml）</Button>
        </Upload>
        {scheme.sentBack && scheme.sentBack.yaml !== draft.draft.base ? (
          <Button onClick={() => draft.setText(scheme.sentBack?.yaml ?? '')}>
            从{scheme.sentBack.state === 'returned' ? '退回' : '撤回'}的一版改起
          </Button>
        ) : null}
        {touched ? (
          <Popconfirm title="放弃全部修改，回到现行方案？" okText="放弃" cancelText="不" onConfirm={draft.reset}>
            <Button>放弃修改</Button>
          </Popconfirm>
        ) : null}
      </div>
    </div>
  )
}

function DraftTrial({ draft }: { draft: DraftState }) {
  const [period, setPeriod] = useState(usePeriods()[0]!)
  const ready = !draft.checking && draft.issues.length === 0 && draft.text !== ''
  const query = useTrial(draft.text, period, ready)
  return (
    <Part
      title="试算"
      extra={
        <>
          <PeriodSelect value={period} onChange={setPeriod} />
          <Button disabled={!ready} loading={query.isFetching} onClick={() => void query.refetch()}>
            试算
          </Button>
        </>
      }
    >
      {draft.issues.length > 0 ? (
        <p className="alarm">方案文件有 {draft.issues.length} 处错误，改正后才能试算。</p>
      ) : (
        <TrialView query={query} />
      )}
    </Part>
  )
}

function Propose({
  scheme,
  draft,
  changed,
}: {
  scheme: Scheme
  draft: DraftState
  changed: readonly { readonly field: Field; readonly was: Field['value'] | null }[]
}) {
  const [reason, setReason] = useState('')
  const navigate = useNavigate()
  const propose = useCommand('scheme.propose', { inline: true, told: () => '已提出，等待负责人批准；批准以前仍按现行方案执行' })
  const same = draft.text === scheme.yaml
  const stop =
    scheme.proposal !== null
      ? `${scheme.proposal.by}提出的新版还在等待批准，办理或撤回以后才能再提。`
      : draft.issues.length > 0
        ? '方案文件有错，改正后才能提出。'
        : same
          ? '还没有改动。'
          : null
  const run = async () => {
    const done = await propose.run({ body: { yaml: draft.text, reason: reason.trim() } })
    if (done === null) return
    draft.reset()
    await navigate({ to: '/scheme', hash: 'proposal' })
  }
  return (
    <Part title="改动">
      {changed.length > 0 ? (
        <ul className="plain scheme-changes">
          {changed.map(({ field: f, was }) => (
            <li key={`${f.section}${f.label}`}>
              <small className="quiet">{f.section}</small> {f.label}　<del>{was === null ? '没有' : sayValue(f, was)}</del> →{' '}
              <ins>{sayValue(f, f.value)}</ins>
              {f.kind === 'rate' && was !== null && Number.parseFloat(`${f.value}`) < Number.parseFloat(`${was}`) ? (
                <Mark tone="stop">低于现行（HS-20）</Mark>
              ) : null}
            </li>
          ))}
        </ul>
      ) : same ? null : (
        <p className="quiet">表单各项没有变；改动在文件的结构或注释里。</p>
      )}
      <form
        className="scheme-propose"
        onSubmit={e => {
          e.preventDefault()
          void run()
        }}
      >
        <Input.TextArea
          aria-label="提出的理由"
          placeholder="为什么要改，依据哪份文件"
          value={reason}
          onChange={e => setReason(e.target.value)}
          maxLength={500}
          autoSize={{ minRows: 2, maxRows: 6 }}
        />
        <div className="button-row">
          <Button
            type="primary"
            htmlType="submit"
            loading={propose.pending}
            disabled={stop !== null || draft.checking || reason.trim() === ''}
          >
            提出
          </Button>
          <span className="quiet">{stop ?? '由另一人（负责人）批准后生效，已冻结的批次不受影响。'}</span>
        </div>
        {propose.refusal ? <ProblemNotice refusal={propose.refusal} /> : null}
      </form>
    </Part>
  )
}
