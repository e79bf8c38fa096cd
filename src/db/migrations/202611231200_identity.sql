-- Invitations made by the system itself, links to choose a new password, and the count of sign-in attempts.

alter table invitation alter column created_by drop not null;
create index invitation_email on invitation (lower(email)) where accepted_at is null and revoked_at is null;

create table password_link (
  workspace_id uuid not null, id uuid not null, token_hash text not null unique,
  user_id uuid not null, created_by uuid,
  created_at timestamptz not null, expires_at timestamptz not null, used_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, user_id) references member (workspace_id, user_id) on delete cascade
);
select tenant('password_link');

-- One row per account and network that somebody tries to sign in with; keys are hashes.
create table auth.attempt (key text primary key, count integer not null, since timestamptz not null);
create index on auth.attempt (since);
grant select, insert, update, delete on auth.attempt to loam_app;

-- Reading the audit log newest first, by person or act.
create index audit_actor on audit (workspace_id, actor_id, at desc);

create function workspace_of_password_link(wanted text) returns uuid language sql stable security definer set search_path = public
  as $$ select workspace_id from password_link where token_hash = wanted $$;
create function invitation_for_email(wanted text, at timestamptz) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  as $$ select workspace_id, id from invitation
        where lower(email) = lower(wanted) and accepted_at is null and revoked_at is null and expires_at > at
        order by created_at desc limit 1 $$;
