import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deskPlaces, deskRules } from '@mingcha/core/desk'
import { describe, expect, it } from 'vitest'
import { router } from '../router.tsx'
import { isPage, readLink } from './deep-link.ts'

const pages = Object.keys(router.routesByPath)

describe('直达链接', () => {
  it('地址、查询、锚点分开', () => {
    expect(readLink('/visits/a#approve')).toEqual({ to: '/visits/a', search: {}, hash: 'approve' })
    expect(readLink('/subjects?stratum=NONE')).toEqual({ to: '/subjects', search: { stratum: 'NONE' }, hash: '' })
    expect(readLink('/tasks#P%2D01')).toMatchObject({ hash: 'P-01' })
  })
  it('只有路由表里的页面才算页面', () => {
    expect(isPage(pages, '/visits/a')).toBe(true)
    expect(isPage(pages, '/visits/')).toBe(false)
    expect(isPage(pages, '/visits/a/b')).toBe(false)
    expect(isPage(pages, '/batches/B-1/ceremony')).toBe(true)
    expect(isPage(pages, '/nowhere')).toBe(false)
  })
  it('工作台每条规则的去处都是页面', () => {
    expect(Object.values(deskPlaces).filter(place => !isPage(pages, readLink(place.replace(':id', 'x')).to))).toEqual([])
  })
  it('每个锚点都在它的页面上：一个 id，或列表里的一行', () => {
    const missing = Object.entries(deskRules).filter(([, rule]) => {
      if (rule.anchor === '') return false
      const text = sourceOf(deskPlaces[rule.place])
      return rule.anchor === ':id' ? !/<Listing|<li key=\{\S+\} id=\{/.test(text) : !new RegExp(`id=["{'].*\\b${rule.anchor}\\b`).test(text)
    })
    expect(missing.map(([id]) => id)).toEqual([])
  })
})

const office = join(import.meta.dirname, '..')
/** The page at an address and every file of the office it imports. */
function sourceOf(place: string): string {
  const path = readLink(place).to.replace(':id', place.startsWith('/batches') ? '$code' : '$id')
  const text = readFileSync(join(office, 'router.tsx'), 'utf8')
  const file = new RegExp(`path: '${path.replaceAll('$', '\\$')}',\\n.*import\\('\\./(.*?)'\\)`).exec(text)?.[1]
  if (file === undefined) throw new Error(`no page at ${path}`)
  const seen = new Map<string, string>()
  const open = (at: string): void => {
    if (seen.has(at)) return
    const source = readFileSync(at, 'utf8')
    seen.set(at, source)
    for (const [, next = ''] of source.matchAll(/from '(\.\.?\/[^']+\.tsx)'/g)) open(join(dirname(at), next))
  }
  open(join(office, file))
  return [...seen.values()].join('\n')
}
