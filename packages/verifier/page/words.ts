/** Every sentence of the page, in both languages. */
import { type Sentence, say } from '../src/report.ts'

export const WORDS = {
  title: say('明查 · 抽取核验', 'Mingcha · verify a draw'),
  brand: say('明查', 'Mingcha'),
  heading: say('核验一次抽取', 'Verify a draw'),
  lead: say(
    '把公布的抽取包拖到这里，本页会重算每一个票号、每一次匹配和每一份签名。全部计算都在您的电脑上完成，不联网。',
    'Drop a published bundle here. This page recomputes every ticket, every assignment and every signature, on your own computer, without a network.',
  ),
  drop: say('拖入压缩包、文件夹或全部文件', 'Drop a zip, a folder or all the files'),
  zip: say('选择压缩包', 'Choose a zip'),
  folder: say('选择文件夹', 'Choose a folder'),
  many: say('选择多个文件', 'Choose files'),
  another: say('核验另一份', 'Verify another'),
  print: say('打印', 'Print'),
  language: say('English', '中文'),
  more: say('另行提供日志公钥或抽取盐', 'Give a log key or a draw salt of your own'),
  vkey: say(
    '日志公钥（从单位公示或上级处另行取得，防止整包被换）',
    'Log key, obtained elsewhere, so that a bundle replaced as a whole is noticed',
  ),
  salt: say('抽取盐（审计人员用，64 个十六进制字符）', 'Draw salt, for auditors, 64 hex characters'),
  badSalt: say('抽取盐应为 64 个十六进制字符，未采用。', 'The salt is 64 hex characters; not used.'),
  pass: say('核验通过', 'Verified'),
  fail: say('核验未通过', 'Not verified'),
  passLead: say(
    '这份抽取结果由事先承诺的名单与规则、加上事后的公共事件唯一确定，逐字节重算一致。',
    'The result follows from what was committed beforehand and the event that came after, byte for byte.',
  ),
  failLead: say(
    '下列项目没有通过。文件可能下载不完整，也可能被改动过；请重新下载，仍不通过时向公布单位和上级部门反映。',
    'The checks below did not pass. The files may be incomplete or changed: download again, and if it persists tell the bureau and its superior.',
  ),
  untrusted: say(
    '没有另行提供日志公钥：若整包连同公钥一起被换，本页看不出来。请与单位公示或上级处取得的公钥核对。',
    'No log key from elsewhere was given: a bundle replaced as a whole, key and all, would not be noticed.',
  ),
  failures: say('没有通过的项目', 'What did not pass'),
  follow: say('另有 # 项因此无法核验', '# more could not be checked because of these'),
  passed: say('项通过', 'passed'),
  failed: say('项未通过', 'failed'),
  skipped: say('项不适用', 'not applicable'),
  draw: say('抽取编号', 'Draw'),
  agency: say('抽取单位', 'Agency'),
  period: say('期别', 'Period'),
  assurance: say('可信等级', 'Assurance'),
  objects: say('候选', 'Pool'),
  objectsUnit: say('家次', 'rows'),
  drawn: say('抽中', 'Drawn'),
  strata: say('分层', 'Strata'),
  commit: say('承诺摘要', 'Commitment'),
  time: say('核验用时', 'Verified in'),
  ask: say('我没被抽中，对吗？', 'I was not drawn: is that right?'),
  code: say('输入统一社会信用代码', 'Enter the unified social credit code'),
  look: say('查询', 'Look up'),
  ticket: say('票号', 'Ticket'),
  cutoff: say('截止线', 'Cut-off'),
  position: say('层内名次', 'Rank in stratum'),
  limits: say('这份证明防得了什么、防不了什么', 'What this proves and what it does not'),
  about: say('核验哪些内容', 'What is checked'),
  offline: say('本页是一个文件，可另存后断网打开。', 'This page is one file: save it and open it without a network.'),
  problem: say('读不出来', 'Cannot be read'),
  fetching: say('正在取抽取包并核验……', 'Fetching the bundle and verifying…'),
  team: say('检查人员', 'Inspectors'),
} as const satisfies Record<string, Sentence>

/** What each group establishes, for the empty page. */
export const GROUP_WORDS: Readonly<Record<string, Sentence>> = {
  commitment: say(
    '候选库、席位、检查人员、回避与规则，在开奖前已全部写定。',
    'Pool, slots, inspectors, recusals and rules were all fixed before the event.',
  ),
  event: say(
    '种子只由承诺、封存的密钥和公共事件拼成，没有第四样东西。',
    'The seed is made of commitment, secrets and event, and nothing else.',
  ),
  selection: say('每家的票号、每层的名次和截止线，逐一重算。', 'Every ticket, rank and cut-off is recomputed.'),
  assignment: say('人员匹配是规则下唯一的最优解，没有第二种排法。', 'The assignment is the one and only optimum under the rules.'),
  log: say('四条记录都在同一份签名日志中，先后次序不能颠倒。', 'Four entries stand in one signed log, in order.'),
  publication: say('公布的每份文件，就是当时封存的那一份。', 'Every published file is the one sealed then.'),
}
