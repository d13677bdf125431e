-- Games that a user's filters choose, by the baseball day they count for.
select game_pk::text
from game.games
where (%(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[]))
  and (%(season)s::int is null or season = %(season)s::int)
  and (
      %(start_date)s::date is null
      or coalesce(official_date, original_date, (game_date at time zone 'America/New_York')::date) >= %(start_date)s::date
  )
  and (
      %(end_date)s::date is null
      or coalesce(official_date, original_date, (game_date at time zone 'America/New_York')::date) <= %(end_date)s::date
  )
order by game_pk
