/** 抽取盐 — what only an auditor can check: that the nonces hide the lines they say, and the digests the certificates they say (§2). */
import { encodeHex, encodeUtf8, hmacSha256, sha256Hex } from '@mingcha/core/base'
import { barredList, excludedList, frameList, pairList, rosterList, slotList } from '@mingcha/core/draw'
import type { Reading } from './read-bundle.ts'
import { type Findings, say } from './report.ts'

export interface SaltEvidence {
  /** 32 bytes */
  readonly salt?: Uint8Array | undefined
  /** certificate numbers by inspector, from the bureau's own register */
  readonly certificates?: ReadonlyMap<string, string> | undefined
}

export function checkSalt(reading: Reading, { salt, certificates }: SaltEvidence, findings: Findings): undefined {
  if (salt === undefined) {
    const absent = say('未提供抽取盐（只交审计人员）', 'No draw salt given (auditors only)')
    for (const name of ['salt.hash', 'nonces', 'certificates'] as const) findings.skip(name, absent)
    return
  }
  const hash = sha256Hex(salt)
  if (reading.commit === undefined) findings.blocked('salt.hash', 'commit.format')
  else if (hash === reading.commit.salt) findings.pass('salt.hash', say(`SHA-256 ${hash}`, `SHA-256 ${hash}`))
  else
    findings.fail(
      'salt.hash',
      say(`所给盐的 SHA-256 是 ${hash}，承诺的是 ${reading.commit.salt}`, `Given ${hash}, committed ${reading.commit.salt}`),
    )
  checkNonces(reading, salt, findings)
  checkCertificates(reading, salt, certificates, findings)
}

function checkNonces(reading: Reading, salt: Uint8Array, findings: Findings): undefined {
  const printed = [
    print(frameList, reading.frame),
    print(excludedList, reading.excluded),
    print(slotList, reading.slots),
    print(rosterList, reading.roster),
    print(barredList, reading.barred),
    print(pairList, reading.pairs),
  ]
  let lines = 0
  for (const list of printed) {
    if (list === undefined) return findings.fail('nonces', say('有名单不可读', 'A list cannot be read'))
    for (const [i, line] of list.lines.entries()) {
      const cut = line.lastIndexOf('\t')
      const nonce = encodeHex(hmacSha256(salt, encodeUtf8(`${list.file}|${line.slice(0, cut)}`)))
      if (nonce !== line.slice(cut + 1))
        return findings.fail(
          'nonces',
          say(`${list.file} 第 ${i + 1} 行的随机数不是由盐算出`, `${list.file} line ${i + 1}: nonce not from the salt`),
        )
      lines++
    }
  }
  findings.pass('nonces', say(`${lines} 行`, `${lines} lines`))
}

function print<Row>(list: { file: string; line(row: Row): string }, rows: readonly Row[] | undefined) {
  return rows === undefined ? undefined : { file: list.file, lines: rows.map(list.line) }
}

function checkCertificates(
  { roster }: Reading,
  salt: Uint8Array,
  certificates: ReadonlyMap<string, string> | undefined,
  findings: Findings,
): undefined {
  if (certificates === undefined) return findings.skip('certificates', say('未提供证件号名册', 'No register of certificate numbers given'))
  if (roster === undefined) return findings.blocked('certificates', 'roster.format')
  const wrong = roster.find(({ inspector, certificate }) => {
    const number = certificates.get(inspector)
    return number === undefined || encodeHex(hmacSha256(salt, encodeUtf8(number))) !== certificate
  })
  if (wrong === undefined) findings.pass('certificates', say(`${roster.length} 人`, `${roster.length} inspectors`))
  else findings.fail('certificates', say(`${wrong.inspector} 的证件摘要不符`, `Certificate digest of ${wrong.inspector} does not match`))
}
