import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorEntry, errors, fillSentence } from '../api/errors.ts'
import type { Problem } from '../base/result.ts'
import { eightMustNots, fiveStrictBans, officerConduct } from '../inspection/index.ts'
import type { Block } from './blocks.ts'
import {
  type DocumentData,
  type DocumentKind,
  dataLimits,
  documentKinds,
  exampleData,
  type Field,
  fieldsOf,
  fillTemplate,
  kinds,
  parseTemplate,
  printable,
  templateLimits,
  writingRules,
} from './index.ts'

/** Blocks of a text over the examples of a kind, some of them replaced. */
function print(text: string, kind: DocumentKind = 'checklist', change: DocumentData = {}): Block[] {
  const template = parseTemplate(text, kind)
  if (!template.ok) throw new Error(JSON.stringify(template.error))
  const blocks = fillTemplate(template.value, { ...exampleData(kind), ...change })
  if (!blocks.ok) throw new Error(JSON.stringify(blocks.error))
  return blocks.value
}
const texts = (block: Block): string[] => {
  switch (block.type) {
    case 'facts':
    case 'table':
      return block.rows.flat()
    case 'list':
      return [...block.items]
    case 'signatures':
    case 'pageSignatures':
      return block.cells.flatMap(c => [c.label, c.value])
    case 'closing':
      return [...block.lines]
    case 'qr':
      return [block.content, block.caption]
    case 'pageBreak':
      return []
    default:
      return [block.text]
  }
}
const allText = (blocks: readonly Block[]) => blocks.flatMap(texts).join('\n')

/** Every problem of a text: its line and code. */
function problems(text: string, kind: DocumentKind = 'checklist'): string[] {
  const template = parseTemplate(text, kind)
  if (template.ok) return []
  const issues = template.error.issues as readonly (Problem & { line: number })[]
  for (const issue of issues) {
    expect(Object.keys(errors)).toContain(issue.code)
    const sentence = fillSentence(errorEntry(issue.code).zh, issue)
    expect(sentence, issue.code).not.toContain('—')
    if (issue.code !== 'template.empty' && issue.code !== 'template.too_long' && issue.code !== 'template.must_use')
      expect(sentence).toContain(`第 ${issue.line} 行`)
  }
  expect(template.error.code).toBe(issues[0]?.code)
  return issues.map(i => `${i.line} ${i.code.replace('template.', '')}`)
}

describe('默认模板', () => {
  it.each(documentKinds)('%s：能读，只用到清单内的字段，用示例数据能填满', kind => {
    expect(problems(kinds[kind].text, kind)).toEqual([])
    const blocks = print(kinds[kind].text, kind)
    expect(blocks[0]?.type).toBe('title')
    expect(allText(blocks)).toContain(kinds[kind].title.replace('回访记录', '随机抽查回访记录'))
    expect(allText(blocks)).not.toMatch(/[{}]/)
    expect(blocks.some(b => b.type === 'signatures')).toBe(true)
  })
  it.each(documentKinds)('%s：每个字段都在默认模板里印出来，没有一个白填', kind => {
    for (const [name, field] of Object.entries<Field>(kinds[kind].fields)) {
      const only: Record<string, string> = field.shape === 'text' && field.example === '' ? { [name]: '某原因' } : {}
      const printed = allText(print(kinds[kind].text, kind, only))
      const wanted =
        typeof field.example === 'string'
          ? [only[name] ?? field.example]
          : field.example.flatMap(e => (typeof e === 'string' ? [e] : Object.values<string>(e)))
      // What a sentence joins with 、 or breaks into paragraphs is still there piece by piece.
      for (const text of wanted.flatMap(w => w.split('\n'))) expect(printed, name).toContain(text)
    }
  })
  it('JX-48 JX-49：未发现问题只需现场检查表；发现问题的三份文书都有模板', () => {
    expect(kinds.checklist.law).toContain('JX-48')
    expect([kinds.checklist.title, kinds.record.title, kinds.interview.title]).toEqual(['现场检查表', '现场检查笔录', '询问笔录'])
    for (const kind of ['record', 'interview'] as const) expect(kinds[kind].law).toContain('JX-49')
    expect(allText(print(kinds.checklist.text, 'checklist', { 发现问题: '' }))).toContain('未发现问题')
  })
  it('SJZ-57 SJZ-58：有签字位置；没有签字的印出原因，不再留检查对象的签名栏', () => {
    const signed = allText(print(kinds.checklist.text, 'checklist'))
    expect(signed).toContain('检查对象负责人（签字或盖章）')
    const refused = allText(print(kinds.checklist.text, 'checklist', { 未签字原因: '负责人外出，录像见证' }))
    expect(refused).toContain('负责人外出，录像见证')
    expect(refused).not.toContain('检查对象负责人（签字或盖章）')
  })
  it('SJZ-54 SJZ-55：笔录写明出示证件、告知和取证；JX-49：询问笔录逐页签名', () => {
    const record = allText(print(kinds.record.text, 'record'))
    for (const words of ['已向你出示行政执法证件', '有权申请回避', '照片4张']) expect(record).toContain(words)
    expect(print(kinds.interview.text, 'interview').find(b => b.type === 'pageSignatures')).toEqual({
      type: 'pageSignatures',
      cells: [
        { label: '被询问人', value: '' },
        { label: '询问人', value: '' },
      ],
    })
  })
  it('LY-29 LY-30 LY-33：指导服务、非现场核查手段和时段、回访问题都印出来', () => {
    expect(allText(print(kinds.checklist.text, 'checklist'))).toContain('发放台账样表')
    expect(allText(print(kinds.offsite.text, 'offsite'))).toContain('2026年1月1日至2026年3月31日')
    expect(allText(print(kinds['return-visit'].text, 'return-visit'))).toContain('有无收受财物')
  })
  it('审批表一张可批一户，也可批一批', () => {
    const one = print(kinds.approval.text, 'approval', { 检查对象清单: [] })
    expect(one.some(b => b.type === 'table')).toBe(false)
    const many = print(kinds.approval.text, 'approval', { 企业名称: '' })
    expect(many.find(b => b.type === 'table')?.rows).toHaveLength(2)
    expect(allText(many)).not.toContain('示例县工业园区一号路8号')
  })
})

