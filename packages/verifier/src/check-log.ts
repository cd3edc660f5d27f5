/** 日志 — the four entries stand in one log, signed by one key, in the order that makes the draw fair (§8, ADR 0001 §§13, 14). */
import { decodeAscii, decodeBase64, decodeUtf8, encodeHex, equalBytes } from '@mingcha/core/base'
import { ED25519, type LoggedEntry, parseLogProof, parseNote, parseVkey, type Vkey, verifyLogProof } from '@mingcha/core/log'
import type { CheckName } from './catalogue.ts'
import type { Reading } from './read-bundle.ts'
import { type Findings, say } from './report.ts'

const ENTRIES = ['commit', 'event', 'result', 'publish'] as const
type Entry = (typeof ENTRIES)[number]
export type LoggedEntries = Partial<Record<Entry, LoggedEntry>>

/** The 12 bytes before the key in an Ed25519 SubjectPublicKeyInfo. */
const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00)

export interface LogTrust {
  /** what the verifier was told to trust from elsewhere; without it the bundle's own key is only consistent with itself */
  readonly trustedVkey?: string | undefined
  readonly witnessKeys?: readonly string[] | undefined
}

export function checkLog(reading: Reading, trust: LogTrust, findings: Findings): LoggedEntries {
  const key = checkKey(reading, trust, findings)
  const witnesses = (trust.witnessKeys ?? []).flatMap(text => {
    const vkey = parseVkey(text.trim())
    return vkey.ok ? [vkey.value] : []
  })
  const logged: LoggedEntries = {}
  for (const entry of ENTRIES) {
    const check: CheckName = `log.${entry}`
    if (key === undefined) findings.blocked(check, 'log.key')
    else {
      const found = checkEntry(reading, entry, key, witnesses, findings)
      if (found !== undefined) logged[entry] = found
    }
  }
  checkOrder(reading, logged, findings)
  return logged
}

function checkKey({ files }: Reading, trust: LogTrust, findings: Findings): Vkey | undefined {
  const text = decodeUtf8(files.get('log.vkey') ?? new Uint8Array(0))
  const parsed = text?.endsWith('\n') ? parseVkey(text.slice(0, -1)) : undefined
  if (parsed === undefined || !parsed.ok || parsed.value.type !== ED25519) {
    findings.fail('log.key', say('log.vkey 格式不对', 'log.vkey is malformed'))
    return undefined
  }
  const key = parsed.value
  const fromPem = readPem(files.get('log.pub.pem'))
  if (fromPem === undefined || !equalBytes(fromPem, key.publicKey)) {
    findings.fail('log.key', say('log.pub.pem 与 log.vkey 不是同一把公钥', 'log.pub.pem and log.vkey are not the same key'))
    return key
  }
  const printed = text!.trim()
  if (trust.trustedVkey === undefined) {
    const note = say(
      `${printed}（未另行提供可信公钥，只核对了包内一致）`,
      `${printed} (no trusted key was given: consistent with itself only)`,
    )
    findings.pass('log.key', note)
  } else if (trust.trustedVkey.trim() === printed)
    findings.pass('log.key', say(`${printed}，与所给的可信公钥相同`, `${printed}, as trusted`))
  else findings.fail('log.key', say(`包内公钥 ${printed} 不是所给的可信公钥`, `The bundle's key ${printed} is not the trusted one`))
  return key
}

/** The raw key of an Ed25519 public key PEM in its one canonical writing. */
function readPem(bytes: Uint8Array | undefined): Uint8Array | undefined {
  const text = bytes === undefined ? undefined : decodeAscii(bytes)
  const match = /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]{60})\n-----END PUBLIC KEY-----\n$/.exec(text ?? '')
  const der = match === null ? undefined : decodeBase64(match[1]!)
  if (der === undefined || der.length !== 44 || !equalBytes(der.subarray(0, 12), SPKI_PREFIX)) return undefined
  return der.slice(12)
}

