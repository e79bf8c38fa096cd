-- The permissions and the role of delivery, also where the owner of the tables is held by row-level security; lifted for these statements.
alter table role no force row level security;
update role set permissions = permissions || '{delivery.read}'
  where built_in in ('admin', 'director', 'manager', 'rep', 'compliance') and not permissions @> '{delivery.read}';
update role set permissions = permissions || '{delivery.write}'
  where built_in in ('admin', 'director', 'manager') and not permissions @> '{delivery.write}';
insert into role (workspace_id, id, name, built_in, permissions, scope)
  select r.workspace_id, gen_random_uuid(),
    case when exists (select 1 from role o where o.workspace_id = r.workspace_id and o.name = '交付主管') then '交付主管（Loam）' else '交付主管' end,
    'delivery', '{crm.read,document.read,quote.read,contract.read,delivery.read,delivery.write}', 'all'
  from role r where r.built_in = 'admin'
    and not exists (select 1 from role d where d.workspace_id = r.workspace_id and d.built_in = 'delivery');
alter table role force row level security;
