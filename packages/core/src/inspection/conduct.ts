/**
 * 检查纪律 — what an officer may not do, word for word, as it is shown to him before a visit and printed on the firm's notice. One place, so that
 * the phone, the notice and the desk never say it differently. Offices cannot edit these words; a notice template without them is refused.
 */

/** 五个严禁 — 国办发〔2024〕54号. @law LY-34 */
export const fiveStrictBans = ['严禁逐利检查', '严禁干扰企业正常生产经营', '严禁任性处罚企业', '严禁下达检查指标', '严禁变相检查'] as const

/** 八个不得 — 国办发〔2024〕54号. @law LY-34 */
export const eightMustNots = [
  '不得接受被检查企业的任何馈赠、报酬、福利待遇',
  '不得参加被检查企业提供的宴请、娱乐、旅游等活动',
  '不得由被检查企业支付消费开支或者将检查费用转嫁给企业',
  '不得强制企业接受指定的中介机构提供服务',
  '不得刻意要求法定代表人到场',
  '不得乱查封、乱扣押、乱冻结、动辄责令停产停业',
  '不得将考核考评、预算项目绩效与检查频次、罚没数额挂钩',
  '不得以观摩、督导、考察等名义行检查之实',
] as const

/** 检查人员守则 — the scheme's own discipline, told to officers and firm. @law JX-70 */
export const officerConduct = [
  '遵守被检查对象安全防护等相关规定',
  '不得妨碍检查对象正常的生产经营活动',
  '不得索取或者收受检查对象的财物，不得谋取其他利益',
  '不得收取或变相收取费用',
] as const
