/** 设置 — accounts, units, one's own password. */
import { type Role, roleNames, roles } from '@mingcha/core/access'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { NewPassword } from '../parts/new-password.tsx'
import { Nothing, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { sessionQuery, useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'

export function SettingsPage() {
  const may = useMay()
  return (
    <Page words={pages.settings}>
      {may('account.list') ? <Accounts /> : null}
      <Units />
      <Part title="修改密码">
        <PasswordForm />
      </Part>
    </Page>
  )
}

/** 首次登录: nothing else is possible before. */
export function FirstPassword() {
  const queries = useQueryClient()
  return (
    <main className="alone">
      <h1>请先修改密码</h1>
      <p className="quiet">这是首次登录或密码已被重置。</p>
      <PasswordForm done={() => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey })} />
    </main>
  )
}

function PasswordForm({ done }: { done?: () => void }) {
  const [form] = Form.useForm<{ current: string; next: string; again: string }>()
  const change = useCommand('account.changePassword', { inline: true, told: () => '密码已修改' })
  return (
    <Form
      form={form}
      layout="vertical"
      className="narrow"
      onFinish={async v => {
        if (!(await change.run({ body: { current: v.current, next: v.next } }))) return
        form.resetFields()
        done?.()
      }}
    >
      <Form.Item label="原密码" name="current" rules={[{ required: true, message: '请输入原密码' }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <NewPassword name="next" label="新密码" />
      {change.refusal ? <ProblemNotice refusal={change.refusal} /> : null}
      <Button type="primary" htmlType="submit" loading={change.pending}>
        修改密码
      </Button>
    </Form>
  )
}

function Accounts() {
  const may = useMay()
  const me = useSession().account.id
  const list = useRoute('account.list')
  const [adding, setAdding] = useState(false)
  const enable = useCommand('account.enable', { told: () => '账号已启用' })
  const disable = useCommand('account.disable', {
    told: () => '账号已停用',
    undo: (_, i) => () => call('account.enable', { params: i.params }),
  })
  return (
    <Part
      title="账号"
      extra={
        may('account.create') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            新建账号
          </Button>
        ) : null
      }
    >
      <Listing
        label="账号"
        rows={list.data?.rows}
        query={list}
        total={list.data?.rows.length}
        rowKey={r => r.id}
        empty={<Nothing title="还没有账号" />}
        columns={[
          { title: '账号', dataIndex: 'login' },
          { title: '姓名', dataIndex: 'name' },
          { title: '角色', render: (_, r) => r.roles.map(x => roleNames[x]).join('、') },
          { title: '机构', render: (_, r) => r.unitName ?? '—' },
          { title: '检查人员', render: (_, r) => r.inspectorCode ?? '—' },
          {
            title: '状态',
            render: (_, r) =>
              r.disabled ? <Mark tone="stop">已停用</Mark> : r.locked ? <Mark tone="wait">锁定</Mark> : <Mark tone="done">启用</Mark>,
          },
          {
            title: '',
            render: (_, r) =>
              may('account.change') && r.id !== me ? (
                <Button size="small" onClick={() => void (r.disabled ? enable : disable).run({ params: { id: r.id } })}>
                  {r.disabled ? '启用' : '停用'}
                </Button>
              ) : null,
          },
        ]}
        card={r => (
          <>
            <b>{r.name}</b>
            <span className="quiet">
              {r.login} · {r.roles.map(x => roleNames[x]).join('、')}
            </span>
          </>
        )}
      />
      {adding ? <AddAccount close={() => setAdding(false)} /> : null}
    </Part>
  )
}

function AddAccount({ close }: { close: () => void }) {
  const [form] = Form.useForm<{ login: string; name: string; roles: Role[]; unitId?: string; inspectorCode?: string; password: string }>()
  const units = useRoute('unit.list')
  const create = useCommand('account.create', { inline: true, told: () => '账号已建立，首次登录须改密码' })
  return (
    <Modal
      open
      title="新建账号"
      okText="建立"
      cancelText="取消"
      confirmLoading={create.pending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={v =>
          void create
            .run({
              body: {
                login: v.login,
                name: v.name,
                roles: v.roles,
                unitId: v.unitId ?? null,
                inspectorCode: v.inspectorCode?.trim().toUpperCase() || null,
                password: v.password,
              },
            })
            .then(ok => ok && close())
        }
      >
        <Form.Item label="账号" name="login" rules={[{ required: true, pattern: /^[a-zA-Z0-9_.-]{2,32}$/, message: '2–32 位字母、数字' }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item label="姓名" name="name" rules={[{ required: true, message: '请填写姓名' }]}>
          <Input />
        </Form.Item>
        <Form.Item label="角色" name="roles" rules={[{ required: true, message: '请选择角色' }]}>
          <Select mode="multiple" options={roles.map(r => ({ value: r, label: roleNames[r] }))} />
        </Form.Item>
        <Form.Item label="机构" name="unitId">
          <Select allowClear options={(units.data?.rows ?? []).map(u => ({ value: u.id, label: u.name }))} />
        </Form.Item>
        <Form.Item label="检查人员编号" name="inspectorCode" extra="执法人员填名录库中的编号，才能看到自己的检查。">
          <Input placeholder="ZF-001" />
        </Form.Item>
        <Form.Item label="初始密码" name="password" extra="首次登录须改。" rules={[{ required: true, min: 10, message: '至少 10 位' }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {create.refusal ? <ProblemNotice refusal={create.refusal} /> : null}
      </Form>
    </Modal>
  )
}

function Units() {
  const may = useMay()
  const list = useRoute('unit.list')
  const [name, setName] = useState('')
  const create = useCommand('unit.create', { told: () => '内设机构已新增' })
  return (
    <Part title="内设机构">
      <p className="tags">
        {(list.data?.rows ?? []).map(u => (
          <span key={u.id}>{u.name}</span>
        ))}
      </p>
      {may('unit.create') ? (
        <div className="filters">
          <Input value={name} onChange={e => setName(e.target.value)} placeholder="新机构名称" aria-label="新机构名称" />
          <Button
            disabled={name.trim() === ''}
            loading={create.pending}
            onClick={() => void create.run({ body: { name: name.trim() } }).then(ok => ok && setName(''))}
          >
            新增
          </Button>
        </div>
      ) : null}
    </Part>
  )
}
