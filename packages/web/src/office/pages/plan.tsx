/** 年度计划 — rows, publication, and amendments with their filing. */
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { Mark } from '../parts/facts.tsx'
import { Listing } from '../parts/listing.tsx'
import { Nothing, Page } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay, useSession } from '../session.tsx'
import { pages } from '../strings.ts'
import { comingQuarter, showInstant, usualDates } from '../time.ts'

export function PlanPage() {
  const may = useMay()
  const { today } = useSession()
  const coming = comingQuarter(today)
  const [year, setYear] = useState(coming.year)
  const years = [...new Set([Number(today.slice(0, 4)) - 1, Number(today.slice(0, 4)), coming.year, year])].sort()
  const plan = useRoute('plan.view', { query: { year } })
  const remove = useCommand('plan.removeRow', { told: (_, i) => `计划行 ${i.params.code} 已删除` })
  const [adding, setAdding] = useState(false)
  const [publishing, setPublishing] = useState(false)
  // While another year loads, the rows of the year before it must not stand under its name.
  const d = plan.data?.year === year ? plan.data : undefined
  return (
    <Page
      words={pages.plan}
      actions={
        <>
          <Select value={year} onChange={setYear} aria-label="计划年度" options={years.map(y => ({ value: y, label: `${y} 年` }))} />
          {may('plan.edit') ? <Button onClick={() => setAdding(true)}>新增计划行</Button> : null}
          {may('plan.publish') && (d?.pending ?? 0) > 0 ? (
            <Button id="publish" type="primary" onClick={() => setPublishing(true)}>
              {d?.publishedVersion ? '备案并公布调整' : '公布计划'}
            </Button>
          ) : null}
        </>
      }
    >
      {d ? (
        <p className="lead">
          {year} 年：
          {d.publishedVersion
            ? `第 ${d.publishedVersion} 版，${showInstant(d.publishedAt)} 公布${d.logIndex === null ? '' : `，日志第 ${d.logIndex} 条`}${d.filing ? `，备案：${d.filing}` : ''}。`
            : '还没有公布。'}
          {d.pending > 0 ? ` ${d.pending} 行待公布。` : ''}
        </p>
      ) : null}
      <Listing
        label="计划行"
        rows={d?.rows}
        query={plan}
        rowKey={r => r.code}
        total={d?.rows.length}
        minWidth={1080}
        empty={<Nothing title={`${year} 年还没有计划行`} hint="新增计划行，公布之后才能下达任务（LY-18）。" />}
        columns={[
          { title: '编号', dataIndex: 'code', width: 80 },
          {
            title: '任务名称',
            render: (_, r) => (
              <>
                {r.name}
                <small className="quiet block">{r.basis}</small>
              </>
            ),
          },
          { title: '类型', width: 70, render: (_, r) => (r.kind === 'targeted' ? '定向' : '不定向') },
          { title: '事项', width: 130, render: (_, r) => r.itemCodes.join('、') },
          { title: '对象范围与数量', width: 230, dataIndex: 'scopeText' },
          { title: '抽查期', dataIndex: 'period', width: 90 },
          { title: '抽取时间', dataIndex: 'drawOn', width: 150 },
          { title: '发起', dataIndex: 'initiator', width: 100 },
          {
            title: '状态',
            width: 150,
            render: (_, r) =>
              r.published ? (
                <Mark tone="done">已公布</Mark>
              ) : (
                <>
                  <Mark tone="wait">待公布</Mark>
                  {may('plan.edit') ? (
                    <Button size="small" type="link" onClick={() => void remove.run({ params: { code: r.code }, body: { year } })}>
                      删除
                    </Button>
                  ) : null}
                </>
              ),
          },
        ]}
        card={r => (
          <>
            <b>{r.name}</b>
            <span className="quiet">
              {r.code} · {r.period} · {r.scopeText}
            </span>
            {r.published ? <Mark tone="done">已公布</Mark> : <Mark tone="wait">待公布</Mark>}
          </>
        )}
      />
      {adding ? (
        <AddRow
          period={year === coming.year ? coming.code : `${year}-Q1`}
          saved={of => {
            setYear(of)
            setAdding(false)
          }}
          close={() => setAdding(false)}
        />
      ) : null}
      {publishing ? (
        <Publish year={year} amends={d?.publishedVersion !== null} pending={d?.pending ?? 0} close={() => setPublishing(false)} />
      ) : null}
    </Page>
  )
}

