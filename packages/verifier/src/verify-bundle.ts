/**
 * 核验 — checks one published draw from its files alone.
 *
 * Promises: every check of the catalogue, once, in its order; the same files give the same report; an early failure does not hide a later
 * check that can still be computed. No clock, no network, no chance; no solver but for the few slots of a change.
 * Refuses: to throw. Whatever a bundle holds, and whatever bug it finds, the answer is a failing check.
 */
import type { DrawState } from '@mingcha/core/draw'
import type { CheckName } from './catalogue.ts'
import { checkAssignment } from './check-assignment.ts'
import { checkChanges } from './check-changes.ts'
import { checkCommitFormat, checkEntropy, checkStrata, checkUnstaffable } from './check-commit.ts'
import { checkEvent } from './check-event.ts'
import { checkListDigests, checkListFormats } from './check-lists.ts'
import { checkLog, type LoggedEntries } from './check-log.ts'
import { checkPublish, checkResult } from './check-result.ts'
import { checkSalt } from './check-salt.ts'
import { checkSelection } from './check-selection.ts'
import { checkFiles, type Files, type Reading, readBundle } from './read-bundle.ts'
import { collectFindings, type Findings, type Report, type Summary, say } from './report.ts'

export interface VerifyOptions {
  /** 抽取盐: 32 bytes, auditors only */
  readonly salt?: Uint8Array
  /** certificate numbers by inspector, from the bureau's own register; auditors only */
  readonly certificates?: ReadonlyMap<string, string>
  /** the log's key as published elsewhere: without it a bundle replaced as a whole, key and all, cannot be noticed */
  readonly trustedVkey?: string
  /** keys of witnesses that neither the agency nor the operator runs */
  readonly witnessKeys?: readonly string[]
}

export function verifyBundle(files: Files, options: VerifyOptions = {}): Report {
  const findings = collectFindings()
  let reading = readBundle(new Map())
  let logged: LoggedEntries = {}
  let state: DrawState | undefined
  attempt(findings, ['bundle.files', 'bundle.bounds'], () => {
    reading = readBundle(checkFiles(files, findings))
  })
  attempt(findings, ['commit.format'], () => checkCommitFormat(reading, findings))
  attempt(findings, ['frame.format', 'excluded.format', 'slots.format', 'roster.format', 'barred.format', 'pairs.format'], () =>
    checkListFormats(reading, findings),
  )
  attempt(findings, ['commit.lists'], () => checkListDigests(reading, findings))
  attempt(findings, ['commit.strata'], () => checkStrata(reading, findings))
  attempt(findings, ['unstaffable.count'], () => checkUnstaffable(reading, findings))
  attempt(findings, ['log.key', 'log.commit', 'log.event', 'log.result', 'log.publish', 'log.order'], () => {
    logged = checkLog(reading, options, findings)
  })
  attempt(findings, ['commit.entropy'], () => checkEntropy(reading, logged, findings))
  attempt(findings, ['event.format', 'event.order', 'seed.transcript'], () => checkEvent(reading, findings))
  attempt(findings, ['selected.order', 'cutoffs.match'], () => checkSelection(reading, findings))
  attempt(findings, ['assign.format', 'assign.optimal', 'assign.unique', 'potentials.canonical', 'unfilled.cuts'], () =>
    checkAssignment(reading, findings),
  )
  attempt(findings, ['changes.format', 'changes.replay'], () => {
    state = checkChanges(reading, findings)
  })
  attempt(findings, ['result.format', 'result.seedCheck', 'result.macs'], () => checkResult(reading, findings))
  attempt(findings, ['publish.format', 'publish.files'], () => checkPublish(reading, state, findings))
  attempt(findings, ['salt.hash', 'nonces', 'certificates'], () => checkSalt(reading, options, findings))
  const checks = findings.checks()
  const summary = summarize(reading)
  return { verdict: checks.some(({ verdict }) => verdict === 'fail') ? 'fail' : 'pass', checks, ...(summary && { summary }) }
}

/** A bug of ours is a failing check of theirs, never an exception: nobody may take a crash for a pass. */
function attempt(findings: Findings, names: readonly CheckName[], check: () => void): void {
  try {
    check()
  } catch (bug) {
    const what = bug instanceof Error ? bug.message : 'unknown'
    for (const name of names) findings.fail(name, say(`核验程序出错：${what}`, `The verifier failed: ${what}`))
  }
}

function summarize({ commit, frame, selected, digest }: Reading): Summary | undefined {
  if (commit === undefined) return undefined
  return {
    draw: commit.draw,
    agency: commit.agency,
    period: commit.period,
    assurance: commit.assurance,
    commitSha256: digest('commit.json')!,
    objects: frame?.length ?? 0,
    drawn: selected?.filter(({ state }) => state === 'drawn').length ?? 0,
    strata: commit.strata.length,
  }
}
