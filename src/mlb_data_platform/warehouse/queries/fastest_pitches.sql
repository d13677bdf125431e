-- The fastest pitches of the warehouse.
select
    player_name                           as pitcher,
    round(release_speed::numeric, 1)      as mph,
    pitch_name                            as pitch,
    batter_name                           as batter,
    game_date                             as day
from mart.pitches
where release_speed is not null
order by release_speed desc, game_pk, at_bat_index, event_index
limit %(most)s
