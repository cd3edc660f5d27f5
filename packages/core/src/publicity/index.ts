/** 公示 — the pure rules of making a result public: when it is due, in which words, what may be held back, what the log and the open data say. */
export * from './deadline.ts'
export * from './determination.ts'
export * from './line.ts'
export * from './metrics.ts'
export * from './personal-data.ts'
export * from './vocabularies.ts'
export * from './withholding.ts'
