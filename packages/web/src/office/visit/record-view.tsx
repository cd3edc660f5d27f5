/** 检查记录（只读） — everything that was signed: answers, evidence, service, documents, signatures, the hash and how long the upload took. @law SJZ-55 JX-68 */
import { outcomeNames, questionsOf, type Signature, type VisitRecord } from '@mingcha/core/inspection'
import { Facts, Hash, Mark } from '../parts/facts.tsx'
import { Part } from '../parts/page.tsx'
import { showInstant } from '../time.ts'
import { FileList } from './evidence.tsx'
import type { Visit } from './field.tsx'
import { OpeningShown } from './opening.tsx'
import { signerNames } from './signature.tsx'

const valueNames = { yes: '是', no: '否', na: '不涉及' } as const

export function RecordView({ visit, record }: { visit: Visit; record: VisitRecord }) {
  const questions = questionsOf(visit.items)
  const delay = visit.uploadDelay
  return (
    <>
      <Part title="检查情况">
        <p className="verdict">{record.outcome ? outcomeNames[record.outcome] : '—'}</p>
        {record.outcomeText ? <p>{record.outcomeText}</p> : null}
        <FileList hashes={record.outcomeFiles} />
        <Facts
          rows={
            [
              ['开始', showInstant(visit.startedAt)],
              ['结束', showInstant(visit.endedAt ?? record.endedAt)],
              ['检查日期', visit.doneOn],
              [
                '上传用时',
                delay === null ? null : delay < 60 ? `结束后 ${delay} 分钟` : `结束后 ${Math.floor(delay / 60)} 小时 ${delay % 60} 分钟`,
              ],
              ['公示结果', visit.result],
              ['备注', record.note],
            ].filter(row => row[1] !== null && row[1] !== '—' && row[1] !== '') as [string, string][]
          }
        />
      </Part>
      {visit.opening ? (
        <Part title="亮证告知、入企登记">
          <OpeningShown visit={visit} />
          <FileList hashes={visit.files.filter(f => f.purpose === 'entry').map(f => f.sha256)} />
        </Part>
      ) : null}
      {record.offSite ? (
        <Part title="非现场核查">
          <Facts
            wide
            rows={[
              ['手段', record.offSite.means.join('、')],
              ['所看期间', `${record.offSite.from} 至 ${record.offSite.to}`],
              ['核查情况', record.offSite.text],
            ]}
          />
          <FileList hashes={record.offSite.files} />
        </Part>
      ) : null}
      {Object.keys(record.answers).length > 0 ? (
        <Part title={`检查表（${Object.keys(record.answers).length}/${questions.length}）`}>
          {visit.items.map(item => (
            <section key={item.code} className="check-item" aria-label={item.name}>
              <h3>{item.name}</h3>
              <ol className="answer-list">
                {questionsOf([item]).map(q => {
                  const a = record.answers[q.key]
                  return (
                    <li key={q.key}>
                      <span className="answer-line">
                        <span>{q.text}</span>
                        <Mark tone={a === undefined ? 'wait' : a.value === 'no' ? 'stop' : a.value === 'yes' ? 'done' : 'plain'}>
                          {a ? valueNames[a.value] : '没有回答'}
                        </Mark>
                      </span>
                      {a?.text ? <p>{a.text}</p> : null}
                      {a ? <FileList hashes={a.files} /> : null}
                    </li>
                  )
                })}
              </ol>
            </section>
          ))}
        </Part>
      ) : null}
      {record.service.guidance || record.service.asked ? (
        <Part title="服务与诉求">
          <Facts
            wide
            rows={[
              ['宣教、指导', record.service.guidance],
              ['企业诉求', record.service.asked],
              [
                '回应',
                record.service.reply ? `${record.service.reply}${record.service.repliedOn ? `（${record.service.repliedOn}）` : ''}` : '',
              ],
            ]}
          />
        </Part>
      ) : null}
      {record.minutes ? (
        <Part title="现场检查笔录">
          <Facts
            wide
            rows={[
              ['时间', `${showInstant(record.minutes.from)} 至 ${showInstant(record.minutes.to)}`],
              ['地点', record.minutes.place],
              ['情况', record.minutes.text],
            ]}
          />
        </Part>
      ) : null}
      {record.interview ? (
        <Part title="询问笔录">
          <Facts
            wide
            rows={[
              ['被询问人', `${record.interview.name}　${record.interview.role}`],
              ['身份核对', record.interview.identity],
              ['时间', `${showInstant(record.interview.from)} 至 ${showInstant(record.interview.to)}`],
            ]}
          />
          <ol className="interview-questions">
            {record.interview.questions.map((q, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list.
              <li key={n}>
                <p>问：{q.ask}</p>
                <p>答：{q.answer}</p>
              </li>
            ))}
          </ol>
          <SignatureShown what="询问笔录" value={record.interview.signature} />
        </Part>
      ) : null}
      {record.people.length > 0 ? (
        <Part title="专家、辅助人员">
          <ul className="plain">
            {record.people.map((p, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list.
              <li key={n}>
                {p.kind === 'expert' ? '专家' : '辅助人员'}　{p.name}　<span className="quiet">{p.organisation}</span>
                <FileList hashes={p.opinion ? [p.opinion] : []} />
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {visit.method === 'off-site' ? null : (
        <Part title="检查对象签字">
          <SignatureShown what="检查记录" value={record.signature} />
        </Part>
      )}
      {visit.state === 'signing' || visit.recordSha256 === null ? null : (
        <Part title="执法人员签名与校验值">
          <ul className="plain">
            {visit.members.map(m => (
              <li key={m.slot}>
                <Mark tone={m.signedAt ? 'done' : 'wait'}>{m.name}</Mark>
                <span className="quiet beside">
                  执法证 {m.certificateNumber}
                  {m.signedAt ? ` · ${showInstant(m.signedAt)}` : ''}
                </span>
              </li>
            ))}
          </ul>
          <Hash hex={visit.recordSha256} large />
        </Part>
      )}
      <Part title={`全部材料（${visit.files.length}）`}>
        {visit.files.length === 0 ? <p className="quiet">没有材料。</p> : <FileList hashes={visit.files.map(f => f.sha256)} />}
      </Part>
    </>
  )
}

function SignatureShown({ what, value }: { what: string; value: Signature | null }) {
  if (value === null) return <Mark tone="wait">{what}还没有签字</Mark>
  if (value.kind === 'signed')
    return (
      <>
        <Mark tone="done">
          {signerNames[value.role]} {value.name}
        </Mark>
        <FileList hashes={value.file ? [value.file] : []} />
      </>
    )
  return (
    <>
      <Mark tone="stop">没有签字：{value.reason}</Mark>
      <FileList hashes={value.files} />
    </>
  )
}
