/**
 * 九条边界 — the rules of ARCHITECTURE.md as pure functions over the repository's files. Text is enough: the compiler looks after the rest. Each gives
 * its violations as `path: why`; a test plants one for each and sees it caught.
 */
export interface SourceFile {
  readonly path: string
  readonly text: string
}
export type Rule = (files: readonly SourceFile[]) => string[]

const isTest = (path: string) => /\.test\.tsx?$|(^|\/)test\//.test(path)
const isSource = (path: string) => /\.tsx?$/.test(path) && !isTest(path) && !path.endsWith('.d.ts')
const inside = (path: string, ...folders: string[]) => folders.some(f => path.startsWith(f))
/** Comments and strings may name what code may not use. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
const importLine =
  /^\s*(?:import|export)\s+(?:[^'";=()]*?\bfrom\s*)?['"]([^'"]+)['"]|\}\s*from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
const imports = (text: string): string[] => [...text.matchAll(importLine)].map(m => m[1] ?? m[2] ?? m[3] ?? '')
const check = (files: readonly SourceFile[], wanted: (path: string) => boolean, find: (file: SourceFile) => string[]) =>
  files.filter(f => wanted(f.path)).flatMap(f => find(f).map(why => `${f.path}: ${why}`))

/** 1. core imports nothing but zod and the noble libraries; time, chance, locale and the DOM are arguments. */
export const coreIsPure: Rule = files => [
  ...check(
    files,
    p => isSource(p) && inside(p, 'packages/core/src/'),
    f => [
      ...imports(f.text)
        .filter(i => !i.startsWith('.') && i !== 'zod' && !i.startsWith('@noble/'))
        .map(i => `imports ${i}`),
      ...imports(f.text)
        .filter(i => /^(\.\.\/)+\.\.\/\.\.\/packages|\/(server|web|verifier)\/src/.test(i))
        .map(i => `imports ${i}`),
      ...[
        /\bDate\.now\b/,
        /\bnew Date\(\s*\)/,
        /\bMath\.random\b/,
        /\blocaleCompare\b/,
        /\bIntl\./,
        /\btoLocale\w*\b/,
        /\bprocess\.\w/,
        /\b(document|navigator|localStorage)\.\w/,
        /\bglobalThis\.(crypto|fetch)\b/,
        /\bfetch\(/,
        /\bsetTimeout\b/,
      ]
        .filter(r => r.test(code(f.text)))
        .map(r => `uses ${r.source}`),
    ],
  ),
  ...files
    .filter(f => f.path === 'packages/core/tsconfig.json' && !(/"lib":\s*\["ES2023"\]/.test(f.text) && /"types":\s*\[\]/.test(f.text)))
    .map(f => `${f.path}: lib must be ES2023 alone and types empty`),
]

const allowed: Record<string, readonly string[]> = { core: [], verifier: ['core'], server: ['core'], web: ['core', 'verifier'] }
/** 2. verifier → core; server → core; web → core, verifier; nobody imports server or web; office and field apart. */
export const dependenciesPointInward: Rule = files =>
  check(
    files,
    p => isSource(p) && inside(p, 'packages/'),
    f => {
      const own = f.path.split('/')[1] ?? ''
      return imports(f.text).flatMap(i => {
        const other = /^@mingcha\/(\w+)/.exec(i)?.[1] ?? /(?:^|\/)\.\.\/(core|server|web|verifier)\/(?:src|dist)/.exec(i)?.[1]
        if (other !== undefined && other !== own && !(allowed[own] ?? []).includes(other)) return [`imports ${i}`]
        if (/\/office\//.test(f.path) && /(^|\/)field\//.test(i)) return [`office imports field: ${i}`]
        if (/\/field\//.test(f.path) && /(^|\/)office\//.test(i)) return [`field imports office: ${i}`]
        return []
      })
    },
  )

const sqlHomes = ['packages/server/src/db/', 'packages/server/src/features/', 'packages/server/src/backup/']
/** Which feature writes which table, as the migrations say (`-- owner:`). */
export function tableOwners(files: readonly SourceFile[]): Map<string, string> {
  const owners = new Map<string, string>()
  for (const f of files.filter(x => x.path.endsWith('.sql') && x.path.includes('/migrations/')))
    for (const m of f.text.matchAll(/-- owner: (\w+)\n(?:--.*\n)*create table (\w+)/g)) owners.set(m[2] ?? '', m[1] ?? '')
  return owners
}
/** Writes over the fence that are decided and explained; a new one needs a line here. */
const agreed: Record<string, readonly string[]> = {
  // A batch takes its tasks along the line it draws (open → batched → drawn → done), in the same transaction.
  batch: ['task'],
  // The county is loaded through the features' own commands; only the clock is its own.
  training: ['training_clock'],
  access: ['training_clock'],
}
/** 3. SQL stands in db/, features/ and backup/ only; a table is written by its own feature. */
export const sqlStaysHome: Rule = files => {
  const owners = tableOwners(files)
  return [
    ...check(
      files,
      p => isSource(p) && inside(p, 'packages/') && !inside(p, ...sqlHomes) && p !== 'packages/server/src/env.ts',
      f =>
        imports(f.text)
          .filter(i => i === 'pg' || i === 'kysely' || i.startsWith('pg-'))
          .map(i => `imports ${i}`),
    ),
    ...check(
      files,
      p => isSource(p) && inside(p, 'packages/server/src/features/'),
      f => {
        const feature = f.path.split('/')[4] ?? ''
        return [...f.text.matchAll(/\.(insertInto|updateTable|deleteFrom)\('(\w+)'/g)].flatMap(m => {
          const table = m[2] ?? ''
          const owner = owners.get(table)
          if (owner === undefined) return [`${m[1]} ${table}: no migration names its owner`]
          return owner === feature || agreed[feature]?.includes(table) ? [] : [`writes ${table}, which belongs to ${owner}`]
        })
      },
    ),
  ]
}

/** 4. One place opens a transaction for requests; the log loop and the migrations have their own, by name. */
export const oneTransaction: Rule = files =>
  check(
    files,
    p =>
      isSource(p) &&
      inside(p, 'packages/server/src/') &&
      ![
        'packages/server/src/db/tx.ts',
        'packages/server/src/db/migrate.ts',
        'packages/server/src/features/log/log-loop.ts',
        'packages/server/src/backup/backup.ts',
      ].includes(p),
    f => (/\.transaction\(\)|query\(\s*['"`]begin/i.test(code(f.text)) ? ['opens a transaction'] : []),
  )

/** 5. The verifier never throws (its command line may, to end with a usage message); core throws only for bugs, and says so. */
export const failuresAreValues: Rule = files => [
  ...check(
    files,
    p => isSource(p) && inside(p, 'packages/verifier/src/'),
    f => (/\bthrow\b(?!\s+new\s+UsageError\()/.test(code(f.text)) ? ['throws'] : []),
  ),
  ...check(
    files,
    p => isSource(p) && inside(p, 'packages/core/src/'),
    f => (/\bthrow\b(?!\s+new\s+(Error|RangeError)\()/.test(code(f.text)) ? ['throws something that is not a bug'] : []),
  ),
]

/** 6. Routes of the API are registered from the table, in http/ alone; public pages and the log register GETs in public/. */
export const routesAreTheTable: Rule = files =>
  check(
    files,
    p => isSource(p) && inside(p, 'packages/server/src/') && !p.startsWith('packages/server/src/http/'),
    f => {
      const verbs = [...code(f.text).matchAll(/\bapp\.(get|post|put|delete|patch|route|all)\(/g)].map(m => m[1] ?? '')
      if (inside(f.path, 'packages/server/src/public/')) return verbs.filter(v => v !== 'get').map(v => `registers ${v}`)
      return verbs.map(v => `registers ${v}`)
    },
  )

/** 7. Every exported query takes the scope; every route names who may. */
export const scopeIsAnArgument: Rule = files => [
  ...check(
    files,
    p => /packages\/server\/src\/features\/\w+\/queries\.ts$/.test(p),
    f =>
      [...f.text.matchAll(/export async function (\w+)\(([\s\S]*?)\)\s*(?::|\{)/g)]
        .filter(([, , parameters = '']) => /\bdb\b|\breader\b/i.test(parameters) && !/\bscope\b|Context|Reader</i.test(parameters))
        .map(([, name]) => `${name} takes no scope`),
  ),
  ...check(
    files,
    p => /packages\/core\/src\/api\/routes\/\w+\.ts$/.test(p),
    f =>
      [...f.text.matchAll(/'([\w.]+)': \{\s*method:([\s\S]*?)reply/g)]
        .filter(([, , body = '']) => !/\bcan: '/.test(body))
        .map(([, name]) => `${name} names no can`),
  ),
]

/** 8. No .tsx on the server; the packed verifier depends on no workspace package. */
export const serverHasNoReact: Rule = files => [
  ...files.filter(f => f.path.startsWith('packages/server/') && f.path.endsWith('.tsx')).map(f => `${f.path}: .tsx on the server`),
  ...check(
    files,
    p => isSource(p) && inside(p, 'packages/server/'),
    f =>
      imports(f.text)
        .filter(i => i === 'react' || i.startsWith('react-dom') || i === 'antd')
        .map(i => `imports ${i}`),
  ),
]

const refused: Record<string, string> = {
  jest: 'vitest is the test runner',
  mocha: 'vitest is the test runner',
  ava: 'vitest is the test runner',
  '@playwright/test': 'vitest is the test runner; playwright-core drives the browser',
  knex: 'kysely is the SQL library',
  'drizzle-orm': 'kysely is the SQL library',
  prisma: 'kysely is the SQL library',
  typeorm: 'kysely is the SQL library',
  sequelize: 'kysely is the SQL library',
  postgres: 'pg is the driver',
  joi: 'zod is the validator',
  yup: 'zod is the validator',
  ajv: 'zod is the validator',
  valibot: 'zod is the validator',
  superstruct: 'zod is the validator',
  'io-ts': 'zod is the validator',
  '@mui/material': 'antd is the UI kit',
  'antd-mobile': 'antd is the UI kit',
  '@chakra-ui/react': 'antd is the UI kit',
  bootstrap: 'antd is the UI kit',
  express: 'fastify is the server',
  koa: 'fastify is the server',
  hono: 'fastify is the server',
  axios: 'fetch is there',
  moment: 'PlainDate is there',
  dayjs: 'PlainDate is there',
  lodash: 'the language is enough',
  eslint: 'biome is the linter',
  prettier: 'biome is the formatter',
  'ts-node': 'Node runs TypeScript',
  tsx: 'Node runs TypeScript',
}
/** 9. Never two of a kind. */
export const neverTwoOfAKind: Rule = files =>
  files
    .filter(f => /(^|\/)package\.json$/.test(f.path) && !f.path.includes('node_modules'))
    .flatMap(f => {
      const {
        dependencies = {},
        devDependencies = {},
        optionalDependencies = {},
      } = JSON.parse(f.text) as Record<string, Record<string, string>>
      return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter(d => d in refused)
        .map(d => `${f.path}: ${d}: ${refused[d]}`)
    })

export const rules = {
  coreIsPure,
  dependenciesPointInward,
  sqlStaysHome,
  oneTransaction,
  failuresAreValues,
  routesAreTheTable,
  scopeIsAnArgument,
  serverHasNoReact,
  neverTwoOfAKind,
} as const
