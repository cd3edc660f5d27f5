/**
 * The verifier page: drop a bundle, read the verdict, ask about one firm. The same script stands alone in one file opened from disk and
 * inside the server's public page.
 */
import { decodeHex } from '@mingcha/core/base'
import { ASSURANCE_WORDS } from '../src/assurance-words.ts'
import { GROUPS } from '../src/catalogue.ts'
import { explainFirm, type FirmRow } from '../src/explain-firm.ts'
import { countVerdicts, type Language } from '../src/print-report.ts'
import type { Check, Report, Sentence } from '../src/report.ts'
import { verifyBundle } from '../src/verify-bundle.ts'
import { readChosen, readDropped } from './drop.ts'
import { h } from './h.ts'
import { GROUP_WORDS, WORDS } from './words.ts'

type Files = ReadonlyMap<string, Uint8Array>

interface State {
  language: Language
  files?: Files
  report?: Report
  milliseconds?: number
  problem?: Sentence
  id: string
  vkey: string
  salt: string
}

export interface MountOptions {
  /** the standalone page has its own header and drop zone; an embedding page brings the bundle */
  readonly standalone: boolean
  readonly files?: Files
  /** why the bundle could not be brought */
  readonly problem?: Sentence
  readonly language?: Language
  readonly trustedVkey?: string
}

/** 3300 → 3,300. `Intl` costs 11 ms the first time. */
const groupDigits = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

