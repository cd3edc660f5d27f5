/** 登录. In training the invented accounts are one click each. */
import { roleNames } from '@mingcha/core/access'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { keepCsrf } from '../../api/client.ts'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand } from '../requests.ts'
import { type SessionView, sessionQuery } from '../session.tsx'

export function LoginPage({ session }: { session: SessionView }) {
  const queries = useQueryClient()
  const start = useCommand('session.start', { inline: true })
  const [chosen, setChosen] = useState<string | null>(null)
  const signIn = async (login: string, password: string) => {
    const view = await start.run({ body: { login, password } })
    if (!view) return
    keepCsrf(view.csrf)
    queries.setQueryData(sessionQuery.queryKey, view)
  }
  const people = session.trainingAccounts.filter(a => !a.roles.includes('officer') || a.roles.length > 1)
  const officers = session.trainingAccounts.filter(a => a.roles.includes('officer') && a.roles.length === 1)
  return (
    <main className="login">
      <section className="login-card">
        <h1>
          <b>明查</b>
          <span>{session.agency?.name}</span>
        </h1>
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={(v: { login: string; password: string }) => void signIn(v.login, v.password)}
        >
          <Form.Item label="账号" name="login" rules={[{ required: true, message: '请输入账号' }]}>
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item label="密码" name="password" rules={[{ required: true, message: '请输入密码' }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {start.refusal ? <ProblemNotice refusal={start.refusal} /> : null}
          <Button type="primary" htmlType="submit" block loading={start.pending && chosen === null}>
            登录
          </Button>
        </Form>
        <p className="quiet">
          公众请看<a href="/">公示首页</a>。
        </p>
      </section>
      {people.length > 0 ? (
        <section className="login-training" aria-label="演练账号">
          <h2>演练账号：点一下即登录</h2>
          <ul>
            {people.map(a => (
              <li key={a.login}>
                <button
                  type="button"
                  disabled={start.pending}
                  onClick={() => {
                    setChosen(a.login)
                    void signIn(a.login, a.password)
                  }}
                >
                  <b>{a.name}</b>
                  <span>{a.roles.map(r => roleNames[r]).join('、')}</span>
                </button>
              </li>
            ))}
          </ul>
          <label className="login-officers">
            执法人员
            <select
              disabled={start.pending}
              value=""
              onChange={e => {
                const a = officers.find(o => o.login === e.target.value)
                if (a) {
                  setChosen(a.login)
                  void signIn(a.login, a.password)
                }
              }}
            >
              <option value="">选择一名执法人员……</option>
              {officers.map(o => (
                <option key={o.login} value={o.login}>
                  {o.login.toUpperCase()} {o.name}
                </option>
              ))}
            </select>
          </label>
          <p className="quiet">数据均为虚构。正式使用请运行 npm run office。</p>
        </section>
      ) : null}
    </main>
  )
}
