-- Contracts: clauses of the library, drafts, versions that never change, signatures, and the chain of what happened.

create table contract_clause (
  workspace_id uuid not null, id uuid not null, key text not null, position integer not null,
  risk text not null check (risk in ('low', 'medium', 'high')), -- of departing from the wording
  condition text not null, above_amount bigint, mandatory boolean not null,
  archived_at timestamptz,
  primary key (workspace_id, id)
);
create unique index contract_clause_key on contract_clause (workspace_id, key);
select tenant('contract_clause');

create table contract_clause_version (
  workspace_id uuid not null, clause_id uuid not null, language text not null check (language in ('zh-CN', 'en')),
  version integer not null, title text not null, body text not null,
  created_by uuid, created_at timestamptz not null,
  primary key (workspace_id, clause_id, language, version),
  foreign key (workspace_id, clause_id) references contract_clause (workspace_id, id)
);
select tenant('contract_clause_version');
revoke update, delete on contract_clause_version from loam_app; -- written once

create table contract_template (
  workspace_id uuid not null, id uuid not null, name text not null, clause_ids uuid[] not null,
  created_at timestamptz not null, archived_at timestamptz,
  primary key (workspace_id, id)
);
select tenant('contract_template');

create table contract (
  workspace_id uuid not null, id uuid not null, number text not null, name text not null,
  quote_id uuid not null, quote_hash text not null, -- the revision that the draft rests on
  account_id uuid not null, opportunity_id uuid,
  status text not null default 'draft' check (status in
    ('draft', 'ready', 'sent', 'signed-by-us', 'signed-by-customer', 'effective', 'declined', 'expired', 'withdrawn')),
  draft jsonb not null, draft_version integer not null default 1, draft_by uuid, draft_at timestamptz not null,
  -- The newest version.
  version integer, hash text,
  amount bigint not null, currency text not null,
  expires_at timestamptz, -- of the newest sending: what isn't signed by then has expired
  sent_at timestamptz, signed_by_us_at timestamptz, signed_by_customer_at timestamptz, closed_at timestamptz, reason text,
  file_key text, file_hash text, -- the sealed PDF
  envelope text, -- at a signing provider
  owner_id uuid, department_id uuid,
  name_sort text not null, grams text[] not null, search_text text not null,
  created_at timestamptz not null, created_by uuid, updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, quote_id) references quote (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id),
  check ((version is null) = (hash is null)),
  -- Nothing takes effect that one side alone has signed.
  check (status <> 'effective' or (signed_by_us_at is not null and signed_by_customer_at is not null))
);
create unique index contract_number on contract (workspace_id, number);
create unique index contract_living on contract (workspace_id, quote_id) where status <> 'withdrawn';
create index contract_updated on contract (workspace_id, updated_at desc, id);
create index contract_account on contract (workspace_id, account_id);
create index contract_grams on contract using gin (grams);
create index contract_expiry on contract (expires_at) where status in ('sent', 'signed-by-us', 'signed-by-customer');
select tenant('contract');

create table contract_version (
  workspace_id uuid not null, hash text not null, contract_id uuid not null, number integer not null,
  draft_version integer not null, -- one draft version is frozen once, however often it is asked for
  content jsonb not null, created_by uuid, created_at timestamptz not null,
  primary key (workspace_id, hash),
  foreign key (workspace_id, contract_id) references contract (workspace_id, id)
);
create unique index contract_version_number on contract_version (workspace_id, contract_id, number);
create unique index contract_version_draft on contract_version (workspace_id, contract_id, draft_version);
select tenant('contract_version');
revoke update, delete on contract_version from loam_app; -- written once

create table contract_event (
  workspace_id uuid not null, contract_id uuid not null, seq integer not null, type text not null, at timestamptz not null,
  previous text, body jsonb not null, person_hash text, hash text not null,
  primary key (workspace_id, contract_id, seq),
  foreign key (workspace_id, contract_id) references contract (workspace_id, id)
);
select tenant('contract_event');
revoke update, delete on contract_event from loam_app; -- written once

-- Who acted and how they were identified: apart from the chain, which holds its hash alone, so that it can be erased.
create table contract_person (
  workspace_id uuid not null, contract_id uuid not null, seq integer not null, person jsonb not null,
  primary key (workspace_id, contract_id, seq),
  foreign key (workspace_id, contract_id, seq) references contract_event (workspace_id, contract_id, seq)
);
select tenant('contract_person');

-- What a side signed with: a typed name, or strokes drawn.
create table contract_mark (
  workspace_id uuid not null, contract_id uuid not null, hash text not null, side text not null check (side in ('us', 'customer')),
  mark jsonb not null, at timestamptz not null,
  primary key (workspace_id, contract_id, hash, side),
  foreign key (workspace_id, contract_id) references contract (workspace_id, id)
);
select tenant('contract_mark');

create table contract_link (
  workspace_id uuid not null, id uuid not null, contract_id uuid not null, hash text not null,
  token_hash text not null, -- the token itself is made of the id and the installation's secret, and kept nowhere
  expires_at timestamptz not null, revoked_at timestamptz, opened_at timestamptz, created_at timestamptz not null,
  -- The code under way.
  code_hash text, code_sent_at timestamptz, code_tries integer not null default 0, codes_sent integer not null default 0,
  codes_since timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, contract_id) references contract (workspace_id, id)
);
create unique index contract_link_token on contract_link (token_hash);
create index contract_link_contract on contract_link (workspace_id, contract_id);
select tenant('contract_link');

-- Numbers of contracts run by day.
create table contract_counter (
  workspace_id uuid not null, day date not null, last integer not null,
  primary key (workspace_id, day)
);
select tenant('contract_counter');

-- A link is opened before any workspace is known.
create function contract_link_place(wanted text) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  as $$ select l.workspace_id, l.id from contract_link l where l.token_hash = wanted $$;

-- So is what a signing provider tells of an envelope.
create function contract_envelope_place(wanted text) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  as $$ select c.workspace_id, c.id from contract c where c.envelope = wanted $$;

-- Contracts whose time to sign is over, and effective ones whose file a crash kept from being made, in any workspace.
create function contracts_due(before timestamptz) returns table (workspace_id uuid, id uuid, due text)
  language sql stable security definer set search_path = public
  as $$
    select c.workspace_id, c.id, 'expiry' from contract c
      where c.status in ('sent', 'signed-by-us', 'signed-by-customer') and c.expires_at <= before
    union all
    select c.workspace_id, c.id, 'file' from contract c where c.status = 'effective' and c.file_hash is null
    limit 500
  $$;

-- Roles that came with the workspace learn what is new; row-level security is lifted for the owner alone, for this statement.
alter table role no force row level security;
update role set permissions = permissions || '{contract.read,contract.write,contract.seal}'
  where built_in in ('admin', 'director', 'manager', 'rep');
update role set permissions = permissions || '{contract.read}' where built_in = 'compliance';
alter table role force row level security;
