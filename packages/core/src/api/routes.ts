/** 路由总表 — one file per area under `routes/`; this is their union. */
import { accessRoutes } from './routes/access.ts'
import { deskRoutes } from './routes/desk.ts'
import { documentRoutes } from './routes/documents.ts'
import { drawRoutes } from './routes/draw.ts'
import { externalRoutes } from './routes/external.ts'
import { followupRoutes } from './routes/followups.ts'
import { operateRoutes } from './routes/operate.ts'
import { planningRoutes } from './routes/planning.ts'
import { recordRoutes } from './routes/records.ts'
import { registryRoutes } from './routes/registry.ts'
import { resultRoutes } from './routes/results.ts'
import { schemeRoutes } from './routes/scheme.ts'
import { changeRoutes, paperRoutes, visitRoutes } from './routes/visits.ts'

export const routes = {
  ...accessRoutes,
  ...registryRoutes,
  ...schemeRoutes,
  ...recordRoutes,
  ...planningRoutes,
  ...drawRoutes,
  ...visitRoutes,
  ...paperRoutes,
  ...changeRoutes,
  ...deskRoutes,
  ...documentRoutes,
  ...externalRoutes,
  ...followupRoutes,
  ...operateRoutes,
  ...resultRoutes,
} as const
export type Routes = typeof routes
export type RouteName = keyof Routes
