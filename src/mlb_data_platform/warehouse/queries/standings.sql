-- Where the clubs stand after the last day of the warehouse's regular seasons, best ones first.
select
    team_name      as team,
    wins           as w,
    losses         as l,
    win_pct        as pct,
    games_back     as back,
    streak,
    runs_for       as runs,
    runs_against   as allowed,
    run_difference as diff
from mart.standings_by_date
where (season, standings_date) = (
    select season, standings_date from mart.standings_by_date order by standings_date desc limit 1
)
order by win_pct desc, run_difference desc, team_name
limit %(most)s
