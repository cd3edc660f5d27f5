-- 明查 0001 — the tables of the first slice: access, registries, scheme, items, plan, tasks, batch, visits, events, log.
-- Frozen once released. Every key starts with agency_id. "owner:" names the one feature that writes a table (see ARCHITECTURE.md).
-- Times: *_on are legal days (date), *_at instants (timestamptz). Personal fields are *_sealed (AES-256-GCM, key outside the database).

-- Scope of row-level security: set_config('mingcha.agency', <code>, true) in every transaction; '*' only for the log loop and the public face.
create function current_agency() returns text language sql stable parallel safe as $$ select coalesce(current_setting('mingcha.agency', true), '') $$;
create function agency_visible(id text) returns boolean language sql stable parallel safe as $$ select current_agency() = '*' or current_agency() = id $$;

-- Chinese two-character search: all overlapping pairs of characters.
create function zh_bigrams(name text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct substr(name, i, 2)), '{}') from generate_series(1, greatest(length(name) - 1, 1)) i
$$;

-- owner: access
create table agency (
  id text primary key constraint agency_id_grammar check (id ~ '^[0-9A-Z-]{1,16}$'),
  name text not null,
  level text not null constraint agency_level check (level in ('province', 'city', 'county', 'district')),
  parent_id text references agency,
  created_at timestamptz not null
);
-- owner: access
create table unit (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  name text not null,
  primary key (agency_id, id),
  constraint unit_name_unique unique (agency_id, name)
);
-- owner: access
create table account (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  login text not null,
  name text not null,
  roles text[] not null,
  unit_id uuid,
  inspector_code text,
  password_hash text not null,
  must_change_password boolean not null default false,
  failed_logins integer not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null,
  primary key (agency_id, id),
  constraint account_login_unique unique (login),
  foreign key (agency_id, unit_id) references unit
);
-- owner: access
create table session (
  token_sha256 bytea primary key,
  agency_id text not null,
  account_id uuid not null,
  csrf text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (agency_id, account_id) references account
);
-- owner: training
-- One row in a training installation: the fixed "now" of 示例县. None in an office.
create table training_clock (
  only_row boolean primary key default true check (only_row),
  now_at timestamptz not null
);

-- owner: events
-- The audit trail. Append-only: the application role can insert and select, never update or delete.
create table event (
  id bigint generated always as identity primary key,
  agency_id text not null,
  kind text not null,
  actor_id uuid,
  actor_roles text[] not null,
  thing_kind text not null,
  thing_id text not null,
  payload jsonb not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  request_id text not null
);
create index event_by_thing on event (agency_id, thing_kind, thing_id, id);
create index event_by_kind on event (agency_id, kind, id);

