export * from './conduct.ts'
export * from './gates.ts'
export * from './record.ts'
export * from './states.ts'
