-- Ingest: what was learned about event types, and what was refused.

create table event_type (
  workspace_id uuid not null, type text not null, first_at timestamptz not null, last_at timestamptz not null,
  sources text[] not null default '{}', properties jsonb not null default '{}',
  primary key (workspace_id, type)
);
select tenant('event_type');

create table event_count (
  workspace_id uuid not null, type text not null, day date not null, amount bigint not null,
  primary key (workspace_id, type, day)
);
select tenant('event_count');

create table event_rejected (
  workspace_id uuid not null, seq bigint generated always as identity, at timestamptz not null, source text not null,
  code text not null, message jsonb not null, body text not null,
  primary key (workspace_id, seq)
);
select tenant('event_rejected');

-- How far an import of a file has come, so that it can go on where it stopped.
create table event_import (
  workspace_id uuid not null, id uuid not null, file_hash text not null, file_name text not null, mapping jsonb not null,
  rows_done bigint not null default 0, accepted bigint not null default 0, duplicates bigint not null default 0,
  rejected bigint not null default 0, started_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, id)
);
create unique index event_import_file on event_import (workspace_id, file_hash, (mapping::text));
select tenant('event_import');
grant usage on all sequences in schema public to loam_app;

-- Merged accounts and contacts: what was logged about `from_id` is read with `into_id`.
create view merged_subject with (security_invoker = true) as
  select workspace_id, merged_into as into_id, id as from_id from account where merged_into is not null
  union all
  select workspace_id, merged_into, id from contact where merged_into is not null;
grant select on merged_subject to loam_app;
