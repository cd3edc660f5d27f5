import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '@mingcha/core/access'
import { err, ok } from '@mingcha/core/base'
import type { HandlersFor } from '../../http/handler.ts'
import { adoptScheme, listShippedSchemes } from '../scheme/commands.ts'
import {
  advanceTrainingClock,
  beginOwnTotp,
  changePassword,
  confirmOwnTotp,
  createAccount,
  createAgency,
  createUnit,
  disableOwnTotp,
  editAccount,
  removeTotpOf,
  renameUnit,
  resetPasswordOf,
  saveContact,
  setDisabled,
  setUnitRetired,
  signIn,
  signOut,
  unlockAccount,
} from './commands.ts'
import { listAccounts, listEvents, listUnits, viewContact, viewSession } from './queries.ts'

export const accessHandlers = {
  'session.view': async (reader, { io }) => ok(await viewSession(reader, reader.actor, io.csrf)),
  'session.start': async (tx, { body, io }) => {
    const signed = await signIn(tx, body.login, body.password, body.code)
    if (!signed.ok) return signed
    const { token, csrf, expiresAt, accountId } = signed.value
    io.setSession(token, expiresAt)
    const account = await tx.db.selectFrom('account').selectAll().where('id', '=', accountId).executeTakeFirstOrThrow()
    const actor: Actor = {
      accountId,
      agency: account.agency_id,
      login: account.login,
      name: account.name,
      roles: account.roles as Actor['roles'],
      unitId: account.unit_id,
      inspectorCode: account.inspector_code,
    }
    return ok(await viewSession(tx, actor, csrf))
  },
  'session.end': async (tx, { io }) => {
    io.clearSession()
    return signOut(tx, io.sessionToken ?? '')
  },
  'setup.options': async reader => ok({ schemes: listShippedSchemes(reader.env.schemesDir) }),
  'setup.create': async (tx, { body, io }) => {
    const { administrator, agency, units, scheme } = body
    const made = await createAgency(tx, { ...agency, units })
    if (!made.ok) return made
    const account = await createAccount(tx, agency.id, {
      ...administrator,
      roles: ['admin'],
      unitId: null,
      inspectorCode: null,
      mustChangePassword: false,
    })
    if (!account.ok) return account
    const actor: Actor = {
      accountId: account.value.id,
      agency: agency.id,
      login: administrator.login,
      name: administrator.name,
      roles: ['admin'],
      unitId: null,
      inspectorCode: null,
    }
    if (scheme !== null) {
      if (!listShippedSchemes(tx.env.schemesDir).some(s => s.id === scheme))
        return err({ code: 'request.invalid', where: 'scheme', why: '没有这份方案' })
      const adopted = await adoptScheme(
        // Nobody was signed in when this transaction began, so its events are told their agency.
        {
          ...tx,
          actor,
          scope: { agencies: [agency.id], units: null, officer: null },
          emit: event => tx.emit({ ...event, agency: agency.id }),
        },
        readFileSync(join(tx.env.schemesDir, `${scheme}.yaml`), 'utf8'),
      )
      if (!adopted.ok) return adopted
    }
    const signed = await signIn(tx, administrator.login, administrator.password)
    if (!signed.ok) return signed
    io.setSession(signed.value.token, signed.value.expiresAt)
    return ok(await viewSession(tx, actor, signed.value.csrf))
  },
  'account.list': async ({ db, scope, env }) => ok(await listAccounts(db, scope, env.systemNow())),
  'account.create': (tx, { body }) => createAccount(tx, tx.actor.agency, { ...body, mustChangePassword: true }),
  'account.disable': async (tx, { params }) =>
    params.id === tx.actor.accountId
      ? err({ code: 'request.invalid', where: 'id', why: '不能停用自己的账号' })
      : setDisabled(tx, params.id, true),
  'account.enable': (tx, { params }) => setDisabled(tx, params.id, false),
  'account.edit': (tx, { params, body }) => editAccount(tx, params.id, body),
  'account.resetPassword': (tx, { params }) => resetPasswordOf(tx, params.id),
  'account.unlock': (tx, { params }) => unlockAccount(tx, params.id),
  'account.removeTotp': (tx, { params }) => removeTotpOf(tx, params.id),
  'totp.begin': (tx, { body }) => beginOwnTotp(tx, body.password),
  'totp.confirm': (tx, { body }) => confirmOwnTotp(tx, body.code),
  'totp.disable': (tx, { body }) => disableOwnTotp(tx, body.password, body.code),
  'account.changePassword': (tx, { body, io }) => changePassword(tx, body.current, body.next, io.sessionToken),
  'agency.contact': async ({ db, scope }) => ok(await viewContact(db, scope)),
  'agency.saveContact': (tx, { body }) => saveContact(tx, body),
  'unit.list': async ({ db, scope }) => ok(await listUnits(db, scope)),
  'unit.create': (tx, { body }) => createUnit(tx, body.name),
  'unit.rename': (tx, { params, body }) => renameUnit(tx, params.id, body.name),
  'unit.retire': (tx, { params }) => setUnitRetired(tx, params.id, true),
  'unit.restore': (tx, { params }) => setUnitRetired(tx, params.id, false),
  'training.advance': (tx, { body }) => advanceTrainingClock(tx, body.to),
  'event.list': async (reader, { query }) => ok(await listEvents(reader, query.before, query.limit)),
} satisfies HandlersFor<
  | 'session.view'
  | 'session.start'
  | 'session.end'
  | 'setup.options'
  | 'setup.create'
  | 'account.list'
  | 'account.create'
  | 'account.disable'
  | 'account.enable'
  | 'account.edit'
  | 'account.resetPassword'
  | 'account.unlock'
  | 'account.removeTotp'
  | 'totp.begin'
  | 'totp.confirm'
  | 'totp.disable'
  | 'account.changePassword'
  | 'agency.contact'
  | 'agency.saveContact'
  | 'unit.list'
  | 'unit.create'
  | 'unit.rename'
  | 'unit.retire'
  | 'unit.restore'
  | 'training.advance'
  | 'event.list'
>
