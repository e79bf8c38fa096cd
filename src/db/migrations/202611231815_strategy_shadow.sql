-- A version may run in shadow: it fires and is recorded, nothing is done. `acts_from`: when it was let go live out of the shadow.

alter table strategy_version add column shadow boolean not null default false, add column acts_from timestamptz;

alter table firing drop constraint firing_outcome_check;
alter table firing add constraint firing_outcome_check check (outcome in ('acted', 'holdout', 'withheld', 'shadow'));
