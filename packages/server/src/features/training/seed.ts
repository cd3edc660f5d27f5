/**
 * 载入示例县 — through the same commands a bureau uses, so that a training installation can hold nothing an office could not. Runs once for a home; a
 * later start finds the county and does nothing. An interrupted first start is taken up where it stopped.
 *
 * 方案任选 (`MINGCHA_SCHEME=hengshui-hitech-2023` at the first start): the same county under any of the five, with its item list and a plan for the quarter. A
 * scheme whose year is past is carried on to the end of the training year, as a bureau does that has no newer one; no rule is changed.
 *
 * 空的演练 (`MINGCHA_EMPTY=1` at the first start) has the clock alone, so that a bureau can practise everything from 初始设置 on.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '@mingcha/core/access'
import type { Result } from '@mingcha/core/base'
import { county, plans } from '../../../../../fixtures/county.ts'
import { read, type Tx, write } from '../../db/tx.ts'
import type { Env } from '../../env.ts'
import { writeDurably } from '../../ports/seal.ts'
import { createAccount, createAgency, saveContact } from '../access/commands.ts'
import { importItems, publishItems } from '../items/commands.ts'
import { addPlanRow, publishPlan } from '../plan/commands.ts'
import { checkLedger } from '../registry/check-ledger.ts'
import { factLedger } from '../registry/fact-ledger.ts'
import { importLedger } from '../registry/import-ledger.ts'
import { inspectorLedger } from '../registry/inspector-ledger.ts'
import { listLedger } from '../registry/list-ledger.ts'
import { subjectLedger } from '../registry/subject-ledger.ts'
import { adoptScheme } from '../scheme/commands.ts'
import { sha256Hex } from '../scheme/queries.ts'
import { type ParsedYaml, parseYaml } from '../yaml-file.ts'
import { bareMark, isBare, trainingAccounts } from './accounts.ts'

const must = <T>(result: Result<T>): T => {
  // bug: the shipped county is tested; a refusal here is ours.
  if (!result.ok) throw new Error(`示例县: ${JSON.stringify(result.error)}`)
  return result.value
}

export const defaultScheme = 'longyao-2026'
/** Schemes 示例县 may start under. */
export const trainingSchemes: readonly string[] = Object.keys(plans)

export async function seedTraining(
  env: Env,
  { empty = false, scheme = defaultScheme }: { empty?: boolean; scheme?: string } = {},
): Promise<void> {
  const begun = await read({ env, actor: null }, ({ db }) => db.selectFrom('training_clock').select('now_at').executeTakeFirst())
  // Before the clock: a start that was cut short must not come back as 示例县.
  if (empty && !begun) writeDurably(bareMark(env.home), '1\n', 0o644)
  if (!begun) must(await write({ env, actor: null }, startClock))
  if (isBare(env.home)) return
  const agency = await read({ env, actor: null }, ({ db }) => db.selectFrom('agency').select('id').executeTakeFirst())
  if (!agency) must(await write({ env, actor: null }, tx => createAgency(tx, { ...county.agency, units: county.units })))

  const fixture = (name: string) => readFileSync(join(env.fixturesDir, '示例县', name))
  const steps: [done: (has: Has) => boolean, run: (tx: Tx) => Promise<Result<unknown>>][] = [
    [has => has.scheme, tx => adoptScheme(tx, carryOn(readFileSync(join(env.schemesDir, `${scheme}.yaml`), 'utf8')))],
    [has => has.subjects, tx => load(tx, 'subjects', '示例县企业名录.csv', fixture('subjects.csv'))],
    [has => has.inspectors, tx => load(tx, 'inspectors', '示例县检查人员.csv', fixture('inspectors.csv'))],
    [has => has.imported('facts'), tx => load(tx, 'facts', '示例县事实台账.csv', fixture('facts.csv'))],
    [has => has.imported('lists'), tx => load(tx, 'lists', '示例县名单台账.csv', fixture('lists.csv'))],
    [has => has.imported('checks'), tx => load(tx, 'checks', '示例县检查历史.csv', fixture('checks.csv'))],
    [
      has => has.items,
      async tx => {
        must(await importItems(tx, readFileSync(join(env.schemesDir, 'items', `${scheme}-items.yaml`), 'utf8')))
        return publishItems(tx)
      },
    ],
    [
      has => has.plan,
      async tx => {
        for (const row of plans[scheme] ?? [])
          must(
            await addPlanRow(tx, {
              ...row,
              itemCodes: [...row.itemCodes],
              scope: row.scope.kind === 'strata' ? { ...row.scope, strata: [...row.scope.strata] } : row.scope,
            }),
          )
        return publishPlan(tx, county.year, null)
      },
    ],
  ]
  steps.push([has => has.contact, tx => saveContact(tx, county.contact)])
  const has = await whatIsThere(env)
  for (const [isDone, run] of steps) if (!isDone(has)) must(await write({ env, actor: seeder }, run))
  await seedAccounts(env)
}

