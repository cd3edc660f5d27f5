/** 非现场核查、服务与诉求、结果 — the middle steps of the record. 笔录 appear only where the document rule asks for them. @law LY-29 LY-30 JX-48 JX-49 SJZ-44 */
import { documentsFor, type Outcome, outcomeNames, type VisitRecord } from '@mingcha/core/inspection'
import type { Documents } from '@mingcha/core/scheme'
import { Alert, Button, Input } from 'antd'
import { Choice, Labelled, Tick } from '../parts/choice.tsx'
import { Law } from '../parts/facts.tsx'
import { Part } from '../parts/page.tsx'
import { inputOfInstant, instantOfInput } from '../time.ts'
import { Evidence, FileList, TakeFiles } from './evidence.tsx'
import type { Field } from './field.tsx'
import { SignatureField } from './signature.tsx'
import { fieldId } from './steps.ts'

export function OffSiteStep({ field }: { field: Field }) {
  const empty: NonNullable<VisitRecord['offSite']> = { means: [], from: '', to: '', text: '', files: [] }
  const o = field.record.offSite ?? empty
  const set = (part: Partial<typeof empty>) => field.change({ offSite: { ...o, ...part } })
  return (
    <Part title="非现场核查" id="step-offSite" extra={<Law ids={['LY-30', 'SJZ-44']} />}>
      <div className="stack">
        <fieldset className="choose choose-stacked" id={fieldId('offSite.means')}>
          <legend>采取的非现场手段（可多选）</legend>
          <div className="choose-options">
            {field.visit.means.map(m => (
              <Tick
                key={m}
                checked={o.means.includes(m)}
                onChange={on => set({ means: on ? [...o.means, m] : o.means.filter(x => x !== m) })}
              >
                {m}
              </Tick>
            ))}
          </div>
        </fieldset>
        <div className="form-row">
          <Labelled label="所看数据的起始日" id={fieldId('offSite.from')}>
            <Input type="date" value={o.from} onChange={e => set({ from: e.target.value })} />
          </Labelled>
          <Labelled label="截止日">
            <Input type="date" value={o.to} onChange={e => set({ to: e.target.value })} />
          </Labelled>
        </div>
        <Labelled label="核查情况" id={fieldId('offSite.text')}>
          <Input.TextArea
            value={o.text}
            maxLength={4000}
            autoSize={{ minRows: 4, maxRows: 14 }}
            onChange={e => set({ text: e.target.value })}
          />
        </Labelled>
        <Evidence
          at="offSite.files"
          label="核查依据的材料（至少一份）"
          hashes={o.files}
          onChange={files => set({ files })}
          purpose="document"
        />
      </div>
    </Part>
  )
}

export function ServiceStep({ field }: { field: Field }) {
  const s = field.record.service
  const set = (part: Partial<typeof s>) => field.change({ service: { ...s, ...part } })
  return (
    <Part title="服务与诉求" id="step-service" extra={<Law ids={['LY-29']} />}>
      <div className="stack">
        <Labelled label="法律法规政策宣教、合规经营指导" hint="讲了什么、给了什么材料；没有的留空。">
          <Input.TextArea
            value={s.guidance}
            maxLength={2000}
            autoSize={{ minRows: 3, maxRows: 10 }}
            onChange={e => set({ guidance: e.target.value })}
          />
        </Labelled>
        <Labelled label="企业提出的问题、诉求">
          <Input.TextArea
            value={s.asked}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 10 }}
            onChange={e => set({ asked: e.target.value })}
          />
        </Labelled>
        {s.asked.trim() !== '' || s.reply !== '' ? (
          <>
            <Labelled label="回应" id={fieldId('service.reply')}>
              <Input.TextArea
                value={s.reply}
                maxLength={2000}
                autoSize={{ minRows: 2, maxRows: 10 }}
                onChange={e => set({ reply: e.target.value })}
              />
            </Labelled>
            <Labelled label="回应日期">
              <Input type="date" className="narrow" value={s.repliedOn ?? ''} onChange={e => set({ repliedOn: e.target.value || null })} />
            </Labelled>
          </>
        ) : null}
      </div>
    </Part>
  )
}

const outcomeHints: Readonly<Record<Outcome, string>> = {
  clean: '',
  violation: '须制作笔录的，下面会列出',
  unreachable: '写明情况并附佐证',
  refused: '写明情况并附佐证',
  'no-activity': '写明情况并附佐证',
}

