/**
 * The draw — 抽取: freeze a batch, wait for a public event, draw, assign, publish; and read every byte of it back.
 * Pure functions over bytes and rows: no clock, no chance, no IO. Normative text: the draw protocol and ADR 0001.
 */
export * from './assurance.ts'
export * from './certificate.ts'
export * from './entries.ts'
export * from './event.ts'
export * from './execute.ts'
export * from './explain.ts'
export * from './freeze.ts'
export * from './keyed.ts'
export * from './lists.ts'
export * from './lottery.ts'
export * from './network.ts'
export * from './publish.ts'
export * from './quota.ts'
export * from './records.ts'
export * from './seed.ts'
export * from './selection.ts'
export * from './solver.ts'
export * from './staffing.ts'
export * from './visits.ts'
