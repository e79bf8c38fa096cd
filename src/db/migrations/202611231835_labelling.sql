-- Co-labelling: which signals could have been drawn, which were, by what chance, and what people said of them.

-- Every signal that was ever up for drawing, in the week in which it was first part of a decision: the population.
create table label_frame (
  workspace_id uuid not null, event_id text not null, week date not null,
  decision_id uuid not null, account_id uuid, type text not null, term text not null, terms text[] not null,
  act_at timestamptz not null, weight double precision not null, probability double precision not null,
  -- How likely its decision was looked at at all: below 1 in weeks with very many decisions.
  looked_at double precision not null,
  primary key (workspace_id, event_id)
);
create index label_frame_week on label_frame (workspace_id, week);
select tenant('label_frame');

create table label_batch (
  workspace_id uuid not null, week date not null, drawn_at timestamptz not null,
  from_at timestamptz not null, to_at timestamptz not null,
  population integer not null, sample integer not null, doubled integer not null, seed integer not null,
  primary key (workspace_id, week)
);
select tenant('label_batch');

create table label_item (
  workspace_id uuid not null, id uuid not null, week date not null, event_id text not null,
  probability double precision not null check (probability > 0 and probability <= 1), -- of having been drawn
  primary key (workspace_id, id),
  foreign key (workspace_id, week) references label_batch (workspace_id, week),
  foreign key (workspace_id, event_id) references label_frame (workspace_id, event_id)
);
create unique index label_item_event on label_item (workspace_id, event_id);
create index label_item_week on label_item (workspace_id, week);
select tenant('label_item');
revoke update, delete on label_item from loam_app;

create table label_task (
  workspace_id uuid not null, id uuid not null, item_id uuid not null, user_id uuid not null,
  position integer not null, given_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, item_id) references label_item (workspace_id, id)
);
create unique index label_task_item on label_task (workspace_id, item_id, user_id);
create index label_task_user on label_task (workspace_id, user_id, given_at);
select tenant('label_task');

create table label (
  workspace_id uuid not null, id uuid not null, task_id uuid not null,
  verdict text not null check (verdict in ('real', 'not', 'unsure')), reason text, words text,
  at timestamptz not null, undone_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, task_id) references label_task (workspace_id, id)
);
create unique index label_standing on label (workspace_id, task_id) where undone_at is null;
select tenant('label');
revoke delete on label from loam_app;
