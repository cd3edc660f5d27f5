/** 首页、检查结果、事项清单、年度计划、核验 — the plain pages. */
import type { PublicityCount } from '@mingcha/core/publicity'
import type { PublishedVisit, WithheldVisit } from '../features/results/public.ts'
import { chinaTime, gradeBadge, periodName } from './draw-page.ts'
import { type Html, html } from './html.ts'
import type { Page } from './layout.ts'
import { countsSection, resultTable, withheldSection } from './result-pages.ts'

export interface DrawLine {
  readonly code: string
  readonly period: string
  readonly state: string
  readonly assurance: string | null
  readonly committedAt: string | null
  /** Set where it was drawn elsewhere (E). */
  readonly external: { readonly platform: string; readonly drawnAt: string | null } | null
  readonly drawn: number | null
  readonly visits: number | null
  readonly done: number | null
}

const stateWords: Record<string, string> = {
  committed: '等待公共随机事件',
  evented: '等待抽取',
  drawn: '检查中，名单保密',
  published: '已公布',
  void: '已作废',
}

const search = (
  q = '',
): Html => html`<form class="ask" method="get" action="/results" role="search"><label class="skip" for="q">企业名称或统一社会信用代码</label>
<input id="q" name="q" type="search" maxlength="80" placeholder="企业名称或统一社会信用代码" value="${q}"><button>查询</button></form>`

function drawList(draws: readonly DrawLine[], none = '还没有抽取。每次抽取冻结后，承诺会立即出现在这里。'): Html {
  if (draws.length === 0) return html`<p class="empty">${none}</p>`
  return html`<ul class="plain">${draws.map(
    d => html`<li class="row">${gradeBadge(d.assurance)}<span><a href="/draws/${d.code}">${periodName(d.period)}抽取</a>　<span class="note">${d.code}</span><br>
<span class="note">${stateWords[d.state] ?? d.state} · ${d.external ? html`外部抽取，不可核验 · ${chinaTime(d.external.drawnAt)}在${d.external.platform}抽取` : html`${chinaTime(d.committedAt)}承诺`}${d.visits === null ? '' : ` · ${d.visits} 次检查，完成 ${d.done ?? 0}`}</span></span></li>`,
  )}</ul>`
}

export function homePage(home: {
  agencyName: string
  draws: readonly DrawLine[]
  results: readonly PublishedVisit[]
  counts: PublicityCount
}): Html {
  return html`<h1>${home.agencyName}“双随机、一公开”</h1>
<p class="lead">检查对象随机抽取，执法人员随机选派，检查结果公开。每次抽取都能由任何人核验。</p>
<section aria-label="查询">${search()}</section>
<section aria-labelledby="d"><h2 id="d">抽取</h2>${drawList(home.draws)}</section>
<section aria-labelledby="r"><h2 id="r">最近公示的检查结果</h2>${home.results.length === 0 ? html`<p class="empty">还没有公示的检查结果。检查完成、认定并审核之后公示；此前不公开。</p>` : html`${resultTable(home.results)}<p><a href="/results">全部检查结果</a></p>`}</section>
${countsSection(home.counts)}`
}

export function resultsPage(page: {
  q: string
  visits: readonly PublishedVisit[]
  withheld: readonly WithheldVisit[]
  counts: PublicityCount
  draws: readonly DrawLine[]
}): Html {
  const { q, visits } = page
  return html`<h1>检查结果</h1><section aria-label="查询">${search(q)}</section>
<section aria-labelledby="r"><h2 id="r">${q === '' ? '最近公示' : `“${q}”的检查结果`}</h2>${visits.length === 0 ? html`<p class="empty">${q === '' ? '还没有公示的检查结果。' : '没有找到公示的检查结果。检查完成之前名单保密；完成后在期限内公示；没有被检查的企业也不在这里。'}</p>` : html`${resultTable(visits)}${q === '' ? html`<p><a href="/checked">受检名单（全部）</a></p>` : ''}`}</section>
${q === '' ? withheldSection(page.withheld) : ''}
${q === '' ? countsSection(page.counts) : ''}
<section aria-labelledby="d"><h2 id="d">查它在某次抽取中的票号</h2>${drawList(
    page.draws.filter(d => d.state === 'published' && d.external === null),
    '还没有公布的抽取。抽取公布之后，可以查每家企业的票号。',
  )}</section>`
}

