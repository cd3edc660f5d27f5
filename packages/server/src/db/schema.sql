-- Written by `node scripts/generate-db.ts` from the migrated schema; never by hand. For reading, not for running.

CREATE OR REPLACE FUNCTION public.agency_visible(id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select current_agency() = '*' or current_agency() = id $function$;

CREATE OR REPLACE FUNCTION public.current_agency()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select coalesce(current_setting('mingcha.agency', true), '') $function$;

CREATE OR REPLACE FUNCTION public.finding_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.state in ('published', 'withheld', 'dropped') then
    raise exception 'a published finding is never changed; correct it with a new version' using errcode = 'restrict_violation', constraint = 'finding_frozen';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.zh_bigrams(name text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(array_agg(distinct substr(name, i, 2)), '{}') from generate_series(1, greatest(length(name) - 1, 1)) i
$function$;

create table account (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  login text not null,
  name text not null,
  roles text[] not null,
  unit_id uuid,
  inspector_code text,
  password_hash text not null,
  must_change_password boolean default false not null,
  failed_logins integer default 0 not null,
  locked_until timestamp with time zone,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  totp_sealed bytea,
  totp_confirmed_at timestamp with time zone,
  totp_counter bigint default 0 not null,
  constraint account_pkey PRIMARY KEY (agency_id, id),
  constraint account_login_unique UNIQUE (login),
  constraint account_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint account_agency_id_unit_id_fkey FOREIGN KEY (agency_id, unit_id) REFERENCES unit(agency_id, id)
);
grant select, insert, update on account to mingcha_app;

create table account_recovery_code (
  agency_id text not null,
  account_id uuid not null,
  mac bytea not null,
  used_at timestamp with time zone,
  constraint account_recovery_code_pkey PRIMARY KEY (agency_id, account_id, mac),
  constraint account_recovery_code_agency_id_account_id_fkey FOREIGN KEY (agency_id, account_id) REFERENCES account(agency_id, id)
);
alter table account_recovery_code enable row level security;
create policy account_recovery_code_agency on account_recovery_code as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update, delete on account_recovery_code to mingcha_app;

create table agency (
  id text not null,
  name text not null,
  level text not null,
  parent_id text,
  created_at timestamp with time zone not null,
  constraint agency_pkey PRIMARY KEY (id),
  constraint agency_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES agency(id),
  constraint agency_id_grammar CHECK ((id ~ '^[0-9A-Z-]{1,16}$'::text)),
  constraint agency_level CHECK ((level = ANY (ARRAY['province'::text, 'city'::text, 'county'::text, 'district'::text])))
);
grant select, insert, update on agency to mingcha_app;

create table agency_contact (
  agency_id text not null,
  contact text not null,
  phone text not null,
  complaint text not null,
  number_prefix text not null,
  reconsideration text not null,
  court text not null,
  actor_id uuid not null,
  at timestamp with time zone not null,
  constraint agency_contact_pkey PRIMARY KEY (agency_id),
  constraint agency_contact_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id)
);
grant select, insert, update, delete on agency_contact to mingcha_app;

create table audit_leaf (
  agency_id text not null,
  on_day date not null,
  "position" integer not null,
  event_id bigint not null,
  hash bytea not null,
  constraint audit_leaf_pkey PRIMARY KEY (agency_id, on_day, "position"),
  constraint audit_leaf_once UNIQUE (event_id),
  constraint audit_leaf_agency_id_on_day_fkey FOREIGN KEY (agency_id, on_day) REFERENCES audit_root(agency_id, on_day),
  constraint audit_leaf_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id)
);
alter table audit_leaf enable row level security;
create policy audit_leaf_agency on audit_leaf as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on audit_leaf to mingcha_app;

create table audit_root (
  agency_id text not null,
  on_day date not null,
  events integer not null,
  root bytea not null,
  salt bytea not null,
  event_id bigint not null,
  made_at timestamp with time zone not null,
  constraint audit_root_pkey PRIMARY KEY (agency_id, on_day),
  constraint audit_root_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint audit_root_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id),
  constraint audit_root_events CHECK ((events > 0))
);
alter table audit_root enable row level security;
create policy audit_root_agency on audit_root as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on audit_root to mingcha_app;

create table backup_run (
  id uuid default gen_random_uuid() not null,
  kind text not null,
  state text not null,
  asked_by uuid,
  started_at timestamp with time zone not null,
  of_at timestamp with time zone,
  ended_at timestamp with time zone,
  path text,
  bytes bigint,
  tables integer,
  rows bigint,
  files integer,
  why text,
  constraint backup_run_pkey PRIMARY KEY (id),
  constraint backup_run_ended CHECK (((state = 'waiting'::text) = (ended_at IS NULL))),
  constraint backup_run_kind CHECK ((kind = ANY (ARRAY['nightly'::text, 'asked'::text, 'command'::text, 'restored'::text, 'drill'::text]))),
  constraint backup_run_reason CHECK (((state = 'failed'::text) = (why IS NOT NULL))),
  constraint backup_run_state CHECK ((state = ANY (ARRAY['waiting'::text, 'ok'::text, 'failed'::text])))
);
CREATE INDEX backup_run_newest ON public.backup_run USING btree (started_at DESC);
grant select, insert, update on backup_run to mingcha_app;

