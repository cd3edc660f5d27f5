/** 办公端入口 — providers, and the choice between set-up, sign-in and the desk. */
import 'virtual:tokens.css'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider, Spin, Watermark } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { asRefusal, Refusal } from '../api/client.ts'
import { cspNonce, theme } from '../design/theme.ts'
import './office.css'
import { ProblemNotice } from './parts/problem.tsx'
import { router } from './router.tsx'
import { SessionContext, type SignedIn, sessionQuery } from './session.tsx'

const LoginPage = lazy(async () => ({ default: (await import('./pages/login.tsx')).LoginPage }))
const SetupPage = lazy(async () => ({ default: (await import('./pages/setup.tsx')).SetupPage }))
const FirstPassword = lazy(async () => ({ default: (await import('./pages/my-account.tsx')).FirstPassword }))

/** A lawful refusal stays one when asked again; only the network or the server's fault is worth a second try. */
const isLawful = (thrown: unknown) => thrown instanceof Refusal && thrown.status >= 400 && thrown.status < 500
const queries = new QueryClient({
  defaultOptions: { queries: { retry: (tries, thrown) => tries < 1 && !isLawful(thrown), staleTime: 5_000, refetchOnWindowFocus: true } },
})

function Desk() {
  const session = useQuery(sessionQuery)
  if (session.isError && !session.data)
    return (
      <main className="alone">
        <ProblemNotice refusal={asRefusal(session.error)} onRetry={() => void session.refetch()} />
      </main>
    )
  if (!session.data) return <Spin className="alone" />
  const view = session.data
  if (view.setupNeeded) return <SetupPage training={view.mode === 'training'} />
  if (!view.account) return <LoginPage session={view} />
  if (view.account.mustChangePassword) return <FirstPassword />
  const desk = (
    <SessionContext value={view as SignedIn}>
      <RouterProvider router={router} />
    </SessionContext>
  )
  return view.mode === 'training' ? (
    <Watermark
      content="演练 · 数据虚构"
      font={{ color: 'rgba(11,93,91,0.055)', fontSize: 18 }}
      gap={[160, 140]}
      inherit={false}
      // antd hides what overflows, and then nothing inside can be sticky.
      style={{ overflow: 'clip' }}
    >
      {desk}
    </Watermark>
  ) : (
    desk
  )
}

const face = document.getElementById('face')
if (face)
  createRoot(face).render(
    <StrictMode>
      <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }} {...(cspNonce ? { csp: { nonce: cspNonce } } : {})}>
        <QueryClientProvider client={queries}>
          <App notification={{ placement: 'bottomRight', maxCount: 2 }}>
            <Suspense fallback={<Spin className="alone" />}>
              <Desk />
            </Suspense>
          </App>
        </QueryClientProvider>
      </ConfigProvider>
    </StrictMode>,
  )
