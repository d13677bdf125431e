-- Runs of every half inning in the line score are the runners who scored in it.
-- Source: liveData.linescore.innings[].away|home.runs against liveData.plays.allPlays[].runners[] with movement.end "score".
-- A half inning that was not played (a ninth the home team did not need) has no runs in the line score and is not compared.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), official as (
    select i.game_pk, i.inning, half.side, half.runs
    from games
    join game.linescore_innings i using (game_pk)
    cross join lateral (values ('away', i.away_runs), ('home', i.home_runs)) as half(side, runs)
    where half.runs is not null
), recomputed as (
    select p.game_pk, p.inning, case when p.is_top_inning then 'away' else 'home' end as side, count(*) as runs
    from games
    join game.plays p using (game_pk, season)
    join game.runners r using (game_pk, season, at_bat_index)
    where r.end_base = 'score'
    group by 1, 2, 3
)
select
    game_pk,
    'inning ' || inning || ' ' || side     as subject,
    'runs'                                 as measure,
    coalesce(o.runs, 0)::bigint            as official,
    coalesce(r.runs, 0)                    as recomputed
from official o
full join recomputed r using (game_pk, inning, side)
