/** 检查结果的公众页 — the firm, the list of those checked, the scheme, the open data; and the feeds. Complete without script. */
import { type PublicityCount, publicShare } from '@mingcha/core/publicity'
import type { HeldBack } from '../features/results/kinds.ts'
import type { PublishedVersion, PublishedVisit, WithheldVisit } from '../features/results/public.ts'
import { chinaTime, periodName } from './draw-page.ts'
import { escapeHtml, type Html, html } from './html.ts'
import type { DrawLine } from './list-pages.ts'

const scroll = (table: Html): Html => html`<div class="scroll" tabindex="0" role="region" aria-label="表格，可左右滚动">${table}</div>`

/** 本年度公示情况 — late ones stand in front of everybody. @law EZ-06 EZ-13 SJZ-09 */
export function countsSection(c: PublicityCount): Html {
  const months = c.months.filter(m => m.determined > 0)
  return html`<section aria-labelledby="c"><h2 id="c">${c.year} 年检查结果公示情况</h2>
<dl class="counts"><div><dt>已认定</dt><dd>${c.determined}</dd></div><div><dt>已公示</dt><dd>${c.published}</dd></div><div><dt>依法不予公示</dt><dd>${c.withheld}</dd></div><div><dt>公开率</dt><dd>${c.determined === 0 ? '—' : `${publicShare(c)}%`}</dd></div><div${c.overdue > 0 ? html` class="over"` : ''}><dt>超期未公示</dt><dd>${c.overdue}</dd></div></dl>
<p class="note">公开率＝（已公示＋依法不予公示）÷已认定。${c.grounds.length > 0 ? html`不予公示的理由：${c.grounds.map(g => `${g.ground} ${g.count} 项`).join('、')}。` : ''}${c.late > 0 ? html`超期后公示 ${c.late} 项。` : ''}检查结果应在期限内全部公示，超期的在这里计数。</p>
${months.length === 0 ? '' : html`<details><summary>逐月</summary>${scroll(html`<table><thead><tr><th>月份</th><th class="n">认定</th><th class="n">其中已公示</th></tr></thead><tbody>${months.map(m => html`<tr><td>${m.month} 月</td><td class="n">${m.determined}</td><td class="n">${m.published}</td></tr>`)}</tbody></table>`)}</details>`}</section>`
}

export function resultTable(visits: readonly PublishedVisit[]): Html {
  return scroll(html`<table><thead><tr><th>企业</th><th>检查结果</th><th>完成日期</th><th>公示日期</th><th>抽查任务</th></tr></thead><tbody>
${visits.map(({ current: { line }, older }) => html`<tr><td class="firm"><a href="/firms/${line.subjectCode}">${line.subjectName}</a><br><span class="note">${line.subjectCode}</span></td><td>${line.result}${older.length > 0 ? html`<br><span class="note">已更正</span>` : ''}</td><td class="d">${line.insDate}</td><td class="d">${line.publishedOn}</td><td>${line.tasks.map(t => (t.raninsTaskId === '-' ? line.raninsTypeName : t.raninsTaskName)).join('、')}${line.draw === '-' ? '' : html`<br><span class="note"><a href="/draws/${line.draw}">${line.draw}</a></span>`}</td></tr>`)}
</tbody></table>`)
}

export function withheldSection(rows: readonly WithheldVisit[]): Html {
  if (rows.length === 0) return html``
  return html`<section aria-labelledby="w"><h2 id="w">依法不予公示（${rows.length} 项）</h2><p class="note">没有名称和结果，只有编号、理由和日期；数量计入公开率。</p>
${scroll(html`<table><thead><tr><th>检查编号</th><th>理由</th><th>认定日期</th><th>决定日期</th></tr></thead><tbody>${rows.map(r => html`<tr><td class="d">${r.visit}</td><td>${r.ground}</td><td class="d">${r.determinedOn}</td><td class="d">${r.publishedOn}</td></tr>`)}</tbody></table>`)}</section>`
}

const effectWords: Record<string, string> = { redact: '部分内容已隐去', restrict: '公开范围已调整' }

