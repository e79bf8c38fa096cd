-- A person is erased: the texts of a contract that never took effect go with them, which nobody's role may do otherwise. What is in
-- effect stays whole. Their hashes stay in the chain.
create function erase_contract_texts(wanted uuid) returns setof text
  language sql security definer set search_path = public
  as $$
    delete from contract_version v using contract c
      where v.workspace_id = current_workspace() and v.contract_id = wanted
        and c.workspace_id = v.workspace_id and c.id = v.contract_id and c.status <> 'effective'
      returning v.hash
  $$;
revoke all on function erase_contract_texts(uuid) from public;
grant execute on function erase_contract_texts(uuid) to loam_app;
