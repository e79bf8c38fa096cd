-- Quotes: a draft that is edited, and revisions that never change. Approval, contract and signature bind to a revision's hash.

create table quote (
  workspace_id uuid not null, id uuid not null, number text not null, name text not null,
  account_id uuid not null, opportunity_id uuid,
  status text not null default 'draft' check (status in ('draft', 'issued', 'accepted', 'declined', 'withdrawn')),
  draft jsonb not null, draft_version integer not null default 1, draft_by uuid, draft_at timestamptz not null,
  -- The newest revision.
  revision integer, hash text, valid_until timestamptz,
  amount bigint not null default 0, currency text not null default 'CNY', -- with tax, of the newest revision, else of the draft
  closed_at timestamptz, reason text,
  document_id uuid, shared_revision integer,
  owner_id uuid, department_id uuid,
  name_sort text not null, grams text[] not null, search_text text not null,
  created_at timestamptz not null default now(), created_by uuid, updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id),
  foreign key (workspace_id, opportunity_id) references opportunity (workspace_id, id),
  check ((revision is null) = (hash is null))
);
create unique index quote_number on quote (workspace_id, number);
create index quote_updated on quote (workspace_id, updated_at desc, id) where deleted_at is null;
create index quote_account on quote (workspace_id, account_id) where deleted_at is null;
create index quote_opportunity on quote (workspace_id, opportunity_id) where deleted_at is null;
create index quote_grams on quote using gin (grams) where deleted_at is null;
select tenant('quote');

create table quote_revision (
  workspace_id uuid not null, hash text not null, quote_id uuid not null, number integer not null,
  draft_version integer not null, -- one draft version is issued once, however often it is asked for
  content jsonb not null, internal jsonb not null, -- internal: costs and floors, bound by content.costsHash
  issued_by uuid, issued_at timestamptz not null, valid_until timestamptz not null,
  primary key (workspace_id, hash),
  foreign key (workspace_id, quote_id) references quote (workspace_id, id)
);
create unique index quote_revision_number on quote_revision (workspace_id, quote_id, number);
create unique index quote_revision_draft on quote_revision (workspace_id, quote_id, draft_version);
select tenant('quote_revision');
revoke update, delete on quote_revision from loam_app; -- written once

-- Numbers of quotes run by day.
create table quote_counter (
  workspace_id uuid not null, day date not null, last integer not null,
  primary key (workspace_id, day)
);
select tenant('quote_counter');
