-- A delivery whose first payment was taken back after it had begun, and what its lead decided.
alter table delivery
  add column unpaid_since timestamptz,
  add column unpaid_decision text check (unpaid_decision in ('pause', 'go-on')),
  add constraint delivery_unpaid check (unpaid_decision is null or unpaid_since is not null);