function version(p: PublishedVersion, old: boolean): Html {
  const { line } = p
  const result = html`<p class="verdict">${old ? html`<del>${line.result}</del>` : line.result}</p>`
  return html`${result}
${line.summary === '' ? '' : html`<p class="summary">${old ? html`<del>${line.summary}</del>` : line.summary}</p>`}
<dl><dt>抽查机关</dt><dd>${line.insAuth}</dd><dt>抽查类型</dt><dd>${line.raninsTypeName}</dd><dt>抽查完成日期</dt><dd>${line.insDate}</dd><dt>公示日期</dt><dd>${line.publishedOn}${line.lateReason === '-' ? '' : html`（应于 ${line.dueOn} 前，超期）`}</dd>
${line.tasks.filter(t => t.raninsTaskId !== '-').map(t => html`<dt>抽查计划</dt><dd>${t.raninsPlaneName}（${t.raninsPlanId}）</dd><dt>抽查任务</dt><dd>${t.raninsTaskName}（${t.raninsTaskId}）</dd>`)}
${effectWords[line.effect] ? html`<dt>公开方式</dt><dd>${effectWords[line.effect]}：${line.ground}</dd>` : ''}${line.correctionReason === '-' ? '' : html`<dt>更正原因</dt><dd>${line.correctionReason}</dd>`}</dl>
${line.tasks.some(t => t.items.length > 0) ? scroll(html`<table><thead><tr><th>检查事项</th><th>检查结果</th></tr></thead><tbody>${line.tasks.flatMap(t => t.items).map(i => html`<tr><td>${i.raninsItemName}</td><td>${old ? html`<del>${i.raninsCheckResName}</del>` : i.raninsCheckResName}</td></tr>`)}</tbody></table>`) : ''}
<details><summary>核对这条公示没有被改动</summary><p class="note">公示内容的 SHA-256 已写入<a href="/log/checkpoint">透明日志</a>，与<a href="/open-data">开放数据</a>中这一条的原文一致：</p><p class="hash">${p.sha256}</p></details>`
}

/** 企业页 — its results over time, corrections beside, replies beneath. @law JX-50 EZ-13 SJZ-59 */
export function firmPage(name: string, code: string, visits: readonly PublishedVisit[]): Html {
  return html`<p class="note"><a href="/">首页</a> › <a href="/results">检查结果</a></p>
<h1>${name}</h1><p class="lead">${code}。共公示 ${visits.length} 次检查，新的在前。</p>
${visits.map(
  v => html`<section aria-labelledby="v-${v.current.line.visit}"><h2 id="v-${v.current.line.visit}">${v.current.line.insDate}　检查 ${v.current.line.visit}</h2>
${version(v.current, false)}
${v.officers.length === 0 ? '' : html`<p class="note">执法人员：${v.officers.map(o => `${o.name}（执法证 ${o.certificate}）`).join('、')}</p>`}
${v.current.line.draw === '-' ? '' : html`<p class="note">随机抽取：<a href="/draws/${v.current.line.draw}">${v.current.line.draw}</a>，任何人可以核验</p>`}
${v.replies.map(r => html`<blockquote class="reply"><p>${r.text}</p><p class="note">企业答复 · ${r.byWhom} · ${r.receivedOn}</p></blockquote>`)}
${v.older.map(o => html`<details class="old"><summary>已更正：${o.line.publishedOn} 公示的第 ${o.line.version} 版</summary>${version(o, true)}</details>`)}</section>`,
)}`
}

/** 受检名单. @law EZ-04 EZ-52 X-04 */
export function checkedPage(visits: readonly PublishedVisit[]): Html {
  return html`<h1>受检名单</h1><p class="lead">已完成检查并公示的对象，共 ${visits.length} 次。检查完成之前名单保密；完成后在期限内与结果一并公开。</p>
<section>${visits.length === 0 ? html`<p class="empty">还没有公示。</p>` : resultTable(visits)}</section>`
}

interface SchemeOnPage {
  readonly name: string
  readonly version: number
  readonly adoptedAt: string
  readonly sections: readonly {
    readonly title: string
    readonly rows: readonly { readonly label: string; readonly value: string; readonly clause: string }[]
  }[]
}
/** 实施方案 as people read it. @law HS-05 HS-39 */
export function schemePage(scheme: SchemeOnPage): Html {
  return html`<h1>${scheme.name}</h1><p class="lead">第 ${scheme.version} 版，${chinaTime(scheme.adoptedAt)}起采用。每一条后面是方案原文；原文没有写明的，注明采用的理解。</p>
${scheme.sections.map(
  (s, i) => html`<section aria-labelledby="s${i}"><h2 id="s${i}">${s.title}</h2>
<dl class="rules">${s.rows.map(r => html`<dt>${r.label}</dt><dd>${r.value}<br><span class="note">${r.clause}</span></dd>`)}</dl></section>`,
)}`
}

export const withheldKindPage = (name: string, held: HeldBack): Html =>
  html`<h1>${name}</h1><p class="lead">依法不予公开：${held.ground}。</p><section><dl><dt>决定时间</dt><dd>${chinaTime(held.at)}</dd><dt>说明</dt><dd>${held.reason}</dd></dl></section>`

