import type { ErrorArea } from './shared.ts'

/** 外部抽取：登记与撤回 (DESIGN §3, assurance E). */
export const externalErrors = {
  'external.no_step': {
    status: 409,
    zh: '批次 {batch} 是登记的外部抽取（等级 E），没有{wanted}这一步。登记有误请在批次页“撤回登记”。',
    en: 'Batch {batch} was drawn elsewhere; it has no such step.',
    who: '综合办',
  },
  'external.not_external': {
    status: 409,
    zh: '批次 {batch} 是本平台抽取的，不是登记的外部抽取，不能撤回登记。',
    en: 'Batch {batch} was drawn here.',
    who: '综合办',
  },
  'external.has_errors': {
    status: 422,
    zh: '名单有 {count} 行有错，没有登记任何内容。抽中的对象不能挑选登记：请逐行改正后重新检查。',
    en: '{count} rows are wrong; nothing was registered, and none may be skipped.',
    who: '综合办',
  },
  'external.time': {
    status: 422,
    zh: '抽取时间有误：{why}。请照外部平台的记录填写。',
    en: 'The time of the draw: {why}',
    who: '综合办',
  },
  'external.scheduled': {
    status: 409,
    zh: '已有 {count} 次检查排期、开始或有变动，不能撤回登记。个别对象有变动的，请在检查中申请递补或换人。',
    en: '{count} visits have moved on; the registration stands.',
    who: '综合办',
  },
} as const satisfies ErrorArea
