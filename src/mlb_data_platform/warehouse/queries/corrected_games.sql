-- Games that changed after they were final: raw keeps several final versions of them. The newest change first.
select
    game_pk,
    game_date,
    count(*) as final_versions,
    count(*) - count(distinct timecode) as corrected_in_place,
    date_trunc('second', min(captured_at)) as final_since,
    date_trunc('second', max(captured_at)) as changed_at
from game.live_game_v1
where game_state = 'F'
  and (%(season)s::int is null or season = %(season)s::int)
  and (%(start_date)s::date is null or game_date >= %(start_date)s::date)
  and (%(end_date)s::date is null or game_date <= %(end_date)s::date)
group by game_pk, game_date
having count(*) > 1
order by max(captured_at) desc, game_pk
