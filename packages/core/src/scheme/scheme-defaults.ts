/**
 * 方案没有写的 — what holds where a scheme file leaves a section out, each with its reading, so that the readable page shows it as ours and never as the
 * bureau's. A bureau that wants it otherwise writes the section.
 */

/** @law A-31 */
export const eligibility = [
  {
    status: 'suspended' as const,
    effect: 'exclude' as const,
    reason: 'SUSPENDED',
    name: '停产',
    law: ['A-31'],
    reading: '方案未写；停产期间移出候选库和基数，需有注明日期的证明',
  },
  { status: 'deregistered' as const, effect: 'omit' as const, name: '注销', law: ['A-31'], reading: '方案未写；注销的不列入' },
]

/** No group is checked off site: everybody on site. @law A-18 */
export const method = {
  otherwise: 'on-site' as const,
  offSite: { groups: [], means: ['书面核查'] },
  law: ['A-18'],
  reading: '方案没有规定哪些企业采取非现场方式，一律现场检查',
}

/** @law A-29 */
export const team = {
  officers: 2,
  distinctCertificates: true as const,
  speciality: 'one-member' as const,
  law: ['A-29'],
  reading: '方案未写人数；每组两名持证执法人员，证号各不相同，事项要求专长的组内至少一人具备',
}

/** @law A-32 */
export const reserve = {
  rate: '20%',
  law: ['A-32'],
  reading: '方案未写备选；随抽取排出抽取数量 20% 的备选对象，替换只能按次序、有理由、经审批',
}

/** @law A-12 */
export const rotation = { months: 0, law: ['A-12'], reading: '方案没有规定轮换，匹配人员时不看以前查过谁' }

/** @law A-12 */
export const balance = { by: 'draw' as const, law: ['A-12'], reading: '方案没有公布按年度均衡；只在本次抽取内使各人任务数接近' }

/** As the scheme of 隆尧 has it: no reading of its own stands in the requirements. @law LY-18 */
export const assurance = { least: 'B' as const, law: ['LY-18'], reading: '方案未写；最低可信等级 B，即事先承诺、公共随机事件、密封随机数' }

/** What holds where a section that may be left out is left out, in words; whatever has a reading of its own above says the same there. */
export const silentWords = {
  facts: '没有有日期的事实',
  windows: '没有时间窗',
  eligibility: '停产的移出候选库和基数，注销的不列入',
  caps: '不设频次上限',
  exclusions: '没有剔除的情形',
  issuedOn: '没有落款日期',
  drawCalendar: '哪一天抽取都可以',
  drawForms: '方案页不列抽查形式',
  nonRandom: '方案页不列非随机检查的情形',
  planned: '方案页不列一律随机的检查',
  joint: '没有联合抽查的数量要求',
  workload: '每名执法人员每次检查一天',
  method: '一律现场检查',
  team: '每组两名持证执法人员，证号各不相同，事项要求专长的组内至少一人具备',
  reserve: '备选为抽取数量的 20%，向上取整',
  rotation: '不轮换：不看以前查过谁',
  balance: '只在本次抽取内使各人任务数接近',
  assurance: '最低可信等级 B',
  stages: '不另设环节时限，检查不晚于任务写明的日期',
  fieldwork: '文书、通知、入企、整改、回访用通常的规定',
  reports: '没有报送日期',
  retention: '方案页不写保存年限',
} as const