create table batch (
  agency_id text not null,
  code text not null,
  period text not null,
  state text not null,
  created_at timestamp with time zone not null,
  actor_id uuid,
  replaces text default '-'::text not null,
  snapshot_event_id bigint,
  registry_sha256 text,
  committed_at timestamp with time zone,
  commit_sha256 text,
  commit_event_id bigint,
  assurance text,
  event_event_id bigint,
  result_event_id bigint,
  publish_event_id bigint,
  drawn_at timestamp with time zone,
  published_at timestamp with time zone,
  counts jsonb default '{}'::jsonb not null,
  external jsonb,
  quotas jsonb,
  off_calendar text,
  constraint batch_pkey PRIMARY KEY (agency_id, code),
  constraint batch_code_unique UNIQUE (code),
  constraint batch_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint batch_commit_event_id_fkey FOREIGN KEY (commit_event_id) REFERENCES event(id),
  constraint batch_event_event_id_fkey FOREIGN KEY (event_event_id) REFERENCES event(id),
  constraint batch_publish_event_id_fkey FOREIGN KEY (publish_event_id) REFERENCES event(id),
  constraint batch_result_event_id_fkey FOREIGN KEY (result_event_id) REFERENCES event(id),
  constraint batch_snapshot_event_id_fkey FOREIGN KEY (snapshot_event_id) REFERENCES event(id),
  constraint batch_assurance CHECK ((assurance = ANY (ARRAY['A'::text, 'B'::text, 'C'::text, 'D'::text, 'E'::text]))),
  constraint batch_code_grammar CHECK ((code ~ '^[0-9A-Z-]{6,40}$'::text)),
  constraint batch_state_check CHECK ((state = ANY (ARRAY['open'::text, 'dissolved'::text, 'committed'::text, 'evented'::text, 'drawn'::text, 'published'::text, 'void'::text])))
);
grant select, insert, update on batch to mingcha_app;

create table batch_file (
  agency_id text not null,
  batch_code text not null,
  name text not null,
  sealed boolean not null,
  bytes bytea not null,
  constraint batch_file_pkey PRIMARY KEY (agency_id, batch_code, name),
  constraint batch_file_agency_id_batch_code_fkey FOREIGN KEY (agency_id, batch_code) REFERENCES batch(agency_id, code)
);
alter table batch_file enable row level security;
create policy batch_file_agency on batch_file as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update on batch_file to mingcha_app;

create table batch_secret (
  agency_id text not null,
  batch_code text not null,
  party text not null,
  holder_id uuid,
  sha256 text not null,
  secret_sealed bytea,
  registered_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  constraint batch_secret_pkey PRIMARY KEY (agency_id, batch_code, party),
  constraint batch_secret_agency_id_batch_code_fkey FOREIGN KEY (agency_id, batch_code) REFERENCES batch(agency_id, code),
  constraint batch_secret_party CHECK ((party ~ '^[a-z][a-z0-9-]{0,31}$'::text))
);
alter table batch_secret enable row level security;
create policy batch_secret_agency on batch_secret as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update, delete on batch_secret to mingcha_app;

create table batch_task (
  agency_id text not null,
  batch_code text not null,
  task_code text not null,
  voided boolean default false not null,
  constraint batch_task_pkey PRIMARY KEY (agency_id, batch_code, task_code),
  constraint batch_task_agency_id_batch_code_fkey FOREIGN KEY (agency_id, batch_code) REFERENCES batch(agency_id, code),
  constraint batch_task_agency_id_task_code_fkey FOREIGN KEY (agency_id, task_code) REFERENCES task(agency_id, code)
);
CREATE UNIQUE INDEX batch_task_once ON public.batch_task USING btree (agency_id, task_code) WHERE (NOT voided);
grant select, insert, update, delete on batch_task to mingcha_app;

create table check_record (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  code text not null,
  on_date date not null,
  authority text not null,
  by_whom text not null,
  kind text not null,
  clean boolean,
  reference text default ''::text not null,
  version integer default 1 not null,
  recorded_at timestamp with time zone not null,
  import_id uuid,
  actor_id uuid,
  constraint check_record_pkey PRIMARY KEY (agency_id, id),
  constraint check_record_once UNIQUE (agency_id, code, on_date, authority, kind),
  constraint check_record_agency_id_code_fkey FOREIGN KEY (agency_id, code) REFERENCES subject(agency_id, code),
  constraint check_record_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint check_record_by CHECK ((by_whom = ANY (ARRAY['own'::text, 'above'::text, 'other'::text]))),
  constraint check_record_kind CHECK ((kind = ANY (ARRAY['random'::text, 'cause'::text, 'campaign'::text, 'recheck'::text])))
);
CREATE INDEX check_record_by_day ON public.check_record USING btree (agency_id, on_date, id);
alter table check_record enable row level security;
create policy check_record_change on check_record as permissive for update to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
create policy check_record_read on check_record as permissive for select to public using (true) with check ();
create policy check_record_write on check_record as permissive for insert to public using () with check (agency_visible(agency_id));
grant select, insert, update on check_record to mingcha_app;

