/** 设置 → 内设机构: names that accounts, tasks and officers are put under. A retired one keeps its history. */
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { SettingsNav } from '../parts/settings-nav.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'

type Unit = Reply<'unit.list'>['rows'][number]

export function UnitsPage() {
  const may = useMay()
  const list = useRoute('unit.list')
  const [name, setName] = useState('')
  const [renaming, setRenaming] = useState<{ id: string; name: string } | null>(null)
  const create = useCommand('unit.create', {
    told: () => '内设机构已新增',
    undo: r => () => call('unit.retire', { params: { id: r.id } }),
  })
  const retire = useCommand('unit.retire', {
    told: () => '已停用，不能再选；历史不变',
    undo: (_, i) => () => call('unit.restore', { params: i.params }),
  })
  const restore = useCommand('unit.restore', { told: () => '已恢复' })
  const buttons = (r: Unit) => (
    <span className="button-row">
      <Button size="small" onClick={() => setRenaming({ id: r.id, name: r.name })}>
        改名
      </Button>
      <Button size="small" onClick={() => void (r.retired ? restore : retire).run({ params: { id: r.id } })}>
        {r.retired ? '恢复' : '停用'}
      </Button>
    </span>
  )
  return (
    <Page words={pages.units}>
      <SettingsNav />
      {may('unit.create') ? (
        <div className="filters">
          <Input value={name} onChange={e => setName(e.target.value)} placeholder="新机构名称" aria-label="新机构名称" maxLength={60} />
          <Button
            disabled={name.trim() === ''}
            loading={create.pending}
            onClick={() => void create.run({ body: { name: name.trim() } }).then(done => done && setName(''))}
          >
            新增
          </Button>
        </div>
      ) : null}
      <Listing
        label="内设机构"
        rows={list.data?.rows}
        query={list}
        total={list.data?.rows.length}
        rowKey={r => r.id}
        empty={<Nothing title="还没有内设机构" hint="例如综合办公室、法制科、执法一中队。" />}
        columns={[
          { title: '名称', dataIndex: 'name' },
          { title: '启用的账号', width: 110, align: 'right', render: (_, r) => r.accounts || '—' },
          { title: '状态', width: 110, render: (_, r) => (r.retired ? <Mark tone="stop">已停用</Mark> : <Mark tone="done">在用</Mark>) },
          ...(may('unit.change')
            ? [
                {
                  title: '',
                  width: 170,
                  render: (_: unknown, r: Unit) => buttons(r),
                },
              ]
            : []),
        ]}
        card={r => (
          <>
            <b>{r.name}</b>
            <span>
              {r.retired ? <Mark tone="stop">已停用</Mark> : <Mark tone="done">在用</Mark>}
              <span className="quiet beside">{r.accounts > 0 ? `${r.accounts} 个账号` : '没有账号'}</span>
            </span>
            {may('unit.change') ? buttons(r) : null}
          </>
        )}
      />
      {renaming ? <Rename unit={renaming} close={() => setRenaming(null)} /> : null}
    </Page>
  )
}

function Rename({ unit, close }: { unit: { id: string; name: string }; close: () => void }) {
  const [name, setName] = useState(unit.name)
  const params = { id: unit.id }
  const rename = useCommand('unit.rename', {
    inline: true,
    told: () => '已改名',
    undo: () => () => call('unit.rename', { params, body: { name: unit.name } }),
  })
  return (
    <Modal
      open
      title={`“${unit.name}”改名`}
      okText="改名"
      cancelText="取消"
      okButtonProps={{ disabled: name.trim() === '' || name.trim() === unit.name }}
      confirmLoading={rename.pending}
      onCancel={close}
      onOk={() => void rename.run({ params, body: { name: name.trim() } }).then(done => done && close())}
    >
      <Input value={name} onChange={e => setName(e.target.value)} maxLength={60} aria-label="新名称" />
      <p className="quiet">已下达的任务、已登记的检查人员保留当时的名称。</p>
      {rename.refusal ? <ProblemNotice refusal={rename.refusal} /> : null}
    </Modal>
  )
}