function Publish({ year, amends, pending, close }: { year: number; amends: boolean; pending: number; close: () => void }) {
  const [filing, setFiling] = useState('')
  const publish = useCommand('plan.publish', { inline: true, told: r => `第 ${r.version} 版已公布并写入日志` })
  return (
    <Modal
      open
      title={amends ? '备案并公布调整' : '公布年度计划'}
      okText="公布"
      cancelText="取消"
      confirmLoading={publish.pending}
      onCancel={close}
      onOk={() => void publish.run({ body: { year, filing: filing.trim() === '' ? null : filing.trim() } }).then(done => done && close())}
    >
      <p>将公布 {pending} 行，写入透明日志，不能撤回。</p>
      {amends ? (
        <Input value={filing} onChange={e => setFiling(e.target.value)} placeholder="备案文号或备案说明（LY-19）" aria-label="备案" />
      ) : null}
      {publish.refusal ? <ProblemNotice refusal={publish.refusal} /> : null}
    </Modal>
  )
}

interface Row {
  code: string
  name: string
  kind: 'untargeted' | 'targeted'
  itemCodes: string[]
  period: string
  scopeKind: 'strata' | 'list'
  strata?: string[]
  /** By stratum: more than the scheme's floor. */
  numbers?: Record<string, number | null>
  /** 定向抽查的范围 (SJZ-40). */
  range?: { regions?: string[]; industries?: string[]; lists?: string[]; units?: string[]; reason?: string }
  list?: string
  stratum?: string
  count?: number
  dueOn: string
  drawOn: string
  initiator: string
  guidingUnit?: string
  basis: string
}

/** Only of the strata that are still chosen, and only what was filled in. */
function numbersOf({ strata = [], numbers = {} }: Row): { numbers?: Record<string, number> } {
  const given = strata.flatMap(code => (typeof numbers[code] === 'number' ? [[code, numbers[code]] as const] : []))
  return given.length === 0 ? {} : { numbers: Object.fromEntries(given) }
}

/** 定向 over strata: the marks the draw is limited to. */
function rangeOf({ kind, range }: Row) {
  if (kind !== 'targeted') return {}
  const { regions = [], industries = [], lists = [], units = [], reason = '' } = range ?? {}
  const said = regions.length + industries.length + lists.length + units.length > 0 || reason.trim() !== ''
  return said ? { range: { regions, industries, lists, units, reason: reason.trim() } } : {}
}

