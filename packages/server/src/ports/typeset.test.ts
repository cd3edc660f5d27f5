/** Every default template, printed with awkward data as PDF and DOCX, and read back by poppler and LibreOffice. */
import {
  type Block,
  type DocumentData,
  type DocumentKind,
  documentKinds,
  exampleData,
  fillTemplate,
  kinds,
  parseTemplate,
} from '@mingcha/core/documents'
import { eightMustNots, fiveStrictBans, officerConduct } from '@mingcha/core/inspection'
import { describe, expect, it } from 'vitest'
import { convertDocx, readPdf, wordBoxes } from '../../test/read-documents.ts'
import { printDocx, printPdf } from './typeset.ts'

const meta = { title: '文书', author: '示例市生态环境局示例县分局', at: '2026-04-02T02:00:00.000Z', training: false }
/** 60 characters, invented. */
const longName = '示例县恒泰新型环保建筑材料科技发展集团有限责任公司危险废物资源化综合利用处置中心第二分公司（特殊普通合伙）工业园区分部北'

function blocksOf(kind: DocumentKind, change: DocumentData = {}): Block[] {
  const template = parseTemplate(kinds[kind].text, kind)
  const blocks = template.ok ? fillTemplate(template.value, { ...exampleData(kind), ...change }) : template
  if (!blocks.ok) throw new Error(JSON.stringify(blocks.error))
  return blocks.value
}
const wordsOf = (block: Block): string[] => {
  switch (block.type) {
    case 'facts':
      return block.rows.flat()
    case 'table':
      return [...block.columns.map(c => c.name), ...block.rows.flat()]
    case 'list':
      return block.items.map((item, at) => `${at + 1}.${item}`)
    case 'signatures':
    case 'pageSignatures':
      return block.cells.map(c => `${c.label}${c.value === '' ? '' : `（${c.value}）`}：`)
    case 'closing':
      return [...block.lines]
    case 'qr':
      return [block.caption]
    case 'pageBreak':
      return []
    default:
      return [block.text]
  }
}
/** Letters and signs in any order: two programs may walk the cells of a row in another order. */
const bag = (pages: readonly string[]) => [...pages.join('').replace(/第\d+页共\d+页/g, '')].sort().join('')
const plain = (text: string) => text.replace(/[\s_\u200B]/g, '')

