-- The score and the outs that every play ends with are the runs and outs of the movements up to it, and its runs batted in those it marks.
-- Source: plays.allPlays[].result.awayScore|homeScore|rbi and .count.outs against runners[].movement.
-- An out has its number in the half inning; one that is listed twice counts once.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), so_far as (
    select
        p.game_pk, p.at_bat_index, p.away_score, p.home_score, p.outs, p.rbi, m.rbi as marked_rbi,
        sum(m.runs) filter (where p.is_top_inning) over game                                         as away_runs,
        sum(m.runs) filter (where not p.is_top_inning) over game                                     as home_runs,
        sum(m.outs) over (partition by p.game_pk, p.inning, p.is_top_inning order by p.at_bat_index) as inning_outs
    from games
    join game.plays p using (game_pk, season)
    cross join lateral (
        select
            count(*) filter (where r.end_base = 'score')                                               as runs,
            count(*) filter (where r.is_rbi)                                                           as rbi,
            count(distinct coalesce(r.out_number::text, r.runner_index::text)) filter (where r.is_out) as outs
        from game.runners r
        where (r.game_pk, r.season, r.at_bat_index) = (p.game_pk, p.season, p.at_bat_index)
    ) m
    window game as (partition by p.game_pk order by p.at_bat_index)
)
select
    game_pk,
    'play ' || at_bat_index         as subject,
    measure,
    official::bigint                as official,
    coalesce(recomputed, 0)::bigint as recomputed
from so_far
cross join lateral (values
    ('away_score', away_score, away_runs),
    ('home_score', home_score, home_runs),
    ('outs', outs, inning_outs),
    ('rbi', rbi, marked_rbi)
) as m(measure, official, recomputed)
where official is not null
