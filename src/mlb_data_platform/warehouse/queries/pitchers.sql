-- Pitching by pitcher over the final regular-season games of the warehouse; best FIP first.
select
    player_name       as pitcher,
    teams             as team,
    innings_pitched   as ip,
    wins || '-' || losses as record,
    strike_outs       as so,
    base_on_balls     as bb,
    era,
    whip,
    fip
from mart.season_pitching
where game_type = 'R' and innings_outs >= %(least)s
order by fip, player_name
limit %(most)s
