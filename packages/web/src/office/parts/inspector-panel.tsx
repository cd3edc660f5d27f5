/** 检查人员的侧栏 — what is known, change it, leave and return, transfer out, and every earlier version. */
import { App, Button, Form, Input, Modal, Popconfirm, Radio, Select, Tabs } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { Facts, Mark } from './facts.tsx'
import { Loaded } from './page.tsx'
import { ProblemNotice } from './problem.tsx'

type Detail = Reply<'registry.inspector'>
export const statusWords: Record<Detail['status'], string> = { active: '在岗', leave: '请假', transferred: '已调离' }

/** Warnings of a saved change: it was saved, and somebody should still do something. */
function useWarnings() {
  const { notification } = App.useApp()
  return (warnings: readonly string[]) => {
    if (warnings.length > 0)
      notification.warning({ title: '已保存，请注意', description: warnings.map(w => <p key={w}>{w}</p>), duration: 12 })
  }
}

export function InspectorPanel({ code }: { code: string }) {
  const may = useMay()
  const query = useRoute('registry.inspector', { params: { code } })
  return (
    <Loaded query={query}>
      {d => (
        <>
          <h2 className="drawer-title">
            {d.name}
            <span className="quiet beside">{d.code}</span>
          </h2>
          <p className="panel-state">
            <Mark tone={d.available ? 'done' : 'stop'}>{d.why}</Mark>
          </p>
          {may('registry.edit') ? <StatusButtons key={d.version} person={d} /> : null}
          <Tabs
            items={[
              { key: 'info', label: '信息', children: <Info person={d} /> },
              ...(may('registry.edit')
                ? [{ key: 'edit', label: '修改', children: <InspectorForm key={d.version} person={d} done={() => {}} /> }]
                : []),
              { key: 'history', label: '变更历史', children: <History person={d} /> },
            ]}
          />
        </>
      )}
    </Loaded>
  )
}

