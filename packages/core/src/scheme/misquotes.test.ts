import { describe, expect, it } from 'vitest'
import { findMisquote } from './misquotes.ts'

const title = '关于优化生态环境保护执法方式提高执法效能的指导意见'

describe('引文核对', () => {
  it('HS-02 X-14 文号与文件名对不上的提示，照录不改；空格不影响', () => {
    const says = '原文如此；这份文件由生态环境部 2021 年 1 月印发，文号为环执法〔2021〕1号，请核对'
    expect(findMisquote(title, '环执法〔2023〕1号')).toBe(says)
    expect(findMisquote(`生态环境部${title}`, '环执法 〔2023〕 1 号')).toBe(says)
  })

  it('HS-02 文号对的、别的文件用这个文号的，不提示', () => {
    expect(findMisquote(title, '环执法〔2021〕1号')).toBeNull()
    expect(findMisquote('另一份文件', '环执法〔2023〕1号')).toBeNull()
    expect(findMisquote('另一份文件', '国发〔2019〕5号')).toBeNull()
  })
})
