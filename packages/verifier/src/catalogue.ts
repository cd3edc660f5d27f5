/**
 * The closed list of checks, shared by name with the Python reference. Every report has every check exactly once, in this order.
 */
export const GROUPS = [
  { key: 'commitment', zh: '承诺', en: 'Commitment' },
  { key: 'event', zh: '事件', en: 'Event' },
  { key: 'selection', zh: '抽取', en: 'Selection' },
  { key: 'assignment', zh: '匹配', en: 'Assignment' },
  { key: 'log', zh: '日志', en: 'Log' },
  { key: 'publication', zh: '公布', en: 'Publication' },
] as const
export type Group = (typeof GROUPS)[number]['key']

interface CheckEntry {
  readonly group: Group
  /** the protocol's section */
  readonly rule: string
  readonly zh: string
  readonly en: string
}

export const CHECKS = {
  'bundle.files': { group: 'commitment', rule: '§2', zh: '文件齐全，不多不少', en: 'Exactly the files of a bundle' },
  'bundle.bounds': { group: 'commitment', rule: '§9', zh: '文件大小与行数在限度之内', en: 'Sizes and counts within bounds' },
  'commit.format': { group: 'commitment', rule: '§3', zh: '承诺书格式正确', en: 'Commitment well formed' },
  'commit.lists': { group: 'commitment', rule: '§2', zh: '六份名单与承诺的摘要一致', en: 'Six lists match their committed digests' },
  'commit.strata': { group: 'commitment', rule: '§3', zh: '分层、家数与抽取数量按规则算出', en: 'Strata, counts and quotas follow' },
  'commit.entropy': { group: 'commitment', rule: '§3', zh: '随机来源与可信等级名副其实', en: 'Entropy and assurance as claimed' },
  'frame.format': { group: 'commitment', rule: '§2', zh: '候选库格式正确', en: 'Frame well formed' },
  'excluded.format': {
    group: 'commitment',
    rule: '§2',
    zh: '剔除名单格式正确，与候选库不重叠',
    en: 'Exclusions well formed, apart from the frame',
  },
  'slots.format': {
    group: 'commitment',
    rule: '§2',
    zh: '席位表格式正确，每家至少两席',
    en: 'Slots well formed, two or more for each object',
  },
  'roster.format': {
    group: 'commitment',
    rule: '§2',
    zh: '检查人员名册格式正确，一证一人',
    en: 'Roster well formed, certificates distinct',
  },
  'barred.format': { group: 'commitment', rule: '§2', zh: '回避名单格式正确', en: 'Recusals well formed' },
  'pairs.format': { group: 'commitment', rule: '§2', zh: '轮换名单格式正确', en: 'Rotation pairs well formed' },
  'event.format': { group: 'event', rule: '§4', zh: '公共随机事件记录格式正确', en: 'Event record well formed' },
  'event.order': { group: 'event', rule: '§4', zh: '事件在承诺之后、期限之内', en: 'Event after the commitment, in time' },
  'seed.transcript': {
    group: 'event',
    rule: '§4',
    zh: '种子只由承诺、密钥与事件拼成',
    en: 'Seed made of commitment, secrets and event only',
  },
  'selected.order': { group: 'selection', rule: '§5', zh: '票号与名次逐一重算一致', en: 'Every ticket and rank recomputed' },
  'cutoffs.match': { group: 'selection', rule: '§5', zh: '各层截止线一致', en: 'Cut-offs match' },
  'assign.format': { group: 'assignment', rule: '§6', zh: '匹配表格式正确，人人合规', en: 'Assignment well formed and lawful' },
  'assign.optimal': { group: 'assignment', rule: '§6', zh: '匹配是规则下的最优解', en: 'Assignment optimal' },
  'assign.unique': { group: 'assignment', rule: '§6', zh: '最优解只有这一个', en: 'The optimum is unique' },
  'potentials.canonical': { group: 'assignment', rule: '§6', zh: '最优性凭证是唯一写法', en: 'Potentials canonical' },
  'unfilled.cuts': { group: 'assignment', rule: '§6', zh: '未配齐席位的原因属实', en: 'Reasons of unfilled slots true' },
  'changes.format': { group: 'assignment', rule: '§7', zh: '变更条目格式正确，编号连续', en: 'Changes well formed, numbered on' },
  'changes.replay': {
    group: 'assignment',
    rule: '§§5–6',
    zh: '替换按候补次序、改派按规则，逐条重算一致',
    en: 'Every substitute in reserve order and every reassign made again',
  },
  'unstaffable.count': { group: 'assignment', rule: '§3', zh: '单独抽中也配不齐的家数属实', en: 'Unstaffable count true' },
  'result.format': { group: 'publication', rule: '§7', zh: '结果记录格式正确，数目相符', en: 'Result record well formed, counts true' },
  'result.seedCheck': { group: 'publication', rule: '§7', zh: '结果认定的就是这个种子', en: 'Result holds this very seed' },
  'result.macs': { group: 'publication', rule: '§7', zh: '四份结果与当时封存的一致', en: 'Four result files as sealed' },
  'publish.format': { group: 'publication', rule: '§7', zh: '公布记录格式正确', en: 'Publish record well formed' },
  'publish.files': { group: 'publication', rule: '§7', zh: '每份文件与公布的摘要一致', en: 'Every file matches its published digest' },
  'log.key': { group: 'log', rule: '§8', zh: '日志公钥一致', en: 'Log key consistent' },
  'log.commit': { group: 'log', rule: '§8', zh: '承诺在日志中', en: 'Commitment in the log' },
  'log.event': { group: 'log', rule: '§8', zh: '事件在日志中', en: 'Event in the log' },
  'log.result': { group: 'log', rule: '§8', zh: '结果在日志中', en: 'Result in the log' },
  'log.publish': { group: 'log', rule: '§8', zh: '公布在日志中', en: 'Publication in the log' },
  'log.order': { group: 'log', rule: '§8', zh: '先后次序：承诺、事件、结果、公布', en: 'Order: commitment, event, result, publication' },
  nonces: { group: 'commitment', rule: '§2', zh: '每行随机数由抽取盐算出', en: 'Every nonce from the draw salt' },
  certificates: { group: 'commitment', rule: '§2', zh: '证件摘要由抽取盐算出', en: 'Certificate digests from the draw salt' },
  'salt.hash': { group: 'commitment', rule: '§3', zh: '抽取盐与承诺一致', en: 'Draw salt as committed' },
} as const satisfies Record<string, CheckEntry>

export type CheckName = keyof typeof CHECKS
export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[]
