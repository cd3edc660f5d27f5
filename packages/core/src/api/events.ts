/**
 * 事件目录 — every kind of event, its Chinese title, and the transparency-log leaf it carries (null: not in the log by itself).
 * `docs/events.md` is generated from here.
 */
export interface EventKind {
  readonly zh: string
  /** Type of the log entry (protocol §8), if any. */
  readonly leaf:
    | 'registry-root'
    | 'audit-root'
    | 'items'
    | 'plan'
    | 'commit'
    | 'event'
    | 'result'
    | 'unfilled'
    | 'substitute'
    | 'reassign'
    | 'publish'
    | 'void'
    | 'publicity'
    | 'correction'
    | null
}

export const eventKinds = {
  'agency.created': { zh: '建立单位', leaf: null },
  'account.created': { zh: '新建账号', leaf: null },
  'account.disabled': { zh: '停用账号', leaf: null },
  'account.enabled': { zh: '启用账号', leaf: null },
  'account.edited': { zh: '修改账号', leaf: null },
  'account.unlocked': { zh: '解锁账号', leaf: null },
  'account.totp_begun': { zh: '开始启用动态码', leaf: null },
  'account.totp_enabled': { zh: '启用动态码', leaf: null },
  'account.totp_disabled': { zh: '停用动态码', leaf: null },
  'account.totp_removed': { zh: '移除他人的动态码', leaf: null },
  'account.recovery_used': { zh: '用恢复码登录', leaf: null },
  'account.password_changed': { zh: '修改密码', leaf: null },
  'account.password_reset': { zh: '重置密码', leaf: null },
  'account.locked': { zh: '账号锁定', leaf: null },
  'session.started': { zh: '登录', leaf: null },
  'session.refused': { zh: '登录失败', leaf: null },
  'session.ended': { zh: '退出', leaf: null },
  'agency.contact_changed': { zh: '修改对外联系方式', leaf: null },
  'unit.created': { zh: '新增内设机构', leaf: null },
  'unit.renamed': { zh: '内设机构改名', leaf: null },
  'unit.retired': { zh: '停用内设机构', leaf: null },
  'unit.restored': { zh: '恢复内设机构', leaf: null },
  'training.advanced': { zh: '推进演练时钟', leaf: null },
  'registry.imported': { zh: '导入台账', leaf: null },
  'inspector.saved': { zh: '修改检查人员', leaf: null },
  'inspector.status_changed': { zh: '检查人员请假、销假、调动', leaf: null },
  'registry.fact_struck': { zh: '划除一条事实', leaf: null },
  'registry.fact_restored': { zh: '恢复一条事实', leaf: null },
  'registry.listing_closed': { zh: '移出名单', leaf: null },
  'registry.listing_reopened': { zh: '撤销移出名单', leaf: null },
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
  'batch.registered': { zh: '登记外部抽取', leaf: null },
  'batch.withdrawn': { zh: '撤回外部抽取登记', leaf: null },
  'batch.completed': { zh: '外部抽取批次公布', leaf: null },
  'visit.opened': { zh: '开立检查', leaf: null },
  'visit.cancelled': { zh: '作废检查', leaf: null },
  'visit.scheduled': { zh: '排期', leaf: null },
  'visit.unscheduled': { zh: '撤回排期', leaf: null },
  'visit.approved': { zh: '审批检查', leaf: null },
  'visit.sent_back': { zh: '退回排期', leaf: null },
  'visit.approval_withdrawn': { zh: '撤回审批', leaf: null },
  'visit.started': { zh: '开始检查', leaf: null },
  'visit.start_withdrawn': { zh: '撤回开始', leaf: null },
  'visit.saved': { zh: '保存检查记录', leaf: null },
  'visit.file_stored': { zh: '上传检查材料', leaf: null },
  'visit.sent_to_sign': { zh: '送签', leaf: null },
  'visit.taken_back': { zh: '撤回送签', leaf: null },
  'visit.signed': { zh: '签名', leaf: null },
  'visit.submitted': { zh: '提交检查记录', leaf: null },
  'visit.closed': { zh: '办结检查', leaf: null },
  'visit.reopened': { zh: '撤回办结', leaf: null },
  'change.asked': { zh: '申请换人或递补', leaf: null },
  'change.withdrawn': { zh: '撤回申请', leaf: null },
  'change.refused': { zh: '不同意换人或递补', leaf: null },
  'change.approved': { zh: '同意换人或递补', leaf: null },
  'finding.determined': { zh: '认定结果', leaf: null },
  'finding.returned': { zh: '审核退回', leaf: null },
  'finding.reviewed': { zh: '审核通过', leaf: null },
  'finding.review_withdrawn': { zh: '撤回审核', leaf: null },
  'finding.published': { zh: '公示结果', leaf: 'publicity' },
  'finding.withheld': { zh: '不予公示', leaf: 'publicity' },
  'finding.correction_opened': { zh: '提出更正', leaf: null },
  'finding.correction_dropped': { zh: '撤回更正', leaf: null },
  'finding.corrected': { zh: '公示更正', leaf: 'correction' },
  'reply.recorded': { zh: '登记企业答复', leaf: null },
  'reply.withdrawn': { zh: '撤下企业答复', leaf: null },
  'disclosure.exported': { zh: '导出公示数据', leaf: null },
  'disclosure.received': { zh: '登记回执', leaf: null },
  'disclosure.returned': { zh: '登记退回', leaf: null },
  'disclosure.reset': { zh: '恢复待推送', leaf: null },
  'publicity.withheld': { zh: '暂不公开一类信息', leaf: null },
  'publicity.restored': { zh: '恢复公开一类信息', leaf: null },
  'followup.opened': { zh: '开立后续处置', leaf: null },
  'followup.stepped': { zh: '办理后续处置', leaf: null },
  'followup.closed': { zh: '办结后续处置', leaf: null },
  'followup.reopened': { zh: '恢复后续处置', leaf: null },
  'followup.cancelled': { zh: '作废后续处置', leaf: null },
  'followup.file_stored': { zh: '上传后续处置佐证', leaf: null },
  'jurisdiction.set': { zh: '登记管辖', leaf: null },
  'lead.recorded': { zh: '登记线索', leaf: null },
  'lead.disposed': { zh: '处置线索', leaf: null },
  'lead.reopened': { zh: '恢复线索', leaf: null },
  'lead.closed': { zh: '办结线索', leaf: null },
  'returnvisit.drawn': { zh: '抽取回访', leaf: null },
  'returnvisit.recorded': { zh: '记录回访', leaf: null },
  'visit.substituted': { zh: '替换检查对象', leaf: 'substitute' },
  'visit.reassigned': { zh: '改派检查人员', leaf: 'reassign' },
  'visit.recorded': { zh: '录入检查结果', leaf: null },
  'backup.asked': { zh: '要求备份', leaf: null },
  'template.saved': { zh: '修改文书模板', leaf: null },
  'template.restored': { zh: '恢复文书模板', leaf: null },
  'returnvisit.withdrawn': { zh: '撤回回访记录', leaf: null },
  'backup.made': { zh: '备份', leaf: null },
  'backup.failed': { zh: '备份失败', leaf: null },
  'backup.restored': { zh: '从备份恢复', leaf: null },
  'backup.drilled': { zh: '恢复演练', leaf: null },
  'audit.rooted': { zh: '操作记录每日根', leaf: 'audit-root' },
} as const satisfies Record<string, EventKind>

export type EventName = keyof typeof eventKinds