/** The row goes into the plan of its own period's year, whichever year the page shows. */
function AddRow({ period, saved, close }: { period: string; saved: (year: number) => void; close: () => void }) {
  const [form] = Form.useForm<Row>()
  const items = useRoute('items.view')
  const summary = useRoute('registry.summary')
  const add = useCommand('plan.addRow', { inline: true, told: r => `计划行 ${r.code} 已新增，待公布` })
  const kind = Form.useWatch('scopeKind', form)
  const chosen = Form.useWatch('strata', form) ?? []
  const targeted = Form.useWatch('kind', form) === 'targeted'
  const units = useRoute('unit.list')
  const nameOf = (code: string) => summary.data?.classes.find(c => c.stratum === code)?.stratumName ?? code
  const save = async (v: Row) => {
    const scope =
      v.scopeKind === 'strata'
        ? { kind: 'strata' as const, strata: v.strata ?? [], ...numbersOf(v), ...rangeOf(v) }
        : { kind: 'list' as const, list: v.list ?? '', stratum: (v.stratum ?? '').toUpperCase(), count: v.count ?? 1 }
    const done = await add.run({
      body: {
        year: Number(v.period.slice(0, 4)),
        code: v.code.toUpperCase(),
        name: v.name,
        kind: v.kind,
        itemCodes: v.itemCodes,
        period: v.period,
        scope,
        dueOn: v.dueOn,
        drawOn: v.drawOn,
        initiator: v.initiator,
        guidingUnit: v.guidingUnit ?? '',
        basis: v.basis,
      },
    })
    if (done) saved(Number(v.period.slice(0, 4)))
  }
  const need = (message: string) => [{ required: true, message }]
  return (
    <Modal
      open
      width={820}
      title="新增计划行"
      okText="保存"
      cancelText="取消"
      confirmLoading={add.pending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={v => void save(v)}
        initialValues={{ kind: 'targeted', scopeKind: 'list', period, ...usualDates(period) }}
        scrollToFirstError
      >
        <div className="form-row">
          <Form.Item label="编号" name="code" rules={[{ required: true, pattern: /^[0-9A-Za-z-]{1,24}$/, message: '数字、字母、短横线' }]}>
            <Input placeholder="P-06" />
          </Form.Item>
          <Form.Item label="任务名称" name="name" rules={need('请填写任务名称')}>
            <Input />
          </Form.Item>
          <Form.Item label="抽查类型" name="kind">
            <Select
              options={[
                { value: 'untargeted', label: '不定向' },
                { value: 'targeted', label: '定向' },
              ]}
            />
          </Form.Item>
        </div>
        <Form.Item label="抽查事项" name="itemCodes" rules={need('请选择事项')}>
          <Select
            mode="multiple"
            options={(items.data?.rows ?? []).map(i => ({ value: i.code, label: `${i.code} ${i.name}${i.published ? '' : '（未公布）'}` }))}
          />
        </Form.Item>
        <div className="form-row">
          <Form.Item label="对象范围" name="scopeKind">
            <Select
              options={[
                { value: 'strata', label: '方案的分层，按方案比例' },
                { value: 'list', label: '一份名单，按固定数量' },
              ]}
            />
          </Form.Item>
          {kind === 'strata' ? (
            <Form.Item label="分层" name="strata" rules={need('请选择分层')}>
              <Select mode="multiple" options={(summary.data?.classes ?? []).map(c => ({ value: c.stratum, label: c.stratumName }))} />
            </Form.Item>
          ) : (
            <>
              <Form.Item label="名单名称" name="list" rules={need('请填写名单名称')}>
                <Input placeholder="危废重点" />
              </Form.Item>
              <Form.Item
                label="分层代码"
                name="stratum"
                rules={[{ required: true, pattern: /^[0-9A-Za-z-]{1,16}$/, message: '数字、字母、短横线' }]}
              >
                <Input placeholder="WFZD" />
              </Form.Item>
              <Form.Item label="抽取数量" name="count" rules={need('请填写数量')}>
                <InputNumber min={1} max={100000} />
              </Form.Item>
            </>
          )}
        </div>
        {kind === 'strata' && chosen.length > 0 ? (
          <fieldset className="plan-numbers">
            <legend>多于方案比例的（可不填；填了比方案少的，仍按方案抽取，A-36）</legend>
            <div className="form-row">
              {chosen.map(code => (
                <Form.Item key={code} label={nameOf(code)} name={['numbers', code]}>
                  <InputNumber min={1} max={1_000_000} precision={0} placeholder="按方案" suffix="家" />
                </Form.Item>
              ))}
            </div>
          </fieldset>
        ) : null}
        {kind === 'strata' && targeted ? (
          <fieldset className="plan-numbers">
            <legend>定向抽查的范围：至少写一项，并写明理由；随计划公布（SJZ-40）</legend>
            <div className="form-row">
              <Form.Item label="限乡镇" name={['range', 'regions']}>
                <Select mode="tags" tokenSeparators={['、', '，', ',']} placeholder="与台账一字不差" open={false} suffixIcon={null} />
              </Form.Item>
              <Form.Item label="限行业" name={['range', 'industries']}>
                <Select mode="tags" tokenSeparators={['；', ';']} placeholder="与台账一字不差" open={false} suffixIcon={null} />
              </Form.Item>
              <Form.Item label="限名单" name={['range', 'lists']}>
                <Select mode="tags" tokenSeparators={['、', '；']} open={false} suffixIcon={null} />
              </Form.Item>
            </div>
            <div className="form-row">
              <Form.Item label="检查人员限部门" name={['range', 'units']}>
                <Select mode="multiple" options={(units.data?.rows ?? []).map(u => ({ value: u.name, label: u.name }))} />
              </Form.Item>
              <Form.Item label="理由" name={['range', 'reason']}>
                <Input maxLength={300} placeholder="特定时段、特定行业或区域，为什么" />
              </Form.Item>
            </div>
          </fieldset>
        ) : null}
        <div className="form-row">
          <Form.Item label="抽查期" name="period" rules={[{ required: true, pattern: /^[0-9]{4}-Q[1-4]$/, message: '写成 2026-Q2' }]}>
            <Input />
          </Form.Item>
          <Form.Item label="完成期限" name="dueOn" rules={need('请填写期限')}>
            <Input type="date" />
          </Form.Item>
          <Form.Item label="抽取时间" name="drawOn" rules={need('请填写抽取时间')}>
            <Input />
          </Form.Item>
        </div>
        <div className="form-row">
          <Form.Item label="发起主体" name="initiator" rules={need('请填写发起主体')}>
            <Input />
          </Form.Item>
          <Form.Item label="指导单位" name="guidingUnit">
            <Input />
          </Form.Item>
        </div>
        <Form.Item label="检查依据" name="basis" rules={need('请填写检查依据')}>
          <Input />
        </Form.Item>
        {add.refusal ? <ProblemNotice refusal={add.refusal} /> : null}
      </Form>
    </Modal>
  )
}
