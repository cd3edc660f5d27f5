/** `serve` — open the installation, listen, say where, and stop cleanly. Gives an exit code. */
import { resolve } from 'node:path'
import { fillSentence } from '@mingcha/core/api'
import type { Mode } from './env.ts'
import { isBare } from './features/training/accounts.ts'
import { seedTraining, trainingSchemes } from './features/training/seed.ts'
import { buildApp } from './http/app.ts'
import { handlers } from './http/handlers.ts'
import { refusal } from './http/respond.ts'
import { openInstallation } from './installation.ts'
import { registerLogRoutes } from './public/log-routes.ts'
import { registerPublicPages } from './public/pages.ts'

export interface ServeOptions {
  readonly mode: Mode
  readonly home: string
  readonly port: number
  readonly host: string
  /** 空的演练: a training home without 示例县, to practise the set-up. */
  readonly empty: boolean
  /** 示例县 under which of the shipped schemes; undefined: the usual one. */
  readonly scheme: string | undefined
  /** How others reach this server; default http://localhost:<port>. */
  readonly publicUrl: string | undefined
}

export function optionsFromEnvironment(mode: Mode, env: NodeJS.ProcessEnv): ServeOptions {
  const port = Number(env.PORT ?? 8080)
  return {
    mode,
    home: resolve(env.MINGCHA_HOME ?? `var/${mode}`),
    port,
    host: env.HOST ?? '127.0.0.1',
    empty: env.MINGCHA_EMPTY === '1',
    scheme: env.MINGCHA_SCHEME || undefined,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
  }
}

/** Runs until a signal; 0 after a clean stop, 1 when it could not start or lost its database. */
export async function serve(options: ServeOptions): Promise<number> {
  if (!Number.isInteger(options.port) || options.port < 1 || options.port > 65_535) {
    console.error(`PORT 应为 1–65535 的整数，现在是 ${process.env.PORT}。`)
    return 1
  }
  if (options.scheme !== undefined && !trainingSchemes.includes(options.scheme)) {
    console.error(`MINGCHA_SCHEME 应为 ${trainingSchemes.join('、')} 之一，现在是 ${options.scheme}。`)
    return 1
  }
  const publicUrl = options.publicUrl ?? `http://localhost:${options.port}`
  const opened = await openInstallation({ mode: options.mode, home: options.home, publicUrl })
  if (!opened.ok) {
    console.error(refusal(opened.error).body.error.sentence || fillSentence('{code}', opened.error))
    return 1
  }
  const { env, notes, lost, startJobs, close } = opened.value
  for (const note of notes) console.log(note)
  if (options.mode === 'training') await seedTraining(env, { empty: options.empty, ...(options.scheme && { scheme: options.scheme }) })
  const jobs = await startJobs()
  if (!jobs.ok) {
    console.error(refusal(jobs.error).body.error.sentence)
    await close()
    return 1
  }
  const app = await buildApp(env, { handlers, pages: [registerPublicPages, registerLogRoutes] })
  try {
    await app.listen({ port: options.port, host: options.host })
  } catch (e) {
    const busy = (e as { code?: string }).code === 'EADDRINUSE'
    console.error(
      busy
        ? `端口 ${options.port} 已被占用。请关闭占用它的程序，或换一个端口：PORT=8081 npm start`
        : `无法监听 ${options.host}:${options.port}：${(e as Error).message}`,
    )
    await app.close()
    await close()
    return 1
  }
  console.log(
    `明查已启动（${options.mode === 'office' ? '正式' : isBare(options.home) ? '空的演练：数据均为虚构' : '演练：示例县，数据均为虚构'}）`,
  )
  console.log(`  公众页 ${publicUrl}/`)
  console.log(`  办公页 ${publicUrl}/office/`)
  console.log('  按 Ctrl-C 停止')
  const why = await Promise.race([signal('SIGINT'), signal('SIGTERM'), lost.then(last => ({ last }))])
  // A request that never ends must not keep a stopped server alive.
  setTimeout(() => process.exit(1), 25_000).unref()
  await app.close()
  await close()
  if (typeof why === 'string') return 0
  console.error(`数据库已停止且无法恢复：${why.last}。请运行 npm run mingcha -- doctor 查看原因。`)
  return 1
}

/** Heard for good: Ctrl-C reaches us from the terminal and again through `npm start`, and an unheard second one would end the clean stop. */
const signal = (name: 'SIGINT' | 'SIGTERM') => new Promise<string>(done => process.on(name, () => done(name)))
