import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refusal } from '../../api/client.ts'
import { hashFile } from './hash.ts'
import type { PendingFile, PendingStore } from './pending.ts'
import { makeUploads, purposeOf } from './uploads.ts'

function memory(): PendingStore & { readonly rows: Map<string, PendingFile> } {
  const rows = new Map<string, PendingFile>()
  return {
    rows,
    list: async owner => [...rows.values()].filter(r => r.owner === owner),
    put: async file => {
      rows.set(file.sha256, file)
      return true
    },
    drop: async (_, sha256) => {
      rows.delete(sha256)
    },
  }
}
const photo = (text: string) => new File([text], `${text}.jpg`, { type: 'image/jpeg' })
const hash = async (file: Blob) =>
  createHash('sha256')
    .update(Buffer.from(await file.arrayBuffer()))
    .digest('hex')

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x' }))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('材料上传（SJZ-55 JX-85）', () => {
  it('校验值与标准算法一致，没有 crypto.subtle 的地方也一样', async () => {
    const file = photo('同一张')
    const expected = await hash(file)
    expect(await hashFile(file)).toBe(expected)
    vi.stubGlobal('crypto', {})
    expect(await hashFile(file)).toBe(expected)
  })

  it('先存本机再送；断网的自己再送；页面关掉之后接着送', async () => {
    const store = memory()
    let up = false
    const arrived: string[] = []
    const make = () =>
      makeUploads({
        owner: 'o',
        store,
        hash,
        send: async file => {
          if (!up) throw new Refusal({ code: 'network.unreachable' }, '', '', 0)
          arrived.push(file.sha256)
        },
        sent: () => undefined,
        retryAfter: 1_000,
      })
    const first = make()
    first.start()
    const hashes = await first.add([photo('一'), photo('二')])
    await vi.advanceTimersByTimeAsync(10)
    expect(first.get().map(u => u.state)).toEqual(['waiting', 'waiting'])
    expect(store.rows.size).toBe(2)
    first.stop()
    up = true
    const again = make()
    again.start()
    await vi.advanceTimersByTimeAsync(1_100)
    expect(arrived.sort()).toEqual([...hashes].sort())
    expect(store.rows.size).toBe(0)
    expect(again.get().every(u => u.state === 'done')).toBe(true)
  })

  it('服务器说校验值不一致：停下并说明，不再重试，其余照送', async () => {
    const store = memory()
    const uploads = makeUploads({
      owner: 'o',
      store,
      hash,
      send: async file => {
        if (file.fileName === '坏.jpg') throw new Refusal({ code: 'file.mismatch' }, '', '', 422)
      },
      sent: () => undefined,
    })
    uploads.start()
    const [bad] = await uploads.add([photo('坏'), photo('好')])
    await vi.advanceTimersByTimeAsync(10)
    expect(uploads.get().map(u => [u.state, u.refusal?.code])).toEqual([
      ['failed', 'file.mismatch'],
      ['done', undefined],
    ])
    uploads.drop(bad ?? '')
    expect(store.rows.size).toBe(0)
  })

  it('按内容分照片、录音、录像、文件', () => {
    expect(['image/png', 'audio/mp4', 'video/mp4', 'application/pdf'].map(purposeOf)).toEqual(['photo', 'audio', 'video', 'document'])
  })
})
