import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Action, type Actor, actions, can, type Role, roleNames, roles, scopeOf } from './can.ts'

const actor = (...has: Role[]): Actor => ({
  accountId: 'a',
  agency: '990101',
  login: 'x',
  name: '甲',
  roles: has,
  unitId: null,
  inspectorCode: null,
})
const allowed = (role: Role) => (Object.keys(actions) as Action[]).filter(action => can(actor(role), action).ok)

describe('权限表', () => {
  it('每个角色能做的事，逐条列出：改动这张表须改这里', () => {
    const session = ['unit.list', 'scheme.view', 'items.view', 'plan.view']
    const inside = ['registry.view', 'task.view', 'batch.view', 'visit.progress', 'template.view']
    const table: Record<Role, string[]> = {
      office: [
        ...session,
        ...inside,
        'training.clock',
        'registry.import',
        'items.edit',
        'items.publish',
        'plan.edit',
        'plan.publish',
        'task.create',
        'task.withdraw',
        'batch.create',
        'batch.freeze',
        'event.confirm',
        'draw.execute',
        'draw.publish',
        'template.edit',
      ],
      business: [...session, ...inside, 'items.edit', 'plan.edit', 'task.create', 'task.withdraw'],
      legal: [...session, ...inside, 'template.edit'],
      officer: [...session, 'visit.own', 'visit.record'],
      head: [
        ...session,
        ...inside,
        'account.list',
        'training.clock',
        'registry.reveal',
        'scheme.adopt',
        'items.publish',
        'plan.publish',
        'batch.void',
        'batch.holdSecret',
        'event.confirm',
        'draw.execute',
        'draw.publish',
        'event.list',
      ],
      supervisor: [...session, ...inside, 'training.clock', 'batch.holdSecret', 'event.enter', 'draw.execute', 'event.list'],
      registrar: [...session, ...inside, 'registry.import', 'registry.reveal'],
      admin: [
        ...session,
        ...inside,
        'account.list',
        'account.create',
        'account.change',
        'unit.create',
        'training.clock',
        'scheme.adopt',
        'event.list',
      ],
      auditor: [...session, ...inside, 'account.list', 'batch.holdSecret', 'event.list'],
    }
    for (const role of roles) expect(allowed(role).sort(), roleNames[role]).toEqual(table[role].sort())
  })

  it('录入公共事件的人不能自己确认（操作人与见证人必须不同）', () => {
    const both = actor('office', 'supervisor')
    expect(can(both, 'event.confirm', { madeBy: 'a' })).toEqual({ ok: false, error: { code: 'access.same_person' } })
    expect(can(both, 'event.confirm', { madeBy: 'b' }).ok).toBe(true)
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
