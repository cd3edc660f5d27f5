import { deskPlaces } from '@mingcha/core/desk'
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
    const missing = Object.values(deskPlaces).filter(place => !isPage(pages, readLink(place.replace(':id', 'x')).to))
    expect(missing).toEqual([])
  })
})