describe('检查纪律', () => {
  it('LY-34 JX-70：文字逐字写在这里，改一个字就不通过', () => {
    expect(fiveStrictBans.join('；')).toBe('严禁逐利检查；严禁干扰企业正常生产经营；严禁任性处罚企业；严禁下达检查指标；严禁变相检查')
    expect(eightMustNots.join('；')).toBe(
      '不得接受被检查企业的任何馈赠、报酬、福利待遇；不得参加被检查企业提供的宴请、娱乐、旅游等活动；不得由被检查企业支付消费开支或者将检查费用转嫁给企业；不得强制企业接受指定的中介机构提供服务；不得刻意要求法定代表人到场；不得乱查封、乱扣押、乱冻结、动辄责令停产停业；不得将考核考评、预算项目绩效与检查频次、罚没数额挂钩；不得以观摩、督导、考察等名义行检查之实',
    )
    expect(officerConduct.join('，')).toBe(
      '遵守被检查对象安全防护等相关规定，不得妨碍检查对象正常的生产经营活动，不得索取或者收受检查对象的财物，不得谋取其他利益，不得收取或变相收取费用',
    )
  })
  it('LY-34：五个严禁、八个不得全文印在通知书上；JX-70：守则也在', () => {
    expect([fiveStrictBans.length, eightMustNots.length]).toEqual([5, 8])
    const lists = print(kinds.notice.text, 'notice').filter(b => b.type === 'list')
    for (const words of [fiveStrictBans, eightMustNots, officerConduct]) expect(lists.map(l => l.items)).toContainEqual([...words])
  })
  it('LY-34：删去或放进“如果”里的通知书模板不能保存', () => {
    const bare = '# 通知\n如果 {准备材料}\n1. {八个不得}\n结束'
    expect(problems(bare, 'notice')).toEqual(['4 must_use', '4 must_use'])
    expect(problems('# 通知\n1. {五个严禁}\n> {八个不得}', 'notice')).toEqual([])
  })
  it('固定文字不能由数据改写', () => {
    const template = parseTemplate(kinds.notice.text, 'notice')
    const filled = template.ok && fillTemplate(template.value, { ...exampleData('notice'), 五个严禁: ['可以'] })
    expect(filled).toMatchObject({ ok: false, error: { code: 'template.data', field: '五个严禁' } })
  })
})

