/**
 * 我没被抽中，对吗？— one object's own draw, recomputed: its ticket in each stratum it stands in, the cut-off, and whether the published
 * order says the same. For after the opening; nothing here is asked before.
 *
 * Promises: never throws; says nothing about an object that the files do not say. It does not replace `verifyBundle`: it explains one line
 * of a bundle whose checks passed.
 */
import { sha256 } from '@mingcha/core/base'
import {
  type ExcludedRow,
  explainTicket,
  type FrameRow,
  parseChanges,
  parseEntries,
  SUBSTITUTE_TYPE,
  type SubstituteEntry,
  type SubstituteGround,
  selectSubjects,
  type TicketAnswer,
} from '@mingcha/core/draw'
import { replayBundle } from './check-changes.ts'
import { checkFiles, type Files, type Reading, readBundle } from './read-bundle.ts'
import { collectFindings, type Sentence, say } from './report.ts'

export type Outcome = 'drawn' | 'reserve' | 'not-drawn' | 'excluded'

/** 在一个分层里. `tier`, `ticket` and `position` are absent where it was excluded. */
export interface FirmRow {
  readonly stratum: string
  readonly outcome: Outcome
  readonly outcomeWords: Sentence
  readonly sentence: Sentence
  /** 抽取之后: it was substituted out of this stratum, or came in from its reserve; the last of the two */
  readonly change?: 'out' | 'in'
  /** whether the published order follows from the ticket */
  readonly agrees: boolean
  readonly tier?: number
  readonly ticket?: string
  readonly cutoff?: { readonly tier: number; readonly ticket: string }
  /** from 1, among all N of the stratum */
  readonly position?: number
  readonly N?: number
  readonly quota?: number
}

export interface FirmExplanation {
  readonly id: string
  readonly known: boolean
  /** every row agrees; false where the object is unknown */
  readonly agrees: boolean
  readonly sentence: Sentence
  readonly rows: readonly FirmRow[]
  /** 检查组: the slots of an object that stands on the list after all changes, `-` where unfilled */
  readonly team: readonly { readonly slot: string; readonly inspector: string }[]
}

const OUTCOMES: Readonly<Record<Outcome, Sentence>> = {
  drawn: say('抽中', 'Drawn'),
  reserve: say('候补', 'Reserve'),
  'not-drawn': say('未抽中', 'Not drawn'),
  excluded: say('未进入候选库', 'Left out'),
}

export function explainFirm(files: Files, id: string): FirmExplanation {
  try {
    return explain(checkFiles(files, collectFindings()), id)
  } catch {
    return unknown(id, say('文件读不出来，无法查询。', 'The files cannot be read.'))
  }
}

function explain(files: Files, id: string): FirmExplanation {
  const reading = readBundle(files)
  const { frame, cutoffs, selected, excluded } = reading
  const transcript = files.get('seed.txt')
  if (frame === undefined || cutoffs === undefined || selected === undefined || transcript === undefined) {
    return unknown(id, say('候选库、抽取结果或种子读不出来，无法查询。', 'The frame, the result or the seed cannot be read.'))
  }
  const seed = sha256(transcript)
  const answers = explainTicket(seed, id, frame, cutoffs, selected)
  const { changes, team } = readChanges(reading, id)
  const rows = [
    ...answers.map(answer => addChanges(explainRow(answer, placeOf(answer, id, frame, seed)), id, changes)),
    ...(excluded ?? []).filter(row => row.id === id).map(explainExclusion),
  ]
  if (rows.length === 0)
    return unknown(
      id,
      say(`${id} 不在这次抽取的候选库中，也不在剔除名单中。`, `${id} is neither in the pool of this draw nor among the exclusions.`),
    )
  return { id, known: true, agrees: rows.every(row => row.agrees), sentence: conclude(id, rows), rows, team }
}

