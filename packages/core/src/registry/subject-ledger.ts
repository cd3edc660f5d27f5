/**
 * 检查对象台账 — the columns of the object registry and what a row must satisfy.
 *
 * The public code of a subject is its credit code; a second site of the same firm is `信用代码-02`; a subject without a usable credit code
 * carries a code the agency issued (自编代码), and only then is a missing or wrong credit code a warning (应纳尽纳, LY-10).
 */
import type { PlainDate } from '../base/plain-date.ts'
import type { Problem, Result } from '../base/result.ts'
import { type ReadCell, readAs, readChoice, readDate, readDegrees, readFlag, readPhone, readText, refuse, splitList } from './cell.ts'
import { checkCreditCode, sayCreditCodeProblem } from './credit-code.ts'
import { type Assembled, type Cells, column, type LedgerReading, readLedger } from './ledger.ts'
import { objectCodeOf, readName, readOwnCode } from './object-code.ts'
import { isBlank, normaliseText, normaliseWord } from './text.ts'

export type PermitCategory = '重点管理' | '简化管理' | '登记管理'
export type SubjectStatus = 'active' | 'suspended' | 'deregistered'

/** 名录库的一行, read and checked. Facet keys are those of the shipped schemes. */
export interface SubjectEntry {
  readonly row: number
  /** 对象代码: credit code, `credit code-NN`, or agency-issued code. */
  readonly code: string
  readonly creditCode: string | null
  readonly ownCode: string | null
  readonly name: string
  readonly address: string
  /** 乡镇（街道、园区）. */
  readonly region: string
  readonly industry: string
  readonly legalRepresentative: string
  readonly contact: string
  readonly contactPhone: string | null
  /** Decimal degrees as text, WGS or GCJ as the bureau's ledger has them. */
  readonly longitude: string | null
  readonly latitude: string | null
  readonly facets: {
    readonly permitCategory: PermitCategory | null
    readonly keyDischarger: boolean
    readonly positiveList: boolean
    readonly airGrade: string | null
    readonly creditGrade: string | null
    readonly offsiteCapable: boolean
    /** The reason in words, or null. */
    readonly highRisk: string | null
  }
  readonly facts: readonly { readonly kind: 'penalty'; readonly on: PlainDate }[]
  readonly status: SubjectStatus
  readonly statusSince: PlainDate | null
  /** 联合抽查名单的名称. */
  readonly lists: readonly string[]
}

const readHighRisk: ReadCell<string | null> = text => {
  const value = normaliseText(text)
  if (isBlank(value) || ['否', '×', '0'].includes(normaliseWord(value))) return readAs(null)
  if (['是', '√', '1'].includes(value) || [...value].length < 4)
    return refuse('row.high_risk', '标记为其他环境风险较高，但没有写明原因（LY-28）', '写明原因，例如“涉重金属排放，去年发生渗漏”')
  return readText(200)(value)
}

