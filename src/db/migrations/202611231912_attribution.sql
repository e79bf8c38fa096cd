-- Boards over customers' journeys: which touches, which success, over what time; and links to a board as it stood.

create table journey_board (
  workspace_id uuid not null, id uuid not null, name text not null, settings jsonb not null,
  version integer not null default 1, -- of this row, for saves on a stale reading
  created_by uuid, created_at timestamptz not null, updated_at timestamptz not null,
  primary key (workspace_id, id)
);
select tenant('journey_board');

-- A link holds its own copy of the settings: what was shared is what is read.
create table journey_share (
  workspace_id uuid not null, id uuid not null, board_id uuid, token_hash text not null, name text not null, settings jsonb not null,
  created_by uuid, created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, board_id) references journey_board (workspace_id, id) on delete cascade
);
create unique index on journey_share (workspace_id, token_hash);
select tenant('journey_share');
