/**
 * 保留策略 — which backups of a folder stay: the newest of each of the last days, and the newest of each of the last weeks (Monday to Sunday, China
 * time). Only files this program named are looked at; the newest of all is never removed.
 */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Keep {
  readonly days: number
  readonly weeks: number
}

const named = /^mingcha-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.zip$/
const dayMs = 86_400_000

/** The file names to remove. */
export function chooseSurplus(names: readonly string[], keep: Keep): string[] {
  const made = names
    .flatMap(name => {
      const [, y, mo, d, h, mi, s] = named.exec(name) ?? []
      return y === undefined ? [] : [{ name, at: Date.UTC(+y, +mo! - 1, +d!, +h!, +mi!, +s!) + 8 * 3_600_000 }]
    })
    .sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1))
  const stay = new Set<string>(made.slice(0, 1).map(f => f.name))
  const newestOfEach = (count: number, part: (at: number) => number) => {
    const seen = new Set<number>()
    for (const f of made) {
      if (seen.has(part(f.at))) continue
      if (seen.size >= count) break
      seen.add(part(f.at))
      stay.add(f.name)
    }
  }
  newestOfEach(keep.days, at => Math.floor(at / dayMs))
  // 1970-01-01 was a Thursday.
  newestOfEach(keep.weeks, at => Math.floor((at / dayMs + 3) / 7))
  return made.filter(f => !stay.has(f.name)).map(f => f.name)
}

/** Removes what the policy no longer keeps, and parts of backups that broke off more than a day ago. Gives the names removed. */
export function pruneBackups(dir: string, keep: Keep, now: string): string[] {
  const names = readdirSync(dir)
  const broken = names.filter(n => n.endsWith('.zip.part') && Date.parse(now) - statSync(join(dir, n)).mtimeMs > dayMs)
  const surplus = [...chooseSurplus(names, keep), ...broken]
  for (const name of surplus) rmSync(join(dir, name), { force: true })
  return surplus
}
