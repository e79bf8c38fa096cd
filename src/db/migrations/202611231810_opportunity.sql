-- Qualified deals in the stages of a pipeline, and everything that ever changed about them: the forecast as of any past day reads it.

create table opportunity (
  workspace_id uuid not null, id uuid not null,
  name text not null, account_id uuid not null, product text,
  amount bigint check (amount >= 0), currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  stage text not null, outcome text check (outcome in ('won', 'lost')),
  expected_close_on date, lost_reason text,
  opened_at timestamptz not null, stage_since timestamptz not null, closed_at timestamptz,
  owner_id uuid, department_id uuid,
  name_sort text not null, grams text[] not null, search_text text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(), created_by uuid, updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id),
  check ((outcome is null) = (closed_at is null)),
  check (closed_at is null or closed_at >= opened_at)
);
create index opportunity_name on opportunity (workspace_id, name_sort collate "C", id) where deleted_at is null;
create index opportunity_opened on opportunity (workspace_id, opened_at desc, id) where deleted_at is null;
create index opportunity_expected on opportunity (workspace_id, expected_close_on, id) where deleted_at is null;
create index opportunity_amount on opportunity (workspace_id, amount desc nulls last, id) where deleted_at is null;
create index opportunity_closed on opportunity (workspace_id, closed_at) where deleted_at is null;
create index opportunity_account on opportunity (workspace_id, account_id) where deleted_at is null;
create index opportunity_owner on opportunity (workspace_id, owner_id) where deleted_at is null;
create index opportunity_department on opportunity (workspace_id, department_id) where deleted_at is null;
create index opportunity_grams on opportunity using gin (grams) where deleted_at is null;
select tenant('opportunity');

-- The state after each change. `from_stage` is null for the opening, equal to `to_stage` where another field changed.
create table opportunity_change (
  workspace_id uuid not null, id uuid not null, opportunity_id uuid not null,
  seq bigint generated always as identity, -- order within one instant
  at timestamptz not null, by_id uuid,
  from_stage text, to_stage text not null, outcome text check (outcome in ('won', 'lost')),
  amount bigint, currency text not null, expected_close_on date, lost_reason text,
  owner_id uuid, department_id uuid,
  recorded_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, opportunity_id) references opportunity (workspace_id, id)
);
create index opportunity_change_of on opportunity_change (workspace_id, opportunity_id, at, seq);
select tenant('opportunity_change');
revoke update, delete on opportunity_change from loam_app; -- written once
