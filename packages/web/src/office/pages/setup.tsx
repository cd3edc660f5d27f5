/** 初始设置 — an empty office becomes a bureau with an administrator and a scheme. Once. */
import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { keepCsrf } from '../../api/client.ts'
import { NewPassword } from '../parts/new-password.tsx'
import { Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand, useRoute } from '../requests.ts'
import { sessionQuery } from '../session.tsx'

interface Values {
  id: string
  name: string
  level: 'province' | 'city' | 'county' | 'district'
  units: string
  login: string
  person: string
  password: string
  again: string
  scheme: string | null
}

export function SetupPage({ training }: { training: boolean }) {
  const queries = useQueryClient()
  const options = useRoute('setup.options')
  const create = useCommand('setup.create', { inline: true })
  const submit = async (v: Values) => {
    const view = await create.run({
      body: {
        agency: { id: v.id.trim().toUpperCase(), name: v.name, level: v.level },
        units: v.units
          .split(/[\n、，,]/)
          .map(u => u.trim())
          .filter(u => u !== ''),
        administrator: { login: v.login, name: v.person, password: v.password },
        scheme: v.scheme ?? null,
      },
    })
    if (!view) return
    keepCsrf(view.csrf)
    queries.setQueryData(sessionQuery.queryKey, view)
  }
  return (
    <main className="setup">
      {training ? (
        <div className="training-bar">
          <span>演练环境 · 请用虚构的单位和人员 · 正式使用请运行 npm run office</span>
        </div>
      ) : null}
      <header>
        <h1>初始设置</h1>
        <p>这是一套空的安装，没有任何已知口令。建立单位和管理员之后，选一份实施方案，再导入名录。</p>
      </header>
      <Form<Values>
        layout="vertical"
        initialValues={{ level: 'county', units: '综合办公室\n法制股\n执法一中队\n执法二中队', scheme: null }}
        onFinish={v => void submit(v)}
        scrollToFirstError
      >
        <Part title="一、单位">
          <div className="form-row">
            <Form.Item label="单位名称" name="name" rules={[{ required: true, message: '请填写单位全称' }]}>
              <Input placeholder="某某市生态环境局某某县分局" />
            </Form.Item>
            <Form.Item
              label="单位代码"
              name="id"
              extra="行政区划代码，例如 130525；写入每一次抽取，不能再改。"
              rules={[{ required: true, pattern: /^[0-9A-Za-z-]{1,16}$/, message: '1–16 位数字、字母或短横线' }]}
            >
              <Input />
            </Form.Item>
            <Form.Item label="级别" name="level">
              <Select
                options={[
                  { value: 'county', label: '县级' },
                  { value: 'district', label: '区级' },
                  { value: 'city', label: '市级' },
                  { value: 'province', label: '省级' },
                ]}
              />
            </Form.Item>
          </div>
          <Form.Item label="内设机构（每行一个）" name="units">
            <Input.TextArea rows={4} />
          </Form.Item>
        </Part>
        <Part title="二、系统管理员">
          <div className="form-row">
            <Form.Item label="姓名" name="person" rules={[{ required: true, message: '请填写姓名' }]}>
              <Input />
            </Form.Item>
            <Form.Item
              label="账号"
              name="login"
              rules={[{ required: true, pattern: /^[a-zA-Z0-9_.-]{2,32}$/, message: '2–32 位字母、数字' }]}
            >
              <Input autoComplete="username" />
            </Form.Item>
            <NewPassword name="password" label="密码" />
          </div>
        </Part>
        <Part title="三、实施方案">
          <Form.Item label="采用哪一份" name="scheme" extra="可以先不选，以后在“实施方案”页采用本单位自己的文件。">
            <Select allowClear placeholder="以后再选" options={(options.data?.schemes ?? []).map(s => ({ value: s.id, label: s.name }))} />
          </Form.Item>
        </Part>
        {create.refusal ? <ProblemNotice refusal={create.refusal} /> : null}
        <Button type="primary" htmlType="submit" size="large" loading={create.pending}>
          完成设置
        </Button>
      </Form>
    </main>
  )
}
