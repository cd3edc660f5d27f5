/**
 * 请注意 — what a coherent scheme may well mean and more likely does not: nothing is refused for it, a file that was valid stays valid. Said to the author
 * beside “没有问题”, each with its place and what to write if it was not meant.
 */
import { factKindNames } from '../registry/fact-ledger.ts'
import { subjectColumns } from '../registry/subject-ledger.ts'
import { type FileIssue, fileIssue } from './file-issue.ts'
import type { Scheme } from './scheme-schema.ts'

/** The facets the subject ledger has a column for. */
export const ledgerFacets = [
  'permitCategory',
  'keyDischarger',
  'positiveList',
  'airGrade',
  'creditGrade',
  'offsiteCapable',
  'highRisk',
] as const
type LedgerFacet = (typeof ledgerFacets)[number]

const isLedgerFacet = (code: string): code is LedgerFacet => (ledgerFacets as readonly string[]).includes(code)

/** In file order of the sections. @law A-19 A-31 */
export function findSchemeDoubts(scheme: Scheme): FileIssue[] {
  const doubts: FileIssue[] = []
  const doubt = (path: FileIssue['path'], message: string) => doubts.push(fileIssue(path, message))
  scheme.facets.forEach((f, i) => {
    if (!isLedgerFacet(f.code))
      doubt(
        ['facets', i, 'code'],
        `检查对象台账没有“${f.name}”（${f.code}）这一列，它一直是“未填”；台账里有的：${ledgerFacets.map(c => `${c}（${subjectColumns[c].header}）`).join('、')}`,
      )
  })
  scheme.facts.forEach((f, i) => {
    if (!(f.kind in factKindNames))
      doubt(
        ['facts', i, 'kind'],
        `事实台账没有“${f.name}”（${f.kind}）这一种，它一直没有；台账里有的：${Object.entries(factKindNames)
          .map(([k, name]) => `${k}（${name}）`)
          .join('、')}`,
      )
  })
  const residual = scheme.classes.find(c => c.residual !== undefined)
  if (residual === undefined) doubt(['classes'], '没有兜底的类别（residual）；什么都不符合的企业会“未归类”，不能参加抽取')
  else if (residual.grounds.length === 0 && scheme.precedence.order.at(-1) !== residual.code)
    doubt(['precedence', 'order'], `${residual.shortName}是兜底，只收什么都不符合的，写在哪里都排最后；写在最后更清楚`)
  for (const c of scheme.classes) {
    const strata = scheme.strata.flatMap((s, i) => (s.class === c.code ? [{ s, i }] : []))
    const open = strata.findIndex(({ s }) => s.when === undefined)
    if (open < 0)
      doubt(['strata', strata[0]!.i, 'when'], `${c.shortName}的各层都有 when；哪层都不符合的企业抽不到，请核对，或加一层不写 when 的`)
    for (const { s, i } of open < 0 ? [] : strata.slice(open + 1))
      doubt(['strata', i], `前面的“${strata[open]!.s.name}”没有 when，已收下这一类的全部，“${s.name}”永远是空的；把没有 when 的移到最后`)
  }
  for (const [status, name] of [
    ['suspended', '停产'],
    ['deregistered', '注销'],
  ] as const)
    if (!scheme.eligibility.some(e => e.status === status))
      doubt(['eligibility'], `没有写${name}（${status}）怎么办，${name}的企业会照常抽到；加一行`)
  return doubts
}
