-- Everybody on a roster of a game in the warehouse, once, under the name of the last game.
select
    person_id,
    (array_agg(full_name order by game_pk desc))[1]       as player_name,
    (array_agg(last_first_name order by game_pk desc))[1] as last_first_name,
    (array_agg(bat_side_code order by game_pk desc))[1]   as bats,
    (array_agg(pitch_hand_code order by game_pk desc))[1] as throws,
    (array_agg(primary_position_abbreviation order by game_pk desc))[1] as position,
    min(birth_date)                                       as birth_date,
    min(g.season)                                         as first_season,
    max(g.season)                                         as last_season,
    count(*)                                              as games
from game.game_players
join game.games g using (game_pk)
where (%(seasons)s::int[] is null or g.season = any(%(seasons)s::int[]))
  and (%(ids)s::int[] is null or person_id = any(%(ids)s::int[]))
group by person_id
order by player_name, person_id
