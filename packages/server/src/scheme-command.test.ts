/** `mingcha scheme` as a clerk runs it: the real command on real files. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import iconv from 'iconv-lite'
import { afterAll, expect, test, vi } from 'vitest'
import { runScheme } from './scheme-command.ts'
import { printTable, widthOf } from './scheme-print.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const scheme = join(root, 'schemes/longyao-2026.yaml')
const ledger = join(root, 'fixtures/示例县/subjects.csv')
const dir = mkdtempSync(join(tmpdir(), 'mc-scheme-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const write = (name: string, content: string | Buffer) => {
  writeFileSync(join(dir, name), content)
  return join(dir, name)
}
const run = (...args: string[]) => {
  const { DATABASE_URL: _, DATABASE_OWNER_URL: __, ...env } = process.env
  const done = spawnSync(process.execPath, [join(root, 'packages/server/src/cli.ts'), 'scheme', ...args], { env, encoding: 'utf8' })
  return { code: done.status, out: done.stdout, err: done.stderr }
}
const changed = (name: string, from: string, to: string) => {
  const text = readFileSync(scheme, 'utf8')
  expect(text).toContain(from)
  return write(name, text.replace(from, to))
}

test('check：没有问题，一屏说清类别、分层、数量、默认', () => {
  const { code, out, err } = run('check', scheme)
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^没有问题。/)
  expect(out).toMatch(/KEY +重点监管对象 +常规 +2/)
  expect(out).toMatch(/SIMPLIFIED .*每季度不低于 5%/)
  expect(out).toMatch(/caps +不设频次上限/)
  expect(out.split('\n').length).toBeLessThan(40)
})

test('check：每处问题都有行号、位置、怎么写，退出码 1', () => {
  const path = changed('wrong.yaml', 'rate: 18%', 'rate: 18')
  writeFileSync(path, readFileSync(path, 'utf8').replace('    shortName: 重点', '    shortname: 重点'))
  const { code, out, err } = run('check', path)
  expect([code, out]).toEqual([1, ''])
  expect(err.split('\n').slice(0, 5)).toEqual([
    '第 114 行　classes[1].shortName　缺少这一项（简称），应填文字，例如 重点',
    '第 116 行　classes[1].shortname　没有“shortname”这个键，是不是 shortName',
    '第 155 行　strata[0].quota.rate　比例要带百分号：写成 18%',
    '',
    '共 3 处问题。改好后再检查一次。',
  ])
  const json = run('check', path, '--json')
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, issues: [{ line: 114 }, { line: 116 }, { line: 155 }] })
})

test('A-23 try：UTF-8 与 GBK 的台账算出同样的数，数字手算可核', () => {
  const { code, out } = run('try', scheme, '--ledger', ledger, '--period', '2026-Q2')
  expect(code).toBe(0)
  // 18% × 61 = 10.98 → 11；20% × 48 = 9.6 → 10；5% × 129 = 6.45 → 7；0.5% × 239 = 1.195 → 2；合计 30 次 × 2 人 × 1 天
  for (const row of [/KEY .* 61 +61 +11 .*18% × 61/, /SPECIAL .* 48 +48 +10 /, /SIMPLIFIED .* 129 +129 +7 /, /REGISTERED .* 239 +239 +2 /])
    expect(out).toMatch(row)
  expect(out).toContain('至多 30 次检查，60 人日')
  const gbk = write('gbk.csv', iconv.encode(readFileSync(ledger, 'utf8'), 'gbk'))
  expect(run('try', scheme, '--ledger', gbk, '--period', '2026-Q2').out).toBe(out)
  const json = JSON.parse(run('try', scheme, '--ledger', ledger, '--period', '2026-Q2', '--json').out)
  expect(json).toMatchObject({
    level: 'county',
    period: '2026-Q2',
    ledger: { rows: 505, accepted: 505 },
    trial: { visits: 30, personDays: 60 },
  })
  expect(json.trial.strata.map((s: { answer: { number: number } }) => s.answer.number)).toEqual([11, 10, 7, 2])
})

test('A-13 X-17 A-33 try：事实、名单、检查历史从各自的台账来，候选比基数少的有原因', () => {
  const district = join(root, 'docs/examples/shili-district-2026.yaml')
  const of = (name: string) => join(root, `fixtures/示例县/${name}.csv`)
  const files = ['--facts', of('facts'), '--lists', of('lists'), '--checks', of('checks')]
  const json = JSON.parse(run('try', district, '--ledger', ledger, ...files, '--period', '2026-Q2', '--staff', '20', '--json').out)
  const pools = json.trial.strata.map((s: { code: string; base: number; pool: number; left: { code: string; count: number }[] }) => [
    s.code,
    s.base,
    s.pool,
    s.left
      .filter(l => l.code !== 'STOPPED')
      .map(l => `${l.code} ${l.count}`)
      .join(),
  ])
  // Counted from checks.csv by hand: five 黄牌 checked clean above with a number in 2026; four 白牌 with two days of checks; one 红牌 checked in the half-year.
  expect(pools).toEqual([
    ['RED', 21, 20, 'COVERED 1'],
    ['YELLOW', 66, 61, 'ABOVE 5'],
    ['GREEN', 17, 17, ''],
    ['WHITE', 373, 369, 'TWICE 4'],
    ['GAS', 23, 23, ''],
  ])
  const { out } = run(
    'try',
    district,
    '--ledger',
    ledger,
    '--checks',
    write(
      'c.csv',
      '企业名称,统一社会信用代码,检查日期,检查机关,级别,类别,结果\n示例县无此企业,91990101MA09000029,2026-01-12,示例市局,上级,随机抽查,未发现问题\n',
    ),
    '--period',
    '2026-Q2',
    '--staff',
    '20',
  )
  expect(out).toContain('有 1 行的企业不在检查对象台账里')
})

test('try：台账有错的行说明并不计算，退出码 1；未归类的说明原因', () => {
  const { code, out } = run('try', scheme, '--ledger', join(root, 'fixtures/示例县/subjects-with-errors.csv'), '--period', '2026-Q2')
  expect(code).toBe(1)
  expect(out).toMatch(/台账有 \d+ 处错误，这些行没有计算在内/)
  const rows = readFileSync(ledger, 'utf8').split('\n')
  const head = rows[0]!.split(',')
  const bare = rows[2]!.split(',').map((cell, i) => (['排污许可管理类别', '重点排污单位', '环境信用等级'].includes(head[i]!) ? '' : cell))
  const one = run('try', scheme, '--ledger', write('bare.csv', `${rows[0]}\n${bare.join(',')}\n`))
  expect(one.code).toBe(0)
  expect(one.out).toContain('未归类 1 家')
  expect(one.out).toContain('缺少“排污许可管理类别”（重点管理、简化管理、登记管理）')
})

test('命令写错：一句话说明怎么写，退出码 2', () => {
  // In this process: fourteen starts of the program would say nothing more. One is real.
  const said = (...args: string[]) => {
    const spy = vi.spyOn(console, 'error').mockImplementation(() => {})
    const code = runScheme(args, new Date('2026-03-20T02:00:00Z'))
    const text = String(spy.mock.calls[0]?.[0])
    spy.mockRestore()
    return `${code} ${text.split('\n')[0]}`
  }
  expect(run('check')).toMatchObject({ code: 2, err: expect.stringMatching(/^请写明方案文件/) })
  expect(said()).toBe('2 请写明 check 或 try。')
  expect(said('chek', scheme)).toBe('2 没有命令“scheme chek”。')
  expect(said('check')).toBe('2 请写明方案文件：npm run mingcha -- scheme check 方案.yaml')
  expect(said('check', join(dir, 'none.yaml'))).toBe(`2 没有文件 ${join(dir, 'none.yaml')}。请核对文件名和目录。`)
  expect(said('check', write('gbk.yaml', iconv.encode('name: 示例', 'gbk')))).toMatch(/^2 .*不是 UTF-8 编码/)
  expect(said('try', scheme)).toBe('2 请写明检查对象台账：--ledger 检查对象.csv')
  expect(said('try', scheme, '--ledger', ledger, '--period', '2026Q2')).toBe('2 季度“2026Q2”写得不对，写成 --period 2026-Q2。')
  expect(said('try', scheme, '--ledger', ledger, '--staff', '很多')).toBe('2 人数“很多”写得不对，写成 --staff 20。')
  expect(said('try', scheme, '--ledger', ledger, '--level', 'city')).toBe('2 这份方案只适用 county，没有 city 一级的数量。')
  expect(said('try', scheme, '--leger', ledger)).toBe('2 没有选项“--leger”。')
  const times = changed(
    'times.yaml',
    '{ kind: percent-floor, rate: 18%, per: quarter, min: 1 }',
    '{ kind: staff-multiple, times: 2, per: year }',
  )
  expect(said('try', times, '--ledger', ledger)).toBe('2 方案按执法人员人数规定数量，请写明人数：--staff 20')
  expect(run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('退出码：0') })
})

test('表格按显示宽度对齐：一个汉字两列', () => {
  expect([widthOf('重点 KEY'), widthOf('（A）')]).toEqual([8, 5])
  const lines = printTable(
    ['名称', '数'],
    [
      ['重点监管对象', '7'],
      ['A', '120'],
    ],
  ).split('\n')
  expect(new Set([lines[0]!, ...lines.slice(2)].map(widthOf)).size).toBe(1)
})
