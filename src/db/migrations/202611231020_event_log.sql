-- The event log: everything that strategies depend on, in the order in which it was accepted.

create table event_log (
  workspace_id uuid not null, seq bigint generated always as identity,
  kind text not null check (kind in ('event', 'profile', 'publication', 'model')),
  id text not null, type text, at bigint, received bigint not null, -- milliseconds
  customer uuid, person uuid, opportunity text,
  props json not null, -- as text: read whole, never searched
  source text, imported boolean not null default false, cause json,
  primary key (workspace_id, seq)
);
create unique index event_log_id on event_log (workspace_id, id);
create index event_log_customer on event_log (workspace_id, customer, at) where customer is not null;
create index event_log_person on event_log (workspace_id, person, at) where person is not null;
select tenant('event_log');
revoke update on event_log from loam_app; -- written once
grant usage on all sequences in schema public to loam_app;

-- Appends a JSON list in one round trip and one commit. The lock makes the order of seq the order of commits, also
-- between processes. `seqs` and `ids` are there only when some were duplicates; else seq counts up from `first`.
create function append_log(workspace uuid, received_at bigint, amount integer, list json)
  returns table (first bigint, taken integer, seqs bigint[], ids text[]) language plpgsql as $$
begin
  perform set_config('loam.workspace', workspace::text, true), pg_advisory_xact_lock(7032);
  return query
    with done as (
      insert into event_log (workspace_id, kind, id, type, at, received, customer, person, opportunity, props, source, imported, cause)
      select workspace, r.kind, r.id, r.type, r.at, received_at, r.customer, r.person, r.opportunity, r.props, r.source,
        coalesce(r.imported, false), r.cause
      from json_to_recordset(list) as r(kind text, id text, type text, at bigint, customer uuid, person uuid,
        opportunity text, props json, source text, imported boolean, cause json)
      on conflict (workspace_id, id) do nothing
      returning event_log.seq, event_log.id
    )
    select min(done.seq), count(*)::integer,
      case when count(*) < amount then array_agg(done.seq) end,
      case when count(*) < amount then array_agg(done.id) end
    from done;
end $$;
