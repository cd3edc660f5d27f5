export * from './can.ts'
