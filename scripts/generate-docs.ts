/**
 * Writes the pages that come from the catalogues: docs/glossary.md, docs/errors.md, docs/events.md, docs/api.md, docs/scheme.schema.json.
 * `--check` writes nothing and fails when a committed page differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { actions, roleNames } from '@mingcha/core/access'
import { type ErrorEntry, errors, eventKinds, type Route, routes } from '@mingcha/core/api'
import { glossary } from '@mingcha/core/glossary'
import { schemeJsonSchema } from '@mingcha/core/scheme'

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map(r => `| ${r.map(cell).join(' | ')} |`)].join('\n')
const page = (title: string, source: string, ...parts: readonly string[]) =>
  `# ${title}\n\n本页由 \`${source}\` 生成，请改源文件后运行 \`node scripts/generate-docs.ts\`。\n\n${parts.join('\n\n')}\n`

const pages: Record<string, string> = {
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
  'docs/scheme.schema.json': `${JSON.stringify(schemeJsonSchema(), null, 2)}\n`,
}

const check = process.argv.includes('--check')
const stale = Object.entries(pages).filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.map(([path]) => path).join(', ')}. Run: node scripts/generate-docs.ts`)
  process.exitCode = 1
} else for (const [path, text] of check ? [] : stale) writeFileSync(path, text)
