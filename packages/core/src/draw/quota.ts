/**
 * Quota — 抽取数量: how many of a stratum are drawn, exactly (protocol §3). BigInt, because 0.5 % of 200 is 1 and not 2.
 * @law A-23 V-09 V-10
 */
import { COUNT } from './grammar.ts'
import type { Rate } from './records.ts'

/** A rate as `commit.json` writes it: two plain decimals up to 10^9, the denominator at least 1; else `undefined`. */
export function parseRate(num: string, den: string): Rate | undefined {
  if (!COUNT.test(num) || !COUNT.test(den) || den === '0') return undefined
  return { num: Number(num), den: Number(den) }
}

/** `min(N, max(min, ⌈N·num / den⌉))`. Throws on a rate without a denominator or a negative number: only a bug makes one. */
export function computeQuota(N: number, rate: Rate, min: number): number {
  if (!(N >= 0 && min >= 0 && rate.num >= 0 && rate.den >= 1)) throw new Error('a quota is of plain numbers')
  const den = BigInt(rate.den)
  const share = (BigInt(N) * BigInt(rate.num) + den - 1n) / den
  const wanted = share > BigInt(min) ? share : BigInt(min)
  return wanted < BigInt(N) ? Number(wanted) : N
}

/**
 * 由覆盖要求确定，不是随机抽中 — the cut falls exactly at the end of a tier, or everybody is drawn: no ticket decided (protocol §3).
 * `tiers` are the counts of tier 0, 1 and 2.
 */
export function isDeterminedByCoverage(tiers: readonly [number, number, number], quota: number): boolean {
  return quota > 0 && [tiers[0], tiers[0] + tiers[1], tiers[0] + tiers[1] + tiers[2]].includes(quota)
}

/** 候补数量：⌈20 % of the quota⌉, as far as the stratum reaches. */
export const defaultReserve = (N: number, quota: number): number => Math.min(N - quota, Math.ceil(quota / 5))
