-- Won and lost by club over the finished games of the warehouse.
with results as (
    select t.team_id, t.name, t.league_name, t.runs as runs_for, o.runs as runs_against
    from game.games g
    join game.game_teams t on t.game_pk = g.game_pk
    join game.game_teams o on o.game_pk = g.game_pk and o.side <> t.side
    where g.coded_game_state = 'F' and g.game_type = 'R'
)
select
    name                                                                      as team,
    count(*) filter (where runs_for > runs_against)                           as w,
    count(*) filter (where runs_for < runs_against)                           as l,
    round(avg((runs_for > runs_against)::int), 3)                             as pct,
    sum(runs_for)                                                             as runs,
    sum(runs_against)                                                         as allowed,
    sum(runs_for) - sum(runs_against)                                         as diff
from results
group by team_id, name
order by pct desc, diff desc, team
limit %(most)s
