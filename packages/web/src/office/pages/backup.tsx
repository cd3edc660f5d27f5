/** 设置 → 备份: is there one from which the office could go on, where it lies, and where the keys are. */
import { announcedHolidays } from '@mingcha/core/calendar'
import { Alert, Button } from 'antd'
import type { Reply } from '../../api/client.ts'
import { CopyButton, Facts, Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Loaded, Nothing, Page, Part } from '../parts/page.tsx'
import { SettingsNav } from '../parts/settings-nav.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

type View = Reply<'backup.list'>
type Run = View['rows'][number]
const kindWords: Record<Run['kind'], string> = {
  nightly: '每晚',
  asked: '页面',
  command: '命令行',
  restored: '从备份恢复',
  drill: '恢复演练',
}

const showSize = (bytes: number | null) =>
  bytes === null
    ? '—'
    : bytes < 1e6
      ? `${Math.ceil(bytes / 1e3)} KB`
      : bytes < 1e9
        ? `${(bytes / 1e6).toFixed(1)} MB`
        : `${(bytes / 1e9).toFixed(2)} GB`

function RunState({ run }: { run: Run }) {
  if (run.state === 'waiting') return <Mark tone="now">正在做</Mark>
  return run.state === 'ok' ? <Mark tone="done">{run.kind === 'drill' ? '通过' : '成功'}</Mark> : <Mark tone="stop">没有成功</Mark>
}

export function BackupPage() {
  const may = useMay()
  // While one is at work the page looks again by itself.
  const watched = useRoute('backup.list', undefined, { enabled: may('backup.list'), every: 5_000 })
  const make = useCommand('backup.make', { told: () => '已开始备份，做完后显示在下面' })
  const working = watched.data?.rows.some(r => r.state === 'waiting') ?? false
  return (
    <Page
      words={pages.backup}
      action="backup.list"
      actions={
        may('backup.make') ? (
          <Button type="primary" loading={make.pending || working} onClick={() => void make.run({})}>
            立即备份
          </Button>
        ) : null
      }
    >
      <SettingsNav />
      <Loaded query={watched}>{view => <Backups view={view} />}</Loaded>
    </Page>
  )
}

function Backups({ view }: { view: View }) {
  const newest = view.rows.find(r => r.kind !== 'drill' && r.state !== 'waiting')
  return (
    <>
      {view.overdue ? (
        <Alert
          className="problem"
          type="error"
          role="alert"
          title={view.last ? '超过 48 小时没有成功的备份' : '还没有成功的备份'}
          description={
            newest?.state === 'failed' ? `最近一次没有成功：${newest.why}` : '请点“立即备份”；仍不成功，请在服务器上运行 doctor。'
          }
        />
      ) : newest?.state === 'failed' ? (
        <Alert className="problem" type="warning" role="alert" title="最近一次备份没有成功" description={newest.why} />
      ) : null}
      <Part title="现状" id="state">
        <Facts
          rows={[
            ['最近一次成功', view.last ? `${showInstant(view.last.ofAt)}，${showSize(view.last.bytes)}，${view.last.rows} 行` : null],
            ['何时做', '每晚 02:30；开机时上一份超过 24 小时也做'],
            ['保留', `最近 ${view.keep.days} 天每天一份，最近 ${view.keep.weeks} 周每周一份`],
            ['放在哪里', <code key="p">{view.home}/backups</code>],
            [
              '最近的恢复演练',
              view.lastDrill ? (
                <>
                  {showInstant(view.lastDrill.startedAt)}　<RunState run={view.lastDrill} />
                  {view.lastDrill.why ? <span className="block quiet">{view.lastDrill.why}</span> : null}
                </>
              ) : (
                '还没有做过'
              ),
            ],
            [
              '操作记录每日根',
              view.auditRoot
                ? `${view.auditRoot.on}，盖住 ${view.auditRoot.events} 条${view.auditRoot.logIndex === null ? '，正在写入日志' : `，日志第 ${view.auditRoot.logIndex} 条`}`
                : null,
            ],
          ]}
        />
      </Part>
      <Part title="密钥不在备份里">
        <p>
          备份里的个人信息和封存的抽取内容是密文，要用 <code>{view.home}/keys</code> 里的密钥才能打开。请把整个 keys
          文件夹另存两份，和备份分开放；<b>丢了 seal.key，封存的内容就永远打不开。</b>
        </p>
        <p className="quiet">备份文件只在服务器上，不从网页下载。请用系统的工具把它复制到另一台机器或移动硬盘。</p>
        <p>
          每季度做一次恢复演练：<code>npm run mingcha -- drill</code> <CopyButton text="npm run mingcha -- drill" />
        </p>
      </Part>
      <Part title="透明日志" id="health">
        <p>
          冻结、抽取、公布、公示都要先写进透明日志。工作台说日志停滞的，在服务器上运行 <code>npm run mingcha -- doctor</code>{' '}
          <CopyButton text="npm run mingcha -- doctor" />
          ，按它说的办法处置；多数情况重启服务即可。
        </p>
      </Part>
      <Part title="放假安排" id="calendar">
        <p>
          工作日期限按国务院办公厅的放假安排计算，现有 {announcedHolidays.map(h => h.year).join('、')} 年。下一年的通知（每年 11
          月）随新版程序提供，请升级；之前跨年的期限标“暂定”。
        </p>
      </Part>
      <Part title="记录">
        <Listing
          label="备份记录"
          rows={view.rows}
          total={view.rows.length}
          rowKey={r => r.id}
          minWidth={980}
          empty={<Nothing title="还没有备份" hint="今晚 02:30 会自动做第一份；也可以现在就做。" />}
          columns={[
            { title: '开始', width: 150, render: (_, r) => showInstant(r.startedAt) },
            { title: '来由', width: 150, render: (_, r) => (r.askedBy ? `${kindWords[r.kind]}（${r.askedBy}）` : kindWords[r.kind]) },
            { title: '结果', width: 110, render: (_, r) => <RunState run={r} /> },
            { title: '大小', width: 90, align: 'right', render: (_, r) => showSize(r.bytes) },
            { title: '表', width: 60, align: 'right', render: (_, r) => r.tables ?? '—' },
            { title: '行', width: 90, align: 'right', render: (_, r) => r.rows ?? '—' },
            { title: '佐证文件', width: 90, align: 'right', render: (_, r) => r.files ?? '—' },
            {
              title: '文件或原因',
              render: (_, r) =>
                r.why ??
                (r.path ? (
                  <>
                    <code>{r.path}</code>
                    {r.onDisk ? null : <span className="quiet">（按保留策略已删除）</span>}
                  </>
                ) : (
                  '—'
                )),
            },
          ]}
          card={r => (
            <>
              <b>{showInstant(r.startedAt)}</b>
              <RunState run={r} />
              <span className="quiet">
                {kindWords[r.kind]} · {showSize(r.bytes)} · {r.rows ?? '—'} 行
              </span>
              <span>{r.why ?? r.path}</span>
            </>
          )}
        />
      </Part>
    </>
  )
}