create table disclosure (
  agency_id text not null,
  visit_id uuid not null,
  version integer not null,
  channel text not null,
  state text not null,
  at timestamp with time zone,
  receipt text,
  reason text,
  actor_id uuid,
  constraint disclosure_pkey PRIMARY KEY (agency_id, visit_id, version, channel),
  constraint disclosure_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint disclosure_agency_id_visit_id_version_fkey FOREIGN KEY (agency_id, visit_id, version) REFERENCES finding(agency_id, visit_id, version),
  constraint disclosure_state CHECK ((state = ANY (ARRAY['waiting'::text, 'exported'::text, 'received'::text, 'returned'::text])))
);
alter table disclosure enable row level security;
create policy disclosure_agency on disclosure as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update on disclosure to mingcha_app;

create table document_template (
  agency_id text not null,
  kind text not null,
  version integer not null,
  text text,
  restored_from integer,
  actor_id uuid not null,
  at timestamp with time zone not null,
  constraint document_template_pkey PRIMARY KEY (agency_id, kind, version),
  constraint document_template_agency_id_actor_id_fkey FOREIGN KEY (agency_id, actor_id) REFERENCES account(agency_id, id),
  constraint document_template_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint document_template_kind CHECK ((kind ~ '^[a-z-]{1,40}$'::text)),
  constraint document_template_version CHECK ((version > 0))
);
grant select, insert on document_template to mingcha_app;

create table encounter (
  agency_id text not null,
  inspector_code text not null,
  subject_code text not null,
  on_date date not null,
  constraint encounter_pkey PRIMARY KEY (agency_id, inspector_code, subject_code, on_date)
);
grant select, insert on encounter to mingcha_app;

create table enterprise_reply (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  visit_id uuid not null,
  received_on date not null,
  by_whom text not null,
  text text not null,
  state text not null,
  actor_id uuid not null,
  at timestamp with time zone not null,
  constraint enterprise_reply_pkey PRIMARY KEY (agency_id, id),
  constraint enterprise_reply_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint enterprise_reply_agency_id_visit_id_fkey FOREIGN KEY (agency_id, visit_id) REFERENCES visit(agency_id, id),
  constraint enterprise_reply_state CHECK ((state = ANY (ARRAY['shown'::text, 'withdrawn'::text])))
);
alter table enterprise_reply enable row level security;
create policy enterprise_reply_agency on enterprise_reply as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on enterprise_reply to mingcha_app;
grant update (state) on enterprise_reply to mingcha_app;

create table event (
  id bigint generated always as identity not null,
  agency_id text not null,
  kind text not null,
  actor_id uuid,
  actor_roles text[] not null,
  thing_kind text not null,
  thing_id text not null,
  payload jsonb not null,
  occurred_at timestamp with time zone not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  request_id text not null,
  constraint event_pkey PRIMARY KEY (id)
);
CREATE INDEX event_by_kind ON public.event USING btree (agency_id, kind, id);
CREATE INDEX event_by_thing ON public.event USING btree (agency_id, thing_kind, thing_id, id);
alter table event enable row level security;
create policy event_agency on event as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on event to mingcha_app;

create table event_entry (
  agency_id text not null,
  batch_code text not null,
  numbers jsonb not null,
  evidence_sha256 text,
  witnesses jsonb default '[]'::jsonb not null,
  entered_by uuid not null,
  entered_at timestamp with time zone not null,
  constraint event_entry_pkey PRIMARY KEY (agency_id, batch_code),
  constraint event_entry_agency_id_batch_code_fkey FOREIGN KEY (agency_id, batch_code) REFERENCES batch(agency_id, code)
);
grant select, insert, update, delete on event_entry to mingcha_app;

create table event_evidence (
  agency_id text not null,
  batch_code text not null,
  sha256 text not null,
  file_name text not null,
  media_type text not null,
  size bigint not null,
  constraint event_evidence_pkey PRIMARY KEY (agency_id, batch_code, sha256)
);
grant select, insert, update, delete on event_evidence to mingcha_app;