/** Header text, spellings and reading of each column. The first six are the ones no ledger may lack. */
export const subjectColumns = {
  name: column('企业名称', readName, {
    aliases: ['单位名称', '检查对象名称', '对象名称', '名称', '市场主体名称'],
    needed: true,
    filled: true,
    example: '示例县某某有限公司',
  }),
  creditCode: column('统一社会信用代码', (text: string) => readAs(text), {
    aliases: ['社会信用代码', '信用代码', '组织机构代码或统一社会信用代码'],
    needed: true,
    example: '91990101MA0000001C',
  }),
  ownCode: column('自编代码', readOwnCode, { aliases: ['本单位编码', '内部编码'], example: 'SLX-0001' }),
  address: column('地址', readText(200), { aliases: ['单位地址', '生产经营场所地址', '生产经营地址', '经营地址', '住所'], needed: true }),
  region: column('乡镇', readText(60), { aliases: ['所在乡镇', '乡镇街道', '乡镇(街道)', '区域', '所属乡镇'] }),
  industry: column('行业类别', readText(80), { aliases: ['行业', '行业类型', '所属行业'] }),
  legalRepresentative: column('法定代表人', readText(60), { aliases: ['法人', '法人代表', '负责人', '法定代表人(负责人)'] }),
  contact: column('联系人', readText(60), { aliases: ['环保负责人', '环保联系人'] }),
  contactPhone: column('联系电话', readPhone, { aliases: ['电话', '联系方式', '手机号'], personal: true }),
  longitude: column('经度', readDegrees('经度', 73, 136), { aliases: ['中心经度'] }),
  latitude: column('纬度', readDegrees('纬度', 3, 54), { aliases: ['中心纬度'] }),
  permitCategory: column(
    '排污许可管理类别',
    readChoice<PermitCategory>('排污许可管理类别', {
      重点管理: ['重点', '排污许可重点管理'],
      简化管理: ['简化', '排污许可简化管理'],
      登记管理: ['登记', '排污登记', '登记管理类'],
    }),
    { aliases: ['管理类别', '排污许可类别', '许可管理类别'], needed: true, example: '简化管理' },
  ),
  keyDischarger: column('重点排污单位', readFlag, { aliases: ['是否重点排污单位', '重点排污单位名录'], example: '否' }),
  positiveList: column('正面清单', readFlag, { aliases: ['是否正面清单', '监督执法正面清单', '生态环境监督执法正面清单'], example: '否' }),
  airGrade: column(
    '大气绩效等级',
    readChoice('大气绩效等级', {
      引领性: ['引领性企业', '绩效引领性', '绩效引领'],
      A: ['A级'],
      B: ['B级'],
      'B-': ['B-级'],
      C: ['C级'],
      D: ['D级'],
    }),
    { aliases: ['绩效分级', '重污染天气绩效分级', '绩效等级', '大气绩效评级'], example: 'C' },
  ),
  creditGrade: column('环境信用等级', readChoice('环境信用等级', { A: ['A级'], B: ['B级'], C: ['C级'], D: ['D级'], E: ['E级'] }), {
    aliases: ['信用等级', '生态环境信用评价', '生态环境信用等级'],
    example: 'B',
  }),
  offsiteCapable: column('非现场监管条件', readFlag, {
    aliases: ['具备非现场监管条件', '是否具备非现场方式', '非现场监管'],
    example: '是',
  }),
  penaltyOn: column('最近行政处罚决定日期', readDate, { aliases: ['行政处罚决定日期', '处罚日期', '最近处罚日期'], example: '2026-02-11' }),
  highRisk: column('其他环境风险较高（原因）', readHighRisk, { aliases: ['其他环境风险较高', '其他环境风险较高原因', '环境风险原因'] }),
  status: column(
    '状态',
    readChoice('状态', {
      正常: ['在产', '存续', '开业', '在营', '正常生产', '在业'],
      停产: ['停工', '停业', '停工停产', '停产停业'],
      注销: ['吊销', '关闭', '撤销', '已注销'],
    }),
    { aliases: ['经营状态', '企业状态', '生产状态'], example: '正常' },
  ),
  statusSince: column('状态起始日期', readDate, { aliases: ['状态日期', '停产日期', '状态开始日期'] }),
  lists: column('联合抽查名单', (text: string) => readAs(splitList(text)), {
    aliases: ['联合名单', '一业一查', '联合抽查'],
    example: '加油站一业一查',
  }),
} as const

const STATUS: Readonly<Record<string, SubjectStatus>> = { 正常: 'active', 停产: 'suspended', 注销: 'deregistered' }

/** `today`, when given, refuses a penalty or a status that lies in the future. */
export function readSubjectRows(
  rows: readonly (readonly string[])[],
  { today }: { readonly today?: PlainDate } = {},
): Result<LedgerReading<SubjectEntry>, Problem> {
  const firstRowOfCode = new Map<string, number>()
  const firstRowOfName = new Map<string, number>()
  return readLedger(rows, subjectColumns, (cells, row) => assembleSubject(cells, row, { today, firstRowOfCode, firstRowOfName }))
}

