-- Mandates: who may decide what alone, who stands in for whom, and what was let through because of it.

create table mandate_matrix ( -- versions as they were put in force
  workspace_id uuid not null, version integer not null, rows jsonb not null, split_days integer not null,
  note text not null default '', in_force_at timestamptz not null, in_force_by uuid,
  primary key (workspace_id, version)
);
select tenant('mandate_matrix');
revoke update, delete on mandate_matrix from loam_app; -- written once

create table mandate_draft ( -- the next version, while it is written; one a workspace
  workspace_id uuid not null, rows jsonb not null, split_days integer not null, edit integer not null,
  based_on integer not null, changed_by uuid, changed_at timestamptz not null,
  primary key (workspace_id)
);
select tenant('mandate_draft');

create table mandate_delegation (
  workspace_id uuid not null, id uuid not null, from_id uuid not null, to_id uuid not null,
  from_day date not null, to_day date not null, scope jsonb not null, caps jsonb not null, note text not null default '',
  created_by uuid, created_at timestamptz not null, ended_by uuid, ended_at timestamptz,
  primary key (workspace_id, id),
  check (from_id <> to_id and from_day <= to_day)
);
create index mandate_delegation_open on mandate_delegation (workspace_id, to_day) where ended_at is null;
select tenant('mandate_delegation');
revoke update, delete on mandate_delegation from loam_app;
grant update (ended_by, ended_at) on mandate_delegation to loam_app;

-- The one gate: without a clearance of its hash, no text goes out to be accepted or signed.
create table clearance (
  workspace_id uuid not null, id uuid not null,
  subject text not null check (subject in ('quote', 'contract')), subject_id uuid not null, hash text not null,
  kind text not null check (kind in ('mandate', 'approval')), given_by uuid[] not null, at timestamptz not null,
  reason jsonb not null, case_id uuid,
  voided_at timestamptz, voided_reason text,
  primary key (workspace_id, id),
  check ((kind = 'approval') = (case_id is not null))
);
create unique index clearance_hash on clearance (workspace_id, hash) where voided_at is null;
create index clearance_subject on clearance (workspace_id, subject, subject_id);
select tenant('clearance');
revoke update, delete on clearance from loam_app; -- written once; voiding is all that may follow
grant update (voided_at, voided_reason) on clearance to loam_app;

-- Whoever managed the organisation's roles so far writes its mandates.
update role set permissions = permissions || '{mandate.write}' where built_in = 'admin' and not permissions @> '{mandate.write}';