/** 沿用: the file with its validity prolonged to the end of the training year, if it ended before. */
function carryOn(yaml: string): string {
  const file = must(parseYaml(yaml) as Result<ParsedYaml>)
  const last = `${county.year}-12-31`
  const { validity } = file.plain as { validity: { to: string } }
  return validity.to < last ? file.withValues([{ path: ['validity', 'to'], value: last }]) : yaml
}

/** Who the training data says did it: an account that nobody can sign in to. */
const seeder: Actor = {
  accountId: '00000000-0000-4000-8000-000000000000',
  agency: county.agency.id,
  login: '-',
  name: '示例县演练数据',
  roles: ['office', 'registrar', 'head', 'admin'],
  unitId: null,
  inspectorCode: null,
}

async function startClock(tx: Tx<Actor | null>): Promise<Result<true>> {
  await tx.db.insertInto('training_clock').values({ now_at: county.now }).execute()
  await tx.emit({ kind: 'training.advanced', thing: ['clock', 'training'], payload: { to: county.now }, agency: county.agency.id })
  return { ok: true, value: true }
}

interface Has {
  readonly scheme: boolean
  readonly subjects: boolean
  readonly inspectors: boolean
  readonly items: boolean
  readonly plan: boolean
  readonly contact: boolean
  imported(registry: string): boolean
}
async function whatIsThere(env: Env): Promise<Has> {
  return read({ env, actor: null }, async ({ db }) => {
    const any = async (table: 'scheme_version' | 'subject' | 'inspector' | 'item_list' | 'plan_version' | 'agency_contact') =>
      (await db.selectFrom(table).select('agency_id').limit(1).executeTakeFirst()) !== undefined
    const imports = new Set((await db.selectFrom('import_run').select('registry').distinct().execute()).map(r => r.registry))
    return {
      imported: registry => imports.has(registry),
      scheme: await any('scheme_version'),
      subjects: await any('subject'),
      inspectors: await any('inspector'),
      items: await any('item_list'),
      plan: await any('plan_version'),
      contact: await any('agency_contact'),
    }
  })
}

async function load(
  tx: Tx,
  registry: 'subjects' | 'inspectors' | 'facts' | 'lists' | 'checks',
  fileName: string,
  bytes: Buffer,
): Promise<Result<unknown>> {
  const request = { step: 'apply' as const, sha256: sha256Hex(bytes), skipWrong: false, upload: { fileName, mediaType: 'text/csv', bytes } }
  switch (registry) {
    case 'subjects':
      return importLedger(tx, request, subjectLedger(tx.today))
    case 'inspectors':
      return importLedger(tx, request, inspectorLedger)
    case 'facts':
      return importLedger(tx, request, factLedger(tx.today))
    case 'lists':
      return importLedger(tx, request, listLedger(tx.today))
    case 'checks':
      return importLedger(tx, request, checkLedger(tx.today))
  }
}

async function seedAccounts(env: Env): Promise<void> {
  const there = await read(
    { env, actor: null },
    async ({ db }) => new Set((await db.selectFrom('account').select('login').execute()).map(r => r.login)),
  )
  const units = await read(
    { env, actor: null },
    async ({ db }) => new Map((await db.selectFrom('unit').select(['id', 'name']).execute()).map(r => [r.name, r.id])),
  )
  const missing = trainingAccounts(env.fixturesDir).filter(a => !there.has(a.login))
  if (missing.length === 0) return
  must(
    await write({ env, actor: seeder }, async tx => {
      for (const a of missing)
        must(
          await createAccount(tx, county.agency.id, {
            login: a.login,
            name: a.name,
            roles: a.roles,
            unitId: a.unit === null ? null : (units.get(a.unit) ?? null),
            inspectorCode: a.inspectorCode,
            password: a.password,
            mustChangePassword: false,
          }),
        )
      return { ok: true, value: true }
    }),
  )
}
