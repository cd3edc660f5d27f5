/**
 * 抽取页 — what anyone may see of a draw: what was committed, the event, the result (counts while sealed, everything after), and “我没被抽中，对吗？”.
 * Complete without script; prints; made to be projected.
 */
import type { batchView } from '@mingcha/core/api'
import type { z } from 'zod'
import { type Html, html } from './html.ts'

type Batch = z.output<typeof batchView>

/** The part of a batch the public may see, at any time after the freeze. */
export type PublicDraw = Pick<
  Batch,
  | 'code'
  | 'period'
  | 'state'
  | 'strata'
  | 'commitSha256'
  | 'commitLog'
  | 'eventLog'
  | 'resultLog'
  | 'publishLog'
  | 'committedAt'
  | 'eventBy'
  | 'resultBy'
  | 'openBy'
  | 'assurance'
  | 'assuranceText'
  | 'publicBits'
  | 'unstaffable'
  | 'entropy'
  | 'result'
  | 'progress'
> & {
  /** Names of the outside witnesses of a dice event; shown here, never in the log. */
  readonly witnesses: readonly string[]
  /** The voided draw this one stands for, or null. */
  readonly replaces: string | null
  readonly rosterLines: number
  readonly barredLines: number
}

/** After publication: who was drawn, for the table. */
export interface DrawnRow {
  readonly stratum: string
  readonly rank: number
  readonly code: string
  readonly name: string
  readonly state: 'drawn' | 'reserve'
  readonly result: string | null
}

/** The answer to “我没被抽中，对吗？” for one id, one line for each stratum it stands in. */
export interface TicketAnswer {
  readonly id: string
  readonly ticket: string
  readonly strata: readonly {
    readonly code: string
    readonly name: string
    readonly verdict: 'drawn' | 'reserve' | 'not-drawn' | 'all'
    readonly cutoff: string
    readonly tier: number
    readonly rank: number
    readonly N: number
    readonly quota: number
  }[]
  readonly excluded: readonly { readonly stratum: string; readonly reason: string }[]
}

export const chinaTime = (iso: string | null): string => {
  if (iso === null) return '—'
  const at = new Date(Date.parse(iso) + 8 * 3_600_000).toISOString()
  return `${at.slice(0, 4)}年${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}日 ${at.slice(11, 16)}`
}
export const periodName = (period: string): string => period.replace(/^(\d{4})-Q(\d)$/, '$1年第$2季度')

const stateWords: Record<string, string> = {
  committed: '已承诺，等待公共随机事件',
  evented: '公共随机事件已记录，等待抽取',
  drawn: '已抽取，检查完成前保密',
  published: '已公布，可离线核验',
  void: '已作废：密钥已销毁，没有打开任何内容；作废已写入日志',
}
export function gradeBadge(grade: string | null): Html {
  return html`<span class="grade${grade === 'A' || grade === 'B' ? '' : ' low'}" title="可信等级 ${grade ?? '未定'}">${grade ?? '—'}</span>`
}

function balls(source: PublicDraw['entropy'][number]): Html {
  const special = source.game === 'ssq' ? 1 : source.game === 'dlt' ? 2 : 0
  const numbers = (source.numbers ?? '').split(' ')
  return html`<span class="balls">${numbers.map((n, i) => html`<span class="ball${i >= numbers.length - special ? ' special' : ''}">${n}</span>`)}</span>`
}

export interface DrawPage {
  readonly draw: PublicDraw
  readonly agencyName: string
  readonly drawn: readonly DrawnRow[] | null
  readonly asked: string | null
  readonly answer: TicketAnswer | 'unknown' | 'sealed' | 'external' | null
}

