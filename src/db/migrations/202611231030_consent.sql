-- Consent: purposes, their notices as versions, and the ledger of what people chose.

create table consent_purpose (
  workspace_id uuid not null, id text not null, name jsonb not null, created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select tenant('consent_purpose');

create table consent_notice (
  workspace_id uuid not null, purpose text not null, version integer not null,
  line jsonb not null, body jsonb not null, created_by uuid, created_at timestamptz not null default now(),
  primary key (workspace_id, purpose, version),
  foreign key (workspace_id, purpose) references consent_purpose (workspace_id, id)
);
select tenant('consent_notice');
revoke update on consent_notice from loam_app; -- people agreed to these very words

create table consent_entry (
  workspace_id uuid not null, seq bigint generated always as identity,
  subject uuid not null, purpose text not null,
  decision text not null check (decision in ('granted', 'refused', 'withdrawn')),
  source text not null, channel text not null, notice_version integer, recorded_by uuid, remark text,
  at timestamptz not null, recorded_at timestamptz not null default now(),
  primary key (workspace_id, seq),
  foreign key (workspace_id, purpose) references consent_purpose (workspace_id, id)
);
create index on consent_entry (workspace_id, subject, purpose, seq desc);
select tenant('consent_entry');
revoke update on consent_entry from loam_app; -- written once
grant usage on all sequences in schema public to loam_app;

-- What was held back at ingest for want of permission.
create table consent_held (
  workspace_id uuid not null, day date not null, outcome text not null check (outcome in ('dropped', 'unnamed')), amount bigint not null,
  primary key (workspace_id, day, outcome)
);
select tenant('consent_held');
