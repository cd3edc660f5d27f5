/**
 * 规范表述 — the result phrases of the schemes that name them, word for word. `closed`: 采用、用…表述 without 等; nothing else may be said. `open`: the
 * bureau may add phrases to its own scheme; in either case only a phrase of the scheme in force is published, free text stands beside it (SJZ-88).
 */
import type { ResultCode } from '../scheme/scheme-schema.ts'

export interface Vocabulary {
  readonly vocabulary: 'open' | 'closed'
  readonly phrases: readonly { readonly code: ResultCode; readonly text: string }[]
  readonly law: readonly string[]
}

/** 石家庄，八种. “登记依据” is the scheme's own word and stays; `recommendedPhrase` says what it should read. @law SJZ-66 A-14 */
export const shijiazhuangPhrases: Vocabulary = {
  vocabulary: 'open',
  law: ['SJZ-66', 'A-14'],
  phrases: [
    { code: 'NO_PROBLEM', text: '未发现问题' },
    { code: 'NOT_DISCLOSED', text: '未按规定公示信息' },
    { code: 'FALSE_DISCLOSED', text: '公示信息隐瞒真实情况、弄虚作假' },
    { code: 'UNREACHABLE', text: '通过登记依据（经营场所）无法联系' },
    { code: 'ORDERED', text: '发现问题已责令改正' },
    { code: 'UNCOOPERATIVE', text: '不配合检查情节严重' },
    { code: 'NO_ACTIVITY', text: '未发现开展本次抽查涉及的经营活动' },
    { code: 'PENDING', text: '发现问题待处理' },
  ],
}

/** 绛县，五种，“等”. @law JX-52 */
export const jiangxianPhrases: Vocabulary = {
  vocabulary: 'open',
  law: ['JX-52'],
  phrases: [
    { code: 'NO_PROBLEM', text: '未发现问题' },
    { code: 'ORDERED', text: '发现问题已责令整改' },
    { code: 'CASE', text: '发现问题已立案调查' },
    { code: 'UNCOOPERATIVE', text: '不配合检查情节严重' },
    { code: 'NO_ACTIVITY', text: '未发现开展本次抽查涉及的经营活动' },
  ],
}

/** 鄂州，三种，封闭. @law EZ-54 */
export const ezhouPhrases: Vocabulary = {
  vocabulary: 'closed',
  law: ['EZ-54'],
  phrases: [
    { code: 'NO_PROBLEM', text: '未发现问题' },
    { code: 'ORDERED', text: '发现问题已责令整改' },
    { code: 'CASE', text: '发现违法行为已立案调查' },
  ],
}

/** 建议用语 where a scheme's own word is a slip of the pen; printed only where a bureau puts it into its scheme. @law A-14 */
export const recommendedPhrase = (text: string): string =>
  text === '通过登记依据（经营场所）无法联系' ? '通过登记的住所（经营场所）无法联系' : text