create table finding (
  agency_id text not null,
  visit_id uuid not null,
  version integer not null,
  state text not null,
  code text,
  phrase text,
  problem boolean,
  severity text,
  summary text default ''::text not null,
  redacted_summary text,
  joint_punishment boolean default false not null,
  determined_on date,
  determined_by uuid,
  determined_at timestamp with time zone,
  reviewed_by uuid,
  reviewed_at timestamp with time zone,
  review_opinion text,
  effect text default 'full'::text not null,
  ground text,
  ground_reason text,
  due_on date,
  provisional boolean default false not null,
  published_at timestamp with time zone,
  published_by uuid,
  late_reason text,
  correction_reason text,
  leaf_event_id bigint,
  line text,
  line_sha256 text,
  constraint finding_pkey PRIMARY KEY (agency_id, visit_id, version),
  constraint finding_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint finding_agency_id_visit_id_fkey FOREIGN KEY (agency_id, visit_id) REFERENCES visit(agency_id, id),
  constraint finding_leaf_event_id_fkey FOREIGN KEY (leaf_event_id) REFERENCES event(id),
  constraint finding_effect CHECK ((effect = ANY (ARRAY['full'::text, 'redact'::text, 'restrict'::text, 'withhold'::text]))),
  constraint finding_line_sha256 CHECK ((line_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint finding_severity CHECK ((severity = ANY (ARRAY['none'::text, 'minor'::text, 'ordinary'::text, 'serious'::text]))),
  constraint finding_state CHECK ((state = ANY (ARRAY['submitted'::text, 'determined'::text, 'returned'::text, 'reviewed'::text, 'published'::text, 'withheld'::text, 'dropped'::text])))
);
CREATE INDEX finding_by_state ON public.finding USING btree (agency_id, state, due_on);
CREATE INDEX finding_published ON public.finding USING btree (agency_id, published_at DESC) WHERE (state = ANY (ARRAY['published'::text, 'withheld'::text]));
alter table finding enable row level security;
create policy finding_agency on finding as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
CREATE TRIGGER finding_frozen BEFORE DELETE OR UPDATE ON public.finding FOR EACH ROW EXECUTE FUNCTION finding_frozen();
grant select, insert, update on finding to mingcha_app;

create table follow_up (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  visit_id uuid not null,
  kind text not null,
  state text not null,
  owner_unit text not null,
  due_on date,
  content text not null,
  detail jsonb default '{}'::jsonb not null,
  opened_by uuid not null,
  opened_at timestamp with time zone not null,
  closed_by uuid,
  closed_at timestamp with time zone,
  closing text,
  constraint follow_up_pkey PRIMARY KEY (agency_id, id),
  constraint follow_up_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint follow_up_agency_id_visit_id_fkey FOREIGN KEY (agency_id, visit_id) REFERENCES visit(agency_id, id),
  constraint follow_up_kind CHECK ((kind = ANY (ARRAY['on-spot'::text, 'rectify'::text, 'case'::text, 'transfer'::text, 'judicial'::text, 'credit'::text, 'on-site'::text]))),
  constraint follow_up_state CHECK ((state = ANY (ARRAY['open'::text, 'recheck'::text, 'closed'::text, 'cancelled'::text])))
);
CREATE INDEX follow_up_by_visit ON public.follow_up USING btree (agency_id, visit_id);
CREATE INDEX follow_up_open ON public.follow_up USING btree (agency_id, due_on) WHERE (state = ANY (ARRAY['open'::text, 'recheck'::text]));
alter table follow_up enable row level security;
create policy follow_up_agency on follow_up as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update on follow_up to mingcha_app;

create table follow_up_file (
  agency_id text not null,
  visit_id uuid not null,
  sha256 text not null,
  purpose text not null,
  file_name text not null,
  media_type text not null,
  size bigint not null,
  uploaded_by uuid not null,
  uploaded_at timestamp with time zone not null,
  constraint follow_up_file_pkey PRIMARY KEY (agency_id, visit_id, sha256),
  constraint follow_up_file_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint follow_up_file_agency_id_visit_id_fkey FOREIGN KEY (agency_id, visit_id) REFERENCES visit(agency_id, id),
  constraint follow_up_file_purpose CHECK ((purpose = 'follow-up'::text)),
  constraint follow_up_file_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
alter table follow_up_file enable row level security;
create policy follow_up_file_agency on follow_up_file as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on follow_up_file to mingcha_app;

create table follow_up_step (
  agency_id text not null,
  follow_up_id uuid not null,
  seq integer not null,
  action text not null,
  detail jsonb not null,
  evidence text[] default '{}'::text[] not null,
  actor_id uuid not null,
  at timestamp with time zone not null,
  constraint follow_up_step_pkey PRIMARY KEY (agency_id, follow_up_id, seq),
  constraint follow_up_step_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint follow_up_step_agency_id_follow_up_id_fkey FOREIGN KEY (agency_id, follow_up_id) REFERENCES follow_up(agency_id, id)
);
alter table follow_up_step enable row level security;
create policy follow_up_step_agency on follow_up_step as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on follow_up_step to mingcha_app;

create table import_run (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  registry text not null,
  file_name text not null,
  sha256 text not null,
  encoding text not null,
  added integer not null,
  changed integer not null,
  unchanged integer not null,
  skipped integer not null,
  actor_id uuid,
  at timestamp with time zone not null,
  constraint import_run_pkey PRIMARY KEY (agency_id, id),
  constraint import_run_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint import_run_registry_check CHECK ((registry = ANY (ARRAY['subjects'::text, 'inspectors'::text, 'facts'::text, 'lists'::text, 'checks'::text])))
);
grant select, insert on import_run to mingcha_app;

create table inspector (
  agency_id text not null,
  code text not null,
  name text not null,
  unit_name text default ''::text not null,
  kind text not null,
  certificate_number text,
  certificate_valid_to date,
  id_number_sealed bytea,
  phone_sealed bytea,
  specialities text[] default '{}'::text[] not null,
  status text not null,
  leave_from date,
  leave_to date,
  version integer not null,
  valid_from date not null,
  recorded_at timestamp with time zone not null,
  import_id uuid,
  constraint inspector_pkey PRIMARY KEY (agency_id, code),
  constraint inspector_certificate_unique UNIQUE (agency_id, certificate_number),
  constraint inspector_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint inspector_code_grammar CHECK ((code ~ '^[0-9A-Z-]{2,32}$'::text)),
  constraint inspector_kind CHECK ((kind = ANY (ARRAY['officer'::text, 'assistant'::text]))),
  constraint inspector_status CHECK ((status = ANY (ARRAY['active'::text, 'leave'::text, 'transferred'::text])))
);
alter table inspector enable row level security;
create policy inspector_agency on inspector as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update on inspector to mingcha_app;

create table inspector_version (
  agency_id text not null,
  code text not null,
  version integer not null,
  "row" jsonb not null,
  valid_from date not null,
  valid_to date,
  recorded_at timestamp with time zone not null,
  constraint inspector_version_pkey PRIMARY KEY (agency_id, code, version)
);
alter table inspector_version enable row level security;
create policy inspector_version_agency on inspector_version as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on inspector_version to mingcha_app;

create table item (
  agency_id text not null,
  list_version integer not null,
  code text not null,
  name text not null,
  category text not null,
  published boolean not null,
  speciality text,
  content jsonb not null,
  bases jsonb not null,
  detail jsonb not null,
  constraint item_pkey PRIMARY KEY (agency_id, list_version, code),
  constraint item_agency_id_list_version_fkey FOREIGN KEY (agency_id, list_version) REFERENCES item_list(agency_id, version),
  constraint item_category_check CHECK ((category = ANY (ARRAY['一般'::text, '重点'::text])))
);
grant select, insert, update, delete on item to mingcha_app;

create table item_list (
  agency_id text not null,
  version integer not null,
  state text not null,
  title text not null,
  published_at timestamp with time zone,
  sha256 text,
  event_id bigint,
  constraint item_list_pkey PRIMARY KEY (agency_id, version),
  constraint item_list_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint item_list_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id),
  constraint item_list_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text])))
);
CREATE UNIQUE INDEX item_list_one_draft ON public.item_list USING btree (agency_id) WHERE (state = 'draft'::text);
grant select, insert, update on item_list to mingcha_app;

