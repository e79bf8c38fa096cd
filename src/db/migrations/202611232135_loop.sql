-- The loop seen: one line per deal. A line is what the modules' tables say of the deal, read again whenever one of them tells of a change;
-- so it can always be made anew, and an event that was missed, doubled or late does no harm.

create view deal_facts with (security_invoker = true) as
select q.workspace_id, q.id as quote_id, q.number, q.name, q.account_id, q.owner_id, q.department_id,
  q.status, q.revision, q.hash, q.valid_until, q.amount, q.currency, q.created_at, q.closed_at, q.reason,
  r.issued_at, c.kind as cleared_by, c.at as cleared_at,
  a.id as case_id, a.status as case_status, a.since as case_since, a.waiting as case_waiting, a.hash as case_hash,
  k.id as contract_id, k.status as contract_status, k.created_at as contract_at, k.sent_at, k.signed_by_us_at, k.signed_by_customer_at,
  k.closed_at as contract_closed_at,
  b.status as contract_case_status, b.since as contract_case_since, b.waiting as contract_case_waiting,
  d.id as delivery_id, d.state as delivery_state, d.created_at as slot_at, d.since as delivery_since, t.lead_id,
  e.covered_at, p.due_on, p.by_hand,
  (select count(distinct act.actor_id)::int from approval_case ac
    join approval_act act on act.workspace_id = ac.workspace_id and act.case_id = ac.id
    where ac.workspace_id = q.workspace_id and (ac.subject_id = q.id or ac.subject_id = k.id)
      and act.actor_id is distinct from ac.asked_by and act.actor_id is distinct from q.owner_id) as approvers
from quote q
left join quote_revision r on r.workspace_id = q.workspace_id and r.hash = q.hash
left join clearance c on c.workspace_id = q.workspace_id and c.hash = q.hash and c.voided_at is null
left join lateral (
  select ac.id, ac.status, ac.since, ac.hash,
    array(select ap.person_id from approval_person ap
      where ap.workspace_id = ac.workspace_id and ap.case_id = ac.id and ap.waiting) as waiting
  from approval_case ac where ac.workspace_id = q.workspace_id and ac.subject = 'quote' and ac.subject_id = q.id
  order by ac.asked_at desc limit 1) a on true
left join lateral (
  select kk.* from contract kk where kk.workspace_id = q.workspace_id and kk.quote_id = q.id
  order by (kk.status <> 'withdrawn') desc, kk.created_at desc limit 1) k on true
left join lateral (
  select bc.status, bc.since,
    array(select bp.person_id from approval_person bp
      where bp.workspace_id = bc.workspace_id and bp.case_id = bc.id and bp.waiting) as waiting
  from approval_case bc where bc.workspace_id = q.workspace_id and bc.subject = 'contract' and bc.subject_id = k.id
  order by bc.asked_at desc limit 1) b on true
left join lateral (
  select dd.* from delivery dd where dd.workspace_id = q.workspace_id and dd.quote_id = q.id
  order by (dd.state in ('held', 'planned', 'started', 'done')) desc, dd.since desc limit 1) d on true
left join delivery_team t on t.workspace_id = d.workspace_id and t.id = d.team_id
left join delivery_deal e on e.workspace_id = q.workspace_id and e.quote_id = q.id
left join lateral (
  select min(rv.due_day) filter (where rv.received < rv.amount)::text as due_on,
    bool_or(exists (select 1 from allocation al where al.workspace_id = rv.workspace_id and al.receivable_id = rv.id
      and rv.place = 0 and not al.by_rule and al.reversed_at is null)) as by_hand
  from payment_plan pp join receivable rv on rv.workspace_id = pp.workspace_id and rv.contract_id = pp.contract_id
  where pp.workspace_id = q.workspace_id and pp.quote_id = q.id) p on true
where q.deleted_at is null;
grant select on deal_facts to loam_app;

create table loop_line (
  workspace_id uuid not null, quote_id uuid not null, number text not null, name text not null,
  account_id uuid not null, owner_id uuid, department_id uuid, amount bigint not null, currency text not null,
  state text not null check (state in ('open', 'closed', 'ended')),
  step text not null check (step in ('quote', 'approval', 'contract', 'slot', 'payment', 'delivery')),
  -- Whom it waits for: people, the customer, or nobody (it is blocked, or at its end).
  waits text not null check (waits in ('people', 'customer', 'nobody')), waits_for uuid[] not null default '{}',
  why text not null, since timestamptz not null,
  steps jsonb not null,
  -- Beginnings and ends of steps, for the medians.
  created_at timestamptz not null, issued_at timestamptz, cleared_at timestamptz, signed_at timestamptz, slot_at timestamptz,
  covered_at timestamptz, done_at timestamptz,
  inside boolean, asked integer not null,
  contract_id uuid, delivery_id uuid, case_id uuid,
  valid_until timestamptz, refreshed_at timestamptz not null,
  primary key (workspace_id, quote_id)
);
create index loop_line_step on loop_line (workspace_id, state, step, since);
create index loop_line_waits on loop_line using gin (waits_for);
create index loop_line_valid on loop_line (valid_until) where state = 'open';
select tenant('loop_line');
