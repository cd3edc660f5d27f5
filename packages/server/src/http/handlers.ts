/** Every handler, one for each route: the compiler refuses a missing or an extra one. */
import { accessHandlers } from '../features/access/handlers.ts'
import { batchHandlers } from '../features/batch/handlers.ts'
import { changeHandlers } from '../features/changes/handlers.ts'
import { deskHandlers } from '../features/desk/handlers.ts'
import { documentHandlers } from '../features/documents/handlers.ts'
import { followupHandlers } from '../features/followups/handlers.ts'
import { itemsHandlers } from '../features/items/handlers.ts'
import { operateHandlers } from '../features/operate/handlers.ts'
import { planHandlers } from '../features/plan/handlers.ts'
import { registryHandlers } from '../features/registry/handlers.ts'
import { resultHandlers } from '../features/results/handlers.ts'
import { schemeHandlers } from '../features/scheme/handlers.ts'
import { taskHandlers } from '../features/tasks/handlers.ts'
import { visitHandlers } from '../features/visits/handlers.ts'
import type { Handlers } from './handler.ts'

export const handlers = {
  ...accessHandlers,
  ...registryHandlers,
  ...schemeHandlers,
  ...itemsHandlers,
  ...planHandlers,
  ...taskHandlers,
  ...batchHandlers,
  ...visitHandlers,
  ...changeHandlers,
  ...operateHandlers,
  ...documentHandlers,
  ...followupHandlers,
  ...resultHandlers,
  ...deskHandlers,
} satisfies Handlers
