/** 抽取 — every ticket, rank and cut-off again, from the frame and the seed as they lie in the bundle (§5). */
import { decodeAscii } from '@mingcha/core/base'
import { cutoffList, type Selection, selectedList, selectSubjects } from '@mingcha/core/draw'
import type { CheckName } from './catalogue.ts'
import { reportUnread } from './check-lists.ts'
import { readSeed } from './check-result.ts'
import type { Reading } from './read-bundle.ts'
import { type Findings, type Sentence, say } from './report.ts'

export function checkSelection(reading: Reading, findings: Findings): undefined {
  if (reading.selected === undefined) reportUnread(reading, 'selected.txt', 'selected.order', findings)
  if (reading.cutoffs === undefined) reportUnread(reading, 'cutoffs.txt', 'cutoffs.match', findings)
  const drawn = drawAgain(reading, findings)
  if (drawn === undefined) return
  const { selected, cutoffs } = drawn
  const count = selected.filter(({ state }) => state === 'drawn').length
  const facts = say(`抽中 ${count}，候补 ${selected.length - count}`, `${count} drawn, ${selected.length - count} in reserve`)
  if (reading.selected !== undefined)
    compareLines('selected.order', 'selected.txt', reading, selected.map(selectedList.line), facts, findings)
  if (reading.cutoffs !== undefined) {
    const lines = say(`${cutoffs.length} 层`, `${cutoffs.length} strata`)
    compareLines('cutoffs.match', 'cutoffs.txt', reading, cutoffs.map(cutoffList.line), lines, findings)
  }
}

function drawAgain(reading: Reading, findings: Findings): Selection | undefined {
  const { commit, frame } = reading
  const seed = readSeed(reading)
  const premise: CheckName | undefined =
    commit === undefined ? 'commit.format' : frame === undefined ? 'frame.format' : seed === undefined ? 'seed.transcript' : undefined
  if (premise === undefined) return selectSubjects(frame!, commit!.strata, seed!)
  findings.blocked('selected.order', premise)
  findings.blocked('cutoffs.match', premise)
  return undefined
}

/** The file against the lines it should have; the first difference is the evidence. */
function compareLines(
  check: CheckName,
  file: string,
  { files }: Reading,
  lines: readonly string[],
  facts: Sentence,
  findings: Findings,
): undefined {
  const given = (decodeAscii(files.get(file)!) ?? '').split('\n').slice(0, -1)
  const length = Math.max(given.length, lines.length)
  for (let i = 0; i < length; i++) {
    if (given[i] === lines[i]) continue
    const [found, due] = [show(given[i]), show(lines[i])]
    return findings.fail(
      check,
      say(`${file} 第 ${i + 1} 行是 ${found}，应为 ${due}`, `${file} line ${i + 1} is ${found}, should be ${due}`),
    )
  }
  findings.pass(check, facts)
}

const show = (line: string | undefined): string => (line === undefined ? '-' : line.replaceAll('\t', ' '))
