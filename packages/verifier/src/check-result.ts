/** 结果与公布 — what was sealed is what was opened, and every published file is the one whose digest is in the log (§7). */
import { concatBytes, encodeHex, encodeUtf8, hmacSha256Hex, sha256, sha256Hex } from '@mingcha/core/base'
import { type DrawState, MAC_NAMES, PUBLISHED_FILES } from '@mingcha/core/draw'
import { reportUnread } from './check-lists.ts'
import type { Reading } from './read-bundle.ts'
import { type Findings, say } from './report.ts'

/** The seed as its file gives it: SHA-256 of the transcript's bytes. */
export function readSeed({ files }: Reading): Uint8Array | undefined {
  const transcript = files.get('seed.txt')
  return transcript === undefined ? undefined : sha256(transcript)
}

export function checkResult(reading: Reading, findings: Findings): undefined {
  const { result, files } = reading
  const seed = readSeed(reading)
  if (result === undefined) {
    reportUnread(reading, 'result.json', 'result.format', findings)
    findings.blocked('result.seedCheck', 'result.format')
    findings.blocked('result.macs', 'result.format')
    return
  }
  checkCounts(reading, findings)
  if (seed === undefined) {
    findings.blocked('result.seedCheck', 'seed.transcript')
    findings.blocked('result.macs', 'seed.transcript')
    return
  }
  const seedCheck = sha256Hex(encodeUtf8(`seed-check|${encodeHex(seed)}`))
  if (seedCheck === result.seed_check) findings.pass('result.seedCheck', say(`种子 ${encodeHex(seed)}`, `Seed ${encodeHex(seed)}`))
  else
    findings.fail(
      'result.seedCheck',
      say(
        `由 seed.txt 算出 ${seedCheck}，结果记录为 ${result.seed_check}`,
        `seed.txt gives ${seedCheck}, the result says ${result.seed_check}`,
      ),
    )
  const wrong = MAC_NAMES.map(name => `${name}.txt`).filter((file, i) => {
    const bytes = files.get(file)
    return bytes === undefined || macOfFile(seed, file, bytes) !== result.macs[MAC_NAMES[i]!]
  })
  if (wrong.length === 0)
    findings.pass('result.macs', say(MAC_NAMES.map(name => `${name}.txt`).join(' '), MAC_NAMES.map(name => `${name}.txt`).join(' ')))
  else findings.fail('result.macs', say(`与封存时不同：${wrong.join(' ')}`, `Not as sealed: ${wrong.join(' ')}`))
}

/** HMAC-H(seed, "file|" + name + "|" + bytes) in hex. */
export function macOfFile(seed: Uint8Array, file: string, bytes: Uint8Array): string {
  return hmacSha256Hex(seed, concatBytes(encodeUtf8(`file|${file}|`), bytes))
}

/** result.json counts rows of selected.txt and `-` of assign.txt, and names this draw and this commitment. */
function checkCounts(reading: Reading, findings: Findings): undefined {
  const { result, commit, selected, assign } = reading
  const wrong: string[] = []
  const expect = (key: string, stated: unknown, counted: unknown) => {
    if (stated !== counted) wrong.push(`${key}: ${stated} ≠ ${counted}`)
  }
  const hash = reading.digest('commit.json')
  if (commit !== undefined) expect('draw', result!.draw, commit.draw)
  if (hash !== undefined) expect('commit_sha256', result!.commit_sha256, hash)
  if (selected !== undefined) {
    expect('drawn', result!.drawn, selected.filter(row => row.state === 'drawn').length)
    expect('reserve', result!.reserve, selected.filter(row => row.state === 'reserve').length)
  }
  if (assign !== undefined) expect('unfilled', result!.unfilled, assign.filter(row => row.inspector === '-').length)
  const facts = `drawn ${result!.drawn}, reserve ${result!.reserve}, unfilled ${result!.unfilled}`
  if (wrong.length === 0) findings.pass('result.format', say(facts, facts))
  else findings.fail('result.format', say(wrong.join('；'), wrong.join('; ')))
}

/** `state` is that after all changes; where it is not known, whoever was drawn or in reserve may stand. */
export function checkPublish(reading: Reading, state: DrawState | undefined, findings: Findings): undefined {
  const { publish, commit } = reading
  if (publish === undefined) {
    reportUnread(reading, 'publish.json', 'publish.format', findings)
    findings.blocked('publish.files', 'publish.format')
    return
  }
  const wrong: string[] = []
  const expect = (key: string, stated: string, actual: string) => {
    if (stated !== actual) wrong.push(`${key}: ${stated} ≠ ${actual}`)
  }
  if (commit !== undefined) expect('draw', publish.draw, commit.draw)
  for (const name of ['commit', 'result'] as const) {
    const digest = reading.digest(`${name}.json`)
    if (digest !== undefined) expect(`${name}_sha256`, publish[`${name}_sha256`], digest)
  }
  const standing = state?.visits ?? new Set(reading.selected?.map(row => row.id))
  const stray = reading.selected === undefined ? undefined : publish.undone.find(id => !standing.has(id))
  if (stray !== undefined) wrong.push(`undone: ${stray}`)
  if (wrong.length === 0)
    findings.pass('publish.format', say(`未完成检查 ${publish.undone.length} 家`, `${publish.undone.length} visits undone`))
  else findings.fail('publish.format', say(wrong.join('；'), wrong.join('; ')))

  const changed = PUBLISHED_FILES.filter(name => {
    const digest = reading.digest(name)
    return digest === undefined || digest !== publish.files[name]
  })
  if (changed.length === 0)
    findings.pass(
      'publish.files',
      say(`${PUBLISHED_FILES.length} 份文件的 SHA-256 一致`, `SHA-256 of ${PUBLISHED_FILES.length} files agree`),
    )
  else findings.fail('publish.files', say(`与公布的摘要不同：${changed.join(' ')}`, `Not as published: ${changed.join(' ')}`))
}
