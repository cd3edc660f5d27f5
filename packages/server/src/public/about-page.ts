/** 说明 — what a draw proves and what it does not, in plain words. */
import { html } from './html.ts'

export const aboutPage = () => html`
<h1>抽取证明什么，不证明什么</h1>
<p class="lead">生态环境部门随机抽取检查对象、随机选派执法人员、公开检查结果。这里说明为什么抽取可以信，以及哪些事它证明不了。</p>
<section><h2>顺序就是道理</h2>
<p>先把候选名单、检查人员、回避和抽取数量全部冻结，算出一串指纹公开并写入只能追加的日志；之后才发生谁也不能挑选的公共事件（福利彩票、体育彩票开奖，或者当众掷骰）；结果由二者唯一决定。想让某家企业抽中或者抽不中，必须在开奖之前就知道号码。</p></section>
<section><h2>可信等级</h2>
<div class="scroll" tabindex="0" role="region" aria-label="表格，可左右滚动"><table><thead><tr><th>等级</th><th>条件</th><th>防不住什么</th></tr></thead><tbody>
<tr><td><span class="grade">A</span></td><td>承诺在事件之前由独立见证方会签，公共随机不少于 48 比特</td><td>名录本身是否完整</td></tr>
<tr><td><span class="grade">B</span></td><td>公共随机不少于 24 比特，服务器另封存一份密钥</td><td>没有外部见证时，运行服务器的人可以晚一些才把承诺写进日志；请在事件之前留存承诺指纹</td></tr>
<tr><td><span class="grade low">C</span></td><td>没有公共事件，由两位不同的人各持一份密钥</td><td>两位持有人串通</td></tr>
<tr><td><span class="grade low">D</span></td><td>其余情况，只用于演练</td><td>运行服务器的人可以操纵结果</td></tr>
<tr><td><span class="grade low">E</span></td><td>在别的平台抽取，在这里登记</td><td>抽取过程无法核验</td></tr></tbody></table></div></section>
<section><h2>它证明</h2><ul><li>名单、人员、数量在公共事件之前已经确定，之后没有改动。</li><li>抽中的确实是按票号排在前面的，没有人被跳过或替换。</li><li>执法人员由唯一的最优匹配确定，回避和资格条件都得到遵守。</li><li>抽取只发生了一次；作废也会公开留痕。</li></ul></section>
<section><h2>它不证明</h2><ul><li>名录里没有遗漏企业，或者企业的类别标注没有错误。</li><li>检查做得认真，或者结果认定得正确。</li><li>知道结果的人没有提前说出去：运行服务器的人在事件之后能看到名单。</li></ul></section>
<section><h2>怎么核验</h2><p>公布之后，用一个断网也能打开的网页、一条命令，或者只用 openssl，都能重算。<a href="/verify">开始核验</a> · <a href="/verify-shell">逐条命令</a></p></section>`
