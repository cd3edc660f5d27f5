/** 第二持有人 — a secret made in this browser; the server learns only its hash until the draw. */
import { encodeHex, encodeUtf8, sha256Hex } from '@mingcha/core/base'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import type { Batch } from '../pages/batch.tsx'
import { useCommand } from '../requests.ts'
import { useMay } from '../session.tsx'
import { CopyButton, Hash, Mark, saveText } from './facts.tsx'
import { Part } from './page.tsx'

export function SecondHolder({ batch }: { batch: Batch }) {
  const may = useMay()
  const held = batch.entropy.find(e => e.kind === 'secret' && e.party !== 'server')
  const [secret, setSecret] = useState<string | null>(null)
  const register = useCommand('batch.registerSecret', { told: () => '密钥摘要已登记' })
  const withdraw = useCommand('batch.withdrawSecret', { told: () => '密钥摘要已撤回' })
  const params = { code: batch.code }
  const make = async () => {
    const made = encodeHex(crypto.getRandomValues(new Uint8Array(32)))
    if (await register.run({ params, body: { sha256: sha256Hex(encodeUtf8(made)) } })) setSecret(made)
  }
  if (!held && !may('batch.holdSecret')) return null
  return (
    <Part title="第二持有人（没有公共随机事件时必需）">
      {held ? (
        <p>
          <Mark tone="done">已登记</Mark>　摘要 <Hash hex={held.sha256 ?? ''} />
          {may('batch.holdSecret') ? (
            <Button size="small" loading={withdraw.pending} onClick={() => void withdraw.run({ params }).then(() => setSecret(null))}>
              撤回
            </Button>
          ) : null}
        </p>
      ) : (
        <p>
          <Button loading={register.pending} onClick={() => void make()}>
            在本机生成密钥并登记摘要
          </Button>
          <span className="quiet">　密钥只在您的浏览器里生成，只显示一次。</span>
        </p>
      )}
      {secret ? (
        <Alert
          type="warning"
          title="请立即保存这份密钥：抽取时要由您输入，丢失则本次抽取作废。"
          description={
            <>
              <Input.TextArea readOnly value={secret} rows={2} className="mono" aria-label="密钥" />
              <p>
                <CopyButton text={secret} />{' '}
                <Button size="small" onClick={() => saveText(`${batch.code}-第二持有人密钥.txt`, `${secret}\n`)}>
                  存为文件
                </Button>
              </p>
            </>
          }
        />
      ) : null}
    </Part>
  )
}
