import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateCounty } from '../fixtures/generate.ts'
import { type Rule, rules, type SourceFile, tableOwners } from '../scripts/boundaries/rules.ts'

const root = join(import.meta.dirname, '..')
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 32 * 1024 * 1024,
}).split('\n')
const files: SourceFile[] = tracked
  .filter(p => /\.(tsx?|sql|json)$/.test(p) && !p.startsWith('vectors/') && existsSync(join(root, p)))
  .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** Each rule, and a file that breaks it. */
const planted: Record<keyof typeof rules, SourceFile[]> = {
  coreIsPure: [
    { path: 'packages/core/src/draw/bad.ts', text: "import { readFileSync } from 'node:fs'" },
    { path: 'packages/core/src/draw/bad.ts', text: 'export const now = () => Date.now()' },
    { path: 'packages/core/src/scheme/bad.ts', text: 'export const today = new Date()' },
    { path: 'packages/core/src/scheme/bad.ts', text: 'names.sort((a, b) => a.localeCompare(b))' },
    { path: 'packages/core/src/base/bad.ts', text: 'const n = Math.random()' },
    { path: 'packages/core/src/base/bad.ts', text: "import { x } from '@mingcha/server'" },
    { path: 'packages/core/tsconfig.json', text: '{"compilerOptions":{"lib":["ES2023","DOM"],"types":[]}}' },
  ],
  dependenciesPointInward: [
    { path: 'packages/verifier/src/bad.ts', text: "import { buildApp } from '@mingcha/server'" },
    { path: 'packages/server/src/bad.ts', text: "import { verifyBundle } from '@mingcha/verifier'" },
    { path: 'packages/web/src/office/bad.ts', text: "import { x } from '../field/outbox.ts'" },
    { path: 'packages/web/src/bad.ts', text: "import { x } from '../../server/src/env.ts'" },
  ],
  sqlStaysHome: [
    { path: 'packages/server/src/public/bad.ts', text: "import { sql } from 'kysely'" },
    { path: 'packages/server/src/features/plan/bad.ts', text: "await db.updateTable('subject').set({}).execute()" },
    { path: 'packages/server/src/features/plan/bad.ts', text: "await db.insertInto('nowhere').values({}).execute()" },
  ],
  oneTransaction: [{ path: 'packages/server/src/features/plan/bad.ts', text: 'await db.transaction().execute(run)' }],
  failuresAreValues: [
    { path: 'packages/verifier/src/bad.ts', text: "throw new Error('no')" },
    { path: 'packages/core/src/scheme/bad.ts', text: "throw { code: 'scheme.none' }" },
  ],
  routesAreTheTable: [
    { path: 'packages/server/src/features/plan/bad.ts', text: "app.post('/api/secret', handler)" },
    { path: 'packages/server/src/public/bad.ts', text: "app.post('/draws', handler)" },
  ],
  scopeIsAnArgument: [
    {
      path: 'packages/server/src/features/plan/queries.ts',
      text: 'export async function loadAll(db: ReadDb, year: number): Promise<void> {',
    },
    { path: 'packages/core/src/api/routes/bad.ts', text: "'plan.steal': { method: 'GET', path: '/api/steal', reply: done }" },
  ],
  serverHasNoReact: [
    { path: 'packages/server/src/public/page.tsx', text: '' },
    { path: 'packages/server/src/public/bad.ts', text: "import { renderToString } from 'react-dom/server'" },
  ],
  neverTwoOfAKind: [{ path: 'packages/web/package.json', text: '{"dependencies":{"axios":"1.0.0"}}' }],
}

describe('九条边界', () => {
  for (const [name, rule] of Object.entries(rules) as [keyof typeof rules, Rule][]) {
    it(`${name}：仓库里没有违例`, () => expect(rule(files)).toEqual([]))
    it(`${name}：种下的违例逐个被抓住`, () => {
      const migrations = files.filter(f => f.path.endsWith('.sql'))
      for (const bad of planted[name]) expect(rule([...migrations, bad]), bad.text).not.toEqual([])
    })
  }
  it('每张表都写明由谁写', () => {
    const tables = files
      .filter(f => f.path.includes('/migrations/'))
      .flatMap(f => [...f.text.matchAll(/create table (\w+)/g)].map(m => m[1] ?? ''))
    expect(tables.filter(t => !tableOwners(files).has(t))).toEqual([])
  })
})

describe('仓库里的文字', () => {
  it('示例县的文件由生成器逐字节生成', () => {
    for (const [name, bytes] of generateCounty())
      expect(Buffer.from(bytes).equals(readFileSync(join(root, 'fixtures/示例县', name))), name).toBe(true)
  })
  it('每个 @law 编号都在需求表的写法之内；每条硬规则写在代码里的编号都有测试提到', () => {
    const ids = (text: string) => text.match(/\b(?:SJZ|HS|JX|LY|EZ)-\d\d\b/g) ?? []
    const cited = new Set(
      files
        .filter(f => /\.ts$/.test(f.path) && !/\.test\.ts$/.test(f.path))
        .flatMap(f => [...f.text.matchAll(/@law ([^\n*]*)/g)].flatMap(m => ids(m[1] ?? ''))),
    )
    const tested = new Set([
      ...files.filter(f => /\.test\.tsx?$/.test(f.path)).flatMap(f => ids(f.text)),
      ...ids(readFileSync(join(root, 'vectors/quotas.json'), 'utf8')),
    ])
    expect([...cited].filter(id => !tested.has(id)).sort()).toEqual([])
  })
})