describe('模板写法', () => {
  it('每一种写法的例子都能读', () => {
    const kindFor = (example: string) => documentKinds.find(k => problems(`${kinds[k].text}\n${example}`, k).length === 0)
    for (const rule of writingRules) expect(kindFor(rule.example), rule.write).toBeDefined()
  })
  it('标题、小标题、两种段落、换页', () => {
    expect(print('# 甲\n## 乙\n丙\n> 丁\n---\n戊')).toEqual([
      { type: 'title', text: '甲' },
      { type: 'heading', text: '乙' },
      { type: 'paragraph', text: '丙', indent: true },
      { type: 'paragraph', text: '丁', indent: false },
      { type: 'pageBreak' },
      { type: 'paragraph', text: '戊', indent: true },
    ])
  })
  it('全角的符号和花括号一样认', () => {
    expect(print('＃ 甲\n　＞ ｛企业名称｝\n｜名称｜｛企业名称｝｜')).toEqual([
      { type: 'title', text: '甲' },
      { type: 'paragraph', text: '示例县清源水处理有限公司', indent: false },
      { type: 'facts', rows: [['名称', '示例县清源水处理有限公司']] },
    ])
  })
  it('填写栏：两格四格可以混排，被“如果”隔开的仍是一张表', () => {
    const text = '| 甲 | {企业名称} |\n| --- | --- |\n如果 {发现问题}\n| 乙 | 1 | 丙 | 2 |\n结束'
    expect(print(text)).toEqual([
      {
        type: 'facts',
        rows: [
          ['甲', '示例县清源水处理有限公司'],
          ['乙', '1', '丙', '2'],
        ],
      },
    ])
  })
  it('表格：宽度可省，列名同栏目可省，序号自动；没有数据时印“无”', () => {
    const text = '表格 {检查内容}：序号（1）, 问=问题; 结论（1.5）＝结论'
    const [table] = print(text, 'checklist', { 检查内容: [{ 事项: '', 问题: '甲？', 结论: '是', 说明: '' }] })
    expect(table).toEqual({
      type: 'table',
      columns: [
        { name: '序号', width: 1 },
        { name: '问', width: 2 },
        { name: '结论', width: 1.5 },
      ],
      rows: [['1', '甲？', '是']],
    })
    expect(print('表格 {检查对象清单}：企业名称，检查日期', 'approval', { 检查对象清单: [] })[0]).toMatchObject({ rows: [['无', '']] })
  })
  it('编号：一串文字逐项各成一条，与写死的条目连成一列；空的不印', () => {
    expect(print('1. 先看\n2. 检查人员：{检查人员签名}')).toEqual([{ type: 'list', items: ['先看', '检查人员：张一', '检查人员：李二'] }])
    expect(print('1. {准备材料}\n> {五个严禁}{八个不得}', 'notice', { 准备材料: [] })).toHaveLength(1)
  })
  it('签名：一串姓名每人一处；每页签名、落款、二维码', () => {
    expect(print('签名：检查人员 {检查人员签名}；负责人；身份 {签字人身份}')).toEqual([
      {
        type: 'signatures',
        cells: [
          { label: '检查人员', value: '张一' },
          { label: '检查人员', value: '李二' },
          { label: '负责人', value: '' },
          { label: '身份', value: '环保主管' },
        ],
      },
    ])
    const lead = '> {五个严禁}{八个不得}\n'
    expect(print(`${lead}落款：{机关名称}；；{通知日期}\n二维码 {核验网址} 扫一扫`, 'notice').slice(1)).toEqual([
      { type: 'closing', lines: ['示例市生态环境局示例县分局', '2026年4月2日'] },
      { type: 'qr', content: 'https://mingcha.example/log/checkpoint', caption: '扫一扫' },
    ])
    expect(print(`${lead}二维码 {核验网址} 扫一扫`, 'notice', { 核验网址: '' })).toHaveLength(1)
  })
  it('一串姓名为空时仍留一处签名', () => {
    expect(print('签名：证据 {证据}', 'record', { 证据: [] })).toEqual([{ type: 'signatures', cells: [{ label: '证据', value: '' }] }])
  })
  it('如果、如果没有、否则，可以套叠；逐条里可用栏目、序号和外面的字段', () => {
    const text = '如果 {发现问题}：\n有\n如果没有 {未签字原因}\n签了\n否则：\n没签\n结束\n否则\n无\n结束'
    expect(allText(print(text))).toBe('有\n签了')
    expect(allText(print(text, 'checklist', { 未签字原因: '外出' }))).toBe('有\n没签')
    expect(allText(print(text, 'checklist', { 发现问题: '' }))).toBe('无')
    const each = '逐条 {问答}\n> {序号}. {被询问人}：{问}\n如果 {答}\n> {答}\n结束\n结束'
    const 问答 = [
      { 问: '甲', 答: '乙' },
      { 问: '丙', 答: '' },
    ]
    expect(allText(print(each, 'interview', { 问答 }))).toBe('1. 钱七：甲\n乙\n2. 钱七：丙')
  })
  it('以“如果”“表格”开头的普通句子仍是段落', () => {
    expect(print('如果不服本决定，可以申请复议。\n表格另附。').map(b => b.type)).toEqual(['paragraph', 'paragraph'])
  })
  it('段落里的换行分成几段；标题里的换行不要；空的段落不印', () => {
    expect(print('{检查情况}\n# {检查情况}\n{其他在场人员}', 'record', { 检查情况: '一\r\n\n二', 其他在场人员: ' ' })).toEqual([
      { type: 'paragraph', text: '一', indent: true },
      { type: 'paragraph', text: '二', indent: true },
      { type: 'title', text: '一  二' },
    ])
    expect(print('# {其他在场人员}\n甲', 'record', { 其他在场人员: '' })).toHaveLength(1)
  })
  it('换页不会印出空页', () => {
    expect(print('---\n甲\n---\n---\n乙\n---\n每页签名：丙').map(b => b.type)).toEqual([
      'paragraph',
      'pageBreak',
      'paragraph',
      'pageSignatures',
    ])
  })
})

