/** Written by `node scripts/generate-db.ts` from the migrated schema; never by hand. */
import type { ColumnType } from 'kysely'

export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>

export type Json = JsonValue

export type JsonArray = JsonValue[]

export type JsonObject = {
  [x: string]: JsonValue | undefined
}

export type JsonPrimitive = boolean | number | string | null

export type JsonValue = JsonArray | JsonObject | JsonPrimitive

export interface Account {
  agency_id: string
  created_at: string
  disabled_at: string | null
  failed_logins: Generated<number>
  id: Generated<string>
  inspector_code: string | null
  locked_until: string | null
  login: string
  must_change_password: Generated<boolean>
  name: string
  password_hash: string
  roles: string[]
  unit_id: string | null
}

export interface Agency {
  created_at: string
  id: string
  level: string
  name: string
  parent_id: string | null
}

export interface Batch {
  actor_id: string | null
  agency_id: string
  assurance: string | null
  code: string
  commit_event_id: number | null
  commit_sha256: string | null
  committed_at: string | null
  counts: Generated<Json>
  created_at: string
  drawn_at: string | null
  event_event_id: number | null
  period: string
  publish_event_id: number | null
  published_at: string | null
  registry_sha256: string | null
  replaces: Generated<string>
  result_event_id: number | null
  snapshot_event_id: number | null
  state: string
}

export interface BatchFile {
  agency_id: string
  batch_code: string
  bytes: Buffer
  name: string
  sealed: boolean
}

export interface BatchSecret {
  agency_id: string
  batch_code: string
  holder_id: string | null
  opened_at: string | null
  party: string
  registered_at: string
  secret_sealed: Buffer | null
  sha256: string
}

export interface BatchTask {
  agency_id: string
  batch_code: string
  task_code: string
  voided: Generated<boolean>
}

export interface DocumentTemplate {
  actor_id: string
  agency_id: string
  at: string
  kind: string
  restored_from: number | null
  text: string | null
  version: number
}

export interface Encounter {
  agency_id: string
  inspector_code: string
  on_date: string
  subject_code: string
}

export interface Event {
  actor_id: string | null
  actor_roles: string[]
  agency_id: string
  id: Generated<number>
  kind: string
  occurred_at: string
  payload: Json
  recorded_at: Generated<string>
  request_id: string
  thing_id: string
  thing_kind: string
}

export interface EventEntry {
  agency_id: string
  batch_code: string
  entered_at: string
  entered_by: string
  evidence_sha256: string | null
  numbers: Json
  witnesses: Generated<Json>
}

export interface EventEvidence {
  agency_id: string
  batch_code: string
  file_name: string
  media_type: string
  sha256: string
  size: number
}

export interface ImportRun {
  actor_id: string | null
  added: number
  agency_id: string
  at: string
  changed: number
  encoding: string
  file_name: string
  id: Generated<string>
  registry: string
  sha256: string
  skipped: number
  unchanged: number
}

export interface Inspector {
  agency_id: string
  certificate_number: string | null
  certificate_valid_to: string | null
  code: string
  id_number_sealed: Buffer | null
  import_id: string | null
  kind: string
  leave_from: string | null
  leave_to: string | null
  name: string
  phone_sealed: Buffer | null
  recorded_at: string
  specialities: Generated<string[]>
  status: string
  unit_name: Generated<string>
  valid_from: string
  version: number
}

export interface InspectorVersion {
  agency_id: string
  code: string
  recorded_at: string
  row: Json
  valid_from: string
  valid_to: string | null
  version: number
}

export interface Item {
  agency_id: string
  bases: Json
  category: string
  code: string
  content: Json
  detail: Json
  list_version: number
  name: string
  published: boolean
  speciality: string | null
}

export interface ItemList {
  agency_id: string
  event_id: number | null
  published_at: string | null
  sha256: string | null
  state: string
  title: string
  version: number
}

