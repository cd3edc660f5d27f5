/** 文书模板. */
import { z } from 'zod'
import { type DocumentKind, documentKinds, templateLimits } from '../../documents/index.ts'
import { defineRoutes } from '../route.ts'
import { instant } from './shared.ts'

const kind = z.enum(documentKinds as readonly [DocumentKind, ...DocumentKind[]])
/** 0: the default that ships with the program. */
const version = z.number().int().min(0).max(1_000_000)

const field = z.object({
  name: z.string(),
  shape: z.enum(['text', 'qr', 'list', 'rows']),
  means: z.string(),
  example: z.string(),
  optional: z.boolean(),
  /** Of `rows`: 栏目 and meaning. */
  columns: z.array(z.object({ name: z.string(), means: z.string() })),
})

export const documentRoutes = defineRoutes({
  'template.list': {
    method: 'GET',
    path: '/api/templates',
    can: 'template.view',
    title: '文书模板',
    reply: z.object({
      kinds: z.array(
        z.object({
          kind,
          title: z.string(),
          means: z.string(),
          law: z.array(z.string()),
          version,
          /** The text in force is the one that ships. */
          isDefault: z.boolean(),
          text: z.string(),
          fields: z.array(field),
          /** Newest first; without the default. */
          history: z.array(
            z.object({ version, at: instant, by: z.string(), isDefault: z.boolean(), restoredFrom: version.nullable(), text: z.string() }),
          ),
        }),
      ),
    }),
  },
  'template.save': {
    method: 'POST',
    path: '/api/templates/:kind',
    can: 'template.edit',
    title: '修改文书模板',
    params: z.object({ kind }),
    body: z.object({
      text: z.string().max(templateLimits.characters * 2),
      /** The version the clerk started from. */
      basedOn: version,
    }),
    reply: z.object({ version }),
    reverse: 'template.restore',
  },
  'template.restore': {
    method: 'POST',
    path: '/api/templates/:kind/restore',
    can: 'template.edit',
    title: '恢复文书模板',
    params: z.object({ kind }),
    body: z.object({ version, basedOn: version }),
    reply: z.object({ version }),
    reverse: 'template.restore',
  },
  'template.preview': {
    method: 'GET',
    path: '/api/templates/:kind/preview',
    can: 'template.view',
    title: '预览文书模板（示例数据）',
    params: z.object({ kind }),
    query: z.object({ version: z.coerce.number().int().min(0).max(1_000_000).optional(), format: z.enum(['pdf', 'docx']).default('pdf') }),
    reply: z.any(),
    replyKind: 'file',
  },
})
