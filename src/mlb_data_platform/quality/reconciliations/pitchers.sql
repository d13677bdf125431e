-- Who pitched in the plays, in their order, is who the box score says pitched, started and finished.
-- Source: liveData.boxscore.teams.*.pitchers and .players.*.stats.pitching against plays.allPlays[].matchup.pitcher and the changes in .playEvents[].
-- The box score also lists a starter who was announced and never threw a pitch (777342: rain came first); he is not among those who pitched.
-- A pitcher who starts and finishes has a complete game and no game finished.
with games as (
    select game_pk, season
    from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
), seen as (
    select game_pk, side, pitcher_id as person_id, min(place) as place
    from (
        select p.game_pk, case when p.is_top_inning then 'home' else 'away' end as side, p.pitcher_id, p.at_bat_index * 100000 + 99999 as place
        from games
        join game.plays p using (game_pk, season)
        union all
        select v.game_pk, v.side, v.pitcher_id, v.at_bat_index * 100000 + v.from_event_index
        from games g
        cross join lateral (
            select * from game.relieved_pitchers v where (v.game_pk, v.season) = (g.game_pk, g.season) offset 0
        ) v
    ) as throwing
    group by 1, 2, 3
), recomputed as (
    select
        game_pk, side, person_id,
        row_number() over (partition by game_pk, side order by place) as place,
        count(*) over (partition by game_pk, side)                    as pitchers
    from seen
), official as (
    select
        l.game_pk, l.side, l.person_id, s.games_started, s.games_finished, s.complete_games,
        row_number() over (partition by l.game_pk, l.side order by l.pitcher_index) as place
    from games
    join game.lineups l using (game_pk, season)
    join game.pitching_lines s using (game_pk, season, side, person_id)
    where l.pitcher_index is not null and (s.batters_faced > 0 or s.outs > 0 or coalesce(s.number_of_pitches, s.pitches_thrown) > 0)
)
select
    game_pk,
    side || ' person ' || person_id as subject,
    measure,
    m.official::bigint              as official,
    m.recomputed::bigint            as recomputed
from official o
full join recomputed r using (game_pk, side, person_id)
cross join lateral (values
    ('place', o.place, r.place),
    ('games_started', o.games_started, (r.place = 1)::int),
    ('games_finished', o.games_finished, (r.place = r.pitchers and r.pitchers > 1)::int),
    ('complete_games', o.complete_games, (r.pitchers = 1)::int)
) as m(measure, official, recomputed)
where measure = 'place' or m.official is not null