create table jurisdiction (
  agency_id text not null,
  region text not null,
  unit_name text not null,
  actor_id uuid not null,
  at timestamp with time zone not null,
  constraint jurisdiction_pkey PRIMARY KEY (agency_id, region),
  constraint jurisdiction_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id)
);
grant select, insert, update, delete on jurisdiction to mingcha_app;

create table lead (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  number text not null,
  origin text not null,
  subject_code text,
  subject_name text not null,
  text text not null,
  received_on date not null,
  state text not null,
  owner_unit text not null,
  due_on date,
  disposal jsonb,
  visit_id uuid,
  actor_id uuid not null,
  at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint lead_pkey PRIMARY KEY (agency_id, id),
  constraint lead_number_unique UNIQUE (agency_id, number),
  constraint lead_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint lead_state CHECK ((state = ANY (ARRAY['open'::text, 'handed'::text, 'transferred'::text, 'checked'::text, 'closed'::text])))
);
CREATE INDEX lead_by_state ON public.lead USING btree (agency_id, state, number);
CREATE INDEX lead_by_visit ON public.lead USING btree (agency_id, visit_id) WHERE (visit_id IS NOT NULL);
alter table lead enable row level security;
create policy lead_agency on lead as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update on lead to mingcha_app;

create table lead_step (
  agency_id text not null,
  lead_id uuid not null,
  seq integer not null,
  action text not null,
  detail jsonb not null,
  actor_id uuid not null,
  at timestamp with time zone not null,
  constraint lead_step_pkey PRIMARY KEY (agency_id, lead_id, seq),
  constraint lead_step_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint lead_step_agency_id_lead_id_fkey FOREIGN KEY (agency_id, lead_id) REFERENCES lead(agency_id, id)
);
alter table lead_step enable row level security;
create policy lead_step_agency on lead_step as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on lead_step to mingcha_app;

create table list_entry (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  list text not null,
  code text not null,
  from_date date not null,
  to_date date,
  basis text default ''::text not null,
  note text default ''::text not null,
  version integer default 1 not null,
  recorded_at timestamp with time zone not null,
  import_id uuid,
  actor_id uuid,
  constraint list_entry_pkey PRIMARY KEY (agency_id, id),
  constraint list_entry_once UNIQUE (agency_id, code, list, from_date),
  constraint list_entry_agency_id_code_fkey FOREIGN KEY (agency_id, code) REFERENCES subject(agency_id, code),
  constraint list_entry_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint list_entry_days CHECK (((to_date IS NULL) OR (to_date >= from_date)))
);
CREATE INDEX list_entry_by_list ON public.list_entry USING btree (agency_id, list, from_date, id);
alter table list_entry enable row level security;
create policy list_entry_change on list_entry as permissive for update to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
create policy list_entry_read on list_entry as permissive for select to public using (true) with check ();
create policy list_entry_write on list_entry as permissive for insert to public using () with check (agency_visible(agency_id));
grant select, insert, update on list_entry to mingcha_app;

create table log_checkpoint (
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamp with time zone not null,
  constraint log_checkpoint_pkey PRIMARY KEY (size)
);
grant select, insert on log_checkpoint to mingcha_app;

create table log_leaf (
  index bigint not null,
  event_id bigint not null,
  kind text not null,
  entry bytea not null,
  hash bytea not null,
  constraint log_leaf_pkey PRIMARY KEY (index),
  constraint log_leaf_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id)
);
CREATE INDEX log_leaf_by_event ON public.log_leaf USING btree (event_id);
grant select, insert on log_leaf to mingcha_app;

create table log_pending (
  seq bigint generated always as identity not null,
  event_id bigint not null,
  kind text not null,
  entry bytea not null,
  constraint log_pending_pkey PRIMARY KEY (seq),
  constraint log_pending_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id)
);
grant select, insert, update, delete on log_pending to mingcha_app;