-- owner: registry
create table import_run (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  registry text not null check (registry in ('subjects', 'inspectors')),
  file_name text not null,
  sha256 text not null,
  encoding text not null,
  added integer not null,
  changed integer not null,
  unchanged integer not null,
  skipped integer not null,
  actor_id uuid,
  at timestamptz not null,
  primary key (agency_id, id)
);
-- owner: registry
-- 检查对象. `code` is the id of the draw protocol: the credit code, a second site (USCC-02), or a code the agency issued.
create table subject (
  agency_id text not null references agency,
  code text not null constraint subject_code_grammar check (code ~ '^[0-9A-Z-]{6,32}$'),
  credit_code text,
  name text not null,
  address text not null,
  region text not null default '',
  industry text not null default '',
  legal_representative text not null default '',
  contact text not null default '',
  contact_phone_sealed bytea,
  status text not null constraint subject_status check (status in ('active', 'suspended', 'deregistered')),
  status_from date,
  facets jsonb not null,
  lists text[] not null default '{}',
  version integer not null,
  valid_from date not null,
  recorded_at timestamptz not null,
  import_id uuid,
  primary key (agency_id, code)
);
create index subject_name_bigrams on subject using gin (zh_bigrams(name));
create index subject_by_name on subject (agency_id, name, code);
-- owner: registry
-- What every earlier version of a row looked like; sealed fields stay sealed. `row` is the subject row as JSON, bytea as base64.
create table subject_version (
  agency_id text not null,
  code text not null,
  version integer not null,
  row jsonb not null,
  valid_from date not null,
  valid_to date,
  recorded_at timestamptz not null,
  primary key (agency_id, code, version)
);
-- owner: registry
-- 有日期的事实 (penalty …) that classify an object.
create table subject_fact (
  agency_id text not null,
  code text not null,
  kind text not null,
  on_date date not null,
  source text not null,
  recorded_at timestamptz not null,
  primary key (agency_id, code, kind, on_date),
  foreign key (agency_id, code) references subject
);
-- owner: registry
-- 检查人员.
create table inspector (
  agency_id text not null references agency,
  code text not null constraint inspector_code_grammar check (code ~ '^[0-9A-Z-]{2,32}$'),
  name text not null,
  unit_name text not null default '',
  kind text not null constraint inspector_kind check (kind in ('officer', 'assistant')),
  certificate_number text,
  certificate_valid_to date,
  id_number_sealed bytea,
  phone_sealed bytea,
  specialities text[] not null default '{}',
  status text not null constraint inspector_status check (status in ('active', 'leave', 'transferred')),
  leave_from date,
  leave_to date,
  version integer not null,
  valid_from date not null,
  recorded_at timestamptz not null,
  import_id uuid,
  primary key (agency_id, code),
  constraint inspector_certificate_unique unique (agency_id, certificate_number)
);
-- owner: registry
create table inspector_version (
  agency_id text not null,
  code text not null,
  version integer not null,
  row jsonb not null,
  valid_from date not null,
  valid_to date,
  recorded_at timestamptz not null,
  primary key (agency_id, code, version)
);
-- owner: registry
-- 回避: an inspector never visits this object. Kept even when the object is not (yet) in the registry.
create table recusal (
  agency_id text not null,
  inspector_code text not null,
  subject_code text not null,
  ground text not null,
  recorded_at timestamptz not null,
  primary key (agency_id, inspector_code, subject_code),
  foreign key (agency_id, inspector_code) references inspector (agency_id, code)
);

-- owner: scheme
create table scheme_version (
  agency_id text not null references agency,
  scheme_id text not null,
  version integer not null,
  yaml text not null,
  sha256 text not null,
  adopted_at timestamptz not null,
  actor_id uuid,
  primary key (agency_id, version)
);
-- owner: items
-- 随机抽查事项清单. A draft becomes a published version; a published version never changes.
create table item_list (
  agency_id text not null references agency,
  version integer not null,
  state text not null check (state in ('draft', 'published')),
  title text not null,
  published_at timestamptz,
  sha256 text,
  event_id bigint references event,
  primary key (agency_id, version)
);
create unique index item_list_one_draft on item_list (agency_id) where state = 'draft';
-- owner: items
create table item (
  agency_id text not null,
  list_version integer not null,
  code text not null,
  name text not null,
  category text not null check (category in ('一般', '重点')),
  published boolean not null,
  speciality text,
  content jsonb not null,
  bases jsonb not null,
  detail jsonb not null,
  primary key (agency_id, list_version, code),
  foreign key (agency_id, list_version) references item_list
);

