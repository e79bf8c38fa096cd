-- Experiments: which unit was exposed when, into which arm, what came of it; and the sums that read-outs are made of.

-- One row per stretch in which holdout, shares, salt, unit, outcome and horizon stayed as they were: sums never mix designs.
create table experiment_run (
  workspace_id uuid not null, id uuid not null, strategy_id text not null, number integer not null,
  design jsonb not null, design_key text not null, tuning integer not null,
  started_at timestamptz not null, ended_at timestamptz,
  ending text check (ending in ('superseded', 'retired', 'stopped', 'shipped', 'rolled-back')),
  open_until bigint not null default 0, -- instant up to which an act may still be an outcome of one of its units
  mixed_accounts integer not null default 0, -- accounts whose contacts are in different arms
  primary key (workspace_id, id)
);
create unique index experiment_run_number on experiment_run (workspace_id, strategy_id, number);
select tenant('experiment_run');

create table experiment_version (
  workspace_id uuid not null, strategy_id text not null, version integer not null,
  run_id uuid, -- null: this version is no experiment
  primary key (workspace_id, strategy_id, version)
);
select tenant('experiment_version');

create table experiment_unit (
  workspace_id uuid not null, run_id uuid not null, unit text not null,
  arm text not null, account_id uuid, exposed_at bigint not null, matures_at bigint not null, day date not null,
  segments jsonb not null, touches double precision not null,
  value double precision not null, guards double precision[] not null,
  firing_id text not null, decision_id uuid not null,
  primary key (workspace_id, run_id, unit),
  foreign key (workspace_id, run_id) references experiment_run (workspace_id, id)
);
create index experiment_unit_account on experiment_unit (workspace_id, account_id, matures_at);
create index experiment_unit_unit on experiment_unit (workspace_id, unit, matures_at);
select tenant('experiment_unit');

-- Sums of the units of an arm and segment whose horizon ends on `day`; dimension '' is everybody. x: touches, y: the outcome.
create table experiment_cell (
  workspace_id uuid not null, run_id uuid not null, arm text not null,
  dimension text not null, value text not null, day date not null,
  n bigint not null, y double precision not null, yy double precision not null,
  x double precision not null, xx double precision not null, xy double precision not null, guards double precision[] not null,
  primary key (workspace_id, run_id, dimension, value, day, arm)
);
select tenant('experiment_cell');

-- What was known of the exposed before: sums by arm and covariate.
create table experiment_baseline (
  workspace_id uuid not null, run_id uuid not null, arm text not null, name text not null,
  n bigint not null, x double precision not null, xx double precision not null,
  primary key (workspace_id, run_id, arm, name)
);
select tenant('experiment_baseline');

-- Up to which entry of the log outcomes are counted.
create table experiment_position (workspace_id uuid primary key, seq bigint not null);
select tenant('experiment_position');

-- What was decided, on which figures. Written once.
create table experiment_judgement (
  workspace_id uuid not null, id uuid not null, run_id uuid not null,
  act text not null check (act in ('stopped', 'shipped', 'rolled-back')),
  reason text not null, decided_by uuid, decided_at timestamptz not null, from_version integer not null, to_version integer,
  report jsonb not null,
  primary key (workspace_id, id)
);
create index experiment_judgement_run on experiment_judgement (workspace_id, run_id, decided_at);
select tenant('experiment_judgement');
revoke update, delete on experiment_judgement from loam_app;
