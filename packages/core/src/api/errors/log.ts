import type { ErrorArea } from './shared.ts'

/** 透明日志：notes, checkpoints, proofs, tiles. They name what a verifier or a monitor was given, and who has to give something better. */
export const logErrors = {
  'log.malformed_key': {
    status: 422,
    zh: '日志公钥格式不对。请向发布单位索取 log.vkey 原文。',
    en: 'Malformed verifier key.',
    who: '系统管理员',
  },
  'log.malformed_note': {
    status: 422,
    zh: '签名文本格式不对。请重新下载，不要用编辑器另存。',
    en: 'Malformed signed note.',
    who: '操作人',
  },
  'log.malformed_checkpoint': {
    status: 422,
    zh: '检查点格式不对。请重新下载，不要用编辑器另存。',
    en: 'Malformed checkpoint.',
    who: '操作人',
  },
  'log.malformed_proof': { status: 422, zh: '日志证明格式不对。请重新下载，不要用编辑器另存。', en: 'Malformed log proof.', who: '操作人' },
  'log.malformed_tile_path': { status: 404, zh: '没有这样的日志瓦片地址。', en: 'No such tile path.', who: '操作人' },
  'log.malformed_tile': { status: 422, zh: '日志瓦片内容不完整。请重新下载。', en: 'Malformed tile.', who: '操作人' },
  'log.entry_too_large': {
    status: 413,
    zh: '写入日志的内容有 {bytes} 字节，超过上限 {limit}。请缩减后重试。',
    en: 'Log entry of {bytes} bytes is above {limit}.',
    who: '系统管理员',
  },
  'log.unsigned': { status: 422, zh: '检查点上没有“{key}”的签名，不能采信。', en: 'No signature by {key}.', who: '系统管理员' },
  'log.bad_signature': {
    status: 422,
    zh: '“{key}”的签名与内容不符，不能采信。',
    en: 'Signature of {key} does not verify.',
    who: '系统管理员',
  },
  'log.other_origin': {
    status: 422,
    zh: '检查点属于另一份日志（{origin}）。',
    en: 'Checkpoint of another log ({origin}).',
    who: '系统管理员',
  },
  'log.not_included': {
    status: 422,
    zh: '证明不成立：这份内容不在日志第 {index} 位。',
    en: 'Not included at index {index}.',
    who: '系统管理员',
  },
} as const satisfies ErrorArea
