-- Whom a case waits for, with who may sign for them, as its lists show it: kept with every change, so that a list asks nobody's mandate.
alter table approval_case add column waits_for jsonb not null default '[]';
