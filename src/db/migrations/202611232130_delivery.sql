-- Delivery: teams, who is in them, and what each of them does on which day.

create table delivery_team (
  workspace_id uuid not null, id uuid not null, name text not null, lead_id uuid,
  -- Working hours, minutes since midnight in Shanghai: nothing is booked for a day that has begun.
  opens integer not null default 540, closes integer not null default 1080,
  version integer not null default 1, archived_at timestamptz, created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  check (opens >= 0 and closes <= 1440 and opens < closes)
);
create unique index delivery_team_name on delivery_team (workspace_id, name) where archived_at is null;
select tenant('delivery_team');

create table delivery_resource (
  workspace_id uuid not null, id uuid not null, team_id uuid not null, name text not null, user_id uuid,
  skills text[] not null default '{}', position integer not null default 0, ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, team_id) references delivery_team (workspace_id, id)
);
create index delivery_resource_team on delivery_resource (workspace_id, team_id);
select tenant('delivery_resource');

create table delivery (
  workspace_id uuid not null, id uuid not null, quote_id uuid not null, contract_id uuid,
  account_id uuid not null, title text not null,
  team_id uuid not null, skill text, people integer not null check (people > 0), days integer not null check (days > 0),
  starts_on date not null, ends_on date not null,
  state text not null check (state in ('held', 'planned', 'started', 'done', 'released', 'cancelled')),
  expires_at timestamptz, -- of a hold
  since timestamptz not null, reason text, version integer not null default 1,
  owner_id uuid, department_id uuid,
  created_at timestamptz not null, created_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, team_id) references delivery_team (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id)
);
-- A quote has one delivery, however often it is asked for.
create unique index delivery_standing on delivery (workspace_id, quote_id) where state in ('held', 'planned', 'started', 'done');
create index delivery_quote on delivery (workspace_id, quote_id);
create index delivery_expiry on delivery (workspace_id, expires_at) where state = 'held';
create index delivery_team_days on delivery (workspace_id, team_id, ends_on);
select tenant('delivery');

create table delivery_leave (
  workspace_id uuid not null, id uuid not null, resource_id uuid not null,
  from_on date not null, to_on date not null, reason text,
  primary key (workspace_id, id),
  foreign key (workspace_id, resource_id) references delivery_resource (workspace_id, id),
  check (from_on <= to_on)
);
select tenant('delivery_leave');

-- Who does what on a day. The key is the promise: nobody is booked twice on a day, whatever happens at once.
create table delivery_day (
  workspace_id uuid not null, resource_id uuid not null, day date not null,
  delivery_id uuid, leave_id uuid,
  primary key (workspace_id, resource_id, day),
  foreign key (workspace_id, resource_id) references delivery_resource (workspace_id, id),
  foreign key (workspace_id, delivery_id) references delivery (workspace_id, id),
  foreign key (workspace_id, leave_id) references delivery_leave (workspace_id, id) on delete cascade,
  check ((delivery_id is null) <> (leave_id is null))
);
create index delivery_day_delivery on delivery_day (workspace_id, delivery_id);
create index delivery_day_day on delivery_day (workspace_id, day);
select tenant('delivery_day');

-- What delivery has heard of a deal: events come in any order, and a slot may be chosen after the signature.
create table delivery_deal (
  workspace_id uuid not null, quote_id uuid not null, contract_id uuid,
  accepted_at timestamptz, signed_at timestamptz, covered_at timestamptz,
  primary key (workspace_id, quote_id)
);
create index delivery_deal_contract on delivery_deal (workspace_id, contract_id);
select tenant('delivery_deal');

-- Workspaces that are there already get the new permissions in the roles that start with them, and the role of the delivery lead.
update role set permissions = permissions || '{delivery.read}' where built_in in ('admin', 'director', 'manager', 'rep', 'compliance');
update role set permissions = permissions || '{delivery.write}' where built_in in ('admin', 'director', 'manager');
insert into role (workspace_id, id, name, built_in, permissions, scope)
  select id, gen_random_uuid(), '交付主管', 'delivery', '{crm.read,quote.read,delivery.read,delivery.write}', 'all' from workspace
  on conflict do nothing;