create table plan_row (
  agency_id text not null,
  year integer not null,
  code text not null,
  since_version integer not null,
  until_version integer,
  name text not null,
  kind text not null,
  item_codes text[] not null,
  period text not null,
  scope jsonb not null,
  due_on date not null,
  draw_on text not null,
  initiator text not null,
  guiding_unit text default ''::text not null,
  basis text not null,
  constraint plan_row_pkey PRIMARY KEY (agency_id, year, code),
  constraint plan_row_agency_id_year_since_version_fkey FOREIGN KEY (agency_id, year, since_version) REFERENCES plan_version(agency_id, year, version),
  constraint plan_row_kind_check CHECK ((kind = ANY (ARRAY['untargeted'::text, 'targeted'::text])))
);
grant select, insert, update, delete on plan_row to mingcha_app;

create table plan_version (
  agency_id text not null,
  year integer not null,
  version integer not null,
  state text not null,
  filing text,
  published_at timestamp with time zone,
  sha256 text,
  event_id bigint,
  actor_id uuid,
  head_count integer,
  constraint plan_version_pkey PRIMARY KEY (agency_id, year, version),
  constraint plan_version_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint plan_version_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id),
  constraint plan_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text])))
);
CREATE UNIQUE INDEX plan_one_draft ON public.plan_version USING btree (agency_id, year) WHERE (state = 'draft'::text);
grant select, insert, update on plan_version to mingcha_app;

create table publicity_kind (
  agency_id text not null,
  kind text not null,
  state text not null,
  ground text not null,
  reason text not null,
  actor_id uuid not null,
  at timestamp with time zone not null,
  constraint publicity_kind_pkey PRIMARY KEY (agency_id, kind),
  constraint publicity_kind_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint publicity_kind_kind CHECK ((kind = ANY (ARRAY['scheme'::text, 'items'::text, 'plan'::text]))),
  constraint publicity_kind_state CHECK ((state = ANY (ARRAY['published'::text, 'withheld'::text])))
);
grant select, insert, update on publicity_kind to mingcha_app;

create table record_version (
  agency_id text not null,
  record text not null,
  id uuid not null,
  version integer not null,
  "row" jsonb not null,
  recorded_at timestamp with time zone not null,
  replaced_at timestamp with time zone not null,
  constraint record_version_pkey PRIMARY KEY (agency_id, record, id, version),
  constraint record_version_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint record_version_record CHECK ((record = ANY (ARRAY['fact'::text, 'list'::text, 'check'::text])))
);
alter table record_version enable row level security;
create policy record_version_read on record_version as permissive for select to public using (agency_visible(agency_id)) with check ();
create policy record_version_write on record_version as permissive for insert to public using () with check (agency_visible(agency_id));
grant select, insert on record_version to mingcha_app;

create table recusal (
  agency_id text not null,
  inspector_code text not null,
  subject_code text not null,
  ground text not null,
  recorded_at timestamp with time zone not null,
  constraint recusal_pkey PRIMARY KEY (agency_id, inspector_code, subject_code),
  constraint recusal_agency_id_inspector_code_fkey FOREIGN KEY (agency_id, inspector_code) REFERENCES inspector(agency_id, code)
);
grant select, insert, update, delete on recusal to mingcha_app;

create table return_visit (
  agency_id text not null,
  visit_id uuid not null,
  state text not null,
  due_on date not null,
  answers jsonb,
  by_whom text,
  note text,
  actor_id uuid,
  at timestamp with time zone,
  constraint return_visit_pkey PRIMARY KEY (agency_id, visit_id),
  constraint return_visit_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint return_visit_agency_id_visit_id_fkey FOREIGN KEY (agency_id, visit_id) REFERENCES visit(agency_id, id),
  constraint return_visit_state CHECK ((state = ANY (ARRAY['due'::text, 'done'::text, 'unreachable'::text])))
);
alter table return_visit enable row level security;
create policy return_visit_agency on return_visit as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update on return_visit to mingcha_app;

create table schema_migration (
  name text not null,
  sha256 text not null,
  applied_at timestamp(3) with time zone default now() not null,
  constraint schema_migration_pkey PRIMARY KEY (name)
);
grant select on schema_migration to mingcha_app;

create table scheme_proposal (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  yaml text not null,
  sha256 text not null,
  reason text not null,
  state text default 'proposed'::text not null,
  proposed_by uuid not null,
  proposed_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone,
  opinion text,
  version integer,
  constraint scheme_proposal_pkey PRIMARY KEY (agency_id, id),
  constraint scheme_proposal_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint scheme_proposal_decided CHECK (((state = 'proposed'::text) = (decided_at IS NULL))),
  constraint scheme_proposal_state CHECK ((state = ANY (ARRAY['proposed'::text, 'adopted'::text, 'returned'::text, 'withdrawn'::text])))
);
CREATE UNIQUE INDEX scheme_one_proposal ON public.scheme_proposal USING btree (agency_id) WHERE (state = 'proposed'::text);
grant select, insert, update, delete on scheme_proposal to mingcha_app;

create table scheme_version (
  agency_id text not null,
  scheme_id text not null,
  version integer not null,
  yaml text not null,
  sha256 text not null,
  adopted_at timestamp with time zone not null,
  actor_id uuid,
  constraint scheme_version_pkey PRIMARY KEY (agency_id, version),
  constraint scheme_version_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id)
);
grant select, insert on scheme_version to mingcha_app;

