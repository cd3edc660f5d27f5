/** 公共随机事件与种子 — the event answers its commitment in time, and the seed is made of nothing else (§4, ADR 0001 §3). */
import { encodeHex, equalBytes, sha256 } from '@mingcha/core/base'
import { buildSeed, type EventValue, isNumbers, type PublicSource, publicSources, readSecrets } from '@mingcha/core/draw'
import { reportUnread } from './check-lists.ts'
import type { Reading } from './read-bundle.ts'
import { type Findings, say } from './report.ts'

export function checkEvent(reading: Reading, findings: Findings): undefined {
  checkEventFormat(reading, findings)
  checkEventOrder(reading, findings)
  checkTranscript(reading, findings)
}

/** The record names this commitment and has one value for each public source, in its order. */
function checkEventFormat(reading: Reading, findings: Findings): undefined {
  const { event, commit } = reading
  if (event === undefined) return reportUnread(reading, 'event.json', 'event.format', findings)
  if (commit === undefined) return findings.blocked('event.format', 'commit.format')
  const wrong: string[] = []
  if (event.draw !== commit.draw) wrong.push(`draw: ${event.draw} ≠ ${commit.draw}`)
  const hash = reading.digest('commit.json')
  if (event.commit_sha256 !== hash) wrong.push(`commit_sha256: ${event.commit_sha256} ≠ ${hash}`)
  const sources = publicSources(commit)
  if (sources.length !== event.values.length) wrong.push(`values: ${event.values.length} ≠ ${sources.length}`)
  const odd = sources.findIndex((source, i) => event.values[i] !== undefined && !answers(source, event.values[i]))
  if (odd >= 0) wrong.push(`values[${odd}]`)
  if (wrong.length > 0) return findings.fail('event.format', say(wrong.join('；'), wrong.join('; ')))
  const facts = event.values
    .map(value => (value.kind === 'dice' ? `dice ${value.numbers}` : `${value.game} ${value.issue} ${value.numbers}`))
    .join(' · ')
  findings.pass('event.format', say(facts || '没有公共事件', facts || 'No public event'))
}

function answers(source: PublicSource, value: EventValue): boolean {
  if (source.kind === 'dice') return value.kind === 'dice' && isNumbers(source, value.numbers)
  return value.kind === 'lottery' && value.game === source.game && value.issue === source.issue
}

function checkEventOrder({ event, commit }: Reading, findings: Findings): undefined {
  if (event === undefined) return findings.blocked('event.order', 'event.format')
  if (commit === undefined) return findings.blocked('event.order', 'commit.format')
  const early = publicSources(commit).find(({ notBefore }) => event.at < notBefore)
  if (early !== undefined) {
    return findings.fail(
      'event.order',
      say(`记录于 ${event.at}，早于 ${early.notBefore}`, `Recorded at ${event.at}, before ${early.notBefore}`),
    )
  }
  if (event.at > commit.eventBy) {
    return findings.fail(
      'event.order',
      say(`记录于 ${event.at}，晚于期限 ${commit.eventBy}`, `Recorded at ${event.at}, after ${commit.eventBy}`),
    )
  }
  findings.pass('event.order', say(`记录于 ${event.at}，期限 ${commit.eventBy}`, `Recorded at ${event.at}, due by ${commit.eventBy}`))
}

/** Rebuilds seed.txt from the commitment, the opened secrets and the event, and compares bytes. */
function checkTranscript({ commit, event, files, digest }: Reading, findings: Findings): undefined {
  const transcript = files.get('seed.txt')
  if (transcript === undefined) return findings.fail('seed.transcript', say('没有可读的 seed.txt', 'No readable seed.txt'))
  if (commit === undefined) return findings.blocked('seed.transcript', 'commit.format')
  if (event === undefined) return findings.blocked('seed.transcript', 'event.format')
  const secrets = readSecrets(transcript)
  if (!secrets.ok) {
    return findings.fail(
      'seed.transcript',
      say(`seed.txt 第 ${secrets.error.line} 行不合格式`, `seed.txt line ${secrets.error.line} is malformed`),
    )
  }
  const seed = buildSeed(commit.draw, digest('commit.json')!, commit.entropy, secrets.value, event.values)
  if (!seed.ok) {
    const what = String(seed.error.party ?? seed.error.position ?? '')
    const { zh, en } = REFUSALS[seed.error.code] ?? REFUSALS['draw.event_values']!
    return findings.fail('seed.transcript', say(`${zh} ${what}`, `${en} ${what}`))
  }
  if (!equalBytes(seed.value.transcript, transcript)) {
    return findings.fail(
      'seed.transcript',
      say('seed.txt 与由承诺、密钥、事件拼出的不同', 'seed.txt differs from what commitment, secrets and event give'),
    )
  }
  const facts = `SHA-256 ${encodeHex(sha256(transcript))}`
  findings.pass('seed.transcript', say(facts, facts))
}

const REFUSALS: Readonly<Record<string, { zh: string; en: string }>> = {
  'draw.secret_missing': { zh: '没有打开的密钥：', en: 'Secret not opened:' },
  'draw.secret_mismatch': { zh: '密钥与承诺的摘要不符：', en: 'Secret does not open its hash:' },
  'draw.event_values': { zh: '事件数值与承诺不符，第', en: 'Event value does not answer the commitment, number' },
}