function checkEntry({ files }: Reading, entry: Entry, key: Vkey, witnesses: readonly Vkey[], findings: Findings): LoggedEntry | undefined {
  const check: CheckName = `log.${entry}`
  const leaf = files.get(`${entry}.json`)
  const bytes = files.get(`${entry}.tlog-proof`)
  if (leaf === undefined || bytes === undefined) {
    findings.fail(check, say(`没有可读的 ${entry}.json 或 ${entry}.tlog-proof`, `No readable ${entry}.json or ${entry}.tlog-proof`))
    return undefined
  }
  const proof = parseLogProof(bytes)
  if (proof.ok && proof.value.extra !== undefined) {
    findings.fail(check, say('证明里多出 extra 行', 'The proof carries an extra line'))
    return undefined
  }
  const logged = proof.ok ? verifyLogProof(proof.value, leaf, key, witnesses) : proof
  if (!logged.ok) {
    const { zh, en } = REFUSALS[logged.error.code] ?? REFUSALS['log.malformed_proof']!
    findings.fail(check, say(`${entry}.tlog-proof：${zh}`, `${entry}.tlog-proof: ${en}`))
    return undefined
  }
  if (entry === 'publish' && countSignatures(bytes) !== 1) {
    findings.fail(check, say('日志自己的签名之外还有别的签名行', 'A signature line beside the log’s, which nothing holds'))
    return undefined
  }
  const { index, checkpoint, cosignatures } = logged.value
  const root = encodeHex(checkpoint.root)
  const seen = cosignatures.map(({ name, time }) => `${name} ${time}`).join(' ')
  findings.pass(
    check,
    say(
      `第 ${index} 位，共 ${checkpoint.size} 条，树根 ${root}${seen && `；见证 ${seen}`}`,
      `Index ${index} of ${checkpoint.size}, root ${root}${seen && `; witnessed ${seen}`}`,
    ),
  )
  return logged.value
}

/** Signature lines on the checkpoint of a proof. */
function countSignatures(bytes: Uint8Array): number {
  const proof = parseLogProof(bytes)
  const note = proof.ok ? parseNote(proof.value.checkpoint) : proof
  return note.ok ? note.value.signatures.length : 0
}

const REFUSALS: Readonly<Record<string, { zh: string; en: string }>> = {
  'log.malformed_proof': { zh: '格式不对', en: 'malformed' },
  'log.malformed_note': { zh: '检查点格式不对', en: 'malformed checkpoint' },
  'log.malformed_checkpoint': { zh: '检查点格式不对', en: 'malformed checkpoint' },
  'log.unsigned': { zh: '检查点上没有日志的签名', en: 'the checkpoint is not signed by the log' },
  'log.bad_signature': { zh: '检查点上的签名不对', en: 'a signature on the checkpoint is false' },
  'log.other_origin': { zh: '检查点属于另一份日志', en: 'the checkpoint is of another log' },
  'log.not_included': { zh: '这份内容不在日志所说的位置', en: 'the entry is not in the log where it says' },
}

/** commit < event < result < publish; one root for one size; and the entries' own references name these very places (ADR 0001 §§14, 24). */
function checkOrder({ event, result, publish }: Reading, logged: LoggedEntries, findings: Findings): undefined {
  const unproved = ENTRIES.find(entry => logged[entry] === undefined)
  if (unproved !== undefined) return findings.blocked('log.order', `log.${unproved}`)
  const at = Object.fromEntries(ENTRIES.map(entry => [entry, logged[entry]!.index])) as Record<Entry, number>
  const facts = `commit ${at.commit} · event ${at.event} · result ${at.result} · publish ${at.publish}`
  if (!(at.commit < at.event && at.event < at.result && at.result < at.publish)) {
    return findings.fail('log.order', say(`次序不对：${facts}`, `Out of order: ${facts}`))
  }
  const sizes = ENTRIES.map(entry => logged[entry]!.checkpoint)
  const forked = sizes.find(({ size, root }) => sizes.some(other => other.size === size && !equalBytes(other.root, root)))
  if (forked !== undefined) {
    return findings.fail('log.order', say(`共 ${forked.size} 条的日志有两个不同的树根`, `Two roots for one log of ${forked.size} entries`))
  }
  const references = [
    ['event.json', 'commit', event?.commit],
    ['result.json', 'event', result?.event],
    ['publish.json', 'commit', publish?.commit],
    ['publish.json', 'event', publish?.event],
    ['publish.json', 'result', publish?.result],
  ] as const
  const wrong = references.find(([, entry, index]) => index !== String(at[entry]))
  if (wrong === undefined) findings.pass('log.order', say(facts, facts))
  else
    findings.fail(
      'log.order',
      say(
        `${wrong[0]} 所引 ${wrong[1]} 位置 ${wrong[2] ?? '-'} 不是 ${at[wrong[1]]}`,
        `${wrong[0]} refers to ${wrong[1]} at ${wrong[2] ?? '-'}, not ${at[wrong[1]]}`,
      ),
    )
}
