import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeUtf8 } from '@mingcha/core/base'
import { leafHash, parseEntryBundle, parseHashTile, parseLogProof, parseVkey, verifyCheckpoint, verifyLogProof } from '@mingcha/core/log'
import Fastify from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/harness.ts'
import type { Env } from '../../env.ts'
import { readLogKeys } from '../../ports/signer.ts'
import { registerLogRoutes } from '../../public/log-routes.ts'
import { runLogOnce, startLogLoop } from './log-loop.ts'
import { loggedAt, proofFor, waitForLeaf } from './read-log.ts'

let database: FreshDatabase
let home = ''
beforeEach(async () => {
  database = await freshDatabase()
  home = mkdtempSync(join(tmpdir(), 'mc-log-'))
  await database.owner.query("insert into agency values ('990101', '示例县', 'county', null, now())")
})
afterEach(async () => {
  await database.drop()
  rmSync(home, { recursive: true, force: true })
})

const settings = (over: object = {}) => ({
  db: database.db,
  home,
  publicUrl: 'http://localhost:8080',
  systemNow: () => new Date().toISOString(),
  every: 60_000,
  ...over,
})
async function pend(...entries: string[]): Promise<number[]> {
  const ids: number[] = []
  for (const entry of entries) {
    const { rows } = await database.owner.query<{ id: number }>(
      `with e as (insert into event (agency_id, kind, actor_roles, thing_kind, thing_id, payload, occurred_at, request_id)
       values ('990101', 'plan.published', '{}', 'plan', '2026', '{}', now(), 'r') returning id),
       p as (insert into log_pending (event_id, kind, entry) select id, 'plan', $1 from e) select id from e`,
      [Buffer.from(entry)],
    )
    ids.push(Number(rows[0]!.id))
  }
  return ids
}
const vkey = () => {
  const parsed = parseVkey(
    Buffer.from(readLogKeys(join(home, 'keys'))!.vkey)
      .toString()
      .trim(),
  )
  if (!parsed.ok) throw new Error('vkey')
  return parsed.value
}

test('entries get indexes in order, a signed checkpoint and proofs that verify', async () => {
  const ids = await pend('a', 'b', 'c')
  const loop = startLogLoop(settings())
  const at = await waitForLeaf(database.db, ids[2]!)
  expect(at.index).toBe(2)
  const more = await pend('d', 'e')
  loop.wake()
  await waitForLeaf(database.db, more[1]!)
  await loop.close()
  for (const [i, id] of [...ids, ...more].entries()) {
    const proof = await proofFor(database.db, id)
    expect(proof!.index).toBe(i)
    const parsed = parseLogProof(encodeUtf8(proof!.tlogProof))
    expect(parsed.ok && verifyLogProof(parsed.value, encodeUtf8('abcde'[i]!), vkey())).toMatchObject({ ok: true })
  }
  expect((await database.db.selectFrom('log_pending').select('seq').execute()).length).toBe(0)
})

test('an entry is logged only once a checkpoint covers it; a crash between index and signature is healed', async () => {
  const [id] = await pend('a')
  // The keys folder is a file: indexing succeeds, signing fails.
  writeFileSync(join(home, 'keys'), '')
  const faults: unknown[] = []
  const loop = startLogLoop(settings({ report: (f: unknown) => faults.push(f) }))
  await expect.poll(() => faults.length).toBeGreaterThan(0)
  expect(await database.db.selectFrom('log_leaf').select('index').execute()).toHaveLength(1)
  expect(await loggedAt(database.db, id!)).toBeNull()
  expect(await proofFor(database.db, id!)).toBeNull()
  rmSync(join(home, 'keys'))
  expect((await waitForLeaf(database.db, id!)).index).toBe(0)
  await loop.close()
})

test('several runners: every entry once, no gap', async () => {
  const loops = Array.from({ length: 4 }, () => startLogLoop(settings({ every: 5 })))
  const ids = await pend(...Array.from({ length: 60 }, (_, i) => `e${i}`))
  await waitForLeaf(database.db, ids.at(-1)!)
  await Promise.all(loops.map(l => l.close()))
  const leaves = await database.db.selectFrom('log_leaf').selectAll().orderBy('index').execute()
  expect(leaves.map(l => l.index)).toEqual(ids.map((_, i) => i))
  expect(leaves.map(l => l.event_id)).toEqual(ids)
})

test('a database restored to an older state is not signed and is reported; nothing new is published', async () => {
  const ids = await pend('a', 'b', 'c')
  const loop = startLogLoop(settings())
  await waitForLeaf(database.db, ids[2]!)
  await loop.close()
  await database.owner.query('delete from log_leaf where index = 2; delete from log_checkpoint')
  await expect(runLogOnce(settings())).rejects.toThrow(/older state/)
  await pend('x')
  await expect(runLogOnce(settings())).rejects.toThrow(/signer\.fork/)
  expect(await database.db.selectFrom('log_checkpoint').select('size').execute()).toEqual([])
})

test('/log/ serves checkpoint, key, hash tiles and entries of the signed log, and a sentence for what is not there', async () => {
  const app = Fastify()
  registerLogRoutes(app, { db: database.db, home, mode: 'office', systemNow: () => new Date().toISOString() } as unknown as Env)
  expect((await app.inject('/log/checkpoint')).statusCode).toBe(404)
  const texts = Array.from({ length: 300 }, (_, i) => `e${i}`)
  const ids = await pend(...texts)
  const loop = startLogLoop(settings())
  await waitForLeaf(database.db, ids.at(-1)!)
  await loop.close()

  const checkpoint = await app.inject('/log/checkpoint')
  expect(checkpoint.headers['cache-control']).toBe('no-cache')
  expect(verifyCheckpoint(checkpoint.rawPayload, vkey())).toMatchObject({ ok: true, value: { checkpoint: { size: 300 } } })
  const full = await app.inject('/log/tile/0/000')
  expect(full.headers['cache-control']).toContain('immutable')
  const hashes = parseHashTile(new Uint8Array(full.rawPayload))
  expect(hashes.ok && hashes.value.map(h => Buffer.from(h).toString('hex'))).toEqual(
    texts.slice(0, 256).map(t => Buffer.from(leafHash(encodeUtf8(t))).toString('hex')),
  )
  expect((await app.inject('/log/tile/0/001.p/44')).rawPayload.length).toBe(44 * 32)
  expect((await app.inject('/log/tile/1/000.p/1')).rawPayload.length).toBe(32)
  const entries = parseEntryBundle(new Uint8Array((await app.inject('/log/tile/entries/001.p/44')).rawPayload))
  expect(entries.ok && entries.value.map(e => Buffer.from(e).toString())).toEqual(texts.slice(256))
  expect((await app.inject('/log/log.vkey')).payload).toMatch(/^mingcha\.invalid\/990101\+/)
  for (const path of ['tile/0/001', 'tile/0/001.p/45', 'tile/0/002', 'tile/0/1', 'tile/7/000', 'tile/entries/001', 'tile/0/000.p/0']) {
    const missing = await app.inject(`/log/${path}`)
    expect([path, missing.statusCode]).toEqual([path, 404])
    expect(missing.payload).toContain('日志中没有这个位置。')
  }
  await app.close()
})
