-- Take some games that are due, or whose answers the tables lack, and that no living run works on.
with free as (
    select game_pk, state = 'fetched' and (due_at is null or due_at > now()) as is_fetched
    from metadata.game_work
    where game_pk = any(%(game_pks)s)
      and (due_at <= now() or state = 'fetched')
      and last_run is distinct from %(run_id)s
      and (claimed_by is null or claimed_by not in (select metadata.living_runs()))
    order by starts_at, game_pk
    limit %(most)s
    for update skip locked
)
update metadata.game_work w
set claimed_by = %(run_id)s, last_run = %(run_id)s, changed_at = now(),
    state = case when free.is_fetched then 'fetched' else 'wanted' end
from free
where w.game_pk = free.game_pk
returning w.game_pk, free.is_fetched
