/** The two companions of `pg` that ship no types; only what we call is declared. */
declare module 'pg-cursor' {
  import type { Submittable } from 'pg'
  export default class Cursor<Row = unknown> implements Submittable {
    constructor(text: string, values?: unknown[])
    submit(connection: import('pg').Connection): void
    read(rows: number): Promise<Row[]>
    close(): Promise<void>
  }
}

declare module 'pg-copy-streams' {
  import type { Readable, Writable } from 'node:stream'
  import type { Submittable } from 'pg'
  export function to(sql: string): Readable & Submittable & { rowCount: number }
  export function from(sql: string): Writable & Submittable & { rowCount: number }
}
