export * from './gates.ts'
export * from './states.ts'
