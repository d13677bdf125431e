-- Hits, errors and runners left on base of every half inning in the line score are those of its plays.
-- Source: liveData.linescore.innings[].away|home against plays.allPlays[] and runners[].credits[]. Runs: runs_by_inning.sql.
-- The line score lists errors under the team that made them, which is in the field while the other one bats.
-- Whoever completes a plate appearance, or is placed on a base in an extra inning, scores, is put out or is left (rules 9.02(g) and 9.03(c)):
-- so those left are counted without knowing where they stood.
-- A half inning that was not played has no runs in the line score and is not compared; nor are errors where the plays carry no credits.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), official as (
    select i.game_pk, i.inning, half.*
    from games
    join game.linescore_innings i using (game_pk)
    cross join lateral (values
        ('away', i.away_runs, i.away_hits, i.home_errors, i.away_left_on_base),
        ('home', i.home_runs, i.home_hits, i.away_errors, i.home_left_on_base)
    ) as half(side, runs, hits, errors, left_on_base)
    where half.runs is not null
), plays as (
    select p.game_pk, p.season, p.at_bat_index, p.inning, case when p.is_top_inning then 'away' else 'home' end as side
    from games
    join game.plays p using (game_pk, season)
), batters as (
    select game_pk, inning, side, count(*) as batters, count(*) filter (where is_hit) as hits
    from (
        select v.game_pk, inning, batting_side as side, is_hit
        from games g
        cross join lateral (
            select * from game.plate_appearances v where (v.game_pk, v.season) = (g.game_pk, g.season) offset 0
        ) v
        union all
        select distinct on (p.game_pk, p.inning, p.side, e.player_id) p.game_pk, p.inning, p.side, false
        from plays p
        join game.play_events e using (game_pk, season, at_bat_index)
        where e.event_type = 'runner_placed'
    ) as on_their_way
    group by 1, 2, 3
), gone as (
    select
        game_pk, inning, side,
        count(*) filter (where r.end_base = 'score')
            + count(distinct coalesce(r.out_number::text, r.at_bat_index || ' ' || r.runner_index)) filter (where r.is_out) as gone
    from plays
    join game.runners r using (game_pk, season, at_bat_index)
    group by 1, 2, 3
), credits as (
    select v.game_pk, inning, case side when 'home' then 'away' else 'home' end as side, count(*) filter (where kind = 'error') as errors
    from games g
    cross join lateral (
        select * from game.official_credits v where (v.game_pk, v.season) = (g.game_pk, g.season) offset 0
    ) v
    group by 1, 2, 3
)
select
    game_pk,
    'inning ' || inning || ' ' || side as subject,
    measure,
    coalesce(official, 0)::bigint      as official,
    coalesce(recomputed, 0)::bigint    as recomputed
from official o
full join batters b using (game_pk, inning, side)
full join gone g using (game_pk, inning, side)
full join credits c using (game_pk, inning, side)
cross join lateral (values
    ('hits', o.hits, b.hits),
    ('errors', o.errors, c.errors),
    ('left_on_base', o.left_on_base, b.batters - coalesce(g.gone, 0))
) as m(measure, official, recomputed)
where (o.game_pk is null or official is not null)
  and (measure <> 'errors' or game_pk in (select game_pk from credits))
