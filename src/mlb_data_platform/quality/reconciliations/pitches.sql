-- Every pitcher's pitches, strikes and balls in the box score are the pitches in the plays.
-- Source: liveData.boxscore.teams.*.players.*.stats.pitching against plays.allPlays[].playEvents[] with isPitch.
-- Balls and strikes that are called without a pitch (intentional walks since 2017, the pitch timer since 2023) are neither pitches nor balls nor strikes.
-- A ball put in play is a strike, a pitch that hits the batter a ball. Pitches before a change in mid-count are the former pitcher's
-- (statsapi.md, quirk 20): game.relieved_pitchers. Some lines have the count under its older name only, some under its newer.
with games as (
    select game_pk, season
    from game.complete_games
    where has_pitches and (%(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[]))
), relieved as materialized (
    select v.*
    from games g
    cross join lateral (
        select * from game.relieved_pitchers v where (v.game_pk, v.season) = (g.game_pk, g.season) offset 0
    ) v
), thrown as (
    select
        p.game_pk, case when p.is_top_inning then 'home' else 'away' end as side,
        case when (p.game_pk, p.at_bat_index) in (select v.game_pk, v.at_bat_index from relieved v) then coalesce((
            select v.pitcher_id
            from relieved v
            where (v.game_pk, v.at_bat_index) = (p.game_pk, p.at_bat_index) and e.event_index >= v.from_event_index and e.event_index < v.until_event_index
        ), p.pitcher_id) else p.pitcher_id end as person_id,
        count(*)                                                  as pitches,
        count(*) filter (where e.is_strike or e.is_in_play)       as strikes,
        count(*) filter (where not (e.is_strike or e.is_in_play)) as balls
    from games
    join game.plays p using (game_pk, season)
    join game.play_events e using (game_pk, season, at_bat_index)
    where e.is_pitch
    group by 1, 2, 3
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
full join thrown t using (game_pk, side, person_id)
cross join lateral (values
    ('number_of_pitches', o.number_of_pitches, t.pitches),
    ('pitches_thrown', o.pitches_thrown, t.pitches),
    ('strikes', o.strikes, t.strikes),
    ('balls', o.balls, t.balls)
) as m(measure, official, recomputed)
where o.game_pk is null or official is not null
