/** 开立针对性检查 — not drawn, never counted toward a quota; the ground and the reason are kept with it. @law HS-36 SJZ-87 LY-22 */
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Choice, Labelled } from '../parts/choice.tsx'
import { Law } from '../parts/facts.tsx'
import { Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import '../visit/visit.css'

type Ground = Reply<'scheme.view'>['grounds'][number]
const needWords = { evidence: '须有佐证材料', order: '须有署名的书面交办单', approval: '' } as const

export function OpenVisitPage() {
  const may = useMay()
  const { today } = useSession()
  const navigate = useNavigate()
  const registry = may('registry.view')
  const items = useRoute('items.view')
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed])
  const firms = useRoute('registry.subjects', { query: { ...(q ? { q } : {}), limit: 20 } }, { enabled: registry && q.length >= 2 })
  const officers = useRoute('registry.inspectors', { query: { state: 'available', limit: 200 } }, { enabled: registry })
  const mates = useRoute('visit.mine', undefined, { enabled: !registry && may('visit.own') })
  const [subjectCode, setSubject] = useState<string | null>(null)
  const [inspectors, setInspectors] = useState<string[]>([])
  const [chosen, setItems] = useState<string[]>([])
  const [ground, setGround] = useState<Ground['code'] | null>(null)
  const [document, setDocument] = useState('')
  const scheme = useRoute('scheme.view')
  const grounds = scheme.data?.grounds ?? []
  const asked = grounds.find(g => g.code === ground)?.needs ?? 'approval'
  const [reason, setReason] = useState('')
  const [dueOn, setDueOn] = useState('')
  const open = useCommand('visit.open', {
    inline: true,
    told: r => `已开立检查 ${r.number}`,
    undo: r => () => call('visit.cancel', { params: { id: r.id }, body: { reason: '开立后即撤回' } }),
  })
  const people = registry
    ? (officers.data?.rows ?? []).filter(o => o.kind === 'officer').map(o => ({ value: o.code, label: `${o.name}（${o.code}）` }))
    : [...new Map((mates.data?.rows ?? []).flatMap(v => v.team ?? []).map(t => [t.code, t.name]))].map(([value, name]) => ({
        value,
        label: `${name}（${value}）`,
      }))
  const complete =
    subjectCode &&
    inspectors.length >= 2 &&
    chosen.length > 0 &&
    ground !== null &&
    reason.trim() !== '' &&
    dueOn !== '' &&
    (asked === 'approval' || document.trim() !== '')
  const submit = async () => {
    if (!subjectCode || ground === null) return
    const made = await open.run({
      body: { subjectCode, inspectors, items: chosen, ground, document: document.trim(), reason: reason.trim(), dueOn, leadId: null },
    })
    if (made) await navigate({ to: '/visits/$id', params: { id: made.id } })
  }
  return (
    <Page words={pages.openVisit} action="visit.open" back={<Link to="/visits">‹ 检查</Link>}>
      <Part title="开立" extra={<Law ids={['HS-36', 'SJZ-87']} />}>
        <form
          className="stack open-visit"
          onSubmit={e => {
            e.preventDefault()
            void submit()
          }}
        >
          <Labelled label="检查对象" hint={registry ? '企业名称两个字起，或信用代码。' : '填名录库中的代码（统一社会信用代码）。'}>
            {registry ? (
              <Select
                showSearch={{ filterOption: false, onSearch: setTyped }}
                value={subjectCode}
                onChange={setSubject}
                placeholder="搜索企业"
                notFoundContent={q.length < 2 ? '输入企业名称' : '名录库中没有'}
                options={(firms.data?.rows ?? []).map(f => ({ value: f.code, label: `${f.name}　${f.code}` }))}
                aria-label="检查对象"
              />
            ) : (
              <Input value={subjectCode ?? ''} maxLength={32} onChange={e => setSubject(e.target.value.trim().toUpperCase())} />
            )}
          </Labelled>
          <Labelled label="执法人员（两名以上，持证）">
            <Select
              mode={registry || people.length > 0 ? 'multiple' : 'tags'}
              value={inspectors}
              onChange={setInspectors}
              placeholder="请选择"
              options={people}
              maxCount={9}
              aria-label="执法人员"
            />
          </Labelled>
          <Labelled label="检查事项（只限已公布的清单）">
            <Select
              mode="multiple"
              value={chosen}
              onChange={setItems}
              placeholder="请选择"
              options={(items.data?.rows ?? [])
                .filter(i => i.published && i.basisInForce)
                .map(i => ({ value: i.code, label: `${i.code}　${i.name}` }))}
              aria-label="检查事项"
            />
          </Labelled>
          <Choice
            label="来源"
            options={grounds.map(g => ({ value: g.code, label: g.text, ...(needWords[g.needs] && { hint: needWords[g.needs] }) }))}
            value={ground}
            onChange={setGround}
          />
          {asked === 'approval' ? null : (
            <Labelled label={asked === 'order' ? '交办单' : '佐证材料'} hint="文号，或材料名称和日期。">
              <Input value={document} maxLength={120} onChange={e => setDocument(e.target.value)} />
            </Labelled>
          )}
          <Labelled label="事由" hint="写明线索、文号或交办单。">
            <Input.TextArea value={reason} rows={3} maxLength={400} onChange={e => setReason(e.target.value)} />
          </Labelled>
          <Labelled label="完成期限">
            <Input type="date" className="narrow" value={dueOn} min={today} onChange={e => setDueOn(e.target.value)} />
          </Labelled>
          {open.refusal ? <ProblemNotice refusal={open.refusal} /> : null}
          <Button type="primary" size="large" htmlType="submit" disabled={!complete} loading={open.pending}>
            开立
          </Button>
        </form>
      </Part>
    </Page>
  )
}
