/** 版本 — every version with who adopted it and when; any two side by side; each as the file it was. */
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { asRefusal, call, type Reply } from '../../api/client.ts'
import { Mark, saveText } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Part } from '../parts/page.tsx'
import { showInstant } from '../time.ts'
import { Differences } from './differences.tsx'

type Scheme = Reply<'scheme.view'>

export function VersionsTab({ scheme }: { scheme: Scheme }) {
  const [pair, setPair] = useState<readonly [string, string]>(() =>
    scheme.proposal ? [`${scheme.version}`, 'proposal'] : [`${Math.max(1, scheme.version - 1)}`, `${scheme.version}`],
  )
  const options = [
    ...(scheme.proposal ? [{ value: 'proposal', label: '待批准的新版' }] : []),
    ...scheme.versions.map(v => ({ value: `${v.version}`, label: `第 ${v.version} 版` })),
  ]
  return (
    <>
      <Part title="各版">
        <Listing
          label="方案版本"
          rows={scheme.versions}
          rowKey={v => `${v.version}`}
          total={scheme.versions.length}
          empty={<Nothing title="还没有版本" />}
          columns={[
            { title: '版本', width: 90, render: (_, v) => `第 ${v.version} 版` },
            { title: '名称', dataIndex: 'name' },
            { title: '采用时间', width: 160, render: (_, v) => showInstant(v.adoptedAt) },
            { title: '批准', width: 110, render: (_, v) => v.by ?? '初始设置' },
            { title: '', width: 90, render: (_, v) => (v.version === scheme.version ? <Mark tone="done">现行</Mark> : null) },
            {
              title: '',
              width: 190,
              render: (_, v) => (
                <span className="row-actions">
                  <DownloadYaml version={v.version} schemeId={v.schemeId} />
                  {v.version === scheme.version ? null : (
                    <Button size="small" onClick={() => setPair([`${v.version}`, `${scheme.version}`])}>
                      与现行比较
                    </Button>
                  )}
                </span>
              ),
            },
          ]}
          card={v => (
            <>
              <b>第 {v.version} 版</b>
              <span>{v.name}</span>
              <span className="quiet">
                {showInstant(v.adoptedAt)} · {v.by ?? '初始设置'}
              </span>
              <DownloadYaml version={v.version} schemeId={v.schemeId} />
            </>
          )}
        />
      </Part>
      {options.length > 1 ? (
        <Part
          title="比较两版"
          extra={
            <>
              <Select value={pair[0]} onChange={v => setPair([v, pair[1]])} options={options} aria-label="比较前的一版" />
              <Select value={pair[1]} onChange={v => setPair([pair[0], v])} options={options} aria-label="比较后的一版" />
            </>
          }
        >
          <Differences before={pair[0]} after={pair[1]} />
        </Part>
      ) : (
        <p className="quiet">只有一版，没有可以比较的。</p>
      )}
    </>
  )
}

function DownloadYaml({ version, schemeId }: { version: number; schemeId: string }) {
  const { message } = App.useApp()
  const [pending, setPending] = useState(false)
  const save = async () => {
    setPending(true)
    try {
      const { yaml } = await call('scheme.version', { params: { version } })
      saveText(`${schemeId}-v${version}.yaml`, yaml, 'application/yaml;charset=utf-8')
    } catch (thrown) {
      message.error(asRefusal(thrown).sentence)
    } finally {
      setPending(false)
    }
  }
  return (
    <Button size="small" loading={pending} onClick={() => void save()}>
      下载文件
    </Button>
  )
}