export interface LogCheckpoint {
  note: string
  root: Buffer
  signed_at: string
  size: number
}

export interface LogLeaf {
  entry: Buffer
  event_id: number
  hash: Buffer
  index: number
  kind: string
}

export interface LogPending {
  entry: Buffer
  event_id: number
  kind: string
  seq: Generated<number>
}

export interface PlanRow {
  agency_id: string
  basis: string
  code: string
  draw_on: string
  due_on: string
  guiding_unit: Generated<string>
  initiator: string
  item_codes: string[]
  kind: string
  name: string
  period: string
  scope: Json
  since_version: number
  until_version: number | null
  year: number
}

export interface PlanVersion {
  actor_id: string | null
  agency_id: string
  event_id: number | null
  filing: string | null
  published_at: string | null
  sha256: string | null
  state: string
  version: number
  year: number
}

export interface Recusal {
  agency_id: string
  ground: string
  inspector_code: string
  recorded_at: string
  subject_code: string
}

export interface SchemaMigration {
  applied_at: Generated<string>
  name: string
  sha256: string
}

export interface SchemeVersion {
  actor_id: string | null
  adopted_at: string
  agency_id: string
  scheme_id: string
  sha256: string
  version: number
  yaml: string
}

export interface Session {
  account_id: string
  agency_id: string
  created_at: string
  csrf: string
  expires_at: string
  last_seen_at: string
  token_sha256: Buffer
}

export interface Subject {
  address: string
  agency_id: string
  code: string
  contact: Generated<string>
  contact_phone_sealed: Buffer | null
  credit_code: string | null
  facets: Json
  import_id: string | null
  industry: Generated<string>
  legal_representative: Generated<string>
  lists: Generated<string[]>
  name: string
  recorded_at: string
  region: Generated<string>
  status: string
  status_from: string | null
  valid_from: string
  version: number
}

export interface SubjectFact {
  agency_id: string
  code: string
  kind: string
  on_date: string
  recorded_at: string
  source: string
}

export interface SubjectVersion {
  agency_id: string
  code: string
  recorded_at: string
  row: Json
  valid_from: string
  valid_to: string | null
  version: number
}

export interface Task {
  actor_id: string | null
  agency_id: string
  code: string
  created_at: string
  due_on: string
  period: string
  plan_row_code: string
  state: string
  unit_name: string
  year: number
}

export interface TrainingClock {
  now_at: string
  only_row: Generated<boolean>
}

export interface Unit {
  agency_id: string
  id: Generated<string>
  name: string
}

export interface Visit {
  agency_id: string
  batch_code: string
  done_on: string | null
  due_on: string
  id: Generated<string>
  inspectors: string[] | null
  recorded_at: string | null
  recorded_by: string | null
  result: Json | null
  sealed: Buffer
  state: string
  subject_code: string | null
  subject_name: string | null
}

export interface VisitOfficer {
  agency_id: string
  mac: Buffer
  visit_id: string
}

export interface DB {
  account: Account
  agency: Agency
  batch: Batch
  batch_file: BatchFile
  batch_secret: BatchSecret
  batch_task: BatchTask
  document_template: DocumentTemplate
  encounter: Encounter
  event: Event
  event_entry: EventEntry
  event_evidence: EventEvidence
  import_run: ImportRun
  inspector: Inspector
  inspector_version: InspectorVersion
  item: Item
  item_list: ItemList
  log_checkpoint: LogCheckpoint
  log_leaf: LogLeaf
  log_pending: LogPending
  plan_row: PlanRow
  plan_version: PlanVersion
  recusal: Recusal
  schema_migration: SchemaMigration
  scheme_version: SchemeVersion
  session: Session
  subject: Subject
  subject_fact: SubjectFact
  subject_version: SubjectVersion
  task: Task
  training_clock: TrainingClock
  unit: Unit
  visit: Visit
  visit_officer: VisitOfficer
}
