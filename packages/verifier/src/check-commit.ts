/** 承诺书 — what the commitment says about its strata, its chance and its staffing, recomputed from the lists it commits to (§3). */
import { type Assurance, assessAssurance, type Commit, computeQuota, countPublicBits, countUnstaffable } from '@mingcha/core/draw'
import { reportUnread } from './check-lists.ts'
import type { LoggedEntries } from './check-log.ts'
import type { Reading } from './read-bundle.ts'
import { type Findings, say } from './report.ts'

export function checkCommitFormat(reading: Reading, findings: Findings): undefined {
  const { commit } = reading
  if (commit === undefined) return reportUnread(reading, 'commit.json', 'commit.format', findings)
  findings.pass(
    'commit.format',
    say(`${commit.draw}，单位 ${commit.agency}，${commit.period}`, `${commit.draw}, agency ${commit.agency}, ${commit.period}`),
  )
}

/** The strata are exactly those of the frame, with their counts by tier, and quota and reserve follow from them. @law A-23 */
export function checkStrata({ commit, frame }: Reading, findings: Findings): undefined {
  if (commit === undefined) return findings.blocked('commit.strata', 'commit.format')
  if (frame === undefined) return findings.blocked('commit.strata', 'frame.format')
  const counts = new Map(commit.strata.map(({ code }) => [code, [0, 0, 0]]))
  const wrong: string[] = []
  for (const { stratum, tier } of frame) {
    const tiers = counts.get(stratum)
    if (tiers !== undefined) tiers[tier]!++
    else if (wrong.length === 0) wrong.push(`${stratum}: not committed`)
  }
  for (const { code, N, tiers, rate, min, quota, reserve } of commit.strata) {
    const counted = counts.get(code)!
    const total = counted[0]! + counted[1]! + counted[2]!
    if (tiers.some((count, tier) => count !== counted[tier])) wrong.push(`${code} tiers ${tiers.join(' ')} ≠ ${counted.join(' ')}`)
    if (N !== total) wrong.push(`${code} N ${N} ≠ ${total}`)
    const due = rate === undefined ? Math.min(quota, total) : computeQuota(total, rate, min ?? 0)
    if (quota !== due) wrong.push(`${code} quota ${quota} ≠ ${due}`)
    if (reserve > total - due) wrong.push(`${code} reserve ${reserve} > ${total - due}`)
  }
  const facts = commit.strata
    .slice(0, 12)
    .map(({ code, N, quota }) => `${code} ${quota}/${N}`)
    .join(' · ')
  if (wrong.length === 0) findings.pass('commit.strata', say(facts, facts))
  else findings.fail('commit.strata', say(wrong.slice(0, 5).join('；'), wrong.slice(0, 5).join('; ')))
}

/** The bits are the sum, and no letter is claimed above what holds (ADR 0001 §5). */
export function checkEntropy({ commit }: Reading, logged: LoggedEntries, findings: Findings): undefined {
  if (commit === undefined) return findings.blocked('commit.entropy', 'commit.format')
  const bits = countPublicBits(commit.entropy)
  const due = assessAssurance(commit.entropy, isWitnessed(commit, logged))
  if (bits !== commit.publicBits) {
    return findings.fail(
      'commit.entropy',
      say(`公共随机 ${bits} 比特，承诺书写 ${commit.publicBits}`, `${bits} public bits, the commitment says ${commit.publicBits}`),
    )
  }
  if (isAbove(commit.assurance, due)) {
    return findings.fail(
      'commit.entropy',
      say(`可信等级至多 ${due}，承诺书写 ${commit.assurance}`, `Assurance ${due} at best, the commitment says ${commit.assurance}`),
    )
  }
  const secrets = commit.entropy.filter(({ kind }) => kind === 'secret').length
  findings.pass(
    'commit.entropy',
    say(
      `公共随机 ${bits} 比特，密钥 ${secrets} 份，可信等级 ${commit.assurance}`,
      `${bits} public bits, ${secrets} secrets, assurance ${commit.assurance}`,
    ),
  )
}

/** E is for draws made elsewhere, which have no commitment: no bundle may claim it. */
const isAbove = (claimed: Assurance, due: Assurance): boolean => claimed < due || claimed === 'E'

/** Whether a trusted witness saw the commitment before the first public event could happen. */
function isWitnessed(commit: Commit, logged: LoggedEntries): boolean {
  const earliest = commit.entropy.flatMap(source => (source.kind === 'secret' ? [] : [source.notBefore])).sort()[0]
  if (earliest === undefined) return false
  const limit = secondsOf(earliest)
  return logged.commit?.cosignatures.some(({ time }) => time < limit) ?? false
}

/** `YYYY-MM-DDTHH:MM:SSZ` → seconds of POSIX, by the civil calendar alone. */
function secondsOf(instant: string): bigint {
  const [year, month, date, hour, minute, second] = instant.split(/[-T:Z]/).map(Number) as [number, number, number, number, number, number]
  return BigInt(Date.UTC(year, month - 1, date, hour, minute, second)) / 1000n
}

/** Groups of ids that need their own matching, times inspectors: beyond it the count is refused, not computed. */
const MAX_MATCHINGS = 2 ** 31

/** Ids whose slots could not all be filled even if drawn alone. @law A-29 */
export function checkUnstaffable({ commit, slots, roster, barred }: Reading, findings: Findings): undefined {
  if (commit === undefined) return findings.blocked('unstaffable.count', 'commit.format')
  if (slots === undefined) return findings.blocked('unstaffable.count', 'slots.format')
  if (roster === undefined) return findings.blocked('unstaffable.count', 'roster.format')
  if (barred === undefined) return findings.blocked('unstaffable.count', 'barred.format')
  const groups =
    new Set(barred.map(({ id }) => id)).size + new Set(slots.map(slot => `${slot.slot}\t${slot.agency}\t${slot.speciality}`)).size
  if (groups * roster.length > MAX_MATCHINGS) {
    return findings.fail(
      'unstaffable.count',
      say('回避与席位的组合过多，不予计算', 'Too many combinations of recusals and slots to compute'),
    )
  }
  const count = countUnstaffable(slots, roster, barred)
  if (count === commit.unstaffable) findings.pass('unstaffable.count', say(`${count} 家`, `${count} objects`))
  else
    findings.fail(
      'unstaffable.count',
      say(`算得 ${count} 家，承诺书写 ${commit.unstaffable} 家`, `${count} counted, ${commit.unstaffable} committed`),
    )
}
