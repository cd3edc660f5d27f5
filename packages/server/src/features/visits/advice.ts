/** 建议的检查方式 and the items of a visit, from the scheme and the item list in force. */
import type { Scope } from '@mingcha/core/access'
import type { PlainDate } from '@mingcha/core/base'
import { isBasisInForce } from '@mingcha/core/inspection'
import { appliesBySelf, type MethodChoice, methodFor, type Scheme } from '@mingcha/core/scheme'
import type { ReadDb } from '../../db/tx.ts'
import { type ItemLists, loadItemLists } from '../items/queries.ts'
import { type DrawSubject, loadSubjectsForDraw } from '../registry/for-draw.ts'
import type { VisitSecret } from './for-batch.ts'
import type { CheckedItem } from './work.ts'

const unknownSubject: MethodChoice = { method: 'on-site', why: '检查对象不在名录库中', law: ['A-26'] }

/** @law LY-26 HS-35 SJZ-44 */
export async function adviseMethod(db: ReadDb, scope: Scope, scheme: Scheme, subject: string, on: PlainDate): Promise<MethodChoice> {
  const [found] = await loadSubjectsForDraw(db, scope, on, [subject])
  return found ? methodFor(scheme, found, on) : unknownSubject
}

/**
 * 一表通查 — the items of the visit's tasks, and every published item that applies to the firm by itself, has a basis in force, and asks for no
 * speciality the team lacks. @law JX-20 JX-06 JX-07
 */
export async function itemsOfVisit(db: ReadDb, scope: Scope, secret: VisitSecret, on: PlainDate): Promise<CheckedItem[]> {
  const [subject] = await loadSubjectsForDraw(db, scope, on, [secret.subject])
  return pickItems(await loadItemLists(db, scope), secret, subject, on)
}

export function pickItems(lists: ItemLists, secret: VisitSecret, subject: DrawSubject | undefined, on: PlainDate): CheckedItem[] {
  const named = new Set(secret.items)
  const held = new Set(secret.slots.map(s => s.speciality))
  return [...lists.published.values()]
    .filter(
      item =>
        named.has(item.code) ||
        (subject !== undefined &&
          appliesBySelf(item.appliesTo, subject) &&
          (item.speciality === null || held.has(item.speciality)) &&
          item.bases.some(b => isBasisInForce(b, on))),
    )
    .map(item => ({
      code: item.code,
      name: item.name,
      content: [...item.content],
      bases: item.bases.filter(b => isBasisInForce(b, on)).map(b => `${b.law}${b.article === '-' ? '' : b.article}`),
    }))
}
