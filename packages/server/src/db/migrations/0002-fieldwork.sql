-- 明查 0002 — from the draw to the public result: visits with their record, changes of team and object, results, follow-ups, leads.
-- Until a visit is done, whom it concerns stays in sealed columns (ADR 0003); dates and states alone tell no name.

-- A visit that was not drawn (针对性检查、复查、转现场) has no batch.
alter table visit alter column batch_code drop not null;
alter table visit drop constraint visit_state_check;
alter table visit add constraint visit_state check (state in
  ('waiting', 'unfilled', 'scheduled', 'approved', 'started', 'signing', 'done', 'closed', 'undone', 'replaced', 'cancelled'));
alter table visit add column number text;
alter table visit add column kind text not null default 'random' constraint visit_kind check (kind in ('random', 'targeted', 'recheck'));
-- The visit, lead or follow-up this one came from.
alter table visit add column origin jsonb;
-- HMAC(server key, subject code): finds other visits to the same firm without naming it.
alter table visit add column subject_mac bytea;
alter table visit add column planned_on date;
alter table visit add column planned_half text constraint visit_half check (planned_half in ('am', 'pm'));
alter table visit add column method text constraint visit_method check (method in ('on-site', 'off-site', 'other'));
-- 排期: reasons, notice, assistants; 审批: opinion. No names of firms in it.
alter table visit add column schedule jsonb;
alter table visit add column scheduled_by uuid;
alter table visit add column scheduled_at timestamptz;
alter table visit add column approved_by uuid;
alter table visit add column approved_at timestamptz;
alter table visit add column started_at timestamptz;
alter table visit add column ended_at timestamptz;
-- 检查记录 while it is being made (sealed), and its version: two tabs cannot overwrite each other.
alter table visit add column work_sealed bytea;
alter table visit add column work_version integer not null default 0;
-- The record as signed: canonical JSON, its SHA-256, fixed from then on.
alter table visit add column record jsonb;
alter table visit add column record_sha256 text;
alter table visit add column closed_at timestamptz;
-- 停产、不可抗力: enters the next draw in tier 0, in the batch named here.
alter table visit add column carry_over boolean not null default false;
alter table visit add column carried_in text;
with numbered as (
  select agency_id, id, row_number() over (partition by agency_id order by batch_code, id) as n from visit
)
update visit set number = 'J-' || extract(year from due_on)::text || '-' || lpad(numbered.n::text, 4, '0')
  from numbered where numbered.agency_id = visit.agency_id and numbered.id = visit.id;
alter table visit alter column number set not null;
alter table visit add constraint visit_number_unique unique (agency_id, number);
create index visit_by_subject_mac on visit (agency_id, subject_mac);
create index visit_by_day on visit (agency_id, planned_on) where planned_on is not null;
create index visit_by_state on visit (agency_id, state, due_on);

-- owner: visits
-- 证据材料: content-addressed; hash, time and author are written once (SJZ-55).
create table visit_file (
  agency_id text not null references agency,
  visit_id uuid not null,
  sha256 text not null constraint visit_file_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
  purpose text not null constraint visit_file_purpose check (purpose in
    ('photo', 'audio', 'video', 'document', 'signature', 'opinion', 'entry', 'follow-up')),
  file_name text not null,
  media_type text not null,
  size bigint not null,
  taken_at timestamptz,
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  primary key (agency_id, visit_id, sha256),
  foreign key (agency_id, visit_id) references visit
);
-- owner: visits
-- 执法人员签名: each officer for himself, over the hash of the record.
create table visit_signature (
  agency_id text not null references agency,
  visit_id uuid not null,
  inspector_code text not null,
  record_sha256 text not null,
  account_id uuid not null,
  certificate_number text not null,
  signed_at timestamptz not null,
  primary key (agency_id, visit_id, inspector_code),
  foreign key (agency_id, visit_id) references visit
);

-- owner: changes
-- 换人、递补的申请: proposed by one, decided by another; the proposal names a visit and is sealed until it is public.
create table visit_change (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  kind text not null constraint visit_change_kind check (kind in ('illness', 'recusal', 'vacant', 'substitute')),
  batch_code text,
  state text not null constraint visit_change_state check (state in ('asked', 'approved', 'refused', 'withdrawn')),
  sealed bytea not null,
  ground text not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision text,
  primary key (agency_id, id)
);

-- owner: results
-- 检查结果. A version is never changed once published; a correction is the next version beside it.
create table finding (
  agency_id text not null references agency,
  visit_id uuid not null,
  version integer not null,
  state text not null constraint finding_state check (state in ('submitted', 'determined', 'returned', 'reviewed', 'published', 'withheld', 'dropped')),
  code text,
  phrase text,
  problem boolean,
  severity text constraint finding_severity check (severity in ('none', 'minor', 'ordinary', 'serious')),
  -- What the public reads beside the phrase, and what it reads instead where a part is withheld.
  summary text not null default '',
  redacted_summary text,
  joint_punishment boolean not null default false,
  determined_on date,
  determined_by uuid,
  determined_at timestamptz,
  reviewed_by uuid,
  reviewed_at timestamptz,
  review_opinion text,
  effect text not null default 'full' constraint finding_effect check (effect in ('full', 'redact', 'restrict', 'withhold')),
  ground text,
  ground_reason text,
  due_on date,
  provisional boolean not null default false,
  published_at timestamptz,
  published_by uuid,
  late_reason text,
  correction_reason text,
  leaf_event_id bigint references event,
  primary key (agency_id, visit_id, version),
  foreign key (agency_id, visit_id) references visit
);
create index finding_by_state on finding (agency_id, state, due_on);
create index finding_published on finding (agency_id, published_at desc) where state in ('published', 'withheld');
-- owner: results
-- 渠道: where a published result has to stand, and what came back.
create table disclosure (
  agency_id text not null references agency,
  visit_id uuid not null,
  version integer not null,
  channel text not null,
  state text not null constraint disclosure_state check (state in ('waiting', 'exported', 'received', 'returned')),
  at timestamptz,
  receipt text,
  reason text,
  actor_id uuid,
  primary key (agency_id, visit_id, version, channel),
  foreign key (agency_id, visit_id, version) references finding
);
-- owner: results
-- 企业答复, beside the result.
create table enterprise_reply (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  visit_id uuid not null,
  received_on date not null,
  by_whom text not null,
  text text not null,
  state text not null constraint enterprise_reply_state check (state in ('shown', 'withdrawn')),
  actor_id uuid not null,
  at timestamptz not null,
  primary key (agency_id, id),
  foreign key (agency_id, visit_id) references visit
);