export function drawPage({ draw, agencyName, drawn, asked, answer }: DrawPage): Html {
  const events = draw.entropy.filter(e => e.kind !== 'secret')
  const secrets = draw.entropy.filter(e => e.kind === 'secret')
  const order = ['committed', 'evented', 'drawn', 'published']
  const at = order.indexOf(draw.state)
  return html`
<p class="note"><a href="/">首页</a> › 抽取 ${draw.code}</p>
<h1>${agencyName}${periodName(draw.period)}抽取</h1>
<div class="row">${gradeBadge(draw.assurance)}<span><strong>${stateWords[draw.state] ?? draw.state}</strong><br><span class="note">批次 ${draw.code} · 可信等级 ${draw.assurance}${draw.publicBits ? html`，公共随机 ${draw.publicBits} 比特` : ''}</span></span></div>
<ol class="steps">${['承诺', '公共事件', '抽取与匹配', '公布'].map((name, i) => html`<li class="${i <= at ? 'done' : ''}${i === at ? ' now' : ''}">${i <= at ? '✓ ' : ''}${name}</li>`)}</ol>
${ask(draw, asked, answer)}
<section aria-labelledby="s1"><h2 id="s1">一、事先承诺了什么</h2>
<p>候选名单、检查人员、回避、抽取数量在抽取之前全部冻结，合成下面这一串指纹并写入透明日志。改动其中任何一个字，指纹都会不同。</p>
<p class="bighash" aria-label="承诺指纹">${draw.commitSha256}</p>
<dl><dt>冻结时间</dt><dd>${chinaTime(draw.committedAt)}</dd><dt>透明日志</dt><dd>${draw.commitLog ? html`第 ${draw.commitLog.index} 条（<a href="/log/checkpoint">检查点</a>）` : '正在写入'}</dd>
${draw.replaces ? html`<dt>替代</dt><dd>本次抽取替代已作废的 <a href="/draws/${draw.replaces}">${draw.replaces}</a></dd>` : ''}<dt>检查人员</dt><dd>${draw.rosterLines} 名持证在岗、证件有效的执法人员；回避 ${draw.barredLines} 对</dd></dl>
<div class="scroll" tabindex="0" role="region" aria-label="表格，可左右滚动"><table><thead><tr><th>分层</th><th class="n">候选</th><th class="n">抽取</th><th class="n">备用</th><th>抽取数量怎么来</th></tr></thead><tbody>
${draw.strata.map(s => html`<tr><td>${s.name}</td><td class="n">${s.N}</td><td class="n">${s.quota}</td><td class="n">${s.reserve}</td><td>${s.why}${s.carried > 0 ? html`<br><span class="note">其中 ${s.carried} 家是以前抽中、因停产或不可抗力顺延的，先于其他对象。</span>` : ''}${s.determined ? html`<br><span class="note">本层由覆盖要求确定，不是随机抽中。</span>` : ''}</td></tr>`)}
</tbody></table></div>
<p class="noprint"><a href="/draws/${draw.code}/commit.json">下载 commit.json</a></p></section>
<section aria-labelledby="s2"><h2 id="s2">二、公共随机事件</h2>
${events.length === 0 ? html`<p>本次没有公共随机事件，由 ${secrets.length} 位密钥持有人共同决定。它防不住全部持有人串通，所以可信等级较低。</p>` : ''}
<dl>${events.map(e => html`<dt>${e.title}</dt><dd>${draw.eventLog && e.numbers ? balls(e) : html`${chinaTime(e.notBefore)} 之后产生`}</dd>`)}
${draw.witnesses.length > 0 ? html`<dt>见证人</dt><dd>${draw.witnesses.join('；')}</dd>` : ''}
<dt>透明日志</dt><dd>${draw.eventLog ? html`第 ${draw.eventLog.index} 条` : html`须在 ${chinaTime(draw.eventBy)} 前记录`}</dd></dl>
<p class="note">事件在承诺写入日志之后发生，任何人都不能挑选；号码可到开奖机构的公告核对。</p></section>
<section aria-labelledby="s3"><h2 id="s3">三、结果</h2>
${
  draw.result === null
    ? html`<p class="empty">尚未抽取，须在 ${chinaTime(draw.resultBy)} 前完成。</p>`
    : html`<p>抽中 ${draw.result.drawn} 个名额，合并为 ${draw.result.visits} 次检查；每次两名执法人员，${draw.result.unfilled === 0 ? '全部配齐' : html`缺 ${draw.result.unfilled} 个名额待补派`}。</p>
<dl><dt>透明日志</dt><dd>${draw.resultLog ? html`第 ${draw.resultLog.index} 条` : '正在写入'}</dd>${draw.progress ? html`<dt>检查进度</dt><dd>${draw.progress.done} / ${draw.progress.visits} 次完成</dd>` : ''}</dl>
${drawn === null ? html`<p>检查完成之前，抽中名单和检查人员保密；全部完成后，最迟 ${chinaTime(draw.openBy)}，公布全部文件。</p>` : drawnTable(draw, drawn)}`
}</section>
${draw.state === 'published' ? verifySection(draw) : ''}
<section aria-labelledby="s5"><h2 id="s5">这一等级能防住什么</h2><p>${draw.assuranceText}</p><p><a href="/about">抽取证明什么、不证明什么</a></p></section>`
}

