/**
 * 检查表 — 一表通查: every applicable item, its questions in the order of the list, none answered beforehand and none answered together. A 否 opens
 * words and evidence in place. @law JX-20 JX-06 EZ-48 JX-85
 */
import { type Answer, type Question, questionsOf } from '@mingcha/core/inspection'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Choice } from '../parts/choice.tsx'
import { Law, Mark } from '../parts/facts.tsx'
import { Nothing, Part } from '../parts/page.tsx'
import { Evidence, FileList, TakeFiles } from './evidence.tsx'
import { type Field, useFiles } from './field.tsx'
import { fieldId } from './steps.ts'

const values = [
  { value: 'yes', label: '是' },
  { value: 'no', label: '否', tone: 'alarm' },
  { value: 'na', label: '不涉及' },
] as const

export function answered(field: Pick<Field, 'visit' | 'record'>): { readonly done: number; readonly all: number; readonly wrong: number } {
  const questions = questionsOf(field.visit.items)
  const given = questions.flatMap(q => field.record.answers[q.key] ?? [])
  return { done: given.length, all: questions.length, wrong: given.filter(a => a.value === 'no').length }
}

function setAnswer(field: Field, key: string, answer: Answer): void {
  field.change({ answers: { ...field.record.answers, [key]: answer } })
}

export function ChecklistStep({ field }: { field: Field }) {
  const { done, all, wrong } = answered(field)
  return (
    <Part
      title="检查表"
      id="step-checklist"
      extra={
        <span className="progress-words" aria-live="polite">
          已答 <b>{done}</b>/{all}
          {wrong > 0 ? <span className="mark-stop beside">否 {wrong}</span> : null}
        </span>
      }
    >
      <p className="quiet lead">
        是＝符合要求，否＝有问题。逐项现场查看后回答。
        <Law ids={['JX-20', 'EZ-48']} />
      </p>
      {field.visit.items.map(item => {
        const questions = questionsOf([item])
        const left = questions.filter(q => !field.record.answers[q.key]).length
        return (
          <section key={item.code} className="check-item" aria-label={item.name}>
            <header>
              <h3>{item.name}</h3>
              <Mark tone={left === 0 ? 'done' : 'wait'}>{left === 0 ? '已答完' : `还有 ${left} 项`}</Mark>
            </header>
            <p className="quiet">
              {item.code} · 依据：{item.bases.join('；')}
            </p>
            <ol className="questions">
              {questions.map((q, i) => (
                <li key={q.key} id={fieldId(q.key)}>
                  <QuestionField field={field} question={q} number={i + 1} />
                </li>
              ))}
            </ol>
          </section>
        )
      })}
    </Part>
  )
}

function QuestionField({ field, question, number }: { field: Field; question: Question; number: number }) {
  const answer = field.record.answers[question.key]
  const [more, setMore] = useState(false)
  const open = answer !== undefined && (answer.value === 'no' || more || answer.text !== '' || answer.files.length > 0)
  return (
    <>
      <Choice
        label={
          <>
            <span className="question-number">{number}</span>
            {question.text}
          </>
        }
        options={values}
        value={answer?.value ?? null}
        onChange={value => setAnswer(field, question.key, { value, text: answer?.text ?? '', files: answer?.files ?? [] })}
      />
      {open ? <AnswerDetail field={field} question={question} answer={answer} /> : null}
      {answer && !open ? (
        <button type="button" className="link" onClick={() => setMore(true)}>
          补充说明或材料
        </button>
      ) : null}
    </>
  )
}

function AnswerDetail({ field, question, answer }: { field: Field; question: Question; answer: Answer }) {
  return (
    <div className={answer.value === 'no' ? 'answer-detail answer-wrong' : 'answer-detail'}>
      <Input.TextArea
        value={answer.text}
        rows={2}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={2000}
        placeholder={answer.value === 'no' ? '发现了什么问题：时间、部位、情形' : '补充说明'}
        aria-label={`${question.text}：说明`}
        onChange={e => setAnswer(field, question.key, { ...answer, text: e.target.value })}
      />
      <Evidence
        at={`${question.key}.files`}
        label={answer.value === 'no' ? '证据（照片、录音、录像或文件，至少一份）' : '材料'}
        hashes={answer.files}
        onChange={files => setAnswer(field, question.key, { ...answer, files })}
      />
    </div>
  )
}

/** 问题与取证 — every 否 once more with its evidence, and whatever else was recorded on the spot. */
export function EvidenceStep({ field, goTo }: { field: Field; goTo: (at: string) => void }) {
  const { visit, onTheWay } = useFiles()
  const wrong = questionsOf(field.visit.items).filter(q => field.record.answers[q.key]?.value === 'no')
  const used = new Set([
    ...Object.values(field.record.answers).flatMap(a => a.files),
    ...field.record.outcomeFiles,
    ...(field.record.signature?.kind === 'signed' ? [field.record.signature.file] : (field.record.signature?.files ?? [])),
    ...(field.record.interview?.signature?.kind === 'signed'
      ? [field.record.interview.signature.file]
      : (field.record.interview?.signature?.files ?? [])),
    ...field.record.people.map(p => p.opinion),
  ])
  const others = [
    ...new Set([
      ...visit.files.filter(f => f.purpose !== 'entry' && f.purpose !== 'signature').map(f => f.sha256),
      ...onTheWay.filter(u => u.purpose !== 'entry' && u.purpose !== 'signature').map(u => u.sha256),
    ]),
  ].filter(h => !used.has(h))
  return (
    <Part title="问题与取证" id="step-evidence" extra={<Law ids={['JX-85', 'SJZ-55']} />}>
      {wrong.length === 0 ? (
        <Nothing title="检查表中没有“否”" hint="发现问题的，先在检查表对应的内容答“否”，说明和证据就出现在那里和这里。" />
      ) : (
        <ul className="plain">
          {wrong.map(q => {
            const a = field.record.answers[q.key]!
            return (
              <li key={q.key} className="wrong-item">
                <Mark tone="stop">{q.text}</Mark>
                <p>{a.text === '' ? <span className="quiet">还没有写明问题</span> : a.text}</p>
                <FileList hashes={a.files} />
                <Button size="small" onClick={() => goTo(q.key)}>
                  去修改
                </Button>
              </li>
            )
          })}
        </ul>
      )}
      <section className="evidence gap-top">
        <span className="labelled-name">其他现场材料（不属于某个问题的）</span>
        <FileList hashes={others} />
        <TakeFiles took={() => undefined} />
      </section>
    </Part>
  )
}
