-- pg-boss keeps its tables in a schema of its own and makes them as the owner; the working role may enqueue.
create schema pgboss;
grant usage on schema pgboss to loam_app;
alter default privileges in schema pgboss grant select, insert, update, delete on tables to loam_app;
alter default privileges in schema pgboss grant usage on sequences to loam_app;
alter default privileges in schema pgboss grant usage on types to loam_app;