function Info({ person: d }: { person: Detail }) {
  return (
    <>
      <Facts
        rows={[
          ['单位部门', d.unitName],
          ['人员类别', d.kind === 'officer' ? '执法人员' : '辅助人员'],
          ['执法证号', d.certificateNumber],
          ['执法证有效期至', d.certificateValidTo],
          ['专长', d.specialities.join('、')],
          ['状态', statusWords[d.status]],
          d.leaveFrom ? ['请假', `${d.leaveFrom} 至 ${d.leaveTo ?? '未定'}`] : null,
          ['身份证号', d.idNumberMasked],
          ['手机号', d.phoneMasked],
          ['登录账号', d.login],
        ]}
      />
      <h3 className="panel-part">回避对象</h3>
      {d.recusals.length === 0 ? (
        <p className="quiet">没有登记。</p>
      ) : (
        <ul className="plain">
          {d.recusals.map(r => (
            <li key={r.subject}>
              {r.subjectName ?? <code>{r.subject}</code>}　<span className="quiet">{r.reason}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function History({ person: d }: { person: Detail }) {
  return (
    <ul className="plain">
      {d.history.map(h => (
        <li key={h.version}>
          第 {h.version} 版　{h.validFrom}
          {h.validTo ? ` 至 ${h.validTo}` : ' 起'}　
          <span className="quiet">
            {h.changed.length > 0 ? `改动：${h.changed.join('、')}` : h.version === 1 ? '首次登记' : '回避对象'}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Back to the state the panel showed. */
const undoStatus = (d: Detail, version: number) => () =>
  call('inspector.setStatus', {
    params: { code: d.code },
    body: { version, status: d.status, leaveFrom: d.leaveFrom, leaveTo: d.leaveTo, reason: '撤回' },
  })

function StatusButtons({ person: d }: { person: Detail }) {
  const warn = useWarnings()
  const [leaving, setLeaving] = useState(false)
  const params = { code: d.code }
  const words = { active: '已在岗', leave: '已登记请假', transferred: '已调出，不再参加抽取' } as const
  const set = useCommand('inspector.setStatus', {
    told: (_, i) => words[i.body.status],
    undo: r => undoStatus(d, r.version),
  })
  const run = async (status: Detail['status'], reason: string) => {
    const saved = await set.run({ params, body: { version: d.version, status, leaveFrom: null, leaveTo: null, reason } })
    if (saved) warn(saved.warnings)
  }
  return (
    <div className="button-row">
      {d.status === 'active' ? (
        <Button onClick={() => setLeaving(true)}>请假</Button>
      ) : (
        <Button type="primary" loading={set.pending} onClick={() => void run('active', d.status === 'leave' ? '销假' : '调回')}>
          {d.status === 'leave' ? '销假' : '调回'}
        </Button>
      )}
      {d.status === 'leave' ? <Button onClick={() => setLeaving(true)}>改请假日期</Button> : null}
      {d.status !== 'transferred' ? (
        <Popconfirm
          title={`${d.name}调出？`}
          description="之后不再参加抽取；记录与历史保留，可以调回。"
          okText="调出"
          cancelText="取消"
          onConfirm={() => run('transferred', '调出')}
        >
          <Button danger loading={set.pending}>
            调出
          </Button>
        </Popconfirm>
      ) : null}
      {leaving ? <Leave person={d} close={() => setLeaving(false)} /> : null}
    </div>
  )
}

function Leave({ person: d, close }: { person: Detail; close: () => void }) {
  const warn = useWarnings()
  const set = useCommand('inspector.setStatus', { inline: true, told: () => '已登记请假', undo: r => undoStatus(d, r.version) })
  return (
    <Modal open title={`${d.name}请假`} footer={null} onCancel={close} destroyOnHidden>
      <Form
        layout="vertical"
        initialValues={{ from: d.leaveFrom ?? '', to: d.leaveTo ?? '', reason: '' }}
        onFinish={(v: { from: string; to: string; reason?: string }) =>
          void set
            .run({
              params: { code: d.code },
              body: {
                version: d.version,
                status: 'leave',
                leaveFrom: v.from || null,
                leaveTo: v.to || null,
                reason: v.reason?.trim() ?? '',
              },
            })
            .then(saved => {
              if (!saved) return
              warn(saved.warnings)
              close()
            })
        }
      >
        <Form.Item label="从" name="from" rules={[{ required: true, message: '请选择开始日期' }]}>
          <Input type="date" />
        </Form.Item>
        <Form.Item label="到" name="to" extra="未定可以不填；检查期间有一天请假就不参加那次抽取。">
          <Input type="date" />
        </Form.Item>
        <Form.Item label="事由" name="reason">
          <Input maxLength={200} placeholder="病假、产假、学习……" />
        </Form.Item>
        {set.refusal ? <ProblemNotice refusal={set.refusal} /> : null}
        <Button type="primary" htmlType="submit" loading={set.pending}>
          登记
        </Button>
      </Form>
    </Modal>
  )
}

interface Typed {
  code: string
  name: string
  unitName: string
  kind: Detail['kind']
  certificateNumber?: string
  certificateValidTo?: string
  specialities: string[]
  recusals: { subject: string; reason: string }[]
  idNumber?: string
  phone?: string
}

/** 新增 without a person, 修改 with one. Personal numbers are never filled in: what is left blank stays as it is. */
export function InspectorForm({ person, done }: { person: Detail | null; done: (code: string) => void }) {
  const warn = useWarnings()
  const [form] = Form.useForm<Typed>()
  const units = useRoute('unit.list')
  const save = useCommand('inspector.save', {
    inline: true,
    told: r => (person === null ? '已新增' : r.changed.length > 0 ? `已修改：${r.changed.join('、')}` : '没有改动'),
  })
  // The form is longer than the screen: what was refused must come into sight.
  const refused = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (save.refusal) refused.current?.scrollIntoView({ block: 'center' })
  }, [save.refusal])
  const submit = async (v: Typed) => {
    const personal = (value: string | undefined) => (value?.trim() ? value.trim() : undefined)
    const idNumber = personal(v.idNumber)
    const phone = personal(v.phone)
    const saved = await save.run({
      body: {
        code: person?.code ?? v.code,
        version: person?.version ?? null,
        name: v.name,
        unitName: v.unitName,
        kind: v.kind,
        certificateNumber: v.certificateNumber?.trim() || null,
        certificateValidTo: v.certificateValidTo || null,
        specialities: v.specialities,
        recusals: v.recusals.map(r => ({ subject: r.subject.trim(), reason: r.reason.trim() })),
        ...(idNumber ? { idNumber } : {}),
        ...(phone ? { phone } : {}),
      },
    })
    if (!saved) return
    warn(saved.warnings)
    done(person?.code ?? v.code.trim().toUpperCase())
  }
  const unitNames = [
    ...new Set([...(units.data?.rows ?? []).filter(u => !u.retired).map(u => u.name), ...(person ? [person.unitName] : [])]),
  ]
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      initialValues={
        person
          ? {
              ...person,
              certificateNumber: person.certificateNumber ?? '',
              certificateValidTo: person.certificateValidTo ?? '',
              recusals: person.recusals.map(r => ({ subject: r.subject, reason: r.reason })),
            }
          : { kind: 'officer', specialities: [], recusals: [] }
      }
      onFinish={v => void submit(v)}
    >
      {person ? null : (
        <Form.Item
          label="人员编号"
          name="code"
          extra="每人一个，不再改变；不要用姓名或身份证号。"
          rules={[{ required: true, message: '请填写人员编号' }]}
        >
          <Input placeholder="ZF-030" maxLength={32} />
        </Form.Item>
      )}
      <Form.Item label="姓名" name="name" rules={[{ required: true, message: '请填写姓名' }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item label="单位部门" name="unitName" rules={[{ required: true, message: '请选择单位部门' }]}>
        <Select showSearch options={unitNames.map(name => ({ value: name, label: name }))} />
      </Form.Item>
      <Form.Item label="人员类别" name="kind">
        <Radio.Group
          options={[
            { value: 'officer', label: '执法人员' },
            { value: 'assistant', label: '辅助人员（不计入两名执法人员）' },
          ]}
        />
      </Form.Item>
      <Form.Item label="执法证号" name="certificateNumber" extra="一证只能属于一人（A-29）。">
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item label="执法证有效期至" name="certificateValidTo">
        <Input type="date" />
      </Form.Item>
      <Form.Item label="专长" name="specialities" extra="填代码，例如 HF、FS；回车确认。">
        <Select mode="tags" tokenSeparators={['、', '，', ',', '；', ';', ' ']} />
      </Form.Item>
      <Form.Item
        label="身份证号"
        name="idNumber"
        {...(person?.idNumberMasked ? { extra: `现在是 ${person.idNumberMasked}；不改就空着。` } : {})}
      >
        <Input autoComplete="off" maxLength={18} />
      </Form.Item>
      <Form.Item label="手机号" name="phone" {...(person?.phoneMasked ? { extra: `现在是 ${person.phoneMasked}；不改就空着。` } : {})}>
        <Input autoComplete="off" maxLength={20} />
      </Form.Item>
      <Form.List name="recusals">
        {(fields, { add, remove }) => (
          <div className="ant-form-item">
            <p className="field-name">回避对象</p>
            {fields.map(f => (
              <div className="recusal-row" key={f.key}>
                <Form.Item name={[f.name, 'subject']} noStyle rules={[{ required: true, message: '对象代码' }]}>
                  <Input placeholder="对象代码" aria-label="回避对象代码" maxLength={32} />
                </Form.Item>
                <Form.Item name={[f.name, 'reason']} noStyle rules={[{ required: true, message: '原因' }]}>
                  <Input placeholder="原因，例如 配偶任职" aria-label="回避原因" maxLength={80} />
                </Form.Item>
                <Button onClick={() => remove(f.name)}>删去</Button>
              </div>
            ))}
            <Button size="small" onClick={() => add({ subject: '', reason: '' })}>
              增加一家
            </Button>
          </div>
        )}
      </Form.List>
      {person ? <p className="quiet">修改前的内容保留在变更历史里。</p> : null}
      <div ref={refused}>{save.refusal ? <ProblemNotice refusal={save.refusal} /> : null}</div>
      <Button type="primary" htmlType="submit" loading={save.pending}>
        {person === null ? '新增' : '保存'}
      </Button>
    </Form>
  )
}