describe('模板的错误指明行号', () => {
  const cases: [text: string, wanted: string[], kind?: DocumentKind][] = [
    ['', ['1 empty']],
    ['\n 　\n', ['1 empty']],
    ['甲\n{企业名}', ['2 unknown_field']],
    ['{constructor}\n{__proto__}\n{}', ['1 unknown_field', '2 unknown_field', '3 unknown_field']],
    ['{企业名称', ['1 brace']],
    ['企业名称}', ['1 brace']],
    ['{检查内容}', ['1 field_shape']],
    ['| 甲 |\n| 甲 | 乙 | 丙 |', ['1 cells', '2 cells']],
    ['表格 {企业名称}：甲=乙', ['1 field_shape']],
    ['表格 {没有}：甲=乙', ['1 unknown_field']],
    ['表格 {检查内容}：问=问', ['1 unknown_field']],
    ['表格 {检查内容}：问（0）=问题', ['1 table', '1 table']],
    ['表格 {检查内容}：', ['1 table']],
    [`表格 {检查内容}：${Array(11).fill('问题').join('，')}`, ['1 table']],
    ['1. {检查人员}{检查人员签名}', ['1 list']],
    ['签名：', ['1 signature']],
    ['签名：{企业名称}', ['1 signature']],
    ['每页签名：甲；乙；丙；丁', ['1 signature']],
    ['二维码 {企业名称} 说明', ['1 field_shape']],
    ['逐条 {企业名称}\n结束', ['1 field_shape']],
    ['如果 {企业名称}\n甲', ['1 unclosed']],
    ['逐条 {检查内容}\n{问题}', ['1 unclosed']],
    ['甲\n结束\n否则', ['2 stray', '3 stray']],
    ['如果 {企业名称}\n否则\n否则\n结束', ['3 stray']],
    ['逐条 {检查内容}\n否则\n结束', ['2 stray']],
    [`${'如果 {企业名称}\n'.repeat(6)}${'结束\n'.repeat(6)}`, ['6 depth']],
    ['逐条 {检查内容}\n{问}\n结束\n{问题}', ['2 unknown_field', '4 unknown_field']],
    ['甲'.repeat(templateLimits.characters + 1), ['1 too_long']],
    ['\n'.repeat(templateLimits.lines), ['1 too_long']],
  ]
  it.each(cases)('%j → %j', (text, wanted, kind) => expect(problems(text, kind ?? 'checklist')).toEqual(wanted))

  it('未知字段提示相近的名字；差得远的指向清单', () => {
    const near = (text: string) => {
      const template = parseTemplate(text, 'checklist')
      return template.ok ? null : template.error.near
    }
    expect(near('{企业名}')).toBe('您要写的可能是“{企业名称}”')
    expect(near('{xyz}')).toBe('可用的字段见字段清单')
  })
  it('随便写什么都只会读成模板或指明行号，不会抛出', () => {
    const bits = fc.constantFrom(
      '{',
      '}',
      '{企业名称}',
      '{检查内容}',
      '|',
      '表格 ',
      '如果 ',
      '逐条 ',
      '否则',
      '结束',
      '签名：',
      '1. ',
      '# ',
      '---',
      '\n',
      '；',
      '=',
      '甲',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 }), parts => {
        const template = parseTemplate(parts.join(''), 'checklist')
        if (template.ok) expect(fillTemplate(template.value, exampleData('checklist')).ok).toBe(true)
        else expect((template.error.issues as readonly Problem[]).length).toBeGreaterThan(0)
      }),
      { seed: 2026, numRuns: 2000 },
    )
  })
})

