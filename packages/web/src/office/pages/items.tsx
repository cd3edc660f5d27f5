/** 事项清单 — each item with its bases and whether they hold today. */
import { Button, Upload } from 'antd'
import { Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page } from '../parts/page.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

export function ItemsPage() {
  const may = useMay()
  const list = useRoute('items.view')
  const load = useCommand('items.import', { told: r => [`草稿第 ${r.version} 版：${r.count} 项`, ...r.warnings].join('；') })
  const publish = useCommand('items.publish', { told: r => `第 ${r.version} 版已公布并写入日志` })
  const d = list.data
  return (
    <Page
      words={pages.items}
      actions={
        <>
          {may('items.edit') ? (
            <Upload
              accept=".yaml,.yml"
              showUploadList={false}
              beforeUpload={file => {
                void file.text().then(yaml => load.run({ body: { yaml } }))
                return false
              }}
            >
              <Button loading={load.pending}>导入事项（YAML）</Button>
            </Upload>
          ) : null}
          {may('items.publish') && d?.draftVersion ? (
            <Button type="primary" loading={publish.pending} onClick={() => void publish.run({})}>
              公布第 {d.draftVersion} 版
            </Button>
          ) : null}
        </>
      }
    >
      {d ? (
        <p className="lead">
          {d.publishedVersion
            ? `第 ${d.publishedVersion} 版，${showInstant(d.publishedAt)} 公布${d.logIndex === null ? '' : `，日志第 ${d.logIndex} 条`}。`
            : '还没有公布的清单。'}
          {d.draftVersion ? ` 草稿第 ${d.draftVersion} 版待公布。` : ''}
        </p>
      ) : null}
      <Listing
        label="事项"
        rows={d?.rows}
        query={list}
        rowKey={r => r.code}
        empty={<Nothing title="还没有事项" hint="导入本级认领的事项清单文件（YAML）。" />}
        total={d?.rows.length}
        minWidth={1000}
        columns={[
          { title: '编号', dataIndex: 'code', width: 80 },
          {
            title: '事项',
            render: (_, r) => (
              <>
                {r.name}
                {r.speciality ? <small className="quiet block">须具备专长 {r.speciality}</small> : null}
              </>
            ),
          },
          { title: '类别', dataIndex: 'category', width: 70 },
          {
            title: '清单',
            width: 95,
            render: (_, r) => (r.published ? <Mark tone="done">已公布</Mark> : <Mark tone="wait">未公布</Mark>),
          },
          {
            title: '检查依据',
            width: '38%',
            render: (_, r) =>
              r.bases.map(b => (
                <div key={b.law + b.article}>
                  {b.law}
                  {b.article === '-' ? '' : b.article}
                  <small className="quiet beside">{`${b.from ?? ''} 起${b.to ? `，${b.to} 止` : ''}`}</small>
                </div>
              )),
          },
          {
            title: '今天',
            width: '20%',
            render: (_, r) => (r.basisInForce ? <Mark tone="done">有效</Mark> : <Mark tone="stop">{r.basisSentence}</Mark>),
          },
        ]}
        card={r => (
          <>
            <b>{r.name}</b>
            <span className="quiet">
              {r.code} · {r.category} · {r.published ? '已公布' : '未公布'}
            </span>
            {r.basisInForce ? <Mark tone="done">依据有效</Mark> : <Mark tone="stop">{r.basisSentence}</Mark>}
          </>
        )}
      />
    </Page>
  )
}
