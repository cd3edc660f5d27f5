/** 实施方案 — the rules in words beside their clauses, the days they fix, their versions, the file; and the new version that waits for approval. */
import { Link } from '@tanstack/react-router'
import { Button, Tabs, Upload } from 'antd'
import { useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Hash, saveText } from '../parts/facts.tsx'
import { Loaded, Nothing, Page } from '../parts/page.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { CalendarTab } from '../scheme/calendar-tab.tsx'
import { Proposal, SentBack } from '../scheme/proposal.tsx'
import { ReadTab } from '../scheme/read-tab.tsx'
import { PeriodSelect, TrialView, usePeriods, useTrial } from '../scheme/trial-view.tsx'
import { VersionsTab } from '../scheme/versions-tab.tsx'
import '../scheme/scheme.css'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

type Scheme = Reply<'scheme.view'>

export function SchemePage() {
  const may = useMay()
  const scheme = useRoute('scheme.view')
  if (scheme.isError && scheme.error.code === 'scheme.none')
    return (
      <Page words={pages.scheme}>
        <FirstScheme />
      </Page>
    )
  return (
    <Page
      words={pages.scheme}
      actions={
        scheme.data && may('scheme.propose') ? (
          <Link to="/scheme/edit">
            <Button type={scheme.data.proposal ? 'default' : 'primary'}>修改方案</Button>
          </Link>
        ) : null
      }
    >
      <Loaded query={scheme}>{d => <InForce scheme={d} />}</Loaded>
    </Page>
  )
}

function InForce({ scheme: d }: { scheme: Scheme }) {
  const may = useMay()
  return (
    <>
      {d.proposal ? <Proposal key={d.proposal.id} scheme={d} proposal={d.proposal} /> : null}
      {may('scheme.propose') ? <SentBack scheme={d} /> : null}
      <p className="lead">
        <b>{d.name}</b>　第 {d.version} 版，{showInstant(d.adoptedAt)} 采用；最低可信等级 {d.leastAssurance}
      </p>
      <Tabs
        items={[
          { key: 'read', label: '条文', children: <ReadTab sections={d.sections} /> },
          ...(may('scheme.try')
            ? [
                { key: 'try', label: '试算', children: <TryInForce /> },
                { key: 'calendar', label: '日历', children: <Calendar /> },
              ]
            : []),
          { key: 'versions', label: '版本', children: <VersionsTab scheme={d} /> },
          {
            key: 'yaml',
            label: '文件',
            children: (
              <>
                <p className="scheme-file">
                  <span>
                    SHA-256 <Hash hex={d.sha256} />
                  </span>
                  <Button onClick={() => saveText(`${d.id}-v${d.version}.yaml`, d.yaml, 'application/yaml;charset=utf-8')}>下载文件</Button>
                </p>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text that a keyboard must be able to scroll. */}
                <pre className="yaml" tabIndex={0}>
                  {d.yaml}
                </pre>
              </>
            ),
          },
        ]}
      />
    </>
  )
}

function TryInForce() {
  const [period, setPeriod] = useState(usePeriods()[0]!)
  const query = useTrial(null, period)
  return (
    <section className="part">
      <div className="trial-head">
        <PeriodSelect value={period} onChange={setPeriod} />
      </div>
      <TrialView query={query} />
    </section>
  )
}

function Calendar() {
  const { today } = useSession()
  const query = useTrial(null, usePeriods()[0]!)
  return <Loaded query={query}>{d => (d.trial ? <CalendarTab trial={d.trial} today={today} /> : null)}</Loaded>
}

/** 第一份方案 is adopted outright: there is nothing yet that it could be compared with. */
function FirstScheme() {
  const may = useMay()('scheme.adopt')
  const adopt = useCommand('scheme.adopt', { told: r => `已采用，第 ${r.version} 版` })
  return (
    <Nothing
      title="还没有实施方案"
      hint={may ? '选择本单位的方案文件（.yaml）。采用以后，修改须由一人提出、另一人批准。' : '由负责人或系统管理员采用第一份方案。'}
    >
      {may ? (
        <Upload
          accept=".yaml,.yml"
          showUploadList={false}
          beforeUpload={file => {
            void file.text().then(yaml => adopt.run({ body: { yaml } }))
            return false
          }}
        >
          <Button type="primary" loading={adopt.pending}>
            采用方案文件
          </Button>
        </Upload>
      ) : null}
    </Nothing>
  )
}
