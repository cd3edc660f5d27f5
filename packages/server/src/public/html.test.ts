import { expect, it } from 'vitest'
import { html } from './html.ts'

it('escapes whatever is put in, in text and in quoted attributes, and leaves nested templates alone', () => {
  const name = `"><script>alert('示例')</script>&`
  expect(html`<a title="${name}">${name}${html`<b>${1}</b>`}${[html`<i></i>`, '<']}${null}${false}</a>`.text).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;示例&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;示例&#39;)&lt;/script&gt;&amp;<b>1</b><i></i>&lt;</a>',
  )
})
