-- 明查 0004 — document templates. No row of a kind: the text that ships with the program is in force.

-- owner: documents
-- Every version a clerk saved, append-only; the newest is in force. `text` is null where he went back to the text that ships with the program.
create table document_template (
  agency_id text not null references agency,
  kind text not null constraint document_template_kind check (kind ~ '^[a-z-]{1,40}$'),
  version integer not null constraint document_template_version check (version > 0),
  text text,
  restored_from integer,
  actor_id uuid not null,
  at timestamptz not null,
  primary key (agency_id, kind, version),
  foreign key (agency_id, actor_id) references account
);
revoke update, delete on document_template from mingcha_app;
