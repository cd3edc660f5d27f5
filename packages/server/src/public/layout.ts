/** The frame of every public page: complete without script, large-type mode by a link, a banner in a training installation. */
import type { Mode } from '../env.ts'
import { type Html, html } from './html.ts'

export interface Page {
  readonly title: string
  readonly body: Html
  /** Which entry of the navigation this page is. */
  readonly here?: 'home' | 'results' | 'scheme' | 'items' | 'plan' | 'open-data' | 'verify' | 'about'
}
export interface Site {
  readonly agencyName: string
  readonly mode: Mode
  readonly large: boolean
  readonly path: string
  readonly year: number
}

const links = (year: number) =>
  [
    ['home', '/', '首页'],
    ['results', '/results', '检查结果'],
    ['scheme', '/scheme', '实施方案'],
    ['items', '/items', '事项清单'],
    ['plan', `/plans/${year}`, '年度计划'],
    ['open-data', '/open-data', '开放数据'],
    ['verify', '/verify', '核验'],
    ['about', '/about', '说明'],
  ] as const

export function layout(site: Site, page: Page): string {
  const toggle = site.large
    ? html`<a class="size" href="${site.path}?type=normal">标准字号</a>`
    : html`<a class="size" href="${site.path}?type=large">大字版</a>`
  return html`<!doctype html>
<html lang="zh-CN"${site.large ? html` class="large"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · ${site.agencyName}双随机、一公开</title>
<link rel="stylesheet" href="/public.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="alternate" type="application/atom+xml" title="检查结果" href="/open-data/results.atom">
</head>
<body>
<a class="skip" href="#main">跳到正文</a>
${site.mode === 'training' ? html`<div class="training"><div class="wrap">演练环境：单位、企业、人员、结果均为虚构。</div></div>` : ''}
<header class="site"><div class="wrap"><strong><a href="/">${site.agencyName} 双随机、一公开</a></strong>
<nav aria-label="主导航">${links(site.year).map(([key, href, text]) => html`<a href="${href}"${page.here === key ? html` aria-current="page"` : ''}>${text}</a>`)}${toggle}</nav></div></header>
<main id="main" class="wrap">${page.body}</main>
<footer><div class="wrap">由明查提供。每次抽取的规则、名单与结果都先承诺、后抽取、可核验。<a href="/log/checkpoint">透明日志</a></div></footer>
</body>
</html>`.text
}