create table session (
  token_sha256 bytea not null,
  agency_id text not null,
  account_id uuid not null,
  csrf text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint session_pkey PRIMARY KEY (token_sha256),
  constraint session_agency_id_account_id_fkey FOREIGN KEY (agency_id, account_id) REFERENCES account(agency_id, id)
);
grant select, insert, update, delete on session to mingcha_app;

create table subject (
  agency_id text not null,
  code text not null,
  credit_code text,
  name text not null,
  address text not null,
  region text default ''::text not null,
  industry text default ''::text not null,
  legal_representative text default ''::text not null,
  contact text default ''::text not null,
  contact_phone_sealed bytea,
  status text not null,
  status_from date,
  facets jsonb not null,
  lists text[] default '{}'::text[] not null,
  version integer not null,
  valid_from date not null,
  recorded_at timestamp with time zone not null,
  import_id uuid,
  constraint subject_pkey PRIMARY KEY (agency_id, code),
  constraint subject_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint subject_code_grammar CHECK ((code ~ '^[0-9A-Z-]{6,32}$'::text)),
  constraint subject_status CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'deregistered'::text])))
);
CREATE INDEX subject_by_name ON public.subject USING btree (agency_id, name, code);
CREATE INDEX subject_name_bigrams ON public.subject USING gin (zh_bigrams(name));
alter table subject enable row level security;
create policy subject_change on subject as permissive for update to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
create policy subject_read on subject as permissive for select to public using (true) with check ();
create policy subject_write on subject as permissive for insert to public using () with check (agency_visible(agency_id));
grant select, insert, update on subject to mingcha_app;

create table subject_fact (
  agency_id text not null,
  code text not null,
  kind text not null,
  on_date date not null,
  source text not null,
  recorded_at timestamp with time zone not null,
  id uuid default gen_random_uuid() not null,
  to_date date,
  details jsonb default '{}'::jsonb not null,
  reference text default ''::text not null,
  struck text,
  version integer default 1 not null,
  import_id uuid,
  actor_id uuid,
  constraint subject_fact_pkey PRIMARY KEY (agency_id, id),
  constraint subject_fact_agency_id_code_fkey FOREIGN KEY (agency_id, code) REFERENCES subject(agency_id, code),
  constraint subject_fact_days CHECK (((to_date IS NULL) OR (to_date >= on_date))),
  constraint subject_fact_struck CHECK (((struck IS NULL) OR (struck <> ''::text)))
);
CREATE INDEX subject_fact_by_day ON public.subject_fact USING btree (agency_id, on_date, id);
CREATE UNIQUE INDEX subject_fact_once ON public.subject_fact USING btree (agency_id, code, kind, on_date, reference, COALESCE((details ->> 'outlet'::text), ''::text));
alter table subject_fact enable row level security;
create policy subject_fact_change on subject_fact as permissive for update to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
create policy subject_fact_read on subject_fact as permissive for select to public using (true) with check ();
create policy subject_fact_write on subject_fact as permissive for insert to public using () with check (agency_visible(agency_id));
grant select, insert, update on subject_fact to mingcha_app;

create table subject_version (
  agency_id text not null,
  code text not null,
  version integer not null,
  "row" jsonb not null,
  valid_from date not null,
  valid_to date,
  recorded_at timestamp with time zone not null,
  constraint subject_version_pkey PRIMARY KEY (agency_id, code, version)
);
grant select, insert on subject_version to mingcha_app;

create table task (
  agency_id text not null,
  code text not null,
  year integer not null,
  plan_row_code text not null,
  period text not null,
  due_on date not null,
  unit_name text not null,
  state text not null,
  created_at timestamp with time zone not null,
  actor_id uuid,
  constraint task_pkey PRIMARY KEY (agency_id, code),
  constraint task_once_per_period UNIQUE (agency_id, year, plan_row_code, period),
  constraint task_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint task_agency_id_year_plan_row_code_fkey FOREIGN KEY (agency_id, year, plan_row_code) REFERENCES plan_row(agency_id, year, code),
  constraint task_code_grammar CHECK ((code ~ '^[0-9A-Z-]{1,40}$'::text)),
  constraint task_state_check CHECK ((state = ANY (ARRAY['open'::text, 'batched'::text, 'drawn'::text, 'done'::text, 'withdrawn'::text])))
);
grant select, insert, update on task to mingcha_app;

create table training_clock (
  only_row boolean default true not null,
  now_at timestamp with time zone not null,
  constraint training_clock_pkey PRIMARY KEY (only_row),
  constraint training_clock_only_row_check CHECK (only_row)
);
grant select, insert, update, delete on training_clock to mingcha_app;

create table unit (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  name text not null,
  retired_at timestamp with time zone,
  constraint unit_pkey PRIMARY KEY (agency_id, id),
  constraint unit_name_unique UNIQUE (agency_id, name),
  constraint unit_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id)
);
grant select, insert, update on unit to mingcha_app;

