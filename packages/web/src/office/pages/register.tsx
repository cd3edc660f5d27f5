/** 登记外部抽取 — say where it was drawn, check the exported list row by row, then register it whole. Nothing is written by looking. */
import { Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Form, Input, Upload } from 'antd'
import { useState } from 'react'
import { call, type Reply } from '../../api/client.ts'
import { Hash, saveText } from '../parts/facts.tsx'
import { Nothing, Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { RowProblems } from '../parts/row-problems.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { inputOfInstant, instantOfInput } from '../time.ts'

type Report = Reply<'batch.register'>
const template = '统一社会信用代码,对象代码,企业名称,分层,检查人员1,检查人员2,检查人员3\r\n'

export function RegisterPage() {
  const { now } = useSession()
  const navigate = useNavigate()
  const tasks = useRoute('task.list', { query: {} })
  const open = (tasks.data?.rows ?? []).filter(t => t.state === 'open')
  const [left, setLeft] = useState<readonly string[]>([])
  const chosen = open.filter(t => !left.includes(t.code)).map(t => t.code)
  const [platform, setPlatform] = useState('')
  const [at, setAt] = useState(inputOfInstant(now))
  const [person, setPerson] = useState('')
  const [role, setRole] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [report, setReport] = useState<Report | null>(null)
  const check = useCommand('batch.register', { inline: true })
  const apply = useCommand('batch.register', {
    inline: true,
    told: r => `批次 ${r.code} 已登记，${r.visits} 次检查`,
    undo: r => {
      const code = r.code
      return code === null ? null : () => call('batch.withdrawRegistration', { params: { code }, body: { reason: '登记后随即撤回' } })
    },
  })
  const drawnAt = instantOfInput(at)
  const complete = chosen.length > 0 && platform.trim() !== '' && person.trim() !== '' && role.trim() !== '' && drawnAt !== null
  /** Whatever is changed above, the list is checked anew. */
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value)
      setReport(null)
    }
  const send = (command: typeof check, picked: File, step: 'check' | 'apply', sha256: string | null) =>
    command.run({
      body: { step, sha256, tasks: chosen, platform: platform.trim(), drawnAt: drawnAt ?? now, person: person.trim(), role: role.trim() },
      file: picked,
    })
  const look = async (picked: File) => {
    setFile(picked)
    setReport(null)
    apply.clear()
    setReport(await send(check, picked, 'check', null))
  }
  const write = async () => {
    if (!file || !report) return
    const done = await send(apply, file, 'apply', report.sha256)
    if (done?.code) await navigate({ to: '/batches/$code', params: { code: done.code } })
  }
  return (
    <Page words={pages.register} action="batch.register" back={<Link to="/batches">‹ 全部批次</Link>}>
      <Alert
        className="problem"
        type="warning"
        showIcon
        title="E 外部抽取，不可核验"
        description="上级要求在别的平台抽取时才用。公众页会写明：抽取不在本平台进行，没有事先的承诺和公共随机事件，任何人都无法核验。"
      />
      <Part title="一、在哪里、何时、由谁抽取">
        {open.length === 0 && !tasks.isLoading ? (
          <Nothing title="没有待组批的任务" hint="先在“抽查任务”下达任务，三个“不查”同样适用。">
            <Link to="/tasks">
              <Button>去下达任务</Button>
            </Link>
          </Nothing>
        ) : (
          <Form layout="vertical">
            <Form.Item label="这次抽取的任务">
              <ul className="plain">
                {open.map(t => (
                  <li key={t.code}>
                    <Checkbox
                      checked={!left.includes(t.code)}
                      onChange={e => change(setLeft)(e.target.checked ? left.filter(c => c !== t.code) : [...left, t.code])}
                    >
                      {t.name}
                      <span className="quiet beside">
                        {t.code} · {t.period}
                      </span>
                    </Checkbox>
                  </li>
                ))}
              </ul>
            </Form.Item>
            <div className="form-row">
              <Form.Item label="抽取平台" htmlFor="reg-platform">
                <Input
                  id="reg-platform"
                  maxLength={80}
                  value={platform}
                  onChange={e => change(setPlatform)(e.target.value)}
                  placeholder="平台全称"
                />
              </Form.Item>
              <Form.Item label="抽取时间" htmlFor="reg-at">
                <Input id="reg-at" type="datetime-local" value={at} onChange={e => change(setAt)(e.target.value)} />
              </Form.Item>
              <Form.Item label="抽取操作人" htmlFor="reg-person" extra="姓名只在本单位内部可见。">
                <Input id="reg-person" maxLength={40} value={person} onChange={e => change(setPerson)(e.target.value)} />
              </Form.Item>
              <Form.Item label="其岗位（公开）" htmlFor="reg-role">
                <Input
                  id="reg-role"
                  maxLength={40}
                  value={role}
                  onChange={e => change(setRole)(e.target.value)}
                  placeholder="综合办公室经办人"
                />
              </Form.Item>
            </div>
          </Form>
        )}
      </Part>
      <Part
        title="二、平台导出的名单"
        extra={
          <Button size="small" onClick={() => saveText('外部抽取名单模板.csv', `\uFEFF${template}`, 'text/csv;charset=utf-8')}>
            下载模板
          </Button>
        }
      >
        <Upload.Dragger
          accept=".csv,.txt"
          showUploadList={false}
          disabled={!complete || check.pending || apply.pending}
          beforeUpload={picked => {
            void look(picked)
            return false
          }}
        >
          <p className="drop-title">{file ? file.name : complete ? '把导出的 CSV 文件拖到这里，或点击选择' : '先填完上面各项'}</p>
          <p className="quiet">UTF-8 或 GBK 都可以；检查人员填人员编号或执法证号；原文件按指纹保存。</p>
        </Upload.Dragger>
        {check.pending ? <p className="quiet">正在逐行核对名录……</p> : null}
        {check.refusal ? <ProblemNotice refusal={check.refusal} /> : null}
        {file && !report && !check.pending && complete ? <Button onClick={() => void look(file)}>重新检查</Button> : null}
        {report ? (
          <>
            <div className="figures">
              <div className="figure">
                <b>{report.rows}</b>
                <span>数据行</span>
                <small>{report.encoding}</small>
              </div>
              <div className="figure">
                <b>{report.visits}</b>
                <span>检查（次）</span>
              </div>
              <div className="figure">
                <b>{report.officers}</b>
                <span>检查人员</span>
              </div>
              <div className={report.wrong > 0 ? 'figure alarm' : 'figure'}>
                <b>{report.wrong}</b>
                <span>有错的行</span>
              </div>
            </div>
            <p>
              名单指纹 <Hash hex={report.sha256} />
            </p>
            <p className="quiet">各分层：{report.strata.map(s => `${s.name} ${s.drawn} 家`).join('；')}</p>
            {report.sample.length > 0 ? (
              <ul className="plain sample">
                {report.sample.slice(0, 8).map(s => (
                  <li key={s.row}>
                    第 {s.row} 行　{s.name}
                    <span className="quiet">
                      　{s.stratum}　{s.officers}
                    </span>
                  </li>
                ))}
              </ul>
            ) : null}
          </>
        ) : null}
      </Part>
      {report ? <RowProblems problems={report.problems} /> : null}
      {report ? (
        <div className="confirm">
          {report.wrong > 0 ? <p className="quiet">抽中的对象不能挑选登记：改正全部有错的行，再选择文件重新检查。</p> : null}
          {apply.refusal ? <ProblemNotice refusal={apply.refusal} /> : null}
          <Button type="primary" loading={apply.pending} disabled={report.wrong > 0} onClick={() => void write()}>
            确认登记（{report.visits} 次检查）
          </Button>
        </div>
      ) : null}
    </Page>
  )
}
