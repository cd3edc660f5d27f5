/** 当前登录 — who is signed in, what he may do, and which day it is for the law. One query feeds every page. */
import { type Action, actions, roleNames } from '@mingcha/core/access'
import { queryOptions } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { call, keepCsrf, type Reply } from '../api/client.ts'

export type SessionView = Reply<'session.view'>
export type SignedIn = SessionView & { account: NonNullable<SessionView['account']> }

export const sessionQuery = queryOptions({
  queryKey: ['session.view'],
  queryFn: async () => {
    const view = await call('session.view')
    keepCsrf(view.csrf)
    return view
  },
  staleTime: 20_000,
  refetchInterval: 60_000,
})

export const SessionContext = createContext<SignedIn | null>(null)

export function useSession(): SignedIn {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('outside a session')
  return session
}

/** May this account do this? The server decides again. */
export function useMay(): (action: Action) => boolean {
  const { may } = useSession()
  return action => may[action] === true
}

/** 可由谁办理 — the roles of an action, in Chinese. */
export const whoMay = (action: Action): string => actions[action].map(role => roleNames[role]).join('、')
