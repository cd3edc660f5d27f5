/** 导入台账 — check first, see what would change and what is wrong, then confirm. Nothing is written by looking. */
import { checkColumns, factColumns, listColumns } from '@mingcha/core/registry'
import { Link } from '@tanstack/react-router'
import { Button, Checkbox, Upload } from 'antd'
import { useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { Mark, saveText } from '../parts/facts.tsx'
import { Page, type PageWords, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { RowProblems } from '../parts/row-problems.tsx'
import { useCommand } from '../requests.ts'
import { pages } from '../strings.ts'

type Report = Reply<'registry.importSubjects'>

/** The header row of a ledger, in the order of its columns. */
const headerOf = (columns: Readonly<Record<string, { readonly header: string }>>) =>
  `${Object.values(columns)
    .map(c => c.header)
    .join(',')}\r\n`

const templates = {
  'registry.importSubjects':
    '企业名称,统一社会信用代码,自编代码,地址,乡镇,行业类别,法定代表人,联系人,联系电话,排污许可管理类别,重点排污单位,正面清单,大气绩效等级,环境信用等级,非现场监管条件,最近行政处罚决定日期,其他环境风险较高（原因）,状态,状态起始日期,联合抽查名单\r\n',
  'registry.importInspectors':
    '人员编号,姓名,身份证号,手机号,单位部门,执法证号,执法证有效期至,人员类别,专长,状态,请假开始日期,请假结束日期,回避对象\r\n',
  'registry.importFacts': headerOf(factColumns),
  'registry.importLists': headerOf(listColumns),
  'registry.importChecks': headerOf(checkColumns),
} as const

export const ImportSubjectsPage = () => (
  <ImportPage route="registry.importSubjects" back="/subjects" words={pages.importSubjects} unit="家" />
)
export const ImportInspectorsPage = () => (
  <ImportPage route="registry.importInspectors" back="/inspectors" words={pages.importInspectors} unit="人" />
)
export const ImportFactsPage = () => (
  <ImportPage route="registry.importFacts" back="/records" tab="facts" words={pages.importFacts} unit="条" />
)
export const ImportListsPage = () => (
  <ImportPage route="registry.importLists" back="/records" tab="lists" words={pages.importLists} unit="条" />
)
export const ImportChecksPage = () => (
  <ImportPage route="registry.importChecks" back="/records" tab="checks" words={pages.importChecks} unit="条" />
)

function ImportPage({
  route,
  back,
  tab,
  words,
  unit,
}: {
  route: keyof typeof templates
  back: '/subjects' | '/inspectors' | '/records'
  tab?: 'facts' | 'lists' | 'checks'
  words: PageWords
  unit: string
}) {
  const [file, setFile] = useState<File | null>(null)
  const [report, setReport] = useState<Report | null>(null)
  const [skip, setSkip] = useState(false)
  const check = useCommand(route, { inline: true })
  const apply = useCommand(route, { inline: true, told: r => `已写入：新增 ${r.added}，更新 ${r.changed}，跳过 ${r.wrong} 行` })
  const look = async (chosen: File) => {
    setFile(chosen)
    setReport(null)
    setSkip(false)
    apply.clear()
    setReport(await check.run({ query: { step: 'check' }, file: chosen }))
  }
  const write = async () => {
    if (!file || !report) return
    const done = await apply.run({ query: { step: 'apply', sha256: report.sha256, skipWrong: skip ? 'true' : 'false' }, file })
    if (done) setReport(done)
  }
  return (
    <Page
      words={words}
      action="registry.import"
      back={
        <Link to={back} search={(tab ? { tab } : {}) as never}>
          ‹ {tab ? '返回事实与名单' : '返回名录'}
        </Link>
      }
    >
      <Part
        title="一、选择文件"
        extra={
          <Button size="small" onClick={() => saveText('模板.csv', `\uFEFF${templates[route]}`, 'text/csv;charset=utf-8')}>
            下载模板
          </Button>
        }
      >
        <Upload.Dragger
          accept=".csv,.txt"
          showUploadList={false}
          disabled={check.pending || apply.pending}
          beforeUpload={chosen => {
            void look(chosen)
            return false
          }}
        >
          <p className="drop-title">{file ? file.name : '把 CSV 文件拖到这里，或点击选择'}</p>
          <p className="quiet">UTF-8 或 GBK 都可以；列的次序不限，按表头辨认；一次 20,000 行以内。</p>
        </Upload.Dragger>
        {check.pending ? <p className="quiet">正在检查……</p> : null}
        {check.refusal ? <ProblemNotice refusal={check.refusal} /> : null}
      </Part>
      {report ? (
        <>
          <Part title={report.written ? '二、已写入' : '二、检查结果（还没有写入）'}>
            <div className="figures">
              <div className="figure">
                <b>{report.rows}</b>
                <span>数据行</span>
                <small>{report.encoding}</small>
              </div>
              <div className="figure">
                <b>{report.added}</b>
                <span>新增（{unit}）</span>
              </div>
              <div className="figure">
                <b>{report.changed}</b>
                <span>更新（{unit}）</span>
              </div>
              <div className="figure">
                <b>{report.unchanged}</b>
                <span>没有变化</span>
              </div>
              <div className={report.wrong > 0 ? 'figure alarm' : 'figure'}>
                <b>{report.wrong}</b>
                <span>有错的行</span>
              </div>
            </div>
            {report.sample.length > 0 ? (
              <ul className="plain sample">
                {report.sample.slice(0, 8).map(s => (
                  <li key={s.row}>
                    <Mark tone={s.kind === 'added' ? 'now' : 'plain'}>{s.kind === 'added' ? '新增' : '更新'}</Mark>　第 {s.row} 行　{s.name}
                    {s.fields.length > 0 ? <span className="quiet">　{s.fields.join('、')}</span> : null}
                  </li>
                ))}
              </ul>
            ) : null}
          </Part>
          <RowProblems problems={report.problems} />
          {report.written ? (
            <Link to={back} search={(tab ? { tab } : {}) as never}>
              <Button type="primary">{tab ? '查看记录' : '查看名录'}</Button>
            </Link>
          ) : (
            <div className="confirm">
              {report.wrong > 0 ? (
                <Checkbox checked={skip} onChange={e => setSkip(e.target.checked)}>
                  跳过 {report.wrong} 个有错的行，只写入其余的
                </Checkbox>
              ) : null}
              {apply.refusal ? <ProblemNotice refusal={apply.refusal} /> : null}
              <Button type="primary" loading={apply.pending} disabled={report.wrong > 0 && !skip} onClick={() => void write()}>
                确认写入
              </Button>
            </div>
          )}
        </>
      ) : null}
    </Page>
  )
}
