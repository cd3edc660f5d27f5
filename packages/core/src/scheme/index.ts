export * from './cap-reach.ts'
export * from './classify.ts'
export * from './clause.ts'
export {
  type CheckBy,
  type CheckKind,
  type ClassifiableSubject,
  type Condition,
  checkBys,
  checkKinds,
  type DatedFact,
  describeFacet,
  type FacetValue,
  type PastCheck,
} from './condition.ts'
export * from './describe.ts'
export * from './draw-form.ts'
export * from './fieldwork.ts'
export { type FileIssue, formatPath } from './file-issue.ts'
export * from './form.ts'
export * from './item-list.ts'
export * from './joint.ts'
export * from './method.ts'
export * from './misquotes.ts'
export * from './non-random.ts'
export * from './quotas.ts'
export * from './rate.ts'
export * from './read-scheme.ts'
export * from './reports.ts'
export { silentWords } from './scheme-defaults.ts'
export * from './scheme-doubts.ts'
export * from './scheme-schema.ts'
export * from './stratify.ts'
export * from './team.ts'
export * from './trial.ts'
export { quarterWithin, resolveWindow, spanAround } from './windows.ts'
