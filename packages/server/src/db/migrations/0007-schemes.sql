-- 方案的提出与批准; 抽取数量的说明随承诺留存; 计划公布时的执法人员人数 (A-03).
-- owner: scheme
create table scheme_proposal (
  agency_id text not null references agency,
  id uuid not null default gen_random_uuid(),
  yaml text not null,
  sha256 text not null,
  reason text not null,
  state text not null default 'proposed',
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  opinion text,
  version integer,
  primary key (agency_id, id),
  constraint scheme_proposal_state check (state in ('proposed', 'adopted', 'returned', 'withdrawn')),
  constraint scheme_proposal_decided check ((state = 'proposed') = (decided_at is null))
);
create unique index scheme_one_proposal on scheme_proposal (agency_id) where state = 'proposed';

alter table batch add column quotas jsonb;
-- 在方案规定的日期以外抽取的理由 (HS-26).
alter table batch add column off_calendar text;
alter table plan_version add column head_count integer;
