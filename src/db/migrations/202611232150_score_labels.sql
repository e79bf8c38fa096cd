-- Beside a score model learned with people's labels stands the one learned without them; what was promoted is kept, so that
-- labels which are in the weights already are not counted again.

alter table score_challenger add column plain jsonb;
alter table score_challenger add column with_labels boolean;
update score_challenger set with_labels = false where state = 'promoted';
