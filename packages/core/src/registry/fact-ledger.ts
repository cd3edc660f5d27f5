/**
 * 事实台账 — penalties, complaints, exceedances, listed supervision, notices and violations with the day each bears: what the conditions of a scheme count.
 *
 * One row is one record. Records of one kind, object and day are told apart by 文号或编号 and, for an exceedance, by the outlet: five exceedances of a
 * day at one outlet are five records if their numbers differ; without numbers the second is refused. A record that must not count is not deleted: it
 * carries the reason and stays readable.
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { Problem, Result } from '../base/result.ts'
import { readAs, readChoice, readDate, readText, readWords } from './cell.ts'
import { type Assembled, type Cells, column, type LedgerReading, readLedger } from './ledger.ts'
import { judgeDays, objectColumns, type PlacedProblem, readObject } from './object-code.ts'
import { isBlank } from './text.ts'

/** 情形 by the kind the schemes ask for. */
export const factKindNames = {
  penalty: '行政处罚',
  complaint: '信访举报',
  exceedance: '在线监测超标',
  supervision: '挂牌督办',
  notice: '超标排放通报',
  violation: '检查发现违法问题',
} as const
export type FactKind = keyof typeof factKindNames
export const factKinds = Object.keys(factKindNames) as readonly FactKind[]

export const factDetailNames = { verified: '核查结论', channel: '渠道', outlet: '排口', by: '机关' } as const
export type FactDetail = keyof typeof factDetailNames

/** Which details a kind has, and what it means if a record lacks one. */
const detailsOf: Readonly<Record<FactKind, Partial<Record<FactDetail, string>>>> = {
  penalty: {},
  complaint: { verified: '没有核查结论，不算查实（A-08）', channel: '' },
  exceedance: { outlet: '没有排口，不计入同一排口的次数（A-09）' },
  supervision: { by: '没有机关，只认生态环境部或省厅挂牌的方案不会计入' },
  notice: { by: '没有机关，只认生态环境部或省厅通报的方案不会计入' },
  violation: {},
}

/** 事实台账的一行. */
export interface FactEntry {
  readonly row: number
  readonly code: string
  readonly name: string
  readonly kind: FactKind
  readonly on: PlainDate
  /** 终止日期, the last day in force. */
  readonly to: PlainDate | null
  readonly detail: Readonly<Partial<Record<FactDetail, string>>>
  /** 文号或编号; '' where there is none. */
  readonly reference: string
  readonly source: string
  /** 不计入的理由; null: it counts. @law A-08 */
  readonly struck: string | null
}

/** What tells two records apart. A corrected 核查结论 or 终止日期 is the same record. */
export const factKey = (f: Pick<FactEntry, 'code' | 'kind' | 'on' | 'reference' | 'detail'>): string =>
  JSON.stringify([f.code, f.kind, f.on, f.reference, f.detail.outlet ?? ''])

const spellingsOfKind: Readonly<Record<(typeof factKindNames)[FactKind], readonly string[]>> = {
  行政处罚: ['行政处罚决定', '处罚'],
  信访举报: ['群众举报', '信访', '举报', '投诉', '环境信访', '投诉举报'],
  在线监测超标: ['在线超标', '在线监测数据超标', '自动监测超标', '超标'],
  挂牌督办: ['督办'],
  超标排放通报: ['通报', '超标通报', '因超标排放被通报'],
  检查发现违法问题: ['违法问题', '发现违法问题', '环境违法', '检查发现问题'],
}
const by = readChoice('机关', {
  生态环境部: ['部', '环境部', '国家'],
  省厅: ['省生态环境厅', '生态环境厅', '省'],
  其他: ['市局', '市生态环境局'],
})

