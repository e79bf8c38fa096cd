-- Rules of clauses are changed on the revision one has read; templates have versions, as wordings have.
alter table contract_clause add revision integer not null default 1;
alter table contract_template add version integer not null default 1;

create table contract_template_version (
  workspace_id uuid not null, template_id uuid not null, version integer not null,
  name text not null, clause_ids uuid[] not null, -- in the order in which a contract has them
  created_by uuid, created_at timestamptz not null,
  primary key (workspace_id, template_id, version),
  foreign key (workspace_id, template_id) references contract_template (workspace_id, id)
);
alter table contract_template no force row level security;
insert into contract_template_version
  select workspace_id, id, 1, name, clause_ids, null, created_at from contract_template;
alter table contract_template force row level security;
select tenant('contract_template_version');
revoke update, delete on contract_template_version from loam_app; -- written once
