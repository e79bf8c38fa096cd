-- Forecasts as they were issued, and what people said instead: both written once, so that both can be scored.

create table forecast_issue (
  workspace_id uuid not null, day date not null, issued_at timestamptz not null,
  body jsonb not null,
  primary key (workspace_id, day)
);
select tenant('forecast_issue');
revoke update, delete on forecast_issue from loam_app;

create table forecast_override (
  workspace_id uuid not null, id uuid not null,
  by_id uuid, department_id uuid, scope jsonb not null,
  period_from date not null, period_to date not null,
  amount bigint not null check (amount >= 0), currency text not null, why text not null,
  model_mean bigint not null, model_p10 bigint not null, model_p90 bigint not null,
  at timestamptz not null,
  primary key (workspace_id, id)
);
create index forecast_override_period on forecast_override (workspace_id, period_from, at);
select tenant('forecast_override');
revoke update, delete on forecast_override from loam_app;
