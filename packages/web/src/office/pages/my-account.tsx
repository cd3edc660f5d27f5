/** 设置 → 我的账号: one's own password and 动态码. */
import { roleNames } from '@mingcha/core/access'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal } from 'antd'
import QRCode from 'qrcode'
import { useEffect, useState } from 'react'
import type { Reply } from '../../api/client.ts'
import { CopyButton, Facts, Mark, saveText } from '../parts/facts.tsx'
import { NewPassword } from '../parts/new-password.tsx'
import { Page, Part } from '../parts/page.tsx'
import { ProblemNotice } from '../parts/problem.tsx'
import { SettingsNav } from '../parts/settings-nav.tsx'
import { useCommand } from '../requests.ts'
import { sessionQuery, useSession } from '../session.tsx'
import { pages } from '../strings.ts'

export function MyAccountPage() {
  const { account } = useSession()
  return (
    <Page words={pages.me}>
      <SettingsNav />
      <Part title="账号">
        <Facts
          rows={[
            ['账号', account.login],
            ['姓名', account.name],
            ['角色', account.roles.map(r => roleNames[r]).join('、')],
            ['检查人员编号', account.inspectorCode],
          ]}
        />
      </Part>
      <Part title="动态码（登录时再输一次手机上的 6 位数字）">
        <SecondFactor />
      </Part>
      <Part title="修改密码">
        <PasswordForm />
      </Part>
    </Page>
  )
}

/** 首次登录: nothing else is possible before. */
export function FirstPassword() {
  const queries = useQueryClient()
  return (
    <main className="alone">
      <h1>请先修改密码</h1>
      <p className="quiet">这是首次登录或密码已被重置。</p>
      <PasswordForm done={() => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey })} />
    </main>
  )
}

