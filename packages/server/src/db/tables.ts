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
  totp_confirmed_at: string | null
  totp_counter: Generated<number>
  totp_sealed: Buffer | null
  unit_id: string | null
}

export interface AccountRecoveryCode {
  account_id: string
  agency_id: string
  mac: Buffer
  used_at: string | null
}

export interface Agency {
  created_at: string
  id: string
  level: string
  name: string
  parent_id: string | null
}

export interface AgencyContact {
  actor_id: string
  agency_id: string
  at: string
  complaint: string
  contact: string
  court: string
  number_prefix: string
  phone: string
  reconsideration: string
}

export interface AuditLeaf {
  agency_id: string
  event_id: number
  hash: Buffer
  on_day: string
  position: number
}

export interface AuditRoot {
  agency_id: string
  event_id: number
  events: number
  made_at: string
  on_day: string
  root: Buffer
  salt: Buffer
}

export interface BackupRun {
  asked_by: string | null
  bytes: number | null
  ended_at: string | null
  files: number | null
  id: Generated<string>
  kind: string
  of_at: string | null
  path: string | null
  rows: number | null
  started_at: string
  state: string
  tables: number | null
  why: string | null
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
  external: Json | null
  off_calendar: string | null
  period: string
  publish_event_id: number | null
  published_at: string | null
  quotas: Json | null
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

export interface CheckRecord {
  actor_id: string | null
  agency_id: string
  authority: string
  by_whom: string
  clean: boolean | null
  code: string
  id: Generated<string>
  import_id: string | null
  kind: string
  on_date: string
  recorded_at: string
  reference: Generated<string>
  version: Generated<number>
}

export interface Disclosure {
  actor_id: string | null
  agency_id: string
  at: string | null
  channel: string
  reason: string | null
  receipt: string | null
  state: string
  version: number
  visit_id: string
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

export interface EnterpriseReply {
  actor_id: string
  agency_id: string
  at: string
  by_whom: string
  id: Generated<string>
  received_on: string
  state: string
  text: string
  visit_id: string
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

export interface Finding {
  agency_id: string
  code: string | null
  correction_reason: string | null
  determined_at: string | null
  determined_by: string | null
  determined_on: string | null
  due_on: string | null
  effect: Generated<string>
  ground: string | null
  ground_reason: string | null
  joint_punishment: Generated<boolean>
  late_reason: string | null
  leaf_event_id: number | null
  line: string | null
  line_sha256: string | null
  phrase: string | null
  problem: boolean | null
  provisional: Generated<boolean>
  published_at: string | null
  published_by: string | null
  redacted_summary: string | null
  review_opinion: string | null
  reviewed_at: string | null
  reviewed_by: string | null
  severity: string | null
  state: string
  summary: Generated<string>
  version: number
  visit_id: string
}

export interface FollowUp {
  agency_id: string
  closed_at: string | null
  closed_by: string | null
  closing: string | null
  content: string
  detail: Generated<Json>
  due_on: string | null
  id: Generated<string>
  kind: string
  opened_at: string
  opened_by: string
  owner_unit: string
  state: string
  visit_id: string
}

export interface FollowUpFile {
  agency_id: string
  file_name: string
  media_type: string
  purpose: string
  sha256: string
  size: number
  uploaded_at: string
  uploaded_by: string
  visit_id: string
}

export interface FollowUpStep {
  action: string
  actor_id: string
  agency_id: string
  at: string
  detail: Json
  evidence: Generated<string[]>
  follow_up_id: string
  seq: number
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

export interface Jurisdiction {
  actor_id: string
  agency_id: string
  at: string
  region: string
  unit_name: string
}

export interface Lead {
  actor_id: string
  agency_id: string
  at: string
  closed_at: string | null
  disposal: Json | null
  due_on: string | null
  id: Generated<string>
  number: string
  origin: string
  owner_unit: string
  received_on: string
  state: string
  subject_code: string | null
  subject_name: string
  text: string
  visit_id: string | null
}

export interface LeadStep {
  action: string
  actor_id: string
  agency_id: string
  at: string
  detail: Json
  lead_id: string
  seq: number
}

export interface ListEntry {
  actor_id: string | null
  agency_id: string
  basis: Generated<string>
  code: string
  from_date: string
  id: Generated<string>
  import_id: string | null
  list: string
  note: Generated<string>
  recorded_at: string
  to_date: string | null
  version: Generated<number>
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
  head_count: number | null
  published_at: string | null
  sha256: string | null
  state: string
  version: number
  year: number
}

export interface PublicityKind {
  actor_id: string
  agency_id: string
  at: string
  ground: string
  kind: string
  reason: string
  state: string
}

export interface RecordVersion {
  agency_id: string
  id: string
  record: string
  recorded_at: string
  replaced_at: string
  row: Json
  version: number
}

export interface Recusal {
  agency_id: string
  ground: string
  inspector_code: string
  recorded_at: string
  subject_code: string
}

export interface ReturnVisit {
  actor_id: string | null
  agency_id: string
  answers: Json | null
  at: string | null
  by_whom: string | null
  due_on: string
  note: string | null
  state: string
  visit_id: string
}

export interface SchemaMigration {
  applied_at: Generated<string>
  name: string
  sha256: string
}

export interface SchemeProposal {
  agency_id: string
  decided_at: string | null
  decided_by: string | null
  id: Generated<string>
  opinion: string | null
  proposed_at: string
  proposed_by: string
  reason: string
  sha256: string
  state: Generated<string>
  version: number | null
  yaml: string
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
  actor_id: string | null
  agency_id: string
  code: string
  details: Generated<Json>
  id: Generated<string>
  import_id: string | null
  kind: string
  on_date: string
  recorded_at: string
  reference: Generated<string>
  source: string
  struck: string | null
  to_date: string | null
  version: Generated<number>
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
  retired_at: string | null
}

export interface Visit {
  agency_id: string
  approved_at: string | null
  approved_by: string | null
  batch_code: string | null
  carried_in: string | null
  carry_over: Generated<boolean>
  closed_at: string | null
  done_on: string | null
  due_on: string
  ended_at: string | null
  id: Generated<string>
  inspectors: string[] | null
  kind: Generated<string>
  method: string | null
  number: string
  origin: Json | null
  planned_half: string | null
  planned_on: string | null
  record: Json | null
  record_sha256: string | null
  recorded_at: string | null
  recorded_by: string | null
  result: Json | null
  schedule: Json | null
  scheduled_at: string | null
  scheduled_by: string | null
  sealed: Buffer
  started_at: string | null
  state: string
  subject_code: string | null
  subject_mac: Buffer | null
  subject_name: string | null
  work_sealed: Buffer | null
  work_version: Generated<number>
}

export interface VisitChange {
  agency_id: string
  asked_at: string
  asked_by: string
  batch_code: string | null
  decided_at: string | null
  decided_by: string | null
  decision: string | null
  ground: string
  id: Generated<string>
  kind: string
  sealed: Buffer
  state: string
}

export interface VisitFile {
  agency_id: string
  file_name: string
  media_type: string
  purpose: string
  sha256: string
  size: number
  taken_at: string | null
  uploaded_at: string
  uploaded_by: string
  visit_id: string
}

export interface VisitOfficer {
  agency_id: string
  mac: Buffer
  visit_id: string
}

export interface VisitSignature {
  account_id: string
  agency_id: string
  certificate_number: string
  inspector_code: string
  record_sha256: string
  signed_at: string
  visit_id: string
}

export interface DB {
  account: Account
  account_recovery_code: AccountRecoveryCode
  agency: Agency
  agency_contact: AgencyContact
  audit_leaf: AuditLeaf
  audit_root: AuditRoot
  backup_run: BackupRun
  batch: Batch
  batch_file: BatchFile
  batch_secret: BatchSecret
  batch_task: BatchTask
  check_record: CheckRecord
  disclosure: Disclosure
  document_template: DocumentTemplate
  encounter: Encounter
  enterprise_reply: EnterpriseReply
  event: Event
  event_entry: EventEntry
  event_evidence: EventEvidence
  finding: Finding
  follow_up: FollowUp
  follow_up_file: FollowUpFile
  follow_up_step: FollowUpStep
  import_run: ImportRun
  inspector: Inspector
  inspector_version: InspectorVersion
  item: Item
  item_list: ItemList
  jurisdiction: Jurisdiction
  lead: Lead
  lead_step: LeadStep
  list_entry: ListEntry
  log_checkpoint: LogCheckpoint
  log_leaf: LogLeaf
  log_pending: LogPending
  plan_row: PlanRow
  plan_version: PlanVersion
  publicity_kind: PublicityKind
  record_version: RecordVersion
  recusal: Recusal
  return_visit: ReturnVisit
  schema_migration: SchemaMigration
  scheme_proposal: SchemeProposal
  scheme_version: SchemeVersion
  session: Session
  subject: Subject
  subject_fact: SubjectFact
  subject_version: SubjectVersion
  task: Task
  training_clock: TrainingClock
  unit: Unit
  visit: Visit
  visit_change: VisitChange
  visit_file: VisitFile
  visit_officer: VisitOfficer
  visit_signature: VisitSignature
}
