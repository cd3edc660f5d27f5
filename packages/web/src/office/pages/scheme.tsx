/** 实施方案 — the rules as readable rows beside their clauses, and the file itself. */
import { Button, Tabs, Upload } from 'antd'
import { Hash, Law } from '../parts/facts.tsx'
import { Loaded, Page, Part } from '../parts/page.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { useMay } from '../session.tsx'
import { pages } from '../strings.ts'
import { showInstant } from '../time.ts'

export function SchemePage() {
  const may = useMay()
  const scheme = useRoute('scheme.view')
  const adopt = useCommand('scheme.adopt', { told: r => `已采用，第 ${r.version} 版` })
  return (
    <Page
      words={pages.scheme}
      actions={
        may('scheme.adopt') ? (
          <Upload
            accept=".yaml,.yml"
            showUploadList={false}
            beforeUpload={file => {
              void file.text().then(yaml => adopt.run({ body: { yaml } }))
              return false
            }}
          >
            <Button type="primary" loading={adopt.pending}>
              采用新版文件
            </Button>
          </Upload>
        ) : null
      }
    >
      <Loaded query={scheme}>
        {d => (
          <>
            <p className="lead">
              <b>{d.name}</b>　第 {d.version} 版，{showInstant(d.adoptedAt)} 采用；最低可信等级 {d.leastAssurance}
            </p>
            <Tabs
              items={[
                {
                  key: 'read',
                  label: '条文',
                  children: d.sections.map(s => (
                    <Part key={s.title} title={s.title}>
                      <table className="rules">
                        <tbody>
                          {s.rows.map(r => (
                            <tr key={r.label + r.value}>
                              <th scope="row">{r.label}</th>
                              <td>
                                {r.value}
                                <Law ids={r.law} />
                              </td>
                              <td className="quiet">{r.clause}</td>
                            </tr>
                          ))}
                        </tbody>
                      </table>
                    </Part>
                  )),
                },
                {
                  key: 'yaml',
                  label: '文件（YAML）',
                  children: (
                    <>
                      <p>
                        SHA-256 <Hash hex={d.sha256} />
                      </p>
                      <pre className="yaml">{d.yaml}</pre>
                    </>
                  ),
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  )
}