describe('打印', () => {
  it('SJZ-57 JX-48 JX-49：每种文书的 PDF 与 DOCX 文字相同，60 字的名称、12 问的检查表都印全，页码是“第 x 页 共 y 页”', async () => {
    const all = documentKinds.map(kind =>
      blocksOf(kind, '企业名称' in kinds[kind].fields ? { 企业名称: longName } : { 工作单位: longName }),
    )
    const pdfs: Uint8Array[] = []
    const docxs: Uint8Array[] = []
    for (const blocks of all) {
      pdfs.push(await printPdf([{ blocks }], meta))
      docxs.push(await printDocx([{ blocks }], meta))
    }
    const converted = convertDocx(docxs)
    all.forEach((blocks, at) => {
      const kind = documentKinds[at]!
      for (const [what, file] of [
        ['pdf', pdfs[at]!],
        ['docx', converted[at]!],
      ] as const) {
        const pages = readPdf(file)
        const foot = blocks.filter(b => b.type === 'pageSignatures').flatMap(wordsOf)
        pages.forEach((page, n) => {
          expect(page, `${kind} ${what}`).toContain(`第${n + 1}页共${pages.length}页`)
          for (const words of foot) expect(page, `${kind} ${what}`).toContain(plain(words))
        })
        const printed = pages.join('').replace(/第\d+页共\d+页/g, '')
        // A cell may be printed in several lines, between which another program reads the next cell; short words are found whole.
        for (const words of blocks.flatMap(wordsOf)) if (words.length <= 5) expect(printed, `${kind} ${what}`).toContain(plain(words))
        const extra = foot.join('').repeat(pages.length - 1)
        expect(bag(pages), `${kind} ${what}`).toBe(bag([plain(blocks.flatMap(wordsOf).join('')) + plain(extra)]))
        expect(pages.length, `${kind} ${what}`).toBeLessThanOrEqual(3)
      }
    })
  }, 120_000)

  it('LY-34 JX-70：五个严禁、八个不得和守则逐字印在通知书上', async () => {
    const printed = readPdf(await printPdf([{ blocks: blocksOf('notice') }], meta))
      .join('')
      .replace(/第\d页共\d页/g, '')
    for (const list of [fiveStrictBans, eightMustNots, officerConduct])
      for (const [at, words] of list.entries()) expect(printed).toContain(`${at + 1}.${words}`)
  })

  it('敌意数据只印成文字：Typst 与 XML 的记号、控制字符、一万字', async () => {
    const hostile = '#read("/etc/passwd") #panic() $x$ *b* `c` @d <w:p></w:p> & "e" \\u{41} // f'
    const change = {
      企业名称: `${hostile}\u0000\u0008\uFFFE`,
      检查情况: `${hostile}\n${'查'.repeat(10_000)}`,
      现场问答: [{ 问: hostile, 答: 'x'.repeat(10_000) }],
      证据: ['A'.repeat(300), '𠮷'],
    }
    const blocks = blocksOf('record', change)
    const pdf = readPdf(await printPdf([{ blocks }], meta)).join('')
    const docx = readPdf(convertDocx([await printDocx([{ blocks }], meta)])[0]!).join('')
    for (const printed of [pdf, docx]) {
      const words = printed.replace(/第\d+页共\d+页|被检查单位：|检查人员：/g, '')
      expect(words.split(plain(hostile)).length - 1).toBeGreaterThanOrEqual(2)
      expect(words.match(/查/g)!.length).toBeGreaterThan(10_000)
      expect(words.match(/x/g)!.length).toBeGreaterThanOrEqual(10_000)
      expect(words).not.toContain('root:')
    }
  }, 60_000)

  it('长名称、长代码在栏内换行，不出页边；行首没有句读', async () => {
    const change = { 企业名称: longName, 统一社会信用代码: '91MWWWQQMAWWWWWW0X', 任务来源: `${'x'.repeat(200)}，${'M'.repeat(200)}` }
    const clause = '依照有关规定，经研究；'.repeat(40)
    const all = [
      ...(['notice', 'approval'] as const).map(kind => blocksOf(kind, change)),
      blocksOf('offsite', { 企业名称: longName, 核查情况: clause }),
      blocksOf('record', { 检查情况: `（${clause}）\n《${longName}》${clause}` }),
    ]
    const pdfs: Uint8Array[] = []
    for (const blocks of all) pdfs.push(await printPdf([{ blocks }], meta))
    const docxs: Uint8Array[] = []
    for (const blocks of all) docxs.push(await printDocx([{ blocks }], meta))
    for (const file of [...pdfs, ...convertDocx(docxs)])
      for (const { word, left, right } of wordBoxes(file)) {
        // A4 is 595 points wide, the margins 74 and 68; half a bracket and, in a word processor, a comma may stand in the margin.
        expect(left, word).toBeGreaterThan(66)
        expect(right, word).toBeLessThan(540)
        expect(word).not.toMatch(/^[，。；：、！？）》〉”’]/)
      }
  }, 60_000)

  it('标题和作者里的记号也只是文字', async () => {
    const blocks = blocksOf('rectify')
    const odd = { ...meta, title: '#panic("x") <w:p> & ]', author: '$a' }
    expect((await printPdf([{ blocks }], odd)).length).toBeGreaterThan(10_000)
    expect(readPdf(convertDocx([await printDocx([{ blocks }], odd)])[0]!)[0]).toContain('责令改正通知书')
  }, 60_000)

  it('几份文书合成一个文件，各自从第 1 页编起', async () => {
    const documents = [{ blocks: blocksOf('approval') }, { blocks: blocksOf('notice') }]
    const pages = readPdf(await printPdf(documents, meta))
    expect(pages.map(page => /第\d+页共\d+页/.exec(page)?.[0])).toEqual(['第1页共1页', '第1页共2页', '第2页共2页'])
    const converted = readPdf(convertDocx([await printDocx(documents, meta)])[0]!)
    // LibreOffice knows no total of a section and leaves it out; WPS and Word print it.
    const starts = converted.filter(page => page.includes('第1页'))
    expect(starts).toHaveLength(2)
    expect(starts[1]).toContain('行政检查通知书')
  }, 60_000)

  it('演练的文书每页都有标记，正式的没有', async () => {
    const blocks = blocksOf('interview')
    for (const training of [true, false]) {
      const files = [
        await printPdf([{ blocks }], { ...meta, training }),
        ...convertDocx([await printDocx([{ blocks }], { ...meta, training })]),
      ]
      for (const file of files) for (const page of readPdf(file)) expect(page.includes('演练文书')).toBe(training)
    }
  }, 60_000)

  it('同样的文书印出同样的字节，与何时印、先印过什么无关', async () => {
    const blocks = blocksOf('notice')
    const first = [await printPdf([{ blocks }], meta), await printDocx([{ blocks }], meta)]
    await printDocx([{ blocks: blocksOf('record') }], { ...meta, training: true })
    await new Promise(resolve => setTimeout(resolve, 1100))
    const again = [await printPdf([{ blocks }], meta), await printDocx([{ blocks }], meta)]
    first.forEach((file, at) => {
      expect(Buffer.from(file).equals(again[at]!)).toBe(true)
    })
  })

  it('工作线程用旧了就换；一份出错不连累后面的；不答就到时限为止', async () => {
    const blocks = blocksOf('rectify')
    const sizes = await Promise.all(Array.from({ length: 7 }, () => printPdf([{ blocks }], meta, { recycleAfter: 2 })))
    expect(new Set(sizes.map(pdf => pdf.length)).size).toBe(1)
    const bad = { type: 'nonsense' } as unknown as Block
    await expect(printPdf([{ blocks: [bad] }], meta)).rejects.toThrow(/unknown block nonsense/)
    const many = Array.from({ length: 400 }, () => ({ blocks }))
    const late = printPdf(many, meta, { timeoutMs: 1 })
    const next = printPdf([{ blocks }], meta)
    await expect(late).rejects.toThrow(/did not answer within 1 ms/)
    expect((await next).length).toBe(sizes[0]!.length)
  }, 60_000)
})
