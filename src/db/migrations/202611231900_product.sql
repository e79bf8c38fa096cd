-- What is sold, at which price: products, price books with their entries, and the rules between options.

create table product (
  workspace_id uuid not null, id uuid not null,
  code text not null, name text not null, family text,
  kind text not null default 'goods' check (kind in ('goods', 'subscription', 'service')),
  unit text not null, tax_rate numeric(5, 2) not null check (tax_rate >= 0 and tax_rate < 100), spec text,
  components jsonb not null default '[]', -- of a bundle: [{productId, quantity}]
  name_sort text not null, grams text[] not null, search_text text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(), archived_at timestamptz,
  primary key (workspace_id, id)
);
create unique index product_code on product (workspace_id, code);
create index product_name on product (workspace_id, name_sort collate "C", id) where archived_at is null;
create index product_grams on product using gin (grams);
select tenant('product');

create table price_book (
  workspace_id uuid not null, id uuid not null, name text not null,
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  tax_mode text not null check (tax_mode in ('inclusive', 'exclusive')),
  valid_from date not null, valid_to date, segment text, -- an account tier; null: everybody
  version integer not null default 1,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(), archived_at timestamptz,
  primary key (workspace_id, id),
  check (valid_to is null or valid_to >= valid_from)
);
select tenant('price_book');

create table price_entry (
  workspace_id uuid not null, book_id uuid not null, product_id uuid not null,
  price numeric(20, 6) not null check (price >= 0),
  tiers jsonb not null default '[]', -- [{from, price}] rising by from
  floor numeric(20, 6) check (floor >= 0), cost numeric(20, 6) check (cost >= 0), -- cost without tax
  primary key (workspace_id, book_id, product_id),
  foreign key (workspace_id, book_id) references price_book (workspace_id, id),
  foreign key (workspace_id, product_id) references product (workspace_id, id)
);
create index price_entry_product on price_entry (workspace_id, product_id);
select tenant('price_entry');

create table option_rule (
  workspace_id uuid not null, product_id uuid not null, other_id uuid not null,
  kind text not null check (kind in ('requires', 'excludes', 'goes-with')),
  primary key (workspace_id, product_id, other_id),
  foreign key (workspace_id, product_id) references product (workspace_id, id),
  foreign key (workspace_id, other_id) references product (workspace_id, id),
  check (product_id <> other_id)
);
create index option_rule_other on option_rule (workspace_id, other_id);
select tenant('option_rule');

-- Roles that came with the workspace learn what is new; row-level security is lifted for the owner alone, for this statement.
alter table role no force row level security;
update role set permissions = permissions || '{quote.read,quote.write}' where built_in in ('admin', 'director', 'manager', 'rep');
update role set permissions = permissions || '{price.cost,price.write}' where built_in in ('admin', 'director', 'manager');
update role set permissions = permissions || '{quote.read}' where built_in = 'compliance';
alter table role force row level security;
