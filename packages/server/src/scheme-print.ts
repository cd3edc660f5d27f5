/** What `mingcha scheme` prints: one screen for a scheme that is right, tables for a trial. A Chinese character takes two columns of a terminal. */
import { namePeriod, type Period } from '@mingcha/core/calendar'
import { type AgencyLevel, findSchemeDoubts, quotaRuleAt, type Scheme, sayQuotaRule, silentWords, type Trial } from '@mingcha/core/scheme'
import type { RefusedRow } from './scheme-ledgers.ts'

const LEVEL: Readonly<Record<AgencyLevel, string>> = { province: '省级', city: '市级', county: '县级' }
const RISK = { high: '高风险', normal: '常规', low: '低风险' } as const

const isWide = (c: string): boolean =>
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(c)
/** Columns a text takes. */
export const widthOf = (text: string): number => [...text].reduce((n, c) => n + (isWide(c) ? 2 : 1), 0)

/** Rows under a head, columns two spaces apart; what is all numbers stands right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((h, i) => Math.max(widthOf(h), ...rows.map(r => widthOf(r[i] ?? ''))))
  const right = head.map((_, i) => rows.length > 0 && rows.every(r => /^(\d+(\.\d+)?|—)$/.test(r[i] ?? '')))
  const line = (cells: readonly string[]) =>
    cells
      .map((c, i) => (right[i] ? ' '.repeat(widths[i]! - widthOf(c)) + c : c + ' '.repeat(widths[i]! - widthOf(c))))
      .join('  ')
      .trimEnd()
  return [line(head), widths.map(w => '─'.repeat(w)).join('  '), ...rows.map(line)].map(l => `  ${l}`).join('\n')
}

/** One screen: classes, strata, numbers per level, what holds because the file is silent. `written`: the sections the file has. */
export function printScheme(scheme: Scheme, written: readonly string[], lineOf: (path: readonly (string | number)[]) => number): string {
  const levels = [scheme.agencyLevel].flat()
  const className = (code: string | undefined) => scheme.classes.find(c => c.code === code)?.shortName ?? ''
  const silent = Object.entries(silentWords).filter(([key]) => !written.includes(key))
  const doubts = findSchemeDoubts(scheme)
  return [
    `没有问题。`,
    '',
    `${scheme.name}`,
    `第 ${scheme.version} 版，${levels.map(l => LEVEL[l]).join('、')}，有效期 ${scheme.validity.from} 至 ${scheme.validity.to}`,
    '',
    '监管类别（先后即优先次序）',
    printTable(
      ['代号', '名称', '风险', '情形', '兜底'],
      scheme.precedence.order.map(code => {
        const c = scheme.classes.find(x => x.code === code)!
        return [c.code, c.name, RISK[c.risk], String(c.grounds.length), c.residual ? '是' : '']
      }),
    ),
    '',
    '分层与抽取数量',
    printTable(
      ['代号', '名称', '取自', ...(levels.length > 1 ? ['层级'] : []), '数量'],
      scheme.strata.flatMap(s =>
        levels.map(l => [
          s.code,
          s.name,
          s.class === undefined ? `名单“${s.list}”` : `${className(s.class)}${s.when ? '的一部分' : ''}`,
          ...(levels.length > 1 ? [LEVEL[l]] : []),
          sayQuotaRule(quotaRuleAt(s, l)!),
        ]),
      ),
    ),
    ...(scheme.caps?.length ? ['', `频次上限：${scheme.caps.map(c => c.name).join('、')}`] : []),
    ...(silent.length > 0
      ? [
          '',
          '文件没有写、按默认办的',
          printTable(
            ['节', '默认'],
            silent.map(([k, v]) => [k, v]),
          ),
        ]
      : []),
    ...(doubts.length > 0 ? ['', '请注意', ...doubts.map(d => `  第 ${lineOf(d.path)} 行　${d.message}`)] : []),
  ].join('\n')
}