/** The substitutes that name it, and its team after all changes; no team where the changes do not come out again (`changes.replay` says so). */
function readChanges(reading: Reading, id: string): { changes: readonly SubstituteEntry[]; team: FirmExplanation['team'] } {
  const { assign, commit, files } = reading
  const lines = parseEntries(files.get('entries.jsonl') ?? new Uint8Array(0))
  if (!lines.ok || assign === undefined || commit === undefined) return { changes: [], team: [] }
  const entries = parseChanges(lines.value, assign.filter(row => row.inspector === '-').length, commit.draw)
  if (!entries.ok) return { changes: [], team: [] }
  const state = replayBundle(reading, entries.value)
  const visit = state?.ok ? state.value.visits.get(id) : undefined
  return {
    changes: entries.value.flatMap(e => (e.type === SUBSTITUTE_TYPE && (e.out === id || e.in === id) ? [e] : [])),
    team: (visit?.slots ?? []).map(({ slot, inspector }) => ({ slot, inspector: inspector ?? '-' })),
  }
}

const GROUNDS: Readonly<Record<SubstituteGround, Sentence>> = {
  DEREGISTERED: say('注销', 'deregistration'),
  MOVED: say('迁出', 'moving away'),
  SUSPENDED: say('停产', 'suspended production'),
  'FORCE-MAJEURE': say('不可抗力', 'force majeure'),
}

/** What happened to it in this stratum after the draw. @law EZ-11 A-32 */
function addChanges(row: FirmRow, id: string, changes: readonly SubstituteEntry[]): FirmRow {
  const own = changes.filter(entry => entry.stratum === row.stratum)
  const last = own.at(-1)
  if (last === undefined) return row
  const went = last.out === id
  return {
    ...row,
    change: went ? 'out' : 'in',
    outcomeWords: went ? say('抽取后被替换', 'Substituted out') : say('候补递补', 'Came in from the reserve'),
    sentence: own.map(entry => (entry.out === id ? tellOut(entry) : tellIn(entry))).reduce(join, row.sentence),
  }
}

function tellOut({ n, in: next, ground }: SubstituteEntry): Sentence {
  const why = GROUNDS[ground]
  return next === '-'
    ? say(`第 ${n} 条变更：因${why.zh}被替换，候补已用完。`, ` Change ${n}: substituted for ${why.en}; the reserve is exhausted.`)
    : say(`第 ${n} 条变更：因${why.zh}被替换，由 ${next} 递补。`, ` Change ${n}: substituted for ${why.en}; ${next} came in.`)
}

const tellIn = ({ n, out, ground }: SubstituteEntry): Sentence =>
  say(
    `第 ${n} 条变更：${out} 因${GROUNDS[ground].zh}被替换，本单位依次递补，应当检查。`,
    ` Change ${n}: ${out} was substituted for ${GROUNDS[ground].en}; this one came in next and is inspected.`,
  )

const unknown = (id: string, sentence: Sentence): FirmExplanation => ({ id, known: false, agrees: false, sentence, rows: [], team: [] })

interface Place {
  /** from 1, among all N of the stratum */
  readonly position: number
  /** 由覆盖决定：the cut falls at the end of a tier, or everyone is drawn; the ticket decided nothing (protocol §3) */
  readonly byCoverage: boolean
}

/** Its place among all rows of the stratum, by drawing the stratum out to the end. */
function placeOf({ stratum, cutoff, quota }: TicketAnswer, id: string, frame: readonly FrameRow[], seed: Uint8Array): Place {
  const own = frame.filter(row => row.stratum === stratum)
  const { selected } = selectSubjects(own, [{ code: stratum, quota: own.length, reserve: 0 }], seed)
  const before = cutoff === undefined ? 0 : own.filter(row => row.tier <= cutoff.tier).length
  return { position: selected.find(row => row.id === id)!.rank, byCoverage: quota > 0 && quota === before }
}

function explainRow(answer: TicketAnswer, place: Place): FirmRow {
  const { stratum, tier, ticket, cutoff, state, rightly, N, quota } = answer
  const { position } = place
  const agrees = rightly && (state === 'drawn') === position <= quota
  return {
    stratum,
    outcome: state,
    outcomeWords: OUTCOMES[state],
    sentence: agrees ? describe(answer, place) : CONTRADICTION,
    agrees,
    tier,
    ticket,
    ...(cutoff && { cutoff }),
    position,
    N,
    quota,
  }
}

const CONTRADICTION = say(
  '公布的结果与重算的票号不一致。请保存这份文件，向公布单位和上级部门反映。',
  'The published result contradicts the recomputed ticket. Keep this file and tell the bureau and its superior.',
)

