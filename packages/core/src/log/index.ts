/** 透明日志 — the transparency log's formats and proofs, pure: C2SP tlog-tiles over RFC 6962. Keys, storage and clocks are the caller's. */
export * from './merkle.ts'
