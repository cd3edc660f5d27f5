/** 路由总表 — one file per area under `routes/`; this is their union. */
import { accessRoutes } from './routes/access.ts'
import { drawRoutes } from './routes/draw.ts'
import { planningRoutes } from './routes/planning.ts'
import { registryRoutes } from './routes/registry.ts'
import { changeRoutes, visitRoutes } from './routes/visits.ts'

export const routes = { ...accessRoutes, ...registryRoutes, ...planningRoutes, ...drawRoutes, ...visitRoutes, ...changeRoutes } as const
export type Routes = typeof routes
export type RouteName = keyof Routes
