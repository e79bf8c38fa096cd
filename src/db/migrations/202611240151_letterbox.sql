-- The demo's letter box: what would have been mailed, sealed like other secrets, since it holds links and codes.

create table kept_letter (
  workspace_id uuid not null, id uuid not null, sealed text not null, created_at timestamptz not null,
  primary key (workspace_id, id)
);
select tenant('kept_letter');
