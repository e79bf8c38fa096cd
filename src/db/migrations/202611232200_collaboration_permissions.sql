-- Built-in roles of workspaces that were there before get what they have in new ones (`roleDefaults` of platform/org): for quotes, approvals,
-- contracts, delivery, payments and mandates. Nothing is taken away. Row-level security is lifted for the owner, for this statement alone.
alter table role no force row level security;
with given (built_in, permissions) as (values
  ('rep', '{quote.read,quote.write,approval.read,approval.decide,payment.read,invoice.write,contract.read,contract.write,contract.seal,delivery.read}'::text[]),
  ('compliance', '{quote.read,approval.read,contract.read,delivery.read,payment.read}'),
  ('delivery', '{crm.read,document.read,quote.read,approval.read,contract.read,delivery.read,delivery.write}'),
  ('finance', '{crm.read,quote.read,approval.read,approval.decide,contract.read,payment.read,payment.import,payment.confirm,invoice.write}'),
  ('admin', '{price.cost,price.write,quote.read,quote.write,approval.read,approval.decide,contract.read,contract.write,contract.seal,delivery.read,delivery.write,payment.read,payment.import,payment.confirm,invoice.write,mandate.write}')
), wanted (built_in, permissions) as (
  select * from given
  union all
  select leaders.leader, permissions || '{price.cost,price.write,delivery.write}'
    from given, (values ('director'), ('manager')) as leaders (leader) where built_in = 'rep'
)
update role r
  set permissions = r.permissions || array(select p from unnest(g.permissions) p where p <> all (r.permissions))
  from wanted g
  where r.built_in = g.built_in and not r.permissions @> g.permissions;
alter table role force row level security;
