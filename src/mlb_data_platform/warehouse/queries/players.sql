-- Everybody on a roster of a game in the warehouse, once, as the last of these games has him.
with rostered as (
    select
        p.person_id,
        max(p.game_pk) as game_pk,
        min(g.season)  as first_season,
        max(g.season)  as last_season,
        count(*)       as games
    from game.game_players p
    join game.games g using (game_pk)
    where (%(seasons)s::int[] is null or g.season = any(%(seasons)s::int[]))
      and (%(ids)s::bigint[] is null or p.person_id = any(%(ids)s::bigint[]))
    group by p.person_id
)
select
    r.person_id,
    p.full_name                     as player_name,
    p.last_first_name,
    p.bat_side_code                 as bats,
    p.pitch_hand_code               as throws,
    p.primary_position_abbreviation as position,
    p.birth_date,
    r.first_season,
    r.last_season,
    r.games
from rostered r
join game.game_players p using (game_pk, person_id)
order by player_name, person_id
