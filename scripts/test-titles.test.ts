import { describe, expect, it } from 'vitest'
import { readTitles } from './test-titles.ts'

const ids = (source: string) => readTitles(source, ['quotas.json', 'scheme-rules.json']).map(t => t.ids)
const vectors = (source: string) => readTitles(source, ['quotas.json', 'scheme-rules.json']).map(t => t.vectors)

describe('测试标题里的编号', () => {
  it('直接写出的标题，describe、it、test 都算；编号后带一个字母的是它的一例', () => {
    expect(ids(`describe('入库（SJZ-13 LY-10）', () => { it('SJZ-21、A-29 之二', () => {}); test("V-01a", () => {}) })`)).toEqual([
      ['SJZ-13', 'LY-10'],
      ['SJZ-21', 'A-29'],
      ['V-01'],
    ])
  })
  it('写在几行上的标题、拼起来的标题', () => {
    expect(ids("it(\n  'SJZ-21 ' +\n    'HS-22',\n  () => {},\n)")).toEqual([['SJZ-21', 'HS-22']])
  })
  it('注释、正文、数据里的编号不算', () => {
    expect(ids(`// it('SJZ-21', …)\nit('空', () => { check('SJZ-22'); const law = ['SJZ-23'] })`)).toEqual([[]])
  })
  it('像编号的不算', () => {
    expect(ids(`it('SHA-256 MA-12 A-1234 V-1 UTF-16', () => {})`)).toEqual([[]])
  })
  it('跳过的、待写的不算，里面的也不算', () => {
    expect(
      ids(`it.skip('SJZ-21', f); it.todo('SJZ-22'); describe.skip('一组', () => { it('SJZ-23', f) }); it.runIf(x)('SJZ-24', f)`),
    ).toEqual([['SJZ-24']])
  })
  it('each 的表：只算标题印出来的那几列、那几项', () => {
    expect(ids(`it.each([['SJZ-21', 'SJZ-22'], ['HS-01', 1]])('%s', f)`)).toEqual([['SJZ-21', 'HS-01']])
    expect(ids(`it.each([{ id: 'SJZ-21', law: ['HS-01'] }])('$id', f)`)).toEqual([['SJZ-21']])
    expect(ids(`it.each([{ id: 'SJZ-21', law: ['HS-01'] }])('$id $law', f)`)).toEqual([['SJZ-21', 'HS-01']])
    expect(ids(`it.each([{ id: 'SJZ-21' }])('没有印出来', f)`)).toEqual([[]])
  })
  it('模板字符串：循环变量从哪里来就算哪里', () => {
    expect(ids(`const cases = [{ law: 'JX-42', n: 'SJZ-01' }] as const\nfor (const c of cases) it(\`\${c.law} 抽取\`, f)`)).toEqual([
      ['JX-42'],
    ])
    expect(ids(`const laws = ['JX-42']\nlaws.forEach(law => { it(\`\${law} 抽取\`, f) })`)).toEqual([['JX-42']])
    expect(ids(`for (const { law } of [{ law: ['EZ-38'] }]) it(\`\${law.join(' ')}\`, f)`)).toEqual([['EZ-38']])
  })
  it('标题由 vectors 里的文件填：说出是哪个文件', () => {
    const read = `const VECTORS = new URL('../../vectors/', base)\nconst cases = name => JSON.parse(read(new URL(\`\${name}.json\`, VECTORS))).cases\n`
    expect(vectors(`${read}it.each(cases('quotas'))('$name', f)`)).toEqual([['quotas.json']])
    expect(vectors(`${read}it.each(cases('quotas'))('没有印出来', f)`)).toEqual([[]])
    const load = `const all = JSON.parse(read(new URL('../../vectors/scheme-rules.json', base))).vectors\n`
    expect(vectors(`${load}for (const v of all.filter(v => v.kind === 'quota')) it(\`\${v.id} \${v.law}\`, f)`)).toEqual([
      ['scheme-rules.json'],
    ])
    expect(vectors(`${load}it('另一件事', () => all)`)).toEqual([[]])
  })
})
