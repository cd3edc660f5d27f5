/** 账号、机构、操作记录 — what the settings pages and the session reply read. */
import { type Actor, actions, can, type Role, type Scope } from '@mingcha/core/access'
import { eventKinds, type ReplyOf, type Routes } from '@mingcha/core/api'
import { sql } from 'kysely'
import type { ReadDb, Reader } from '../../db/tx.ts'
import { isBare, trainingAccounts } from '../training/accounts.ts'

type SessionView = ReplyOf<Routes['session.view']>

/** What the page needs to know about who is here. */
export async function viewSession(
  reader: Omit<Reader<Actor | null>, 'db'> & { db: ReadDb },
  actor: Actor | null,
  csrf: string,
): Promise<SessionView> {
  const agency = await reader.db.selectFrom('agency').select(['id', 'name', 'level']).limit(1).executeTakeFirst()
  const account = actor
    ? await reader.db
        .selectFrom('account')
        .select(['must_change_password', 'totp_confirmed_at'])
        .where('id', '=', actor.accountId)
        .executeTakeFirst()
    : undefined
  const recovery =
    actor && account?.totp_confirmed_at
      ? await reader.db
          .selectFrom('account_recovery_code')
          .select(eb => eb.fn.countAll<number>().as('left'))
          .where('account_id', '=', actor.accountId)
          .where('used_at', 'is', null)
          .executeTakeFirst()
      : undefined
  const may: SessionView['may'] = {}
  if (actor) for (const action of Object.keys(actions) as (keyof typeof actions)[]) may[action] = can(actor, action).ok
  return {
    mode: reader.env.mode,
    setupNeeded: agency === undefined,
    now: reader.now,
    today: reader.today,
    agency: agency ?? null,
    account: actor
      ? {
          id: actor.accountId,
          login: actor.login,
          name: actor.name,
          roles: [...actor.roles],
          inspectorCode: actor.inspectorCode,
          mustChangePassword: account?.must_change_password ?? false,
          totp: account?.totp_confirmed_at != null,
          recoveryLeft: recovery?.left ?? 0,
        }
      : null,
    may,
    csrf,
    trainingAccounts:
      reader.env.mode === 'training' && !actor && !isBare(reader.env.home)
        ? trainingAccounts(reader.env.fixturesDir).map(({ login, name, roles, password }) => ({ login, name, roles: [...roles], password }))
        : [],
  }
}

export async function listAccounts(db: ReadDb, scope: Scope, systemNow: string): Promise<ReplyOf<Routes['account.list']>> {
  const rows = await db
    .selectFrom('account')
    .leftJoin('unit', join => join.onRef('unit.agency_id', '=', 'account.agency_id').onRef('unit.id', '=', 'account.unit_id'))
    .select([
      'account.id',
      'account.login',
      'account.name',
      'account.roles',
      'account.unit_id',
      'account.totp_confirmed_at',
      'account.must_change_password',
      'unit.name as unit_name',
      'account.inspector_code',
      'account.disabled_at',
      'account.locked_until',
    ])
    .where('account.agency_id', 'in', scope.agencies)
    .orderBy('account.login')
    .execute()
  return {
    rows: rows.map(r => ({
      id: r.id,
      login: r.login,
      name: r.name,
      roles: r.roles as Role[],
      unitId: r.unit_id,
      unitName: r.unit_name,
      inspectorCode: r.inspector_code,
      disabled: r.disabled_at !== null,
      locked: r.locked_until !== null && r.locked_until > systemNow,
      totp: r.totp_confirmed_at !== null,
      mustChangePassword: r.must_change_password,
    })),
  }
}

/** 内设机构, those in use first. `accounts` counts the enabled accounts in each. */
export async function listUnits(db: ReadDb, scope: Scope): Promise<ReplyOf<Routes['unit.list']>> {
  const rows = await db
    .selectFrom('unit')
    .leftJoin('account', join =>
      join.onRef('account.agency_id', '=', 'unit.agency_id').onRef('account.unit_id', '=', 'unit.id').on('account.disabled_at', 'is', null),
    )
    .select(['unit.id', 'unit.name', 'unit.retired_at', eb => eb.fn.count<number>('account.id').as('accounts')])
    .where('unit.agency_id', 'in', scope.agencies)
    .groupBy(['unit.agency_id', 'unit.id'])
    .orderBy(sql`unit.retired_at is not null`)
    .orderBy('unit.name')
    .execute()
  return { rows: rows.map(r => ({ id: r.id, name: r.name, retired: r.retired_at !== null, accounts: r.accounts })) }
}

