/** 两版之差 — rows of the readable page that differ, section by section; a number lowered stands above them in red. @law HS-20 */
import { Alert } from 'antd'
import { Law } from '../parts/facts.tsx'
import { Loaded } from '../parts/page.tsx'
import { useRoute } from '../requests.ts'

/** `plain`: without the red box, where the page has it already. */
export function Differences({ before, after, plain }: { before: string; after: string; plain?: boolean }) {
  const query = useRoute('scheme.compare', { query: { before, after } })
  return (
    <Loaded query={query} rows={3}>
      {d => (
        <>
          {plain ? null : <Lowered rows={d.lowered} />}
          {d.rows.length === 0 ? <p>规则相同；文件只有注释或排版不同。</p> : null}
          {d.rows.length > 0 ? (
            <table className="rules scheme-differences">
              <thead>
                <tr>
                  <th scope="col">项目</th>
                  <th scope="col">{d.before}</th>
                  <th scope="col">{d.after}</th>
                </tr>
              </thead>
              <tbody>
                {d.rows.map((r, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two rows may say the same
                  <tr key={i}>
                    <th scope="row">
                      <small className="block">{r.section}</small>
                      {r.label}
                      <Law ids={r.law} />
                    </th>
                    <td>{r.before === null ? <span className="quiet">没有</span> : <del>{r.before}</del>}</td>
                    <td>{r.after === null ? <span className="alarm">删去</span> : <ins>{r.after}</ins>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          ) : null}
        </>
      )}
    </Loaded>
  )
}

export function Lowered({ rows }: { rows: readonly string[] }) {
  if (rows.length === 0) return null
  return (
    <Alert
      className="scheme-lowered"
      type="error"
      title={`有 ${rows.length} 项抽取比例低于现行方案；不得低于上级规定的比例（HS-20）`}
      description={
        <ul>
          {rows.map(r => (
            <li key={r}>{r}</li>
          ))}
        </ul>
      }
    />
  )
}
