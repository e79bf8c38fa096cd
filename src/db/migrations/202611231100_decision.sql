-- From signals to suggestions: strategies and their versions, firings, decision records, scores, play kits, suggestions.

create table strategy (
  workspace_id uuid not null, id text not null, name text not null,
  draft jsonb, draft_by uuid, draft_at timestamptz,
  live_version integer, retired_at timestamptz,
  version integer not null default 1, -- of this row, for saves on a stale reading
  created_by uuid, created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select tenant('strategy');

create table strategy_version (
  workspace_id uuid not null, strategy_id text not null, version integer not null,
  definition jsonb not null, note text not null default '', log_id uuid not null,
  published_by uuid, published_at timestamptz not null, ended_at timestamptz,
  primary key (workspace_id, strategy_id, version),
  foreign key (workspace_id, strategy_id) references strategy (workspace_id, id)
);
select tenant('strategy_version');
revoke delete on strategy_version from loam_app;

-- One row per firing: its primary key is what makes doing it twice impossible.
create table firing (
  workspace_id uuid not null, id text not null,
  strategy_id text not null, version integer not null, key_kind text not null, key text not null,
  at bigint not null, acted_at timestamptz not null,
  outcome text not null check (outcome in ('acted', 'holdout', 'withheld')),
  arm text not null, unit text, decision_id uuid,
  primary key (workspace_id, id)
);
create index firing_strategy on firing (workspace_id, strategy_id, acted_at desc);
select tenant('firing');
revoke update, delete on firing from loam_app;

-- Decision records: written once, chained by hash in the order of `position`. `body` is the text that is hashed.
create table decision (
  workspace_id uuid not null, id uuid not null, position bigint not null,
  account_id uuid, strategy_id text, version integer, origin text not null check (origin in ('strategy', 'score')),
  decided_at timestamptz not null, body text not null, previous_hash text not null, hash text not null,
  primary key (workspace_id, id)
);
create unique index decision_position on decision (workspace_id, position);
create index decision_account on decision (workspace_id, account_id, decided_at desc);
select tenant('decision');
revoke update, delete on decision from loam_app;

create table decision_chain (
  workspace_id uuid primary key, position bigint not null, hash text not null
);
select tenant('decision_chain');

-- Who is meant by the labels (p1, p2 …) of a record's body: apart, so that a person can be erased from it.
create table decision_person (
  workspace_id uuid not null, decision_id uuid not null, label text not null,
  person_id uuid not null, name text, title text,
  primary key (workspace_id, decision_id, label),
  foreign key (workspace_id, decision_id) references decision (workspace_id, id)
);
create index decision_person_person on decision_person (workspace_id, person_id);
select tenant('decision_person');

create table score_model (
  workspace_id uuid not null, version integer not null, model jsonb not null, note text not null default '',
  log_id uuid not null, created_by uuid, created_at timestamptz not null,
  primary key (workspace_id, version)
);
select tenant('score_model');
revoke update, delete on score_model from loam_app;

create table score_point (
  workspace_id uuid not null, account_id uuid not null, at timestamptz not null,
  log_odds double precision not null, value double precision not null, low double precision not null, high double precision not null,
  quiet boolean not null, -- moved by imported history, a profile or a new model: nobody is told because of it
  primary key (workspace_id, account_id, at)
);
select tenant('score_point');

create table play_kit (
  workspace_id uuid not null, id uuid not null, name text not null, version integer not null,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(), retired_at timestamptz,
  primary key (workspace_id, id)
);
select tenant('play_kit');

create table play_kit_version (
  workspace_id uuid not null, kit_id uuid not null, version integer not null,
  content jsonb not null, note text not null default '', created_by uuid, created_at timestamptz not null,
  primary key (workspace_id, kit_id, version),
  foreign key (workspace_id, kit_id) references play_kit (workspace_id, id)
);
select tenant('play_kit_version');
revoke update, delete on play_kit_version from loam_app;

create table suggestion (
  workspace_id uuid not null, id uuid not null,
  account_id uuid, contact_id uuid, owner_id uuid not null, department_id uuid,
  decision_id uuid not null, origin text not null check (origin in ('strategy', 'score')),
  strategy_id text, strategy_version integer, arm text, dedupe text not null,
  priority text not null check (priority in ('S', 'A', 'B', 'C', 'D')),
  title jsonb not null, reason jsonb not null, amount double precision, to_fallback boolean not null default false,
  kit_id uuid, kit_version integer,
  value double precision not null, probability double precision not null, low double precision not null, high double precision not null,
  state text not null check (state in ('waiting', 'shown', 'snoozed', 'adopted', 'adapted', 'rejected', 'expired', 'untaken', 'dismissed')),
  created_at timestamptz not null, surfaced_at timestamptz, opened_at timestamptz, snoozed_until timestamptz,
  expires_at timestamptz not null, answered_at timestamptz,
  primary key (workspace_id, id),
  -- The record is written last in the transaction: it says what was done.
  foreign key (workspace_id, decision_id) references decision (workspace_id, id) deferrable initially deferred
);
create unique index suggestion_open on suggestion (workspace_id, dedupe) where state in ('waiting', 'shown', 'snoozed');
create index suggestion_owner on suggestion (workspace_id, owner_id, state, created_at desc);
create index suggestion_account on suggestion (workspace_id, account_id, created_at desc);
create index suggestion_due on suggestion (workspace_id, expires_at) where state in ('waiting', 'shown', 'snoozed');
create index suggestion_untaken on suggestion (workspace_id, expires_at desc) where state = 'untaken';
select tenant('suggestion');

create table suggestion_response (
  workspace_id uuid not null, id uuid not null, suggestion_id uuid not null, user_id uuid not null,
  act text not null check (act in ('adopt', 'adapt', 'reject', 'snooze', 'dismiss', 'reassign')),
  reason text, words text, until timestamptz, before_state text not null, task_id uuid,
  at timestamptz not null, undone_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, suggestion_id) references suggestion (workspace_id, id)
);
create index suggestion_response_suggestion on suggestion_response (workspace_id, suggestion_id, at desc);
select tenant('suggestion_response');
revoke delete on suggestion_response from loam_app;

-- That a suggestion was on a screen, opened, its evidence looked at: once per person and kind.
create table suggestion_view (
  workspace_id uuid not null, suggestion_id uuid not null, user_id uuid not null,
  kind text not null check (kind in ('shown', 'opened', 'evidence', 'record', 'kit')), at timestamptz not null,
  primary key (workspace_id, suggestion_id, user_id, kind),
  foreign key (workspace_id, suggestion_id) references suggestion (workspace_id, id)
);
select tenant('suggestion_view');
