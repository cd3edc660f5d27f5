/**
 * 查询与命令 — the two ways a page talks to the server. A command runs once however often the button is hit, then every query is asked again,
 * and the person is told what was done and how it is taken back.
 */
import { type RouteName, routes } from '@mingcha/core/api'
import { keepPreviousData, type UseQueryResult, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { createElement, useRef } from 'react'
import { asRefusal, call, type Input, type Refusal, type Reply } from '../api/client.ts'
import { ProblemText, UndoNotice } from './parts/problem.tsx'
import { say } from './strings.ts'

type AnyCall = (name: RouteName, input: unknown) => Promise<never>
const callAny = call as unknown as AnyCall

export interface AskOptions {
  readonly enabled?: boolean
  /** Milliseconds between two looks, while something is on its way to the log. */
  readonly every?: number | false
}

/** Ask a GET route. Earlier rows stay on screen while new ones load. */
export function useRoute<N extends RouteName>(name: N, input?: Input<N>, options: AskOptions = {}): UseQueryResult<Reply<N>, Refusal> {
  return useQuery<Reply<N>, Refusal>({
    queryKey: [name, input ?? null],
    queryFn: () => callAny(name, input),
    placeholderData: keepPreviousData as never,
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
  })
}

/** Routes that answer page by page. */
type PagedRoute = 'registry.subjects' | 'registry.inspectors' | 'registry.facts' | 'registry.lists' | 'registry.checks'
type RowOf<N extends PagedRoute> = Reply<N>['rows'][number]
interface PageOf<N extends PagedRoute> {
  readonly rows: RowOf<N>[]
  readonly next: string | null
  readonly total: number
}

/** A keyset list put together page by page, for `Listing`; after a command every page shown is asked again. */
export function useRoutePages<N extends PagedRoute>(name: N, query: Record<string, string | undefined>) {
  const list = useInfiniteQuery<PageOf<N>, Refusal>({
    queryKey: [name, 'pages', query],
    queryFn: ({ pageParam }) => callAny(name, { query: { ...query, limit: 50, after: pageParam } }),
    initialPageParam: undefined,
    getNextPageParam: page => page.next ?? undefined,
    placeholderData: keepPreviousData as never,
  })
  return {
    rows: list.data?.pages.flatMap(page => page.rows),
    query: list,
    total: list.data?.pages[0]?.total,
    more: { has: list.hasNextPage, load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage },
  }
}

export interface Command<N extends RouteName> {
  /** Runs once; null when refused (the refusal has been shown) or already running. */
  readonly run: (input: Input<N>) => Promise<Reply<N> | null>
  readonly pending: boolean
  readonly refusal: Refusal | null
  readonly clear: () => void
}

export interface CommandOptions<N extends RouteName> {
  /** 已……: the notice after success. */
  readonly told?: (reply: Reply<N>, input: Input<N>) => string
  /** The reverse command, ready to run, where the table names one. */
  readonly undo?: (reply: Reply<N>, input: Input<N>) => (() => Promise<unknown>) | null
  /** Why there is no way back, where the reply says that the step was the last: `无：……`. */
  readonly final?: (reply: Reply<N>) => string | null
  /** The page shows the refusal itself, next to the form. */
  readonly inline?: boolean
}

export function useCommand<N extends RouteName>(name: N, options: CommandOptions<N> = {}): Command<N> {
  const { notification } = App.useApp()
  const queries = useQueryClient()
  const running = useRef(false)
  const mutation = useMutation<Reply<N>, Refusal, Input<N>>({
    mutationFn: input => callAny(name, input).catch((thrown: unknown) => Promise.reject(asRefusal(thrown))),
  })

  const tell = (reply: Reply<N>, input: Input<N>) => {
    const title = options.told?.(reply, input)
    if (title === undefined) return
    const key = `${name}-${Date.now()}`
    const reverse = routes[name] as { reverse?: string }
    const named = reverse.reverse !== undefined && reverse.reverse in routes ? routes[reverse.reverse as RouteName].title : null
    const undo = options.undo?.(reply, input) ?? null
    const run = undo
      ? async () => {
          try {
            await undo()
            notification.success({ key, title: say.command.undone(named ?? say.command.undo), duration: 4 })
          } catch (thrown) {
            const refusal = asRefusal(thrown)
            notification.error({ key, title: say.problem.title, description: createElement(ProblemText, { refusal }), duration: false })
          } finally {
            await queries.invalidateQueries()
          }
        }
      : null
    notification.success({
      key,
      title,
      description: createElement(UndoNotice, { reverse: options.final?.(reply) ?? named ?? reverse.reverse ?? null, run }),
      duration: run ? 10 : 6,
    })
  }

  const run = async (input: Input<N>): Promise<Reply<N> | null> => {
    if (running.current) return null
    running.current = true
    try {
      const reply = await mutation.mutateAsync(input)
      await queries.invalidateQueries()
      tell(reply, input)
      return reply
    } catch (thrown) {
      const refusal = asRefusal(thrown)
      if (refusal.code === 'access.signed_out') await queries.invalidateQueries({ queryKey: ['session.view'] })
      if (!options.inline)
        notification.error({ title: say.problem.title, description: createElement(ProblemText, { refusal }), duration: false })
      return null
    } finally {
      running.current = false
    }
  }
  return { run, pending: mutation.isPending, refusal: mutation.error, clear: mutation.reset }
}
