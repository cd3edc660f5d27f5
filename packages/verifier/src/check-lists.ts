/** 名单 — formats of the six committed lists and of what they promise to each other, and their digests in the commitment (§§1–3). */
import { encodeHex, lineBytes } from '@mingcha/core/base'
import { LIST_NAMES, type ListDigest } from '@mingcha/core/draw'
import { merkleRoot } from '@mingcha/core/log'
import { countLines } from './bounds.ts'
import type { CheckName } from './catalogue.ts'
import type { Reading } from './read-bundle.ts'
import { type Findings, say } from './report.ts'

export function checkListFormats(reading: Reading, findings: Findings): undefined {
  for (const name of LIST_NAMES) {
    const check: CheckName = `${name}.format`
    const rows = reading[name]
    if (rows === undefined) reportUnread(reading, `${name}.txt`, check, findings)
    else findings.pass(check, say(`${rows.length} 行`, `${rows.length} lines`))
  }
  checkExcluded(reading, findings)
  checkSlots(reading, findings)
  checkLoads(reading, findings)
}

/** Why a file could not be read, as a failure of `check`. */
export function reportUnread(reading: Reading, file: string, check: CheckName, findings: Findings): undefined {
  const problem = reading.problems.get(file)
  if (problem === undefined) findings.fail(check, say(`没有可读的 ${file}`, `No readable ${file}`))
  else if (problem.line > 0)
    findings.fail(check, say(`${file} 第 ${problem.line} 行：${problem.why}`, `${file} line ${problem.line}: ${problem.why}`))
  else findings.fail(check, say(`${file}：${problem.why}`, `${file}: ${problem.why}`))
}

function checkExcluded({ frame, excluded }: Reading, findings: Findings): undefined {
  if (frame === undefined || excluded === undefined) return
  const framed = new Set(frame.map(row => `${row.id}\t${row.stratum}`))
  const both = excluded.find(row => framed.has(`${row.id}\t${row.stratum}`))
  if (both !== undefined) {
    findings.fail(
      'excluded.format',
      say(`${both.id} 在 ${both.stratum} 层既在候选库又被剔除`, `${both.id} stands in both for stratum ${both.stratum}`),
    )
  }
}

/** Every id of the frame has two slots or more, `01`, `02`, … without a gap; no slot belongs to another id (ADR 0001 §18). */
function checkSlots({ frame, slots }: Reading, findings: Findings): undefined {
  if (frame === undefined || slots === undefined) return
  const counts = new Map<string, number>(frame.map(row => [row.id, 0]))
  for (const { id, slot } of slots) {
    const count = counts.get(id)
    if (count === undefined)
      return findings.fail('slots.format', say(`${id} 不在候选库中却有席位`, `${id} has slots but is not in the frame`))
    if (Number(slot) !== count + 1)
      return findings.fail('slots.format', say(`${id} 的席位不是从 01 起连号`, `The slots of ${id} are not 01, 02, … without a gap`))
    counts.set(id, count + 1)
  }
  for (const [id, count] of counts) {
    if (count < 2)
      return findings.fail('slots.format', say(`${id} 只有 ${count} 个席位，至少要两个`, `${id} has ${count} slots, two are the least`))
  }
}

/** With `balance: draw` nobody starts with visits counted against him (ADR 0001 §18). @law A-12 */
function checkLoads({ commit, roster }: Reading, findings: Findings): undefined {
  if (commit === undefined || roster === undefined || commit.balance !== 'draw') return
  const loaded = roster.find(({ load }) => load !== 0)
  if (loaded !== undefined) {
    findings.fail(
      'roster.format',
      say(
        `按本次抽取均衡，${loaded.inspector} 的已有次数却是 ${loaded.load}`,
        `With balance draw the load of ${loaded.inspector} is ${loaded.load}, not 0`,
      ),
    )
  }
}

export function checkListDigests({ commit, files, digest }: Reading, findings: Findings): undefined {
  if (commit === undefined) return findings.blocked('commit.lists', 'commit.format')
  const wrong = LIST_NAMES.filter(name => !matchesDigest(files.get(`${name}.txt`), digest(`${name}.txt`), commit.files[name]))
  const names = wrong.map(name => `${name}.txt`).join(' ')
  if (wrong.length > 0) findings.fail('commit.lists', say(`与承诺不符：${names}`, `Not as committed: ${names}`))
  else {
    const { sha256, lines, root } = commit.files.frame
    const facts = `frame.txt ${lines} sha256 ${sha256} root ${root}`
    findings.pass('commit.lists', say(`六份名单的摘要、行数与树根一致；${facts}`, `Digest, lines and root of all six agree; ${facts}`))
  }
}

function matchesDigest(bytes: Uint8Array | undefined, sha256: string | undefined, digest: ListDigest): boolean {
  if (bytes === undefined || sha256 !== digest.sha256) return false
  if (bytes.length > 0 && bytes[bytes.length - 1] !== 0x0a) return false
  return countLines(bytes) === digest.lines && encodeHex(merkleRoot(lineBytes(bytes))) === digest.root
}
