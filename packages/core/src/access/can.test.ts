import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Action, type Actor, actions, can, type Role, roles, scopeOf } from './can.ts'

const actor = (...has: Role[]): Actor => ({
  accountId: 'a',
  agency: '990101',
  login: 'x',
  name: '甲',
  roles: has,
  unitId: null,
  inspectorCode: null,
})

describe('权限表', () => {
  it('每件事由谁做，逐条列出：改动权限表须改这里', () => {
    const short: Record<string, Role> = {
      综: 'office',
      业: 'business',
      法: 'legal',
      执: 'officer',
      负: 'head',
      监: 'supervisor',
      名: 'registrar',
      系: 'admin',
      审: 'auditor',
    }
    const table: readonly (readonly [action: Action, who: string])[] = [
      ['account.list', '负系审'],
      ['account.create', '系'],
      ['account.change', '系'],
      ['agency.contact', '综系'],
      ['unit.list', '综业法执负监名系审'],
      ['unit.create', '系'],
      ['unit.change', '系'],
      ['backup.list', '综系'],
      ['backup.make', '系'],
      ['training.clock', '综负监系'],
      ['registry.view', '综业法负监名系审'],
      ['registry.import', '综名'],
      ['registry.edit', '综名'],
      ['registry.reveal', '负名'],
      ['scheme.view', '综业法执负监名系审'],
      ['scheme.try', '综业法负监名系审'],
      ['scheme.propose', '综业法负'],
      ['scheme.decide', '负'],
      ['scheme.adopt', '负系'],
      ['items.view', '综业法执负监名系审'],
      ['items.edit', '综业'],
      ['items.publish', '综负'],
      ['plan.view', '综业法执负监名系审'],
      ['plan.edit', '综业'],
      ['plan.publish', '综负'],
      ['task.view', '综业法负监名系审'],
      ['task.create', '综业'],
      ['task.withdraw', '综业'],
      ['batch.view', '综业法负监名系审'],
      ['batch.create', '综'],
      ['batch.freeze', '综'],
      ['batch.void', '负'],
      ['batch.holdSecret', '负监审'],
      ['event.enter', '监'],
      ['event.confirm', '综负'],
      ['draw.execute', '综负监'],
      ['draw.publish', '综负'],
      ['batch.register', '综'],
      ['visit.own', '执'],
      ['visit.progress', '综业法负监名系审'],
      ['visit.list', '综业法负监'],
      ['visit.schedule', '执负'],
      ['visit.approve', '负'],
      ['visit.record', '执'],
      ['visit.open', '综执负'],
      ['change.ask', '综执负'],
      ['change.decide', '负'],
      ['finding.view', '综业法负监名系审'],
      ['finding.determine', '负'],
      ['finding.review', '综法负'],
      ['finding.publish', '综'],
      ['finding.correct', '综负'],
      ['reply.record', '综'],
      ['disclosure.export', '综'],
      ['followup.view', '综业法执负监名系审'],
      ['followup.open', '综业执负'],
      ['followup.work', '综业执负'],
      ['followup.close', '综业负'],
      ['lead.view', '综业法负监名系审'],
      ['lead.edit', '综业负'],
      ['returnvisit.record', '综法监'],
      ['desk.view', '综业法执负监名系审'],
      ['oversight.view', '综法负监审'],
      ['event.list', '负监系审'],
      ['template.view', '综业法负监名系审'],
      ['template.edit', '综法'],
    ]
    expect(table.map(([action]) => action).sort()).toEqual(Object.keys(actions).sort())
    for (const [action, who] of table)
      expect(
        roles.filter(role => can(actor(role), action).ok),
        action,
      ).toEqual(roles.filter(role => [...who].some(letter => short[letter] === role)))
  })

  it('录入公共事件的人不能自己确认（操作人与见证人必须不同）', () => {
    const both = actor('office', 'supervisor')
    expect(can(both, 'event.confirm', { madeBy: 'a' })).toEqual({ ok: false, error: { code: 'access.same_person' } })
    expect(can(both, 'event.confirm', { madeBy: 'b' }).ok).toBe(true)
  })

  it('三处分离：拟制人不批准、操作人不见证、检查人与认定人不审核；之前的人可以有几个（DESIGN §10）', () => {
    const all = actor(...roles)
    for (const [action, code] of [
      ['event.confirm', 'access.same_person'],
      ['visit.approve', 'access.drafter_approves'],
      ['scheme.decide', 'access.drafter_approves'],
      ['finding.review', 'access.inspector_reviews'],
    ] as const) {
      for (const madeBy of ['a', ['b', 'a'], ['a', null]])
        expect(can(all, action, { madeBy }), action).toEqual({ ok: false, error: { code } })
      for (const madeBy of ['b', null, [], ['b', 'c'], [null]]) expect(can(all, action, { madeBy }).ok, action).toBe(true)
      expect(can(all, action).ok).toBe(true)
    }
  })

  it('没有分离要求的事，自己做过前一步也可以做下一步', () => {
    const free = (Object.keys(actions) as Action[]).filter(
      a => !['event.confirm', 'visit.approve', 'scheme.decide', 'finding.review'].includes(a),
    )
    for (const action of free) expect(can(actor(...roles), action, { madeBy: ['a'] }).ok, action).toBe(true)
  })

  it('角色不够先说角色：被分离的人若本来就无权，得到的是谁能办', () => {
    expect(can(actor('officer'), 'finding.review', { madeBy: ['a'] })).toMatchObject({
      error: { code: 'access.role', who: '法制、综合办、负责人' },
    })
  })

  it('没有角色就什么也不能做；多一个角色从不减少权限', () => {
    const action = fc.constantFrom(...(Object.keys(actions) as Action[]))
    const some = fc.subarray([...roles])
    fc.assert(
      fc.property(action, some, fc.constantFrom(...roles), (a, has, more) => {
        expect(can(actor(), a).ok).toBe(false)
        if (can(actor(...has), a).ok) expect(can(actor(...has, more), a).ok).toBe(true)
      }),
      { seed: 7 },
    )
  })

  it('拒绝时说出谁能办', () => {
    expect(can(actor('officer'), 'batch.freeze')).toEqual({
      ok: false,
      error: { code: 'access.role', action: 'batch.freeze', who: '综合办' },
    })
  })
})

describe('范围', () => {
  it('只见本单位；只有执法人员角色的人只见自己的检查，未绑定编号的谁的也见不到', () => {
    expect(scopeOf(actor('office'))).toEqual({ agencies: ['990101'], units: null, officer: null })
    expect(scopeOf({ ...actor('officer'), inspectorCode: 'A01' }).officer).toBe('A01')
    expect(scopeOf(actor('officer')).officer).toBe('-')
  })
})
