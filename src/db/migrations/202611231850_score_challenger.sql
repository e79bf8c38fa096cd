-- Score models learned from outcomes, beside the one in force until somebody promotes or discards them.

create table score_challenger (
  workspace_id uuid not null, id uuid not null,
  based_on integer not null, question jsonb not null,
  state text not null check (state in ('learning', 'ready', 'failed', 'promoted', 'discarded')),
  model jsonb, card jsonb,
  created_by uuid, created_at timestamptz not null,
  ended_by uuid, ended_at timestamptz,
  primary key (workspace_id, id)
);
create index score_challenger_created on score_challenger (workspace_id, created_at desc);
select tenant('score_challenger');
