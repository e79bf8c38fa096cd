-- Who adopted less than comparable people two weeks running, and what was different about their work: once a person and week.
create table adoption_finding (
  workspace_id uuid not null, user_id uuid not null, week date not null, department_id uuid,
  body jsonb not null, found_at timestamptz not null,
  primary key (workspace_id, user_id, week)
);
create index adoption_finding_week on adoption_finding (workspace_id, week);
select tenant('adoption_finding');
revoke update, delete on adoption_finding from loam_app;

-- What came up, by when: adoption is counted by the week in which a suggestion was shown.
create index suggestion_surfaced on suggestion (workspace_id, surfaced_at) where surfaced_at is not null;
