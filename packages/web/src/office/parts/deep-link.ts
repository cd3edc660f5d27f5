/**
 * 直达 — a line of the desk leads to the very form that clears it. An address is an office path with a query and an anchor; the anchor is an element's id
 * or the key of a table's row, which may appear only after its page has loaded.
 */
import { useEffect } from 'react'

export interface DeepLink {
  readonly to: string
  readonly search: Readonly<Record<string, string>>
  readonly hash: string
}

export function readLink(link: string): DeepLink {
  const [before = '', hash = ''] = link.split('#')
  const [to = '/', query = ''] = before.split('?')
  return { to, search: Object.fromEntries(new URLSearchParams(query)), hash: decodeURIComponent(hash) }
}

/** The path is one of the router's pages (`/visits/$id`): a button that leads nowhere is not shown. */
export function isPage(patterns: readonly string[], to: string): boolean {
  const parts = to.split('/')
  return patterns.some(pattern => {
    const wanted = pattern.split('/')
    return wanted.length === parts.length && wanted.every((part, i) => part === parts[i] || (part.startsWith('$') && parts[i] !== ''))
  })
}

const TRIES = 40
/** Scrolls to the anchor as soon as it is there, and gives it the focus, so that the keyboard goes on from it. */
export function useAnchor(hash: string, path: string): void {
  useEffect(() => {
    if (hash === '' || path === '') return
    let tries = 0
    const timer = setInterval(() => {
      const found = document.getElementById(hash) ?? document.querySelector(`[data-row-key="${CSS.escape(hash)}"]`)
      if (found === null && ++tries < TRIES) return
      clearInterval(timer)
      if (!(found instanceof HTMLElement)) return
      // Of what is taller than the screen, its beginning.
      found.scrollIntoView({ block: found.offsetHeight > window.innerHeight * 0.7 ? 'start' : 'center' })
      if (!found.hasAttribute('tabindex') && !(found instanceof HTMLButtonElement)) found.tabIndex = -1
      found.focus({ preventScroll: true })
    }, 100)
    return () => clearInterval(timer)
  }, [hash, path])
}
