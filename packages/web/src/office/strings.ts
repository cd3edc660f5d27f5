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
    does: '看清下一季度的抽取走到哪一步、卡在哪里。',
    next: '按第一个没有完成的步骤的按钮。',
    law: 'LY-17、LY-18、JX-07',
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
    next: '证件到期、请假、回避有变化时导入新的台账。',
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
  batch: { title: '抽取批次', does: '从组批到公布，每一步是否可行、差什么。', next: '按页面上的下一步。', law: 'SJZ-08、A-26、A-29、X-04' },
  visits: {
    title: '检查',
    does: '全部检查的进度；检查完成之前，企业和人员只有本组和负责人看得到。',
    next: '待审批的由负责人批准；超期的查明原因。',
    law: 'X-04、X-07、SJZ-62',
  },
  myVisits: {
    title: '我的检查',
    does: '只列出派给您的检查；检查完成之前请勿外传。',
    next: '待排期的先排期报批；今天的到场亮证后开始。',
    law: 'EZ-50、X-07、SJZ-59',
  },
  calendar: {
    title: '排期表',
    does: '谁在哪天检查、谁在请假、有没有冲突；不显示企业。',
    next: '点一天，安排一次待排期的检查。',
    law: 'X-04、X-07、JX-04',
  },
  approvals: {
    title: '检查审批',
    does: '一页批准多次检查；不批准，不能开始。',
    next: '看清方式、通知和频次，勾选后批准或退回。',
    law: 'X-07、JX-04、LY-30、SJZ-87',
  },
  visit: {
    title: '检查',
    does: '一次检查从排期到签名；随写随存，断网也不丢。',
    next: '按步骤往下走，差什么在“送签”里列明。',
    law: 'LY-21、SJZ-54 至 SJZ-58、JX-20',
  },
  openVisit: {
    title: '开立针对性检查',
    does: '有线索、交办或复查时开立；不是抽取的，不计入抽查比例。',
    next: '开立后同样要排期、审批。',
    law: 'HS-36、SJZ-87、LY-22',
  },
  changes: {
    title: '换人与递补',
    does: '换人、递补由一人申请、负责人决定，写入透明日志后生效。',
    next: '负责人办理待决定的申请。',
    law: 'LY-11、EZ-11、A-32',
  },
  events: { title: '操作记录', does: '谁在何时做了什么；只能追加，不能改删。', next: '需要核对时按编号查找。', law: 'SJZ-71' },
  settings: { title: '设置', does: '账号、内设机构和自己的密码。', next: '人员变动时停用账号。', law: 'LY-32、JX-62' },
} as const satisfies Record<string, PageWords>
