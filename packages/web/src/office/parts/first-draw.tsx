/** 第一次抽取 — a new office is walked from the registries to its first batch: what is done, what is next, and the button that goes there. */
import type { Action } from '@mingcha/core/access'
import { Link } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useRoute } from '../requests.ts'
import { useMay, useSession, whoMay } from '../session.tsx'
import { comingQuarter } from '../time.ts'
import { Mark } from './facts.tsx'
import { Part } from './page.tsx'

interface Step {
  readonly title: string
  readonly state: 'done' | 'now' | 'wait' | 'stop'
  readonly says: string
  readonly to: string
  readonly button: string
  /** What the button leads to; without it the step names who may. */
  readonly needs?: Action
}

/** One step at a time: of several that could be next, the first is; a batch under way is always. */
function inTurn(steps: readonly Step[]): Step[] {
  const first = steps.findIndex(step => step.state === 'now')
  return steps.map((step, i) => (step.state === 'now' && i !== first && i !== steps.length - 1 ? { ...step, state: 'wait' } : step))
}

export function FirstDraw() {
  const may = useMay()
  const { today } = useSession()
  const { year } = comingQuarter(today)
  const accounts = useRoute('account.list', undefined, { enabled: may('account.list') })
  const summary = useRoute('registry.summary', undefined, { enabled: may('registry.view') })
  const scheme = useRoute('scheme.view')
  const items = useRoute('items.view')
  const plan = useRoute('plan.view', { query: { year } })
  const tasks = useRoute('task.list', { query: {} }, { enabled: may('task.view') })
  const batches = useRoute('batch.list', undefined, { enabled: may('batch.view'), every: 10_000 })
  const loading = [summary, scheme, items, plan, tasks, batches, accounts].some(q => q.isLoading)
  const s = summary.data
  const subjectCount = s ? s.subjects.active + s.subjects.suspended : 0
  const blocked = (tasks.data?.candidates ?? []).filter(c => c.gates.some(g => !g.ok))
  const ready = (tasks.data?.candidates ?? []).filter(c => c.gates.every(g => g.ok))
  const open = (tasks.data?.rows ?? []).filter(t => t.state === 'open')
  const current = batches.data?.rows[0]
  const working = accounts.data?.rows.filter(a => !a.disabled && a.roles.includes('office')).length
  const steps: Step[] = [
    ...(working === 0
      ? [
          {
            title: '账号',
            state: 'now',
            says: '只有系统管理员，还没有人办事。先给综合办、名录管理员、负责人、监督人和执法人员建账号。',
            to: '/settings',
            button: '去建账号',
            needs: 'account.create',
          } as const,
        ]
      : []),
    {
      title: '检查对象',
      state: subjectCount === 0 ? 'now' : scheme.data && (s?.subjects.unclassified ?? 0) > 0 ? 'stop' : 'done',
      says:
        subjectCount === 0
          ? '还没有名录。先导入检查对象台账。'
          : `${s?.subjects.active} 家在册，停产 ${s?.subjects.suspended} 家${!scheme.data ? '；采用实施方案后归类' : (s?.subjects.unclassified ?? 0) > 0 ? `，${s?.subjects.unclassified} 家无法归类` : '，全部归类'}`,
      to: subjectCount === 0 ? '/subjects/import' : '/subjects',
      button: subjectCount === 0 ? '导入' : '查看',
      needs: subjectCount === 0 ? 'registry.import' : 'registry.view',
    },
    {
      title: '检查人员',
      state: (s?.inspectors.available ?? 0) >= 2 ? 'done' : 'now',
      says: s
        ? `下一季度可派 ${s.inspectors.available} 名；证件到期 ${s.inspectors.expired} 名，请假 ${s.inspectors.leave} 名，辅助 ${s.inspectors.assistants} 名`
        : '',
      to: (s?.inspectors.available ?? 0) > 0 ? '/inspectors' : '/inspectors/import',
      button: (s?.inspectors.available ?? 0) > 0 ? '查看' : '导入',
      needs: (s?.inspectors.available ?? 0) > 0 ? 'registry.view' : 'registry.import',
    },
    {
      title: '实施方案',
      state: scheme.data ? 'done' : 'now',
      says: scheme.data
        ? `${scheme.data.name}，第 ${scheme.data.version} 版`
        : '还没有采用实施方案。没有方案，无法归类，也算不出抽取数量。',
      to: '/scheme',
      button: scheme.data ? '查看' : '去采用',
      needs: scheme.data ? 'scheme.view' : 'scheme.adopt',
    },
    {
      title: '事项清单',
      state: items.data?.publishedVersion ? 'done' : 'now',
      says: items.data?.publishedVersion
        ? `第 ${items.data.publishedVersion} 版已公布；${items.data.rows.filter(r => r.published && !r.basisInForce).length} 项依据失效`
        : '还没有公布事项清单。',
      to: '/items',
      button: '打开',
    },
    {
      title: '年度计划',
      state: plan.data?.publishedVersion ? (plan.data.pending > 0 ? 'stop' : 'done') : 'now',
      says: plan.data?.publishedVersion
        ? `第 ${plan.data.publishedVersion} 版已公布，共 ${plan.data.rows.length} 行${plan.data.pending > 0 ? `；${plan.data.pending} 行待备案公布` : ''}`
        : `${year} 年计划还没有公布。`,
      to: '/plan',
      button: '打开',
    },
    {
      title: '抽查任务',
      state: ready.length > 0 ? 'now' : blocked.length > 0 ? 'stop' : (tasks.data?.rows.length ?? 0) > 0 ? 'done' : 'now',
      says: `已下达 ${tasks.data?.rows.length ?? 0} 个，可下达 ${ready.length} 个${blocked.length > 0 ? `，被拦下 ${blocked.length} 个：${blocked[0]?.gates.find(g => !g.ok)?.sentence ?? ''}` : ''}`,
      to: '/tasks',
      button: '下达',
    },
    {
      title: '抽取批次',
      state: current ? (current.state === 'published' ? 'done' : 'now') : 'wait',
      says: current
        ? `${current.code}：${current.stateName}${current.visits === null ? '' : `，检查完成 ${current.done} / ${current.visits}`}`
        : open.length > 0
          ? `${open.length} 个任务待组批`
          : '任务下达后组批。',
      to: current ? `/batches/${current.code}` : '/batches',
      button: current ? '进入' : '组批',
    },
  ]
  return (
    <Part title="下一季度的抽取">
      {loading ? <Skeleton active title={false} paragraph={{ rows: 8 }} /> : null}
      <ol hidden={loading} className="steps">
        {inTurn(steps).map(step => (
          <li key={step.title} className={`step step-${step.state}`}>
            <Mark tone={step.state}>{step.title}</Mark>
            <p>{step.says}</p>
            {step.needs === undefined || may(step.needs) ? (
              <Link to={step.to as '/'}>
                <Button type={step.state === 'now' ? 'primary' : 'default'} size="small">
                  {step.button}
                </Button>
              </Link>
            ) : (
              <small className="quiet">由{whoMay(step.needs)}办理</small>
            )}
          </li>
        ))}
      </ol>
    </Part>
  )
}

/** 归类与抽取数量 — what the registry would give today; each number opens its list. */
export function Classes() {
  const may = useMay()
  const summary = useRoute('registry.summary', undefined, { enabled: may('registry.view') })
  const classes = summary.data?.classes ?? []
  if (classes.length === 0) return null
  return (
    <Part title="归类与抽取数量（按当前名录试算）">
      <div className="figures">
        {classes.map(c => (
          <Link key={c.stratum} to="/subjects" search={{ stratum: c.stratum } as never} className="figure">
            <b>{c.count}</b>
            <span>{c.stratumName}</span>
            <small>
              下季度抽 {c.quota}（{c.law.join('、')}）
            </small>
          </Link>
        ))}
      </div>
    </Part>
  )
}
