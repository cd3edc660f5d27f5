/**
 * Explain — “我没被抽中，对吗？”: what a firm's ticket says in each of its strata, recomputed from the opened seed (protocol §9).
 */

import type { CutoffRow, SelectedRow, Tier } from './lists.ts'
import type { PoolRow } from './selection.ts'
import { ticketFor } from './selection.ts'

export interface TicketAnswer {
  readonly stratum: string
  readonly tier: Tier
  readonly ticket: string
  /** tier and ticket of the last drawn; absent where nobody is drawn */
  readonly cutoff?: { readonly tier: Tier; readonly ticket: string }
  readonly N: number
  readonly quota: number
  readonly state: 'drawn' | 'reserve' | 'not-drawn'
  /** from 1, for drawn and reserve */
  readonly rank?: number
  /** whether the state follows from the ticket and the cut-off: (tier, ticket) ≤ cut-off exactly where drawn */
  readonly rightly: boolean
}

/** One answer for each stratum the id stands in; none where it stands in no frame row. */
export function explainTicket(
  seed: Uint8Array,
  id: string,
  frame: readonly PoolRow[],
  cutoffs: readonly CutoffRow[],
  selected: readonly SelectedRow[],
): TicketAnswer[] {
  const ticket = ticketFor(seed, id)
  return frame
    .filter(row => row.id === id)
    .map(({ stratum, tier }) => {
      const cut = cutoffs.find(c => c.stratum === stratum)
      const chosen = selected.find(s => s.stratum === stratum && s.id === id)
      const state = chosen?.state ?? 'not-drawn'
      const last = cut?.last
      const inside = last !== undefined && (tier < last.tier || (tier === last.tier && ticket <= last.ticket))
      return {
        stratum,
        tier,
        ticket,
        ...(last && { cutoff: last }),
        N: cut?.N ?? 0,
        quota: cut?.quota ?? 0,
        state,
        ...(chosen && { rank: chosen.rank }),
        rightly: cut !== undefined && inside === (state === 'drawn') && (chosen === undefined || chosen.ticket === ticket),
      }
    })
}