function describe({ tier, cutoff, state, N, quota }: TicketAnswer, { position, byCoverage }: Place): Sentence {
  if (quota === N) return say(`该层 ${N} 家全部检查，不靠抽取。`, `All ${N} of the stratum are inspected; nothing was left to chance.`)
  if (quota === 0) return say(`该层 ${N} 家，本次抽 0 家。`, `None of the ${N} of the stratum is drawn this time.`)
  const head = say(
    `该层 ${N} 家抽 ${quota} 家，按（梯次、票号）从小到大，本单位排第 ${position}`,
    `${quota} of ${N} are drawn, in order of (tier, ticket); this one is number ${position}`,
  )
  const drawn = state === 'drawn'
  const sentence = join(head, byCoverage ? whyByCoverage(tier, drawn) : whyByTicket(tier, cutoff!.tier, drawn))
  if (state !== 'reserve') return sentence
  return join(sentence, say(`列为候补第 ${position - quota} 位。`, ` It is number ${position - quota} in reserve.`))
}

const whyByCoverage = (tier: number, drawn: boolean): Sentence =>
  drawn
    ? say(
        `，在第 ${tier} 梯次；该梯次全部检查，由覆盖要求决定，不靠抽取。`,
        `, in tier ${tier}, all of which is inspected: determined by coverage, not drawn.`,
      )
    : say(`，在第 ${tier} 梯次；名额由更早的梯次用完，没有抽中。`, `, in tier ${tier}; earlier tiers take the whole quota: not drawn.`)

function whyByTicket(tier: number, cutTier: number, drawn: boolean): Sentence {
  if (tier === cutTier) {
    return drawn
      ? say('，票号不大于截止线，抽中。', ', its ticket not above the cut-off: drawn.')
      : say('，票号大于截止线，没有抽中。', ', its ticket above the cut-off: not drawn.')
  }
  return drawn
    ? say(`，在第 ${tier} 梯次，先于截止线所在梯次，抽中。`, `, in tier ${tier}, before the tier of the cut-off: drawn.`)
    : say(`，在第 ${tier} 梯次，后于截止线所在梯次，没有抽中。`, `, in tier ${tier}, after the tier of the cut-off: not drawn.`)
}

const join = (a: Sentence, b: Sentence): Sentence => say(a.zh + b.zh, a.en + b.en)

function explainExclusion({ stratum, reason }: ExcludedRow): FirmRow {
  return {
    stratum,
    outcome: 'excluded',
    outcomeWords: OUTCOMES.excluded,
    sentence: say(`冻结前已依规则剔除，原因代码 ${reason}。`, `Left out by rule before the freeze, reason ${reason}.`),
    agrees: true,
  }
}

function conclude(id: string, rows: readonly FirmRow[]): Sentence {
  const odd = rows.filter(row => !row.agrees)
  if (odd.length > 0) {
    const strata = odd.map(row => row.stratum).join(' ')
    return say(
      `不对：${id} 在 ${strata} 层的公布结果与重算不一致。`,
      `No: the published result of ${id} in ${strata} contradicts the recomputation.`,
    )
  }
  if (rows.some(row => row.change === 'out'))
    return say(`${id} 在名单上，后被替换，不再检查；重算一致。`, `${id} was on the list and substituted out; the recomputation agrees.`)
  const drawn = rows.filter(row => row.outcome === 'drawn')
  if (drawn.length === 0 && rows.some(row => row.change === 'in'))
    return say(
      `${id} 原为候补，后依次递补，应当检查；重算一致。`,
      `${id} came in from the reserve and is inspected; the recomputation agrees.`,
    )
  if (drawn.length > 0) {
    const credit =
      drawn.length > 1 ? say(`，在 ${drawn.length} 层抽中，只查一次`, `, in ${drawn.length} strata, as one visit`) : say('', '')
    return say(`${id} 抽中${credit.zh}；重算一致。`, `${id} was drawn${credit.en}; the recomputation agrees.`)
  }
  if (rows.every(row => row.outcome === 'excluded')) return say(`${id} 这次不在候选库中。`, `${id} was not in the pool this time.`)
  return say(`对：${id} 没有抽中；重算一致。`, `Right: ${id} was not drawn; the recomputation agrees.`)
}
