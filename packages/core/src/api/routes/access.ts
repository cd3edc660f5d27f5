import { z } from 'zod'
import { actions, roles } from '../../access/can.ts'
import { defineRoutes } from '../route.ts'
import { done, instant, text } from './shared.ts'

const role = z.enum(roles)
const password = z.string().min(1).max(200)
/** 动态码 (six digits) or a recovery code. */
const secondCode = z.string().trim().min(6).max(20)
const byId = z.object({ id: z.uuid() })

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
      /** 动态码 is on; `recoveryLeft` counts the unused recovery codes. */
      totp: z.boolean(),
      recoveryLeft: z.number().int(),
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
  unitId: z.string().nullable(),
  unitName: z.string().nullable(),
  inspectorCode: z.string().nullable(),
  disabled: z.boolean(),
  locked: z.boolean(),
  totp: z.boolean(),
  mustChangePassword: z.boolean(),
})

const contactView = z.object({
  contact: z.string(),
  phone: z.string(),
  complaint: z.string(),
  numberPrefix: z.string(),
  reconsideration: z.string(),
  court: z.string(),
})

export const accessRoutes = defineRoutes({
  'session.view': { method: 'GET', path: '/api/session', can: 'public', title: '当前登录', reply: sessionView },
  'session.start': {
    method: 'POST',
    path: '/api/session',
    can: 'public',
    title: '登录',
    /** `code` where the account has 动态码: without it the answer is `access.totp_needed`, and no session. */
    body: z.object({ login: z.string().trim().min(1).max(64), password, code: secondCode.optional() }),
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
  'account.edit': {
    method: 'POST',
    path: '/api/accounts/:id/edit',
    can: 'account.change',
    title: '修改账号',
    params: byId,
    body: z.object({
      name: text(40),
      roles: z.array(role).min(1),
      unitId: z.uuid().nullable(),
      inspectorCode: z.string().max(32).nullable(),
    }),
    reply: done,
    reverse: 'account.edit',
  },
  'account.resetPassword': {
    method: 'POST',
    path: '/api/accounts/:id/reset-password',
    can: 'account.change',
    title: '重置密码',
    params: byId,
    reply: z.object({ password: z.string() }),
    reverse: '无：旧密码不保存；本人登录后自己改',
  },
  'account.unlock': {
    method: 'POST',
    path: '/api/accounts/:id/unlock',
    can: 'account.change',
    title: '解锁账号',
    params: byId,
    reply: done,
    reverse: '无：再输错五次会自动锁定；要阻止登录请停用账号',
  },
  'account.removeTotp': {
    method: 'POST',
    path: '/api/accounts/:id/totp/remove',
    can: 'account.change',
    title: '移除动态码',
    params: byId,
    reply: done,
    reverse: '无：由本人重新启用',
  },
  'totp.begin': {
    method: 'POST',
    path: '/api/totp/begin',
    can: 'session',
    title: '启用动态码：取得密钥',
    body: z.object({ password }),
    /** Shown once: base32 for typing, the address for the QR code. */
    reply: z.object({ secret: z.string(), uri: z.string() }),
    reverse: '无：没有用动态码确认的密钥不起作用，再取一次即作废',
  },
  'totp.confirm': {
    method: 'POST',
    path: '/api/totp/confirm',
    can: 'session',
    title: '启用动态码：确认',
    body: z.object({ code: secondCode }),
    reply: z.object({ recoveryCodes: z.array(z.string()) }),
    reverse: 'totp.disable',
  },
  'totp.disable': {
    method: 'POST',
    path: '/api/totp/disable',
    can: 'session',
    title: '停用动态码',
    body: z.object({ password, code: secondCode }),
    reply: done,
    reverse: 'totp.begin',
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
    reply: z.object({ rows: z.array(z.object({ id: z.string(), name: z.string(), retired: z.boolean(), accounts: z.number().int() })) }),
  },
  'unit.create': {
    method: 'POST',
    path: '/api/units',
    can: 'unit.create',
    title: '新增内设机构',
    body: z.object({ name: text(60) }),
    reply: z.object({ id: z.string() }),
    reverse: 'unit.retire',
  },
  'unit.rename': {
    method: 'POST',
    path: '/api/units/:id/rename',
    can: 'unit.change',
    title: '内设机构改名',
    params: byId,
    body: z.object({ name: text(60) }),
    reply: done,
    reverse: 'unit.rename',
  },
  'unit.retire': {
    method: 'POST',
    path: '/api/units/:id/retire',
    can: 'unit.change',
    title: '停用内设机构',
    params: byId,
    reply: done,
    reverse: 'unit.restore',
  },
  'unit.restore': {
    method: 'POST',
    path: '/api/units/:id/restore',
    can: 'unit.change',
    title: '恢复内设机构',
    params: byId,
    reply: done,
    reverse: 'unit.retire',
  },
  'agency.contact': {
    method: 'GET',
    path: '/api/agency/contact',
    can: 'unit.list',
    title: '对外联系方式',
    reply: contactView,
  },
  'agency.saveContact': {
    method: 'POST',
    path: '/api/agency/contact',
    can: 'agency.contact',
    title: '修改对外联系方式',
    body: z.object({
      contact: text(40),
      phone: text(40),
      complaint: text(120),
      numberPrefix: text(20),
      /** 行政复议机关、有管辖权的人民法院, on 责令改正通知书. */
      reconsideration: text(60),
      court: text(60),
    }),
    reply: done,
    reverse: '再改一次即可；每次修改都在操作记录里',
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
