-- Customers: accounts, contacts, leads, notes, tasks, and the ids that outside sources know them by.

-- Under row-level security an index serves only operators that can't leak. Set theory on text[] can't: its errors
-- never quote values. Where we may not mark it (a managed server) search still answers, by reading the workspace's rows.
do $$ begin
  alter function arraycontains(anyarray, anyarray) leakproof;
exception when insufficient_privilege then null;
end $$;

create table account (
  workspace_id uuid not null, id uuid not null,
  name text not null, short_name text, credit_code text,
  owner_id uuid, department_id uuid, region_id uuid, parent_id uuid,
  industry text, tier text, priority text check (priority in ('S', 'A', 'B', 'C', 'D')),
  tags text[] not null default '{}', address text, website text,
  facts jsonb not null default '[]',
  placeholder boolean not null default false,
  score_log_odds double precision, score double precision, score_low double precision, score_high double precision,
  scored_at timestamptz, last_activity_at timestamptz,
  name_sort text not null, name_key text not null, grams text[] not null, search_text text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(), created_by uuid, updated_at timestamptz not null default now(),
  deleted_at timestamptz, merged_into uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, department_id) references department (workspace_id, id),
  foreign key (workspace_id, region_id) references region (workspace_id, id),
  foreign key (workspace_id, parent_id) references account (workspace_id, id)
);
create index account_name on account (workspace_id, name_sort collate "C", id) where deleted_at is null;
create index account_score on account (workspace_id, score desc nulls last, id) where deleted_at is null;
create index account_activity on account (workspace_id, last_activity_at desc nulls last, id) where deleted_at is null;
create index account_created on account (workspace_id, created_at desc, id) where deleted_at is null;
create index account_owner on account (workspace_id, owner_id) where deleted_at is null;
create index account_department on account (workspace_id, department_id) where deleted_at is null;
create index account_parent on account (workspace_id, parent_id) where parent_id is not null;
create index account_code on account (workspace_id, credit_code) where deleted_at is null and credit_code is not null;
create index account_key on account (workspace_id, name_key) where deleted_at is null;
create index account_grams on account using gin (grams) where deleted_at is null;
create index account_tags on account using gin (tags) where deleted_at is null;
select tenant('account');

create table contact (
  workspace_id uuid not null, id uuid not null,
  name text not null, title text, account_id uuid,
  role text check (role in ('champion', 'user', 'evaluator', 'decider')),
  phones text[] not null default '{}', email text, wechat text, tags text[] not null default '{}',
  owner_id uuid, department_id uuid,
  placeholder boolean not null default false, last_activity_at timestamptz,
  name_sort text not null, grams text[] not null, search_text text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(), created_by uuid, updated_at timestamptz not null default now(),
  deleted_at timestamptz, merged_into uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id)
);
create index contact_name on contact (workspace_id, name_sort collate "C", id) where deleted_at is null;
create index contact_activity on contact (workspace_id, last_activity_at desc nulls last, id) where deleted_at is null;
create index contact_created on contact (workspace_id, created_at desc, id) where deleted_at is null;
create index contact_account on contact (workspace_id, account_id);
create index contact_owner on contact (workspace_id, owner_id) where deleted_at is null;
create index contact_department on contact (workspace_id, department_id) where deleted_at is null;
create index contact_grams on contact using gin (grams) where deleted_at is null;
select tenant('contact');

-- A contact of an account is seen by whoever sees the account: it carries the account's owner and department.
create function contact_follow_account() returns trigger language plpgsql as $$
begin
  if new.account_id is not null then
    select a.owner_id, a.department_id into new.owner_id, new.department_id
      from account a where a.workspace_id = new.workspace_id and a.id = new.account_id;
  end if;
  return new;
end $$;
create trigger contact_follow_account before insert or update of account_id on contact
  for each row execute function contact_follow_account();
create function account_lead_contacts() returns trigger language plpgsql as $$
begin
  update contact set owner_id = new.owner_id, department_id = new.department_id
    where workspace_id = new.workspace_id and account_id = new.id;
  return null;
end $$;
create trigger account_lead_contacts after update of owner_id, department_id on account for each row
  when (old.owner_id is distinct from new.owner_id or old.department_id is distinct from new.department_id)
  execute function account_lead_contacts();

create table lead (
  workspace_id uuid not null, id uuid not null,
  name text not null, account_id uuid, contact_id uuid, source text, remark text,
  status text not null default 'open' check (status in ('open', 'working', 'qualified', 'closed')),
  priority text not null default 'C' check (priority in ('S', 'A', 'B', 'C', 'D')),
  owner_id uuid, department_id uuid, tags text[] not null default '{}',
  name_sort text not null, grams text[] not null, search_text text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(), created_by uuid, updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index lead_name on lead (workspace_id, name_sort collate "C", id) where deleted_at is null;
create index lead_created on lead (workspace_id, created_at desc, id) where deleted_at is null;
create index lead_priority on lead (workspace_id, (strpos('SABCD', priority)), created_at desc, id) where deleted_at is null;
create index lead_account on lead (workspace_id, account_id) where deleted_at is null;
create index lead_owner on lead (workspace_id, owner_id) where deleted_at is null;
create index lead_department on lead (workspace_id, department_id) where deleted_at is null;
create index lead_grams on lead using gin (grams) where deleted_at is null;
select tenant('lead');

create table note (
  workspace_id uuid not null, id uuid not null,
  account_id uuid, lead_id uuid, contact_ids uuid[] not null default '{}',
  kind text not null check (kind in ('call', 'visit', 'wechat', 'mail', 'meeting', 'other')),
  body text not null,
  outcome text check (outcome in ('advanced', 'unchanged', 'blocked', 'won', 'lost')),
  next_on date, at timestamptz not null, author_id uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(), deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id),
  check (account_id is not null or lead_id is not null)
);
create index note_account on note (workspace_id, account_id, at desc) where deleted_at is null;
create index note_lead on note (workspace_id, lead_id, at desc) where deleted_at is null and lead_id is not null;
create index note_contacts on note using gin (contact_ids) where deleted_at is null;
select tenant('note');

create table task (
  workspace_id uuid not null, id uuid not null,
  title text not null, account_id uuid, contact_id uuid, due_at timestamptz,
  assignee_id uuid not null, department_id uuid, created_by uuid, origin text,
  done_at timestamptz, done_by uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(), deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index task_assignee on task (workspace_id, assignee_id, due_at) where deleted_at is null;
create index task_account on task (workspace_id, account_id) where deleted_at is null;
create unique index task_origin on task (workspace_id, origin) where origin is not null;
select tenant('task');

create table external_id (
  workspace_id uuid not null, source text not null, kind text not null check (kind in ('account', 'contact')),
  external_id text not null, subject_id uuid not null, created_at timestamptz not null default now(),
  primary key (workspace_id, source, kind, external_id)
);
create index external_id_subject on external_id (workspace_id, subject_id);
select tenant('external_id');

-- A text as a uuid, or null if it is none: outside ids come in any form.
create function uuid_or_null(value text) returns uuid language sql immutable parallel safe
  as $$ select case when value ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then value::uuid end $$;
