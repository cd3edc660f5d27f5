/** 保存状态 — one line that is always true: saved when, on its way, or only on this device; and what to do when two officers wrote at once. */
import { Button } from 'antd'
import { ProblemText } from '../parts/problem.tsx'
import { showInstant } from '../time.ts'
import type { Field } from './field.tsx'

export function SaveStrip({ field }: { field: Field }) {
  const { state, draft, onTheWay } = field
  const moving = onTheWay.filter(u => u.state === 'waiting' || u.state === 'sending').length
  const failed = onTheWay.filter(u => u.state === 'failed').length
  const says = {
    saved: state.savedAt === null ? '已保存' : `已保存 ${showInstant(new Date(state.savedAt).toISOString()).slice(11)}`,
    waiting: '正在保存……',
    saving: '正在保存……',
    offline: state.kept ? '没有连上，已存在本机' : '没有连上，这个浏览器也不能暂存：请不要关闭页面',
    stale: '同组人员存了新的一稿，您这一稿在本机',
    refused: state.kept ? '没有存到服务器，已存在本机' : '没有存到服务器：请不要关闭页面',
  }[state.status]
  const tone = state.status === 'saved' ? 'saved' : state.status === 'waiting' || state.status === 'saving' ? 'saving' : 'held'
  return (
    <div className={`save-strip save-${tone}`}>
      <p role="status" aria-live="polite">
        <span aria-hidden="true">{tone === 'saved' ? '✓' : tone === 'saving' ? '…' : '!'}</span> {says}
        {moving > 0 ? <span className="beside">{moving} 份材料待上传</span> : null}
        {failed > 0 ? <span className="beside mark-stop">{failed} 份材料没有上传成功</span> : null}
      </p>
      {state.status === 'refused' && state.refusal ? <ProblemText refusal={state.refusal} /> : null}
      {state.status === 'stale' ? (
        <div className="save-acts">
          <Button onClick={draft.takeTheirs}>换成新的一稿（我的留在本机）</Button>
          <Button onClick={draft.keepMine}>以我的为准</Button>
        </div>
      ) : null}
      {state.aside && state.status !== 'stale' ? (
        <div className="save-acts">
          <span>本机还留着您的一稿。</span>
          <Button size="small" onClick={draft.bringBack}>
            取回我的一稿
          </Button>
          <Button size="small" onClick={draft.forgetAside}>
            不要了
          </Button>
        </div>
      ) : null}
    </div>
  )
}
