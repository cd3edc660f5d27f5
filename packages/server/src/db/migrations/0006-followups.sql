-- 明查 0006 — evidence of follow-ups, and who has jurisdiction over which township.

-- owner: followups
-- 后续处置的佐证: content-addressed, by the visit, so that it can be there before a follow-up is opened; written once.
create table follow_up_file (
  agency_id text not null references agency,
  visit_id uuid not null,
  sha256 text not null constraint follow_up_file_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
  purpose text not null constraint follow_up_file_purpose check (purpose = 'follow-up'),
  file_name text not null,
  media_type text not null,
  size bigint not null,
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  primary key (agency_id, visit_id, sha256),
  foreign key (agency_id, visit_id) references visit
);
-- owner: followups
-- 管辖: which unit answers for the firms of a township (谁管辖、谁负责). Each change is an event.
create table jurisdiction (
  agency_id text not null references agency,
  region text not null,
  unit_name text not null,
  actor_id uuid not null,
  at timestamptz not null,
  primary key (agency_id, region)
);
-- A lead is told what became of it, step by step; its own row holds where it stands.
alter table lead add column closed_at timestamptz;
-- owner: followups
create table lead_step (
  agency_id text not null references agency,
  lead_id uuid not null,
  seq integer not null,
  action text not null,
  detail jsonb not null,
  actor_id uuid not null,
  at timestamptz not null,
  primary key (agency_id, lead_id, seq),
  foreign key (agency_id, lead_id) references lead
);
create index lead_by_state on lead (agency_id, state, number);
create index lead_by_visit on lead (agency_id, visit_id) where visit_id is not null;

do $$ begin
  if exists (select from pg_roles where rolname = 'mingcha_app') then
    revoke update, delete, truncate on follow_up_file, lead_step from mingcha_app;
    revoke truncate on jurisdiction from mingcha_app;
  end if;
end $$;

alter table follow_up_file enable row level security;
create policy follow_up_file_agency on follow_up_file using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table lead_step enable row level security;
create policy lead_step_agency on lead_step using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table follow_up_step enable row level security;
create policy follow_up_step_agency on follow_up_step using (agency_visible(agency_id)) with check (agency_visible(agency_id));