export interface ItemLine {
  readonly code: string
  readonly name: string
  readonly category: string
  readonly bases: readonly string[]
}
export function itemsPage(list: { version: number | null; publishedAt: string | null; rows: readonly ItemLine[] }): Html {
  return html`<h1>随机抽查事项清单</h1><p class="lead">${list.version === null ? '尚未公布。' : `第 ${list.version} 版，${chinaTime(list.publishedAt)}公布。清单之外的事项不得检查。`}</p>
${list.version === null ? '' : html`<section><div class="scroll" tabindex="0" role="region" aria-label="表格，可左右滚动"><table><thead><tr><th>编号</th><th>事项</th><th>类别</th><th>检查依据</th></tr></thead><tbody>${list.rows.map(i => html`<tr><td>${i.code}</td><td>${i.name}</td><td>${i.category}</td><td>${i.bases.map(b => html`${b}<br>`)}</td></tr>`)}</tbody></table></div></section>`}`
}

export interface PlanLine {
  readonly code: string
  readonly name: string
  readonly period: string
  readonly scopeText: string
  readonly drawOn: string
  readonly initiator: string
  readonly basis: string
}
export function planPage(year: number, plan: { version: number | null; publishedAt: string | null; rows: readonly PlanLine[] }): Html {
  return html`<h1>${year} 年度抽查计划</h1><p class="lead">${plan.version === null ? '尚未公布。' : `第 ${plan.version} 版，${chinaTime(plan.publishedAt)}公布。计划之外不抽查；调整须先备案并公布。`}</p>
${plan.version === null ? '' : html`<section><div class="scroll" tabindex="0" role="region" aria-label="表格，可左右滚动"><table><thead><tr><th>编号</th><th>任务</th><th>抽查期</th><th>对象范围与数量</th><th>抽取时间</th><th>发起</th></tr></thead><tbody>${plan.rows.map(r => html`<tr><td>${r.code}</td><td>${r.name}<br><span class="note">${r.basis}</span></td><td>${periodName(r.period)}</td><td>${r.scopeText}</td><td>${r.drawOn}</td><td>${r.initiator}</td></tr>`)}</tbody></table></div></section>`}`
}

export const unverifiablePage = (draw: string): Html => html`<h1>这次抽取不可核验</h1>
<p class="lead">${draw} 是在别的平台抽取、在这里登记的（等级 E）：没有事先的承诺，没有公共随机事件，也就没有可以核验的文件。</p>
<p><a href="/draws/${draw}">查看登记了什么</a></p>`

export function verifyPage(draw: string | null): Html {
  return html`<h1>核验一次抽取</h1><p class="lead">全部计算在您的浏览器里进行，文件不会上传。也可以<a href="/verify.html" download="mingcha-verify.html">下载这个网页</a>，断网后从电脑上打开，结论一样。</p>
<div id="mingcha-verify"${draw ? html` data-bundle="/draws/${draw}/bundle.zip"` : ''}><noscript><section><p>在网页中核验需要脚本。您也可以用<a href="/verify-shell">命令行逐条核验</a>，不需要浏览器。</p></section></noscript></div>
<script src="/verify-page.js" defer></script>`
}

export const missingPage = (): Page => ({
  title: '没有这个页面',
  body: html`<h1>没有这个页面</h1><p class="lead">地址可能有误，或者这次抽取还没有冻结。</p><p><a href="/">回到首页</a></p>`,
})