interface FileContext {
  readonly today: PlainDate | undefined
  readonly firstRowOfCode: Map<string, number>
  readonly firstRowOfName: Map<string, number>
}
type Found = Assembled<SubjectEntry>['problems'][number]

/** @law LY-10 A-31 */
function assembleSubject(cells: Cells<typeof subjectColumns>, row: number, context: FileContext): Assembled<SubjectEntry> {
  const problems: Found[] = []
  const report = (severity: Found['severity'], code: string, at: string, value: string, message: string, remedy: string) =>
    problems.push({ severity, code, column: at, value, message, remedy })

  const credit = checkCreditCode(cells.creditCode)
  const creditCode = credit.ok ? credit.value : null
  const own = cells.ownCode
  if (!credit.ok) {
    const said = sayCreditCodeProblem(credit.error)
    const written = normaliseText(cells.creditCode).slice(0, 80)
    if (own === null) report('error', `row.${credit.error.code.replace('.', '_')}`, '统一社会信用代码', written, said.message, said.remedy)
    else
      report(
        'warning',
        `row.${credit.error.code.replace('.', '_')}`,
        '统一社会信用代码',
        written,
        `${said.message}；已按自编代码 ${own} 入库`,
        '核实后补正信用代码',
      )
  }
  const code = objectCodeOf(creditCode, own)

  const status = STATUS[cells.status ?? '正常']!
  if (status === 'suspended' && cells.statusSince === null)
    report(
      'error',
      'row.suspended_undated',
      '状态起始日期',
      '',
      '停产没有写明起始日期，不能移出候选库（A-31）',
      '照停产报告或现场记录填写起始日期',
    )
  if (context.today !== undefined) {
    for (const [at, on] of [
      ['最近行政处罚决定日期', cells.penaltyOn],
      ['状态起始日期', cells.statusSince],
    ] as const) {
      if (on !== null && on > context.today) report('error', 'row.date_ahead', at, on, `日期 ${on} 晚于今天`, '请核对年份和月份')
    }
  }
  const classless = cells.permitCategory === null && !cells.keyDischarger && status === 'active'
  if (classless)
    report(
      'warning',
      'row.permit_missing',
      '排污许可管理类别',
      '',
      '没有排污许可管理类别，可能无法归类，也就不能参加抽取',
      '补填重点管理、简化管理或登记管理',
    )

  if (code !== null) {
    const earlier = context.firstRowOfCode.get(code)
    if (earlier === undefined) context.firstRowOfCode.set(code, row)
    else
      report(
        'error',
        'row.duplicate',
        creditCode === null ? '自编代码' : '统一社会信用代码',
        code,
        `与第 ${earlier} 行是同一个对象`,
        `保留一行；如为同一企业的另一厂址，在“自编代码”填 ${creditCode ?? code}-02`,
      )
  }
  const sameName = context.firstRowOfName.get(cells.name)
  if (sameName === undefined) context.firstRowOfName.set(cells.name, row)
  else if (!problems.some(p => p.code === 'row.duplicate'))
    report(
      'warning',
      'row.same_name',
      '企业名称',
      cells.name,
      `与第 ${sameName} 行同名而代码不同`,
      '请核对是不是同一家；不同厂址请在名称后注明',
    )

  if (code === null) return { entry: null, problems }
  const { airGrade, creditGrade, permitCategory, keyDischarger, positiveList, offsiteCapable, highRisk } = cells
  return {
    problems,
    entry: {
      row,
      code,
      creditCode,
      ownCode: own,
      name: cells.name,
      address: cells.address,
      region: cells.region,
      industry: cells.industry,
      legalRepresentative: cells.legalRepresentative,
      contact: cells.contact,
      contactPhone: cells.contactPhone,
      longitude: cells.longitude,
      latitude: cells.latitude,
      facets: { permitCategory, keyDischarger, positiveList, airGrade, creditGrade, offsiteCapable, highRisk },
      facts: cells.penaltyOn === null ? [] : [{ kind: 'penalty', on: cells.penaltyOn }],
      status,
      statusSince: cells.statusSince,
      lists: [...new Set(cells.lists)],
    },
  }
}
