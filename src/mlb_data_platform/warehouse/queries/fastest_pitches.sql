-- The fastest pitches of the warehouse.
select
    p.pitcher_name                   as pitcher,
    round(e.start_speed_mph::numeric, 1) as mph,
    e.pitch_type_description         as pitch,
    p.batter_name                    as batter,
    g.official_date                  as day
from game.play_events e
join game.plays p using (game_pk, at_bat_index, season)
join game.games g using (game_pk)
where e.is_pitch and e.start_speed_mph is not null
order by e.start_speed_mph desc, e.game_pk, e.at_bat_index, e.event_index
limit %(most)s
