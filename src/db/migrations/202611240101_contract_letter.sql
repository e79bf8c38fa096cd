-- What leaves for the signer with a sending is owed by the link's row, written in the transaction that sends: after a crash it
-- leaves all the same. Null: a link from before, or one that needs no letter.
alter table contract_link
  add letter text check (letter in ('due', 'sent', 'failed')),
  add letter_at timestamptz, -- sent, or last tried
  add letter_tries integer not null default 0,
  add letter_fault jsonb; -- why the last try failed, in both languages
