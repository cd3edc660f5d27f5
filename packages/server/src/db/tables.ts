/** Written by `node scripts/generate-db.ts` from the migrated schema; never by hand. */
export interface SchemaMigration {
  applied_at: string
  name: string
  sha256: string
}

export interface DB {
  schema_migration: SchemaMigration
}
