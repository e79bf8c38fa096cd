-- Notifications: what people are told, how they want to be told, and every delivery outside the application.

create table notification (
  workspace_id uuid not null, id uuid not null, user_id uuid not null,
  kind text not null, title text not null, text text not null, link text,
  created_at timestamptz not null, read_at timestamptz,
  primary key (workspace_id, id)
);
create index notification_inbox on notification (workspace_id, user_id, id desc);
create index notification_unread on notification (workspace_id, user_id) where read_at is null;
select tenant('notification');

create table notify_preference (
  workspace_id uuid not null, user_id uuid not null, value jsonb not null,
  primary key (workspace_id, user_id)
);
select tenant('notify_preference');

-- Token and secret are sealed (AES-256-GCM). `bucket` and `blocked_until` keep the robot's rate limit over restarts and
-- processes; `wake_at` is when a drain is planned, so that a burst plans one and not hundreds.
create table notify_robot (
  workspace_id uuid not null, id uuid not null,
  kind text not null check (kind in ('wecom', 'dingtalk', 'feishu')),
  name text not null, token text not null, secret text,
  format text not null default 'markdown' check (format in ('markdown', 'text')),
  department_id uuid, enabled boolean not null default true,
  bucket jsonb, blocked_until timestamptz, wake_at timestamptz, created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, department_id) references department (workspace_id, id)
);
select tenant('notify_robot');

create table webhook_endpoint (
  workspace_id uuid not null, id uuid not null,
  name text not null, url text not null, secret text not null,
  enabled boolean not null default true, created_at timestamptz not null,
  primary key (workspace_id, id)
);
select tenant('webhook_endpoint');

-- One row per message to one target: a person's mailbox, a robot, an endpoint. The queue and the log in one.
create table notify_delivery (
  workspace_id uuid not null, id uuid not null,
  channel text not null check (channel in ('email', 'wecom', 'dingtalk', 'feishu', 'webhook')),
  target_id uuid not null, kind text not null, message jsonb not null, recipients uuid[] not null default '{}',
  status text not null check (status in ('waiting', 'sending', 'sent', 'failed')),
  attempts integer not null default 0, due_at timestamptz not null, claimed_at timestamptz, sent_at timestamptz,
  last_code text, last_reason jsonb, created_at timestamptz not null,
  primary key (workspace_id, id)
);
create index notify_delivery_due on notify_delivery (workspace_id, target_id, due_at) where status in ('waiting', 'sending');
create index notify_delivery_sweep on notify_delivery (due_at) where status in ('waiting', 'sending');
create index notify_delivery_log on notify_delivery (workspace_id, id desc);
create index notify_delivery_failed on notify_delivery (workspace_id, id desc) where status = 'failed';
select tenant('notify_delivery');

-- Targets of any workspace that have something due: for the sweep, which catches what a lost job left behind.
create function notify_due(at timestamptz) returns table (workspace_id uuid, channel text, target_id uuid)
  language sql stable security definer set search_path = public
  as $$ select distinct workspace_id, channel, target_id from notify_delivery where status in ('waiting', 'sending') and due_at <= at limit 1000 $$;
create function notify_forget(deliveries_before timestamptz, notifications_before timestamptz) returns void
  language sql security definer set search_path = public
  as $$
    delete from notify_delivery where created_at < deliveries_before and status in ('sent', 'failed');
    delete from notification where created_at < notifications_before;
  $$;
