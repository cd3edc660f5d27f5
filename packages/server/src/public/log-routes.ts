/**
 * 透明日志的公开面 — `/log/` as C2SP tlog-tiles asks: checkpoint, hash tiles, entry bundles, and the log's key. GET only, no session.
 *
 * Only what the newest signed checkpoint covers is served, so a stranger never sees an entry that could still be unsigned. A full tile never
 * changes and may be cached for ever; a partial one is the same bytes for ever too, but soon nobody asks for it.
 */
import { join } from 'node:path'
import { errorEntry, fillSentence } from '@mingcha/core/api'
import { parseTilePath, printEntryBundle, readHashTile, TILE_WIDTH, type TileCoordinate, tileWidthAt } from '@mingcha/core/log'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type ReadDb, read } from '../db/tx.ts'
import type { Env } from '../env.ts'
import { latestCheckpoint, readTree } from '../features/log/read-log.ts'
import { readLogKeys } from '../ports/signer.ts'

const FOREVER = 'public, max-age=31536000, immutable'
const NOW = 'no-cache'
const TEXT = 'text/plain; charset=utf-8'
const BYTES = 'application/octet-stream'

export function registerLogRoutes(app: FastifyInstance, env: Env): void {
  const schema = { hide: true }
  const open = { env, actor: null }

  app.get('/log/checkpoint', { schema }, async (_request, reply) => {
    const checkpoint = await read(open, ({ db }) => latestCheckpoint(db))
    return checkpoint ? send(reply, TEXT, NOW, checkpoint.note) : unknown(reply)
  })
  app.get('/log/log.vkey', { schema }, async (_request, reply) => {
    const keys = readLogKeys(join(env.home, 'keys'))
    return keys ? send(reply, TEXT, 'public, max-age=3600', keys.vkey) : unknown(reply)
  })
  app.get('/log/log.pub.pem', { schema }, async (_request, reply) => {
    const keys = readLogKeys(join(env.home, 'keys'))
    return keys ? send(reply, 'application/x-pem-file', 'public, max-age=3600', keys.pem) : unknown(reply)
  })
  app.get<{ Params: { '*': string } }>('/log/tile/*', { schema }, async (request, reply) => {
    const tile = parseTilePath(`tile/${request.params['*']}`)
    if (!tile.ok) return unknown(reply)
    const bytes = await read(open, ({ db }) => readTile(db, tile.value))
    return bytes ? send(reply, BYTES, FOREVER, bytes) : unknown(reply)
  })
}

/** The bytes of a tile, or null where the signed log does not reach that far. */
export async function readTile(db: ReadDb, { level, index, width }: TileCoordinate): Promise<Uint8Array | null> {
  const checkpoint = await latestCheckpoint(db)
  if (checkpoint === null || width > tileWidthAt(level, index, checkpoint.size)) return null
  if (level !== 'entries') return readHashTile(await readTree(db, checkpoint.size), level, index, width)
  const first = index * TILE_WIDTH
  const rows = await db
    .selectFrom('log_leaf')
    .select('entry')
    .where('index', '>=', first)
    .where('index', '<', first + width)
    .orderBy('index')
    .execute()
  const bundle = printEntryBundle(rows.map(row => new Uint8Array(row.entry)))
  if (!bundle.ok) throw new Error(`entries ${first}+${width}: ${bundle.error.code}`)
  return bundle.value
}

function send(reply: FastifyReply, type: string, cache: string, bytes: string | Uint8Array) {
  return reply
    .type(type)
    .header('cache-control', cache)
    .header('access-control-allow-origin', '*')
    .send(typeof bytes === 'string' ? bytes : Buffer.from(bytes))
}

function unknown(reply: FastifyReply) {
  const entry = errorEntry('log.unknown')
  return reply
    .code(404)
    .type(TEXT)
    .header('cache-control', 'no-store')
    .send(`${fillSentence(entry.zh, { code: 'log.unknown' })}\n${entry.en}\n`)
}
