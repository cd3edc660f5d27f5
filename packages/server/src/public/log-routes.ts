/** 透明日志 — C2SP tlog-tiles under /log/: checkpoint, hash tiles, entry bundles, the key. Full tiles never change and may be kept for ever. */
import { parseTilePath, printEntryBundle, readHashTile, tileWidthAt } from '@mingcha/core/log'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { read } from '../db/tx.ts'
import type { Env } from '../env.ts'
import { latestCheckpoint, readEntries, readTree } from '../features/log/read-log.ts'
import { refusal } from '../http/respond.ts'
import { readLogKeys } from '../ports/signer.ts'

export function registerLogRoutes(app: FastifyInstance, env: Env): void {
  const hide = { schema: { hide: true } }
  const missing = (reply: FastifyReply) => {
    const { status, body } = refusal({ code: 'log.unknown' })
    return reply.code(status).header('cache-control', 'no-store').send(body)
  }

  app.get('/log/checkpoint', hide, async (_request, reply) => {
    const checkpoint = await read({ env, actor: null }, ({ db }) => latestCheckpoint(db))
    return checkpoint ? reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(checkpoint.note) : missing(reply)
  })

  app.get('/log/log.vkey', hide, (_request, reply) => {
    const keys = readLogKeys(`${env.home}/keys`)
    return keys ? reply.type('text/plain; charset=utf-8').send(Buffer.from(keys.vkey)) : missing(reply)
  })

  app.get('/log/tile/*', hide, async (request, reply) => {
    const coordinate = parseTilePath(`tile/${(request.params as { '*': string })['*']}`)
    if (!coordinate.ok) return missing(reply)
    const { level, index, width } = coordinate.value
    const bytes = await read({ env, actor: null }, async ({ db }) => {
      const checkpoint = await latestCheckpoint(db)
      // Only what a checkpoint covers is shown, and a partial tile only up to what is there.
      if (!checkpoint || width > tileWidthAt(level, index, checkpoint.size)) return null
      if (level !== 'entries') return readHashTile(await readTree(db, checkpoint.size), level, index, width)
      const bundle = printEntryBundle(await readEntries(db, index * 256, width))
      if (!bundle.ok) throw new Error(`entry bundle ${index} cannot be printed`)
      return bundle.value
    })
    if (bytes === null) return missing(reply)
    return reply
      .type('application/octet-stream')
      .header('cache-control', width === 256 ? 'public, max-age=31536000, immutable' : 'public, max-age=60')
      .send(Buffer.from(bytes))
  })
}
