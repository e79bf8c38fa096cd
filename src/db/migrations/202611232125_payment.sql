-- Payments: what a signed contract makes due, what the bank says came in, and which of it pays what. History is kept: a
-- confirmation that is taken back stays, marked.

-- One per signed contract.
create table payment_plan (
  workspace_id uuid not null, contract_id uuid not null, quote_id uuid not null, account_id uuid not null, opportunity_id uuid,
  number text not null, name text not null, amount bigint not null check (amount >= 0), currency text not null,
  reference_numbers text[] not null, -- by which people name the deal
  threshold bigint not null, -- delivery may start once so much of the first payment is confirmed
  sellers uuid[] not null, -- who made or owns the deal: they never confirm its money
  owner_id uuid, department_id uuid,
  signed_day date not null, created_at timestamptz not null default now(),
  primary key (workspace_id, contract_id),
  foreign key (workspace_id, account_id) references account (workspace_id, id)
);
create index payment_plan_quote on payment_plan (workspace_id, quote_id);
create index payment_plan_account on payment_plan (workspace_id, account_id);
select tenant('payment_plan');

create table receivable (
  workspace_id uuid not null, id uuid not null, contract_id uuid not null, place integer not null,
  kind text not null check (kind in ('first', 'milestone', 'retention')), label text not null, percent text not null,
  amount bigint not null check (amount > 0), due_day date not null,
  received bigint not null default 0 check (received between 0 and amount),
  settled_day date, -- when the last of it came in
  primary key (workspace_id, id),
  foreign key (workspace_id, contract_id) references payment_plan (workspace_id, contract_id)
);
create unique index receivable_place on receivable (workspace_id, contract_id, place);
create index receivable_open on receivable (workspace_id, due_day) where received < amount;
select tenant('receivable');

create table bank_account (
  workspace_id uuid not null, id uuid not null, name text not null, number text not null, currency text not null default 'CNY',
  created_at timestamptz not null default now(), archived_at timestamptz,
  primary key (workspace_id, id)
);
create unique index bank_account_number on bank_account (workspace_id, number);
select tenant('bank_account');

-- How a bank's table is read, by its header: the next file of that form needs nobody.
create table statement_form (
  workspace_id uuid not null, header_hash text not null, header text[] not null, mapping jsonb not null,
  bank_account_id uuid, used_at timestamptz not null default now(),
  primary key (workspace_id, header_hash)
);
select tenant('statement_form');

create table bank_statement (
  workspace_id uuid not null, id uuid not null, bank_account_id uuid not null, name text not null, hash text not null,
  kind text not null check (kind in ('csv', 'xlsx', 'mt940', 'camt053', 'webhook')),
  status text not null default 'reading' check (status in ('reading', 'matching', 'done', 'failed')),
  total integer not null default 0, done integer not null default 0,
  fresh integer not null default 0, known integer not null default 0, outgoing integer not null default 0,
  result jsonb, faults jsonb not null default '[]', fault_count integer not null default 0,
  created_by uuid, created_at timestamptz not null, finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, bank_account_id) references bank_account (workspace_id, id)
);
create unique index bank_statement_hash on bank_statement (workspace_id, bank_account_id, hash);
create index bank_statement_new on bank_statement (workspace_id, created_at desc);
select tenant('bank_statement');

create table bank_line (
  workspace_id uuid not null, id uuid not null, statement_id uuid not null, bank_account_id uuid not null,
  fingerprint text not null, -- the same act in two files is one line
  day date not null, amount bigint not null check (amount <> 0), currency text not null,
  payer text not null, payer_account text not null, remark text not null, reference text not null, reversal boolean not null,
  state text not null default 'open' check (state in ('open', 'part', 'done', 'ignored', 'reversed')),
  rest bigint not null, -- what no due item has got
  proposal jsonb, score integer not null default 0, exact boolean not null default false,
  reason text, version integer not null default 1,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, statement_id) references bank_statement (workspace_id, id),
  check (case when amount > 0 then rest between 0 and amount else rest = 0 end)
);
create unique index bank_line_fingerprint on bank_line (workspace_id, bank_account_id, fingerprint);
create index bank_line_state on bank_line (workspace_id, state, day desc);
select tenant('bank_line');

-- A part of a line that pays a due item, as finance (or the exact rule) confirmed it.
create table allocation (
  workspace_id uuid not null, id uuid not null, line_id uuid not null, receivable_id uuid not null,
  amount bigint not null check (amount > 0), -- in the debt's currency
  taken bigint not null check (taken > 0), -- in the line's
  by_rule boolean not null, confirmed_by uuid, confirmed_at timestamptz not null, reasons jsonb not null,
  reversed_at timestamptz, reversed_by uuid, reversal_reason text, reversal_line_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, line_id) references bank_line (workspace_id, id),
  foreign key (workspace_id, receivable_id) references receivable (workspace_id, id),
  check (by_rule or confirmed_by is not null)
);
create index allocation_line on allocation (workspace_id, line_id);
create index allocation_receivable on allocation (workspace_id, receivable_id);
select tenant('allocation');
revoke update, delete on allocation from loam_app;
grant update (reversed_at, reversed_by, reversal_reason, reversal_line_id) on allocation to loam_app;

-- Who has paid for a customer before: what finance once confirmed is known the next time.
create table known_payer (
  workspace_id uuid not null, account_id uuid not null, payer text not null, since timestamptz not null default now(),
  primary key (workspace_id, account_id, payer),
  foreign key (workspace_id, account_id) references account (workspace_id, id)
);
select tenant('known_payer');

-- What people were told of a due item, so that nobody is told twice.
create table payment_notice (
  workspace_id uuid not null, receivable_id uuid not null, kind text not null, told_day date not null,
  primary key (workspace_id, receivable_id, kind),
  foreign key (workspace_id, receivable_id) references receivable (workspace_id, id)
);
select tenant('payment_notice');

alter table role no force row level security;
update role set permissions = permissions || '{payment.read,payment.import,payment.confirm,invoice.write}' where built_in = 'admin';
update role set permissions = permissions || '{payment.read,invoice.write}' where built_in in ('director', 'manager', 'rep');
update role set permissions = permissions || '{payment.read}' where built_in = 'compliance';
insert into role (workspace_id, id, name, built_in, permissions, scope)
  select r.workspace_id, gen_random_uuid(), case when exists (select 1 from role o where o.workspace_id = r.workspace_id and o.name = '财务') then '财务（Loam）' else '财务' end,
    'finance', '{crm.read,quote.read,contract.read,payment.read,payment.import,payment.confirm,invoice.write}', 'all'
  from role r where r.built_in = 'admin' and not exists (select 1 from role f where f.workspace_id = r.workspace_id and f.built_in = 'finance');
alter table role force row level security;
