/**
 * 词汇表 — one entry for each word of the field: the Chinese term, its identifier in the code, and what it means here. Screens take their words from
 * it, `docs/glossary.md` is generated from it, and CI fails on a difference.
 */
export interface Term {
  readonly zh: string
  /** Identifier in the code and in the API. */
  readonly id: string
  readonly means: string
  readonly en: string
}

export const glossary = [
  {
    zh: '实施方案',
    id: 'Scheme',
    means: '一个单位的抽查规则，作为数据：分类、比例、方式、期限、结果用语，每条注明条款；有版本。',
    en: 'a bureau’s rules as data, dated and versioned',
  },
  { zh: '监管部门', id: 'Agency', means: '省、市、县（区）三级生态环境部门及其派出分局。', en: 'an environmental bureau at one level' },
  { zh: '内设机构', id: 'Unit', means: '科室、中队等。', en: 'a section or squad of an agency' },
  { zh: '检查对象', id: 'Subject', means: '列入检查对象名录库的企业、项目、文书、机构或场所。', en: 'what may be inspected' },
  { zh: '检查对象名录库', id: 'SubjectRegistry', means: '本单位全部检查对象及其标识，保留每一次变更。', en: 'the registry of subjects' },
  {
    zh: '事实',
    id: 'DatedFact',
    means: '有日期的记录：行政处罚、信访举报、在线监测超标、挂牌督办、通报、发现的违法问题；归类的条件据以计数，不应计入的划除并写明理由。',
    en: 'a dated record that a scheme’s conditions count',
  },
  {
    zh: '名单记录',
    id: 'ListEntry',
    means: '一家企业从哪天到哪天在哪份名单上，依据是什么。',
    en: 'who stands on which list from when to when',
  },
  {
    zh: '检查历史',
    id: 'PastCheck',
    means: '检查对象受过的检查：本单位的、上级的、其他部门的；上限、覆盖和剔除都看它。',
    en: 'a check made here, above or by others',
  },
  { zh: '检查人员', id: 'Inspector', means: '具有行政执法资格、可参加抽取的人员。', en: 'a certified officer' },
  { zh: '辅助检查人员', id: 'Assistant', means: '只协助，不计入两名执法人员。', en: 'assists, never counted in the two' },
  {
    zh: '随机抽查事项清单',
    id: 'ItemList',
    means: '可以检查什么、依据什么；有版本，公布后不改。',
    en: 'the published list of what may be checked',
  },
  { zh: '抽查事项', id: 'Item', means: '清单中的一项，带检查依据及其有效期。', en: 'one entry of the list' },
  { zh: '年度抽查计划', id: 'AnnualPlan', means: '一年内抽什么、抽多少、何时抽；调整须备案并公布。', en: 'the plan of a year' },
  { zh: '计划行', id: 'PlanRow', means: '年度计划中的一行。', en: 'one row of the plan' },
  { zh: '抽查任务', id: 'Task', means: '一个计划行在一个抽查期内的任务。', en: 'one plan row in one period' },
  {
    zh: '抽取批次',
    id: 'Batch',
    means: '一起抽取的全部任务：一个候选库、一份承诺、一次公共事件、一次匹配。',
    en: 'all tasks that draw together',
  },
  {
    zh: '监管类别',
    id: 'SubjectClass',
    means: '特殊、重点、一般等监管对象；风险高低由方案写明，不由名称推断。',
    en: 'risk class, with a polarity',
  },
  { zh: '分层', id: 'Stratum', means: '按同一比例抽取的一组对象。', en: 'a group drawn at one rate' },
  { zh: '抽取数量', id: 'Quota', means: '一个分层本期应抽取的对象数，向上取整，至少一个。', en: 'how many of a stratum are drawn' },
  { zh: '候选库快照', id: 'Frame', means: '冻结时的候选名单，逐行计算指纹。', en: 'the frozen, hashed pool' },
  { zh: '承诺', id: 'Commitment', means: '抽取前公开的一串指纹，锁定名单、规则、人员。', en: 'the hash published before the event' },
  {
    zh: '公共随机事件',
    id: 'PublicEvent',
    means: '承诺之后发生、任何人不能挑选的事件：双色球、大乐透、当众掷骰。',
    en: 'chance nobody can choose',
  },
  { zh: '种子', id: 'Seed', means: '由承诺、密钥与公共事件算出的随机数。', en: 'derived from commitment, secrets and event' },
  { zh: '票号', id: 'Ticket', means: '每个对象由种子算出的号码；小者先抽中。', en: 'the number that orders a subject' },
  { zh: '抽取', id: 'Draw', means: '按票号确定抽中与备用对象。', en: 'selection of subjects' },
  { zh: '随机匹配', id: 'Assignment', means: '为每次检查唯一确定检查人员。', en: 'who goes where, a unique optimum' },
  { zh: '回避', id: 'Recusal', means: '检查人员与对象有利害关系，不参加该次检查。', en: 'an officer never visits this subject' },
  { zh: '可信等级', id: 'Assurance', means: 'A 至 E，说明一次抽取能防住什么。', en: 'what the draw protects against' },
  {
    zh: '检查',
    id: 'Inspection',
    means: '对一个对象的一次现场或非现场检查，可同时完成多个任务的事项。',
    en: 'one visit, on site or off site',
  },
  { zh: '检查结果', id: 'Finding', means: '按方案原文的规范用语记录。', en: 'result in the scheme’s exact words' },
  {
    zh: '认定',
    id: 'Determination',
    means: '负责人从方案的规范表述中选定检查结果；公示期限从此起算（或从检查完成起算）。',
    en: 'the head fixes the result phrase',
  },
  { zh: '公示', id: 'Publicity', means: '向社会公开检查结果。', en: 'making results public' },
  {
    zh: '公示内容',
    id: 'PublicLine',
    means: '一项结果的一版公开给所有人的全部文字，公示时印定，指纹进透明日志。',
    en: 'one version of a result as everybody reads it',
  },
  {
    zh: '不予公开',
    id: 'Withholding',
    means: '按方案列明的理由，不公开、隐去部分或只公开结论；数量和理由始终公开。',
    en: 'holding back on a ground of the scheme',
  },
  { zh: '更正', id: 'Correction', means: '公示之后的新的一版；旧版保留并注明已更正。', en: 'a new version beside the published one' },
  { zh: '渠道', id: 'Disclosure', means: '公示结果还要登载的平台，及其导出、回执、退回。', en: 'where a published result has to stand' },
  { zh: '企业答复', id: 'EnterpriseReply', means: '企业对结果的答复，公开在结果旁。', en: 'what the firm answers, beside the result' },
  { zh: '透明日志', id: 'Log', means: '只能追加的公开日志；任何改动、倒填都会被发现。', en: 'append-only transparency log' },
  { zh: '线索', id: 'Lead', means: '投诉、转办、移交等来源的问题；不计入抽查数量。', en: 'a clue; never in quota progress' },
  {
    zh: '后续处置',
    id: 'FollowUp',
    means: '检查发现问题之后的处理，由有管辖权的机构承办，有佐证才能办结。',
    en: 'what follows a problem, open until evidence closes it',
  },
  { zh: '责令改正', id: 'Rectification', means: '限期改正并由两名执法人员复查。', en: 'put right by a day, then looked at again' },
  { zh: '立案查处', id: 'CaseFiling', means: '立案、处理决定；作出处罚的还须报送信用信息系统。', en: 'a case with its decision' },
  { zh: '移送', id: 'Referral', means: '移送其他部门或司法机关，有文书和回执。', en: 'handed to another department or to justice' },
  { zh: '管辖', id: 'Jurisdiction', means: '哪个机构负责哪个乡镇的企业：谁管辖、谁负责。', en: 'which unit answers for which township' },
  {
    zh: '回访',
    id: 'ReturnVisit',
    means: '检查之后抽样询问企业：检查人员的行为是否规范。',
    en: 'asking checked firms about the officers’ conduct',
  },
  { zh: '频次上限', id: 'FrequencyCap', means: '一年内对同一对象检查次数的上限。', en: 'yearly cap per subject' },
  {
    zh: '文书模板',
    id: 'DocumentTemplate',
    means: '一份文书的写法：文字与字段；PDF 与 DOCX 都由它印出；有版本。',
    en: 'the text a document is printed from',
  },
  {
    zh: '工作台',
    id: 'Desk',
    means: '今天什么到期、什么被卡住和谁能解开、一单两库是否健康。',
    en: 'what is due, blocked, and unhealthy today',
  },
  {
    zh: '监督清单',
    id: 'Oversight',
    means: '例外、换人、递补、作废、不予公示和超期，附理由和批准人。',
    en: 'overrides, changes, voids and breaches with reasons',
  },
  { zh: '工作日', id: 'WorkingDay', means: '周一至周五除去法定节假日，加上调休上班日。', en: 'working day' },
] as const satisfies readonly Term[]
