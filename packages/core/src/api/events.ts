/**
 * 事件目录 — every kind of event, its Chinese title, and the transparency-log leaf it carries (null: not in the log by itself).
 * `docs/events.md` is generated from here.
 */
export interface EventKind {
  readonly zh: string
  /** Type of the log entry (protocol §8), if any. */
  readonly leaf: 'registry-root' | 'items' | 'plan' | 'commit' | 'event' | 'result' | 'unfilled' | 'publish' | 'void' | null
}

export const eventKinds = {
  'agency.created': { zh: '建立单位', leaf: null },
  'account.created': { zh: '新建账号', leaf: null },
  'account.disabled': { zh: '停用账号', leaf: null },
  'account.enabled': { zh: '启用账号', leaf: null },
  'account.password_changed': { zh: '修改密码', leaf: null },
  'account.password_reset': { zh: '重置密码', leaf: null },
  'account.locked': { zh: '账号锁定', leaf: null },
  'session.started': { zh: '登录', leaf: null },
  'session.refused': { zh: '登录失败', leaf: null },
  'session.ended': { zh: '退出', leaf: null },
  'unit.created': { zh: '新增内设机构', leaf: null },
  'training.advanced': { zh: '推进演练时钟', leaf: null },
  'registry.imported': { zh: '导入名录', leaf: null },
  'registry.revealed': { zh: '查看个人信息', leaf: null },
  'registry.rooted': { zh: '名录库快照', leaf: 'registry-root' },
  'scheme.adopted': { zh: '采用实施方案', leaf: null },
  'items.imported': { zh: '导入事项草稿', leaf: null },
  'items.published': { zh: '公布事项清单', leaf: 'items' },
  'plan.row_added': { zh: '新增计划行', leaf: null },
  'plan.row_removed': { zh: '删除计划行', leaf: null },
  'plan.published': { zh: '公布年度计划', leaf: 'plan' },
  'task.created': { zh: '下达任务', leaf: null },
  'task.withdrawn': { zh: '撤回任务', leaf: null },
  'batch.created': { zh: '组成批次', leaf: null },
  'batch.dissolved': { zh: '解散批次', leaf: null },
  'batch.secret_registered': { zh: '登记密钥摘要', leaf: null },
  'batch.secret_withdrawn': { zh: '撤回密钥摘要', leaf: null },
  'batch.committed': { zh: '冻结并承诺', leaf: 'commit' },
  'batch.voided': { zh: '作废（事件之前）', leaf: 'void' },
  'event.evidence_stored': { zh: '上传事件佐证', leaf: null },
  'event.entered': { zh: '录入公共随机事件', leaf: null },
  'event.withdrawn': { zh: '撤回录入', leaf: null },
  'event.confirmed': { zh: '确认公共随机事件', leaf: 'event' },
  'batch.secret_opened': { zh: '打开密钥', leaf: null },
  'draw.executed': { zh: '抽取并匹配', leaf: 'result' },
  'draw.unfilled': { zh: '缺员登记', leaf: 'unfilled' },
  'draw.published': { zh: '公布抽取记录', leaf: 'publish' },
  'visit.recorded': { zh: '录入检查结果', leaf: null },
  'template.saved': { zh: '修改文书模板', leaf: null },
  'template.restored': { zh: '恢复文书模板', leaf: null },
  'backup.made': { zh: '备份', leaf: null },
} as const satisfies Record<string, EventKind>

export type EventName = keyof typeof eventKinds
