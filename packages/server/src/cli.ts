/** `npm run mingcha -- <command>` — what an operator does at the machine. Every failure is a sentence and a non-zero code. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeBackup, restoreBackup } from './backup/backup.ts'
import { examine } from './backup/doctor.ts'
import { drillRestore } from './backup/drill.ts'
import { read, write } from './db/tx.ts'
import type { Mode } from './env.ts'
import { resetPassword } from './features/access/commands.ts'
import { recordRun } from './features/operate/commands.ts'
import { refusal } from './http/respond.ts'
import { type Installation, openInstallation } from './installation.ts'
import { claimExportFolder, writeSite } from './public/export-folder.ts'
import { renderSite } from './public/site.ts'
import { runScheme, schemeHelp } from './scheme-command.ts'
import { optionsFromEnvironment, serve } from './serve.ts'

const help = `明查 命令行

  npm run mingcha -- serve [--mode office|training]     启动（默认 office）
  npm run mingcha -- verify 文件.zip|文件夹 [--id 代码]   离线核验一次已公布的抽取
  npm run mingcha -- backup [--to 目录]                  备份数据库与文件（密钥请另存）
  npm run mingcha -- restore 备份.zip                    恢复到一个空的安装
  npm run mingcha -- drill [备份.zip]                    恢复演练：把备份恢复到临时数据库里查验，不动现有数据
  npm run mingcha -- reset-password 账号                 重置密码，打印一次性密码
  npm run mingcha -- export-public 目录                  把公众页导出为静态网站（四类公开，断网可看）
  npm run mingcha -- doctor                              体检，逐项给出处置办法
${schemeHelp}
  --mode office|training   哪一套安装，默认 office；数据目录由 MINGCHA_HOME 指定
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { mode: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
})
const [command, argument] = positionals
const mode: Mode =
  values.mode === 'training' ||
  (values.mode === undefined &&
    existsSync(join(process.env.MINGCHA_HOME ?? '', 'mode')) &&
    readFileSync(join(process.env.MINGCHA_HOME ?? '', 'mode'), 'utf8').trim() === 'training')
    ? 'training'
    : 'office'
process.exitCode = await run()

async function run(): Promise<number> {
  if (process.argv[2] === 'scheme') return runScheme(process.argv.slice(3), new Date())
  if (values.help === true || command === undefined || command === 'help') {
    console.log(help)
    return command === undefined && values.help !== true ? 2 : 0
  }
  switch (command) {
    case 'serve':
      return serve(optionsFromEnvironment(mode, process.env))
    case 'verify': {
      const cli = fileURLToPath(new URL('../../verifier/dist/mingcha-verify.mjs', import.meta.url))
      return spawnSync(process.execPath, [cli, ...process.argv.slice(3)], { stdio: 'inherit' }).status ?? 1
    }
    case 'backup':
      return withInstallation(async at => {
        if (at.ownerUrl === undefined) return say('备份需要所有者账号：请设置 DATABASE_OWNER_URL。', 1)
        const startedAt = new Date().toISOString()
        const dir = resolve(typeof values.to === 'string' ? values.to : join(at.env.home, 'backups'))
        const made = await makeBackup({ ownerUrl: at.ownerUrl, home: at.env.home, mode: at.env.mode, now: startedAt }, dir)
        const outcome = made.ok
          ? { ok: true as const, ...made.value }
          : { ok: false as const, why: refusal(made.error).body.error.sentence, path: null }
        await recordRun(at.env, { kind: 'command', startedAt, run: null, outcome })
        if (!made.ok) return say(refusal(made.error).body.error.sentence, 1)
        const { path, tables, rows, files, bytes } = made.value
        return say(
          `已备份：${path}\n${tables} 张表，${rows} 行，${files} 个文件，${(bytes / 1e6).toFixed(1)} MB。密钥不在备份里，请另存 ${join(at.env.home, 'keys')}。`,
          0,
        )
      })
    case 'restore':
      if (argument === undefined) return say('请写明备份文件：npm run mingcha -- restore 备份.zip', 2)
      return withInstallation(async at => {
        if (at.ownerUrl === undefined) return say('恢复需要所有者账号：请设置 DATABASE_OWNER_URL。', 1)
        const startedAt = new Date().toISOString()
        const path = resolve(argument)
        const restored = await restoreBackup({ ownerUrl: at.ownerUrl, home: at.env.home }, path)
        if (!restored.ok) return say(refusal(restored.error).body.error.sentence, 1)
        await recordRun(at.env, { kind: 'restored', startedAt, run: null, outcome: { ok: true, path, bytes: null, ...restored.value } })
        return say(
          `已恢复：${restored.value.tables} 张表，${restored.value.rows} 行，${restored.value.files} 个文件。请确认 ${join(at.env.home, 'keys')} 是原来那一份密钥，再运行 doctor。`,
          0,
        )
      })
    case 'drill':
      return withInstallation(async at => {
        const path = argument === undefined ? newestBackup(join(at.env.home, 'backups')) : resolve(argument)
        if (path === undefined) return say(refusal({ code: 'backup.none' }).body.error.sentence, 1)
        const startedAt = new Date().toISOString()
        const drilled = await drillRestore(at.env, path)
        const sentence = drilled.ok ? '' : refusal(drilled.error).body.error.sentence
        await recordRun(at.env, {
          kind: 'drill',
          startedAt,
          run: null,
          outcome: drilled.ok ? { ok: true, path, bytes: null, ...drilled.value } : { ok: false, why: sentence, path },
        })
        return drilled.ok
          ? say(`恢复演练通过：${path}\n${drilled.value.tables} 张表，${drilled.value.rows} 行；透明日志、操作记录、密钥都对得上。`, 0)
          : say(sentence, 1)
      })
    case 'reset-password':
      if (argument === undefined) return say('请写明账号：npm run mingcha -- reset-password 账号', 2)
      return withInstallation(async at => {
        const reset = await write({ env: at.env, actor: null }, tx => resetPassword(tx, argument))
        return reset.ok ? say(`一次性密码：${reset.value.password}\n登录后须立即修改。`, 0) : say(`没有账号“${argument}”。`, 1)
      })
    case 'export-public': {
      if (argument === undefined) return say('请写明目录：npm run mingcha -- export-public 目录', 2)
      const dir = resolve(argument)
      const claimed = claimExportFolder(dir)
      if (!claimed) return say(`${dir} 里有别的文件。请换一个空目录，或上次导出的目录。`, 1)
      return withInstallation(async at => {
        const files = await read({ env: at.env, actor: null }, reader => renderSite(reader))
        writeSite(dir, files)
        return say(`已导出 ${files.size} 个文件到 ${dir}。打开 ${join(dir, 'index.html')} 即可查看，整个目录可以放到单位网站。`, 0)
      })
    }
    case 'doctor':
      return withInstallation(async at => {
        const findings = await examine(at.env)
        for (const f of findings) console.log(`${f.ok ? '好' : '坏'}  ${f.name}：${f.says}`)
        return findings.every(f => f.ok) ? 0 : 1
      })
    default:
      console.error(`没有命令“${command}”。\n\n${help}`)
      return 2
  }
}

/** The newest of the backups this program named; their names sort by time. */
function newestBackup(dir: string): string | undefined {
  const name = existsSync(dir)
    ? readdirSync(dir)
        .filter(n => /^mingcha-\d{8}T\d{6}Z\.zip$/.test(n))
        .sort()
        .at(-1)
    : undefined
  return name === undefined ? undefined : join(dir, name)
}

function say(text: string, code: number): number {
  if (code === 0) console.log(text)
  else console.error(text)
  return code
}

async function withInstallation(work: (at: Installation) => Promise<number>): Promise<number> {
  const options = optionsFromEnvironment(mode, process.env)
  const opened = await openInstallation({
    mode,
    home: options.home,
    publicUrl: options.publicUrl ?? `http://localhost:${options.port}`,
    fillLog: false,
  })
  if (!opened.ok) return say(refusal(opened.error).body.error.sentence, 1)
  try {
    return await work(opened.value)
  } finally {
    await opened.value.close()
  }
}
