-- Games that have to be asked for and that no living run works on, with the time until they begin.
select
    game_pk, starts_at,
    coalesce(ceil(greatest(extract(epoch from starts_at - now()), 0)), 0)::int as starts_in_s
from metadata.game_work
where game_pk = any(%(game_pks)s)
  and due_at <= now()
  and (claimed_by is null or claimed_by not in (select metadata.living_runs()))
order by starts_at, game_pk
