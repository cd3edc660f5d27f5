-- 明查 0005 — results made public: the line as it was published, frozen with its version; four kinds of publication.

-- 公示内容 as canonical JSON, and its SHA-256, which is what the transparency log holds (ADR 0009).
alter table finding add column line text;
alter table finding add column line_sha256 text constraint finding_line_sha256 check (line_sha256 ~ '^[0-9a-f]{64}$');

-- 公示后不改不删，只能更正 (EZ-13): not even the owner's own statements get through without saying so.
create function finding_frozen() returns trigger language plpgsql as $$
begin
  if old.state in ('published', 'withheld', 'dropped') then
    raise exception 'a published finding is never changed; correct it with a new version' using errcode = 'restrict_violation', constraint = 'finding_frozen';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;
create trigger finding_frozen before update or delete on finding for each row execute function finding_frozen();

-- owner: results
-- 四类公开: a row only where a kind is, or once was, held back; the events keep the history.
create table publicity_kind (
  agency_id text not null references agency,
  kind text not null constraint publicity_kind_kind check (kind in ('scheme', 'items', 'plan')),
  state text not null constraint publicity_kind_state check (state in ('published', 'withheld')),
  ground text not null,
  reason text not null,
  actor_id uuid not null,
  at timestamptz not null,
  primary key (agency_id, kind)
);

do $$ begin
  if exists (select from pg_roles where rolname = 'mingcha_app') then
    revoke update on enterprise_reply from mingcha_app;
    grant update (state) on enterprise_reply to mingcha_app;
    revoke delete, truncate on publicity_kind from mingcha_app;
  end if;
end $$;

alter table disclosure enable row level security;
create policy disclosure_agency on disclosure using (agency_visible(agency_id)) with check (agency_visible(agency_id));
alter table enterprise_reply enable row level security;
create policy enterprise_reply_agency on enterprise_reply using (agency_visible(agency_id)) with check (agency_visible(agency_id));
