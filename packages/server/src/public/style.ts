/** The public face's one style sheet, from the same design tokens as the office face. */
import tokens from '../../../../design/tokens.json' with { type: 'json' }

const variables = Object.entries(tokens.color)
  .map(([name, value]) => `--${name}:${value}`)
  .join(';')

export const stylesheet = `
:root{${variables};--sans:${tokens.font.sans};--mono:${tokens.font.mono};font-size:17px}
:root.large{font-size:22px}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.65 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.2em}
a:focus-visible,.scroll:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
header.site{background:var(--paper);border-bottom:1px solid var(--line)}
.wrap{max-width:68rem;margin:0 auto;padding:0 1.25rem}
header.site .wrap{display:flex;flex-wrap:wrap;gap:.25rem 1.75rem;align-items:baseline;padding-top:.9rem;padding-bottom:.9rem}
header.site strong a{font-size:1.15rem;color:var(--ink);text-decoration:none}
header.site nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-left:auto}
header.site nav a{text-decoration:none}header.site nav a[aria-current]{color:var(--ink);font-weight:600}
.training{background:#fff6df;border-bottom:1px solid #ead9a6;color:#5a4300;font-size:.9rem}.training .wrap{padding-top:.35rem;padding-bottom:.35rem}
main.wrap{padding-top:2rem;padding-bottom:4rem}
h1{font-size:1.75rem;line-height:1.3;margin:0 0 .4rem;text-wrap:balance}
h2{font-size:1.2rem;line-height:1.35;margin:0 0 .8rem}
h3{font-size:1rem;margin:1.2rem 0 .3rem}
p{margin:.4rem 0}.lead{color:var(--ink-2);max-width:46rem}.note{color:var(--ink-2);font-size:.92rem}
section{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:1.4rem 1.5rem;margin-top:1.25rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.25rem;margin:0}dt{color:var(--ink-2)}dd{margin:0;min-width:0}
.hash{font-family:var(--mono);font-size:.92rem;word-break:break-all}
.bighash{font-family:var(--mono);font-size:clamp(1rem,2.1vw,1.35rem);line-height:1.5;letter-spacing:.02em;background:var(--accent-soft);color:var(--accent-strong);padding:.8rem 1rem;border-radius:6px;word-break:break-all}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}th,td{text-align:left;padding:.45rem .8rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--ink-2);font-weight:500;white-space:nowrap}td.n,th.n{text-align:right}td.d{white-space:nowrap}td.firm{min-width:11em}
tr:last-child td{border-bottom:0}
.grade{display:inline-flex;align-items:center;justify-content:center;min-width:2.1em;height:2.1em;border-radius:50%;background:var(--accent);color:#fff;font-weight:700;font-size:1.15rem}
.grade.low{background:var(--ink-2)}
.row{display:flex;gap:1rem;align-items:center;flex-wrap:wrap}
.balls{display:flex;flex-wrap:wrap;gap:.4rem}.ball{display:inline-flex;width:2.2em;height:2.2em;border-radius:50%;align-items:center;justify-content:center;border:2px solid var(--accent);color:var(--accent-strong);font-weight:600}.ball.special{background:var(--accent);color:#fff}
form.ask{display:flex;gap:.6rem;flex-wrap:wrap}
input[type=text],input[type=search]{font:inherit;padding:.6rem .8rem;border:1px solid var(--line-strong);border-radius:6px;flex:1 1 16rem;min-width:0;background:#fff;color:var(--ink)}
button,.button{font:inherit;display:inline-block;padding:.6rem 1.3rem;border:1px solid var(--accent);border-radius:6px;background:var(--accent);color:#fff;cursor:pointer;text-decoration:none}
.button.quiet{background:#fff;color:var(--accent)}
.verdict{font-size:1.15rem;border-left:4px solid var(--accent);padding:.2rem 0 .2rem 1rem;margin:1rem 0}
.verdict.fail{border-color:var(--alarm);color:var(--alarm)}
pre{background:#f1f4f4;border:1px solid var(--line);border-radius:6px;padding:.8rem 1rem;overflow-x:auto;font:.86rem/1.6 var(--mono);white-space:pre-wrap;word-break:break-all}
ul.plain{list-style:none;margin:0;padding:0}ul.plain li{padding:.65rem 0;border-bottom:1px solid var(--line)}ul.plain li:last-child{border:0}
.empty{color:var(--ink-2);padding:.6rem 0}
ol.steps{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem 0;margin:1rem 0 0;padding:0;font-size:.95rem}ol.steps li{display:flex;align-items:center;color:var(--ink-2)}ol.steps li:not(:last-child)::after{content:"";width:2rem;height:1px;background:var(--line-strong);margin:0 .7rem}ol.steps li.done{color:var(--accent-strong)}ol.steps li.now{font-weight:600;color:var(--ink)}
dl.counts{display:flex;flex-wrap:wrap;gap:.6rem 2.4rem;margin:.2rem 0 .6rem}dl.counts dd{font-size:1.6rem;line-height:1.2;font-weight:600}dl.counts .over dd{color:var(--alarm)}
dl.rules{grid-template-columns:minmax(9rem,14rem) 1fr}
.summary,.reply p{white-space:pre-wrap}.reply{margin:1rem 0 0;padding:.2rem 0 .2rem 1rem;border-left:4px solid var(--line-strong)}
details{margin-top:.8rem}summary{cursor:pointer;color:var(--accent)}details.old del{color:var(--ink-2)}
footer{color:var(--ink-2);font-size:.9rem;padding:1.5rem 0 3rem}
@media (max-width:40rem){.scroll td{min-width:5.5em}.scroll td.n{min-width:0}main.wrap{padding-top:1.25rem}section{padding:1.1rem 1rem}dl,dl.rules{grid-template-columns:1fr;gap:0}dd{margin-bottom:.6rem}h1{font-size:1.4rem}header.site nav{margin-left:0}ol.steps li:not(:last-child)::after{width:.8rem;margin:0 .4rem}}
@media print{body{background:#fff}header.site nav,.noprint,footer{display:none}section{border:0;border-top:1px solid #999;border-radius:0;padding:1rem 0;break-inside:avoid-page}}
`
