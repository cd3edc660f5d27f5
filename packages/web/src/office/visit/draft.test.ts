import { emptyRecord, type VisitRecord } from '@mingcha/core/inspection'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refusal } from '../../api/client.ts'
import { type DraftOptions, makeDraft, type ServerDraft, type TextStore } from './draft.ts'

const refusal = (code: string, status: number) => new Refusal({ code }, code, '操作人', status)
function memory(): TextStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    get: key => kept.get(key) ?? null,
    set: (key, text) => {
      kept.set(key, text)
      return true
    },
    drop: key => {
      kept.delete(key)
    },
  }
}
const note = (text: string) => (r: VisitRecord) => ({ ...r, note: text })

/** A server of one draft; `broken` makes it unreachable before or after it wrote. */
function server(latency = 100) {
  let draft: ServerDraft = { version: 1, record: emptyRecord }
  const state = { broken: null as 'before' | 'after' | null, saves: 0, together: 0 }
  let now = 0
  const save = async (version: number, record: VisitRecord) => {
    now++
    state.together = Math.max(state.together, now)
    await new Promise(r => setTimeout(r, latency))
    now--
    if (state.broken === 'before') throw refusal('network.unreachable', 0)
    if (version !== draft.version) throw refusal('visit.draft_stale', 409)
    state.saves++
    draft = { version: version + 1, record }
    if (state.broken === 'after') throw refusal('network.unreachable', 0)
    return { version: draft.version }
  }
  const look = async () => draft
  return {
    state,
    save,
    look,
    get: () => draft,
    other: (record: VisitRecord) => {
      draft = { version: draft.version + 1, record }
    },
  }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function open(store: TextStore, at: ReturnType<typeof server>, more: Partial<DraftOptions> = {}) {
  const draft = makeDraft({ key: 'k', store, server: at.get(), save: at.save, look: at.look, now: () => 0, ...more })
  draft.start()
  return draft
}

describe('草稿（SJZ-56）', () => {
  it('改动立刻在本机，1.5 秒后到服务器；期间再改只送一次，送的一个接一个', async () => {
    const [store, at] = [memory(), server()]
    const draft = open(store, at)
    draft.change(note('一'))
    expect(store.kept.get('k')).toContain('一')
    await vi.advanceTimersByTimeAsync(1_000)
    draft.change(note('二'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(at.state.saves).toBe(0)
    await vi.advanceTimersByTimeAsync(550)
    draft.change(note('三'))
    expect(draft.get().status).toBe('saving')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(at.get().record.note).toBe('三')
    expect(at.state).toMatchObject({ saves: 2, together: 1 })
    expect(draft.get()).toMatchObject({ status: 'saved', version: 3 })
    expect(store.kept.size).toBe(0)
  })

  it('网络很慢时也不同时送两稿，不把自己当成同组人员', async () => {
    const [store, at] = [memory(), server(4_000)]
    const draft = open(store, at)
    draft.change(note('一'))
    await vi.advanceTimersByTimeAsync(1_600)
    draft.change(note('二'))
    await vi.advanceTimersByTimeAsync(12_000)
    expect(at.state).toMatchObject({ saves: 2, together: 1 })
    expect(at.get().record.note).toBe('二')
  })

  it('页面被关掉：再打开时本机的一稿还在，接着送到服务器', async () => {
    const [store, at] = [memory(), server()]
    const first = open(store, at)
    first.change(note('没来得及送'))
    first.stop()
    const again = open(store, at)
    expect(again.get().record.note).toBe('没来得及送')
    await vi.advanceTimersByTimeAsync(200)
    expect(at.get().record.note).toBe('没来得及送')
  })

  it('没有网络：说明已存在本机，隔一会儿再送，不丢', async () => {
    const [store, at] = [memory(), server()]
    at.state.broken = 'before'
    const draft = open(store, at)
    draft.change(note('离线'))
    await vi.advanceTimersByTimeAsync(1_700)
    expect(draft.get()).toMatchObject({ status: 'offline', kept: true })
    at.state.broken = null
    await vi.advanceTimersByTimeAsync(5_200)
    expect(draft.get().status).toBe('saved')
    expect(at.get().record.note).toBe('离线')
  })

  it('服务器已经收下、回答丢在路上：不当作同组人员的新稿，也不重复', async () => {
    const [store, at] = [memory(), server()]
    at.state.broken = 'after'
    const draft = open(store, at)
    draft.change(note('一'))
    await vi.advanceTimersByTimeAsync(1_700)
    at.state.broken = null
    draft.change(note('二'))
    await vi.advanceTimersByTimeAsync(8_000)
    expect(draft.get().status).toBe('saved')
    expect(at.get().record.note).toBe('二')
  })

  it('同组人员先存了一稿：两稿都留着，由人来选；取用对方的，自己的仍可取回', async () => {
    const [store, at] = [memory(), server()]
    const draft = open(store, at)
    at.other({ ...emptyRecord, note: '对方' })
    draft.change(note('我的'))
    await vi.advanceTimersByTimeAsync(1_700)
    expect(draft.get()).toMatchObject({ status: 'stale' })
    expect(draft.get().record.note).toBe('我的')
    expect(at.get().record.note).toBe('对方')
    draft.takeTheirs()
    expect(draft.get()).toMatchObject({ status: 'saved' })
    expect(draft.get().record.note).toBe('对方')
    draft.stop()
    const again = open(store, at)
    expect(again.get().aside?.note).toBe('我的')
    again.bringBack()
    await vi.advanceTimersByTimeAsync(200)
    expect(at.get().record.note).toBe('我的')
  })

  it('以我的为准：在对方那一稿之上保存', async () => {
    const [store, at] = [memory(), server()]
    const draft = open(store, at)
    at.other({ ...emptyRecord, note: '对方' })
    draft.change(note('我的'))
    await vi.advanceTimersByTimeAsync(1_700)
    draft.keepMine()
    await vi.advanceTimersByTimeAsync(200)
    expect(at.get()).toMatchObject({ version: 3, record: { note: '我的' } })
  })

  it('送签之前全部存好；被拒绝的不算存好', async () => {
    const [store, at] = [memory(), server()]
    const draft = open(store, at)
    draft.change(note('送签'))
    const saved = draft.flush()
    await vi.advanceTimersByTimeAsync(200)
    expect(await saved).toBe(true)
    const locked = open(memory(), at, { save: () => Promise.reject(refusal('visit.locked', 409)) })
    locked.change(note('晚了'))
    const refused = locked.flush()
    await vi.advanceTimersByTimeAsync(200)
    expect(await refused).toBe(false)
    expect(locked.get()).toMatchObject({ status: 'refused', refusal: { code: 'visit.locked' } })
  })
})
