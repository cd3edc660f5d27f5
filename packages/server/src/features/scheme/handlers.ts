import type { HandlersFor } from '../../http/handler.ts'
import { adoptScheme, decideScheme, proposeScheme, withdrawScheme } from './commands.ts'
import { compareSchemes, viewScheme, viewSchemeVersion } from './queries.ts'
import { formOf, trySchemeText } from './trial.ts'

export const schemeHandlers = {
  'scheme.view': ({ db, scope }) => viewScheme(db, scope),
  'scheme.version': ({ db, scope }, { params }) => viewSchemeVersion(db, scope, params.version),
  'scheme.compare': ({ db, scope }, { query }) => compareSchemes(db, scope, query),
  'scheme.form': async (_tx, { body }) => formOf(body),
  'scheme.try': (tx, { body }) => trySchemeText(tx, body),
  'scheme.propose': (tx, { body }) => proposeScheme(tx, body.yaml, body.reason),
  'scheme.withdraw': (tx, { params }) => withdrawScheme(tx, params.id),
  'scheme.decide': (tx, { params, body }) => decideScheme(tx, params.id, body.adopt, body.opinion),
  'scheme.adopt': (tx, { body }) => adoptScheme(tx, body.yaml),
} satisfies HandlersFor<
  | 'scheme.view'
  | 'scheme.version'
  | 'scheme.compare'
  | 'scheme.form'
  | 'scheme.try'
  | 'scheme.propose'
  | 'scheme.withdraw'
  | 'scheme.decide'
  | 'scheme.adopt'
>
