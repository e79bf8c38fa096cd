-- An answer taken back leaves the suggestion as it was, its end included.
alter table suggestion_response add before_expires_at timestamptz;