export const noSchemePage = (): Html => html`<h1>实施方案</h1><p class="lead">还没有采用实施方案。</p>`

/** 开放数据. @law HS-39 EZ-04 JX-02 */
export function openDataPage(year: number): Html {
  return html`<h1>开放数据</h1><p class="lead">公示的内容都可以下载、转载、计算，不需要申请。</p>
<section aria-labelledby="o1"><h2 id="o1">检查结果</h2><ul class="plain">
<li><a href="/open-data/results.csv">results.csv</a>　<span class="note">表格，国家企业信用信息公示系统的字段，一事项一行</span></li>
<li><a href="/open-data/results.json">results.json</a>　<span class="note">含每一版的原文、SHA-256 和透明日志序号</span></li>
<li><a href="/open-data/dictionary.csv">dictionary.csv</a>　<span class="note">字段含义</span></li></ul></section>
<section aria-labelledby="o2"><h2 id="o2">订阅</h2><ul class="plain"><li><a href="/open-data/results.atom">results.atom</a>　<span class="note">检查结果</span></li><li><a href="/open-data/draws.atom">draws.atom</a>　<span class="note">抽取</span></li></ul></section>
<section aria-labelledby="o3"><h2 id="o3">四类公开</h2><ul class="plain"><li><a href="/scheme">抽查方案</a></li><li><a href="/items">抽查事项清单</a></li><li><a href="/plans/${year}">${year} 年度抽查计划</a></li><li><a href="/results">抽查结果</a>、<a href="/checked">受检名单</a></li></ul></section>
<section aria-labelledby="o4"><h2 id="o4">怎么核对</h2><p>取 results.json 中一行的 <code>canonical</code>，计算 SHA-256，应等于 <code>sha256</code>，也应等于透明日志第 <code>logIndex</code> 条里的 <code>sha256</code>。更正是新的一版，旧的一版保留。</p></section>`
}

// What XML 1.0 cannot hold at all.
const xml = (text: string): string => escapeHtml(text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''))

interface Entry {
  readonly id: string
  readonly title: string
  readonly updated: string
  readonly link: string
  readonly summary: string
}
function atom(
  feed: { id: string; title: string; self: string; site: string; author: string; updated: string },
  entries: readonly Entry[],
): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
<id>${xml(feed.id)}</id>
<title>${xml(feed.title)}</title>
<updated>${xml(entries[0]?.updated ?? feed.updated)}</updated>
<author><name>${xml(feed.author)}</name></author>
<link rel="self" href="${xml(feed.self)}"/>
<link rel="alternate" type="text/html" href="${xml(feed.site)}"/>
${entries
  .map(
    e => `<entry>
<id>${xml(e.id)}</id>
<title>${xml(e.title)}</title>
<updated>${xml(e.updated)}</updated>
<link rel="alternate" type="text/html" href="${xml(e.link)}"/>
<summary>${xml(e.summary)}</summary>
</entry>
`,
  )
  .join('')}</feed>
`
}

export function resultsFeed(site: { url: string; agencyName: string; now: string }, visits: readonly PublishedVisit[]): string {
  const entries = visits
    .flatMap(v => [v.current, ...v.older])
    .sort((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1))
    .slice(0, 50)
    .map(p => ({
      id: `${site.url}/firms/${p.line.subjectCode}#${p.line.visit}-${p.line.version}`,
      title: `${p.line.version === '1' ? '' : '更正：'}${p.line.subjectName}　${p.line.result}`,
      updated: p.publishedAt,
      link: `${site.url}/firms/${p.line.subjectCode}`,
      summary: `${p.line.insDate} 完成检查。${p.line.summary}`,
    }))
  const self = `${site.url}/open-data/results.atom`
  return atom(
    { id: self, title: `${site.agencyName} 检查结果`, self, site: `${site.url}/results`, author: site.agencyName, updated: site.now },
    entries,
  )
}

export function drawsFeed(site: { url: string; agencyName: string; now: string }, draws: readonly DrawLine[]): string {
  const entries = draws
    .filter(d => d.committedAt !== null)
    .map(d => ({
      id: `${site.url}/draws/${d.code}`,
      title: `${periodName(d.period)}抽取　${d.code}`,
      updated: d.committedAt ?? site.now,
      link: `${site.url}/draws/${d.code}`,
      summary: `可信等级 ${d.assurance ?? '未定'}`,
    }))
  const self = `${site.url}/open-data/draws.atom`
  return atom({ id: self, title: `${site.agencyName} 抽取`, self, site: site.url, author: site.agencyName, updated: site.now }, entries)
}
