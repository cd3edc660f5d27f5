-- 明查 0008 — what a scheme's conditions ask about: dated facts with their details, lists with their days, checks made by others.

-- A record has its own id: one kind of fact may occur several times a day. It is told apart by number and outlet, as core `factKey` says;
-- a corrected verdict or last day is the next version of the same record. A record that must not count is struck with its reason (A-08).
alter table subject_fact drop constraint subject_fact_pkey;
alter table subject_fact add column id uuid not null default gen_random_uuid();
alter table subject_fact add column to_date date;
alter table subject_fact add column details jsonb not null default '{}';
alter table subject_fact add column reference text not null default '';
alter table subject_fact add column struck text;
alter table subject_fact add column version integer not null default 1;
alter table subject_fact add column import_id uuid;
alter table subject_fact add column actor_id uuid;
-- The import used to stand in `source`; a source is now said in words.
update subject_fact set import_id = substr(source, 8)::uuid, source = '检查对象台账' where source ~ '^import [0-9a-f-]{36}$';
alter table subject_fact add constraint subject_fact_pkey primary key (agency_id, id);
alter table subject_fact add constraint subject_fact_days check (to_date is null or to_date >= on_date);
alter table subject_fact add constraint subject_fact_struck check (struck is null or struck <> '');
create unique index subject_fact_once on subject_fact (agency_id, code, kind, on_date, reference, coalesce(details->>'outlet', ''));
create index subject_fact_by_day on subject_fact (agency_id, on_date, id);

-- owner: registry
-- 名单: who stands on which list from when to when, both days included.
create table list_entry (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  list text not null,
  code text not null,
  from_date date not null,
  to_date date,
  basis text not null default '',
  -- Why it was closed or opened again at the desk; '' for what a ledger said.
  note text not null default '',
  version integer not null default 1,
  recorded_at timestamptz not null,
  import_id uuid,
  actor_id uuid,
  primary key (agency_id, id),
  foreign key (agency_id, code) references subject,
  constraint list_entry_once unique (agency_id, code, list, from_date),
  constraint list_entry_days check (to_date is null or to_date >= from_date)
);
create index list_entry_by_list on list_entry (agency_id, list, from_date, id);

-- owner: registry
-- 检查历史: checks made above, beside or before this system. Our own visits are in `visit`.
create table check_record (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  code text not null,
  on_date date not null,
  authority text not null,
  by_whom text not null constraint check_record_by check (by_whom in ('own', 'above', 'other')),
  kind text not null constraint check_record_kind check (kind in ('random', 'cause', 'campaign', 'recheck')),
  -- Nothing found; null: not known.
  clean boolean,
  reference text not null default '',
  version integer not null default 1,
  recorded_at timestamptz not null,
  import_id uuid,
  actor_id uuid,
  primary key (agency_id, id),
  foreign key (agency_id, code) references subject,
  constraint check_record_once unique (agency_id, code, on_date, authority, kind)
);
create index check_record_by_day on check_record (agency_id, on_date, id);

-- owner: registry
-- What a fact, a list entry or a check record looked like before each change: the row as JSON. Only ever added to.
create table record_version (
  agency_id text not null references agency,
  record text not null constraint record_version_record check (record in ('fact', 'list', 'check')),
  id uuid not null,
  version integer not null,
  row jsonb not null,
  recorded_at timestamptz not null,
  replaced_at timestamptz not null,
  primary key (agency_id, record, id, version)
);

alter table import_run drop constraint import_run_registry_check;
alter table import_run add constraint import_run_registry_check check (registry in ('subjects', 'inspectors', 'facts', 'lists', 'checks'));

do $$ begin
  if exists (select from pg_roles where rolname = 'mingcha_app') then
    revoke update, delete, truncate on record_version from mingcha_app;
    revoke delete, truncate on subject_fact, list_entry, check_record from mingcha_app;
  end if;
end $$;

-- As for the subjects they belong to: reads by the scope of the query, writes behind the second wall.
alter table subject_fact enable row level security;
create policy subject_fact_read on subject_fact for select using (true);
create policy subject_fact_write on subject_fact for insert with check (agency_visible(agency_id));
create policy subject_fact_change on subject_fact for update using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table list_entry enable row level security;
create policy list_entry_read on list_entry for select using (true);
create policy list_entry_write on list_entry for insert with check (agency_visible(agency_id));
create policy list_entry_change on list_entry for update using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table check_record enable row level security;
create policy check_record_read on check_record for select using (true);
create policy check_record_write on check_record for insert with check (agency_visible(agency_id));
create policy check_record_change on check_record for update using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table record_version enable row level security;
create policy record_version_read on record_version for select using (agency_visible(agency_id));
create policy record_version_write on record_version for insert with check (agency_visible(agency_id));
