import { z } from 'zod'
import { actions, roles } from '../../access/can.ts'
import { defineRoutes } from '../route.ts'
import { done, instant, text } from './shared.ts'

const role = z.enum(roles)
const password = z.string().min(1).max(200)

export const sessionView = z.object({
  mode: z.enum(['training', 'office']),
  setupNeeded: z.boolean(),
  /** Domain time: the training clock, or the real one. */
  now: instant,
  /** Legal day in Asia/Shanghai. */
  today: z.iso.date(),
  agency: z.object({ id: z.string(), name: z.string(), level: z.string() }).nullable(),
  account: z
    .object({
      id: z.string(),
      login: z.string(),
      name: z.string(),
      roles: z.array(role),
      inspectorCode: z.string().nullable(),
      mustChangePassword: z.boolean(),
    })
    .nullable(),
  /** Which actions the account may do, by the same table the server asks. */
  may: z.partialRecord(z.enum(Object.keys(actions) as [keyof typeof actions, ...(keyof typeof actions)[]]), z.boolean()),
  csrf: z.string(),
  /** Training accounts shown on the login page; empty in an office. */
  trainingAccounts: z.array(z.object({ login: z.string(), name: z.string(), roles: z.array(role), password: z.string() })),
})

export const accountView = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  roles: z.array(role),
  unitName: z.string().nullable(),
  inspectorCode: z.string().nullable(),
  disabled: z.boolean(),
  locked: z.boolean(),
})

export const accessRoutes = defineRoutes({
  'session.view': { method: 'GET', path: '/api/session', can: 'public', title: '当前登录', reply: sessionView },
  'session.start': {
    method: 'POST',
    path: '/api/session',
    can: 'public',
    title: '登录',
    body: z.object({ login: z.string().trim().min(1).max(64), password }),
    reply: sessionView,
    reverse: 'session.end',
  },
  'session.end': { method: 'POST', path: '/api/session/end', can: 'session', title: '退出', reply: done, reverse: 'session.start' },
  'setup.create': {
    method: 'POST',
    path: '/api/setup',
    can: 'public',
    title: '初始设置',
    body: z.object({
      agency: z.object({
        id: z.string().regex(/^[0-9A-Z-]{1,16}$/),
        name: text(80),
        level: z.enum(['province', 'city', 'county', 'district']),
      }),
      units: z.array(text(60)).max(60),
      administrator: z.object({ login: z.string().regex(/^[a-zA-Z0-9_.-]{2,32}$/), name: text(40), password }),
      /** A scheme that ships (`schemes/<id>.yaml`), or none yet. */
      scheme: z.string().max(60).nullable(),
    }),
    reply: sessionView,
    reverse: '无：一台机器只设置一次；设错了可在设置页改名，或清空数据目录重来',
  },
  'setup.options': {
    method: 'GET',
    path: '/api/setup/options',
    can: 'public',
    title: '可选方案',
    reply: z.object({ schemes: z.array(z.object({ id: z.string(), name: z.string(), level: z.string() })) }),
  },
  'account.list': {
    method: 'GET',
    path: '/api/accounts',
    can: 'account.list',
    title: '账号列表',
    reply: z.object({ rows: z.array(accountView) }),
  },
  'account.create': {
    method: 'POST',
    path: '/api/accounts',
    can: 'account.create',
    title: '新建账号',
    body: z.object({
      login: z.string().regex(/^[a-zA-Z0-9_.-]{2,32}$/),
      name: text(40),
      roles: z.array(role).min(1),
      unitId: z.uuid().nullable(),
      inspectorCode: z.string().max(32).nullable(),
      password,
    }),
    reply: z.object({ id: z.string() }),
    reverse: 'account.disable',
  },
  'account.disable': {
    method: 'POST',
    path: '/api/accounts/:id/disable',
    can: 'account.change',
    title: '停用账号',
    params: z.object({ id: z.uuid() }),
    reply: done,
    reverse: 'account.enable',
  },
  'account.enable': {
    method: 'POST',
    path: '/api/accounts/:id/enable',
    can: 'account.change',
    title: '启用账号',
    params: z.object({ id: z.uuid() }),
    reply: done,
    reverse: 'account.disable',
  },
  'account.changePassword': {
    method: 'POST',
    path: '/api/password',
    can: 'session',
    title: '修改密码',
    body: z.object({ current: password, next: password }),
    reply: done,
    reverse: '无：旧密码不保存；再改一次即可',
  },
  'unit.list': {
    method: 'GET',
    path: '/api/units',
    can: 'unit.list',
    title: '内设机构',
    reply: z.object({ rows: z.array(z.object({ id: z.string(), name: z.string() })) }),
  },
  'unit.create': {
    method: 'POST',
    path: '/api/units',
    can: 'unit.create',
    title: '新增内设机构',
    body: z.object({ name: text(60) }),
    reply: z.object({ id: z.string() }),
    reverse: '无：名称有误可另建；机构不删除，以免历史失去归属',
  },
  'training.advance': {
    method: 'POST',
    path: '/api/training/clock',
    can: 'training.clock',
    title: '推进演练时钟',
    body: z.object({ to: instant }),
    reply: z.object({ now: instant }),
    reverse: '无：演练时钟只向前；重新开始请换一个演练目录',
  },
  'event.list': {
    method: 'GET',
    path: '/api/events',
    can: 'event.list',
    title: '操作记录',
    query: z.object({ before: z.coerce.number().int().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    reply: z.object({
      rows: z.array(
        z.object({
          id: z.number(),
          kind: z.string(),
          title: z.string(),
          actor: z.string().nullable(),
          thing: z.string(),
          at: instant,
          logIndex: z.number().nullable(),
        }),
      ),
    }),
  },
})
