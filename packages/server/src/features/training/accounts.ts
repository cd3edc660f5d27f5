/** 演练账号 — read from the fixtures; they exist in a training installation only, and not in one that was begun empty. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { roles } from '@mingcha/core/access'
import { z } from 'zod'

const accounts = z.array(
  z.object({
    login: z.string(),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    unit: z.string().nullable().default(null),
    inspectorCode: z.string().nullable().default(null),
    password: z.string(),
  }),
)
/** The mark of 空的演练 in its home: such a home never receives 示例县, whatever a later start asks for. */
export const bareMark = (home: string): string => join(home, 'empty')
export const isBare = (home: string): boolean => existsSync(bareMark(home))

export type TrainingAccount = z.output<typeof accounts>[number]

export function trainingAccounts(fixturesDir: string): TrainingAccount[] {
  return accounts.parse(JSON.parse(readFileSync(join(fixturesDir, '示例县', 'accounts.json'), 'utf8')))
}
