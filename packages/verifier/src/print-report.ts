/** The report as lines of text, 中文 or English. The page shows the same facts in its own form. */
import { GROUPS } from './catalogue.ts'
import type { FirmExplanation } from './explain-firm.ts'
import type { Report, Sentence, Verdict } from './report.ts'

export type Language = 'zh' | 'en'

const MARKS: Readonly<Record<Verdict, Sentence>> = {
  pass: { zh: '通过', en: 'pass' },
  fail: { zh: '未通过', en: 'FAIL' },
  'not-applicable': { zh: '不适用', en: 'n/a' },
}

export function countVerdicts({ checks }: Report): Readonly<Record<Verdict, number>> {
  const counts = { pass: 0, fail: 0, 'not-applicable': 0 }
  for (const { verdict } of checks) counts[verdict]++
  return counts
}

export function printReport(report: Report, language: Language): string {
  const zh = language === 'zh'
  const lines: string[] = []
  const { summary } = report
  if (summary !== undefined) {
    lines.push(
      zh
        ? `抽取 ${summary.draw}　单位 ${summary.agency}　${summary.period}　可信等级 ${summary.assurance}`
        : `Draw ${summary.draw}, agency ${summary.agency}, ${summary.period}, assurance ${summary.assurance}`,
    )
    lines.push(zh ? `承诺 ${summary.commitSha256}` : `Commitment ${summary.commitSha256}`, '')
  }
  for (const group of GROUPS) {
    lines.push(group[language])
    for (const check of report.checks.filter(({ group: key }) => key === group.key)) {
      const mark = MARKS[check.verdict][language]
      lines.push(`  ${pad(mark, 8)}${check.title[language]}${zh ? '　' : ' '}[${check.name} ${check.rule}]`)
      lines.push(`          ${check.evidence[language]}`)
    }
    lines.push('')
  }
  const { pass, fail, 'not-applicable': skipped } = countVerdicts(report)
  if (zh) lines.push(`${fail === 0 ? '核验通过' : '核验未通过'}：${pass} 项通过，${fail} 项未通过，${skipped} 项不适用`)
  else lines.push(`${fail === 0 ? 'VERIFIED' : 'NOT VERIFIED'}: ${pass} passed, ${fail} failed, ${skipped} not applicable`)
  return `${lines.join('\n')}\n`
}

export function printExplanation(explanation: FirmExplanation, language: Language): string {
  const lines = [explanation.sentence[language]]
  for (const row of explanation.rows) {
    lines.push(`  ${row.stratum} ${row.outcomeWords[language]}`, `    ${row.sentence[language]}`)
    if (row.ticket !== undefined) lines.push(`    ${language === 'zh' ? '票号' : 'ticket'}   ${row.tier} ${row.ticket}`)
    if (row.cutoff !== undefined) lines.push(`    ${language === 'zh' ? '截止线' : 'cut-off'} ${row.cutoff.tier} ${row.cutoff.ticket}`)
  }
  const team = explanation.team.map(({ slot, inspector }) => `${slot} ${inspector}`).join('　')
  if (team !== '') lines.push(language === 'zh' ? `  检查人员：${team}` : `  Inspectors: ${team}`)
  return `${lines.join('\n')}\n`
}

/** Pads to a width in columns, a Chinese character counting two. */
function pad(text: string, width: number): string {
  const columns = [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0)
  return text + ' '.repeat(Math.max(1, width - columns))
}
