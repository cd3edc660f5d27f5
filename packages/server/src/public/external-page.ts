/**
 * 外部抽取页 — a draw made on another platform and registered here. It says first what cannot be checked; there is no verify button, because there is
 * nothing to verify with. It shows the platform, the time, the role of who drew, the fingerprint of the list as exported, and counts.
 */
import type { BatchState } from '@mingcha/core/inspection'
import { chinaTime, gradeBadge, periodName } from './draw-page.ts'
import { type Html, html } from './html.ts'

export interface PublicExternal {
  readonly code: string
  readonly period: string
  readonly state: BatchState
  readonly assuranceText: string
  readonly platform: string
  readonly drawnAt: string
  readonly role: string
  readonly sha256: string
  readonly registeredAt: string
  readonly strata: readonly { readonly code: string; readonly name: string; readonly drawn: number }[]
  readonly counts: { readonly drawn: number; readonly visits: number }
  readonly progress: { readonly visits: number; readonly done: number }
  /** After publication only. */
  readonly visits:
    | readonly { readonly code: string; readonly name: string; readonly done: boolean; readonly result: string | null }[]
    | null
}

const stateWords: Partial<Record<BatchState, string>> = {
  drawn: '已登记，检查完成前名单保密',
  published: '检查已结束，名单已公布',
  void: '登记已撤回，任务重新组批',
}

export function externalPage({ draw, agencyName, asked }: { draw: PublicExternal; agencyName: string; asked: string | null }): Html {
  return html`
<p class="note"><a href="/">首页</a> › 抽取 ${draw.code}</p>
<h1>${agencyName}${periodName(draw.period)}抽取</h1>
<div class="row">${gradeBadge('E')}<span><strong>E 外部抽取，不可核验</strong><br><span class="note">批次 ${draw.code} · ${stateWords[draw.state] ?? draw.state}</span></span></div>
<section aria-labelledby="s0"><h2 id="s0">我没被抽中，对吗？</h2>
${asked === null ? '' : html`<p class="verdict">${asked}：这里回答不了。</p>`}
<p>这次抽取不是在本平台进行的，没有事先的承诺，没有公共随机事件，也没有票号，所以没有什么可以用来核验某一家企业是否被公正地抽中或没有抽中。需要核对的，请向本单位或组织抽取的平台（${draw.platform}）查询。</p></section>
<section aria-labelledby="s1"><h2 id="s1">一、登记了什么</h2>
<dl><dt>抽取平台</dt><dd>${draw.platform}</dd><dt>抽取时间</dt><dd>${chinaTime(draw.drawnAt)}</dd><dt>抽取操作人</dt><dd>${draw.role}</dd>
<dt>登记时间</dt><dd>${chinaTime(draw.registeredAt)}</dd><dt>导出名单的 SHA-256</dt><dd class="hash">${draw.sha256}</dd></dl>
<p class="note">指纹由导出的名单文件算出：以后拿出的名单是不是登记的那一份，可以用它核对；名单在抽取之后、登记之前有没有改动，它说明不了。</p></section>
<section aria-labelledby="s2"><h2 id="s2">二、结果</h2>
${draw.state === 'void' ? html`<p class="verdict">这次登记已经撤回，没有据此开展检查。</p>` : html`<p>登记 ${draw.counts.drawn} 个名额，合并为 ${draw.counts.visits} 次检查；已完成 ${draw.progress.done} / ${draw.progress.visits} 次。</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="表格，可左右滚动"><table><thead><tr><th>分层</th><th class="n">抽中</th></tr></thead><tbody>
${draw.strata.map(s => html`<tr><td>${s.name}</td><td class="n">${s.drawn}</td></tr>`)}
</tbody></table></div>
${draw.visits === null ? (draw.state === 'void' ? '' : html`<p>检查完成之前，抽中名单和检查人员保密；逐次完成后，结果在<a href="/results">检查结果</a>公布。</p>`) : visitTable(draw.visits)}</section>
<section aria-labelledby="s3"><h2 id="s3">这一等级能防住什么</h2><p>${draw.assuranceText}</p><p><a href="/about">抽取证明什么、不证明什么</a></p></section>`
}

function visitTable(rows: NonNullable<PublicExternal['visits']>): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="表格，可左右滚动"><table><thead><tr><th>企业</th><th>代码</th><th>检查结果</th></tr></thead><tbody>
${rows.map(r => html`<tr><td>${r.name}</td><td class="hash">${r.code}</td><td>${r.result ?? (r.done ? '已检查' : '未完成')}</td></tr>`)}
</tbody></table></div>`
}