-- owner: plan
-- 年度抽查计划. Version 1 is published once; an amendment is a later version with its filing (备案).
create table plan_version (
  agency_id text not null references agency,
  year integer not null,
  version integer not null,
  state text not null check (state in ('draft', 'published')),
  filing text,
  published_at timestamptz,
  sha256 text,
  event_id bigint references event,
  actor_id uuid,
  primary key (agency_id, year, version)
);
create unique index plan_one_draft on plan_version (agency_id, year) where state = 'draft';
-- owner: plan
-- 计划行. A row belongs to the version that introduced it and stands in every later one until `until_version`.
create table plan_row (
  agency_id text not null,
  year integer not null,
  code text not null,
  since_version integer not null,
  until_version integer,
  name text not null,
  kind text not null check (kind in ('untargeted', 'targeted')),
  item_codes text[] not null,
  period text not null,
  scope jsonb not null,
  due_on date not null,
  draw_on text not null,
  initiator text not null,
  guiding_unit text not null default '',
  basis text not null,
  primary key (agency_id, year, code),
  foreign key (agency_id, year, since_version) references plan_version (agency_id, year, version)
);
-- owner: tasks
-- 抽查任务: one plan row in one period.
create table task (
  agency_id text not null references agency,
  code text not null constraint task_code_grammar check (code ~ '^[0-9A-Z-]{1,40}$'),
  year integer not null,
  plan_row_code text not null,
  period text not null,
  due_on date not null,
  unit_name text not null,
  state text not null check (state in ('open', 'batched', 'drawn', 'done', 'withdrawn')),
  created_at timestamptz not null,
  actor_id uuid,
  primary key (agency_id, code),
  constraint task_once_per_period unique (agency_id, year, plan_row_code, period),
  foreign key (agency_id, year, plan_row_code) references plan_row (agency_id, year, code)
);

-- owner: batch
-- 抽取批次. state moves only through core's table of legal moves.
create table batch (
  agency_id text not null references agency,
  code text not null constraint batch_code_grammar check (code ~ '^[0-9A-Z-]{6,40}$'),
  period text not null,
  state text not null check (state in ('open', 'dissolved', 'committed', 'evented', 'drawn', 'published', 'void')),
  created_at timestamptz not null,
  actor_id uuid,
  replaces text not null default '-',
  snapshot_event_id bigint references event,
  registry_sha256 text,
  committed_at timestamptz,
  commit_sha256 text,
  commit_event_id bigint references event,
  assurance text check (assurance in ('A', 'B', 'C', 'D')),
  event_event_id bigint references event,
  result_event_id bigint references event,
  publish_event_id bigint references event,
  drawn_at timestamptz,
  published_at timestamptz,
  counts jsonb not null default '{}',
  primary key (agency_id, code),
  constraint batch_code_unique unique (code)
);
-- owner: batch
create table batch_task (
  agency_id text not null,
  batch_code text not null,
  task_code text not null,
  voided boolean not null default false,
  primary key (agency_id, batch_code, task_code),
  foreign key (agency_id, batch_code) references batch (agency_id, code),
  foreign key (agency_id, task_code) references task (agency_id, code)
);
-- A task is in one batch for ever, except in the one that replaces a voided draw.
create unique index batch_task_once on batch_task (agency_id, task_code) where not voided;
-- owner: batch
-- Bundle files. `sealed` = AES-256-GCM under a key the database does not hold; a sealed file has no hash here.
create table batch_file (
  agency_id text not null,
  batch_code text not null,
  name text not null,
  sealed boolean not null,
  bytes bytea not null,
  primary key (agency_id, batch_code, name),
  foreign key (agency_id, batch_code) references batch (agency_id, code)
);
-- owner: batch
-- Secrets named in the commitment. The server's own rests sealed; another holder's is only a hash until opened.
create table batch_secret (
  agency_id text not null,
  batch_code text not null,
  party text not null constraint batch_secret_party check (party ~ '^[a-z][a-z0-9-]{0,31}$'),
  holder_id uuid,
  sha256 text not null,
  secret_sealed bytea,
  registered_at timestamptz not null,
  opened_at timestamptz,
  primary key (agency_id, batch_code, party),
  foreign key (agency_id, batch_code) references batch (agency_id, code)
);
-- owner: batch
-- The public event as the supervisor typed it, before the second signatory confirms it. Kept afterwards for the witnesses' names, which are
-- shown on the public page and stand in the log only as keyed hashes.
create table event_entry (
  agency_id text not null,
  batch_code text not null,
  numbers jsonb not null,
  evidence_sha256 text,
  witnesses jsonb not null default '[]',
  entered_by uuid not null,
  entered_at timestamptz not null,
  primary key (agency_id, batch_code),
  foreign key (agency_id, batch_code) references batch (agency_id, code)
);
-- owner: batch
-- Evidence of the public event (video, photo of the screen): content-addressed, at most 64 MiB.
create table event_evidence (
  agency_id text not null,
  batch_code text not null,
  sha256 text not null,
  file_name text not null,
  media_type text not null,
  size bigint not null,
  primary key (agency_id, batch_code, sha256)
);

