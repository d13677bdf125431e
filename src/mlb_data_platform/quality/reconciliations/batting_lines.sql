-- Every batter's line in the box score is what his plate appearances and his movements on the bases add up to.
-- Source: liveData.boxscore.teams.*.players.*.stats.batting against plays.allPlays[].result and .runners[].
-- What a result counts as stands in game.event_rules, whom it is charged to in game.plate_appearances (rules 9.02 and 9.15(b)).
-- Runs are movements that end in "score". Runs batted in are those that the feed marks: none on a double play grounded into or an error (rule 9.04).
-- A steal or a caught stealing is the movement whose own reason says so: a runner who only advances meanwhile carries the same event,
-- and one who is safe on an error after being caught is charged though he is not out (rule 9.07). Old feeds give the event and no reason.
-- Left on base is not compared: the plays do not say for which runners the scorer holds a batter responsible.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), at_bat as (
    select
        v.game_pk, batting_side as side, batter_id as person_id,
        count(*)                                         as plate_appearances,
        count(*) filter (where is_at_bat)                as at_bats,
        count(*) filter (where is_hit)                   as hits,
        count(*) filter (where total_bases = 2)          as doubles,
        count(*) filter (where total_bases = 3)          as triples,
        count(*) filter (where total_bases = 4)          as home_runs,
        sum(total_bases)                                 as total_bases,
        count(*) filter (where is_walk)                  as base_on_balls,
        count(*) filter (where is_intentional_walk)      as intentional_walks,
        count(*) filter (where is_hit_by_pitch)          as hit_by_pitch,
        count(*) filter (where is_strikeout)             as strike_outs,
        count(*) filter (where is_sac_bunt)              as sac_bunts,
        count(*) filter (where is_sac_fly)               as sac_flies,
        count(*) filter (where is_catchers_interference) as catchers_interference,
        count(*) filter (where grounded_into_outs = 2)   as ground_into_double_play,
        count(*) filter (where grounded_into_outs = 3)   as ground_into_triple_play
    from games g
    cross join lateral (
        select * from game.plate_appearances v where (v.game_pk, v.season) = (g.game_pk, g.season) offset 0
    ) v
    group by 1, 2, 3
), movements as (
    select
        p.game_pk, case when p.is_top_inning then 'away' else 'home' end as side, p.at_bat_index, p.batter_id,
        r.play_index, r.runner_id, r.end_base, r.is_rbi, coalesce(r.movement_reason, 'r_' || r.event_type) as reason
    from games
    join game.plays p using (game_pk, season)
    join game.runners r using (game_pk, season, at_bat_index)
), batted_in as (
    select game_pk, side, batter_id as person_id, count(*) as rbi
    from movements
    where is_rbi
    group by 1, 2, 3
), on_base as (
    select
        game_pk, side, runner_id as person_id,
        count(*) filter (where end_base = 'score')                                             as runs,
        count(distinct (at_bat_index, play_index, reason)) filter (where r.is_stolen_base)     as stolen_bases,
        count(distinct (at_bat_index, play_index, reason)) filter (where r.is_caught_stealing) as caught_stealing
    from movements m
    left join game.event_rules r on 'r_' || r.event_type = m.reason
    group by 1, 2, 3
), official as (
    select b.*
    from games
    join game.batting_lines b using (game_pk, season)
)
select
    game_pk,
    side || ' person ' || person_id as subject,
    measure,
    coalesce(official, 0)::bigint   as official,
    coalesce(recomputed, 0)::bigint as recomputed
from official o
full join at_bat a using (game_pk, side, person_id)
full join batted_in i using (game_pk, side, person_id)
full join on_base b using (game_pk, side, person_id)
cross join lateral (values
    ('plate_appearances', o.plate_appearances, a.plate_appearances),
    ('at_bats', o.at_bats, a.at_bats),
    ('runs', o.runs, b.runs),
    ('hits', o.hits, a.hits),
    ('doubles', o.doubles, a.doubles),
    ('triples', o.triples, a.triples),
    ('home_runs', o.home_runs, a.home_runs),
    ('total_bases', o.total_bases, a.total_bases),
    ('rbi', o.rbi, i.rbi),
    ('base_on_balls', o.base_on_balls, a.base_on_balls),
    ('intentional_walks', o.intentional_walks, a.intentional_walks),
    ('hit_by_pitch', o.hit_by_pitch, a.hit_by_pitch),
    ('strike_outs', o.strike_outs, a.strike_outs),
    ('sac_bunts', o.sac_bunts, a.sac_bunts),
    ('sac_flies', o.sac_flies, a.sac_flies),
    ('catchers_interference', o.catchers_interference, a.catchers_interference),
    ('ground_into_double_play', o.ground_into_double_play, a.ground_into_double_play),
    ('ground_into_triple_play', o.ground_into_triple_play, a.ground_into_triple_play),
    ('stolen_bases', o.stolen_bases, b.stolen_bases),
    ('caught_stealing', o.caught_stealing, b.caught_stealing)
) as m(measure, official, recomputed)
-- A line that lacks a column (old feeds have no plate appearances) says nothing about it; who has no line at all did nothing.
where o.game_pk is null or official is not null
