-- Every pitcher's line in the box score is what the plays and movements charged to him add up to.
-- Source: liveData.boxscore.teams.*.players.*.stats.pitching against plays.allPlays[] with its runners.
-- A result is charged to who ended the plate appearance, a walk to who left behind in the count (rule 9.16(h)): game.plate_appearances.
-- Outs, steals, wild pitches and balks belong to who was pitching at that very event: game.relieved_pitchers.
-- Runs and earned runs are charged to the responsible pitcher of the movement that ends in "score", who may have left before (rule 9.16(g)).
-- Where a feed names no responsible pitcher for any run of a game, runs and earned runs are not compared.
-- An out is counted once, by its number in the half inning. A wild pitch moves several runners and is one; with a third strike or a fourth ball
-- it has no action of its own, only movements.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), faced as (
    select
        v.game_pk, pitching_side as side, pitcher_id as person_id,
        count(*)                                         as batters_faced,
        count(*) filter (where is_at_bat)                as at_bats,
        count(*) filter (where is_hit)                   as hits,
        count(*) filter (where total_bases = 2)          as doubles,
        count(*) filter (where total_bases = 3)          as triples,
        count(*) filter (where total_bases = 4)          as home_runs,
        count(*) filter (where is_walk)                  as base_on_balls,
        count(*) filter (where is_intentional_walk)      as intentional_walks,
        count(*) filter (where is_hit_by_pitch)          as hit_batsmen,
        count(*) filter (where is_strikeout)             as strike_outs,
        count(*) filter (where is_sac_bunt)              as sac_bunts,
        count(*) filter (where is_sac_fly)               as sac_flies,
        count(*) filter (where is_catchers_interference) as catchers_interference
    from games g
    cross join lateral (
        select * from game.plate_appearances v where (v.game_pk, v.season) = (g.game_pk, g.season) offset 0
    ) v
    group by 1, 2, 3
), relieved as materialized (
    select v.*
    from games g
    cross join lateral (
        select * from game.relieved_pitchers v where (v.game_pk, v.season) = (g.game_pk, g.season) offset 0
    ) v
), movements as materialized (
    select
        p.game_pk, p.inning, case when p.is_top_inning then 'home' else 'away' end as side, p.at_bat_index,
        case when (p.game_pk, p.at_bat_index) in (select v.game_pk, v.at_bat_index from relieved v) then coalesce((
            select v.pitcher_id
            from relieved v
            where (v.game_pk, v.at_bat_index) = (p.game_pk, p.at_bat_index) and r.play_index >= v.from_event_index and r.play_index < v.until_event_index
        ), p.pitcher_id) else p.pitcher_id end as pitcher_id,
        r.play_index, r.runner_id, r.end_base, r.is_out, coalesce(r.out_number::text, r.at_bat_index || ' ' || r.runner_index) as out_name,
        r.event_type, coalesce(r.movement_reason, 'r_' || r.event_type) as reason, r.earned, r.responsible_pitcher_id
    from games
    join game.plays p using (game_pk, season)
    join game.runners r using (game_pk, season, at_bat_index)
), on_base as (
    select
        game_pk, side, pitcher_id as person_id,
        count(distinct (inning, out_name)) filter (where is_out)                                          as outs,
        count(distinct (at_bat_index, play_index, runner_id, reason)) filter (where r.is_stolen_base)     as stolen_bases,
        count(distinct (at_bat_index, play_index, runner_id, reason)) filter (where r.is_caught_stealing) as caught_stealing
    from movements m
    left join game.event_rules r on 'r_' || r.event_type = m.reason
    group by 1, 2, 3
), actions as (
    select
        p.game_pk, case when p.is_top_inning then 'home' else 'away' end as side,
        case when (p.game_pk, p.at_bat_index) in (select v.game_pk, v.at_bat_index from relieved v) then coalesce((
            select v.pitcher_id
            from relieved v
            where (v.game_pk, v.at_bat_index) = (p.game_pk, p.at_bat_index) and e.event_index >= v.from_event_index and e.event_index < v.until_event_index
        ), p.pitcher_id) else p.pitcher_id end as pitcher_id,
        e.at_bat_index, e.event_index, e.event_type
    from games
    join game.plays p using (game_pk, season)
    join game.play_events e using (game_pk, season, at_bat_index)
    where e.event_type in ('wild_pitch', 'balk', 'forced_balk')
), wild as (
    select
        game_pk, side, pitcher_id as person_id,
        count(*) filter (where event_type = 'wild_pitch')  as wild_pitches,
        count(*) filter (where event_type <> 'wild_pitch') as balks
    from (
        select * from actions
        union
        select game_pk, side, pitcher_id, at_bat_index, play_index, event_type
        from movements
        where event_type in ('wild_pitch', 'balk', 'forced_balk')
    ) as each_once
    group by 1, 2, 3
), scored as (
    select game_pk, side, responsible_pitcher_id as person_id, count(*) as runs, count(*) filter (where earned) as earned_runs
    from movements
    where end_base = 'score' and responsible_pitcher_id is not null
    group by 1, 2, 3
), untold as (
    select game_pk
    from movements
    where end_base = 'score'
    group by 1
    having count(responsible_pitcher_id) = 0
), official as (
    select l.*
    from games
    join game.pitching_lines l using (game_pk, season)
)
select
    game_pk,
    side || ' person ' || person_id as subject,
    measure,
    coalesce(official, 0)::bigint   as official,
    coalesce(recomputed, 0)::bigint as recomputed
from official o
full join faced f using (game_pk, side, person_id)
full join on_base b using (game_pk, side, person_id)
full join wild w using (game_pk, side, person_id)
full join scored s using (game_pk, side, person_id)
cross join lateral (values
    ('batters_faced', o.batters_faced, f.batters_faced),
    ('outs', o.outs, b.outs),
    ('innings_pitched', o.innings_outs, b.outs),
    ('at_bats', o.at_bats, f.at_bats),
    ('runs', o.runs, s.runs),
    ('earned_runs', o.earned_runs, s.earned_runs),
    ('hits', o.hits, f.hits),
    ('doubles', o.doubles, f.doubles),
    ('triples', o.triples, f.triples),
    ('home_runs', o.home_runs, f.home_runs),
    ('base_on_balls', o.base_on_balls, f.base_on_balls),
    ('intentional_walks', o.intentional_walks, f.intentional_walks),
    ('hit_batsmen', o.hit_batsmen, f.hit_batsmen),
    ('strike_outs', o.strike_outs, f.strike_outs),
    ('sac_bunts', o.sac_bunts, f.sac_bunts),
    ('sac_flies', o.sac_flies, f.sac_flies),
    ('catchers_interference', o.catchers_interference, f.catchers_interference),
    ('stolen_bases', o.stolen_bases, b.stolen_bases),
    ('caught_stealing', o.caught_stealing, b.caught_stealing),
    ('wild_pitches', o.wild_pitches, w.wild_pitches),
    ('balks', o.balks, w.balks)
) as m(measure, official, recomputed)
where (o.game_pk is null or official is not null)
  and (measure not in ('runs', 'earned_runs') or game_pk not in (select game_pk from untold))
