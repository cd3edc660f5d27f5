/** 试算的字 — the trial as pages pass it on, and how a difference is written. */
import type { Reply } from '../../api/client.ts'

export type Tried = Reply<'scheme.try'>
export type Trial = NonNullable<Tried['trial']>

/** +2; a minus sign as wide as the plus. */
export const signed = (n: number): string => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '不变')