export const factColumns = {
  ...objectColumns,
  kind: column('情形', readChoice('情形', spellingsOfKind), {
    aliases: ['类型', '事实', '种类'],
    needed: true,
    filled: true,
    example: '信访举报',
  }),
  on: column('日期', readDate, {
    aliases: ['发生日期', '决定日期', '受理日期', '挂牌日期', '通报日期'],
    needed: true,
    filled: true,
    example: '2026-02-11',
  }),
  to: column('终止日期', readDate, { aliases: ['解除日期', '摘牌日期', '结束日期'] }),
  verified: column(
    '核查结论',
    readChoice('核查结论', { 查实: ['属实', '部分属实', '基本属实', '已查实'], 未查实: ['不属实', '不实'], 办理中: ['核查中', '未办结'] }),
    { aliases: ['查实情况', '是否查实', '核查情况'], example: '查实' },
  ),
  channel: column(
    '渠道',
    readChoice('渠道', {
      群众举报: ['群众', '12369', '12345', '信访', '来电', '来信', '网络'],
      中央生态环境保护督察: ['中央环保督察', '中央督察', '中央生态环保督察', '督察交办'],
      其他: ['其他渠道'],
    }),
    { aliases: ['来源渠道', '举报渠道'], example: '群众举报' },
  ),
  outlet: column('排口', readWords(60), { aliases: ['排放口', '排口编号', '排放口编号', '监测点位'], example: 'DA001' }),
  by: column('机关', by, { aliases: ['督办机关', '通报机关', '作出机关'] }),
  reference: column('文号或编号', readWords(80), {
    aliases: ['文号', '编号', '受理编号', '决定书文号', '记录编号'],
    example: '示环信〔2026〕12号',
  }),
  source: column('来源', readWords(120), { aliases: ['数据来源', '来源系统'], example: '信访举报系统' }),
  struck: column('不计入的理由', (text: string) => (isBlank(text) ? readAs(null) : readText(200)(text)), {
    aliases: ['不计入理由', '剔除理由', '划除理由'],
  }),
} as const

const kindOf = new Map(factKinds.map(kind => [factKindNames[kind], kind]))

/** `today`, when given, refuses days that lie ahead. Errors: those of `readLedger`. @law SJZ-04 SJZ-27 HS-18 JX-42 A-08 A-09 */
export function readFactRows(
  rows: readonly (readonly string[])[],
  { today }: { readonly today?: PlainDate } = {},
): Result<LedgerReading<FactEntry>, Problem> {
  const firstRow = new Map<string, number>()
  return readLedger(rows, factColumns, (cells, row) => assembleFact(cells, row, today, firstRow))
}

function assembleFact(
  cells: Cells<typeof factColumns>,
  row: number,
  today: PlainDate | undefined,
  firstRow: Map<string, number>,
): Assembled<FactEntry> {
  const object = readObject(cells)
  const problems: PlacedProblem[] = [...object.problems]
  const warn = (code: string, at: string, value: string, message: string, remedy: string) =>
    problems.push({ severity: 'warning', code, column: at, value, message, remedy })
  const kind = cells.kind === null ? undefined : kindOf.get(cells.kind)
  // Both columns are filled, or the row did not get here.
  if (kind === undefined || cells.on === null) return { entry: null, problems }
  problems.push(...judgeDays({ on: '日期', to: '终止日期' }, cells.on, cells.to, today))

  const detail: Partial<Record<FactDetail, string>> = {}
  for (const key of Object.keys(factDetailNames) as FactDetail[]) {
    const value = cells[key] ?? ''
    const lacking = detailsOf[kind][key]
    if (lacking === undefined) {
      if (value !== '')
        warn(
          'row.detail_unused',
          factDetailNames[key],
          value,
          `${factKindNames[kind]}没有“${factDetailNames[key]}”这一项，没有读取`,
          '请核对情形',
        )
    } else if (value !== '') detail[key] = value
    else if (lacking !== '')
      warn('row.detail_missing', factDetailNames[key], '', lacking, `补填${factDetailNames[key]}后再导入，即更新这一条`)
  }
  if (object.code === null) return { entry: null, problems }
  const entry: FactEntry = {
    row,
    code: object.code,
    name: cells.name,
    kind,
    on: cells.on,
    to: cells.to,
    detail,
    reference: cells.reference,
    source: cells.source,
    struck: cells.struck,
  }
  const key = factKey(entry)
  const earlier = firstRow.get(key)
  if (earlier === undefined) firstRow.set(key, row)
  else
    problems.push({
      severity: 'error',
      code: 'row.duplicate',
      column: '文号或编号',
      value: cells.reference,
      message: `与第 ${earlier} 行是同一条记录`,
      remedy: cells.reference === '' ? '同一天确有几次的，各填编号以便区分；重复的删去一行' : '删去一行；不同的记录请填各自的编号',
    })
  return { entry, problems }
}
