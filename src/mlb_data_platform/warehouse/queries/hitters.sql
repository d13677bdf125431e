-- Batting by hitter over the final regular-season games of the warehouse; best OPS first.
select
    player_name as hitter,
    teams       as team,
    at_bats     as ab,
    hits        as h,
    home_runs   as hr,
    rbi,
    avg,
    obp,
    slg,
    ops
from mart.season_batting
where game_type = 'R' and at_bats >= %(least)s
order by ops desc, player_name
limit %(most)s
