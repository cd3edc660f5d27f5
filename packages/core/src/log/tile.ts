/**
 * Tiles (C2SP tlog-tiles): the Merkle tree cut into files of up to 256 hashes, and the entries themselves in bundles of up to 256.
 *
 * Promises: a path and a coordinate are the same thing written two ways; a tile's bytes follow from the tree alone.
 * Refuses: entries above 65,535 bytes, empty tiles, partial tiles of width 0 or 256, non-canonical paths.
 */
import { concatBytes } from '../base/index.ts'
import { err, ok, type Result } from '../base/result.ts'
import { HASH_LENGTH, type NodeAt } from './merkle.ts'

export const TILE_HEIGHT = 8
export const TILE_WIDTH = 256
export const MAX_ENTRY_BYTES = 65_535

/** 瓦片坐标 — level 0…63 of hashes, or the entries; `index` within the level; `width` 1…256, 256 meaning full. */
export interface TileCoordinate {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** `tile/<L>/<N>[.p/<W>]`, relative to the log's prefix. */
export function printTilePath({ level, index, width }: TileCoordinate): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g)!
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** Reads a path back; only the canonical writing is accepted. Errors: `log.malformed_tile_path`. */
export function parseTilePath(path: string): Result<TileCoordinate> {
  const malformed = err({ code: 'log.malformed_tile_path' })
  const match = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path)
  if (match === null) return malformed
  const [, levelText, indexText, widthText] = match
  const level = levelText === 'entries' ? 'entries' : Number(levelText)
  const index = Number(indexText!.replaceAll(/[x/]/g, ''))
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText)
  if ((level !== 'entries' && level > 63) || !Number.isSafeInteger(index)) return malformed
  if (widthText !== undefined && width >= TILE_WIDTH) return malformed
  const coordinate: TileCoordinate = { level, index, width }
  return printTilePath(coordinate) === path ? ok(coordinate) : malformed
}

/** How many hashes (or entries) the tile has in a log of `size` leaves: 0 … 256. */
export function tileWidthAt(level: number | 'entries', index: number, size: number): number {
  let nodes = size
  for (let l = 0; l < (level === 'entries' ? 0 : level); l++) nodes = Math.floor(nodes / TILE_WIDTH)
  return Math.max(0, Math.min(TILE_WIDTH, nodes - index * TILE_WIDTH))
}

/** Every tile and entry bundle that exists new or wider at `size` compared with `oldSize`, lowest level first. */
export function tilesBetween(oldSize: number, size: number): TileCoordinate[] {
  const tiles: TileCoordinate[] = []
  for (let level = 0, before = oldSize, now = size; now > 0; level++) {
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < now; index++) {
      const width = Math.min(TILE_WIDTH, now - index * TILE_WIDTH)
      if (index * TILE_WIDTH + width <= before) continue
      tiles.push({ level, index, width })
      if (level === 0) tiles.push({ level: 'entries', index, width })
    }
    before = Math.floor(before / TILE_WIDTH)
    now = Math.floor(now / TILE_WIDTH)
  }
  return tiles
}

/** The bytes of a hash tile: its nodes in order, each the root of 256^level leaves. */
export function readHashTile(nodeAt: NodeAt, level: number, index: number, width: number): Uint8Array {
  const tile = new Uint8Array(width * HASH_LENGTH)
  for (let i = 0; i < width; i++) tile.set(nodeAt(level * TILE_HEIGHT, index * TILE_WIDTH + i), i * HASH_LENGTH)
  return tile
}

/** Splits a hash tile. Errors: `log.malformed_tile`. */
export function parseHashTile(tile: Uint8Array): Result<Uint8Array[]> {
  const width = tile.length / HASH_LENGTH
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) return err({ code: 'log.malformed_tile' })
  return ok(Array.from({ length: width }, (_, i) => tile.slice(i * HASH_LENGTH, (i + 1) * HASH_LENGTH)))
}

/** An entry bundle: each entry behind its length as two big-endian bytes. Errors: `log.entry_too_large`, `log.malformed_tile` (none or more than 256). */
export function printEntryBundle(entries: readonly Uint8Array[]): Result<Uint8Array> {
  if (entries.length < 1 || entries.length > TILE_WIDTH) return err({ code: 'log.malformed_tile' })
  const large = entries.find(entry => entry.length > MAX_ENTRY_BYTES)
  if (large !== undefined) return err({ code: 'log.entry_too_large', bytes: large.length, limit: MAX_ENTRY_BYTES })
  return ok(concatBytes(...entries.flatMap(entry => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry])))
}

/** Splits an entry bundle. Errors: `log.malformed_tile`. */
export function parseEntryBundle(bytes: Uint8Array): Result<Uint8Array[]> {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const end = at + 2 + ((bytes[at]! << 8) | (bytes[at + 1] ?? 0))
    if (at + 2 > bytes.length || end > bytes.length || entries.length === TILE_WIDTH) return err({ code: 'log.malformed_tile' })
    entries.push(bytes.slice(at + 2, end))
    at = end
  }
  return entries.length === 0 ? err({ code: 'log.malformed_tile' }) : ok(entries)
}
