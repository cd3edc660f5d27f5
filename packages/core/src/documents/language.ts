/** 模板写法 — each way of writing a line, with an example; the editor's help and `docs/templates.md` are made from it. `parse-template.ts` reads it. */
export interface WritingRule {
  readonly write: string
  readonly means: string
  readonly example: string
}

export const writingRules: readonly WritingRule[] = [
  { write: '# 文字', means: '标题，居中大字。连写几行就是几行标题。', example: '# 行政检查通知书' },
  { write: '## 文字', means: '小标题，加粗一行，不会单独留在页尾。', example: '## 一、检查事项' },
  { write: '直接写文字', means: '一段，首行空两字。一行就是一段。', example: '根据工作安排，我局将对你单位开展检查。' },
  { write: '> 文字', means: '顶格的一段，如称谓。', example: '> {企业名称}：' },
  { write: '{字段}', means: '打印时换成数据。一串文字用顿号相连。', example: '检查时间：{检查时间}' },
  {
    write: '| 名称 | 内容 |',
    means: '填写栏：一行两格或四格，名称与内容相间。连写几行成一张表。',
    example: '| 企业名称 | {企业名称} | 联系人 | {联系人} |',
  },
  {
    write: '表格 {数据}：列名=栏目，列名（宽）=栏目',
    means: '逐行列出多行数据。括号里是相对宽度，可不写。“序号”自动编号。',
    example: '表格 {检查人员}：序号（1）=序号，姓名（3）=姓名，执法证号（4）=执法证号',
  },
  { write: '1. 文字', means: '编号的一条，号码自动连续；写了一串文字的字段，就逐项各成一条。', example: '1. {准备材料}' },
  {
    write: '签名：甲；乙；丙',
    means: '签名栏，每两处一行，留横线。名称后可写字段，印出姓名；一串姓名每人一处。',
    example: '签名：检查人员 {检查人员签名}；检查对象负责人；日期',
  },
  { write: '每页签名：甲；乙', means: '印在这份文书每一页的页脚，供逐页签名。', example: '每页签名：被询问人；询问人' },
  { write: '落款：单位；日期', means: '靠右的落款，几行不分开，供盖章。', example: '落款：{机关名称}（印章）；{通知日期}' },
  { write: '二维码 {字段} 说明', means: '二维码和旁边的说明。', example: '二维码 {核验网址} 扫码核验本次抽取' },
  { write: '---', means: '换页。', example: '---' },
  {
    write: '如果 {字段} … 否则 … 结束',
    means: '有内容才印中间的部分；“如果没有 {字段}”相反；“否则”可不写。每个词独占一行。',
    example: '如果 {未签字原因}\n未签字原因：{未签字原因}\n结束',
  },
  {
    write: '逐条 {数据} … 结束',
    means: '对每行数据重复中间的部分，其中可用该数据的栏目和“序号”。',
    example: '逐条 {问答}\n> 问：{问}\n> 答：{答}\n结束',
  },
]