/** Instead of a name: who dates, starts or signs a visit is most often who goes, and that is told when it is submitted (X-04, ADR 0010). */
const sealedActor = '检查人员（检查提交后显示）'

/** The trail names who did what; of a visit that is not submitted, an officer is named to the head and to himself only. */
export async function listEvents(
  { db, scope, actor }: Reader,
  before: number | undefined,
  limit: number,
): Promise<ReplyOf<Routes['event.list']>> {
  let query = db
    .selectFrom('event')
    .leftJoin('account', join => join.onRef('account.agency_id', '=', 'event.agency_id').onRef('account.id', '=', 'event.actor_id'))
    // What happened to an account is told by its login; a log-in has nobody signed in yet, so its account is its actor.
    .leftJoin('account as about', join =>
      join
        .onRef('about.agency_id', '=', 'event.agency_id')
        .on(sql<boolean>`event.thing_kind = 'account' and about.id::text = event.thing_id`),
    )
    .leftJoin('log_leaf', 'log_leaf.event_id', 'event.id')
    .select([
      'event.id',
      'event.kind',
      'event.thing_kind',
      'event.thing_id',
      'event.actor_id',
      'event.occurred_at',
      'account.name',
      'account.inspector_code',
      'about.login',
      'about.name as about_name',
      'log_leaf.index',
    ])
    .where('event.agency_id', 'in', scope.agencies)
    .orderBy('event.id', 'desc')
    .limit(limit)
  if (before !== undefined) query = query.where('event.id', '<', before)
  const rows = await query.execute()
  const sealed = can(actor, 'visit.approve').ok ? new Set<string>() : await sealedThings(db, scope, rows)
  return {
    rows: rows.map(r => ({
      id: r.id,
      kind: r.kind,
      title: (eventKinds as Record<string, { zh: string }>)[r.kind]?.zh ?? r.kind,
      actor:
        r.inspector_code !== null && r.actor_id !== actor.accountId && sealed.has(`${r.thing_kind}/${r.thing_id}`)
          ? sealedActor
          : (r.name ?? (r.kind.startsWith('session.') ? r.about_name : null)),
      thing: r.login ?? r.thing_id,
      at: r.occurred_at,
      logIndex: r.index,
    })),
  }
}

/** Of these things: the visits whose firm is not open yet, and the changes of draws that are not published, which name no visit to look at. */
async function sealedThings(
  db: ReadDb,
  scope: Scope,
  events: readonly { readonly thing_kind: string; readonly thing_id: string }[],
): Promise<Set<string>> {
  const idsOf = (kind: string) => [...new Set(events.filter(e => e.thing_kind === kind).map(e => e.thing_id))]
  const [visits, changes] = [idsOf('visit'), idsOf('change')]
  const closed =
    visits.length === 0
      ? []
      : await db
          .selectFrom('visit')
          .select('id')
          .where('agency_id', 'in', scope.agencies)
          .where('id', 'in', visits)
          .where('subject_code', 'is', null)
          .execute()
  const asked =
    changes.length === 0
      ? []
      : await db
          .selectFrom('visit_change')
          .leftJoin('batch', join =>
            join.onRef('batch.agency_id', '=', 'visit_change.agency_id').onRef('batch.code', '=', 'visit_change.batch_code'),
          )
          .select('visit_change.id')
          .where('visit_change.agency_id', 'in', scope.agencies)
          .where('visit_change.id', 'in', changes)
          .where(eb => eb.or([eb('batch.state', 'is', null), eb('batch.state', '!=', 'published')]))
          .execute()
  return new Set([...closed.map(r => `visit/${r.id}`), ...asked.map(r => `change/${r.id}`)])
}

/** Empty words where nothing was entered yet: the notice then says where to enter them. */
export async function viewContact(db: ReadDb, scope: Scope): Promise<ReplyOf<Routes['agency.contact']>> {
  const row = await db.selectFrom('agency_contact').selectAll().where('agency_id', 'in', scope.agencies).executeTakeFirst()
  return {
    contact: row?.contact ?? '',
    phone: row?.phone ?? '',
    complaint: row?.complaint ?? '',
    numberPrefix: row?.number_prefix ?? '',
    reconsideration: row?.reconsideration ?? '',
    court: row?.court ?? '',
  }
}
