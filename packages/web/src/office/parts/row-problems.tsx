/** 逐行问题 — what is wrong with a file, by row, with what to do: the same list wherever a file is checked. */
import { Mark } from './facts.tsx'
import { Listing } from './listing.tsx'
import { Nothing, Part } from './page.tsx'

export interface RowProblemView {
  readonly row: number
  readonly column: string | null
  readonly value: string
  readonly message: string
  readonly remedy: string
  readonly severity: 'error' | 'warning'
}

export function RowProblems({ problems }: { problems: readonly RowProblemView[] }) {
  if (problems.length === 0) return null
  return (
    <Part title={`三、问题（${problems.length} 处）`}>
      <Listing
        label="问题"
        rows={problems.map((p, i) => ({ ...p, key: String(i) }))}
        rowKey={p => p.key}
        empty={<Nothing title="没有问题" />}
        minWidth={860}
        columns={[
          { title: '行', dataIndex: 'row', width: 60, align: 'right' },
          {
            title: '',
            width: 76,
            render: (_, p) => (p.severity === 'error' ? <Mark tone="stop">错误</Mark> : <Mark tone="wait">提醒</Mark>),
          },
          { title: '列', width: 170, render: (_, p) => p.column ?? '—' },
          { title: '原来的内容', width: 190, render: (_, p) => <code>{p.value || '（空）'}</code> },
          { title: '问题', dataIndex: 'message' },
          { title: '怎么改', dataIndex: 'remedy' },
        ]}
        card={p => (
          <>
            <b>
              第 {p.row} 行 · {p.column}
            </b>
            <span>{p.message}</span>
            <span className="quiet">{p.remedy}</span>
          </>
        )}
      />
    </Part>
  )
}
