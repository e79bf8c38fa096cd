-- Where the owner of the database is an ordinary role (a managed PostgreSQL), forced row-level security binds it too,
-- and the narrow functions that look before a workspace is known would find nothing. They run as the owner, whom nothing is hidden from.
-- The server itself works as loam_app, to which this policy doesn't apply.

create or replace function tenant(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant on %s using (workspace_id = (select current_workspace())) with check (workspace_id = (select current_workspace()))', target);
  execute format('create policy owner on %s to %I using (true) with check (true)', target, current_user);
  execute format('grant select, insert, update, delete on %s to loam_app', target);
end $$;

do $$
declare target regclass;
begin
  for target in select polrelid::regclass from pg_policy where polname = 'tenant' loop
    execute format('create policy owner on %s to %I using (true) with check (true)', target, current_user);
  end loop;
end $$;

-- Removes the sample workspace of the running transaction, all of it, also what is otherwise written once.
-- Anything but a sample is left alone. Returns the users who belonged nowhere else and are gone with it.
create function remove_sample_workspace() returns setof uuid language plpgsql security definer set search_path = public as $$
declare
  target uuid := current_workspace();
  people uuid[];
  name text;
  waiting integer;
begin
  if not exists (select from workspace where id = target and sample) then return; end if;
  select array_agg(user_id) into people from member where workspace_id = target;
  -- Tables refer to each other: what can't go yet goes in a later round.
  for round in 1..20 loop
    waiting := 0;
    for name in
      select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    loop
      begin
        execute format('delete from %I where workspace_id = $1', name) using target;
      exception when foreign_key_violation then waiting := waiting + 1;
      end;
    end loop;
    exit when waiting = 0;
  end loop;
  if waiting > 0 then raise exception 'some rows of the sample could not be removed'; end if;
  delete from workspace where id = target;
  return query delete from auth."user" u
    where u.id = any(people) and not exists (select from member m where m.user_id = u.id) returning u.id;
end $$;
