/** 登录. In training the invented accounts are one click each. */
import { roleNames } from '@mingcha/core/access'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { keepCsrf, type Refusal } from '../../api/client.ts'
import { ProblemNotice } from '../parts/problem.tsx'
import { useCommand } from '../requests.ts'
import { type SessionView, sessionQuery } from '../session.tsx'

export function LoginPage({ session }: { session: SessionView }) {
  const queries = useQueryClient()
  const start = useCommand('session.start', { inline: true })
  const [chosen, setChosen] = useState<string | null>(null)
  /** What was typed, kept in this page until the code is in too; `asked` once the server has said that the account has 动态码. */
  const [typed, setTyped] = useState({ login: '', password: '' })
  const [asked, setAsked] = useState(false)
  const signIn = async (login: string, password: string, code?: string) => {
    setTyped({ login, password })
    const view = await start.run({ body: { login, password, ...(code ? { code } : {}) } })
    if (!view) return
    keepCsrf(view.csrf)
    queries.setQueryData(sessionQuery.queryKey, view)
  }
  useEffect(() => {
    if (start.refusal?.code === 'access.totp_needed') setAsked(true)
  }, [start.refusal])
  const people = session.trainingAccounts.filter(a => !a.roles.includes('officer') || a.roles.length > 1)
  const officers = session.trainingAccounts.filter(a => a.roles.includes('officer') && a.roles.length === 1)
  return (
    <main className="login">
      <section className="login-card">
        <h1>
          <b>明查</b>
          <span>{session.agency?.name}</span>
        </h1>
        {asked ? (
          <SecondStep
            pending={start.pending}
            refusal={start.refusal?.code === 'access.totp_needed' ? null : start.refusal}
            submit={code => void signIn(typed.login, typed.password, code)}
            back={() => {
              setAsked(false)
              setTyped({ login: '', password: '' })
              start.clear()
            }}
          />
        ) : (
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
        )}
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

/** 登录第二步: the code of the authenticator, or a recovery code. There is no session before it. */
function SecondStep({
  pending,
  refusal,
  submit,
  back,
}: {
  pending: boolean
  refusal: Refusal | null
  submit: (code: string) => void
  back: () => void
}) {
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(v: { code: string }) => submit(v.code.trim())}>
      <p className="login-step">密码正确。请打开手机上的身份验证器，输入当前的 6 位动态码。</p>
      <Form.Item
        label="动态码"
        name="code"
        extra="手机不在身边时，可输入一个恢复码。"
        rules={[{ required: true, min: 6, message: '请输入 6 位动态码或恢复码' }]}
      >
        <Input autoComplete="one-time-code" inputMode="text" maxLength={20} autoFocus className="mono" />
      </Form.Item>
      {refusal ? <ProblemNotice refusal={refusal} /> : null}
      <Button type="primary" htmlType="submit" block loading={pending}>
        登录
      </Button>
      <p className="login-back">
        <Button type="link" size="small" onClick={back}>
          换一个账号
        </Button>
      </p>
    </Form>
  )
}