create table visit (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  batch_code text,
  sealed bytea not null,
  state text not null,
  due_on date not null,
  subject_code text,
  subject_name text,
  inspectors text[],
  result jsonb,
  done_on date,
  recorded_at timestamp with time zone,
  recorded_by uuid,
  number text not null,
  kind text default 'random'::text not null,
  origin jsonb,
  subject_mac bytea,
  planned_on date,
  planned_half text,
  method text,
  schedule jsonb,
  scheduled_by uuid,
  scheduled_at timestamp with time zone,
  approved_by uuid,
  approved_at timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  work_sealed bytea,
  work_version integer default 0 not null,
  record jsonb,
  record_sha256 text,
  closed_at timestamp with time zone,
  carry_over boolean default false not null,
  carried_in text,
  constraint visit_pkey PRIMARY KEY (agency_id, id),
  constraint visit_number_unique UNIQUE (agency_id, number),
  constraint visit_agency_id_batch_code_fkey FOREIGN KEY (agency_id, batch_code) REFERENCES batch(agency_id, code),
  constraint visit_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint visit_half CHECK ((planned_half = ANY (ARRAY['am'::text, 'pm'::text]))),
  constraint visit_kind CHECK ((kind = ANY (ARRAY['random'::text, 'targeted'::text, 'recheck'::text]))),
  constraint visit_method CHECK ((method = ANY (ARRAY['on-site'::text, 'off-site'::text, 'other'::text]))),
  constraint visit_state CHECK ((state = ANY (ARRAY['waiting'::text, 'unfilled'::text, 'scheduled'::text, 'approved'::text, 'started'::text, 'signing'::text, 'done'::text, 'closed'::text, 'undone'::text, 'replaced'::text, 'cancelled'::text])))
);
CREATE INDEX visit_by_batch ON public.visit USING btree (agency_id, batch_code, id);
CREATE INDEX visit_by_day ON public.visit USING btree (agency_id, planned_on) WHERE (planned_on IS NOT NULL);
CREATE INDEX visit_by_state ON public.visit USING btree (agency_id, state, due_on);
CREATE INDEX visit_by_subject ON public.visit USING btree (agency_id, subject_code) WHERE (subject_code IS NOT NULL);
CREATE INDEX visit_by_subject_mac ON public.visit USING btree (agency_id, subject_mac);
alter table visit enable row level security;
create policy visit_agency on visit as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update on visit to mingcha_app;

create table visit_change (
  agency_id text not null,
  id uuid default gen_random_uuid() not null,
  kind text not null,
  batch_code text,
  state text not null,
  sealed bytea not null,
  ground text not null,
  asked_by uuid not null,
  asked_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone,
  decision text,
  constraint visit_change_pkey PRIMARY KEY (agency_id, id),
  constraint visit_change_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint visit_change_kind CHECK ((kind = ANY (ARRAY['illness'::text, 'recusal'::text, 'vacant'::text, 'substitute'::text]))),
  constraint visit_change_state CHECK ((state = ANY (ARRAY['asked'::text, 'approved'::text, 'refused'::text, 'withdrawn'::text])))
);
alter table visit_change enable row level security;
create policy visit_change_agency on visit_change as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update on visit_change to mingcha_app;

create table visit_file (
  agency_id text not null,
  visit_id uuid not null,
  sha256 text not null,
  purpose text not null,
  file_name text not null,
  media_type text not null,
  size bigint not null,
  taken_at timestamp with time zone,
  uploaded_by uuid not null,
  uploaded_at timestamp with time zone not null,
  constraint visit_file_pkey PRIMARY KEY (agency_id, visit_id, sha256),
  constraint visit_file_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint visit_file_agency_id_visit_id_fkey FOREIGN KEY (agency_id, visit_id) REFERENCES visit(agency_id, id),
  constraint visit_file_purpose CHECK ((purpose = ANY (ARRAY['photo'::text, 'audio'::text, 'video'::text, 'document'::text, 'signature'::text, 'opinion'::text, 'entry'::text, 'follow-up'::text]))),
  constraint visit_file_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);
alter table visit_file enable row level security;
create policy visit_file_agency on visit_file as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert on visit_file to mingcha_app;

create table visit_officer (
  agency_id text not null,
  visit_id uuid not null,
  mac bytea not null,
  constraint visit_officer_pkey PRIMARY KEY (agency_id, visit_id, mac),
  constraint visit_officer_agency_id_visit_id_fkey FOREIGN KEY (agency_id, visit_id) REFERENCES visit(agency_id, id)
);
CREATE INDEX visit_officer_by_mac ON public.visit_officer USING btree (agency_id, mac);
alter table visit_officer enable row level security;
create policy visit_officer_agency on visit_officer as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update, delete on visit_officer to mingcha_app;

create table visit_signature (
  agency_id text not null,
  visit_id uuid not null,
  inspector_code text not null,
  record_sha256 text not null,
  account_id uuid not null,
  certificate_number text not null,
  signed_at timestamp with time zone not null,
  constraint visit_signature_pkey PRIMARY KEY (agency_id, visit_id, inspector_code),
  constraint visit_signature_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agency(id),
  constraint visit_signature_agency_id_visit_id_fkey FOREIGN KEY (agency_id, visit_id) REFERENCES visit(agency_id, id)
);
alter table visit_signature enable row level security;
create policy visit_signature_agency on visit_signature as permissive for all to public using (agency_visible(agency_id)) with check (agency_visible(agency_id));
grant select, insert, update, delete on visit_signature to mingcha_app;
