export { type LogLoop, type LogLoopSettings, runLogOnce, startLogLoop } from './log-loop.ts'
export { type LoggedAt, latestCheckpoint, leafIndexOf, loggedAt, type ProvenEntry, proofFor, proofsFor, waitForLeaf } from './read-log.ts'
