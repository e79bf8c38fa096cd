-- Who asks: everything a request needs to know of a signed-in person, by their session's token, in one question.
create function actor_of_session(wanted text) returns table (
  expires_at timestamptz, workspace_id uuid, user_id uuid, name text, locale text, department_id uuid,
  permissions text[], scope text, departments uuid[]
) language sql stable security definer set search_path = public
as $$
  select s."expiresAt", m.workspace_id, m.user_id, m.name, m.locale, m.department_id, r.permissions, r.scope,
    case when r.scope in ('department', 'departments') then array(
      with recursive below as (
        select d.id from department d
        where d.workspace_id = m.workspace_id
          and d.id = any(case r.scope when 'departments' then r.scope_departments else array[m.department_id] end)
        union
        select d.id from department d join below b on d.parent_id = b.id where d.workspace_id = m.workspace_id
      ) select id from below) end
  from auth.session s
  join member m on m.user_id = s."userId" and m.active
  join role r on r.workspace_id = m.workspace_id and r.id = m.role_id
  where s.token = wanted
  order by m.created_at
  limit 1
$$;
