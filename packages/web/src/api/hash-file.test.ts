import { expect, it } from 'vitest'
import { hashFile } from './hash-file.ts'

it('浏览器能算与不能算，校验值相同', async () => {
  const file = new Blob(['明查'])
  const own = await hashFile(file, undefined)
  expect(own).toBe(await hashFile(file, globalThis.crypto.subtle))
  expect(await hashFile(new Blob([]), undefined)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
