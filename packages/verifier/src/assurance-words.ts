/** 可信等级 — what each letter gives and, in plain words, what it does not protect against (§3). */
import { type Sentence, say } from './report.ts'

export interface AssuranceWords {
  readonly gives: Sentence
  readonly lacks: Sentence
}

export const ASSURANCE_WORDS: Readonly<Record<string, AssuranceWords>> = {
  A: {
    gives: say(
      '承诺在公共随机事件之前已由外部见证方签名留时，结果由谁也选不了的公共事件与封存的密钥共同决定。',
      'An outside witness signed and timed the commitment before the public event; the result follows from an event nobody can choose and a sealed secret.',
    ),
    lacks: say(
      '防不了：见证方与单位串通；管理服务器的人在事件之后、公布之前先知道结果（知道，但改不了）。',
      'Not against: a witness colluding with the bureau; server staff knowing the result between event and publication (they cannot change it).',
    ),
  },
  B: {
    gives: say(
      '结果由谁也选不了的公共事件（开奖或掷骰）与封存的密钥共同决定，先承诺、后开奖。',
      'The result follows from a public event nobody can choose and a sealed secret, committed first.',
    ),
    lacks: say(
      '防不了：没有外部见证方，日志的时间只凭单位自己说。若有人在开奖之后才写承诺，本页看不出来。请在开奖之前留存承诺摘要（公示页或二维码），开奖之后对照。',
      'Not against back-dating: without an outside witness the log’s time is the bureau’s word. Keep the commitment’s hash before the event and compare it after.',
    ),
  },
  C: {
    gives: say(
      '结果由两位以上不同持有人各自封存的密钥合成，少一位就算不出来。',
      'The result is combined from the sealed secrets of two or more different people.',
    ),
    lacks: say(
      '防不了：没有公共随机事件，全部持有人串通就能选定结果；也没有外部见证方，防不了事后补写承诺。',
      'Not against all secret-holders colluding, since there is no public event; nor against back-dating, since there is no witness.',
    ),
  },
  D: {
    gives: say('仅供演练。', 'For training only.'),
    lacks: say(
      '防不了：掌握服务器的人可以反复试出想要的结果。不能作为正式抽取的依据。',
      'Not against whoever runs the server: he can try until he likes the result. Not for a real draw.',
    ),
  },
  E: {
    gives: say('在别的平台抽取后登记在此。', 'Drawn elsewhere and registered here.'),
    lacks: say('抽取过程无法核验。', 'The drawing cannot be verified.'),
  },
}