describe('数据', () => {
  const template = parseTemplate(kinds.record.text, 'record')
  const refused = (change: Record<string, unknown>) => {
    if (!template.ok) throw new Error('default')
    const filled = fillTemplate(template.value, { ...exampleData('record'), ...change } as DocumentData)
    return filled.ok ? null : filled.error
  }
  it('缺必填内容、类型不对、多出的字段、太长，都指明是哪一个：template.data', () => {
    const cases: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ 企业名称: '' }, '没有内容'],
      [{ 企业名称: undefined }, '没有内容'],
      [{ 企业名称: '\u0000\u200B ' }, '没有内容'],
      [{ 检查人员: [] }, '没有内容'],
      [{ 企业名称: 3 }, '应是一段文字'],
      [{ 检查人员: '张一' }, '应是一串文字'],
      [{ 检查人员: [1] }, '应是一串文字'],
      [{ 现场问答: '问' }, '应是多行数据'],
      [{ 现场问答: [null] }, '应是多行数据'],
      [{ 现场问答: [{ 问: '甲' }] }, '有一行缺“答”'],
      [{ 现场问答: [{ 问: '甲', 答: '乙', 丙: '' }] }, '没有“丙”一栏'],
      [{ 没有的: '甲' }, '没有这个字段'],
      [{ constructor: '甲' }, '没有这个字段'],
      [{ 企业名称: '甲'.repeat(dataLimits.text + 1) }, '超过 20000 字'],
      [{ 现场问答: [{ 问: '甲'.repeat(dataLimits.text + 1), 答: '' }] }, '超过 20000 字'],
      [{ 证据: Array(dataLimits.list + 1).fill('甲') }, '超过 500 项'],
      [{ 现场问答: Array(dataLimits.rows + 1).fill({ 问: '', 答: '' }) }, '超过 2000 行'],
    ]
    for (const [change, why] of cases) {
      const error = refused(change)
      expect(error, why).toEqual({ code: 'template.data', title: '现场检查笔录', field: Object.keys(change)[0], why })
    }
    const qr = parseTemplate(kinds.notice.text, 'notice')
    const long = qr.ok && fillTemplate(qr.value, { ...exampleData('notice'), 核验网址: 'x'.repeat(501) })
    expect(long).toMatchObject({ ok: false, error: { field: '核验网址', why: '超过 500 字' } })
  })
  it('可省的字段可以不给', () => {
    expect(refused({ 证据: undefined, 现场问答: undefined, 其他在场人员: undefined })).toBeNull()
  })
  it('数据里的记号只是文字：不会变成标题、字段、表格或换页', () => {
    const hostile = '# 假标题 {企业名称} | 甲 | #read("/etc/passwd") <w:p> \\ $x$ 结束'
    const blocks = print(kinds.record.text, 'record', { 检查情况: hostile, 企业名称: hostile })
    expect(blocks.filter(b => b.type === 'title').map(b => b.text)).toEqual(['示例市生态环境局示例县分局', '现场检查笔录'])
    expect(blocks).toContainEqual({ type: 'paragraph', text: hostile, indent: true })
  })
  it('打印不出的字符去掉，生僻字留着', () => {
    expect(printable('\u0000\uFFFE甲\u200B\u202E乙\ud800\t丙\u2028丁\r\n𠮷𬭚䶮 ')).toBe('甲乙 丙\n丁\n𠮷𬭚䶮')
  })
  it('示例数据符合字段清单，名称不与固定文字相撞', () => {
    for (const kind of documentKinds) expect(Object.keys(fieldsOf(kind))).toHaveLength(Object.keys(kinds[kind].fields).length + 3)
  })
})
