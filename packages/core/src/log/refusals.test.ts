import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { logErrors } from '../api/errors/log.ts'
import { errors } from '../api/errors.ts'

describe('refusals of the log', () => {
  it('each code is in the catalogue, and each catalogue entry is given somewhere', () => {
    const folder = new URL('./', import.meta.url)
    const sources = readdirSync(folder).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    const given = new Set(
      sources.flatMap(name => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/code: '(log\.\w+)'/g)].map(m => m[1]!)),
    )
    expect([...given].sort()).toEqual(Object.keys(logErrors).sort())
    for (const code of given) expect(Object.keys(errors), code).toContain(code)
  })
})
