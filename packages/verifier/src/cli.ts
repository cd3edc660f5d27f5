#!/usr/bin/env node
/**
 * mingcha-verify — checks a published draw from a folder or a zip, offline. Exit 0: verified; 1: a check failed; 2: nothing could be checked.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { decodeHex } from '@mingcha/core/base'
import { MAX_BUNDLE_BYTES, MAX_FILE_BYTES } from './bounds.ts'
import { explainFirm } from './explain-firm.ts'
import { type Language, printExplanation, printReport } from './print-report.ts'
import { isZip, nameFiles, unpackZip } from './unpack.ts'
import { verifyBundle } from './verify-bundle.ts'

const HELP = {
  zh: `明查核验：离线核验一次已公布的抽取

用法：mingcha-verify <文件夹或 .zip> [选项]

  --id 代码       再解释这家单位为什么抽中或没抽中（统一社会信用代码）
  --vkey 公钥     另行取得的日志公钥（文本或文件），不给则只核对包内一致
  --witness 公钥  认可的见证方公钥，可重复
  --salt 盐       抽取盐（64 个十六进制字符或文件），审计人员用
  --json          输出 JSON
  --lang en       English output
  --help          显示本说明

退出码：0 核验通过；1 有核验项未通过；2 无法核验（参数或文件读不出）
`,
  en: `mingcha-verify: checks a published draw, offline

Usage: mingcha-verify <folder or .zip> [options]

  --id CODE       also explain why this object was or was not drawn
  --vkey KEY      the log's key obtained elsewhere (text or file); without it the bundle is only consistent with itself
  --witness KEY   a trusted witness's key, repeatable
  --salt SALT     the draw salt (64 hex characters or a file), for auditors
  --json          print JSON
  --lang en|zh    language
  --help          this text

Exit: 0 verified; 1 a check failed; 2 nothing could be checked
`,
} as const

class UsageError extends Error {}

function main(args: readonly string[]): number {
  const { values, positionals } = readArguments(args)
  const language: Language = values.lang === 'en' ? 'en' : 'zh'
  if (values.help) {
    process.stdout.write(HELP[language])
    return 0
  }
  const [path, ...rest] = positionals
  if (path === undefined || rest.length > 0) throw new UsageError(HELP[language])
  const files = readFiles(path, language)
  const report = verifyBundle(files, {
    ...(values.salt === undefined ? {} : { salt: readSalt(values.salt) }),
    ...(values.vkey === undefined ? {} : { trustedVkey: readKey(values.vkey) }),
    witnessKeys: (values.witness ?? []).map(readKey),
  })
  const explanation = values.id === undefined ? undefined : explainFirm(files, values.id)
  if (values.json) process.stdout.write(`${JSON.stringify({ ...report, ...(explanation && { explanation }) }, null, 1)}\n`)
  else
    process.stdout.write(printReport(report, language) + (explanation === undefined ? '' : `\n${printExplanation(explanation, language)}`))
  return report.verdict === 'pass' ? 0 : 1
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        id: { type: 'string' },
        vkey: { type: 'string' },
        witness: { type: 'string', multiple: true },
        salt: { type: 'string' },
        json: { type: 'boolean' },
        lang: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (problem) {
    throw new UsageError(`${problem instanceof Error ? problem.message : ''}\n\n${HELP.zh}`)
  }
}

function readFiles(path: string, language: Language): Map<string, Uint8Array> {
  const read = statSync(path).isDirectory() ? nameFiles(readFolder(path)) : readArchive(path)
  if (!read.ok) throw new UsageError(`${read.error[language]}\n`)
  return read.value
}

function readArchive(path: string) {
  if (statSync(path).size > MAX_BUNDLE_BYTES) throw new UsageError('文件过大 / too large\n')
  const bytes = readFileSync(path)
  if (!isZip(bytes)) throw new UsageError('不是文件夹也不是 zip / neither a folder nor a zip\n')
  return unpackZip(bytes)
}

/** The files of one folder. A file above the limit is not read: a stand-in of zeros beyond the bound lets the report name it. */
function readFolder(path: string): [string, Uint8Array][] {
  return readdirSync(path, { withFileTypes: true }).map(entry => {
    const file = join(path, entry.name)
    const stat = statSync(file)
    if (!stat.isFile()) return [entry.name, new Uint8Array(0)]
    return [entry.name, stat.size > MAX_FILE_BYTES ? new Uint8Array(MAX_FILE_BYTES + 1) : readFileSync(file)]
  })
}

function readSalt(text: string): Uint8Array {
  const salt = decodeHex((/^[0-9a-f]{64}$/.test(text) ? text : readFileSync(text, 'utf8')).trim())
  if (salt?.length !== 32) throw new UsageError('抽取盐应为 64 个十六进制字符 / the salt is 64 hex characters\n')
  return salt
}

const readKey = (text: string): string => (text.includes('+') ? text : readFileSync(text, 'utf8')).trim()

try {
  process.exitCode = main(process.argv.slice(2))
} catch (problem) {
  process.stderr.write(
    problem instanceof UsageError ? problem.message : `无法读取 / cannot read: ${problem instanceof Error ? problem.message : problem}\n`,
  )
  process.exitCode = 2
}
