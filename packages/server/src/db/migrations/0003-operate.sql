-- 明查 0003 — accounts with a second factor, units that can be retired, backups on record, the daily audit root.

-- 动态码 (TOTP): the secret is sealed (AES-256-GCM, key outside the database); the counter of the last accepted code, so that no code serves twice.
alter table account add column totp_sealed bytea;
alter table account add column totp_confirmed_at timestamptz;
alter table account add column totp_counter bigint not null default 0;
-- 停用的机构 keep their name and history and can no longer be chosen.
alter table unit add column retired_at timestamptz;

-- owner: access
-- 恢复码: one use each, kept as a keyed fingerprint.
create table account_recovery_code (
  agency_id text not null,
  account_id uuid not null,
  mac bytea not null,
  used_at timestamptz,
  primary key (agency_id, account_id, mac),
  foreign key (agency_id, account_id) references account
);

-- owner: operate
-- 备份与恢复演练 of this installation, whichever bureaus it holds: each run, kept or failed, with the reason. `path` is relative to the home where it lies inside.
create table backup_run (
  id uuid primary key default gen_random_uuid(),
  kind text not null constraint backup_run_kind check (kind in ('nightly', 'asked', 'command', 'restored', 'drill')),
  state text not null constraint backup_run_state check (state in ('waiting', 'ok', 'failed')),
  asked_by uuid,
  started_at timestamptz not null,
  -- The moment the rows are of; for a restore and a drill, that of the backup they used.
  of_at timestamptz,
  ended_at timestamptz,
  path text,
  bytes bigint,
  tables integer,
  rows bigint,
  files integer,
  why text,
  constraint backup_run_ended check ((state = 'waiting') = (ended_at is null)),
  constraint backup_run_reason check ((state = 'failed') = (why is not null))
);
create index backup_run_newest on backup_run (started_at desc);

-- owner: operate
-- 操作记录的每日根: a Merkle root over salted hashes of every event not covered before; it stands in the transparency log as `audit-root`.
create table audit_root (
  agency_id text not null references agency,
  on_day date not null,
  events integer not null constraint audit_root_events check (events > 0),
  root bytea not null,
  salt bytea not null,
  event_id bigint not null references event,
  made_at timestamptz not null,
  primary key (agency_id, on_day)
);
-- owner: operate
-- Which event is which leaf of which root. A late commit has a smaller id than one already covered, so ranges of ids would miss it.
create table audit_leaf (
  agency_id text not null,
  on_day date not null,
  position integer not null,
  event_id bigint not null references event,
  hash bytea not null,
  primary key (agency_id, on_day, position),
  constraint audit_leaf_once unique (event_id),
  foreign key (agency_id, on_day) references audit_root
);

do $$ begin
  if exists (select from pg_roles where rolname = 'mingcha_app') then
    revoke update, delete, truncate on audit_root, audit_leaf from mingcha_app;
    revoke delete, truncate on backup_run, unit from mingcha_app;
  end if;
end $$;

alter table account_recovery_code enable row level security;
create policy account_recovery_code_agency on account_recovery_code using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table audit_root enable row level security;
create policy audit_root_agency on audit_root using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table audit_leaf enable row level security;
create policy audit_leaf_agency on audit_leaf using (agency_visible(agency_id)) with check (agency_visible(agency_id));