export function mountVerifier(root: HTMLElement, options: MountOptions): void {
  const state: State = {
    language: options.language ?? 'zh',
    id: '',
    vkey: options.trustedVkey ?? '',
    salt: '',
    ...(options.problem && { problem: options.problem }),
  }
  const t = (sentence: Sentence): string => sentence[state.language]

  function check(files: Files): void {
    const started = performance.now()
    const salt = decodeHex(state.salt.trim())
    state.files = files
    delete state.problem
    state.report = verifyBundle(files, {
      ...(state.vkey.trim() !== '' && { trustedVkey: state.vkey.trim() }),
      ...(salt?.length === 32 && { salt }),
    })
    state.milliseconds = performance.now() - started
    render()
    root.querySelector<HTMLElement>('.mv-verdict')?.focus()
  }

  async function receive(reading: ReturnType<typeof readChosen>): Promise<void> {
    const read = await reading
    if (read.ok) return check(read.value)
    state.problem = read.error
    delete state.report
    render()
  }

  function render(): void {
    if (options.standalone) {
      document.documentElement.lang = state.language === 'zh' ? 'zh-CN' : 'en'
      document.title = t(WORDS.title)
    }
    const { report } = state
    root.replaceChildren(
      ...(options.standalone ? [header()] : []),
      h(options.standalone ? 'main' : 'div', { class: 'mv-main' }, ...(report === undefined ? [intake()] : result(report))),
    )
  }

  function header(): HTMLElement {
    const switchLanguage = () => {
      state.language = state.language === 'zh' ? 'en' : 'zh'
      render()
    }
    return h(
      'header',
      { class: 'mv-header' },
      h('span', { class: 'mv-brand' }, t(WORDS.brand)),
      h('span', { class: 'mv-brand-sub' }, t(WORDS.heading)),
      h('span', { class: 'mv-spring' }),
      state.report !== undefined && h('button', { type: 'button', class: 'mv-quiet', click: () => window.print() }, t(WORDS.print)),
      state.report !== undefined && h('button', { type: 'button', class: 'mv-quiet', click: startOver }, t(WORDS.another)),
      h(
        'button',
        { type: 'button', class: 'mv-quiet', click: switchLanguage, lang: state.language === 'zh' ? 'en' : 'zh-CN' },
        t(WORDS.language),
      ),
    )
  }

  function startOver(): void {
    delete state.report
    delete state.files
    state.id = ''
    render()
  }

  function intake(): HTMLElement {
    const chooser = (label: Sentence, primary: boolean, attributes: Record<string, string | boolean>) => {
      const input = h('input', {
        type: 'file',
        class: 'mv-hidden',
        tabindex: '-1',
        'aria-hidden': 'true',
        ...attributes,
        change: () => void (input.files?.length && receive(readChosen(input.files))),
      })
      return h(
        'span',
        {},
        h('button', { type: 'button', class: primary ? 'mv-primary' : 'mv-plain', click: () => input.click() }, t(label)),
        input,
      )
    }
    const zone = h(
      'div',
      { class: 'mv-drop' },
      h('p', { class: 'mv-drop-title' }, t(WORDS.drop)),
      h(
        'p',
        { class: 'mv-buttons' },
        chooser(WORDS.zip, true, { accept: '.zip,application/zip', id: 'mv-zip' }),
        chooser(WORDS.folder, false, { webkitdirectory: true, id: 'mv-folder' }),
        chooser(WORDS.many, false, { multiple: true, id: 'mv-files' }),
      ),
    )
    return h(
      'div',
      { class: 'mv-intake' },
      options.standalone && h('h1', {}, t(WORDS.heading)),
      options.standalone && h('p', { class: 'mv-lead' }, t(WORDS.lead)),
      state.problem && h('p', { class: 'mv-problem', role: 'alert' }, `${t(WORDS.problem)}：${t(state.problem)}`),
      zone,
      evidenceForm(),
      h('h2', {}, t(WORDS.about)),
      h(
        'dl',
        { class: 'mv-about' },
        ...GROUPS.flatMap(group => [h('dt', {}, group[state.language]), h('dd', {}, t(GROUP_WORDS[group.key]!))]),
      ),
      options.standalone && h('p', { class: 'mv-note' }, t(WORDS.offline)),
    )
  }

  function evidenceForm(): HTMLElement {
    const field = (label: Sentence, key: 'vkey' | 'salt') => {
      const input = h('input', {
        type: 'text',
        autocomplete: 'off',
        spellcheck: 'false',
        id: `mv-${key}`,
        change: () => reconsider(key, input.value),
      })
      input.value = state[key]
      return h('p', {}, h('label', { for: `mv-${key}` }, t(label)), input)
    }
    const isBadSalt = state.salt !== '' && decodeHex(state.salt.trim())?.length !== 32
    return h(
      'details',
      { class: 'mv-more', open: state.vkey !== '' || state.salt !== '' },
      h('summary', {}, t(WORDS.more)),
      field(WORDS.vkey, 'vkey'),
      field(WORDS.salt, 'salt'),
      isBadSalt && h('p', { class: 'mv-problem', role: 'alert' }, t(WORDS.badSalt)),
    )
  }

  function reconsider(key: 'vkey' | 'salt', value: string): void {
    state[key] = value
    if (state.files === undefined) render()
    else check(state.files)
  }

  function result(report: Report): (HTMLElement | string)[] {
    return [
      verdict(report),
      failures(report),
      h('div', { class: 'mv-columns' }, h('div', { class: 'mv-side' }, firmBox(), facts(report), limits(report)), checks(report)),
    ]
  }

  function verdict(report: Report): HTMLElement {
    const counts = countVerdicts(report)
    const passed = report.verdict === 'pass'
    return h(
      'section',
      { class: `mv-verdict mv-${report.verdict}`, tabindex: '-1', 'aria-live': 'polite' },
      h('span', { class: 'mv-seal', 'aria-hidden': 'true' }, passed ? '✓' : '✕'),
      h(
        'div',
        {},
        h(options.standalone ? 'h1' : 'h2', { class: 'mv-verdict-title' }, t(passed ? WORDS.pass : WORDS.fail)),
        h('p', {}, t(passed ? WORDS.passLead : WORDS.failLead)),
        h(
          'p',
          { class: 'mv-counts' },
          h('span', {}, h('b', {}, String(counts.pass)), ` ${t(WORDS.passed)}`),
          h('span', { class: counts.fail > 0 ? 'mv-alarm' : '' }, h('b', {}, String(counts.fail)), ` ${t(WORDS.failed)}`),
          h('span', {}, h('b', {}, String(counts['not-applicable'])), ` ${t(WORDS.skipped)}`),
        ),
        passed && state.vkey.trim() === '' && h('p', { class: 'mv-untrusted' }, t(WORDS.untrusted)),
      ),
    )
  }

  /** The causes first: a check that could not be made because another failed says nothing new. */
  function failures(report: Report): HTMLElement | string {
    const failed = report.checks.filter(check => check.verdict === 'fail')
    const causes = failed.filter(check => !check.evidence.en.startsWith('Cannot be checked'))
    if (failed.length === 0) return ''
    const rest = failed.length - causes.length
    return h(
      'section',
      { class: 'mv-failures' },
      h('h2', {}, t(WORDS.failures)),
      h('ol', {}, ...causes.map(checkLine)),
      rest > 0 && h('p', { class: 'mv-note' }, t(WORDS.follow).replace('#', String(rest))),
    )
  }

  function facts(report: Report): HTMLElement | string {
    const { summary } = report
    if (summary === undefined) return ''
    const row = (label: Sentence, value: string, mono = false) => [h('dt', {}, t(label)), h('dd', mono ? { class: 'mv-mono' } : {}, value)]
    return h(
      'dl',
      { class: 'mv-facts' },
      ...row(WORDS.draw, summary.draw),
      ...row(WORDS.agency, summary.agency),
      ...row(WORDS.period, summary.period),
      ...row(WORDS.assurance, summary.assurance),
      ...row(WORDS.strata, String(summary.strata)),
      ...row(WORDS.objects, `${groupDigits(summary.objects)} ${t(WORDS.objectsUnit)}`),
      ...row(WORDS.drawn, `${groupDigits(summary.drawn)} ${t(WORDS.objectsUnit)}`),
      ...row(WORDS.commit, summary.commitSha256, true),
      ...row(WORDS.time, `${Math.max(1, Math.round(state.milliseconds ?? 0))} ms`),
    )
  }

  function limits(report: Report): HTMLElement | string {
    const words = ASSURANCE_WORDS[report.summary?.assurance ?? '']
    if (words === undefined) return ''
    return h(
      'section',
      { class: 'mv-limits' },
      h('h2', {}, `${t(WORDS.assurance)} ${report.summary!.assurance}`),
      h('p', {}, t(words.gives)),
      h('p', {}, t(words.lacks)),
      evidenceForm(),
    )
  }

  function firmBox(): HTMLElement {
    const answer = h('div', { class: 'mv-answer', 'aria-live': 'polite' })
    const input = h('input', {
      type: 'text',
      id: 'mv-id',
      autocomplete: 'off',
      spellcheck: 'false',
      maxlength: '40',
      placeholder: '91…',
    })
    input.value = state.id
    const ask = () => {
      state.id = input.value.trim().toUpperCase()
      answer.replaceChildren(...(state.id === '' ? [] : firmAnswer(state.id)))
    }
    const form = h(
      'form',
      {
        class: 'mv-firm',
        submit: event => {
          event.preventDefault()
          ask()
        },
      },
      h('h2', {}, t(WORDS.ask)),
      h('label', { for: 'mv-id' }, t(WORDS.code)),
      h('div', { class: 'mv-ask' }, input, h('button', { type: 'submit', class: 'mv-primary' }, t(WORDS.look))),
      answer,
    )
    if (state.id !== '') ask()
    return form
  }

  function firmAnswer(id: string): HTMLElement[] {
    const explanation = explainFirm(state.files!, id)
    const team = explanation.team.map(({ slot, inspector }) => `${slot} ${inspector}`).join('　')
    return [
      h('p', { class: explanation.known && !explanation.agrees ? 'mv-answer-lead mv-alarm' : 'mv-answer-lead' }, t(explanation.sentence)),
      ...explanation.rows.map(firmRow),
      ...(team === '' ? [] : [h('p', { class: 'mv-team' }, `${t(WORDS.team)}　${team}`)]),
    ]
  }

  function firmRow(row: FirmRow): HTMLElement {
    const position = row.position === undefined ? '' : `${row.position} / ${row.N}`
    const line = (label: Sentence, value: string) => [h('dt', {}, t(label)), h('dd', { class: 'mv-mono' }, value)]
    return h(
      'section',
      { class: `mv-row${row.agrees ? '' : ' mv-row-alarm'}` },
      h('h3', {}, `${row.stratum}`, h('span', { class: 'mv-outcome' }, t(row.outcomeWords))),
      h('p', {}, t(row.sentence)),
      h(
        'dl',
        {},
        ...(row.ticket === undefined ? [] : line(WORDS.ticket, `${row.tier} ${row.ticket}`)),
        ...(row.cutoff === undefined ? [] : line(WORDS.cutoff, `${row.cutoff.tier} ${row.cutoff.ticket}`)),
        ...(position === '' ? [] : line(WORDS.position, position)),
      ),
    )
  }

  function checks(report: Report): HTMLElement {
    return h(
      'div',
      { class: 'mv-checks' },
      ...GROUPS.map(group => {
        const members = report.checks.filter(({ group: key }) => key === group.key)
        const failures = members.filter(({ verdict }) => verdict === 'fail').length
        return h(
          'section',
          { class: 'mv-group' },
          h(
            'h2',
            {},
            group[state.language],
            h(
              'span',
              { class: failures > 0 ? 'mv-tally mv-alarm' : 'mv-tally' },
              failures > 0
                ? `${failures} ${t(WORDS.failed)}`
                : `${members.filter(({ verdict }) => verdict === 'pass').length} ${t(WORDS.passed)}`,
            ),
          ),
          h('ol', {}, ...members.map(checkLine)),
        )
      }),
    )
  }

  function checkLine(check: Check): HTMLElement {
    const mark = { pass: '✓', fail: '✕', 'not-applicable': '–' }[check.verdict]
    const spoken = { pass: WORDS.passed, fail: WORDS.failed, 'not-applicable': WORDS.skipped }[check.verdict]
    return h(
      'li',
      { class: `mv-check mv-check-${check.verdict}` },
      h('span', { class: 'mv-mark', role: 'img', 'aria-label': t(spoken).replace(/^项/, '') }, mark),
      h('div', {}, h('p', { class: 'mv-check-title' }, t(check.title)), h('p', { class: 'mv-evidence' }, t(check.evidence))),
      h('span', { class: 'mv-name' }, check.name, h('span', {}, check.rule)),
    )
  }

  if (options.standalone) {
    const over = (event: DragEvent, inside: boolean) => {
      event.preventDefault()
      root.classList.toggle('mv-over', inside)
    }
    document.addEventListener('dragover', event => over(event, true))
    document.addEventListener('dragleave', event => over(event, event.relatedTarget !== null))
    document.addEventListener('drop', event => {
      over(event, false)
      if (event.dataTransfer !== null) void receive(readDropped(event.dataTransfer))
    })
  }
  if (options.files === undefined) render()
  else check(options.files)
}