function ask(draw: PublicDraw, asked: string | null, answer: DrawPage['answer']): Html {
  return html`<section aria-labelledby="s0"><h2 id="s0">我没被抽中，对吗？</h2>
<form class="ask" method="get" action="/draws/${draw.code}"><label for="id" class="skip">统一社会信用代码</label><input id="id" name="id" type="text" autocomplete="off" spellcheck="false" maxlength="40" placeholder="统一社会信用代码（二厂区为 代码-02）" value="${asked ?? ''}"><button>查票号</button></form>
${answer === null ? html`<p class="note">输入企业代码，得到它的票号和所在分层的分界票号。票号小于等于分界的抽中，大于的没有抽中。</p>` : ''}
${answer === 'sealed' ? html`<p class="verdict">结果尚在封存期，公布后即可查询。</p>` : ''}
${answer === 'external' ? html`<p class="verdict">这次抽取在别的平台进行，没有票号，无从核验。</p>` : ''}
${answer === 'unknown' ? html`<p class="verdict">${asked} 不在本次抽取的候选名单中。请核对代码；没有列入名录的企业不会被抽中。</p>` : ''}
${answer !== null && typeof answer === 'object' ? ticket(draw, answer) : ''}</section>`
}

function ticket(draw: PublicDraw, a: TicketAnswer): Html {
  const words = { drawn: '抽中', reserve: '没有抽中，列为备用', 'not-drawn': '没有抽中，正确', all: '本层全部检查' }
  return html`${a.strata.map(
    s => html`<p class="verdict">${s.name}：<strong>${words[s.verdict]}</strong>（第 ${s.rank} 位，共 ${s.N} 个，抽 ${s.quota} 个）${s.tier === 0 ? '。它是以前抽中后顺延的，先于其他对象排列' : ''}</p>
<dl><dt>票号</dt><dd class="hash">${a.ticket}</dd><dt>分界票号</dt><dd class="hash">${s.cutoff}</dd></dl>`,
  )}
${a.excluded.map(e => html`<p class="verdict">${e.stratum}：未列入候选，原因：${e.reason}</p>`)}
<h3>自己算一遍</h3><p class="note">下载 <a href="/draws/${draw.code}/files/seed.txt">seed.txt</a>，在任何装有 OpenSSL 3 的电脑上运行：</p>
<pre>SEED=$(openssl dgst -sha256 -r seed.txt | cut -d' ' -f1)
printf 'subject|%s' '${a.id}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$SEED -r | cut -d' ' -f1</pre>`
}

function drawnTable(draw: PublicDraw, rows: readonly DrawnRow[]): Html {
  return html`${draw.strata.map(s => {
    const mine = rows.filter(r => r.stratum === s.code)
    return html`<h3>${s.name}（抽中 ${mine.filter(r => r.state === 'drawn').length}，备用 ${mine.filter(r => r.state === 'reserve').length}）</h3>
<div class="scroll" tabindex="0" role="region" aria-label="表格，可左右滚动"><table><thead><tr><th class="n">次序</th><th>企业</th><th>代码</th><th>状态</th><th>检查结果</th></tr></thead><tbody>
${mine.map(r => html`<tr><td class="n">${r.rank}</td><td>${r.name}</td><td class="hash">${r.code}</td><td>${r.state === 'drawn' ? '抽中' : '备用'}</td><td>${r.result ?? (r.state === 'drawn' ? '未完成' : '—')}</td></tr>`)}
</tbody></table></div>`
  })}`
}

function verifySection(draw: PublicDraw): Html {
  return html`<section aria-labelledby="s4"><h2 id="s4">四、自己核验</h2>
<p>下载全部文件，用下面任何一种办法离线重算。三种办法由不同的人用不同的语言写成，结论必须一致。</p>
<p class="row noprint"><a class="button" href="/draws/${draw.code}/bundle.zip">下载全部文件（zip）</a><a class="button quiet" href="/verify?draw=${draw.code}">在网页中核验</a></p>
<ol><li>单个网页：<a href="/verify.html" download="mingcha-verify.html">mingcha-verify.html</a>，保存到电脑，断网打开，把 zip 拖进去。</li>
<li>命令行：<code>npx mingcha-verify ${draw.code}.zip</code> 或 <code>python3 verify.py ${draw.code}.zip</code>。</li>
<li>只用 openssl、awk、sort：见<a href="/verify-shell">逐条命令</a>。</li></ol></section>`
}
