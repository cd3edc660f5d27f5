/** 个人信息的封存 — where each personal field is sealed for, so that a value moved to another row does not open. */
import type { Seal } from '../../ports/seal.ts'

export type PersonalField = 'subject.phone' | 'inspector.id' | 'inspector.phone'

export const sealPersonal = (seal: Seal, field: PersonalField, agency: string, code: string, value: string | null): Buffer | null =>
  value === null ? null : seal.seal(`${field}|${agency}|${code}`, value)

export const openPersonal = (seal: Seal, field: PersonalField, agency: string, code: string, sealed: Buffer | null): string | null =>
  sealed === null ? null : seal.openText(`${field}|${agency}|${code}`, sealed)