interface Head {
  readonly level: AgencyLevel
  readonly period: Period
  readonly staff: number | null
  readonly ledger: { readonly rows: number; readonly accepted: number; readonly refused: readonly RefusedRow[]; readonly strangers: number }
}

const SHOWN = 10

export function printTrial(scheme: Scheme, head: Head, trial: Trial, names: ReadonlyMap<string, string>): string {
  const { refused } = head.ledger
  const out: string[] = [
    `${scheme.name}`,
    `${namePeriod(head.period)}，${LEVEL[head.level]}${head.staff === null ? '' : `，执法人员 ${head.staff} 名`}；台账 ${head.ledger.rows} 行，读入 ${head.ledger.accepted} 个检查对象`,
  ]
  const part = (title: string, body: string) => out.push('', title, body)
  if (refused.length > 0)
    part(
      `台账有 ${refused.length} 处错误，这些行没有计算在内`,
      refused
        .slice(0, SHOWN)
        .map(p => `  ${p.file} 第 ${p.row} 行　${p.column ?? ''}　${p.message}；${p.remedy}`)
        .join('\n') + (refused.length > SHOWN ? `\n  还有 ${refused.length - SHOWN} 处` : ''),
    )
  if (head.ledger.strangers > 0)
    part('请注意', `  事实、名单、检查历史里有 ${head.ledger.strangers} 行的企业不在检查对象台账里，没有计算；请核对代码`)
  if (trial.notes.length > 0) part('请注意', trial.notes.map(n => `  ${n}`).join('\n'))
  part(
    '各类（正常生产的）',
    printTable(
      ['代号', '名称', '家数'],
      trial.classes.map(c => [c.code, c.name, String(c.count)]),
    ),
  )
  part(
    '各层',
    printTable(
      ['代号', '名称', '基数', '候选', '应抽', '全年', '缺口', '为什么'],
      trial.strata.map(s => [
        s.code,
        s.name,
        String(s.base),
        String(s.pool),
        String(s.answer.number),
        s.year.map(n => n ?? '—').join(' '),
        String(s.answer.missing),
        `${s.answer.sentence}（${s.law.join('、')}）${s.left.map(l => `；${l.reason} ${l.count}`).join('')}`,
      ]),
    ),
  )
  out.push(
    '  基数是这一层全部正常生产的对象；候选是其中现在可以抽的；全年是一至四季度各抽多少（名录不变时），— 是已过去的季度；缺口是候选不够、抽不足的数',
  )
  const offSite = trial.strata.reduce((n, s) => n + s.offSite, 0)
  part(
    '工作量',
    `  本季度至多 ${trial.visits} 次检查，${trial.personDays} 人日（每次 ${scheme.team.officers} 人，每人 ${(scheme.workload?.halfDays ?? 2) / 2} 天）；候选中一般采取非现场方式的 ${offSite} 家`,
  )
  if (trial.caps.length > 0)
    part(
      '频次上限',
      printTable(
        ['代号', '名称', '已达上限'],
        trial.caps.map(c => [c.code, c.name, String(c.count)]),
      ),
    )
  if (trial.joint.length > 0)
    part(
      '联合抽查',
      printTable(
        ['名称', '至少', '为什么'],
        trial.joint.map(j => [j.name, String(j.number), `${j.sentence}（${j.law.join('、')}）`]),
      ),
    )
  if (trial.drawDays !== null) part('可以抽取的日期', `  ${trial.drawDays.join('、')}`)
  if (trial.reports.length > 0)
    part(
      '报送',
      printTable(
        ['日期', '名称'],
        trial.reports.map(r => [r.on, r.name]),
      ),
    )
  part(
    `未归类 ${trial.unclassified.length} 家`,
    trial.unclassified.length === 0
      ? '  没有'
      : trial.unclassified
          .slice(0, SHOWN)
          .map(u => `  ${names.get(u.id) ?? u.id}（${u.id}）　${u.sentence}`)
          .join('\n') + (trial.unclassified.length > SHOWN ? `\n  还有 ${trial.unclassified.length - SHOWN} 家，用 --json 看全部` : ''),
  )
  return out.join('\n')
}
