-- Approval: flows in versions, cases bound to one revision, and every act on them.

create table approval_flow (
  workspace_id uuid not null, subject text not null check (subject in ('quote', 'contract')), version integer not null,
  steps jsonb not null, note text not null default '', saved_by uuid, saved_at timestamptz not null,
  primary key (workspace_id, subject, version)
);
select tenant('approval_flow');
revoke update, delete on approval_flow from loam_app; -- a running case stays on its version

create table approval_case (
  workspace_id uuid not null, id uuid not null,
  subject text not null check (subject in ('quote', 'contract')), subject_id uuid not null, hash text not null,
  flow_version integer not null, -- 0: the one that a workspace begins with
  status text not null
    check (status in ('open', 'blocked', 'returned', 'approved', 'rejected', 'withdrawn', 'voided')),
  state jsonb not null, facts jsonb not null,
  title text not null, number text not null, account_id uuid not null, amount bigint not null, currency text not null,
  author_id uuid, owner_id uuid, department_id uuid,
  note text not null default '', asked_by uuid not null, asked_at timestamptz not null,
  since timestamptz not null, due_at timestamptz, reminded_at timestamptz, ended_at timestamptz,
  acts integer not null default 0, last_hash text not null,
  primary key (workspace_id, id)
);
create unique index approval_case_live on approval_case (workspace_id, subject, subject_id)
  where status in ('open', 'blocked', 'returned');
create index approval_case_subject on approval_case (workspace_id, subject, subject_id, asked_at desc);
create index approval_case_asked on approval_case (workspace_id, asked_at desc, id);
select tenant('approval_case');
revoke delete on approval_case from loam_app;

-- Acts are written once, each with the hash of the one before; `body` is the text that is hashed. `id` is the client's.
create table approval_act (
  workspace_id uuid not null, case_id uuid not null, position integer not null, id text not null,
  actor_id uuid, at timestamptz not null, body text not null, previous_hash text not null, hash text not null,
  primary key (workspace_id, case_id, position),
  unique (workspace_id, case_id, id),
  foreign key (workspace_id, case_id) references approval_case (workspace_id, id)
);
select tenant('approval_act');
revoke update, delete on approval_act from loam_app;

-- Who has to do with a case: asked, standing in, or told. They see it, whoever's it is.
create table approval_person (
  workspace_id uuid not null, case_id uuid not null, person_id uuid not null,
  waiting boolean not null, since timestamptz not null,
  primary key (workspace_id, case_id, person_id),
  foreign key (workspace_id, case_id) references approval_case (workspace_id, id)
);
create index approval_person_waiting on approval_person (workspace_id, person_id) where waiting;
select tenant('approval_person');

update role set permissions = permissions || '{approval.read,approval.decide}'
  where built_in in ('admin', 'director', 'manager', 'rep') and not permissions @> '{approval.read}';
update role set permissions = permissions || '{approval.read}'
  where built_in = 'compliance' and not permissions @> '{approval.read}';
