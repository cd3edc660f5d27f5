/**
 * 列表 — a dense table on the desk, cards on the phone; header and total always there; loading, empty and refused states built in. Long lists
 * arrive page by page (keyset) with 继续显示.
 */
import type { UseQueryResult } from '@tanstack/react-query'
import { Button, Grid, Table, type TableColumnsType, type TableProps } from 'antd'
import type { ReactNode } from 'react'
import { asRefusal } from '../../api/client.ts'
import { say } from '../strings.ts'
import { ProblemNotice } from './problem.tsx'

export interface ListingProps<Row extends object> {
  readonly rows: readonly Row[] | undefined
  readonly rowKey: (row: Row) => string
  readonly columns: TableColumnsType<Row>
  readonly query?: Pick<UseQueryResult<unknown, Error>, 'isError' | 'error' | 'isFetching'> & { refetch: () => unknown }
  readonly empty: ReactNode
  /** The row as a card on a narrow screen. */
  readonly card?: (row: Row) => ReactNode
  readonly total?: number | undefined
  readonly more?: { readonly has: boolean; readonly load: () => void; readonly loading: boolean }
  readonly label: string
  readonly minWidth?: number
  readonly rowClassName?: (row: Row) => string
  readonly selection?: TableProps<Row>['rowSelection']
  readonly expandable?: TableProps<Row>['expandable']
}

export function Listing<Row extends object>(props: ListingProps<Row>) {
  const wide = Grid.useBreakpoint().md ?? true
  const { rows, query } = props
  if (query?.isError && rows === undefined) return <ProblemNotice refusal={asRefusal(query.error)} onRetry={() => void query.refetch()} />
  const loading = rows === undefined
  const foot =
    props.total !== undefined || props.more?.has ? (
      <footer className="listing-foot">
        <span aria-live="polite">{props.total !== undefined && rows ? say.list.shown(rows.length, props.total) : ''}</span>
        {props.more?.has ? (
          <Button onClick={props.more.load} loading={props.more.loading}>
            {say.list.more}
          </Button>
        ) : null}
      </footer>
    ) : null
  const useCards = !wide && props.card !== undefined && props.selection === undefined
  return (
    <div className="listing">
      {query?.isError ? <ProblemNotice refusal={asRefusal(query.error)} onRetry={() => void query.refetch()} /> : null}
      {useCards ? (
        loading ? (
          <p className="quiet">{say.page.loading}</p>
        ) : rows.length === 0 ? (
          props.empty
        ) : (
          <ul className="cards" aria-label={props.label}>
            {rows.map(row => (
              <li key={props.rowKey(row)} data-row-key={props.rowKey(row)} className={props.rowClassName?.(row)}>
                {props.card?.(row)}
              </li>
            ))}
          </ul>
        )
      ) : (
        <Table<Row>
          size="small"
          aria-label={props.label}
          dataSource={rows as Row[] | undefined}
          columns={props.columns}
          rowKey={props.rowKey}
          pagination={false}
          loading={loading ? { delay: 150 } : false}
          locale={{ emptyText: loading ? say.page.loading : props.empty }}
          scroll={{ x: props.minWidth ?? 'max-content' }}
          tableLayout={props.minWidth ? 'fixed' : 'auto'}
          {...(props.rowClassName ? { rowClassName: props.rowClassName } : {})}
          {...(props.selection ? { rowSelection: props.selection } : {})}
          {...(props.expandable ? { expandable: props.expandable } : {})}
        />
      )}
      {foot}
    </div>
  )
}
