-- Red invoices: what takes an issued invoice back, wholly or in part; and the tax in an invoice, without which parts can’t be told.

-- As the tax office's system prints it; null for those noted before it was asked for.
alter table invoice add column tax bigint check (tax between 0 and amount);

create table red_invoice (
  workspace_id uuid not null, id uuid not null, invoice_id uuid not null,
  reason text not null check (reason in ('error', 'return', 'stop', 'allowance')),
  amount bigint not null check (amount > 0), tax bigint check (tax between 0 and amount),
  booked boolean not null, -- the buyer has deducted or booked the invoice: the confirmation form needs their consent
  note text not null default '',
  status text not null default 'asked' check (status in ('asked', 'confirming', 'issued', 'withdrawn')),
  form_number text, sent_at timestamptz, number text, issued_day date, why text,
  asked_by uuid, asked_at timestamptz not null, handled_by uuid, updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, invoice_id) references invoice (workspace_id, id),
  check (status <> 'confirming' or form_number is not null),
  check (status <> 'issued' or number is not null)
);
create index red_invoice_of on red_invoice (workspace_id, invoice_id);
create unique index red_invoice_number on red_invoice (workspace_id, number) where status = 'issued';
select tenant('red_invoice');