-- owner: followups
-- 后续处置: open until evidence closes it.
create table follow_up (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  visit_id uuid not null,
  kind text not null constraint follow_up_kind check (kind in
    ('on-spot', 'rectify', 'case', 'transfer', 'judicial', 'credit', 'on-site')),
  state text not null constraint follow_up_state check (state in ('open', 'recheck', 'closed', 'cancelled')),
  -- 谁管辖、谁负责.
  owner_unit text not null,
  due_on date,
  content text not null,
  -- By kind: case number, recipient, document number, penalty, date sent to the credit system, recheck visit …
  detail jsonb not null default '{}',
  opened_by uuid not null,
  opened_at timestamptz not null,
  closed_by uuid,
  closed_at timestamptz,
  closing text,
  primary key (agency_id, id),
  foreign key (agency_id, visit_id) references visit
);
create index follow_up_open on follow_up (agency_id, due_on) where state in ('open', 'recheck');
create index follow_up_by_visit on follow_up (agency_id, visit_id);
-- owner: followups
-- Each step of a follow-up, with its evidence; append-only.
create table follow_up_step (
  agency_id text not null references agency,
  follow_up_id uuid not null,
  seq integer not null,
  action text not null,
  detail jsonb not null,
  evidence text[] not null default '{}',
  actor_id uuid not null,
  at timestamptz not null,
  primary key (agency_id, follow_up_id, seq),
  foreign key (agency_id, follow_up_id) references follow_up
);
-- owner: followups
-- 线索: never in quota progress.
create table lead (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  number text not null,
  origin text not null,
  subject_code text,
  subject_name text not null,
  text text not null,
  received_on date not null,
  state text not null constraint lead_state check (state in ('open', 'handed', 'transferred', 'checked', 'closed')),
  owner_unit text not null,
  due_on date,
  disposal jsonb,
  visit_id uuid,
  actor_id uuid not null,
  at timestamptz not null,
  primary key (agency_id, id),
  constraint lead_number_unique unique (agency_id, number)
);
-- owner: followups
-- 回访: a sample of those checked, by the order of their tickets.
create table return_visit (
  agency_id text not null references agency,
  visit_id uuid not null,
  state text not null constraint return_visit_state check (state in ('due', 'done', 'unreachable')),
  due_on date not null,
  answers jsonb,
  by_whom text,
  note text,
  actor_id uuid,
  at timestamptz,
  primary key (agency_id, visit_id),
  foreign key (agency_id, visit_id) references visit
);

-- owner: access
-- 对外联系方式, printed on every notice: whom a firm may call and where it may complain.
create table agency_contact (
  agency_id text primary key references agency,
  contact text not null,
  phone text not null,
  complaint text not null,
  number_prefix text not null,
  -- On 责令改正通知书: where the firm may appeal.
  reconsideration text not null,
  court text not null,
  actor_id uuid not null,
  at timestamptz not null
);

-- 外部抽取: a batch drawn elsewhere and registered here (assurance E).
alter table batch add column external jsonb;
alter table batch drop constraint batch_assurance_check;
alter table batch add constraint batch_assurance check (assurance in ('A', 'B', 'C', 'D', 'E'));

do $$ begin
  if exists (select from pg_roles where rolname = 'mingcha_app') then
    revoke update, delete, truncate on visit_file, follow_up_step from mingcha_app;
    revoke delete, truncate on visit_change, finding, disclosure, enterprise_reply, follow_up, lead, return_visit from mingcha_app;
    revoke truncate on visit_signature from mingcha_app;
  end if;
end $$;

alter table visit_file enable row level security;
create policy visit_file_agency on visit_file using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table visit_signature enable row level security;
create policy visit_signature_agency on visit_signature using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table visit_change enable row level security;
create policy visit_change_agency on visit_change using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table finding enable row level security;
create policy finding_agency on finding using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table follow_up enable row level security;
create policy follow_up_agency on follow_up using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table lead enable row level security;
create policy lead_agency on lead using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table return_visit enable row level security;
create policy return_visit_agency on return_visit using (agency_visible(agency_id)) with check (agency_visible(agency_id));

-- Results recorded before there was a review: published as they stood.
insert into finding (agency_id, visit_id, version, state, code, phrase, problem, severity, summary, determined_on, determined_at, published_at, due_on)
  select agency_id, id, 1, 'published', result->>'code', result->>'phrase', result->>'code' not in ('NO_PROBLEM', 'NO_ACTIVITY', 'UNREACHABLE'),
    'none', coalesce(result->>'note', ''), done_on, recorded_at, recorded_at, done_on
  from visit where state = 'done' and result is not null;
update visit set state = 'closed', closed_at = recorded_at where state = 'done' and result is not null;