-- owner: visits
-- 检查（一次）. Until it is done, whom it visits and who goes is only in `sealed` (object, slots, strata, tasks, items).
create table visit (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  batch_code text not null,
  sealed bytea not null,
  state text not null check (state in ('waiting', 'unfilled', 'done', 'undone')),
  due_on date not null,
  subject_code text,
  subject_name text,
  inspectors text[],
  result jsonb,
  done_on date,
  recorded_at timestamptz,
  recorded_by uuid,
  primary key (agency_id, id),
  foreign key (agency_id, batch_code) references batch (agency_id, code)
);
create index visit_by_batch on visit (agency_id, batch_code, id);
create index visit_by_subject on visit (agency_id, subject_code) where subject_code is not null;
-- owner: visits
-- Which visits are an officer's own, without naming him: mac = HMAC(server key, batch | inspector code).
create table visit_officer (
  agency_id text not null,
  visit_id uuid not null,
  mac bytea not null,
  primary key (agency_id, visit_id, mac),
  foreign key (agency_id, visit_id) references visit
);
create index visit_officer_by_mac on visit_officer (agency_id, mac);
-- owner: visits
-- Who met whom (rotation window, `pairs.txt`). Written when a visit is done or history is imported.
create table encounter (
  agency_id text not null,
  inspector_code text not null,
  subject_code text not null,
  on_date date not null,
  primary key (agency_id, inspector_code, subject_code, on_date)
);

-- owner: log
-- Entries wait here until the log loop gives them their index; a late commit gets a later index.
create table log_pending (
  seq bigint generated always as identity primary key,
  event_id bigint not null references event,
  kind text not null,
  entry bytea not null
);
-- owner: log
create table log_leaf (
  index bigint primary key,
  event_id bigint not null references event,
  kind text not null,
  entry bytea not null,
  hash bytea not null
);
create index log_leaf_by_event on log_leaf (event_id);
-- owner: log
create table log_checkpoint (
  size bigint primary key,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null
);

-- Append-only where history lives. (The owner grants SELECT, INSERT, UPDATE, DELETE on new tables to the application role by default privileges.)
do $$ begin
  if exists (select from pg_roles where rolname = 'mingcha_app') then
    revoke update, delete, truncate on event, log_leaf, log_checkpoint, subject_version, inspector_version, scheme_version, encounter, import_run, schema_migration from mingcha_app;
    revoke insert on schema_migration from mingcha_app;
    revoke delete, truncate on batch, batch_file, visit, task, plan_version, item_list, subject, inspector, agency, account from mingcha_app;
  end if;
end $$;

-- Row-level security: the second wall between agencies (the first is the scope argument of every query).
alter table event enable row level security;
create policy event_agency on event using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table visit enable row level security;
create policy visit_agency on visit using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table visit_officer enable row level security;
create policy visit_officer_agency on visit_officer using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table inspector enable row level security;
create policy inspector_agency on inspector using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table inspector_version enable row level security;
create policy inspector_version_agency on inspector_version using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table batch_file enable row level security;
create policy batch_file_agency on batch_file using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table batch_secret enable row level security;
create policy batch_secret_agency on batch_secret using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table subject enable row level security;
create policy subject_read on subject for select using (true);
create policy subject_write on subject for insert with check (agency_visible(agency_id));
create policy subject_change on subject for update using (agency_visible(agency_id)) with check (agency_visible(agency_id));
