-- Erasing a person: what no module's role may change is changed by this one function, and by it alone. Everywhere an alias takes
-- the id's place: the lines of one person still belong together, and nobody can tell whose they are.

-- Words taken out of a text, and one id replaced by another.
create function without_words(value text, person text, alias text, words text[]) returns text language plpgsql immutable as $$
declare word text;
begin
  value := replace(value, person, alias);
  foreach word in array words loop value := replace(value, word, '＊'); end loop;
  return value;
end $$;

-- `words`: names, phones, addresses of the person. They are taken out of rows that name the person or their account, and where
-- they are unmistakable (`marks`) out of every row. Agreements, quotes and payments are kept by law and stay as they are, so do
-- decisions: they know people by labels. Whom those mean is deleted. Returns how many rows were changed or removed.
create function erase_person(person uuid, alias uuid, account uuid, words text[], marks text[]) returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  workspace uuid := current_workspace();
  escaped text[] := array(select substr(to_json(word)::text, 2, length(to_json(word)::text) - 2) from unnest(words) word);
  target record;
  changed bigint;
  total bigint := 0;
begin
  insert into contact (workspace_id, id, name, account_id, name_sort, grams, search_text, deleted_at)
    values (workspace, alias, '＊', account, '', '{}', '', now()) on conflict do nothing;
  delete from external_id where workspace_id = workspace and kind = 'contact' and subject_id = erase_person.person;
  delete from decision_person where workspace_id = workspace and person_id = erase_person.person;
  -- Profiles of the person, and entries that are named after them.
  delete from event_log where workspace_id = workspace and (kind = 'profile' and props->>'key' = erase_person.person::text or id like '%' || erase_person.person || '%');
  update event_log set person = null where workspace_id = workspace and event_log.person = erase_person.person;
  get diagnostics total = row_count;
  -- Sample values of event properties: nobody knows whose they were.
  update event_type set properties = without_words(properties::text, erase_person.person::text, alias::text, escaped)::jsonb
    where workspace_id = workspace and exists (select from unnest(escaped) word where strpos(properties::text, word) > 0);
  for target in
    select t.name, string_agg(format(case c.udt_name
        when 'uuid' then '%1$I = case when %1$I = $2 then $3 else %1$I end'
        when '_uuid' then '%1$I = array_replace(%1$I, $2, $3)'
        when '_text' then '%1$I = array(select without_words(item, $2::text, $3::text, $5) from unnest(%1$I) item)'
        when 'text' then '%1$I = without_words(%1$I, $2::text, $3::text, $5)'
        else '%1$I = without_words(%1$I::text, $2::text, $3::text, $6)::' || c.udt_name end, c.column_name), ', ') as sets
    from unnest(array['lead', 'note', 'task', 'opportunity', 'opportunity_change', 'notification', 'notify_delivery', 'share_link',
        'share_code', 'reader', 'reading_view', 'reading_act', 'event_log', 'event_rejected', 'event_import', 'firing', 'suggestion',
        'suggestion_response', 'suggestion_view', 'label_item', 'label_task', 'label', 'experiment_unit', 'adoption_finding', 'consent_entry',
        'audit']) as t (name)
      join information_schema.columns c on c.table_schema = 'public' and c.table_name = t.name
        and c.udt_name in ('uuid', '_uuid', 'text', '_text', 'json', 'jsonb') and c.column_name not in ('workspace_id', 'kind')
        and c.is_generated = 'NEVER'
    group by t.name
  loop
    execute format('update %I as this set %s where workspace_id = $1 and (strpos(this::text, $2::text) > 0
        or exists (select from unnest($7) mark where strpos(this::text, mark) > 0)
        or strpos(this::text, $4::text) > 0 and exists (select from unnest($5) word where strpos(this::text, word) > 0))',
      target.name, target.sets) using workspace, person, alias, account, words, escaped, marks;
    get diagnostics changed = row_count;
    total := total + changed;
  end loop;
  delete from contact where workspace_id = workspace and id = erase_person.person;
  return total;
end $$;
revoke all on function erase_person(uuid, uuid, uuid, text[], text[]) from public;
grant execute on function erase_person(uuid, uuid, uuid, text[], text[]) to loam_app;
