-- Uploads that never became a document, in any workspace.
create function stale_uploads(before timestamptz) returns table (workspace_id uuid, id uuid, key text)
  language sql stable security definer set search_path = public
  as $$ select u.workspace_id, u.id, u.key from document_upload u where u.created_at < before order by u.created_at limit 500 $$;
