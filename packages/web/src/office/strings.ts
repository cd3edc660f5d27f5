/** 办公端文字 — shared words and the help line of every page. Labels of a single form stand with the form. */
import type { PageWords } from './parts/page.tsx'

export const say = {
  none: '—',
  copy: '复制',
  copied: '已复制',
  copyRefused: '浏览器不允许复制，请手动选取。',
  page: { does: '这一页做什么', next: '下一步', law: '依据条款', loading: '正在载入……' },
  problem: {
    title: '没有办成',
    retry: '重试',
    who: '可由谁解决：',
    code: '编号',
    noPermission: '您的角色看不到这一页',
    noPermissionSentence: '这一页由其他角色办理。',
  },
  command: {
    undo: '撤回',
    undone: (what: string) => `已${what}`,
    reverse: (why: string) => (why.startsWith('无：') ? `没有反向操作：${why.slice(2)}` : `反向操作：${why}`),
  },
  list: { shown: (n: number, total: number) => (n < total ? `显示 ${n} 条，共 ${total} 条` : `共 ${total} 条`), more: '继续显示' },
} as const

export const pages = {
  workbench: {
    title: '工作台',
    does: '什么到期、什么被卡住和谁能解开、一单两库是否健康。',
    next: '从最上面一行开始，按它的按钮；办完，这一行就消失。',
    law: 'LY-20、SJZ-53、HS-27、LY-02',
  },
  oversight: {
    title: '监督',
    does: '每一次例外、换人、递补、作废、不予公示和超期，附理由和批准人。',
    next: '按类别、日期、单位筛选；导出的正是所列。不按人、不按单位排名。',
    law: 'LY-20、EZ-11、EZ-13、JX-68、X-08',
  },
  items: {
    title: '随机抽查事项清单',
    does: '列出可以检查的事项和检查依据；清单之外不检查。',
    next: '依据失效的事项先更换依据，再公布。',
    law: 'JX-07、EZ-03、LY-08、SJZ-91',
  },
  subjects: {
    title: '检查对象',
    does: '检查对象名录库：每家企业归入哪一类、为什么。',
    next: '名录有变化时导入新的台账。',
    law: 'LY-10、LY-23、SJZ-13、SJZ-14',
  },
  inspectors: {
    title: '检查人员',
    does: '检查人员名录库：谁能参加下一季度的抽取，不能的为什么。',
    next: '证件、请假、调动有变化时在这里改，或导入新的台账。',
    law: 'LY-09、A-29、SJZ-16、JX-65',
  },
  importSubjects: {
    title: '导入检查对象',
    does: '先检查、看清会改什么，再确认写入；错误行列出行号和改法。',
    next: '选择 CSV 文件。',
    law: 'LY-10、JX-63',
  },
  importInspectors: {
    title: '导入检查人员',
    does: '先检查、看清会改什么，再确认写入；身份证号、手机号加密保存。',
    next: '选择 CSV 文件。',
    law: 'LY-09、JX-65',
  },
  scheme: {
    title: '实施方案',
    does: '本单位的规则，每个数字后面是条款。',
    next: '规则变化时采用新版文件；已冻结的抽取不受影响。',
    law: 'LY-23 至 LY-28',
  },
  plan: {
    title: '年度抽查计划',
    does: '一年抽什么、抽多少、何时抽；公布后才能下达任务。',
    next: '新增的计划行须备案并公布调整。',
    law: 'LY-18、LY-19、JX-24',
  },
  tasks: {
    title: '抽查任务',
    does: '把计划行下达为本期任务；三个“不查”逐项列明。',
    next: '任务齐了，组成抽取批次。',
    law: 'JX-07、EZ-03、LY-19',
  },
  batches: {
    title: '抽取批次',
    does: '一起抽取的任务组成一批：一个候选库、一份承诺、一次公共事件。',
    next: '选中任务，组成批次。',
    law: 'SJZ-08、LY-17',
  },
  register: {
    title: '登记外部抽取',
    does: '把在别的平台抽取的名单登记为一批，之后的检查、公示与本平台抽取的一样。',
    next: '填写平台、时间和操作人，选择导出的名单，核对后确认。',
    law: 'JX-07、A-29、LY-11、X-04',
  },
  batch: { title: '抽取批次', does: '从组批到公布，每一步是否可行、差什么。', next: '按页面上的下一步。', law: 'SJZ-08、A-26、A-29、X-04' },
  visits: { title: '我的检查', does: '只列出派给您的检查；检查完成之前请勿外传。', next: '检查后录入结果。', law: 'EZ-50、SJZ-59、SJZ-66' },
  followups: {
    title: '后续处置',
    does: '检查发现的问题由有管辖权的机构办到底；有佐证才能办结。',
    next: '先开立没有后续处置的，再办快到期和已超期的。',
    law: 'LY-02、SJZ-60、SJZ-61、SJZ-72、JX-54',
  },
  followup: {
    title: '后续处置',
    does: '还差什么、办到哪一步、每一步的佐证。',
    next: '按“还差”的第一处登记；齐了就办结。',
    law: 'SJZ-60、SJZ-61、SJZ-72、JX-53、EZ-55',
  },
  leads: {
    title: '线索',
    does: '登记、转办、移送线索，或转为针对性检查；不计入抽查数量。',
    next: '正面清单企业的线索立即转现场检查。',
    law: 'LY-22、HS-36、SJZ-61',
  },
  returnVisits: {
    title: '回访',
    does: '检查之后抽样询问企业：检查人员的行为是否规范。',
    next: '批次的检查全部结束后抽取，由没有参加检查的人回访。',
    law: 'LY-33',
  },
  jurisdiction: {
    title: '管辖',
    does: '写明每个乡镇由谁管辖；后续处置和线索随之定承办机构。',
    next: '为没有登记的乡镇选择机构。',
    law: 'X-18、JX-54、LY-22',
  },
  findings: {
    title: '公示',
    does: '检查结果从认定、审核到公示，每一步由谁办、还剩几个工作日；公示后的推送和回执。',
    next: '先办超期和快到期的；标着“待您办理”的轮到您。',
    law: 'SJZ-63、SJZ-65、JX-50、EZ-06、EZ-13、EZ-52',
  },
  finding: {
    title: '检查结果',
    does: '看记录，用方案的表述认定，由另一人审核公众读到的文字，再公示。',
    next: '办理轮到您的那一步；公示后只能更正。',
    law: 'SJZ-59、SJZ-63、SJZ-65、SJZ-66、HS-40、JX-51、EZ-13',
  },
  events: { title: '操作记录', does: '谁在何时做了什么；只能追加，不能改删。', next: '需要核对时按编号查找。', law: 'SJZ-71' },
  settings: {
    title: '账号',
    does: '谁能登录、能做什么；一个账号可以兼任几个角色。',
    next: '人员变动时改角色、绑定的检查人员，或停用账号。',
    law: 'LY-32、JX-62',
  },
  units: {
    title: '内设机构',
    does: '账号、任务和检查人员归在哪个机构。',
    next: '机构调整时改名或停用；停用的保留历史，不能再选。',
    law: 'LY-32、JX-62',
  },
  me: { title: '我的账号', does: '自己的密码和动态码。', next: '管密钥、管账号的人建议启用动态码。', law: 'LY-32、JX-62' },
  backup: {
    title: '备份',
    does: '每晚自动备份，列出每一次的结果。',
    next: '确认最近一份在 48 小时之内；把备份和密钥分别另存。',
    law: 'JX-62',
  },
  templates: {
    title: '文书模板',
    does: '改各种文书的文字和字段；PDF 与 DOCX 由同一份模板印出。',
    next: '改好保存，再预览；不满意就恢复历史版本。',
    law: 'X-07、JX-48、JX-49、SJZ-57、LY-34',
  },
} as const satisfies Record<string, PageWords>
