/**
 * 引文核对 — document numbers that a scheme quotes and that do not fit the document named. The scheme stays as its bureau issued it; the reader is told.
 * Only what was read in both documents stands here.
 */

/** @law HS-02 X-14 */
const known = [
  {
    title: '关于优化生态环境保护执法方式提高执法效能的指导意见',
    number: '环执法〔2023〕1号',
    says: '原文如此；这份文件由生态环境部 2021 年 1 月印发，文号为环执法〔2021〕1号，请核对',
  },
] as const

/** The warning beside a quoted document, or null. @law HS-02 */
export const findMisquote = (title: string, number: string): string | null =>
  known.find(k => title.includes(k.title) && number.replaceAll(' ', '') === k.number)?.says ?? null
