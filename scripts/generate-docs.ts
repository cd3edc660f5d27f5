/**
 * Writes the pages that come from the catalogues: docs/glossary.md, docs/errors.md, docs/events.md, docs/api.md, docs/templates.md, docs/schemes.md,
 * docs/scheme.schema.json,
 * and docs/requirements.md, which comes from the titles of all tests.
 * `--check` writes nothing and fails when a committed page differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { actions, roleNames } from '@mingcha/core/access'
import { type ErrorEntry, errors, eventKinds, type Route, routes } from '@mingcha/core/api'
import { documentKinds, type Field, fieldsOf, fixedFields, kinds, parseTemplate, writingRules } from '@mingcha/core/documents'
import { glossary } from '@mingcha/core/glossary'
import { schemeJsonSchema } from '@mingcha/core/scheme'
import { findMentions, printRequirements, readAcceptance } from './requirements.ts'
import { schemesPage } from './schemes-page.ts'

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map(r => `| ${r.map(cell).join(' | ')} |`)].join('\n')
const page = (title: string, source: string, ...parts: readonly string[]) =>
  `# ${title}\n\n本页由 \`${source}\` 生成，请改源文件后运行 \`node scripts/generate-docs.ts\`。\n\n${parts.join('\n\n')}\n`

const code = (text: string) =>
  text
    .split('\n')
    .map(line => `\`${line}\``)
    .join('<br>')
const shapeNames = { text: '文字', qr: '网址', list: '一串文字', rows: '多行数据' } as const
const fieldRow = ([name, f]: [string, Field]) => [
  `{${name}}`,
  shapeNames[f.shape],
  f.shape === 'rows' ? `${f.means}。栏目：${Object.keys(f.columns).join('、')}` : f.means,
  f.optional ? '可空' : '必填',
  typeof f.example === 'string' ? f.example : f.example.map(e => (typeof e === 'string' ? e : Object.values(e).join('，'))).join('；'),
]
const fieldHead = ['字段', '形式', '含义', '', '例']
/** A small notice of a meeting with the clerk's first steps; the generator stops where it no longer parses. */
const worked = `# {机关名称}
# 回访登记
| 企业 | {企业名称} | 检查日期 | {检查日期} |
表格 {回访内容}：序号（1）=序号，问题（6）=问题，回答（4）=回答
如果 {意见建议}
企业建议：{意见建议}
否则
企业没有提出建议。
结束
签名：回访人 {回访人}；日期`
if (!parseTemplate(worked, 'return-visit').ok) throw new Error('the worked example of docs/templates.md does not parse')
const templatesGuide = `文书（审批表、通知书、检查表、笔录等）由**模板**印出。模板是一页文字，在“设置 → 文书模板”里改；PDF 与 DOCX 由同一份模板印出，内容总是一样。

- 谁能改：综合办、法制。谁能看：除执法人员以外的本单位人员。
- 每次保存是一个新版本，旧版都在，随时可恢复；也可恢复默认模板。
- 写错的模板不能保存：页面逐行说明哪里错、怎么写。
- 通知书必须印出五个严禁、八个不得（LY-34），删不掉。
- 数据缺必填内容时不打印，并说明缺哪一项。数据只当文字印，里面的任何记号都不起作用。
- PDF 用思源宋体；DOCX 用宋体、仿宋（办公电脑上都有），可以再改。几份合成一个 DOCX 时，总页数由 WPS、Word 显示，LibreOffice 不显示。

## 改一份模板，从头到尾

要给回访记录换个简单的样子，写成：

\`\`\`
${worked}
\`\`\`

1. 前两行是标题。
2. 竖线一行是填写栏：“企业”“检查日期”是印死的名称，花括号里的换成数据。
3. “表格”逐行列出回访的问题和回答；括号里是列宽的比例。
4. “如果……否则……结束”：企业提了建议就印建议，没提就印那一句。
5. 最后是签名栏：回访人的姓名印在横线前，日期留空。

点“保存”，再点“预览 PDF”看效果。不满意，在“历史版本”里恢复。`

const pages: Record<string, string> = {
  'docs/templates.md': page(
    '文书模板 · Document templates',
    'packages/core/src/documents/',
    templatesGuide,
    '## 每一行怎么写',
    table(
      ['写法', '印出什么', '例'],
      writingRules.map(r => [code(r.write), r.means, code(r.example)]),
    ),
    '井号、竖线、大于号、花括号、冒号、逗号、分号用全角或半角都可以。空行不起作用。',
    '## 每种文书都有的字段',
    table(fieldHead, Object.entries(fixedFields as Record<string, Field>).map(fieldRow)),
    ...documentKinds.flatMap(kind => [
      `## ${kinds[kind].title}`,
      `${kinds[kind].means}（${kinds[kind].law.join('、')}）`,
      table(
        fieldHead,
        Object.entries(fieldsOf(kind))
          .filter(([name]) => !(name in fixedFields))
          .map(fieldRow),
      ),
    ]),
  ),
  'docs/glossary.md': page(
    '词汇表 · Glossary',
    'packages/core/src/glossary.ts',
    table(
      ['中文', '标识', '含义', 'English'],
      glossary.map(t => [t.zh, `\`${t.id}\``, t.means, t.en]),
    ),
  ),
  'docs/errors.md': page(
    '错误目录 · Errors',
    'packages/core/src/api/errors/',
    '每个拒绝都有编号、一句说明怎么办的话和能解决的人。电话里报编号即可。',
    table(
      ['编号', '状态', '说明', 'English', '谁能解决', '条款'],
      (Object.entries(errors) as [string, ErrorEntry][]).map(([code, e]) => [
        `\`${code}\``,
        String(e.status),
        e.zh,
        e.en,
        e.who,
        (e.law ?? []).join('、'),
      ]),
    ),
  ),
  'docs/events.md': page(
    '事件目录 · Events',
    'packages/core/src/api/events.ts',
    table(
      ['事件', '中文', '日志条目'],
      Object.entries(eventKinds).map(([kind, e]) => [`\`${kind}\``, e.zh, e.leaf ?? '—']),
    ),
  ),
  'docs/api.md': page(
    '接口与权限 · API',
    'packages/core/src/api/routes/ 与 packages/core/src/access/can.ts',
    '机器可读的接口描述在运行中的服务器 `/openapi.json`。',
    table(
      ['路由', '方法', '地址', '中文', '谁可以', '反向操作'],
      (Object.entries(routes) as [string, Route][]).map(([name, r]) => [
        `\`${name}\``,
        r.method,
        `\`${r.path}\``,
        r.title,
        r.can === 'public' ? '任何人' : r.can === 'session' ? '已登录' : actions[r.can].map(role => roleNames[role]).join('、'),
        r.reverse ?? '—',
      ]),
    ),
  ),
  'docs/requirements.md': page(
    '需求与测试 · Requirements',
    'docs/requirements.json 与各测试的标题',
    ...printRequirements(readAcceptance(), findMentions()),
  ),
  'docs/schemes.md': page(
    '怎样写本单位的实施方案 · Writing a scheme',
    'scripts/schemes-page.md、packages/core/src/scheme/ 与 docs/examples/',
    schemesPage(),
  ),
  'docs/scheme.schema.json': `${JSON.stringify(schemeJsonSchema(), null, 2)}\n`,
}

const check = process.argv.includes('--check')
const stale = Object.entries(pages).filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.map(([path]) => path).join(', ')}. Run: node scripts/generate-docs.ts`)
  process.exitCode = 1
} else for (const [path, text] of check ? [] : stale) writeFileSync(path, text)
