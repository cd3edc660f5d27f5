import type { ErrorArea } from './shared.ts'

/** Document templates: what a clerk can write wrong, line by line, and data a document cannot do without. */
export const documentErrors = {
  'template.empty': { status: 422, zh: '模板是空的。请写上内容，或恢复默认模板。', en: 'The template is empty.', who: '综合办' },
  'template.too_long': {
    status: 422,
    zh: '模板太长。最多 {characters} 字、{lines} 行，请删减。',
    en: 'The template is too long.',
    who: '综合办',
  },
  'template.unknown_field': {
    status: 422,
    zh: '第 {line} 行：没有叫“{field}”的字段。{near}。',
    en: 'Line {line}: unknown field {field}.',
    who: '综合办',
  },
  'template.field_shape': {
    status: 422,
    zh: '第 {line} 行：字段“{field}”不能这样用：{why}。',
    en: 'Line {line}: field {field} cannot be used this way.',
    who: '综合办',
  },
  'template.brace': {
    status: 422,
    zh: '第 {line} 行：花括号不成对。字段请写成一对花括号，里面是字段名。',
    en: 'Line {line}: unpaired brace.',
    who: '综合办',
  },
  'template.cells': {
    status: 422,
    zh: '第 {line} 行：填写栏有 {count} 格。请写两格或四格，名称与内容相间，格与格之间用竖线隔开。',
    en: 'Line {line}: a row has two or four cells, not {count}.',
    who: '综合办',
  },
  'template.table': {
    status: 422,
    zh: '第 {line} 行：表格的列有误：{why}。每列请写“列名=栏目”或“列名（宽）=栏目”，列之间用逗号。',
    en: 'Line {line}: table columns are wrong.',
    who: '综合办',
  },
  'template.list': {
    status: 422,
    zh: '第 {line} 行：一条编号里只能有一个逐项列出的字段。请拆成两条。',
    en: 'Line {line}: one list field an item.',
    who: '综合办',
  },
  'template.signature': {
    status: 422,
    zh: '第 {line} 行：签名栏请写一到 {most} 处，用分号隔开，每处先写名称。',
    en: 'Line {line}: one to {most} places to sign, each with a label.',
    who: '综合办',
  },
  'template.unclosed': {
    status: 422,
    zh: '第 {line} 行：“{word} {field}”没有结束。请在它的内容之后另起一行写“结束”。',
    en: 'Line {line}: block is not closed.',
    who: '综合办',
  },
  'template.stray': {
    status: 422,
    zh: '第 {line} 行：“{word}”前面没有与它对应的“如果”或“逐条”。请补上或删去这一行。',
    en: 'Line {line}: nothing here to close.',
    who: '综合办',
  },
  'template.depth': {
    status: 422,
    zh: '第 {line} 行：“如果”“逐条”一层套一层超过 {limit} 层。请写简单些。',
    en: 'Line {line}: nested deeper than {limit}.',
    who: '综合办',
  },
  'template.must_use': {
    status: 422,
    zh: '这份文书必须印出“{field}”，不论什么情形（{law}）。请加上用到它的一行，且不要放在“如果”里。',
    en: 'The document must print {field}.',
    who: '综合办',
    law: ['LY-34'],
  },
  'template.data': {
    status: 409,
    zh: '{title}缺内容，不能打印：“{field}”{why}。请补齐后再打印。',
    en: 'Cannot print: field {field}.',
    who: '办理人',
  },
  'template.changed': {
    status: 409,
    zh: '模板已被他人改到第 {version} 版。请刷新后在新版上修改。',
    en: 'Somebody saved version {version} meanwhile.',
    who: '综合办',
  },
  'template.same': { status: 409, zh: '内容与现行模板相同，没有保存新版本。', en: 'Same as the template in force.', who: '综合办' },
  'template.no_version': { status: 404, zh: '没有第 {version} 版。请刷新后重选。', en: 'No version {version}.', who: '综合办' },
} as const satisfies ErrorArea
