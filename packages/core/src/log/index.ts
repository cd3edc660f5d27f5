/**
 * 透明日志 — the transparency log's formats and proofs, pure: C2SP tlog-tiles over RFC 6962 with Ed25519 notes.
 * Private keys, storage and clocks are the caller's; hostile input is answered with a Result, never an exception.
 */
export * from './checkpoint.ts'
export * from './ed25519.ts'
export * from './log-proof.ts'
export * from './merkle.ts'
export * from './note.ts'
export * from './tile.ts'
