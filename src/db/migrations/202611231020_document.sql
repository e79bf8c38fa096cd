-- Tracked documents: files in versions, sections, share links, readers, views and what readers did.

create table document_upload (
  workspace_id uuid not null, id uuid not null, key text not null, type text not null, name text not null,
  bytes bigint not null, width integer, height integer, created_by uuid, created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select tenant('document_upload');

create table document (
  workspace_id uuid not null, id uuid not null, title text not null, kind text not null,
  account_id uuid, opportunity text, owner_id uuid, department_id uuid,
  version integer not null default 0,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(), archived_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references account (workspace_id, id)
);
create index on document (workspace_id, updated_at desc);
create index on document (workspace_id, account_id);
create index on document (workspace_id, owner_id);
select tenant('document');

create table document_version (
  workspace_id uuid not null, document_id uuid not null, number integer not null,
  format text not null check (format in ('pdf', 'pictures')),
  status text not null check (status in ('processing', 'ready', 'failed')), fault text,
  files jsonb not null, bytes bigint not null, pages jsonb not null default '[]', outline jsonb not null default '[]',
  created_by uuid, created_at timestamptz not null default now(),
  primary key (workspace_id, document_id, number),
  foreign key (workspace_id, document_id) references document (workspace_id, id)
);
select tenant('document_version');

create table document_section (
  workspace_id uuid not null, id uuid not null, document_id uuid not null, version integer not null, page integer not null,
  x0 real not null, y0 real not null, x1 real not null, y1 real not null,
  title text not null, key text not null, source text not null, removed_at timestamptz,
  primary key (workspace_id, id)
);
create index on document_section (workspace_id, document_id, version) where removed_at is null;
select tenant('document_section');

create table share_link (
  workspace_id uuid not null, id uuid not null, token text not null unique, document_id uuid not null,
  account_id uuid, contact_id uuid, recipient text, parent_id uuid, parent_reader_id uuid,
  created_by uuid, created_at timestamptz not null default now(), channel text,
  expires_at timestamptz, revoked_at timestamptz,
  password_hash text, password_tries integer not null default 0, locked_until timestamptz,
  email_check boolean not null default false, email text,
  download boolean not null default false, watermark boolean not null default false,
  primary key (workspace_id, id),
  foreign key (workspace_id, document_id) references document (workspace_id, id),
  check (not (download and watermark))
);
create index on share_link (workspace_id, document_id);
create index on share_link (workspace_id, contact_id);
select tenant('share_link');

create table share_code (
  workspace_id uuid not null, link_id uuid not null, email text not null, code_hash text not null,
  sent_at timestamptz not null, expires_at timestamptz not null, tries integer not null default 0,
  primary key (workspace_id, link_id, email)
);
select tenant('share_code');

create table reader (
  workspace_id uuid not null, id uuid not null, link_id uuid not null, document_id uuid not null,
  visitor_hash text not null, contact_id uuid, name text, email text,
  edge text check (edge in ('root', 'certain', 'inferred')), parent_id uuid, confidence real, reasons jsonb,
  network text, device text, first_at timestamptz, last_at timestamptz, opens integer not null default 0,
  consent text check (consent in ('granted', 'denied')),
  primary key (workspace_id, id)
);
create unique index on reader (workspace_id, link_id, visitor_hash);
create index on reader (workspace_id, document_id);
select tenant('reader');

create table reading_view (
  workspace_id uuid not null, id uuid not null, reader_id uuid not null, link_id uuid not null, document_id uuid not null,
  version integer not null, kind text not null check (kind in ('pending', 'human', 'suspected', 'bot')),
  reasons text[] not null default '{}', device jsonb not null, user_agent text,
  started_at timestamptz not null, last_at timestamptz not null, ended_at timestamptz,
  gestures integer not null default 0, inputs integer not null default 0, visible_ms bigint not null default 0,
  totals jsonb not null, told jsonb not null default '{}', restarts_told integer not null default 0,
  clamped boolean not null default false,
  primary key (workspace_id, id)
);
create index on reading_view (workspace_id, document_id, started_at);
create index on reading_view (workspace_id, reader_id);
create index reading_view_silent on reading_view (last_at) where ended_at is null;
select tenant('reading_view');

create table reading_act (
  workspace_id uuid not null, id uuid not null, document_id uuid not null, reader_id uuid not null, view_id uuid not null,
  kind text not null check (kind in ('opened', 'read', 'restarted', 'forwarded', 'downloaded')),
  at timestamptz not null, started_at timestamptz not null, section_id uuid, page integer, ms bigint not null default 0,
  details jsonb not null default '{}',
  primary key (workspace_id, id)
);
create index on reading_act (workspace_id, document_id, at);
select tenant('reading_act');

-- A link is opened before any workspace is known.
create function share_link_place(wanted text) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  as $$ select l.workspace_id, l.id from share_link l where l.token = wanted $$;

-- Views that fell silent without saying goodbye, in any workspace.
create function silent_views(before timestamptz) returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = public
  as $$ select v.workspace_id, v.id from reading_view v where v.ended_at is null and v.last_at < before order by v.last_at limit 500 $$;

-- Versions whose reading a crash broke off, in any workspace.
create function unread_versions() returns table (workspace_id uuid, document_id uuid, number integer)
  language sql stable security definer set search_path = public
  as $$ select v.workspace_id, v.document_id, v.number from document_version v where v.status = 'processing' $$;
