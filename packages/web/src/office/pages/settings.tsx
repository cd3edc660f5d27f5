/** 设置 → 账号: who may sign in and do what. Whoever may not see the accounts finds his own here. */
import { type Role, roleNames, roles } from '@mingcha/core/access'
import { Button, Drawer, Form, Grid, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { CopyButton, Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { SettingsNav } from '../parts/settings-nav.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { MyAccountPage } from './my-account.tsx'

type Account = Reply<'account.list'>['rows'][number]
const loginRule = [{ required: true, pattern: /^[a-zA-Z0-9_.-]{2,32}$/, message: '2–32 位字母、数字' }]
const rolesOf = (account: { roles: readonly Role[] }) => account.roles.map(r => roleNames[r]).join('、')

export function SettingsPage() {
  const may = useMay()
  return may('account.list') ? <AccountsPage /> : <MyAccountPage />
}

function State({ account: a }: { account: Account }) {
  if (a.disabled) return <Mark tone="stop">已停用</Mark>
  if (a.locked) return <Mark tone="wait">锁定</Mark>
  return a.mustChangePassword ? <Mark tone="wait">待首次登录</Mark> : <Mark tone="done">启用</Mark>
}

function AccountsPage() {
  const may = useMay()
  const list = useRoute('account.list')
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<string | null>(null)
  const [q, setQ] = useState('')
  const wide = Grid.useBreakpoint().md ?? true
  const rows = list.data?.rows.filter(r => q === '' || r.login.includes(q) || r.name.includes(q) || rolesOf(r).includes(q))
  const chosen = list.data?.rows.find(r => r.id === open)
  return (
    <Page
      words={pages.settings}
      actions={
        may('account.create') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            新建账号
          </Button>
        ) : null
      }
    >
      <SettingsNav />
      <div className="filters">
        <Input.Search allowClear placeholder="账号、姓名或角色" onChange={e => setQ(e.target.value.trim())} aria-label="搜索账号" />
      </div>
      <Listing
        label="账号"
        rows={rows}
        query={list}
        total={rows?.length}
        rowKey={r => r.id}
        minWidth={900}
        empty={q ? <Nothing title="没有符合条件的账号" /> : <Nothing title="还没有账号" />}
        columns={[
          {
            title: '账号',
            width: 150,
            render: (_, r) =>
              may('account.change') ? (
                <button type="button" className="link" onClick={() => setOpen(r.id)}>
                  {r.login}
                </button>
              ) : (
                r.login
              ),
          },
          { title: '姓名', dataIndex: 'name', width: 130 },
          { title: '角色', render: (_, r) => rolesOf(r) },
          { title: '机构', width: 140, render: (_, r) => r.unitName ?? '—' },
          { title: '检查人员', width: 100, render: (_, r) => r.inspectorCode ?? '—' },
          { title: '动态码', width: 80, render: (_, r) => (r.totp ? '已启用' : '—') },
          { title: '状态', width: 120, render: (_, r) => <State account={r} /> },
        ]}
        card={r => (
          <button type="button" className="card-button" onClick={() => may('account.change') && setOpen(r.id)}>
            <b>
              {r.name}
              <span className="quiet beside">{r.login}</span>
            </b>
            <span className="quiet">{rolesOf(r)}</span>
            <State account={r} />
          </button>
        )}
      />
      {adding ? <AddAccount close={() => setAdding(false)} /> : null}
      <Drawer open={chosen !== undefined} onClose={() => setOpen(null)} size={wide ? 560 : '100%'} title="账号" destroyOnHidden>
        {chosen ? <AccountPanel key={chosen.id} account={chosen} /> : null}
      </Drawer>
    </Page>
  )
}

interface Place {
  name: string
  roles: Role[]
  unitId?: string | null
  inspectorCode?: string | null
}

/** 姓名、角色、机构、检查人员: the same fields for a new account and for a change. */
function PlaceFields({ keep }: { keep?: { id: string; name: string } | null }) {
  const units = useRoute('unit.list')
  const choices = (units.data?.rows ?? []).filter(u => !u.retired || u.id === keep?.id)
  return (
    <>
      <Form.Item label="姓名" name="name" rules={[{ required: true, message: '请填写姓名' }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        label="角色"
        name="roles"
        extra="可以兼任几个；自己拟制的不能自己批准，自己录入的不能自己确认，自己检查的不能自己审核。"
        rules={[{ required: true, message: '请选择角色' }]}
      >
        <Select mode="multiple" options={roles.map(r => ({ value: r, label: roleNames[r] }))} />
      </Form.Item>
      <Form.Item label="机构" name="unitId">
        <Select allowClear options={choices.map(u => ({ value: u.id, label: u.retired ? `${u.name}（已停用）` : u.name }))} />
      </Form.Item>
      <Form.Item label="检查人员编号" name="inspectorCode" extra="执法人员填名录库中的编号，才能看到自己的检查。">
        <Input placeholder="ZF-001" maxLength={32} />
      </Form.Item>
    </>
  )
}
const placeBody = (v: Place) => ({
  name: v.name.trim(),
  roles: v.roles,
  unitId: v.unitId ?? null,
  inspectorCode: v.inspectorCode?.trim().toUpperCase() || null,
})

function AddAccount({ close }: { close: () => void }) {
  const [form] = Form.useForm<Place & { login: string; password: string }>()
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
        onFinish={v => void create.run({ body: { login: v.login, password: v.password, ...placeBody(v) } }).then(done => done && close())}
      >
        <Form.Item label="账号" name="login" rules={loginRule}>
          <Input autoComplete="off" />
        </Form.Item>
        <PlaceFields />
        <Form.Item label="初始密码" name="password" extra="首次登录须改。" rules={[{ required: true, min: 10, message: '至少 10 位' }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {create.refusal ? <ProblemNotice refusal={create.refusal} /> : null}
      </Form>
    </Modal>
  )
}

/** One account: what it is, and what another administrator may do to it. */
function AccountPanel({ account: a }: { account: Account }) {
  const mine = useSession().account.id === a.id
  const [password, setPassword] = useState<string | null>(null)
  const params = { id: a.id }
  const before = { name: a.name, roles: a.roles, unitId: a.unitId, inspectorCode: a.inspectorCode }
  const edit = useCommand('account.edit', {
    inline: true,
    told: () => '账号已修改，立即生效',
    undo: () => () => call('account.edit', { params, body: before }),
  })
  const enable = useCommand('account.enable', { told: () => '账号已启用' })
  const disable = useCommand('account.disable', {
    told: () => '账号已停用',
    undo: () => () => call('account.enable', { params }),
  })
  const reset = useCommand('account.resetPassword')
  const unlock = useCommand('account.unlock', { told: () => '账号已解锁' })
  const remove = useCommand('account.removeTotp', { told: () => '动态码已移除，下次登录只用密码' })
  return (
    <>
      <h2 className="drawer-title">
        {a.name}
        <span className="quiet beside">{a.login}</span>
      </h2>
      <p className="panel-state">
        <State account={a} />
        {a.totp ? <Mark tone="plain">　动态码已启用</Mark> : null}
      </p>
      <Form<Place> layout="vertical" initialValues={before} onFinish={v => void edit.run({ params, body: placeBody(v) })}>
        <PlaceFields keep={a.unitId ? { id: a.unitId, name: a.unitName ?? '' } : null} />
        {edit.refusal ? <ProblemNotice refusal={edit.refusal} /> : null}
        <Button type="primary" htmlType="submit" loading={edit.pending}>
          保存
        </Button>
      </Form>
      <section className="panel-part">
        <h3>登录</h3>
        {mine ? (
          <p className="quiet">这是您自己的账号：密码与动态码在“我的账号”里管理。</p>
        ) : (
          <div className="button-row">
            <Popconfirm
              title="重置密码？"
              description="旧密码与已登录的页面立即失效。"
              okText="重置"
              cancelText="取消"
              onConfirm={() => reset.run({ params }).then(r => r && setPassword(r.password))}
            >
              <Button loading={reset.pending}>重置密码</Button>
            </Popconfirm>
            {a.locked ? (
              <Button loading={unlock.pending} onClick={() => void unlock.run({ params })}>
                解锁
              </Button>
            ) : null}
            {a.totp ? (
              <Popconfirm
                title="移除动态码？"
                description="请先当面或电话核实本人；移除后只凭密码登录。"
                okText="移除"
                cancelText="取消"
                onConfirm={() => remove.run({ params })}
              >
                <Button loading={remove.pending}>移除动态码</Button>
              </Popconfirm>
            ) : null}
            {a.disabled ? (
              <Button loading={enable.pending} onClick={() => void enable.run({ params })}>
                启用
              </Button>
            ) : (
              <Button danger loading={disable.pending} onClick={() => void disable.run({ params })}>
                停用
              </Button>
            )}
          </div>
        )}
      </section>
      <Modal open={password !== null} title="一次性密码，只显示这一次" footer={null} onCancel={() => setPassword(null)} destroyOnHidden>
        <p>
          请告诉 {a.name}（{a.login}），登录后须立即修改。
        </p>
        <p className="once-code">
          <code>{password}</code> <CopyButton text={password ?? ''} />
        </p>
      </Modal>
    </>
  )
}