function PasswordForm({ done }: { done?: () => void }) {
  const [form] = Form.useForm<{ current: string; next: string; again: string }>()
  const change = useCommand('account.changePassword', { inline: true, told: () => '密码已修改' })
  return (
    <Form
      form={form}
      layout="vertical"
      className="narrow"
      onFinish={async v => {
        if (!(await change.run({ body: { current: v.current, next: v.next } }))) return
        form.resetFields()
        done?.()
      }}
    >
      <Form.Item label="原密码" name="current" rules={[{ required: true, message: '请输入原密码' }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <NewPassword name="next" label="新密码" />
      {change.refusal ? <ProblemNotice refusal={change.refusal} /> : null}
      <Button type="primary" htmlType="submit" loading={change.pending}>
        修改密码
      </Button>
    </Form>
  )
}

function SecondFactor() {
  const { account } = useSession()
  const [step, setStep] = useState<'begin' | 'disable' | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  return (
    <>
      {account.totp ? (
        <>
          <p className="panel-state">
            <Mark tone="done">已启用</Mark>　还有 {account.recoveryLeft} 个恢复码可用。
          </p>
          {account.recoveryLeft <= 3 ? (
            <Alert type="warning" title="恢复码快用完了：停用后重新启用，可得到十个新的。" className="problem" />
          ) : null}
          <Button onClick={() => setStep('disable')}>停用动态码</Button>
        </>
      ) : (
        <>
          <p className="quiet panel-state">没有启用。启用后，别人知道密码也登录不了；不需要网络，手机时间准确即可。</p>
          <Button type="primary" onClick={() => setStep('begin')}>
            启用动态码
          </Button>
        </>
      )}
      {step === 'begin' ? (
        <Enrol
          close={() => setStep(null)}
          done={made => {
            setStep(null)
            setCodes(made)
          }}
        />
      ) : null}
      {step === 'disable' ? <Disable close={() => setStep(null)} /> : null}
      <Modal
        open={codes !== null}
        title="动态码已启用。请保存这十个恢复码，只显示这一次"
        closable={false}
        footer={
          <Button type="primary" onClick={() => setCodes(null)}>
            我已保存
          </Button>
        }
      >
        <p>手机丢失时，用恢复码代替动态码登录；每个只能用一次。</p>
        <ol className="recovery-codes">
          {(codes ?? []).map(c => (
            <li key={c}>
              <code>{c}</code>
            </li>
          ))}
        </ol>
        <p className="button-row">
          <CopyButton text={(codes ?? []).join('\n')} />
          <Button size="small" onClick={() => saveText(`明查恢复码-${account.login}.txt`, `${(codes ?? []).join('\n')}\n`)}>
            存为文件
          </Button>
        </p>
      </Modal>
    </>
  )
}

function Enrol({ close, done }: { close: () => void; done: (codes: readonly string[]) => void }) {
  const begin = useCommand('totp.begin', { inline: true })
  const confirm = useCommand('totp.confirm', { inline: true })
  const [made, setMade] = useState<Reply<'totp.begin'> | null>(null)
  return (
    <Modal open title="启用动态码" footer={null} onCancel={close} destroyOnHidden>
      {made === null ? (
        <Form
          key="password"
          layout="vertical"
          requiredMark={false}
          onFinish={(v: { password: string }) => void begin.run({ body: v }).then(setMade)}
        >
          <Form.Item label="先输入登录密码" name="password" rules={[{ required: true, message: '请输入密码' }]}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          {begin.refusal ? <ProblemNotice refusal={begin.refusal} /> : null}
          <Button type="primary" htmlType="submit" loading={begin.pending}>
            下一步
          </Button>
        </Form>
      ) : (
        <Form
          key="code"
          layout="vertical"
          requiredMark={false}
          onFinish={(v: { code: string }) => void confirm.run({ body: v }).then(r => r && done(r.recoveryCodes))}
        >
          <p>1. 用手机上的身份验证器扫描（任何支持 TOTP 的都可以）；不能扫码的，手工输入密钥。</p>
          <QrPicture text={made.uri} />
          <p className="once-code">
            <code>{made.secret.match(/.{1,4}/g)?.join(' ')}</code> <CopyButton text={made.secret} />
          </p>
          <Form.Item
            label="2. 输入手机上显示的 6 位动态码"
            name="code"
            rules={[{ required: true, pattern: /^\d{6}$/, message: '6 位数字' }]}
          >
            <Input autoComplete="one-time-code" inputMode="numeric" maxLength={6} className="mono" />
          </Form.Item>
          {confirm.refusal ? <ProblemNotice refusal={confirm.refusal} /> : null}
          <Button type="primary" htmlType="submit" loading={confirm.pending}>
            启用
          </Button>
        </Form>
      )}
    </Modal>
  )
}

function Disable({ close }: { close: () => void }) {
  const disable = useCommand('totp.disable', { inline: true, told: () => '动态码已停用，登录只用密码' })
  return (
    <Modal open title="停用动态码" footer={null} onCancel={close} destroyOnHidden>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(v: { password: string; code: string }) => void disable.run({ body: v }).then(r => r && close())}
      >
        <Form.Item label="登录密码" name="password" rules={[{ required: true, message: '请输入密码' }]}>
          <Input.Password autoComplete="current-password" autoFocus />
        </Form.Item>
        <Form.Item label="动态码或恢复码" name="code" rules={[{ required: true, min: 6, message: '请输入动态码' }]}>
          <Input autoComplete="one-time-code" maxLength={20} className="mono" />
        </Form.Item>
        {disable.refusal ? <ProblemNotice refusal={disable.refusal} /> : null}
        <Button danger htmlType="submit" loading={disable.pending}>
          停用
        </Button>
      </Form>
    </Modal>
  )
}

/** Drawn in this browser: the secret goes to no picture service. */
function QrPicture({ text }: { text: string }) {
  const [svg, setSvg] = useState<string | null>(null)
  useEffect(() => {
    let here = true
    void QRCode.toString(text, { type: 'svg', margin: 1, errorCorrectionLevel: 'M' }).then(s => here && setSvg(s))
    return () => {
      here = false
    }
  }, [text])
  return svg ? <img className="qr" alt="动态码密钥的二维码" src={`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`} /> : null
}