export function ResultStep({ field }: { field: Field }) {
  const { record: r, method, visit } = field
  const looked = r.outcome === null || r.outcome === 'clean' || r.outcome === 'violation'
  const required = method === 'off-site' || r.outcome === null ? [] : documentsFor(visit.documents as Documents, r.outcome)
  return (
    <Part title="结果" id="step-result" extra={<Law ids={['SJZ-66', ...visit.documents.law]} />}>
      <div className="stack">
        <Choice
          label="检查情况"
          stacked
          id={fieldId('outcome')}
          options={(Object.keys(outcomeNames) as Outcome[]).map(value => ({
            value,
            label: outcomeNames[value],
            ...(outcomeHints[value] && method !== 'off-site' ? { hint: outcomeHints[value] } : {}),
            ...(value === 'violation' ? { tone: 'alarm' as const } : {}),
          }))}
          value={r.outcome}
          onChange={outcome => field.change({ outcome })}
        />
        {method === 'off-site' && r.outcome === 'violation' ? (
          <Alert
            type="warning"
            title="提交之后，系统会为同一小组开立一次现场检查"
            description="非现场发现问题的，须到现场核实（HS-36、SJZ-44）；同时立一项后续处置，三个工作日内办理。"
          />
        ) : null}
        {looked && r.outcomeText === '' && r.outcomeFiles.length === 0 ? null : (
          <>
            <Labelled label="情况说明" id={fieldId('outcomeText')}>
              <Input.TextArea
                value={r.outcomeText}
                maxLength={2000}
                autoSize={{ minRows: 3, maxRows: 10 }}
                onChange={e => field.change({ outcomeText: e.target.value })}
              />
            </Labelled>
            <Evidence at="outcomeFiles" label="佐证" hashes={r.outcomeFiles} onChange={outcomeFiles => field.change({ outcomeFiles })} />
          </>
        )}
        {required.includes('minutes') || r.minutes ? <Minutes field={field} needed={required.includes('minutes')} /> : null}
        {required.includes('interview') || r.interview ? <Interview field={field} needed={required.includes('interview')} /> : null}
        <People field={field} />
        <Labelled label="备注（不代替上面的内容）">
          <Input.TextArea
            value={r.note}
            maxLength={4000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={e => field.change({ note: e.target.value })}
          />
        </Labelled>
        <Labelled label="检查结束时间" hint="不填的，以送签的时刻为准。">
          <WallClock value={r.endedAt} onChange={endedAt => field.change({ endedAt })} />
        </Labelled>
      </div>
    </Part>
  )
}

/** A document that the outcome no longer asks for is still there to be seen, and taken out by hand. */
function NotAsked({ name, drop }: { name: string; drop: () => void }) {
  return <Alert type="info" title={`按现在的检查情况，不需要${name}`} action={<Button onClick={drop}>移除</Button>} />
}

function WallClock({ value, onChange }: { value: string | null; onChange: (at: string | null) => void }) {
  return (
    <Input
      type="datetime-local"
      className="narrow"
      value={value === null ? '' : inputOfInstant(value)}
      onChange={e => onChange(e.target.value === '' ? null : instantOfInput(e.target.value))}
    />
  )
}

function Minutes({ field, needed }: { field: Field; needed: boolean }) {
  const empty: NonNullable<VisitRecord['minutes']> = { from: null, to: null, place: '', text: '' }
  const m = field.record.minutes ?? empty
  const set = (part: Partial<typeof empty>) => field.change({ minutes: { ...m, ...part } })
  return (
    <section className="document" id={fieldId('minutes')} aria-label="现场检查笔录">
      <h3>
        现场检查笔录
        <Law ids={['JX-49']} />
      </h3>
      {needed ? null : <NotAsked name="现场检查笔录" drop={() => field.change({ minutes: null })} />}
      <div className="form-row">
        <Labelled label="开始时间">
          <WallClock value={m.from} onChange={from => set({ from })} />
        </Labelled>
        <Labelled label="结束时间">
          <WallClock value={m.to} onChange={to => set({ to })} />
        </Labelled>
        <Labelled label="地点">
          <Input value={m.place} maxLength={200} onChange={e => set({ place: e.target.value })} />
        </Labelled>
      </div>
      <Labelled label="现场情况">
        <Input.TextArea
          value={m.text}
          maxLength={8000}
          autoSize={{ minRows: 5, maxRows: 20 }}
          onChange={e => set({ text: e.target.value })}
        />
      </Labelled>
    </section>
  )
}

function Interview({ field, needed }: { field: Field; needed: boolean }) {
  const empty: NonNullable<VisitRecord['interview']> = {
    name: '',
    role: '',
    identity: '',
    rightsTold: false,
    from: null,
    to: null,
    questions: [],
    signature: null,
  }
  const i = field.record.interview ?? empty
  const set = (part: Partial<typeof empty>) => field.change({ interview: { ...i, ...part } })
  const setQuestion = (at: number, part: Partial<(typeof i.questions)[number]>) =>
    set({ questions: i.questions.map((q, n) => (n === at ? { ...q, ...part } : q)) })
  return (
    <section className="document" id={fieldId('interview')} aria-label="询问笔录">
      <h3>
        询问笔录
        <Law ids={['JX-49']} />
      </h3>
      {needed ? null : <NotAsked name="询问笔录" drop={() => field.change({ interview: null })} />}
      <div className="form-row">
        <Labelled label="被询问人姓名">
          <Input value={i.name} maxLength={40} autoComplete="off" onChange={e => set({ name: e.target.value })} />
        </Labelled>
        <Labelled label="职务">
          <Input value={i.role} maxLength={80} onChange={e => set({ role: e.target.value })} />
        </Labelled>
        <Labelled label="身份核对" hint="看了什么证件；不写证件号码。">
          <Input value={i.identity} maxLength={80} onChange={e => set({ identity: e.target.value })} />
        </Labelled>
        <Labelled label="开始时间">
          <WallClock value={i.from} onChange={from => set({ from })} />
        </Labelled>
        <Labelled label="结束时间">
          <WallClock value={i.to} onChange={to => set({ to })} />
        </Labelled>
      </div>
      <Tick checked={i.rightsTold} onChange={rightsTold => set({ rightsTold })}>
        已告知被询问人权利、义务，可以申请回避
      </Tick>
      <ol className="interview-questions">
        {i.questions.map((q, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: questions stand in their order and are only edited in place.
          <li key={n}>
            <Labelled label={`问 ${n + 1}`}>
              <Input.TextArea
                value={q.ask}
                maxLength={1000}
                autoSize={{ minRows: 1, maxRows: 5 }}
                onChange={e => setQuestion(n, { ask: e.target.value })}
              />
            </Labelled>
            <Labelled label={`答 ${n + 1}`}>
              <Input.TextArea
                value={q.answer}
                maxLength={4000}
                autoSize={{ minRows: 2, maxRows: 10 }}
                onChange={e => setQuestion(n, { answer: e.target.value })}
              />
            </Labelled>
            <Button size="small" onClick={() => set({ questions: i.questions.filter((_, at) => at !== n) })}>
              删去这一问
            </Button>
          </li>
        ))}
      </ol>
      <Button onClick={() => set({ questions: [...i.questions, { ask: '', answer: '' }] })} disabled={i.questions.length >= 60}>
        加一问
      </Button>
      <h3>被询问人签字</h3>
      <SignatureField at="interview.signature" what="询问笔录" value={i.signature} onChange={signature => set({ signature })} />
    </section>
  )
}

/** 专家、辅助人员 — never counted among the two officers. @law HS-14 JX-05 */
function People({ field }: { field: Field }) {
  const { people } = field.record
  const officers = field.visit.members.filter(m => m.code !== '—').length
  const set = (at: number, part: Partial<(typeof people)[number]>) =>
    field.change({ people: people.map((p, n) => (n === at ? { ...p, ...part } : p)) })
  return (
    <section className="document" id={fieldId('people')} aria-label="参加人员">
      <h3>
        专家、辅助人员
        <Law ids={['HS-14', 'JX-05']} />
      </h3>
      <p className="quiet">
        {field.method === 'off-site' ? '' : `入企共 ${officers + people.length} 人，上限 ${field.visit.maxPeople} 人。`}没有的不用填。
      </p>
      {people.map((p, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: people stand in their order and are only edited in place.
        <div key={n} className="person" id={fieldId(`people.${n}`)}>
          <Choice
            label="身份"
            options={[
              { value: 'assistant', label: '辅助人员' },
              { value: 'expert', label: '专家' },
            ]}
            value={p.kind}
            onChange={kind => set(n, { kind })}
          />
          <div className="form-row">
            <Labelled label="姓名">
              <Input value={p.name} maxLength={40} autoComplete="off" onChange={e => set(n, { name: e.target.value })} />
            </Labelled>
            <Labelled label="单位">
              <Input value={p.organisation} maxLength={80} onChange={e => set(n, { organisation: e.target.value })} />
            </Labelled>
          </div>
          {p.kind === 'expert' ? (
            <section className="evidence">
              <span className="labelled-name">书面意见</span>
              <FileList hashes={p.opinion ? [p.opinion] : []} remove={() => set(n, { opinion: null })} />
              {p.opinion ? null : <TakeFiles only="photo" purpose="opinion" took={([opinion]) => opinion && set(n, { opinion })} />}
            </section>
          ) : null}
          <Button size="small" onClick={() => field.change({ people: people.filter((_, at) => at !== n) })}>
            删去
          </Button>
        </div>
      ))}
      <div className="take">
        {(['assistant', 'expert'] as const).map(kind => (
          <Button key={kind} onClick={() => field.change({ people: [...people, { name: '', organisation: '', kind, opinion: null }] })}>
            {kind === 'assistant' ? '加一名辅助人员' : '加一名专家'}
          </Button>
        ))}
      </div>
    </section>
  )
}
