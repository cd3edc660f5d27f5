/** 拒绝与出错 — what happened, what to do, who can; the code small, to be read over the phone. */
import type { Action } from '@mingcha/core/access'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import type { Refusal } from '../../api/client.ts'
import { whoMay } from '../session.tsx'
import { say } from '../strings.ts'

/** The body of a refusal: sentence, person, code. */
export function ProblemText({ refusal }: { refusal: Refusal }) {
  const reference = typeof refusal.problem.reference === 'string' ? refusal.problem.reference : null
  return (
    <div className="problem-text">
      <p>{refusal.sentence}</p>
      <p className="problem-who">
        {say.problem.who}
        {refusal.who}
        <span className="problem-code">
          {say.problem.code} {refusal.code}
          {reference ? ` · ${reference}` : ''}
        </span>
      </p>
    </div>
  )
}

export function ProblemNotice({ refusal, onRetry, title }: { refusal: Refusal; onRetry?: () => void; title?: string }) {
  return (
    <Alert
      className="problem"
      type="warning"
      role="alert"
      title={title ?? say.problem.title}
      description={<ProblemText refusal={refusal} />}
      action={onRetry ? <Button onClick={onRetry}>{say.problem.retry}</Button> : undefined}
    />
  )
}

/** 没有权限 — names who may see the page. */
export function NoPermission({ action }: { action: Action }) {
  return (
    <Alert
      className="problem"
      type="info"
      title={say.problem.noPermission}
      description={
        <div className="problem-text">
          <p>{say.problem.noPermissionSentence}</p>
          <p className="problem-who">
            {say.problem.who}
            {whoMay(action)}
            <span className="problem-code">{say.problem.code} access.role</span>
          </p>
        </div>
      }
    />
  )
}

/** After a command: its reverse, as a button or as the sentence that says why there is none. */
export function UndoNotice({ reverse, run }: { reverse: string | null; run: (() => Promise<void>) | null }) {
  const [pending, setPending] = useState(false)
  if (reverse === null) return null
  if (run === null) return <p className="undo-sentence">{say.command.reverse(reverse)}</p>
  return (
    <Button
      size="small"
      loading={pending}
      onClick={() => {
        if (pending) return
        setPending(true)
        void run()
      }}
    >
      {reverse}
    </Button>
  )
}
