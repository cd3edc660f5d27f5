export * from './conduct.ts'
export * from './gates.ts'
export * from './states.ts'
