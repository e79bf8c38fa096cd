-- Questions about causes and their answers: each written once, so that what was concluded can be looked up as it was.

create table cause_study (
  workspace_id uuid not null, id uuid not null,
  question jsonb not null, log_seq bigint not null, -- what of the log was there to be read
  asked_by uuid, asked_at timestamptz not null,
  primary key (workspace_id, id)
);
create index cause_study_asked on cause_study (workspace_id, asked_at desc);
select tenant('cause_study');
revoke update, delete on cause_study from loam_app;

create table cause_result (
  workspace_id uuid not null, study_id uuid not null,
  state text not null check (state in ('done', 'cancelled', 'failed')), body jsonb,
  finished_at timestamptz not null,
  primary key (workspace_id, study_id),
  foreign key (workspace_id, study_id) references cause_study (workspace_id, id)
);
select tenant('cause_result');
revoke update, delete on cause_result from loam_app;
