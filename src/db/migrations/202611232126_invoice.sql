-- Invoices: what a customer is to be billed, with the data that the tax office asks for.

-- What is known of a customer for invoices; kept from the last request.
create table tax_profile (
  workspace_id uuid not null, account_id uuid not null,
  title text not null, credit_code text not null, address text not null, phone text not null, bank text not null, bank_number text not null,
  updated_at timestamptz not null, updated_by uuid,
  primary key (workspace_id, account_id),
  foreign key (workspace_id, account_id) references account (workspace_id, id)
);
select tenant('tax_profile');

create table invoice (
  workspace_id uuid not null, id uuid not null, contract_id uuid not null, account_id uuid not null,
  kind text not null check (kind in ('special', 'ordinary', 'digital-special', 'digital-ordinary')),
  amount bigint not null check (amount > 0), currency text not null,
  buyer jsonb not null, -- the tax data as they were when it was asked for
  note text not null default '',
  status text not null default 'asked' check (status in ('asked', 'issued', 'handed', 'void')),
  number text, issued_day date, reason text,
  asked_by uuid, asked_at timestamptz not null, handled_by uuid, updated_at timestamptz not null,
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, contract_id) references payment_plan (workspace_id, contract_id),
  check (status not in ('issued', 'handed') or number is not null)
);
create index invoice_contract on invoice (workspace_id, contract_id);
create index invoice_status on invoice (workspace_id, status, asked_at desc);
create unique index invoice_number on invoice (workspace_id, number) where status in ('issued', 'handed');
select tenant('invoice');
