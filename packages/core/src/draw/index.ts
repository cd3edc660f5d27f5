/**
 * The draw — 抽取: freeze a batch, wait for a public event, draw, assign, publish; and read every byte of it back.
 * Pure functions over bytes and rows: no clock, no chance, no IO. Normative text: the draw protocol and ADR 0001.
 */
export * from './lists.ts'
export * from './lottery.ts'
export * from './records.ts'
