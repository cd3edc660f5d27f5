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

/** @law A-35 */
export const assurance = { least: 'B' as const, law: ['A-35'], reading: '方案未写；最低可信等级 B，即事先承诺、公共随机事件、密封随机数' }
