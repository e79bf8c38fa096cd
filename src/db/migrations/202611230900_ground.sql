-- The ground: the working role, the tenancy helper, workspaces, sign-in, organisation, keys, audit, outbox, settings.

do $$ begin
  create role loam_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant loam_app to %I', current_user);
exception when others then null; -- a superuser needs no grant; concurrent grants may collide
end $$;
grant usage on schema public to loam_app;
create extension if not exists pg_trgm;

-- The workspace of the running transaction; null outside of one, so that policies then show nothing.
create function current_workspace() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('loam.workspace', true), '')::uuid $$;

-- Locks a table to its workspace_id and lets the working role use it. Call it for every table of ours.
create function tenant(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant on %s using (workspace_id = (select current_workspace())) with check (workspace_id = (select current_workspace()))', target);
  execute format('grant select, insert, update, delete on %s to loam_app', target);
end $$;

create table workspace (
  id uuid primary key,
  name text not null,
  time_zone text not null default 'Asia/Shanghai',
  locale text not null default 'zh-CN',
  sample boolean not null default false,
  created_at timestamptz not null default now()
);
alter table workspace enable row level security;
alter table workspace force row level security;
create policy tenant on workspace using (id = (select current_workspace())) with check (id = (select current_workspace()));
grant select, insert, update, delete on workspace to loam_app;

-- better-auth's own tables, in their own schema.
create schema auth;
grant usage on schema auth to loam_app;
create table auth."user" (
  id uuid primary key, name text not null, email text not null unique, "emailVerified" boolean not null default false,
  image text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create table auth.session (
  id uuid primary key, "expiresAt" timestamptz not null, token text not null unique,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "ipAddress" text, "userAgent" text, "userId" uuid not null references auth."user" (id) on delete cascade
);
create index on auth.session ("userId");
create table auth.account (
  id uuid primary key, "accountId" text not null, "providerId" text not null,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  "accessToken" text, "refreshToken" text, "idToken" text,
  "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, scope text, password text,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create index on auth.account ("userId");
create table auth.verification (
  id uuid primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create index on auth.verification (identifier);
create table auth."rateLimit" (id uuid primary key, key text not null unique, count integer not null, "lastRequest" bigint not null);
grant select, insert, update, delete on all tables in schema auth to loam_app;

create table region (
  workspace_id uuid not null, id uuid not null, name text not null,
  primary key (workspace_id, id)
);
create unique index on region (workspace_id, name);
select tenant('region');

create table department (
  workspace_id uuid not null, id uuid not null, name text not null, parent_id uuid,
  region_id uuid, head_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, parent_id) references department (workspace_id, id),
  foreign key (workspace_id, region_id) references region (workspace_id, id)
);
select tenant('department');

create table role (
  workspace_id uuid not null, id uuid not null, name text not null, built_in text,
  permissions text[] not null default '{}',
  scope text not null check (scope in ('all', 'department', 'departments', 'own')),
  scope_departments uuid[] not null default '{}',
  primary key (workspace_id, id)
);
create unique index on role (workspace_id, name);
select tenant('role');

create table member (
  workspace_id uuid not null, user_id uuid not null references auth."user" (id) on delete cascade,
  name text not null, email text not null, phone text, title text,
  role_id uuid not null, department_id uuid, locale text not null default 'zh-CN',
  active boolean not null default true, created_at timestamptz not null default now(),
  primary key (workspace_id, user_id),
  foreign key (workspace_id, role_id) references role (workspace_id, id),
  foreign key (workspace_id, department_id) references department (workspace_id, id)
);
create index on member (user_id);
select tenant('member');

create table invitation (
  workspace_id uuid not null, id uuid not null, token_hash text not null unique, email text, name text,
  role_id uuid not null, department_id uuid, created_by uuid not null,
  created_at timestamptz not null default now(), expires_at timestamptz not null, accepted_at timestamptz, revoked_at timestamptz,
  primary key (workspace_id, id)
);
select tenant('invitation');

create table api_key (
  workspace_id uuid not null, id uuid not null, kind text not null check (kind in ('write', 'api')),
  name text not null, source text not null, prefix text not null, hash text not null unique,
  created_by uuid, created_at timestamptz not null default now(), last_used_at timestamptz, revoked_at timestamptz,
  primary key (workspace_id, id)
);
select tenant('api_key');

create table audit (
  workspace_id uuid not null, id uuid not null, at timestamptz not null default now(),
  actor_kind text not null, actor_id uuid, act text not null, subject_kind text not null, subject_id text not null,
  details jsonb not null default '{}', request_id text,
  primary key (workspace_id, id)
);
create index on audit (workspace_id, subject_kind, subject_id, at desc);
create index on audit (workspace_id, at desc);
select tenant('audit');
revoke update, delete on audit from loam_app; -- written once

create table outbox (
  id bigint generated always as identity primary key, workspace_id uuid not null, type text not null, payload jsonb not null,
  created_at timestamptz not null default now(), attempts integer not null default 0, last_error text,
  not_before timestamptz not null default now()
);
select tenant('outbox');
grant usage on all sequences in schema public to loam_app;

create table setting (
  workspace_id uuid not null, name text not null, value jsonb not null, updated_at timestamptz not null default now(),
  primary key (workspace_id, name)
);
select tenant('setting');

-- What must be known before a workspace is: each function answers one narrow question.
create function workspace_ids() returns setof uuid language sql stable security definer set search_path = public
  as $$ select id from workspace order by created_at $$;
create function workspaces_of_user(wanted uuid) returns setof uuid language sql stable security definer set search_path = public
  as $$ select workspace_id from member where user_id = wanted and active order by created_at $$;
create function api_key_by_hash(wanted text) returns table (workspace_id uuid, id uuid, kind text, source text)
  language sql stable security definer set search_path = public
  as $$ select workspace_id, id, kind, source from api_key where hash = wanted and revoked_at is null $$;
create function workspace_of_invitation(wanted text) returns uuid language sql stable security definer set search_path = public
  as $$ select workspace_id from invitation where token_hash = wanted $$;
create function outbox_pending(most integer) returns table (id bigint, workspace_id uuid, type text)
  language sql stable security definer set search_path = public
  as $$ select id, workspace_id, type from outbox where not_before <= now() order by id limit most $$;
